import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.names import fold, meant, plain, slug


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ménaka", "Menaka"),
        ("the Africa Corps", "AFRICA CORPS"),
        ("Mali's", "Mali"),
        ("Mali’s", "Mali"),
        ("al-Qaeda", "Al Qaeda"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("Gao–Aguelhok", "Gao-Aguelhok"),
    ],
)
def test_spellings_of_one_name_meet(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(("left", "right"), [("Niger", "Nigeria"), ("Guinea", "Guinea-Bissau"), ("Mali", "Malik")])
def test_different_names_stay_apart(left: str, right: str) -> None:
    assert fold(left) != fold(right)


@given(st.text(max_size=60))
def test_plain_keeps_the_length(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text(max_size=60))
def test_slug_is_safe_in_an_iri(text: str) -> None:
    made = slug(text)
    assert made
    assert not set(made) & set(' <>"{}|\\^`/?#%\n\t')


KNOWN = (
    "bakary yaou sangare",
    "sandare",
    "sangaris",
    "singapore",
    "wagner",
    "mali",
    "african union mission in mali",
    "force in mali",
)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("sangare", ["bakary yaou sangare"]),
        ("yaou bakary", ["bakary yaou sangare"]),
        ("sangari", ["sangaris"]),
        ("in mali", ["force in mali", "african union mission in mali"]),
        ("algeria", []),
        ("", []),
    ],
)
def test_names_that_may_be_meant(wanted: str, names: list[str]) -> None:
    assert meant(wanted, KNOWN) == names
    assert meant(wanted, reversed(KNOWN), 1) == names[:1]
