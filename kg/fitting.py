"""Tables that fit a terminal: long cells are wrapped between words, and where that leaves too little, each row stands by itself.

Nothing is ever cut: an id, a date or a name that a reader cannot copy is lost.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence

NARROWEST = 12
"""Characters below which no column is wrapped that has more."""
TALLEST = 8
"""Lines that a cell may take, about: below, a table is harder to read than one row after another."""

Cells = Sequence[str]


def width_of(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def natural(head: Cells, body: Sequence[Cells]) -> list[int]:
    """How wide each column is when nothing in it is wrapped."""
    return [max(map(width_of, cells)) for cells in zip(head, *body, strict=True)]


def filled(body: Sequence[Cells]) -> list[int]:
    """The places of the columns that hold something in some row."""
    return [place for place, cells in enumerate(zip(*body, strict=True)) if any(cell.strip() for cell in cells)]


def fitted(head: Cells, body: Sequence[Cells], room: int) -> list[int] | None:
    """The widths of the columns that together take no more than the room; None where some would be too narrow to read.

    The widest is narrowed first, none below its longest word, so what is one word, such as an id or a date, stays whole.
    """
    widths = natural(head, body)
    least = [_least(cells) for cells in zip(head, *body, strict=True)]
    if sum(least) > room:
        return None
    while sum(widths) > room:
        _, place = max((width, -place) for place, width in enumerate(widths) if width > least[place])
        widths[-place] -= 1
    return widths


def within(
    head: Cells,
    body: Sequence[Cells],
    width: int,
    around: Callable[[int], int],
    drawn: Callable[[list[str], list[list[str]], list[int], list[int]], str],
) -> str:
    """The table in that width: its columns that hold something, wrapped, or each row by itself.

    `around` tells what so many columns take beside their cells, and `drawn` makes a table of a head, rows, the columns' widths,
    and their places among all columns.
    """
    places = filled(body)
    kept, rows = _chosen(head, places), [_chosen(row, places) for row in body]
    widths = fitted(kept, rows, width - around(len(kept)))
    return records(kept, rows, width) if widths is None else drawn(kept, rows, widths, places)


def wrapped(text: str, width: int) -> list[str]:
    """The text on lines of that width, broken between words only."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(lines[-1]) + 1 + width_of(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def records(head: Cells, body: Sequence[Cells], width: int) -> str:
    """Each row as lines of `name: value`, with an empty line between two rows; what is empty is left out."""
    return "\n".join("".join(f"{line}\n" for line in _record(head, row, width)) for row in body)


def _chosen(cells: Cells, places: Sequence[int]) -> list[str]:
    return [cells[place] for place in places]


def _least(cells: Cells) -> int:
    """How narrow a column can become: the head may be wrapped as far as its words allow."""
    _, *values = cells
    widest = max(map(width_of, values), default=0)
    longest = max((width_of(word) for cell in cells for word in cell.split()), default=0)
    return max(longest, min(widest, NARROWEST), -(-widest // TALLEST))


def _record(head: Cells, row: Cells, width: int) -> Iterator[str]:
    pairs = list(zip(head, row, strict=True))
    for name, value in [pair for pair in pairs if pair[1].strip()] or pairs:
        first, *rest = wrapped(f"{name}: {value}", width)
        yield first
        # A long value goes on under itself, so that the names stand out.
        yield from (f"  {line}" for line in wrapped(" ".join(rest), width - 2) if rest)
