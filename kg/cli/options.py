"""The arguments and options that mean the same on every command."""

import functools
import shlex
from collections.abc import Callable, Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.sources import Asked

MOST_WORKERS = 64
WAIT = "kg.wait"
"""Where a command's context keeps the value of `--wait`."""

Command = TypeVar("Command", bound=Callable[..., Any] | click.Command)

sources_argument = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")

_METADATA = (
    ("--title", "The title of every document."),
    ("--date", "The date of every document: 2024, 2024-06 or 2024-06-30."),
    ("--source", "Who published every document."),
    ("--author", "Who wrote every document."),
    ("--language", "The language of every document, as a code such as en."),
)
_COLUMNS = ("text", "title", "date", "source", "author", "language", "url", "id")


def source_options(command: Command) -> Command:
    """The options that say how sources are read: what is known of them, the columns of tables, and what may be fetched.

    The command gets them as one argument `asked`.
    """

    @functools.wraps(command)
    def taking(**options: Any) -> Any:
        return command(asked=_asked(options), **options)

    wrapped: Any = click.option(
        "--allow-private", is_flag=True, help="Fetch addresses in private networks and of this machine too."
    )(taking)
    for name in reversed(_COLUMNS):
        told = f"The column of tables, or the field of JSON objects, that holds the {name}."
        wrapped = click.option(f"--{name}-column", metavar="NAME", default=name, show_default=True, help=told)(wrapped)
    for option, told in reversed(_METADATA):
        wrapped = click.option(option, f"given_{option[2:]}", metavar=option[2:].upper(), help=told)(wrapped)
    return wrapped  # type: ignore[no-any-return]


def _asked(options: dict[str, Any]) -> "Asked":
    """Takes these options out of all and checks them. Raises UsageError."""
    from kg.sources import Asked, Columns, Metadata
    from kg.sources.known import iso_date, language_code

    given = Metadata(**{option[2:]: options.pop(f"given_{option[2:]}") or None for option, _ in _METADATA})
    columns = Columns(**{name: options.pop(f"{name}_column") for name in _COLUMNS})
    if given.date and iso_date(given.date) != given.date:
        raise UsageError(f"--date {given.date} is no date: write it as 2024, 2024-06 or 2024-06-30")
    if given.language and not language_code(given.language):
        raise UsageError(f"--language {given.language} is no code of a language: write it as en")
    return Asked(given, columns, options.pop("allow_private"))


_store = click.option(
    "--store",
    envvar="KG_STORE",
    default="kg-store",
    show_default="$KG_STORE, else kg-store",
    metavar="STORE",
    help="The store: a folder, the address of a SPARQL server, or :memory: for one that ends with the command.",
)


def _remember_wait(context: click.Context, _parameter: click.Parameter, value: float) -> None:
    context.meta[WAIT] = value


_wait = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    expose_value=False,
    callback=_remember_wait,
    help="How long to wait where another process has the store open.",
)


def store_option(command: Command) -> Command:
    """`--store`, and `--wait` for a store that another process has open; `opened_store` heeds both."""
    return _store(_wait(command))


workers_option = click.option(
    "--workers", type=click.IntRange(1, MOST_WORKERS), default=1, show_default=True, metavar="N", help="How many processes read."
)

model_option = click.option(
    "--model",
    envvar="KG_MODEL",
    metavar="NAME",
    show_default="$KG_MODEL, else encoder",
    help="The language model: encoder or small, or a spaCy pipeline with the labels of Universal Dependencies, by folder or name.",
)

out_folder_option = click.option(
    "-o",
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write DIR/NAME.jsonl (statements) and DIR/NAME.mentions.jsonl for every source NAME.*, and print nothing.",
)

out_file_option = click.option(
    "-o",
    "--out",
    metavar="FILE",
    default="-",
    show_default="standard output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Where the output goes.",
)


evidence_option = click.option(
    "--evidence",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Show so many sentences below each row; JSON has the ids of all.",
)

unweighted_option = click.option("--unweighted", is_flag=True, help="Count ties, not what they weigh.")


def limit_option(default: int, what: str) -> Callable[[Command], Command]:
    """`--limit`: how many of what a command shows."""
    return click.option(
        "--limit", type=click.IntRange(min=1), default=default, show_default=True, metavar="N", help=f"How many {what}."
    )


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format` with these choices, the first of them the default."""
    return click.option(
        "--format", "format_", type=click.Choice(formats), default=formats[0], show_default=True, help="How the output looks."
    )


def projection_options(command: Command) -> Command:
    """The options that choose which statements become ties of the network."""
    for option in reversed(_PROJECTION):
        command = option(command)
    return command


min_confidence_option = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    metavar="X",
    help="Leave out statements of which the extractor is less sure.",
)

_PROJECTION = (
    click.option("--since", metavar="DATE", help="Leave out what happened before: 2024, 2024-06 or 2024-06-30."),
    click.option("--until", metavar="DATE", help="Leave out what happened after."),
    click.option("--family", "families", multiple=True, metavar="FAMILY", help="Only relations of this family. Repeatable."),
    click.option("--relation", "relations", multiple=True, metavar="RELATION", help="Only this relation. Repeatable."),
    min_confidence_option,
    click.option("--min-sources", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
                 help="Leave out ties that fewer sources state."),
    click.option("--class", "classes", multiple=True, metavar="CLASS",
                 help="Only ties between entities of this class or below it. Repeatable."),
    click.option("--places", is_flag=True, help="Ties to places too, not only between actors."),
    click.option("--fold", "folds", multiple=True, type=click.Choice(("groups", "states")),
                 help="Fold armed groups into the group they belong to, or bodies and forces into their state. Repeatable."),
    click.option("--weight", type=click.Choice(("statements", "documents", "sources", "recency")), default="statements",
                 show_default=True, help="What makes a tie weigh."),
    click.option("--half-life", type=click.FloatRange(min=0, min_open=True), default=365.0, show_default=True, metavar="DAYS",
                 help="With --weight recency: after how many days a statement counts half."),
    click.option("--as-of", metavar="DATE", show_default="the last day told of",
                 help="With --weight recency: the day to look back from."),
)  # fmt: skip


def given(context: click.Context, *, without: Set[str]) -> str:
    """The options that the command was called with, as one would type them, but for those of the names in `without`."""
    default = click.core.ParameterSource.DEFAULT
    return " ".join(
        word
        for parameter in context.command.params
        if parameter.name not in without and context.get_parameter_source(str(parameter.name)) is not default
        for word in _typed(parameter, context.params[str(parameter.name)])
    )


def _typed(parameter: click.Parameter, value: Any) -> Iterator[str]:
    """The words of one option: its name alone for a flag, name and value for each value of others."""
    name = max(parameter.opts, key=len)
    if value is True:
        yield name
    else:
        for one in value if parameter.multiple else (value,):
            yield f"{name} {shlex.quote(str(one))}"
