"""The key figures of a briefing."""

from collections import Counter
from collections.abc import Iterator

from kg.briefing.pictures import interval_in_words
from kg.briefing.records import Figure
from kg.briefing.scope import Scope
from kg.metrics import Ranking, central, robust
from kg.origins import independent_sources
from kg.timing import when


def key_figures(scope: Scope) -> Iterator[Figure]:
    """How much is told, by whom, of when, and how sure it is."""
    told = scope.told
    asserted = sum(each.is_plain for each in told)
    denied = sum(each.polarity == "negated" for each in told)
    yield Figure(
        "Statements",
        str(len(told)),
        f"{asserted} told as fact, {denied} denied, {len(told) - asserted - denied} planned, possible or sought",
    )
    yield Figure("Documents", str(len({each.document for each in told})))
    yield Figure("Independent sources", str(independent_sources(told) if told else 0), "copies of one text are one source")
    yield _dated(scope)
    yield Figure("Confidence", _confidence(scope), f"least and mean; from {scope.projection.min_confidence:g} on" if told else "")
    if scope.actor is not None:
        yield from _of_actor(scope)
    else:
        yield Figure("Actors", str(len(scope.graph)), f"with {scope.graph.number_of_edges()} different ties to each other")


def _dated(scope: Scope) -> Figure:
    days = [when(each) for each in scope.told]
    known = [day for day in days if day]
    bases = Counter(day.basis for day in known)
    first, last = min((day.known_first for day in known), default=None), max((day.known_last for day in known), default=None)
    outside = (
        sum(when(each) is None and scope.concerns(each) for each in scope.material.statements) if scope.window else days.count(None)
    )
    undated = f"{outside} undated" + (" and so in no period" if scope.window and outside else "")
    value = "–" if first is None else str(first) if first == last else f"{first} to {last}"
    return Figure("Told of days", value, f"{bases['event']} dated by the text, {bases['document']} by the document, {undated}")


def _confidence(scope: Scope) -> str:
    values = [each.confidence for each in scope.told]
    return f"{min(values):.2f}, {sum(values) / len(values):.2f}" if values else "–"


def _of_actor(scope: Scope) -> Iterator[Figure]:
    ranks = central(scope.graph, "degree")
    mine = next((rank for rank in ranks if rank.id == scope.actor), None)
    if mine is None:
        return
    place = [rank.id for rank in ranks].index(mine.id) + 1
    found = robust(scope.graph, Ranking("degree", limit=place), projection=scope.projection)
    firm = next(each for each in found.ranks if each.rank.id == mine.id)
    yield Figure(
        "Rank by degree",
        interval_in_words(mine.rank, firm.low, firm.high) if found.documents > 1 else str(mine.rank),
        f"of {len(ranks)} actors, with the interval of {found.level} of 100 draws of documents"
        if found.documents > 1
        else f"of {len(ranks)} actors; all of it stands in one document",
    )
