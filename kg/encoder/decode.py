"""From scores to structure: well-formed trees, spans of names, lemmas."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[Any]
KEEP, LOWER, TITLE = "k", "l", "t"


def tree(scores: Scores) -> list[int]:
    """The best tree with one root: the head of each word, counted from 1, 0 for the root.

    `scores` has a row for each word and a column for the root and each word.
    """
    size = len(scores)
    if size == 1:
        return [0]
    cells = scores.astype(np.float64)
    cells[np.arange(size), np.arange(1, size + 1)] = -np.inf
    heads: NDArray[np.intp] = cells.argmax(axis=1)
    if (heads == 0).sum() == 1 and _all_reach_the_root(heads):
        return [int(head) for head in heads]
    # An arc from the root that costs more than all others together is taken once, since one there must be.
    finite = cells[np.isfinite(cells)]
    cells[:, 0] -= (float(finite.max()) - float(finite.min()) + 1.0) * (size + 1)
    full = np.full((size + 1, size + 1), -np.inf)
    full[1:] = cells
    return [int(head) for head in _maximum_arborescence(full)[1:]]


def _all_reach_the_root(heads: NDArray[np.intp]) -> bool:
    above = np.concatenate(([0], heads))
    for _ in range(len(above).bit_length()):
        above = above[above]
    return not bool(above.any())


def _maximum_arborescence(scores: Scores) -> NDArray[np.intp]:
    """Chu-Liu-Edmonds over a square of scores [dependent, head] whose node 0 is the root; entry 0 of the answer is 0."""
    heads: NDArray[np.intp] = scores.argmax(axis=1)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    inside = np.zeros(len(scores), dtype=bool)
    inside[cycle] = True
    outside = np.flatnonzero(~inside)
    # The cycle becomes one node, the last. Entering it at a word costs the arc of the cycle that the word loses.
    entering = scores[np.ix_(cycle, outside)] - scores[cycle, heads[cycle]][:, None]
    leaving = scores[np.ix_(outside, cycle)]
    small = np.full((len(outside) + 1, len(outside) + 1), -np.inf)
    small[:-1, :-1] = scores[np.ix_(outside, outside)]
    small[-1, :-1] = entering.max(axis=0)
    small[1:-1, -1] = leaving[1:].max(axis=1)
    found = _maximum_arborescence(small)
    answer = heads.copy()
    for place, node in enumerate(outside[1:], start=1):
        head = found[place]
        answer[node] = cycle[leaving[place].argmax()] if head == len(outside) else outside[head]
    entry = found[-1]
    answer[cycle[entering[:, entry].argmax()]] = outside[entry]
    return answer


def _cycle(heads: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """The nodes of one cycle, if there is one; node 0 is the root, whose head says nothing."""
    state = [0] * len(heads)
    state[0] = 2
    for begin in range(1, len(heads)):
        path: list[int] = []
        node = begin
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return np.array(path[path.index(node) :])
        for passed in path:
            state[passed] = 2
    return None


def name_spans(scores: Scores, tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Names as (first word, word after the last, type) from scores of "O", "B-type" and "I-type" tags for each word.

    A name begins at a B, or at an I where none is open, and goes on over every I; its type is the one with the most
    support over all of its words.
    """
    best = scores.argmax(axis=1).tolist()
    if not any(tags[index] != "O" for index in set(best)):
        return []
    spans: list[tuple[int, int]] = []
    open_until = -1
    for place, index in enumerate(best):
        tag = tags[index]
        if tag == "O":
            continue
        if tag.startswith("I") and open_until == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
        open_until = place + 1
    kinds = sorted({tag[2:] for tag in tags if tag != "O"})
    columns = {kind: [column for column, tag in enumerate(tags) if tag[2:] == kind] for kind in kinds}
    named = []
    for start, end in spans:
        support = [float(scores[start:end, columns[kind]].max(axis=1).sum()) for kind in kinds]
        named.append((start, end, kinds[int(np.argmax(support))]))
    return named


def lemma_rule(form: str, lemma: str) -> str:
    """The edit that makes the lemma of the form: what to do with its case, how much to cut from its end, what to add.

    Words that share no beginning with their lemma get it whole, after a "=".
    """
    rules = []
    for case in (KEEP, LOWER, TITLE):
        base = _cased(form, case)
        shared = 0
        while shared < min(len(base), len(lemma)) and base[shared] == lemma[shared]:
            shared += 1
        rules.append((len(base) - shared + len(lemma) - shared, f"{case}{len(base) - shared}+{lemma[shared:]}", shared))
    _, rule, shared = min(rules, key=lambda each: each[0])
    return rule if shared else f"={lemma}"


def apply_lemma_rule(form: str, rule: str) -> str:
    """The lemma of the form by a rule of `lemma_rule`; the form itself where the rule would leave nothing."""
    if rule.startswith("="):
        return rule[1:]
    cut, _, added = rule[1:].partition("+")
    base = _cased(form, rule[0])
    return (base[: len(base) - int(cut)] + added) or form


def with_y(form: str, lemma: str) -> str:
    """A verb's lemma, mended where a rule only cut: `deny`, not `denie`, of `denies`; `fortify`, not `fortifi`, of `fortified`."""
    only_cut = form.lower().endswith(("ies", "ied")) and lemma in {form[:-1].lower(), form[:-2].lower()}
    return f"{lemma.rstrip('ie')}y" if only_cut and len(form) > len("lies") else lemma


def _cased(form: str, case: str) -> str:
    if case == LOWER:
        return form.lower()
    return form[:1].upper() + form[1:].lower() if case == TITLE else form
