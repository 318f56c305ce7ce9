"""Plots: what is drawn, read from the figures; the same bytes every time; hostile names; and pages with little or nothing on them."""

import io
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from network_samples import WORDS, chain, entity, invented_world, iris, told
from PIL import Image

from kg.errors import UsageError
from kg.graph import Graph, project
from kg.metrics import (
    Baseline,
    Communities,
    Grid,
    Ranking,
    Sampling,
    Search,
    central,
    changes,
    communities,
    footprint,
    robust,
    statements_in,
    timeline,
    trajectories,
)
from kg.plots import (
    DARK,
    LIGHT,
    Palette,
    Words,
    change_plot,
    chosen_members,
    dyad_plot,
    footing,
    format_of,
    image,
    map_plot,
    matrix_plot,
    rank_history_plot,
    ranking_plot,
    robust_plot,
    short_names,
    store_name,
    timeline_plot,
)
from kg.plots.letters import clean, width, wrapped
from kg.projection import Projection
from kg.records import StoredPlace, StoredStatement

STATEMENTS = invented_world()
WELL = StoredPlace(entity("Well of Stones").id, 16.0, -3.0)
LABELS = Words("The title", "What is measured", "Source: a store.")
HOSTILE = (
    r"$\LaTeX_{x}$ \frac{1}{0}", "$unclosed", "A\nB\x1b[31m\x00", "😀 Group 🚀", "جماعة نصرة الإسلام", "N" * 200, "many words " * 30,
    "Ünïted \u202eevil", "中文组织", "--></svg><script>alert(1)</script>", "<b>&amp;", "\ud800", "%s {0} \\n", "",
)  # fmt: skip


def graph_of(statements: Sequence[StoredStatement], *, places: bool = False) -> Graph:
    return project(statements, Projection(places=places), WORDS)


def renamed(statements: Sequence[StoredStatement], names: Sequence[str]) -> list[StoredStatement]:
    """The same statements in which the first actors, and all places, have other names."""
    first = [rank.id for rank in central(graph_of(statements), "degree")]
    new = dict(zip(first, names, strict=False)) | {WELL.id: names[-2]}

    def named(each):
        return replace(each, name=new.get(each.id, each.name)) if each else None

    return [replace(each, subject=named(each.subject), object=named(each.object), place=named(each.place)) for each in statements]


def ranking_of(graph: Graph, words: Words, palette: Palette) -> Figure:
    ranks = central(graph, "betweenness", sampling=Sampling(20))[:20]
    return ranking_plot(ranks, short_names(graph), "betweenness", words, palette)


def robust_of(graph: Graph, words: Words, palette: Palette) -> Figure:
    return robust_plot(robust(graph, Ranking(limit=8), rounds=20), short_names(graph), words, palette)


def change_of(graph: Graph, words: Words, palette: Palette) -> Figure:
    windows = ({"until": "2022"}, {"since": "2023"})
    told = statements_in(graph)
    earlier, later = (central(project(told, Projection(places=True, **window), WORDS), "degree") for window in windows)
    return change_plot(changes(earlier, later)[:20], short_names(graph), ("2022", "2023"), words, palette)


def history_of(graph: Graph, words: Words, palette: Palette) -> Figure:
    found = trajectories(graph, WORDS, Ranking(limit=5), grid=Grid("year"))
    return rank_history_plot(found, short_names(graph), words, palette)


def timeline_of(graph: Graph, words: Words, palette: Palette) -> Figure:
    actor = central(graph, "degree")[0].id
    return timeline_plot(timeline(graph, WORDS, actor, baseline=Baseline(statements_in(graph))), words, palette)


def dyad_of(graph: Graph, words: Words, palette: Palette) -> Figure:
    one, two = central(graph, "degree")[:2]
    return dyad_plot(timeline(graph, WORDS, one.id, two.id, grid=Grid("year")), words, palette)


def matrix_of(graph: Graph, words: Words, palette: Palette) -> Figure:
    return matrix_plot(graph, communities(graph, Search(runs=2)), short_names(graph), words, palette)


def map_of(graph: Graph, words: Words, palette: Palette) -> Figure:
    return map_plot(footprint(graph, {WELL.id: WELL}, WORDS), words, palette)


MAKERS = {
    "ranking": ranking_of, "robust": robust_of, "change": change_of, "history": history_of, "timeline": timeline_of,
    "dyad": dyad_of, "matrix": matrix_of, "map": map_of,
}  # fmt: skip
KINDS = tuple(MAKERS)


def drawn(kind: str, statements: Sequence[StoredStatement], palette: Palette = LIGHT) -> Figure:
    """That kind of plot of the statements."""
    graph = graph_of(statements, places=kind == "map")
    first = [rank.label for rank in central(graph, "degree")[:2]]
    return MAKERS[kind](graph, replace(LABELS, title=" ".join(first)), palette)


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return {kind: drawn(kind, STATEMENTS) for kind in KINDS}


def axes_of(figure: Figure) -> Axes:
    return figure.axes[0]


def texts_of(figure: Figure) -> list[str]:
    """All words on the page, as they are drawn."""
    image(figure, "png")
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_text()]


def boxes_of(figure: Figure, texts: Sequence[mpl.text.Text]):
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    return [text.get_window_extent(renderer) for text in texts if text.get_text() and text.get_visible()]


def ticks_of(axis: Axis) -> list[mpl.text.Text]:
    """The words of the ticks that are in view."""
    low, high = sorted(axis.get_view_interval())
    return [
        tick.label2 if axis.get_ticks_position() == "top" else tick.label1
        for tick in axis.get_major_ticks()
        if low <= tick.get_loc() <= high
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_plot_says_what_it_shows_and_where_it_comes_from(figures: dict[str, Figure], kind: str) -> None:
    title, measured, source = figures[kind].texts[:3]
    assert title.get_text() == "Ardova Front for the Freedom of the Northern Valleys"
    assert measured.get_text() == LABELS.measured
    assert source.get_text().startswith(LABELS.source)
    assert source.get_fontsize() >= 7


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_reaches_over_the_edge_of_the_page(figures: dict[str, Figure], kind: str) -> None:
    figure = figures[kind]
    image(figure, "png")
    axes = figure.axes[0]
    words = [*figure.texts, *axes.texts, *ticks_of(axes.xaxis), *ticks_of(axes.yaxis)]
    for box in boxes_of(figure, words):
        assert box.x0 >= 0 and box.y0 >= 0
        assert box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1


@pytest.mark.parametrize("kind", ["ranking", "robust", "change", "matrix", "map", "history"])
def test_no_name_covers_another(figures: dict[str, Figure], kind: str) -> None:
    figure = figures[kind]
    image(figure, "png")
    axes = figure.axes[0]
    for words in (ticks_of(axes.xaxis), ticks_of(axes.yaxis), axes.texts):
        boxes = boxes_of(figure, words)
        assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.shrunk(0.9, 0.7).overlaps(b.shrunk(0.9, 0.7))]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_is_drawn_every_time(figures: dict[str, Figure], kind: str, palette: Palette) -> None:
    for format_ in ("png", "svg"):
        first, again = (image(drawn(kind, STATEMENTS[:40], palette), format_, palette) for _ in range(2))
        assert first == again
    assert b"<dc:date>" not in again and b"Matplotlib v" not in again


def test_settings_of_this_machine_change_nothing() -> None:
    plain = image(drawn("ranking", STATEMENTS[:40]), "svg")
    with mpl.rc_context(
        {"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "none", "text.usetex": True, "font.family": ["serif"]}
    ):
        assert image(drawn("ranking", STATEMENTS[:40]), "svg") == plain


@pytest.mark.parametrize("kind", KINDS)
def test_svg_is_well_formed_and_runs_nothing(kind: str) -> None:
    svg = image(drawn(kind, renamed(STATEMENTS, HOSTILE)), "svg")
    root = ElementTree.fromstring(svg)  # noqa: S314 - made here
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "script" not in names and "foreignObject" not in names and "a" not in names
    assert not [name for element in root.iter() for name in element.attrib if name.lower().startswith("on")]
    links = [value for element in root.iter() for name, value in element.attrib.items() if name.endswith("href")]
    assert [link for link in links if not link.startswith(("#", "data:image/png;base64,"))] == []


def test_hostile_names_are_drawn_as_names() -> None:
    words = texts_of(drawn("robust", renamed(STATEMENTS, HOSTILE)))
    assert r"$\LaTeX_{x}$ \frac{1}{0}" in words
    assert "A B [31m" in words
    assert "Ünïted evil" in words
    assert "😀 Group \ufffd" in words


@given(st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_name_can_be_drawn(name: str) -> None:
    statements = [*chain("AB"), told(entity("A"), "attacks", replace(entity("C"), name=name))]
    figure = ranking_plot(central(graph_of(statements), "degree"), {iris("C")[0]: name}, "degree", replace(LABELS, title=name))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert image(figure, "svg").startswith(b"<?xml")
    assert all("\x00" not in text for text in texts_of(figure))


@given(st.text(max_size=300), st.floats(0.3, 3), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_wrapped_lines_fit(text: str, room: float, lines: int) -> None:
    made = wrapped(text, room, 9, lines=lines).split("\n")
    assert len(made) <= lines
    assert all(width(line, 9) <= room or len(line) <= 2 for line in made)
    kept = "".join(made).replace(" ", "").removesuffix("…")
    assert clean(text).replace(" ", "").startswith(kept)


@pytest.mark.parametrize(
    ("text", "lines", "made"),
    [
        ("Ansar al-Sahra", 2, "Ansar al-Sahra"),
        ("Front for the Freedom of the Northern Valleys", 2, "Front for the\nFreedom of th…"),
        ("Front for the Freedom of the Northern Valleys", 4, "Front for the\nFreedom of the\nNorthern Valleys"),
        ("", 2, ""),
    ],
)
def test_long_names_are_wrapped_at_words(text: str, lines: int, made: str) -> None:
    assert wrapped(text, 1.1, 9.5, lines=lines) == made


def test_a_ranking_has_a_dot_for_each_actor() -> None:
    graph = graph_of(chain("ABC") + chain("AB", "supports"))
    figure = ranking_plot(central(graph, "degree"), {}, "degree", LABELS)
    axes = axes_of(figure)
    dots = {float(line.get_ydata()[0]): float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() == "o"}
    assert dots == {0.0: 3.0, 1.0: 2.0, 2.0: 1.0}
    assert [label.get_text() for label in axes.get_yticklabels()] == ["B", "A", "C"]
    assert axes.get_xlabel() == "degree"
    assert {"3", "2", "1"} <= set(texts_of(figure))


def test_estimated_scores_show_their_interval(figures: dict[str, Figure]) -> None:
    ranks = central(graph_of(STATEMENTS), "betweenness", sampling=Sampling(20))[:20]
    assert all(rank.error for rank in ranks[:5])
    bars = [line.get_xdata() for line in axes_of(figures["ranking"]).lines if line.get_linewidth() == 4]
    assert [tuple(map(float, bar)) for bar in bars] == [pytest.approx(rank.interval) for rank in ranks]


def test_a_rank_has_its_interval() -> None:
    found = robust(graph_of(STATEMENTS), Ranking(limit=6), rounds=30)
    figure = robust_plot(found, {}, LABELS)
    bars = [tuple(map(float, line.get_xdata())) for line in axes_of(figure).lines if line.get_linewidth() == 5]
    assert bars == [(each.low, each.high) for each in found.ranks]
    assert all(f"{each.rank.rank} ({each.low} to {each.high})" in texts_of(figure) for each in found.ranks if each.low != each.high)


def test_who_rose_has_a_ring_where_it_was_and_a_dot_where_it_is() -> None:
    before, after = (central(graph_of(chain(names)), "degree") for names in ("ABC", "BCD"))
    figure = change_plot(changes(before, after), {}, ("2023", "2024"), LABELS)
    faces = [line.get_markerfacecolor() for line in axes_of(figure).lines if line.get_marker() == "o" and len(line.get_xdata())]
    assert sum(face == LIGHT.paper for face in faces) == 3
    assert sum(face != LIGHT.paper for face in faces) == 3
    assert {"2023", "2024", "new", "gone", "+1", "−1"} <= set(texts_of(figure))


def test_a_timeline_has_a_bar_for_each_bin_and_shows_bursts() -> None:
    dated = [
        told("A", "attacks", "B", f"{number}.txt", date_from=f"2024-0{1 + number % 3}-01", date_until=f"2024-0{1 + number % 3}-01")
        for number in range(4)
    ]
    dated += [told("A", "accuses", "B", "late.txt", document_date="2024-03-05")]
    found = timeline(graph_of(dated), WORDS, "A")
    axes = axes_of(timeline_plot(found, LABELS))
    event, document = axes.containers
    assert [bar.get_height() for bar in event] == [2, 1, 1]
    assert [bar.get_height() for bar in document] == [0, 0, 1]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2024-01", "2024-02", "2024-03"]
    assert axes.get_ylabel() == "statements a month"


def test_a_burst_is_marked() -> None:
    def of(year: int, number: int, subject: str) -> StoredStatement:
        return told(subject, "attacks", "B", f"{year}-{number}.txt", date_from=f"{year}-01-01", date_until=f"{year}-01-01")

    everything = [
        of(year, number, "A" if (year == 2023 or not number) else "X") for year in range(2018, 2026) for number in range(8)
    ]
    found = timeline(graph_of(everything), WORDS, "A", grid=Grid("year"), baseline=Baseline(everything))
    assert [burst.first.name for burst in found.bursts] == ["2023"]
    axes = axes_of(timeline_plot(found, LABELS))
    shades = [patch for patch in axes.patches if patch.get_facecolor() == mpl.colors.to_rgba(LIGHT.burst)]
    assert [(patch.get_x(), patch.get_width()) for patch in shades] == [(4.5, 1)]
    assert "burst" in texts_of(axes.figure)


def test_a_pair_has_cooperation_above_and_conflict_below() -> None:
    dated = [
        told("A", relation, "B", f"{relation}.txt", date_from=f"{year}-01-01", date_until=f"{year}-01-01")
        for relation, year in (("supports", 2022), ("attacks", 2023), ("threatens", 2023))
    ]
    axes = axes_of(dyad_plot(timeline(graph_of(dated), WORDS, "A", "B", grid=Grid("year")), LABELS))
    up, down = axes.containers[:2]
    assert [bar.get_height() for bar in up] == [1, 0]
    assert [bar.get_height() for bar in down] == [0, -2]
    (balance,) = [patch for patch in axes.patches if isinstance(patch, mpl.patches.StepPatch)]
    assert list(balance.get_data().values) == [1, -2]


def test_a_matrix_has_both_ends_of_each_tie_in_the_order_of_communities() -> None:
    graph = graph_of(chain("ABCA", "alliedWith") + chain("XYZX", "alliedWith") + chain("AX"))
    found = communities(graph)
    figure = matrix_plot(graph, found, short_names(graph), LABELS)
    axes = axes_of(figure)
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert {frozenset(labels[:3]), frozenset(labels[3:])} == {frozenset("ABC"), frozenset("XYZ")}
    assert labels == [label.get_text() for label in axes.get_xticklabels()]
    (squares,) = [each for each in axes.collections if isinstance(each, mpl.collections.PolyCollection)]
    assert len(squares.get_paths()) == 2 * 7
    frames = [patch for patch in axes.patches if isinstance(patch, mpl.patches.Rectangle)]
    assert [(frame.get_x(), frame.get_width()) for frame in frames] == [(-0.5, 3), (2.5, 3)]


def test_a_matrix_of_many_takes_those_whose_ties_weigh_most() -> None:
    graph = graph_of(STATEMENTS)
    found = communities(graph)
    kept = {iri for group in chosen_members(found, 10) for iri in group}
    weights = {member.id: member.inside + member.outside for each in found.communities for member in each.members}
    assert len(kept) == 10
    assert min(weights[iri] for iri in kept) >= max(weights[iri] for iri in weights.keys() - kept)


def test_a_map_has_circles_by_area_and_names_its_source() -> None:
    places = {name: entity(name, "Settlement") for name in ("Kidalou", "Gaoré")}
    statements = [told("A", "attacks", "B", f"{number}.txt", place=places["Kidalou" if number else "Gaoré"]) for number in range(4)]
    located = {
        places["Kidalou"].id: StoredPlace(places["Kidalou"].id, 18.4, 1.4),
        places["Gaoré"].id: StoredPlace(places["Gaoré"].id, 16.3, 0.0),
    }
    figure = map_plot(footprint(graph_of(statements, places=True), located, WORDS), LABELS)
    axes = axes_of(figure)
    circles = axes.collections[2]
    assert [tuple(point) for point in circles.get_offsets()] == [(1.4, 18.4), (0.0, 16.3)]
    large, small = circles.get_sizes()
    assert large == pytest.approx(3 * small)
    assert {"Kidalou", "Gaoré"} <= set(texts_of(figure))
    assert "Natural Earth 4.1, 1:50m" in figure.texts[2].get_text().replace("\n", " ")
    borders, _coast = axes.collections[:2]
    assert borders.get_paths()


@pytest.mark.parametrize(
    ("points", "scale"), [([(12.6, -8.0)], "1:50m"), ([(12.6, -8.0), (48.9, 2.4)], "1:110m"), ([(55.8, 37.6), (-33.9, 18.4)], "1:110m"), ([(64.0, -178.0), (65.0, 179.0)], "1:110m"), ([(-54.8, -68.3)], "1:110m")]
)  # fmt: skip
def test_maps_reach_as_far_as_the_places(points: list[tuple[float, float]], scale: str) -> None:
    places = [entity(f"Place {number}", "Settlement") for number in range(len(points))]
    statements = [told("A", "attacks", "B", f"{place.name}.txt", place=place) for place in places]
    located = {place.id: StoredPlace(place.id, *point) for place, point in zip(places, points, strict=True)}
    figure = map_plot(footprint(graph_of(statements, places=True), located, WORDS), LABELS)
    west, east = axes_of(figure).get_xlim()
    south, north = axes_of(figure).get_ylim()
    assert all(west < point[1] < east and south < point[0] < north for point in points)
    assert scale in figure.texts[2].get_text().replace("\n", " ")
    assert image(figure, "png")


def test_countries_are_drawn_on_a_map_when_asked_for() -> None:
    country = entity("Ardova")
    statements = [told("A", "attacks", "B", place=country)]
    found = footprint(graph_of(statements, places=True), {country.id: StoredPlace(country.id, 16, -3)}, WORDS)
    assert "Nothing that is told happened in a place with coordinates." in texts_of(map_plot(found, LABELS))
    assert "Ardova" in texts_of(map_plot(found, LABELS, coarse=True))


@pytest.mark.parametrize("statements", [[], STATEMENTS[1:2], chain("AB")], ids=["nothing", "one", "undated"])
@pytest.mark.parametrize("kind", KINDS)
def test_little_or_nothing_is_a_page_too(kind: str, statements: list[StoredStatement]) -> None:
    figure = drawn(kind, statements) if statements else empty(kind)
    assert image(figure, "png")
    assert all(len(text) > 0 for text in texts_of(figure))
    if not statements:
        assert any(re.search("[Nn]othing|nobody|no ties", text) for text in texts_of(figure))


def empty(kind: str) -> Figure:
    graph = graph_of([])
    makers: dict[str, Callable[[], Figure]] = {
        "ranking": lambda: ranking_plot([], {}, "degree", LABELS),
        "robust": lambda: robust_plot(robust(graph, Ranking(), rounds=2), {}, LABELS),
        "change": lambda: change_plot([], {}, ("2022", "2023"), LABELS),
        "history": lambda: rank_history_plot(trajectories(graph, WORDS), {}, LABELS),
        "timeline": lambda: timeline_plot(timeline(graph, WORDS), LABELS),
        "dyad": lambda: dyad_plot(timeline(graph, WORDS), LABELS),
        "matrix": lambda: matrix_plot(graph, Communities((), 0.0, 1, None, None), {}, LABELS),
        "map": lambda: map_plot(footprint(graph, {}, WORDS), LABELS),
    }
    return makers[kind]()


def test_png_has_the_size_of_a_page() -> None:
    with Image.open(io.BytesIO(image(empty("ranking"), "png"))) as picture:
        assert picture.width == 1600
        assert "Software" not in picture.info


@pytest.mark.parametrize(("name", "format_"), [("a.png", "png"), ("a.SVG", "svg")])
def test_the_ending_says_the_format(name: str, format_: str) -> None:
    assert format_of(Path(name)) == format_


@pytest.mark.parametrize("name", ["a", "a.pdf", "png", ".svg"])
def test_other_endings_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match=r"FILE\.png or FILE\.svg"):
        format_of(Path(name))


def test_names_are_short_where_that_is_clear() -> None:
    long, other = "Front for the Freedom of the Northern Valleys", "Federation of Free Nomad Villages of the East"
    one, two = entity(long, "ArmedGroup", "FFNV"), entity(other, "ArmedGroup", "FFNV")
    assert short_names(graph_of([told(one, "attacks", "B")]))[one.id] == "FFNV"
    assert short_names(graph_of([told(one, "attacks", two)])) == {one.id: long, two.id: other}


def test_the_source_line_says_what_a_plot_rests_on() -> None:
    statements = [
        told("A", "attacks", "B", "one.txt", date_from="2024-01-01", date_until="2024-01-01", document_source="Wire"),
        told(
            "A", "attacks", "C", "two.txt", document_date="2024-02-01", document_source="Daily", sentence="In the south C was hit."
        ),
        told("A", "attacks", "D", "three.txt", sentence="Nobody knows who shelled the market of D."),
    ]
    projection = Projection(
        since="2024", until="2024-06", families=frozenset({"violence"}), min_confidence=0.5, min_sources=2, weight="sources"
    )
    assert footing("store x", statements, projection).line == (
        "Source: store x; 2024 to 2024-06; only violence; confidence from 0.5; ties of 2 sources or more; weighed by sources; 3 statements in 3 documents "
        "from 3 independent sources (1 dated by the event, 1 by the document, 1 undated); kg 0.1.0."
    )
    assert (
        footing("store x", [], Projection()).line
        == "Source: store x; no limit of time; 0 statements in 0 documents from 0 independent sources; kg 0.1.0."
    )


@pytest.mark.parametrize(
    ("store", "name"),
    [
        ("/home/me/secret/kg-store", "store kg-store"),
        ("kg-store/", "store kg-store"),
        ("https://me:pass@kg.example.org:8890/sparql", "store on kg.example.org:8890"),
        (":memory:", "store :memory:"),
    ],
)
def test_a_store_is_named_without_what_is_private(store: str, name: str) -> None:
    assert store_name(store) == name
