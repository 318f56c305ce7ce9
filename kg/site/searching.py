"""Search without a server: names in one file, and the words of texts in files by their first letters, loaded when needed."""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.site.catalogue import Catalogue

NAMES = "search/names.js"
LONGEST_WORD = 40
SHORTEST_WORD = 3
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"\w+")
_KEY = re.compile("[a-z0-9]{2}", re.ASCII)


def folded(text: str) -> str:
    """The text as both the index and what is searched for are written: the script of the page does the same."""
    return _ACCENTS.sub("", unicodedata.normalize("NFD", text)).lower()


def name_index(catalogue: Catalogue, shards: Iterable[str]) -> str:
    """A script with everybody's names: for each page its path, its name, its other names, what it is, and how much is told of it.

    The pages of documents come last, and in the order of their numbers in the index of words.
    """
    kinds: dict[str, int] = {}
    rows: list[list[object]] = []
    actors = {entity.id for entity in catalogue.actors}
    for iri, entity in catalogue.entities.items():
        kind = kinds.setdefault(catalogue.words.kind(entity.kind), len(kinds))
        path = catalogue.pages[iri].removeprefix("entity/").removesuffix(".html")
        names = "\n".join((entity.name, *entity.aliases))
        rows.append([path, names, kind, len(catalogue.about.get(iri, ())), int(iri not in actors)])
    rows.sort(key=lambda row: (-int(str(row[3])), str(row[1]), str(row[0])))
    documents = [
        [
            catalogue.document_pages[text.id].removeprefix("document/").removesuffix(".html"),
            text.title or text.name,
            " · ".join(filter(None, (text.date, text.source))),
        ]
        for text in catalogue.material.texts
    ]
    return _script("names", {"kinds": list(kinds), "entities": rows, "documents": documents, "shards": sorted(shards)})


def word_index(key: str, words: Mapping[str, Sequence[int]]) -> tuple[str, str]:
    """The path and the text of the script with one of the `shards`."""
    return f"search/w-{key}.js", _script(f"w-{key}", words)


def shards(catalogue: Catalogue) -> dict[str, dict[str, list[int]]]:
    """The words of all texts by their first letters, each with the numbers of its documents, as steps from one to the next."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(catalogue.material.texts):
        for word in _words(f"{text.title or ''} {text.text[text.body :]}"):
            found[word].append(number)
    parts: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    for word in sorted(found):
        numbers = found[word]
        key = word[:2] if _KEY.match(word) else "other"
        parts[key][word] = [number - before for before, number in zip([0, *numbers], numbers, strict=False)]
    return dict(sorted(parts.items()))


def _words(text: str) -> Iterable[str]:
    return {word[:LONGEST_WORD] for word in _WORD.findall(folded(text)) if len(word) >= SHORTEST_WORD}


def _script(name: str, value: object) -> str:
    """A script that hands the value over: a page opened from a disk may load scripts, and no other data."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return f'kgSearch("{name}",{text});\n'
