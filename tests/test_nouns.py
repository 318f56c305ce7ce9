"""The common nouns: the shipped lists, and the mistakes that are refused."""

from pathlib import Path

import pytest

from kg.errors import SeedError
from kg.gazetteer import load_gazetteer
from kg.nouns import CATEGORIES, load_nouns
from kg.records import ENTITY_BASE
from kg.resources import resource

CATEGORY = [
    ("troops", "force"),
    ("army", "force"),
    ("police", "police"),
    ("gendarmes", "police"),
    ("government", "government"),
    ("junta", "government"),
    ("mercenaries", "mercenary"),
    ("rebels", "rebels"),
    ("militants", "rebels"),
    ("protesters", "people"),
    ("table", None),
]


@pytest.mark.parametrize(("word", "expected"), CATEGORY)
def test_category(word: str, expected: str | None) -> None:
    assert load_nouns().category(word) == expected
    assert load_nouns().is_collective(word) is (expected is not None)


def test_the_lemma_counts_where_the_form_is_unknown() -> None:
    assert load_nouns().category("troopses", "troop") == "force"


def test_titles() -> None:
    nouns = load_nouns()
    assert nouns.is_title("minister")
    assert not nouns.is_title("table")


KINDS = [
    (("patriotic", "front"), "ArmedGroup"),
    (("fifth", "brigade"), "ArmedForce"),
    (("ministry", "of", "sport"), "GovernmentBody"),
    (("river", "mining", "company"), "Company"),
    (("union", "of", "banks"), "IntergovernmentalOrganization"),
    (("something", "else"), None),
]


@pytest.mark.parametrize(("words", "expected"), KINDS)
def test_kind_of_an_unknown_name(words: tuple[str, ...], expected: str | None) -> None:
    assert load_nouns().kind_of(words) == expected


def test_the_last_word_that_tells_decides() -> None:
    assert load_nouns().kind_of(("army", "newspaper")) == "MediaOutlet"


def test_words_are_lower_case() -> None:
    nouns = load_nouns()
    lists = (nouns.categories, nouns.members, nouns.titles, nouns.numbers, nouns.groups, nouns.allegiances, nouns.kinds)
    assert [word for words in lists for word in words if word != word.lower().strip()] == []


def test_numbers_count_up() -> None:
    assert all(type(number) is int and number > 0 for number in load_nouns().numbers.values())
    assert load_nouns().numbers["twelve"] == 12


def test_allegiances_name_entities_of_the_gazetteer() -> None:
    entries = load_gazetteer().entries
    assert [name for name in load_nouns().allegiances.values() if ENTITY_BASE + name not in entries] == []


def test_every_category_has_words() -> None:
    assert set(load_nouns().categories.values()) == set(CATEGORIES)


MISTAKES = [
    ("unknown table", "\npolice = [", "\nconstables = [", "constables"),
    ("missing table", "\nmembers = [", "\nforces = [", "members"),
    ("unknown class of a group", '\nbloc = ["IntergovernmentalOrganization"]', '\nbloc = ["Bloc"]', "Bloc"),
    ("unknown class of a kind", "\nMediaOutlet = [", "\nPaper = [", "Paper"),
    ("broken TOML", "\n[groups]", "\n[groups", ""),
]


@pytest.mark.parametrize(("before", "after", "named"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_mistakes_are_named(tmp_path: Path, before: str, after: str, named: str) -> None:
    path = tmp_path / "nouns.toml"
    text = resource("seeds", "nouns.toml").read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SeedError, match=rf"nouns\.toml.*{named}"):
        load_nouns(path)


@pytest.mark.parametrize(
    ("lemma", "classes"),
    [
        ("town", ("Settlement",)),
        ("hospital", ("Base",)),
        ("garrison", ("Base", "ArmedForce")),
        ("peace", ("Agreement",)),
        ("rain", ()),
    ],
)
def test_classes_of_what_a_noun_names(lemma: str, classes: tuple[str, ...]) -> None:
    assert load_nouns().classes_of(lemma) == classes
