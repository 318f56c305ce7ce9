"""The pages of entities: everything that is told of an actor or a place, with the newest first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.metrics import place_of
from kg.metrics.places import COARSE
from kg.names import fold
from kg.projection import ACTOR
from kg.records import Entity, StoredFact, StoredStatement
from kg.site.addresses import tie_fragment
from kg.site.catalogue import Catalogue
from kg.site.records import Bar, Claim, Dispute, Dossier, Ego, Fact, Family, Neighbour, Ref, Spot, Tally, Tie
from kg.timing import When

MOST_CLAIMS = 1000
MOST_TIES = 150
MOST_DISPUTES = 50
NEIGHBOURS = 14
SOURCES = 12
MONTHS = 48  # with more of them a timeline counts by years
MOST_MENTIONS = 200


def dossier(catalogue: Catalogue, entity: Entity, disputes: Sequence[tuple[str, str, str]]) -> Dossier:
    """The page of an entity; `disputes` are those of its statements."""
    told = catalogue.newest_first(catalogue.about.get(entity.id, ()))
    keys = _keys(told)
    stated_in = {each.document for each in told}
    texts = catalogue.mentioned.get(entity.id, ())
    spots, rough = spots_of(catalogue, told, entity)
    return Dossier(
        path=catalogue.pages[entity.id],
        name=entity.name,
        kind=catalogue.words.kind(entity.kind),
        mark=catalogue.mark(entity),
        aliases=tuple(sorted(entity.aliases, key=lambda name: (fold(name), name))),
        note=catalogue.material.notes.get(entity.id),
        known=entity.known,
        statements=len(told),
        documents=len(stated_in | {text.id for text in texts}),
        first=min((day for day in map(_first, _days(catalogue, told)) if day), default=None),
        last=max((day for day in map(_last, _days(catalogue, told)) if day), default=None),
        facts=_facts(catalogue, entity),
        bars=bars(_days(catalogue, told)),
        spots=spots,
        rough=rough,
        ego=_ego(catalogue, entity, told),
        families=_families(catalogue, entity, told, keys),
        disputes=tuple(shown_disputes(catalogue, disputes, MOST_DISPUTES)),
        sources=sources(told, SOURCES),
        claims=tuple(catalogue.claim(each, keys[_tie(each)]) for each in told[:MOST_CLAIMS]),
        left_out=max(len(told) - MOST_CLAIMS, 0),
        mentions=_only_mentions(catalogue, [text.id for text in texts if text.id not in stated_in]),
    )


def shown_disputes(catalogue: Catalogue, disputes: Iterable[tuple[str, str, str]], most: int) -> list[Dispute]:
    """The contradictions, each pair once, as far as the store has their statements, up to so many."""
    found: dict[tuple[str, str], Dispute] = {}
    for kind, one, other in disputes:
        pair = (min(one, other), max(one, other))
        if pair not in found and one in catalogue.by_id and other in catalogue.by_id and len(found) < most:
            claims: list[Claim] = [catalogue.claim(catalogue.by_id[each]) for each in pair]
            found[pair] = Dispute(catalogue.words.say(f"dispute_{kind.replace(' ', '_')}"), *claims)
    return list(found.values())


def sources(told: Sequence[StoredStatement], most: int) -> tuple[Tally, ...]:
    """Who publishes most of it: how many statements, and in how many documents."""
    statements = Counter(each.document_source or "" for each in told)
    documents: defaultdict[str, set[str]] = defaultdict(set)
    for each in told:
        documents[each.document_source or ""].add(each.document)
    ranked = sorted(statements.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Tally(Ref(source), number, len(documents[source])) for source, number in ranked[:most])


def bars(days: Iterable[When | None]) -> tuple[Bar, ...]:
    """How much is told of each month or, where that are many, of each year, from the first to the last; by its first day."""
    dated = [day for day in days if day]
    if not dated:
        return ()
    months = [_month(day.known_first) for day in dated]
    by_year = max(months) - min(months) >= MONTHS
    places = [month // 12 for month in months] if by_year else months
    event = Counter(place for place, day in zip(places, dated, strict=True) if day.basis == "event")
    document = Counter(place for place, day in zip(places, dated, strict=True) if day.basis == "document")
    return tuple(
        Bar(f"{place:04}" if by_year else f"{place // 12:04}-{place % 12 + 1:02}", event[place], document[place])
        for place in range(min(places), max(places) + 1)
    )


def spots_of(catalogue: Catalogue, told: Sequence[StoredStatement], own: Entity | None = None) -> tuple[tuple[Spot, ...], int]:
    """Where it happened, the place with the most first, and how many statements name no closer place than a country or region.

    As in `kg.metrics.places`, only what an actor is plainly told to have done has happened anywhere.
    """
    numbers: Counter[str] = Counter()
    rough = 0
    for each in told:
        happened = each.is_plain and catalogue.is_a(each.subject, ACTOR)
        found = place_of(each, catalogue.words.vocabulary) if happened else None
        if found and found[0].id != (own.id if own else None) and any(catalogue.is_a(found[0], kind) for kind in COARSE):
            rough += 1
        elif found:
            numbers[found[0].id] += 1
    if own and own.id in catalogue.material.located:
        numbers[own.id] += 0
    located = catalogue.material.located
    ranked = sorted(((iri, number) for iri, number in numbers.items() if iri in located), key=lambda item: (-item[1], item[0]))
    spots = tuple(
        Spot(catalogue.ref_of(iri), located[iri].latitude, located[iri].longitude, number, own is not None and iri == own.id)
        for iri, number in ranked
    )
    return spots, rough


def _tie(statement: StoredStatement) -> tuple[str, str, str]:
    return statement.subject.id, statement.relation, statement.object.id


def _keys(told: Sequence[StoredStatement]) -> dict[tuple[str, str, str], int]:
    """A number for each tie, by which the page finds its sentences."""
    return {tie: number for number, tie in enumerate(dict.fromkeys(map(_tie, told)), start=1)}


def _families(
    catalogue: Catalogue, entity: Entity, told: Sequence[StoredStatement], keys: Mapping[tuple[str, str, str], int]
) -> tuple[Family, ...]:
    """Ties of the entity itself, not those that only happened there or that it only speaks of."""
    ties: defaultdict[str, defaultdict[int, list[StoredStatement]]] = defaultdict(lambda: defaultdict(list))
    for each in told:
        if entity.id in {each.subject.id, each.object.id}:
            ties[catalogue.words.vocabulary.relation(each.relation).family][keys[_tie(each)]].append(each)
    found = []
    for name in catalogue.words.vocabulary.families:
        if name in ties:
            ranked = sorted(ties[name].items(), key=lambda item: (-len(item[1]), item[0]))
            rows = tuple(_row(catalogue, key, some) for key, some in ranked[:MOST_TIES])
            number = sum(len(some) for some in ties[name].values())
            found.append(Family(name, catalogue.words.family(name), number, rows, max(len(ranked) - MOST_TIES, 0)))
    return tuple(sorted(found, key=lambda family: -family.statements))


def _row(catalogue: Catalogue, key: int, told: Sequence[StoredStatement]) -> Tie:
    newest = catalogue.claim(told[0])
    stated = sum(each.is_plain for each in told)
    days = _days(catalogue, told)
    return Tie(
        key=key,
        fragment=tie_fragment(*_tie(told[0])),
        subject=newest.subject,
        relation=newest.relation,
        object=newest.object,
        stated=stated,
        otherwise=len(told) - stated,
        first=min((day for day in map(_first, days) if day), default=None),
        last=max((day for day in map(_last, days) if day), default=None),
        newest=f"{newest.page}#{newest.anchor}",
    )


def _facts(catalogue: Catalogue, entity: Entity) -> tuple[Fact, ...]:
    """What the entity is or belongs to, what it is now before what it was; then what others are to it."""

    def rank(fact: StoredFact) -> tuple[bool, bool, str, str]:
        return fact.subject != entity.id, fact.valid_until is not None, _backwards(fact.valid_from or ""), fact.id

    return tuple(
        Fact(
            catalogue.ref_of(fact.subject),
            catalogue.words.relation(fact.relation),
            catalogue.ref_of(fact.object),
            fact.role,
            fact.valid_from,
            fact.valid_until,
        )
        for fact in sorted(catalogue.facts.get(entity.id, ()), key=rank)
    )


def _ego(catalogue: Catalogue, entity: Entity, told: Sequence[StoredStatement]) -> Ego | None:
    """Those with whom most is told, without what is denied or not asserted."""
    ties: defaultdict[str, Counter[str]] = defaultdict(Counter)
    met = {}
    for each in (one for one in told if one.is_plain):
        for one, other in ((each.subject, each.object), (each.object, each.subject)):
            if one.id == entity.id != other.id:
                ties[other.id][catalogue.words.vocabulary.relation(each.relation).family] += 1
                met[other.id] = other
    if not ties:
        return None
    nearest = sorted(ties, key=lambda iri: (-ties[iri].total(), iri))[:NEIGHBOURS]
    order = {name: place for place, name in enumerate(catalogue.words.vocabulary.families)}
    main = {iri: min(ties[iri].items(), key=lambda item: (-item[1], order[item[0]]))[0] for iri in nearest}
    nearest.sort(key=lambda iri: (order[main[iri]], -ties[iri].total(), iri))
    neighbours = (Neighbour(catalogue.ref(met[iri]), catalogue.mark(met[iri]), main[iri], ties[iri].total()) for iri in nearest)
    return Ego(entity.name, catalogue.mark(entity), tuple(neighbours), tuple(_among(catalogue, nearest)))


def _among(catalogue: Catalogue, nearest: Sequence[str]) -> list[tuple[int, int, str]]:
    """The ties among the neighbours, each pair once with its commonest family."""
    found: dict[tuple[int, int], Counter[str]] = {}
    for place, one in enumerate(nearest):
        for other_place, other in enumerate(nearest[place + 1 :], start=place + 1):
            families = catalogue.between.get((min(one, other), max(one, other)))
            if families:
                found[place, other_place] = families
    return [(*pair, min(families.items(), key=lambda item: (-item[1], item[0]))[0]) for pair, families in sorted(found.items())]


def _only_mentions(catalogue: Catalogue, documents: Sequence[str]) -> tuple[Ref, ...]:
    """The newest of the documents that mention it without a statement about it."""
    texts = [catalogue.texts[iri] for iri in documents]
    newest = sorted(texts, key=lambda text: (text.date or "", text.name), reverse=True)[:MOST_MENTIONS]
    return tuple(Ref(text.title or text.name, catalogue.document_pages[text.id]) for text in newest)


def _days(catalogue: Catalogue, told: Sequence[StoredStatement]) -> list[When | None]:
    return [catalogue.days[each.id] for each in told]


def _first(day: When | None) -> str | None:
    return day.known_first if day else None


def _last(day: When | None) -> str | None:
    return day.known_last if day else None


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _backwards(day: str) -> str:
    """A text that sorts the later day first."""
    return "".join(chr(0x7F - ord(sign)) for sign in day) or "\x7f"
