"""Parses written down by hand, so that rules are tested without any model.

A sentence is a line of tokens `form=lemma/TAG/label/head`, for instance

    Russia/NNP/nsubj/deploys deploys=deploy/VBZ/root Africa~Corps/NNP/obj/deploys to/IN/case/Mali Mali/NNP/obl/deploys .

The head is named by its form, the nearest token of that form. The lemma may be left out where it is the form in lower
case. Signs such as `.` and `,` stand alone. `Burkina_Faso` is a flat name with its head first, `Africa~Corps` a compound
with its head last. The part of speech follows from tag and label.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans
from spacy.vocab import Vocab

from kg.extract import Extractor
from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Reading, Statement, digest

NO_SPACE_BEFORE = frozenset({",", ".", ";", ":", "?", "!", ")", "'s", "’s", "n't", "-", "'"})
NO_SPACE_AFTER = frozenset({"(", "-"})
PARTS = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ", "RB": "ADV", "RP": "ADP",
    "IN": "ADP", "TO": "PART", "DT": "DET", "PDT": "DET", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON", "WP$": "PRON", "WDT": "PRON",
    "WRB": "ADV", "EX": "PRON", "CD": "NUM", "CC": "CCONJ", "POS": "PART", "MD": "AUX",
}  # fmt: skip
BY_LABEL = {("IN", "mark"): "SCONJ", ("TO", "case"): "ADP"}


@dataclass(frozen=True, slots=True)
class Word:
    form: str
    lemma: str
    tag: str
    dep: str
    head: str | int


def part_of_speech(tag: str, dep: str) -> str:
    if tag == "PUNCT":
        return "PUNCT"
    if tag.startswith("VB"):
        return "AUX" if dep in {"aux", "aux:pass", "cop"} else "VERB"
    if tag == "DT" and not dep.startswith("det"):
        return "PRON"
    return BY_LABEL.get((tag, dep), PARTS[tag])


def words_of(line: str) -> list[Word]:
    """The tokens of one line, heads still named by form or, inside a name, by position."""
    words: list[Word] = []
    for chunk in line.split():
        if "/" not in chunk:
            words.append(Word(chunk, chunk, "PUNCT", "punct", ""))
            continue
        form, tag, dep, *head = chunk.split("/")
        form, _, lemma = form.partition("=")
        compound = "~" in form
        parts = form.replace("~", "_").split("_")
        top = len(words) + (len(parts) - 1 if compound else 0)
        for number, part in enumerate(parts):
            default = part if tag.startswith("NNP") else part.lower()
            if len(words) == top:
                words.append(Word(part, lemma or default, tag, dep, head[0] if head else ""))
            else:
                words.append(Word(part, default, tag, "compound" if compound and number < len(parts) - 1 else "flat", top))
    return words


def heads_of(words: list[Word]) -> Iterator[int]:
    root = next(index for index, word in enumerate(words) if word.dep == "root")
    for index, word in enumerate(words):
        if isinstance(word.head, int):
            yield word.head
        elif word.dep == "root":
            yield index
        elif word.dep == "punct":
            yield root
        else:
            same = [other for other, each in enumerate(words) if each.form == word.head and other != index]
            assert same, f"no head {word.head} for {word.form}"
            yield min(same, key=lambda other: abs(other - index))


def spaces_of(forms: list[str]) -> list[bool]:
    following = [*forms[1:], ""]
    return [after not in NO_SPACE_BEFORE and form not in NO_SPACE_AFTER for form, after in zip(forms, following, strict=True)]


@functools.cache
def english() -> Language:
    return spacy.blank("en")


def parse(text: str, names: Mapping[str, str] | None = None, vocab: Vocab | None = None) -> Doc:
    """A document of the sentences in `text`, one a line; `names` are what a recogniser would have found, with labels."""
    words: list[Word] = []
    heads: list[int] = []
    for line in filter(str.strip, text.splitlines()):
        sentence = words_of(line)
        offset = len(words)
        heads += [offset + head for head in heads_of(sentence)]
        words += [Word(word.form, word.lemma, word.tag, "ROOT" if word.dep == "root" else word.dep, word.head) for word in sentence]
    forms = [word.form for word in words]
    spaces = spaces_of(forms)
    doc = Doc(
        vocab or english().vocab,
        words=forms,
        spaces=[*spaces[:-1], False],
        tags=[word.tag for word in words],
        pos=[part_of_speech(word.tag, word.dep) for word in words],
        lemmas=[word.lemma for word in words],
        heads=heads,
        deps=[word.dep for word in words],
    )
    doc.set_ents(filter_spans(span for name, label in (names or {}).items() for span in occurrences(doc, name, label)))
    return doc


def occurrences(doc: Doc, name: str, label: str) -> Iterator[Span]:
    start = doc.text.find(name)
    assert start >= 0, f"{name} is not in {doc.text}"
    while start >= 0:
        span = doc.char_span(start, start + len(name), label=label)
        assert span is not None, f"{name} is not whole tokens of {doc.text}"
        yield span
        start = doc.text.find(name, start + 1)


def token(doc: Doc, form: str, number: int = 1) -> Token:
    return [each for each in doc if each.text == form][number - 1]


def forms(tokens: Iterable[Token]) -> list[str]:
    return [each.text for each in tokens]


class HandTokenizer:
    """Gives the hand-made parse of a text that has one, and plain tokens for every other text."""

    def __init__(self, tokenizer: spacy.tokenizer.Tokenizer) -> None:
        self._tokenizer = tokenizer
        self.parses: dict[str, Doc] = {}

    def __call__(self, text: str) -> Doc:
        return self.parses.get(text) or self._tokenizer(text)

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        return map(self, texts)

    def add(self, doc: Doc) -> None:
        text = doc.text.rstrip()
        plain = forms(self._tokenizer(text))
        assert forms(doc) == plain, f"the tokenizer cuts this text otherwise: {plain}"
        self.parses[text] = doc


@functools.cache
def extractor() -> Extractor:
    """The extractor with the shipped seeds and parses made by hand in the place of a model."""
    nlp = spacy.blank("en")
    nlp.tokenizer = HandTokenizer(nlp.tokenizer)  # type: ignore[assignment]
    return Extractor(nlp)


def add_parse(doc: Doc) -> None:
    tokenizer = extractor().nlp.tokenizer
    assert isinstance(tokenizer, HandTokenizer)
    tokenizer.add(doc)


def document(text: str, date: str | None = None, name: str = "hand.txt") -> Document:
    return Document(DOCUMENT_BASE + digest(text), name, text, date=date)


def read(*paragraphs: str, names: Mapping[str, str] | None = None, date: str | None = None) -> Reading:
    """What the extractor takes from paragraphs parsed by hand."""
    docs = []
    for paragraph in paragraphs:
        text = parse(paragraph).text
        doc = parse(paragraph, {name: label for name, label in (names or {}).items() if name in text}, extractor().nlp.vocab)
        add_parse(doc)
        docs.append(doc)
    return extractor().read(document("\n\n".join(doc.text for doc in docs), date))


def short(iri: str) -> str:
    return iri.removeprefix(ENTITY_BASE)


def triple(statement: Statement) -> tuple[str, str, str]:
    return short(statement.subject.entity.id), statement.relation, short(statement.object.entity.id)


def triples(reading: Reading) -> list[tuple[str, str, str]]:
    """The statements as (subject, relation, object), sorted, with the local parts of the entities' ids."""
    return sorted(map(triple, reading.statements))


def only(reading: Reading, relation: str | None = None) -> Statement:
    """The one statement of a reading, or the one of that relation."""
    found = [each for each in reading.statements if relation in {None, each.relation}]
    assert len(found) == 1, f"expected one statement, not {[triple(each) for each in reading.statements]}"
    return found[0]
