"""Statements of one parsed sentence: frames matched, their roles filled, and what is said about time, place and truth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product

from spacy.tokens import Span, Token

from kg.arguments import Argument, ArgumentFinder
from kg.constructions import constructions
from kg.context import Knowledge, SentenceContext
from kg.dates import DateSpan
from kg.frames import Frame, base_forms
from kg.names import slug
from kg.qualifiers import Meaning, count_of, meaning
from kg.records import ENTITY_BASE, Entity, Mention, Statement
from kg.syntax import is_over, logical_object, particles, preposition, role
from kg.vocabulary import Relation, Vocabulary

LOCATIVE = frozenset(
    {"in", "at", "near", "on", "around", "outside", "inside", "across", "along", "throughout", "within", "between"}
)
DIRECTIVE = frozenset({"to", "into", "from", "towards", "toward"})
PLACED_BY_DIRECTION = frozenset({"posture"})
LASTING = frozenset({"structure", "posture"})
"""Families of relations that may hold on; the others are acts."""
MAX_CLIMB = 4


@dataclass(frozen=True, slots=True)
class _Match:
    frame: Frame
    trigger: Token
    subjects: tuple[Argument, ...]
    objects: tuple[Argument, ...]


def statements(context: SentenceContext, knowledge: Knowledge) -> list[Statement]:
    """The statements of a sentence, each triple once, the surest wording of it."""
    found = [*_framed(context, knowledge), *constructions(context, knowledge)]
    best: dict[tuple[str, str, str], Statement] = {}
    for statement in found:
        key = _key(statement, knowledge.vocabulary)
        if key not in best or statement.confidence > best[key].confidence:
            best[key] = statement
    return list(best.values())


def _key(statement: Statement, vocabulary: Vocabulary) -> tuple[str, str, str]:
    ends = [statement.subject.entity.id, statement.object.entity.id]
    if vocabulary.relations[statement.relation].symmetric:
        ends.sort()
    return ends[0], statement.relation, ends[1]


def _framed(context: SentenceContext, knowledge: Knowledge) -> Iterator[Statement]:
    if context.sentence.text.rstrip().endswith("?"):
        return
    arguments = ArgumentFinder(context.found, context.discourse, knowledge.nouns, knowledge.vocabulary)
    for token in context.sentence:
        if token.i in context.found:
            continue
        matches = list(_matches(token, knowledge, arguments))
        if not matches:
            continue
        meant = meaning(token, knowledge.claims, knowledge.lexicon.verbs.light)
        for match in _most_specific(matches):
            yield from _build(match, meant, context, knowledge, arguments)


def _matches(token: Token, knowledge: Knowledge, arguments: ArgumentFinder) -> Iterator[_Match]:
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
        if subjects and (objects or (frame.mutual and len(subjects) > 1)):
            yield _Match(frame, token, subjects, objects)


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
    speaker = _speaker(meant.speaker, context, arguments)
    standing = _is_standing(match, relation)
    day = None if standing else _ended(_date(match.trigger, context), relation)
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
            trigger=_trigger_text(match.trigger),
            frame=match.frame.id,
            confidence=round(match.frame.confidence * subject.certainty * obj.certainty, 3),
            place=None if standing else _place(match, subject, obj, relation, context, knowledge),
            date=day,
            polarity=match.frame.polarity or meant.polarity,
            modality=match.frame.modality or meant.modality,
            attributed_to=None if own_words else speaker,
            count=count_of(context.sentence.doc[obj.head], knowledge.nouns.numbers),
        )


def _is_standing(match: _Match, relation: Relation) -> bool:
    """Whether a noun in passing states a lasting tie (`Mali's foreign minister`), which has no time and place of the clause."""
    predicate = any(child.dep_ == "cop" for child in match.trigger.children)
    return relation.family == "structure" and match.trigger.pos_ in {"NOUN", "PROPN"} and not predicate


def _trigger_text(trigger: Token) -> str:
    particles = [child for child in trigger.children if child.dep_ == "compound:prt"]
    return " ".join(token.text for token in sorted([trigger, *particles], key=lambda token: token.i))


def _speaker(token: Token | None, context: SentenceContext, arguments: ArgumentFinder) -> Mention | None:
    """The one who says it: a known entity, else the phrase itself (`officials`, `a senior diplomat`)."""
    if token is None:
        return None
    named = arguments.arguments(token)
    if named:
        return context.mention(named[0])
    if token.pos_ not in {"NOUN", "PROPN"}:
        return None
    words = [child for child in token.children if child.dep_ in {"amod", "compound"} and child.i < token.i]
    first = min([token.i, *[word.i for word in words]])
    span = context.sentence.doc[first : token.i + 1]
    entity = Entity(f"{ENTITY_BASE}x-{slug(span.text)}", span.text, "Actor", known=False)
    return context.mention(Argument(entity, span.start, span.end, token.i))


def _place(
    match: _Match, subject: Argument, obj: Argument, relation: Relation, context: SentenceContext, knowledge: Knowledge
) -> Mention | None:
    """Where it happened: the nearest place phrase of the trigger, of the object, or of the clause above."""
    prepositions = LOCATIVE | DIRECTIVE if relation.family in PLACED_BY_DIRECTION else LOCATIVE
    barred = {subject.entity.id, obj.entity.id}
    nodes = [match.trigger, *logical_object(match.trigger), context.sentence.doc[obj.head]]
    above = match.trigger
    for _ in range(MAX_CLIMB):
        if above.head == above or above.dep_ in {"ccomp", "acl:relcl", "parataxis"}:
            break
        above = above.head
        nodes.append(above)
    for node in nodes:
        for child in node.children:
            mention = context.found.get(child.i)
            if mention is None or preposition(child) not in prepositions or mention.entity.id in barred:
                continue
            if knowledge.vocabulary.is_a(mention.entity.kind, "Place"):
                return context.mention(Argument(mention.entity, mention.first, mention.last, child.i))
    return None


def _ended(value: str | None, relation: Relation) -> str | None:
    """The date of an act: what began and has no end yet (`since 2012`) can only be a lasting state."""
    return value.removesuffix("/..") if value and relation.family not in LASTING else value


def _date(trigger: Token, context: SentenceContext) -> str | None:
    """When it happened: the date that hangs on the trigger or on a word above it, else the nearest one before it."""
    begin, end = context.sentence.start_char, context.sentence.end_char
    inside = [span for span in context.dates if begin <= span.start < end]
    if len(inside) <= 1:
        return inside[0].value if inside else None
    above = trigger
    for _ in range(MAX_CLIMB + 1):
        near = [span for span in inside if _hangs_on(span, above, context.sentence)]
        if near:
            return min(near, key=lambda span: abs(span.start - trigger.idx)).value
        if above.head == above:
            break
        above = above.head
    before = [span for span in inside if span.start < trigger.idx]
    return (before[-1] if before else inside[0]).value


def _hangs_on(date: DateSpan, token: Token, sentence: Span) -> bool:
    """Whether the head of a date phrase depends on the token itself."""
    span = sentence.doc.char_span(date.start, date.end, alignment_mode="expand")
    if span is None:
        return False
    head = span.root
    return head.head == token or (head.head.head == token and head.head.pos_ in {"NUM", "PROPN", "NOUN"} and head.dep_ != "conj")
