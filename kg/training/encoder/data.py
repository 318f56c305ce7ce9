"""Training sentences from treebanks and annotations, with whatever layers each corpus has."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg.nouns import load_nouns
from kg.training.annotations import AnnotatedLine, annotated_lines, annotation_docs, names_of_row
from kg.training.encoder.marks import Marked, annotation_rows, argument_tags, marked_docs
from kg.training.treebanks import GUM_TYPES, Token, entity_spans, read_sentences

DATE_WORDS = 7
"""Longer expressions of time are clauses rather than dates."""
NAME_RELATIONS = frozenset({"flat", "compound", "goeswith", "nummod"})
YEAR = re.compile(r"[12][0-9]{3}")
NAME_TAGS = frozenset({"NNP", "NNPS", "FW", "ADD"})
LEADING = frozenset({"DET", "ADP", "ADV"})
KINDS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WEAPON", "DATE")
TAGS = ("O", *(f"{mark}-{kind}" for kind in KINDS for mark in "BI"))
PLACES = ("GPE", "LOC", "FAC")

MEANS: dict[str, dict[str, tuple[str, ...]]] = {
    # GUM knows places of one sort only (which sort is a guess), and neither peoples nor weapons.
    "gum": {"O": ("NORP", "WEAPON"), **dict.fromkeys(PLACES, PLACES)},
    "annotated": {"O": ("DATE",)},
    "uner": {"O": ("NORP", "EVENT", "WEAPON", "DATE"), "LOC": PLACES},
}
"""By corpus: what else a type of its names, or the absence of a name, may stand for."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, the space after each, and the layers of annotation; a layer that the corpus lacks is empty.

    Heads count from 1, 0 is the root. `corpus` says how `names` are to be read, see MEANS. `arguments` are tags for mentions
    that are no names but take part in statements.
    """

    words: tuple[str, ...]
    spaces: tuple[bool, ...]
    tags: tuple[str, ...] = ()
    feats: tuple[str, ...] = ()
    lemmas: tuple[str, ...] = ()
    heads: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    corpus: str = "gum"
    arguments: tuple[str, ...] = ()
    marked: Marked | None = None


def allowed_tags(corpus: str, tag: str) -> tuple[str, ...]:
    """The tags that a corpus's `tag` may mean."""
    more = MEANS[corpus]
    if tag == "O":
        return ("O", *(f"{mark}-{kind}" for kind in more.get("O", ()) for mark in "BI"))
    mark, _, kind = tag.partition("-")
    return tuple(f"{mark}-{each}" for each in more.get(kind, (kind,)))


def syntax_sentence(words: list[Token], names: tuple[str, ...] = ()) -> Sentence:
    """A treebank's sentence; the parts of a feature stand in the order that spaCy gives them."""
    return Sentence(
        tuple(word["form"] for word in words),
        tuple(word["space"] for word in words),
        tuple(word["xpos"] or word["upos"] for word in words),
        tuple(_features(word) for word in words),
        tuple(word["lemma"] for word in words),
        tuple(word["head"] for word in words),
        tuple(word["deprel"] for word in words),
        names,
    )


def _features(word: Token) -> str:
    feats = "|".join(f"{key}={value}" for key, value in sorted((word["feats"] or {}).items()))
    return f"{word['upos']}|{feats}" if feats else str(word["upos"])


def gum_documents(paths: Iterable[Path]) -> Iterator[list[Sentence]]:
    """GUM's documents with syntax, names, and the times that hold a number or a proper noun as dates."""
    for path in paths:
        yield [syntax_sentence(words, gum_tags(words)) for words in read_sentences(path)]


def gum_tags(words: list[Token]) -> tuple[str, ...]:
    """The names among a sentence's nested entity spans, the longest where they overlap, and its dates."""
    tags = ["O"] * len(words)
    names = sorted(_gum_names(words), key=lambda span: (span[0] - span[1], span[0]))
    for start, end, kind in [*names, *_dates(words)]:
        if set(tags[start:end]) == {"O"}:
            tags[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return tuple(tags)


def _gum_names(words: list[Token]) -> Iterator[tuple[int, int, str]]:
    """Entity spans that proper nouns head, cut down to the name: no title, no apposition, no place after a comma."""
    for first, end, kind in entity_spans(words):
        head = next((place for place in range(first, end) if not first < words[place]["head"] <= end), first)
        below = [word for word in words[first:end] if word["head"] == head + 1]
        # No name of a person are "King of Athens", "the Secretary" and "43 million Americans".
        titled = kind == "person" and (
            any(word["deprel"] == "nmod" for word in below) or words[head]["xpos"] == "NNPS" or _is_title(words[head]["form"])
        )
        if kind not in GUM_TYPES or words[head]["upos"] != "PROPN" or titled:
            continue
        inside = _inside_name(words, head, phrase=kind in {"organization", "event", "place"})
        start, stop = head, head + 1
        while start - 1 in inside and start > first:
            start -= 1
        while stop in inside and stop < end:
            stop += 1
        yield start, stop, GUM_TYPES[kind]


def _is_title(word: str) -> bool:
    return load_nouns().is_title(word.lower())


def _inside_name(words: list[Token], head: int, *, phrase: bool) -> set[int]:
    """The words that belong to the name around its head; a `phrase` may hold others, as "Bank of Ghana" does."""
    inside = {head}
    grown = True
    while grown:
        grown = False
        for place, word in enumerate(words):
            above, relation = word["head"] - 1, word["deprel"]
            if place in inside or above not in inside:
                continue
            proper = word["xpos"] in {"NNP", "NNPS"}
            deeper = above != head and relation in {"case", "det", "cc", "conj"}
            of_phrase = phrase and proper and relation in {"nmod", "nmod:poss"}
            if relation in NAME_RELATIONS or (proper and relation == "amod") or word["xpos"] == "HYPH" or of_phrase or deeper:
                inside.add(place)
                grown = True
    return inside


def _dates(words: list[Token]) -> Iterator[tuple[int, int, str]]:
    """GUM's times that hold a year or a proper noun, without the articles and prepositions that they begin with."""
    for start, end, kind in entity_spans(words):
        inside = words[start:end]
        dated = any(word["xpos"] == "NNP" or YEAR.fullmatch(word["form"]) for word in inside) and len(inside) <= DATE_WORDS
        if kind == "time" and dated and not any(word["upos"] == "VERB" for word in inside):
            leading = next((n for n, word in enumerate(inside[:-1]) if word["upos"] not in LEADING), len(inside) - 1)
            yield start + leading, end, "DATE"


def treebank_document(path: Path) -> list[Sentence]:
    """All sentences of a CoNLL-U file, without names."""
    return [syntax_sentence(words) for words in read_sentences(path)]


def uner_document(path: Path, treebank: Path) -> list[Sentence]:
    """Universal NER's names for the sentences of a treebank file; the syntax is left out, it serves to choose the model."""
    names = list(uner_names(path))
    sentences = [syntax_sentence(words) for words in read_sentences(treebank)]
    return [
        Sentence(sentence.words, sentence.spaces, names=tags, corpus="uner")
        for sentence, (words, tags) in zip(sentences, names, strict=True)
        if words == sentence.words
    ]


def uner_names(path: Path) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Words and tags of each sentence of a Universal NER file, with this project's labels."""
    block: list[list[str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.strip() and not line.startswith("#"):
            block.append(line.split("\t"))
        elif block and not line.strip():
            tags = (row[2].replace("PER", "PERSON") if row[2][2:] in {"PER", "ORG", "LOC"} else "O" for row in block)
            yield tuple(row[1] for row in block), tuple(tags)
            block = []


def annotated_documents(folder: Path, texts: Path, nlp: Language, *, held_out: bool = False) -> list[Sentence]:
    """The annotated sentences of a folder, tokenized as the pipeline does, with their names alone."""
    docs = annotation_docs(annotated_lines(folder, texts, held_out=held_out), nlp)
    return [sentence for doc in docs if (sentence := annotated_sentence(doc))]


def annotated_sentence(doc: Doc) -> Sentence | None:
    """A document of one sentence with its names; None where it has no word."""
    tokens = [token for token in doc if not token.is_space]
    if not tokens:
        return None
    tags = bio(doc)
    return Sentence(
        tuple(token.text for token in tokens),
        (*(right.idx > left.idx + len(left) for left, right in pairwise(tokens)), True),
        names=tuple(tags[token.i] for token in tokens),
        corpus="annotated",
    )


def marked_sentences(folder: Path, texts: Path, parser: Language, *, part: str) -> list[Sentence]:
    """The annotated sentences of a folder with names, arguments and statements, as `parser` parses them."""
    rows = list(annotation_rows(folder, texts, part=part))
    named = annotation_docs((AnnotatedLine(line, tuple(names_of_row(row, line))) for row, line in rows), parser)
    found = []
    for doc, (row, line), (_, marks) in zip(named, rows, marked_docs(rows, parser), strict=True):
        sentence = annotated_sentence(doc)
        if sentence is not None:
            found.append(replace(sentence, arguments=argument_tags(row, line, doc), marked=marks))
    return found


def bio(doc: Doc) -> list[str]:
    """The document's names as a tag for each word."""
    return [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in doc]


def lexicon(sentences: Iterable[Sentence]) -> dict[str, dict[str, str]]:
    """By tag, the lemmas of the lower-cased forms that have one lemma nearly always; names are left to the rules."""
    seen: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for sentence in sentences:
        for form, tag, lemma in zip(sentence.words if sentence.lemmas else (), sentence.tags, sentence.lemmas, strict=True):
            if form.isalpha() and tag not in NAME_TAGS:
                seen[tag][form.lower()][lemma] += 1
    known: dict[str, dict[str, str]] = {}
    for tag, forms in sorted(seen.items()):
        best = ((form, *counts.most_common(1)[0], counts.total()) for form, counts in sorted(forms.items()))
        known[tag] = {form: lemma for form, lemma, times, total in best if times > 0.8 * total}
    return known


def treebank_sentences(shared: Path) -> Iterator[Sentence]:
    """The treebanks' training sentences."""
    banks = shared / "treebanks"
    yield from treebank_document(banks / "ewt/en_ewt-ud-train.conllu")
    for document in gum_documents(sorted((banks / "gum/train").glob("*.conllu"))):
        yield from document


def training_documents(shared: Path, *, parser: Language, own: Path, parts: tuple[str, ...] = ("train",)) -> list[list[Sentence]]:
    """Everything to train on: runs of sentences that follow each other. Nothing of test splits or held-out files.

    `own` is the folder of the project's own annotated sentences; `parser` gives the annotated sentences a parse.
    """
    banks = shared / "treebanks"
    annotated = [(shared / "train/voa", shared / "corpus/voa"), (shared / "train/sahel", shared / "train/sahel"), (own, own)]
    return [
        treebank_document(banks / "ewt/en_ewt-ud-train.conllu"),
        *gum_documents(sorted((banks / "gum/train").glob("*.conllu"))),
        *(marked_sentences(folder, texts, parser, part=part) for part in parts for folder, texts in annotated),
        uner_document(banks / "uner/en_ewt-ud-dev.iob2", banks / "ewt/en_ewt-ud-dev.conllu"),
    ]


def development_documents(shared: Path, *, parser: Language, own: Path) -> list[list[Sentence]]:
    """What the training is watched on: the treebanks' development splits and the annotations' part for tuning."""
    banks = shared / "treebanks"
    return [
        treebank_document(banks / "ewt/en_ewt-ud-dev.conllu"),
        *gum_documents(sorted((banks / "gum/dev").glob("*.conllu"))),
        marked_sentences(shared / "train/voa", shared / "corpus/voa", parser, part="tune"),
        marked_sentences(own, own, parser, part="tune"),
    ]
