"""The pages for people: the named queries, the editor, and what went wrong. Whatever they show is escaped."""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.queries import NamedQuery, load_queries
from kg.resources import SIGNS
from kg.results import shortened
from kg.service.marks import classes_of, load_marks
from kg.vocabulary import PREFIXES, XSD, load_vocabulary

EXPLORER, BROWSE, EDITOR, NAMED = "/", "/browse", "/sparql", "/queries"
LINKS = ((EXPLORER, "Explorer"), (BROWSE, "Browse"), (EDITOR, "SPARQL"), (NAMED, "Named queries"))
MOST_ROWS = 1000
"""Rows of an answer that a page shows; all of them come in the other forms."""

FIRST_QUERY = "SELECT ?who ?whom WHERE {\n  ?who sahel:accuses ?whom .\n}\nORDER BY ?who ?whom\nLIMIT 100\n"
"""What the editor opens with."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page but the explorer, which brings its own."""

EDITOR_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='")
"""The same for the editor, whose tables bring a style of their own for columns that can be widened."""

_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as a table shows it."""

    text: str
    iri: str | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """An answer as a page shows it: how many rows there are, and the first of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int


def fault_page(fault: Mapping[str, Any]) -> str:
    """What went wrong: `title`, `error`, and perhaps `line` and `column`."""
    return _rendered("fault.html", title=fault["title"], here=None, fault=fault)


def waiting_page() -> str:
    """For whoever asks for the explorer while it is drawn."""
    return _rendered("waiting.html", title="Explorer", here=EXPLORER)


@functools.cache
def browse_page() -> str:
    """For looking at the neighbourhood of one actor after another, with how classes and families look."""
    marks = load_marks()
    data = {
        "marks": classes_of(marks),
        "labels": [mark.label for mark in marks.classes],
        "families": [(name, line.label) for name, line in marks.families.items()],
    }
    return _rendered("browse.html", title="Browse", here=BROWSE, marks=marks.classes, data=data)


def queries_page() -> str:
    """All named queries."""
    return _rendered("queries.html", title="Named queries", here=NAMED, queries=list(load_queries().values()))


def query_page(
    query: NamedQuery,
    values: Mapping[str, str],
    *,
    table: Table | None = None,
    downloads: Sequence[tuple[str, str]] = (),
    fault: str | None = None,
) -> str:
    """One named query: its parameters as a form, its text, and where it was run its answer."""
    return _rendered(
        "query.html",
        title=query.title,
        here=NAMED,
        query=query,
        values=values,
        table=table,
        downloads=downloads,
        fault=fault,
        sparql=with_prefixes(query.sparql),
    )


@functools.cache
def editor_page() -> str:
    """The editor, with what it needs to know of the vocabulary and the named queries."""
    words = load_vocabulary()
    named = [each.iri for each in words.relations.values()] + [each.iri for each in words.record_properties.values()]
    data = {
        "endpoint": EDITOR,
        "prefixes": dict(PREFIXES),
        "first": with_prefixes(FIRST_QUERY),
        "queries": [query_object(query) for query in load_queries().values()],
        "classes": sorted(each.iri for each in words.classes.values()),
        "properties": sorted(set(named)),
    }
    return _rendered("editor.html", title="SPARQL", here=EDITOR, data=data)


def query_object(query: NamedQuery) -> dict[str, Any]:
    """A named query as JSON has it."""
    return {
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "parameters": [
            {"name": each.name, "type": each.type, "default": each.default, "explanation": each.explanation}
            for each in query.parameters
        ],
    }


def with_prefixes(sparql: str) -> str:
    """The query with a declaration of each prefix that it uses, below the comment that it begins with.

    This service knows them, others do not: a query is carried elsewhere.
    """
    declared = {match.casefold() for match in re.findall(r"\bPREFIX\s+([\w-]*):", sparql, re.IGNORECASE)}
    used = set(re.findall(r"(?<![\w?$<:/-])([a-z]+):(?!//)", sparql))
    lines = [f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if name in used and name not in declared]
    head = re.match(r"(?:#[^\n]*\n)*", sparql)
    end = head.end() if head else 0
    return f"{sparql[:end]}{''.join(lines)}{sparql[end:]}"


def table_of(answer: bytes) -> Table:
    """A table of SPARQL results in JSON."""
    told = json.loads(answer)
    if "boolean" in told:
        return Table(("answer",), ((Cell("yes" if told["boolean"] else "no"),),), 1)
    columns = tuple(told["head"].get("vars", ()))
    bindings = told["results"]["bindings"]
    rows = tuple(tuple(_cell(binding.get(name)) for name in columns) for binding in bindings[:MOST_ROWS])
    return Table(columns, rows, len(bindings))


def _cell(term: Mapping[str, Any] | None) -> Cell:
    if term is None:
        return Cell("")
    if term["type"] == "uri":
        return Cell(shortened(term["value"]), iri=term["value"])
    value = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"], ensure_ascii=False)
    return Cell(value, number=term.get("datatype") in _NUMBERS)


def _rendered(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(links=LINKS, **values)


@functools.cache
def _environment() -> Environment:
    folder = Path(__file__).with_name("templates")
    return Environment(loader=FileSystemLoader([folder, SIGNS.parent]), autoescape=True, undefined=StrictUndefined)
