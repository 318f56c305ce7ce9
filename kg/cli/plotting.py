"""`--plot FILE`: a picture of what a command prints."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from kg.errors import UsageError
from kg.files import replacing

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from matplotlib.figure import Figure

    from kg.plots import Words
    from kg.projection import Projection
    from kg.records import StoredStatement

Command = TypeVar("Command", bound="Callable[..., Any]")
ENDINGS = (".png", ".svg")


def _checked(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    """The path, where its ending says what to draw: before anything is read."""
    if value is not None and value.suffix.casefold() not in ENDINGS:
        raise UsageError(f"a plot is a file FILE.png or FILE.svg, not {value.name}")
    return value


plot_option = click.option(
    "--plot",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_checked,
    help="Draw it, too: FILE.png or FILE.svg.",
)


def save_plot(figure: "Figure", path: Path) -> None:
    """Writes the picture, whole or not at all, and says so on standard error. Raises KgError."""
    from kg.plots import format_of, image

    data = image(figure, format_of(path))
    with replacing(path) as file:
        file.write(data)
    click.echo(f"wrote {path}", err=True)


def words_of(title: str, measured: str, store: str, told: "Iterable[StoredStatement]", projection: "Projection") -> "Words":
    """What stands around a picture of these statements of the store."""
    from kg.plots import Words, footing, store_name

    return Words(title, measured, footing(store_name(store), told, projection).line)


def windowed_title(what: str, projection: "Projection") -> str:
    """The title with the window that the projection has."""
    from kg.plots import window_name

    window = window_name(projection.since, projection.until)
    return f"{what}, {window}" if window else what
