"""The command about time: what was told when, and who stood where in the ranking."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.captioned import Captioned, counted
from kg.cli.options import (
    evidence_option,
    format_option,
    limit_option,
    out_file_option,
    projection_options,
    store_option,
    unweighted_option,
)
from kg.cli.output import progress
from kg.cli.plotting import plot_option, save_plot, windowed_title, words_of
from kg.cli.projecting import material_of, projection_of
from kg.cli.sheets import FORMATS, Column, Sheet, number
from kg.errors import UsageError
from kg.measures import MEASURES

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.metrics import Activity, Burst, Sighting, Standing, Timeline, Trajectories
    from kg.projection import Projection
    from kg.records import StoredStatement

UNITS = ("week", "month", "year")
BAR = 20  # characters of the longest bar
GAP = 3  # empty bins in a row that people see as one line


@click.command()
@click.argument("actor", required=False)
@store_option
@click.option("--with", "other", metavar="OTHER", help="What happened between the two: cooperation and conflict.")
@click.option("--by", type=click.Choice(UNITS), default="month", show_default=True, help="How time is cut.")
@click.option("--measure", metavar="MEASURE", help=f"The rank over time, too: {', '.join(MEASURES)}.")
@click.option(
    "--window",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="With --measure: rank by so many weeks, months or years up to each.",
)
@unweighted_option
@limit_option(5, "actors, with --measure and no ACTOR")
@click.option(
    "--burst-scale",
    type=click.FloatRange(min=1, min_open=True, max=1000),
    default=2.0,
    show_default=True,
    metavar="S",
    help="In a burst that many times the usual share of all statements is about the actor.",
)
@click.option(
    "--burst-cost",
    type=click.FloatRange(min=0, max=1000),
    default=1.0,
    show_default=True,
    metavar="GAMMA",
    help="What it costs to enter a burst: the higher, the fewer.",
)
@evidence_option
@projection_options
@format_option(*FORMATS)
@out_file_option
@plot_option
def timeline(
    actor: str | None,
    other: str | None,
    store: str,
    by: Any,
    measure: str | None,
    window: int,
    unweighted: bool,
    limit: int,
    burst_scale: float,
    burst_cost: float,
    evidence: int,
    format_: str,
    out: Path,
    plot: Path | None,
    **choice: Any,
) -> None:
    """Show what was told of an actor, a pair or the whole network by week, month or year.

    A statement counts with the date that its text gives, else with that of its document; a period that is longer than a
    week, month or year is spread over them by its days. Cooperation and conflict are the relations that the ontology gives a
    positive or a negative sign. A burst is where a larger share than usual of all statements in the store is about the actor.
    With --measure and no ACTOR it shows the ranks of the first actors over time.

    \b
    Example:
      kg analyze timeline JNIM --by year
      kg analyze timeline Mali --with Algeria --by year --evidence 2
      kg analyze timeline --measure pagerank --by year --window 3
      kg analyze timeline Mali --with Algeria --by year --plot dyad.svg
    """  # fmt: skip
    from kg.metrics import Automaton, Baseline, Grid, Ranking, Sampling, trajectories
    from kg.metrics import timeline as activity
    from kg.projection import weigher
    from kg.vocabulary import load_vocabulary

    if other and not actor:
        raise UsageError("--with needs an ACTOR")
    if window > 1 and not measure:
        raise UsageError("--window needs --measure")
    if measure and other:
        raise UsageError("--measure ranks actors, not pairs: leave --with out")
    ranking = Ranking(measure or "degree", not unweighted, limit, Sampling(progress=progress))
    automaton = Automaton(burst_scale, burst_cost)
    projection = projection_of(**choice)
    grid = Grid(by, projection.since, projection.until)
    material = material_of(store, facts=bool(projection.fold))
    graph, words = material.network(projection), load_vocabulary()
    ranks = None
    if measure:
        weigh = weigher(projection, [told for _, _, tie in graph.edges(data=True) for told in tie["statements"]])
        ranks = trajectories(graph, words, ranking, [actor] if actor else [], grid=grid, window=window, weigh=weigh)
        if not actor:
            if plot:
                _plot_ranks(plot, store, graph, ranks, projection)
            _ranks(ranks).write(format_, out, evidence=evidence)
            return
    narrowed = actor or any((projection.families, projection.relations, projection.classes))
    baseline = Baseline(material.statements if narrowed else None, automaton)
    found = activity(graph, words, actor, other, grid=grid, baseline=baseline, progress=progress)
    if plot:
        _plot(plot, store, graph, found, projection)
    _timeline(found, ranks).write(format_, out, evidence=evidence)


def _plot(path: Path, store: str, graph: "Graph", found: "Timeline", projection: "Projection") -> None:
    """Draws the activity, or of a pair its history."""
    from kg.plots import dyad_plot, short_names, timeline_plot

    names = short_names(graph)
    told = [each for activity in found.activities for each in activity.told] + list(found.undated)
    if found.other:
        title = f"{names[found.actor or '']} and {names[found.other]}: what binds and what divides"
        measured = f"Statements of cooperation (up) and of conflict (down) between the two in each {found.by}, and their balance."
        draw = dyad_plot
    else:
        title = f"{found.actor_label or 'The network'}: what is told of it"
        measured = f"Statements in each {found.by}; one about a longer period is spread over it by days."
        draw = timeline_plot
    save_plot(draw(found, words_of(windowed_title(title, projection), measured, store, told, projection)), path)


def _plot_ranks(path: Path, store: str, graph: "Graph", found: "Trajectories", projection: "Projection") -> None:
    from kg.metrics import statements_in
    from kg.plots import rank_history_plot, short_names

    measured = f"Rank by {found.measure}{_of_bins(found)}; a gap where an actor has no tie."
    words = words_of(windowed_title("Rank over time", projection), measured, store, statements_in(graph), projection)
    save_plot(rank_history_plot(found, short_names(graph), words), path)


def _timeline(found: "Timeline", ranks: "Trajectories | None") -> Captioned:
    rows = [_activity_row(each) for each in found.activities]
    if ranks:
        places = zip(ranks.bins, ranks.trajectories[0].standings, ranks.actors, strict=True)
        standings = {each.name: _standing(standing, actors) for each, standing, actors in places}
        rows = [row | standings[row["bin"]] for row in rows]
    most = max((row["count"] for row in rows), default=0)
    part = any(each.corpus > each.statements for each in found.activities) and not found.other
    columns = [
        Column(found.by.capitalize(), "bin"), Column("Statements", partial(_amount, "count")), Column("", partial(_bar, most)),
        Column("By event", partial(_amount, "by_event")), Column("By document", partial(_amount, "by_document")),
        Column("Sources", partial(_amount, "sources")),
        *([Column("Of all", _share)] if part else []),
        Column("Cooperation", partial(_amount, "cooperation")), Column("Conflict", partial(_amount, "conflict")),
        Column("Balance", _balance),
        *([Column(f"Rank by {ranks.measure}", _rank)] if ranks else []),
        Column("", lambda row: "burst" if row["burst"] else ""),
    ]  # fmt: skip
    keys = (
        "bin", "first", "last", "count", "by_event", "by_document", "sources", "cooperation", "conflict", "balance", "corpus",
        "burst", *(("rank", "score", "actors") if ranks else ()),
    )  # fmt: skip
    told = [each.told for each in found.activities]
    shown = list(_collapsed(rows, told))
    return Captioned(
        Sheet(columns, keys, rows, told),
        list(_caption(found)),
        _head(found, ranks),
        "bins",
        Sheet(columns, keys, [row for row, _ in shown], [each for _, each in shown]),
    )


def _ranks(found: "Trajectories") -> Captioned:
    """The ranks of several actors: a row for each bin for people, one for each bin and actor for programs."""
    names = [each.label for each in found.trajectories]
    columns = [Column(found.by.capitalize(), "bin"), Column("Actors", "actors")]
    columns += [Column(name, partial(_nth, place)) for place, name in enumerate(names)]
    rows, told, shown = [], [], []
    for place, each in enumerate(found.bins):
        standings = [trajectory.standings[place] for trajectory in found.trajectories]
        ranks = [standing.rank.rank if standing.rank else None for standing in standings]
        shown.append({"bin": each.name, "actors": found.actors[place], "ranks": ranks, "count": found.actors[place]})
        for trajectory, standing in zip(found.trajectories, standings, strict=True):
            row = {"bin": each.name, "first": each.first, "last": each.last, "id": trajectory.id, "label": trajectory.label}
            rows.append(row | _standing(standing, found.actors[place]))
            told.append(standing.told)
    together = [[each for way in found.trajectories for each in way.standings[place].told] for place in range(len(found.bins))]
    caption = [f"Rank by {found.measure}{_of_bins(found)}; {counted(found.undated, 'statement')} without a date."]
    head = {"measure": found.measure, "by": found.by, "window": found.window, "undated": found.undated}
    keys = ("bin", "first", "last", "id", "label", "rank", "score", "actors")
    people = list(_collapsed(shown, together))
    return Captioned(
        Sheet(columns, keys, rows, told), caption, head, "ranks",
        Sheet(columns, keys, [row for row, _ in people], [each for _, each in people]),
    )  # fmt: skip


def _activity_row(each: "Activity") -> dict[str, Any]:
    return {
        "bin": each.bin.name, "first": each.bin.first, "last": each.bin.last, "count": each.statements, "by_event": each.by_event,
        "by_document": each.by_document, "sources": each.sources, "cooperation": each.cooperation, "conflict": each.conflict,
        "balance": each.balance, "corpus": each.corpus, "burst": each.burst,
    }  # fmt: skip


def _standing(standing: "Standing", actors: int) -> dict[str, Any]:
    rank = standing.rank
    return {"rank": rank.rank if rank else None, "score": rank.score if rank else None, "actors": actors}


def _collapsed(
    rows: Sequence[dict[str, Any]], told: Sequence[Sequence["StoredStatement"]]
) -> "Iterator[tuple[dict[str, Any], Sequence[StoredStatement]]]":
    """The rows, where several empty ones in a row are one."""
    for empty, group in groupby(zip(rows, told, strict=True), key=lambda pair: not pair[0]["count"]):
        members = list(group)
        if empty and len(members) >= GAP:
            first, last = members[0][0]["bin"], members[-1][0]["bin"]
            yield members[0][0] | {"bin": f"{first} to {last}"}, ()
        else:
            yield from members


def _caption(found: "Timeline") -> Iterator[str]:
    told = found.event + found.document + len(found.undated)
    who = " and ".join(filter(None, (found.actor_label, found.other_label))) or "The network"
    yield (
        f"{who}: {counted(told, 'statement')} from {counted(found.sources, 'independent source')}; {found.event} dated "
        f"by the event, {found.document} by the document, {len(found.undated)} undated and in no row."
    )
    if found.long:
        yield f"{counted(found.long, 'statement')} with a period over several {found.by}s, spread over them by days."
    if found.first and found.last:
        yield f"First seen {_seen(found.first)}, last seen {_seen(found.last)}."
    for burst in found.bursts:
        yield _burst_line(burst)


def _seen(sighting: "Sighting") -> str:
    return f"{sighting.day} (by the {sighting.basis})"


def _burst_line(burst: "Burst") -> str:
    span = burst.first.name if burst.first == burst.last else f"{burst.first.name} to {burst.last.name}"
    return f"Burst {span}: {number(burst.statements)} of all {number(burst.corpus)} statements, strength {number(burst.strength)}."


def _of_bins(found: "Trajectories") -> str:
    return f" in the {found.window} {found.by}s up to each" if found.window > 1 else f" in each {found.by}"


def _head(found: "Timeline", ranks: "Trajectories | None") -> dict[str, Any]:
    head: dict[str, Any] = {
        "actor": {"id": found.actor, "label": found.actor_label} if found.actor else None,
        "with": {"id": found.other, "label": found.other_label} if found.other else None,
        "by": found.by,
        "dated_by_event": found.event,
        "dated_by_document": found.document,
        "spread": found.long,
        "undated": [statement.id for statement in found.undated],
        "sources": found.sources,
        "first_seen": _sighting(found.first),
        "last_seen": _sighting(found.last),
        "bursts": [
            {
                "first": burst.first.name, "last": burst.last.name, "from": burst.first.first, "until": burst.last.last,
                "count": burst.statements, "corpus": burst.corpus, "strength": burst.strength,
            }
            for burst in found.bursts
        ],
    }  # fmt: skip
    return head | {"measure": ranks.measure, "window": ranks.window} if ranks else head


def _sighting(seen: "Sighting | None") -> dict[str, str] | None:
    return {"day": seen.day, "dated_by": seen.basis, "statement": seen.statement.id} if seen else None


def _amount(key: str, row: Mapping[str, Any]) -> str:
    return number(row[key]) if row[key] else ""


def _bar(most: float, row: Mapping[str, Any]) -> str:
    """A bar as long as the row's share of the most; at least a sliver where there is anything."""
    eighths = round(row["count"] / most * BAR * 8) if most else 0
    whole, rest = divmod(max(eighths, 1 if row["count"] else 0), 8)
    return "█" * whole + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[rest]


def _share(row: Mapping[str, Any]) -> str:
    return f"{row['count'] / row['corpus']:.1%}" if row["count"] and row["corpus"] else ""


def _balance(row: Mapping[str, Any]) -> str:
    if not (row["cooperation"] or row["conflict"]):
        return ""
    return f"{row['balance']:+.4g}" if row["balance"] else "0"


def _rank(row: Mapping[str, Any]) -> str:
    return f"{row['rank']} of {row['actors']}" if row.get("rank") else ""


def _nth(place: int, row: Mapping[str, Any]) -> str:
    rank = row["ranks"][place]
    return "" if rank is None else str(rank)
