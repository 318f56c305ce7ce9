"""The command that shows how extraction reads a sentence: explain."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import format_option, model_option
from kg.cli.output import STDOUT, cell, fits_terminal, json_text, table
from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from kg.explain import Explanation, FrameTried, Outcome, Role
    from kg.records import Document

LINKED = {
    "name": "a name of the gazetteer",
    "demonym": "a people of the gazetteer",
    "remembered": "named before in the text",
    "collective": "people of somebody known",
    "allegiance": "people of an allegiance",
    "owner": "begins with its owner",
    "acronym": "stands beside the full name",
    "new": "the recogniser alone",
}


@click.command()
@click.argument("source", metavar="SOURCE", type=click.Path(path_type=Path))
@click.option("--sentence", type=click.IntRange(min=1), metavar="N", help="Only this sentence, counted from 1.")
@model_option
@format_option("text", "json")
def explain(source: Path, sentence: int | None, model: str | None, format_: str) -> None:
    """Show how sentences become statements, or why they do not.

    SOURCE is a file, or - for standard input. It is for whoever extends the lexicon: the parse, who is meant, which frames
    matched and why others did not, what the statement network proposes, and how the confidence came about.

    \b
    Example:
      echo "Mali bought drones from Turkey." | kg explain -
      kg explain report.txt --sentence 3
    """
    from kg.explain import explain as explain_document
    from kg.extract import loaded_extractor

    document = _document(source)
    found = explain_document(loaded_extractor(model), document, sentence=sentence)
    if format_ == "json":
        click.echo(json_text([_plain(each) for each in found]), nl=False)
        return
    for explanation in found:
        click.echo("\n".join(_text(explanation)))


def _document(source: Path) -> "Document":
    """The one document of the source. Raises KgError where it cannot be read, UsageError where there are several."""
    from kg.sources import Failure, read_sources

    found = list(read_sources([source]))
    if len(found) != 1:
        raise UsageError(f"{source}: {len(found)} texts are too many to explain: name one of them")
    if isinstance(found[0], Failure):
        raise KgError(str(found[0]))
    return found[0]


def _plain(value: Any) -> Any:
    """Records as JSON has them, statements and entities as in the lines of kg extract."""
    from kg.records import Entity, Statement
    from kg.statement_json import statement_line

    if isinstance(value, Statement):
        return statement_line(value)
    if isinstance(value, Entity):
        return {"id": value.id, "label": value.name, "type": value.kind}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _text(shown: "Explanation") -> Iterator[str]:
    yield f"Sentence {shown.number}: {cell(shown.sentence)}\n"
    heads = {word.number: word.text for word in shown.words}
    yield from _section(
        "Parse",
        ("", "Word", "Lemma", "Part", "Tag", "Label", "Head"),
        [
            (word.number, word.text, word.lemma, word.part, word.tag, word.label, word.head and f"{word.head} {heads[word.head]}")
            for word in shown.words
        ],
    )
    yield from _section(
        "Mentions",
        ("Text", "Entity", "Class", "Linked", "Recogniser"),
        [(name.text, name.entity.name, name.entity.kind, LINKED[name.why], name.label) for name in shown.names],
    )
    if shown.dates:
        yield from _section("Dates", ("Text", "Date"), [(each.text, each.value) for each in shown.dates])
    yield from _section(
        "Candidates",
        ("Text", "Sort", "Stands for", "Class", "How", "Certainty"),
        [
            (each.text, each.sort, standing.entity.name, standing.entity.kind, standing.how, f"{standing.certainty:.2f}")
            for each in shown.candidates
            for standing in each.stands_for
        ],
    )
    matched = [each for each in shown.frames if each.reason is None]
    refused = [each for each in shown.frames if each.reason is not None]
    yield from _section("Frames that match", ("Frame", "Trigger", "Subject", "Object", "Confidence"), map(_match_row, matched))
    yield from _section(
        "Frames that do not", ("Frame", "Trigger", "Why"), [(each.frame, _trigger(each), each.why) for each in refused]
    )
    yield from _network(shown)
    yield from _outcomes(shown)


def _section(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    found = list(rows)
    yield f"{title}\n{table(columns, found, fit=fits_terminal(STDOUT))}" if found else f"{title}: none\n"


def _trigger(tried: "FrameTried") -> str:
    return f"{tried.word} {tried.trigger}"


def _match_row(tried: "FrameTried") -> tuple[object, ...]:
    return tried.frame, _trigger(tried), _filled(tried.subject), _filled(tried.object), f"{tried.confidence:.2f}"


def _filled(role: "Role") -> str:
    return ", ".join(f"{each.entity.name} ({each.path})" for each in role.fillers if each.fits and each.entity)


def _network(shown: "Explanation") -> Iterator[str]:
    if shown.not_asked:
        yield f"Statement network: not asked, {shown.not_asked}\n"
        return
    yield from _section(
        "Statement network, the best pairs",
        ("Subject", "Relation", "Object", "Probability", "Log-odds", "Words", "Denied", "As", "Not weighed because"),
        [
            (
                each.subject,
                each.relation,
                each.object,
                f"{each.probability:.3f}",
                f"{each.log_odds:+.2f}",
                ", ".join(f"{word} {share:.2f}" for word, share in each.words),
                f"{each.negated:.2f}",
                each.modality,
                each.why_not,
            )
            for each in shown.proposals
        ],
    )


def _outcomes(shown: "Explanation") -> Iterator[str]:
    for title, kept in (("Statements", True), ("Left out as too unlikely", False)):
        found = [each for each in shown.outcomes if each.kept == kept]
        if kept or found:
            yield f"{title}\n" if found else f"{title}: none\n"
        for each in found:
            yield from _outcome_lines(each)
            yield ""


def _outcome_lines(shown: "Outcome") -> Iterator[str]:
    statement = shown.statement
    subject, obj = cell(statement.subject.entity.name), cell(statement.object.entity.name)
    yield f"  {subject} {statement.relation} {obj}, {statement.confidence}"
    yield f"    made by {statement.frame}, trigger “{cell(statement.trigger)}”"
    if shown.framed:
        yield f"    lexicon: {' × '.join(f'{value:g} {name}' for name, value in shown.framed)}"
    if shown.threshold is not None and not shown.summands:
        yield f"    weighed: the lexicon alone, with less doubt, for a doer outside the sentence; needed: {shown.threshold:g}"
    elif shown.threshold is not None:
        asked = "not asked" if shown.network is None else f"log-odds {shown.network:+.2f}"
        yield f"    network: {asked}"
        yield f"    weighed: {' '.join(f'{value:+.2f} {name}' for name, value in shown.summands)}; needed: {shown.threshold:g}"
    for each in shown.qualities:
        yield f"    {each.name}: {cell(each.value or 'none')}{f', from {cell(each.words)}' if each.words else ''}"
