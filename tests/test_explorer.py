"""What the explorer's page holds, without a browser: selection, bundles, layout, style, and that nothing can run or load."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from network_samples import WORDS, chain, entity, invented_world, iris, told

from kg.errors import KgError, SeedError, UsageError
from kg.explorer import Background, Making, explorer_html, write_explorer
from kg.explorer.layout import Box, place
from kg.explorer.page import ASSETS
from kg.explorer.selection import bundles, plain, select, short_name
from kg.explorer.style import STYLE_FILE, load_style
from kg.explorer.texts import FOLDER, load_texts
from kg.graph import build
from kg.records import StoredFact

WORLD = build(invented_world(), WORDS)
PAGE = explorer_html(WORLD, title="A world", shown=20)
HOSTILE = "</script><script>x=1</script><img src=x onerror=x=1>{{ 7*7 }}\u2028'\"&javascript:x=1"


class Tags(HTMLParser):
    """The page's tags, and the texts of its scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] in {"script", "style"}:
            self.texts.append((self.tags[-1][1], data))


def page_data(page: str) -> dict:
    return json.loads("".join(text for attrs, text in Tags(page).texts if attrs.get("id") == "data"))


def test_the_page_is_the_same_every_time_and_holds_every_statement():
    assert explorer_html(WORLD, title="A world", shown=20) == PAGE
    data = page_data(PAGE)
    told_ids = {one["id"] for line in data["details"]["lines"] for tie in line["ties"] for one in tie["statements"]}
    assert told_ids == {one.id for *_, tie in WORLD.edges(data=True) for one in tie["statements"]}
    assert len(data["nodes"]) == len(data["details"]["nodes"]) == len(WORLD)
    assert len(data["edges"]) == len(data["details"]["lines"])
    assert (data["details"]["shown"], data["details"]["leftOut"]) == (20, 0)


def test_nothing_in_the_page_refers_to_another_machine():
    for tag, attrs in Tags(PAGE).tags:
        assert tag not in {"iframe", "img", "object", "embed", "base", "form"}
        assert "src" not in attrs
        assert attrs.get("href", "data:,") in {"data:,", "#panel"}
        assert not [name for name in attrs if name.startswith("on") or name == "style"]


def test_the_policy_lets_run_what_the_page_holds_and_no_more():
    tags = Tags(PAGE)
    policy = next(str(attrs["content"]) for _, attrs in tags.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    assert "unsafe" not in policy
    blocks = re.findall(r"<(script|style)>(.*?)</\1>", PAGE, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for _, text in blocks]
    assert rules["style-src"] + rules["script-src"] == hashes


def test_what_came_from_a_text_cannot_leave_its_place():
    bad = entity(HOSTILE, "Organization", HOSTILE)
    statement = told(
        bad, "accuses", "Mali", HOSTILE, sentence=HOSTILE, document_title=HOSTILE, document_source=HOSTILE, date=HOSTILE
    )
    page = explorer_html(build([statement], WORDS), title=HOSTILE)
    assert [tag for tag, _ in Tags(page).tags] == [tag for tag, _ in Tags(PAGE).tags]
    assert len(Tags(page).texts) == len(Tags(PAGE).texts)
    assert "\u2028" not in page.partition('id="data">')[2].partition("</script>")[0]
    node = next(node for node in page_data(page)["details"]["nodes"] if node["label"] != "Mali")
    assert (node["label"], node["iri"]) == (HOSTILE, bad.id)


def test_signs_that_turn_the_direction_do_not_reach_the_map():
    page = explorer_html(build([told(entity("Mali \u202eilaM", "Organization"), "accuses", "Niger")], WORDS))
    assert {node["label"] for node in page_data(page)["nodes"]} == {"Mali ilaM", "Niger"}


def test_half_a_character_does_not_stop_the_page(tmp_path):
    write_explorer(
        build([told(entity("Half \ud800", "Organization"), "accuses", "Mali")], WORDS), tmp_path / "x.html", title="Half \ud800"
    )
    assert "Half ?" in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_the_file_is_written_whole_or_not_at_all(tmp_path):
    write_explorer(WORLD, tmp_path / "x.html", title="A world", shown=20)
    assert (tmp_path / "x.html").read_text(encoding="utf-8") == PAGE
    with pytest.raises(KgError, match="cannot write"):
        write_explorer(WORLD, tmp_path / "nowhere" / "x.html")
    assert [file.name for file in tmp_path.iterdir()] == ["x.html"]


def test_an_empty_network_is_a_page_too():
    assert page_data(explorer_html(build([], WORDS)))["nodes"] == []


@pytest.mark.parametrize(
    ("options", "nodes", "shown", "left_out"),
    [
        ({"limit": 10, "shown": 3}, "BCDAE", 3, 0),
        ({"limit": 2, "shown": 3}, "BC", 2, 3),
        ({"limit": 10, "shown": 5, "focus": ["e"]}, "EDCBA", 2, 0),
        ({"limit": 3, "shown": 5, "focus": ["A", "E"]}, "AEB", 3, 2),
    ],
)
def test_the_selection_takes_the_most_central_or_those_nearest_to_the_focus(options, nodes, shown, left_out):
    selection = select(build([*chain("ABCDE"), told("B", "threatens", "C")], WORDS), **options)
    assert (list(selection.nodes), selection.shown, selection.left_out) == (iris(nodes), shown, left_out)


def test_common_nouns_are_not_shown_at_first():
    crowd = [told(name, "attacks", "troops") for name in "ABCDE"]
    selection = select(build([*chain("ABCDE"), *crowd], WORDS), limit=20, shown=5)
    assert set(selection.nodes[: selection.shown]) == set(iris("ABCDE"))
    assert len(selection.nodes) == 6
    assert select(build(crowd, WORDS), limit=20, shown=3).shown == 3, "unless there is nobody else to show"


def test_nobody_is_shown_at_first_whose_ties_all_lead_to_actors_that_are_not():
    far = [told("Z", "attacks", name) for name in "UVWXY"]
    selection = select(
        build([*chain("ABCDEFGH"), *(told("B", "threatens", name) for name in "CDEFGH"), *far], WORDS), limit=20, shown=5
    )
    assert selection.shown == 5
    assert iris("Z")[0] not in selection.nodes[:5]


def test_the_small_parts_stand_where_a_wide_screen_has_room():
    parts = [*chain("ABCDEFGHIJKLMNOPQRSTUVW"), *chain("XY")]
    names = iris("ABCDEFGHIJKLMNOPQRSTUVWXY")
    ties = {(told.subject.id, told.object.id): 1 for told in parts}
    boxes = {name: Box(120, 12, 30) for name in names}
    points = place(boxes, ties, names)
    assert min(points[name][0] for name in names[23:]) > max(points[name][0] for name in names[:23])


@pytest.mark.parametrize("pairs", [3, 8, 25])
def test_many_small_parts_are_laid_out_in_the_shape_of_the_map_and_not_in_one_row(pairs):
    names = [f"n{number}" for number in range(2 * pairs)]
    boxes = {name: Box(120, 12, 30) for name in names}
    points = place(boxes, dict.fromkeys(zip(names[::2], names[1::2], strict=True), 1), names)
    wide, high = (max(each) - min(each) for each in zip(*points.values(), strict=True))
    assert 0.8 < (wide + 120) / (high + 42) < 3.5
    assert overlaps(points, boxes) == []


def test_what_is_only_planned_or_denied_comes_after_what_is_asserted():
    planned = [told("A", "attacks", name, modality="planned") for name in ("X", "Y", "Z", "B")]
    denied = [told("Y", "attacks", name, polarity="negated") for name in ("X", "Z", "W")]
    graph = build([*chain("AB"), *planned, *denied], WORDS)
    first = plain(graph, WORDS)
    assert set(first) == set(iris("AB"))
    selection = select(graph, first=first, limit=3, shown=10)
    assert (set(selection.nodes), selection.nodes[2], selection.shown, selection.left_out) == (set(iris("ABY")), iris("Y")[0], 2, 3)
    focused = select(graph, first=first, focus=["A"], limit=10, shown=10)
    assert (focused.nodes[:2], focused.shown, len(focused.nodes)) == (tuple(iris("AB")), 2, 6)
    assert select(graph, first=first, focus=["W"], limit=10, shown=10).nodes[:2] == tuple(iris("WY"))
    only = build(planned, WORDS)
    assert plain(only, WORDS) is only


def test_a_file_holds_no_more_actors_than_it_has_room_for_their_statements(monkeypatch):
    monkeypatch.setattr("kg.explorer.selection.MOST_STATEMENTS", 3)
    graph = build([*chain("ABCDE"), told("B", "threatens", "C"), told("A", "threatens", "B")], WORDS)
    selection = select(graph, limit=10, shown=2)
    assert (selection.nodes, selection.left_out) == (tuple(iris("BC")), 3)
    assert select(graph, limit=10, shown=4).left_out == 1
    data = page_data(explorer_html(graph, shown=2))["details"]
    assert (data["leftOut"], data["statements"], data["statementsLeftOut"]) == (3, 2, 4)


def test_an_actor_has_its_facts_its_own_first_then_who_holds_a_role():
    mali, union, leader = entity("Mali"), entity("Union", "IntergovernmentalOrganization"), entity("Leader", "Person")
    facts = [
        StoredFact("f1", leader.id, "leads", mali.id, "head of state", "2020-08-19", None),
        StoredFact("f2", mali.id, "memberOf", union.id, None, "1963-05-25", None),
        StoredFact("f3", leader.id, "leads", union.id, None, None, None),
    ]
    page = explorer_html(
        build([told(mali, "accuses", "Niger")], WORDS), background=Background(facts, {one.id: one for one in (mali, union, leader)})
    )
    data = page_data(page)["details"]
    number = next(f"n{i}" for i, node in enumerate(data["nodes"]) if node["label"] == "Mali")
    assert [
        (fact["relation"], fact["active"], fact["other"], fact["node"], fact["role"], fact["since"])
        for fact in data["facts"][number]
    ] == [
        ("memberOf", True, "Union", None, None, "1963-05-25"),
        ("leads", False, "Leader", None, "head of state", "2020-08-19"),
    ]
    assert list(data["facts"]) == [number]
    assert data["relations"]["memberOf"]["fr"] == WORDS.relations["memberOf"].label_fr


def test_both_languages_have_the_same_texts_and_the_page_uses_all_of_them():
    texts = load_texts()
    assert list(texts) == ["en", "fr"]
    page = "".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.iterdir()) if path.suffix in {".js", ".html"})
    used = set(re.findall(r"[\"'](\w+)[\"']", page)) | set(re.findall(r"\bt\.(\w+)", page))
    stems = {re.sub("_(one|other)$", "", key) for key in texts["en"]}
    assert stems <= used, stems - used
    asked = set(re.findall(r"\bt\(\"(\w+)\"", page)) | set(re.findall(r"data-t(?:-[a-z-]+)?=\"(\w+)\"", page))
    assert asked <= stems, asked - stems
    same = {
        key
        for key in texts["en"]
        if texts["en"][key] == texts["fr"][key] and re.search("[a-z]{3}", re.sub(r"{.*?}", "", texts["en"][key]))
    }
    assert same == {"actions", "pages", "pause", "possible", "sources", "relation", "n_documents_one", "n_documents_other"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('path = "Chemin"\n', "", "fr.toml: path is missing here or in en.toml"),
        ('path = "Chemin"\n', 'path = "Chemin {count}"\n', "fr.toml: path has other slots"),
        ('path = "Chemin"\n', "path = Chemin\n", "fr.toml: "),
    ],
)
def test_languages_that_differ_are_refused(tmp_path, old, new, message):
    for language in ("en", "fr"):
        text = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
        assert language == "en" or old in text
        (tmp_path / f"{language}.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        load_texts(tmp_path)


def test_what_no_tie_leads_to_comes_last_after_a_focus():
    graph = build([*chain("AB"), *chain("CDE")], WORDS)
    selection = select(graph, focus=["A"], limit=10, shown=10)
    assert (list(selection.nodes), selection.shown, selection.left_out) == (iris("ABDCE"), 2, 0)
    fewer = select(graph, focus=["A"], limit=3, shown=10)
    assert (list(fewer.nodes), fewer.left_out) == (iris("ABD"), 2)


def test_the_page_tells_how_it_was_made_and_that_is_up_to_who_makes_it():
    graph = build(chain("AB"), WORDS)
    data = page_data(explorer_html(graph, focus=["A"], making=Making("2026-11-27", "--since 2020", "--focus A")))["details"]
    assert (data["making"], data["focused"]) == ({"day": "2026-11-27", "options": "--since 2020", "opening": "--focus A"}, True)
    data = page_data(explorer_html(graph))["details"]
    assert (data["making"], data["focused"]) == ({"day": None, "options": "", "opening": ""}, False)


def test_a_statement_says_whether_its_days_are_those_of_its_document():
    own = told(
        "A",
        "accuses",
        "B",
        "own.txt",
        date="2024-05-01",
        date_from="2024-05-01",
        date_until="2024-05-01",
        document_date="2024-06-02",
    )
    reported = told("B", "accuses", "C", "reported.txt", document_date="2024-06")
    undated = told("C", "accuses", "D", "undated.txt")
    data = page_data(explorer_html(build([own, reported, undated], WORDS)))["details"]
    seen = {
        data["documents"][one["document"]]["name"]: (one.get("dated"), one.get("days"))
        for line in data["lines"]
        for tie in line["ties"]
        for one in tie["statements"]
    }
    assert seen == {
        "own.txt": (None, ["2024-05-01", "2024-05-01"]),
        "reported.txt": ("document", ["2024-06-01", "2024-06-30"]),
        "undated.txt": (None, None),
    }


def test_an_unknown_focus_or_an_impossible_size_is_refused():
    with pytest.raises(UsageError, match="no actor named 'Ardovia' in the network; did you mean Ardova"):
        explorer_html(WORLD, focus=["Ardovia"])
    with pytest.raises(UsageError, match="1 actor or more, not 0"):
        explorer_html(WORLD, limit=0)


def test_ties_are_bundled_by_pair_and_family_with_their_directions():
    statements = [
        told("A", "accuses", "B"),
        told("B", "threatens", "A", "1.txt"),
        told("B", "threatens", "A", "2.txt"),
        told("A", "fights", "B"),
        told("B", "attacks", "A"),
    ]
    lines = bundles(build(statements, WORDS), iris("AB"))
    seen = [(line.family, line.weight, line.forward, line.backward, [tie["relation"] for *_, tie in line.ties]) for line in lines]
    assert seen == [
        ("contention", 3, True, True, ["threatens", "accuses"]),
        ("violence", 2, False, True, ["attacks", "fights"]),
    ]


def test_the_lines_of_a_pair_bend_apart():
    edges = page_data(PAGE)["edges"]
    for edge in edges:
        pair = [json.dumps(other["smooth"]) for other in edges if (other["from"], other["to"]) == (edge["from"], edge["to"])]
        assert len(set(pair)) == len(pair)


@pytest.mark.parametrize(
    ("name", "aliases", "short"),
    [
        ("Mali", ("ML",), "Mali"),
        ("Jama'at Nusrat al-Islam wal-Muslimin", ("GSIM", "JNIM"), "JNIM"),
        ("Economic Community of West African States", ("CEDEAO", "ECOWAS"), "ECOWAS"),
        ("Jabhat al-Wadi wal-Jibal al-Kubra", (), "Jabhat al-Wadi wal-Jibal al-Kubra"),
        ("Front for the Freedom of the North", ("The Front", "NORTH"), "Front for the Freedom of the North"),
    ],
)
def test_a_long_name_gives_way_to_its_own_acronym(name, aliases, short):
    assert short_name(name, aliases) == short


def test_two_thousand_nodes_find_room_of_their_own_in_a_moment():
    names = [f"n{i}" for i in range(2000)]
    boxes = {name: Box(60 + 7 * (i % 12), 8 + i % 15, 40 + i % 15) for i, name in enumerate(names)}
    ties = {(names[i * i % 997 // 2], names[i]): 1 for i in range(500, 2000)} | {(names[i], names[i + 1]): 1 for i in range(500)}
    points = place(boxes, ties, names[:80])
    assert overlaps(points, boxes) == []


def overlaps(points, boxes) -> list[tuple[str, str]]:
    left = np.array([points[name][0] - boxes[name].width / 2 for name in points])
    top = np.array([points[name][1] - boxes[name].above for name in points])
    right, bottom = (
        left + np.array([boxes[name].width for name in points]),
        top + np.array([boxes[name].above + boxes[name].below for name in points]),
    )
    beside = (right[:, None] <= left) | (left[:, None] >= right)
    above = (bottom[:, None] <= top) | (top[:, None] >= bottom)
    names = list(points)
    return [(names[a], names[b]) for a, b in np.argwhere(~beside & ~above) if a < b]


@pytest.mark.parametrize("first", [30, 90])
def test_no_label_covers_another_and_the_first_nodes_stay_where_they_are(first):
    names = [f"n{i:02}" for i in range(90)]
    boxes = {name: Box(60 + 7 * (i % 12), 8 + i % 15, 40 + i % 15) for i, name in enumerate(names)}
    ties = {(names[i], names[j]): 1 + i % 3 for i in range(90) for j in range(i + 1, 90) if (i * j) % 17 == 1 or j == i + 1 < 85}
    points = place(boxes, ties, names[:first])
    assert set(points) == set(names)
    assert overlaps(points, boxes) == []
    assert points == place(boxes, ties, names[:first])
    alone = place({name: boxes[name] for name in names[:first]}, ties, names[:first])
    assert all(points[name] == pytest.approx(alone[name], abs=0.2) for name in names[:first])


def test_every_class_and_family_of_the_ontology_has_a_look():
    style = load_style(WORDS)
    assert list(style.families) == list(WORDS.families)
    looks = {kind: style.of_class(kind, WORDS).name for kind in WORDS.classes}
    assert (looks["Country"], looks["ArmedGroup"], looks["Company"], looks["Settlement"]) == (
        "State",
        "ArmedGroup",
        "Organization",
        "Place",
    )
    marks = [(mark.shape, mark.light) for mark in style.classes]
    assert len(set(marks)) >= len(marks) - 1


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_stands_out_from_its_ground():
    """WCAG 2.2, 1.4.11: graphical objects need a contrast of 3 to 1."""
    style = load_style(WORDS)
    for look in (*style.classes, *style.families.values()):
        for colour, ground in ((look.light, "#f5f7f9"), (look.dark, "#0f131a")):
            light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 3, (look.name, colour)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "ArmedForce"', 'name = "ArmedFarce"', "style.toml: 'ArmedFarce' is missing or unknown"),
        ('name = "violence"', 'name = "violins"', "'violins' is missing or unknown"),
        ('shape = "hexagon"', 'shape = "heptagon"', "'heptagon' is missing or unknown"),
        ('[[family]]\nname = "posture"', '[[unused]]\nname = "posture"', "no line for the family posture"),
    ],
)
def test_a_style_that_does_not_fit_the_ontology_is_refused(tmp_path, old, new, message):
    path = tmp_path / "style.toml"
    text = STYLE_FILE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        load_style(WORDS, path)
