"""The measures of centrality as a table: what each counts, what it tells, and who defined it. `kg.metrics` computes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

EXACT_ACTORS = 5_000
"""Up to so many actors every measure is exact; beyond, some are estimated, since they take time by the square."""
PIVOTS = 1_000
"""From so many actors they are estimated."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of centrality.

    `counts` says what the score is, `tells` what an analyst reads from it. `directed` says that it follows ties from
    subject to object, symmetric ones both ways; `weighted` that it uses what ties weigh; `sampled` that it is estimated in
    large networks; `counted` which of the actor's own ties it counts; `source` is who defined it.
    """

    name: str
    counts: str
    tells: str
    source: str
    directed: bool = False
    weighted: bool = False
    sampled: bool = False
    counted: Literal["all", "in", "out"] = "all"


_TABLE = (
    Measure(
        "degree",
        "What the actor's ties weigh together; with --unweighted how many ties it has.",
        "Who is most active, or most written about.",
        "Freeman 1979",
        weighted=True,
    ),
    Measure(
        "in-degree",
        "The same for ties that come in: the actor is their object.",
        "Who is acted upon: attacked, accused, supported.",
        "Freeman 1979",
        directed=True,
        weighted=True,
        counted="in",
    ),
    Measure(
        "out-degree",
        "The same for ties that go out: the actor is their subject.",
        "Who acts upon others.",
        "Freeman 1979",
        directed=True,
        weighted=True,
        counted="out",
    ),
    Measure(
        "neighbours",
        "How many different actors it is tied to, whatever the ties.",
        "Whose relations are broad rather than intense.",
        "Freeman 1979",
    ),
    Measure(
        "strength",
        "What the actor's ties weigh together, always.",
        "Beside neighbours: many partners, or few and close ones.",
        "Barrat et al. 2004",
        weighted=True,
    ),
    Measure(
        "in-strength", "What the ties that come in weigh, always.", "As in-degree.", "Barrat et al. 2004", True, True, counted="in"
    ),
    Measure(
        "out-strength",
        "What the ties that go out weigh, always.",
        "As out-degree.",
        "Barrat et al. 2004",
        True,
        True,
        counted="out",
    ),
    Measure(
        "closeness",
        "One over the mean number of steps to those it can reach, times the share of all others that they are.",
        "Who is few steps from the others of its own component.",
        "Freeman 1979; Wasserman and Faust 1994 for several components",
    ),
    Measure(
        "harmonic",
        "The mean of one over the number of steps to each other actor; those out of reach count nothing.",
        "Who is few steps from everybody, in networks that fall apart.",
        "Marchiori and Latora 2000",
        sampled=True,
    ),
    Measure(
        "betweenness",
        "The share of shortest paths between others that lead through the actor.",
        "Who stands between: go-betweens, mediators, bottlenecks.",
        "Freeman 1977; the sample: Brandes and Pich 2007, Geisberger et al. 2008",
        sampled=True,
    ),
    Measure(
        "eigenvector",
        "The sum of its neighbours' scores, by weight; the greatest score is 1.",
        "Who is tied to those who are central themselves. Only the largest component counts.",
        "Bonacich 1972",
        weighted=True,
    ),
    Measure(
        "katz",
        "One, and a part of the scores of all whose ties come in, by weight.",
        "Whom many others point to, also over several steps; everybody counts a little.",
        "Katz 1953",
        directed=True,
        weighted=True,
    ),
    Measure(
        "pagerank",
        "How often somebody passes who follows ties at random and starts anew at every seventh step or so.",
        "Upon whom the actions of important actors fall.",
        "Brin and Page 1998, damping 0.85",
        directed=True,
        weighted=True,
    ),
    Measure(
        "hubs",
        "How much its ties point at good authorities; all scores together are 1.",
        "Who acts upon those whom everybody acts upon.",
        "Kleinberg 1999",
        directed=True,
        weighted=True,
    ),
    Measure(
        "authorities",
        "How much good hubs point at it; all scores together are 1.",
        "Who is the object of those who act upon many.",
        "Kleinberg 1999",
        directed=True,
        weighted=True,
    ),
    Measure(
        "core",
        "The greatest k so that it belongs to a group whose members each have k neighbours within it.",
        "Who belongs to the dense middle, and who only touches it.",
        "Seidman 1983",
    ),
)

MEASURES: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _TABLE})
