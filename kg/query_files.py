"""The named queries: files of `ontology/queries`, each of which begins with a comment that says what it is for.

    # title: Everything about an actor
    # description: Every statement in which ...
    # topic: Actors
    # param actor entity  the actor, by name, alias or id
    # param since date = 0001-01-01  the first day
    # example: actor=JNIM since=2024

Two spaces part a parameter from its explanation. A parameter without a default must be given; `any` as the default
leaves it free. Where a value goes, the query says `VALUES ?actor { UNDEF }`: see `kg.store.parameters`. The topic is the
heading under which lists show the query; the example is a use of it that has an answer on the sample reports.
"""

import functools
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from kg.errors import QueryError, SeedError
from kg.query_values import ENTITY, TYPES, term_of
from kg.resources import resource
from kg.store import guard, parameters

ANY = "any"
"""The default that leaves a parameter free."""
OTHER = "Other questions"
"""The topic of a query that names none."""

_TITLE = re.compile(r"# title: (\S.*)")
_DESCRIPTION = re.compile(r"# description: (\S.*)")
_TOPIC = re.compile(r"# topic: (\S.*)")
_PARAMETER = re.compile(r"# param (\w+) (\w+)(?: = (\S+))?  +(\S.*)")
_EXAMPLE = re.compile(r"# example:(.*)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query can be asked with. Without a default it must be given; the default `any` leaves it free."""

    name: str
    type: str
    default: str | None
    explanation: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question that comes with the package. `example` holds values of parameters, `sparql` the file as it stands."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    sparql: str
    topic: str = OTHER
    example: Mapping[str, str] = field(default_factory=dict, hash=False)


@functools.cache
def load_queries(folder: Path | None = None) -> Mapping[str, NamedQuery]:
    """The shipped named queries, or those of a folder, by name.

    Raises SeedError, naming the file, where a head comment is not as it should be, or a query of that folder does not
    parse. The shipped ones are not parsed here, since that takes seconds: a test does it, and so does running one.
    """
    paths = sorted((folder or resource("ontology", "queries")).glob("*.rq"))
    queries = {path.stem: _query(path) for path in paths}
    if folder is not None:
        for query in queries.values():
            check(query)
    return MappingProxyType(queries)


def check(query: NamedQuery) -> None:
    """Passes a query that reads only. Raises SeedError, naming the file, otherwise."""
    try:
        guard.check(guard.plain(query.sparql))
    except QueryError as error:
        raise SeedError(f"{query.name}.rq: {error}") from error


def by_topic(queries: Mapping[str, NamedQuery]) -> Mapping[str, tuple[NamedQuery, ...]]:
    """The queries under their topics, both in alphabetical order, the topic of those without one last."""
    topics = sorted({query.topic for query in queries.values()}, key=lambda topic: (topic == OTHER, topic))
    return {topic: tuple(query for _, query in sorted(queries.items()) if query.topic == topic) for topic in topics}


def _query(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    title, description, *rest = _head(path.name, [line for line in text.splitlines() if line.startswith("#")])
    topic = _only(path.name, _TOPIC, rest)
    example = _only(path.name, _EXAMPLE, rest)
    others = [line for line in rest if not _TOPIC.fullmatch(line) and not _EXAMPLE.fullmatch(line)]
    declared = tuple(_parameter(path.name, line) for line in others)
    _check_places(path.name, declared, text)
    return NamedQuery(path.stem, title, description, declared, text, topic or OTHER, _example(path.name, example or "", declared))


def _head(file: str, lines: list[str]) -> list[str]:
    """The title, the description, and the lines of the head comment that follow."""
    title, description = (_TITLE.fullmatch(lines[0]), _DESCRIPTION.fullmatch(lines[1])) if len(lines) >= 2 else (None, None)
    if not title or not description:
        raise SeedError(f"{file}: it does not begin with `# title: …` and `# description: …`")
    return [title.group(1), description.group(1), *lines[2:]]


def _only(file: str, form: re.Pattern[str], lines: list[str]) -> str | None:
    found = [match.group(1).strip() for line in lines if (match := form.fullmatch(line))]
    if len(found) > 1:
        raise SeedError(f"{file}: the topic or the example is given twice: {found[1]}")
    return found[0] if found else None


def _parameter(file: str, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if not match:
        raise SeedError(f"{file}: {line!r} is not `# param NAME TYPE [= DEFAULT]  EXPLANATION`")
    name, kind, default, explanation = match.groups()
    if kind not in TYPES:
        raise SeedError(f"{file}: {name}: the type {kind} is none of {', '.join(sorted(TYPES))}")
    if default not in {None, ANY} and kind != ENTITY:
        try:
            term_of(name, kind, str(default))
        except QueryError as error:
            raise SeedError(f"{file}: {name}: the default {default} is no {kind}") from error
    return Parameter(name, kind, default, explanation)


def _check_places(file: str, declared: tuple[Parameter, ...], text: str) -> None:
    names = {parameter.name for parameter in declared}
    if len(names) < len(declared):
        raise SeedError(f"{file}: a parameter is declared twice")
    if names != parameters.places(text):
        odd = ", ".join(sorted(names ^ parameters.places(text)))
        raise SeedError(f"{file}: the parameters declared and their places in the query differ: {odd}")


def _example(file: str, text: str, declared: tuple[Parameter, ...]) -> Mapping[str, str]:
    try:
        pairs = [word.partition("=") for word in shlex.split(text)]
    except ValueError as error:
        raise SeedError(f"{file}: the example {text!r}: {str(error).lower()}") from None
    names = {parameter.name for parameter in declared}
    if odd := [name for name, equals, _ in pairs if not equals or name not in names]:
        raise SeedError(f"{file}: the example gives {odd[0]!r}, which is no parameter")
    return MappingProxyType({name: value for name, _, value in pairs})
