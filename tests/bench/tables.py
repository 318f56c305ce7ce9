"""How long it takes to import an event table, and how much memory: `python -m tests.bench.tables --rows 100000`."""

import argparse
import csv
import resource
import tempfile
import time
from pathlib import Path

from kg.resources import resource as shipped
from kg.store import open_store
from kg.tables.importing import import_tables

ACTORS = (
    "JNIM: Group for Support of Islam and Muslims",
    "Islamic State Sahel Province (ISSP)",
    "Katiba Macina",
    "Dan Na Ambassagou",
)
PLACES = ("Kidal", "Djibo", "Ménaka", "Mopti", "Nulle-Part")
SAMPLE = shipped("seeds", "tables", "acled.csv")


def written(path: Path, rows: int) -> None:
    """An invented table in ACLED's layout."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        plain = next(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, plain)
        table.writeheader()
        for number in range(rows):
            table.writerow(
                {
                    **plain,
                    "event_id_cnty": f"XXX{number}",
                    "event_date": f"20{30 + number // 30_000 % 60}-{number % 12 + 1:02}-{number % 28 + 1:02}",
                    "actor1": ACTORS[number % len(ACTORS)],
                    "location": PLACES[number % len(PLACES)],
                    "fatalities": str(number % 9),
                }
            )


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.csv"
        written(table, rows)
        print(f"{rows} rows, {table.stat().st_size / 1e6:.0f} MB")
        for what in ("new", "the same again"):
            begun = time.perf_counter()
            with open_store(Path(folder) / "store") as store:
                done = import_tables(store, [table])
            outcomes = ", ".join(f"{count} {outcome}" for outcome, count in done.outcomes.items())
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{what}: {time.perf_counter() - begun:.0f} s, {outcomes}, peak memory {memory:.0f} MB")


if __name__ == "__main__":
    main()
