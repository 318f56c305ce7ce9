"""What the service has done in a process beside it: the explorer, the text of named queries, and updates."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.errors import StoreError, TooBigError
from kg.queries import bindings_of, named_query
from kg.records import Entity
from kg.store import Store, is_remote, open_store, parameters
from kg.store.oxigraph import OxigraphBackend
from kg.vocabulary import load_vocabulary

MOST_STATEMENTS = 200_000
"""The explorer is drawn of no larger store: it would take minutes to show four hundred actors of many thousands."""


def explorer(where: str, links: Sequence[tuple[str, str]], title: str) -> str:
    """The page of the explorer. Raises TooBigError where the store is too large to draw."""
    from kg.explorer import Background, Making, explorer_html  # noqa: PLC0415 - heavy, and only the process that draws needs them
    from kg.graph import project  # noqa: PLC0415
    from kg.projection import EVERYTHING_ASSERTED, told_by  # noqa: PLC0415

    with _opened(where) as store:
        count = store.statement_count()
        if count > MOST_STATEMENTS:
            raise TooBigError(
                f"the explorer cannot be drawn of {count:,} statements at once: "
                "/browse shows it a neighbourhood at a time, and `kg explore` with --since, --family or --min-sources draws a part"
            )
        graph = project(store.statements(), told_by(EVERYTHING_ASSERTED), load_vocabulary())
        background = Background(store.facts(), store.entities())
        return explorer_html(graph, title=title, background=background, making=Making(links=links))


def prepare(where: str) -> None:
    """Reads what `bound` looks names up in, so that the first who asks does not wait for it."""
    _known(where).entities()


def bound(where: str, name: str, values: Mapping[str, str]) -> str:
    """The text of a named query with its parameters bound as terms. Raises QueryError: see `queries.run_named`."""
    query = named_query(name)
    return parameters.filled(query.sparql, bindings_of(_known(where), query, values))


class _Snapshot(OxigraphBackend):
    """A folder that nobody writes to, opened beside others that read it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open_to_read(StoreError(f"{folder} is a snapshot: nothing is written to it"))


class _Remembering(Store):
    """A store that does not change, and so knows its entities after the first time."""

    @functools.cached_property
    def _entities(self) -> Mapping[str, Entity]:
        return super().entities()

    def entities(self) -> Mapping[str, Entity]:
        """See Store."""
        return self._entities


def _known(where: str) -> Store:
    return open_store(where) if is_remote(where) else _remembered(where)


@functools.lru_cache(maxsize=1)
def _remembered(folder: str) -> Store:
    return _Remembering(_Snapshot(Path(folder)))


def _opened(where: str) -> Store:
    return open_store(where) if is_remote(where) else Store(_Snapshot(Path(where)))
