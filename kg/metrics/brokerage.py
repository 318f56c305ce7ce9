"""Who gains by standing between others: structural holes, and the roles of brokers between groups."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from scipy import sparse

from kg.errors import UsageError
from kg.graph import Graph
from kg.metrics.actors import label
from kg.metrics.network import Matrix, Network, Progress, Vector, silently
from kg.names import fold

Role = Literal["coordinator", "consultant", "gatekeeper", "representative", "liaison"]
ROLES: tuple[Role, ...] = get_args(Role)
Order = Literal["brokerage", "constraint", "effective-size", "coordinator", "consultant", "gatekeeper", "representative", "liaison"]
ORDERS: tuple[Order, ...] = get_args(Order)

ROWS = 500  # of a product of matrices at a time, so that the hubs of a large network do not fill the memory
STEPS = 100


@dataclass(frozen=True, slots=True)
class Broker:
    """What an actor gains from its position, and its place by the measure asked for.

    `constraint` and `effective_size` are Burt's (1992, chapter 2): see `constraint` and `effective_size`. `roles` counts the
    pairs of others between whom the actor brokers in each role (Gould and Fernandez 1989): see `roles`.
    """

    rank: int
    id: str
    label: str
    kind: str
    group: str | None
    constraint: float
    effective_size: float
    roles: Mapping[Role, int]

    @property
    def brokerage(self) -> int:
        """The pairs between whom the actor brokers in any role."""
        return sum(self.roles.values())


def brokers(
    graph: Graph,
    groups: Mapping[str, str],
    *,
    order: Order = "brokerage",
    weighted: bool = True,
    limit: int | None = None,
    progress: Progress = silently,
) -> tuple[Broker, ...]:
    """The actors as brokers, the strongest first by `order`: the least constrained, else the greatest number.

    `groups` names the group of each actor, such as its bloc or class; an actor without one is a group of its own.
    Raises UsageError where the order is unknown or the limit below 1.
    """
    if order not in ORDERS:
        raise UsageError(f"brokers are not ordered by {order!r}, but by {', '.join(ORDERS)}")
    if limit is not None and limit < 1:
        raise UsageError(f"the limit is 1 or more, not {limit}")
    network = Network(graph, weighted=weighted)
    counted = roles(network, groups, progress)
    found = [
        Broker(0, node, label(graph, node), graph.nodes[node]["kind"], groups.get(node), round(float(c), 12), round(float(e), 12),
               {role: int(counted[role][place]) for role in ROLES})
        for place, (node, c, e) in enumerate(zip(network.nodes, constraint(network), effective_size(network), strict=True))
    ]  # fmt: skip
    return tuple(_ranked(found, order)[:limit])


def constraint(network: Network) -> Vector:
    """How far all of an actor's relations lead back to the same others: Burt's constraint (1992, p. 55).

    For each neighbour the share of the actor's ties that goes to it, directly and by way of common neighbours, squared and
    summed. Low where an actor stands between groups that are not tied themselves; 1 for an actor with one neighbour.
    """
    shares = _shares(network)
    together: Matrix = shares + _by_way_of_others(shares, shares, network.neighbours)
    return np.asarray(together.power(2).sum(axis=1), float)


def effective_size(network: Network) -> Vector:
    """How many neighbours an actor has beyond what they share among themselves: Burt's effective size (1992, p. 52).

    Each neighbour counts 1 less the part that is redundant, because the actor has strong ties to others who have strong
    ties to it. With ties of equal weight it is n - 2t/n, for n neighbours with t ties among them (Borgatti 1997).
    """
    if not len(network):
        return np.zeros(0)
    relative = _scaled(network.pairs, network.pairs.max(axis=1).toarray().ravel())
    redundant = _by_way_of_others(_shares(network), relative.T.tocsr(), network.neighbours)
    return np.asarray(network.neighbours.sum(axis=1) - redundant.sum(axis=1), float)


def roles(network: Network, groups: Mapping[str, str], progress: Progress = silently) -> dict[Role, Vector]:
    """In how many pairs of others each actor is a broker, by role (Gould and Fernandez 1989).

    An actor brokers for a pair where the first has a tie to it and it has one to the second, but the first has none to the
    second; symmetric ties go both ways. By the groups of the first, the broker and the second the broker is a
    coordinator (A-A-A), a consultant of others within their group (A-B-A, the itinerant broker), a gatekeeper who lets in
    from outside (A-B-B), a representative towards outside (A-A-B), or a liaison between three groups (A-B-C).
    """
    ties = _binary(network.ties)
    incoming = ties.T.tocsr()
    group = _numbers(network, groups)
    counted = {role: np.zeros(len(network)) for role in ROLES}
    with progress("roles", STEPS) as step:
        for broker in range(len(network)):
            _count(ties, incoming, group, broker, counted)
            if broker * STEPS // len(network) != (broker + 1) * STEPS // len(network):
                step(broker)
    return counted


def _count(ties: Matrix, incoming: Matrix, group: np.ndarray, broker: int, counted: Mapping[Role, Vector]) -> None:
    """Adds the pairs that the actor brokers between: all pairs of those before and after it, less the ones that are tied."""
    before, after = _row(incoming, broker), _row(ties, broker)
    if not len(before) or not len(after):
        return
    kinds, places = np.unique(np.concatenate((group[before], group[after], [group[broker]])), return_inverse=True)
    firsts, seconds, own = places[: len(before)], places[len(before) : -1], places[-1]
    pairs = np.outer(np.bincount(firsts, minlength=len(kinds)), np.bincount(seconds, minlength=len(kinds)))
    same = np.intersect1d(before, after)
    np.subtract.at(pairs, (np.searchsorted(kinds, group[same]),) * 2, 1)
    tied = ties[before][:, after].tocoo()
    np.subtract.at(pairs, (firsts[tied.row], seconds[tied.col]), 1)
    inside, within = pairs[own, own], np.trace(pairs)
    counted["coordinator"][broker] = inside
    counted["consultant"][broker] = within - inside
    counted["gatekeeper"][broker] = pairs[:, own].sum() - inside
    counted["representative"][broker] = pairs[own].sum() - inside
    counted["liaison"][broker] = pairs.sum() - within - pairs[:, own].sum() - pairs[own].sum() + 2 * inside


def _ranked(found: list[Broker], order: Order) -> list[Broker]:
    def worth(broker: Broker) -> float:
        match order:
            case "constraint":
                return broker.constraint
            case "effective-size":
                return -broker.effective_size
            case "brokerage":
                return -broker.brokerage
            case role:
                return -broker.roles[role]

    in_order = sorted(found, key=lambda broker: (worth(broker), fold(broker.label), broker.id))
    ranked: list[Broker] = []
    for place, broker in enumerate(in_order, start=1):
        rank = ranked[-1].rank if ranked and worth(ranked[-1]) == worth(broker) else place
        ranked.append(replace(broker, rank=rank))
    return ranked


def _numbers(network: Network, groups: Mapping[str, str]) -> np.ndarray:
    """A number for the group of each actor; one of its own for an actor without a group."""
    names = {name: number for number, name in enumerate(sorted(set(groups.values())))}
    alone = range(len(names), len(names) + len(network))
    return np.array([names[groups[node]] if node in groups else own for node, own in zip(network.nodes, alone, strict=True)], int)


def _shares(network: Network) -> Matrix:
    """Which share of what an actor's ties weigh goes to each neighbour."""
    return _scaled(network.pairs, network.pairs.sum(axis=1))


def _scaled(matrix: Matrix, by: Vector) -> Matrix:
    """Each row divided by its number; a row of zeros stays."""
    return sparse.diags_array(1 / np.where(by > 0, by, 1)).tocsr() @ matrix


def _by_way_of_others(first: Matrix, second: Matrix, neighbours: Matrix) -> Matrix:
    """The product of the two matrices where a row and a column are neighbours, some rows at a time."""
    starts = range(0, neighbours.shape[0], ROWS)
    parts = [(first[start : start + ROWS] @ second).multiply(neighbours[start : start + ROWS]) for start in starts]
    return sparse.vstack(parts, format="csr") if parts else neighbours


def _binary(matrix: Matrix) -> Matrix:
    return sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)


def _row(matrix: Matrix, place: int) -> np.ndarray:
    return np.asarray(matrix.indices[matrix.indptr[place] : matrix.indptr[place + 1]])
