"""Statements of one parsed sentence: what frames and network find, with what is said about time, place and truth."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, product

from spacy.tokens import Doc, Token

from kg.arguments import Argument, ArgumentFinder
from kg.candidates import Spotted
from kg.circumstances import event_date, event_place, is_standing, speaker_mention, trigger_text
from kg.constructions import constructions
from kg.context import Knowledge, SentenceContext
from kg.matching import Attempt, Ends, acting, attempts, fit, governing
from kg.proposals import NOTHING, Judgement, Proposal
from kg.qualifiers import Meaning, contrast, count_of, meaning
from kg.records import Polarity, Statement
from kg.syntax import befallen, coordinated, head_of_name, is_asked, is_question, logical_object, logical_subject, preposition
from kg.vocabulary import Vocabulary
from kg.weighing import NO_SIGNS, Weigher, log_odds, probability, unseen

MODIFYING = frozenset({"acl", "acl:relcl", "amod", "case"})
"""How a word hangs on a noun that tells of it in passing: `the coalition headed by Maliki`, which is not what somebody says."""
NETWORK = "network"
"""What stands for the frame of a statement that no frame words."""
MUTUAL = frozenset({"", "between", "among", "amongst", "of", "by"})
"""Prepositions of a list whose members may have to do with each other: `talks between France and the UN`."""
DENIED = 1.0
"""Log-odds of a denial from which on it is heard where no word of the clause gives it."""

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A statement with what it was made of: a frame's attempt, or a proposal of the network, neither for a construction.

    `meant` is what its clause says of the trigger, and `ends` are subject and object, which may be set `apart` (see `contrast`).
    """

    statement: Statement
    source: Attempt | Proposal | None = None
    meant: Meaning | None = None
    ends: Ends | None = None
    apart: Polarity | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One triple of a sentence, as the lexicon makes it, as the network does, or both, and the network's log-odds of it."""

    framed: Made | None
    learned: Made | None
    score: float | None

    @property
    def made(self) -> Made:
        """As the lexicon makes it where it does."""
        found = self.framed or self.learned
        if found is None:
            raise ValueError("a finding of nothing")
        return found

    @property
    def word(self) -> Token | None:
        """The word that carries it, None for a construction."""
        source = self.made.source
        return source.trigger if source is not None else None

    @property
    def frame(self) -> float | None:
        """The confidence of the frame, None where none words it."""
        return self.framed.statement.confidence if self.framed else None

    @property
    def signs(self) -> Mapping[str, float]:
        """What tells of the network's proposal how far it can be trusted."""
        source = self.learned.source if self.learned else None
        return source.signs if isinstance(source, Proposal) else NO_SIGNS


def statements(
    context: SentenceContext,
    knowledge: Knowledge,
    judgement: Judgement = NOTHING,
    weigher: Weigher | None = None,
    *,
    framed: bool = True,
) -> list[Statement]:
    """The statements of a sentence, each triple once, the surest wording of it.

    Without a `weigher` the frames and constructions stand alone. With one, what they and the network find is weighed
    together, and what is not likely enough is left out; unless `framed`, the network stands alone.
    """
    if weigher is None:
        return [each.made.statement for each in findings(context, knowledge, NOTHING)]
    found = findings(context, knowledge, judgement)
    if not framed:
        found = [replace(each, framed=None) for each in found if each.learned]
    all_weighed = (weighed(each, weigher) for each in found)
    return [statement for statement in all_weighed if statement.confidence >= weigher.least]


def findings(context: SentenceContext, knowledge: Knowledge, judgement: Judgement) -> list[Finding]:
    """Everything that frames, constructions or the network find in a sentence, however unlikely, every triple once."""
    framed = _surest(_by_lexicon(context, knowledge), knowledge.vocabulary)
    learned = _surest(_learned(context, knowledge, judgement), knowledge.vocabulary)
    relations = knowledge.vocabulary.relations
    found = [
        _finding(key, framed.get(key), learned.get(key), judgement, symmetric=relations[key[1]].symmetric)
        for key in {**framed, **learned}
    ]
    found = [each for each in found if not (reaches_out(each) and _has_rival(each, found))]
    return [each for each in found if not _passes_on(each, found)]


def _has_rival(finding: Finding, others: Iterable[Finding]) -> bool:
    """Whether the network believes that somebody whom the sentence names did the same to the same."""
    made = finding.made.statement
    same = (each for each in others if each is not finding and each.score is not None and each.score > 0)
    return any(
        each.made.statement.relation == made.relation and each.made.statement.object.entity.id == made.object.entity.id
        for each in same
    )


def _passes_on(finding: Finding, others: Iterable[Finding]) -> bool:
    """Whether the network lays to a sender what he whom he sends does: `Russia sent the corps to Mali` is the corps in Mali."""
    if finding.framed is not None or finding.word is None:
        return False
    made = finding.made.statement
    same = [each for each in others if each.word == finding.word and (each.framed is not None or (each.score or 0) > 0)]
    sent = {
        each.made.statement.object.entity.id for each in same if each.made.statement.subject.entity.id == made.subject.entity.id
    }
    doers = (each.made.statement for each in same if each.made.statement.relation == made.relation)
    return any(each.object.entity.id == made.object.entity.id and each.subject.entity.id in sent for each in doers)


def weighed(finding: Finding, weigher: Weigher) -> Statement:
    """The statement with the confidence that lexicon and network give it together.

    Where the doer stands outside the sentence the network cannot see it, and the lexicon is asked alone.
    """
    if reaches_out(finding):
        confidence = unseen(finding.made.statement.confidence)
    else:
        confidence = weigher.probability(finding.score, finding.frame, finding.signs)
    return replace(finding.made.statement, confidence=round(confidence, 3))


def reaches_out(finding: Finding) -> bool:
    """Whether the lexicon takes the doer from outside the sentence."""
    return finding.framed is not None and any(end.elsewhere for end in finding.framed.ends or ())


def _by_lexicon(context: SentenceContext, knowledge: Knowledge) -> Iterator[Made]:
    yield from _framed(context, knowledge)
    if not is_question(context.sentence):
        yield from map(Made, constructions(context, knowledge))


def _surest(found: Iterable[Made], vocabulary: Vocabulary) -> dict[Triple, Made]:
    best: dict[Triple, Made] = {}
    for made in found:
        key = _key(made.statement, vocabulary)
        if key not in best or made.statement.confidence > best[key].statement.confidence:
            best[key] = made
    return best


def _finding(key: Triple, framed: Made | None, learned: Made | None, judgement: Judgement, *, symmetric: bool) -> Finding:
    subject, relation, obj = key
    scores = [log_odds(learned.statement.confidence)] if learned else []
    if judgement.candidates:
        scores.append(judgement.score(subject, relation, obj))
        scores += [judgement.score(obj, relation, subject)] if symmetric else []
    if framed and learned:
        framed = _as_put(_as_heard(framed, learned), learned)
    return Finding(framed, learned, max(scores, default=None))


def _as_put(framed: Made, learned: Made) -> Made:
    """What the lexicon found, its ends by the words that the network is surest of: the name, say, rather than its pronoun."""
    statement, other = framed.statement, learned.statement
    put = {each.entity.id: each for each in (other.subject, other.object)}
    if any(end.elsewhere for end in framed.ends or ()):
        return framed
    subject, obj = put[statement.subject.entity.id], put[statement.object.entity.id]
    return replace(framed, statement=replace(statement, subject=subject, object=obj))


def _as_heard(framed: Made, learned: Made) -> Made:
    """What the lexicon found, denied or with a modality where the network hears one that neither words nor frame give."""
    if not (isinstance(framed.source, Attempt) and isinstance(learned.source, Proposal) and framed.meant):
        return framed
    heard, frame = _heard(framed.meant, learned.source), framed.source.frame
    polarity = framed.statement.polarity if framed.apart else frame.polarity or heard.polarity
    modality = frame.modality or heard.modality
    return replace(framed, statement=replace(framed.statement, polarity=polarity, modality=modality))


def _learned(context: SentenceContext, knowledge: Knowledge, judgement: Judgement) -> Iterator[Made]:
    """What the network proposes, as statements between entities that fit the relations."""
    arguments = ArgumentFinder(context.found, context.discourse, knowledge.nouns, knowledge.vocabulary)
    for proposal in judgement.proposals():
        between_others = listed_only(proposal) or side_by_side(proposal, knowledge, arguments)
        if befell_subject(proposal, knowledge) or between_others or is_asked(proposal.trigger):
            continue
        worded = meaning(_told_by(proposal), knowledge.claims, knowledge.lexicon.verbs.light)
        heard = _heard(worded, proposal)
        word = _wording(proposal.trigger, proposal.relation, heard, context, knowledge, arguments)
        for ends in fitting_ends(proposal, knowledge):
            apart = _apart(ends, context, knowledge)
            meant = replace(heard, polarity=_polarity(apart, worded) if apart else heard.polarity)
            yield Made(word(ends, NETWORK, probability(proposal.score), meant.polarity), proposal, meant, ends, apart)


def _apart(ends: Ends, context: SentenceContext, knowledge: Knowledge) -> Polarity | None:
    """Whether one end of a statement is taken out of what is said (`negated`) or stays while another one is (`affirmed`)."""
    doc = context.sentence.doc
    told = {contrast(doc[end.head], knowledge.claims) for end in ends if end.elsewhere is None}
    return "negated" if "negated" in told else "affirmed" if "affirmed" in told else None


def _polarity(apart: Polarity | None, worded: Meaning) -> Polarity:
    """The polarity of a statement whose ends may be set apart, by the words of its clause."""
    return "negated" if apart == "negated" else worded.polarity


def _heard(meant: Meaning, proposal: Proposal) -> Meaning:
    """The meaning with the denial and modality that the network hears, in more wordings than lists hold: `disclaims any tie`."""
    if proposal.negated > DENIED and not meant.negators:
        meant = replace(meant, polarity="negated")
    if proposal.surely_meant and proposal.modality not in {"asserted", meant.modality}:
        meant = replace(meant, modality=proposal.modality, modal=None)
    return meant


def _told_by(proposal: Proposal) -> Token:
    """The word whose clause tells the statement: `says` for an accusation that rests on `violated` in `Mali says they violated it`.

    It stands above the trigger where the statement's subject is who says it, and its object who is said to do it.
    """
    trigger = proposal.trigger
    says = trigger.head
    if trigger.dep_ not in {"ccomp", "xcomp", "advcl"} or says == trigger:
        return trigger
    speaks = any(_holds(proposal.subject, token) for token in logical_subject(says))
    acts = any(_holds(proposal.object, token) for token in logical_subject(trigger))
    return says if speaks and acts else trigger


def _holds(spotted: Spotted, token: Token) -> bool:
    return spotted.first <= token.i < spotted.last


def befell_subject(proposal: Proposal, knowledge: Knowledge) -> bool:
    """Whether the trigger tells the outcome of what happened to the subject, so that it is not who did it."""
    return any(_holds(proposal.subject, token) for token in befallen(proposal.trigger, knowledge.lexicon.verbs))


def listed_only(proposal: Proposal) -> bool:
    """Whether both ends stand in one list of whom something is done to: `hostility towards France and the UN` is none of theirs."""
    ends = (proposal.subject.arguments[0].head, proposal.object.arguments[0].head)
    one, other = (head_of_name(proposal.trigger.doc[end]) for end in ends)
    shared = one == other and proposal.trigger.is_ancestor(one)
    return shared and preposition(one) not in MUTUAL


def side_by_side(proposal: Proposal, knowledge: Knowledge, arguments: ArgumentFinder) -> bool:
    """Whether both ends do together to somebody what the relation would have them do to each other: `Mali and Niger fight JNIM`."""
    trigger = proposal.trigger
    ends = {proposal.subject.arguments[0].head, proposal.object.arguments[0].head}
    doers = {word.i for subject in logical_subject(trigger) for word in coordinated(subject)}
    if not ends <= doers or knowledge.vocabulary.relations[proposal.relation].sign >= 0:
        return False
    return any(word.i not in doers and arguments.alone(word) for word in logical_object(trigger))


def fitting_ends(proposal: Proposal, knowledge: Knowledge) -> Iterator[Ends]:
    """The pairs of entities of a proposal's candidates that the relation may hold between.

    Nobody is tied to himself: where a phrase stands for the other end, it is read as somebody of its own.
    """
    relation, doc = knowledge.vocabulary.relations[proposal.relation], proposal.trigger.doc
    for subject, obj in product(proposal.subject.arguments, proposal.object.arguments):
        pairs = [(subject, obj)]
        if subject.entity.id == obj.entity.id:
            ways = [product(proposal.subject.itself, [obj]), product([subject], proposal.object.itself)]
            if doc[obj.head].pos_ == "PRON":  # the object is no pronoun for its verb's subject, whatever that stands for
                ways.reverse()
            pairs = [*ways[0], *ways[1]][:1]
        for one, other in pairs:
            left = _fitting(one, proposal.subject, relation.domain, knowledge, doc)
            right = fit(other, relation.range, knowledge)
            if right is None and relation.of_government:
                right = governing(other, knowledge)
            right = right or _fitting(other, proposal.object, relation.range, knowledge, doc)
            if left is not None and right is not None and left.entity.id != right.entity.id:
                yield left, right


def _fitting(argument: Argument, spotted: Spotted, kinds: tuple[str, ...], knowledge: Knowledge, doc: Doc) -> Argument | None:
    """The argument as one of the classes: whom it stands for, the phrase itself, or who acts where a place is said to.

    `Sahelian states` are not the Sahel.
    """
    found = fit(argument, kinds, knowledge)
    if found is None and argument not in spotted.itself:
        found = next((each for each in spotted.itself if fit(each, kinds, knowledge)), None)
    return found or (acting(argument, kinds, knowledge) if doc[argument.head].pos_ != "ADJ" else None)


def _key(statement: Statement, vocabulary: Vocabulary) -> Triple:
    ends = [statement.subject.entity.id, statement.object.entity.id]
    if vocabulary.relations[statement.relation].symmetric:
        ends.sort()
    return ends[0], statement.relation, ends[1]


def _framed(context: SentenceContext, knowledge: Knowledge) -> Iterator[Made]:
    arguments = ArgumentFinder(context.found, context.discourse, knowledge.nouns, knowledge.vocabulary)
    matches = (each for each in attempts(context, knowledge, arguments) if each.refusal is None)
    for trigger, group in groupby(matches, key=lambda match: match.trigger):
        meant = meaning(trigger, knowledge.claims, knowledge.lexicon.verbs.light)
        for match in group:
            frame = match.frame
            stated = replace(meant, polarity=frame.polarity or meant.polarity, modality=frame.modality or meant.modality)
            word = _wording(trigger, frame.relation, stated, context, knowledge, arguments)
            for subject, obj in match.pairs():
                confidence = round(frame.confidence * subject.certainty * obj.certainty, 3)
                apart = _apart((subject, obj), context, knowledge)
                yield Made(
                    word((subject, obj), frame.id, confidence, _polarity(apart, stated)), match, meant, (subject, obj), apart
                )


def _wording(
    trigger: Token, name: str, meant: Meaning, context: SentenceContext, knowledge: Knowledge, arguments: ArgumentFinder
) -> Callable[[Ends, str, float, Polarity], Statement]:
    """What makes the statements of a trigger, whichever source found it, from two ends, the frame's id, confidence and polarity."""
    relation = knowledge.vocabulary.relations[name]
    standing = is_standing(trigger, relation)
    in_passing = standing or (relation.family == "structure" and trigger.dep_ in MODIFYING)
    speaker = None if in_passing else speaker_mention(meant.speaker, context, arguments)
    day = event_date(trigger, relation, context, knowledge)

    def word(ends: Ends, frame: str, confidence: float, polarity: Polarity) -> Statement:
        subject, obj = ends
        own_words = relation.family == "contention" and speaker is not None and speaker.entity.id == subject.entity.id
        return Statement(
            document=context.document,
            sentence=context.wording,
            start=context.start,
            end=context.end,
            subject=context.mention(subject),
            relation=relation.name,
            object=context.mention(obj),
            trigger=trigger_text(trigger),
            frame=frame,
            confidence=confidence,
            place=None if standing else event_place(trigger, subject, obj, relation, context, knowledge),
            date=day,
            polarity=polarity,
            modality=meant.modality,
            attributed_to=None if own_words else speaker,
            count=count_of(context.sentence.doc[obj.head], knowledge.nouns.numbers),
        )

    return word
