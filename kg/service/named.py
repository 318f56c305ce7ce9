"""The named queries: a list of them, a page for each, its answer, and its text with the parameters bound."""

import contextlib
import json
import re
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg.errors import KgError, QueryError
from kg.queries import NamedQuery, load_queries, named_query
from kg.service import work
from kg.service.answers import FRESHNESS, Answers
from kg.service.exchange import Asked, response
from kg.service.negotiation import FAULT_JSON, FORMS_OF, HTML, JSON, SPARQL, accepted, named
from kg.service.pages import POLICY, queries_page, query_object, query_page, table_of, with_prefixes
from kg.service.pool import QueryPool, Question
from kg.service.protocol import FORMAT_PARAMETERS, Operation, form_in, parameters_of
from kg.service.sidecar import Sidecar

FOLDER = "/queries/"
RUN = "run"
"""What the button of the form adds, so that a query without parameters can be run at all."""
SECONDS = 20.0
MEMORY = 8 << 30
DOWNLOADS = ("csv", "json", "xml", "tsv")


def listed(asked: Asked) -> Response:
    """The list, as a page or as JSON."""
    form = accepted(asked.header(b"accept"), (FAULT_JSON, HTML)) or FAULT_JSON
    if form is HTML:
        return _page(queries_page())
    told = json.dumps([query_object(query) for query in load_queries().values()], ensure_ascii=False, indent=2)
    return response(f"{told}\n".encode(), FAULT_JSON.content_type, headers=FRESHNESS)


class Names:
    """Runs named queries. The values are bound beside the service: an entity is looked up among all that the store knows."""

    def __init__(self, pool: QueryPool) -> None:
        self._pool = pool
        self._sidecar = Sidecar(seconds=SECONDS, memory=MEMORY)

    async def prepare(self) -> None:
        """Has the names of entities read, so that the first who asks does not wait for it."""
        with contextlib.suppress(KgError):  # whoever asks for it is told
            await self._sidecar.read(self._pool, work.prepare)

    def close(self) -> None:
        """Ends it."""
        self._sidecar.close()

    async def answer(self, asked: Asked, answers: Answers) -> Response:
        """What the request asks of a named query. Raises HTTPException where there is none of the name, and QueryError."""
        query = _query_at(asked.path)
        parameters = parameters_of(asked.query_string)
        given = form_in(parameters)
        values = {name: value for name, value in parameters if name not in {*FORMAT_PARAMETERS, RUN} and value}
        if given is not None and named(given, (SPARQL,)):
            return _text(with_prefixes(await self._bound(query, values)))
        forms = FORMS_OF[self._pool.form(query.sparql)]
        form = accepted(asked.header(b"accept"), (*forms, SPARQL, HTML)) if given is None else None
        if form is HTML:
            return await self._page(query, values, running=bool(values) or any(name == RUN for name, _ in parameters))
        if form is SPARQL:
            return _text(with_prefixes(await self._bound(query, values)))
        if kept := answers.kept(asked, b""):
            return kept
        return await answers.answer(Operation(_without_head(await self._bound(query, values)), form=given), asked, b"")

    async def _page(self, query: NamedQuery, values: dict[str, str], *, running: bool) -> Response:
        if not running:
            return _page(query_page(query, values))
        try:
            text = _without_head(await self._bound(query, values))
            told = await self._pool.answer(Question(text, JSON.media_type))
        except QueryError as error:
            return _page(query_page(query, values, fault=str(error)), status=400)
        downloads = [(form.upper(), f"{FOLDER}{query.name}?{urlencode({**values, 'format': form})}") for form in DOWNLOADS]
        return _page(query_page(query, values, table=table_of(told.body), downloads=downloads))

    async def _bound(self, query: NamedQuery, values: dict[str, str]) -> str:
        return await self._sidecar.read(self._pool, work.bound, query.name, values)


def _query_at(path: str) -> NamedQuery:
    try:
        return named_query(path.removeprefix(FOLDER))
    except QueryError as error:
        raise HTTPException(404, str(error)) from None


def _without_head(sparql: str) -> str:
    """The query without the comment that it begins with, whose words the guard would have to tell from keywords."""
    return re.sub(r"\A(?:#[^\n]*\n)*", "", sparql)


def _text(sparql: str) -> Response:
    return response(sparql.encode("utf-8", "replace"), SPARQL.content_type, headers=FRESHNESS)


def _page(html: str, *, status: int = 200) -> Response:
    return response(html.encode("utf-8", "replace"), HTML.content_type, status=status, policy=POLICY, headers=FRESHNESS)
