"""Where a query is wrong, from what two parsers say of it.

Oxigraph runs the query, so it decides whether there is a fault. It names the furthest place that it tried, and tries a
keyword at its whole length: the place is then as many characters too far. rdflib names the beginning of the part that it
could not read. The later of the two places is the closer one.
"""

import re

from kg.errors import QueryError
from kg.store import guard

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SIGNS = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?!_\])')  # what Oxigraph tries sign by sign, and so names the place of
_NAME = re.compile(r"[^\s(){}\[\],;|/^+*!]*\Z")
_REASON = re.compile(r"(?:\A|, )([A-Z][\w']*(?: [\w']+){2,})")
_WORD = re.compile(r"(?:\A|, )([A-Za-z][A-Za-z_]+)(?=\Z|,)")


def syntax_fault(query: str, text: str, message: str) -> QueryError:
    """The error for a query, given also as it ran, that Oxigraph did not parse for the reason in its message."""
    place, reason = _by_oxigraph(text, message)
    try:
        if len(text) <= guard.MAX_LENGTH:  # rdflib takes long for long ones
            guard.check_syntax(text)
    except QueryError as error:
        if error.position is None:  # a prefix that nobody declared: Oxigraph has read the name to its end
            start = _NAME.search(text, 0, len(text) if place is None else place)
            return guard.fault_at(query, guard.place_in(query, start.start() if start else 0), str(error))
        place = max(place or 0, error.position)
    what = f"{guard.DOES_NOT_PARSE} ({reason})" if reason else guard.DOES_NOT_PARSE
    return guard.fault_at(query, guard.place_in(query, len(text) if place is None else place), what)


def _by_oxigraph(text: str, message: str) -> tuple[int | None, str | None]:
    """The place, where the message gives one that can be relied on, and the reason, where it gives any."""
    match = _PLACE.search(message)
    if not match:
        return None, None
    line, column, expected = int(match[1]), int(match[2]), match[3]
    place = sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1
    reason = _REASON.search(expected)
    words = [len(word) for word in _WORD.findall(expected)]
    if reason or _SIGNS.search(expected):
        return place, reason[1][0].lower() + reason[1][1:] if reason else None
    return (place - min(words), None) if words else (None, None)
