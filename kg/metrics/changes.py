"""How a ranking changed from one window of time to another: who rose and fell, who is new, who is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kg.metrics.centrality import Rank

Kind = Literal["rose", "fell", "same", "new", "gone"]


@dataclass(frozen=True, slots=True)
class Change:
    """An actor's places in two rankings; None where it is in only one of them."""

    id: str
    label: str
    kind: str
    before: Rank | None
    after: Rank | None

    @property
    def places(self) -> int | None:
        """How many places the actor rose, negative where it fell; None where it is new or gone."""
        return self.before.rank - self.after.rank if self.before and self.after else None

    @property
    def what(self) -> Kind:
        """What happened to the actor."""
        if self.places is None:
            return "new" if self.after else "gone"
        return "rose" if self.places > 0 else "fell" if self.places < 0 else "same"


def changes(before: Sequence[Rank], after: Sequence[Rank]) -> tuple[Change, ...]:
    """The actors of both rankings: as the later one has them, then those who are gone, as the earlier one has them."""
    earlier, later = ({rank.id: rank for rank in ranks} for ranks in (before, after))
    stayed = [Change(rank.id, rank.label, rank.kind, earlier.get(rank.id), rank) for rank in after]
    return (*stayed, *(Change(rank.id, rank.label, rank.kind, rank, None) for rank in before if rank.id not in later))


def by_movement(found: Sequence[Change]) -> tuple[Change, ...]:
    """The actors who moved most first, up or down; then those who are new or gone, the highest places first."""
    return tuple(sorted(found, key=_movement))


def _movement(change: Change) -> tuple[bool, int, int]:
    place = min(rank.rank for rank in (change.before, change.after) if rank)
    return change.places is None, -abs(change.places or 0), place
