"""The service as an ASGI application: which address answers what, and what every response has in common."""

import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.errors import KgError
from kg.service import assets, named
from kg.service.answers import Answers, chosen_form
from kg.service.description import description
from kg.service.drawing import Drawing
from kg.service.exchange import Asked, asked_in, body_of, response, while_connected, with_headers
from kg.service.gate import Gate
from kg.service.nearby import Nearby
from kg.service.negotiation import GRAPH, HTML, accepted
from kg.service.pages import EDITOR_POLICY, editor_page
from kg.service.pool import QueryPool
from kg.service.protocol import Operation, form_in, parameters_of, query_in, update_in
from kg.service.refusals import refusal
from kg.service.updating import Updater

CACHE = 64 << 20
"""Bytes of answers that are kept."""

Endpoint = Callable[["Service", Asked, Receive], Awaitable[Response]]

READING = ("GET", "HEAD", "OPTIONS")
ASKING = ("GET", "HEAD", "POST", "OPTIONS")
CHANGING = ("POST", "OPTIONS")


@dataclass(slots=True)
class Service:
    """One store, served. `updater` is None where it is read-only."""

    pool: QueryPool
    gate: Gate
    updater: Updater | None = None
    cache: int = CACHE
    answers: Answers = field(init=False)
    drawing: Drawing = field(init=False)
    names: named.Names = field(init=False)
    nearby: Nearby = field(init=False)
    _seen: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.answers = Answers(self.pool, cache=self.cache)
        self.drawing = Drawing(self.pool)
        self.names = named.Names(self.pool)
        self.nearby = Nearby(self.pool)

    def close(self) -> None:
        """Ends whatever runs beside it."""
        self.drawing.close()
        self.names.close()
        self.nearby.close()
        if self.updater is not None:
            self.updater.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            raise RuntimeError(f"this service speaks HTTP, not {scope['type']}")
        asked = asked_in(scope)
        try:
            made = await self._response(asked, receive)
        except (KgError, HTTPException) as error:
            made = refusal(error, asked)
        except Exception:  # noqa: BLE001 - a fault of the program ends no service, and whoever runs it reads what it is
            traceback.print_exc()
            made = refusal(HTTPException(500, "the service has a fault, and has said which to whoever runs it"), asked)
        if self.gate.origins and (allowed := self.gate.origin_headers(asked)):
            made = with_headers(made, allowed)
        await made(scope, receive, send)

    async def _response(self, asked: Asked, receive: Receive) -> Response:
        methods, endpoint = _endpoint(asked.path)
        if asked.method == "OPTIONS":
            self.gate.check_host(asked)
            return _options(methods, asked, self.gate)
        self.gate.check(asked)
        if asked.method not in methods:
            raise HTTPException(405, f"{asked.path} does not take {asked.method[:20]}", {"allow": ", ".join(methods)})
        self._follow()
        return await endpoint(self, asked, receive)

    def _follow(self) -> None:
        """Lets go of what was answered from an older state of the store."""
        place = self.pool.place
        if place != self._seen:
            self._seen = place
            self.answers.forget()

    async def sparql(self, asked: Asked, receive: Receive) -> Response:
        """A query, or without one the description of the service, which for a browser is the editor."""
        body = await body_of(asked, receive) if asked.method == "POST" else b""
        if kept := self.answers.kept(asked, body):
            return kept
        operation = query_in(asked, body)
        if operation is not None:
            with while_connected(receive):
                return await self.answers.answer(operation, asked, body)
        return self._description(asked)

    async def update(self, asked: Asked, receive: Receive) -> Response:
        """An update, where the service takes any."""
        if self.updater is None:
            raise HTTPException(403, "this service is read-only: see kg serve --writable")
        self.gate.check_update(asked)
        operation = update_in(asked, await body_of(asked, receive))
        await self.updater.update(operation.text)
        self._follow()
        return response(b"", "text/plain; charset=utf-8", status=200, headers={"cache-control": "no-store"})

    async def explorer(self, asked: Asked, _receive: Receive) -> Response:
        """The explorer, or for as long as it is drawn a page that says so."""
        return await self.drawing.page(asked)

    async def browse(self, asked: Asked, _receive: Receive) -> Response:
        """The page that shows one neighbourhood after another."""
        return await self.nearby.page(asked)

    async def neighbourhood(self, asked: Asked, receive: Receive) -> Response:
        """An actor and its ties."""
        with while_connected(receive):
            return await self.nearby.neighbourhood(asked)

    async def evidence(self, asked: Asked, receive: Receive) -> Response:
        """The sentences behind a tie."""
        with while_connected(receive):
            return await self.nearby.evidence(asked)

    async def actors(self, asked: Asked, receive: Receive) -> Response:
        """Whose names have a text in them."""
        with while_connected(receive):
            return await self.nearby.found(asked)

    async def queries(self, asked: Asked, _receive: Receive) -> Response:
        """The list of the named queries."""
        return named.listed(asked)

    async def query(self, asked: Asked, receive: Receive) -> Response:
        """A named query: its page, its answer, or its text with the parameters bound."""
        with while_connected(receive):
            return await self.names.answer(asked, self.answers)

    async def asset(self, asked: Asked, _receive: Receive) -> Response:
        """A file of the pages."""
        return assets.response_to(asked)

    def _description(self, asked: Asked) -> Response:
        form = form_in(parameters_of(asked.query_string))
        if form is None and accepted(asked.header(b"accept"), (*GRAPH, HTML)) is HTML:
            return response(editor_page().encode(), HTML.content_type, policy=EDITOR_POLICY, headers=_DESCRIBED)
        chosen = chosen_form(Operation("", form=form), asked, GRAPH)
        base = f"http://{asked.header(b'host')}"
        update = f"{base}/update" if self.updater else None
        told = description(f"{base}/sparql", self.pool.info(), chosen, update=update)
        return response(told, chosen.content_type, headers=_DESCRIBED)


_DESCRIBED = {"cache-control": "no-cache", "vary": "Accept, Accept-Encoding, Origin"}

_ENDPOINTS: Mapping[str, tuple[tuple[str, ...], Endpoint]] = MappingProxyType(
    {
        "/": (READING, Service.explorer),
        "/sparql": (ASKING, Service.sparql),
        "/sparql/": (ASKING, Service.sparql),
        "/query": (ASKING, Service.sparql),
        "/update": (CHANGING, Service.update),
        "/queries": (READING, Service.queries),
        "/browse": (READING, Service.browse),
        "/neighbourhood": (READING, Service.neighbourhood),
        "/evidence": (READING, Service.evidence),
        "/actors": (READING, Service.actors),
    }
)


def _endpoint(path: str) -> tuple[tuple[str, ...], Endpoint]:
    found = _ENDPOINTS.get(path)
    if found is not None:
        return found
    if path.startswith(named.FOLDER):
        return READING, Service.query
    if path.startswith(assets.FOLDER):
        return READING, Service.asset
    return READING, _nothing


async def _nothing(_service: Service, asked: Asked, _receive: Receive) -> Response:
    raise HTTPException(404, f"there is nothing at {asked.path[:80]}")


def _options(methods: tuple[str, ...], asked: Asked, gate: Gate) -> Response:
    """What may be done here; to a browser that asks before it lets another page's script in, whether it may."""
    headers = {"allow": ", ".join(methods)}
    if gate.origin_headers(asked) and b"access-control-request-method" in asked.headers:
        headers |= {
            "access-control-allow-methods": ", ".join(methods),
            "access-control-allow-headers": "Accept, Authorization, Content-Type",
            "access-control-max-age": "600",
            "vary": "Origin",
        }
    return Response(status_code=204, headers=headers)
