"""How long a report and its plots take on a large network: `python -m tests.bench.briefings [ACTORS TIES]`."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.briefing import as_html, brief, material_of
from kg.graph import project
from kg.metrics import central
from kg.projection import Projection
from kg.store import open_store
from kg.vocabulary import load_vocabulary
from tests.bench.generated import make


def main() -> None:
    """Makes the store, reads it, and writes a report on a year and one on the most central actor."""
    actors, ties = map(int, sys.argv[1:3] or (10_000, 60_000))
    words = load_vocabulary()
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), actors, ties)
        with open_store(folder, create=False) as store:
            material = timed("reading the store, with contradictions", lambda: material_of(store, "store x"))
    print(f"{len(material.statements):,} statements, {len(material.disputes):,} contradictions")
    first = central(project(material.statements, Projection(), words), "degree")[0]
    year = timed("report on a year", lambda: brief(material, words, period="2024"))
    timed("its page", lambda: print(f"{len(as_html(year)):,} characters"))
    timed("report on the first actor", lambda: brief(material, words, first.id))


def timed(what: str, run: Callable[[], Any]) -> Any:
    """What the run gives; prints the seconds that it took, by the clock and of processors."""
    clock, busy = time.perf_counter(), time.process_time()
    found = run()
    print(f"{what}: {time.perf_counter() - clock:.1f} s by the clock, {time.process_time() - busy:.1f} s of processors", flush=True)
    return found


if __name__ == "__main__":
    main()
