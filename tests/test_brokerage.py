"""Structural holes against published values, networkx and python-igraph; roles against a count of every triple by hand."""

import random
from collections import Counter
from contextlib import contextmanager
from itertools import permutations

import networkx as nx
import pytest
from network_samples import WORDS, chain, entity, told

from kg.errors import UsageError
from kg.graph import build
from kg.metrics import ROLES, Window, bloc_groups, brokerage, brokers, window_of
from kg.metrics.blocs import ALWAYS, short_name
from kg.metrics.network import Network
from kg.metrics.skeleton import directed
from kg.records import StoredFact


def found(graph, groups=None, **options):
    return {broker.label: broker for broker in brokers(graph, groups or {}, **options)}


def test_burts_holes_on_borgattis_network() -> None:
    """Borgatti 1997, Structural Holes: Unpacking Burt's Redundancy Measures, figure 1: effective size 4.67 for G, 2.5 for A."""
    ties = ["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"]
    by_name = found(build([told(a, "meetsWith", b) for a, b in ties], WORDS))
    assert {name: round(by_name[name].effective_size, 2) for name in "GAC"} == {"G": 4.67, "A": 2.5, "C": 1}
    assert {name: round(by_name[name].constraint, 3) for name in "GAC"} == {"G": 0.400, "A": 0.595, "C": 1}


def test_the_centre_of_a_star_has_holes_only() -> None:
    """Burt 1992: with n contacts that know nobody else, the constraint is 1/n and the effective size n."""
    by_name = found(build([told("H", "accuses", leaf) for leaf in "ABCD"], WORDS))
    assert (by_name["H"].constraint, by_name["H"].effective_size) == (0.25, 4)
    assert (by_name["A"].constraint, by_name["A"].effective_size) == (1, 1)


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("weighted", [True, False])
def test_the_same_holes_as_networkx_and_igraph(seed, weighted) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    graph = nx.gnp_random_graph(14, 0.3, seed=seed)
    told_of = [
        told(f"N{a}", "meetsWith", f"N{b}", f"{number}.txt") for a, b in graph.edges for number in range(chance.randint(1, 4))
    ]
    if not told_of:
        return
    network = build(told_of, WORDS)
    plain = nx.Graph()
    plain.add_edges_from((a, b, {"weight": tie["weight"]}) for a, b, tie in network.edges(data=True))
    weight = "weight" if weighted else None
    ours = {broker.id: broker for broker in brokers(network, {}, weighted=weighted)}
    assert {node: broker.constraint for node, broker in ours.items()} == pytest.approx(nx.constraint(plain, weight=weight))
    # Without `nodes` networkx 3.6 divides columns by what is meant for rows, which shows where weights differ.
    sizes = nx.effective_size(plain, nodes=list(plain), weight=weight)
    assert {node: broker.effective_size for node, broker in ours.items()} == pytest.approx(sizes)
    igraph = pytest.importorskip("igraph", reason="python-igraph is not installed")
    other = igraph.Graph.from_networkx(plain)
    values = dict(zip(plain, other.constraint(weights=weight), strict=True))
    assert {node: broker.constraint for node, broker in ours.items()} == pytest.approx(values)


def by_hand(graph, groups) -> dict[str, Counter]:
    """Gould and Fernandez 1989, by their definition: every ordered triple with both ties and without the direct one."""
    ways = directed(graph)
    counted = {node: Counter(dict.fromkeys(ROLES, 0)) for node in ways}
    for first, broker, second in permutations(ways, 3):
        if ways.has_edge(first, broker) and ways.has_edge(broker, second) and not ways.has_edge(first, second):
            a, b, c = (groups.get(node, node) for node in (first, broker, second))
            same = (a == b, b == c, a == c)
            role = {
                (True, True, True): "coordinator", (False, False, True): "consultant", (False, True, False): "gatekeeper",
                (True, False, False): "representative", (False, False, False): "liaison",
            }[same]  # fmt: skip
            counted[broker][role] += 1
    return counted


@pytest.mark.parametrize("seed", range(25))
def test_roles_are_those_of_every_triple(seed) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    names = [f"N{number}" for number in range(chance.randint(3, 14))]
    ends = [chance.sample(names, 2) for _ in range(chance.randint(2, 50))]
    graph = build([told(a, chance.choice(("accuses", "meetsWith")), b) for a, b in ends], WORDS)
    groups = {node: chance.choice("XYZ") for node in graph if chance.random() < 0.8}
    assert {broker.id: dict(broker.roles) for broker in brokers(graph, groups)} == by_hand(graph, groups)


@pytest.mark.parametrize(
    ("groups", "role"),
    [("AAA", "coordinator"), ("ABA", "consultant"), ("ABB", "gatekeeper"), ("AAB", "representative"), ("ABC", "liaison")],
)
def test_one_role_at_a_time(groups, role) -> None:
    graph = build(chain("XYZ"), WORDS)
    sides = dict(zip((entity(name).id for name in "XYZ"), groups, strict=True))
    assert dict(found(graph, sides)["Y"].roles) == dict.fromkeys(ROLES, 0) | {role: 1}
    closed = build([*chain("XYZ"), told("X", "accuses", "Z")], WORDS)
    assert found(closed, sides)["Y"].brokerage == 0, "who is tied needs no broker"


def test_an_actor_without_a_group_is_on_nobodys_side() -> None:
    assert dict(found(build(chain("XYZ"), WORDS))["Y"].roles)["liaison"] == 1


def test_order_ranks_and_limits() -> None:
    graph = build([*chain("ABC"), *chain("DEF")], WORDS)
    assert [(broker.rank, broker.label) for broker in brokers(graph, {})] == [
        (1, "B"),
        (1, "E"),
        (3, "A"),
        (3, "C"),
        (3, "D"),
        (3, "F"),
    ]
    assert [broker.label for broker in brokers(graph, {}, order="constraint", limit=2)] == ["B", "E"]
    assert brokers(build([], WORDS), {}) == ()
    with pytest.raises(UsageError, match="not ordered by 'fame'"):
        brokers(graph, {}, order="fame")
    with pytest.raises(UsageError, match="1 or more"):
        brokers(graph, {}, limit=0)


def test_roles_report_their_progress() -> None:
    seen = []

    @contextmanager
    def watched(what, total):
        seen.append((what, total))
        yield seen.append

    brokers(build(chain("ABCDE"), WORDS), {}, progress=watched)
    assert seen[0][0] == "roles"
    assert len(seen) == 6


ENTITIES = {
    each.id: each
    for each in (
        entity("Ardova"), entity("Belmar"), entity("Caldria"), entity("Dunhal"),
        entity("Army of Ardova", "ArmedForce"), entity("Rebels", "ArmedGroup"), entity("Band", "ArmedGroup"),
        entity("Union", "IntergovernmentalOrganization", "UHR"), entity("League", "IntergovernmentalOrganization"),
    )
}  # fmt: skip


def fact(subject: str, relation: str, target: str, first: str | None = None, last: str | None = None) -> StoredFact:
    return StoredFact(f"{subject} {relation} {target}", entity(subject).id, relation, entity(target).id, None, first, last)


FACTS = [
    fact("Ardova", "memberOf", "Union"),
    fact("Ardova", "memberOf", "League", "2024-01-01"),
    fact("Belmar", "memberOf", "Union", None, "2023-06-30"),
    fact("Caldria", "memberOf", "League"),
    fact("Army of Ardova", "subordinateTo", "Ardova"),
    fact("Band", "memberOf", "Rebels"),
]
EVERYBODY = build(
    [
        told(each, "accuses", other)
        for each, other in zip(ENTITIES.values(), [*list(ENTITIES.values())[1:], entity("Ardova")], strict=True)
    ],
    WORDS,
)


def blocs(window: Window = ALWAYS, names=()) -> dict[str, str]:
    groups = bloc_groups(EVERYBODY, FACTS, ENTITIES, WORDS, window=window, blocs=names)
    return {ENTITIES[iri].name: group for iri, group in groups.items()}


def test_blocs_are_those_of_the_window() -> None:
    everything = {
        "Ardova": "League, UHR", "Army of Ardova": "League, UHR", "Belmar": "UHR", "Caldria": "League", "League": "League",
        "Union": "UHR",
    }  # fmt: skip
    assert blocs() == everything
    assert blocs(Window("2023-01-01", "2023-12-31")) == everything | {"Ardova": "UHR", "Army of Ardova": "UHR"}
    assert "Belmar" not in blocs(Window("2023-07-01"))


def test_only_the_blocs_asked_for_count() -> None:
    assert blocs(names=["uhr"]) == dict.fromkeys(("Ardova", "Army of Ardova", "Belmar", "Union"), "UHR")
    assert blocs(names=["Rebels"]) == {"Band": "Rebels", "Rebels": "Rebels"}
    with pytest.raises(UsageError, match="'Nowhere' means no actor"):
        blocs(names=["Nowhere"])


def test_the_window_is_that_of_the_network_where_it_is_open() -> None:
    graph = build([told("A", "accuses", "B", date_from="2024-02-01", date_until="2024-02-29", date="2024-02")], WORDS)
    assert window_of(graph) == Window("2024-02-01", "2024-02-29")
    assert window_of(graph, "2023", "2025-06") == Window("2023-01-01", "2025-06-30")
    assert window_of(build([], WORDS)) == Window(None, None)


@pytest.mark.parametrize(
    ("name", "aliases", "expected"),
    [
        ("Economic Community of West African States", ("CEDEAO", "ECOWAS", "the Community"), "ECOWAS"),
        ("West African Economic and Monetary Union", ("UEMOA", "WAEMU"), "WAEMU"),
        ("Alliance of Sahel States", ("AES", "Confederation"), "AES"),
        ("G5 Sahel", (), "G5 Sahel"),
    ],
)
def test_the_short_name_of_a_bloc(name, aliases, expected) -> None:
    assert short_name(entity(name, "IntergovernmentalOrganization", *aliases)) == expected


def test_a_circle_of_memberships_ends() -> None:
    circle = [*FACTS, fact("Union", "memberOf", "League"), fact("League", "memberOf", "Union")]
    assert bloc_groups(EVERYBODY, circle, ENTITIES, WORDS)[entity("Belmar").id] == "League, UHR"


def test_a_hub_needs_no_more_than_its_rows(monkeypatch) -> None:
    graph = build([told(a, "meetsWith", b) for a, b in nx.relabel_nodes(nx.karate_club_graph(), str).edges], WORDS)
    whole = brokerage.constraint(Network(graph))
    monkeypatch.setattr(brokerage, "ROWS", 5)
    assert brokerage.constraint(Network(graph)) == pytest.approx(whole)
