"""The network without its evidence: who is tied to whom, for algorithms that need no more."""

from typing import TypeAlias

import networkx as nx

from kg.graph import Graph

Simple: TypeAlias = "nx.Graph[str]"
Directed: TypeAlias = "nx.DiGraph[str]"


def undirected(graph: Graph) -> Simple:
    """Who is tied to whom at all, without direction."""
    simple: Simple = nx.Graph()
    simple.add_nodes_from(graph)
    simple.add_edges_from((subject, target) for subject, target in graph.edges())
    return simple


def directed(graph: Graph) -> Directed:
    """Who is tied to whom, from subject to object and both ways where the tie is symmetric, with summed weights."""
    ways: Directed = nx.DiGraph()
    ways.add_nodes_from(graph)
    for subject, target, tie in graph.edges(data=True):
        for ends in ((subject, target), (target, subject))[: 1 + tie["symmetric"]]:
            so_far = ways.edges[ends]["weight"] if ways.has_edge(*ends) else 0
            ways.add_edge(*ends, weight=so_far + tie["weight"])
    return ways
