"""The relation lexicon: the shipped one, and the mistakes that are refused."""

from collections import Counter
from pathlib import Path

import pytest

from kg.errors import SeedError
from kg.frames import Frame, Lexicon, load_lexicon
from kg.syntax import base_forms, known_role
from kg.vocabulary import load_vocabulary

GOOD = """
[verbs]
light = ["launch"]
reverse = ["suffer"]

[roles]
target = ["prep:on", "light>prep:on"]

[[frame]]
id = "attacks.verb"
relation = "attacks"
verbs = ["attack", "raid"]
confidence = 0.9

[[frame]]
id = "attacks.noun"
relation = "attacks"
nouns = ["attack"]
subject = ["light>subj", "poss"]
object = ["target", "prep:of"]
without = { mod = ["verbal"] }
object_class = ["Place"]

[[frame]]
id = "captures.over"
relation = "captures"
verbs = ["take"]
particle = "over"
with = { obj = ["control"] }
also = true
"""


def lexicon(folder: Path, text: str = GOOD, name: str = "war.toml") -> Lexicon:
    (folder / name).write_text(text, encoding="utf-8")
    return load_lexicon(folder)


def frame(lexicon: Lexicon, name: str) -> Frame:
    return next(each for each in lexicon.frames if each.id == name)


def test_a_frame_as_it_is_written(tmp_path: Path) -> None:
    found = frame(lexicon(tmp_path), "attacks.noun")
    assert found.relation == "attacks"
    assert found.lemmas == {"attack"}
    assert found.pos == {"NOUN", "PROPN"}
    assert found.subject == ("light>subj", "poss")
    assert found.object == ("prep:on", "light>prep:on", "prep:of"), "macros are written out"
    assert found.bars == (("mod", frozenset({"verbal"})),)
    assert found.object_class == ("Place",)


def test_what_a_frame_leaves_out(tmp_path: Path) -> None:
    found = frame(lexicon(tmp_path), "attacks.verb")
    assert (found.subject, found.object) == (("subj",), ("obj",))
    assert (found.particle, found.needs, found.also, found.mutual, found.modality) == (None, (), False, False, None)
    assert found.confidence == 0.9


def test_particles_and_demands_make_a_frame_specific(tmp_path: Path) -> None:
    loaded = lexicon(tmp_path)
    assert [each.specificity for each in loaded.frames] == [0, 0, 2]


def test_several_files_make_one_lexicon(tmp_path: Path) -> None:
    (tmp_path / "peace.toml").write_text(
        '[verbs]\nlight = ["hold"]\n[[frame]]\nid = "visits.verb"\nrelation = "visits"\nverbs = ["visit"]\n', encoding="utf-8"
    )
    loaded = lexicon(tmp_path)
    assert [each.id for each in loaded.frames] == ["visits.verb", "attacks.verb", "attacks.noun", "captures.over"]
    assert loaded.verbs.light == {"launch", "hold"}
    assert loaded.verbs.reverse == {"suffer"}


TRIGGERED = [
    ("by lemma", "attacked", "attack", "VERB", ["attacks.verb"]),
    ("part of speech decides", "attack", "attack", "NOUN", ["attacks.noun"]),
    ("lemma in doubt: the ending", "raiding", "raiding", "VERB", ["attacks.verb"]),
    ("unknown word", "slept", "sleep", "VERB", []),
    ("wrong part of speech", "raid", "raid", "ADJ", []),
]


@pytest.mark.parametrize(
    ("word", "lemma", "pos", "expected"), [case[1:] for case in TRIGGERED], ids=[case[0] for case in TRIGGERED]
)
def test_triggered(tmp_path: Path, word: str, lemma: str, pos: str, expected: list[str]) -> None:
    assert [each.id for each in lexicon(tmp_path).triggered(word, lemma, pos)] == expected


BASES = [
    ("expelled", "expel"),
    ("allies", "ally"),
    ("seizing", "seize"),
    ("attacks", "attack"),
    ("seized", "seize"),
    ("clashes", "clash"),
]


@pytest.mark.parametrize(("word", "base"), BASES)
def test_base_forms(word: str, base: str) -> None:
    assert base in set(base_forms(word))


@pytest.mark.parametrize("word", ["is", "as", "red", "attack", ""])
def test_short_words_and_bare_forms_have_no_base(word: str) -> None:
    assert list(base_forms(word)) == []


MISTAKES = [
    ("unknown relation", 'relation = "attacks"\nverbs', 'relation = "assails"\nverbs', r"attacks\.verb.*assails"),
    ("no relation", 'relation = "attacks"\nverbs', "verbs", r"attacks\.verb.*relation"),
    ("unknown role", '"poss"]', '"owner"]', r"attacks\.noun.*owner"),
    ("unknown role in a macro", 'target = ["prep:on"', 'target = ["on"', r"attacks\.noun.*\bon\b"),
    ("unknown role in a demand", "with = { obj", "with = { thing", r"captures\.over.*thing"),
    ("unknown role in a bar", "without = { mod", "without = { adjective", r"attacks\.noun.*adjective"),
    ("unknown class", '["Place"]', '["Planet"]', r"attacks\.noun.*Planet"),
    ("unknown key", "confidence", "certainty", r"attacks\.verb.*certainty"),
    ("two frames of one id", 'id = "attacks.noun"', 'id = "attacks.verb"', r"attacks\.verb"),
    ("no id", 'id = "attacks.verb"', "", r"id"),
    ("no trigger", 'verbs = ["attack", "raid"]', "", r"attacks\.verb"),
    ("two kinds of triggers", 'nouns = ["attack"]', 'nouns = ["attack"]\nverbs = ["attack"]', r"attacks\.noun"),
    ("broken TOML", "[roles]", "[roles", r"."),
]


@pytest.mark.parametrize(("before", "after", "named"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_mistakes_are_named_with_file_and_frame(tmp_path: Path, before: str, after: str, named: str) -> None:
    assert before in GOOD
    with pytest.raises(SeedError, match=named) as caught:
        lexicon(tmp_path, GOOD.replace(before, after, 1))
    assert "war.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_id_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "zz.toml").write_text('[[frame]]\nid = "attacks.verb"\nrelation = "attacks"\nverbs = ["hit"]\n', encoding="utf-8")
    with pytest.raises(SeedError, match=r"zz\.toml.*attacks\.verb"):
        lexicon(tmp_path)


def test_every_relation_has_a_frame() -> None:
    assert set(load_vocabulary().relations) - {each.relation for each in load_lexicon().frames} == set()


def test_no_two_frames_share_an_id() -> None:
    counts = Counter(each.id for each in load_lexicon().frames)
    assert [name for name, number in counts.items() if number > 1] == []


@pytest.mark.parametrize("each", load_lexicon().frames, ids=lambda each: each.id)
def test_shipped_frame(each: Frame) -> None:
    assert each.id.startswith(each.relation + "."), "an id begins with the relation, so that a statement's frame tells it"
    assert each.lemmas
    assert all(lemma == lemma.lower().strip() and " " not in lemma for lemma in each.lemmas)
    assert all(lemma == lemma.lower() for _, lemmas in (*each.needs, *each.bars) for lemma in lemmas)
    assert all(known_role(path) for path in (*each.subject, *each.object))
    assert 0 < each.confidence <= 1
    assert each.modality in {None, "asserted", "planned", "possible", "sought"}
    assert each.polarity in {None, "affirmed", "negated"}


def test_triggers_lists_every_frame_in_order() -> None:
    rows = list(load_lexicon().triggers())
    assert {name for _, name, _ in rows} == {each.id for each in load_lexicon().frames}
    assert ("attacks", "attacks.verb", "ambush") in rows
    assert rows == list(load_lexicon().triggers())


def test_light_and_reverse_verbs_do_not_overlap() -> None:
    verbs = load_lexicon().verbs
    assert verbs.light & verbs.reverse == frozenset()


def test_an_irregular_form_leads_to_its_lemma(tmp_path: Path) -> None:
    text = '[forms]\nstruck = "strike"\n[[frame]]\nid = "attacks.verb"\nrelation = "attacks"\nverbs = ["strike"]\n'
    loaded = lexicon(tmp_path, text)
    assert [each.id for each in loaded.triggered("struck", "struk", "VERB")] == ["attacks.verb"]
    assert not list(loaded.triggered("stroke", "stroke", "VERB"))


def test_irregular_forms_are_those_of_triggers() -> None:
    loaded = load_lexicon()
    assert sorted(set(loaded.forms.values()) - set(loaded.by_lemma)) == [], "these lead nowhere"
    assert sorted(set(loaded.forms) & set(loaded.forms.values())) == [], "a form is no base form"
