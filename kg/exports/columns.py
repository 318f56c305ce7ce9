"""What is told of nodes and ties, the same in every format of the network."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kg.exports.selection import Tie

Type = Literal["text", "texts", "number", "whole", "truth"]
Value = str | tuple[str, ...] | float | int | bool


@dataclass(frozen=True, slots=True)
class Column:
    """A name and what kind of value stands there: a text, several texts, a number, a whole number or a truth value."""

    name: str
    type: Type


def _columns(**types: Type) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in types.items())


NODE = _columns(label="text", kind="text", aliases="texts", known="truth", latitude="number", longitude="number")
TIE = _columns(
    label="text",
    relation="text",
    family="text",
    symmetric="truth",
    weight="number",
    documents="whole",
    sources="whole",
    confidence="number",
    first="text",
    last="text",
    dated_by="text",
    statements="texts",
    sentences="texts",
    documents_named="texts",
)
"""A tie's `statements`, `sentences` and `documents_named` run in the same order."""


def node_values(node: Mapping[str, Any]) -> Iterator[tuple[Column, Value]]:
    """What is known of a node."""
    return _known(NODE, node)


def tie_values(tie: Tie) -> Iterator[tuple[Column, Value]]:
    """What is known of a tie, its statements spelled out."""
    told = tie.told
    spelled = {
        "label": tie.attributes["relation"],
        "statements": tuple(statement.id for statement in told),
        "sentences": tuple(" ".join(statement.sentence.split()) for statement in told),
        "documents_named": tuple(statement.document_title or statement.document_name for statement in told),
    }
    return _known(TIE, {**tie.attributes, **spelled})


def one_text(value: Value) -> str:
    """The value as one text: several with a line for each, truth in lower case as XML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def _known(columns: tuple[Column, ...], values: Mapping[str, Any]) -> Iterator[tuple[Column, Value]]:
    return ((column, value) for column in columns if (value := values[column.name]) is not None and value != ())
