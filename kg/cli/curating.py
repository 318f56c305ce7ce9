"""Commands by which analysts correct what was read: entity and statement."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from kg.cli.opening import opened_store
from kg.cli.options import Command, format_option, store_option
from kg.cli.output import STDOUT, cell, json_text, table_text, write
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.curation.sheets import EntitySheet, StatementSheet
    from kg.records import StoredFact, StoredStatement
    from kg.store import Decision, Effect, Store


FACT_COLUMNS = ("Subject", "Relation", "Object", "Role", "From", "Until")
DECISION_COLUMNS = ("Decision", "When", "Who", "What", "Why")
SENTENCE_COLUMNS = ("Date", "Statement", "Subject", "Relation", "Object", "Sentence", "Document")


def signing_options(command: Command) -> Command:
    """The options that say who decides and why."""
    for option in reversed(_SIGNING):
        command = option(command)
    return command


_SIGNING = (
    click.option("--by", metavar="NAME", show_default="$KG_ANALYST, else the login name", help="Who decides."),
    click.option("--why", metavar="TEXT", help="The reason, kept with the decision."),
)
_FORCE = click.option("--force", is_flag=True, help="Also where classes do not fit.")


@click.group()
def entity() -> None:
    """Look at entities, and decide who is whom and what they are called.

    Each decision is kept with its date, who made it and why, holds for what is read later too, and can be undone.
    ENTITY is an id such as jnim, a name or an alias.

    \b
    Example:
      kg entity show JNIM
      kg entity merge "Support Group" JNIM --why "short form, see the report of 3 May"
    """


@entity.command("show")
@click.argument("entity_", metavar="ENTITY")
@store_option
@click.option("--recent", type=click.IntRange(min=0), default=5, show_default=True, metavar="N", help="How many sentences.")
@format_option("table", "json")
def show_entity(entity_: str, store: str, recent: int, format_: str) -> None:
    """Show all about an entity: names, dates, facts, decisions, statements.

    \b
    Example:
      kg entity show JNIM --recent 10
    """
    from kg.curation.sheets import entity_sheet

    with opened_store(store, create=False) as opened:
        sheet = entity_sheet(opened, entity_, recent=recent)
    if format_ == "json":
        write(json_text(_entity_object(sheet)), STDOUT)
    else:
        write("".join(f"{line}\n" for line in _entity_lines(sheet)), STDOUT)


@entity.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@store_option
@signing_options
@_FORCE
def merge(one: str, other: str, store: str, force: bool, **signed: Any) -> None:
    """Make entity A one with B: what is said of A is said of B, and its names are aliases of B.

    \b
    Example:
      kg entity merge "Support Group" JNIM
    """
    from kg.curation import merge as merged

    _decide(store, signed, lambda opened, signature: merged(opened, one, other, signature, force=force))


@entity.command()
@click.argument("entity_", metavar="ENTITY")
@click.option("--statement", "statements", multiple=True, metavar="ID", help="Take this statement. Repeatable.")
@click.option("--document", "documents", multiple=True, metavar="DOCUMENT",
              help="Take what this document says of the entity, by id or name. Repeatable.")  # fmt: skip
@click.option("--mentions", "words", multiple=True, metavar="WORDS",
              help="Take what is said in these words, in those documents or else in all. Repeatable.")  # fmt: skip
@click.option("--into", metavar="ENTITY", help="It is about this entity.")
@click.option("--new", metavar="NAME", help="It is about a new entity of that name.")
@click.option("--class", "kind", metavar="CLASS", show_default="that of ENTITY", help="The class of the new entity.")
@store_option
@signing_options
@_FORCE
def split(
    entity_: str,
    statements: tuple[str, ...],
    documents: tuple[str, ...],
    words: tuple[str, ...],
    into: str | None,
    new: str | None,
    kind: str | None,
    store: str,
    force: bool,
    **signed: Any,
) -> None:
    """Split off from an entity what is about another one.

    \b
    Example:
      kg entity split "Camara" --mentions "Colonel Camara" --into "Sadio Camara"
      kg entity split "Camara" --statement 3f2a91c0 --new "Moussa Camara"
    """
    from kg.curation import Chosen, Target
    from kg.curation import split as divided

    if (into is None) == (new is None):
        raise UsageError("say where it goes: --into an entity that is there, or to a --new one")
    if kind is not None and new is None:
        raise UsageError("--class goes with --new")
    target = Target(into or str(new), new is not None, kind)
    chosen = Chosen(statements, documents, words)
    _decide(store, signed, lambda opened, signature: divided(opened, entity_, chosen, target, signature, force=force))


@entity.command()
@click.argument("entity_", metavar="ENTITY")
@click.argument("name")
@store_option
@signing_options
def rename(entity_: str, name: str, store: str, **signed: Any) -> None:
    """Give an entity another name; the one before becomes an alias.

    \b
    Example:
      kg entity rename x-support-group "Support Group for the North"
    """
    from kg.curation import rename as renamed

    _decide(store, signed, lambda opened, signature: renamed(opened, entity_, name, signature))


@entity.group()
def alias() -> None:
    """Add names to an entity, or take them away.

    Documents are read with them from then on, and documents read before when they are read again.

    \b
    Example:
      kg entity alias add JNIM "the Support Group"
    """


@alias.command("add")
@click.argument("entity_", metavar="ENTITY")
@click.argument("name", metavar="ALIAS")
@click.option("--language", type=click.Choice(("en", "fr")), default="en", show_default=True, help="The alias's language.")
@store_option
@signing_options
def add(entity_: str, name: str, language: str, store: str, **signed: Any) -> None:
    """Give an entity one more name.

    \b
    Example:
      kg entity alias add JNIM "Groupe de soutien" --language fr
    """
    from kg.curation import add_alias

    _decide(store, signed, lambda opened, signature: add_alias(opened, entity_, name, signature, language=language))


@alias.command("remove")
@click.argument("entity_", metavar="ENTITY")
@click.argument("name", metavar="ALIAS")
@store_option
@signing_options
def remove(entity_: str, name: str, store: str, **signed: Any) -> None:
    """Take an alias from an entity that is not called that.

    \b
    Example:
      kg entity alias remove JNIM "the Support Group"
    """
    from kg.curation import remove_alias

    _decide(store, signed, lambda opened, signature: remove_alias(opened, entity_, name, signature))


@entity.command("class")
@click.argument("entity_", metavar="ENTITY")
@click.argument("kind", metavar="CLASS")
@store_option
@signing_options
@_FORCE
def class_(entity_: str, kind: str, store: str, force: bool, **signed: Any) -> None:
    """Correct the class of an entity.

    \b
    Example:
      kg entity class x-hypothetical-front ArmedGroup
    """
    from kg.curation import reclassify

    _decide(store, signed, lambda opened, signature: reclassify(opened, entity_, kind, signature, force=force))


@click.group()
def statement() -> None:
    """Look at statements, and accept or reject them.

    STATEMENT is its IRI as queries print it, or the beginning of its id.

    \b
    Example:
      kg statement show stmt:3f2a91c0
      kg statement reject 3f2a91c0 --why "the sentence is about another attack"
    """


@statement.command("show")
@click.argument("statement_", metavar="STATEMENT")
@store_option
@format_option("table", "json")
def show_statement(statement_: str, store: str, format_: str) -> None:
    """Show a statement and where it comes from: sentence, document, reader, decisions.

    \b
    Example:
      kg statement show 3f2a91c0
    """
    from kg.curation.sheets import statement_sheet

    with opened_store(store, create=False) as opened:
        sheet = statement_sheet(opened, statement_)
    if format_ == "json":
        write(json_text(_statement_object(sheet)), STDOUT)
    else:
        write("".join(f"{line}\n" for line in _statement_lines(sheet)), STDOUT)


@statement.command()
@click.argument("statement_", metavar="STATEMENT")
@store_option
@signing_options
def accept(statement_: str, store: str, **signed: Any) -> None:
    """Confirm a statement; a rejected one is shown again.

    \b
    Example:
      kg statement accept 3f2a91c0
    """
    from kg.curation import accept as accepted

    _decide(store, signed, lambda opened, signature: accepted(opened, statement_, signature))


@statement.command()
@click.argument("statement_", metavar="STATEMENT")
@store_option
@signing_options
def reject(statement_: str, store: str, **signed: Any) -> None:
    """Take a statement out of all answers; it is kept, and stays rejected when its document is read again.

    \b
    Example:
      kg statement reject 3f2a91c0 --why "a plan, not a fact"
    """
    from kg.curation import reject as rejected

    _decide(store, signed, lambda opened, signature: rejected(opened, statement_, signature))


def _undo_command(group: click.Group) -> None:
    """Adds the command that takes back a decision; it is the same for entities and statements."""

    def undo(decision: str, store: str, **signed: Any) -> None:
        from kg.curation import undo as undone

        _decide(store, signed, lambda opened, signature: undone(opened, decision, signature))

    undo.__doc__ = f"""Undo a decision, as if it had never been made; the record of it stays.

    DECISION is its id or the beginning of it.

    \b
    Example:
      kg {group.name} undo d1f3a0b2
    """
    group.command("undo")(click.argument("decision")(store_option(signing_options(undo))))


_undo_command(entity)
_undo_command(statement)


def _decide(store: str, signed: dict[str, Any], decide: Callable[["Store", Any], "Effect"]) -> None:
    """Carries out a decision in the store and says what it changed."""
    from kg.curation import Signature, analyst, short

    signature = Signature(signed["by"] or analyst(), signed["why"])
    with opened_store(store, create=False) as opened:
        effect = decide(opened, signature)
    reach = [_many(effect.statements, "statement"), _many(effect.documents, "document")]
    # A name or a class is shown with every statement and changes none: a count of 0 would read as if nothing were renamed.
    told = reach if effect.documents or effect.decision.into is not None else []
    click.echo(f"{cell(effect.decision.text)}: {', '.join([*told, f'decision {short(effect.decision.id)}'])}")
    if effect.loops:
        click.echo(f"kg: {_many(effect.loops, 'statement')} of them now tie an entity to itself", err=True)


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _entity_lines(sheet: "EntitySheet") -> Iterator[str]:
    entity = sheet.entity
    yield f"{cell(entity.name)}  ({_local(entity.id)}, {entity.kind}, {'gazetteer' if entity.known else 'first met in a text'})"
    others = [f"{cell(text)} [{language}]" for text, language in sheet.names if text != entity.name]
    facts = [
        ("Names", ", ".join(others)),
        ("From", sheet.since),
        ("Until", sheet.until),
        ("Same as", ", ".join(map(_local, sheet.same_as))),
        ("Merged in", ", ".join(map(_local, sheet.merged))),
        ("Mentioned", f"in {_many(sheet.documents, 'document')}"),
        ("Statements", str(sheet.statements)),
    ]
    yield from (f"  {name:<11} {value}" for name, value in facts if value)
    for title, columns, rows in (
        ("Facts of the gazetteer", FACT_COLUMNS, [_fact_row(sheet, each) for each in sheet.facts]),
        ("Decisions", DECISION_COLUMNS, [_decision_row(each) for each in sheet.decisions]),
        ("Statements by relation", ("Family", "Relation", "Statements"), list(sheet.families)),
        ("Latest sentences", SENTENCE_COLUMNS, [_sentence_row(each) for each in sheet.recent]),
    ):
        if rows:
            yield ""
            yield title
            yield from table_text(columns, rows).splitlines()


def _statement_lines(sheet: "StatementSheet") -> Iterator[str]:
    yield f"stmt:{_local(sheet.id)}  ({sheet.status})"
    values, document = sheet.values, sheet.document
    yield f"  “{cell(values.get('sentence', ''))}”"
    yield ""
    rows: list[tuple[str, object]] = []
    for each in sheet.arguments:
        words = f", in the words “{each.words}”" if each.words else ""
        read = "" if each.read == each.now else f", read as {_local(each.read)}"
        rows.append((each.role, f"{sheet.labels.get(each.now, _local(each.now))} ({_local(each.now)}){words}{read}"))
        if each.role == "subject":
            rows.append(("relation", sheet.relation))
    rows += [(name, value) for name, value in values.items() if name not in {"sentence", "start", "end"}]
    rows += [
        ("characters", f"{values.get('start')} to {values.get('end')}"),
        ("document", f"{document.name} (doc:{_local(document.id)})"),
        ("title", document.title),
        ("published", " ".join(filter(None, (document.date, document.source)))),
        ("read from", ", ".join(document.locations)),
        ("read by", f"{document.maker} at {document.read_at}"),
    ]
    yield from table_text(("Property", "Value"), [(name, value) for name, value in rows if value]).splitlines()
    if sheet.decisions:
        yield ""
        yield "Decisions"
        yield from table_text(DECISION_COLUMNS, [_decision_row(each) for each in sheet.decisions]).splitlines()


def _fact_row(sheet: "EntitySheet", fact: "StoredFact") -> tuple[object, ...]:
    subject, target = (sheet.labels.get(iri, _local(iri)) for iri in (fact.subject, fact.object))
    return subject, fact.relation, target, fact.role, fact.valid_from, fact.valid_until


def _decision_row(decision: "Decision") -> tuple[object, ...]:
    from kg.curation import short

    return short(decision.id), decision.at, decision.by, decision.text, decision.why


def _sentence_row(statement: "StoredStatement") -> tuple[object, ...]:
    from kg.curation import short

    when = statement.date or statement.document_date
    who, whom = statement.subject.name, statement.object.name
    return when, short(statement.id), who, statement.relation, whom, statement.sentence, statement.document_name


def _entity_object(sheet: "EntitySheet") -> dict[str, Any]:
    return {
        "id": sheet.entity.id,
        "name": sheet.entity.name,
        "class": sheet.entity.kind,
        "known": sheet.entity.known,
        "names": [{"text": text, "language": language} for text, language in sheet.names],
        "valid_from": sheet.since,
        "valid_until": sheet.until,
        "same_as": list(sheet.same_as),
        "merged": list(sheet.merged),
        "facts": [
            {
                "subject": each.subject,
                "relation": each.relation,
                "object": each.object,
                "role": each.role,
                "valid_from": each.valid_from,
                "valid_until": each.valid_until,
            }
            for each in sheet.facts
        ],
        "decisions": [_decision_object(each) for each in sheet.decisions],
        "documents": sheet.documents,
        "statements": sheet.statements,
        "relations": [{"family": family, "relation": relation, "statements": times} for family, relation, times in sheet.families],
        "recent": [
            {
                "id": each.id,
                "subject": each.subject.id,
                "relation": each.relation,
                "object": each.object.id,
                "date": each.date or each.document_date,
                "sentence": each.sentence,
                "document": each.document,
                "document_name": each.document_name,
            }
            for each in sheet.recent
        ],
    }


def _statement_object(sheet: "StatementSheet") -> dict[str, Any]:
    document = sheet.document
    return {
        "id": sheet.id,
        "status": sheet.status,
        "relation": sheet.relation,
        "arguments": [
            {"role": each.role, "entity": each.now, "label": sheet.labels.get(each.now), "read_as": each.read, "words": each.words}
            for each in sheet.arguments
        ],
        "values": sheet.values,
        "document": {
            "id": document.id,
            "name": document.name,
            "title": document.title,
            "date": document.date,
            "source": document.source,
            "locations": list(document.locations),
            "read_at": document.read_at,
            "maker": document.maker,
        },
        "decisions": [_decision_object(each) for each in sheet.decisions],
    }


def _decision_object(decision: "Decision") -> dict[str, Any]:
    return {
        "id": decision.id,
        "action": decision.action,
        "about": decision.about,
        "text": decision.text,
        "by": decision.by,
        "at": decision.at,
        "why": decision.why,
    }


def _local(iri: str) -> str:
    return iri.rpartition("/")[2]
