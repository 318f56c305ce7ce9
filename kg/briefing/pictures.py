"""The parts of a briefing that are pictures: over time, who is central, communities, where."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from matplotlib.figure import Figure

from kg.briefing.citing import Citations
from kg.briefing.records import Cell, Picture, Section
from kg.briefing.scope import Scope
from kg.graph import project
from kg.metrics import (
    Baseline,
    Grid,
    Ranking,
    Robustness,
    Timeline,
    Unit,
    communities,
    footprint,
    robust,
    statements_of,
    timeline,
)
from kg.metrics.network import Progress, silently
from kg.plots import (
    DARK,
    LIGHT,
    Palette,
    Words,
    chosen_members,
    dyad_plot,
    footing,
    image,
    map_plot,
    matrix_plot,
    robust_plot,
    short_names,
    timeline_plot,
)
from kg.records import StoredStatement

WEEKS, MONTHS = 130, 4 * 366  # days up to which time is cut by weeks, or by months
ONE_DOCUMENT = "All of it stands in one document, so nothing can be said of how firm they are."
MOST_TIES = 20_000  # for communities, which take their time
Draw = Callable[[Palette], Figure]


def over_time(scope: Scope) -> Section:
    """How much is told of each week, month or year, and how the actor stands to the one it has most to do with."""
    if scope.actor is not None and scope.actor not in scope.ties:
        return Section("time", "Over time", "", empty="Nothing is told of it as fact.")
    grid = Grid(_unit(scope), *_ends(scope))
    projection = replace(scope.projection, places=True)
    corpus = project(scope.material.statements, replace(projection, since=None, until=None), scope.vocabulary)
    found = timeline(
        corpus, scope.vocabulary, scope.actor, grid=grid, baseline=Baseline(scope.material.statements if scope.actor else None)
    )
    title = f"{scope.label or 'All actors'}: what is told of it" if scope.actor else "What is told of all actors"
    told = [each for activity in found.activities for each in activity.told]
    words = _words(scope, title, f"Statements in each {found.by}; one about a longer period is spread over it by days.", told)
    alt = _time_in_words(found, scope)
    pictures = [_picture("timeline", alt, lambda palette: timeline_plot(found, words, palette))]
    if dyad := _dyad(scope, grid):
        pictures.append(dyad)
    return Section("time", "Over time", alt, pictures=tuple(pictures), empty="")


def who_is_central(scope: Scope, citations: Citations, limit: int, progress: Progress = silently) -> Section:
    """The first actors of the window, each rank with its interval."""
    heading = "Who is central"
    if not scope.graph.number_of_edges():
        return Section("central", heading, "", empty="No actors are tied to each other.")
    found = robust(scope.graph, Ranking("degree", limit=limit), projection=scope.projection)
    rows = tuple(
        (
            Cell(interval_in_words(each.rank.rank, each.low, each.high) if found.documents > 1 else str(each.rank.rank)),
            citations.cell(each.rank.label, statements_of(scope.graph, each.rank.id)),
            Cell(scope.vocabulary.classes[each.rank.kind].label), Cell(f"{each.rank.score:g}"), Cell(f"{each.in_top:.0%}"),
        )
        for each in found.ranks
    )  # fmt: skip
    measured = _drawn(found)
    words = _words(scope, "The first actors, and how firmly they stand", measured, _of(scope))
    names = short_names(scope.graph)
    first = ", ".join(names[each.rank.id] for each in found.ranks[:3])
    picture = _picture(
        "ranking", f"Ranks with intervals; the first are {first}.", lambda palette: robust_plot(found, names, words, palette)
    )
    columns = ("Rank (interval)", "Actor", "Class", "Statements on its ties", f"Among the first {found.top}")
    return Section("central", heading, measured, columns, rows, pictures=(picture,))


def sides(scope: Scope, limit: int, progress: Progress = silently) -> Section | None:
    """The communities of the window as a matrix; None where the network is too small or too large to draw one."""
    if not 2 < scope.graph.number_of_edges() <= MOST_TIES:
        return None
    found = communities(scope.graph, progress=progress)
    shown, actors = sum(map(len, chosen_members(found))), sum(len(each.members) for each in found.communities)
    lead = (
        f"{len(found.communities)} communities of {actors} actors, modularity {found.modularity:.2f}: actors who are tied among "
        "themselves more than to others, by friendly and hostile ties alike; those who fight each other may be in one."
    )
    some = f"; the {shown} of {actors} actors of whom most is told" if shown < actors else ""
    measured = f"How many statements tie each pair; frames are communities{some}."
    words = _words(scope, "Who is tied to whom, by community", measured, _of(scope))
    names = short_names(scope.graph)
    picture = _picture(
        "matrix", f"A matrix of {shown} actors in the order of communities.",
        lambda palette: matrix_plot(scope.graph, found, names, words, palette),
    )  # fmt: skip
    several = [each for each in found.communities if len(each.members) > 1]
    rows = tuple(
        (Cell(", ".join(scope.graph.nodes[member.id]["label"] for member in each.members[:8])), Cell(str(len(each.members))),
         Cell(f"{each.share:.0%}"))
        for each in several[:limit]
    )  # fmt: skip
    columns = ("Most central members", "Actors", "Stable over runs")
    return Section("sides", "Communities", lead, columns, rows, max(len(several) - limit, 0), pictures=(picture,))


def where(scope: Scope, citations: Citations, limit: int) -> Section:
    """The places of events, on a map."""
    heading = "Where"
    is_actor = scope.actor is None or scope.vocabulary.is_a(scope.ever.nodes[scope.actor]["kind"], "Actor")
    if not is_actor or (scope.actor is not None and scope.actor not in scope.ties):
        return Section("places", heading, "", empty="No event of it has a place.")
    found = footprint(scope.ties, scope.material.located, scope.vocabulary, scope.actor)
    everything = len(found.placeless) + sum(each.events for each in found.places)
    drawn = [each for each in found.places if each.point and not each.coarse]
    shown = sum(each.events for each in drawn)
    lead = (
        f"{everything - len(found.placeless)} of {everything} statements name a place, {shown} of them one that is a point "
        "with coordinates. Countries and regions are listed, not drawn."
    )
    rows = tuple(
        (
            citations.cell(each.label, each.statements), Cell(scope.vocabulary.classes[each.kind].label),
            Cell(str(each.events)), Cell(str(each.sources)),
        )
        for each in found.places[:limit]
    )  # fmt: skip
    pictures: tuple[Picture, ...] = ()
    if drawn:
        measured = (
            f"Statements with a place, in {len(drawn)} places with coordinates; {everything - shown} of {everything} are not drawn."
        )
        told = [each for place in drawn for each in place.statements]
        words = _words(scope, f"{scope.label or 'All actors'}: where it happened", measured, told)
        alt = f"A map; most was told of {', '.join(each.label for each in drawn[:3])}."
        pictures = (_picture("map", alt, lambda palette: map_plot(found, words, palette)),)
    columns = ("Place", "Class", "Statements", "Sources")
    return Section(
        "places", heading, lead, columns, rows, max(len(found.places) - limit, 0), "No statement names a place.", pictures
    )


def interval_in_words(rank: int, low: int, high: int) -> str:
    """`2 (1 to 4)`."""
    return f"{rank} ({low} to {high})" if low != high else f"{rank} ({low})"


def _drawn(found: Robustness) -> str:
    return (
        f"Ranks by degree with the interval that holds them in {found.level} of 100 among {found.rounds} draws, with replacement, "
        f"of {found.documents} documents (seed {found.seed})."
        if found.documents > 1
        else f"Ranks by degree. {ONE_DOCUMENT}"
    )


def _dyad(scope: Scope, grid: Grid) -> Picture | None:
    """The history of the actor with the one it has most signed ties with."""
    if scope.actor is None or scope.actor not in scope.graph:
        return None
    partners: dict[str, int] = {}
    for told in statements_of(scope.graph, scope.actor):
        if scope.vocabulary.relation(told.relation).sign:
            other = told.object.id if told.subject.id == scope.actor else told.subject.id
            partners[other] = partners.get(other, 0) + 1
    if not partners:
        return None
    other = min(partners, key=lambda iri: (-partners[iri], iri))
    found = timeline(scope.graph, scope.vocabulary, scope.actor, other, grid=grid)
    names = short_names(scope.graph)
    between = [each for activity in found.activities for each in activity.told]
    title = f"{names[scope.actor]} and {names[other]}: what binds and what divides"
    measured = f"Statements of cooperation (up) and of conflict (down) between the two in each {found.by}, and their balance."
    words = _words(scope, title, measured, between)
    binds, divides = (sum(getattr(each, name) for each in found.activities) for name in ("cooperation", "conflict"))
    alt = f"{names[scope.actor]} and {names[other]}: {binds:g} statements of cooperation, {divides:g} of conflict."
    return _picture("pair", alt, lambda palette: dyad_plot(found, words, palette))


def _time_in_words(found: Timeline, scope: Scope) -> str:
    most = max(found.activities, key=lambda each: each.statements, default=None)
    if most is None or found.first is None or found.last is None:
        return "Nothing that is told has a date."
    parts = [f"Most in {most.bin.name}: {most.statements:.4g} statements."]
    if scope.window is None:
        first, last = found.first, found.last
        parts.insert(0, f"First told of on {first.day} (by the {first.basis}), last on {last.day} (by the {last.basis}).")
    for burst in found.bursts:
        span = burst.first.name if burst.first == burst.last else f"{burst.first.name} to {burst.last.name}"
        parts.append(f"A burst in {span}: {burst.statements:.4g} of all {burst.corpus:.4g} statements.")
    return " ".join(parts)


def _unit(scope: Scope) -> Unit:
    days = [scope.window.first, scope.window.last] if scope.window else _known_days(scope)
    length = (date.fromisoformat(max(days)) - date.fromisoformat(min(days))).days if days else 0
    return "week" if length <= WEEKS else "month" if length <= MONTHS else "year"


def _known_days(scope: Scope) -> list[str]:
    ties = [tie for *ends, tie in scope.ties.edges(data=True) if scope.actor is None or scope.actor in ends]
    return [day for tie in ties for day in (tie["first"], tie["last"]) if day]


def _ends(scope: Scope) -> tuple[str | None, str | None]:
    return (scope.window.first, scope.window.last) if scope.window else (None, None)


def _of(scope: Scope) -> Sequence[StoredStatement]:
    return [each for *_, tie in scope.graph.edges(data=True) for each in tie["statements"]]


def _words(scope: Scope, title: str, measured: str, told: Sequence[StoredStatement]) -> Words:
    titled = f"{title}, {scope.window.name}" if scope.window else title
    return Words(titled, measured, footing(scope.material.store, told, scope.projection).line)


def _picture(name: str, alt: str, draw: Draw) -> Picture:
    figure = draw(LIGHT)
    light, dark = (image(each, "svg", palette).decode("utf-8") for each, palette in ((figure, LIGHT), (draw(DARK), DARK)))
    return Picture(name, alt, image(figure, "png"), light, dark)
