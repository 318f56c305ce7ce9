"""Commands about positions in the network: brokers and structure."""

from collections.abc import Mapping
from dataclasses import asdict
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
from kg.cli.projecting import Material, material_of, projected, projection_of
from kg.cli.sheets import FORMATS, Column, Sheet, number, print_sheet
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.metrics import Broker

ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
ORDERS = ("brokerage", "constraint", "effective-size", *ROLES)


@click.command()
@store_option
@click.option("--by", type=click.Choice(("bloc", "class")), default="bloc", show_default=True, help="What groups the actors.")
@click.option(
    "--bloc",
    "blocs",
    multiple=True,
    metavar="BLOC",
    help="Only this bloc counts, by default every intergovernmental organization. Repeatable.",
)
@click.option("--order", type=click.Choice(ORDERS), default="brokerage", show_default=True, help="Who comes first.")
@unweighted_option
@limit_option(20, "actors")
@evidence_option
@projection_options
@format_option(*FORMATS, "graphml")
@out_file_option
def brokers(
    store: str,
    by: str,
    blocs: tuple[str, ...],
    order: Any,
    unweighted: bool,
    limit: int,
    evidence: int,
    format_: str,
    out: Path,
    **choice: Any,
) -> None:
    """Find who stands between others: structural holes, and the roles of brokers between blocs or classes.

    \b
    A broker has a tie from one actor and a tie to another who are not tied so themselves. It is a
      coordinator     of its own group, if all three are of it,
      consultant      of another group, if both others are of it,
      gatekeeper      if only the first is of another group,
      representative  if only the last is of another group,
      liaison         if all three are of different groups.
    An actor of several blocs is grouped with those of the same ones; an actor of none is a group of its own.

    \b
    Example:
      kg analyze brokers --bloc AES --bloc ECOWAS --since 2024
      kg analyze brokers --by class --order constraint --evidence 2
    """
    from kg.metrics import brokers as find
    from kg.metrics import statements_of

    if blocs and by == "class":
        raise UsageError("--bloc needs --by bloc")
    projection = projection_of(**choice)
    material = material_of(store, facts=True)
    graph = material.network(projection)
    groups = _groups(graph, material, by, blocs, choice)
    found = find(graph, groups, order=order, weighted=not unweighted, progress=progress)
    if format_ == "graphml":
        _write_marked(graph, {broker.id: _marks(broker) for broker in found}, out)
        return
    shown = found[:limit]
    columns = (
        Column("Rank", "rank"), Column("Actor", "label"), Column("Group", "group"),
        Column("Constraint", lambda row: number(row["constraint"])),
        Column("Effective size", lambda row: number(row["effective_size"])), Column("Pairs", "brokerage"),
        *(Column(role.capitalize(), role) for role in ROLES),
    )  # fmt: skip
    rows = [_broker_row(broker) for broker in shown]
    keys = ("rank", "id", "label", "kind", "group", "constraint", "effective_size", "brokerage", *ROLES)
    told = [statements_of(graph, broker.id) for broker in shown]
    print_sheet(Sheet(columns, keys, rows, told), format_, out, evidence=evidence)


@click.command()
@store_option
@click.option(
    "--show",
    type=click.Choice(("points", "bridges", "cores")),
    default="points",
    show_default=True,
    help="Actors whose leaving breaks the network, pairs whose ties alone hold parts of it together, or its dense middle.",
)
@limit_option(20, "rows")
@evidence_option
@projection_options
@format_option(*FORMATS, "graphml")
@out_file_option
def structure(store: str, show: str, limit: int, evidence: int, format_: str, out: Path, **choice: Any) -> None:
    """Find what holds the network together: articulation points, bridges and cores.

    Direction does not matter here. GraphML has all three, whatever is shown.

    \b
    Example:
      kg analyze structure --show bridges --evidence 3
    """
    graph = projected(store, **choice)
    if format_ == "graphml":
        _write_structure(graph, out)
        return
    sheet = {"points": _points, "bridges": _bridges, "cores": _cores}[show](graph, limit)
    print_sheet(sheet, format_, out, evidence=evidence)


def _groups(graph: "Graph", material: Material, by: str, blocs: tuple[str, ...], choice: Mapping[str, Any]) -> Mapping[str, str]:
    from kg.metrics import bloc_groups, window_of
    from kg.vocabulary import load_vocabulary

    if by == "class":
        return {node: str(kind) for node, kind in graph.nodes(data="kind")}
    window = window_of(graph, choice["since"], choice["until"])
    return bloc_groups(graph, material.facts, material.entities, load_vocabulary(), window=window, blocs=blocs)


def _broker_row(broker: "Broker") -> dict[str, Any]:
    return {
        "rank": broker.rank, "id": broker.id, "label": broker.label, "kind": broker.kind, "group": broker.group,
        "constraint": broker.constraint, "effective_size": broker.effective_size, "brokerage": broker.brokerage,
        **{role: broker.roles[role] for role in broker.roles},
    }  # fmt: skip


def _marks(broker: "Broker") -> dict[str, Any]:
    row = _broker_row(broker)
    return {key: row[key] for key in ("group", "constraint", "effective_size", "brokerage", *ROLES)}


def _points(graph: "Graph", limit: int) -> Sheet:
    from kg.metrics import articulation_points, statements_of

    found = articulation_points(graph)[:limit]
    columns = (
        Column("Actor", "label"), Column("Class", "kind"), Column("Pieces without it", "parts"),
        Column("Actors cut off", "cut_off"),
    )  # fmt: skip
    rows = [asdict(point) for point in found]
    return Sheet(columns, ("id", "label", "kind", "parts", "cut_off"), rows, [statements_of(graph, point.id) for point in found])


def _bridges(graph: "Graph", limit: int) -> Sheet:
    from kg.metrics import bridges

    found = bridges(graph)[:limit]
    columns = (
        Column("Outer end", "outer_label"), Column("Inner end", "inner_label"), Column("Actors cut off", "cut_off"),
        Column("Relations", partial(_joined, "relations")),
    )  # fmt: skip
    rows = [
        {
            "outer": bridge.outer, "outer_label": bridge.outer_label, "inner": bridge.inner, "inner_label": bridge.inner_label,
            "cut_off": bridge.cut_off, "relations": list(bridge.relations),
        }
        for bridge in found
    ]  # fmt: skip
    keys = ("outer", "outer_label", "inner", "inner_label", "cut_off", "relations")
    return Sheet(columns, keys, rows, [bridge.statements for bridge in found])


def _cores(graph: "Graph", limit: int) -> Sheet:
    from kg.metrics import central, statements_of

    ranks = central(graph, "core")[:limit]
    columns = (Column("Core", "core"), Column("Actor", "label"), Column("Class", "kind"))
    rows = [{"core": int(rank.score), "id": rank.id, "label": rank.label, "kind": rank.kind} for rank in ranks]
    return Sheet(columns, ("core", "id", "label", "kind"), rows, [statements_of(graph, rank.id) for rank in ranks])


def _joined(key: str, row: Mapping[str, Any]) -> str:
    return ", ".join(row[key])


def _write_structure(graph: "Graph", out: Path) -> None:
    """The network with the cores and articulation points at its actors, and the bridges at its ties."""
    from kg.metrics import articulation_points, bridges, core_numbers

    cut_off = {point.id: point.cut_off for point in articulation_points(graph)}
    marked = {node: {"core": core, "cut_off": cut_off.get(node, 0)} for node, core in core_numbers(graph).items()}
    hanging = {frozenset((bridge.outer, bridge.inner)) for bridge in bridges(graph)}
    copy = graph.copy()
    for one, other, tie in copy.edges(data=True):
        tie["bridge"] = frozenset((one, other)) in hanging
    _write_marked(copy, marked, out)


def _write_marked(graph: "Graph", marks: Mapping[str, Mapping[str, Any]], out: Path) -> None:
    import networkx as nx

    from kg.graph_export import graphml

    marked = graph.copy()
    nx.set_node_attributes(marked, {node: dict(values) for node, values in marks.items()})
    write(graphml(marked), out)
