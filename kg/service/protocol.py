"""The SPARQL 1.1 Protocol: what a request asks for, read from its address and its body."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.exceptions import HTTPException

from kg.service.exchange import Asked

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"
MOST_PARAMETERS = 1000

FORMAT_PARAMETERS = ("format", "output", "results")
"""What clients call the parameter that says the form of the answer; the first that is given counts."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update, the graphs it is asked of, and the form that its parameters name."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    form: str | None = None


def query_in(asked: Asked, body: bytes) -> Operation | None:
    """The query of a request; None where a GET asks for nothing, and so for the description of the service.

    Raises HTTPException, with what is wrong in one line.
    """
    parameters = _parameters(asked.query_string, "address")
    if asked.method == "POST":
        match media_type_of(asked):
            case "application/x-www-form-urlencoded":
                parameters += _parameters(body, "form")
            case "application/sparql-query":
                parameters.append(("query", _text(body, "query")))
            case other:
                raise _wrong_type(other, QUERY_TYPE)
    queries = _values(parameters, "query")
    if _values(parameters, "update"):
        raise HTTPException(400, "an update is no query: POST it to /update")
    if not queries and asked.method != "POST":
        return None
    return Operation(
        text=_single(queries, "query"),
        default_graphs=_graphs(parameters, "default-graph-uri"),
        named_graphs=_graphs(parameters, "named-graph-uri"),
        form=form_in(parameters),
    )


def update_in(asked: Asked, body: bytes) -> Operation:
    """The update of a POST request. Raises HTTPException, with what is wrong in one line."""
    parameters = _parameters(asked.query_string, "address")
    match media_type_of(asked):
        case "application/x-www-form-urlencoded":
            parameters += _parameters(body, "form")
        case "application/sparql-update":
            parameters.append(("update", _text(body, "update")))
        case other:
            raise _wrong_type(other, UPDATE_TYPE)
    if _values(parameters, "query"):
        raise HTTPException(400, "a query is no update: send it to /sparql")
    if _values(parameters, "using-graph-uri") or _values(parameters, "using-named-graph-uri"):
        raise HTTPException(400, "using-graph-uri is not supported: say USING or WITH in the update")
    return Operation(_single(_values(parameters, "update"), "update"))


def parameters_of(query_string: bytes) -> list[tuple[str, str]]:
    """The parameters of an address, in their order. Raises HTTPException where they are not UTF-8, or too many."""
    return _parameters(query_string, "address")


def form_in(parameters: Iterable[tuple[str, str]]) -> str | None:
    """The form of the answer that the parameters name, if any."""
    named: Mapping[str, str] = {name: value for name, value in reversed(list(parameters)) if value}
    return next((named[name] for name in FORMAT_PARAMETERS if name in named), None)


def media_type_of(asked: Asked) -> str:
    """The media type of the body. Raises HTTPException where the body is in another encoding than UTF-8."""
    kind, *parameters = (part.strip() for part in asked.header(b"content-type").casefold().split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in {"utf-8", "utf8", "us-ascii"}:
            raise HTTPException(415, "the request has to be in UTF-8")
    return kind


def _parameters(text: bytes, where: str) -> list[tuple[str, str]]:
    """The names and values of a form or the part of an address behind its question mark."""
    fields = text.split(b"&") if text else []
    if len(fields) > MOST_PARAMETERS:
        raise HTTPException(400, f"the {where} has more than {MOST_PARAMETERS:,} parameters")
    try:
        pairs = (field.partition(b"=") for field in fields if field)
        return [(_unquoted(name), _unquoted(value)) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise HTTPException(400, f"the {where} is not in UTF-8") from None


def _unquoted(text: bytes) -> str:
    """The text without percent-encoding. Raises UnicodeDecodeError where it is not UTF-8.

    What `urllib.parse.unquote_to_bytes` does sign by sign, and so longer than all the rest of a request takes, a codec of
    Python does at once: the escapes of its literals are the same but for their first sign.
    """
    spaced = text.replace(b"+", b" ")
    if b"%" not in spaced:
        return spaced.decode()
    try:
        plain = spaced.replace(b"\\", b"\\\\").replace(b"%", b"\\x").decode("unicode_escape").encode("latin-1")
    except UnicodeDecodeError:  # a percent sign that begins no escape stands for itself
        plain = unquote_to_bytes(spaced)
    return plain.decode()


def _values(parameters: Iterable[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _single(values: list[str], name: str) -> str:
    if len(values) != 1:
        raise HTTPException(400, f"the parameter {name} is missing" if not values else f"more than one {name} in a request")
    return values[0]


def _graphs(parameters: Iterable[tuple[str, str]], name: str) -> tuple[str, ...]:
    graphs = tuple(dict.fromkeys(_values(parameters, name)))
    for graph in graphs:
        if not _is_absolute(graph):
            raise HTTPException(400, f"{name} is no absolute IRI: {graph[:80]!r}")
    return graphs


def _is_absolute(iri: str) -> bool:
    try:
        return bool(urlsplit(iri).scheme) and not set(iri) & set('<>"{}|^`\\ \t\r\n')
    except ValueError:
        return False


def _text(body: bytes, what: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HTTPException(400, f"the {what} is not in UTF-8") from None


def _wrong_type(given: str, direct: str) -> HTTPException:
    said = f"not {given[:60]}" if given else "and says neither"
    return HTTPException(415, f"the body of a POST is {direct} or {FORM_TYPE}, {said}")
