"""The network as two files of comma-separated values: for the bulk import of Neo4j, and for Gephi.

A text that a spreadsheet would run as a formula has an apostrophe before it.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.exports.columns import NODE, TIE, Column, Type, Value, node_values, one_text, tie_values
from kg.exports.selection import Selection, Tie, days_of, merged_spans, network
from kg.exports.text import sheet_text
from kg.vocabulary import Vocabulary

LIST = "\x1f"
"""What parts the items of a list for Neo4j: a character that no text of a store holds."""

_NEO4J: dict[Type, str] = {"text": "string", "texts": "string[]", "number": "double", "whole": "long", "truth": "boolean"}


def neo4j(selection: Selection, folder: Path) -> None:
    """Writes `nodes.csv`, whose labels are the class and those above it, and `relationships.csv`, whose types are relations.

    Lists are parted by U+001F: see LIST.
    """
    columns = [column for column in TIE if column.name not in {"label", "relation"}]
    with network(selection) as graph:
        with _table(folder / "nodes.csv", ["id:ID", *map(_typed, NODE), ":LABEL"]) as rows:
            for node in graph.nodes:
                values = {column.name: value for column, value in node_values(node)}
                rows.writerow([node["id"], *_cells(NODE, values), _labels(node["kind"], selection.vocabulary)])
        with _table(folder / "relationships.csv", [":START_ID", ":END_ID", ":TYPE", *map(_typed, columns)]) as rows:
            for tie in graph.ties():
                values = {column.name: value for column, value in tie_values(tie)}
                rows.writerow([tie.subject, tie.object, tie.attributes["relation"], *_cells(columns, values)])


def gephi(selection: Selection, folder: Path) -> None:
    """Writes `nodes.csv` and `edges.csv` with the columns that Gephi knows; `Timeset` holds the days for its timeline."""
    nodes = [column for column in NODE if column.name != "label"]
    ties = [column for column in TIE if column.name not in {"label", "weight"}]
    with network(selection) as graph:
        with _table(folder / "nodes.csv", ["Id", "Label", *(column.name for column in nodes)]) as rows:
            for node in graph.nodes:
                values = {column.name: one_text(value) for column, value in node_values(node)}
                rows.writerow([node["id"], sheet_text(node["label"]), *_cells(nodes, values)])
        head = ["Source", "Target", "Type", "Id", "Label", "Weight", "Timeset"]
        with _table(folder / "edges.csv", [*head, *(column.name for column in ties)]) as rows:
            for number, tie in enumerate(graph.ties(), start=1):
                values = {column.name: one_text(value) for column, value in tie_values(tie)}
                rows.writerow([*_gephi_tie(number, tie), *_cells(ties, values)])


def _gephi_tie(number: int, tie: Tie) -> list[str]:
    told = tie.attributes
    kind = "Undirected" if told["symmetric"] else "Directed"
    return [tie.subject, tie.object, kind, f"e{number}", told["relation"], str(float(told["weight"])), _timeset(tie)]


def _timeset(tie: Tie) -> str:
    spans = merged_spans(map(days_of, tie.told))
    shown = "; ".join(f"[{first or '-Infinity'}, {last or 'Infinity'}]" for first, last in spans)
    return f"<{shown}>" if shown else ""


def _labels(kind: str, vocabulary: Vocabulary) -> str:
    above = vocabulary.ancestors[vocabulary.ontology_class(kind).name] - {kind}
    return LIST.join((kind, *sorted(above)))


def _typed(column: Column) -> str:
    return f"{column.name}:{_NEO4J[column.type]}"


def _cells(columns: Iterable[Column], values: Mapping[str, Value]) -> Iterator[str]:
    for column in columns:
        value = values.get(column.name, "")
        if isinstance(value, tuple):
            yield LIST.join(map(sheet_text, value))
        elif isinstance(value, str) and column.type in {"text", "texts"}:
            yield sheet_text(value)
        else:
            yield one_text(value)


@contextmanager
def _table(path: Path, columns: Iterable[str]) -> Iterator[Any]:
    with path.open("w", encoding="utf-8", newline="") as text:
        rows = csv.writer(text)  # lines end as RFC 4180 wants it, and so that carriage returns are quoted
        rows.writerow(columns)
        yield rows
