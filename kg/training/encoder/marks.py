"""Annotated mentions and statements by the numbers of their words, as the statement branch learns from them."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kg.candidates import Outline, candidate, outlines
from kg.encoder.pairs import Candidate, head_word
from kg.frames import Lexicon, load_lexicon
from kg.gazetteer import load_gazetteer
from kg.gold import locate
from kg.mentions import MentionFinder, NameMemory
from kg.nouns import Nouns, load_nouns
from kg.training.annotations import LABELS, in_part
from kg.vocabulary import Vocabulary, load_vocabulary

STRAY = 0.06
"""The share of the nouns that nobody takes for somebody which are candidates too, as where a recogniser errs."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the seeds and the ontology list that marks are made with, and what finds names with them."""

    lexicon: Lexicon
    nouns: Nouns
    vocabulary: Vocabulary
    finder: MentionFinder


def load_listed() -> Listed:
    """All of it, from its files."""
    nouns, vocabulary = load_nouns(), load_vocabulary()
    return Listed(load_lexicon(), nouns, vocabulary, MentionFinder(load_gazetteer(), nouns, vocabulary))


@dataclass(frozen=True, slots=True)
class Tie:
    """A statement between two of a sentence's candidates, by their numbers; `trigger` holds word numbers."""

    subject: int
    object: int
    relation: str
    negated: bool = False
    modality: str = "asserted"
    trigger: tuple[int, ...] = ()


@dataclass(frozen=True)
class Marked:
    """A sentence's candidates, its statements, and its parse as a model guesses it; heads count from 0, a root is its own."""

    candidates: tuple[Candidate, ...]
    ties: tuple[Tie, ...]
    heads: tuple[int, ...]
    labels: tuple[str, ...]
    hints: tuple[frozenset[str], ...] = ()
    """For each word the relations that the lexicon knows it as a trigger of."""

    @cached_property
    def by_pair(self) -> dict[tuple[int, int], list[Tie]]:
        """The statements of each ordered pair."""
        found: dict[tuple[int, int], list[Tie]] = {}
        for tie in self.ties:
            found.setdefault((tie.subject, tie.object), []).append(tie)
        return found


def annotation_rows(folder: Path, texts: Path, *, part: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Each annotation of the folder's files in a part (see `in_part`), with its line."""
    for path_ in sorted(folder.glob("*.jsonl")):
        if not in_part(path_.stem, part):
            continue
        lines = (texts / f"{path_.stem}.txt").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(row) for row in path_.read_text(encoding="utf-8").splitlines() if row.strip()]
        yield from zip(rows, lines, strict=True)


def marked_docs(rows: list[tuple[dict[str, Any], str]], parser: Language) -> Iterator[tuple[Doc, Marked | None]]:
    """Each line as `parser` parses it, and what is annotated in it; None where fewer than two candidates stand in it."""
    docs, knowledge = parser.pipe(line for _, line in rows), load_listed()
    for (row, line), doc in zip(rows, docs, strict=True):
        yield doc, marked(row, line, doc, knowledge)


def marked(row: dict[str, Any], line: str, doc: Doc, knowledge: Listed) -> Marked | None:
    """What is annotated in a parsed line, and what the lexicon says of its words. White space is no word.

    The candidates are those that an extractor would find, in the extents and of the sorts that it would give them, so that
    the branch learns on what it will read; those that it would miss are taken from the annotators.
    """
    words = [token for token in doc if not token.is_space]
    number = {token.i: place for place, token in enumerate(words)}
    heads = tuple(number.get(token.head.i, number[token.i]) for token in words)
    made = (each for each in _outlines(doc, knowledge) if not number.keys().isdisjoint(range(each.first, each.last)))
    seen = [candidate(each, number) for each in made]
    meant = _meant(row, line, doc, number, seen, heads)
    candidates = tuple(sorted({*seen, *meant.values()}, key=_place))
    if len(candidates) < 2:
        return None
    index = {name: candidates.index(span) for name, span in meant.items()}
    ties = tuple(_ties(row, line, doc, number, index))
    labels = tuple("root" if token.dep_ == "ROOT" else token.dep_ for token in words)
    hints = tuple(knowledge.lexicon.relations_of(token.lower_, token.lemma_.lower(), token.pos_) for token in words)
    return Marked(candidates, ties, heads, labels, hints)


def _outlines(doc: Doc, knowledge: Listed) -> Iterator[Outline]:
    found = {index: each for each in knowledge.finder.find(doc, NameMemory()) for index in range(each.first, each.last)}
    made = outlines(doc[:], found, knowledge.nouns, knowledge.vocabulary)
    yield from made
    taken = {*found, *(index for each in made for index in range(each.first, each.last))}
    chance = random.Random(doc.text)  # noqa: S311  # no secret hangs on it
    for token in doc:
        if token.pos_ == "NOUN" and token.i not in taken and chance.random() < STRAY:
            yield Outline(token.i, token.i + 1, token.i, "ORG", named=False)


def _meant(
    row: dict[str, Any], line: str, doc: Doc, number: dict[int, int], seen: list[Candidate], heads: tuple[int, ...]
) -> dict[str, Candidate]:
    """The candidates that the mentions which take part in statements stand for, by their texts."""
    partners = {each[end] for each in row["s"] for end in ("s", "o")}
    given = {name: span for name, span in annotated_spans(row, line, doc, number).items() if name in partners}
    found: dict[str, Candidate] = {}
    for name, span in sorted(given.items(), key=lambda item: _claim(item[1], seen, heads), reverse=True):
        fit = next((each for each in seen if _same_head(span, each, heads) and each not in found.values()), None)
        found[name] = fit or replace(span, named=span.named and name != name.lower())
    return found


def _claim(span: Candidate, seen: list[Candidate], heads: tuple[int, ...]) -> tuple[bool, int]:
    """How well a mention claims a candidate for itself: the one whose head it has before one that only lies in it."""
    root = head_word(span.first, span.end, heads)
    return any(head_word(each.first, each.end, heads) == root for each in seen), span.end - span.first


def _same_head(one: Candidate, other: Candidate, heads: tuple[int, ...]) -> bool:
    """Whether the head of one of both lies in the other."""
    roots = (head_word(each.first, each.end, heads) for each in (other, one))
    return any(each.first <= root < each.end for each, root in zip((one, other), roots, strict=True))


def annotated_spans(row: dict[str, Any], line: str, doc: Doc, number: dict[int, int]) -> dict[str, Candidate]:
    """The mentions of a line as the annotators give them, by their texts. Those that refer to somebody are no names."""
    spans: dict[str, Candidate] = {}
    for mention in row["m"]:
        found = _words(locate(line, mention[0]), doc, number)
        if found:
            spans[mention[0]] = Candidate(found[0], found[-1] + 1, LABELS[mention[1]], named=len(mention) < 3)
    return spans


def _place(each: Candidate) -> tuple[int, int]:
    return each.first, each.end


def _ties(row: dict[str, Any], line: str, doc: Doc, number: dict[int, int], index: dict[str, int]) -> Iterator[Tie]:
    for each in row["s"]:
        if each["s"] not in index or each["o"] not in index or index[each["s"]] == index[each["o"]]:
            continue
        trigger = _words(locate(line, each["t"]), doc, number) if each.get("t") else ()
        yield Tie(
            index[each["s"]], index[each["o"]], each["r"], bool(each.get("neg")), each.get("mod") or "asserted", tuple(trigger)
        )


def _words(span: tuple[int, int] | None, doc: Doc, number: dict[int, int]) -> list[int]:
    found = doc.char_span(*span, alignment_mode="expand") if span else None
    return [number[token.i] for token in found if token.i in number] if found is not None else []


def argument_tags(row: dict[str, Any], line: str, doc: Doc) -> tuple[str, ...]:
    """For each word whether it begins or goes on in a mention that is no name but takes part in a statement."""
    number = {token.i: place for place, token in enumerate(token for token in doc if not token.is_space)}
    tags = ["O"] * len(number)
    partners = {each[end] for each in row["s"] for end in ("s", "o")}
    for name, each in annotated_spans(row, line, doc, number).items():
        if name in partners and not each.named:
            tags[each.first : each.end] = ["B", *["I"] * (each.end - each.first - 1)]
    return tuple(tags)
