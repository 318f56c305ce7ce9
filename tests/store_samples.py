"""Readings built by hand for the tests of the store; nothing in them is a report."""

import functools
import hashlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from servers import server

from kg.gazetteer import Gazetteer, load_gazetteer
from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Entity, Maker, Mention, Reading, Statement, Tool
from kg.store import Store, open_store
from kg.store.backend import Change
from kg.store.connecting import open_remote

WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)

MALI = Entity(ENTITY_BASE + "mali", "Mali", "Country")
RUSSIA = Entity(ENTITY_BASE + "russia", "Russia", "Country")
JNIM = Entity(ENTITY_BASE + "jnim", "Jama'at Nusrat al-Islam wal-Muslimin", "ArmedGroup")
STRANGER = Entity(ENTITY_BASE + "hypothetical-front", "Hypothetical Front", "ArmedGroup", ("H.F.",), known=False)
VILLAGE = Entity(ENTITY_BASE + "nowhere-village", "Nowhere Village", "Settlement", known=False)


GAZETTEER = """
[[entity]]
id = "mali"
class = "Country"
name = "Mali"
fr = ["République du Mali"]
wikidata = "Q912"
facts = [{ relation = "memberOf", object = "aes", valid = "2023-09-16/.." }]
[[entity]]
id = "russia"
class = "Country"
name = "Russia"
[[entity]]
id = "aes"
class = "IntergovernmentalOrganization"
name = "Alliance of Sahel States"
aliases = ["AES"]
[[entity]]
id = "jnim"
class = "ArmedGroup"
name = "Jama'at Nusrat al-Islam wal-Muslimin"
aliases = ["JNIM", "Support Group"]
fr = ["GSIM"]
[[entity]]
id = "other-support-group"
class = "ArmedGroup"
name = "Other Group"
aliases = ["Support Group"]
"""


@functools.cache
def gazetteer() -> Gazetteer:
    """A small gazetteer, so that these tests do not change with the shipped one."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "small.toml").write_text(GAZETTEER, encoding="utf-8")
        return load_gazetteer(Path(folder))


def made_by(words: str) -> Maker:
    """A maker such as `test 1`: name and version of an extractor that uses nothing."""
    return Maker(Tool("extractor", *words.split()))


class Text:
    """Builds a reading from sentences such as `(JNIM, "attacks", MALI)`, whose words are the entities' names."""

    def __init__(self, name: str, *, location: str | None = None, maker: str = "test 1", **more: object) -> None:
        self.name, self.location, self.maker, self.more = name, location, maker, more
        self.told: list[tuple[Entity, str, Entity, dict[str, object]]] = []

    def tell(self, subject: Entity, relation: str, target: Entity, **more: object) -> "Text":
        self.told.append((subject, relation, target, more))
        return self

    def reading(self) -> Reading:
        sentences = [f"{subject.name} {relation} {target.name}." for subject, relation, target, _ in self.told]
        text = self.name + "\n" + " ".join(sentences)
        digest = hashlib.sha256(text.encode()).hexdigest()[:20]
        document = Document(DOCUMENT_BASE + digest, self.name, text, location=self.location, **self.more)  # type: ignore[arg-type]
        statements = tuple(self._statements(document, sentences))
        mentions = tuple(mention for statement in statements for mention in (statement.subject, statement.object))
        return Reading(document, mentions, statements, len(sentences), made_by(self.maker))

    def _statements(self, document: Document, sentences: list[str]) -> Iterator[Statement]:
        start = len(self.name) + 1
        for sentence, (subject, relation, target, more) in zip(sentences, self.told, strict=True):
            end = start + len(sentence)
            first = Mention(start, start + len(subject.name), subject.name, subject)
            second = Mention(end - 1 - len(target.name), end - 1, target.name, target)
            facts: dict[str, object] = {"trigger": relation, "frame": relation + ".verb", "confidence": 0.9}
            for key, value in more.items():
                facts[key] = Mention(start, end, value.name, value) if isinstance(value, Entity) else value
            yield Statement(document.id, sentence, start, end, first, relation, second, **facts)  # type: ignore[arg-type]
            start = end + 1


KINDS = ("disk", "memory")
EVERYWHERE = (*KINDS, "oxigraph", "virtuoso")
"""A folder, the memory of the process, and two SPARQL servers."""


def store_at(kind: str, folder: Path) -> Store:
    """A new store of one of the kinds; on a server, what an earlier test left is removed first."""
    if kind in {"disk", "memory"}:
        return open_store(":memory:" if kind == "memory" else folder / "store")
    running = server(kind)
    backend = open_remote(running.address, running.environ)
    backend.commit(Change(tuple(backend.graphs())))
    return Store(backend)
