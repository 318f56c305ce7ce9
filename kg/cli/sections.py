"""Results of several parts: sheets under headings for people, one object in JSON, one table in CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.cli.output import cell, json_text, markdown_escaped, write
from kg.cli.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Section:
    """A line that says what follows, and a sheet where anything does."""

    heading: str
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The sections that people see, the value that JSON gives, and the rows that CSV does."""

    sections: Sequence[Section]
    value: Mapping[str, Any]
    rows: Sheet


def print_report(report: Report, format_: str, out: Path, *, evidence: int = 0) -> None:
    """Prints the report in that format, with up to so many sentences for each row."""
    match format_:
        case "json":
            write(json_text(report.value), out)
        case "csv":
            write(report.rows.text("csv", out, evidence=evidence), out)
        case _:
            write("\n".join(_section(each, format_, out, evidence) for each in report.sections), out)


def _section(section: Section, format_: str, out: Path, evidence: int) -> str:
    markdown = format_ == "markdown"
    heading = f"{markdown_escaped(section.heading) if markdown else cell(section.heading)}\n"
    if section.sheet is None or not section.sheet.rows:
        return heading
    return heading + "\n" * markdown + section.sheet.text(format_, out, evidence=evidence)
