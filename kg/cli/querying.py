"""Commands that ask the store and hand on what it holds: query, export."""

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import format_option, out_file_option, projection_options, store_option
from kg.cli.output import STDOUT, csv_text, fits_terminal, json_text, print_table, write
from kg.cli.projecting import projected
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.queries import NamedQuery, Parameter

PROJECTED = frozenset({"graphml"})
"""Export formats that hold the network, and so heed the options that choose its ties."""


@click.command()
@click.argument("sparql", required=False)
@store_option
@click.option("-f", "--file", metavar="FILE", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
              help="Ask what the file says; - is standard input.")  # fmt: skip
@click.option("--name", metavar="NAME", help="Ask one of the named queries.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="A parameter of the named query. Repeatable.")
@click.option("--list", "list_", is_flag=True, help="List the named queries and their parameters instead.")
@format_option("table", "csv", "json", "turtle")
@out_file_option
def query(
    sparql: str | None,
    store: str,
    file: Path | None,
    name: str | None,
    params: tuple[str, ...],
    list_: bool,
    format_: str,
    out: Path,
) -> None:
    """Ask the store in SPARQL, or by one of the named queries.

    \b
    Example:
      kg query "SELECT ?who WHERE { ?who sahel:attacks entity:mali }"
      kg query --name about-actor --param actor=JNIM --format csv
      kg query --list
    """
    if [sparql is not None, file is not None, name is not None, list_].count(True) != 1:
        raise UsageError("ask one thing: SPARQL, --file FILE, --name NAME or --list")
    if params and name is None:
        raise UsageError("--param goes with --name")
    if list_:
        _list(format_, out)
        return
    from kg.queries import run_named, run_query
    from kg.results import rendered
    from kg.store import open_store

    values = _values(params)
    with open_store(store, create=False) as opened:
        if name is not None:
            answer = run_named(opened, name, values)
        else:
            answer = run_query(opened, (sparql or "") if file is None else _text_of(file))
        labels = {entity.id: entity.name for entity in opened.entities().values()} if format_ == "table" else {}
    width = shutil.get_terminal_size().columns if fits_terminal(out) else None
    write(rendered(answer, format_, labels=labels, width=width), out)


@click.command()
@store_option
@format_option("turtle", "nquads", "graphml")
@projection_options
@out_file_option
def export(store: str, format_: str, out: Path, **choice: Any) -> None:
    """Hand on what the store holds, or as GraphML the network that its statements make.

    The options that choose ties are for GraphML alone.

    \b
    Example:
      kg export --format turtle -o sahel.ttl
      kg export --format graphml --since 2023 -o network.graphml
    """
    if format_ in PROJECTED:
        from kg.graph_export import graphml

        write(graphml(projected(store, **choice)), out)
        return
    _refuse_choice(format_)
    from kg.rdf_export import serialized
    from kg.store import open_store

    with open_store(store, create=False) as opened:
        text = serialized(opened, format_)
    write(text, out)


def _refuse_choice(format_: str) -> None:
    """Raises UsageError where an option is given that the format would ignore."""
    context = click.get_current_context()
    own = {"store", "format_", "out"}
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name not in own and context.get_parameter_source(str(parameter.name)) is not click.core.ParameterSource.DEFAULT
    ]
    if given:
        raise UsageError(f"{given[0]} chooses ties of the network: it goes with --format graphml, not {format_}")


def _text_of(file: Path) -> str:
    """The query in the file or on standard input. Raises UsageError where it cannot be read."""
    try:
        if file == STDOUT and sys.stdin is None:  # Python's sign that it was closed before the program began
            raise UsageError("standard input is closed")
        data = sys.stdin.buffer.read() if file == STDOUT else file.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not in UTF-8"
        raise UsageError(f"{file}: {str(reason).lower()}") from error


def _values(params: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals or not key:
            raise UsageError(f"--param {param!r} is not of the form K=V")
        if key in values:
            raise UsageError(f"--param {key} is given twice")
        values[key] = value
    return values


def _list(format_: str, out: Path) -> None:
    from kg.queries import load_queries

    queries = list(load_queries().values())
    rows = [(each.name, each.title, " ".join(map(_parameter, each.parameters))) for each in queries]
    if format_ == "json":
        write(json_text([_query_object(each) for each in queries]), out)
    elif format_ == "csv":
        write(csv_text(("name", "title", "parameters"), rows), out)
    elif format_ == "table":
        print_table(("Name", "What it answers", "Parameters"), rows, out)
    else:
        raise UsageError(f"the list of queries comes as table, csv or json, not as {format_}")


def _parameter(parameter: "Parameter") -> str:
    return parameter.name if parameter.default is None else f"[{parameter.name}={parameter.default}]"


def _query_object(query_: "NamedQuery") -> dict[str, Any]:
    return {
        "name": query_.name,
        "title": query_.title,
        "description": query_.description,
        "parameters": [
            {"name": each.name, "type": each.type, "default": each.default, "explanation": each.explanation}
            for each in query_.parameters
        ],
    }
