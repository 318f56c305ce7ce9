"""The command line: what each command prints, where, and with which exit status. What lies behind it has tests of its own."""

import errno
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner, Result
from store_samples import JNIM, MALI, RUSSIA, Text, gazetteer, made_by

import kg
import kg.extract
import kg.ingest
import kg.reprocess
from kg.cli import cli
from kg.cli.output import csv_text, print_table
from kg.cli.running import ReportingGroup
from kg.errors import KgError, SourceError, StoreError, UsageError
from kg.records import Document, Mention, Reading, Statement
from kg.resources import resource
from kg.store import Store, open_store
from tests.parsed import add_parse, extractor, parse
from tests.source_samples import ENGLISH, FRENCH

SENTENCE = "JNIM attacks Mali."


def read(document: Document) -> Reading:
    """Reads every SENTENCE of a document, so that these tests need no language model."""
    mentions: list[Mention] = []
    statements: list[Statement] = []
    start = document.text.find(SENTENCE)
    while start >= 0:
        first, second = Mention(start, start + 4, "JNIM", JNIM), Mention(start + 13, start + 17, "Mali", MALI)
        end = start + len(SENTENCE)
        mentions += [first, second]
        statements.append(
            Statement(document.id, SENTENCE, start, end, first, "attacks", second, "attacks", "attacks.verb", 0.9, date="2024-06")
        )
        start = document.text.find(SENTENCE, end)
    return Reading(document, tuple(mentions), tuple(statements), len(statements), made_by("test 1"))


def extract_documents(
    documents: Iterable[Document], *, model: str | None = None, workers: int = 1, sources: str = "both", names: object = ()
) -> Iterator[Reading]:
    return map(read, documents)


def loaded_extractor(model: str | None, *, names: object = ()) -> SimpleNamespace:
    return SimpleNamespace(maker=made_by("test 1"), understands=lambda language: language in {None, "en"})


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    monkeypatch.delenv("KG_MODEL", raising=False)
    monkeypatch.setattr(kg.extract, "extract_documents", extract_documents)
    monkeypatch.setattr(kg.ingest, "extract_documents", extract_documents)
    monkeypatch.setattr(kg.ingest, "load_gazetteer", gazetteer)
    monkeypatch.setattr(kg.ingest, "loaded_extractor", loaded_extractor)


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A store with two documents: JNIM attacks Mali, which meets Russia and is not supplied by it."""
    folder = str(tmp_path / "store")
    one = Text("one.txt", date="2024-06-01", source="Wire").tell(JNIM, "attacks", MALI).tell(MALI, "meetsWith", RUSSIA)
    two = Text("two.txt").tell(JNIM, "attacks", MALI).tell(RUSSIA, "supplies", MALI, polarity="negated")
    with open_store(folder) as opened:
        opened.ensure_background(gazetteer())
        for text in (one, two):
            opened.add(text.reading())
    return folder


def run(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, args, input=stdin)


def passed(*args: str, stdin: str | None = None) -> str:
    """Standard output of a command that went well and had nothing else to say."""
    result = run(*args, stdin=stdin)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(*args: str, stdin: str | None = None) -> tuple[int, str]:
    """Exit status and the one line of a command that failed."""
    result = run(*args, stdin=stdin)
    assert result.stdout == ""
    assert result.stderr.startswith("kg: ")
    assert result.stderr.count("\n") == 1, result.stderr
    return result.exit_code, result.stderr.strip()


def all_commands(command: click.Command = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from all_commands(child, (*path, name))


@pytest.mark.parametrize("path", list(all_commands()), ids=" ".join)
def test_help_has_an_example(path: tuple[str, ...]) -> None:
    shown = passed(*path, "--help")
    assert "Example:\n" in shown
    assert f"kg {' '.join(path)}".strip() in shown.partition("Example:")[2]


@pytest.mark.parametrize("path", list(all_commands()), ids=" ".join)
def test_every_option_says_what_it_does(path: tuple[str, ...]) -> None:
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_commands_are_there() -> None:
    assert list(cli.commands) == [
        "ingest", "import", "align", "reprocess", "extract", "mentions", "explain", "evaluate", "query", "entity", "statement", "serve", "analyze", "report", "explore", "site", "export", "store",
        "lexicon", "demo", "train",
    ]  # fmt: skip


def test_version() -> None:
    assert passed("--version") == f"kg {kg.__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, kg.cli; print(*sorted({'spacy', 'networkx', 'pyoxigraph', 'rdflib', 'rich', 'numpy', 'matplotlib', 'jinja2'} & sys.modules.keys()))"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(kg.__file__).parent.parent
    )
    assert shown.stdout.strip() == ""


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nonsense",), "No such command"),
        (("extract",), "Missing argument"),
        (("extract", "a.txt", "--nonsense"), "No such option"),
        (("extract", "a.txt", "--format", "xml"), "xml"),
        (("extract", "a.txt", "--format", "table", "--out", "x"), "--out writes JSON lines"),
        (("extract", "a.txt", "--workers", "0"), "workers"),
        (("extract", "a.txt", "--workers", "1000000"), "workers"),
        (("reprocess", "--workers", "0"), "workers"),
        (("reprocess", "nothing.txt"), "holds no document nothing.txt"),
        (("query",), "ask one thing"),
        (("query", ""), "query"),
        (("query", "ASK {}", "--list"), "ask one thing"),
        (("query", "ASK {}", "--param", "a=b"), "--param goes with --name"),
        (("query", "--name", "about-actor", "--param", "actor"), "K=V"),
        (("query", "--name", "about-actor", "--param", "actor=a", "--param", "actor=b"), "twice"),
        (("query", "--file", "gone.rq"), "gone.rq"),
        (("query", "--list", "--format", "turtle"), "turtle"),
        (("query", "--list", "--topic", "violenc"), "did you mean Violence"),
        (("query", "--topic", "violence"), "ask one thing"),
        (("query", "ASK {}", "--topic", "violence"), "--topic goes with --list"),
        (("query", "--describe", "abuot-actor"), "did you mean about-actor"),
        (("query", "--describe", "about-actor", "--list"), "ask one thing"),
        (("query", "--describe", "about-actor", "--format", "csv"), "not in csv"),
        (("export", "--places"), "--places chooses ties of the network: turtle holds the whole store"),
        (("export", "--format", "xlsx", "--min-sources", "2"), "--min-sources is about ties of the network"),
        (("export", "--format", "neo4j-csv"), "name a folder or a .zip"),
        (("export", "--format", "turtle", "--without-sources"), "--without-sources is for nquads, trig, jsonld"),
        (("analyze", "central", "--measure", "fame"), "fame"),
        (("analyze", "central", "--min-confidence", "2"), "confidence"),
    ],
)
def test_wrong_requests(args: tuple[str, ...], words: str) -> None:
    with open_store("kg-store"):
        pass
    status, line = refused(*args)
    assert status == 2
    assert words in line


def test_without_a_command_help_is_shown() -> None:
    result = run()
    assert result.exit_code == 2
    assert "Commands:" in result.stderr


@pytest.mark.parametrize(
    ("raised", "status", "line"),
    [
        (KgError("it failed"), 1, "kg: it failed"),
        (SourceError("two\nlines"), 1, "kg: two lines"),
        (UsageError("asked wrongly"), 2, "kg: asked wrongly"),
        (OSError(errno.ENOSPC, "No space left on device", "x.html"), 1, "kg: x.html: no space left on device"),
        (KeyboardInterrupt(), 1, "kg: interrupted; what was reported done stays done"),
    ],
)
def test_errors_are_one_line(raised: BaseException, status: int, line: str) -> None:
    @click.group(cls=ReportingGroup)
    def group() -> None:
        pass

    @group.command()
    def fail() -> None:
        raise raised

    result = CliRunner().invoke(group, ["fail"])
    assert (result.exit_code, result.stderr.strip()) == (status, line)


def test_faults_of_the_program_are_not_hidden() -> None:
    @click.group(cls=ReportingGroup)
    def group() -> None:
        pass

    @group.command()
    def fail() -> None:
        raise ZeroDivisionError

    assert isinstance(CliRunner().invoke(group, ["fail"]).exception, ZeroDivisionError)


def test_reader_of_a_pipe_may_leave() -> None:
    code = """
import click
from kg.cli.running import ReportingGroup
@click.group(cls=ReportingGroup)
def group(): pass
@group.command()
def endless():
    while True:
        click.echo("line")
group.main(["endless"])
"""
    root = Path(kg.__file__).parent.parent
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"line\n"
        process.stdout.close()
        process.wait(timeout=60)
        assert process.stderr.read() == b""


def test_extract_prints_statements_as_json_lines() -> None:
    Path("a.txt").write_text(f"{SENTENCE} {SENTENCE}")
    lines = [json.loads(line) for line in passed("extract", "a.txt").splitlines()]
    assert [(line["relation"], line["start"], line["sentence"]) for line in lines] == [
        ("attacks", 0, SENTENCE),
        ("attacks", 19, SENTENCE),
    ]


def test_mentions_prints_mentions_as_json_lines() -> None:
    lines = [json.loads(line) for line in passed("mentions", "-", stdin=SENTENCE).splitlines()]
    assert [(line["text"], line["start"], line["type"]) for line in lines] == [("JNIM", 0, "ArmedGroup"), ("Mali", 13, "Country")]


@pytest.mark.parametrize("command", ["extract", "mentions"])
def test_tables_cut_nothing(command: str) -> None:
    shown = passed(command, "-", "--format", "table", stdin="x" * 300 + f"\n{SENTENCE}")
    assert "Mali" in shown
    assert JNIM.name in shown
    assert "…" not in shown


@pytest.mark.parametrize("command", ["extract", "mentions"])
def test_out_writes_both_files_of_every_source(command: str) -> None:
    for name in ("in/a.txt", "in/sub/b.md"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"{SENTENCE}\n{name}\n")
    Path("in/c.txt").write_text("Nobody.")
    assert passed(command, "in", "--out", "out/deeper") == ""
    written = {path.name: path.read_text().count("\n") for path in Path("out/deeper").iterdir()}
    assert written == {
        "a.jsonl": 1, "a.mentions.jsonl": 2, "b.jsonl": 1, "b.mentions.jsonl": 2, "c.jsonl": 0, "c.mentions.jsonl": 0,
    }  # fmt: skip


@pytest.mark.parametrize("command", ["extract", "mentions", "ingest"])
def test_the_model_is_handed_on(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def record(
        documents: Iterable[Document], *, model: str | None = None, workers: int = 1, names: object = ()
    ) -> Iterator[Reading]:
        asked.append(model)
        return map(read, documents)

    monkeypatch.setattr(kg.extract, "extract_documents", record)
    monkeypatch.setattr(kg.ingest, "extract_documents", record)
    monkeypatch.setattr(kg.extract, "loaded_extractor", lambda model: None)
    Path("a.txt").write_text(SENTENCE)
    passed(command, "a.txt")
    passed(command, "a.txt", "--model", "small")
    monkeypatch.setenv("KG_MODEL", "own/model")
    passed(command, "a.txt")
    passed(command, "a.txt", "--model", "small")
    assert asked == [None, "small", "own/model", "small"]


@pytest.mark.parametrize("command", ["ingest", "explain"])
def test_a_model_that_cannot_be_loaded_is_one_line(command: str) -> None:
    Path("a.txt").write_text(SENTENCE)
    status, line = refused(command, "a.txt", "--model", "no_such_model")
    assert status == 1
    assert "no_such_model" in line
    assert not Path("kg-store").exists()


@pytest.fixture
def outdated(store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store of two documents, of which `two.txt` has a sentence that another version of the reader knows how to read."""
    document = Document("https://w3id.org/sahel-kg/document/ab12", "two.txt", f"{SENTENCE} Mali rests.")
    with open_store(store) as opened:
        for each in list(opened.documents()):
            opened.remove(each.id)
        opened.add(replace(read(document), statements=(), maker=made_by("test 0")))
        opened.add(read(replace(document, id=f"{document.id}cd", name="one.txt")))
    monkeypatch.setattr(kg.reprocess, "extract_documents", extract_documents)
    monkeypatch.setattr(kg.reprocess, "loaded_extractor", lambda model, names: SimpleNamespace(maker=made_by("test 1")))
    monkeypatch.setattr(kg.reprocess, "load_gazetteer", gazetteer)
    return store


def test_reprocess_tells_what_changed(outdated: str) -> None:
    total = "1 of them with other statements, 1 current\nstatements: 0 gone, 1 new, 0 changed, 0 as before\n"
    dry = passed("reprocess", "--store", outdated, "--dry-run", "--statements")
    assert dry.endswith(f"\ndocuments: 1 would be read again, {total}")
    assert [line.split() for line in dry.splitlines() if line.startswith(" two.txt")] == [
        ["two.txt", "0", "1", "0", "0"],
        ["two.txt", "new", *JNIM.name.split(), "attacks", "Mali", *SENTENCE.split()],
    ]
    done = passed("reprocess", "--store", outdated)
    assert done.endswith(f"\ndocuments: 1 read again, {total}")
    assert SENTENCE not in done
    again = passed("reprocess", "--store", outdated)
    assert again.startswith("documents: 0 read again, 0 of them with other statements, 2 current\n")


def test_reprocess_as_json(outdated: str) -> None:
    shown = json.loads(passed("reprocess", "two.txt", "--store", outdated, "--format", "json"))
    assert (shown["maker"], shown["dry_run"], shown["current"]) == ("test 1", False, 0)
    assert shown["total"] == {"gone": 0, "new": 1, "changed": 0, "same": 0}
    [document] = shown["documents"]
    assert (document["name"], document["maker_before"], document["gone"], document["changed"]) == ("two.txt", "test 0", [], [])
    [new] = document["new"]
    assert (new["subject"], new["relation"], new["object"], new["sentence"]) == (JNIM.name, "attacks", "Mali", SENTENCE)
    assert (new["date"], new["polarity"], new["confidence"]) == ("2024-06", "affirmed", "0.9")
    shown = json.loads(passed("reprocess", "--all", "--store", outdated, "--format", "json"))
    assert (shown["current"], shown["total"]["same"], len(shown["documents"])) == (0, 2, 2)


def test_reprocess_refuses_what_is_not_there(outdated: str) -> None:
    assert refused("reprocess", "gone.txt", "--store", outdated) == (2, "kg: the store holds no document gone.txt")
    status, line = refused("reprocess", "--store", "no-store")
    assert status == 1
    assert "no store at no-store" in line


def test_what_was_done_before_an_interruption_is_told(outdated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(documents: Iterable[Document], *, names: object, **_: object) -> Iterator[Reading]:
        yield read(next(iter(documents)))
        raise KeyboardInterrupt

    monkeypatch.setattr(kg.reprocess, "extract_documents", interrupted)
    result = run("reprocess", "--all", "--store", outdated)
    assert result.exit_code == 1
    assert result.stderr.strip() == "kg: interrupted; what was reported done stays done"
    assert "documents: 1 read again" in result.stdout


def test_a_document_that_cannot_be_read_again_stops_nothing(outdated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Store.document

    def damaged(self: Store, document: str) -> Document:
        if document.endswith("cd"):
            raise StoreError("the store is damaged")
        return known(self, document)

    monkeypatch.setattr(Store, "document", damaged)
    result = run("reprocess", "--all", "--store", outdated)
    assert result.exit_code == 1
    assert result.stderr == "kg: one.txt: the store is damaged\n"
    assert "documents: 1 read again, 1 of them" in result.stdout


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> str:
    """A text of two sentences whose parses stand in for a model."""
    texts = [
        parse("JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Mali/NNP/obj/attacked ."),
        parse("Rebels=rebel/NNS/nsubj/attacked attacked=attack/VBD/root Mali/NNP/obj/attacked ."),
    ]
    for each in texts:
        add_parse(each)
    monkeypatch.setattr(kg.extract, "loaded_extractor", lambda model: extractor())
    return "\n\n".join(each.text for each in texts)


def test_explain_prints_every_step(by_hand: str) -> None:
    shown = passed("explain", "-", stdin=by_hand)
    assert [line for line in shown.splitlines() if line.startswith("Sentence ")] == [
        "Sentence 1: JNIM attacked Mali.",
        "Sentence 2: Rebels attacked Mali.",
    ]
    for title in ("Parse", "Mentions", "Candidates", "Frames that match", "Frames that do not", "Statement network", "Statements"):
        assert f"\n{title}" in shown
    assert "no subject: “Rebels” at subj is nobody known" in shown
    assert "Mali" in shown.partition("\nStatements\n")[2]


def test_explain_one_sentence_as_json(by_hand: str) -> None:
    [shown] = json.loads(passed("explain", "-", "--sentence", "2", "--format", "json", stdin=by_hand))
    assert (shown["number"], shown["sentence"], shown["outcomes"]) == (2, "Rebels attacked Mali.", [])
    assert [(each["frame"], each["reason"]) for each in shown["frames"]] == [("attacks.verb", "subject")]
    [first] = json.loads(passed("explain", "-", "--sentence", "1", "--format", "json", stdin=by_hand))
    assert first["outcomes"][0]["statement"]["subject"]["label"] == JNIM.name


def test_explain_refuses_what_is_not_there(by_hand: str) -> None:
    status, line = refused("explain", "-", "--sentence", "3", stdin=by_hand)
    assert (status, line) == (2, "kg: there is no sentence 3: stdin has 2")
    assert refused("explain", "gone.txt") == (1, "kg: gone.txt: no such file or directory")
    for name in ("in/a.txt", "in/b.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(SENTENCE)
    assert refused("explain", "in")[0] == 2


def test_out_does_not_replace_one_document_by_another() -> None:
    for name in ("in/a.txt", "in/sub/a.md"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"{SENTENCE}\n{name}\n")
    status, line = refused("extract", "in", "--out", "out")
    assert status == 1
    assert "a.md: a.txt was written to a.jsonl already" in line


@pytest.mark.parametrize("command", ["extract", "mentions", "ingest"])
def test_one_bad_source_stops_nothing(command: str) -> None:
    Path("a.txt").write_bytes(b"\0\0")
    Path("b.txt").write_text(SENTENCE)
    result = run(command, "a.txt", "b.txt", "gone.txt")
    assert result.exit_code == 1
    assert result.stdout != ""
    assert result.stderr == "kg: a.txt: this is binary data, not text\nkg: gone.txt: no such file or directory\n"


STATED = {"subject": ["JNIM"], "relation": ["attacks"], "object": ["Mali"], "date": "2024", "sentence": SENTENCE, "weight": "core"}
MISSED = {"subject": ["Mali"], "relation": ["fights"], "object": ["JNIM"], "sentence": SENTENCE}
LINE = {"n": 0, "m": [["JNIM", "ORG"], ["Mali", "GPE"]], "s": [{"s": "JNIM", "r": "attacks", "o": "Mali"}]}


@pytest.fixture
def gold() -> None:
    """Gold for two texts: `one` as statements of a document, of which one is missed, `two` as annotated lines."""
    for folder in ("gold", "texts"):
        Path(folder).mkdir()
    Path("gold/one.jsonl").write_text(f"{json.dumps(STATED)}\n{json.dumps(MISSED)}\n")
    Path("gold/two.jsonl").write_text(f"{json.dumps(LINE)}\n")
    Path("texts/one.md").write_text(f"{SENTENCE} {SENTENCE}\n")
    Path("texts/two.txt").write_text(f"{SENTENCE}\n")
    Path("texts/two.jsonl").write_text("no text\n")
    Path("texts/three.txt").write_text("Without gold.\n")


@pytest.mark.usefixtures("gold")
def test_evaluate_scores_both_forms() -> None:
    scores = json.loads(passed("evaluate", "gold", "texts", "--format", "json"))
    assert list(scores) == ["documents", "sentences"]
    assert scores["documents"]["relation"] == {
        "precision": 1.0, "recall": 0.5, "f1": 0.667, "reach": 0.5, "right": 1, "found": 1, "hit": 1, "gold": 2, "reached": 1, "all": 2,
    }  # fmt: skip
    assert scores["documents"]["qualifiers"] == {
        "date": {"right": 1, "of": 1}, "polarity": {"right": 1, "of": 1}, "modality": {"right": 1, "of": 1},
    }  # fmt: skip
    assert scores["documents"]["relations"] == [
        {"relation": "attacks", "gold": 1, "found": 1, "missed": 0, "wrong": 0},
        {"relation": "fights", "gold": 1, "found": 0, "missed": 1, "wrong": 0},
    ]
    assert scores["documents"]["calibration"][-1] == {
        "from": 0.9, "to": 1.0, "statements": 1, "right": 1, "share_right": 1.0, "mean_confidence": 0.9,
    }  # fmt: skip
    assert scores["sentences"]["mentions"]["exact"] == {
        "precision": 1.0, "recall": 1.0, "f1": 1.0, "right": 2, "found": 2, "hit": 2, "gold": 2,
    }  # fmt: skip


@pytest.mark.usefixtures("gold")
def test_evaluate_reads_what_extract_wrote() -> None:
    passed("extract", "texts/one.md", "texts/two.txt", "--out", "found")
    assert passed("evaluate", "gold", "texts", "--predicted", "found") == passed("evaluate", "gold", "texts")
    shown = passed("evaluate", "gold", "--predicted", "found", "--only", "one")
    assert passed("evaluate", "gold", "texts", "--only", "one") == shown
    assert passed("evaluate", "gold", "--predicted", "found", "--only", "one", "--out", "scores.txt") == ""
    assert Path("scores.txt").read_text() == shown


@pytest.mark.usefixtures("gold")
def test_evaluate_lists_mistakes() -> None:
    told = {
        "subject": {"label": "Mali"},
        "relation": "leads",
        "object": {"label": "JNIM"},
        "sentence": "x" * 200,
        "confidence": 0.6,
    }
    Path("found").mkdir()
    Path("found/one.jsonl").write_text(f"{json.dumps(told)}\n" * 2)
    options = ("evaluate", "gold", "--predicted", "found", "--only", "one", "--errors", "1")
    shown = passed(*options)
    assert "Missed in" in shown
    assert f"{'x' * 90}…" in shown
    assert "Missed in" not in passed(*options[:-2])
    scores = json.loads(passed(*options, "--format", "json"))["documents"]
    assert scores["missed"] == [
        {"document": "one", "subject": "JNIM", "relation": "attacks", "object": "Mali", "sentence": SENTENCE}
    ]
    assert scores["wrong"] == [
        {"document": "one", "subject": "Mali", "relation": "leads", "object": "JNIM", "sentence": "x" * 200, "confidence": 0.6}
    ]


@pytest.mark.usefixtures("gold")
def test_evaluate_says_where_nothing_was_found() -> None:
    Path("found").mkdir()
    status, line = refused("evaluate", "gold", "texts", "--predicted", "found")
    assert (status, "there is no one.jsonl" in line) == (2, True)
    Path("found/one.jsonl").write_text("")
    result = run("evaluate", "gold", "texts", "--predicted", "found", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "kg: found/two.jsonl: no such file; it counts as if nothing was found\n")
    assert json.loads(result.stdout)["sentences"]["relation"]["recall"] == 0


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize(
    ("files", "args", "status", "words"),
    [
        ({}, ("gone", "texts"), 2, "gone"),
        ({}, ("gold", "gone"), 2, "gone"),
        ({}, ("gold", "texts", "--only", "7"), 2, "no gold file NAME7.jsonl in gold"),
        ({}, ("gold",), 2, "the folder of the texts"),
        ({}, ("gold", "--predicted", "texts"), 2, "the folder of the texts"),
        ({"gold/four.jsonl": ""}, ("gold", "texts"), 2, "gold/four.jsonl: there is no text four.txt in texts"),
        ({"texts/more/two.txt": SENTENCE}, ("gold", "texts"), 2, "texts/more/two.txt or texts/two.txt"),
        ({"texts/one.md": "\0"}, ("gold", "texts"), 1, "texts/one.md: this is binary data"),
        ({"gold/one.jsonl": f"{json.dumps(STATED)}\n\nnonsense"}, ("gold", "texts"), 2, "gold/one.jsonl:3: this is not JSON"),
        ({"gold/one.jsonl": "{}"}, ("gold", "texts"), 2, "gold/one.jsonl:1: neither a statement"),
        ({"texts/two.txt": "Other words."}, ("gold", "texts"), 2, "gold/two.jsonl:1: the mention 'JNIM' does not stand"),
        ({"texts/one.jsonl": "{}"}, ("gold", "texts", "--predicted", "texts"), 2, "texts/one.jsonl:1: subject: Field required"),
    ],
)
def test_evaluate_says_what_is_wrong(files: dict[str, str], args: tuple[str, ...], status: int, words: str) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    code, line = refused("evaluate", *args)
    assert words in line
    assert code == status


def test_ingest_says_what_it_did() -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text(SENTENCE)
    Path("in/b.txt").write_text(f"{SENTENCE} And more.")
    read_line = "read: 2 sentences, 4 mentions, 2 statements\n"
    assert passed("ingest", "in") == f"documents: 2 added, 0 replaced, 0 unchanged, 0 failed\n{read_line}"
    Path("in/a.txt").write_text(f"{SENTENCE} Changed.")
    read_line = "read: 1 sentences, 2 mentions, 1 statements\n"
    assert passed("ingest", "in") == f"documents: 0 added, 1 replaced, 1 unchanged, 0 failed\n{read_line}"
    with open_store("kg-store", create=False) as opened:
        assert opened.counts().documents == 2


def test_ingest_tells_what_it_could_not_read_and_what_is_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    def extract(documents: Iterable[Document], **_: object) -> Iterator[Reading]:
        for document in documents:
            reason = None if document.language in {None, "en"} else "it is in another language"
            yield replace(read(document), unread=reason)

    monkeypatch.setattr(kg.ingest, "extract_documents", extract)
    monkeypatch.setattr(kg.extract, "extract_documents", extract)
    Path("in").mkdir()
    Path("in/a.txt").write_text(FRENCH)
    Path("in/b.txt").write_text(ENGLISH)
    Path("in/c.txt").write_text(f"{ENGLISH} It rained.")
    Path("in/2020-01-01.txt").write_text("Old.")
    assert passed("ingest", "in", "--since", "2021") == (
        "documents: 3 added, 0 replaced, 0 unchanged, 0 failed\nread: 0 sentences, 0 mentions, 0 statements\n"
        "stored without reading them, for their language: 1 in fr\nnear-duplicates of earlier documents: 1\n"
        "left out, dated before 2021-01-01: 1\n"
    )
    result = run("extract", "in/a.txt")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "kg: a.txt: not read, it is in another language\n")


def test_a_date_that_is_none_or_could_be_two_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.ingest, "extract_documents", lambda documents, **_: (read(document) for document in documents))
    Path("in").mkdir()
    Path("in/a.csv").write_text("text,title,date\nOne.,First,03/04/2024\nTwo.,Second,2024-04-03\nThree.,Third,\n")
    Path("in/b.md").write_text("---\ndate: in spring\n---\nFour.")
    Path("in/2024-04-05.md").write_text("---\ndate: in spring\n---\nFive.")  # its name has a date
    told = "stored without a date, since what stands there is none or could be two (2): First: 03/04/2024; b.md: in spring\n"
    assert passed("ingest", "in", "--dry-run").endswith(told)
    assert passed("ingest", "in").endswith(told)


def test_a_dry_run_shows_what_would_be_done() -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text(SENTENCE)
    Path("in/b.csv").write_text(f'text,title,date\n"{FRENCH}",Convoi,2024-06-04\n')
    shown = passed("ingest", "in", "--dry-run", "--source", "Wire")
    rows = [line.split() for line in shown.splitlines()[2:]]
    assert rows[0] == ["a.txt", "add", "Wire"]
    assert rows[1] == ["Convoi", "add,", "unread", "2024-06-04", "fr", "Wire", "Convoi"]
    assert shown.endswith("documents: 2 would be added, 0 replaced, 0 unchanged, 0 left out, 0 failed\n")
    assert not Path("kg-store").exists()
    passed("ingest", "in/a.txt")
    with open_store("kg-store", create=False) as opened:
        before = set(opened.quads())
    assert "1 would be added, 0 replaced, 1 unchanged" in passed("ingest", "in", "--dry-run")
    with open_store("kg-store", create=False) as opened:
        assert set(opened.quads()) == before


@pytest.mark.parametrize("command", ["ingest", "extract", "mentions"])
def test_columns_and_metadata_are_given_by_options(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[Document] = []

    def extract(documents: Iterable[Document], **_: object) -> Iterator[Reading]:
        for document in documents:
            met.append(document)
            yield read(document)

    monkeypatch.setattr(kg.ingest, "extract_documents", extract)
    monkeypatch.setattr(kg.extract, "extract_documents", extract)
    Path("a.csv").write_text(f"when;what;who\n2024-06;{SENTENCE};Wire\n")
    columns = ("--text-column", "what", "--date-column", "when", "--source-column", "who")
    passed(command, "a.csv", *columns, "--title", "Given", "--author", "A. Nobody", "--language", "EN")
    (document,) = met
    assert (document.text, document.title, document.date) == (SENTENCE, "Given", "2024-06")
    assert (document.source, document.author, document.language) == ("Wire", "A. Nobody", "en")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--since", "last week"), "--since last week is no date"),
        (("--since", "2024-02-31"), "--since 2024-02-31 is no date"),
        (("--date", "03/04/2024"), "--date 03/04/2024 is no date"),
        (("--language", "French"), "--language French is no code"),
    ],
)
def test_ingest_is_asked_wrongly(options: tuple[str, ...], words: str) -> None:
    Path("a.txt").write_text(SENTENCE)
    status, line = refused("ingest", "a.txt", *options)
    assert status == 2
    assert words in line
    assert not Path("kg-store").exists()


def test_an_address_in_a_private_network_is_a_failure() -> None:
    result = run("ingest", "http://127.0.0.1:9/a.html")
    assert result.exit_code == 1
    assert result.stderr.endswith("127.0.0.1 lies in a private network (127.0.0.1): --allow-private fetches from there\n")


def test_interrupted_ingest_keeps_what_it_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(documents: Iterable[Document], **options: object) -> Iterator[Reading]:
        yield read(next(iter(documents)))
        raise KeyboardInterrupt

    monkeypatch.setattr(kg.ingest, "extract_documents", interrupted)
    Path("a.txt").write_text(SENTENCE)
    result = run("ingest", "a.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "interrupted" in result.stderr
    with open_store("kg-store", create=False) as opened:
        assert opened.counts().documents == 1


def test_store_comes_from_the_environment(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", store)
    assert "Mali" in passed("analyze", "central")


@pytest.mark.parametrize(
    "args",
    [
        ("query", "ASK {}"),
        ("analyze", "central"),
        ("analyze", "path", "Mali", "Russia"),
        ("explore", "-o", "x.html"),
        ("export", "--format", "turtle"),
    ],
    ids=lambda args: args[0],
)
def test_missing_store(args: tuple[str, ...]) -> None:
    status, line = refused(*args, "--store", "nowhere")
    assert status == 1
    assert "nowhere" in line
    assert not Path("nowhere").exists()


def test_central_ranks_actors(store: str) -> None:
    ranks = json.loads(passed("analyze", "central", "--store", store, "--format", "json"))
    assert [(rank["rank"], rank["label"], rank["score"]) for rank in ranks] == [(1, "Mali", 3), (2, JNIM.name, 2), (3, "Russia", 1)]
    assert passed("analyze", "central", "--store", store, "--format", "csv", "--limit", "1").splitlines() == [
        "rank,id,label,kind,score",
        f"1,{MALI.id},Mali,Country,3.0",
    ]


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        (("--family", "cooperation"), ["Mali", "Russia"]),
        (("--relation", "attacks"), [JNIM.name, "Mali"]),
        (("--since", "2024-07"), []),
        (("--min-sources", "2"), []),  # both sources have the same words
        (("--class", "State"), ["Mali", "Russia"]),
        (("--fold", "groups", "--weight", "recency", "--as-of", "2030"), [JNIM.name, "Mali", "Russia"]),
        (("--min-confidence", "0.95"), []),
    ],
)
def test_projection_options(store: str, options: tuple[str, ...], labels: list[str]) -> None:
    ranks = json.loads(passed("analyze", "central", "--store", store, "--format", "json", *options))
    assert sorted(rank["label"] for rank in ranks) == sorted(labels)


def test_any_limit_can_be_asked_for(store: str) -> None:
    beyond = "9" * 20
    assert "Mali" in passed("analyze", "central", "--store", store, "--limit", beyond)
    assert "Mali" in passed("analyze", "path", "JNIM", "Mali", "--store", store, "--limit", beyond)


def test_path_shows_its_sentences(store: str) -> None:
    shown = passed("analyze", "path", "Russia", JNIM.id, "--store", store)
    assert shown.splitlines()[0] == f"Russia — Mali — {JNIM.name}"
    assert f"  {JNIM.name} attacks Mali" in shown.splitlines()
    assert "[one.txt]" in shown
    steps = json.loads(passed("analyze", "path", "Russia", JNIM.id, "--store", store, "--format", "json"))["paths"][0]["steps"]
    assert [tie["relation"] for step in steps for tie in step["ties"]] == ["meetsWith", "attacks"]


def test_unknown_actor(store: str) -> None:
    status, line = refused("analyze", "path", "Mali", "Atlantis", "--store", store)
    assert status == 2
    assert "Atlantis" in line


def test_explore_writes_one_page(store: str) -> None:
    result = run("explore", "--store", store, "-o", "x.html")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "wrote x.html\n")
    assert "Mali" in Path("x.html").read_text()
    assert passed("explore", "--store", store, "-o", "-") == Path("x.html").read_text()


def test_explore_tells_on_the_page_when_and_with_what_it_was_made(store: str) -> None:
    page = passed("explore", "--store", store, "--focus", "Mali", "--since", "2001", "--places", "--focus", "MALI ", "-o", "-")
    making = json.loads(re.search(r'"making": ({.*?})', page)[1])
    assert (making["options"], making["opening"]) == ("--since 2001 --places", "--focus Mali --focus 'MALI '")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", making["day"])


ATTACKED = "SELECT ?who WHERE { ?who sahel:attacks entity:mali }"


@pytest.mark.parametrize("how", ["argument", "file", "stdin"])
def test_query_in_sparql(store: str, how: str) -> None:
    Path("q.rq").write_text(ATTACKED)
    args = {"argument": (ATTACKED,), "file": ("-f", "q.rq"), "stdin": ("-f", "-")}[how]
    assert passed("query", *args, "--store", store, "--format", "csv", stdin=ATTACKED).split() == ["who", JNIM.id]


def test_query_table_names_entities(store: str) -> None:
    shown = passed("query", ATTACKED, "--store", store)
    assert JNIM.name in shown
    assert JNIM.id not in shown


def test_named_query(store: str) -> None:
    shown = passed("query", "--name", "about-actor", "--param", "actor=JNIM", "--store", store, "--format", "json")
    assert len(json.loads(shown)["results"]["bindings"]) == 2


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
KG = (sys.executable, "-c", "from kg.cli import main; main()")


def test_a_runaway_query_ends_with_one_line(store: str) -> None:
    started = time.monotonic()
    done = subprocess.run(
        [*KG, "query", RUNAWAY, "--store", store, "--timeout", "0.5"], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "kg: the query was ended after 0.5 seconds: ask for less, or give it longer with --timeout\n"
    assert time.monotonic() - started < 15
    assert passed("query", ATTACKED, "--store", store, "--format", "csv", "--timeout", "0").split() == ["who", JNIM.id]


def test_a_runaway_query_ends_though_nobody_reads_its_message(store: str) -> None:
    process = subprocess.Popen([*KG, "query", RUNAWAY, "--store", store, "--timeout", "1"], stderr=subprocess.PIPE)
    assert process.stderr is not None
    process.stderr.close()
    assert process.wait(timeout=60) == 1


def test_control_c_ends_a_query_at_once(store: str) -> None:
    command = [*KG, "query", RUNAWAY, "--store", store, "--timeout", "30"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(6)  # by now it is inside the engine, on a busy machine too
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, words = process.communicate(timeout=10)
    assert time.monotonic() - started < 3
    assert (process.returncode, words) == (1, "kg: interrupted; what was reported done stays done\n")


def test_query_list_names_every_shipped_query() -> None:
    named = json.loads(passed("query", "--list", "--format", "json"))
    assert sorted(each["name"] for each in named) == sorted(path.stem for path in resource("ontology", "queries").glob("*.rq"))
    assert all(set(each) == {"name", "topic", "title", "description", "parameters", "example", "sparql"} for each in named)
    shown = passed("query", "--list")
    assert [each["name"] for each in named if each["name"] not in shown] == []
    assert [line for line in shown.splitlines() if len(line) > 100] == []
    lines = passed("query", "--list", "--format", "csv").splitlines()
    assert lines[0] == "topic,name,title,parameters"
    assert len(lines) == len(named) + 1


def test_queries_of_a_topic() -> None:
    named = json.loads(passed("query", "--list", "--topic", "VIOLENCE", "--format", "json"))
    assert {each["topic"] for each in named} == {"Violence"}
    shown = passed("query", "--list", "--topic", "violence")
    assert "casualties" in shown
    assert "about-actor" not in shown


def test_a_query_is_described() -> None:
    shown = passed("query", "--describe", "active-in")
    assert shown.startswith("Who is active in a place\n")
    for part in (
        "must be given",
        "the least number of statements",
        "kg query --name active-in --param place=Mali --param least=2",
        "SELECT ?actor",
    ):
        assert part in shown
    assert "# title" not in shown
    assert json.loads(passed("query", "--describe", "active-in", "--format", "json"))["example"] == {"place": "Mali", "least": "2"}
    assert "Parameter" not in passed("query", "--describe", "speakers").partition("Example")[2]


def test_construct_as_turtle(store: str) -> None:
    shown = passed("query", "CONSTRUCT WHERE { ?s sahel:attacks ?o }", "--store", store, "--format", "turtle")
    assert "entity:jnim sahel:attacks entity:mali ." in shown


@pytest.mark.parametrize(
    ("format_", "words"),
    [
        ("turtle", "entity:jnim sahel:attacks entity:mali"),
        ("nquads", "/graph/asserted>"),
        ("trig", "graph:asserted {"),
        ("ntriples", "ontology#attacks> <"),
        ("rdfxml", "<rdf:RDF"),
        ("graphml", "<graphml"),
        ("gexf", "<spells>"),
        ("cytoscape", '"elements": {'),
        ("geojson", "FeatureCollection"),
        ("ftm", '"schema": "Event"'),
        ("stix", '"bundle"'),
    ],
)
def test_export(store: str, format_: str, words: str) -> None:
    shown = passed("export", "--store", store, "--format", format_)
    assert words in shown
    assert passed("export", "--store", store, "--format", format_, "--out", "x.out") == ""
    assert Path("x.out").read_text() == shown


def test_export_as_json_ld_names_its_context_only_in_a_file(store: str) -> None:
    assert '"@context": {"sahel"' in passed("export", "--store", store, "--format", "jsonld")
    passed("export", "--store", store, "--format", "jsonld", "--out", "x.jsonld")
    assert Path("x.jsonld").read_text().startswith('{"@context": "sahel.context.jsonld"')
    assert '"sahel:attacks"' in Path("sahel.context.jsonld").read_text()


@pytest.mark.parametrize("form", ["nquads", "trig", "jsonld"])
def test_an_export_is_restored(store: str, form: str) -> None:
    passed("export", "--store", store, "--format", form, "--out", "whole")
    assert refused("store", "restore", "whole", "--store", "back")[0] == 1
    assert run("store", "restore", "whole", "--format", form, "--store", "back").exit_code == 0
    assert passed("export", "--store", "back", "--format", "nquads") == passed("export", "--store", store, "--format", "nquads")
    Path("whole").write_text("<a> <b> <c> .")
    status, line = refused("store", "restore", "whole", "--format", form, "--store", "other")
    assert (status, f"is not {form}" in line) == (1, True)
    assert not Path("other").exists()


def test_an_export_without_sources() -> None:
    with open_store("kg-store") as opened:
        opened.add(Text("one", location="file:///mine/one.txt").tell(JNIM, "attacks", MALI).reading())
    assert "file:///mine/one.txt" in passed("export", "--format", "nquads")
    assert "file:///mine" not in passed("export", "--format", "nquads", "--without-sources")


def test_export_of_a_part_of_the_network(store: str) -> None:
    shown = passed("export", "--store", store, "--format", "graphml", "--family", "cooperation")
    assert "meetsWith" in shown
    assert "attacks" not in shown


def test_demo_without_any_statement() -> None:
    shown = passed("demo")
    assert "documents" in shown
    for name in ("explorer.html", "sahel.graphml", "sahel.ttl"):
        assert f"exports/{name}" in shown
        assert Path("exports", name).stat().st_size > 0
    assert passed("demo") == shown


def test_demo_removes_nothing_but_its_store() -> None:
    Path("exports/kg-store").mkdir(parents=True)
    Path("exports/kg-store/diary.txt").write_text("mine")
    refused("demo")
    assert Path("exports/kg-store/diary.txt").read_text() == "mine"


def test_tables_leave_out_what_steers_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("Name",), [("a\x1b[31m[b]b[/b]\u009b",), (None,)])
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "[b]b[/b]" in shown


def test_csv_quotes_what_needs_it() -> None:
    assert csv_text(("a", "b"), [('x,"y"', None)]) == 'a,b\n"x,""y""",\n'
    assert csv_text(("a", "b"), [("=1+1", -1.5), ("@SUM(A1)", "a-b")]) == "a,b\n'=1+1,-1.5\n'@SUM(A1),a-b\n"
    assert csv_text(("a",), [("++-",), ("+A1",)]) == "a\n++-\n'+A1\n"


def test_the_lexicon_by_relation() -> None:
    lines = passed("lexicon").splitlines()
    assert lines[0].split()[:2] == ["Relation", "Triggers"]
    row = next(line for line in lines if line.split()[:1] == ["attacks"])
    assert "ambush" in row
    assert int(row.split()[1]) > 20


def test_the_lexicon_as_json_lines(tmp_path: Path) -> None:
    passed("lexicon", "--format", "jsonl", "--out", str(tmp_path / "lexicon.jsonl"))
    lines = [json.loads(line) for line in (tmp_path / "lexicon.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"relation": "attacks", "part": "verb", "lemma": "ambush", "particle": None} in lines


@pytest.mark.parametrize("arguments", [("lexicon", "--unused"), ("lexicon", "report.txt")])
def test_unused_triggers_need_texts(arguments: tuple[str, ...]) -> None:
    status, line = refused(*arguments)
    assert status == 2
    assert "--unused goes with sources" in line


@pytest.mark.slow
def test_unused_triggers_of_a_text(tmp_path: Path) -> None:
    text = tmp_path / "report.txt"
    text.write_text("JNIM ambushed Malian soldiers. They bombed a bridge.\n", encoding="utf-8")
    lines = [json.loads(line) for line in passed("lexicon", "--unused", str(text), "--format", "jsonl").splitlines()]
    seen = {(each["relation"], each["lemma"]): (each["met"], each["statements"]) for each in lines if each["part"] == "verb"}
    assert seen["attacks", "ambush"] == (1, 1)
    assert seen["attacks", "bomb"] == (1, 0)
    assert seen["attacks", "raid"] == (0, 0)
    table = passed("lexicon", "--unused", str(text))
    assert table.splitlines()[0].split()[:4] == ["Relation", "Triggers", "Never", "met"]


@pytest.mark.slow
def test_unused_triggers_of_a_text_that_is_not_there() -> None:
    result = run("lexicon", "--unused", "nowhere.txt")
    assert result.exit_code == 1
    assert result.stderr.startswith("kg: nowhere.txt")
