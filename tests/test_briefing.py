"""Reports: figures and tables on small networks whose values are known by hand, citations, and what hostile texts can do to them."""

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from network_samples import WORDS, chain, entity, invented_world, told
from store_samples import JNIM, MALI, RUSSIA, STRANGER, Text, gazetteer

from kg.briefing import Briefing, as_html, as_markdown, brief, material_of
from kg.briefing.records import Cell, Section
from kg.briefing.scope import Material, before
from kg.cli import cli
from kg.errors import UsageError
from kg.records import ENTITY_BASE, Entity, StoredPlace, StoredStatement, digest
from kg.store import open_store

EVIL = "<img src=x onerror=alert(1)> | [x](javascript:alert(1)) `a` *b* $c$ {{ 7*7 }} \u202e\x1b[31m"
WELL = StoredPlace(entity("Well of Stones").id, 16.0, -3.0)


def on(day: str, subject: Any, relation: str, target: Any, **more: Any) -> StoredStatement:
    """A statement dated by its text, each with a sentence, a document and a source of its own."""
    name = f"{day} {subject if isinstance(subject, str) else subject.name} {relation} {target if isinstance(target, str) else target.name}"
    given = {
        "sentence": f"{digest(name)} {digest(name, 'more')}: {name}.",
        "document_date": day,
        "document_source": f"Wire {day}",
    } | more
    return told(subject, relation, target, f"{name}.txt", date=day, date_from=day, date_until=day, **given)


def report(statements: Sequence[StoredStatement], actor: str | None = None, period: str | None = None, **more: Any) -> Briefing:
    given = {name: more.pop(name) for name in ("disputes", "located", "makers") if name in more}
    material = Material(store="store x", statements=statements, replaced={}, **({"located": {}} | given))
    return brief(material, WORDS, actor, period, **more)


def section(briefing: Briefing, name: str) -> Section:
    return next(each for each in briefing.sections if each.name == name)


def table(briefing: Briefing, name: str) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in section(briefing, name).rows]


def figures(briefing: Briefing) -> dict[str, str]:
    return {each.name: each.value for each in briefing.figures}


HISTORY = [
    on("2024-03-01", "Ardova", "supports", "Belmar"),
    on("2024-05-01", "Ardova", "supports", "Belmar"),
    on("2025-02-01", "Ardova", "supports", "Belmar"),
    on("2025-03-01", "Ardova", "attacks", "Caldria"),
    on("2025-04-01", "Caldria", "accuses", "Ardova", confidence=0.4),
    on("2025-05-01", "Dunhal", "threatens", "Belmar"),
    on("2025-06-01", "Ardova", "threatens", "Belmar", modality="planned"),
    on("2025-07-01", "Ardova", "attacks", "Dunhal", polarity="negated"),
    told("Ardova", "meetsWith", "Estoria", "undated.txt", sentence="Ardova met Estoria, who knows when."),
]  # fmt: skip


def test_key_figures_of_an_actor() -> None:
    found = report(HISTORY, "Ardova")
    values = figures(found)
    assert found.title == "Report on Ardova"
    assert (values["Statements"], values["Documents"]) == ("8", "8")
    assert found.figures[0].remark == "6 told as fact, 1 denied, 1 planned, possible or sought"
    assert values["Told of days"] == "2024-03-01 to 2025-07-01"
    assert values["Confidence"] == "0.40, 0.75"
    assert values["Rank by degree"].startswith("1 (")
    dated = next(each for each in found.figures if each.name == "Told of days")
    assert dated.remark == "7 dated by the text, 0 by the document, 1 undated"


def test_key_figures_of_a_period() -> None:
    values = figures(report(HISTORY, period="2025"))
    assert (values["Statements"], values["Documents"], values["Actors"]) == ("6", "6", "4")
    assert values["Told of days"] == "2025-02-01 to 2025-07-01"
    undated = next(each for each in report(HISTORY, period="2025").figures if each.name == "Told of days")
    assert undated.remark.endswith("1 undated and so in no period")


def test_a_floor_of_confidence_leaves_statements_out() -> None:
    found = report(HISTORY, "Ardova", min_confidence=0.5)
    assert figures(found)["Statements"] == "7"
    assert "accuses" not in [row[1] for row in table(found, "ties")]
    assert "--min-confidence 0.5" in found.methods[-1]


def test_ranks_are_compared_with_the_period_before() -> None:
    found = report(HISTORY, period="2025")
    lead = section(found, "changes")
    assert lead.columns[2:] == ("Rank in 2024", "Rank in 2025")
    assert table(found, "changes") == [("Belmar", "−1", "1", "2"), ("Caldria", "new", "–", "2"), ("Dunhal", "new", "–", "4")]


def test_the_ties_of_an_actor_are_compared_with_the_period_before() -> None:
    assert table(report(HISTORY, "Ardova", "2025"), "changes") == [("Caldria", "+2", "0", "2"), ("Belmar", "−1", "2", "1")]


def test_without_a_period_the_last_year_told_of_is_compared() -> None:
    lead = section(report(HISTORY, "Ardova"), "changes").lead
    assert "2024-07-02 to 2025-07-01 against 2023-07-03 to 2024-07-01" in lead


def test_new_ties_are_those_that_nothing_before_tells_of() -> None:
    rows = table(report(HISTORY, period="2025"), "new")
    assert [row[:4] for row in rows] == [
        ("Ardova", "attacks", "Caldria", "2025-03-01"),
        ("Caldria", "accuses", "Ardova", "2025-04-01"),
        ("Dunhal", "threatens", "Belmar", "2025-05-01"),
    ]
    assert [row[:3] for row in table(report(HISTORY, "Ardova", "2025-03"), "new")] == [("Ardova", "attacks", "Caldria")]


def test_the_strongest_ties_come_first() -> None:
    rows = table(report(HISTORY, "Ardova"), "ties")
    assert rows[0] == ("Ardova", "supports", "Belmar", "2024-03-01 to 2025-02-01", "3", "3")
    assert "threatens" not in [row[1] for row in rows]


def test_days_that_only_documents_give_stand_in_parentheses() -> None:
    of_report = told(
        "Ardova", "attacks", "Caldria", "2025-03-09.txt", document_date="2025-03-09", sentence="Ardova attacked Caldria."
    )
    by_event, by_document = on("2025-03-01", "Ardova", "attacks", "Caldria"), of_report
    for statements, days in (
        ([by_event], "2025-03-01"),
        ([by_document], "(2025-03-09)"),
        ([by_event, by_document], "2025-03-01 to (2025-03-09)"),
        ([by_document, on("2025-03-09", "Ardova", "attacks", "Caldria")], "2025-03-09"),
    ):
        for name in ("ties", "new", "single"):
            assert {row[3] for row in table(report(statements, "Ardova"), name)} <= {days}, name
        assert table(report(statements, "Ardova"), "ties")[0][3] == days


def test_plans_stand_apart() -> None:
    assert table(report(HISTORY, "Ardova"), "planned") == [("Ardova", "threatens", "Belmar", "planned", "2025-06-01")]


def test_what_rests_on_one_source() -> None:
    found = report(HISTORY, "Ardova")
    assert section(found, "single").lead.startswith("3 of 4 ties")
    assert [row[:3] for row in table(found, "single")] == [
        ("Caldria", "accuses", "Ardova"), ("Ardova", "attacks", "Caldria"), ("Ardova", "meets with", "Estoria"),
    ]  # fmt: skip


def test_what_an_actor_is_said_to_claim() -> None:
    speaker = entity("Ardova")
    claim = on("2025-01-01", "Belmar", "attacks", "Caldria", attributed_to=speaker)
    assert table(report([*HISTORY, claim], "Ardova"), "claims") == [("Belmar — attacks — Caldria", "2025-01-01")]
    assert table(report([*HISTORY, claim], "Ardova", "2024"), "claims") == []


@pytest.mark.parametrize(
    ("actor", "period", "rows"),
    [("Ardova", None, 1), (None, "2025", 1), (None, "2024-03", 0), ("Dunhal", None, 0), (None, "2024", 1)],
)
def test_contradictions_are_shown_where_a_side_is_in_the_window(actor: str | None, period: str | None, rows: int) -> None:
    pair = (HISTORY[1].id, HISTORY[6].id)
    found = report(HISTORY, actor, period, disputes=[("does not go together", *pair), ("does not go together", *pair)])
    assert len(table(found, "contradictions")) == rows
    if rows:
        (row,) = section(found, "contradictions").rows
        assert row[1].text == "Ardova — supports — Belmar, 2024-05-01"
        assert row[2].text == "Ardova — threatens — Belmar (planned), 2025-06-01"
        assert {found.citations[cell.cites[0] - 1].sentence for cell in row[1:]} == {HISTORY[1].sentence, HISTORY[6].sentence}


def test_each_number_leads_to_the_sentences_behind_it() -> None:
    found = report(HISTORY, "Ardova")
    supports = section(found, "ties").rows[0][3]
    assert {found.citations[number - 1].sentence for number in supports.cites} == {each.sentence for each in HISTORY[:3]}
    assert [each.number for each in found.citations] == list(range(1, len(found.citations) + 1))


def test_a_sentence_is_cited_once_with_all_that_was_read_from_it() -> None:
    sentence = "Ardova attacked Belmar and Caldria."
    both = [
        told("Ardova", "attacks", name, "one.txt", sentence=sentence, attributed_to=entity("Dunhal"), document_title="T")
        for name in ("Belmar", "Caldria")
    ]
    (cited,) = report(both, "Ardova").citations
    assert (cited.sentence, cited.title, cited.speakers) == (sentence, "T", ("Dunhal",))
    assert set(cited.said) == {"Ardova — attacks — Belmar", "Ardova — attacks — Caldria"}


def test_many_sentences_are_counted_and_the_first_named() -> None:
    many = [on(f"2025-01-0{day}", "Ardova", "attacks", "Belmar") for day in range(1, 8)]
    cell = section(report(many, "Ardova"), "ties").rows[0][3]
    assert (len(cell.cites), cell.more) == (3, 4)


def test_tables_say_how_much_they_leave_out() -> None:
    found = section(report(invented_world(), period="2023", limit=4), "ties")
    assert len(found.rows) == 4 and found.left_out > 100


@pytest.mark.parametrize(
    ("name", "first", "last", "earlier"),
    [
        ("2025", "2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31", "2024")),
        ("2025-01", "2025-01-01", "2025-01-31", ("2024-12-01", "2024-12-31", "2024-12")),
        ("2024-03", "2024-03-01", "2024-03-31", ("2024-02-01", "2024-02-29", "2024-02")),
        ("2025-06-12", "2025-06-12", "2025-06-12", ("2025-06-11", "2025-06-11", "2025-06-11")),
        ("2025-01/2025-06", "2025-01-01", "2025-06-30", ("2024-07-04", "2024-12-31", "2024-07-04 to 2024-12-31")),
    ],
)
def test_the_period_before(name: str, first: str, last: str, earlier: tuple[str, str, str]) -> None:
    found = before(first, last, name)
    assert found and (found.first, found.last, found.name) == earlier


def test_nothing_is_before_all_time() -> None:
    assert before("0001-01-01", "2017-12-31", "../2017") is None
    found = report(HISTORY, period="../2024")
    assert found.title == "Report on 2024-03-01 to 2024-12-31"
    assert section(found, "changes").columns[2] == "Rank in 2023-04-30 to 2024-02-29"


@pytest.mark.parametrize(
    ("actor", "period", "words"),
    [
        (None, None, "an ACTOR, on a --period"),
        ("Atlantis", None, "no actor named 'Atlantis'"),
        (None, "last June", "no ISO 8601"),
        (None, "2025-13", "month"),
    ],
)
def test_what_cannot_be_reported_on(actor: str | None, period: str | None, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        report(HISTORY, actor, period)


ODD = {
    "nothing in the period": (HISTORY, None, "1999"),
    "an actor with nothing in the period": (HISTORY, "Estoria", "2025"),
    "undated alone": (chain("AB"), "A", None),
    "planned alone": ([on("2025-01-01", "A", "attacks", "B", modality="planned")], "A", None),
    "a place": ([on("2025-01-01", "A", "attacks", entity("Well of Stones", "Settlement"))], "Well of Stones", None),
    "open": (HISTORY, None, "2025/.."),
    "no end": ([on("2025-01-01", "A", "supports", "B", document_date=None) for _ in "1"], "A", "2024-01-01/.."),
    "nothing at all": ([], None, "2025"),
}


@pytest.mark.parametrize("case", ODD)
def test_little_or_nothing_makes_a_report_too(case: str) -> None:
    statements, actor, period = ODD[case]
    found = report(statements, actor, period, located={WELL.id: WELL})
    assert all(each.rows or each.empty or each.pictures or each.lead for each in found.sections)
    assert as_markdown(found).startswith("# ")
    assert Page(as_html(found)).tags


class Page(HTMLParser):
    """An HTML page: its tags with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def evil_world() -> list[StoredStatement]:
    """A network in which every word that comes from a text is hostile."""
    bad = [Entity(f"{ENTITY_BASE}bad-{number}", f"{number} {EVIL}", "ArmedGroup") for number in range(4)]
    place = Entity(ENTITY_BASE + "bad-place", EVIL, "Settlement")
    given = {"document_title": EVIL, "document_source": EVIL, "document_name": EVIL, "attributed_to": bad[0], "place": place}
    statements = [
        on(f"2025-0{number + 1}-01", bad[number], relation, bad[0], sentence=f"{EVIL} {number}\n- {relation}")
        for number in range(1, 4)
        for relation in ("attacks", "supports")
    ]
    return [replace(each, **given) for each in statements] + [
        replace(statements[0], id=f"{statements[0].id}2", modality="planned", document_date=EVIL)
    ]


@pytest.mark.parametrize("asked", [("1 " + EVIL, None), (None, "2025")])
def test_hostile_words_stay_words_in_html(asked: tuple[str | None, str | None]) -> None:
    statements = evil_world()
    located = {ENTITY_BASE + "bad-place": StoredPlace(ENTITY_BASE + "bad-place", 16, -3)}
    page = as_html(
        report(statements, *asked, located=located, disputes=[(EVIL, statements[0].id, statements[1].id)], makers=(EVIL,))
    )
    parsed = Page(page)
    assert {tag for tag, _ in parsed.tags} & {"script", "iframe", "object", "form", "link", "base", "svg"} == set()
    assert not [name for _, attributes in parsed.tags for name in attributes if name.startswith("on")]
    sources = [attributes.get(name) or "" for _, attributes in parsed.tags for name in ("src", "srcset", "href")]
    assert [each for each in sources if each and not each.startswith(("#", "data:image/svg+xml;base64,"))] == []
    assert "{{ 7*7 }}" in parsed.text and "49" not in re.sub(r"\d{3,}", "", parsed.text)
    assert EVIL in parsed.text


def test_the_page_allows_nothing_but_its_own_style_and_pictures() -> None:
    page = as_html(report(HISTORY, "Ardova"))
    parsed = Page(page)
    policy = next(attributes["content"] or "" for tag, attributes in parsed.tags if tag == "meta" and "http-equiv" in attributes)
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    images = [attributes for tag, attributes in parsed.tags if tag == "img"]
    assert len(images) == 2 and all(each["alt"] for each in images)
    for each in images:
        assert base64.b64decode((each["src"] or "").partition(",")[2]).startswith(b"<?xml")


def test_every_reference_has_its_sentence_and_every_part_its_link() -> None:
    parsed = Page(as_html(report(invented_world(), "Ardova", located={WELL.id: WELL})))
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    links = {(attributes["href"] or "").removeprefix("#") for tag, attributes in parsed.tags if tag == "a"}
    assert len(ids) == len(set(ids))
    assert links <= set(ids)
    assert {each for each in ids if each and re.fullmatch(r"s\d+", each)} <= links


@pytest.mark.parametrize("asked", [("1 " + EVIL, None), (None, "2025")])
def test_hostile_words_stay_words_in_markdown(asked: tuple[str | None, str | None]) -> None:
    statements = evil_world()
    text = as_markdown(report(statements, *asked, disputes=[(EVIL, statements[0].id, statements[1].id)], makers=(EVIL,)))
    assert "<" not in text and "\x1b" not in text
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    widths = [len(re.findall(r"(?<!\\)\|", line)) for line in rows]
    for line, width, above in zip(rows[1:], widths[1:], widths, strict=False):
        assert width == above or set(line) <= set("| -") or "---" in rows[rows.index(line) + 1], line
    assert all(re.match(r"\[\^\d+\]: ", line) for line in text.partition("## Sentences")[2].splitlines() if line)


def test_markdown_refers_to_every_footnote_and_to_no_other() -> None:
    text = as_markdown(report(invented_world(), "Ardova"))
    body, _, notes = text.partition("## Sentences")
    assert set(re.findall(r"\[\^(\d+)\]", body)) == set(re.findall(r"^\[\^(\d+)\]:", notes, re.MULTILINE))


def test_pictures_stand_in_markdown_where_they_have_an_address() -> None:
    found = report(HISTORY, "Ardova")
    assert "![" not in as_markdown(found)
    shown = as_markdown(found, {"timeline": "my report (1)-timeline.png"})
    assert re.findall(r"\]\((.*?)\)\n", shown) == ["my%20report%20%281%29-timeline.png"]


def test_the_same_report_every_time() -> None:
    statements = invented_world()
    found = report(statements, period="2023", located={WELL.id: WELL})
    again = report(statements[::-1], period="2023", located={WELL.id: WELL})
    assert as_markdown(found) == as_markdown(again)
    assert as_html(found) == as_html(again)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("2025-01-29 to 2025-01-30", "fixed"),
        ("12", "fixed"),
        ("−3", "fixed"),
        ("Mali", ""),
        ("N" * 21, "long"),
        ("2 (1 to 12)", "fixed"),
        ("", "fixed"),
    ],
)
def test_how_cells_break(text: str, layout: str) -> None:
    assert Cell(text).layout == layout


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = str(tmp_path / "secret" / "my-store")
    (tmp_path / "secret").mkdir()
    base = Entity(ENTITY_BASE + "base", "Nowhere Base", "Base", known=False)
    texts = (
        Text("one.txt", date="2023-06-01", source="Wire").tell(JNIM, "attacks", MALI, date="2020", place=base, count=5),
        Text("two.txt", date="2023-06-02", source="Daily").tell(JNIM, "attacks", MALI, count=7).tell(STRANGER, "attacks", MALI),
        Text("four.txt", date="2024-02-01", source="Wire").tell(MALI, "supports", RUSSIA).tell(MALI, "opposes", RUSSIA),
        Text("five.txt", date="2024-02-02").tell(RUSSIA, "supplies", MALI, modality="planned"),
    )
    with open_store(folder) as opened:
        opened.ensure_background(gazetteer())
        for text in texts:
            opened.add(text.reading())
    monkeypatch.setenv("KG_STORE", folder)
    monkeypatch.chdir(tmp_path)
    return folder


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ("report", *args))


def test_every_sentence_of_a_report_stands_word_for_word_in_its_document(store: str) -> None:
    with open_store(store, create=False) as opened:
        texts = {document.name: opened.document(document.id).text for document in opened.documents()}
        found = brief(material_of(opened, "store x"), WORDS, "Mali")
    assert len(found.citations) == 6
    assert all(each.sentence in texts[each.document] for each in found.citations)
    page, text = Page(as_html(found)).text, html.unescape(re.sub(r"\\(.)", r"\1", as_markdown(found)))
    assert all(each.sentence in page and each.sentence in text for each in found.citations)


def test_contradictions_come_from_the_named_queries(store: str) -> None:
    with open_store(store, create=False) as opened:
        material = material_of(opened, "store x")
    assert {kind for kind, *_ in material.disputes} == {"does not go together"}
    rows = table(brief(material, WORDS, "Russia"), "contradictions")
    assert [row[1:] for row in rows] == [("Mali — supports — Russia, (2024-02-01)", "Mali — opposes — Russia, (2024-02-01)")]
    assert "test 1" in material.makers


def test_markdown_goes_to_standard_output_or_into_files(store: str) -> None:
    result = run("Mali")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("# Report on Mali\n") and "![" not in result.stdout
    assert run("Mali", "-o", "mali.md").exit_code == 0
    text = Path("mali.md").read_text(encoding="utf-8")
    pictures = re.findall(r"\]\((mali-\w+\.png)\)", text)
    assert pictures == ["mali-timeline.png", "mali-pair.png"]
    assert all(Path(name).read_bytes().startswith(b"\x89PNG") for name in pictures)
    assert "secret" not in text and "store my-store" in text


def test_html_is_one_file(store: str) -> None:
    assert run("--period", "2023", "-o", "r.html").exit_code == 0
    assert [path.name for path in Path().iterdir() if path.is_file()] == ["r.html"]
    page = Path("r.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "secret" not in page
    assert run("--period", "2023", "--format", "html").stdout == page


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "on an ACTOR"),
        (("Atlantis",), "no actor named 'Atlantis'"),
        (("--period", "x"), "ISO 8601"),
        (("Mali", "--format", "pdf"), "pdf"),
        (("Mali", "--min-confidence", "2"), "2"),
    ],
)
def test_wrong_requests(store: str, args: tuple[str, ...], words: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr and result.stderr.count("\n") == 1


def test_no_report_without_a_place_for_it(store: str) -> None:
    result = run("Mali", "-o", "nowhere/x.html")
    assert result.exit_code == 1 and result.stderr.startswith("kg: cannot write nowhere/x.html")


@pytest.mark.parametrize("width", [390, 1200])
def test_in_a_browser_nothing_runs_loads_or_sticks_out(tmp_path: Path, browser: Any, width: int) -> None:
    statements = evil_world()
    located = {ENTITY_BASE + "bad-place": StoredPlace(ENTITY_BASE + "bad-place", 16, -3)}
    path = tmp_path / "report.html"
    path.write_text(as_html(report(statements, "1 " + EVIL, located=located)), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(path.as_uri())
    assert [each for each in requests if not each.startswith("data:")] == [path.as_uri()]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    page.close()
