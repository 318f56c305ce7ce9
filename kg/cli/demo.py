"""The command that shows everything at once: demo."""

from datetime import date
from pathlib import Path

import click

from kg.cli.output import print_table, progress


@click.command()
@click.option(
    "-o",
    "--out",
    metavar="DIR",
    default="exports",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the store, the explorer and the exports go.",
)
def demo(out: Path) -> None:
    """Show everything on the sample reports.

    They are read into a store, and the explorer and the exports are written beside it.

    \b
    Example:
      kg demo --out exports
    """
    from kg.demo import run_demo, sample_reports

    reports = sample_reports()
    with progress("Reading the sample reports", len(reports)) as advance:
        shown = run_demo(reports, out, day=date.today().isoformat(), stored=advance)
    print_table(("What", "How many"), shown.amounts)
    click.echo()
    print_table(("Most central", "Ties to statements"), shown.central)
    click.echo()
    print_table(("Written", "What it is"), shown.files)
