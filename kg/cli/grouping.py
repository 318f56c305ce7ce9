"""The command about communities."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from kg.cli.output import progress
from kg.cli.plotting import plot_option, save_plot, windowed_title, words_of
from kg.cli.projecting import Material, material_of, projection_of
from kg.cli.sections import Report, Section, print_report
from kg.cli.sheets import FORMATS, Column, Sheet
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.metrics import Communities, Community, History, Search
    from kg.projection import Projection

METHODS = ("leiden", "louvain")
TIES = ("positive", "negative", "any")
NAMED = 10


@click.command()
@store_option
@click.option("--method", type=click.Choice(METHODS), default="leiden", show_default=True, help="How they are looked for.")
@click.option(
    "--ties",
    type=click.Choice(TIES),
    default="positive",
    show_default=True,
    help="Only ties that bind, only those that divide, or any: with any, those who fight each other are together.",
)
@click.option(
    "--resolution",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    metavar="X",
    help="Greater for more and smaller communities.",
)
@click.option(
    "--runs",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Look so often, each time with another seed, take the best and say how far all agree.",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=20170302, show_default=True, metavar="N", help="The first seed.")
@unweighted_option
@click.option("--by", type=click.Choice(("year", "month")), help="In each year or month in which anything begins or ends.")
@click.option("--windows", metavar="LIST", help="In these windows: 2022,2023,2024-01/2024-06.")
@limit_option(20, "communities and changes")
@evidence_option
@projection_options
@format_option(*FORMATS)
@out_file_option
@plot_option
def communities(
    store: str,
    method: Any,
    ties: Any,
    resolution: float,
    runs: int,
    seed: int,
    unweighted: bool,
    by: Any,
    windows: str | None,
    limit: int,
    evidence: int,
    format_: str,
    out: Path,
    plot: Path | None,
    **choice: Any,
) -> None:
    """Find groups of actors that are tied among themselves, and who changed side from window to window.

    A community is named after its most central members. Stable is the share of runs in which its members are in it.

    \b
    Example:
      kg analyze communities --evidence 2
      kg analyze communities --by year --since 2020 --fold states
      kg analyze communities --ties any --plot matrix.svg
      kg analyze communities --windows 2020-08/2021-12,2022,2023 --format markdown
    """
    if by and windows:
        raise UsageError("--by and --windows exclude each other")
    if plot and (by or windows):
        raise UsageError("--plot draws one network: leave --by and --windows out")
    from kg.metrics import Search

    search = Search(method, resolution, runs, seed, not unweighted)
    projection = projection_of(**choice)
    material = material_of(store, facts=bool(projection.fold))
    if by or windows:
        graphs = _graphs(material, projection, by, windows, ties)
        report = _history(graphs, search, limit)
    else:
        graph = _only(material.network(projection), ties)
        found = _found(graph, search)
        if plot:
            _plot(plot, store, graph, found, ties, projection)
        report = _communities(graph, found, search, limit)
    print_report(report, format_, out, evidence=evidence)


def _only(graph: "Graph", ties: Any) -> "Graph":
    from kg.errors import KgError
    from kg.metrics import only
    from kg.vocabulary import load_vocabulary

    chosen = only(graph, ties, load_vocabulary())
    if graph.number_of_edges() and not chosen.number_of_edges():
        raise KgError(f"the network has no {ties} ties; --ties any takes all")
    return chosen


def _graphs(material: Material, projection: "Projection", by: Any, windows: str | None, ties: Any) -> dict[str, "Graph"]:
    """The network of each window."""
    from kg.metrics import only, statements_in, windowed, windows_by
    from kg.vocabulary import load_vocabulary

    words = load_vocabulary()
    told = statements_in(only(material.network(replace(projection, min_sources=1)), ties, words))
    names = windows_by(told, by) if by else tuple(filter(None, map(str.strip, (windows or "").split(","))))
    return windowed(told, names, projection, words)


def _found(graph: "Graph", search: "Search") -> "Communities":
    from kg.metrics import communities as find

    return find(graph, search, progress=progress)


def _plot(path: Path, store: str, graph: "Graph", found: "Communities", ties: str, projection: "Projection") -> None:
    from kg.metrics import statements_in
    from kg.plots import chosen_members, matrix_plot, short_names

    what = {"positive": "ties that bind", "negative": "ties that divide"}.get(ties, "all ties")
    actors, shown = sum(len(each.members) for each in found.communities), sum(map(len, chosen_members(found)))
    some = f"; the {shown} of {actors} actors whose ties weigh most" if shown < actors else ""
    measured = (
        f"What the ties of each pair weigh ({what}), by {projection.weight}; frames are communities, "
        f"modularity {found.modularity:.3f}{some}."
    )
    words = words_of(
        windowed_title("Who is tied to whom, by community", projection), measured, store, statements_in(graph), projection
    )
    save_plot(matrix_plot(graph, found, short_names(graph), words), path)


def _communities(graph: "Graph", found: "Communities", search: "Search", limit: int) -> Report:
    shown = found.communities[:limit]
    rows = [_community_row(graph, each) for each in shown]
    sheet = Sheet(_COMMUNITY, _COMMUNITY_KEYS, rows, [_told(graph, each) for each in shown])
    heading = f"{_agreement(found, search)}{_first(len(found.communities), limit)}"
    members = [row for each in found.communities for row in _member_rows(graph, each)]
    actors = Sheet((), ("community", "name", "id", "label", "kind", "inside", "outside", "share"), members)
    return Report((Section(heading, sheet),), _communities_object(graph, found, search), actors)


def _history(graphs: "Mapping[str, Graph]", search: "Search", limit: int) -> Report:
    from kg.metrics import over_time

    found = over_time(graphs, search, progress=progress)
    changes = _changes(found, limit)
    windows = len(found.windows)
    heading = f"{windows} window{'' if windows == 1 else 's'}; a community that goes on from one to another is one side."
    moved = f"Who changed side{_first(len(found.moves), limit)}:" if found.moves else "Nobody changed side."
    return Report(
        (Section(heading, _sides(graphs, found, limit)), Section(moved, changes)),
        _history_object(graphs, found, search),
        _everybody(graphs, found),
    )


def _agreement(found: "Communities", search: "Search") -> str:
    """What was found, and how sure one can be of it."""
    actors = sum(len(each.members) for each in found.communities)
    method = search.method.capitalize()
    many = len(found.communities)
    line = f"{many} {'community' if many == 1 else 'communities'} of {actors} actors by {method}, modularity {found.modularity:.3f}"
    if found.rand is None or found.information is None:
        return line
    agree = f"adjusted Rand index {found.rand:.3f}, normalized mutual information {found.information:.3f}"
    return f"{line}. The {search.runs} runs agree: {agree}"


def _first(number_: int, limit: int) -> str:
    return f" (the first {limit} of {number_})" if number_ > limit else ""


_COMMUNITY = (
    Column("No.", "community"), Column("Name", "name"), Column("Actors", "size"),
    Column("Ties inside", lambda row: f"{row['inside']:.0%}"), Column("Stable", lambda row: f"{row['share']:.0%}"),
    Column("Members", lambda row: _listed(row["members"])),
)  # fmt: skip
_COMMUNITY_KEYS = ("community", "name", "size", "inside", "share")


def _community_row(graph: "Graph", each: "Community") -> dict[str, Any]:
    inside, outside = sum(member.inside for member in each.members), sum(member.outside for member in each.members)
    return {
        "community": each.number, "name": each.name, "size": len(each.members), "inside": inside / (inside + outside),
        "share": each.share, "members": [graph.nodes[member.id]["label"] for member in each.members],
    }  # fmt: skip


def _member_rows(graph: "Graph", each: "Community") -> list[dict[str, Any]]:
    return [
        {
            "community": each.number, "name": each.name, "id": member.id, "label": graph.nodes[member.id]["label"],
            "kind": graph.nodes[member.id]["kind"], "inside": member.inside, "outside": member.outside, "share": member.share,
        }
        for member in each.members
    ]  # fmt: skip


def _communities_object(graph: "Graph", found: "Communities", search: "Search") -> dict[str, Any]:
    return {
        "method": search.method,
        "resolution": search.resolution,
        "runs": search.runs,
        "seed": found.seed,
        "modularity": found.modularity,
        "adjusted_rand": found.rand,
        "mutual_information": found.information,
        "communities": [
            {
                **_community_row(graph, each),
                "members": [{key: row[key] for key in _MEMBER_KEYS} for row in _member_rows(graph, each)],
                "statements": [told.id for told in _told(graph, each)],
            }
            for each in found.communities
        ],
    }


_MEMBER_KEYS = ("id", "label", "kind", "inside", "outside", "share")


def _sides(graphs: "Mapping[str, Graph]", found: "History", limit: int) -> Sheet:
    """The largest communities of each window, with their sides."""
    names = {side.number: side.name for side in found.sides}
    rows, told = [], []
    for window in found.windows:
        graph = graphs[window.window]
        for side, each in list(zip(window.sides, window.found.communities, strict=True))[:limit]:
            rows.append({**_community_row(graph, each), "window": window.window, "side": side, "side_name": names[side]})
            told.append(_told(graph, each))
    columns = (
        Column("Window", "window"), Column("Side", "side"), Column("Named", "side_name"), Column("Actors", "size"),
        Column("Stable", lambda row: f"{row['share']:.0%}"), Column("Members", lambda row: _listed(row["members"])),
    )  # fmt: skip
    return Sheet(columns, (), rows, told)


def _changes(found: "History", limit: int) -> Sheet:
    names = {side.number: side.name for side in found.sides}
    moves = found.moves[:limit]
    columns = (
        Column("Actor", "label"), Column("From", "before"), Column("To", "after"),
        Column("Old side", lambda row: f"{row['old_side']}: {row['old_name']}"),
        Column("New side", lambda row: f"{row['new_side']}: {row['new_name']}"),
        Column("How", "kind"), Column("Certainty", lambda row: f"{row['certainty']:.0%}"),
    )  # fmt: skip
    return Sheet(columns, (), [_move_row(move, names) for move in moves], [move.statements for move in moves])


def _move_row(move: Any, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": move.id, "label": move.label, "before": move.before, "after": move.after, "old_side": move.old,
        "old_name": names[move.old], "new_side": move.new, "new_name": names[move.new], "kind": move.kind,
        "certainty": move.certainty,
    }  # fmt: skip


def _everybody(graphs: "Mapping[str, Graph]", found: "History") -> Sheet:
    """A row for each actor in each window."""
    names = {side.number: side.name for side in found.sides}
    moved = {(move.after, move.id): move for move in found.moves}
    rows = []
    for window in found.windows:
        for side, each in zip(window.sides, window.found.communities, strict=True):
            for row in _member_rows(graphs[window.window], each):
                move = moved.get((window.window, row["id"]))
                change = {"from_side": move.old, "change": move.kind} if move else {}
                rows.append({**row, "window": window.window, "side": side, "side_name": names[side], **change})
    keys = ("window", "side", "side_name", "id", "label", "kind", "inside", "outside", "share", "from_side", "change")
    return Sheet((), keys, rows)


def _history_object(graphs: "Mapping[str, Graph]", found: "History", search: "Search") -> dict[str, Any]:
    names = {side.number: side.name for side in found.sides}
    windows = []
    for window in found.windows:
        shown = _communities_object(graphs[window.window], window.found, search)
        for side, each in zip(window.sides, shown["communities"], strict=True):
            each["side"] = side
        windows.append({"window": window.window, **shown})
    return {
        "windows": windows,
        "sides": [{"side": side.number, "name": side.name, "windows": list(side.windows)} for side in found.sides],
        "changes": [{**_move_row(move, names), "statements": [told.id for told in move.statements]} for move in found.moves],
    }


def _told(graph: "Graph", each: "Community") -> Sequence[Any]:
    from kg.metrics import statements_inside

    return statements_inside(graph, each.ids)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
