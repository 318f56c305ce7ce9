"""Scores a pipeline on the treebanks' test splits and on held-out news: `python -m kg.training.evaluate SHARED MODEL…`."""

import argparse
import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import conllu
import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example

import kg.encoder.component  # noqa: F401  # makes the encoder's factory known
from kg.training.annotations import annotated_lines, annotation_docs
from kg.training.encoder.augment import inventor, renamed, tagged_spans
from kg.training.encoder.data import annotated_documents, gum_tags, uner_names
from kg.training.treebanks import _words, make_doc, read_sentences

PLACES = {"GPE": "LOC", "FAC": "LOC", "LOC": "LOC", "PERSON": "PERSON", "ORG": "ORG"}
"""The three sorts of names that Universal NER knows."""

SPEED_LINES = 3000
Names = list[set[tuple[int, int, str]]]


def main() -> None:
    """Reads the arguments and prints a table of scores as JSON for each pipeline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with treebanks, train and corpus")
    parser.add_argument("models", nargs="+", help="folders or names of pipelines")
    parser.add_argument("--parts", default="syntax raw names speed")
    options = parser.parse_args()
    for model in options.models:
        print(json.dumps({"model": model, **evaluate(model, options.shared, options.parts.split())}, indent=1))


def evaluate(model: str, shared: Path, parts: Iterable[str]) -> dict[str, float]:
    """All scores of one pipeline, by name."""
    before, began = _memory(), time.perf_counter()
    nlp = spacy.load(model)
    nlp("Mali and Niger left.")
    found = {"load_s": time.perf_counter() - began, "load_mb": _memory() - before}
    banks = shared / "treebanks"
    tests = {"ewt": [banks / "ewt/en_ewt-ud-test.conllu"], "gum": sorted((banks / "gum/test").glob("*.conllu"))}
    for name, paths in tests.items():
        if "syntax" in parts:
            found |= _named(name, syntax_scores(nlp, gold_docs(paths, nlp)))
        if "raw" in parts:
            found |= _named(f"{name}_raw", raw_scores(nlp, paragraph_docs(paths, nlp)))
    if "names" in parts:
        for name, gold in (("gum", gum_names(tests["gum"], nlp)), ("uner", uner_docs(banks / "uner/en_ewt-ud-test.iob2", nlp))):
            guessed, right = predicted_names(nlp, gold, coarse=True), [names_of(doc, coarse=True) for doc in gold]
            found |= _named(f"{name}_names", {"f": exact(guessed, right), "overlap_f": overlapping(guessed, right)})
        gold = list(annotation_docs(annotated_lines(shared / "train/voa", shared / "corpus/voa", held_out=True), nlp))
        guessed, right = predicted_names(nlp, gold), [names_of(doc) for doc in gold]
        found |= {"voa_names_f": exact(guessed, right), "voa_names_overlap_f": overlapping(guessed, right)}
        found["voa_invented_recall"] = invented_score(nlp, shared)
        found["voa_spans_f"] = exact(_unlabelled(guessed), _unlabelled(right))
    if "speed" in parts:
        found["tokens_per_s"] = speed(nlp, shared / "corpus/voa")
    return {name: round(value, 4) for name, value in (found | {"memory_mb": _memory()}).items()}


def gold_docs(paths: list[Path], nlp: Language) -> list[Doc]:
    """One gold document for each sentence."""
    return [make_doc([words], nlp.vocab) for path in paths for words in read_sentences(path)]


def paragraph_docs(paths: list[Path], nlp: Language) -> Iterator[Doc]:
    """One gold document for each paragraph, as the extractor gives them to the pipeline."""
    for path in paths:
        paragraph: list[list[dict[str, Any]]] = []
        with path.open(encoding="utf-8") as file:
            for sentence in conllu.parse_incr(file):
                if paragraph and sentence.metadata.keys() & {"newpar", "newdoc", "newdoc id"}:
                    yield make_doc(paragraph, nlp.vocab)
                    paragraph = []
                paragraph.append(_words(sentence))
        if paragraph:
            yield make_doc(paragraph, nlp.vocab)


def syntax_scores(nlp: Language, gold: list[Doc]) -> dict[str, float]:
    """Scores with gold words and gold sentences: each sentence is a document, and a head in it is right or wrong."""
    blank = (Doc(nlp.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc]) for doc in gold)
    right: dict[str, int] = dict.fromkeys(("las", "uas", "tag", "pos", "morph", "lemma"), 0)
    count = 0
    for wanted, doc in zip(gold, nlp.pipe(blank), strict=True):
        for want, token in zip(wanted, doc, strict=True):
            attached = want.head.i == token.head.i
            count += 1
            right["uas"] += attached
            right["las"] += attached and want.dep_ == token.dep_
            right["tag"] += want.tag_ == token.tag_
            right["pos"] += want.pos_ == token.pos_
            right["morph"] += want.morph == token.morph
            right["lemma"] += want.lemma_ == token.lemma_
    return {name: hits / count for name, hits in right.items()}


def raw_scores(nlp: Language, gold: Iterable[Doc]) -> dict[str, float]:
    """spaCy's scores from raw text, with the pipeline's own words and sentences."""
    wanted = list(gold)
    examples = [Example(doc, right) for doc, right in zip(nlp.pipe([doc.text for doc in wanted]), wanted, strict=True)]
    scores = {
        **Scorer.score_tokenization(examples),
        **Scorer.score_token_attr(examples, "tag"),
        **Scorer.score_spans(examples, "sents", getter=lambda doc, _: doc.sents),
        **Scorer.score_deps(examples, "dep", ignore_labels=()),
    }
    return {name: float(scores[name]) for name in ("token_f", "tag_acc", "sents_f", "dep_las", "dep_uas")}


def predicted_names(nlp: Language, gold: list[Doc], *, coarse: bool = False) -> Names:
    """The names that the pipeline finds in the words of the gold documents."""
    blank = (Doc(nlp.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc]) for doc in gold)
    return [names_of(doc, coarse=coarse) for doc in nlp.pipe(blank)]


def names_of(doc: Doc, *, coarse: bool = False) -> set[tuple[int, int, str]]:
    """The names of a document, dates left out; with `coarse` persons, organizations and places alone.

    The news annotations also know mentions such as "demonstrators", which the treebanks' names do not: `coarse` leaves out
    what has no capital letter.
    """
    if coarse:
        return {(ent.start, ent.end, PLACES[ent.label_]) for ent in doc.ents if ent.label_ in PLACES and not ent.text.islower()}
    return {(ent.start, ent.end, ent.label_) for ent in doc.ents if ent.label_ != "DATE"}


def gum_names(paths: list[Path], nlp: Language) -> list[Doc]:
    """GUM's sentences with their names."""
    read = (words for path in paths for words in read_sentences(path))
    return [_tagged([word["form"] for word in words], [word["space"] for word in words], gum_tags(words), nlp) for words in read]


def uner_docs(path: Path, nlp: Language) -> list[Doc]:
    """The sentences of a file of Universal NER with their names."""
    return [_tagged(list(words), None, tags, nlp) for words, tags in uner_names(path)]


def _tagged(words: list[str], spaces: list[bool] | None, tags: tuple[str, ...], nlp: Language) -> Doc:
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    doc.set_ents([Span(doc, start, end, label=kind) for start, end, kind in tagged_spans(tags)])
    return doc


def invented_score(nlp: Language, shared: Path) -> float:
    """Recall of persons and places in held-out news whose names have become invented ones, with words and type exact."""
    invent = inventor(seed=11)
    lines = annotated_documents(shared / "train/voa", shared / "corpus/voa", nlp, held_out=True)
    changed = [(line, renamed(line, invent)) for line in lines]
    docs = nlp.pipe(Doc(nlp.vocab, words=list(new.words), spaces=list(new.spaces)) for _, new in changed)
    hits = count = 0
    for doc, (old, new) in zip(docs, changed, strict=True):
        wanted = {each for each in tagged_spans(new.names) if new.words[each[0]] != old.words[each[0]]}
        hits, count = hits + len(wanted & names_of(doc)), count + len(wanted)
    return hits / max(1, count)


def exact(found: Names, right: Names) -> float:
    """F1 of names with the same words and type."""
    hits = sum(len(a & b) for a, b in zip(found, right, strict=True))
    return 2 * hits / max(1, sum(map(len, found)) + sum(map(len, right)))


def overlapping(found: Names, right: Names) -> float:
    """F1 of names that share a word with one of the other side, of whatever type."""
    hits = [(_touching(a, b), _touching(b, a)) for a, b in zip(found, right, strict=True)]
    precision = sum(a for a, _ in hits) / max(1, sum(map(len, found)))
    recall = sum(b for _, b in hits) / max(1, sum(map(len, right)))
    return 2 * precision * recall / max(1e-9, precision + recall)


def _touching(these: set[tuple[int, int, str]], those: set[tuple[int, int, str]]) -> int:
    return sum(any(start < end and begin < stop for begin, end, _ in those) for start, stop, _ in these)


def _unlabelled(names: Names) -> Names:
    return [{(start, end, "") for start, end, _ in each} for each in names]


def speed(nlp: Language, folder: Path) -> float:
    """Tokens a second on the files of the folder, line by line, the best of three runs."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    lines = [line for text in texts for line in text.splitlines() if line.strip()][:SPEED_LINES]
    best = 0.0
    for _ in range(3):
        began = time.perf_counter()
        count = sum(len(doc) for doc in nlp.pipe(lines))
        best = max(best, count / (time.perf_counter() - began))
    return best


def _memory() -> float:
    """The memory of this process in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _named(prefix: str, scores: dict[str, float]) -> dict[str, float]:
    return {f"{prefix}_{name}": value for name, value in scores.items()}


if __name__ == "__main__":
    main()
