"""The command that writes a site."""

from pathlib import Path

import click

from kg.cli.opening import opened_store
from kg.cli.options import store_option
from kg.cli.output import progress


@click.command()
@store_option
@click.option(
    "-o",
    "--out",
    metavar="DIR",
    default="site",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the site: a new or an empty one, or one with a site, which is brought up to date.",
)
@click.option("--language", type=click.Choice(("en", "fr")), default="en", show_default=True, help="The language of its pages.")
def site(store: str, out: Path, language: str) -> None:
    """Write dossiers as a static site: a page for each actor, place and document.

    Open DIR/index.html in a browser; no server and no connection is needed. Pages that stay the same are not made again.

    \b
    Example:
      kg site -o dossiers
    """
    from kg.site import build_site, material_of

    with progress("reading the store", 1), opened_store(store, create=False) as opened:
        material = material_of(opened)
    built = build_site(material, out, language=language, progress=progress)
    click.echo(
        f"wrote {out}: {built.entities} actors, places and other things, {built.documents} documents; "
        f"{built.written} files written, {built.unchanged} unchanged, {built.removed} removed",
        err=True,
    )
