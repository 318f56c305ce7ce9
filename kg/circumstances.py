"""When and where a statement's event happened, who says so, and the words that carry it: read around its trigger."""

from spacy.tokens import Span, Token

from kg.arguments import Argument, ArgumentFinder
from kg.context import Knowledge, SentenceContext
from kg.dates import DateSpan
from kg.mentions import Found
from kg.names import slug
from kg.records import ENTITY_BASE, Entity, Mention
from kg.syntax import logical_object, preposition
from kg.vocabulary import Relation

LOCATIVE = frozenset(
    {"in", "at", "near", "on", "around", "outside", "inside", "across", "along", "off", "throughout", "within", "between"}
)
DIRECTIVE = {"towards": frozenset({"to", "into", "towards", "toward"}), "away": frozenset({"from", "out of", "off"})}
"""By what the ontology says of where a relation happens."""
ABOVE = {"violence": frozenset({"over", "above"})}
"""What is shot down falls from the sky over a place, while talks over one are about it."""
LASTING = frozenset({"structure", "posture"})
"""Families of relations that may hold on; the others are acts."""
NAMING = frozenset({"compound", "flat", "appos", "nmod", "nmod:desc"})
"""How the name of a place hangs on the noun that says what it is."""
MAX_CLIMB = 4


def is_standing(trigger: Token, relation: Relation) -> bool:
    """Whether a noun in passing states a lasting tie (`Mali's foreign minister`), which has no time and place of the clause."""
    predicate = any(child.dep_ == "cop" for child in trigger.children)
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
    for node in _nodes(trigger, head) if relation.happens else [trigger]:
        for child in node.children:
            if preposition(child) in prepositions and (place := _place_at(child.i, barred, context, knowledge)):
                return context.mention(place)
    if relation.happens is None or relation.family in LASTING or knowledge.vocabulary.is_a(obj.entity.kind, "Place"):
        return None
    near = sorted(context.sentence, key=lambda token: (abs(token.i - trigger.i), token.i))
    found = (_place_at(token.i, barred, context, knowledge) for token in near if preposition(token) in LOCATIVE)
    place = next((each for each in found if each is not None), None)
    return context.mention(place) if place else _setting_place(barred, context)


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
    return Argument(mention.entity, mention.first, mention.last, index)


def _name_of_place(token: Token, context: SentenceContext, knowledge: Knowledge) -> Found | None:
    """The name of what a noun says is a place: `the Sahel region`, `the town of Djibo`, `the city, Gao`."""
    if not any(knowledge.vocabulary.is_a(kind, "Place") for kind in knowledge.nouns.groups.get(token.lemma_.lower(), ())):
        return None
    names = (context.found.get(child.i) for child in token.children if child.dep_ in NAMING and preposition(child) in {"", "of"})
    return next((each for each in names if each is not None), None)


def _setting_place(barred: set[str], context: SentenceContext) -> Mention | None:
    place = context.setting.place
    return place if place is not None and place.entity.id not in barred else None


def event_date(trigger: Token, relation: Relation, context: SentenceContext) -> str | None:
    """When it happened, as ISO 8601; None for a lasting tie stated in passing."""
    if is_standing(trigger, relation):
        return None
    nearest = nearest_date(trigger, context)
    return _ended(nearest.value, relation) if nearest and nearest.value else context.setting.date


def _ended(value: str, relation: Relation) -> str:
    """The date of an act: what began and has no end yet (`since 2012`) can only be a lasting state."""
    return value.removesuffix("/..") if relation.family not in LASTING else value


def nearest_date(trigger: Token, context: SentenceContext) -> DateSpan | None:
    """When it happened: the date that hangs on the trigger or on a word above it, else the nearest one before it."""
    begin, end = context.sentence.start_char, context.sentence.end_char
    inside = [span for span in context.dates if begin <= span.start < end]
    if len(inside) <= 1:
        return inside[0] if inside else None
    above = trigger
    for _ in range(MAX_CLIMB + 1):
        near = [span for span in inside if _hangs_on(span, above, context.sentence)]
        if near:
            return min(near, key=lambda span: abs(span.start - trigger.idx))
        if above.head == above:
            break
        above = above.head
    before = [span for span in inside if span.start < trigger.idx]
    return before[-1] if before else inside[0]


def _hangs_on(date: DateSpan, token: Token, sentence: Span) -> bool:
    """Whether the head of a date phrase depends on the token itself."""
    span = sentence.doc.char_span(date.start, date.end, alignment_mode="expand")
    if span is None:
        return False
    head = span.root
    return head.head == token or (head.head.head == token and head.head.pos_ in {"NUM", "PROPN", "NOUN"} and head.dep_ != "conj")
