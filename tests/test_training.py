"""Reading training data: treebanks in CoNLL-U, GUM's names, and annotated lines."""

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.vocab import Vocab

from kg.training.annotations import AnnotatedLine, annotated_lines, annotation_docs
from kg.training.treebanks import NameSwap, entity_spans, make_doc, name_docs, read_sentences, syntax_docs

ROWS = [
    "1 The the DET DT Definite=Def|PronType=Art 2 det _ _",
    "2 army army NOUN NN Number=Sing 5 nsubj _ _",
    "3-4 didn't _ _ _ _ _ _ _ _",
    "3 did do AUX VBD Tense=Past 5 aux _ _",
    "4 n't not PART RB _ 5 advmod _ _",
    "5 leave leave VERB VB VerbForm=Inf 0 root _ _",
    "5.1 ghost ghost VERB VB _ _ _ _ _",
    "6 Port Port PROPN NNP Number=Sing 7 compound _ Entity=(1-place-giv:inact-cf1-2-sgl",
    "7 Sudan Sudan PROPN NNP Number=Sing 5 obj _ Entity=1)|SpaceAfter=No",
    "8 . . PUNCT . _ 5 punct _ _",
]
SECOND = [
    "1 Lake lake PROPN NNP _ 0 root _ Entity=(2-place-new",
    "2 Chad Chad PROPN NNP _ 1 flat _ Entity=2)|SpaceAfter=No",
    "3 . . PUNCT . _ 1 punct _ _",
]


def conllu(folder: Path, *sentences: list[str], name: str = "bank.conllu") -> Path:
    """A treebank file of sentences given as rows with spaces for tabs, the ninth column left out."""
    lines = []
    for rows in sentences:
        for row in rows:
            number, form, lemma, upos, xpos, feats, head, label, *_, misc = row.split(" ")
            lines.append("\t".join([number, form, lemma, upos, xpos, feats, head, label, "_", misc]))
        lines.append("")
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_words_and_spaces(tmp_path: Path) -> None:
    (words,) = read_sentences(conllu(tmp_path, ROWS))
    assert [word["form"] for word in words] == ["The", "army", "did", "n't", "leave", "Port", "Sudan", "."]
    assert [word["space"] for word in words] == [True, True, False, True, True, True, False, True]


def test_a_document_keeps_the_tree(tmp_path: Path) -> None:
    doc = make_doc(list(read_sentences(conllu(tmp_path, ROWS, SECOND))), Vocab())
    assert doc.text == "The army didn't leave Port Sudan. Lake Chad. "
    assert [sentence.root.text for sentence in doc.sents] == ["leave", "Lake"]
    assert [token.head.text for token in doc] == [
        "army",
        "leave",
        "leave",
        "leave",
        "leave",
        "Sudan",
        "leave",
        "leave",
        "Lake",
        "Lake",
        "Lake",
    ]
    assert [doc[1].dep_, doc[1].tag_, doc[1].pos_, doc[1].lemma_] == ["nsubj", "NN", "NOUN", "army"]
    assert doc[4].dep_ == "ROOT"
    assert str(doc[0].morph) == "Definite=Def|PronType=Art"
    assert doc.ents == ()


def test_documents_of_so_many_sentences(tmp_path: Path) -> None:
    path = conllu(tmp_path, *[ROWS] * 5)
    assert [len(list(doc.sents)) for doc in syntax_docs([path], Vocab(), sentences=2)] == [2, 2, 1]


def test_several_files_are_not_mixed(tmp_path: Path) -> None:
    paths = [conllu(tmp_path, ROWS, name="a.conllu"), conllu(tmp_path, SECOND, name="b.conllu")]
    assert [len(doc) for doc in syntax_docs(paths, Vocab())] == [8, 3]


def test_names_of_a_treebank(tmp_path: Path) -> None:
    docs = list(name_docs([conllu(tmp_path, ROWS, SECOND)], Vocab()))
    assert [[(name.text, name.label_) for name in doc.ents] for doc in docs] == [[("Port Sudan", "GPE")], [("Lake Chad", "LOC")]]


def word(form: str, entity: str | None = None, upos: str = "PROPN", head: int = 0) -> dict[str, Any]:
    return {"form": form, "upos": upos, "head": head, "misc": {"Entity": entity} if entity else None, "space": True}


SPANS = [
    ("one word", ["(1-person)"], [(0, 1, "person")]),
    ("two words", ["(1-place-x", "1)"], [(0, 2, "place")]),
    ("nested", ["(1-organization(2-place)", "1)"], [(0, 1, "place"), (0, 2, "organization")]),
    ("crossing ends", ["(1-organization", "(2-place", "2)1)"], [(1, 3, "place"), (0, 3, "organization")]),
    ("not closed", ["(1-organization", None], []),
    ("not opened", ["1)", None], []),
    ("none", [None, None], []),
]


@pytest.mark.parametrize(("entities", "expected"), [case[1:] for case in SPANS], ids=[case[0] for case in SPANS])
def test_entity_spans(entities: list[str | None], expected: list[tuple[int, int, str]]) -> None:
    assert list(entity_spans([word("X", entity) for entity in entities])) == expected


def swapped(rows: list[str], folder: Path, **options: Any) -> list[str]:
    (words,) = read_sentences(conllu(folder, rows))
    return [each["form"] for each in NameSwap([("Atar",), ("Ras", "Lanuf")], share=1.0, **options)(words)]


def test_names_are_swapped_for_names_of_as_many_words(tmp_path: Path) -> None:
    assert swapped(ROWS, tmp_path) == ["The", "army", "did", "n't", "leave", "Ras", "Lanuf", "."]


def test_swapping_changes_forms_and_lemmas_only(tmp_path: Path) -> None:
    (words,) = read_sentences(conllu(tmp_path, ROWS))
    changed = NameSwap([("Ras", "Lanuf")], share=1.0)(words)
    kept = [key for key in words[0] if key not in {"form", "lemma"}]
    assert [[each[key] for key in kept] for each in changed] == [[each[key] for key in kept] for each in words]
    assert words[5]["form"] == "Port", "the sentence that was given stays as it was"


def test_no_name_of_that_length_no_swap(tmp_path: Path) -> None:
    (words,) = read_sentences(conllu(tmp_path, ROWS))
    assert NameSwap([("Atar",)], share=1.0)(words) == words


def test_swaps_are_the_same_every_time(tmp_path: Path) -> None:
    (words,) = read_sentences(conllu(tmp_path, ROWS))
    names = [("Ras", "Lanuf"), ("Beni", "Mazar"), ("Tin", "Zaouaten")]
    runs = [[NameSwap(names, seed=3)(words) for _ in range(3)] for _ in range(2)]
    assert runs[0] == runs[1]


def annotated(folder: Path, stem: str, text: str, *rows: dict[str, Any]) -> None:
    (folder / f"{stem}.txt").write_text(text, encoding="utf-8")
    (folder / f"{stem}.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")


def test_annotated_lines(tmp_path: Path) -> None:
    annotated(tmp_path, "report-1", "Mali met JNIM.\nThey left.", {"m": [["Mali", "GPE"], ["JNIM", "ORG"]]}, {"m": []})
    annotated(tmp_path, "report-7", "Gao fell.", {"m": [["Gao", "GPE"]]})
    training = list(annotated_lines(tmp_path, tmp_path, held_out=False))
    assert training == [
        AnnotatedLine("Mali met JNIM.", ((0, 4, "GPE"), (9, 13, "ORG"))),
        AnnotatedLine("They left.", ()),
    ]
    assert list(annotated_lines(tmp_path, tmp_path, held_out=True)) == [AnnotatedLine("Gao fell.", ((0, 3, "GPE"),))]


def test_names_that_are_not_there_are_left_out(tmp_path: Path) -> None:
    annotated(tmp_path, "report-1", "Gao fell.", {"m": [["Niger", "GPE"], ["Gao", "GPE", "doubtful"]]})
    (line,) = annotated_lines(tmp_path, tmp_path, held_out=False)
    assert line.names == ()


def test_annotations_and_lines_must_be_as_many(tmp_path: Path) -> None:
    annotated(tmp_path, "report-1", "One.\nTwo.", {"m": []})
    with pytest.raises(ValueError, match="argument"):
        list(annotated_lines(tmp_path, tmp_path, held_out=False))


def test_documents_of_annotated_lines() -> None:
    lines = iter([AnnotatedLine("Burkina Faso met the FLA.", ((0, 12, "GPE"), (21, 24, "ORG")))])
    (doc,) = annotation_docs(lines, spacy.blank("en"))
    assert [(name.text, name.label_) for name in doc.ents] == [("Burkina Faso", "GPE"), ("FLA", "ORG")]


def test_of_names_within_names_the_longest_stays() -> None:
    lines = iter([AnnotatedLine("Mali National Guard", ((0, 4, "GPE"), (0, 19, "ORG")))])
    (doc,) = annotation_docs(lines, spacy.blank("en"))
    assert [name.text for name in doc.ents] == ["Mali National Guard"]
