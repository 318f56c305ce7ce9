"""The command that writes a report."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.opening import opened_store
from kg.cli.options import limit_option, min_confidence_option, store_option
from kg.cli.output import STDOUT, progress, write
from kg.files import replacing

if TYPE_CHECKING:
    from kg.briefing import Briefing

FORMATS = ("markdown", "html")


@click.command()
@click.argument("actor", required=False)
@click.option("--period", metavar="PERIOD", help="Only what happened then: 2025, 2025-06, 2025-06-12 or 2024-07/2025-06.")
@store_option
@min_confidence_option
@limit_option(10, "rows of each table")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    show_default="html for a FILE.html, else markdown",
    help="How the report looks.",
)
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    default="-",
    show_default="standard output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Where the report goes; the pictures of a Markdown report go beside it, as FILE-map.png and so on.",
)
def report(
    actor: str | None, period: str | None, store: str, min_confidence: float, limit: int, format_: str | None, out: Path
) -> None:
    """Write a report on an actor, on a period, or on an actor in a period.

    It has key figures, plots, who rose and fell against the period before, new ties, contradictions, plans, and what rests on
    one source, and it cites every sentence with its document. HTML is one file with its pictures in it.

    \b
    Example:
      kg report JNIM -o jnim.html
      kg report --period 2025-06 -o june.md
      kg report "Wagner Group" --period 2024-07/2025-06 --min-confidence 0.6
    """  # fmt: skip
    from kg.briefing import as_html, as_markdown, brief, check_request, material_of
    from kg.plots import store_name
    from kg.vocabulary import load_vocabulary

    check_request(actor, period)
    with progress("reading the store", 1), opened_store(store, create=False) as opened:
        material = material_of(opened, store_name(store))
    briefing = brief(material, load_vocabulary(), actor, period, min_confidence=min_confidence, limit=limit, progress=progress)
    if (format_ or ("html" if out.suffix.casefold() in {".html", ".htm"} else "markdown")) == "html":
        text = as_html(briefing)
    else:
        text = as_markdown(briefing, _pictures(briefing, out))
    write(text, out)
    if out != STDOUT:
        click.echo(f"wrote {out}", err=True)


def _pictures(briefing: "Briefing", out: Path) -> dict[str, str]:
    """Writes the pictures of a Markdown report beside it, and gives their names; a report on standard output has none."""
    pictures: dict[str, str] = {}
    if out != STDOUT:
        for each in (picture for section in briefing.sections for picture in section.pictures):
            path = out.with_name(f"{out.stem}-{each.name}.png")
            with replacing(path) as file:
                file.write(each.png)
            pictures[each.name] = path.name
    return pictures
