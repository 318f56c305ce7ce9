"""The command that tries how firmly a ranking stands."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.captioned import Captioned, counted, ordinal
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
from kg.measures import MEASURES

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.metrics import Omission, Range, Robustness, RobustRank
    from kg.projection import Projection

OUT = "out"  # of the network
MOST_OMISSIONS = 20  # that people see; CSV and JSON have all
MOVED = 3  # actors named in a caption
KINDS = ("source", "document", "confidence")


@click.command()
@store_option
@click.option(
    "--measure", default="degree", show_default=True, metavar="MEASURE", help=f"What makes an actor central: {', '.join(MEASURES)}."
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    show_default="1000, or 100 for measures over the whole of a large network",
    help="How often the documents are drawn anew.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=20170302,
    show_default=True,
    metavar="N",
    help="Another number gives other draws, the same number the same.",
)
@click.option(
    "--threshold",
    "thresholds",
    type=click.FloatRange(0, 1),
    multiple=True,
    metavar="X",
    default=(0.5, 0.6, 0.7, 0.8, 0.9),
    show_default=True,
    help="Leave out the statements of less confidence than this. Repeatable.",
)
@click.option(
    "--show",
    type=click.Choice(("ranks", "omissions")),
    default="ranks",
    show_default=True,
    help="The ranks with their intervals, or what can be left out and how much that changes.",
)
@unweighted_option
@limit_option(10, "actors, and how long the top list is")
@click.option(
    "--sample",
    type=click.IntRange(min=2),
    metavar="N",
    help="Estimate betweenness and harmonic from so many actors each time; by default from 1000 where there are more than 3000.",
)
@evidence_option
@projection_options
@format_option(*FORMATS)
@out_file_option
@plot_option
def robust(
    store: str,
    measure: str,
    rounds: int | None,
    seed: int,
    thresholds: tuple[float, ...],
    show: str,
    unweighted: bool,
    limit: int,
    sample: int | None,
    evidence: int,
    format_: str,
    out: Path,
    plot: Path | None,
    **choice: Any,
) -> None:
    """Show how firmly a ranking stands: each rank with its interval, and what it hangs by.

    The interval holds the rank in 95 of 100 draws of as many documents, with replacement, as there are. Besides, every
    source, every document, and the statements of little confidence are left out in turn.

    \b
    Example:
      kg analyze robust --measure betweenness
      kg analyze robust --show omissions --limit 5
      kg analyze robust --plot ranks.svg
    """  # fmt: skip
    from kg.metrics import Ranking, Sampling
    from kg.metrics import robust as tried

    ranking = Ranking(measure, not unweighted, limit, Sampling(sample, progress))
    projection = projection_of(**choice)
    graph = material_of(store, facts=bool(projection.fold)).network(projection)
    found = tried(graph, ranking, projection=projection, rounds=rounds, seed=seed, thresholds=thresholds)
    if plot:
        _plot(plot, store, graph, found, projection)
    page = _ranks(graph, found) if show == "ranks" or format_ == "json" else _omissions(found)
    page.write(format_, out, evidence=evidence)


def _plot(path: Path, store: str, graph: "Graph", found: "Robustness", projection: "Projection") -> None:
    from kg.metrics import statements_in
    from kg.plots import robust_plot, short_names

    measured = (
        f"Rank, with the interval that holds it in {found.level} of 100 among {found.rounds} draws, with replacement, of "
        f"{counted(found.documents, 'document')} (seed {found.seed})."
    )
    words = words_of(
        windowed_title(f"How firmly the ranking by {found.measure} stands", projection),
        measured,
        store,
        statements_in(graph),
        projection,
    )
    save_plot(robust_plot(found, short_names(graph), words), path)


def _ranks(graph: "Graph", found: "Robustness") -> Captioned:
    from kg.metrics import statements_of

    columns = [
        Column("Rank", _rank), Column("Actor", "label"), Column("Class", "kind"),
        Column(found.measure, lambda row: number(row["score"])),
        Column("Interval", lambda row: f"{number(row['score_low'])} to {number(row['score_high'])}"),
        Column(f"In top {found.top}", lambda row: f"{row['in_top']:.0%}"),
        Column("Without a source", partial(_range, "source")), Column("Without a document", partial(_range, "document")),
        *(Column(f"From {threshold:g}", partial(_confident, place)) for place, threshold in enumerate(found.thresholds)),
    ]  # fmt: skip
    rows = [_row(found, rank) for rank in found.ranks]
    keys = (
        "rank", "rank_low", "rank_high", "id", "label", "kind", "score", "score_low", "score_high", "in_top",
        *(f"{kind}_{part}" for kind in KINDS[:2] for part in ("best", "best_without", "worst", "worst_without")),
        *(f"rank_from_{threshold:g}" for threshold in found.thresholds),
    )  # fmt: skip
    told = [statements_of(graph, rank.rank.id, found.measure) for rank in found.ranks]
    head = {
        "measure": found.measure, "rounds": found.rounds, "seed": found.seed, "level": found.level, "top": found.top,
        "statements": found.statements, "sources": found.sources, "documents": found.documents, "documents_left_out": found.tried,
        "omissions": [_omission(found, each) for each in found.omissions],
    }  # fmt: skip
    return Captioned(Sheet(columns, keys, rows, told), list(_caption(found)), head, "ranks")


def _row(found: "Robustness", each: "RobustRank") -> dict[str, Any]:
    rank = each.rank
    row: dict[str, Any] = {
        "rank": rank.rank, "rank_low": each.low, "rank_high": each.high, "id": rank.id, "label": rank.label, "kind": rank.kind,
        "score": rank.score, "score_low": each.score_low, "score_high": each.score_high, "in_top": each.in_top,
    }  # fmt: skip
    for kind, places in (("source", each.sources), ("document", each.documents)):
        row |= _range_row(kind, places)
    return (
        row
        | {f"rank_from_{threshold:g}": place for threshold, place in zip(found.thresholds, each.confident, strict=True)}
        | {"confident": list(each.confident)}
    )


def _range_row(kind: str, places: "Range") -> dict[str, Any]:
    return {
        f"{kind}_best": places.best, f"{kind}_best_without": places.best_without,
        f"{kind}_worst": places.worst, f"{kind}_worst_without": places.worst_without,
    }  # fmt: skip


def _omissions(found: "Robustness") -> Captioned:
    columns = (
        Column("What", "what"), Column("Left out", _left_out), Column("Statements", "statements"),
        Column("Change", lambda row: f"{row['change']:.2f}"), Column("Who moves", lambda row: ", ".join(row["moved"][:MOVED])),
        Column("Who comes in", lambda row: ", ".join(row["entered"][:MOVED])),
    )  # fmt: skip
    rows = [_omission(found, each) for each in found.omissions]
    keys = ("what", "id", "name", "statements", "change", "moved", "entered")
    return Captioned(
        Sheet(columns, keys, rows), list(_caption(found)), {}, "omissions", Sheet(columns, keys, rows[:MOST_OMISSIONS])
    )


def _omission(found: "Robustness", each: "Omission") -> dict[str, Any]:
    return {
        "what": each.what, "id": each.id, "name": each.name, "statements": each.statements, "change": each.change,
        "moved": _moved(found, each), "entered": list(each.entered),
        "ranks": {rank.rank.id: place for rank, place in zip(found.ranks, each.ranks, strict=True)},
    }  # fmt: skip


def _moved(found: "Robustness", each: "Omission") -> list[str]:
    """Who of the first moves, the farthest first: `Algeria 3rd to 8th`."""
    moves = [(rank.rank, place) for rank, place in zip(found.ranks, each.ranks, strict=True) if place != rank.rank.rank]
    moves.sort(key=lambda move: (move[1] is not None, -abs((move[1] or 0) - move[0].rank)))
    return [f"{rank.label} {ordinal(rank.rank)} to {ordinal(place) if place else OUT}" for rank, place in moves]


def _caption(found: "Robustness") -> Iterator[str]:
    yield (
        f"Ranks with the interval that holds {found.level} of 100 among {found.rounds} draws, with replacement, of "
        f"{counted(found.documents, 'document')} (seed {found.seed}); "
        f"{counted(found.statements, 'statement')} from {counted(found.sources, 'source')}."
    )
    if found.tried < found.documents and found.documents > 1:
        yield f"Left out in turn: the {found.tried} documents with the most statements, of {found.documents}."
    for kind in KINDS:
        omissions = [each for each in found.omissions if each.what == kind]
        if omissions:
            yield _most(found, kind, omissions[0])


def _most(found: "Robustness", kind: str, each: "Omission") -> str:
    """What changes the top most when it is left out."""
    what = {
        "source": f"Leaving out the source {each.name} ({counted(each.statements, 'statement')})",
        "document": f"Leaving out the document {each.name} ({counted(each.statements, 'statement')})",
        "confidence": f"Leaving out what is below confidence {each.name} ({counted(each.statements, 'statement')})",
    }[kind]
    if not each.change:
        return f"{what}, or any other {'threshold' if kind == 'confidence' else kind}, leaves the first {found.top} as they are."
    moved = _moved(found, each)
    some = f": {', '.join(moved[:MOVED])}{' and others' if len(moved) > MOVED else ''}" if moved else ""
    return f"{what} changes the first {found.top} most, by {each.change:.2f} of 1{some}."


def _left_out(row: Mapping[str, Any]) -> str:
    return f"below {row['name']}" if row["what"] == "confidence" else str(row["name"])


def _rank(row: Mapping[str, Any]) -> str:
    """`2nd (1st to 4th)`."""
    return f"{ordinal(row['rank'])} ({ordinal(row['rank_low'])} to {ordinal(row['rank_high'])})"


def _range(kind: str, row: Mapping[str, Any]) -> str:
    best, worst = row[f"{kind}_best"], row[f"{kind}_worst"]
    if best is None:
        return ""
    return ordinal(best) if best == worst else f"{ordinal(best)} to {ordinal(worst) if worst else OUT}"


def _confident(place: int, row: Mapping[str, Any]) -> str:
    ranks: Sequence[int | None] = row["confident"]
    rank = ranks[place]
    return ordinal(rank) if rank else OUT
