"""Commands about the network that the statements make: analyze and explore."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.mapping import places
from kg.cli.options import format_option, out_file_option, projection_options, store_option
from kg.cli.output import cell, json_text, write
from kg.cli.positions import brokers, structure
from kg.cli.projecting import projected
from kg.cli.ranking import MOST, central, measures
from kg.cli.robustness import robust
from kg.cli.timelines import timeline

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.metrics import Path as Way
    from kg.metrics import Tie

EVIDENCE = 3  # sentences shown for each tie of a path; JSON has them all


@click.group()
def analyze() -> None:
    """Measure the network.

    \b
    Example:
      kg analyze central --measure betweenness --since 2023
      kg analyze central --compare 2023 2024
      kg analyze path JNIM Russia
    """


for command in (central, measures, brokers, structure, timeline, robust, places):
    analyze.add_command(command)


@analyze.command()
@click.argument("start")
@click.argument("goal")
@store_option
@click.option("--directed", is_flag=True, help="Follow ties from subject to object only.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, metavar="N", help="How many paths.")
@projection_options
@format_option("table", "json")
@out_file_option
def path(start: str, goal: str, store: str, directed: bool, limit: int, format_: str, out: Path, **choice: Any) -> None:
    """Find the shortest paths between two actors, each step with the sentences behind it.

    START and GOAL are names, aliases or IRIs of actors.

    \b
    Example:
      kg analyze path "Africa Corps" JNIM
    """
    from kg.metrics import shortest_paths

    graph = projected(store, **choice)
    found = shortest_paths(graph, start, goal, directed=directed, limit=min(limit, MOST))
    if format_ == "json":
        write(json_text({"more": found.more, "paths": [_path_object(graph, way) for way in found.paths]}), out)
        return
    write("\n".join(line for way in found.paths for line in _path_lines(graph, way)) + "\n", out)
    if found.more:
        click.echo(f"kg: only the first {limit} paths; --limit shows more", err=True)


@click.command()
@store_option
@click.option("--focus", multiple=True, metavar="ACTOR", help="Open on this actor and those tied to it. Repeatable.")
@projection_options
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    default="explorer.html",
    show_default=True,
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Where the page goes; - is standard output.",
)
def explore(store: str, focus: tuple[str, ...], out: Path, **choice: Any) -> None:
    """Write the network as one HTML file that needs no connection.

    \b
    Example:
      kg explore --focus JNIM -o jnim.html
    """
    from kg.explorer import explorer_html

    write(explorer_html(projected(store, **choice), focus=focus), out)
    if str(out) != "-":
        click.echo(f"wrote {out}", err=True)


def _path_object(graph: "Graph", way: "Way") -> dict[str, Any]:
    return {
        "actors": [{"id": node, "label": graph.nodes[node]["label"]} for node in way.nodes],
        "steps": [
            {"source": step.source, "target": step.target, "ties": [_tie_object(tie) for tie in step.ties]} for step in way.steps
        ],
    }


def _tie_object(tie: "Tie") -> dict[str, Any]:
    return {
        "relation": tie.relation,
        "forward": tie.forward,
        "statements": [
            {"id": each.id, "document": each.document, "date": each.date, "sentence": each.sentence} for each in tie.statements
        ],
    }


def _path_lines(graph: "Graph", way: "Way") -> Iterator[str]:
    """The path on one line, then each tie with its first sentences."""
    yield " — ".join(cell(graph.nodes[node]["label"]) for node in way.nodes)
    for step in way.steps:
        source, target = (cell(graph.nodes[node]["label"]) for node in (step.source, step.target))
        for tie in step.ties:
            subject, other = (target, source) if tie.forward is False else (source, target)
            yield f"  {subject} {tie.relation} {other}"
            for told in tie.statements[:EVIDENCE]:
                yield f"    {told.date or told.document_date or 'undated'}  {cell(told.sentence)}  [{cell(told.document_name)}]"
            if len(tie.statements) > EVIDENCE:
                yield f"    and {len(tie.statements) - EVIDENCE} more"
