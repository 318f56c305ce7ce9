"""The store a neighbourhood at a time: who is tied to an actor, and the sentences behind a tie, by pages.

Each is a query or two whose cost is that of one actor's statements, however many the store has.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg.names import plain
from kg.records import ENTITY_BASE
from kg.service.answers import FRESHNESS
from kg.service.exchange import Asked, response
from kg.service.negotiation import FAULT_JSON, HTML, JSON
from kg.service.pages import POLICY, browse_page
from kg.service.pool import QueryPool, Question
from kg.service.protocol import parameters_of
from kg.vocabulary import ONTOLOGY, load_vocabulary

MOST_TIES = 200
NEIGHBOURS = 24
"""Those among whom ties are looked for too."""
PER_PAGE = 20
MOST_PER_PAGE = 100
MOST_FOUND = 20
FRESH = 60.0
"""Seconds after which the names of a store that does not say whether it has changed are read again."""

_TIES = """
SELECT ?subject ?relation ?object ?polarity ?modality (COUNT(?s) AS ?statements) WHERE {{
  {{ ?s rdf:subject {entity} ; rdf:predicate ?relation ; rdf:object ?object ;
    sahel:polarity ?polarity ; sahel:modality ?modality . }}
  UNION
  {{ ?s rdf:object {entity} ; rdf:predicate ?relation ; rdf:subject ?subject ;
    sahel:polarity ?polarity ; sahel:modality ?modality . }}
}}
GROUP BY ?subject ?relation ?object ?polarity ?modality
"""
_NAMES = """
SELECT ?entity ?label ?kind WHERE {{
  VALUES ?entity {{ {entities} }}
  OPTIONAL {{ ?entity skos:prefLabel ?label }}
  OPTIONAL {{ ?entity a ?kind FILTER STRSTARTS(STR(?kind), "{ontology}") }}
}}
"""
_ALIASES = "SELECT DISTINCT ?alias WHERE {{ {entity} skos:altLabel ?alias }} ORDER BY ?alias LIMIT 50"
_AMONG = """
SELECT DISTINCT ?subject ?relation ?object WHERE {{
  VALUES ?subject {{ {entities} }} VALUES ?object {{ {entities} }}
  ?subject ?relation ?object .
  ?relation rdfs:subPropertyOf+ sahel:relation .
}}
ORDER BY ?subject ?relation ?object
"""
_EVIDENCE = """
SELECT ?s ?sentence ?report ?title ?day ?source ?date ?polarity ?modality ?confidence ?speaker ?place WHERE {{
  ?s rdf:subject {subject} ; rdf:object {object} ; rdf:predicate {relation} ;
    sahel:sentence ?sentence ; sahel:statedIn ?document ; sahel:polarity ?polarity ; sahel:modality ?modality ;
    sahel:confidence ?confidence .
  ?document sahel:name ?report .
  OPTIONAL {{ ?document dcterms:title ?title }}
  OPTIONAL {{ ?document dcterms:date ?day }}
  OPTIONAL {{ ?document dcterms:publisher ?source }}
  OPTIONAL {{ ?s sahel:date ?date }}
  OPTIONAL {{ ?s sahel:attributedTo/skos:prefLabel ?speaker }}
  OPTIONAL {{ ?s sahel:place/skos:prefLabel ?place }}
}}
ORDER BY DESC(COALESCE(?date, ?day, "")) ?s OFFSET {offset} LIMIT {limit}
"""
_EVERY_NAME = "SELECT ?entity ?name WHERE { ?entity skos:prefLabel|skos:altLabel ?name }"


class Nearby:
    """Asks the pool."""

    def __init__(self, pool: QueryPool) -> None:
        self._pool = pool
        self._names: asyncio.Task[list[tuple[str, str, str]]] | None = None
        self._state: object = None

    async def page(self, _asked: Asked) -> Response:
        """The page that shows neighbourhoods; whoever opens it will soon ask for names."""
        self._every_name()
        page = await asyncio.to_thread(browse_page)
        return response(page.encode(), HTML.content_type, policy=POLICY, headers=FRESHNESS)

    async def neighbourhood(self, asked: Asked) -> Response:
        """An actor with its ties, those with most statements first; `left_out` says how many more there are.

        `entity` is its IRI or the end of it, `limit` the number of ties. Raises HTTPException where a parameter is wrong or the
        store has nothing on the entity.
        """
        given = _given(asked, "entity", "limit")
        entity = _entity(given, "entity")
        limit = _number(given, "limit", MOST_TIES, 1, MOST_TIES)
        counted = _ties(entity.value, await self._rows(_TIES.format(entity=entity)))
        ties = counted[:limit]
        others = list(dict.fromkeys(end for tie in ties for end in (tie["subject"], tie["object"]) if end != entity.value))
        described, aliases, among = await asyncio.gather(
            self._described([entity.value, *others]),
            self._rows(_ALIASES.format(entity=entity)),
            self._among(others[:NEIGHBOURS]),
        )
        if not counted and entity.value not in described:
            raise HTTPException(404, f"the store has nothing on {entity.value.removeprefix(ENTITY_BASE)[:200]!r}")
        return _json(
            {
                "entity": _description(entity.value, described) | {"aliases": [row["alias"] for row in aliases]},
                "neighbours": [_description(other, described) for other in others],
                "ties": ties,
                "among": among,
                "statements": sum(tie["stated"] + tie["otherwise"] for tie in counted),
                "left_out": len(counted) - len(ties),
            }
        )

    async def evidence(self, asked: Asked) -> Response:
        """The sentences behind a tie, the newest first, from `offset` on; `next` is the offset of the page after it, or null.

        Raises HTTPException where a parameter is wrong.
        """
        given = _given(asked, "subject", "relation", "object", "offset", "limit")
        name = given.get("relation", "")
        if name not in load_vocabulary().relations:
            raise HTTPException(400, f"no relation is named {name[:60]!r}")
        offset = _number(given, "offset", 0, 0, 10**9)
        limit = _number(given, "limit", PER_PAGE, 1, MOST_PER_PAGE)
        query = _EVIDENCE.format(
            subject=_entity(given, "subject"),
            object=_entity(given, "object"),
            relation=ox.NamedNode(load_vocabulary().relation(name).iri),
            offset=offset,
            limit=limit + 1,
        )
        rows = await self._rows(query)
        return _json({"statements": rows[:limit], "next": offset + limit if len(rows) > limit else None})

    async def found(self, asked: Asked) -> Response:
        """Entities of which a name has the text of `q` in it, whatever its case and accents, the shortest names first."""
        text = _flat(_given(asked, "q").get("q", "").strip())
        if len(text) < 2:
            return _json({"entities": []})
        names = await self._every_name()
        shortest: dict[str, str] = {}
        for entity, name, flat in names:  # the shortest come first
            if text in flat and entity not in shortest:
                shortest[entity] = name
                if len(shortest) == MOST_FOUND:
                    break
        described = await self._described(list(shortest))
        return _json({"entities": [_description(iri, described) | {"found": name} for iri, name in shortest.items()]})

    def _every_name(self) -> "asyncio.Task[list[tuple[str, str, str]]]":
        """All names, each with its entity and flattened; they are asked for once for each state of the store."""
        state = self._pool.info().taken or time.monotonic() // FRESH
        if self._names is None or state != self._state or (self._names.done() and _failed(self._names)):
            self._state = state
            self._names = asyncio.create_task(self._read_names())
        return self._names

    async def _read_names(self) -> list[tuple[str, str, str]]:
        rows = await self._rows(_EVERY_NAME)
        return await asyncio.to_thread(_by_length, rows)

    def close(self) -> None:
        """Ends what it still waits for."""
        if self._names is not None:
            self._names.cancel()

    async def _described(self, entities: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        rows = await self._rows(_NAMES.format(entities=_nodes(entities), ontology=ONTOLOGY)) if entities else []
        return {row["entity"]: row for row in sorted(rows, key=str, reverse=True) if "label" in row}

    async def _among(self, entities: Sequence[str]) -> list[dict[str, str]]:
        if len(entities) < 2:
            return []
        rows = await self._rows(_AMONG.format(entities=_nodes(entities)))
        relations = load_vocabulary().relations
        ties = [row | {"relation": row["relation"].removeprefix(ONTOLOGY)} for row in rows if row["subject"] != row["object"]]
        return [tie | {"family": relations[tie["relation"]].family} for tie in ties if tie["relation"] in relations]

    async def _rows(self, query: str) -> list[dict[str, Any]]:
        """The rows of the answer as text by variable, without what is unbound."""
        told = json.loads((await self._pool.answer(Question(query, JSON.media_type))).body)
        return [{name: term["value"] for name, term in row.items()} for row in told["results"]["bindings"]]


def _ties(entity: str, rows: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """What is told of each tie together: how many statements assert it, how many tell it otherwise.

    A row lacks the end that is the entity itself.
    """
    numbers: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        if row.get("subject") != entity and "relation" in row:  # who does something to itself comes as the subject already
            told_plainly = row["polarity"] == "affirmed" and row["modality"] == "asserted"
            tie = (row.get("subject", entity), row["relation"], row.get("object", entity))
            numbers[tie][not told_plainly] += int(row["statements"])
    relations = load_vocabulary().relations
    ranked = sorted(numbers.items(), key=lambda item: (-sum(item[1]), item[0]))
    return [
        {
            "subject": subject,
            "relation": name,
            "label": relations[name].label,
            "family": relations[name].family,
            "object": target,
            "stated": stated,
            "otherwise": otherwise,
        }
        for (subject, relation, target), (stated, otherwise) in ranked
        if (name := relation.removeprefix(ONTOLOGY)) in relations
    ]


def _description(iri: str, described: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    known = described.get(iri, {})
    kind = load_vocabulary().classes.get(known.get("kind", "").removeprefix(ONTOLOGY))
    label = known.get("label", iri.removeprefix(ENTITY_BASE))
    return {"id": iri.removeprefix(ENTITY_BASE), "iri": iri, "label": label, "kind": kind.label if kind else ""}


def _by_length(rows: Iterable[Mapping[str, str]]) -> list[tuple[str, str, str]]:
    names = ((row["entity"], row["name"], _flat(row["name"])) for row in rows if "entity" in row and "name" in row)
    return sorted(names, key=lambda name: (len(name[1]), name[1], name[0]))


def _flat(text: str) -> str:
    return plain(text).casefold()


def _failed(task: "asyncio.Task[Any]") -> bool:
    return task.cancelled() or task.exception() is not None


def _given(asked: Asked, *names: str) -> dict[str, str]:
    """The parameters. Raises HTTPException for one that is not among the names."""
    given = dict(parameters_of(asked.query_string))
    if unknown := sorted(given.keys() - set(names)):
        raise HTTPException(400, f"no parameter is named {unknown[0][:40]!r}; there are {', '.join(names)}")
    return given


def _entity(given: Mapping[str, str], name: str) -> ox.NamedNode:
    value = given.get(name, "")
    try:
        return ox.NamedNode(value if "://" in value else ENTITY_BASE + value) if value else _missing(name)
    except ValueError:
        raise HTTPException(400, f"{name} is no entity: {value[:80]!r}") from None


def _missing(name: str) -> ox.NamedNode:
    raise HTTPException(400, f"{name} is missing")


def _number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = given.get(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) < 12 and least <= int(value) <= most):
        raise HTTPException(400, f"{name} is a number from {least} to {most}, not {value[:40]!r}")
    return int(value)


def _nodes(iris: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(iri)) for iri in iris)


def _json(value: Any) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return response(text.encode("utf-8", "replace"), FAULT_JSON.content_type, headers=FRESHNESS)
