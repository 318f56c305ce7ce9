"""Statements of one parsed sentence: frames matched, their roles filled, and what is said about time, place and truth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product

from spacy.tokens import Token

from kg.arguments import Argument, ArgumentFinder
from kg.circumstances import event_date, event_place, is_standing, speaker_mention, trigger_text
from kg.constructions import constructions
from kg.context import Knowledge, SentenceContext
from kg.frames import Frame, base_forms
from kg.proposals import NOTHING, Judgement, Proposal
from kg.qualifiers import Meaning, count_of, meaning
from kg.records import Statement
from kg.syntax import is_over, particles, role
from kg.vocabulary import Vocabulary
from kg.weighing import Weigher, log_odds, probability

TOLD_IN_LISTS = frozenset({"violence"})
"""Families whose deeds lists tell, item by item, without naming the doer each time."""
IMPLIED = 0.9
"""Certainty of a doer whom the text before a list names."""
NETWORK = "network"
"""What stands for the frame of a statement that no frame words."""


Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement as a frame makes it, as the network makes it, or both, and the network's log-odds, None where not asked."""

    framed: Statement | None
    learned: Statement | None
    score: float | None

    @property
    def statement(self) -> Statement:
        """The statement, as the frame makes it where one does: frames explain themselves."""
        found = self.framed or self.learned
        if found is None:
            raise ValueError("evidence of nothing")
        return found


@dataclass(frozen=True, slots=True)
class _Match:
    frame: Frame
    trigger: Token
    subjects: tuple[Argument, ...]
    objects: tuple[Argument, ...]


def statements(
    context: SentenceContext, knowledge: Knowledge, judgement: Judgement = NOTHING, weigher: Weigher | None = None
) -> list[Statement]:
    """The statements of a sentence, each triple once, the surest wording of it.

    Without a `weigher` the frames and constructions stand alone. With one, what they and the network find is weighed
    together, and what is not likely enough is left out.
    """
    if weigher is None:
        return list(_framed_statements(context, knowledge).values())
    weighed = (_weighed(each, weigher) for each in evidence(context, knowledge, judgement))
    return [statement for statement in weighed if statement.confidence >= weigher.least]


def evidence(context: SentenceContext, knowledge: Knowledge, judgement: Judgement) -> list[Evidence]:
    """Everything that frames, constructions or the network find in a sentence, however unlikely."""
    framed = _framed_statements(context, knowledge)
    learned = _surest(_learned(context, knowledge, judgement), knowledge.vocabulary)
    return [_evidence(key, framed.get(key), learned.get(key), judgement) for key in {**framed, **learned}]


def _framed_statements(context: SentenceContext, knowledge: Knowledge) -> dict[Triple, Statement]:
    if context.sentence.text.rstrip().endswith("?"):
        return {}
    return _surest([*_framed(context, knowledge), *constructions(context, knowledge)], knowledge.vocabulary)


def _surest(found: Iterable[Statement], vocabulary: Vocabulary) -> dict[Triple, Statement]:
    best: dict[Triple, Statement] = {}
    for statement in found:
        key = _key(statement, vocabulary)
        if key not in best or statement.confidence > best[key].confidence:
            best[key] = statement
    return best


def _evidence(key: Triple, framed: Statement | None, learned: Statement | None, judgement: Judgement) -> Evidence:
    subject, relation, obj = key
    score = None
    if learned is not None:
        score = log_odds(learned.confidence)
    elif judgement.candidates:
        score = max(judgement.score(subject, relation, obj), judgement.score(obj, relation, subject))
    return Evidence(framed, learned, score)


def _weighed(each: Evidence, weigher: Weigher) -> Statement:
    if each.framed and each.learned is None and not each.framed.start <= each.framed.subject.start < each.framed.end:
        return each.framed  # the doer stands outside the sentence, where the network cannot see it
    confidence = weigher.probability(each.score, each.framed.confidence if each.framed else None)
    return replace(each.statement, confidence=round(confidence, 3))


def _learned(context: SentenceContext, knowledge: Knowledge, judgement: Judgement) -> Iterator[Statement]:
    """What the network proposes, as statements between entities that fit the relations."""
    arguments = ArgumentFinder(context.found, context.discourse, knowledge.nouns, knowledge.vocabulary)
    for proposal in judgement.proposals():
        relation = knowledge.vocabulary.relations[proposal.relation]
        meant = meaning(proposal.trigger, knowledge.claims, knowledge.lexicon.verbs.light)
        for subject, obj in product(proposal.subject.arguments, proposal.object.arguments):
            fit = _fit(subject, relation.domain, knowledge), _fit(obj, relation.range, knowledge)
            if fit[0] is None or fit[1] is None or fit[0].entity.id == fit[1].entity.id:
                continue
            yield _proposed(proposal, (fit[0], fit[1]), meant, context, knowledge, arguments)


def _proposed(
    proposal: Proposal,
    ends: tuple[Argument, Argument],
    meant: Meaning,
    context: SentenceContext,
    knowledge: Knowledge,
    arguments: ArgumentFinder,
) -> Statement:
    relation = knowledge.vocabulary.relations[proposal.relation]
    speaker = speaker_mention(meant.speaker, context, arguments)
    standing = is_standing(proposal.trigger, relation)
    own_words = relation.family == "contention" and speaker is not None and speaker.entity.id == ends[0].entity.id
    return Statement(
        document=context.document,
        sentence=context.wording,
        start=context.start,
        end=context.end,
        subject=context.mention(ends[0]),
        relation=relation.name,
        object=context.mention(ends[1]),
        trigger=trigger_text(proposal.trigger),
        frame=NETWORK,
        confidence=probability(proposal.score),
        place=None if standing else event_place(proposal.trigger, *ends, relation, context, knowledge),
        date=event_date(proposal.trigger, relation, context),
        polarity="negated" if proposal.negated > 0 else "affirmed",
        modality=proposal.modality,
        attributed_to=None if own_words else speaker,
        count=count_of(context.sentence.doc[ends[1].head], knowledge.nouns.numbers),
    )


def _key(statement: Statement, vocabulary: Vocabulary) -> Triple:
    ends = [statement.subject.entity.id, statement.object.entity.id]
    if vocabulary.relations[statement.relation].symmetric:
        ends.sort()
    return ends[0], statement.relation, ends[1]


def _framed(context: SentenceContext, knowledge: Knowledge) -> Iterator[Statement]:
    arguments = ArgumentFinder(context.found, context.discourse, knowledge.nouns, knowledge.vocabulary)
    for token in context.sentence:
        if token.i in context.found:
            continue
        matches = list(_matches(token, context, knowledge, arguments))
        if not matches:
            continue
        meant = meaning(token, knowledge.claims, knowledge.lexicon.verbs.light)
        for match in _most_specific(matches):
            yield from _build(match, meant, context, knowledge, arguments)


def _matches(token: Token, context: SentenceContext, knowledge: Knowledge, arguments: ArgumentFinder) -> Iterator[_Match]:
    frames = list(knowledge.lexicon.triggered(token.lower_, token.lemma_.lower(), token.pos_))
    if not frames or (token.pos_ == "NOUN" and is_over(token, knowledge.lexicon.verbs)):
        return
    found = particles(token)
    taken = {frame.particle for frame in frames if frame.particle in found}
    for frame in frames:
        if frame.particle != next(iter(taken), None) and (taken or frame.particle is not None):
            continue
        if not all(_filled(token, path, lemmas, knowledge) for path, lemmas in frame.needs):
            continue
        if any(_filled(token, path, lemmas, knowledge) for path, lemmas in frame.bars):
            continue
        relation = knowledge.vocabulary.relations[frame.relation]
        subjects = _fill(token, frame.subject, frame.subject_class or relation.domain, knowledge, arguments)
        objects = _fill(token, frame.object, frame.object_class or relation.range, knowledge, arguments)
        if not subjects and objects and relation.family in TOLD_IN_LISTS:
            subjects = _implied(context, objects)
        if subjects and (objects or (frame.mutual and len(subjects) > 1)):
            yield _Match(frame, token, subjects, objects)


def _implied(context: SentenceContext, objects: Iterable[Argument]) -> tuple[Argument, ...]:
    """Who is at work in the list that the sentence is an item of, unless it is the one to whom something is done."""
    actor = context.setting.actor
    if actor is None or any(each.entity.id == actor.entity.id for each in objects):
        return ()
    start = context.sentence.start
    return (Argument(actor.entity, start, start, start, IMPLIED, resolved=True, elsewhere=actor),)


def _filled(token: Token, path: str, lemmas: frozenset[str], knowledge: Knowledge) -> bool:
    fillers = role(token, path, knowledge.lexicon.verbs)
    return any(base in lemmas for filler in fillers for base in (filler.lemma_.lower(), *base_forms(filler.lower_)))


def _fill(
    token: Token, paths: Iterable[str], kinds: tuple[str, ...], knowledge: Knowledge, arguments: ArgumentFinder
) -> tuple[Argument, ...]:
    """The arguments of the first role path that has any of a class that fits."""
    for path in paths:
        fillers = role(token, path, knowledge.lexicon.verbs)
        fitting = [
            fit
            for filler in fillers
            for argument in arguments.arguments(filler)
            if (fit := _fit(argument, kinds, knowledge)) is not None
        ]
        if fitting:
            return tuple(fitting)
    return ()


def _fit(argument: Argument, kinds: tuple[str, ...], knowledge: Knowledge) -> Argument | None:
    """The argument as one of the classes: itself, or the country whose capital it is where a government is meant."""
    if knowledge.vocabulary.fits(argument.entity.kind, kinds):
        return argument
    country = knowledge.finder.country_of_capital(argument.entity)
    if country is not None and knowledge.vocabulary.fits(country.kind, kinds):
        return replace(argument, entity=country)
    return None


def _most_specific(matches: list[_Match]) -> Iterator[_Match]:
    best = max(matches, key=lambda match: (match.frame.specificity, match.frame.confidence))
    return (match for match in matches if match is best or match.frame.also)


def _build(
    match: _Match, meant: Meaning, context: SentenceContext, knowledge: Knowledge, arguments: ArgumentFinder
) -> Iterator[Statement]:
    relation = knowledge.vocabulary.relations[match.frame.relation]
    pairs: Iterable[tuple[Argument, Argument]]
    pairs = product(match.subjects, match.objects) if match.objects else combinations(match.subjects, 2)
    speaker = speaker_mention(meant.speaker, context, arguments)
    standing = is_standing(match.trigger, relation)
    day = event_date(match.trigger, relation, context)
    for subject, obj in pairs:
        if subject.entity.id == obj.entity.id:
            continue
        own_words = relation.family == "contention" and speaker is not None and speaker.entity.id == subject.entity.id
        yield Statement(
            document=context.document,
            sentence=context.wording,
            start=context.start,
            end=context.end,
            subject=context.mention(subject),
            relation=relation.name,
            object=context.mention(obj),
            trigger=trigger_text(match.trigger),
            frame=match.frame.id,
            confidence=round(match.frame.confidence * subject.certainty * obj.certainty, 3),
            place=None if standing else event_place(match.trigger, subject, obj, relation, context, knowledge),
            date=day,
            polarity=match.frame.polarity or meant.polarity,
            modality=match.frame.modality or meant.modality,
            attributed_to=None if own_words else speaker,
            count=count_of(context.sentence.doc[obj.head], knowledge.nouns.numbers),
        )
