"""The command that shows the lexicon of wordings: lexicon."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import format_option, out_file_option
from kg.cli.output import json_lines, print_table, progress, report, write
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.coverage import Coverage, Trigger
    from kg.sources import Failure

LEXICON_COLUMNS = ("Relation", "Triggers", "Verbs", "Nouns", "Adjectives")
COVERAGE_COLUMNS = ("Relation", "Triggers", "Never met", "No statement", "Those never met", "Those met without a statement")


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", type=click.Path(path_type=Path))
@click.option("--unused", is_flag=True, help="Show which triggers the sources never meet, and which give no statement there.")
@format_option("table", "jsonl")
@out_file_option
@click.pass_context
def lexicon(context: click.Context, sources: tuple[Path, ...], unused: bool, format_: str, out: Path) -> None:
    """Show the words that state each relation.

    A trigger is a verb, noun or adjective, with its particle. In JSON lines every trigger has a line of its own.

    \b
    Example:
      kg lexicon
      kg lexicon --unused reports/ --format jsonl
    """
    if unused != bool(sources):
        raise UsageError("--unused goes with sources: name the texts to look into, or leave both away")
    from kg.coverage import triggers
    from kg.frames import load_lexicon
    from kg.vocabulary import load_vocabulary

    by_relation = triggers(load_lexicon(), load_vocabulary())
    failures: list[Failure] = []
    used = _used(sources, failures) if unused else None
    if format_ == "jsonl":
        write(json_lines(_line(each, used) for found in by_relation.values() for each in found), out)
    elif used is None:
        print_table(LEXICON_COLUMNS, (_lexicon_row(name, found) for name, found in by_relation.items()), out)
    else:
        print_table(COVERAGE_COLUMNS, (_coverage_row(name, found, used) for name, found in by_relation.items()), out)
    context.exit(report(failures))


def _used(sources: tuple[Path, ...], failures: "list[Failure]") -> "Coverage":
    """Reads the sources; what cannot be read is added to `failures`."""
    from kg.coverage import coverage
    from kg.frames import load_lexicon
    from kg.language import load_pipeline
    from kg.sources import expand, readable

    files = list(expand(sources))
    with progress("Reading", len(files)) as advance:
        documents = _told(readable(files, failures), advance)
        return coverage(load_lexicon(), documents, load_pipeline())


def _told(documents: Iterable[Any], advance: Any) -> Iterator[Any]:
    for document in documents:
        yield document
        advance(document)


def _lexicon_row(relation: str, found: "list[Trigger]") -> tuple[object, ...]:
    parts = (_wordings(each for each in found if each.part == part) for part in ("verb", "noun", "adjective"))
    return (relation, len(found), *parts)


def _coverage_row(relation: str, found: "list[Trigger]", used: "Coverage") -> tuple[object, ...]:
    unmet = [each for each in found if not used.met[each]]
    mute = [each for each in found if used.met[each] and not used.stated[each]]
    return relation, len(found), len(unmet), len(mute), _wordings(unmet), _wordings(mute)


def _wordings(found: "Iterable[Trigger]") -> str:
    return ", ".join(dict.fromkeys(each.wording for each in found))


def _line(trigger: "Trigger", used: "Coverage | None") -> dict[str, Any]:
    line: dict[str, Any] = {
        "relation": trigger.relation,
        "part": trigger.part,
        "lemma": trigger.lemma,
        "particle": trigger.particle or None,
    }
    return line if used is None else {**line, "met": used.met[trigger], "statements": used.stated[trigger]}
