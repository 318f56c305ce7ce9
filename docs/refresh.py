"""Runs the commands in the documentation's `console` blocks and writes their output back: `make docs`.

A line that begins with `$ ` is a command, what follows it up to the next one is its output. Each page begins in a folder of
its own that looks like a checkout after `make demo`, so no page depends on another. Commands run in this process, so the
language model is loaded once, and nothing but what `TOOLS` names can be run.
"""

import ast
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

import click
from click.testing import CliRunner

from kg.cli import cli
from kg.errors import KgError
from kg.measures import MEASURES
from kg.query_files import NamedQuery, by_topic, load_queries
from kg.resources import resource

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "docs/*.md", "seeds/README.md", "exports/README.md")
REFERENCE = "docs/commands.md"
REFERENCE_MARK = "<!-- Everything below is made by make docs from the commands' own help. -->\n"
BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
PART = re.compile(r"(?<=^<!-- )(\w+) -->\n.*?(?=^<!-- /\1 -->$)", re.MULTILINE | re.DOTALL)
PROMPT = "$ "
SHOWN = 5  # lines of an example's output: head, rule and three rows
CLOCK = "prov:endedAtTime"
"""What a query asks for whose output holds the time of reading, and so is never the same again."""


@dataclass(slots=True)
class Shell:
    """Runs documented commands in a folder; `export NAME=VALUE` lasts as long as it."""

    folder: Path
    environment: dict[str, str | None] = field(default_factory=lambda: {"KG_STORE": None, "KG_MODEL": None})

    def run(self, line: str) -> str:
        """What the command line prints, errors included. Raises KgError where a part of it is unknown or fails."""
        shown, piped = "", None
        for stage in _stages(line):
            tool = TOOLS.get(stage[0])
            if tool is None:
                raise KgError(f"{stage[0]}: not a command that the documentation can use")
            with chdir(self.folder):
                piped, told = tool(self, stage[1:], piped)
            shown += told
        return (piped or "") + shown


Tool = Callable[[Shell, list[str], str | None], tuple[str, str]]
"""From arguments and standard input to what goes to standard output and to standard error."""


def main() -> None:
    """Refreshes every page and says which of them changed."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            workplace = prepared(Path(folder))
            for page in pages():
                old, new = page.read_text(encoding="utf-8"), refreshed(page, workplace)
                page.write_text(new, encoding="utf-8")
                print(f"{page.relative_to(ROOT)}: {'as it was' if new == old else 'refreshed'}")
    except KgError as error:
        sys.exit(f"docs: {error}")


def pages() -> list[Path]:
    """Every page of the documentation, in order."""
    return [page for pattern in PAGES for page in sorted(ROOT.glob(pattern))]


def prepared(folder: Path) -> Path:
    """Makes in `folder` what a page begins with: the sample reports, what is expected of them, and what the demo leaves."""
    start = folder / "start"
    for part in ("reports", "expected", "tables", "authorities"):
        shutil.copytree(resource("seeds", part), start / "seeds" / part)
    (folder / "demo.txt").write_text(Shell(start).run("kg demo"), encoding="utf-8")
    return folder


def refreshed(page: Path, workplace: Path) -> str:
    """The page as it should be. Raises KgError, naming page and command, where a command fails."""
    text = page.read_text(encoding="utf-8")
    if page == ROOT / REFERENCE:
        text = text.partition(REFERENCE_MARK)[0] + REFERENCE_MARK + reference()
    text = PART.sub(lambda part: f"{part[1]} -->\n{PARTS[part[1]]()}" if part[1] in PARTS else part[0], text)
    if not BLOCK.search(text):
        return text
    with tempfile.TemporaryDirectory(dir=workplace) as folder:
        place = Path(folder) / "place"
        shutil.copytree(workplace / "start", place)
        shell = Shell(place)
        known = {"kg demo": (workplace / "demo.txt").read_text(encoding="utf-8")}
        try:
            return BLOCK.sub(lambda block: _block(block[0], shell, known), text)
        except KgError as error:
            raise KgError(f"{page.relative_to(ROOT)}: {error}") from error


def reference() -> str:
    """A section for each command, with its help still to be filled in."""
    return "".join(f"\n## `{path}`\n\n```console\n$ {path} --help\n```\n" for path in commands())


def commands(command: click.Command = cli, path: str = "kg") -> Iterator[str]:
    """Every command as it is typed, the group before its members."""
    yield path
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, f"{path} {name}")


def scores() -> str:
    """Links to the cards of the shipped models, which hold their scores."""
    cards = sorted(ROOT.glob("kg/models/*/*.md"))
    return "\n".join(["", *(f"- [`{card.parent.name}`](../{card.relative_to(ROOT)})" for card in cards), "", ""])


def layers() -> str:
    """The layers as the test of the architecture has them, the first on top."""
    source = (ROOT / "tests" / "test_architecture.py").read_text(encoding="utf-8")
    assigned = {
        target.id: node.value
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    rows = (", ".join(f"`{part}`" for part in layer.split()) for layer in ast.literal_eval(assigned["LAYERS"]))
    numbered = [f"| {number} | {row} |" for number, row in enumerate(rows, 1)]
    return "\n".join(["", "| layer | modules and packages |", "| ---: | --- |", *numbered, "", ""])


def queries() -> str:
    """Every named query with its parameters and an example, by topic."""
    topics = by_topic(load_queries())
    return "".join(f"\n## {topic}\n{''.join(map(_query, group))}" for topic, group in topics.items()) + "\n"


def _query(query: NamedQuery) -> str:
    rows = "".join(
        f"| `{each.name}` | {each.type} | {'' if each.default is None else f'`{each.default}`'} | {each.explanation} |\n"
        for each in query.parameters
    )
    table = f"\n| parameter | type | default | meaning |\n| --- | --- | --- | --- |\n{rows}" if rows else ""
    return f"\n### `{query.name}`\n\n**{query.title}.** {query.description}\n{table}\n{_example(query)}"


def _example(query: NamedQuery) -> str:
    given = "".join(f" --param {shlex.quote(f'{name}={value}')}" for name, value in query.example.items())
    line = f"kg query --name {query.name}{given}"
    if CLOCK in query.sparql:
        return f"```sh\n{line}\n```\n"
    return f"```console\n{PROMPT}{line} | head -n {SHOWN}\n```\n"


def measures() -> str:
    """The measures of centrality, as `kg analyze measures` lists them."""
    columns = ("measure", "what it counts", "what it tells", "direction", "weights", "source")
    rows = [
        (f"`{each.name}`", each.counts, each.tells, "yes" if each.directed else "", "yes" if each.weighted else "", each.source)
        for each in MEASURES.values()
    ]
    lines = (columns, ["---"] * len(columns), *rows)
    return "\n".join(["", *(f"| {' | '.join(line)} |" for line in lines), "", ""])


PARTS: Mapping[str, Callable[[], str]] = {"scores": scores, "layers": layers, "queries": queries, "measures": measures}
"""What stands between `<!-- NAME -->` and `<!-- /NAME -->`, and is made anew."""


def _block(text: str, shell: Shell, known: Mapping[str, str]) -> str:
    lines = [line.removeprefix(PROMPT) for line in text.splitlines() if line.startswith(PROMPT)]
    return "".join(f"{PROMPT}{line}\n{_output(line, shell, known)}" for line in lines)


def _output(line: str, shell: Shell, known: Mapping[str, str]) -> str:
    try:
        printed = known.get(line) or shell.run(line)
    except KgError as error:
        raise KgError(f"$ {line}: {error}") from error
    return "".join(f"{each.rstrip()}\n" for each in printed.splitlines())


def _stages(line: str) -> Iterator[list[str]]:
    """The commands of a pipe, each with its arguments."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|")
    lexer.whitespace_split = True
    stage: list[str] = []
    for word in lexer:
        if word == "|":
            yield stage
            stage = []
        else:
            stage.append(word)
    yield stage


def _kg(shell: Shell, arguments: list[str], piped: str | None) -> tuple[str, str]:
    result = CliRunner(env=shell.environment).invoke(cli, arguments, input=piped, prog_name="kg")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    if result.exit_code:
        raise KgError(f"exit status {result.exit_code}: {result.stderr.strip()}")
    return result.stdout, result.stderr


def _export(shell: Shell, arguments: list[str], _piped: str | None) -> tuple[str, str]:
    name, _, value = " ".join(arguments).partition("=")
    shell.environment[name] = value
    return "", ""


def _echo(_shell: Shell, arguments: list[str], _piped: str | None) -> tuple[str, str]:
    return " ".join(arguments) + "\n", ""


def _cat(_shell: Shell, arguments: list[str], _piped: str | None) -> tuple[str, str]:
    try:
        return "".join(Path(name).read_text(encoding="utf-8") for name in arguments), ""
    except OSError as error:
        raise KgError(f"{error.filename}: {os.strerror(error.errno or 0)}") from error


def _head(_shell: Shell, arguments: list[str], piped: str | None) -> tuple[str, str]:
    match arguments:
        case ["-n", number] if number.isdecimal():
            return "".join((piped or "").splitlines(keepends=True)[: int(number)]), ""
    raise KgError("write `head -n NUMBER`")


TOOLS: Mapping[str, Tool] = {"kg": _kg, "export": _export, "echo": _echo, "cat": _cat, "head": _head}
"""All that a documented command line may use."""


if __name__ == "__main__":
    main()
