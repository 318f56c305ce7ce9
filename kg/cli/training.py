"""The command that rebuilds the language model: train."""

import logging
from pathlib import Path

import click

folder = click.Path(file_okay=False, path_type=Path)
present = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("shared", type=present)
@click.option("-o", "--out", metavar="DIR", required=True, type=folder, help="Where the pipeline goes.")
@click.option("--work", metavar="DIR", default="build/training", show_default=True, type=folder, help="Where checkpoints go.")
@click.option(
    "--epochs", type=click.FloatRange(min=0.01), default=14, show_default=True, metavar="N", help="How often the data is read."
)
@click.option(
    "--minutes",
    type=click.FloatRange(min=0),
    default=0,
    show_default="no limit",
    metavar="N",
    help="End the schedule after so many minutes, if that comes before.",
)
@click.option(
    "--resume",
    type=click.FloatRange(0, 1),
    default=0,
    metavar="SHARE",
    help="Go on from the checkpoint, at this share of the schedule.",
)
@click.option("--begin", metavar="DIR", type=present, help="Begin with the weights of this shipped pipeline.")
@click.option(
    "--processes", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="How many processes train together."
)
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="Threads of each of them.")
def train(
    shared: Path,
    out: Path,
    work: Path,
    epochs: float,
    minutes: float,
    resume: float,
    begin: Path | None,
    processes: int,
    threads: int,
) -> None:
    """Rebuild the language model from the corpora in the folder SHARED.

    One network learns syntax and names, a branch of it statements; then the weights that turn what frames and network
    find into confidence are fitted to annotated sentences that no training read. It takes two hours or more on one core, and
    packages that the project itself does not need (`pip install .[train]`). Scores are logged on standard error.

    \b
    Example:
      kg train ../shared --out build/encoder --epochs 14
    """
    from kg.training.recipe import build, check_corpora, pretrained_folder

    check_corpora(shared)
    weights = pretrained_folder()
    from kg.training.encoder.train import Plan

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    first = begin / "encoder" if begin else None
    plan = Plan(
        shared, weights, work, epochs=epochs, minutes=minutes, resume=resume, begin=first, processes=processes, threads=threads
    )
    weighed = build(plan, out, told=lambda what: click.echo(f"== {what}", err=True))
    for name, line in weighed.reports.items():
        click.echo(f"{name}: {line}")
