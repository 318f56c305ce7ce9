"""Which queries anybody may ask: those that only read, and only what the store holds."""

import functools
import re
from collections.abc import Iterator
from typing import Any, Literal, cast

from pyparsing import ParseException
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import QueryError
from kg.vocabulary import PREFIXES

DOES_NOT_PARSE = "the query does not parse"
MAX_LENGTH = 8_000
"""The longest query, in characters. Parsing takes time that nobody could interrupt, and Oxigraph answers a chain of some
thousand operators, such as `1+1+1`, by ending the process: its stack grows with every one."""

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SHORTENED = re.compile(rf"\r\n|{_ESCAPE.pattern}")
_NAME = re.compile(r"[?$]?[\w.:%-]++")
_IRI_REFERENCE = re.compile(r"<[^<>\"{}|^`\\\x00-\x20]*+>")
_IN_NAMES = frozenset("_.:%-?$")
_LOADING = re.compile("service|load", re.IGNORECASE)
# What may stand before the form of a query. Nothing in it is tried twice, so no text takes long.
_BLANK = r"(?:[ \t\n]|\#[^\n]*+)*+"
_IRI = r"<[^<>\n]*+>"
_PROLOGUE = re.compile(
    rf"(?:{_BLANK}(?:BASE{_BLANK}{_IRI}|PREFIX{_BLANK}[^\s:<>\#]*+:{_BLANK}{_IRI}))*+{_BLANK}"
    r"(?:(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)|(?P<change>INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b)?",
    re.IGNORECASE,
)
_CHANGES = "the query would change the store: only SELECT, ASK, CONSTRUCT and DESCRIBE are answered"


@functools.lru_cache(maxsize=256)
def check(text: str) -> None:
    """Passes a query that `plain` has made; one that was passed is not parsed again.

    Raises QueryError where it does not parse, changes anything, or would fetch something: SERVICE, FROM, LOAD.
    """
    for part in _checked_parts(text):
        if part.name == "ServiceGraphPattern":
            raise QueryError("SERVICE is refused: queries ask this store only")
        if part.name == "DatasetClause":
            raise QueryError("FROM is refused: queries ask all graphs of this store; GRAPH <…> { … } asks one of them")


def check_syntax(text: str) -> None:
    """Raises QueryError where the query, which `plain` has made, does not parse, or has a prefix that nobody declared."""
    _checked_parts(text)


def check_for_oxigraph(text: str) -> bool:
    """Passes a query that `plain` has made and that Oxigraph will read; whether it says FROM, and so names its graphs.

    For Oxigraph, FROM names graphs of the store, and an update is no query. So SERVICE alone could fetch anything, and
    FROM alone has to be known of. In a text without escapes, both can only be spelt as they are, in any case: a text
    that holds neither word has neither part, wherever it parses, and needs no parsing here, which takes a hundred times
    as long as all the rest. Where a word stands, be it in a comment, the parsed query decides, but for two places. A
    from within the name of a variable or behind a prefix, as in `sahel:dateFrom`, is none. And whatever looks like an IRI in
    angle brackets, wherever it stands, cannot cover the beginning of a SERVICE: between that and the closing bracket there
    would have to be the opening bracket of its address, or else the brace of its pattern, and neither is a part of an IRI.

    Raises QueryError where it asks for SERVICE, or holds one of the words and does not parse.
    """
    bare = _IRI_REFERENCE.sub("<>", text)
    lower = bare.lower()
    if "service" not in lower and not ("from" in lower and _says_from(bare, lower)):
        return False
    parts = {part.name for part in parts_of(_parsed(text))}
    if "ServiceGraphPattern" in parts:
        raise QueryError("SERVICE is refused: queries ask this store only")
    return "DatasetClause" in parts


def _says_from(text: str, lower: str) -> bool:
    """Whether FROM may stand in the text, as a keyword that is: never within a name with a prefix or of a variable."""
    if len(lower) != len(text):  # a few letters become two, and places differ: the parser may tell
        return True
    place = lower.find("from")
    while place >= 0:
        start = place
        while start and (text[start - 1].isalnum() or text[start - 1] in _IN_NAMES):
            start -= 1
        name = _NAME.match(text, start)
        if name is None or (name[0][0] not in "?$" and ":" not in name[0]):
            return True
        place = lower.find("from", name.end())
    return False


def check_update_for_oxigraph(text: str) -> None:
    """Passes an update that `plain` has made and that Oxigraph will read: see `check_for_oxigraph`.

    Raises QueryError where it would fetch something, or holds LOAD or SERVICE and does not parse.
    """
    if not _LOADING.search(text):
        return
    try:
        parts = {part.name for part in parts_of(parseUpdate(text))}
    except ParseException as error:
        raise fault_at(text, error.loc, "the update does not parse") from error
    except RecursionError:
        raise QueryError("the update is nested too deeply") from None
    for part, word in (("Load", "LOAD"), ("ServiceGraphPattern", "SERVICE")):
        if part in parts:
            raise QueryError(f"{word} is refused: an update changes this store by nothing but what it says")


def form(text: str) -> Form:
    """The form of a query that `plain` has made, by its first word after BASE and PREFIX.

    Raises QueryError where it has none: it is an update, or no SPARQL.
    """
    match = _PROLOGUE.match(text)
    if match is None or not match["form"]:
        if match and match["change"]:
            raise fault_at(text, match.start("change"), _CHANGES)
        raise fault_at(text, match.end() if match else 0, DOES_NOT_PARSE)
    return cast("Form", match["form"].upper())


def plain(sparql: str, *, longest: int = MAX_LENGTH) -> str:
    """The query as every parser reads it alike, so that what is checked is what runs.

    Parsers differ in which line ends close a comment, and in how they read code point escapes: there are neither
    after this. Raises QueryError where that cannot be, or the query has more than `longest` characters.
    """
    if len(sparql) > longest:
        raise QueryError(f"the query is longer than {longest:,} characters")
    lines = sparql.replace("\r\n", "\n").replace("\r", "\n") if "\r" in sparql else sparql
    try:
        if "\\" not in lines and "\0" not in lines:  # as nearly always: there is nothing to write out
            lines.encode()
            return lines
        text = _ESCAPE.sub(lambda match: chr(int(match.group(1) or match.group(2), 16)), lines)
        text.encode()
    except (ValueError, OverflowError):
        raise QueryError("the query holds an escape that is no character") from None
    if re.search(r"\\u", text, re.IGNORECASE) or re.search("[\r\x00]", text):
        raise QueryError("the query holds an escape that is not a plain character")
    return text


def _checked_parts(text: str) -> list[CompValue]:
    parts = list(parts_of(_parsed(text)))
    _check_prefixes(parts)
    return parts


def _parsed(text: str) -> Any:
    try:
        return parseQuery(text)
    except ParseException as error:
        if _is_update(text):
            raise QueryError(_CHANGES) from None
        raise fault_at(text, error.loc, DOES_NOT_PARSE) from error
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


def fault_at(text: str, position: int, what: str) -> QueryError:
    """An error that names the place: line, column, and how the text goes on there."""
    position = min(position, len(text))
    before = re.sub("\r\n?", "\n", text[:position])
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    near = " ".join(re.split("[\r\n]", text[position : position + 200], maxsplit=1)[0].split())[:40]
    where = f"{what}: line {line}, column {column}, {f'at “{near}”' if near else 'at its end'}"
    return QueryError(where, line=line, column=column, position=position)


def elsewhere(error: QueryError, sparql: str) -> QueryError:
    """The error about a plain query with the place in the query as it was written."""
    if error.position is None:
        return error
    return fault_at(sparql, place_in(sparql, error.position), str(error).partition(": line ")[0])


def place_in(sparql: str, position: int) -> int:
    """Where a place of the plain query is in the query as it was written."""
    longer = 0
    for match in _SHORTENED.finditer(sparql):
        if match.start() - longer >= position:
            break
        longer += len(match[0]) - 1
    return position + longer


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
