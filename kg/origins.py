"""How many sources stand independently behind statements: copies of one text in several outlets are one voice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np

from kg.names import fold
from kg.records import StoredStatement

COPY = 85.0
"""From which likeness on, in percent, two sentences are copies of one text: an agency's report with a word or two changed."""


MANY = 2_000
"""Sentences up to which each is compared with each, which takes about a second."""


def source_of(statement: StoredStatement) -> str:
    """Who published the statement; its document where nobody is named."""
    return statement.document_source or statement.document


def independent_sources(statements: Sequence[StoredStatement]) -> int:
    """How many sources tell it in words of their own.

    Sentences of at least COPY per cent likeness (the normalized indel distance of rapidfuzz) are one wording. The number is
    the most sources that can each be given a wording that no other one is given: a maximum matching, so that two outlets with
    one agency text are one source, and an outlet that adds a report of its own to the agency's is a second one. Of more than
    MANY sentences that would all have to be compared only those with the same words are copies.
    """
    if len(statements) == 1:
        return 1
    sentences: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        sentences[source_of(statement)].add(statement.sentence)
    if len(sentences) < 2 or len(set().union(*sentences.values())) == 1:
        return min(len(sentences), 1)
    said = {source: set(map(fold, texts)) for source, texts in sentences.items()}
    if sum(map(len, said.values())) <= MANY:
        return _matched(said)
    # A source with as many wordings as there are sources always has one left that no other one is given.
    own = {source: _own_wordings(texts, len(said)) for source, texts in said.items()}
    return sum(many >= len(said) for many in own.values()) + _matched({each: said[each] for each in said if own[each] < len(said)})


def _matched(said: Mapping[str, set[str]]) -> int:
    """How many of the sources can each be given a wording that no other one is given."""
    sentences = sorted(set().union(*said.values()))
    wordings = wordings_of(sentences) if len(sentences) <= MANY else {text: number for number, text in enumerate(sentences)}
    different = len(set(wordings.values()))
    if different < 2 or len(said) < 3:  # of two wordings, each of two sources can be given one
        return min(different, len(said))
    ties: nx.Graph[tuple[str, str | int]] = nx.Graph()
    sources = [("source", name) for name in sorted(said)]
    ties.add_edges_from((("source", name), ("wording", wordings[text])) for name in sorted(said) for text in sorted(said[name]))
    return len(nx.bipartite.hopcroft_karp_matching(ties, sources)) // 2


def _own_wordings(texts: set[str], enough: int) -> int:
    """How many wordings a source has; where it has many more sentences than are enough, only some of them are looked at."""
    some = sorted(texts)[: min(2 * enough, MANY)]
    return len(set(wordings_of(some).values())) if len(some) >= enough else len(some)


def wordings_of(sentences: Sequence[str]) -> dict[str, int]:
    """The number of its wording for each of the different sentences: those alike, directly or through others, share one."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed only where several sources tell one thing

    if len(sentences) == 2:
        return {sentences[0]: 0, sentences[1]: int(fuzz.ratio(*sentences) < COPY)}
    likeness = process.cdist(sentences, sentences, scorer=fuzz.ratio, score_cutoff=COPY)
    if np.count_nonzero(likeness) == len(sentences):  # each is like itself alone
        return {sentence: number for number, sentence in enumerate(sentences)}
    alike: nx.Graph[int] = nx.Graph()
    alike.add_nodes_from(range(len(sentences)))
    alike.add_edges_from((int(a), int(b)) for a, b in zip(*likeness.nonzero(), strict=True) if a < b)
    return {sentences[each]: number for number, group in enumerate(nx.connected_components(alike)) for each in group}
