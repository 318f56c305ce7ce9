"""How many requests a second the service answers, beside the server of Oxigraph, on the same data in the same run.

    python -m tests.bench.service_load [QUADS] [SECONDS]

The graphs are the sample reports, read anew, and a made one of so many quads, a million unless given, in the same shape. The
load comes from wrk (Debian's package `wrk`), a program in C that takes little of the processor itself: 1, 8 and 32
connections for so many seconds, 3 unless given, for each of three short queries. Each is asked in two ways: about so many
actors that no request comes twice, so nothing is answered from memory, and about the same few over and over again.

Both servers answer as SPARQL JSON over the union of all graphs. The server of Oxigraph has a copy of the store.
"""

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pyoxigraph as ox

from kg import quads
from kg.demo import run_demo, sample_reports
from kg.gazetteer import load_gazetteer
from kg.queries import load_queries
from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Entity, Mention, Reading, Statement
from kg.store import parameters
from kg.vocabulary import PREFIXES

CONNECTIONS = (1, 8, 32)
FEW = 20
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
RELATIONS = ("attacks", "accuses", "supports", "meetsWith", "deploysTo", "kills")
PER_DOCUMENT = 40

LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local varied, number = %s, %d
request = function()
  number = number + 1
  local path = paths[number %% #paths + 1]
  if varied then path = path .. "%%20LIMIT%%20" .. (1000 + number) end
  return wrk.format("GET", path)
end
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"rate": %%f, "p50": %%f, "p99": %%f, "failed": %%d}\\n',
    1000000 * summary.requests / summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of short query: what it is, and its texts about one actor or another, each of which may be followed by LIMIT."""

    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What wrk says: requests a second, and milliseconds."""

    rate: float
    p50: float
    p99: float
    failed: int


def questions(actors: list[str]) -> list[Question]:
    """The queries about these actors."""
    prefixes = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("sahel", "rdf", "skos", "dcterms", "xsd"))
    members = re.sub(r"\A(#[^\n]*\n)*", "", load_queries()["members"].sparql)
    return [
        Question("the name of an actor", tuple(f"{prefixes}SELECT ?name {{ <{actor}> skos:prefLabel ?name }}" for actor in actors)),
        Question(
            "ten statements of an actor",
            tuple(
                f"{prefixes}SELECT ?relation ?object ?sentence {{ {{ SELECT * {{ ?s rdf:subject <{actor}> ; rdf:predicate ?relation ; "
                f"rdf:object ?object ; sahel:sentence ?sentence }} LIMIT 10 }} }}"
                for actor in actors
            ),
        ),
        Question(
            "the named query members",
            tuple(f"{prefixes}{parameters.filled(members, {'bloc': ox.NamedNode(actor)})}" for actor in actors),
        ),
    ]


def made_store(folder: Path, count: int) -> None:
    """A store of at least so many quads, in documents of forty statements."""
    store = ox.Store(folder)
    gazetteer = load_gazetteer()
    store.bulk_extend([*quads.ontology_quads(), *quads.gazetteer_quads(gazetteer)])
    known = [entry.entity for entry in gazetteer.entries.values()]
    number = 0
    while len(store) < count:
        readings = [reading(number + each, known) for each in range(100)]
        store.bulk_extend(quad for one in readings for quad in quads.reading_quads(one, when=WHEN))
        number += len(readings)
    store.optimize()
    store.flush()


def reading(number: int, known: list[Entity]) -> Reading:
    """A document whose statements tie actors of the gazetteer, always others."""
    parts, statements, at = [f"Report {number}\n"], [], len(f"Report {number}\n")
    identity = f"{DOCUMENT_BASE}made-{number:08}"
    for each in range(PER_DOCUMENT):
        step = number * PER_DOCUMENT + each
        first, second = known[step * 7919 % len(known)], known[step * 104_729 % len(known)]
        relation = RELATIONS[step % len(RELATIONS)]
        sentence = f"{first.name} {relation} {second.name} on day {step}."
        subject = Mention(at, at + len(first.name), first.name, first)
        start = at + len(f"{first.name} {relation} ")
        target = Mention(start, start + len(second.name), second.name, second)
        statements.append(
            Statement(identity, sentence, at, at + len(sentence), subject, relation, target, trigger=relation, frame=f"{relation}.made",
                      date=f"20{10 + step % 15}-0{1 + step % 9}", confidence=0.9)
        )  # fmt: skip
        parts.append(f"{sentence} ")
        at += len(sentence) + 1
    document = Document(identity, f"report-{number}.txt", "".join(parts), date="2024-05-06", source="Made")
    return Reading(document, (), tuple(statements), PER_DOCUMENT)


def actors_of(folder: Path) -> list[str]:
    """Every entity of the store, in an order that is no order."""
    found = ox.Store.read_only(str(folder)).query(
        "SELECT DISTINCT ?e { ?e <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }", use_default_graph_as_union=True
    )
    names = sorted(row["e"].value for row in found if row["e"].value.startswith(ENTITY_BASE))
    return [names[index * 7919 % len(names)] for index in range(len(names))]


@contextmanager
def running(command: list[str], port: int) -> Iterator[str]:
    """A server, from when it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urlopen(f"{address}/query?query=ASK%7B%7D", timeout=2).read()  # noqa: S310 - its own address
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit(f"{command[0]} does not answer")
        yield address
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def load(address: str, question: Question, connections: int, seconds: int, *, varied: bool, begin: int) -> Measured:
    """What wrk measures; numbers of requests that vary start at `begin`, so that no two runs ask the same."""
    texts = question.texts if varied else question.texts[:FEW]
    with tempfile.TemporaryDirectory() as place:
        paths, script = Path(place) / "paths", Path(place) / "script.lua"
        paths.write_text("".join(f"/query?query={quote(text, safe='')}\n" for text in texts))
        script.write_text(LUA % (paths, "true" if varied else "false", begin))
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script),
                   "-H", "Accept: application/sparql-results+json", address]  # fmt: skip
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Measured(**json.loads(said.splitlines()[-1]))


def compared(name: str, folder: Path, seconds: int) -> None:
    """Prints a row for each query and number of connections."""
    copy = folder.with_name(f"{folder.name}-copy")
    shutil.copytree(folder, copy)
    ports = free_port(), free_port()
    oxigraph = shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))
    ours = [sys.executable, "-c", "from kg.cli import main; main()", "serve", "--store", str(folder), "--port", str(ports[0])]
    theirs = [oxigraph, "serve-read-only", "-l", str(copy), "-b", f"127.0.0.1:{ports[1]}", "--union-default-graph"]
    asked = questions(actors_of(folder))
    print(f"\n{name}: {len(ox.Store.read_only(str(copy))):,} quads")
    print(f"{'':27} clients   kg serve: a second    p50    p99   the same again    p50    p99   oxigraph    p50    p99   ratio")
    with running(ours, ports[0]) as here, running(theirs, ports[1]) as there:
        begin = 0
        for question in asked:
            for connections in CONNECTIONS:
                results = []
                for address, varied in ((here, True), (here, False), (there, True)):
                    begin += 10_000_000
                    results.append(load(address, question, connections, seconds, varied=varied, begin=begin))
                print(row(question.name, connections, *results), flush=True)


def row(name: str, connections: int, varied: Measured, repeated: Measured, theirs: Measured) -> str:
    cells = "".join(
        f"{one.rate:{width},.0f} {one.p50:6.2f} {one.p99:6.2f}" for one, width in ((varied, 19), (repeated, 17), (theirs, 11))
    )
    failed = varied.failed + repeated.failed + theirs.failed
    return f"{name:27} {connections:7}{cells}   {varied.rate / theirs.rate:5.2f}{f'   {failed} failed' if failed else ''}"


def main(count: int, seconds: int) -> None:
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed: apt-get install wrk")
    with tempfile.TemporaryDirectory() as place:
        demo, made = Path(place) / "demo", Path(place) / "made"
        run_demo(sample_reports(), demo)
        compared("the sample reports", demo / "kg-store", seconds)
        made_store(made, count)
        compared("a made graph", made, seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
