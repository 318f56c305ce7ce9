"""Who and what has a page, and what is told of each: the material in the order in which pages need it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from kg.explorer.style import Style, load_style
from kg.projection import ACTOR
from kg.records import ENTITY_BASE, Entity, StoredFact, StoredStatement
from kg.site.addresses import anchor, document_page, entity_page
from kg.site.material import Material, Text
from kg.site.records import Claim, Ref
from kg.site.words import Words
from kg.timing import When, when

Item = TypeVar("Item")

PLACE = "Place"
UNDATED = "0000"


class Catalogue:
    """The material by entity and by document. Every entity that a statement or a document speaks of has a page."""

    def __init__(self, material: Material, words: Words) -> None:
        self.material = material
        self.words = words
        self.style: Style = load_style(words.vocabulary)
        self.days: dict[str, When | None] = {each.id: when(each) for each in material.statements}
        self.texts: Mapping[str, Text] = {text.id: text for text in material.texts}
        self.of_document: Mapping[str, Sequence[StoredStatement]] = _grouped((each.document, each) for each in material.statements)
        self.about: Mapping[str, Sequence[StoredStatement]] = _grouped(
            (iri, each) for each in material.statements for iri in dict.fromkeys(entity.id for entity in each.entities)
        )
        self.mentioned: Mapping[str, Sequence[Text]] = _grouped((iri, text) for text in material.texts for iri in text.mentions)
        self.entities = self._entities()
        self.pages = {iri: entity_page(iri) for iri in self.entities}
        self.document_pages = {text.id: document_page(text.id, text.name) for text in material.texts}
        self.facts: Mapping[str, Sequence[StoredFact]] = _grouped(
            (end, fact) for fact in material.facts for end in dict.fromkeys((fact.subject, fact.object))
        )
        self.by_id = {each.id: each for each in material.statements}

    def _entities(self) -> dict[str, Entity]:
        """In the order of their ids. An entity that the store no longer describes still has its statements."""
        told = {entity.id: entity for each in self.material.statements for entity in each.entities}
        speaks_of = {iri for iri in self.mentioned if iri in self.material.entities}
        return {iri: self.material.entities.get(iri) or told[iri] for iri in sorted(told.keys() | speaks_of)}

    @cached_property
    def between(self) -> Mapping[tuple[str, str], Counter[str]]:
        """How many statements of each family assert something of a pair, the lesser id first."""
        relation = self.words.vocabulary.relation
        found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for each in self.material.statements:
            if each.is_plain:
                one, other = each.subject.id, each.object.id
                found[min(one, other), max(one, other)][relation(each.relation).family] += 1
        return found

    @cached_property
    def actors(self) -> list[Entity]:
        """Those that can act, countries too."""
        return [entity for entity in self.entities.values() if self.is_a(entity, ACTOR)]

    @cached_property
    def places(self) -> list[Entity]:
        """Places, countries too."""
        return [entity for entity in self.entities.values() if self.is_a(entity, PLACE)]

    @cached_property
    def others(self) -> list[Entity]:
        """What is neither: materiel, events and the like."""
        return [each for each in self.entities.values() if not self.is_a(each, ACTOR) and not self.is_a(each, PLACE)]

    def is_a(self, entity: Entity, ancestor: str) -> bool:
        """Whether the entity is of that class or one below it."""
        return self.words.vocabulary.is_a(entity.kind, ancestor)

    def mark(self, entity: Entity) -> int:
        """The place of the entity's mark among those of the style."""
        return self.style.classes.index(self.style.of_class(entity.kind, self.words.vocabulary))

    def ref(self, entity: Entity) -> Ref:
        """The entity's name as a link to its page."""
        known = self.entities.get(entity.id, entity)
        return Ref(known.name, self.pages.get(entity.id))

    def ref_of(self, iri: str) -> Ref:
        """The same by its id, where it may have no page."""
        known = self.entities.get(iri) or self.material.entities.get(iri)
        return Ref(known.name if known else iri.removeprefix(ENTITY_BASE), self.pages.get(iri))

    def newest_first(self, statements: Sequence[StoredStatement]) -> list[StoredStatement]:
        """By the first day they are about, the undated last."""
        return sorted(statements, key=lambda each: (self.day(each), each.document_date or "", each.id), reverse=True)

    def day(self, statement: StoredStatement) -> str:
        """The first day that is known of; a text before all others where none is."""
        found = self.days[statement.id]
        return found.known_first if found else UNDATED

    def claim(self, statement: StoredStatement, key: int = 0) -> Claim:
        """The statement as pages show it."""
        words = self.words
        marks = [words.say("negated")] if statement.polarity == "negated" else []
        marks += [words.say(statement.modality)] if statement.modality != "asserted" else []
        day = self.day(statement)
        return Claim(
            anchor=anchor(statement.id),
            subject=self.ref(statement.subject),
            relation=words.relation(statement.relation),
            object=self.ref(statement.object),
            family=words.vocabulary.relation(statement.relation).family,
            marks=tuple(marks),
            date=statement.date or statement.document_date,
            by_document=statement.date is None and statement.document_date is not None,
            place=self.ref(statement.place) if statement.place else None,
            speaker=self.ref(statement.attributed_to) if statement.attributed_to else None,
            count=statement.count,
            confidence=round(100 * statement.confidence),
            sentence=" ".join(statement.sentence.split()),
            page=self.document_pages.get(statement.document, ""),
            document=statement.document_title or statement.document_name,
            source=statement.document_source,
            day="" if day == UNDATED else day,
            key=key,
        )


def _grouped(pairs: Iterable[tuple[str, Item]]) -> dict[str, list[Item]]:
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for key, item in pairs:
        found[key].append(item)
    return found
