"""What commands print: data on standard output, everything else on standard error, progress only where somebody watches."""

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kg import escapes
from kg.exports.text import sheet_text
from kg.files import replace_text
from kg.sources import Failure

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
    """Prints a table: fitted to a terminal, else as wide as its content so that nothing is cut."""
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
    """The lines of a table, as wide as the terminal where it has to `fit`, else as its content."""
    from rich import box
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    made = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        made.add_row(*map(cell, row))
    console = Console(file=sys.stdout, markup=False, emoji=False, highlight=False)
    if not fit:
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
