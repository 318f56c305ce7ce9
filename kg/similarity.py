"""Which documents say nearly the same in the same words: sketches of texts (MinHash), and an index of them."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datasketch import MinHash

WORD = re.compile(r"\w+")
SHINGLE = 4
"""Words in a row that are looked at together."""
FEWEST = 20
"""Words below which texts are alike by chance."""
NUMBERS = 128
"""Numbers of a sketch: what it says of the share of common words is off by four hundredths as a rule."""
SCHEME = "affine32"  # part of what sketches in stores mean
ALIKE = 0.7
"""The share of common rows of words from which on a text is a near-duplicate."""
BANDS, ROWS = 32, 4  # finds 99.9 of a hundred pairs that are alike by 0.7


def sketch(text: str) -> str | None:
    """The sketch of a text as 1024 hexadecimal digits; None where it is too short to be compared."""
    words = WORD.findall(text.casefold())
    if len(words) < FEWEST:
        return None
    from datasketch import MinHash  # noqa: PLC0415 - loading it takes half a second

    made = MinHash(num_perm=NUMBERS, scheme=SCHEME)
    rows = {" ".join(words[first : first + SHINGLE]) for first in range(len(words) - SHINGLE + 1)}
    made.update_batch([row.encode("utf-8", "surrogatepass") for row in rows])
    return "".join(f"{number:08x}" for number in made.hashvalues.tolist())


class Sketches:
    """Sketches of documents, by their ids. To find those that are alike takes no longer where there are many."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        from datasketch import MinHashLSH  # noqa: PLC0415 - as above

        self._index = MinHashLSH(num_perm=NUMBERS, params=(BANDS, ROWS))
        self._sketches: dict[str, MinHash] = {}
        for document, digits in known:
            self.add(document, digits)

    def add(self, document: str, digits: str) -> None:
        """Keeps the sketch of a document; one of another form is passed over."""
        made = _sketch_of(digits)
        if made is not None and document not in self._sketches:
            self._sketches[document] = made
            self._index.insert(document, made)

    def __contains__(self, document: object) -> bool:
        return document in self._sketches

    def likest(self, digits: str, *, besides: Iterable[str] = ()) -> str | None:
        """The id of the document that is most alike, of equals the least; None where none is a near-duplicate."""
        made = _sketch_of(digits)
        if made is None:
            return None
        found = set(self._index.query(made)) - set(besides)
        alike = [(-made.jaccard(self._sketches[each]), each) for each in found]
        best = min(alike, default=(0.0, ""))
        return best[1] if -best[0] >= ALIKE else None


def _sketch_of(digits: str) -> "MinHash | None":
    from datasketch import MinHash  # noqa: PLC0415 - as above

    if not re.fullmatch(f"[0-9a-f]{{{8 * NUMBERS}}}", digits):
        return None
    numbers = np.frombuffer(bytes.fromhex(digits), dtype=">u4").astype(np.uint32)
    return MinHash(num_perm=NUMBERS, hashvalues=numbers, scheme=SCHEME)
