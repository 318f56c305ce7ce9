"""How long a store takes in the sample reports, in a folder and on each of the servers: `python -m tests.bench.servers`.

Reading the reports is not counted. Each line is the median of three runs, each into an empty store.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kg.demo import sample_reports
from kg.extract import extract_documents
from kg.gazetteer import load_gazetteer
from kg.records import Reading
from kg.sources import readable
from kg.store import Store

sys.path.insert(0, str(Path(__file__).parent.parent))

from store_samples import EVERYWHERE, store_at

RUNS = 3
WHAT = ("background", "documents, new", "documents, again", "documents read back", "all quads read back")


def main() -> None:
    """Prints a table of seconds."""
    readings = list(extract_documents(readable(sample_reports(), [])))
    print(f"{'seconds':20}" + "".join(f"{kind:>12}" for kind in EVERYWHERE))
    columns = [_median([_times(kind, readings) for _ in range(RUNS)]) for kind in EVERYWHERE]
    for number, what in enumerate(WHAT):
        print(f"{what:20}" + "".join(f"{column[number]:12.2f}" for column in columns))


def _times(kind: str, readings: list[Reading]) -> list[float]:
    gazetteer = load_gazetteer()
    with tempfile.TemporaryDirectory() as folder, store_at(kind, Path(folder)) as store:
        steps: tuple[Callable[[], object], ...] = (
            lambda: store.ensure_background(gazetteer),
            lambda: _add(store, readings),
            lambda: _add(store, readings),
            lambda: list(store.statements()),
            lambda: list(store.quads()),
        )
        return [_seconds(step) for step in steps]


def _add(store: Store, readings: list[Reading]) -> None:
    for reading in readings:
        store.add(reading)
    store.flush()


def _seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def _median(runs: list[list[float]]) -> list[float]:
    return [statistics.median(each) for each in zip(*runs, strict=True)]


if __name__ == "__main__":
    main()
