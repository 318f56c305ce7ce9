"""Parameters of queries: a query leaves a place for one, and it is filled in as an RDF term.

The place is `VALUES ?actor { UNDEF }`, which is SPARQL as it stands and leaves the variable free. It may come several
times, since a subquery sees only what stands in it. The engines' own ways to bind a variable beforehand reach neither
subqueries nor aggregates, and each engine differs in what else they miss.
"""

import re
from collections.abc import Mapping

from kg.errors import QueryError
from kg.store.backend import Term

# What stands in a text, an IRI or a comment is no place, even where it looks like one.
_PLACE = re.compile(
    r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | \'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    | <[^<>"{}|^`\\\x00-\x20]*> | \#[^\n]*
    | (?P<place>\bVALUES\s+[?$](?P<name>\w+)\s*\{\s*UNDEF\s*\})
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_ESCAPE_LIKE = re.compile(r"\\u", re.IGNORECASE)


def places(sparql: str) -> frozenset[str]:
    """The names of the parameters for which the query has a place."""
    return frozenset(match["name"] for match in _PLACE.finditer(sparql) if match["place"])


def filled(sparql: str, bindings: Mapping[str, Term]) -> str:
    """The query with its parameters filled in; a place without a value goes, since engines plan badly around it.

    The RDF library writes the terms, so whatever text a value holds, it stays one term of the query. Raises QueryError
    where the query has no place for a parameter, or a value holds a backslash before a u: parsers disagree on whether
    that is a code point escape even within a text.
    """
    if unknown := sorted(set(bindings) - places(sparql)):
        raise QueryError(f"the query has no place for the parameter {unknown[0]}: it needs VALUES ?{unknown[0]} {{ UNDEF }}")
    for name, value in bindings.items():
        if _ESCAPE_LIKE.search(str(value)):
            raise QueryError(f"the parameter {name} holds a backslash before a u, which no query can carry")

    def term(match: re.Match[str]) -> str:
        if not match["place"]:
            return match[0]
        name = match["name"]
        return f"VALUES ?{name} {{ {bindings[name]} }}" if name in bindings else ""

    return _PLACE.sub(term, sparql)
