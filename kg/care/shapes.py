"""Whether quads fit the shapes of `ontology/shapes.ttl`, a part of the store at a time and in several processes.

The shapes look at records and at what these point to. So a part is some documents with class and name of every entity
that they speak of, and the classes and relations above one another; it is checked as the whole store would be.
"""

import dataclasses
import functools
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyoxigraph as ox

from kg.errors import KgError
from kg.resources import resource

Part: TypeAlias = bytes
"""N-Triples."""

_WAITING = 2  # parts for each process, so that none is idle and memory stays bounded


@dataclass(frozen=True, slots=True)
class Breach:
    """A shape that something breaks: the IRI of what breaks it, the shape's name, and the constraint of SHACL.

    `path` is the property that it is about, and `value` what stands there; each is empty where there is none.
    """

    node: str
    shape: str
    constraint: str
    path: str = ""
    value: str = ""


def part_of(triples: Iterable[ox.Triple]) -> Part:
    """The triples as they go to another process."""
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def breaches_of(part: Part) -> list[Breach]:
    """Every shape that something in the part breaks, in a stable order."""
    import pyshacl  # noqa: PLC0415 - loading it takes half a second
    import rdflib  # noqa: PLC0415

    data = rdflib.Graph()
    data.parse(data=part, format="nt")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), inference="none", allow_warnings=True)
    if conforms:
        return []
    found = (_breach(report, result) for result in report.objects(None, rdflib.SH.result))
    return sorted(set(found), key=dataclasses.astuple)


def checked(parts: Iterable[tuple[Part, Any]], workers: int, done: Callable[[Any], None]) -> Iterator[tuple[Any, list[Breach]]]:
    """What breaks the shapes in each part, in the parts' order, with what came beside the part; calls `done` with that."""
    if workers == 1:
        for part, beside in parts:
            yield beside, breaches_of(part)
            done(beside)
        return
    waiting: deque[tuple[Future[list[Breach]], Any]] = deque()
    # A forked process would have the store's files and locks, but none of the threads that look after them.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for part, beside in parts:
            waiting.append((pool.submit(breaches_of, part), beside))
            while len(waiting) > _WAITING * workers:
                yield _next(waiting, done)
        while waiting:
            yield _next(waiting, done)


def _next(waiting: "deque[tuple[Future[list[Breach]], Any]]", done: Callable[[Any], None]) -> tuple[Any, list[Breach]]:
    future, beside = waiting.popleft()
    try:
        found = future.result()
    except BrokenProcessPool as error:
        raise KgError("a process that checked shapes was ended, maybe for want of memory: ask for fewer --workers") from error
    done(beside)
    return beside, found


@functools.cache
def _shapes() -> Any:
    import rdflib  # noqa: PLC0415

    return rdflib.Graph().parse(resource("ontology", "shapes.ttl"))


def _breach(report: Any, result: Any) -> Breach:
    import rdflib  # noqa: PLC0415

    shapes = _shapes()
    source = report.value(result, rdflib.SH.sourceShape)
    while source is not None and not isinstance(source, rdflib.URIRef):  # a part of a shape without a name of its own
        source = shapes.value(None, None, source)
    constraint = str(report.value(result, rdflib.SH.sourceConstraintComponent)).rpartition("#")[2]
    path, value = (report.value(result, predicate) for predicate in (rdflib.SH.resultPath, rdflib.SH.value))
    return Breach(
        node=str(report.value(result, rdflib.SH.focusNode)),
        shape="a shape" if source is None else str(source).rpartition("#")[2],
        constraint=constraint[:1].lower() + constraint[1:].removesuffix("ConstraintComponent"),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        value="" if value is None or isinstance(value, rdflib.BNode) else str(value),
    )


def descriptions(quads: Iterable[ox.Quad]) -> Mapping[str, list[ox.Triple]]:
    """The triples of each subject, by its IRI."""
    found: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            found.setdefault(quad.subject.value, []).append(quad.triple)
    return found
