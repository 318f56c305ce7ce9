"""The command that asks the store: query."""

import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.opening import opened_store
from kg.cli.options import format_option, out_file_option, store_option
from kg.cli.output import STDOUT, csv_text, fits_terminal, json_text, print_table, table_text, write
from kg.cli.running import ended_after
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.queries import NamedQuery, Parameter


@click.command()
@click.argument("sparql", required=False)
@store_option
@click.option("-f", "--file", metavar="FILE", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
              help="Ask what the file says; - is standard input.")  # fmt: skip
@click.option("--name", metavar="NAME", help="Ask one of the named queries.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="A parameter of the named query. Repeatable.")
@click.option("--list", "list_", is_flag=True, help="List the named queries and their parameters instead.")
@click.option("--timeout", metavar="SECONDS", type=click.FloatRange(min=0), default=60.0, show_default=True,
              help="End the query after so long; 0 is never.")  # fmt: skip
@click.option("--topic", metavar="TOPIC", help="List only the named queries on a topic.")
@click.option("--describe", metavar="NAME", help="Say what a named query answers, with its parameters and its text, instead.")
@format_option("table", "csv", "json", "turtle")
@out_file_option
def query(
    sparql: str | None,
    store: str,
    file: Path | None,
    name: str | None,
    params: tuple[str, ...],
    list_: bool,
    timeout: float,
    topic: str | None,
    describe: str | None,
    format_: str,
    out: Path,
) -> None:
    """Ask the store in SPARQL, or by one of the named queries.

    \b
    Example:
      kg query "SELECT ?who WHERE { ?who sahel:attacks entity:mali }"
      kg query --name about-actor --param actor=JNIM --format csv
      kg query --list --topic violence
      kg query --describe about-actor
    """
    if [sparql is not None, file is not None, name is not None, list_, describe is not None].count(True) != 1:
        raise UsageError("ask one thing: SPARQL, --file FILE, --name NAME, --list or --describe NAME")
    if params and name is None:
        raise UsageError("--param goes with --name")
    if topic is not None and not list_:
        raise UsageError("--topic goes with --list")
    if list_:
        _list(topic, format_, out)
        return
    if describe is not None:
        _describe(describe, format_, out)
        return
    from kg.queries import run_named, run_query
    from kg.results import rendered

    values = _values(params)
    late = f"the query was ended after {timeout:g} seconds: ask for less, or give it longer with --timeout"
    with opened_store(store, create=False) as opened, ended_after(timeout, late):
        if name is not None:
            answer = run_named(opened, name, values)
        else:
            answer = run_query(opened, (sparql or "") if file is None else _text_of(file))
        labels = {entity.id: entity.name for entity in opened.entities().values()} if format_ == "table" else {}
    width = shutil.get_terminal_size().columns if fits_terminal(out) else None
    write(rendered(answer, format_, labels=labels, width=width), out)


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


def _list(topic: str | None, format_: str, out: Path) -> None:
    from kg.query_files import by_topic, load_queries

    topics = _on(topic, by_topic(load_queries()))
    queries = [each for group in topics.values() for each in group]
    if format_ == "json":
        write(json_text([_query_object(each) for each in queries]), out)
    elif format_ == "csv":
        rows = [(each.topic, each.name, each.title, " ".join(map(_parameter, each.parameters))) for each in queries]
        write(csv_text(("topic", "name", "title", "parameters"), rows), out)
    elif format_ == "table":
        shown: list[tuple[str, str, str]] = []
        for heading, group in topics.items():
            shown.append((heading, "", ""))
            shown.extend((f"  {each.name}", each.title, _shortly(each)) for each in group)
        print_table(("Topic and name", "What it answers", "Parameters"), shown, out)
    else:
        raise UsageError(f"the list of queries comes as table, csv or json, not as {format_}")


def _on(topic: str | None, topics: Mapping[str, "tuple[NamedQuery, ...]"]) -> Mapping[str, "tuple[NamedQuery, ...]"]:
    """The topic that is meant, whatever its case, or else all."""
    from kg.queries import nearest

    if topic is None:
        return topics
    found = {heading: group for heading, group in topics.items() if heading.casefold() == topic.strip().casefold()}
    if not found:
        raise UsageError(f"there is no topic {topic!r}{nearest(topic.capitalize(), topics)}")
    return found


def _describe(name: str, format_: str, out: Path) -> None:
    from kg.queries import named_query

    found = named_query(name)
    if format_ == "json":
        write(json_text(_query_object(found)), out)
        return
    if format_ != "table":
        raise UsageError(f"a query is described in a table or in json, not in {format_}")
    rows = [(each.name, each.type, _default(each), each.explanation) for each in found.parameters]
    text = f"{found.title}\n\n{found.description}\n\n"
    if rows:
        text += table_text(("Parameter", "Type", "Default", "Meaning"), rows, out) + "\n"
    write(f"{text}Example:\n  {_example(found)}\n\n{_body(found.sparql)}", out)


def _body(sparql: str) -> str:
    """The query without the comment at its head, which says what has been said."""
    return "".join(line for line in sparql.splitlines(keepends=True) if not line.startswith("#"))


def _example(query_: "NamedQuery") -> str:
    params = "".join(f" --param {shlex.quote(f'{name}={value}')}" for name, value in query_.example.items())
    return f"kg query --name {query_.name}{params}"


def _default(parameter: "Parameter") -> str:
    return "must be given" if parameter.default is None else parameter.default


def _parameter(parameter: "Parameter") -> str:
    return parameter.name if parameter.default is None else f"[{parameter.name}={parameter.default}]"


def _shortly(query_: "NamedQuery") -> str:
    """The parameters without their defaults, so that a line fits into a terminal."""
    return " ".join(each.name if each.default is None else f"[{each.name}]" for each in query_.parameters)


def _query_object(query_: "NamedQuery") -> dict[str, Any]:
    return {
        "name": query_.name,
        "topic": query_.topic,
        "title": query_.title,
        "description": query_.description,
        "parameters": [
            {"name": each.name, "type": each.type, "default": each.default, "explanation": each.explanation}
            for each in query_.parameters
        ],
        "example": dict(query_.example),
        "sparql": query_.sparql,
    }
