"""How long the steps of /browse take on a large store: `python -m tests.bench.browsing [ACTORS TIES]`.

A step is what a click asks for: an actor's neighbourhood, a page of the sentences behind a tie, or a name as it is typed.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from served import Served, serving  # noqa: E402

from tests.bench.generated import make  # noqa: E402

ACTORS = (0, 1, 2, 10, 100, 1_000)
"""The most central ones and some that are less so."""


def main() -> None:
    """Makes the store, serves it, and takes one step after another, none of them twice."""
    actors, ties = map(int, sys.argv[1:3] or (10_000, 35_000))
    with tempfile.TemporaryDirectory() as folder:
        statements = make(Path(folder), actors, ties)
        quads = len(ox.Store.read_only(folder))
        print(f"{quads:,} quads, {statements:,} statements", flush=True)
        with serving(Path(folder)) as service:
            service.ask("/browse")
            asked(service, "/actors", q="actor 5")  # whoever comes has to name somebody first
            asked(service, "/neighbourhood", entity=f"generated-{actors - 1}")
            found: list[Any] = []
            seen = [f"generated-{number}" for number in ACTORS if number < actors]
            timed(
                "neighbourhoods", [lambda each=each: found.append(asked(service, "/neighbourhood", entity=each)) for each in seen]
            )
            told = [(each["ties"][0], each["statements"]) for each in found]
            print(f"statements of these actors: {', '.join(f'{number:,}' for _, number in told)}")
            pages = [
                lambda tie=tie: asked(
                    service, "/evidence", subject=tie["subject"], relation=tie["relation"], object=tie["object"], limit="20"
                )
                for tie, _ in told
            ]
            timed("sentences of a tie", pages)
            timed("names", [lambda text=text: asked(service, "/actors", q=text) for text in ("ac", "actor 77", "mali", "zzz")])


def asked(service: Served, path: str, **parameters: str) -> Any:
    """What the service answers."""
    reply = service.ask(f"{path}?{urlencode(parameters)}", accept="application/json")
    if reply.status != 200:
        raise RuntimeError(reply.text)
    return json.loads(reply.body)


def timed(what: str, steps: Sequence[Callable[[], Any]]) -> None:
    """Prints how long the steps took, in milliseconds by the clock."""
    took = []
    for step in steps:
        clock = time.perf_counter()
        step()
        took.append(1000 * (time.perf_counter() - clock))
    print(f"{what}: median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms of {len(took)}", flush=True)


if __name__ == "__main__":
    main()
