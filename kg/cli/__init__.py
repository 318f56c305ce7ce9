"""The command line `kg`: each command parses, calls one function and prints. Heavy modules are imported when a command runs."""

import io
import sys

import click

import kg
from kg.cli.aligning import align
from kg.cli.curating import entity, statement
from kg.cli.demo import demo
from kg.cli.dossiers import site
from kg.cli.evaluating import evaluate
from kg.cli.explaining import explain
from kg.cli.exporting import export
from kg.cli.importing import import_
from kg.cli.lexicon import lexicon
from kg.cli.network import analyze, explore
from kg.cli.querying import query
from kg.cli.reading import extract, ingest, mentions
from kg.cli.reporting import report
from kg.cli.reprocessing import reprocess
from kg.cli.running import ReportingGroup
from kg.cli.serving import serve
from kg.cli.storing import store
from kg.cli.training import train

__all__ = ["cli", "main"]


@click.group(cls=ReportingGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(kg.__version__, prog_name="kg", message="%(prog)s %(version)s")
def cli() -> None:
    """From reports on the Sahel to a knowledge graph in which every edge names its sentence.

    \b
    Example:
      kg ingest reports/ && kg analyze central --measure betweenness
    """


for command in (
    ingest, import_, align, reprocess, extract, mentions, explain, evaluate, query, entity, statement, serve, analyze, report,
    explore, site, export, store, lexicon, demo, train,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Runs the command line and ends the process: status 0, 1 when something failed, 2 when it was asked wrongly."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # data is UTF-8 whatever the locale
    cli.main(prog_name="kg")
