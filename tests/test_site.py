"""The site: what its pages hold, that they are whole and valid, and that only what changed is written."""

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5rdf
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from store_samples import JNIM, MALI, RUSSIA, STRANGER, VILLAGE, Text, gazetteer

from kg.cli import cli
from kg.errors import KgError, UsageError
from kg.explorer.texts import LANGUAGES
from kg.records import DOCUMENT_BASE, ENTITY_BASE, STATEMENT_BASE, Entity, StoredPlace
from kg.site import Material, build_site, material_of
from kg.site.addresses import anchor, document_page, entity_page
from kg.site.catalogue import Catalogue
from kg.site.dossiers import bars, dossier, spots_of
from kg.site.drawing import chart, map_of, star
from kg.site.listings import listings
from kg.site.marking import names_in, paragraphs
from kg.site.readings import reading
from kg.site.records import Bar, Ego, Neighbour, Ref, Spot
from kg.site.searching import folded, shards
from kg.site.words import words_in
from kg.site.writing import MANIFEST, STAGE, Page, write_site
from kg.store import open_store
from kg.timing import When

RAN = '<img src=x onerror="window.ran=1"></script><script>window.ran=1</script>javascript:window.ran=1'
HOSTILE = Entity(ENTITY_BASE + "../../etc/passwd", RAN, "ArmedGroup", ("\u202eevil\x00",), known=False)
CON = Entity(ENTITY_BASE + "con", "Con", "Person", known=False)
VNU = Path(os.environ.get("KG_VNU", "build/vnu/node_modules/vnu-jar/build/dist/vnu.jar"))


def silent(_step: object) -> None:
    pass


def readings():
    yield (
        Text("first.txt", date="2024-05-01", title="First report", source="Wire")
        .tell(JNIM, "attacks", MALI, date="2024-04")
        .tell(STRANGER, "attacks", VILLAGE)
        .tell(JNIM, "attacks", MALI, polarity="negated", attributed_to=RUSSIA)
        .reading()
    )
    yield (
        Text("second.txt", date="2025-01-02", source="Radio")
        .tell(RUSSIA, "supports", MALI, place=VILLAGE, count=12)
        .tell(JNIM, "attacks", MALI, modality="planned")
        .reading()
    )
    yield Text("third.txt", title=RAN, source=RAN).tell(HOSTILE, "attacks", CON).reading()


@cache
def material() -> Material:
    with open_store(":memory:") as store:
        store.ensure_background(gazetteer())
        for each in readings():
            store.add(each)
        found = material_of(store)
    return replace(found, located={VILLAGE.id: StoredPlace(VILLAGE.id, 14.5, -3.9)})


def catalogue(language: str = "en") -> Catalogue:
    return Catalogue(material(), words_in(language))


def page_of(iri: str):
    found = catalogue()
    disputes = [each for each in material().disputes if iri in ends(each)]
    return dossier(found, found.entities[iri], disputes)


def ends(dispute: tuple[str, str, str]) -> set[str]:
    told = {each.id: each for each in material().statements}
    return {end.id for iri in dispute[1:] for end in (told[iri].subject, told[iri].object)}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "dossiers"
    build_site(material(), folder)
    return folder


# Names of files


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("mali", r"entity/mali\.html"),
        ("a-2", r"entity/a-2\.html"),
        ("con", r"entity/con-[0-9a-f]{16}\.html"),
        ("com1", r"entity/com1-[0-9a-f]{16}\.html"),
        ("Mali", r"entity/mali-[0-9a-f]{16}\.html"),
        ("mali-0123456789abcdef", r"entity/mali-0123456789abcdef-[0-9a-f]{16}\.html"),
        ("../../etc/passwd", r"entity/etc-passwd-[0-9a-f]{16}\.html"),
        ("é" * 500, r"entity/e{60}-[0-9a-f]{16}\.html"),
        ("مالي", r"entity/x-[0-9a-f]{16}\.html"),
        ("", r"entity/x-[0-9a-f]{16}\.html"),
        ("a.html", r"entity/a-html-[0-9a-f]{16}\.html"),
    ],
)
def test_an_entity_has_a_name_that_any_system_takes(iri, path):
    assert re.fullmatch(path, entity_page(ENTITY_BASE + iri))


@given(st.lists(st.text(st.characters(codec="utf-8")), unique=True, max_size=30))
def test_no_two_entities_share_a_file_even_where_case_does_not_count(names):
    paths = [entity_page(ENTITY_BASE + name).casefold() for name in names]
    assert len(set(paths)) == len(names)
    assert all(re.fullmatch(r"entity/[a-z0-9-]{1,80}\.html", path) for path in paths)


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_a_document_is_told_from_others_of_its_name(name, other):
    one, two = (document_page(DOCUMENT_BASE + local, name) for local in ("0" * 20, f"{other}!"))
    assert one != two
    assert all(re.fullmatch(r"document/[a-z0-9-]{1,80}\.html", path) for path in (one, two))


def test_an_anchor_is_an_id_whatever_the_statement_is_called():
    assert anchor(STATEMENT_BASE + "0a" * 10) == "s-" + "0a" * 10
    assert re.fullmatch("s-[0-9a-f]{20}", anchor(STATEMENT_BASE + '"><script>'))


# Marking


def told(made) -> str:
    """Paragraphs as text: `[1,2|a sentence]`, and names as `{name}`."""
    parts = []
    for paragraph in made:
        words = ""
        for run in paragraph.runs:
            inner = "".join(f"{{{piece.text}}}" if piece.ref else piece.text for piece in run.pieces)
            words += f"[{','.join(str(number) for _, number in run.anchors)}|{inner}]" if run.marked else inner
        parts.append(words)
    return " / ".join(parts)


TEXT = "One hits Two. Two runs.\n\nThree."
NAME = Ref("One", "entity/one.html")


@pytest.mark.parametrize(
    ("sentences", "names", "expected"),
    [
        ({}, [], "One hits Two. Two runs. / Three."),
        ({(0, 13): [("a", 1)]}, [], "[1|One hits Two.] Two runs. / Three."),
        ({(0, 13): [("a", 1), ("b", 2)]}, [(0, 3, NAME), (9, 12, NAME)], "[1,2|{One} hits {Two}.] Two runs. / Three."),
        ({(0, 13): [("a", 1)], (5, 23): [("b", 2)]}, [], "[1,2|One hits Two.] Two runs. / Three."),
        ({(14, 31): [("a", 1)]}, [], "One hits Two. [1|Two runs.] / [|Three.]"),
        ({}, [(0, 3, NAME), (0, 8, NAME), (2, 5, NAME)], "{One} hits Two. Two runs. / Three."),
        ({(0, 13): [("a", 1)]}, [(9, 17, NAME)], "[1|One hits Two.] Two runs. / Three."),
        (
            {(-5, 13): [("a", 1)], (20, 9999): [("b", 2)]},
            [(-3, 3, NAME), (25, 99, NAME)],
            "[1|One hits Two.] Two ru[2|ns.] / [|Three.]",
        ),
        ({(9, 9): [("a", 1)], (13, 2): [("b", 2)]}, [(4, 4, NAME)], "One hits Two. Two runs. / Three."),
    ],
)
def test_sentences_and_names_are_marked_and_never_overlap(sentences, names, expected):
    assert told(paragraphs(TEXT, 0, sentences, names)) == expected


spans = st.tuples(st.integers(-3, 40), st.integers(-3, 40))


@given(
    st.text("ab \n", max_size=35),
    st.integers(-2, 40),
    st.dictionaries(spans, st.lists(st.tuples(st.text("xyz", min_size=1), st.integers(1, 9)), min_size=1, max_size=2), max_size=4),
    st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40), st.just(NAME)), max_size=5),
)
def test_whatever_is_marked_the_text_stays_the_same(text, start, sentences, names):
    made = paragraphs(text, start, sentences, names)
    kept = " ".join("".join(piece.text for run in paragraph.runs for piece in run.pieces) for paragraph in made)
    assert kept.split() == text[max(0, start) :].split()
    assert Counter(one for paragraph in made for run in paragraph.runs for one in run.anchors) <= Counter(
        one for own in sentences.values() for one in own
    )


def test_lines_that_were_cut_to_a_width_flow_and_others_stay():
    wrapped = "word " * 15 + "\n" + "word " * 15 + "\nend"
    listed = "- one\n- two\n- three"
    assert [paragraph.lines for paragraph in paragraphs(f"{wrapped}\n\n{listed}", 0, {}, [])] == [False, True]


def test_names_are_found_as_whole_words_the_longest_first():
    known = {"Mali": Ref("Mali"), "Mali Empire": Ref("Empire"), "IS": Ref("IS")}
    text = "Mali, Malian, the Mali Empire, IS. a.Mali"
    assert [(text[start:end], ref.name) for start, end, ref in names_in(text, 1, known)] == [
        ("Mali Empire", "Empire"),
        ("Mali", "Mali"),
    ]


# Pages


def test_a_dossier_tells_everything_of_an_entity():
    found = page_of(MALI.id)
    assert (found.name, found.kind, found.statements, found.documents) == ("Mali", "country", 4, 2)
    assert (found.first, found.last) == ("2024-04-01", "2025-01-02")
    assert [(claim.date, claim.by_document) for claim in found.claims] == [
        ("2025-01-02", True),
        ("2025-01-02", True),
        ("2024-05-01", True),
        ("2024-04", False),
    ]
    assert Counter(mark for claim in found.claims for mark in claim.marks) == {"planned": 1, "denied": 1}
    violence = next(family for family in found.families if family.name == "violence")
    assert [(tie.subject.name, tie.relation, tie.object.name, tie.stated, tie.otherwise) for tie in violence.ties] == [
        (JNIM.name, "attacks", "Mali", 1, 2)
    ]
    assert [(fact.subject.name, fact.relation, fact.object, fact.since) for fact in found.facts] == [
        ("Mali", "member of", Ref("Alliance of Sahel States"), "2023-09-16")
    ]
    assert [(one.ref.name, one.number, one.other) for one in found.sources] == [("Radio", 2, 1), ("Wire", 2, 1)]
    assert {(one.kind, "denied" in {*one.one.marks, *one.other.marks}) for one in found.disputes} == {("affirmed and denied", True)}
    assert found.ego
    assert [(one.ref.name, one.family, one.weight) for one in found.ego.neighbours] == [
        ("Russia", "cooperation", 1),
        (JNIM.name, "violence", 1),
    ]


def test_a_place_has_what_happened_there_and_lies_on_its_map():
    found = page_of(VILLAGE.id)
    assert [claim.subject.name for claim in found.claims] == ["Russia", "Hypothetical Front"]
    assert [(spot.ref.name, spot.number, spot.own) for spot in found.spots] == [(VILLAGE.name, 2, True)]


def test_who_only_speaks_has_a_page_too():
    found = page_of(RUSSIA.id)
    assert {claim.speaker.name if claim.speaker else None for claim in found.claims} == {"Russia", None}


def test_every_statement_leads_to_its_sentence_and_back(built):
    for text in material().texts:
        page = reading(catalogue(), text)
        html = (built / page.path).read_text(encoding="utf-8")
        assert page.claims
        for claim in page.claims:
            assert len(re.findall(f'id="{claim.anchor}"', html)) == 1
            assert f'href="#c-{claim.key}"' in html


def test_a_statement_that_stands_nowhere_in_its_text_is_found_in_the_list(tmp_path):
    build_site(replace(material(), positions={}), tmp_path / "site")
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "site" / "document").iterdir()]
    for statement in material().statements:
        assert sum(page.count(f'id="{anchor(statement.id)}"') for page in pages) == 1


def test_lists_have_every_page_by_letter_and_by_class():
    found = {listing.path: listing for listing in listings(catalogue())}
    actors = [(section.name, entry.ref.name) for section in found["actors.html"].sections for entry in section.entries]
    assert [each for each in actors if each[1] in {"Mali", "Russia"}] == [("M", "Mali"), ("R", "Russia")]
    assert "Nowhere Village" in [entry.ref.name for section in found["places.html"].sections for entry in section.entries]
    by_class = {section.name: len(section.entries) for section in found["classes.html"].sections}
    assert by_class["country"] == 2
    assert sum(by_class.values()) == len(catalogue().entities)
    assert [section.name for section in found["documents.html"].sections] == ["2025", "2024", "undated"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], ()),
        ([None], ()),
        (
            [When("2024-05-03", "2024-05-03", "event"), When("2024-07-01", "2024-07-31", "document"), None],
            (Bar("2024-05", 1, 0), Bar("2024-06", 0, 0), Bar("2024-07", 0, 1)),
        ),
        (
            [When("2012-01-01", "2012-12-31", "event"), When("2016-01-01", "2016-01-01", "event")],
            (Bar("2012", 1, 0), Bar("2013", 0, 0), Bar("2014", 0, 0), Bar("2015", 0, 0), Bar("2016", 1, 0)),
        ),
    ],
)
def test_time_is_counted_by_month_and_where_long_by_year(days, expected):
    assert bars(days) == expected


def test_a_country_is_no_closer_place():
    statement = next(each for each in material().statements if each.subject.id == RUSSIA.id)
    spots, rough = spots_of(catalogue(), [replace(statement, place=MALI), statement])
    assert ([spot.number for spot in spots], rough) == ([1], 1)


def test_only_what_an_actor_is_plainly_told_to_have_done_is_on_the_map():
    statement = next(each for each in material().statements if each.subject.id == RUSSIA.id)
    otherwise = (
        replace(statement, modality="possible"),
        replace(statement, modality="sought", place=MALI),
        replace(statement, polarity="negated"),
        replace(statement, subject=VILLAGE),
    )
    assert spots_of(catalogue(), otherwise) == ((), 0)
    spots, _ = spots_of(catalogue(), [statement, *otherwise])
    assert [spot.number for spot in spots] == [1]


# Pictures


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=200))
def test_bars_stay_in_the_picture_and_do_not_overlap(numbers):
    made = chart([Bar(f"{2000 + place}", event, document) for place, (event, document) in enumerate(numbers)])
    assert all(
        column.document[0] >= made.top - 0.1 and column.event[0] + column.event[1] <= made.ground + 0.1 for column in made.columns
    )
    assert all(
        one.x + one.width <= other.x + 0.05 and other.x + other.width <= 720.05
        for one, other in zip(made.columns, made.columns[1:], strict=False)
    )
    assert len(made.ticks) <= 9


@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-179, 179), st.integers(0, 99)), min_size=1, max_size=40))
def test_circles_and_names_stay_on_the_map_and_names_do_not_overlap(points):
    made = map_of([Spot(Ref(f"Place {number}", "x"), *point) for number, point in enumerate(points)])
    assert all(0 <= one.x <= made.width and -1 <= one.y <= made.height + 1 for one in made.circles)
    boxes = [(*one.label, len(one.spot.ref.name) * 6.6) for one in made.circles if one.label]
    assert all(
        abs(one[1] - other[1]) >= 14 or one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
        for place, one in enumerate(boxes)
        for other in boxes[:place]
    )


GAO, MENAKA, TINZAOUATEN, DAKAR, ABIDJAN, ALGIERS = (16.3, 0.0), (15.9, 2.4), (20.0, 3.0), (14.7, -17.4), (5.3, -4.0), (36.8, 3.1)
PARIS, MOSCOW, BEIJING = (48.9, 2.4), (55.8, 37.6), (39.9, 116.4)


@pytest.mark.parametrize(
    ("places", "outside"),
    [
        ({GAO: 3, MENAKA: 2, TINZAOUATEN: 2, MOSCOW: 1}, {MOSCOW}),
        ({GAO: 3, MENAKA: 2, TINZAOUATEN: 2, PARIS: 1, MOSCOW: 1}, {PARIS, MOSCOW}),
        ({GAO: 9, MENAKA: 2, ALGIERS: 1, MOSCOW: 1, BEIJING: 1}, {MOSCOW, BEIJING}),
        ({GAO: 3, MENAKA: 2, TINZAOUATEN: 2, MOSCOW: 4}, set()),
        ({GAO: 9, DAKAR: 1, ABIDJAN: 1, ALGIERS: 1}, set()),
        ({GAO: 1, MOSCOW: 1}, set()),
        ({MOSCOW: 1}, set()),
    ],
)
def test_a_few_statements_far_away_do_not_make_the_rest_of_the_map_small(places, outside):
    made = map_of([Spot(Ref(f"{place}", "x"), *place, number) for place, number in places.items()])
    assert {(spot.latitude, spot.longitude) for spot in made.outside} == outside
    assert len(made.circles) == len(places) - len(outside)
    assert all(0 <= one.x <= made.width and 0 <= one.y <= made.height for one in made.circles)


def test_the_place_that_a_page_is_about_is_on_its_map_wherever_it_lies():
    spots = [Spot(Ref(f"{place}", "x"), *place, 5) for place in (GAO, MENAKA)]
    assert not map_of([*spots, Spot(Ref("Moscow", "x"), *MOSCOW, 0, own=True)]).outside


def test_places_off_the_map_are_named_beside_it_and_lead_to_their_pages(tmp_path):
    far = Entity(ENTITY_BASE + "far", "Far Away", "Settlement")
    statement = next(each for each in material().statements if each.subject.id == RUSSIA.id)
    more = tuple(replace(statement, id=f"{statement.id}{number}") for number in range(4))
    gone = replace(statement, id=f"{statement.id}-far", place=far)
    located = {VILLAGE.id: StoredPlace(VILLAGE.id, *GAO), far.id: StoredPlace(far.id, *MOSCOW)}
    build_site(replace(material(), statements=(*material().statements, *more, gone), located=located), tmp_path / "site")
    caption = (
        (tmp_path / "site" / "index.html").read_text(encoding="utf-8").partition("<figcaption>Only")[2].partition("</figure>")[0]
    )
    assert 'beyond the edge of the map: <a href="entity/far.html"><bdi>Far Away</bdi></a> (1).' in caption


def test_neighbours_stand_in_two_columns_each_with_room_for_its_name():
    neighbours = tuple(Neighbour(Ref("N" * 60, f"{number}.html"), 0, "violence", number + 1) for number in range(9))
    made = star(Ego("Middle", 0, neighbours, ((0, 1, "violence"), (0, 8, "violence"))))
    for side in (-1, 1):
        heights = sorted(knot.y for knot in made.knots if knot.side == side)
        assert all(later - earlier >= 20 for earlier, later in pairwise(heights))
        assert all(0 < height < made.height for height in heights)
    assert all(26 < abs(knot.x - made.x) < 180 and len(knot.name) <= 26 for knot in made.knots)
    assert len(made.arcs) == 2


def test_on_a_phone_neighbours_stand_in_one_column_that_fits():
    neighbours = tuple(Neighbour(Ref("N" * 60, f"{number}.html"), 0, "violence", number + 1) for number in range(9))
    made = star(Ego("Middle", 0, neighbours, ()), narrow=True)
    heights = [knot.y for knot in made.knots]
    assert all(later - earlier >= 20 for earlier, later in pairwise(heights))
    assert min(heights) > 0 and max(heights) < made.height
    assert all(made.x + 26 < knot.x and knot.x + 15 + 8.2 * len(knot.name) <= made.width for knot in made.knots)


# Search


def test_words_lead_to_the_documents_they_stand_in():
    found = shards(catalogue())
    texts = material().texts
    for word in ("attacks", "supports"):
        here, number = [], 0
        for step in found[word[:2]][word]:
            number += step
            here.append(number)
        assert here == [place for place, text in enumerate(texts) if word in text.text]
    assert set(found) == {key for key in found if re.fullmatch("[a-z0-9]{2}|other", key)}


def test_accents_and_case_do_not_count():
    assert folded("Goïta ÉCOWAS") == "goita ecowas"


def test_the_index_holds_every_page(built):
    text = (built / "search" / "names.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix('kgSearch("names",').removesuffix(");\n"))
    assert {f"entity/{row[0]}.html" for row in index["entities"]} == set(catalogue().pages.values())
    assert [f"document/{row[0]}.html" for row in index["documents"]] == list(catalogue().document_pages.values())
    assert {f"w-{key}.js" for key in index["shards"]} | {"names.js"} == {path.name for path in (built / "search").iterdir()}


# Files


def pages_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_every_page_is_strict_html(built):
    for path in pages_of(built):
        html5rdf.HTMLParser(strict=True).parse(path.read_bytes().decode())


def test_every_link_leads_to_a_page_and_a_place_on_it(built):
    ids = {path: set(re.findall(r' id="([^"]+)"', path.read_text(encoding="utf-8"))) for path in pages_of(built)}
    for path in ids:
        text = path.read_text(encoding="utf-8")
        for address in re.findall(r'(?:href|src)="([^"]*)"', text):
            if address == "data:,":
                continue
            parts = urlsplit(address)
            assert not parts.scheme and not parts.netloc, address
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path}: {address}"
            assert not parts.fragment or parts.fragment in ids[target], f"{path}: {address}"


def test_nothing_from_a_text_is_markup(built):
    for path in pages_of(built):
        text = path.read_text(encoding="utf-8")
        assert "<img" not in text
        assert text.count("<script") == 1
        assert "\u202e" not in text and "\x00" not in text
        assert not re.search(r'(?:href|src)="(?:javascript|http)', text)
    for path in (built / "search").iterdir():
        assert "\u202e" not in path.read_text(encoding="utf-8")


@pytest.mark.skipif(
    not VNU.is_file() or not shutil.which("java"), reason="vnu.jar or Java is missing; npm install --prefix build/vnu vnu-jar"
)
def test_the_checker_of_the_w3c_finds_no_fault(built):
    found = subprocess.run(
        ["java", "-Xss4m", "-jar", VNU, "--skip-non-html", str(built)], capture_output=True, text=True, check=False
    )
    # It knows no `self` of pages that lie on a disk; test_site_browser sees that the style and the script are loaded.
    faults = [line for line in found.stderr.splitlines() if "Resource violates Content Security Policy" not in line]
    assert (found.returncode, faults) == (0, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_speaks_one_language(tmp_path, language):
    build_site(material(), tmp_path / "site", language=language)
    text = (tmp_path / "site" / entity_page(MALI.id)).read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in text
    assert ("Phrases" in text, "Sentences" in text) == ((True, False) if language == "fr" else (False, True))
    assert "_other" not in text


def test_a_language_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no language is named 'de'; there are en, fr"):
        build_site(material(), tmp_path / "site", language="de")


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()
    }


def test_what_is_unchanged_is_not_written_again(tmp_path):
    folder = tmp_path / "site"
    first = build_site(material(), folder)
    before = state(folder)
    again = build_site(material(), folder)
    assert (again.written, again.unchanged, again.removed) == (0, first.written, 0)
    assert {name: value for name, value in state(folder).items() if name != MANIFEST} == {
        name: value for name, value in before.items() if name != MANIFEST
    }


def less() -> Material:
    """The material without the hostile document and whom only it speaks of."""
    kept = tuple(text for text in material().texts if text.name != "third.txt")
    ids = {text.id for text in kept}
    return replace(material(), texts=kept, statements=tuple(each for each in material().statements if each.document in ids))


def test_a_site_that_is_brought_up_to_date_is_the_one_that_is_made_anew(tmp_path):
    build_site(material(), tmp_path / "one")
    before = state(tmp_path / "one")
    mine = tmp_path / "one" / "entity" / "notes.txt"
    mine.write_text("mine", encoding="utf-8")
    changed = build_site(less(), tmp_path / "one")
    build_site(less(), tmp_path / "two")
    mine.unlink()
    contents = [{name: value[0] for name, value in state(tmp_path / name).items()} for name in ("one", "two")]
    assert contents[0] == contents[1]
    assert changed.removed >= 3
    untouched = [name for name, value in state(tmp_path / "one").items() if before.get(name) == value]
    assert {str(path) for path in (entity_page(MALI.id), *list(catalogue().document_pages.values())[1:])} <= set(untouched)


def test_a_damaged_page_is_made_again(tmp_path):
    build_site(material(), tmp_path)
    page = tmp_path / entity_page(MALI.id)
    whole = page.read_bytes()
    page.write_bytes(whole[:100])
    (tmp_path / "index.html").unlink()
    assert build_site(material(), tmp_path).written == 2
    assert page.read_bytes() == whole


def test_a_build_that_is_interrupted_leaves_the_site_as_it_was(tmp_path):
    build_site(material(), tmp_path)
    before = state(tmp_path)

    def stop() -> str:
        raise KeyboardInterrupt

    pages = [Page("index.html", "new", lambda: "new"), Page("actors.html", "new", stop)]
    with pytest.raises(KeyboardInterrupt):
        write_site(tmp_path, pages, "2", silent)
    assert state(tmp_path) == before
    assert not (tmp_path / STAGE).exists()


def test_what_a_killed_build_left_is_cleared_away(tmp_path, monkeypatch):
    write_site(tmp_path, [Page("index.html", "1", lambda: "1")], "1", silent)
    moved = []

    def kill(self: Path, target: Path) -> Path:
        if moved.append(target) or len(moved) == 3:  # after the list of files and the first of them
            raise KeyboardInterrupt
        return real(self, target)

    real = Path.replace
    monkeypatch.setattr(Path, "replace", kill)
    with pytest.raises(KeyboardInterrupt):
        write_site(tmp_path, [Page(f"{name}.html", "2", lambda: "2") for name in ("a", "b", "index")], "1", silent)
    monkeypatch.undo()
    assert (tmp_path / "a.html").is_file()
    done = write_site(tmp_path, [Page("index.html", "1", lambda: "1")], "1", silent)
    assert (done.written, done.removed) == (1, 2)  # nobody knows whether the page that stood there is the old or the new one
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", MANIFEST]


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.doc").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="holds files and no site of kg"):
        build_site(material(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("listed", ["../thesis.doc", "/etc/passwd", "entity/../../thesis.doc", "thesis.doc", "entity/.htaccess"])
def test_a_list_of_files_from_elsewhere_has_nothing_else_removed(tmp_path, listed):
    thesis = tmp_path / "thesis.doc"
    folder = tmp_path / "site"
    folder.mkdir()
    for path in (thesis, folder / "thesis.doc"):
        path.write_text("mine", encoding="utf-8")
    (folder / MANIFEST).write_text(json.dumps({"kg": 1, "files": {listed: ["", ""]}}), encoding="utf-8")
    assert write_site(folder, [Page("index.html", "1", lambda: "1")], "1", silent).removed == 0
    assert thesis.is_file() and (folder / "thesis.doc").is_file()


@pytest.mark.parametrize("text", ["", "[]", '{"kg": 1}', '{"files": []}', "\x00"])
def test_a_damaged_list_of_files_is_named(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="is damaged: remove the folder"):
        build_site(material(), tmp_path)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KgError, match="cannot write the site to"):
        build_site(material(), tmp_path / "file" / "site")


def test_two_pages_never_take_one_file(tmp_path):
    with pytest.raises(KgError, match=r"two pages of the site would be index\.html"):
        write_site(tmp_path, [Page("index.html", name, lambda: "") for name in "ab"], "1", silent)


def test_an_empty_store_has_a_site(tmp_path):
    build_site(Material((), {}, (), {}), tmp_path)
    for path in pages_of(tmp_path):
        html5rdf.HTMLParser(strict=True).parse(path.read_bytes().decode())


# The command


def test_the_command_writes_a_site(tmp_path):
    with open_store(tmp_path / "store") as store:
        store.ensure_background(gazetteer())
        store.add(next(readings()))
    arguments = ["site", "--store", str(tmp_path / "store"), "-o", str(tmp_path / "site"), "--language", "fr"]
    first = CliRunner().invoke(cli, arguments)
    assert (first.exit_code, first.stdout) == (0, "")
    assert re.search(
        r"wrote .*site: \d+ actors, places and other things, 1 documents; \d+ files written, 0 unchanged, 0 removed", first.stderr
    )
    assert ", 0 removed" in CliRunner().invoke(cli, arguments).stderr
    (tmp_path / "site" / MANIFEST).unlink()
    refused = CliRunner().invoke(cli, arguments)
    assert refused.exit_code == 2
    assert "holds files and no site of kg" in refused.stderr
