"""From the material of a store to a folder with a site."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment

import kg
from kg.geography import FINEST_FIRST
from kg.metrics.network import Progress, silently
from kg.records import digest
from kg.site import drawing, listings, searching
from kg.site.catalogue import Catalogue
from kg.site.dossiers import dossier
from kg.site.material import Material
from kg.site.readings import reading
from kg.site.records import Listing
from kg.site.rendering import environment, renderer, script, sources, stylesheet
from kg.site.words import words_in
from kg.site.writing import Page, write_site


@dataclass(frozen=True, slots=True)
class Built:
    """How many pages a site has, of which kind, and how many of its files were written, left and removed."""

    entities: int
    documents: int
    written: int
    unchanged: int
    removed: int


def build_site(material: Material, folder: Path, *, language: str = "en", progress: Progress = silently) -> Built:
    """Makes the site in the folder, or brings the one that is there up to date: what is unchanged is not made again.

    Raises UsageError where there is no such language, or the folder holds something else, and KgError where it cannot be
    written to.
    """
    words = words_in(language)
    catalogue = Catalogue(material, words)
    templates = environment(words, catalogue.style)
    words_of_texts = searching.shards(catalogue)
    total = len(catalogue.pages) + len(catalogue.document_pages) + len(words_of_texts) + 12
    version = digest(kg.__version__, language, sources(), *sorted(words.texts.values()))
    with progress("writing the site", total) as step:
        done = write_site(folder, _pages(catalogue, templates, words_of_texts), version, step)
    return Built(len(catalogue.pages), len(catalogue.document_pages), done.written, done.unchanged, done.removed)


def _pages(catalogue: Catalogue, templates: Environment, words_of_texts: dict[str, dict[str, list[int]]]) -> Iterator[Page]:
    """All files, those first that others lead to."""
    yield _file("assets/site.css", stylesheet(catalogue.style))
    yield _file("assets/site.js", script())
    for name in FINEST_FIRST:
        yield _file(f"assets/map-{name}.svg", drawing.outline_svg(name))
    for text in catalogue.material.texts:
        yield _page(templates, "document.html", reading(catalogue, text))
    disputes = _disputes_by_entity(catalogue)
    for entity in catalogue.entities.values():
        yield _page(templates, "entity.html", dossier(catalogue, entity, disputes.get(entity.id, ())))
    for key, found in words_of_texts.items():
        yield _file(*searching.word_index(key, found))
    yield _file(searching.NAMES, searching.name_index(catalogue, words_of_texts))
    for listing in listings.listings(catalogue):
        yield _page(templates, "listing.html", listing)
    yield _page(templates, "contradictions.html", listings.contradictions(catalogue))
    yield _page(templates, "search.html", Listing(listings.SEARCH, catalogue.words.say("search"), "", ()))
    yield _page(templates, "front.html", listings.front(catalogue))


def _page(templates: Environment, template: str, record: Any) -> Page:
    return Page(record.path, f"{template} {record!r}", renderer(templates, template, record))


def _file(path: str, text: str) -> Page:
    return Page(path, text, lambda: text)


def _disputes_by_entity(catalogue: Catalogue) -> dict[str, Sequence[tuple[str, str, str]]]:
    """The contradictions by whom their statements are about."""
    found: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for kind, one, other in catalogue.material.disputes:
        told = [catalogue.by_id[each] for each in (one, other) if each in catalogue.by_id]
        for iri in dict.fromkeys(end.id for each in told for end in (each.subject, each.object)):
            found[iri].append((kind, one, other))
    return dict(found)
