"""The command about paths between two actors."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.citing import cited, evidence_object
from kg.cli.options import format_option, limit_option, out_file_option, projection_options, store_option
from kg.cli.output import cell, csv_text, json_text, markdown_escaped, progress, write
from kg.cli.projecting import projected
from kg.cli.sheets import FORMATS, number
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.metrics import Path as Way
    from kg.metrics import Paths, Step, Tie, TimedPaths
    from kg.records import StoredStatement

KINDS = ("shortest", "ranked", "all", "timed")
COSTS = ("steps", "evidence")
MOST = 1_000_000_000  # beyond what the machine can count islice fails
EVIDENCE = 3  # sentences shown for each tie of a path; JSON and CSV have them all
KEYS = (
    "path", "step", "source", "target", "source_label", "target_label", "relation", "forward", "sources", "weakest", "day",
    "statement", "date", "document_date", "polarity", "modality", "attributed_to", "document", "published_by", "sentence",
)  # fmt: skip


@click.command()
@click.argument("start")
@click.argument("goal")
@store_option
@click.option("--kind", type=click.Choice(KINDS), default="shortest", show_default=True, help="Which paths: see above.")
@click.option("--avoid", multiple=True, metavar="ACTOR", help="Only paths that do not lead through this actor. Repeatable.")
@click.option("--directed", is_flag=True, help="Follow ties from subject to object only.")
@click.option(
    "--cost",
    type=click.Choice(COSTS),
    default="steps",
    show_default=True,
    help="With shortest and ranked: each step costs 1, or one over what its ties weigh, so that evidence makes it short.",
)
@click.option(
    "--longest",
    type=click.IntRange(min=1),
    metavar="N",
    show_default="4 with all, 6 with timed",
    help="With all and timed: up to how many steps.",
)
@click.option("--certain", is_flag=True, help="With timed: only where the order holds whatever the days that are not known.")
@limit_option(10, "paths")
@click.option(
    "--evidence",
    type=click.IntRange(min=0),
    default=EVIDENCE,
    show_default=True,
    metavar="N",
    help="How many sentences to show for each tie; JSON and CSV have them all.",
)
@projection_options
@format_option(*FORMATS)
@out_file_option
def path(
    start: str,
    goal: str,
    store: str,
    kind: str,
    avoid: tuple[str, ...],
    directed: bool,
    cost: Any,
    longest: int | None,
    certain: bool,
    limit: int,
    evidence: int,
    format_: str,
    out: Path,
    **choice: Any,
) -> None:
    """Find paths between two actors, each step with the sentences behind it.

    START and GOAL are names, aliases or IRIs of actors. The step of a path that the fewest independent sources attest is named.

    \b
    Kinds of paths, none with an actor twice:
      shortest  those of the fewest steps, or of the least cost
      ranked    the shortest, the next shortest, and so on
      all       all up to --longest steps
      timed     those in which no step happens before the one before it

    \b
    Example:
      kg analyze path "Africa Corps" JNIM
      kg analyze path Russia JNIM --kind ranked --cost evidence --avoid Mali
      kg analyze path Russia Niger --kind all --longest 3 --relation supplies --relation trains
    """
    _check(kind, cost, longest, certain)
    graph = projected(store, **choice)
    found = _found(graph, (start, goal), kind, _route(directed, avoid, limit), cost, longest, certain)
    if format_ == "json":
        write(json_text(_paths_object(graph, found)), out)
    elif format_ == "csv":
        write(csv_text(KEYS, _rows(graph, found)), out)
    else:
        escaped = markdown_escaped if format_ == "markdown" else cell
        lines = [line for way in found.paths for line in _path_lines(graph, way, evidence, kind, cost)]
        write("".join(f"{line}\n" for line in _marked(lines, format_, escaped)), out)
    _say_what_is_missing(graph, found, limit)


def _check(kind: str, cost: str, longest: int | None, certain: bool) -> None:
    if cost != "steps" and kind not in {"shortest", "ranked"}:
        raise UsageError("--cost needs --kind shortest or ranked")
    if longest is not None and kind not in {"all", "timed"}:
        raise UsageError("--longest needs --kind all or timed")
    if certain and kind != "timed":
        raise UsageError("--certain needs --kind timed")


def _route(directed: bool, avoid: tuple[str, ...], limit: int) -> Any:
    from kg.metrics import Route

    return Route(directed, avoid, min(limit, MOST))


def _found(
    graph: "Graph", ends: tuple[str, str], kind: str, route: Any, cost: Any, longest: int | None, certain: bool
) -> "Paths | TimedPaths":
    from kg.metrics import ranked_paths, shortest_paths, simple_paths, timed_paths

    length: dict[str, Any] = {} if longest is None else {"longest": longest}
    match kind:
        case "ranked":
            return ranked_paths(graph, *ends, route, cost=cost, progress=progress)
        case "all":
            return simple_paths(graph, *ends, route, **length, progress=progress)
        case "timed":
            return timed_paths(graph, *ends, route, certain=certain, **length)
        case _:
            return shortest_paths(graph, *ends, directed=route.directed, limit=route.limit, avoid=route.avoid, cost=cost)


def _say_what_is_missing(graph: "Graph", found: "Paths | TimedPaths", limit: int) -> None:
    from kg.metrics import TimedPaths

    if found.more:
        click.echo(f"kg: only the first {limit} paths; --limit shows more", err=True)
    if not isinstance(found, TimedPaths):
        return
    arrival = found.earliest.moments[-1].day
    if all(way.moments[-1].day > arrival for way in found.paths):
        way = _named(graph, found.earliest.nodes)
        click.echo(f"kg: the one that arrives first is not among these: {way}, by {arrival}", err=True)
    if found.undated:
        click.echo(f"kg: {found.undated} statements without a day carry no step", err=True)


def _paths_object(graph: "Graph", found: "Paths | TimedPaths") -> dict[str, Any]:
    from kg.metrics import TimedPaths

    shown = {"more": found.more, "paths": [_path_object(graph, way) for way in found.paths]}
    if isinstance(found, TimedPaths):
        shown |= {"earliest": _path_object(graph, found.earliest), "undated": found.undated}
    return shown


def _path_object(graph: "Graph", way: "Way") -> dict[str, Any]:
    shown: dict[str, Any] = {
        "actors": [{"id": node, "label": graph.nodes[node]["label"]} for node in way.nodes],
        "cost": way.cost,
        "steps": [
            {
                "source": step.source,
                "target": step.target,
                "sources": sources,
                "ties": [_tie_object(tie) for tie in step.ties],
            }
            for step, (sources, _) in zip(way.steps, way.attested, strict=True)
        ],
        "weakest": list(way.weakest),
    }
    if way.moments:
        shown["moments"] = [{"statement": moment.statement, "day": moment.day} for moment in way.moments]
    return shown


def _tie_object(tie: "Tie") -> dict[str, Any]:
    return {"relation": tie.relation, "forward": tie.forward, "statements": [evidence_object(told) for told in tie.statements]}


def _rows(graph: "Graph", found: "Paths | TimedPaths") -> Iterator[tuple[object, ...]]:
    """A row for each statement of each step of each path."""
    for place, way in enumerate(found.paths, start=1):
        weakest = way.weakest
        for here, (step, (sources, _)) in enumerate(zip(way.steps, way.attested, strict=True)):
            names = (graph.nodes[step.source]["label"], graph.nodes[step.target]["label"])
            day = way.moments[here].day if way.moments else None
            for tie in step.ties:
                carried = (tie.relation, tie.forward, sources, here in weakest, day)
                for told in tie.statements:
                    yield (place, here + 1, step.source, step.target, *names, *carried, *_plain(told))


def _plain(told: "StoredStatement") -> tuple[object, ...]:
    claimant = told.attributed_to.name if told.attributed_to else None
    how = (told.date, told.document_date, told.polarity, told.modality, claimant)
    return (told.id, *how, told.document_name, told.document_source, told.sentence)


def _path_lines(graph: "Graph", way: "Way", evidence: int, kind: str, cost: str) -> Iterator[tuple[int, str]]:
    """The path on one line, what is to be said of it, and each tie with its first sentences; each line with its depth."""
    yield 0, _named(graph, way.nodes)
    if cost == "evidence":
        yield 1, f"cost {number(way.cost)}"
    yield 1, f"least attested: {'; '.join(_weak(graph, way))}"
    if kind == "timed":
        yield 1, f"in order: {', '.join(_ordered(graph, way))}"
    for step in way.steps:
        for tie in step.ties:
            yield 1, _tie_line(graph, step, tie)
            yield from ((2, line) for line in _cited(tie, evidence))


def _weak(graph: "Graph", way: "Way") -> Iterator[str]:
    for place in way.weakest:
        sources, statements = way.attested[place]
        step = way.steps[place]
        yield (
            f"{_named(graph, (step.source, step.target))} "
            f"({_many(sources, 'independent source')}, {_many(statements, 'statement')})"
        )


def _ordered(graph: "Graph", way: "Way") -> Iterator[str]:
    for step, moment in zip(way.steps, way.moments, strict=True):
        yield f"{_named(graph, (step.source, step.target))} by {moment.day}"


def _tie_line(graph: "Graph", step: "Step", tie: "Tie") -> str:
    ends = (step.source, step.target)
    subject, other = (graph.nodes[node]["label"] for node in (reversed(ends) if tie.forward is False else ends))
    return f"{subject} {tie.relation} {other}"


def _cited(tie: "Tie", evidence: int) -> Iterator[str]:
    yield from map(cited, tie.statements[:evidence])
    if evidence and len(tie.statements) > evidence:
        yield f"and {len(tie.statements) - evidence} more"


def _marked(lines: Iterable[tuple[int, str]], format_: str, escaped: Any) -> Iterator[str]:
    """The lines as an indented list; in Markdown each path in bold and what belongs to it as a list below."""
    if format_ != "markdown":
        yield from (f"{'  ' * depth}{escaped(line)}" for depth, line in lines)
        return
    begun = False
    for depth, line in lines:
        if depth == 0:
            yield from [""] * begun + [f"**{escaped(line)}**", ""]
        else:
            yield f"{'  ' * (depth - 1)}- {escaped(line)}"
        begun = True


def _named(graph: "Graph", nodes: Iterable[str]) -> str:
    return " — ".join(map(partial(_label, graph), nodes))


def _label(graph: "Graph", node: str) -> str:
    return cell(graph.nodes[node]["label"])


def _many(how_many: int, what: str) -> str:
    return f"{how_many} {what}{'' if how_many == 1 else 's'}"
