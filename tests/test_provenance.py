"""Who reads: what a version is made of, and that everything that changes a reading changes it."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import spacy

import kg
import kg.provenance
from kg.gazetteer import load_gazetteer
from kg.language import load_pipeline
from kg.provenance import lexicon_fingerprint, maker_of, model_fingerprint
from kg.records import Maker, Tool
from kg.resources import model_path, resource
from kg.vocabulary import load_vocabulary

HASH = re.compile("[0-9a-f]{12}")


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the seeds that may be changed."""
    folder = tmp_path / "seeds"
    shutil.copytree(resource("seeds"), folder, ignore=shutil.ignore_patterns("annotated", "reports", "expected"))
    monkeypatch.setattr(kg.provenance, "resource", lambda name: folder)
    lexicon_fingerprint.cache_clear()
    yield folder
    lexicon_fingerprint.cache_clear()


def test_the_shipped_maker_names_every_version() -> None:
    maker = maker_of(load_pipeline(), load_gazetteer())
    assert maker.extractor == Tool("extractor", "kg", kg.__version__)
    gazetteer, lexicon, model = maker.used
    assert (gazetteer.kind, lexicon.kind, model.kind) == ("gazetteer", "lexicon", "model")
    assert all(HASH.fullmatch(tool.fingerprint) for tool in maker.used)
    assert model.name
    assert model.version
    assert str(maker).startswith(f"kg {kg.__version__}, gazetteer {gazetteer.fingerprint}, lexicon ")
    assert str(maker).endswith(f"model {model.name} {model.version} {model.fingerprint}")


def test_a_pipeline_that_is_on_no_disk_has_no_fingerprint() -> None:
    nlp = spacy.blank("en")
    nlp.meta["name"], nlp.meta["version"] = "tiny", "3"
    assert maker_of(nlp, load_gazetteer()).used[-1] == Tool("model", "tiny", "3")


@pytest.mark.parametrize("change", [{"version": "4"}, {"fingerprint": "cd"}, {"name": "other"}, {"kind": "lexicon"}])
def test_every_version_is_a_resource_of_its_own(change: dict[str, str]) -> None:
    tool = Tool("model", "tiny", "3", "ab")
    assert tool.id != replace(tool, **change).id  # type: ignore[arg-type]
    assert tool.id == Tool("model", "tiny", "3", "ab").id


def test_a_maker_as_text() -> None:
    used = (Tool("lexicon", "lexicon", fingerprint="ab"), Tool("model", "tiny", "3", "cd"), Tool("model", "bare"))
    assert str(Maker(Tool("extractor", "kg", "0.1.0"), used)) == "kg 0.1.0, lexicon ab, model tiny 3 cd, model bare"


def test_a_copy_of_the_model_is_the_same_model(tmp_path: Path) -> None:
    shutil.copytree(model_path("encoder"), tmp_path / "copy")
    assert model_fingerprint(tmp_path / "copy") == model_fingerprint(model_path("encoder"))


@pytest.mark.parametrize(
    ("file", "text", "same"),
    [("meta.json", "{}", False), ("part/weights.json", "[2]", False), ("part/new.bin", "x", False), ("README.md", "other", True)],
)
def test_any_file_of_a_model_makes_its_fingerprint_but_its_card(tmp_path: Path, file: str, text: str, same: bool) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        (folder / "part").mkdir(parents=True)
        (folder / "meta.json").write_text("{} ")
        (folder / "part" / "weights.json").write_text("[1]")
        (folder / "README.md").write_text("card")
    (after / file).write_text(text)
    assert (model_fingerprint(after) == model_fingerprint(before)) is same


@pytest.mark.parametrize("file", ["frames/violence.toml", "claims.toml", "dates.toml", "nouns.toml"])
def test_any_word_list_makes_the_lexicon(seeds: Path, file: str) -> None:
    before = lexicon_fingerprint()
    path = seeds / file
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    lexicon_fingerprint.cache_clear()
    assert lexicon_fingerprint() != before


def test_other_seeds_do_not(seeds: Path) -> None:
    before = lexicon_fingerprint()
    (seeds / "README.md").write_text("")
    lexicon_fingerprint.cache_clear()
    assert lexicon_fingerprint() == before


@pytest.mark.parametrize(
    ("change", "same"), [({"domain": ("Person",)}, False), ({"symmetric": True}, False), ({"label_fr": "autre"}, True)]
)
def test_what_a_relation_takes_makes_the_lexicon(
    seeds: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], same: bool
) -> None:
    before, vocabulary = lexicon_fingerprint(), load_vocabulary()
    relations = {**vocabulary.relations, "attacks": replace(vocabulary.relations["attacks"], **change)}  # type: ignore[arg-type]
    monkeypatch.setattr(kg.provenance, "load_vocabulary", lambda: replace(vocabulary, relations=MappingProxyType(relations)))
    lexicon_fingerprint.cache_clear()
    assert (lexicon_fingerprint() == before) is same
