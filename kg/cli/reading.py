"""Commands that read sources: ingest, extract, mentions."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.opening import opened_store
from kg.cli.options import (
    format_option,
    model_option,
    out_folder_option,
    source_options,
    sources_argument,
    store_option,
    workers_option,
)
from kg.cli.output import cell, json_lines, print_table, progress, report
from kg.errors import KgError, UsageError
from kg.records import DOCUMENT_BASE

if TYPE_CHECKING:
    from datetime import date

    from kg.ingest import Planned
    from kg.records import Mention, Reading, Statement
    from kg.sources import Asked, Failure, Source
    from kg.store import Store

Printer = Callable[["Iterable[Reading]", str], None]

STATEMENT_COLUMNS = ("Date", "Subject", "Relation", "Object", "Place", "As", "Said by", "Sentence")
PLAN_COLUMNS = ("Document", "To do", "Date", "Language", "Source", "Title", "Near-duplicate of")
ODD_DATES = 5
"""So many dates that were not understood are shown."""
MENTION_COLUMNS = ("Start", "End", "Text", "Class", "Name")


@click.command()
@sources_argument
@store_option
@source_options
@click.option(
    "--since", metavar="DATE", help="Leave out documents dated before: 2024, 2024-06 or 2024-06-30. Undated ones are read."
)
@click.option("--dry-run", is_flag=True, help="Only show what would be done with each document.")
@model_option
@workers_option
@click.option("--verbose", is_flag=True, help="Name each document on standard error once it is stored.")
@click.pass_context
def ingest(
    context: click.Context,
    sources: tuple[str, ...],
    store: str,
    asked: "Asked",
    since: str | None,
    dry_run: bool,
    model: str | None,
    workers: int,
    verbose: bool,
) -> None:
    """Read sources into the store.

    A SOURCE is a file, a folder with everything below it, a pattern such as 'reports/**/*.pdf', an address with http or
    https, or - for standard input. Plain text, Markdown, HTML, PDF, DOCX, mail (EML, MBOX), feeds (RSS, Atom), CSV, JSON
    lines, and ZIP archives of these are told by their content. Each report, message, entry or row is a document.

    What the store holds already is not read again. A file whose text has changed replaces what was read from it before.
    What is in a language that cannot be read yet is stored all the same, and told; what says nearly the same as an earlier
    document is linked to it.

    A document is stored whole or not at all. However the command ends, killed or without power: what it reported as
    stored is there, and a second run reads the rest.

    \b
    Example:
      kg ingest reports/ --store sahel-store
      kg ingest https://example.org/report.html mails.mbox --since 2024
      kg ingest table.csv --text-column body --source "Sahel Wire" --dry-run
    """
    from kg.extract import loaded_extractor
    from kg.sources import expand

    files = list(expand(sources))
    asked = replace(asked, since=_first_day(since))
    if dry_run:
        context.exit(_plan(files, store, asked, model))
    if model is not None:
        loaded_extractor(model)  # what cannot be loaded leaves no store behind
    context.exit(_ingest(files, store, asked, model, workers, verbose))


def _ingest(files: "list[Source]", store: str, asked: "Asked", model: str | None, workers: int, verbose: bool) -> int:
    from kg.ingest import ingest as ingest_into

    def tell(reading: "Reading") -> None:
        if verbose:
            click.echo(f"stored {cell(reading.document.name)}", err=True)

    with opened_store(store) as opened, progress("Reading", len(files)) as advance:
        told = ingest_into(opened, files, asked=asked, model=model, workers=workers, stored=tell, done=advance)
    click.echo(
        f"documents: {told.added} added, {told.replaced} replaced, {told.unchanged} unchanged, {len(told.failures)} failed\n"
        f"read: {told.sentences} sentences, {told.mentions} mentions, {told.statements} statements"
    )
    if told.unread:
        languages = ", ".join(f"{count} in {cell(language)}" for language, count in told.unread)
        click.echo(f"stored without reading them, for their language: {languages}")
    if told.near_duplicates:
        click.echo(f"near-duplicates of earlier documents: {told.near_duplicates}")
    if told.too_old:
        click.echo(f"left out, dated before {asked.since}: {told.too_old}")
    _tell_odd_dates(told.odd_dates)
    return report(told.failures)


def _plan(files: "list[Source]", store: str, asked: "Asked", model: str | None) -> int:
    """Shows what would be done with each document, in a store that need not be there yet."""
    from kg.ingest import plan

    failures: list[Failure] = []
    with _store_if_any(store) as opened, progress("Looking", len(files)) as advance:
        planned = list(plan(opened, files, failures, asked=asked, model=model, done=advance))
    if planned:
        print_table(PLAN_COLUMNS, map(_plan_row, planned))
    amounts = Counter(each.due for each in planned)
    click.echo(
        f"documents: {amounts['add']} would be added, {amounts['replace']} replaced, {amounts['unchanged']} unchanged, "
        f"{amounts['too old']} left out, {len(failures)} failed"
    )
    _tell_odd_dates([(each.document.name, each.document.odd_date) for each in planned if each.document.odd_date])
    return report(failures)


def _tell_odd_dates(odd: "Sequence[tuple[str, str]]") -> None:
    """Says which dates were not understood: a document without one is in no period."""
    if odd:
        shown = "; ".join(f"{cell(name)}: {cell(value)[:40]}" for name, value in odd[:ODD_DATES])
        more = f"; and {len(odd) - ODD_DATES} more" if len(odd) > ODD_DATES else ""
        click.echo(f"stored without a date, since what stands there is none or could be two ({len(odd)}): {shown}{more}")


def _plan_row(planned: "Planned") -> tuple[object, ...]:
    document = planned.document
    due = planned.due if planned.is_read or planned.due not in {"add", "replace"} else f"{planned.due}, unread"
    like = document.near_duplicate_of
    return (
        document.name,
        due,
        document.date,
        document.language,
        document.source,
        document.title,
        like and like.replace(DOCUMENT_BASE, "doc:"),
    )


@contextmanager
def _store_if_any(store: str) -> "Iterator[Store | None]":
    from kg.store import MEMORY, is_remote
    from kg.store.oxigraph import is_store

    if store == MEMORY or not (is_remote(store) or is_store(Path(store))):
        yield None
        return
    with opened_store(store, create=False) as opened:
        yield opened


def _first_day(since: str | None) -> "date | None":
    if since is None:
        return None
    from kg.periods import date_bounds
    from kg.sources.known import iso_date

    if iso_date(since) != since:
        raise UsageError(f"--since {since} is no date: write it as 2024, 2024-06 or 2024-06-30")
    return date_bounds(since)[0]


@click.command()
@sources_argument
@source_options
@format_option("jsonl", "table")
@out_folder_option
@model_option
@workers_option
@click.pass_context
def extract(
    context: click.Context,
    sources: tuple[str, ...],
    asked: "Asked",
    format_: str,
    out: Path | None,
    model: str | None,
    workers: int,
) -> None:
    """Print the statements of sources, without a store.

    A SOURCE is a file, a folder with everything below it, a pattern, an address, or - for standard input, in any format
    that kg ingest reads.

    \b
    Example:
      kg extract report.txt --format table
      kg extract reports/ --out statements/
    """
    context.exit(_read(sources, asked, format_, out, model, workers, _print_statements))


@click.command()
@sources_argument
@source_options
@format_option("jsonl", "table")
@out_folder_option
@model_option
@workers_option
@click.pass_context
def mentions(
    context: click.Context,
    sources: tuple[str, ...],
    asked: "Asked",
    format_: str,
    out: Path | None,
    model: str | None,
    workers: int,
) -> None:
    """Print the named actors and places of sources, without a store.

    A SOURCE is a file, a folder with everything below it, a pattern, an address, or - for standard input, in any format
    that kg ingest reads.

    \b
    Example:
      kg mentions report.txt --format table
      cat report.txt | kg mentions -
    """
    context.exit(_read(sources, asked, format_, out, model, workers, _print_mentions))


def _read(
    sources: tuple[str, ...], asked: "Asked", format_: str, out: Path | None, model: str | None, workers: int, print_: Printer
) -> int:
    """Reads the sources and prints or writes what is in them. The exit status."""
    from kg.extract import extract_documents
    from kg.sources import expand, readable

    if out is not None and str(out) == "-":
        out = None  # standard output, as everywhere
    if out is not None and format_ != "jsonl":
        raise UsageError("--out writes JSON lines: leave --format away, or leave --out away to see a table")
    files = list(expand(sources))
    failures: list[Failure] = []
    unread: list[Failure] = []
    with progress("Reading", len(files)) as advance:
        documents = readable(files, failures, asked, done=advance)
        readings = _told(extract_documents(documents, model=model, workers=workers), unread)
        if out is None:
            print_(readings, format_)
        else:
            _write(readings, out, failures)
    report(unread)
    return report(failures)


def _told(readings: "Iterable[Reading]", unread: "list[Failure]") -> "Iterator[Reading]":
    """The readings; documents that were not read for their language are added to `unread`."""
    from kg.sources import Failure

    for reading in readings:
        if reading.unread:
            unread.append(Failure(reading.document.name, f"not read, {reading.unread}"))
        yield reading


def _write(readings: "Iterable[Reading]", out: Path, failures: "list[Failure]") -> None:
    """Writes both files of every document; a second document of the same name fails rather than replace the first."""
    from kg.files import replace_text
    from kg.sources import Failure

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KgError(f"cannot make the folder {out}: {error.strerror}") from error
    written: dict[str, str] = {}
    for reading in readings:
        name = reading.document.name
        stem = Path(name).stem
        if stem in written:
            failures.append(Failure(name, f"{written[stem]} was written to {stem}.jsonl already: rename one of them"))
            continue
        written[stem] = name
        replace_text(out / f"{stem}.jsonl", json_lines(_statement_lines(reading)))
        replace_text(out / f"{stem}.mentions.jsonl", json_lines(_mention_lines(reading)))


def _print_statements(readings: "Iterable[Reading]", format_: str) -> None:
    if format_ == "table":
        print_table(STATEMENT_COLUMNS, (_statement_row(each) for reading in readings for each in reading.statements))
        return
    for reading in readings:
        click.echo(json_lines(_statement_lines(reading)), nl=False)


def _print_mentions(readings: "Iterable[Reading]", format_: str) -> None:
    if format_ == "table":
        print_table(MENTION_COLUMNS, (_mention_row(each) for reading in readings for each in reading.mentions))
        return
    for reading in readings:
        click.echo(json_lines(_mention_lines(reading)), nl=False)


def _statement_lines(reading: "Reading") -> Iterator[dict[str, Any]]:
    from kg.statement_json import statement_line

    return map(statement_line, reading.statements)


def _mention_lines(reading: "Reading") -> Iterator[dict[str, Any]]:
    from kg.statement_json import mention_line

    return map(mention_line, reading.mentions)


def _statement_row(statement: "Statement") -> tuple[object, ...]:
    qualities = [each for each in (statement.polarity, statement.modality) if each not in {"affirmed", "asserted"}]
    return (
        statement.date,
        statement.subject.entity.name,
        statement.relation,
        statement.object.entity.name,
        statement.place and statement.place.entity.name,
        ", ".join(qualities),
        statement.attributed_to and statement.attributed_to.entity.name,
        statement.sentence,
    )


def _mention_row(mention: "Mention") -> tuple[object, ...]:
    return mention.start, mention.end, mention.text, mention.entity.kind, mention.entity.name
