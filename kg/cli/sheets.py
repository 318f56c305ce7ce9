"""Results as rows, printed in every format, each with the sentences behind it where they are asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.citing import cited, evidence_object
from kg.cli.output import cell, csv_text, json_text, markdown_escaped, markdown_table, table, table_text, write

if TYPE_CHECKING:
    from kg.records import StoredStatement

FORMATS = ("table", "csv", "json", "markdown")


@dataclass(frozen=True, slots=True)
class Column:
    """A column for people: its heading, and the key of its value or what else it shows of a row."""

    heading: str
    value: str | Callable[[Mapping[str, Any]], str]

    def of(self, row: Mapping[str, Any]) -> str:
        """What stands in the column for that row."""
        return cell(row.get(self.value)) if isinstance(self.value, str) else self.value(row)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of a result.

    `columns` are what people see; `rows` are what JSON gives, and CSV by `keys`; `told` are the statements behind each row, in
    the order of time, where rows have any.
    """

    columns: Sequence[Column]
    keys: Sequence[str]
    rows: Sequence[Mapping[str, Any]]
    told: "Sequence[Sequence[StoredStatement]] | None" = None

    def text(self, format_: str, out: Path, *, evidence: int = 0) -> str:
        """The rows in that format, with up to so many sentences for each."""
        match format_:
            case "json":
                return json_text(list(self.objects(evidence)))
            case "csv":
                return self._csv(evidence)
            case "markdown":
                return self._markdown(evidence)
            case _:
                return self._table(out, evidence)

    def objects(self, evidence: int = 0) -> Iterator[dict[str, Any]]:
        """The rows as JSON gives them."""
        if self.told is None:
            yield from map(dict, self.rows)
            return
        for row, told in zip(self.rows, self.told, strict=True):
            found = dict(row) | {"statements": [statement.id for statement in told]}
            yield found | {"evidence": [evidence_object(each) for each in told[:evidence]]} if evidence else found

    def _csv(self, evidence: int) -> str:
        rows = [[_plain(row.get(key)) for key in self.keys] for row in self.rows]
        if not evidence or self.told is None:
            return csv_text(self.keys, rows)
        ids = (" ".join(statement.id for statement in told[:evidence]) for told in self.told)
        return csv_text((*self.keys, "evidence"), ([*row, cited] for row, cited in zip(rows, ids, strict=True)))

    def _markdown(self, evidence: int) -> str:
        text = markdown_table([column.heading for column in self.columns], self._cells())
        if not evidence or self.told is None:
            return text
        return text + "".join(_cited(cells, told, evidence) for cells, told in zip(self._cells(), self.told, strict=True))

    def _table(self, out: Path, evidence: int) -> str:
        headings = [column.heading for column in self.columns]
        if not evidence or self.told is None:
            return table_text(headings, self._cells(), out)
        lines = table(headings, self._cells()).splitlines()  # as wide as it has to be: a line for each row
        shown = lines[:2]
        for line, told in zip(lines[2:], self.told, strict=True):
            shown += [line, *(f"     {each}" for each in evidence_lines(told, evidence))]
        return "".join(f"{line}\n" for line in shown)

    def _cells(self) -> list[list[str]]:
        return [[column.of(row) for column in self.columns] for row in self.rows]


def print_sheet(sheet: Sheet, format_: str, out: Path, *, evidence: int = 0) -> None:
    """Prints the rows in that format, with up to so many sentences for each."""
    write(sheet.text(format_, out, evidence=evidence), out)


def evidence_lines(told: "Sequence[StoredStatement]", most: int) -> Iterator[str]:
    """A line for each of the first statements, and how many more there are."""
    yield from map(cited, told[:most])
    if len(told) > most:
        yield f"and {len(told) - most} more"


def number(value: float | None) -> str:
    """A number for people: four digits that count, nothing for None."""
    return "" if value is None else f"{value:.4g}"


def _cited(cells: Sequence[str], told: "Sequence[StoredStatement]", evidence: int) -> str:
    """A row's first cells and a list of the sentences behind it, in Markdown."""
    lines = [f"- {markdown_escaped(line)}" for line in evidence_lines(told, evidence)]
    return "\n".join(["", f"**{markdown_escaped('. '.join(cells[:2]))}**", "", *lines]) + "\n"


def _plain(value: object) -> object:
    """A value for CSV: the members of a list apart by semicolons."""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value
