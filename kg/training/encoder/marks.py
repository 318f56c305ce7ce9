"""Annotated mentions and statements by the numbers of their words, as the statement branch learns from them."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.candidates import kind_of_noun, sort_of, unnamed
from kg.coreference import PERSON_PRONOUNS
from kg.encoder.pairs import Candidate
from kg.frames import Lexicon, load_lexicon
from kg.gold import locate
from kg.nouns import Nouns, load_nouns
from kg.training.annotations import LABELS, in_part
from kg.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Listed:
    """What the seeds and the ontology list that marks are made with."""

    lexicon: Lexicon
    nouns: Nouns
    vocabulary: Vocabulary


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
    docs, knowledge = parser.pipe(line for _, line in rows), Listed(load_lexicon(), load_nouns(), load_vocabulary())
    for (row, line), doc in zip(rows, docs, strict=True):
        yield doc, marked(row, line, doc, knowledge)


def marked(row: dict[str, Any], line: str, doc: Doc, knowledge: Listed) -> Marked | None:
    """What is annotated in a parsed line, and what the lexicon says of its words. White space is no word."""
    words = [token for token in doc if not token.is_space]
    number = {token.i: place for place, token in enumerate(words)}
    spans: dict[str, Candidate] = {}
    for mention in row["m"]:
        found = _words(locate(line, mention[0]), doc, number)
        if found:
            spans[mention[0]] = Candidate(found[0], found[-1] + 1, LABELS[mention[1]], named=len(mention) < 3)
    candidates = tuple(sorted([*spans.values(), *_idle(doc, number, spans.values(), knowledge)], key=_place))
    if len(candidates) < 2:
        return None
    index = {name: candidates.index(span) for name, span in spans.items()}
    ties = tuple(_ties(row, line, doc, number, index))
    heads = tuple(number.get(token.head.i, number[token.i]) for token in words)
    labels = tuple("root" if token.dep_ == "ROOT" else token.dep_ for token in words)
    hints = tuple(knowledge.lexicon.relations_of(token.lower_, token.lemma_.lower(), token.pos_) for token in words)
    return Marked(candidates, ties, heads, labels, hints)


def _idle(doc: Doc, number: dict[int, int], spans: Collection[Candidate], knowledge: Listed) -> Iterator[Candidate]:
    """Phrases that are no names and that the annotators do not list, which they do where one takes part in a statement."""
    covered = {place for span in spans for place in range(span.first, span.end)}
    taken = {index for index, place in number.items() if place in covered}
    for token, first, last in unnamed(doc, taken, knowledge.nouns):
        inside = [number[index] for index in range(first, last) if index in number and index not in taken]
        if inside:
            yield Candidate(inside[0], inside[-1] + 1, _sort(token, knowledge), named=False)


def _sort(token: Token, knowledge: Listed) -> str:
    """The sort of who or what a phrase stands for, as far as its head tells."""
    if token.pos_ == "PRON":
        return "PERSON" if token.lower_ in PERSON_PRONOUNS else "ORG"
    return sort_of(kind_of_noun(token.lower_, token.lemma_.lower(), knowledge.nouns), knowledge.vocabulary)


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


def argument_tags(marks: Marked | None, size: int) -> tuple[str, ...]:
    """For each word whether it begins or goes on in a mention that is no name but takes part in a statement."""
    tags = ["O"] * size
    if marks is None:
        return tuple(tags)
    partners = {place for tie in marks.ties for place in (tie.subject, tie.object)}
    for place, each in enumerate(marks.candidates):
        if place in partners and not each.named:
            tags[each.first : each.end] = ["B", *["I"] * (each.end - each.first - 1)]
    return tuple(tags)
