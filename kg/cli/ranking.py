"""Commands that rank the actors of the network: central and measures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import (
    evidence_option,
    format_option,
    limit_option,
    out_file_option,
    projection_options,
    store_option,
    unweighted_option,
)
from kg.cli.output import progress, write
from kg.cli.plotting import plot_option, save_plot, windowed_title, words_of
from kg.cli.projecting import material_of, projection_of
from kg.cli.sheets import FORMATS, Column, Sheet, number, print_sheet
from kg.errors import UsageError
from kg.measures import EXACT_ACTORS, MEASURES, PIVOTS
from kg.timing import day_span

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.metrics import Change, Rank, Sampling
    from kg.projection import Projection

MOST = 1_000_000_000  # no network has more to show, and beyond what the machine can count islice fails


@click.command()
@store_option
@click.option(
    "--measure",
    "names",
    multiple=True,
    default=("degree",),
    show_default=True,
    metavar="MEASURE",
    help=f"What makes an actor central: {', '.join(MEASURES)}. Repeatable: a column for each, ranked by the first. "
    "`kg analyze measures` explains them.",
)
@unweighted_option
@limit_option(20, "actors")
@click.option(
    "--sample",
    type=click.IntRange(min=2),
    metavar="N",
    help="Estimate betweenness and harmonic from so many actors, with the error; by default from "
    f"{PIVOTS} where there are more than {EXACT_ACTORS}.",
)
@click.option("--exact", is_flag=True, help="Never estimate, however long it takes.")
@click.option(
    "--compare",
    nargs=2,
    metavar="EARLIER LATER",
    help="Rank in two windows and show who rose and fell: 2023 2024, or 2023-01/2023-06 2023-07/2023-12.",
)
@click.option("--by-change", is_flag=True, help="With --compare: those who moved most first.")
@evidence_option
@projection_options
@format_option(*FORMATS, "graphml")
@out_file_option
@plot_option
def central(
    store: str,
    names: tuple[str, ...],
    unweighted: bool,
    limit: int,
    sample: int | None,
    exact: bool,
    compare: tuple[str, str] | None,
    by_change: bool,
    evidence: int,
    format_: str,
    out: Path,
    plot: Path | None,
    **choice: Any,
) -> None:
    """Rank the actors of the network.

    \b
    Example:
      kg analyze central --measure pagerank --family cooperation --limit 10
      kg analyze central --measure betweenness --measure degree --evidence 2
      kg analyze central --compare 2023 2024 --by-change
      kg analyze central --limit 15 --plot ranking.svg
    """
    from kg.metrics import Sampling, rankings
    from kg.metrics.centrality import check_measures

    names = tuple(dict.fromkeys(names))
    check_measures(names)  # before anything is read
    if exact and sample:
        raise UsageError("--exact and --sample exclude each other")
    if by_change and not compare:
        raise UsageError("--by-change needs --compare")
    if compare and (len(names) > 1 or format_ == "graphml"):
        raise UsageError("--compare takes one measure, and gives no graphml")
    sampling = Sampling(0 if exact else sample, progress)
    choices = _windows(compare, choice) if compare else [choice]
    projections = [projection_of(**each) for each in choices]
    material = material_of(store, facts=bool(projections[0].fold))
    graphs = [material.network(projection) for projection in projections]
    found = [rankings(graph, names, weighted=not unweighted, sampling=sampling) for graph in graphs]
    for graph, ranked in zip(graphs, found, strict=True):
        _say_what_is_estimated(ranked, sampling, len(graph))
    if plot:
        _plot(plot, store, graphs, found, projections, compare, by_change, limit, unweighted=unweighted)
    if not compare:
        _print_ranking(graphs[0], found[0], min(limit, MOST), format_, out, evidence)
        return
    ranks = [ranked[names[0]] for ranked in found]
    sheet = _comparison(graphs, ranks, compare, names[0], by_change, min(limit, MOST))
    print_sheet(sheet, format_, out, evidence=evidence)


@click.command()
@format_option("table", "csv", "json", "markdown")
@out_file_option
def measures(format_: str, out: Path) -> None:
    """List the measures of centrality: what each counts, what it tells, and who defined it.

    \b
    Example:
      kg analyze measures --format markdown
    """
    rows = [
        {
            "measure": each.name, "counts": each.counts, "tells": each.tells, "directed": each.directed, "weighted": each.weighted,
            "sampled": each.sampled, "source": each.source,
        }
        for each in MEASURES.values()
    ]  # fmt: skip
    columns = (
        Column("Measure", "measure"), Column("What it counts", "counts"), Column("What it tells", "tells"),
        Column("Uses", _uses),
        Column("Source", "source"),
    )  # fmt: skip
    print_sheet(Sheet(columns, tuple(rows[0]), rows), format_, out)


def _uses(row: Mapping[str, Any]) -> str:
    return ", ".join(word for word, used in (("direction", row["directed"]), ("weights", row["weighted"])) if used)


def _print_ranking(
    graph: "Graph", found: "Mapping[str, Sequence[Rank]]", limit: int, format_: str, out: Path, evidence: int
) -> None:
    from kg.metrics import statements_of

    if format_ == "graphml":
        _write_graphml(graph, found, out)
        return
    names = list(found)
    places = {name: {rank.id: rank for rank in ranks} for name, ranks in found.items()}
    first = found[names[0]][:limit]
    rows = [_row([places[name][rank.id] for name in names], names) for rank in first]
    told = [statements_of(graph, rank.id, names[0]) for rank in first]
    columns = [Column("Rank", "rank"), Column("Actor", "label"), Column("Class", "kind")]
    columns += [Column(name, partial(_shown, "" if len(names) == 1 else name)) for name in names]
    keys = ["rank", "id", "label", "kind", *(key for name in names for key in _score_keys(name, found))]
    print_sheet(Sheet(columns, keys, rows, told), format_, out, evidence=evidence)


def _score_keys(name: str, found: "Mapping[str, Sequence[Rank]]") -> list[str]:
    """What CSV and JSON call a measure's values: `score` where it is the only one, and the error where it is estimated."""
    estimated = any(rank.error is not None for rank in found[name])
    if len(found) == 1:
        return ["score", *(["error", "low", "high"] if estimated else [])]
    return [name, f"{name}_rank", *([f"{name}_{part}" for part in ("error", "low", "high")] if estimated else [])]


def _row(ranks: "Sequence[Rank]", names: Sequence[str]) -> dict[str, Any]:
    """An actor with its scores by every measure."""
    first = ranks[0]
    row: dict[str, Any] = {"rank": first.rank, "id": first.id, "label": first.label, "kind": first.kind}
    for name, rank in zip(names, ranks, strict=True):
        start = "" if len(names) == 1 else f"{name}_"
        row |= {"score": rank.score} if len(names) == 1 else {name: rank.score, f"{name}_rank": rank.rank}
        if rank.error is not None:
            row |= {f"{start}error": rank.error, f"{start}low": rank.interval[0], f"{start}high": rank.interval[1]}
    return row


def _shown(name: str, row: Mapping[str, Any]) -> str:
    """A score for people, with half of its interval where it is estimated."""
    score, high = row[name or "score"], row.get(f"{name}_high" if name else "high")
    return number(score) if high is None else f"{number(score)} ± {high - score:.2g}"


def _say_what_is_estimated(found: "Mapping[str, Sequence[Rank]]", sampling: "Sampling", actors: int) -> None:
    estimated = [name for name, ranks in found.items() if any(rank.error is not None for rank in ranks)]
    if estimated:
        click.echo(
            f"kg: {' and '.join(estimated)}: estimated from {sampling.needed(actors)} of {actors} actors, ± for 95 of 100 samples; "
            "--exact takes all",
            err=True,
        )


def _write_graphml(graph: "Graph", found: "Mapping[str, Sequence[Rank]]", out: Path) -> None:
    """The network with the scores and ranks of every actor."""
    import networkx as nx

    from kg.graph_export import graphml

    scored = graph.copy()
    for name, ranks in found.items():
        nx.set_node_attributes(scored, {rank.id: rank.score for rank in ranks}, name)
        nx.set_node_attributes(scored, {rank.id: rank.rank for rank in ranks}, f"{name}_rank")
        errors = {rank.id: rank.error for rank in ranks if rank.error is not None}
        nx.set_node_attributes(scored, errors, f"{name}_error")
    write(graphml(scored), out)


def _plot(
    path: Path,
    store: str,
    graphs: "Sequence[Graph]",
    found: "Sequence[Mapping[str, Sequence[Rank]]]",
    projections: "Sequence[Projection]",
    compare: tuple[str, str] | None,
    by_change: bool,
    limit: int,
    *,
    unweighted: bool,
) -> None:
    """Draws the ranking by the first measure, or who rose and fell."""
    from kg.metrics import by_movement, changes, statements_in
    from kg.plots import change_plot, ranking_plot, short_names

    measure = next(iter(found[0]))
    told = [each for graph in graphs for each in statements_in(graph)]
    names = dict(short_names(graphs[0])) | dict(short_names(graphs[-1]))
    if not compare:
        title = windowed_title(f"The first actors by {measure}", projections[0])
        words = words_of(title, _measured(measure, projections[0], unweighted=unweighted), store, told, projections[0])
        save_plot(ranking_plot(found[0][measure][:limit], names, measure, words), path)
        return
    all_changes = changes(*(ranked[measure] for ranked in found))
    shown = (by_movement(all_changes) if by_change else all_changes)[:limit]
    both = replace(projections[0], until=projections[1].until) if projections[0].since else projections[0]
    title = f"Who rose and fell by {measure}, {compare[0]} to {compare[1]}"
    words = words_of(title, "Rank in each of the two windows; on the right, how many places up or down.", store, told, both)
    save_plot(change_plot(shown, names, compare, words), path)


def _measured(name: str, projection: "Projection", *, unweighted: bool) -> str:
    """What a measure tells, and what ties weigh where it counts that."""
    tells = MEASURES[name].tells
    if not MEASURES[name].weighted:
        return tells
    return f"{tells.removesuffix('.')}; {'each tie counts 1' if unweighted else f'ties weigh by {projection.weight}'}."


def _windows(compare: tuple[str, str], choice: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The projection options of the two windows."""
    if choice["since"] or choice["until"]:
        raise UsageError("--compare gives the windows: leave --since and --until out")
    return [dict(choice) | {"since": first, "until": last} for first, last in map(day_span, compare)]


def _comparison(
    graphs: "Sequence[Graph]", found: "Sequence[Sequence[Rank]]", windows: Sequence[str], measure: str, by_change: bool, limit: int
) -> Sheet:
    """Who rose and fell between the two windows."""
    from kg.metrics import by_movement, changes, statements_of

    all_changes = changes(*found)
    shown = (by_movement(all_changes) if by_change else all_changes)[:limit]
    rows = [_change_row(change) for change in shown]
    told = [[each for graph in graphs for each in statements_of(graph, change.id, measure)] for change in shown]
    columns = (
        Column("Rank", "rank"), Column("Actor", "label"), Column("Class", "kind"), Column("Change", _movement),
        Column(f"Rank {windows[0]}", "rank_before"), Column(f"{measure} {windows[0]}", lambda row: number(row["score_before"])),
        Column(f"{measure} {windows[1]}", lambda row: number(row["score"])),
    )  # fmt: skip
    return Sheet(columns, ("rank", "id", "label", "kind", "score", "rank_before", "score_before", "change", "places"), rows, told)


def _change_row(change: "Change") -> dict[str, Any]:
    before, after = change.before, change.after
    return {
        "rank": after.rank if after else None,
        "id": change.id,
        "label": change.label,
        "kind": change.kind,
        "score": after.score if after else None,
        "rank_before": before.rank if before else None,
        "score_before": before.score if before else None,
        "change": change.what,
        "places": change.places,
    }


def _movement(row: Mapping[str, Any]) -> str:
    places = row["places"]
    return row["change"] if places is None else f"{places:+d}" if places else "="
