"""The command that hands on what the store holds: export."""

import sys
from pathlib import Path
from typing import Any

import click

from kg.cli.opening import opened_store
from kg.cli.options import projection_options, store_option
from kg.cli.output import STDOUT, progress
from kg.cli.projecting import projection_of
from kg.errors import UsageError
from kg.exports import FORMATS, Format

OWN = frozenset({"store", "format_", "out", "without_sources"})
TIES_ALONE = frozenset({"min_sources", "weight", "half_life", "as_of", "places"})
"""Options that say something about ties, and nothing about statements one by one."""


@click.command()
@store_option
@click.option("--format", "format_", type=click.Choice(tuple(FORMATS)), default="turtle", show_default=True,
              help="What it is written as.")  # fmt: skip
@projection_options
@click.option(
    "--without-sources", is_flag=True, help="Leave out which files the documents were read from, of nquads, trig, jsonld."
)
@click.option("-o", "--out", metavar="PATH", default="-", show_default="standard output",
              type=click.Path(allow_dash=True, path_type=Path),
              help="The file; for neo4j-csv and gephi-csv a folder or a .zip.")  # fmt: skip
def export(store: str, format_: str, out: Path, without_sources: bool, **choice: Any) -> None:
    """Hand on what the store holds: as RDF, as the network that its statements make, or statement by statement.

    nquads, trig and jsonld hold all of it, turtle, ntriples and rdfxml all but the graphs' names and the files it was read from.
    graphml, gexf, neo4j-csv, gephi-csv and cytoscape hold the network; geojson, ftm, stix and xlsx statements. The options that
    choose ties are for the network; most of them choose statements too.

    \b
    Example:
      kg export --format turtle -o sahel.ttl
      kg export --format gexf --since 2023 -o network.gexf
      kg export --format neo4j-csv -o neo4j.zip
    """
    from kg.exports.writing import export as exported
    from kg.exports.writing import steps

    form = FORMATS[format_]
    _refuse_choice(form)
    if without_sources and not form.lossless:
        raise UsageError(
            f"{format_} never names the files that documents were read from: --without-sources is for nquads, trig, jsonld"
        )
    target: Any = sys.stdout.buffer if out == STDOUT else out
    projection = projection_of(**choice)
    with opened_store(store, create=False) as opened, progress(f"writing {format_}", steps(opened, format_)) as done:
        some = exported(opened, format_, target, projection=projection, sources=not without_sources, done=done)
    if not some:
        click.echo("kg: no statement of the store passes these options: what was written is empty", err=True)


def _refuse_choice(form: Format) -> None:
    """Raises UsageError where an option is given that the format would ignore."""
    context = click.get_current_context()
    default = click.core.ParameterSource.DEFAULT
    ignored = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name not in OWN
        and context.get_parameter_source(str(parameter.name)) is not default
        and (form.kind == "rdf" or (form.kind == "statements" and parameter.name in TIES_ALONE))
    ]
    if ignored and form.kind == "rdf":
        raise UsageError(f"{ignored[0]} chooses ties of the network: {form.name} holds the whole store")
    if ignored:
        raise UsageError(f"{ignored[0]} is about ties of the network: {form.name} holds statements one by one")
