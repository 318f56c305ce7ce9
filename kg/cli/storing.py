"""Commands that look after the store: store info, verify, backup, restore, compact, remove, history."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.opening import opened_store
from kg.cli.options import format_option, out_file_option, store_option, workers_option
from kg.cli.output import STDOUT, cell, csv_text, json_text, print_table, progress, write
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.care import Fault, Information
    from kg.store import Event, StoredDocument

HISTORY_COLUMNS = ("When", "What", "Document", "Statements", "By", "Detail")
UNITS = ("bytes", "kB", "MB", "GB", "TB")


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


@click.group()
def store() -> None:
    """Look after the store: what it holds, whether it is sound, backups, removal, history.

    \b
    Example:
      kg store info
      kg store backup -o sahel.nq.gz && kg store verify
    """


@store.command()
@store_option
@format_option("table", "json")
@out_file_option
def info(store: str, format_: str, out: Path) -> None:
    """Show what the store holds, how much of it, and when and by which versions it was read.

    \b
    Example:
      kg store info --format json
    """
    from kg.care import information

    with opened_store(store, create=False) as opened:
        found = information(opened, store)
    if format_ == "json":
        write(json_text(_info_object(found)), out)
    else:
        print_table(("What", "How much"), _info_rows(found), out)


@store.command()
@store_option
@workers_option
@click.option("--quick", is_flag=True, help="Leave out the shapes, which take longest.")
@format_option("table", "json")
@out_file_option
@click.pass_context
def verify(context: click.Context, store: str, workers: int, quick: bool, format_: str, out: Path) -> None:
    """Check that the store is sound: texts, offsets, hashes, plain triples, entities, and the shapes of the ontology.

    Faults come one on a line, and the exit status is 1 where there is any. A document that is faulty is whole again
    once it has been removed and read again.

    \b
    Example:
      kg store verify --workers 2
    """
    from kg.care import steps
    from kg.care import verify as faults_of

    with opened_store(store, create=False) as opened:
        with progress("Checking", steps(opened, with_shapes=not quick)) as advance:
            faults = list(faults_of(opened, with_shapes=not quick, workers=workers, done=advance))
        counts = opened.counts()
    if format_ == "json":
        write(json_text([_fault_object(fault) for fault in faults]), out)
    elif faults:
        write("".join(f"{cell(fault)}\n" for fault in faults), out)
    else:
        write(f"no fault in {counts.documents} documents, {counts.statements} statements, {counts.quads} quads\n", out)
    if faults:
        click.echo(f"kg: {len(faults)} fault{'s' * (len(faults) > 1)} in {store}", err=True)
        context.exit(1)


@store.command()
@store_option
@click.option("--format", "format_", type=click.Choice(("nquads", "native")), default="nquads", show_default=True,
              help="A file of N-Quads, or a folder that is a store itself.")  # fmt: skip
@click.option("-o", "--out", metavar="PATH", default="-", show_default="standard output",
              type=click.Path(allow_dash=True, path_type=Path),
              help="The file, packed where its name ends in .gz, or the new folder.")  # fmt: skip
def backup(store: str, format_: Any, out: Path) -> None:
    """Write everything that the store holds at this moment to a file or a folder.

    Others go on reading the store meanwhile, and a `kg ingest` goes on writing to it: the backup holds every document
    that was stored when it began. A native backup on the disk of the store shares files with it; copy it to another
    disk to be safe from that one.

    \b
    Example:
      kg store backup -o sahel.nq.gz
      kg store backup --format native -o backups/sahel
    """
    from kg.care import back_up

    made = back_up(store, sys.stdout.buffer if out == STDOUT and format_ == "nquads" else _named(out), format_)
    if out != STDOUT:
        click.echo(f"wrote {out}: {made.quads} quads", err=True)


@store.command()
@click.argument("source", metavar="BACKUP", type=click.Path(allow_dash=True, path_type=Path))
@store_option
@click.option("--replace", is_flag=True, help="Replace the store that is there.")
@click.option("--format", "format_", type=click.Choice(("backup", "nquads", "trig", "jsonld")), default="backup", show_default=True,
              help="A backup, or what kg export wrote in that format.")  # fmt: skip
def restore(source: Path, store: str, replace: bool, format_: Any) -> None:
    """Make a store from a backup: a file of `kg store backup`, - for standard input, or a folder.

    Nothing is changed before the backup has proved whole. A whole store that `kg export` wrote is restored too, but has no mark by
    which it could prove that.

    \b
    Example:
      kg store restore sahel.nq.gz --store sahel-store
      kg store restore sahel.trig --format trig --store sahel-store
    """
    from kg.care import restore as restored
    from kg.store import MEMORY, is_remote

    if store == MEMORY or is_remote(store):
        raise UsageError(f"{store}: a backup is restored into a folder")
    if source != STDOUT and not source.exists():
        raise UsageError(f"there is no backup at {source}")
    if source == STDOUT and sys.stdin is None:  # Python's sign that it was closed before the program began
        raise UsageError("standard input is closed")
    if format_ != "backup" and source.is_dir():
        raise UsageError(f"{source} is a folder: an export is a file")
    form = None if format_ == "backup" else format_
    made = restored(sys.stdin.buffer if source == STDOUT else source, Path(store), replace=replace, form=form)
    click.echo(f"restored {store}: {made.quads} quads", err=True)


@store.command()
@store_option
def compact(store: str) -> None:
    """Pack the store's files anew, which makes them smaller after much was replaced or removed.

    \b
    Example:
      kg store compact
    """
    from kg.care.information import size_of

    with opened_store(store, create=False) as opened:
        folder = opened.folder
        before = 0 if folder is None else size_of(folder)
        opened.compact()
    click.echo(f"{store}: {_size(before)} before, {_size(size_of(Path(store)))} after")


@store.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@store_option
@click.option("--by", metavar="NAME", envvar="KG_ANALYST", default=_login, show_default="$KG_ANALYST, else the login name",
              help="Who has it done, for the history.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Ask nothing.")
def remove(documents: tuple[str, ...], store: str, by: str, yes: bool) -> None:
    """Remove documents, their statements, and what nothing else supports.

    A DOCUMENT is given by its IRI or the hash at its end, by its name, or by the file that it was read from; a file that
    holds several, such as an archive or a table, means all of them. All go or none. The history keeps that they were
    there. On a terminal it is asked first.

    \b
    Example:
      kg store remove 2024-07-28-tinzaouaten.txt --by "A. Diallo"
    """
    from kg.care import chosen_documents

    with opened_store(store, create=False) as opened:
        chosen = chosen_documents(opened, documents)
        if not yes and sys.stdin is not None and sys.stdin.isatty():
            click.confirm(f"Remove {_amount(chosen)}?", abort=True, err=True)
        opened.remove(*(each.id for each in chosen), by=by)
    click.echo(f"removed: {_amount(chosen)}")


@store.command()
@store_option
@click.option("--document", metavar="DOCUMENT", help="Only what was done to this document: its IRI, hash or name.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="How many of the last.")
@format_option("table", "json", "csv")
@out_file_option
def history(store: str, document: str | None, limit: int, format_: str, out: Path) -> None:
    """List what was done to the store, the last first: documents read, replaced and removed, and decisions of analysts.

    \b
    Example:
      kg store history --limit 5
      kg store history --document 2024-07-28-tinzaouaten.txt --format csv
    """
    from kg.care.documents import is_about

    with opened_store(store, create=False) as opened:
        events = [each for each in opened.history() if document is None or is_about(each, document)]
    if document is not None and not events:
        raise UsageError(f"the history knows no document {document}")
    shown = events[:limit]
    if format_ == "json":
        write(json_text([_event_object(each) for each in shown]), out)
    elif format_ == "csv":
        write(csv_text([column.lower() for column in HISTORY_COLUMNS], map(_event_row, shown)), out)
    else:
        print_table(HISTORY_COLUMNS, map(_event_row, shown), out)
    if len(events) > limit:
        click.echo(f"kg: only the last {limit} of {len(events)}; --limit shows more", err=True)


def _named(out: Path) -> Path:
    if out == STDOUT:
        raise UsageError("a native backup is a folder: name it with --out")
    return out


def _amount(documents: "list[StoredDocument]") -> str:
    statements = sum(each.statements for each in documents)
    return f"{_number(len(documents), 'document')} with {_number(statements, 'statement')}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _size(size: float) -> str:
    unit = 0
    while size >= 1000 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.0f} {UNITS[unit]}" if unit == 0 else f"{size:.1f} {UNITS[unit]}"


def _info_rows(found: "Information") -> list[tuple[object, object]]:
    rows: list[tuple[object, object]] = [
        ("documents", found.documents),
        ("statements", found.statements),
        ("plain triples", found.triples),
        ("entities", found.entities),
        ("  first met in a text", found.discovered),
        ("facts of the gazetteer", found.facts),
        ("quads", found.quads),
        *((f"  in {name.rpartition('/')[2] or 'no graph'}", count) for name, count in found.graphs.items()),
        ("size on disk", None if found.size is None else _size(found.size)),
        ("layout", found.layout),
        ("first reading", found.first_reading),
        ("last reading", found.last_reading),
        ("dates of documents", f"{found.first_date} to {found.last_date}" if found.first_date else None),
        *((f"read by {maker or 'an unknown version'}", count) for maker, count in found.makers.items()),
    ]
    return [row for row in rows if row[1] is not None]


def _info_object(found: "Information") -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(found)


def _fault_object(fault: "Fault") -> dict[str, Any]:
    return {"fault": fault.kind, "document": fault.document, "name": fault.name, "text": fault.text}


def _event_row(event: "Event") -> tuple[object, ...]:
    return event.when, event.what, event.name, event.statements, event.by, event.detail


def _event_object(event: "Event") -> dict[str, Any]:
    return {
        "when": event.when,
        "what": event.what,
        "document": event.document,
        "name": event.name,
        "statements": event.statements,
        "by": event.by,
        "detail": event.detail,
    }
