"""The documentation is true: its commands run and print what it shows, and what it names and links to exists."""

import importlib
import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import click
import pytest
from store_samples import JNIM, MALI, Text

from docs.refresh import BLOCK, ROOT, Shell, commands, pages, prepared, queries, refreshed
from kg.cli import cli
from kg.errors import KgError
from kg.extract import Extractor
from kg.frames import FrameSeed, read_lexicon
from kg.gazetteer import ENTITY_KEYS, FACT_KEYS
from kg.nouns import NounsSeed
from kg.qualifiers import Claims
from kg.queries import bindings_of, load_queries, run_query
from kg.records import Document, Statement
from kg.resources import resource
from kg.statement_json import statement_line
from kg.store import open_store
from kg.vocabulary import ONTOLOGY, load_vocabulary

TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in pages()}
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SAHEL = re.compile(r"\bsahel:(\w+)")
BARE_NAME = re.compile(r"[a-z]+[A-Z]\w*|[A-Z][a-z]+(?:[A-Z][a-z]+)+")
MODULE = re.compile(r"kg(?:\.\w+)+")
EXAMPLE = "Burkina Faso leased drones from Turkey."


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of the headings."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


def broken_links(page: Path, text: str) -> list[str]:
    """Relative links of a page that lead nowhere, to a file or to a heading."""
    broken = []
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    return broken


def ontology_names() -> set[str]:
    text = resource("ontology", "sahel.ttl").read_text(encoding="utf-8")
    return set(SAHEL.findall(text)) | set(re.findall(rf"{re.escape(ONTOLOGY)}(\w+)", text))


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("docs"))


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.slow
@pytest.mark.parametrize("page", TEXTS)
def test_output_is_what_the_commands_print(page: str, workplace: Path) -> None:
    assert TEXTS[page] == refreshed(ROOT / page, workplace), f"{page} is stale: run `make docs`"


def test_something_is_shown() -> None:
    assert sum(len(BLOCK.findall(text)) for text in TEXTS.values()) > 10


@pytest.mark.parametrize("path", list(commands()))
def test_every_command_and_option_is_documented(path: str) -> None:
    reference = TEXTS["docs/commands.md"]
    command: click.Command = cli
    for name in path.split()[1:]:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    section = reference.partition(f"\n## `{path}`\n")[2].partition("\n## ")[0]
    options = [option for each in command.params if isinstance(each, click.Option) for option in each.opts]
    assert section
    assert [option for option in options if option not in section] == []


def test_every_named_query_is_documented() -> None:
    part = TEXTS["docs/queries.md"].partition("<!-- queries -->\n")[2].partition("<!-- /queries -->")[0]
    assert BLOCK.sub(lambda block: block[0].partition("\n")[0] + "\n", part) == queries(), (
        "docs/queries.md is stale: run `make docs`"
    )


@pytest.mark.parametrize("page", TEXTS)
def test_links_lead_somewhere(page: str) -> None:
    assert broken_links(ROOT / page, TEXTS[page]) == []


@pytest.mark.parametrize("page", TEXTS)
def test_names_of_the_ontology_exist(page: str) -> None:
    known = ontology_names()
    prose = re.sub(r"^```.*?^```$", "", TEXTS[page], flags=re.MULTILINE | re.DOTALL)
    bare = {name for code in CODE.findall(prose) if BARE_NAME.fullmatch(name := code)}
    assert sorted((set(SAHEL.findall(TEXTS[page])) | bare) - known) == []


@pytest.mark.parametrize("page", TEXTS)
def test_modules_exist(page: str) -> None:
    for name in MODULE.findall(" ".join(CODE.findall(TEXTS[page]))):
        module, _, member = name.rpartition(".")
        try:
            importlib.import_module(name)
        except ModuleNotFoundError:
            assert hasattr(importlib.import_module(module), member), name


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {target for text in TEXTS.values() for target in re.findall(r"(?:`|^    )make ([a-z]+)", text, re.MULTILINE)}
    assert sorted(named - targets) == []


@pytest.mark.slow
@pytest.mark.parametrize("sparql", fenced(TEXTS["docs/data-model.md"], "sparql"))
def test_queries_have_answers(sparql: str, workplace: Path) -> None:
    with open_store(workplace / "start" / "exports" / "kg-store", create=False) as store:
        answer = run_query(store, sparql)
    assert answer.rows  # type: ignore[union-attr]


@pytest.mark.slow
def test_the_query_to_learn_from_works(workplace: Path, tmp_path: Path) -> None:
    [sparql] = fenced(TEXTS["CONTRIBUTING.md"], "sparql")
    (tmp_path / "training.rq").write_text(sparql, encoding="utf-8")
    query = load_queries(tmp_path)["training"]
    with open_store(workplace / "start" / "exports" / "kg-store", create=False) as store:
        for values in ({}, {"trainer": "Mali"}):
            answer = run_query(store, query.sparql, bindings_of(store, query, values))
            assert answer.variables == ("trainer", "trained", "statements")  # type: ignore[union-attr]


@pytest.mark.parametrize("key", statement_line(Text("a.txt").tell(JNIM, "attacks", MALI).reading().statements[0]))
def test_every_field_of_a_statement_is_described(key: str) -> None:
    assert f"`{key}`" in TEXTS["docs/data-model.md"].partition("## A statement as a line of JSON")[2].partition("\n## ")[0]


@pytest.mark.slow
def test_the_worked_example_is_as_described(extractor: Extractor) -> None:
    [statement] = read(extractor, "Britain said in January 2013 that it would not leave the European Union.")
    assert (triple(statement), statement.frame, statement.date) == (
        ("United Kingdom", "leaves", "European Union"), "leaves.verb", None,
    )  # fmt: skip
    assert (statement.polarity, statement.modality) == ("negated", "planned")
    assert statement.subject.text == "Britain"
    assert statement.attributed_to is not None
    assert statement.attributed_to.text == "Britain"


@pytest.mark.slow
def test_the_frame_to_learn_from_works(extractor: Extractor, tmp_path: Path) -> None:
    page = TEXTS["docs/extraction.md"]
    [frame] = fenced(page, "toml")
    assert f"> {EXAMPLE}" in page
    (tmp_path / "example.toml").write_text(frame, encoding="utf-8")
    files = [*sorted(resource("seeds", "frames").glob("*.toml")), tmp_path / "example.toml"]
    taught = Extractor(extractor.nlp)
    taught.knowledge = replace(taught.knowledge, lexicon=read_lexicon(files, load_vocabulary()))
    [made] = [each for each in read(taught, EXAMPLE) if each.frame == "supplies.leased"]
    assert triple(made) == ("Turkey", "supplies", "Burkina Faso")
    assert "supplies.leased" not in [each.frame for each in read(taught, EXAMPLE.replace("drones", "grain"))]


@pytest.mark.parametrize(
    "keys",
    [
        ENTITY_KEYS | FACT_KEYS,
        {field.alias or name for name, field in FrameSeed.model_fields.items()},
        set(NounsSeed.model_fields),
        {field.name for field in fields(Claims)},
        set(tomllib.loads(resource("seeds", "dates.toml").read_text(encoding="utf-8"))),
    ],
    ids=["gazetteer", "frames", "nouns", "claims", "dates"],
)
def test_every_key_of_the_seeds_is_described(keys: set[str]) -> None:
    assert [key for key in sorted(keys) if not re.search(rf"(?<![\w-]){key}(?![\w-])", TEXTS["seeds/README.md"])] == []


def test_no_page_names_a_machine_or_a_moment() -> None:
    found = [(page, hit) for page, text in TEXTS.items() for hit in re.findall(r"/(?:home|tmp|root|work)/\S*|file:///\w\S*", text)]
    assert found == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("rm -r exports", "not a command"),
        ("kg nonsense", "No such command"),
        ("kg extract gone.txt", "gone.txt"),
        ("kg query --list | sort", "not a command"),
        ("kg query --list | head", "head -n"),
        ("cat gone.txt", "gone.txt"),
    ],
)
def test_what_cannot_be_shown(line: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(KgError, match=re.escape(words)):
        Shell(tmp_path).run(line)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("echo one two", "one two\n"),
        ("cat a.txt | head -n 1", "one\n"),
        ("export KG_STORE=here", ""),
        ("kg --version | head -n 1", "kg 0.1.0\n"),
    ],
)
def test_what_can_be_shown(line: str, printed: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n", encoding="utf-8")
    assert Shell(tmp_path).run(line) == printed


def test_a_variable_lasts(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.run("export KG_STORE=elsewhere")
    with pytest.raises(KgError, match="elsewhere"):
        shell.run('kg query "ASK {}"')


@pytest.mark.parametrize(
    ("text", "broken"),
    [("[a](gone.md)", ["gone.md"]), ("[a](README.md#gone)", ["README.md#gone"]), ("[a](README.md#start)[b](https://x.org)", [])],
)
def test_broken_links_are_found(text: str, broken: list[str]) -> None:
    assert broken_links(ROOT / "README.md", text) == broken


def read(extractor: Extractor, sentence: str) -> tuple[Statement, ...]:
    return extractor.read(Document("doc", "doc.txt", sentence)).statements


def triple(statement: Statement) -> tuple[str, str, str]:
    return statement.subject.entity.name, statement.relation, statement.object.entity.name


def test_unknown_parts_stay_as_they_are(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- figures -->\nby hand\n<!-- /figures -->\n", encoding="utf-8")
    assert refreshed(page, tmp_path) == page.read_text(encoding="utf-8")


def test_stale_output_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "start").mkdir()
    (tmp_path / "demo.txt").write_text("", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text("Text\n\n```console\n$ echo new\nold\n$ echo next\n```\n", encoding="utf-8")
    assert refreshed(page, tmp_path) == "Text\n\n```console\n$ echo new\nnew\n$ echo next\nnext\n```\n"
