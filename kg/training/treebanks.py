"""Reads the treebanks into spaCy documents: syntax from CoNLL-U, names from GUM's entity spans."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import conllu
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

SENTENCES_PER_DOC = 8
"""How many sentences make one training document, so that the parser learns where sentences end."""

GUM_TYPES = {"person": "PERSON", "organization": "ORG", "place": "GPE", "event": "EVENT"}
LANDSCAPE = frozenset(
    "river sea ocean lake mountain mountains mount island islands valley desert bay coast gulf cape peninsula "
    "north south east west northern southern eastern western central region".split()
)
BUILDINGS = frozenset(
    "airport bridge museum park church cathedral hotel hospital station stadium university street square tower "
    "palace castle hall building theatre theater temple mosque market road avenue harbor harbour prison camp base".split()
)

Token = dict[str, Any]


def read_sentences(path: Path) -> Iterator[list[Token]]:
    """The sentences of a CoNLL-U file, each as its syntactic words with the space that follows each."""
    with path.open(encoding="utf-8") as file:
        for sentence in conllu.parse_incr(file):
            yield _words(sentence)


def _words(sentence: conllu.TokenList) -> list[Token]:
    """Syntactic words; a multiword token's parts have no space between them and its own after the last."""
    words: list[Token] = []
    glued_until: dict[int, bool] = {}
    for token in sentence:
        number = token["id"]
        space = (token["misc"] or {}).get("SpaceAfter") != "No"
        if isinstance(number, tuple):
            if number[1] == "-":
                glued_until.update(dict.fromkeys(range(number[0], number[2]), False))
                glued_until[number[2]] = space
            continue
        words.append({**token, "space": glued_until.get(number, space)})
    return words


def syntax_docs(paths: list[Path], vocab: Vocab, *, sentences: int = SENTENCES_PER_DOC) -> Iterator[Doc]:
    """Documents of a few sentences with tags, features, lemmas, heads and labels, and no entities."""
    for path in paths:
        batch: list[list[Token]] = []
        for words in read_sentences(path):
            batch.append(words)
            if len(batch) == sentences:
                yield make_doc(batch, vocab)
                batch = []
        if batch:
            yield make_doc(batch, vocab)


def make_doc(batch: list[list[Token]], vocab: Vocab) -> Doc:
    """One spaCy document from the words of several sentences."""
    columns: dict[str, list[Any]] = {k: [] for k in ("words", "spaces", "tags", "pos", "morphs", "lemmas", "heads", "deps")}
    starts: list[bool] = []
    for words in batch:
        offset = len(starts)
        for position, word in enumerate(words):
            head = word["head"]
            columns["words"].append(word["form"])
            columns["spaces"].append(word["space"])
            columns["tags"].append(word["xpos"] or word["upos"])
            columns["pos"].append(word["upos"])
            columns["morphs"].append("|".join(f"{k}={v}" for k, v in sorted((word["feats"] or {}).items())))
            columns["lemmas"].append(word["lemma"])
            columns["heads"].append(offset + (head - 1 if head else position))
            columns["deps"].append(word["deprel"] if head else "ROOT")
            starts.append(position == 0)
    return Doc(vocab, **columns)


def name_docs(paths: list[Path], vocab: Vocab) -> Iterator[Doc]:
    """One document a GUM sentence, with the names among its nested entity spans."""
    for path in paths:
        for words in read_sentences(path):
            doc = Doc(vocab, words=[w["form"] for w in words], spaces=[w["space"] for w in words])
            doc.set_ents(filter_spans(list(_names(doc, words))))
            yield doc


def _names(doc: Doc, words: list[Token]) -> Iterator[Span]:
    for start, end, kind in entity_spans(words):
        inside = words[start:end]
        while inside and inside[0]["upos"] in {"DET", "PUNCT", "ADJ", "NUM"} and inside[0]["upos"] != "PROPN":
            start, inside = start + 1, inside[1:]
        if not inside or len(inside) > 7 or kind not in GUM_TYPES:
            continue
        if any(w["upos"] in {"VERB", "AUX", "PRON"} for w in inside):
            continue
        heads = [w for w in inside if not start < w["head"] <= end]
        if heads and heads[0]["upos"] == "PROPN":
            yield Span(doc, start, end, label=_label(kind, [w["form"].casefold() for w in inside]))


def _label(kind: str, words: list[str]) -> str:
    if kind == "place" and LANDSCAPE.intersection(words):
        return "LOC"
    if kind == "place" and BUILDINGS.intersection(words):
        return "FAC"
    return GUM_TYPES[kind]


def entity_spans(words: list[Token]) -> Iterator[tuple[int, int, str]]:
    """GUM's `Entity=` brackets as (start, end, type) in words, end exclusive; spans over a sentence's end are dropped."""
    open_spans: list[tuple[str, int, str]] = []
    for position, word in enumerate(words):
        for bracket in re.findall(r"\([^()]+\)?|[^()]+\)", (word["misc"] or {}).get("Entity") or ""):
            fields = bracket.strip("()").split("-")
            if bracket.startswith("("):
                open_spans.append((fields[0], position, fields[1] if len(fields) > 1 else ""))
            if bracket.endswith(")"):
                for index in range(len(open_spans) - 1, -1, -1):
                    if open_spans[index][0] == fields[0]:
                        _, start, kind = open_spans.pop(index)
                        yield start, position + 1, kind
                        break
