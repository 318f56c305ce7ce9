"""Trains the small pipeline: spaCy's convolutional networks, one for syntax and one for names."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import spacy
from spacy.cli.train import train as train_config
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from kg.gazetteer import load_gazetteer
from kg.training.annotations import annotated_lines, annotation_docs
from kg.training.treebanks import NameSwap, name_docs, syntax_docs

HERE = Path(__file__).parent


def train_small(shared: Path, out: Path, *, work: Path | None = None, parts: tuple[str, ...] = ("syntax", "names")) -> None:
    """Trains the parts from the data under `shared` and leaves the assembled pipeline in `out`.

    `work` keeps converted corpora and checkpoints, so that an interrupted training need not begin again.
    """
    with contextlib.ExitStack() as stack:
        folder = work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        for part in parts:
            write_corpora(shared, folder, part)
            train_config(
                HERE / f"{part}.cfg",
                folder / part,
                overrides={"paths.train": str(folder / f"{part}-train.spacy"), "paths.dev": str(folder / f"{part}-dev.spacy")},
            )
        if all((folder / part / "model-best").exists() for part in ("syntax", "names")):
            assemble(folder / "syntax" / "model-best", folder / "names" / "model-best", out)


def write_corpora(shared: Path, folder: Path, part: str) -> None:
    """Training and development data of one part in spaCy's binary form."""
    nlp = spacy.blank("en")
    banks = shared / "treebanks"
    gum = {split: sorted((banks / "gum" / split).glob("*.conllu")) for split in ("train", "dev")}
    data: dict[str, Iterable[Doc]]
    if part == "syntax":
        files = {split: [banks / f"ewt/en_ewt-ud-{split}.conllu", *gum[split]] for split in ("train", "dev")}
        data = {
            "train": chain(
                syntax_docs(files["train"], nlp.vocab),
                syntax_docs(files["train"], nlp.vocab, swap=NameSwap(gazetteer_names(nlp))),
            ),
            "dev": syntax_docs(files["dev"], nlp.vocab),
        }
    else:
        news, sahel = shared / "train/voa", shared / "train/sahel"
        lines = list(annotated_lines(news, shared / "corpus/voa", held_out=False)) + list(
            annotated_lines(sahel, sahel, held_out=False)
        )
        dev = lines[::20]
        train = [line for number, line in enumerate(lines) if number % 20]
        data = {
            "train": chain(annotation_docs(iter(train), nlp), name_docs(gum["train"], nlp.vocab)),
            "dev": annotation_docs(iter(dev), nlp),
        }
    for split, docs in data.items():
        DocBin(docs=docs, store_user_data=False).to_disk(folder / f"{part}-{split}.spacy")


def gazetteer_names(nlp: Language) -> Iterator[tuple[str, ...]]:
    """The words of the gazetteer's names, those that consist of plain words alone."""
    for entry in load_gazetteer().entries.values():
        for name in (entry.entity.name, *entry.entity.aliases):
            words = tuple(token.text for token in nlp.tokenizer(name))
            if all(word.isalpha() and word[0].isupper() for word in words):
                yield words


def assemble(syntax: Path, names: Path, out: Path) -> Language:
    """One pipeline from the two trained ones, written to `out`."""
    nlp = spacy.load(syntax)
    nlp.add_pipe("ner", source=spacy.load(names))
    nlp.meta.update(
        name="sahel_small",
        version="1",
        description="Tags, features, lemmas, Universal Dependencies and names for English news",
        license="CC BY-SA 4.0",
        author="The Sahel security knowledge graph",
    )
    nlp.config["paths"] = {"train": None, "dev": None}  # where it was trained is nobody's business
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)
    return nlp
