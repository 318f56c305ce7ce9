"""The command that sets events of tables beside texts: align."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.opening import opened_store
from kg.cli.options import format_option, out_file_option, store_option
from kg.cli.output import csv_text, json_text, markdown_table, table_text, write

if TYPE_CHECKING:
    from kg.alignment import Aligned, TableEvent
    from kg.records import StoredStatement

FINDINGS = ("confirmed", "contradicted", "unmentioned", "untabled")
COLUMNS = ("Finding", "Score", "Row", "Date", "Event", "Why", "Told on", "Text", "Sentence", "Document", "File")


@click.command()
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only tables of this kind: acled, ucdp, gdelt. Repeatable.")
@click.option("--days", type=click.IntRange(0, 365), default=3, show_default=True, metavar="N", help="How far apart in time.")
@click.option("--km", type=click.FloatRange(0, 5000), default=50.0, show_default=True, metavar="N", help="How far apart in space.")
@click.option("--min-score", type=click.FloatRange(0, 1), default=0.6, show_default=True, metavar="X",
              help="How well a sentence must fit an event.")  # fmt: skip
@click.option("--tolerance", type=click.FloatRange(min=0), default=0.25, show_default=True, metavar="X",
              help="By which share numbers of dead may differ and still agree.")  # fmt: skip
@click.option("--show", "shown", multiple=True, type=click.Choice(FINDINGS), show_default="all", help="Only these. Repeatable.")
@store_option
@format_option("table", "csv", "json", "markdown")
@out_file_option
def align(
    kinds: tuple[str, ...],
    days: int,
    km: float,
    min_score: float,
    tolerance: float,
    shown: tuple[str, ...],
    store: str,
    format_: str,
    out: Path,
) -> None:
    """Set events of tables beside what texts say of them.

    Each event of a table that `kg import` took in is listed with every sentence that confirms or contradicts it, by the same
    actors, near in time and place; then come the sentences about events that no table has. docs/import.md gives the rule.

    \b
    Example:
      kg align --kind acled --days 2 --show contradicted
    """
    from kg.alignment import Near
    from kg.alignment import align as aligned

    with opened_store(store, create=False) as opened:
        found = aligned(opened, kinds=kinds, near=Near(days, km, min_score, tolerance))
    rows = [each for each in found if not shown or each.finding in shown]
    write(_written(rows, format_, out), out)
    counts: Counter[str] = Counter(each.finding for each in found)
    events = len({each.event.name for each in found if each.event})
    click.echo(f"{events} events: {', '.join(f'{counts[finding]} {finding}' for finding in FINDINGS)}", err=True)


def _written(rows: "Sequence[Aligned]", format_: str, out: Path) -> str:
    if format_ == "json":
        return json_text([_object(each) for each in rows])
    lines = [_row(each) for each in rows]
    if format_ == "csv":
        return csv_text(COLUMNS, lines)
    return markdown_table(COLUMNS, lines) if format_ == "markdown" else table_text(COLUMNS, lines, out)


def _row(aligned: "Aligned") -> tuple[object, ...]:
    event, said = aligned.event, aligned.said
    return (
        aligned.finding,
        None if aligned.score is None else f"{aligned.score:.2f}",
        event and event.name,
        event and event.statements[0].date,
        event and _told(event.statements),
        aligned.why,
        said[0].date or said[0].document_date if said else None,
        _told(said),
        said[0].sentence if said else None,
        said[0].document_name if said else None,
        event and event.file,
    )


def _told(statements: "Sequence[StoredStatement]") -> str:
    """What the statements say in short, each thing once."""
    words = dict.fromkeys(f"{each.subject.name} {_relation(each)} {each.object.name}" for each in statements)
    places = dict.fromkeys(each.place.name for each in statements if each.place)
    return "; ".join(words) + (f", {', '.join(places)}" if places else "")


def _relation(statement: "StoredStatement") -> str:
    return f"not {statement.relation}" if statement.polarity == "negated" else statement.relation


def _object(aligned: "Aligned") -> dict[str, Any]:
    event = aligned.event
    return {
        "finding": aligned.finding,
        "score": aligned.score,
        "why": aligned.why or None,
        "event": event and _event_object(event),
        "text": [_statement_object(each) for each in aligned.said],
    }


def _event_object(event: "TableEvent") -> dict[str, Any]:
    return {
        "table": event.kind,
        "row": event.row,
        "file": event.file,
        "date": event.statements[0].date,
        "fatalities": event.deaths and {"low": event.deaths[0], "high": event.deaths[1]},
        "statements": [_statement_object(each) for each in event.statements],
    }


def _statement_object(statement: "StoredStatement") -> dict[str, Any]:
    return {
        "statement": statement.id,
        "subject": statement.subject.name,
        "relation": statement.relation,
        "object": statement.object.name,
        "polarity": statement.polarity,
        "place": statement.place and statement.place.name,
        "date": statement.date,
        "count": statement.count,
        "sentence": statement.sentence,
        "document": statement.document,
        "name": statement.document_name,
        "document_date": statement.document_date,
        "source": statement.document_source,
    }
