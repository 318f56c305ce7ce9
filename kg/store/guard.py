"""Which queries anybody may ask: those that only read, and only what the store holds."""

import re
from collections.abc import Iterator
from typing import Any

from pyparsing import ParseException
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import QueryError
from kg.vocabulary import PREFIXES

MAX_LENGTH = 8_000
"""The longest query, in characters. Parsing takes time that nobody could interrupt, and Oxigraph answers a chain of some
thousand operators, such as `1+1+1`, by ending the process: its stack grows with every one."""

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def check(text: str) -> None:
    """Passes a query that `plain` has made.

    Raises QueryError where it does not parse, changes anything, or would fetch something: SERVICE, FROM, LOAD.
    """
    parts = list(parts_of(_parsed(text)))
    _check_prefixes(parts)
    for part in parts:
        if part.name == "ServiceGraphPattern":
            raise QueryError("SERVICE is refused: queries ask this store only")
        if part.name == "DatasetClause":
            raise QueryError("FROM is refused: queries ask all graphs of this store; GRAPH <…> { … } asks one of them")


def plain(sparql: str) -> str:
    """The query as every parser reads it alike, so that what is checked is what runs.

    Parsers differ in which line ends close a comment, and in how they read code point escapes: there are neither
    after this. Raises QueryError where that cannot be.
    """
    if len(sparql) > MAX_LENGTH:
        raise QueryError(f"the query is longer than {MAX_LENGTH:,} characters")
    lines = sparql.replace("\r\n", "\n").replace("\r", "\n")
    try:
        text = _ESCAPE.sub(lambda match: chr(int(match.group(1) or match.group(2), 16)), lines)
        text.encode()
    except (ValueError, OverflowError):
        raise QueryError("the query holds an escape that is no character") from None
    if re.search(r"\\u", text, re.IGNORECASE) or re.search("[\r\x00]", text):
        raise QueryError("the query holds an escape that is not a plain character")
    return text


def _parsed(text: str) -> Any:
    try:
        return parseQuery(text)
    except ParseException as error:
        if _is_update(text):
            raise QueryError("the query would change the store: only SELECT, ASK, CONSTRUCT and DESCRIBE are answered") from None
        raise QueryError(_fault(text, error)) from error
    except RecursionError:
        raise QueryError("the query is nested too deeply") from None


def _check_prefixes(parts: list[CompValue]) -> None:
    declared = {*PREFIXES, *(str(part.get("prefix") or "") for part in parts if part.name == "PrefixDecl")}
    for part in parts:
        if part.name == "pname" and (prefix := str(part.get("prefix") or "")) not in declared:
            raise QueryError(f"the prefix {prefix}: is not declared; these need no declaration: {', '.join(PREFIXES)}")


def _is_update(text: str) -> bool:
    try:
        return bool(parseUpdate(text).request)
    except (ParseException, RecursionError):
        return False


def _fault(text: str, error: ParseException) -> str:
    line = text.splitlines()[error.lineno - 1] if text.strip() else ""
    near = " ".join(line[error.column - 1 :].split())[:40]
    where = f"line {error.lineno}, column {error.column}"
    return f"the query does not parse: {where}, at “{near}”" if near else f"the query does not parse: {where}, at its end"


def parts_of(tree: Any) -> Iterator[CompValue]:
    """Every named part of a parsed query, without recursion, so that depth is no matter."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, CompValue):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list | tuple) or hasattr(part, "asList"):
            waiting.extend(part)
