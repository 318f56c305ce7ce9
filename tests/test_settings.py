"""What lines and lists say once for all that stands in them."""

import pytest

from kg.accounts import Accounts
from kg.context import NOWHERE, Setting
from kg.dates import find_dates
from kg.mentions import NameMemory
from kg.records import Document
from kg.segments import Segment
from kg.settings import Days, Settings
from tests.parsed import add_parse, extractor, parse, short

ITEM = (
    "June/NNP/nmod:unmarked/Léré 22/CD/nummod/June –/PUNCT/punct/June Léré/NNP/root (/PUNCT/punct/Timbuktu Timbuktu/NNP/appos/Léré )/PUNCT/punct/Timbuktu "
    ":/PUNCT/punct/Léré Attack=attack/NN/parataxis/Léré on/IN/case/convoy a/DT/det/convoy convoy/NN/nmod/Attack ."
)


def settings_of(*segments: tuple[str, str]) -> list[tuple[str | None, str | None, str | None]]:
    """Place, date and doer of each segment, given as kind and hand-made parse."""
    document = Document("d", "d", "x" * 2000)
    follow, accounts = Settings(document, extractor().knowledge.vocabulary), Accounts(extractor().knowledge)
    found = []
    for kind, text in segments:
        doc = parse(text, None, extractor().nlp.vocab)
        names = extractor().knowledge.finder.find(doc, NameMemory())
        by_token = {index: each for each in names for index in range(each.first, each.last)}
        acting = [each for sentence in doc.sents for each in accounts.at_work(sentence, by_token)]
        dates = tuple(find_dates(doc.text, None))
        setting = follow.of(Segment(0, doc.text, kind), doc, by_token, dates, acting)  # type: ignore[arg-type]
        place, actor = setting.place, setting.actor
        found.append((short(place.entity.id) if place else None, setting.date, short(actor.entity.id) if actor else None))
    return found


LEAD = ("paragraph", "JNIM/NNP/nsubj/struck struck=strike/VBD/root often/RB/advmod/struck :")
OTHER = ("paragraph", "The/DT/det/minister minister/NN/nsubj/spoke spoke=speak/VBD/root .")


def item(
    text: str = "Gao/NNP/root :/PUNCT/punct/Gao Attack=attack/NN/parataxis/Gao on/IN/case/camp a/DT/det/camp camp/NN/nmod/Attack .",
) -> tuple[str, str]:
    return "item", text


def test_a_header_gives_place_and_date() -> None:
    text = "March/NNP/root 2024/CD/nummod/March :/PUNCT/punct/March Attack=attack/NN/parataxis/March ."
    assert settings_of(("paragraph", text)) == [(None, "2024-03", None)]
    assert settings_of(item())[0][0] == "gao"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("paragraph", "BAMAKO/NNP/root ,/PUNCT/punct/BAMAKO March/NNP/nmod/BAMAKO 2024/CD/nummod/March –/PUNCT/punct/BAMAKO Attack=attack/NN/list/BAMAKO .", None),
        ("paragraph", "Gao/NNP/root (/PUNCT/punct/Wire Wire/NNP/appos/Gao ,/PUNCT/punct/Wire March/NNP/nmod/Wire 2024/CD/nummod/March )/PUNCT/punct/Wire"
         " –/PUNCT/punct/Gao Attack=attack/NN/list/Gao .", None),
        ("paragraph", "Gao/NNP/root ,/PUNCT/punct/Gao March/NNP/nmod/Gao 2024/CD/nummod/March :/PUNCT/punct/Gao Attack=attack/NN/list/Gao .", "gao"),
        ("paragraph", "March/NNP/root 2024/CD/nummod/March ,/PUNCT/punct/March BAMAKO/NNP/nmod/March –/PUNCT/punct/March Attack=attack/NN/list/March .", "bamako"),
        ("item", "BAMAKO/NNP/root ,/PUNCT/punct/BAMAKO March/NNP/nmod/BAMAKO 2024/CD/nummod/March –/PUNCT/punct/BAMAKO Attack=attack/NN/list/BAMAKO .", "bamako"),
    ],
    ids=["capitals", "agency", "chronicle", "day-first", "item"],
)  # fmt: skip
def test_a_dateline_says_where_a_report_was_written(kind: str, text: str, expected: str | None) -> None:
    assert settings_of((kind, text)) == [(expected, "2024-03", None)]


def test_a_paragraph_that_begins_with_a_place_is_no_header() -> None:
    assert settings_of(("paragraph", item()[1])) == [(None, None, None)]


def test_a_clause_before_the_colon_is_no_header() -> None:
    text = "JNIM/NNP/nsubj/left left=leave/VBD/root Gao/NNP/obj/left :/PUNCT/punct/left nothing/NN/parataxis/left ."
    assert settings_of(("item", text)) == [(None, None, None)]


def test_a_list_tells_the_deeds_of_whom_the_text_before_it_names() -> None:
    assert [doer for _, _, doer in settings_of(LEAD, item(), item())] == [None, "jnim", "jnim"]


def test_who_holds_something_or_does_nothing_violent_is_no_doer() -> None:
    idle = ("paragraph", "JNIM/NNP/nsubj/slept slept=sleep/VBD/root .")
    assert [doer for _, _, doer in settings_of(idle, item())] == [None, None]
    assert [doer for _, _, doer in settings_of(LEAD, idle, item())] == [None, None, "jnim"]


def test_an_item_that_names_another_one_tells_of_that_one_from_there_on() -> None:
    other = item(
        "Gao/NNP/root :/PUNCT/punct/Gao ISWAP/NNP/nsubj/attacked attacked=attack/VBD/parataxis/Gao troops=troop/NNS/obj/attacked ."
    )
    assert [doer for _, _, doer in settings_of(LEAD, item(), other, item())] == [
        None,
        "jnim",
        *["islamic-state-west-africa-province"] * 2,
    ]


def test_the_doer_ends_with_the_list() -> None:
    assert [doer for _, _, doer in settings_of(LEAD, item(), OTHER)] == [None, "jnim", None]


def test_nobody_armed_no_doer() -> None:
    assert [doer for _, _, doer in settings_of(OTHER, item())] == [None, None]


@pytest.mark.parametrize(("between", "doer"), [(3, "jnim"), (12, None)])
def test_a_doer_far_away_is_forgotten(between: int, doer: str | None) -> None:
    assert settings_of(LEAD, *[OTHER] * between, item())[-1][2] == doer


def test_a_list_of_several_parts_has_one_doer() -> None:
    """As in strike reports, where a heading parts the items by country: no item counts as a sentence between."""
    parts = [LEAD, *[item()] * 9, OTHER, item()]
    assert [doer for _, _, doer in settings_of(*parts)] == [None, *["jnim"] * 9, None, "jnim"]


def test_deeds_in_a_list_are_the_doers() -> None:
    from kg.extract import Extractor  # noqa: PLC0415

    lead, deed = parse(LEAD[1]).text, "Attack=attack/NN/root on/IN/case/troops French/JJ/amod/troops troops=troop/NNS/nmod/Attack ."
    for text in (LEAD[1], deed):
        add_parse(parse(text, None, extractor().nlp.vocab))
    reader: Extractor = extractor()
    reading = reader.read(Document("d", "d", f"{lead}\n- {parse(deed).text}\n"))
    (found,) = reading.statements
    assert (short(found.subject.entity.id), found.relation, found.object.text) == ("jnim", "attacks", "French troops")
    assert (found.subject.start, found.subject.text) == (0, "JNIM")


DATED = "Lavrov/NNP/nsubj/visited visited=visit/VBD/root Gao/NNP/obj/visited on/IN/case/May May/NNP/obl/visited 3/CD/nummod/May ,/PUNCT/punct/May 2025/CD/nummod/May ."
POINTING = "This/DT/det/visit visit/NN/nsubj/pleased pleased=please/VBD/root Mali/NNP/obj/pleased ."
PLAIN = "Mali/NNP/nsubj/met met=meet/VBD/root Niger/NNP/obj/met ."
PRONOUN = "This/DT/nsubj/pleased pleased=please/VBD/root Mali/NNP/obj/pleased ."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([DATED, POINTING], [None, "2025-05-03"]),
        ([DATED, POINTING, POINTING], [None, "2025-05-03", "2025-05-03"]),
        ([DATED, PLAIN], [None, None]),
        ([DATED, PLAIN, POINTING], [None, None, None]),
        ([POINTING], [None]),
        ([DATED, PRONOUN], [None, None]),
    ],
)
def test_a_day_is_carried_on_to_what_points_back(texts: list[str], expected: list[str | None]) -> None:
    days, found = Days(), []
    for text in texts:
        doc = parse(text, None, extractor().nlp.vocab)
        found.append(days.of(next(iter(doc.sents)), tuple(find_dates(doc.text, None)), NOWHERE).date)
    assert found == expected


def test_the_day_of_a_header_stays() -> None:
    days = Days()
    dated, pointing = (parse(text, None, extractor().nlp.vocab) for text in (DATED, POINTING))
    days.of(next(iter(dated.sents)), tuple(find_dates(dated.text, None)), NOWHERE)
    assert days.of(next(iter(pointing.sents)), (), Setting(date="2024-01")).date == "2024-01"
