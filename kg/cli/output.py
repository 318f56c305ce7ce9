"""What commands print: data on standard output, everything else on standard error, progress only where somebody watches."""

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg import escapes, fitting
from kg.exports.text import sheet_text
from kg.files import replace_text
from kg.sources import Failure

if TYPE_CHECKING:
    from rich.console import Console

STDOUT = Path("-")
WIDEST = 1_000_000  # characters of a table's line
_NUMBER = re.compile(r"[-+]?[0-9.e+-]*( ± [0-9.e-]+)?")
CONTROL, cell, markdown_escaped = escapes.CONTROL, escapes.cell, escapes.markdown_escaped


def json_lines(objects: Iterable[dict[str, Any]]) -> str:
    """Each object as JSON on a line of its own."""
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in objects)


def write(text: str, out: Path) -> None:
    """Puts the text into the file, whole or not at all, or with `-` on standard output. Raises KgError."""
    if out == STDOUT:
        click.echo(text, nl=False)
    else:
        replace_text(out, text)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], out: Path = STDOUT) -> None:
    """Prints a table: fitted to a terminal, else as wide as its content; nothing is cut either way."""
    write(table(columns, rows, fit=fits_terminal(out)), out)


def table_text(columns: Sequence[str], rows: Iterable[Sequence[object]], out: Path = STDOUT) -> str:
    """A table as `print_table` prints it there."""
    return table(columns, rows, fit=fits_terminal(out))


def fits_terminal(out: Path) -> bool:
    """Whether the output is read on a terminal, and so has to fit into its width."""
    return out == STDOUT and sys.stdout.isatty()


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as comma-separated values under a line of column names; nothing for None, nothing that a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([columns, *([sheet_text(value) if isinstance(value, str) else value for value in row] for row in rows)])
    return text.getvalue()


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown, numbers to the right; nothing in a cell is taken for markup."""
    cells = [list(map(markdown_escaped, row)) for row in rows]
    right = [all(map(_NUMBER.fullmatch, column)) for column in zip(*cells, strict=True)] or [False] * len(columns)
    lines = [list(map(markdown_escaped, columns)), ["---:" if numbers else "---" for numbers in right], *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def json_text(value: object) -> str:
    """The value as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def report(failures: Iterable[Failure]) -> int:
    """Names each source that could not be read on standard error. The exit status: 1 where there is any, else 0."""
    status = 0
    for failure in failures:
        click.echo(f"kg: {cell(failure)}", err=True)
        status = 1
    return status


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, fit: bool = False) -> str:
    """The lines of a table, as wide as its content; where it has to `fit` and would not, as `fitting` makes it fit the terminal."""
    from rich.console import Console

    body = [list(map(cell, row)) for row in rows]
    console = Console(file=sys.stdout, markup=False, emoji=False, highlight=False)
    if not fit or not body or sum(fitting.natural(columns, body)) + _around(len(columns)) <= console.width:
        return _drawn(console, columns, body, [None] * len(columns))
    return fitting.within(columns, body, console.width, _around, lambda head, rows, widths, _: _drawn(console, head, rows, widths))


def _around(columns: int) -> int:
    """What stands around and between so many columns."""
    return 3 * columns - 1


def _drawn(console: "Console", columns: Sequence[str], body: list[list[str]], widths: Sequence[int | None]) -> str:
    """The table with columns of these widths, or as wide as their content where there is none."""
    from rich import box
    from rich.measure import Measurement
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, width in zip(columns, widths, strict=True):
        made.add_column(name, width=width, overflow="fold")
    for row in body:
        made.add_row(*row)
    console.width = Measurement.get(console, console.options.update(max_width=WIDEST), made).maximum
    with console.capture() as printed:
        console.print(made)
    lines = map(str.rstrip, printed.get().splitlines())
    return "".join(f"{line}\n" for line in lines if line)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[object], None]]:
    """A function to call after each of `total` steps; it moves a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda _step: bar.advance(task)
