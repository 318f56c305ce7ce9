"""Commands that take in what others coded: import."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.opening import opened_store
from kg.cli.options import store_option
from kg.cli.output import cell, print_table, progress, report
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.authority import Candidate, ImportedAuthority
    from kg.tables.importing import Imported

TABLES = ("acled", "ucdp", "gdelt")
AUTHORITIES = ("ftm", "wikidata")
COLUMNS = ("Name", "File", "Imported on", "Licence", "Records")
COUNTED = 1_000_000_000
"""Bytes up to which the lines of a file are counted before it is read."""
SHOWN = 20
"""How many candidates are shown where not all are asked for."""


@click.command("import")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--kind", type=click.Choice((*TABLES, *AUTHORITIES)), show_default="tables are told by their columns",
              help="What kind of file it is.")  # fmt: skip
@click.option("--name", metavar="NAME", show_default="that of the file", help="What an authority file is called in the store.")
@click.option("--license", "license_note", metavar="TEXT", help="The licence of an authority file, kept with it.")
@click.option("--country", "countries", multiple=True, metavar="CODE",
              help="Of an authority file only records of this country, by the file's own code. Repeatable.")  # fmt: skip
@click.option("--candidates", "all_candidates", is_flag=True, help="Show all candidates, not only the first.")
@click.option("--rules", type=click.Choice((*TABLES, *AUTHORITIES)), help="Show what files of this kind become, and do no more.")
@click.option("--list", "listed", is_flag=True, help="List the authority files of the store.")
@click.option("--remove", metavar="NAME", help="Remove an authority file from the store.")
@store_option
@click.pass_context
def import_(
    context: click.Context,
    files: tuple[Path, ...],
    kind: str | None,
    store: str,
    all_candidates: bool,
    rules: str | None,
    listed: bool,
    remove: str | None,
    name: str | None,
    license_note: str | None,
    countries: tuple[str, ...],
) -> None:
    """Take tables of coded events and authority files into the store.

    A FILE is a table, an export of ACLED, of UCDP GED or of GDELT 2.0 events, or with --kind an authority file: entities of
    FollowTheMoney as JSON lines, or items of Wikidata as a dump in JSON or the answer of its query service. It may be packed, or
    - for standard input.

    Each row of a table becomes a document with statements. Importing the same table again changes nothing; a row whose content
    has changed replaces what it said before. An authority file replaces what was imported under the same name, and documents are
    read with its names from then on. What cannot be read is listed with its line, and the rest is taken in.

    \b
    Example:
      kg import acled.csv --store sahel-store
      kg import --kind ftm entities.ftm.json --name sanctions --license "CC BY-NC 4.0"
      kg import --remove sanctions
    """
    if rules is not None:
        _print_rules(rules)
        return
    if listed or remove is not None:
        if files or (listed and remove is not None):
            raise UsageError("--list and --remove go with no file, and not together")
        _look_after(store, remove)
        return
    if not files:
        raise UsageError("name a FILE, or give --rules KIND, --list or --remove NAME")
    if kind in AUTHORITIES:
        about = {"name": name, "license": license_note, "countries": countries}
        context.exit(_authority(files, str(kind), store, about, all_candidates=all_candidates))
    if name or license_note or countries or all_candidates:
        raise UsageError("--name, --license, --country and --candidates go with --kind ftm or wikidata")
    context.exit(_tables(files, kind, store))


def _tables(files: tuple[Path, ...], kind: str | None, store: str) -> int:
    from kg.tables.importing import import_tables

    with opened_store(store) as opened, progress("Importing", _steps(files)) as advance:
        done = import_tables(opened, files, kind=kind, read=advance)
    click.echo(_summary(done))
    return report(done.failures)


def _steps(files: tuple[Path, ...]) -> int:
    """How many lines there are, where somebody watches and counting them does not take long beside reading them."""
    from kg.tables.rows import count_lines

    if not sys.stderr.isatty():
        return 0
    return sum(count_lines(path) for path in files if path.is_file() and path.stat().st_size < COUNTED)


def _summary(done: "Imported") -> str:
    rows = ", ".join(f"{done.outcomes[outcome]} {outcome}" for outcome in ("added", "replaced", "unchanged"))
    silent = (f"without a statement: {count}, {why}" for why, count in done.silences.most_common())
    return "\n".join((f"rows: {rows}, {len(done.failures)} failed", f"statements: {done.statements}", *silent))


def _authority(files: tuple[Path, ...], kind: str, store: str, about: dict[str, Any], *, all_candidates: bool) -> int:
    from kg.authority import About, import_authority

    if len(files) > 1:
        raise UsageError("an authority file is imported alone, since each has a name of its own")
    (path,) = files
    with opened_store(store) as opened, progress("Importing", _steps(files)) as advance:
        done = import_authority(opened, path, kind, About(**about), read=advance)  # type: ignore[arg-type]
    click.echo(_told(done))
    _print_candidates(done.candidates if all_candidates else done.candidates[:SHOWN], len(done.candidates))
    return report(done.failures)


def _told(done: "ImportedAuthority") -> str:
    return (
        f"{done.name}: {done.records} records, {done.passed_over} passed over, {len(done.failures)} failed\n"
        f"linked to the gazetteer: {done.by_wikidata} by Wikidata, {done.by_name} by name; candidates: {len(done.candidates)}\n"
        f"names: {done.doubtful} count only beside another one, {done.refused} belong to another entity"
    )


def _print_candidates(shown: "Iterable[Candidate]", count: int) -> None:
    lines = [
        f"candidate: {each.record.name} ({each.record.id}) may be {each.entity.name} "
        f"({each.entity.id.rpartition('/')[2]}): {each.why}"
        for each in shown
    ]
    if count > len(lines):
        lines.append(f"and {count - len(lines)} more: see --candidates")
    for line in lines:
        click.echo(cell(line))


def _look_after(store: str, remove: str | None) -> None:
    from kg.authority import authorities, remove_authority

    with opened_store(store, create=False) as opened:
        if remove is not None:
            click.echo(f"removed {remove}: {remove_authority(opened, remove)} records")
            return
        rows = [(each.name, each.file, each.date, each.license, each.records) for each in authorities(opened)]
    print_table(COLUMNS, rows)


def _print_rules(kind: str) -> None:
    """The mapping of a kind of file, as its file in the ontology has it."""
    from kg.authority.records import load_rules
    from kg.tables.mapping import load_events

    if kind in AUTHORITIES:
        authority = load_rules()
        classes = authority.ftm.classes if kind == "ftm" else authority.wikidata.classes
        print_table(("Schema" if kind == "ftm" else "Instance of", "Class"), classes.items())
        return
    rows = []
    for each in load_events().kind(kind).types:
        ends = (each.begins, _OBJECTS[each.ends]) if each.relation else (None, None)
        rows.append((each.name, each.label, each.relation, *ends, each.deadly, each.modality if each.relation else None))
    print_table(("Type", "Meaning", "Relation", "Subject", "Object", "Where people died", "Modality"), rows)


_OBJECTS = {"actor": "the other actor", "place": "the place", "either": "the other actor, else the place"}
