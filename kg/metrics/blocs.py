"""Which blocs the actors belonged to in a window of time, by the membership facts of the gazetteer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import UsageError
from kg.graph import Graph
from kg.names import fold
from kg.records import Entity, StoredFact
from kg.timing import day_span
from kg.vocabulary import Vocabulary

BLOC = "IntergovernmentalOrganization"
UPWARD = ("memberOf", "subordinateTo")


@dataclass(frozen=True, slots=True)
class Window:
    """The first and last day of a window as ISO dates; None where it is open."""

    first: str | None = None
    last: str | None = None

    def takes_in(self, fact: StoredFact) -> bool:
        """Whether the fact held on any day of the window."""
        return (fact.valid_from or "") <= (self.last or "9999") and (fact.valid_until or "9999") >= (self.first or "")


ALWAYS = Window()


def window_of(graph: Graph, since: str | None = None, until: str | None = None) -> Window:
    """The window of a projection; where it is open, from the first or to the last day of which the network tells."""
    days = [tie for _, _, tie in graph.edges(data=True)]
    first = day_span(since)[0] if since else min((tie["first"] for tie in days if tie["first"]), default=None)
    last = day_span(until)[1] if until else max((tie["last"] for tie in days if tie["last"]), default=None)
    return Window(first, last)


def bloc_groups(
    graph: Graph,
    facts: Iterable[StoredFact],
    entities: Mapping[str, Entity],
    vocabulary: Vocabulary,
    *,
    window: Window = ALWAYS,
    blocs: Sequence[str] = (),
) -> dict[str, str]:
    """The group of each actor: the short names of all the blocs that it belonged to on any day of the window, in order.

    An actor belongs to the blocs that it is a member of, and to those of whatever it is a part of: an army to those of its
    state. A bloc belongs to itself. Actors with exactly the same blocs are one group, so one with several blocs is grouped
    only with others that have all of them and no more. `blocs` names the blocs that count, by name, alias or IRI; without
    any, all intergovernmental organizations do. Actors of none are not in the result.

    Raises UsageError where a bloc is unknown.
    """
    counted = {_named(name, entities) for name in blocs} or {
        iri for iri, entity in entities.items() if vocabulary.is_a(entity.kind, BLOC)
    }
    above: defaultdict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.relation in {vocabulary.relation(name).name for name in UPWARD} and window.takes_in(fact):
            above[fact.subject].add(fact.object)
    groups = {node: sorted(short_name(entities[iri]) for iri in _upward(node, above) if iri in counted) for node in graph}
    return {node: ", ".join(names) for node, names in groups.items() if names}


def short_name(entity: Entity) -> str:
    """The abbreviation among the entity's aliases: the one of its own initials, else the shortest; its name where there is none."""
    words = entity.name.split()
    initials = {"".join(word[0] for word in some).upper() for some in (words, [word for word in words if word[0].isupper()])}
    short = [alias for alias in entity.aliases if alias.isalnum() and alias.isupper()]
    return min(short, key=lambda alias: (alias not in initials, len(alias), alias), default=entity.name)


def _upward(node: str, above: Mapping[str, set[str]]) -> Iterator[str]:
    """The node and all that it is a part of, each once."""
    found = [node]
    for each in found:
        yield each
        found.extend(sorted(above.get(each, set()) - set(found)))


def _named(name: str, entities: Mapping[str, Entity]) -> str:
    if name in entities:
        return name
    wanted = fold(name)
    by_name = [iri for iri, entity in entities.items() if fold(entity.name) == wanted]
    bearers = by_name or [iri for iri, entity in entities.items() if wanted in map(fold, entity.aliases)]
    if len(bearers) != 1:
        raise UsageError(f"{name!r} means {'several actors' if bearers else 'no actor'} of the store; name a bloc by its IRI")
    return bearers[0]
