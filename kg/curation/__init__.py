"""What analysts decide: that two entities are one or one is two, what they are called, which statements do not hold.

Each function checks the decision, keeps it with its date and whoever made it, carries it out at once, and says what it
changed. `docs/curation.md` says what each means. All raise UsageError or QueryError, and change nothing, where a decision
cannot be made, and StoreError where the store fails.
"""

import getpass
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyoxigraph as ox

from kg import quads
from kg.curation.naming import find_decision, find_document, find_entity, find_statement, short
from kg.errors import UsageError
from kg.names import slug
from kg.records import ENTITY_BASE, Entity, GivenName
from kg.store import Decision, Effect, Store
from kg.store.decisions import TYPE
from kg.store.overlay import Pairs
from kg.store.view import ARGUMENTS, NAME, OBJECT, PREDICATE, SUBJECT, fits, local, use_of
from kg.vocabulary import load_vocabulary

__all__ = [
    "Chosen", "Signature", "Target", "accept", "add_alias", "analyst", "find_decision", "find_document", "find_entity",
    "find_statement", "given_names", "merge", "reclassify", "reject", "remove_alias", "rename", "short", "split", "undo",
]  # fmt: skip

ENTITY_CLASSES = ("Actor", "Place", "Agreement", "Materiel")
"""What an entity can be: the classes of `shape:Reference`."""
LANGUAGES = ("en", "fr")
LONGEST = 500
"""Characters of a name: several times the longest that the gazetteer has."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decides, why, and when (now, where it is left open)."""

    by: str
    why: str | None = None
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a split takes: these statements, and what these documents say of the entity, in these words where there are any.

    Words without documents are those of every document, of those read later too.
    """

    statements: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a split goes: to an entity that is there, or to a `new` one of that name, of the class of the old one or another."""

    name: str
    new: bool = False
    kind: str | None = None


def analyst() -> str:
    """Who decides where nobody is named: `$KG_ANALYST`, else the login name. Raises UsageError where there is neither."""
    name = os.environ.get("KG_ANALYST", "").strip()
    try:
        return name or getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise UsageError("nobody is named as the analyst: give --by NAME or set KG_ANALYST") from None


def merge(store: Store, one: str, other: str, signed: Signature, *, force: bool = False) -> Effect:
    """The first entity is the second: what is said of it is said of the second from now on, and its names are aliases there.

    Refused where the classes of the two do not fit, unless `force`.
    """
    away, stays = find_entity(store, one), find_entity(store, other)
    if away.id == stays.id:
        raise UsageError(f"{one!r} and {other!r} are one entity already: {_named(stays)}")
    if not force:
        _check_fit(away, stays)
    return _decided(
        store, signed, "merge", away.id, f"merged {_named(away)} into {_named(stays)}", into=stays.id, forced=force,
        **_base(store, stays),
    )  # fmt: skip


def split(store: Store, name: str, chosen: Chosen, target: Target, signed: Signature, *, force: bool = False) -> Effect:
    """Some of what is said of the entity is about another, which may be a new one.

    Refused where the classes of the two do not fit, unless `force`, and where nothing is chosen.
    """
    source = find_entity(store, name)
    statements = tuple(find_statement(store, each) for each in chosen.statements)
    documents = tuple(find_document(store, each) for each in chosen.documents)
    words = tuple(_clean("words", each) for each in chosen.words)
    if not (statements or documents or words):
        raise UsageError(f"say what of {_named(source)} goes: statements, documents or words")
    for statement in statements:
        _check_about(store, statement, source)
    other = _newcomer(store, target.name, target.kind or source.kind) if target.new else find_entity(store, target.name)
    if other.id == source.id:
        raise UsageError(f"{_named(source)} cannot be split off from itself")
    if not force:
        _check_fit(source, other)
    return _decided(
        store, signed, "split", source.id, f"split {_named(other)} off from {_named(source)}", into=other.id,
        statements=statements, documents=documents, words=words, forced=force, **_base(store, other),
    )  # fmt: skip


def rename(store: Store, name: str, new: str, signed: Signature) -> Effect:
    """The entity bears another name; the one before becomes an alias."""
    entity, text = find_entity(store, name), _given("name", new)
    if entity.name == text:
        raise UsageError(f"{_named(entity)} is called that already")
    return _decided(store, signed, "rename", entity.id, f"renamed {_named(entity)} to “{text}”", name=text)


def add_alias(store: Store, name: str, alias: str, signed: Signature, *, language: str = "en") -> Effect:
    """The entity is called this too, and documents read from now on are read with it."""
    entity, text = find_entity(store, name), _given("alias", alias)
    if text in {entity.name, *entity.aliases}:
        raise UsageError(f"{_named(entity)} is called {text} already")
    if language not in LANGUAGES:
        raise UsageError(f"an alias is in one of the languages {', '.join(LANGUAGES)}, not {language!r}")
    return _decided(store, signed, "alias", entity.id, f"gave {_named(entity)} the alias “{text}”", name=text, language=language)


def remove_alias(store: Store, name: str, alias: str, signed: Signature) -> Effect:
    """The entity is not called this, and documents read from now on are read without it."""
    entity, text = find_entity(store, name), _clean("alias", alias)
    if text not in entity.aliases:
        known = ", ".join(entity.aliases) or "none"
        raise UsageError(f"{_named(entity)} has no alias {text!r}; it has {known}")
    return _decided(store, signed, "unalias", entity.id, f"took the alias “{text}” from {_named(entity)}", name=text)


def reclassify(store: Store, name: str, kind: str, signed: Signature, *, force: bool = False) -> Effect:
    """The entity is of another class. Refused where things happen at it and it would be no place, unless `force`."""
    entity, own = find_entity(store, name), _entity_class(kind)
    if entity.kind == own:
        raise UsageError(f"{_named(entity)} is of the class {own} already")
    place = f"ASK {{ ?statement sahel:place {quads.iri(entity.id)} }}"
    if not force and not load_vocabulary().is_a(own, "Place") and store.query(place):
        raise UsageError(f"{_named(entity)} is where things happen, and {own} is no class of places: split it, or --force it")
    text = f"made {_named(entity)} a thing of the class {own}, which was {entity.kind}"
    return _decided(store, signed, "class", entity.id, text, kind=own, forced=force)


def reject(store: Store, statement: str, signed: Signature) -> Effect:
    """The statement does not hold, or its sentence does not say it: it is kept whole where plain queries do not find it."""
    return _reviewed(store, statement, signed, "reject", "rejected")


def accept(store: Store, statement: str, signed: Signature) -> Effect:
    """The sentence does say what the statement says; a rejected statement is shown again."""
    return _reviewed(store, statement, signed, "accept", "accepted")


def undo(store: Store, decision: str, signed: Signature) -> Effect:
    """The decision no longer holds. Refused where later ones depend on it."""
    undone = find_decision(store, decision)
    if undone.action == "undo":
        raise UsageError(f"{short(undone.id)} undid a decision: take that decision again instead")
    by = next((each for each in store.view().decisions if each.action == "undo" and each.about == undone.id), None)
    if by is not None:
        raise UsageError(f"{short(undone.id)} was undone already, by {by.by} on {by.at[:10]}")
    later = store.dependents(undone)
    if later:
        shown = "; ".join(f"{short(iri)} ({_text(store, iri)}): {reason}" for iri, reason in later.items())
        raise UsageError(f"{short(undone.id)} cannot be undone before what depends on it: {shown}")
    return _decided(store, signed, "undo", undone.id, f"undid {short(undone.id)}: {undone.text}")


def given_names(store: Store) -> tuple[GivenName, ...]:
    """The names that analysts gave entities or took from them, for the reading of documents."""
    added: dict[str, dict[tuple[str, str], bool]] = {}
    for each in store.view().in_force:
        if each.action in {"rename", "alias", "unalias"} and each.name:
            names = added.setdefault(each.about, {})
            for language in LANGUAGES if each.action == "unalias" else (each.language,):
                names[each.name, language] = each.action != "unalias"
    found = []
    for iri, names in sorted(added.items()):
        name, kind = _read_description(store, iri)
        if name is not None and kind is not None:
            kept = tuple(sorted(label for label, given in names.items() if given))
            gone = tuple(sorted({text for (text, _), given in names.items() if not given}))
            found.append(GivenName(Entity(iri, name, kind, known=False), kept, gone))
    return tuple(found)


def _decided(store: Store, signed: Signature, action: Any, about: str, text: str, **more: Any) -> Effect:
    by = _clean("analyst", signed.by)
    moment = (signed.when or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    why = quads.literal(signed.why.strip()).value if signed.why and signed.why.strip() else None
    effect = store.effect_of(Decision(action, about, by, moment, text, why, **more))
    if action == "split" and not (effect.statements or effect.documents):
        raise UsageError("nothing is chosen: no statement and no document of the store is about the entity in that way")
    store.decide(effect)
    return effect


def _reviewed(store: Store, statement: str, signed: Signature, action: str, past: str) -> Effect:
    iri = find_statement(store, statement)
    record = store.record(iri)
    values = dict(record.read) if record else {}
    if record is None or SUBJECT not in values:
        raise UsageError(f"the store knows no statement {statement!r}")
    last = store.view().review(ox.NamedNode(iri), values)
    if last is not None and last.action == action:
        raise UsageError(f"{short(iri)} was {past} already, by {last.by} on {last.at[:10]}")
    return _decided(store, signed, action, iri, f"{past} {short(iri)}: {_told(store, iri, record.read)}", read=record.read)


def _told(store: Store, iri: str, read: Pairs) -> str:
    """The statement in three words, as decisions have it now."""
    values, entities, view = dict(read), store.entities(), store.view()

    def name(predicate: ox.NamedNode) -> str:
        value = values[predicate]
        entity = view.entity(value.value, use_of(iri, predicate, values)) if isinstance(value, ox.NamedNode) else ""
        return entities[entity].name if entity in entities else entity.removeprefix(ENTITY_BASE)

    return f"{name(SUBJECT)} {local(values[PREDICATE])} {name(OBJECT)}"


def _base(store: Store, entity: Entity) -> dict[str, str]:
    """Name and class of the entity as they were before any decision on them."""
    name, kind = _read_description(store, entity.id)
    return {"name": name or entity.name, "kind": kind or entity.kind}


def _read_description(store: Store, iri: str) -> tuple[str | None, str | None]:
    record = store.record(iri)
    values = dict((record.read if record else None) or store.view().pinned(iri))
    name, kind = values.get(NAME), values.get(TYPE)
    return (name.value if isinstance(name, ox.Literal) else None), local(kind) or None


def _newcomer(store: Store, name: str, kind: str) -> Entity:
    text = _given("name", name)
    iri = quads.iri(f"{ENTITY_BASE}x-{slug(text)}").value
    known = store.entities().get(iri)
    if known is not None or iri in store.view().replaced:
        raise UsageError(f"there is an entity {iri.removeprefix(ENTITY_BASE)} already: split to it, or give another name")
    return Entity(iri, text, _entity_class(kind), known=False)


def _entity_class(kind: str) -> str:
    vocabulary = load_vocabulary()
    own = vocabulary.ontology_class(kind.removeprefix("sahel:")).name
    if not vocabulary.fits(own, ENTITY_CLASSES):
        raise UsageError(f"{own} is no class of entities")
    return own


def _check_fit(one: Entity, other: Entity) -> None:
    if not fits(one.kind, other.kind):
        raise UsageError(
            f"{_named(one)} is of the class {one.kind} and {_named(other)} of the class {other.kind}, which cannot be one thing: "
            "correct a class first, or --force it"
        )


def _check_about(store: Store, statement: str, entity: Entity) -> None:
    """Raises UsageError where the statement does not speak of the entity, as decisions have it now."""
    record, view = store.record(statement), store.view()
    values = dict(record.read) if record else {}
    spoken = {
        view.entity(value.value, use_of(statement, predicate, values))
        for predicate in ARGUMENTS
        if isinstance(value := values.get(predicate), ox.NamedNode)
    }
    if entity.id not in spoken:
        raise UsageError(f"the statement {short(statement)} does not speak of {_named(entity)}")


def _given(what: str, text: str) -> str:
    """The name on one line. Raises UsageError where it is empty or rather a text that was pasted by mistake."""
    clean = _clean(what, text)
    if len(clean) > LONGEST:
        raise UsageError(f"the {what} has {len(clean):,} characters; {LONGEST} are the most")
    return clean


def _clean(what: str, text: str) -> str:
    """The text on one line. Raises UsageError where nothing of it is left."""
    clean = " ".join(quads.literal(text).value.split())
    if not clean.strip("\ufffd "):
        raise UsageError(f"the {what} is empty")
    return clean


def _named(entity: Entity) -> str:
    return f"{entity.name} ({entity.id.removeprefix(ENTITY_BASE)})"


def _text(store: Store, iri: str) -> str:
    return next(each.text for each in store.view().decisions if each.id == iri)
