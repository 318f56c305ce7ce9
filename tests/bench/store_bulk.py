"""How fast much goes into a store on disk, beside pyoxigraph itself on the same quads, and how fast it opens again.

    python -m tests.bench.store_bulk [--documents 4000] [--rounds 3]

Four ways in: `Store.add_all`, which `kg ingest` uses, `kg store restore` of a backup in N-Quads, and pyoxigraph's own
`bulk_extend` and `bulk_load` of the same quads, each into a new folder, one after the other in every round. The median
of the rounds counts. All include what it takes to have the data on the disk. Making the readings, which is the reader's
work, is not counted; making quads of them is, since that is a part of storing them.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from kg.care import back_up, restore, verify
from kg.records import Reading
from kg.store import open_store
from tests.bench.readings import readings

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
LEAST = 50_000
SHARE = 1 / 3


def main() -> None:
    """Prints the figures, and fails where they are below what is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=4000, help="how many documents of some 550 quads")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    given = list(readings(options.documents))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        quads = _prepared(folder, given)
        print(f"{len(given)} documents, {len(quads)} quads, median of {options.rounds} rounds")
        ways: dict[str, Callable[[Path], None]] = {
            "pyoxigraph bulk_extend": lambda path: _extended(path, quads),
            "Store.add_all": lambda path: _added(path, given),
            "pyoxigraph bulk_load": lambda path: _loaded(path, folder / "dump.nq"),
            "kg store restore": lambda path: _restored(path, folder / "dump.nq"),
        }
        rates: dict[str, list[float]] = {way: [] for way in ways}
        work: dict[str, list[float]] = {way: [] for way in ways}
        for round_ in range(options.rounds):
            for way, run in ways.items():
                begun, worked = time.perf_counter(), time.process_time()
                run(folder / f"{way}-{round_}".replace(" ", "-"))
                rates[way].append(len(quads) / (time.perf_counter() - begun))
                work[way].append((time.process_time() - worked) / len(quads) * 1e6)
        medians = {way: statistics.median(found) for way, found in rates.items()}
        for way, rate in medians.items():
            print(f"{way:24} {rate:10,.0f} quads/s  {statistics.median(work[way]):6.1f} s of a core for a million")
        failed = not _kept("Store.add_all", "pyoxigraph bulk_extend", medians)
        failed |= not _kept("kg store restore", "pyoxigraph bulk_load", medians)
        failed |= not _opens(folder / f"Store.add_all-{options.rounds - 1}", len(quads))
    raise SystemExit(int(failed))


def _prepared(folder: Path, given: list[Reading]) -> list[ox.Quad]:
    """The quads that the readings make in a store, and a backup of that in `dump.nq`; the store is sound."""
    with open_store(folder / "first") as store:
        store.add_all(given, when=WHEN)
        quads = list(store.quads())
        faults = [fault for fault in verify(store, with_shapes=False) if fault.kind != "no-ontology"]
    assert not faults, faults[:3]
    back_up(str(folder / "first"), folder / "dump.nq")
    return quads


def _extended(path: Path, quads: list[ox.Quad]) -> None:
    store = ox.Store(path)
    store.bulk_extend(quads)
    store.flush()


def _loaded(path: Path, dump: Path) -> None:
    store = ox.Store(path)
    store.bulk_load(path=dump, format=ox.RdfFormat.N_QUADS)
    store.flush()


def _added(path: Path, given: list[Reading]) -> None:
    with open_store(path) as store:
        store.add_all(given, when=WHEN)


def _restored(path: Path, dump: Path) -> None:
    restore(dump, path)


def _kept(way: str, other: str, medians: dict[str, float]) -> bool:
    ratio = medians[way] / medians[other]
    good = medians[way] >= LEAST and ratio >= SHARE
    print(f"{way}: {ratio:.2f} of {other}, {'reached' if good else 'NOT REACHED'}: {LEAST:,} quads/s and {SHARE:.2f}")
    return good


def _opens(path: Path, count: int) -> bool:
    begun = time.perf_counter()
    with open_store(path, create=False) as store:
        opened = time.perf_counter() - begun
        same = sum(1 for _ in store.quads()) == count
    print(f"opening {count} quads: {opened:.3f} s, {'reached' if opened < 1 and same else 'NOT REACHED'}: under 1 s")
    return opened < 1 and same


if __name__ == "__main__":
    main()
