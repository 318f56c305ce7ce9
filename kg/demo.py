"""The whole way once: the sample reports into a store, and from it the network, the explorer and the exports."""

import shutil
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.explorer import Background, Making, explorer_html
from kg.exports.writing import export
from kg.files import replace_text
from kg.graph import project
from kg.graph_export import write_graphml
from kg.ingest import ingest
from kg.metrics import central
from kg.projection import EVERYTHING_ASSERTED, told_by
from kg.records import Reading
from kg.resources import resource
from kg.store import open_store
from kg.vocabulary import load_vocabulary

STORE = "kg-store"
MOST_CENTRAL = 10


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What there is to see: amounts by name, the most central actors with their degree, and the files with what they are."""

    amounts: tuple[tuple[str, int], ...]
    central: tuple[tuple[str, int], ...]
    files: tuple[tuple[Path, str], ...]


def sample_reports() -> tuple[Path, ...]:
    """The sample reports, sorted. Raises KgError where the installation lacks them."""
    return tuple(sorted(resource("seeds", "reports").glob("*.txt")))


def run_demo(
    reports: Sequence[Path], out: Path, *, day: str | None = None, stored: Callable[[Reading], None] | None = None
) -> Demonstration:
    """Reads the reports into a new store under `out` and writes the exports beside it; what an earlier run left is replaced.

    `day` (ISO) is the one that the explorer's page says it was made on.
    Raises KgError where a report cannot be read or a file not be written.
    """
    folder = out / STORE
    files = {
        folder: "the store, for kg query, analyze, explore and export",
        out / "explorer.html": "the network in a browser",
        out / "sahel.graphml": "the network for Gephi, Cytoscape and yEd",
        out / "sahel.ttl": "the graph as RDF in Turtle",
    }
    _make_room(folder, {report.name for report in reports})
    vocabulary = load_vocabulary()
    with open_store(folder) as store:
        done = ingest(store, reports, stored=stored)
        statements = tuple(store.statements())
        background = Background(store.facts(), store.entities())
        export(store, "turtle", out / "sahel.ttl")
    if done.failures:
        raise KgError(f"a sample report cannot be read: {done.failures[0]}")
    graph = project(statements, EVERYTHING_ASSERTED, vocabulary)
    told = project(statements, told_by(EVERYTHING_ASSERTED), vocabulary)
    write_graphml(graph, out / "sahel.graphml")
    replace_text(out / "explorer.html", explorer_html(told, background=background, making=Making(day)))
    return Demonstration(
        amounts=(
            ("documents", len(reports)),
            ("sentences", done.sentences),
            ("mentions", done.mentions),
            ("statements", done.statements),
            ("actors in the network", len(graph)),
        ),
        central=tuple((rank.label, round(rank.score)) for rank in central(graph, limit=MOST_CENTRAL)),
        files=tuple(files.items()),
    )


def _make_room(folder: Path, samples: Set[str]) -> None:
    """Leaves no store in the folder. Only a store of an earlier run is removed, never one that holds anybody's own documents."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists() and any(folder.iterdir()):
            with open_store(folder, create=False) as store:  # raises where something else lies there, or a process uses it
                own = sorted({document.name for document in store.documents()} - samples)
            if own:
                raise KgError(
                    f"{folder} holds documents of your own, such as {own[0]}: give another folder with --out, or remove it"
                )
            shutil.rmtree(folder)
    except OSError as error:
        raise KgError(f"cannot write to {folder.parent}: {error.strerror}") from error
