"""Quads on a Virtuoso server, which differs from the standards in what it calls whole.

- It gives at most so many rows (`ResultSetMaxRows`), and says so for SELECT alone: what may be longer is asked for in parts.
- It carries out the operations of an update one by one, and takes only some thousand triples at once. So a change is written
  down in a journal first: should it be cut short, whoever opens the store next carries it out.
- It asks all graphs of the server, its own too. Those are excluded where that does no harm.
- It loses rows where a path that repeats follows other patterns: those of the ontology are written out beforehand.
- It gives a boolean as 1 or 0, and answers ASK with a table.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox
from pyparsing import ParseException
from rdflib import Variable
from rdflib.plugins.sparql.parser import parseQuery

from kg.errors import StoreError
from kg.store import sparql_text
from kg.store.backend import Change, Pattern, QueryResult, Solutions, Term, Triples
from kg.store.guard import parts_of
from kg.store.http import Answer, Connection
from kg.store.remote import TRIPLES, Form, RemoteBackend, is_own
from kg.store.rewritten import rewritten
from kg.store.servers import JSON_RESULTS, Server
from kg.store.turns import GRAPH as TURNS
from kg.vocabulary import RDF, XSD

JOURNAL = "urn:sahel-kg:journal"
"""The graph of changes under way. It is outside the store, so no query sees it."""

MOST_TRIPLES = 1_000
"""How many triples one operation writes: its parser gives up at five thousand."""
LARGEST_TEXT = 100_000
"""How many characters one literal of the journal holds: ten times as many take a hundred times as long."""
MOST_AT_ONCE = 10_000
"""How many triples are asked for at once: what it gives as it is set up by itself."""

_BOOLEAN = XSD + "boolean"
_YES_OR_NO = "__ASK_RETVAL"
_ITS_OWN = "http://www.openlinksw.com/schemas/virtrdf#"
_UNLIMITED = 2**31
_HEX = "0123456789abcdef"
_MOST_DIGITS = 6
_DESCRIBE_AS_WRITTEN = 'define sql:describe-mode "CBD" '
_QUAD = "CONCAT(STR(?s), STR(?p), STR(?o), STR(?g))"


class VirtuosoBackend(RemoteBackend):
    """Quads on a Virtuoso server."""

    def __init__(self, server: Server, connection: Connection) -> None:
        super().__init__(server, connection)
        self._most_rows: int | None = None
        foreign = {graph.value for graph in self._all_graphs() if not is_own(graph)}
        graphs = sorted(f"<{graph}>" for graph in foreign | {TURNS, JOURNAL})
        self._only_own = "".join(f"define input:{kind}-graph-exclude {graph} " for graph in graphs for kind in ("default", "named"))
        if self._is_anything_begun():
            with self.turn():  # waits for whoever is at it, and ends what nobody is at any more
                pass

    def query(self, sparql: str) -> QueryResult:
        """See Backend."""
        answer = super().query(sparql)
        if sparql_text.form_of(sparql) == "CONSTRUCT":
            self._check_whole(sparql)
        return answer

    def _question(self, sparql: str) -> Form:
        # Excluding graphs makes Virtuoso lose rows of joins. A query of several patterns hardly matches what it says of itself.
        only_own = self._only_own if _is_one_pattern(sparql) else ""
        return {"query": _DESCRIBE_AS_WRITTEN + only_own + sparql_text.with_prefixes(rewritten(sparql))}

    def _asked(self, form: Form, *, accept: str) -> Answer:
        answer = super()._asked(form, accept=accept)
        if "x-sql-state" in answer.headers:
            message = answer.headers.get("x-sql-message", answer.headers["x-sql-state"])
            raise StoreError(f"the server {self._server.query} stopped the query before its end: {message}")
        if "x-sparql-maxrows" in answer.headers:
            raise _CutError(self._server.query, answer.headers["x-sparql-maxrows"])
        return answer

    def _as_written(self, term: Any) -> Any:
        if isinstance(term, ox.Literal) and term.datatype.value == _BOOLEAN:
            return ox.Literal(term.value in {"1", "true"})
        return super()._as_written(term)

    def _solutions(self, found: Any) -> Solutions | bool:
        answer = super()._solutions(found)
        if isinstance(answer, Solutions) and answer.variables == (_YES_OR_NO,):
            return any(isinstance(row[0], ox.Literal) and row[0].value == "1" for row in answer.rows)
        return answer

    # Reading in parts.

    def _all_graphs(self, condition: str = "") -> list[ox.NamedNode]:
        # DISTINCT takes seconds here, once the server has merged new triples into its index; counting does not.
        query = f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {condition} %s }} GROUP BY ?g"
        rows = self._rows_in_parts(query, "STR(?g)")
        return [row[0] for row in rows if isinstance(row[0], ox.NamedNode)]

    def _few_matching(self, patterns: Sequence[Pattern]) -> list[list[ox.Quad]]:
        if len(patterns) == 1 and patterns[0][3] is not None:
            return [self._in_pages(patterns[0])]
        try:
            return super()._few_matching(patterns)
        except _CutError:
            if len(patterns) > 1:
                half = len(patterns) // 2
                return self._few_matching(patterns[:half]) + self._few_matching(patterns[half:])
        query = sparql_text.matching(patterns).removesuffix("}").replace("%", "%%") + "%s }"
        return self._sorted_out(patterns, Solutions((), tuple(self._rows_in_parts(query, _QUAD))))

    def _whole_graph(self, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        yield from self._in_pages((None, None, None, graph))

    def _in_pages(self, pattern: Pattern) -> list[ox.Quad]:
        """The quads of a pattern in one graph, as triples, which the server writes five times faster than rows.

        Pages without an order may overlap. But no page holds a triple that is not there: so when as many different ones
        have come as there are, they are all.
        """
        number = self.count(*pattern)
        for size in (MOST_AT_ONCE, MOST_AT_ONCE // 10):  # some servers give fewer
            found = {quad for start in range(0, number, size) for quad in self._page(pattern, start, size)}
            if len(found) == number:
                return list(found)
        raise StoreError(f"the server {self._server.query} gave {len(found)} of {number} triples of a graph: is it being changed?")

    def _page(self, pattern: Pattern, start: int, size: int) -> Iterator[ox.Quad]:
        triples, graph = sparql_text.block(pattern), pattern[3]
        query = f"CONSTRUCT {{ {triples} }} WHERE {{ GRAPH {graph} {{ {triples} }} }} LIMIT {size} OFFSET {start}"
        for quad in self._quads_of(self._asked({"query": query}, accept=TRIPLES), graph):
            yield ox.Quad(quad.subject, quad.predicate, pattern[2] or quad.object, quad.graph_name)

    def _rows_in_parts(self, query: str, expression: str, prefix: str = "") -> list[tuple[Term | None, ...]]:
        """The rows of the query, which has a place for a filter, in as many parts as the server makes necessary."""
        try:
            return list(self._select(query % _part(expression, prefix)).rows)
        except _CutError:
            if len(prefix) == _MOST_DIGITS:
                raise
        return [row for digit in _HEX for row in self._rows_in_parts(query, expression, prefix + digit)]

    def _check_whole(self, sparql: str) -> None:
        """Raises StoreError where the server may have made triples of some solutions only, since it does not say so."""
        limit = self._limit()
        asked = _limit_of(sparql)
        if asked is None:
            further = self._question(f"{sparql}\nOFFSET {limit} LIMIT 1")
            answer = self._result(super()._asked(further, accept=TRIPLES))
            if not isinstance(answer, Triples) or not answer.triples:
                return
        elif asked <= limit:
            return
        raise _CutError(self._server.query, str(limit))

    def _limit(self) -> int:
        """How many rows the server gives at most: it says so when there are more, and its own graph has plenty."""
        if self._most_rows is None:
            everything = " ".join(f"?a{number} ?b{number} ?c{number} ." for number in range(4))
            answer = super()._asked(
                {"query": f"SELECT (1 AS ?x) WHERE {{ GRAPH <{_ITS_OWN}> {{ {everything} }} }}"}, accept=JSON_RESULTS
            )
            self._most_rows = int(answer.headers.get("x-sparql-maxrows", _UNLIMITED))
        return self._most_rows

    # Writing in steps.

    def _begin(self) -> None:
        if self._is_anything_begun():
            self._end_what_was_begun()

    def _write(self, change: Change) -> None:
        steps = list(_steps(change))
        if steps:
            self._note(change)
            self._carry_out(steps)
            self._update(f"DROP SILENT GRAPH <{JOURNAL}>")

    def _carry_out(self, steps: Iterable[str]) -> None:
        for step in steps:
            self._turns.renew()
            self._update(step)

    def _note(self, change: Change) -> None:
        name = uuid.uuid4().urn
        text = _as_text(change)
        parts = [text[start : start + LARGEST_TEXT] for start in range(0, len(text), LARGEST_TEXT)]
        for number, part in enumerate(parts, start=1):
            self._update(f"INSERT DATA {{ GRAPH <{JOURNAL}> {{ <{name}> <{RDF}_{number}> {ox.Literal(part)} }} }}")
        self._update(f"INSERT DATA {{ GRAPH <{JOURNAL}> {{ <{name}> <{RDF}value> {len(parts)} }} }}")

    def _is_anything_begun(self) -> bool:
        return bool(self._result(self._asked({"query": f"ASK {{ GRAPH <{JOURNAL}> {{ ?s ?p ?o }} }}"}, accept=JSON_RESULTS)))

    def _end_what_was_begun(self) -> None:
        """Carries out what was written down whole before a process was cut short, and forgets what was not."""
        noted: dict[str, dict[str, str]] = defaultdict(dict)
        for name, key, value in self._select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{JOURNAL}> {{ ?s ?p ?o }} }}").rows:
            if isinstance(name, ox.NamedNode) and isinstance(key, ox.NamedNode) and isinstance(value, ox.Literal):
                noted[name.value][key.value.removeprefix(RDF)] = value.value
        for parts in noted.values():
            number = int(parts.pop("value", "-1"))
            if number == len(parts):
                self._carry_out(_steps(_from_text("".join(parts[f"_{each}"] for each in range(1, number + 1)))))
        self._update(f"DROP SILENT GRAPH <{JOURNAL}>")


class _CutError(StoreError):
    """The server has more rows than it gives."""

    def __init__(self, address: str, rows: str) -> None:
        super().__init__(f"the server {address} gives at most {rows} rows: ask for fewer, or raise its ResultSetMaxRows")


def _part(expression: str, prefix: str) -> str:
    """The filter for a part of the rows, each of which falls into one part; without a prefix, for all."""
    return f'FILTER (SUBSTR(MD5({expression}), 1, {len(prefix)}) = "{prefix}")' if prefix else ""


def _steps(change: Change) -> Iterator[str]:
    """The change as updates, each of a size that the server takes, that mean the same when they are carried out again."""
    together: list[str] = []
    size = 0
    for number, operation in _operations(change):
        if together and size + number > MOST_TRIPLES:
            yield " ;\n".join(together)
            together, size = [], 0
        together.append(operation)
        size += number
    if together:
        yield " ;\n".join(together)


def _operations(change: Change) -> Iterator[tuple[int, str]]:
    """The operations of a change, with how many triples each of them names, all of one graph.

    Where one operation named several graphs, the server would leave literals with a language where they are to be removed.
    """
    for operation in sparql_text.dropping(change.drop):
        yield 1, operation
    for write, quads in ((sparql_text.deleting, change.remove), (sparql_text.inserting, change.add)):
        by_graph: dict[Any, list[ox.Quad]] = defaultdict(list)
        for quad in quads:
            by_graph[quad.graph_name].append(quad)
        for own in by_graph.values():
            for start in range(0, len(own), MOST_TRIPLES):
                some = own[start : start + MOST_TRIPLES]
                yield len(some), write(some)


def _as_text(change: Change) -> str:
    remove, add = ("".join(f"{sparql_text.sent(quad)} .\n" for quad in quads) for quads in (change.remove, change.add))
    return json.dumps({"drop": [graph.value for graph in change.drop], "remove": remove, "add": add}, ensure_ascii=False)


def _from_text(text: str) -> Change:
    noted = json.loads(text)
    remove, add = (tuple(ox.parse(noted[name], format=ox.RdfFormat.N_QUADS)) for name in ("remove", "add"))
    return Change(tuple(map(ox.NamedNode, noted["drop"])), remove, add)


def _is_one_pattern(sparql: str) -> bool:
    """Whether the query matches a single triple in no graph that it names, so that nothing else keeps foreign triples out."""
    try:
        parts = list(parts_of(parseQuery(sparql)))
    except (ParseException, RecursionError):
        return False  # the server says what is wrong with it
    if any(part.name == "GraphGraphPattern" and not isinstance(part["term"], Variable) for part in parts):
        return False
    blocks = [part for part in parts if part.name == "TriplesBlock"]
    return len(blocks) == 1 and [len(triples) for triples in blocks[0]["triples"]] == [3]


def _limit_of(sparql: str) -> int | None:
    """The LIMIT of the query itself."""
    query = parseQuery(sparql)[1]
    if "limitoffset" not in query or "limit" not in query["limitoffset"]:
        return None
    return int(query["limitoffset"]["limit"])
