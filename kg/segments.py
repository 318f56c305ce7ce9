"""Cuts a text into paragraphs, headings and list items, so that each is parsed by itself.

Offsets are those of the whole text; a segment's own text has the same length as its stretch of it, with line breaks
inside it turned into spaces, so that an offset in one is an offset in the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

SegmentKind = Literal["paragraph", "heading", "item"]

BULLET = re.compile(r"\s*(?:[-–—•*▪●◦‣·.]|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=\S)")
ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*$")
WRAP_MIN, WRAP_MAX = 45, 110
"""Line lengths, in characters, between which a line without a final stop may run on in the next one."""
PIECE_MAX = 2_500
"""Characters that are parsed at once at most."""
HEADING_MAX = 120
"""A longer line without a final stop is a paragraph all the same."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph, heading or list item at `start` of the text; `lead` is the line that introduces a list item."""

    start: int
    text: str
    kind: SegmentKind
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str


def segments(text: str, *, start: int = 0) -> Iterator[Segment]:
    """The segments of `text` from the offset `start` on, in order, empty lines left out."""
    lead: str | None = None
    for block in _blocks(text, start):
        for first, last in _joined(block):
            segment = _segment(text, first, last, lead)
            if segment.text.strip():
                yield from _pieces(segment)
            if segment.kind != "item":
                lead = segment.text.strip() if segment.text.rstrip().endswith(":") else None


def _pieces(segment: Segment) -> Iterator[Segment]:
    """A segment too long to be parsed at once, cut after sentences or, failing that, at spaces."""
    start = 0
    while len(segment.text) - start > PIECE_MAX:
        window = segment.text[start : start + PIECE_MAX]
        cut = max(window.rfind(". "), window.rfind("! "), window.rfind("? ")) + 1 or window.rfind(" ") + 1 or PIECE_MAX
        yield replace(segment, start=segment.start + start, text=window[:cut])
        start += cut
    yield replace(segment, start=segment.start + start, text=segment.text[start:]) if start else segment


def _lines(text: str, start: int) -> Iterator[_Line]:
    position = start
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        yield _Line(position, text[position:end])
        position = end + 1


def _blocks(text: str, start: int) -> Iterator[list[_Line]]:
    """Runs of lines with no empty line between them."""
    block: list[_Line] = []
    for line in _lines(text, start):
        if line.text.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _joined(block: list[_Line]) -> Iterator[tuple[_Line, _Line]]:
    """First and last line of each segment: a line that was wrapped goes on in the next one."""
    wrapped = len(block) > 1 and all(len(line.text) <= WRAP_MAX for line in block)
    first = block[0]
    for line, following in zip(block, [*block[1:], None], strict=True):
        runs_on = (
            following is not None
            and wrapped
            and len(line.text) >= WRAP_MIN
            and not ENDS_SENTENCE.search(line.text)
            and not BULLET.match(following.text)
        )
        if not runs_on:
            yield first, line
            first = following or line


def _segment(text: str, first: _Line, last: _Line, lead: str | None) -> Segment:
    start, end = first.start, last.start + len(last.text)
    bullet = BULLET.match(text[start:end])
    if bullet:
        start += bullet.end()
    body = re.sub(r"[\n\t\u00a0\u2028\u2029\r\f\v]", " ", text[start:end])
    if bullet:
        return Segment(start, body, "item", lead)
    heading = len(body) <= HEADING_MAX and not ENDS_SENTENCE.search(body) and first is last
    return Segment(start, body, "heading" if heading else "paragraph")
