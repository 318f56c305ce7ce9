"""Answers to queries as text: a table for the eye, CSV, SPARQL results in JSON, and Turtle."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from kg import fitting
from kg.errors import UsageError
from kg.store import QueryResult, Solutions, Term, Triples
from kg.vocabulary import PREFIXES, XSD

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w-]*\w)?", re.ASCII)
GAP = 2
"""Blanks between two columns of a table."""
_NUMERIC = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))


def rendered(result: QueryResult, form: str, *, labels: Mapping[str, str] | None = None, width: int | None = None) -> str:
    """The answer in one of `FORMATS`; `labels` and `width` are for the table: see `as_table`.

    Raises UsageError where there is no such format, or the answer is of a kind that it cannot hold.
    """
    if form not in FORMATS:
        raise UsageError(f"no format is named {form!r}; there are {', '.join(FORMATS)}")
    return as_table(result, labels=labels, width=width) if form == "table" else FORMATS[form](result)


def as_table(result: QueryResult, *, labels: Mapping[str, str] | None = None, width: int | None = None) -> str:
    """Aligned columns. Nothing in it can steer a terminal.

    An IRI is shown as its name in `labels`, else with a prefix. Where a `width` is given and a line would not fit into it,
    columns without any value are left out and long ones wrapped, or each row is shown by itself; no value is ever cut.
    """
    if isinstance(result, bool):
        return "yes\n" if result else "no\n"
    solutions = _as_solutions(result)
    if not solutions.variables:
        return f"{len(solutions.rows)} rows\n"
    head = [_visible(variable) for variable in solutions.variables]
    body = [[_visible(_shown(term, labels or {})) for term in row] for row in solutions.rows]
    right = [_is_numeric(row[column] for row in solutions.rows) for column in range(len(head))]
    widths = fitting.natural(head, body)
    if width is None or not body or sum(widths) + _between(len(head)) <= width:
        return _aligned(head, body, widths, right)

    def drawn(head: list[str], body: list[list[str]], widths: list[int], places: list[int]) -> str:
        return _aligned(head, body, widths, [right[place] for place in places])

    return fitting.within(head, body, width, _between, drawn)


def _between(columns: int) -> int:
    """The blanks between so many columns."""
    return GAP * (columns - 1)


def _aligned(head: list[str], body: list[list[str]], widths: list[int], right: list[bool]) -> str:
    lines = [head, ["─" * size for size in widths], *body]
    return "".join(_lines(line, widths, right) for line in lines)


def as_csv(result: QueryResult) -> str:
    """SPARQL 1.1 results in CSV: values without their types. For triples the columns are subject, predicate, object."""
    if isinstance(result, bool):
        raise UsageError("a yes or no has no CSV form; ask for a table or json")
    solutions = _as_solutions(result)
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(solutions.variables)
    writer.writerows(["" if term is None else _plain(term) for term in row] for row in solutions.rows)
    return target.getvalue()


def as_json(result: QueryResult) -> str:
    """SPARQL 1.1 results in JSON. For triples the variables are subject, predicate, object."""
    if isinstance(result, bool):
        return _json({"head": {}, "boolean": result})
    solutions = _as_solutions(result)
    bindings = [
        {name: _json_term(term) for name, term in zip(solutions.variables, row, strict=True) if term is not None}
        for row in solutions.rows
    ]
    return _json({"head": {"vars": list(solutions.variables)}, "results": {"bindings": bindings}})


def as_turtle(result: QueryResult) -> str:
    """Turtle with the vocabulary's prefixes. Raises UsageError where the answer is no graph."""
    if not isinstance(result, Triples):
        raise UsageError("only CONSTRUCT and DESCRIBE give Turtle; ask for a table, csv or json")
    target = io.BytesIO()
    ox.serialize(result.triples, target, ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    return target.getvalue().decode()


FORMATS: Mapping[str, Callable[[QueryResult], str]] = MappingProxyType(
    {"table": as_table, "csv": as_csv, "json": as_json, "turtle": as_turtle}
)
"""The formats of answers by their names on the command line."""


def shortened(iri: str) -> str:
    """The IRI with a prefix of the vocabulary, or in angle brackets where none fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def printable(text: str) -> str:
    """The text on one line, with everything that could steer a terminal or hide replaced by a visible sign."""
    return _visible(" ".join(text.split()))


def _as_solutions(result: Solutions | Triples) -> Solutions:
    if isinstance(result, Solutions):
        return result
    rows = tuple((triple.subject, triple.predicate, triple.object) for triple in result.triples)
    return Solutions(("subject", "predicate", "object"), rows)


def _shown(term: Term | None, labels: Mapping[str, str]) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return labels.get(term.value) or shortened(term.value)
    return " ".join(term.value.split()) if isinstance(term, ox.Literal) else str(term)


def _visible(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


def _plain(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _is_numeric(terms: Iterable[Term | None]) -> bool:
    values = [term for term in terms if term is not None]
    return bool(values) and all(isinstance(term, ox.Literal) and term.datatype.value in _NUMERIC for term in values)


def _lines(cells: Sequence[str], widths: list[int], right: list[bool]) -> str:
    """The cells side by side, those that are too wide for their column on several lines."""
    stacks = [
        [cell] if fitting.width_of(cell) <= size else fitting.wrapped(cell, size) for cell, size in zip(cells, widths, strict=True)
    ]
    return "".join(_line(line, widths, right) for line in zip_longest(*stacks, fillvalue=""))


def _line(cells: Sequence[str], widths: list[int], right: list[bool]) -> str:
    fitted = (_cell(cell, size, right=on_right) for cell, size, on_right in zip(cells, widths, right, strict=True))
    return (" " * GAP).join(fitted).rstrip() + "\n"


def _cell(text: str, size: int, *, right: bool) -> str:
    blank = " " * (size - fitting.width_of(text))
    return blank + text if right else text + blank


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
