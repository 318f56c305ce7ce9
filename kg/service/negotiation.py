"""Which form an answer takes: by the parameter `format`, else by the header Accept with its weights."""

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Form:
    """A form of answers: its name as the engine knows it, its media type, and whatever else clients call it."""

    name: str
    media_type: str
    aliases: tuple[str, ...] = ()
    """Media types that mean the same, weaker than the form's own."""
    names: tuple[str, ...] = ()
    """What the parameter `format` may say beside the name and the media types."""

    @property
    def content_type(self) -> str:
        """The media type as a header has it; all that this service writes is UTF-8."""
        return f"{self.media_type}; charset=utf-8"


_XML_TYPES = ("application/xml", "text/xml")
JSON = Form("json", "application/sparql-results+json", ("application/json", "text/json"), ("sparql-results+json", "srj"))
XML = Form("xml", "application/sparql-results+xml", _XML_TYPES, ("sparql-results+xml", "srx"))
CSV = Form("csv", "text/csv", ("application/csv",))
TSV = Form("tsv", "text/tab-separated-values", ("text/tsv",))
TURTLE = Form("turtle", "text/turtle", ("application/x-turtle", "text/n3", "text/rdf+n3"), ("ttl", "n3"))
N_TRIPLES = Form("ntriples", "application/n-triples", ("text/plain",), ("nt", "n-triples"))
RDF_XML = Form("rdfxml", "application/rdf+xml", _XML_TYPES, ("rdf", "rdf+xml", "rdf/xml", "xml"))
JSON_LD = Form("jsonld", "application/ld+json", ("application/json",), ("json-ld", "ld+json", "json"))
HTML = Form("html", "text/html", ("application/xhtml+xml",))
TEXT = Form("text", "text/plain")
FAULT_JSON = Form("json", "application/json", ("application/problem+json",))
SPARQL = Form("sparql", "application/sparql-query", (), ("rq",))

SOLUTIONS = (JSON, XML, CSV, TSV)
"""The forms of the answer to SELECT, the usual one first."""
BOOLEAN = (JSON, XML, CSV, TSV)
"""The forms of the answer to ASK. The standard has no CSV and TSV of it; here they hold `true` or `false`."""
GRAPH = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD)
"""The forms of the answer to CONSTRUCT and DESCRIBE, and of the description of the service."""
FAULTS = (TEXT, FAULT_JSON, HTML)

FORMS_OF: Mapping[str, tuple[Form, ...]] = MappingProxyType(
    {"SELECT": SOLUTIONS, "ASK": BOOLEAN, "CONSTRUCT": GRAPH, "DESCRIBE": GRAPH}
)
"""The forms by the form of the query."""


def named(name: str, forms: Iterable[Form]) -> Form | None:
    """The form that the parameter `format` names, by a name or a media type; None where none of the forms is that."""
    wanted = name.strip().casefold()
    for form in forms:
        if wanted in {form.name, form.media_type, *form.aliases, *form.names}:
            return form
    return None


@functools.lru_cache(maxsize=1024)
def accepted(accept: str, forms: tuple[Form, ...]) -> Form | None:
    """The form that the header likes best, the first of equals; None where it takes none of them.

    An empty header takes anything. A range that says more counts before one that says less, as HTTP has it: `text/*;q=0`
    beside `text/csv` takes CSV alone. Ranges that cannot be read are passed over.
    """
    ranges = list(_ranges(accept))
    if not ranges:
        return forms[0]
    weights = [(_weight(form, ranges), form) for form in forms]
    best = max(weight for weight, _ in weights)
    return next(form for weight, form in weights if weight == best) if best > (0.0, 0) else None


def _weight(form: Form, ranges: Iterable[tuple[str, float]]) -> tuple[float, int]:
    """How much the form is wanted: the weight of the range that says most about it, the form's own type before an alias."""
    own = (form.media_type, *form.aliases)
    found = [
        (specific, -position, weight)
        for kind, weight in ranges
        for position, media_type in enumerate(own)
        if (specific := _covers(kind, media_type))
    ]
    if not found:
        return (0.0, 0)
    _, position, weight = max(found)
    return (weight, int(position == 0)) if weight > 0 else (0.0, 0)


def _covers(kind: str, media_type: str) -> int:
    """How exactly the range names the type: 3 by name, 2 by its family, 1 as anything, 0 not at all."""
    if kind == media_type:
        return 3
    if kind.endswith("/*") and kind != "*/*":
        return 2 if media_type.startswith(kind[:-1]) else 0
    return 1 if kind in {"*/*", "*"} else 0


def _ranges(accept: str) -> Iterable[tuple[str, float]]:
    for part in accept.split(","):
        kind, *parameters = (piece.strip().casefold() for piece in part.split(";"))
        if not kind:
            continue
        weight = next((value.removeprefix("q=") for value in parameters if value.startswith("q=")), "1")
        try:
            number = float(weight)
        except ValueError:
            continue
        if not math.isnan(number):
            yield kind, min(max(number, 0.0), 1.0)


@functools.lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether the header Accept-Encoding takes gzip."""
    weights = dict(_ranges(accept_encoding))
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0
