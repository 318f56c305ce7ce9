"""How long each format of `kg export` takes on a large store, and how much memory.

    python -m tests.bench.export [--ties 620000] [--actors 20000] [--store FOLDER] [FORMAT...]

The store is made, or taken from the folder where it was made before: 620,000 ties are a little more than a million statements. Each format is
written by a process of its own, into a folder that is removed; its peak memory is what the system says of that process. `base` is
the same with a store of a hundredth of that size, so that the growth can be seen.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.exports import FORMATS

_COMMAND = "import sys; from kg.cli import main; sys.argv[0] = 'kg'; main()"
_SMALLER = 100


def main() -> None:
    """Prints a row for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", metavar="FORMAT", choices=[*FORMATS, []], help="all, where none is named")
    parser.add_argument("--ties", type=int, default=620_000)
    parser.add_argument("--actors", type=int, default=20_000)
    parser.add_argument("--store", type=Path, help="where the store lies, or is made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        large, small = options.store or Path(name) / "large", Path(name) / "small"
        if not large.exists():
            _made(large, options.actors, options.ties)
        _made(small, max(options.actors // _SMALLER, 10), max(options.ties // _SMALLER, 10))
        for store in (small, large):
            print(f"{store.name}: {_counted(store)}", flush=True)
        print(f"{'format':12} {'seconds':>8} {'peak MB':>8} {'base MB':>8} {'written MB':>11}")
        for form in options.formats or FORMATS:
            _, base, _ = _exported(form, small, Path(name) / f"{form}-small")
            seconds, peak, written = _exported(form, large, Path(name) / f"{form}-large")
            print(f"{form:12} {seconds:8.0f} {peak:8.0f} {base:8.0f} {written:11.0f}", flush=True)


def _made(folder: Path, actors: int, ties: int) -> None:
    """Makes a store in a process of its own: the peak of a process begins at what the one that started it holds."""
    code = f"from pathlib import Path; from tests.bench.generated import make; make(Path({str(folder)!r}), {actors}, {ties})"
    subprocess.run([sys.executable, "-c", code], check=True)


def _counted(store: Path) -> str:
    code = f"from kg.store import open_store; c = open_store({str(store)!r}).counts(); print(c.documents, c.statements, c.quads)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    return "{:,} documents, {:,} statements, {:,} quads".format(*map(int, told))


def _exported(form: str, store: Path, out: Path) -> tuple[float, float, float]:
    """Seconds, the peak of memory and what was written, both in megabytes."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMAND, "export", "--store", str(store), "--format", form, "--out", str(out)]
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{form} failed")
    seconds = time.perf_counter() - begun
    files = list(out.iterdir()) if out.is_dir() else [out]
    size = sum(file.stat().st_size for file in files)
    for file in files:
        file.unlink()
    return seconds, usage.ru_maxrss / 1000, size / 1e6


if __name__ == "__main__":
    main()
