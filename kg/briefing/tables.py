"""The tables of a briefing: who rose and fell, ties, contradictions, plans, and what rests on one source."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.briefing.citing import NAMED, Citations, day_of, in_words, named
from kg.briefing.records import Cell, Section
from kg.briefing.scope import Scope, Span
from kg.metrics import Change, by_movement, central, changes, statements_of
from kg.names import fold
from kg.projection import selected
from kg.records import StoredStatement
from kg.timing import in_time, when

FIRST = 20
"""Ranks from the top in either window among which movements are told: further down a single report moves an actor far."""
TIE = ("Who", "What", "Whom", "When", "Statements", "Sources")


def changed(scope: Scope, citations: Citations, limit: int) -> Section:
    """Who rose and fell against the window before; for an actor, whom more and whom less is told of together with it."""
    heading = "Who rose and fell"
    if scope.later is None or scope.earlier is None:
        return Section("changes", heading, "", empty="Nothing that is told has a date, so no two windows can be compared.")
    if scope.actor is not None:
        return _partners(scope, citations, limit, scope.later, scope.earlier)
    graphs = [scope.network(span) for span in (scope.earlier, scope.later)]
    moved = [each for each in by_movement(changes(*(central(graph, "degree") for graph in graphs))) if _high(each)]
    told = [each for each in moved if each.what != "same"]
    rows = []
    for each in told[:limit]:
        statements = [one for graph in graphs for one in statements_of(graph, each.id)]
        rows.append((citations.cell(each.label, statements), *map(Cell, _ranks(each))))
    lead = (
        f"Ranks by degree, that is by statements on an actor's ties, in {scope.later.name} against {scope.earlier.name}. "
        f"Shown are those among the first {FIRST} in either window. One much reported event moves a rank as far as many small ones."
    )
    columns = ("Actor", "Change", f"Rank in {scope.earlier.name}", f"Rank in {scope.later.name}")
    return Section("changes", heading, lead, columns, tuple(rows), max(len(told) - limit, 0), "Nobody among the first moved.")


def _partners(scope: Scope, citations: Citations, limit: int, later: Span, earlier: Span) -> Section:
    """Whom more is told of together with the actor, and whom less."""
    counts: list[Mapping[str, list[StoredStatement]]] = [_by_partner(scope, span) for span in (earlier, later)]
    names = {**_names(counts[0], scope), **_names(counts[1], scope)}
    differences = {iri: len(counts[1].get(iri, ())) - len(counts[0].get(iri, ())) for iri in names}
    order = sorted((iri for iri in names if differences[iri]), key=lambda iri: (-abs(differences[iri]), fold(names[iri]), iri))
    rows = []
    for iri in order[:limit]:
        old, new = counts[0].get(iri, []), counts[1].get(iri, [])
        change = f"{differences[iri]:+d}".replace("-", "−")
        rows.append((citations.cell(names[iri], [*old, *new]), Cell(change), Cell(str(len(old))), Cell(str(len(new)))))
    lead = (
        f"Statements on ties between {scope.label} and others in {later.name} against {earlier.name}"
        f"{'' if scope.window else ', the last year told of against the one before'}."
    )
    columns = ("With", "Change", f"Statements in {earlier.name}", f"Statements in {later.name}")
    return Section(
        "changes", "Who rose and fell in its ties", lead, columns, tuple(rows), max(len(order) - limit, 0),
        f"Of nobody more or less is told together with {scope.label}.",
    )  # fmt: skip


def _by_partner(scope: Scope, span: Span) -> dict[str, list[StoredStatement]]:
    graph = scope.network(span)
    found: dict[str, list[StoredStatement]] = {}
    for told in statements_of(graph, scope.actor or ""):
        other = told.object if told.subject.id == scope.actor else told.subject
        found.setdefault(other.id, []).append(told)
    return found


def _names(found: Mapping[str, Sequence[StoredStatement]], scope: Scope) -> dict[str, str]:
    return {iri: str(scope.ever.nodes[iri]["label"]) for iri in found}


def strongest(scope: Scope, citations: Citations, limit: int) -> Section:
    """The ties of which most is told."""
    ties = sorted(_ties(scope), key=lambda tie: (-len(tie["statements"]), -tie["sources"], _order(tie)))
    rows = tuple(_tie_row(scope, tie, citations) for tie in ties[:limit])
    lead = "The ties that most statements are about, as fact; plans, possibilities, wishes and denials are below."
    return Section("ties", "The strongest ties", lead, TIE, rows, max(len(ties) - limit, 0), "No tie is told of as fact.")


def new_ties(scope: Scope, citations: Citations, limit: int) -> Section:
    """Ties that are first told of in the later window."""
    heading = "New ties"
    if scope.later is None:
        return Section("new", heading, "", empty="Nothing that is told has a date, so nothing is known to be new.")
    first, last = scope.later.first, scope.later.last
    known = {
        (subject, relation, target)
        for subject, target, relation, tie in scope.ever.edges(keys=True, data=True)
        if any(_begins_before(told, first) for told in tie["statements"] if told.is_plain)
    }
    ties = [
        tie for tie in _ties(scope) if tie["key"] not in known and tie["first"] and tie["first"] <= last and tie["last"] >= first
    ]
    ties.sort(key=lambda tie: (-len(tie["statements"]), -tie["sources"], tie["first"], _order(tie)))
    rows = tuple(_tie_row(scope, tie, citations) for tie in ties[:limit])
    lead = (
        f"Ties of {scope.later.name} of which no statement in the store is about any day before. "
        "New is what is new to the store: that nothing was read about it before does not mean that there was nothing."
    )
    return Section("new", heading, lead, TIE, rows, max(len(ties) - limit, 0), "No tie is told of for the first time.")


def contradictions(scope: Scope, citations: Citations, limit: int) -> Section:
    """What does not go together, of which at least one side lies in the window."""
    inside = {each.id for each in scope.told}
    pairs: dict[tuple[str, frozenset[tuple[str, str]]], tuple[str, StoredStatement, StoredStatement]] = {}
    for kind, *ids in scope.material.disputes:
        both = named(_floored(scope), ids)
        if len(both) == 2 and any(each.id in inside for each in both):
            sentences = frozenset((in_words(each, scope.vocabulary), each.sentence) for each in both)
            pairs.setdefault((kind, sentences), (kind, both[0], both[1]))
    rows = []
    for kind, one, other in list(pairs.values())[:limit]:
        sides = (citations.cell(_side(each, scope), [each]) for each in (one, other))
        rows.append((Cell(kind), *sides))
    lead = (
        "Statements that do not go together: support and hostility of the same two, what one sentence affirms and another denies, "
        "different numbers for what may be one event. Both stand. What is told of times more than a year apart is not here."
    )
    columns = ("What", "One side", "Other side")
    return Section(
        "contradictions", "Contradictions", lead, columns, tuple(rows), max(len(pairs) - limit, 0), "None was found."
    )  # fmt: skip


def planned(scope: Scope, citations: Citations, limit: int) -> Section:
    """What is planned, possible or sought, the latest first."""
    told = [each for each in in_time(scope.told) if each.modality != "asserted"][::-1]
    rows = tuple(
        (
            Cell(each.subject.name), Cell(scope.vocabulary.relation(each.relation).label), Cell(each.object.name),
            Cell(each.modality + (", denied" if each.polarity == "negated" else "")), citations.cell(day_of(each), [each]),
        )
        for each in told[:limit]
    )  # fmt: skip
    lead = "What reports do not present as fact: plans, possibilities, and what somebody wants."
    columns = ("Who", "What", "Whom", "How", "When")
    return Section("planned", "Planned, possible or sought", lead, columns, rows, max(len(told) - limit, 0), "Nothing is.")


def claims(scope: Scope, citations: Citations, limit: int) -> Section:
    """What texts put in the actor's mouth, the latest first."""
    inside = {each.id for each in selected(scope.material.statements, scope.anything, scope.vocabulary)}
    told = [each for each in in_time(filter(scope.by_actor, scope.material.statements)) if each.id in inside][::-1]
    rows = tuple((citations.cell(in_words(each, scope.vocabulary), [each]), Cell(day_of(each))) for each in told[:limit])
    lead = f"What texts say that {scope.label} says: its claims, not those of the reports."
    return Section(
        "claims", "What it says", lead, ("Claim", "When"), rows, max(len(told) - limit, 0), "Nothing is put in its mouth."
    )


def single_source(scope: Scope, citations: Citations, limit: int) -> Section:
    """Ties that one source alone states, the latest first."""
    ties = list(_ties(scope))
    single = [tie for tie in ties if tie["sources"] == 1]
    single.sort(key=lambda tie: (tie["last"] or "", len(tie["statements"]), _order(tie)), reverse=True)
    rows = []
    for tie in single[:limit]:
        who, what, whom, day, statements, _ = _tie_row(scope, tie, citations)
        told = tie["statements"][-1]
        rows.append((who, what, whom, day, statements, Cell(told.document_source or told.document_name)))
    lead = (
        f"{len(single)} of {len(ties)} ties that are told of as fact rest on one source; copies of one text are one. The latest:"
        if single
        else ""
    )
    columns = (*TIE[:5], "Only source")
    return Section(
        "single", "What rests on one source", lead, columns, tuple(rows), max(len(single) - limit, 0), "Every tie has two or more."
    )


def _ties(scope: Scope) -> Iterable[dict[str, Any]]:
    """The ties of the window, of the actor where there is one, each with its ends."""
    for subject, target, relation, tie in scope.ties.edges(keys=True, data=True):
        if scope.actor is None or scope.actor in {subject, target}:
            yield dict(tie) | {"key": (subject, relation, target), "ends": (subject, target)}


def _tie_row(scope: Scope, tie: Mapping[str, Any], citations: Citations) -> tuple[Cell, ...]:
    who, whom = (str(scope.ties.nodes[end]["label"]) for end in tie["ends"])
    told: Sequence[StoredStatement] = tie["statements"]
    what = scope.vocabulary.relation(tie["relation"]).label
    cited = citations.cell(_days(tie), told, NAMED)
    return Cell(who), Cell(what), Cell(whom), cited, Cell(str(len(told))), Cell(str(tie["sources"]))


def _days(tie: Mapping[str, Any]) -> str:
    """The first and the last day; in parentheses one that only documents give."""
    bases: dict[str, set[str]] = {}
    for day in filter(None, map(when, tie["statements"])):
        for end in (day.known_first, day.known_last):
            bases.setdefault(end, set()).add(day.basis)
    ends = [day if "event" in bases.get(day, {"event"}) else f"({day})" for day in (tie["first"], tie["last"]) if day]
    return " to ".join(dict.fromkeys(ends)) or "undated"


def _order(tie: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(tie["key"])


def _begins_before(told: StoredStatement, first: str) -> bool:
    day = when(told)
    return day is not None and day.first < first


def _floored(scope: Scope) -> list[StoredStatement]:
    return [
        each for each in scope.material.statements if each.confidence >= scope.projection.min_confidence and scope.concerns(each)
    ]


def _side(told: StoredStatement, scope: Scope) -> str:
    number = f", {told.count}" if told.count is not None else ""
    speaker = f", says {told.attributed_to.name}" if told.attributed_to else ""
    return f"{in_words(told, scope.vocabulary)}{number}{speaker}, {day_of(told)}"


def _high(change: Change) -> bool:
    return any(rank is not None and rank.rank <= FIRST for rank in (change.before, change.after))


def _ranks(change: Change) -> tuple[str, str, str]:
    places = change.places
    moved = change.what if places is None else f"{places:+d}".replace("-", "−")
    return moved, str(change.before.rank) if change.before else "–", str(change.after.rank) if change.after else "–"
