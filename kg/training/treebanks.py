"""Reads the treebanks into spaCy documents: syntax from CoNLL-U, names from GUM's entity spans."""

import random
import re
from collections.abc import Iterable, Iterator
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
    {
        "river",
        "sea",
        "ocean",
        "lake",
        "mountain",
        "mountains",
        "mount",
        "island",
        "islands",
        "valley",
        "desert",
        "bay",
        "coast",
        "gulf",
        "cape",
        "peninsula",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "region",
    }
)
BUILDINGS = frozenset(
    {
        "airport",
        "bridge",
        "museum",
        "park",
        "church",
        "cathedral",
        "hotel",
        "hospital",
        "station",
        "stadium",
        "university",
        "street",
        "square",
        "tower",
        "palace",
        "castle",
        "hall",
        "building",
        "theatre",
        "theater",
        "temple",
        "mosque",
        "market",
        "road",
        "avenue",
        "harbor",
        "harbour",
        "prison",
        "camp",
        "base",
    }
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


def syntax_docs(
    paths: list[Path], vocab: Vocab, *, sentences: int = SENTENCES_PER_DOC, swap: "NameSwap | None" = None
) -> Iterator[Doc]:
    """Documents of a few sentences with tags, features, lemmas, heads and labels, and no entities.

    With `swap`, names are replaced by others, so that the parser learns to attach names it has never seen.
    """
    for path in paths:
        batch: list[list[Token]] = []
        for words in read_sentences(path):
            batch.append(swap(words) if swap else words)
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
    return Doc(vocab, **columns)  # type: ignore[arg-type]  # spaCy's stubs miss the keywords


class NameSwap:
    """Replaces runs of proper nouns by names of as many tokens, drawn with a fixed seed."""

    def __init__(self, names: Iterable[tuple[str, ...]], *, seed: int = 7, share: float = 0.7) -> None:
        self._by_length: dict[int, list[tuple[str, ...]]] = {}
        for name in names:
            self._by_length.setdefault(len(name), []).append(name)
        self._random, self._share = random.Random(seed), share  # noqa: S311  # no secret hangs on it

    def __call__(self, words: list[Token]) -> list[Token]:
        """The sentence with some of its names replaced; nothing but the word forms and lemmas changes."""
        swapped = list(words)
        for start, end in _name_runs(words):
            candidates = self._by_length.get(end - start)
            if candidates and self._random.random() < self._share:
                for position, form in zip(range(start, end), self._random.choice(candidates), strict=True):
                    swapped[position] = {**words[position], "form": form, "lemma": form}
        return swapped


def _name_runs(words: list[Token]) -> Iterator[tuple[int, int]]:
    """Runs of singular proper nouns that hang together."""
    start: int | None = None
    for position in range(len(words) + 1):
        inside = position < len(words) and words[position]["xpos"] == "NNP" and words[position]["form"].isalpha()
        if inside and start is not None and not _hang_together(words[position - 1], words[position]):
            yield start, position
            start = position
        elif inside and start is None:
            start = position
        elif not inside and start is not None:
            yield start, position
            start = None


def _hang_together(left: Token, right: Token) -> bool:
    return right["deprel"] in {"flat", "compound"} or left["deprel"] == "compound"


def name_docs(paths: list[Path], vocab: Vocab) -> Iterator[Doc]:
    """One document a GUM sentence, with the names among its nested entity spans."""
    for path in paths:
        for words in read_sentences(path):
            doc = Doc(vocab, words=[w["form"] for w in words], spaces=[w["space"] for w in words])
            doc.set_ents(filter_spans(list(_names(doc, words))))
            yield doc


def _names(doc: Doc, words: list[Token]) -> Iterator[Span]:
    for first, end, kind in entity_spans(words):
        start = first
        while start < end and words[start]["upos"] in {"DET", "PUNCT", "ADJ", "NUM"}:
            start += 1
        inside = words[start:end]
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
