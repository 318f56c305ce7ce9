"""Kills processes that write to a store, at random moments, and looks at what they leave.

    python -m tests.bench.store_kill [--kills 60] [--real 15] [--seed 1]

A part of them are real `kg ingest` runs on the sample reports; the others take in prepared readings as fast as the
store can, so that a kill hits the store and not the language model: new documents, documents that replace each other,
large batches, a new gazetteer, removals, two writers at once. Each process prints a line for every document that it was
told is stored. After each kill the store must open, must be sound (`kg store verify`), must hold every document that
was reported, and no document in part. It prints a line for each kill and a sum; the exit status is 1 where one failed.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from kg.care import verify
from kg.gazetteer import Entry, Gazetteer
from kg.records import ENTITY_BASE, Entity, Reading
from kg.resources import resource
from kg.store import open_store
from tests.bench.readings import reading

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
SLOTS = 7
KINDS = ("new", "replaced", "large", "background", "removed", "mixed")
STORES = 8  # so many kills hit one store before the next is begun


@dataclass(slots=True)
class Killed:
    """What a killed process reported, what came of it, and how long it had run."""

    reported: list[str] = field(default_factory=list)
    seconds: float = 0.0
    ended: bool = False
    noise: str = ""


def killed(command: list[str], wait_for: str, delay: float, *, how: signal.Signals = signal.SIGKILL) -> Killed:
    """Runs a command, and kills it so many seconds after it has printed a line that begins with `wait_for`."""
    result, ready = Killed(), threading.Event()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def follow() -> None:
        for line in process.stdout or ():
            if line.startswith("stored "):
                result.reported.append(line.removeprefix("stored ").strip())
            elif not line.startswith("begun"):
                result.noise += line
            if line.startswith(wait_for):
                ready.set()
        ready.set()

    reader = threading.Thread(target=follow)
    reader.start()
    ready.wait(300)
    begun = time.monotonic()
    time.sleep(delay)
    result.ended = process.poll() is not None
    process.send_signal(how)
    process.wait(60)
    reader.join(60)
    if process.stdout is not None:
        process.stdout.close()
    result.seconds = time.monotonic() - begun
    return result


def writer(kind: str, folder: Path, run: int) -> list[str]:
    """The command of a process that writes until it is killed."""
    return [sys.executable, "-m", "tests.bench.store_kill", "--writer", kind, str(folder), str(run)]


def faults_left(folder: Path, *, with_shapes: bool = False) -> list[str]:
    """What is wrong with the store that a killed process left."""
    with open_store(folder, create=False, wait=10) as store:
        return [str(fault) for fault in verify(store, with_shapes=with_shapes)]


def lost(folder: Path, reported: list[str]) -> list[str]:
    """Which of the reports are not kept: lines of a slot and a number, where the slot holds no later document."""
    with open_store(folder, create=False, wait=10) as store:
        held: dict[str, int] = {}
        for document in store.documents():
            number = int(document.name.removesuffix(".txt").rpartition("-")[2])
            for location in document.locations:
                held[location] = max(number, held.get(location, -1))
    told: dict[str, int] = {}
    for line in reported:
        location, _, number = line.rpartition(" ")
        told[location] = int(number)
    return [f"{location} {number}" for location, number in told.items() if held.get(location, -1) < number]


def write_for_ever(kind: str, folder: Path, run: int) -> None:
    """The body of a writing process."""
    with open_store(folder, wait=30) as store:
        store.ensure_background(_gazetteer(0))
        print("begun", flush=True)
        if kind == "background":
            for number in range(10_000):
                store.ensure_background(_gazetteer(number % 5))
        elif kind == "removed":
            for number in range(10_000):
                made = reading(number, seed=run, statements=40, location=f"file:///{kind}/{run}")
                store.add(made, when=WHEN)
                store.remove(made.document.id, when=WHEN)
        else:
            store.add_all(_endless(kind, run), stored=_tell)


def _tell(made: Reading, _outcome: object) -> None:
    number = made.document.name.removesuffix(".txt").rpartition("-")[2]
    print(f"stored {made.document.location} {number}", flush=True)


def _endless(kind: str, run: int) -> Iterator[Reading]:
    for number in range(1_000_000):
        slot = number if kind in {"new", "large"} else number % SLOTS if kind == "replaced" else min(number, number % (3 * SLOTS))
        size = 200 if kind == "large" else 20
        if kind != "large":
            time.sleep(0.001)  # so that batches are told of by time, and small ones too
        yield reading(number, seed=run, statements=size, location=f"file:///{kind}/{run}/{slot}")


def _gazetteer(version: int) -> Gazetteer:
    """Another gazetteer for each version: the same entities, which the readings speak of, under other names too."""
    entries = {}
    for number in range(1000):
        entity = Entity(f"{ENTITY_BASE}band-{number}", f"Band {number}", "ArmedGroup")
        entries[entity.id] = Entry(entity, names=((entity.name, "en"), (f"Band {number} of version {version}", "en")))
    return replace(_whole(), entries=entries)


def _whole() -> Gazetteer:
    from kg.gazetteer import load_gazetteer  # noqa: PLC0415 - takes a while, and only one kind of writer needs it

    return load_gazetteer()


def main() -> None:
    """Kills, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--real", type=int, default=15, help="how many of them are kg ingest")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--writer", nargs=3, metavar=("KIND", "FOLDER", "RUN"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.writer:
        kind, folder, run = options.writer
        write_for_ever(kind, Path(folder), int(run))
        return
    rnd, bad, sums = random.Random(options.seed), 0, Counter()  # type: ignore[var-annotated]
    with tempfile.TemporaryDirectory() as name:
        for number in range(options.kills):
            real = number < options.real
            folder = Path(name) / (f"real-{number // 5}" if real else f"fast-{number // STORES}")
            kind = "kg ingest" if real else KINDS[number % len(KINDS)]
            result, missing = _real(folder, rnd) if real else _fast(folder, kind, number, rnd)
            faults = faults_left(folder)
            bad += bool(faults or missing)
            sums.update(kills=1, reported=len(result.reported), lost=len(missing), faults=len(faults), ended=result.ended)
            told = f"{len(result.reported)} reported, {len(missing)} lost, {len(faults)} faults"
            print(f"{number + 1:3} {kind:10} after {result.seconds:5.2f} s: {told}", *faults[:3], *missing[:3], flush=True)
        with_shapes = faults_left(folder, with_shapes=True)
    print(f"{sums['kills']} kills ({sums['ended']} of them too late): {sums['reported']} documents reported, "
          f"{sums['lost']} lost, {sums['faults']} faults; shapes of the last store: {len(with_shapes)} faults")  # fmt: skip
    raise SystemExit(int(bool(bad or with_shapes)))


def _real(folder: Path, rnd: random.Random) -> tuple[Killed, list[str]]:
    """A `kg ingest` of the sample reports, killed while it opens the store, reads, or stores."""
    code = "from kg.cli import main; main()"
    command = [sys.executable, "-c", code, "ingest", str(resource("seeds", "reports")), "--store", str(folder), "--verbose"]
    result = killed(command, "stored ", rnd.uniform(0, 12))
    with open_store(folder, create=False) as store:
        held = {document.name for document in store.documents()}
    return result, sorted(set(result.reported) - held)


def _fast(folder: Path, kind: str, number: int, rnd: random.Random) -> tuple[Killed, list[str]]:
    result = killed(writer(kind, folder, number), "begun", rnd.uniform(0, 4))
    return result, lost(folder, result.reported)


if __name__ == "__main__":
    main()
