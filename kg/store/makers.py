"""Who read the documents of the store: each version of extractor, model, gazetteer and lexicon is described once."""

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg import quads
from kg.records import MAKER_BASE, Maker, Tool, ToolKind
from kg.store.backend import Backend
from kg.vocabulary import ONTOLOGY, RDFS

MAKERS = quads.GRAPH_MAKERS
MAKER = ox.NamedNode(ONTOLOGY + "maker")

_FIELDS = (RDFS + "label", ONTOLOGY + "version", ONTOLOGY + "fingerprint")


def is_made_by(backend: Backend, document: ox.NamedNode, maker: Maker | None) -> bool:
    """Whether exactly these versions made what is stored of the document."""
    about = list(backend.quads(quads.activity(document), None, None, document))
    named_as_text = any(quad.predicate == MAKER for quad in about)  # as long as makers were no resources
    tools = {tool.id for tool in maker.tools} if maker else set()
    return not named_as_text and {tool.value for tool in _tools(about)} == tools


def maker_of(backend: Backend, document: ox.NamedNode, names: Mapping[str, str] | None = None) -> str:
    """Who read the document, as `str` of a Maker says it; nothing where that is not known. `names` are those of `names_of`."""
    about = list(backend.quads(quads.activity(document), None, None, document))
    known = names_of(backend) if names is None else names
    tools = sorted(_tools(about), key=lambda tool: (_kind(tool.value) != "extractor", tool.value))
    texts = (quad.object.value for quad in about if quad.predicate == MAKER and isinstance(quad.object, ox.Literal))
    return min(texts, default="") or ", ".join(known[tool.value] for tool in tools if tool.value in known)


def names_of(backend: Backend) -> dict[str, str]:
    """What each version is called, by its IRI."""
    own: dict[str, dict[str, str]] = {}
    for quad in backend.quads(None, None, None, MAKERS):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            own.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
    return {iri: str(Tool(_kind(iri), *(found.get(name, "") for name in _FIELDS))) for iri, found in own.items()}


def needed(backend: Backend, maker: Maker | None, left: set[ox.Quad]) -> Iterator[ox.Quad]:
    """What describes the maker and will not be in the store once `left` has gone."""
    return (quad for quad in quads.maker_quads(maker) if quad in left or next(backend.quads(*quad), None) is None)


def unused(backend: Backend, gone: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    """What describes makers of the documents that go and of no other."""
    readings = {document: quads.activity(document) for document in gone}
    about = [quad for document, reading in readings.items() for quad in backend.quads(reading, None, None, document)]
    going = ", ".join(sorted(map(str, readings.values())))
    for tool in sorted(_tools(about), key=str):
        if not backend.query(f"ASK {{ ?reading prov:used|prov:wasAssociatedWith {tool} FILTER (?reading NOT IN ({going})) }}"):
            yield from backend.quads(tool, None, None, MAKERS)


def _tools(about: Iterable[ox.Quad]) -> set[ox.NamedNode]:
    """The versions that a reading names."""
    found = (quad.object for quad in about)
    return {term for term in found if isinstance(term, ox.NamedNode) and term.value.startswith(MAKER_BASE)}


def _kind(iri: str) -> ToolKind:
    return iri.removeprefix(MAKER_BASE).partition("-")[0]  # type: ignore[return-value]
