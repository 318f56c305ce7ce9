"""Which language model is loaded, and what is refused."""

from pathlib import Path

import pytest
import spacy

from kg.errors import ModelError
from kg.language import DEFAULT_MODEL, load_pipeline
from kg.resources import model_path


def with_labels(folder: Path, *labels: str) -> str:
    """A saved pipeline whose parser knows the labels."""
    nlp = spacy.blank("en")
    parser = nlp.add_pipe("parser")
    for label in labels:
        parser.add_label(label)  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.to_disk(folder)
    return str(folder)


def test_the_shipped_model_is_the_default() -> None:
    nlp = load_pipeline()
    assert nlp.path == model_path(DEFAULT_MODEL)
    doc = nlp("Russia deployed the Africa Corps to Mali.")
    assert all(doc.has_annotation(layer) for layer in ("TAG", "POS", "LEMMA", "DEP", "SENT_START"))


def test_the_shipped_model_reads_names_and_roles() -> None:
    doc = load_pipeline()("France attacked JNIM fighters in Mali, Minister Abdoulaye Diop said.")
    assert {"PERSON", "GPE"} <= {entity.label_ for entity in doc.ents}
    assert [token.text for token in doc if token.dep_ == "nsubj" and token.head.text == "attacked"] == ["France"]


def test_a_folder_is_a_model(tmp_path: Path) -> None:
    name = with_labels(tmp_path / "model", "nsubj", "obj", "obl")
    assert load_pipeline(name).pipe_names == ["parser"]


def test_a_parser_of_another_scheme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Universal Dependencies"):
        load_pipeline(with_labels(tmp_path / "model", "nsubj", "dobj", "prep"))


def test_a_pipeline_without_a_parser_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "model")
    with pytest.raises(ModelError, match="Universal Dependencies"):
        load_pipeline(str(tmp_path / "model"))


def test_an_unknown_name_is_refused_in_one_line() -> None:
    with pytest.raises(ModelError, match="no_such_model_here") as caught:
        load_pipeline("no_such_model_here")
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_no_model_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        load_pipeline(str(tmp_path))
    assert "\n" not in str(caught.value)
