import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.segments import PIECE_MAX, segments

CASES = [
    ("one paragraph", "Mali left.", [("paragraph", "Mali left.")]),
    (
        "a heading above a paragraph",
        "A new front\nTroops moved north.",
        [("heading", "A new front"), ("paragraph", "Troops moved north.")],
    ),
    ("an empty line parts paragraphs", "One came.\n\nTwo went.", [("paragraph", "One came."), ("paragraph", "Two went.")]),
    ("one sentence a line", "One came.\nTwo went.", [("paragraph", "One came."), ("paragraph", "Two went.")]),
    (
        "bullets of several kinds",
        "Events:\n- June 3: a raid\n* a clash\n1. a truce\n(b) a visit",
        [("paragraph", "Events:"), ("item", "June 3: a raid"), ("item", "a clash"), ("item", "a truce"), ("item", "a visit")],
    ),
    (
        "a stop that stands for a bullet",
        "Strikes:\n. Near Gao, one strike.\n.   Near Kidal, two.\n.50 calibre guns fired.",
        [
            ("paragraph", "Strikes:"),
            ("item", "Near Gao, one strike."),
            ("item", "Near Kidal, two."),
            ("paragraph", ".50 calibre guns fired."),
        ],
    ),
    (
        "lines wrapped at some width are one paragraph",
        "The soldiers who had held the town for months left it\nduring the night, and nobody took their place before dawn.",
        [
            (
                "paragraph",
                "The soldiers who had held the town for months left it during the night, and nobody took their place before dawn.",
            )
        ],
    ),
    ("a dash inside a line is no bullet", "Gao - the town - fell.", [("paragraph", "Gao - the town - fell.")]),
    ("nothing but blank lines", " \n\n\t\n", []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_segments(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(segment.kind, segment.text.strip()) for segment in segments(text)] == expected


def test_items_know_their_lead_in() -> None:
    leads = [segment.lead for segment in segments("The group claimed:\n- a raid\n- a clash\n\nLater it denied it.")]
    assert leads == [None, "The group claimed:", "The group claimed:", None]


def test_start_skips_front_matter() -> None:
    text = "---\ntitle: x\n---\nMali left."
    assert [segment.start for segment in segments(text, start=text.index("Mali"))] == [text.index("Mali")]


def test_very_long_line_is_cut_after_a_sentence() -> None:
    text = "The army moved on. " * 2000
    pieces = list(segments(text))
    assert all(len(piece.text) <= PIECE_MAX for piece in pieces)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text.rstrip().endswith(".") for piece in pieces)


@given(st.text(alphabet=st.sampled_from("ab .\n-*1)\t\r\u2028:!\u00a0"), max_size=300))
def test_offsets_hold_for_any_text(text: str) -> None:
    for segment in segments(text):
        original = text[segment.start : segment.start + len(segment.text)]
        assert len(original) == len(segment.text)
        assert original.split() == segment.text.split()
