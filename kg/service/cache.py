"""Responses that were given once and would be the same again."""

import re
from collections import OrderedDict
from collections.abc import Hashable

from starlette.responses import Response

OVERHEAD = 1500
"""Bytes that an entry takes beside its body and its key, roughly."""

# Too many words are no harm here: what is not kept is made again. An escape could hide one of them.
_CHANGING = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE)\b|\\u", re.IGNORECASE)


def is_lasting(query: str) -> bool:
    """Whether the query has the same answer as long as the data stay the same."""
    return not _CHANGING.search(query)


class ResponseCache:
    """The responses last asked for, up to so many bytes, and none of them larger than a sixteenth of that."""

    def __init__(self, size: int) -> None:
        self._most, self._held = size, 0
        self._kept: OrderedDict[Hashable, tuple[Response, int]] = OrderedDict()

    def get(self, key: Hashable) -> Response | None:
        """The response that is kept under the key."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, response: Response, *, key_size: int) -> None:
        """Keeps the response, and lets go of those that nobody asked for the longest."""
        size = len(response.body) + key_size + OVERHEAD
        if size > self._most // 16:
            return
        if key in self._kept:
            self._held -= self._kept.pop(key)[1]
        self._kept[key] = (response, size)
        self._held += size
        while self._held > self._most:
            self._held -= self._kept.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forgets everything: the data changed."""
        self._kept.clear()
        self._held = 0

    def __len__(self) -> int:
        return len(self._kept)
