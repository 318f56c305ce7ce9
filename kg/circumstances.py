"""When and where a statement's event happened, who says so, and the words that carry it: read around its trigger."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from kg.arguments import Argument, ArgumentFinder
from kg.context import Knowledge, SentenceContext
from kg.dates import DateSpan
from kg.mentions import Found
from kg.names import slug
from kg.periods import DAY_LENGTH
from kg.records import ENTITY_BASE, Entity, Mention
from kg.syntax import OPENING, PASSIVE_SUBJECTS, SUBJECTS, VerbLists, first_conjunct, lends, logical_object, mark_of, preposition
from kg.vocabulary import Relation

LOCATIVE = frozenset({"in", "at", "near", "on", "around", "outside", "outside of", "inside", "across", "along", "off"}) | {
    "throughout", "within", "between"
}  # fmt: skip
FROM = frozenset({"to", "from", "of"})
"""Prepositions of the place that a bearing is taken from: `close to`, `not far from`, `north of`."""
DIRECTIVE = {"towards": frozenset({"to", "into", "towards", "toward"}), "away": frozenset({"from", "out of", "off"})}
"""By what the ontology says of where a relation happens."""
ABOVE = {"violence": frozenset({"over", "above"})}
"""What is shot down falls from the sky over a place, while talks over one are about it."""
LASTING = frozenset({"structure", "posture"})
"""Families of relations that may hold on; the others are acts."""
NAMING = frozenset({"compound", "flat", "appos", "nmod", "nmod:desc"})
"""How the name of a place hangs on the noun that says what it is."""
OWNING = frozenset({"amod", "nmod:poss"})
"""How the name of a country hangs on a noun for its soil."""
MAX_CLIMB = 4
OTHER_EVENT = frozenset({"ccomp", "acl:relcl", "parataxis", "advcl:relcl"})
"""How the clause of an event hangs on another one, whose date is not its own."""
CLAUSES = OTHER_EVENT | {"acl", "advcl", "csubj"}
"""Labels of what begins a clause."""
FOLLOWING = frozenset({"advcl", "conj"})
"""How a verb without a subject hangs on the one whose event it goes on with: `was attacked, killing ten`."""
SAME_SUBJECT = frozenset({"conj", "advcl", "xcomp"})
"""How a verb hangs on one above it whose day it shares, also where it tells of a lasting tie."""
PARTICIPLES = frozenset({"VBN", "VBG"})
SAID = "contention"
"""The family of relations that are mostly words: what they tell of another's deeds has a time of its own."""
CHARGES = frozenset({"advcl", "ccomp", "xcomp"})
BEFORE_NOUNS = frozenset({"nmod:poss", "compound", "amod", "nummod", "nmod:unmarked", "nmod:desc"})
"""How a date hangs on a noun that it stands before."""


def is_standing(trigger: Token, relation: Relation) -> bool:
    """Whether a noun in passing states a lasting tie (`Mali's foreign minister`), which has no time and place of the clause."""
    becomes = trigger.dep_ == "xcomp" or (trigger.dep_ == "obl" and preposition(trigger) == "as")
    predicate = becomes or any(child.dep_ == "cop" for child in trigger.children)
    return relation.family == "structure" and trigger.pos_ in {"NOUN", "PROPN"} and not predicate


def trigger_text(trigger: Token) -> str:
    """The trigger with its particles, in the order of the text: `pull out`."""
    particles = [child for child in trigger.children if child.dep_ == "compound:prt"]
    return " ".join(token.text for token in sorted([trigger, *particles], key=lambda token: token.i))


def speaker_mention(token: Token | None, context: SentenceContext, arguments: ArgumentFinder) -> Mention | None:
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


def event_place(
    trigger: Token, subject: Argument, obj: Argument, relation: Relation, context: SentenceContext, knowledge: Knowledge
) -> Mention | None:
    """Where it happened; None for a lasting tie, and for what has no place but its arguments unless the verb itself has one.

    The nearest place phrase of the trigger, of the object, or of the clause above; for an act with none, the nearest of
    the sentence, or the place that the list item or line begins with.
    """
    if relation.family == "structure" and relation.happens is None:
        return None
    head = context.sentence.doc[obj.head]
    barred = {subject.entity.id, obj.entity.id, *_listed_with(head, context)}
    prepositions = LOCATIVE | DIRECTIVE.get(relation.happens or "", frozenset()) | ABOVE.get(relation.family, frozenset())
    nodes = _nodes(trigger, head) if relation.happens else [trigger]
    phrases = [child for node in nodes for child in node.children if preposition(child) in prepositions and not _is_origin(child)]
    phrases = sorted(phrases, key=lambda phrase: phrase.head != trigger or _opens_wide(phrase, phrases, context, knowledge))
    phrases += [child for node in nodes for child in node.children if _is_bearing(child, knowledge)]
    sent_to = _destination(trigger, knowledge) if relation.family not in LASTING else None
    told = (_place_at(phrase.i, barred, context, knowledge) for phrase in [*phrases, *([sent_to] if sent_to else ())])
    if place := next((each for each in told if each is not None), None):
        return context.mention(place)
    if relation.family in LASTING:
        return None
    if knowledge.vocabulary.is_a(obj.entity.kind, "Place"):  # `Hombori: garrison overrun`
        return _setting_place(barred, context) if obj.entity.name.islower() else None
    if relation.happens is None:
        return _setting_place(barred, context)
    near = sorted(_stretch(trigger), key=lambda token: (abs(token.i - trigger.i), token.i))
    near = [token for token in near if preposition(token) in LOCATIVE] + [token for token in near if _is_bearing(token, knowledge)]
    near = sorted(near, key=lambda token: any(_narrows(other, token) for other in near))
    found = (_place_at(token.i, barred, context, knowledge) for token in near)
    place = next((each for each in found if each is not None), None) or _on_the_way(trigger, barred, context, knowledge)
    return context.mention(place) if place else _setting_place(barred, context)


def _is_origin(phrase: Token) -> bool:
    """Whether a phrase says where people come from: `arrested two men from Gao`."""
    noun = phrase.head
    return (
        preposition(phrase) in DIRECTIVE["away"] and phrase.dep_ == "nmod" and noun.pos_ in {"NOUN", "PROPN"} and noun.dep_ == "obj"
    )


def _opens_wide(phrase: Token, phrases: list[Token], context: SentenceContext, knowledge: Knowledge) -> bool:
    """Whether a sentence opens with a country or region and names a town in it after: `In Mali, JNIM killed soldiers in Gao`."""
    wide = context.found.get(phrase.i)
    if wide is None or not knowledge.vocabulary.fits(wide.entity.kind, ("Country", "Region")):
        return False
    after = (context.found[each.i].entity for each in phrases if each.i > phrase.i and each.i in context.found)
    return any(knowledge.vocabulary.is_a(entity.kind, "Settlement") for entity in after)


def _narrows(place: Token, wider: Token) -> bool:
    """Whether a place phrase stands right before another that says where it lies: `in Kukawa, in Nigeria's Borno state`."""
    between = place.doc[place.i + 1 : wider.left_edge.i]
    return place.i < wider.i and place.head == wider.head and all(word.is_punct for word in between)


def _stretch(trigger: Token) -> Span:
    """The words of the sentence around one, up to the next colon or semicolon on either side."""
    sentence = trigger.sent
    marks = [word.i for word in sentence if word.text in {":", ";"}]
    begin = max((mark + 1 for mark in marks if mark < trigger.i), default=sentence.start)
    end = min((mark for mark in marks if mark > trigger.i), default=sentence.end)
    return trigger.doc[begin:end]


def _is_bearing(token: Token, knowledge: Knowledge) -> bool:
    """Whether a word says where something lies from a place that follows it: `close to Gao`, `30 kilometres from Gao`."""
    return token.lemma_.lower() in knowledge.nouns.bearings and any(preposition(child) in FROM for child in token.children)


def _destination(trigger: Token, knowledge: Knowledge) -> Token | None:
    """Where somebody goes or is sent to do it: `Diffa` for `help` in `Soldiers were sent to Diffa to help the army`, and for
    `meet` in `He flew to Diffa and met them`."""
    verb = trigger.head
    errand = trigger.dep_ in {"advcl", "xcomp"} and mark_of(trigger, {"to"}) is not None
    then = trigger.dep_ == "conj" and trigger.pos_ == "VERB" and not any(child.dep_ in SUBJECTS for child in trigger.children)
    if not (errand or then):
        return None
    known = knowledge.lexicon.relations_of(verb.lower_, verb.lemma_.lower(), verb.pos_)
    moves = any(_leads_somewhere(knowledge.vocabulary.relations[name]) for name in known)
    return next((child for child in verb.children if preposition(child) in DIRECTIVE["towards"]), None) if moves else None


def _leads_somewhere(relation: Relation) -> bool:
    """Whether who does it goes or sends somebody to a place: what it happens towards, or, for an act, what it is done to."""
    return relation.happens == "towards" or (relation.range == ("Place",) and relation.family != "structure")


def _on_the_way(trigger: Token, barred: set[str], context: SentenceContext, knowledge: Knowledge) -> Argument | None:
    """Where a way begins on which it happened: `Gao` in `A convoy travelling from Gao to Ansongo was attacked, killing ten`."""
    deeds = [trigger]
    while deeds[-1].dep_ in FOLLOWING and not any(child.dep_ in SUBJECTS | PASSIVE_SUBJECTS for child in deeds[-1].children):
        deeds.append(deeds[-1].head)
    for node in (word for deed in deeds for noun in [deed, *logical_object(deed)] for word in noun.subtree):
        begin = next((child for child in node.children if preposition(child) == "from"), None)
        ends = (*node.children, *begin.children) if begin is not None else ()
        if begin is not None and any(preposition(child) == "to" and child.i > begin.i for child in ends):
            return _place_at(begin.i, barred, context, knowledge)
    return None


def _listed_with(head: Token, context: SentenceContext) -> set[str]:
    """The entities of a list in which the word stands: `from Tessalit, Menaka and Faya`."""
    first = head.head if head.dep_ == "conj" else head
    listed = [first, *(child for child in first.children if child.dep_ == "conj")]
    return {context.found[token.i].entity.id for token in listed if token.i in context.found}


def _nodes(trigger: Token, obj: Token) -> list[Token]:
    """The words whose place phrases may say where: the trigger, its object, and the clause above."""
    nodes = [trigger, *logical_object(trigger), obj]
    above = trigger
    for _ in range(MAX_CLIMB):
        if above.head == above or above.dep_ in {"ccomp", "acl:relcl", "parataxis"}:
            break
        above = above.head
        nodes.append(above)
    return nodes


def _place_at(index: int, barred: set[str], context: SentenceContext, knowledge: Knowledge) -> Argument | None:
    mention = context.found.get(index) or _name_of_place(context.sentence.doc[index], context, knowledge)
    if mention is None or mention.entity.id in barred or not knowledge.vocabulary.is_a(mention.entity.kind, "Place"):
        return None
    if mention.entity.name.islower():  # `over the gold pits`: what is fought over is not where
        return None
    return Argument(mention.entity, mention.first, mention.last, index)


def _name_of_place(token: Token, context: SentenceContext, knowledge: Knowledge) -> Found | None:
    """The name of what a noun says is a place: `the Sahel region`, `the town of Djibo`, `the city, Gao`, `Malian soil`, `his
    Niamey home`; failing that, where it lies: `a gold pit outside Narena`, `close to Gao`."""
    lemma = token.lemma_.lower()
    soil, bearing = lemma in knowledge.nouns.soil, _is_bearing(token, knowledge)
    home = lemma in knowledge.nouns.homes
    if not (soil or home or bearing or any(knowledge.vocabulary.is_a(kind, "Place") for kind in knowledge.nouns.classes_of(lemma))):
        return None
    naming = NAMING | OWNING if soil else NAMING
    names = [child for child in token.children if child.dep_ in naming and preposition(child) in {"", "of"}]
    named = (context.found[each.i] for each in names if each.i in context.found)
    found = next(named, None)
    if found is not None:
        return found
    lies = (context.found.get(child.i) for child in token.children if preposition(child) in (FROM if bearing else LOCATIVE))
    states = ("State",)  # `a militia close to Rwanda` is nowhere near it
    return next((each for each in lies if each is not None and not knowledge.vocabulary.fits(each.entity.kind, states)), None)


def _setting_place(barred: set[str], context: SentenceContext) -> Mention | None:
    place = context.setting.place
    return place if place is not None and place.entity.id not in barred else None


def event_date(trigger: Token, relation: Relation, context: SentenceContext, knowledge: Knowledge) -> str | None:
    """When it happened, as ISO 8601; None for a lasting tie stated in passing."""
    if is_standing(trigger, relation):
        return None
    nearest = nearest_date(trigger, relation, context, knowledge)
    if nearest and nearest.value:
        return _ended(nearest.value, relation)
    # What a line or list begins with is the day of what is told there, and not that since which Gao lies in Mali.
    told = relation.family != "structure" or trigger.pos_ == "VERB"
    written = context.setting.dateline and _has_more_days(context)
    return context.setting.date if told and not written else None


def _has_more_days(context: SentenceContext) -> bool:
    """Whether a sentence names another day than that of its dateline, so that it does not tell of the day of writing."""
    return any(span.value != context.setting.date for span in context.own_dates)


def _ended(value: str, relation: Relation) -> str:
    """The date of an act: what began and has no end yet (`since 2012`) can only be a lasting state."""
    return value.removesuffix("/..") if relation.family not in LASTING else value


def nearest_date(trigger: Token, relation: Relation, context: SentenceContext, knowledge: Knowledge) -> DateSpan | None:
    """When it happened: the date that hangs on the trigger or on a word above it, else the nearest one of its own clause.

    A date of another clause is that of something else: `He leads the group that was founded in 2012`.
    """
    inside = context.own_dates
    if not inside:
        return None
    lasting = relation.family == "structure"
    which = [span for span in inside if _tells_which(span, context.sentence, knowledge)]
    which += [span for span in inside if relation.family == SAID and _is_of_charge(span, trigger, context.sentence)]
    when = [span for span in inside if span not in which]
    nodes = list(_dated_by(trigger, knowledge.lexicon.verbs, lasting=lasting))
    for node in nodes:
        near = [span for span in when if _hangs_on(span, node, trigger, context.sentence)]
        if near:
            return min(near, key=lambda span: abs(span.start - trigger.idx))
    roots = [(span, root) for span in inside if (root := _root(span, context.sentence)) is not None]
    named = [(span, root) for span, root in roots if span in which or _before_noun(root)]
    agreed = [span for span, root in named if _is_agreed(root.head, trigger, knowledge)]
    if agreed:
        return agreed[0]
    if lent := _lent_by_participle(roots, nodes, trigger):
        return lent
    own = _clause(trigger)
    if lasting or own not in nodes:
        return None
    beside = [span for span, root in roots if span not in which and not _before_noun(root) and _clause(root) == own]
    return min(beside, key=lambda span: abs(span.start - trigger.idx), default=None) or _day_of_all(roots, own, context.sentence)


def _lent_by_participle(roots: list[tuple[DateSpan, Token]], nodes: list[Token], trigger: Token) -> DateSpan | None:
    """The day that the parse hangs on a participle in the clause of the event: `struck a convoy escorted by troops on Monday`."""
    for date, root in roots:
        clause = _clause(root)
        above = _clause(clause.head)
        hangs = clause.dep_ == "acl" and clause.tag_ in PARTICIPLES and above in nodes and above.i < clause.i
        if hangs and clause != trigger and len(date.value) == DAY_LENGTH and not _before_noun(root):
            return date
    return None


def _day_of_all(roots: list[tuple[DateSpan, Token]], clause: Token, sentence: Span) -> DateSpan | None:
    """The date that a sentence opens with, for a clause joined to its first one: `On Monday they struck and ten soldiers died`."""
    first = first_conjunct(clause)
    opens = (span for span, root in roots if root.head == first and root.dep_ in OPENING and _begins(root, sentence))
    return next(opens, None) if first != clause and len(roots) == 1 else None


def _begins(root: Token, sentence: Span) -> bool:
    """Whether nothing but a word that joins stands before a phrase in its sentence."""
    return all(word.is_punct or word.is_space or word.pos_ == "CCONJ" for word in sentence.doc[sentence.start : root.left_edge.i])


def _dated_by(trigger: Token, verbs: VerbLists, *, lasting: bool) -> Iterator[Token]:
    """The words whose dates are the event's: the trigger and those above it, as far as they tell of the same event.

    A lasting tie that a phrase states in passing has none of the clause's: `soldiers led by him rebelled on Friday`.
    """
    node = trigger
    for _ in range(MAX_CLIMB + 1):
        yield node
        starts_anew = node.dep_ == "conj" and any(child.dep_ in SUBJECTS | PASSIVE_SUBJECTS for child in node.children)
        in_passing = lasting and node.pos_ != "NOUN" and node.dep_ not in SAME_SUBJECT
        another = node.dep_ in OTHER_EVENT and not _tells_of(node)
        if node.head == node or another or starts_anew or in_passing:
            return
        if node.dep_ == "obj" and node.pos_ == "NOUN" and not lends(node.head, verbs):
            return  # `condemned the attack on Monday`
        node = node.head


def _tells_of(clause: Token) -> bool:
    """Whether a relative clause tells of the event that its noun names: `the coup of 26 July, in which soldiers deposed him`."""
    return any(child.lower_ == "which" and preposition(child) in {"in", "during"} for child in clause.children)


def _clause(token: Token) -> Token:
    """The head of the clause in which the word stands."""
    while token.head != token and not (token.dep_ in CLAUSES or (token.dep_ == "conj" and token.pos_ in {"VERB", "AUX"})):
        token = token.head
    return token


def _root(date: DateSpan, sentence: Span) -> Token | None:
    """The head of a date phrase."""
    span = sentence.doc.char_span(date.start, date.end, alignment_mode="expand")
    return span.root if span is not None else None


def _is_agreed(noun: Token, trigger: Token, knowledge: Knowledge) -> bool:
    """Whether an agreement is made, so that its year is that of the act: `signed the 2015 accord`, `broker of the 2015 peace`."""
    made = noun in logical_object(trigger) or (noun.head == trigger and preposition(noun) == "of")
    agreement = "Agreement" in knowledge.nouns.classes_of(noun.lemma_.lower())
    return made and agreement and trigger.lemma_.lower() in knowledge.lexicon.verbs.agreeing


def _before_noun(root: Token) -> bool:
    """Whether a date stands before the noun of another event: `the 2002 bombings`."""
    return root.i < root.head.i and root.dep_ in BEFORE_NOUNS


def _tells_which(date: DateSpan, sentence: Span, knowledge: Knowledge) -> bool:
    """Whether a year tells which agreement is meant, and not when something happened: `broke the accord of 2015`."""
    root = _root(date, sentence)
    if root is None or not date.value.isdigit() or preposition(root) != "of":
        return False
    return "Agreement" in knowledge.nouns.classes_of(root.head.lemma_.lower())


def _is_of_charge(date: DateSpan, trigger: Token, sentence: Span) -> bool:
    """Whether a month or year is that of what somebody is accused of: `accused it of killing villagers in March 2022`."""
    root = _root(date, sentence)
    if root is None or root.head != trigger or len(date.value.partition("/")[0]) == DAY_LENGTH:
        return False
    return any(child.dep_ in CHARGES and trigger.i < child.i < root.i for child in trigger.children)


def _hangs_on(date: DateSpan, token: Token, trigger: Token, sentence: Span) -> bool:
    """Whether the head of a date phrase depends on the token itself, or on a noun beside it that is no other event."""
    root = _root(date, sentence)
    if root is None or root.head == token:
        return root is not None
    between = root.head
    return (
        not _before_noun(root)
        and between.head == token
        and between.pos_ in {"NUM", "PROPN", "NOUN"}
        and root.dep_ != "conj"
        and (between.dep_ != "conj" or between == trigger)
    )
