"""Reads sentence annotations (one JSON object a line, beside the text) into spaCy documents with names."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.gold import locate
from kg.resources import PACKAGE

LABELS = {
    "PER": "PERSON", "ORG": "ORG", "GPE": "GPE", "LOC": "LOC", "FAC": "FAC", "NORP": "NORP", "EVT": "EVENT", "WPN": "WEAPON",
}  # fmt: skip
"""The annotators' types and the labels of the pipeline."""

OWN = PACKAGE.parent / "seeds" / "annotated"
"""The project's own annotated sentences, in a checkout."""

HELD_OUT = "7"
"""Files whose name ends so are for testing and never read for training."""


@dataclass(frozen=True, slots=True)
class AnnotatedLine:
    """A line of text and its named mentions as (start, end, label) character spans."""

    text: str
    names: tuple[tuple[int, int, str], ...]


TUNED_ON = "3"
"""Files whose name ends so choose thresholds and show how a training goes; it does not read them."""


def in_part(stem: str, part: str) -> bool:
    """Whether a file of that name is in a part: `test` (never trained or tuned on), `tune`, or `train` (all others)."""
    return part == ("test" if stem.endswith(HELD_OUT) else "tune" if stem.endswith(TUNED_ON) else "train")


def annotated_lines(folder: Path, texts: Path, *, held_out: bool) -> Iterator[AnnotatedLine]:
    """The lines of every annotation file of the folder, either the held-out files or the others."""
    for path in sorted(folder.glob("*.jsonl")):
        if in_part(path.stem, "test") != held_out:
            continue
        lines = (texts / f"{path.stem}.txt").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
        for row, line in zip(rows, lines, strict=True):
            yield AnnotatedLine(line, tuple(names_of_row(row, line)))


def names_of_row(row: dict[str, list[list[str]]], line: str) -> Iterator[tuple[int, int, str]]:
    """The names of an annotated line as (start, end, label) character spans."""
    for mention in row["m"]:
        if len(mention) > 2:
            continue
        found = locate(line, mention[0])
        if found:
            yield found[0], found[1], LABELS[mention[1]]


def annotation_docs(lines: Iterator[AnnotatedLine], nlp: Language) -> Iterator[Doc]:
    """One document a line, tokenized as the pipeline does, with its names."""
    for line in lines:
        doc = nlp.make_doc(line.text)
        spans = [doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in line.names]
        doc.set_ents(filter_spans([span for span in spans if isinstance(span, Span)]))
        yield doc
