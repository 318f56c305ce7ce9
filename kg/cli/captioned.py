"""A sheet with what must be said about it: below a table, around the rows in JSON, and beside CSV on standard error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from kg.cli.output import cell, json_text, markdown_escaped, write
from kg.cli.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Captioned:
    """Rows with a caption.

    `sheet` has all rows, `shown` those for people where they differ. `caption` are whole sentences; `head` says the same as
    data, and JSON has the rows in it as `key`.
    """

    sheet: Sheet
    caption: Sequence[str]
    head: Mapping[str, Any]
    key: str
    shown: Sheet | None = None

    def write(self, format_: str, out: Path, *, evidence: int = 0) -> None:
        """Writes it in that format, with up to so many sentences for each row."""
        if format_ == "json":
            write(json_text(dict(self.head) | {self.key: list(self.sheet.objects(evidence))}), out)
        elif format_ == "csv":
            write(self.sheet.text("csv", out, evidence=evidence), out)
            for line in self.caption:
                click.echo(f"kg: {cell(line)}", err=True)
        else:
            clean = markdown_escaped if format_ == "markdown" else cell
            gap = "\n\n" if format_ == "markdown" else "\n"
            text = (self.shown or self.sheet).text(format_, out, evidence=evidence)
            write(text + ("\n" if self.caption else "") + gap.join(map(clean, self.caption)) + ("\n" if self.caption else ""), out)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 statement, 2 statements, no statements."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"
