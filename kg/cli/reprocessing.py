"""The command that reads again what other versions read: reprocess."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from kg.cli.opening import opened_store
from kg.cli.options import format_option, model_option, store_option, workers_option
from kg.cli.output import STDOUT, json_text, print_table, progress, report, write

if TYPE_CHECKING:
    from kg.reprocess import Changed, Choice, Reread, Said
    from kg.sources import Failure

DOCUMENT_COLUMNS = ("Document", "Gone", "New", "Changed", "As before")
STATEMENT_COLUMNS = ("Document", "What", "Subject", "Relation", "Object", "Differences", "Sentence")


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@store_option
@click.option("--all", "everything", is_flag=True, help="Also read again what the same versions read.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--statements", "list_", is_flag=True, help="List in the table every statement that is gone, new or changed.")
@model_option
@workers_option
@format_option("table", "json")
@click.pass_context
def reprocess(
    context: click.Context,
    documents: tuple[str, ...],
    store: str,
    everything: bool,
    dry_run: bool,
    list_: bool,
    model: str | None,
    workers: int,
    format_: str,
) -> None:
    """Read again what another version has read.

    A document counts when any other version of the extractor, the model, the gazetteer or the lexicon read it. The texts are
    those in the store, so the files need not be there any more. What changed is told: which statements are gone, which are
    new, and which say the same with another date, place, confidence or the like.

    A DOCUMENT is the name, the file or the id of a document in the store; without any, all of them are looked at.

    \b
    Example:
      kg reprocess --dry-run --statements
      kg reprocess --workers 4
    """
    from kg.reprocess import choose
    from kg.reprocess import reprocess as read_again

    failures: list[Failure] = []
    found: list[Reread] = []
    with opened_store(store, create=False) as opened:
        choice = choose(opened, documents, model=model, everything=everything)
        try:
            with progress("Reading again", len(choice.documents)) as advance:
                for reread in read_again(opened, choice, failures, model=model, workers=workers, dry_run=dry_run):
                    found.append(reread)
                    advance(reread)
        finally:  # what was stored before an interruption is told too
            if format_ == "json":
                write(json_text(_object(choice, found, dry_run=dry_run)), STDOUT)
            else:
                _print(choice, found, dry_run=dry_run, list_=list_)
    context.exit(report(failures))


def _print(choice: "Choice", found: "list[Reread]", *, dry_run: bool, list_: bool) -> None:
    differing = [each for each in found if each]
    if differing:
        print_table(DOCUMENT_COLUMNS, ((each.name, *_amounts(each).values()) for each in differing))
        click.echo()
    if differing and list_:
        print_table(STATEMENT_COLUMNS, (row for each in differing for row in _rows(each)))
        click.echo()
    total = _total(found)
    read = "would be read again" if dry_run else "read again"
    click.echo(
        f"documents: {len(found)} {read}, {len(differing)} of them with other statements, {choice.current} current\n"
        f"statements: {total['gone']} gone, {total['new']} new, {total['changed']} changed, {total['same']} as before"
    )


def _amounts(reread: "Reread") -> dict[str, int]:
    return {"gone": len(reread.gone), "new": len(reread.new), "changed": len(reread.changed), "same": reread.same}


def _total(found: "Iterable[Reread]") -> dict[str, int]:
    total = {"gone": 0, "new": 0, "changed": 0, "same": 0}
    for reread in found:
        for name, amount in _amounts(reread).items():
            total[name] += amount
    return total


def _rows(reread: "Reread") -> Iterator[tuple[object, ...]]:
    """A row for each statement that is not as before, in the order of the text."""
    rows = [("gone", each, "") for each in reread.gone]
    rows += [("new", each, "") for each in reread.new]
    rows += [("changed", each.after, _differences(each)) for each in reread.changed]
    for what, said, differences in sorted(rows, key=lambda row: (row[1].place, row[1].id)):
        yield reread.name, what, said.subject, said.relation, said.object, differences, said.qualities["sentence"]


def _differences(changed: "Changed") -> str:
    return "; ".join(f"{name}: {before or 'none'} → {after or 'none'}" for name, (before, after) in changed.differences.items())


def _object(choice: "Choice", found: "list[Reread]", *, dry_run: bool) -> dict[str, Any]:
    return {
        "maker": str(choice.maker),
        "dry_run": dry_run,
        "documents": [_document_object(each) for each in found],
        "current": choice.current,
        "total": _total(found),
    }


def _document_object(reread: "Reread") -> dict[str, Any]:
    return {
        "id": reread.document,
        "name": reread.name,
        "maker_before": reread.maker,
        "gone": [_statement_object(each) for each in reread.gone],
        "new": [_statement_object(each) for each in reread.new],
        "changed": [
            {
                **_statement_object(each.after),
                "id_before": each.before.id,
                "differences": {name: {"before": one, "after": other} for name, (one, other) in each.differences.items()},
            }
            for each in reread.changed
        ],
        "same": reread.same,
    }


def _statement_object(said: "Said") -> dict[str, Any]:
    return {
        "id": said.id,
        "subject": said.subject,
        "relation": said.relation,
        "object": said.object,
        **said.qualities,
    }
