"""The JSON-LD context of the model: short names for its properties, and the types of their values.

`python -m kg.exports.context` writes it to ontology/context.jsonld again; run it after any change of the ontology.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox

from kg.files import replace_text
from kg.resources import resource
from kg.vocabulary import ONTOLOGY, OWL, PREFIXES, RDF, RDFS, XSD

NAME = "sahel.context.jsonld"
"""What the file is called beside an export."""

REFERENCE = "@id"
"""The type of a property whose values are resources."""

_REFERENCES = (
    "rdf:subject", "rdf:predicate", "rdf:object", "rdf:first", "rdf:rest", "rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain",
    "rdfs:range", "owl:inverseOf", "owl:sameAs", "owl:unionOf", "skos:closeMatch", "skos:inScheme", "dcterms:license",
    "dcterms:isReplacedBy", "prov:used", "prov:generated", "prov:invalidated", "prov:wasAssociatedWith", "prov:wasDerivedFrom",
    "prov:wasGeneratedBy",
)  # fmt: skip
_LITERALS = {
    "geo:lat": "xsd:decimal",
    "geo:long": "xsd:decimal",
    "prov:startedAtTime": "xsd:dateTime",
    "prov:endedAtTime": "xsd:dateTime",
}
_PLAIN = frozenset({XSD + "string", RDF + "langString"})


def context_text() -> str:
    """The context as the shipped ontology makes it."""
    terms: dict[str, Any] = dict(PREFIXES)
    terms |= dict(_own_terms())
    terms |= {name: {"@id": name, "@type": REFERENCE} for name in _REFERENCES}
    terms |= {name: {"@id": name, "@type": kind} for name, kind in _LITERALS.items()}
    return json.dumps({"@context": terms}, ensure_ascii=False, indent=1) + "\n"


@cache
def shipped() -> str:
    """The context that is shipped with the ontology. Raises KgError where the installation lacks it."""
    return resource("ontology", "context.jsonld").read_text(encoding="utf-8")


@cache
def terms() -> dict[str, tuple[str, str | None]]:
    """From each property that has a short name to that name and the full type of its values, REFERENCE for resources."""
    found = {}
    for name, term in json.loads(shipped())["@context"].items():
        if isinstance(term, dict):
            kind = term.get("@type")
            found[full(term["@id"])] = name, kind if kind in {None, REFERENCE} else full(kind)
    return found


def full(name: str) -> str:
    """The IRI of a name with a prefix."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def short(iri: str) -> str:
    """The IRI with a prefix, where one of the context fits."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _by_namespace().get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix and iri[cut:] else iri


@cache
def _by_namespace() -> dict[str, str]:
    return {namespace: prefix for prefix, namespace in PREFIXES.items()}


def _own_terms() -> Iterator[tuple[str, dict[str, str]]]:
    kinds: dict[str, str | None] = {}
    ranges: dict[str, str] = {}
    for quad in ox.parse(path=resource("ontology", "sahel.ttl"), format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode):
            continue
        subject, value = quad.subject.value, quad.object.value
        if quad.predicate.value == RDF + "type" and value in {OWL + "ObjectProperty", OWL + "DatatypeProperty"}:
            kinds[subject] = REFERENCE if value == OWL + "ObjectProperty" else None
        elif quad.predicate.value == RDFS + "range":
            ranges[subject] = value
    for iri, kind in kinds.items():
        local = iri.removeprefix(ONTOLOGY)
        name = f"sahel:{local}" if local in PREFIXES else local  # a prefix of the same name would be hidden
        literal = ranges.get(iri)
        told = kind or (short(literal) if literal and literal not in _PLAIN else None)
        yield name, {"@id": f"sahel:{local}", **({"@type": told} if told else {})}


if __name__ == "__main__":
    replace_text(resource("ontology") / "context.jsonld", context_text())
