"""The pages that lead to the others: the first page, and lists by letter, by class and by date."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.names import fold
from kg.records import Entity
from kg.site.catalogue import Catalogue
from kg.site.dossiers import bars, shown_disputes, sources, spots_of
from kg.site.material import Text
from kg.site.records import Disputes, Entry, Front, Listing, Ref, Section
from kg.timing import When

TOP = 12
SOURCES = 12
MOST_DISPUTES = 500
NO_LETTER = "#"

ACTORS, PLACES, OTHERS = "actors.html", "places.html", "others.html"
CLASSES, DOCUMENTS, DISPUTES, FRONT, SEARCH = "classes.html", "documents.html", "contradictions.html", "index.html", "search.html"


def front(catalogue: Catalogue) -> Front:
    """The first page."""
    told = catalogue.material.statements
    days: list[When] = [day for day in catalogue.days.values() if day]
    spots, rough = spots_of(catalogue, told)
    newest = sorted(catalogue.material.texts, key=lambda text: (text.date or "", text.name), reverse=True)
    return Front(
        path=FRONT,
        actors=len(catalogue.actors),
        places=len(catalogue.places),
        documents=len(catalogue.material.texts),
        statements=len(told),
        disputes=len({(min(one, other), max(one, other)) for _, one, other in catalogue.material.disputes}),
        first=min((day.known_first for day in days), default=None),
        last=max((day.known_last for day in days), default=None),
        bars=bars(catalogue.days.values()),
        spots=spots,
        rough=rough,
        top_actors=_top(catalogue, catalogue.actors),
        top_places=_top(catalogue, [each for each in catalogue.places if each not in catalogue.actors]),
        newest=tuple(_document(catalogue, text) for text in newest[:TOP]),
        sources=sources(told, SOURCES),
    )


def listings(catalogue: Catalogue) -> Iterator[Listing]:
    """The lists of everything that has a page."""
    say = catalogue.words.say
    for path, key, entities in (
        (ACTORS, "actors", catalogue.actors),
        (PLACES, "places", catalogue.places),
        (OTHERS, "others", catalogue.others),
    ):
        if entities or path != OTHERS:
            yield Listing(path, say(key), say(f"{key}_lead"), _by(catalogue, entities, _letter), _others(catalogue, path))
    kinds = _by(catalogue, catalogue.entities.values(), lambda entity: catalogue.words.kind(entity.kind))
    yield Listing(CLASSES, say("classes"), say("classes_lead"), kinds, _others(catalogue, CLASSES))
    yield Listing(DOCUMENTS, say("documents"), say("documents_lead"), _by_year(catalogue))


def contradictions(catalogue: Catalogue) -> Disputes:
    """The page of all contradictions."""
    shown = shown_disputes(catalogue, catalogue.material.disputes, MOST_DISPUTES)
    pairs = {(min(one, other), max(one, other)) for _, one, other in catalogue.material.disputes}
    return Disputes(DISPUTES, tuple(shown), len(pairs) - len(shown))


def _others(catalogue: Catalogue, path: str) -> tuple[Ref, ...]:
    """The same in other orders."""
    say = catalogue.words.say
    lists = [(ACTORS, "actors"), (PLACES, "places"), *([(OTHERS, "others")] if catalogue.others else []), (CLASSES, "classes")]
    return tuple(Ref(say(key), None if own == path else own) for own, key in lists)


def _top(catalogue: Catalogue, entities: Iterable[Entity]) -> tuple[Entry, ...]:
    ranked = sorted(entities, key=lambda entity: (-len(catalogue.about.get(entity.id, ())), fold(entity.name), entity.id))
    return tuple(_entry(catalogue, entity) for entity in ranked[:TOP] if catalogue.about.get(entity.id))


def _by(catalogue: Catalogue, entities: Iterable[Entity], name: Callable[[Entity], str]) -> tuple[Section, ...]:
    sections: defaultdict[str, list[Entity]] = defaultdict(list)
    for entity in sorted(entities, key=lambda entity: (fold(entity.name), entity.id)):
        sections[name(entity)].append(entity)
    return tuple(
        Section(key, tuple(_entry(catalogue, entity) for entity in some))
        for key, some in sorted(sections.items(), key=lambda item: (item[0] == NO_LETTER, fold(item[0])))
    )


def _letter(entity: Entity) -> str:
    first = fold(entity.name)[:1].upper()
    return first if first.isalpha() else NO_LETTER


def _by_year(catalogue: Catalogue) -> tuple[Section, ...]:
    years: defaultdict[str, list[Text]] = defaultdict(list)
    for text in sorted(catalogue.material.texts, key=lambda text: (text.date or "", text.name, text.id), reverse=True):
        years[text.date[:4] if text.date else catalogue.words.say("undated")].append(text)
    return tuple(Section(year, tuple(_document(catalogue, text) for text in some)) for year, some in years.items())


def _entry(catalogue: Catalogue, entity: Entity) -> Entry:
    told: Sequence[object] = catalogue.about.get(entity.id, ())
    return Entry(catalogue.ref(entity), catalogue.words.kind(entity.kind), len(told), catalogue.mark(entity))


def _document(catalogue: Catalogue, text: Text) -> Entry:
    beside = " · ".join(filter(None, (text.date, text.source)))
    return Entry(
        Ref(text.title or text.name, catalogue.document_pages[text.id]), beside, len(catalogue.of_document.get(text.id, ()))
    )
