"""The line below a plot: from which store, which window, how much is behind it, and how it is dated."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import kg
from kg.origins import independent_sources
from kg.projection import Projection
from kg.records import StoredStatement
from kg.timing import when


@dataclass(frozen=True, slots=True)
class Footing:
    """What a plot rests on.

    `window` is None where there is none; `sources` are independent ones. `by_event`, `by_document` and `undated` are how many
    statements have which date.
    """

    store: str
    window: str | None
    filters: tuple[str, ...]
    statements: int
    documents: int
    sources: int
    by_event: int
    by_document: int
    undated: int

    @property
    def line(self) -> str:
        """The line itself."""
        dated = [
            f"{number} {how}"
            for number, how in (
                (self.by_event, "dated by the event"),
                (self.by_document, "by the document"),
                (self.undated, "undated"),
            )
            if number
        ]
        told = (
            f"{counted(self.statements, 'statement')} in {counted(self.documents, 'document')} "
            f"from {counted(self.sources, 'independent source')}"
        )
        parts = (
            f"Source: {self.store}", self.window or "no limit of time", *self.filters,
            told + (f" ({', '.join(dated)})" if dated else ""), f"kg {kg.__version__}",
        )  # fmt: skip
        return "; ".join(parts) + "."


def footing(store: str, statements: Iterable[StoredStatement], projection: Projection) -> Footing:
    """What these statements of a store are, by the projection that chose them."""
    told = list({statement.id: statement for statement in statements}.values())
    bases = Counter(day.basis if day else None for day in map(when, told))
    return Footing(
        store=store,
        window=window_name(projection.since, projection.until),
        filters=tuple(_filters(projection)),
        statements=len(told),
        documents=len({statement.document for statement in told}),
        sources=independent_sources(told) if told else 0,
        by_event=bases["event"],
        by_document=bases["document"],
        undated=bases[None],
    )


def store_name(store: str) -> str:
    """What a store is called in a report: a folder by its name alone, since its path is private; a server by its host."""
    if "://" in store:
        return "store on " + store.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return f"store {store.rstrip('/').rpartition('/')[2]}"


def window_name(since: str | None, until: str | None) -> str | None:
    """`2023 to 2024-06`, or with one end alone; None without a window."""
    if since and until:
        return since if since == until else f"{since} to {until}"
    return f"since {since}" if since else f"until {until}" if until else None


def counted(number: int, one: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else one + 's'}"


def _filters(projection: Projection) -> Iterable[str]:
    if projection.families:
        yield f"only {', '.join(sorted(projection.families))}"
    if projection.relations:
        yield f"only {', '.join(sorted(projection.relations))}"
    if projection.classes:
        yield f"only {', '.join(sorted(projection.classes))}"
    if projection.fold:
        yield f"{' and '.join(sorted(projection.fold))} folded"
    if projection.min_confidence:
        yield f"confidence from {projection.min_confidence:g}"
    if projection.min_sources > 1:
        yield f"ties of {projection.min_sources} sources or more"
    if projection.weight != "statements":
        yield f"weighed by {projection.weight}"
