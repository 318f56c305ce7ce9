"""The pages of documents: the text with every statement and every name that is known in it marked."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from kg.site.addresses import anchor
from kg.site.catalogue import Catalogue
from kg.site.marking import Name, Span, names_in, paragraphs
from kg.site.material import Text
from kg.site.records import Reading, Ref, Tally


def reading(catalogue: Catalogue, text: Text) -> Reading:
    """The page of a document."""
    told = catalogue.of_document.get(text.id, ())
    sentences: defaultdict[Span, list[tuple[str, int]]] = defaultdict(list)
    for number, each in enumerate(told, start=1):
        if each.id in catalogue.material.positions:
            sentences[catalogue.material.positions[each.id].sentence].append((anchor(each.id), number))
    numbers = Counter(iri for each in told for iri in {each.subject.id, each.object.id})
    return Reading(
        path=catalogue.document_pages[text.id],
        title=text.title or text.name,
        name=text.name,
        date=text.date,
        source=text.source,
        language=text.language,
        paragraphs=paragraphs(text.text, text.body, sentences, [*_arguments(catalogue, text), *_names(catalogue, text)]),
        claims=tuple(catalogue.claim(each, number) for number, each in enumerate(told, start=1)),
        speaks_of=tuple(
            Tally(catalogue.ref_of(iri), number)
            for iri, number in sorted(
                ((iri, numbers[iri]) for iri in {*text.mentions, *numbers} if iri in catalogue.pages),
                key=lambda item: (-item[1], catalogue.ref_of(item[0]).name, item[0]),
            )
        ),
    )


def _arguments(catalogue: Catalogue, text: Text) -> Iterator[Name]:
    """The words that stand for the subject and the object of each statement."""
    for each in catalogue.of_document.get(text.id, ()):
        place = catalogue.material.positions.get(each.id)
        if place:
            yield (*place.subject, catalogue.ref(each.subject))
            yield (*place.object, catalogue.ref(each.object))


def _names(catalogue: Catalogue, text: Text) -> Iterator[Name]:
    """Where the text says a name of somebody it is known to speak of. A name that two of them have is nobody's."""
    bearers: defaultdict[str, set[Ref]] = defaultdict(set)
    for iri in text.mentions:
        if iri in catalogue.pages:
            entity = catalogue.entities[iri]
            for name in (entity.name, *entity.aliases):
                bearers[name].add(catalogue.ref(entity))
    known = {name: next(iter(refs)) for name, refs in bearers.items() if len(refs) == 1}
    yield from names_in(text.text, text.body, known)
