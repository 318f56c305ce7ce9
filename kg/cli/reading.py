"""Commands that read sources: ingest, extract, mentions."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.opening import opened_store
from kg.cli.options import format_option, model_option, out_folder_option, sources_argument, store_option, workers_option
from kg.cli.output import cell, json_lines, print_table, progress, report
from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from kg.records import Mention, Reading, Statement
    from kg.sources import Failure

Printer = Callable[["Iterable[Reading]", str], None]

STATEMENT_COLUMNS = ("Date", "Subject", "Relation", "Object", "Place", "As", "Said by", "Sentence")
MENTION_COLUMNS = ("Start", "End", "Text", "Class", "Name")


@click.command()
@sources_argument
@store_option
@model_option
@workers_option
@click.option("--verbose", is_flag=True, help="Name each document on standard error once it is stored.")
@click.pass_context
def ingest(context: click.Context, sources: tuple[Path, ...], store: str, model: str | None, workers: int, verbose: bool) -> None:
    """Read sources into the store.

    A SOURCE is a file, a folder with everything below it, or - for standard input. Reading the same text again changes
    nothing; a file whose text has changed replaces what was read from it before.

    A document is stored whole or not at all. However the command ends, killed or without power: what it reported as
    stored is there, and a second run reads the rest.

    \b
    Example:
      kg ingest reports/ --store sahel-store
    """
    from kg.extract import loaded_extractor
    from kg.ingest import ingest as ingest_into
    from kg.sources import expand

    files = list(expand(sources))
    if model is not None:
        loaded_extractor(model)  # what cannot be loaded leaves no store behind
    with opened_store(store) as opened, progress("Reading", len(files)) as advance:

        def tell(reading: "Reading") -> None:
            advance(reading)
            if verbose:
                click.echo(f"stored {cell(reading.document.name)}", err=True)

        done = ingest_into(opened, files, model=model, workers=workers, stored=tell)
    click.echo(
        f"documents: {done.added} added, {done.replaced} replaced, {done.unchanged} unchanged, {len(done.failures)} failed\n"
        f"read: {done.sentences} sentences, {done.mentions} mentions, {done.statements} statements"
    )
    context.exit(report(done.failures))


@click.command()
@sources_argument
@format_option("jsonl", "table")
@out_folder_option
@model_option
@workers_option
@click.pass_context
def extract(
    context: click.Context, sources: tuple[Path, ...], format_: str, out: Path | None, model: str | None, workers: int
) -> None:
    """Print the statements of sources, without a store.

    A SOURCE is a file, a folder with everything below it, or - for standard input.

    \b
    Example:
      kg extract report.txt --format table
      kg extract reports/ --out statements/
    """
    context.exit(_read(sources, format_, out, model, workers, _print_statements))


@click.command()
@sources_argument
@format_option("jsonl", "table")
@out_folder_option
@model_option
@workers_option
@click.pass_context
def mentions(
    context: click.Context, sources: tuple[Path, ...], format_: str, out: Path | None, model: str | None, workers: int
) -> None:
    """Print the named actors and places of sources, without a store.

    A SOURCE is a file, a folder with everything below it, or - for standard input.

    \b
    Example:
      kg mentions report.txt --format table
      cat report.txt | kg mentions -
    """
    context.exit(_read(sources, format_, out, model, workers, _print_mentions))


def _read(sources: tuple[Path, ...], format_: str, out: Path | None, model: str | None, workers: int, print_: Printer) -> int:
    """Reads the sources and prints or writes what is in them. The exit status."""
    from kg.extract import extract_documents
    from kg.sources import expand, readable

    if out is not None and str(out) == "-":
        out = None  # standard output, as everywhere
    if out is not None and format_ != "jsonl":
        raise UsageError("--out writes JSON lines: leave --format away, or leave --out away to see a table")
    files = list(expand(sources))
    failures: list[Failure] = []
    with progress("Reading", len(files)) as advance:
        readings = _told(extract_documents(readable(files, failures), model=model, workers=workers), advance)
        if out is None:
            print_(readings, format_)
        else:
            _write(readings, out, failures)
    return report(failures)


def _told(readings: "Iterable[Reading]", advance: Callable[[object], None]) -> "Iterator[Reading]":
    for reading in readings:
        advance(reading)
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
