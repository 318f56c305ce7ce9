"""Why a sentence gives the statements that it gives, and not others: every step of its extraction, laid open.

Nothing here decides anything. It asks the functions that extract, and writes down what they answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg.arguments import Argument, ArgumentFinder
from kg.candidates import Spotted, spotted
from kg.circumstances import is_standing, nearest_date
from kg.context import Knowledge, SentenceContext
from kg.errors import UsageError
from kg.extract import Extractor
from kg.frames import Frame
from kg.matching import Attempt, Reason, attempts, classes, fillers
from kg.mentions import Found, Why
from kg.proposals import Judgement, Proposal, why_not_asked, words_of
from kg.qualifiers import Meaning
from kg.records import Document, Entity, Mention, MentionSource, Modality, Statement
from kg.statements import Finding, Made, befell_subject, findings, fitting_ends, reaches_out, weighed
from kg.syntax import is_question, preposition, role
from kg.weighing import Weigher, probability

BEST = 6
"""How many pairs of candidates are shown with what the network says of them."""
LOOKS = 3
LEAST_SHARE = 0.1
"""How many words a proposal is shown to rest on at most, and the share that each of them has at least."""
WORDS_SHOWN = 6
"""How many of the words that a condition asks for are named."""
HEARD = "the network"
BEFORE, HOLDER, UNNAMED = "named before", "holding it", "without a name"
"""Where somebody stands who is at no role path that leads to somebody known."""

IN_WORDS = {
    "question": "the sentence is a question",
    "name": "the word is a part of a name",
    "over": "the verb above the noun says that it ends or does not happen",
    "particle": "frames with the particle {} come first",
    "outdone": "{} is more specific or surer",
}
"""Reasons that need no look at the sentence."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the parse. Words are counted from 1, and the head of a root is 0."""

    number: int
    text: str
    lemma: str
    part: str
    tag: str
    label: str
    head: int


@dataclass(frozen=True, slots=True)
class Name:
    """A mention: whom it stands for, whether `source` is the gazetteer or the recogniser, and how it was linked.

    `label` is what the recogniser saw there, empty where it saw nothing.
    """

    text: str
    entity: Entity
    source: MentionSource
    why: Why
    label: str
    named: bool


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date of the sentence, as written and as ISO 8601."""

    text: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a candidate stands for: by its `name`, by `coreference`, as the `owner` of its people, or `unnamed` as itself."""

    entity: Entity
    how: str
    certainty: float


@dataclass(frozen=True, slots=True)
class Taker:
    """What may take part in a statement, with its sort of mention."""

    text: str
    sort: str
    stands_for: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Filler:
    """A word at a role path, one of those whom it stands for, None for nobody, and whether the class fits."""

    path: str
    word: str
    entity: Entity | None
    fits: bool


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a frame: where it is looked for, which classes fit, and what stands there."""

    paths: tuple[str, ...]
    classes: tuple[str, ...]
    fillers: tuple[Filler, ...]


@dataclass(frozen=True, slots=True)
class FrameTried:
    """A frame whose trigger stands in the sentence. `reason` is None where it matched, and `why` says it in words."""

    frame: str
    relation: str
    trigger: str
    word: int
    confidence: float
    subject: Role
    object: Role
    reason: Reason | None
    why: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """The likeliest relation of a pair of candidates, as the network sees it.

    `words` are those that it rests on, with their shares. `why_not` says why it is not weighed as a statement, and is empty
    where it is.
    """

    subject: str
    relation: str
    object: str
    probability: float
    log_odds: float
    words: tuple[tuple[str, float], ...]
    negated: float
    modality: Modality
    why_not: str


@dataclass(frozen=True, slots=True)
class Quality:
    """A qualifier of a statement, its value, and the words that it rests on, empty where they are not known."""

    name: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A statement and how its confidence came about.

    `framed` are the factors that give the lexicon's confidence, `summands` the log-odds that lexicon and network add up to,
    `threshold` what it had to reach. What is not `kept` was too unlikely.
    """

    statement: Statement
    kept: bool
    framed: tuple[tuple[str, float], ...]
    network: float | None
    summands: tuple[tuple[str, float], ...]
    threshold: float | None
    qualities: tuple[Quality, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one sentence. `not_asked` says why there are no proposals, empty where the network was asked."""

    number: int
    start: int
    end: int
    sentence: str
    is_question: bool
    words: tuple[Word, ...]
    names: tuple[Name, ...]
    dates: tuple[DatePhrase, ...]
    candidates: tuple[Taker, ...]
    frames: tuple[FrameTried, ...]
    not_asked: str
    proposals: tuple[Proposed, ...]
    outcomes: tuple[Outcome, ...]


def explain(extractor: Extractor, document: Document, *, sentence: int | None = None) -> Iterator[Explanation]:
    """The sentences of a document one by one, or only the one of that number, counted from 1.

    Raises UsageError where the document has no sentence of that number.
    """
    number = 0
    for number, (context, judgement) in enumerate(extractor.judged(document), 1):
        if sentence in {None, number}:
            yield explained(number, context, extractor.knowledge, judgement, extractor.weigher)
        if sentence == number:
            return
    if sentence is not None:
        raise UsageError(f"there is no sentence {sentence}: {document.name} has {number}")


def explained(
    number: int, context: SentenceContext, knowledge: Knowledge, judgement: Judgement, weigher: Weigher | None
) -> Explanation:
    """One sentence, on which the network's judgement is known."""
    arguments = ArgumentFinder(context.found, context.discourse, knowledge.nouns, knowledge.vocabulary)
    candidates = spotted(context, knowledge)
    return Explanation(
        number=number,
        start=context.start,
        end=context.end,
        sentence=" ".join(context.wording.split()),
        is_question=is_question(context.sentence),
        words=tuple(_words(context)),
        names=tuple(_names(context)),
        dates=tuple(_dates(context)),
        candidates=tuple(_taker(each, context) for each in candidates),
        frames=tuple(_frame(each, context, knowledge, arguments) for each in attempts(context, knowledge, arguments)),
        not_asked=_not_asked(context, candidates, weigher),
        proposals=tuple(_proposed(each, context, knowledge, judgement) for each in judgement.best(BEST)),
        outcomes=tuple(_outcome(each, context, knowledge, weigher) for each in findings(context, knowledge, judgement)),
    )


def _words(context: SentenceContext) -> Iterator[Word]:
    numbers = {token.i: number for number, token in enumerate(words_of(context), 1)}
    for token in words_of(context):
        head = 0 if token.head == token else numbers.get(token.head.i, 0)
        yield Word(numbers[token.i], token.text, token.lemma_, token.pos_, token.tag_, token.dep_.lower(), head)


def _names(context: SentenceContext) -> Iterator[Name]:
    sentence = context.sentence
    inside = {each.first: each for each in context.found.values() if sentence.start <= each.first < sentence.end}
    for _, found in sorted(inside.items()):
        yield Name(_text(context, found), found.entity, found.source, found.why, _label(context, found), found.named)


def _label(context: SentenceContext, found: Found) -> str:
    return next((each.label_ for each in context.sentence.ents if each.start < found.last and found.first < each.end), "")


def _text(context: SentenceContext, span: Found | Spotted) -> str:
    return str(context.sentence.doc[span.first : span.last].text)


def _dates(context: SentenceContext) -> Iterator[DatePhrase]:
    for span in context.own_dates:
        yield DatePhrase(context.sentence.doc.text[span.start : span.end], span.value)


def _taker(candidate: Spotted, context: SentenceContext) -> Taker:
    found = (Standing(each.entity, _how(candidate, each), each.certainty) for each in candidate.arguments)
    return Taker(_text(context, candidate), candidate.sort, tuple(found))


def _how(candidate: Spotted, argument: Argument) -> str:
    if candidate.named:
        return "name"
    if candidate.described:
        return "unnamed"
    return "coreference" if argument.resolved else "owner"


def _frame(attempt: Attempt, context: SentenceContext, knowledge: Knowledge, arguments: ArgumentFinder) -> FrameTried:
    frame, trigger = attempt.frame, attempt.trigger
    for_subject, for_object = classes(frame, knowledge)
    subject = _as_filled(_role(trigger, frame.subject, for_subject, knowledge, arguments), attempt.subjects, context)
    obj = _as_filled(_role(trigger, frame.object, for_object, knowledge, arguments), attempt.objects, context)
    return FrameTried(
        frame=frame.id,
        relation=frame.relation,
        trigger=trigger.text,
        word=next(number for number, word in enumerate(words_of(context), 1) if word == trigger),
        confidence=frame.confidence,
        subject=subject,
        object=obj,
        reason=attempt.refusal.reason if attempt.refusal else None,
        why=_why(attempt, subject, obj, knowledge),
    )


def _role(trigger: Token, paths: tuple[str, ...], kinds: tuple[str, ...], knowledge: Knowledge, arguments: ArgumentFinder) -> Role:
    found: list[Filler] = []
    for path in paths:
        for word, stands_for in fillers(trigger, path, kinds, knowledge, arguments):
            found += [Filler(path, word.text, (fit or argument).entity, fit is not None) for argument, fit in stands_for]
            if not stands_for:
                found.append(Filler(path, word.text, None, fits=False))
        if any(each.fits for each in found):
            break  # as in matching, later paths do not count
    return Role(paths, kinds, tuple(found))


def _as_filled(role: Role, arguments: tuple[Argument, ...], context: SentenceContext) -> Role:
    """The role with those whom the matching put there though none of its words is known: a doer named before, a nameless victim."""
    if any(each.fits for each in role.fillers):
        return role
    put = (Filler(_where(each), context.mention(each).text, each.entity, fits=True) for each in arguments)
    return replace(role, fillers=(*role.fillers, *put))


def _where(argument: Argument) -> str:
    if argument.elsewhere:
        return BEFORE
    return HOLDER if argument.entity.known else UNNAMED


def _why(attempt: Attempt, subject: Role, obj: Role, knowledge: Knowledge) -> str:
    """The refusal in words, empty where there is none."""
    if attempt.refusal is None:
        return ""
    frame, about = attempt.frame, attempt.refusal.about
    match attempt.refusal.reason:
        case "particle" if frame.particle:
            return f"its particle is missing: {frame.particle}"
        case "with" | "without" as condition:
            return f"{condition} {about}: {_standing_at(attempt.trigger, about, knowledge)}{_wanted(frame, about)}"
        case "subject" | "object":
            return "; ".join(filter(None, [_empty("subject", subject), _empty("object", obj)]))
        case "same":
            return f"subject and object are both {attempt.subjects[0].entity.name}"
        case reason:
            return IN_WORDS[reason].format(about)


def _standing_at(trigger: Token, path: str, knowledge: Knowledge) -> str:
    words = [token.text for token in role(trigger, path, knowledge.lexicon.verbs)]
    return f"{_listed(words)} there" if words else "nothing there"


def _wanted(frame: Frame, path: str) -> str:
    """The words that a condition asks for; an empty text where it bars them."""
    lemmas = sorted(dict(frame.needs).get(path, ()))
    more = ", …" if len(lemmas) > WORDS_SHOWN else ""
    return f"; wanted: {', '.join(lemmas[:WORDS_SHOWN])}{more}" if lemmas else ""


def _empty(name: str, role_: Role) -> str:
    """Why a role is empty; an empty text where it is not."""
    if any(each.fits for each in role_.fillers):
        return ""
    if not role_.fillers:
        return f"no {name}: nothing at {', '.join(role_.paths)}"
    return f"no {name}: {'; '.join(_misfit(each, role_) for each in role_.fillers)}"


def _misfit(filler: Filler, role_: Role) -> str:
    if filler.entity is None:
        return f"“{filler.word}” at {filler.path} is nobody known"
    kinds = " or ".join(role_.classes)
    return f"“{filler.word}” at {filler.path} is {filler.entity.name}, of class {filler.entity.kind}, not {kinds}"


def _not_asked(context: SentenceContext, candidates: list[Spotted], weigher: Weigher | None) -> str:
    if weigher is None:
        return "the model has no statement network"
    return why_not_asked(words_of(context), candidates) or ""


def _proposed(proposal: Proposal, context: SentenceContext, knowledge: Knowledge, judgement: Judgement) -> Proposed:
    looks = [(token.text, round(share, 3)) for token, share in judgement.looks(proposal)[:LOOKS]]
    return Proposed(
        subject=_text(context, proposal.subject),
        relation=proposal.relation,
        object=_text(context, proposal.object),
        probability=round(probability(proposal.score), 3),
        log_odds=round(proposal.score, 2),
        words=tuple(looks[:1] + [each for each in looks[1:] if each[1] >= LEAST_SHARE]),
        negated=round(probability(proposal.negated), 3),
        modality=proposal.modality,
        why_not=_why_not(proposal, knowledge),
    )


def _why_not(proposal: Proposal, knowledge: Knowledge) -> str:
    if not proposal.believable:
        return "beyond belief"
    if befell_subject(proposal, knowledge):
        return "the outcome of what befell the subject"
    return "" if any(fitting_ends(proposal, knowledge)) else "no two entities of fitting classes"


def _outcome(finding: Finding, context: SentenceContext, knowledge: Knowledge, weigher: Weigher | None) -> Outcome:
    made = finding.made
    statement = made.statement if weigher is None else weighed(finding, weigher)
    summands = {} if weigher is None or reaches_out(finding) else weigher.summands(finding.score, finding.frame, finding.signs)
    return Outcome(
        statement=statement,
        kept=weigher is None or statement.confidence >= weigher.least,
        framed=tuple(_factors(finding.framed)) if finding.framed else (),
        network=None if finding.score is None else round(finding.score, 2),
        summands=tuple((name, round(value, 2)) for name, value in summands.items()),
        threshold=None if weigher is None else weigher.least,
        qualities=tuple(_qualities(made, context, knowledge)),
    )


def _factors(made: Made) -> Iterator[tuple[str, float]]:
    """What the lexicon's confidence is multiplied from."""
    if not isinstance(made.source, Attempt) or made.ends is None:
        yield made.statement.frame, made.statement.confidence
        return
    yield made.source.frame.id, made.source.frame.confidence
    for name, end in zip(("subject", "object"), made.ends, strict=True):
        if end.certainty != 1:
            yield name, round(end.certainty, 3)


def _qualities(made: Made, context: SentenceContext, knowledge: Knowledge) -> Iterator[Quality]:
    statement, meant = made.statement, made.meant or Meaning()
    yield _polarity(made, meant)
    yield _modality(made, meant)
    if statement.attributed_to is not None:
        said = [statement.attributed_to.text, *_texts([meant.speech])]
        yield Quality("speaker", statement.attributed_to.entity.name, _listed(said))
    elif meant.speaker is not None:
        yield Quality("speaker", "", f"{_listed(_texts([meant.speaker, meant.speech]))}: nobody known, or the subject itself")
    if statement.date is not None:
        yield Quality("date", statement.date, _date_words(made, context, knowledge))
    if statement.place is not None:
        yield Quality("place", statement.place.entity.name, _place_words(statement.place, context))
    if statement.count is not None:
        yield Quality("count", str(statement.count), "")


def _polarity(made: Made, meant: Meaning) -> Quality:
    value = made.statement.polarity
    if isinstance(made.source, Attempt) and made.source.frame.polarity:
        return Quality("polarity", value, "the frame")
    heard = value != meant.polarity or (value == "negated" and not meant.negators)
    return Quality("polarity", value, HEARD if heard else _listed(_texts(meant.negators)))


def _modality(made: Made, meant: Meaning) -> Quality:
    value = made.statement.modality
    if isinstance(made.source, Attempt) and made.source.frame.modality:
        return Quality("modality", value, "the frame")
    heard = value != "asserted" and (meant.modal is None or value != meant.modality)
    return Quality("modality", value, HEARD if heard else _listed(_texts([meant.modal])))


def _date_words(made: Made, context: SentenceContext, knowledge: Knowledge) -> str:
    if made.source is None or is_standing(made.source.trigger, knowledge.vocabulary.relations[made.statement.relation]):
        return ""
    relation = knowledge.vocabulary.relations[made.statement.relation]
    span = nearest_date(made.source.trigger, relation, context, knowledge)
    return _listed([context.sentence.doc.text[span.start : span.end]]) if span else "the beginning of the line"


def _place_words(place: Mention, context: SentenceContext) -> str:
    if not context.start <= place.start < context.end:
        return "the beginning of the line"
    span = context.sentence.doc.char_span(place.start - context.offset, place.end - context.offset)
    before = preposition(span.root) if span is not None else ""
    return _listed([f"{before} {place.text}".strip()])


def _texts(tokens: Iterable[Token | None]) -> list[str]:
    return [token.text for token in tokens if token is not None]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
