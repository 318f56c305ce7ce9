"""Fits the weights that turn frames and network scores into confidence.

It reads the annotated sentences of the part for tuning with a pipeline whose network has not been trained on them, and
compares all that frames and network find with the annotations.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from kg.encoder.statement_session import WEIGHTS
from kg.extract import Extractor
from kg.gold import locate
from kg.language import load_pipeline
from kg.records import Document, Statement
from kg.statements import Finding
from kg.training.annotations import OWN, in_part
from kg.vocabulary import Vocabulary
from kg.weighing import Weigher, log_odds

UNSCORED = -6.0
PRECISION = 0.875
FACTORY_NAME = "encoder"
"""The component's folder in the pipeline's."""
PULL = 1e-3
"""How strongly weights are pulled to nothing."""
Span = tuple[int, int]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Something found in an annotated line, and whether the annotators have it."""

    finding: Finding
    right: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """A statement of the annotators by its offsets in the text."""

    subject: Span
    relation: str
    object: Span


@dataclass(frozen=True, slots=True)
class Weighed:
    """Fitted weights, with what they reach on each folder of sentences."""

    weigher: Weigher
    reports: dict[str, str]


def weigh(model: Path, shared: Path, *, own: Path = OWN, part: str = "tune", precision: float = PRECISION) -> Weighed:
    """Fits the weights of the pipeline in the folder `model` and writes them into it.

    `precision` is what the statements that are kept shall reach on the annotated sentences of the part, in the mean of the folders.
    """
    extractor = Extractor(load_pipeline(str(model)))
    judged = {name: judged_folder(extractor, *folder, part) for name, folder in annotated_folders(shared, own).items()}
    weigher = fit([each for found in judged.values() for each in found])
    weigher = replace(weigher, least=least(judged.values(), weigher, precision=precision))
    (model / FACTORY_NAME / WEIGHTS).write_text(json.dumps(_rounded(asdict(weigher))), encoding="utf-8")
    return Weighed(weigher, {name: report(found, weigher) for name, found in judged.items()})


def annotated_folders(shared: Path, own: Path) -> dict[str, tuple[Path, Path]]:
    """The folders of annotated sentences, each with the one of its texts, by name."""
    voa, sahel = shared / "train/voa", shared / "train/sahel"
    return {"news": (voa, shared / "corpus/voa"), "sahel": (sahel, sahel), "own": (own, own)}


def _rounded(weights: dict[str, Any]) -> dict[str, Any]:
    return {name: _rounded(value) if isinstance(value, dict) else round(value, 4) for name, value in weights.items()}


def judged_folder(extractor: Extractor, folder: Path, texts: Path, part: str) -> list[Judged]:
    """All that is found in a folder's files of a part."""
    found: list[Judged] = []
    for path in sorted(folder.glob("*.jsonl")):
        if not in_part(path.stem, part):
            continue
        text = (texts / f"{path.stem}.txt").read_text(encoding="utf-8")
        gold = list(gold_of(path, text))
        document = Document(f"https://example.org/{path.stem}", path.stem, text)
        vocabulary = extractor.knowledge.vocabulary
        findings = extractor.findings(document)
        found += [Judged(each, any(fits(each.made.statement, one, vocabulary) for one in gold)) for each in findings]
    return found


def gold_of(path: Path, text: str) -> Iterator[Gold]:
    """The annotators' statements of a file with offsets into its text."""
    start = 0
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
    for row, line in zip(rows, text.splitlines(), strict=True):
        for each in row["s"]:
            subject, obj = locate(line, each["s"]), locate(line, each["o"])
            if subject and obj:
                yield Gold(_moved(subject, start), each["r"], _moved(obj, start))
        start += len(line) + 1


def _moved(span: Span, offset: int) -> Span:
    return span[0] + offset, span[1] + offset


def fits(statement: Statement, gold: Gold, vocabulary: Vocabulary) -> bool:
    """Whether the annotators mean the same: the relation and overlapping arguments."""
    if statement.relation != gold.relation:
        return False
    ends = (statement.subject.start, statement.subject.end), (statement.object.start, statement.object.end)
    straight = _overlap(ends[0], gold.subject) and _overlap(ends[1], gold.object)
    crossed = _overlap(ends[0], gold.object) and _overlap(ends[1], gold.subject)
    return straight or (crossed and vocabulary.relations[gold.relation].symmetric)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def fit(judged: list[Judged]) -> Weigher:
    """The weights under which the annotators' verdicts are likeliest."""
    names = sorted({name for each in judged for name in each.finding.signs})
    rows = np.array([_features(each.finding, names) for each in judged])
    right = np.array([each.right for each in judged], dtype=float)

    def loss(weights: Floats) -> float:
        odds = rows @ weights
        return float(np.logaddexp(0.0, odds).sum() - (right * odds).sum()) / len(rows) + PULL * float((weights[1:] ** 2).sum())

    found = minimize(loss, np.zeros(rows.shape[1]), method="L-BFGS-B").x
    bias, score, framed, frame, both, *others = (float(value) for value in found)
    return Weigher(bias, score, framed, frame, both, UNSCORED, 0.5, dict(zip(names, others, strict=True)))


def least(folders: Iterable[list[Judged]], weigher: Weigher, *, precision: float) -> float:
    """The lowest confidence from which on the share that is right reaches the precision, in the mean of the folders."""
    chances = [(_chances(judged, weigher), np.array([each.right for each in judged])) for judged in folders]
    for hundredths in range(20, 96):
        kept = [right[found >= hundredths / 100] for found, right in chances]
        if float(np.mean([each.mean() if each.size else 1.0 for each in kept])) >= precision:
            return hundredths / 100
    return 0.95


def _chances(judged: list[Judged], weigher: Weigher) -> Floats:
    findings = (each.finding for each in judged)
    return np.array([weigher.probability(each.score, each.frame, each.signs) for each in findings])


def _features(each: Finding, names: list[str]) -> list[float]:
    score = UNSCORED if each.score is None else max(each.score, UNSCORED)
    framed = [0.0, 0.0, 0.0] if each.frame is None else [1.0, log_odds(each.frame), score]
    return [1.0, score, *framed, *(each.signs.get(name, 0.0) for name in names)]


def report(judged: list[Judged], weigher: Weigher) -> str:
    """How many are kept, how many of them are right, and the share that is right by tenths of confidence."""
    chances = _chances(judged, weigher)
    kept = [each.right for each, chance in zip(judged, chances, strict=True) if chance >= weigher.least]
    bins = []
    for low in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        inside = [each.right for each, chance in zip(judged, chances, strict=True) if low <= chance < low + 0.1]
        bins.append(f"{low:.1f}: {sum(inside)}/{len(inside)}")
    return f"kept {len(kept)}, right {sum(kept)} = {sum(kept) / max(1, len(kept)):.3f}; " + ", ".join(bins)
