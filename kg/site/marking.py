"""A text with its sentences and names marked: cut into pieces that follow each other and never overlap."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from kg.site.records import Paragraph, Piece, Ref, Run

Span: TypeAlias = tuple[int, int]
Name: TypeAlias = tuple[int, int, Ref]

_EMPTY_LINES = re.compile(r"\n[ \t\r]*\n\s*")
WRAPPED = 60  # characters: where most lines are longer, they were cut to a width and not ended by their author
SHORTEST = 3  # characters of a name that is looked for in a text


def paragraphs(
    text: str, start: int, sentences: Mapping[Span, Sequence[tuple[str, int]]], names: Iterable[Name]
) -> tuple[Paragraph, ...]:
    """The text from `start` on. `sentences` are marked, with the anchors and numbers of what they state; `names` are linked.

    Offsets may be any: what lies outside the text is left out, and of what overlaps the first is taken.
    """
    marked, anchors = _apart(sentences, len(text))
    linked = _free(names, len(text))
    return tuple(
        Paragraph(runs, _ended(text[first:last]))
        for first, last in _blocks(text, max(0, min(start, len(text))))
        if (runs := tuple(_runs(text, first, last, marked, anchors, linked)))
    )


def names_in(text: str, start: int, known: Mapping[str, Ref]) -> Iterator[Name]:
    """Where the text says one of the known names, as a whole word and as it is written; the longest name first."""
    usable = sorted((name for name in known if len(name) >= SHORTEST), key=lambda name: (-len(name), name))
    if usable:
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, usable))})(?!\w)")
        for match in pattern.finditer(text, start):
            yield match.start(), match.end(), known[match.group()]


def _blocks(text: str, start: int) -> Iterator[Span]:
    for match in _EMPTY_LINES.finditer(text, start):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _ended(block: str) -> bool:
    lines = block.strip("\n").split("\n")[:-1]
    return sum(len(line) >= WRAPPED for line in lines) * 2 < len(lines)


def _apart(
    sentences: Mapping[Span, Sequence[tuple[str, int]]], size: int
) -> tuple[list[Span], Mapping[Span, list[tuple[str, int]]]]:
    """Sentences that follow each other; one that overlaps an earlier one gives it its anchors."""
    kept: list[Span] = []
    anchors: defaultdict[Span, list[tuple[str, int]]] = defaultdict(list)
    for (first, last), own in sorted(sentences.items()):
        span = (min(max(first, 0), size), min(last, size))
        if kept and (span[0] < kept[-1][1] or span[0] >= span[1]):
            span = kept[-1]
        elif span[0] >= span[1]:
            continue
        else:
            kept.append(span)
        anchors[span] += own
    return kept, anchors


def _free(names: Iterable[Name], size: int) -> list[Name]:
    """Of names that overlap the one that comes first in what is given is taken."""
    taken: list[Span] = []
    kept: list[Name] = []
    for first, last, ref in names:
        place = bisect_left(taken, (first, last))
        before, after = taken[place - 1] if place else (0, 0), taken[place] if place < len(taken) else (size, size)
        if before[1] <= first < last <= after[0]:
            taken.insert(place, (first, last))
            kept.append((first, last, ref))
    return sorted(kept, key=lambda name: name[:2])


def _runs(
    text: str,
    first: int,
    last: int,
    marked: Sequence[Span],
    anchors: Mapping[Span, list[tuple[str, int]]],
    linked: Sequence[Name],
) -> Iterator[Run]:
    at = first
    for span in marked[max(0, bisect_left(marked, (first, 0)) - 1) :]:
        begin, end = max(span[0], first), min(span[1], last)
        if span[0] >= last:
            break
        if begin >= end:
            continue
        if at < begin and (pieces := _pieces(text, at, begin, linked)):
            yield Run(pieces)
        own = tuple(anchors[span]) if begin == span[0] else ()  # of a sentence in two paragraphs the first part has them
        yield Run(_pieces(text, begin, end, linked), own, marked=True)
        at = end
    if at < last and (pieces := _pieces(text, at, last, linked)):
        yield Run(pieces)


def _pieces(text: str, first: int, last: int, linked: Sequence[Name]) -> tuple[Piece, ...]:
    """The stretch with its names; one that reaches beyond it is none."""
    found = []
    at = first
    for begin, end, ref in linked[bisect_left(linked, first, key=lambda name: name[0]) :]:
        if begin >= last:
            break
        if end <= last:
            found += [Piece(text[at:begin])] if at < begin else []
            found.append(Piece(text[begin:end], ref))
            at = end
    return (*found, *([Piece(text[at:last])] if at < last else []))
