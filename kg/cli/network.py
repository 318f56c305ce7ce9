"""Commands about the network that the statements make: analyze and explore."""

from pathlib import Path
from typing import Any

import click

from kg.cli.balancing import balance
from kg.cli.connecting import path
from kg.cli.grouping import communities
from kg.cli.mapping import places
from kg.cli.options import projection_options, store_option
from kg.cli.output import write
from kg.cli.positions import brokers, structure
from kg.cli.projecting import projected
from kg.cli.ranking import central, measures
from kg.cli.robustness import robust
from kg.cli.timelines import timeline


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
