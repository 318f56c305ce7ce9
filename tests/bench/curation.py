"""What curation costs: `python -m tests.bench.curation [DOCUMENTS]`.

Reads generated documents into one store without decisions and into one with hundreds, in one run and in turns, and then times
decisions on the larger one.
"""

import sys
import tempfile
import time
from pathlib import Path

from kg import curation
from kg.curation import Signature
from kg.store import Store, open_store
from tests.bench.readings import ACTORS, readings

DECISIONS = 300
BY = Signature("bench")


def main() -> None:
    """Prints seconds and statements a second."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        plain, decided = open_store(Path(folder) / "plain"), open_store(Path(folder) / "decided")
        decided.add_all(readings(200, seed=1))
        met = decided.entities()
        known = [actor for actor in ACTORS if actor.id in met][: 2 * DECISIONS]
        for one, other in zip(known[::2], known[1::2], strict=True):
            curation.merge(decided, one.id, other.id, BY)
        for store, what in ((plain, "no decisions"), (decided, f"{len(decided.view().in_force)} merges")):
            _timed(f"add_all, {what}", documents * 20, lambda store=store: store.add_all(readings(documents)))
        for store, what in ((plain, "no decisions"), (decided, f"{len(decided.view().in_force)} merges")):
            again = list(readings(documents // 20, statements=20, seed=2))
            _timed(f"add, {what}", len(again) * 20, lambda store=store, again=again: _add(store, again))
        _decisions(decided)
        plain.close()
        decided.close()


def _add(store: Store, again: list) -> None:  # type: ignore[type-arg]
    for reading in again:
        store.add(reading)


def _decisions(store: Store) -> None:
    print(f"{store.counts().statements:,} statements, {store.counts().documents:,} documents")
    one, other = ACTORS[-1].id, ACTORS[-2].id
    merged = _timed("merge", 1, lambda: curation.merge(store, one, other, BY))
    print(f"  {merged.statements} statements, {merged.documents} documents")
    _timed("undo the merge", 1, lambda: curation.undo(store, merged.decision.id, BY))
    statement = next(store.statement_ids())
    rejected = _timed("reject", 1, lambda: curation.reject(store, statement, BY))
    _timed("undo the rejection", 1, lambda: curation.undo(store, rejected.decision.id, BY))


def _timed(what: str, amount: int, work):  # type: ignore[no-untyped-def]
    begun = time.perf_counter()
    result = work()
    took = time.perf_counter() - begun
    print(f"{what:<28} {took:8.2f} s" + (f"  {amount / took:10,.0f} statements a second" if amount > 1 else ""), flush=True)
    return result


if __name__ == "__main__":
    main()
