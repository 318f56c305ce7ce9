"""Commands that take in what others coded: import."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.opening import opened_store
from kg.cli.options import store_option
from kg.cli.output import progress, report

if TYPE_CHECKING:
    from kg.tables.importing import Imported

KINDS = ("acled", "ucdp", "gdelt")


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--kind", type=click.Choice(KINDS), show_default="told by the columns", help="What kind of table the files are.")
@store_option
@click.pass_context
def import_(context: click.Context, files: tuple[Path, ...], kind: str | None, store: str) -> None:
    """Take tables of coded events into the store.

    A FILE is an export of ACLED, of UCDP GED or of GDELT 2.0 events, also packed with gzip or zip, or - for standard input.
    Each row becomes a document with statements. Importing the same table again changes nothing; a row whose content has changed
    replaces what it said before. Rows that cannot be read are listed with their line, and the others are taken in.

    \b
    Example:
      kg import acled.csv --store sahel-store
    """
    from kg.tables.importing import import_tables
    from kg.tables.rows import count_lines

    with opened_store(store) as opened, progress("Importing", sum(map(count_lines, files))) as advance:
        done = import_tables(opened, files, kind=kind, read=advance)
    click.echo(_summary(done))
    context.exit(report(done.failures))


def _summary(done: "Imported") -> str:
    rows = ", ".join(f"{done.outcomes[outcome]} {outcome}" for outcome in ("added", "replaced", "unchanged"))
    silent = (f"without a statement: {count} rows: {why}" for why, count in done.silences.most_common())
    return "\n".join((f"rows: {rows}, {len(done.failures)} failed", f"statements: {done.statements}", *silent))
