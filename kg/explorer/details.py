"""What the page tells beside the picture: who the actors are, and every statement behind a line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.explorer.selection import Bundle, Selection
from kg.explorer.style import Style
from kg.explorer.texts import both
from kg.graph import Graph
from kg.records import ENTITY_BASE, Entity, StoredFact, StoredStatement
from kg.timing import when
from kg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Background:
    """What the gazetteer knows about the actors: dated facts such as offices and memberships, and the names in them."""

    facts: Sequence[StoredFact] = ()
    entities: Mapping[str, Entity] = field(default_factory=dict)


NOTHING_KNOWN = Background()


def details(
    graph: Graph, selection: Selection, lines: Sequence[Bundle], style: Style, vocabulary: Vocabulary, background: Background
) -> dict[str, Any]:
    """The data of the page but for its actors, see `node_details`; all of it made for JSON."""
    ids = {node: f"n{number}" for number, node in enumerate(selection.nodes)}
    documents: dict[str, int] = {}
    told = [_line(line, ids, documents) for line in lines]
    sources = {statement.document: statement for line in lines for *_, tie in line.ties for statement in tie["statements"]}
    within = {statement.id for line in lines for *_, tie in line.ties for statement in tie["statements"]}
    everything = {statement.id for *_, tie in graph.edges(data=True) for statement in tie["statements"]}
    facts = _facts(selection.nodes, background)
    relations = {tie["relation"] for *_, tie in graph.edges(data=True)} | {fact.relation for own in facts.values() for fact in own}
    return {
        "lines": told,
        "documents": [_document(sources[document]) for document in documents],
        "facts": {ids[node]: [_fact(fact, node, ids, background) for fact in own] for node, own in facts.items()},
        "marks": [
            {
                "name": mark.name,
                "label": both(mark.label, mark.label_fr),
                "shape": mark.shape,
                "light": mark.light,
                "dark": mark.dark,
            }
            for mark in style.classes
        ],
        "families": [
            {"name": line.name, "label": both(line.label, line.label_fr), "light": line.light, "dark": line.dark, "dash": line.dash}
            for line in style.families.values()
        ],
        "kinds": {
            kind: both(known.label, known.label_fr)
            for kind in sorted({graph.nodes[node]["kind"] for node in selection.nodes})
            for known in [vocabulary.ontology_class(kind)]
        },
        "relations": {
            name: both(known.label, known.label_fr) for name in sorted(relations) for known in [vocabulary.relation(name)]
        },
        "shown": selection.shown,
        "leftOut": selection.left_out,
        "statements": len(within),
        "statementsLeftOut": len(everything - within),
    }


def node_details(graph: Graph, iri: str, mark: int, box: Sequence[int]) -> dict[str, Any]:
    """Who an actor is; `mark` is its place in the style's classes, `box` the room it takes on the map."""
    described = graph.nodes[iri]
    return {
        "iri": iri,
        "id": iri.removeprefix(ENTITY_BASE),
        "label": described["label"],
        "aliases": described["aliases"],
        "kind": described["kind"],
        "mark": mark,
        "box": box,
        "known": described["known"],
    }


def _facts(nodes: Sequence[str], background: Background) -> dict[str, list[StoredFact]]:
    """The facts about each actor in the file: what it is or belongs to, then who holds a role in it, then the others."""
    within = set(nodes)
    facts: defaultdict[str, list[StoredFact]] = defaultdict(list)
    for fact in background.facts:
        for end in {fact.subject, fact.object} & within:
            facts[end].append(fact)
    return {node: sorted(facts[node], key=lambda fact: _rank(fact, node)) for node in nodes if node in facts}


def _rank(fact: StoredFact, about: str) -> tuple[bool, bool, bool, str, str]:
    return fact.subject != about, not fact.role, fact.valid_until is not None, fact.valid_from or "", fact.id


def _fact(fact: StoredFact, about: str, ids: Mapping[str, str], background: Background) -> dict[str, Any]:
    other = fact.object if fact.subject == about else fact.subject
    known = background.entities.get(other)
    return {
        "relation": fact.relation,
        "active": fact.subject == about,
        "other": known.name if known else other.removeprefix(ENTITY_BASE),
        "node": ids.get(other),
        "role": fact.role,
        "since": fact.valid_from,
        "until": fact.valid_until,
    }


def _line(line: Bundle, ids: Mapping[str, str], documents: dict[str, int]) -> dict[str, Any]:
    return {
        "a": ids[line.a],
        "b": ids[line.b],
        "family": line.family,
        "ties": [
            {
                "from": ids[source],
                "to": ids[target],
                "relation": tie["relation"],
                "symmetric": tie["symmetric"],
                "each": round(tie["weight"] / len(tie["statements"]), 6),
                "statements": [_statement(statement, documents) for statement in tie["statements"]],
            }
            for source, target, tie in line.ties
        ],
    }


def _statement(statement: StoredStatement, documents: dict[str, int]) -> dict[str, Any]:
    """The statement; what it lacks is left out. `days` are the first and the last day known, `date` what its text says.

    `dated` is "document" where the text gives no day, and the days are those of the document.
    """
    days = when(statement)
    told = {
        "id": statement.id,
        "sentence": statement.sentence,
        "document": documents.setdefault(statement.document, len(documents)),
        "days": [days.known_first, days.known_last] if days else None,
        "dated": "document" if days and days.basis == "document" else None,
        "date": statement.date or (f"{days.first}/{days.last}" if days and days.basis == "event" else None),
        "place": _name(statement.place),
        "by": _name(statement.attributed_to),
        "polarity": statement.polarity,
        "modality": statement.modality,
        "count": statement.count,
        "confidence": round(statement.confidence, 2),
    }
    return {name: value for name, value in told.items() if value is not None}


def _document(statement: StoredStatement) -> dict[str, Any]:
    return {
        "name": statement.document_name,
        "title": statement.document_title,
        "date": statement.document_date,
        "source": statement.document_source,
    }


def _name(entity: Entity | None) -> str | None:
    return entity.name if entity else None
