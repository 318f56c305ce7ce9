"""Commands about the network that the statements make: analyze and explore."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from kg.cli.balancing import balance
from kg.cli.connecting import path
from kg.cli.grouping import communities
from kg.cli.mapping import places
from kg.cli.options import given, limit_option, projection_options, store_option
from kg.cli.output import progress, write
from kg.cli.positions import brokers, structure
from kg.cli.projecting import material_of, projection_of
from kg.cli.ranking import central, measures
from kg.cli.robustness import robust
from kg.cli.timelines import timeline

OPENING = {"focus", "shown"}
"""The options of `explore` that filter nothing and decide who is shown at first."""


@click.group()
def analyze() -> None:
    """Measure the network.

    \b
    Example:
      kg analyze central --measure betweenness --since 2023
      kg analyze central --compare 2023 2024
      kg analyze path JNIM Russia
      kg analyze balance --show allies
    """


for command in (central, measures, brokers, structure, path, balance, communities, timeline, robust, places):
    analyze.add_command(command)


@click.command()
@store_option
@click.option("--focus", multiple=True, metavar="ACTOR", help="Open on this actor and those tied to it. Repeatable.")
@limit_option(2000, "actors the file holds, the most central")
@click.option(
    "--shown", type=click.IntRange(min=1), default=50, show_default=True, metavar="N", help="How many of them are shown at first."
)
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
def explore(store: str, focus: tuple[str, ...], limit: int, shown: int, out: Path, **choice: Any) -> None:
    """Write the network as one HTML file that needs no connection.

    The file holds what is denied, planned, possible or sought too; its page shows that where asked for.

    \b
    Example:
      kg explore --focus JNIM -o jnim.html
    """
    from kg.explorer import Background, Making, explorer_html
    from kg.projection import told_by

    material = material_of(store, facts=True)
    graph = material.network(told_by(projection_of(**choice)))
    with progress("drawing the network", 1):
        background = Background(material.facts, material.entities)
        making = Making(date.today().isoformat(), *_options(click.get_current_context()))
        page = explorer_html(graph, focus=focus, limit=limit, shown=shown, background=background, making=making)
    write(page, out)
    if str(out) != "-":
        click.echo(f"wrote {out}", err=True)


def _options(context: click.Context) -> tuple[str, str]:
    """The options that decide what the page holds, and those that decide who is shown at first."""
    apart = {"store", "wait", "out"}
    others = {str(parameter.name) for parameter in context.command.params} - OPENING
    return given(context, without=apart | OPENING), given(context, without=others)
