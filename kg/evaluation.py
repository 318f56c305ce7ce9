"""How well what was extracted agrees with gold: what was found, what is right, and what a confidence is worth.

Two statements of a document agree where their relation is the same and their arguments are: in the form `documents` those
that share a name, in the form `sentences` those that overlap in the text.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from kg.gold import Form, Gold, GoldArgument, GoldStatement, Row, Span, checked, fault, name_key, name_keys
from kg.records import Mention, Modality, Polarity, Reading, Statement
from kg.vocabulary import Vocabulary

Level = Literal["relation", "family", "pair"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""How much of a statement has to agree: its relation, the family of it, or the two arguments alone."""

BIN_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Confidences from one edge to the next are counted together."""


@dataclass(frozen=True, slots=True)
class FoundArgument:
    """A subject, an object or a place as it was extracted; `names` are keys of all its names."""

    label: str
    mention: str
    names: frozenset[str]
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """An extracted statement, as far as it is judged."""

    subject: FoundArgument
    relation: str
    object: FoundArgument
    sentence: str = ""
    place: FoundArgument | None = None
    date: str | None = None
    polarity: Polarity = "affirmed"
    modality: Modality = "asserted"
    attributed: bool = False
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What was extracted from one text."""

    statements: tuple[FoundStatement, ...] = ()
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of what agrees: `right` of all that is `found`, and `hit` of all `gold` that should be found.

    `reached` of `everything` also counts the gold that need not be found.
    """

    found: int = 0
    right: int = 0
    gold: int = 0
    hit: int = 0
    everything: int = 0
    reached: int = 0

    @property
    def precision(self) -> float:
        """The share of the found that is right."""
        return share(self.right, self.found)

    @property
    def recall(self) -> float:
        """The share of the gold that was found."""
        return share(self.hit, self.gold)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return share(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def reach(self) -> float:
        """The share found of all gold, of that too which need not be."""
        return share(self.reached, self.everything)


@dataclass(frozen=True, slots=True)
class RelationCount:
    """A relation: how many statements should be found, how many of these were, and how many found ones are wrong."""

    relation: str
    gold: int
    found: int
    wrong: int

    @property
    def missed(self) -> int:
        """How many should have been found and were not."""
        return self.gold - self.found


@dataclass(frozen=True, slots=True)
class ConfidenceBin:
    """The statements whose confidence lies from `low` to below `high`, or up to it in the last bin.

    Where confidences are what they should be, the share that is right is the mean confidence.
    """

    low: float
    high: float
    statements: int
    right: int
    mean: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """A statement that was missed, or that was found and is wrong. Only what was found has a confidence."""

    document: str
    subject: str
    relation: str
    object: str
    sentence: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """The agreement over all files of one form. `qualifiers` are right / asked for, among the gold that was found."""

    form: Form
    files: int
    levels: dict[Level, Agreement]
    qualifiers: dict[str, tuple[int, int]]
    mentions: dict[str, Agreement]
    relations: tuple[RelationCount, ...]
    calibration: tuple[ConfidenceBin, ...]
    missed: tuple[Mistake, ...]
    wrong: tuple[Mistake, ...]


def share(part: float, whole: float) -> float:
    """The part of the whole; 0 where there is nothing."""
    return part / whole if whole else 0.0


def findings_of_reading(reading: Reading) -> Findings:
    """What the extractor took from a document."""
    return Findings(
        tuple(map(_of_statement, reading.statements)), tuple((mention.start, mention.end) for mention in reading.mentions)
    )


def findings_of_rows(statements: Iterable[Row], mentions: Iterable[Row]) -> Findings:
    """What stands in the lines that `kg extract --out` writes. Raises GoldError, naming file and line."""
    spans = (checked(row, _MentionRow) for row in mentions)
    return Findings(tuple(map(_of_row, statements)), tuple((mention.start, mention.end) for mention in spans))


def score(form: Form, judged: Sequence[tuple[Gold, Findings]], vocabulary: Vocabulary) -> Scores:
    """The agreement of each text's gold, all of that form, with what was found in the text."""
    files = [_judge(gold, findings, vocabulary) for gold, findings in judged]
    return Scores(
        form=form,
        files=len(files),
        levels={level: _sum(each.agreement(level) for each in files) for level in LEVELS},
        qualifiers=_qualifiers(files),
        mentions=_mention_levels(judged) if form == "sentences" else {},
        relations=_relation_counts(files),
        calibration=tuple(_calibration(files)),
        missed=tuple(mistake for each in files for mistake in each.missed()),
        wrong=tuple(mistake for each in files for mistake in each.wrong()),
    )


def agrees(found: FoundStatement, gold: GoldStatement, level: Level, vocabulary: Vocabulary) -> bool:
    """Whether the found statement says at this level what the gold statement says."""
    if not _same_relation(found, gold, level, vocabulary):
        return False
    straight = _same_argument(found.subject, gold.subject) and _same_argument(found.object, gold.object)
    return straight or (
        _has_no_direction(found, gold, level, vocabulary)
        and _same_argument(found.subject, gold.object)
        and _same_argument(found.object, gold.subject)
    )


class _ArgumentRow(BaseModel):
    model_config = ConfigDict(strict=True)

    label: str
    mention: str = ""
    aliases: list[str] = []
    start: int | None = None
    end: int | None = None


class _FoundRow(BaseModel):
    """A line of extracted statements; only what is judged is looked at."""

    model_config = ConfigDict(strict=True)

    subject: _ArgumentRow
    relation: str
    object: _ArgumentRow
    sentence: str = ""
    place: _ArgumentRow | None = None
    date: str | None = None
    polarity: Polarity = "affirmed"
    modality: Modality = "asserted"
    attributed_to: Any = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None


class _MentionRow(BaseModel):
    model_config = ConfigDict(strict=True)

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """One text: what is counted of the found statements, all of them, and which gold each level finds them to agree with."""

    gold: Gold
    counted: tuple[FoundStatement, ...]
    everything: tuple[FoundStatement, ...]
    right: dict[Level, tuple[bool, ...]]
    """For each counted statement."""
    reached: dict[Level, tuple[bool, ...]]
    """For each gold statement."""
    hits: tuple[tuple[FoundStatement, ...], ...]
    """For each gold statement all that agree with it in the relation, the uncounted too."""

    def agreement(self, level: Level) -> Agreement:
        core = [hit for hit, gold in zip(self.reached[level], self.gold.statements, strict=True) if gold.core]
        return Agreement(
            found=len(self.counted),
            right=sum(self.right[level]),
            gold=len(core),
            hit=sum(core),
            everything=len(self.gold.statements),
            reached=sum(self.reached[level]),
        )

    def core(self) -> Iterator[tuple[GoldStatement, bool]]:
        """The statements that should be found, and whether they were."""
        return ((gold, hit) for gold, hit in zip(self.gold.statements, self.reached["relation"], strict=True) if gold.core)

    def verdicts(self) -> Iterator[tuple[FoundStatement, bool]]:
        """The counted statements, and whether they are right."""
        return zip(self.counted, self.right["relation"], strict=True)

    def missed(self) -> Iterator[Mistake]:
        for gold, hit in self.core():
            if not hit:
                yield Mistake(self.gold.name, gold.subject.label, gold.relations[0], gold.object.label, gold.sentence)

    def wrong(self) -> Iterator[Mistake]:
        for found, right in self.verdicts():
            if not right:
                subject, other = (each.label if self.gold.form == "documents" else each.mention or each.label
                                  for each in (found.subject, found.object))  # fmt: skip
                yield Mistake(self.gold.name, subject, found.relation, other, found.sentence, found.confidence)


def _judge(gold: Gold, findings: Findings, vocabulary: Vocabulary) -> _Judged:
    everything = findings.statements
    if gold.form == "sentences":
        everything = tuple(each for each in everything if each.subject.span and each.object.span)
    counted = _distinct(everything) if gold.form == "documents" else everything
    return _Judged(
        gold,
        counted,
        everything,
        right={
            level: tuple(any(agrees(found, each, level, vocabulary) for each in gold.statements) for found in counted)
            for level in LEVELS
        },
        reached={
            level: tuple(any(agrees(found, each, level, vocabulary) for found in counted) for each in gold.statements)
            for level in LEVELS
        },
        hits=tuple(tuple(found for found in everything if agrees(found, each, "relation", vocabulary)) for each in gold.statements),
    )


def _distinct(found: Iterable[FoundStatement]) -> tuple[FoundStatement, ...]:
    """The first of those that say the same: a document that says it twice is not right twice."""
    first: dict[tuple[str, str, str], FoundStatement] = {}
    for each in found:
        first.setdefault((name_key(each.subject.label), each.relation, name_key(each.object.label)), each)
    return tuple(first.values())


def _same_relation(found: FoundStatement, gold: GoldStatement, level: Level, vocabulary: Vocabulary) -> bool:
    if level == "pair":
        return True
    if level == "relation":
        return found.relation in gold.relations
    known = vocabulary.relations.get(found.relation)
    return known is not None and known.family in {vocabulary.relation(name).family for name in gold.relations}


def _has_no_direction(found: FoundStatement, gold: GoldStatement, level: Level, vocabulary: Vocabulary) -> bool:
    """Whether subject and object may be exchanged."""
    if level == "pair":
        return True
    if level == "family" and gold.subject.span:
        return True  # in a single line a family holds both directions of one event; over a document two events may differ so
    known = vocabulary.relations.get(found.relation)
    return known is not None and known.symmetric


def _same_argument(found: FoundArgument, gold: GoldArgument) -> bool:
    if gold.span:
        return found.span is not None and _overlap(found.span, gold.span)
    return not found.names.isdisjoint(gold.names)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _qualifiers(files: Iterable[_Judged]) -> dict[str, tuple[int, int]]:
    """For each qualifier, how often one of the statements found for a gold one has it as the gold has."""
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for file in files:
        for gold, hits in zip(file.gold.statements, file.hits, strict=True):
            if hits:
                verdicts = _qualified(gold, hits)
                asked.update(verdicts.keys())
                right.update(name for name, verdict in verdicts.items() if verdict)
    return {name: (right[name], asked[name]) for name in ("date", "place", "polarity", "modality", "attribution") if asked[name]}


def _qualified(gold: GoldStatement, hits: tuple[FoundStatement, ...]) -> dict[str, bool]:
    verdicts = {
        "polarity": any(found.polarity == gold.polarity for found in hits),
        "modality": any(found.modality == gold.modality for found in hits),
    }
    if gold.date:
        verdicts["date"] = any(_same_period(found.date, gold.date) for found in hits)
    if gold.places:
        verdicts["place"] = any(found.place and not found.place.names.isdisjoint(gold.places) for found in hits)
    if gold.attributed:
        verdicts["attribution"] = any(found.attributed for found in hits)
    return verdicts


def _same_period(found: str | None, gold: str) -> bool:
    """Whether one of the dates is the other, or the same less precisely."""
    return found is not None and found != "" and (found.startswith(gold) or gold.startswith(found))


def _mention_levels(judged: Iterable[tuple[Gold, Findings]]) -> dict[str, Agreement]:
    pairs = [(gold.mentions, findings.mentions) for gold, findings in judged]
    return {
        "exact": _sum(_exact(gold, found) for gold, found in pairs),
        "overlapping": _sum(_overlapping(gold, found) for gold, found in pairs),
    }


def _exact(gold: Sequence[Span], found: Sequence[Span]) -> Agreement:
    same = len(set(gold) & set(found))
    return Agreement(found=len(found), right=same, gold=len(gold), hit=same)


def _overlapping(gold: Sequence[Span], found: Sequence[Span]) -> Agreement:
    right = sum(any(_overlap(each, other) for other in gold) for each in found)
    hit = sum(any(_overlap(each, other) for other in found) for each in gold)
    return Agreement(found=len(found), right=right, gold=len(gold), hit=hit)


def _sum(agreements: Iterable[Agreement]) -> Agreement:
    total = Counter[str]()
    for each in agreements:
        total.update({name: getattr(each, name) for name in Agreement.__dataclass_fields__})
    return Agreement(**total)


def _relation_counts(files: Iterable[_Judged]) -> tuple[RelationCount, ...]:
    """The relations that are in the gold or were found wrongly, the most frequent in the gold first."""
    gold: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for file in files:
        for statement, hit in file.core():
            gold[statement.relations[0]] += 1
            found[statement.relations[0]] += hit
        wrong.update(each.relation for each, right in file.verdicts() if not right)
    counts = (RelationCount(name, gold[name], found[name], wrong[name]) for name in gold.keys() | wrong.keys())
    return tuple(sorted(counts, key=lambda count: (-count.gold, -count.wrong, count.relation)))


def _calibration(files: Iterable[_Judged]) -> Iterator[ConfidenceBin]:
    """The bins, without the lowest where nothing is so unsure."""
    verdicts = [(each.confidence, right) for file in files for each, right in file.verdicts() if each.confidence is not None]
    for low, high in pairwise(BIN_EDGES):
        within = [(sure, right) for sure, right in verdicts if low <= sure and (sure < high or high == BIN_EDGES[-1])]
        if within or low > 0:
            mean = share(sum(sure for sure, _ in within), len(within))
            yield ConfidenceBin(low, high, len(within), sum(right for _, right in within), mean)


def _of_statement(statement: Statement) -> FoundStatement:
    return FoundStatement(
        subject=_of_mention(statement.subject),
        relation=statement.relation,
        object=_of_mention(statement.object),
        sentence=statement.sentence,
        place=_of_mention(statement.place) if statement.place else None,
        date=statement.date,
        polarity=statement.polarity,
        modality=statement.modality,
        attributed=statement.attributed_to is not None,
        confidence=statement.confidence,
    )


def _of_mention(mention: Mention) -> FoundArgument:
    entity = mention.entity
    names = name_keys(entity.name, mention.text, *entity.aliases)
    return FoundArgument(entity.name, mention.text, names, (mention.start, mention.end))


def _of_row(row: Row) -> FoundStatement:
    data = checked(row, _FoundRow)
    return FoundStatement(
        subject=_of_argument_row(row, data.subject),
        relation=data.relation,
        object=_of_argument_row(row, data.object),
        sentence=data.sentence,
        place=_of_argument_row(row, data.place) if data.place else None,
        date=data.date,
        polarity=data.polarity,
        modality=data.modality,
        attributed=bool(data.attributed_to),
        confidence=data.confidence,
    )


def _of_argument_row(row: Row, data: _ArgumentRow) -> FoundArgument:
    if (data.start is None) != (data.end is None):
        raise fault(row, f"{data.label!r} has one of start and end: it has both, or none")
    span = None if data.start is None or data.end is None else (data.start, data.end)
    return FoundArgument(data.label, data.mention, name_keys(data.label, data.mention, *data.aliases), span)
