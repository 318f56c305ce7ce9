"""The statements behind an actor's position: what an analyst cites."""

from kg.graph import Graph
from kg.measures import MEASURES
from kg.records import StoredStatement
from kg.timing import in_time


def statements_of(graph: Graph, actor: str, measure: str | None = None) -> tuple[StoredStatement, ...]:
    """The statements of the actor's ties, in the order of time.

    For a measure that counts one direction, those of the ties that it counts: symmetric ones, and those that come in or go
    out. Nothing for an actor that the graph lacks.
    """
    if actor not in graph:
        return ()
    direction = MEASURES[measure].counted if measure else "all"
    ties = [tie for _, _, tie in graph.out_edges(actor, data=True) if direction != "in" or tie["symmetric"]]
    ties += [tie for _, _, tie in graph.in_edges(actor, data=True) if direction != "out" or tie["symmetric"]]
    return tuple(in_time(statement for tie in ties for statement in tie["statements"]))
