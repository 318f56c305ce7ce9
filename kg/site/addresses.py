"""What the files of a site are called: names that any system takes, and never one name for two things."""

import re
import unicodedata

from kg.records import DOCUMENT_BASE, ENTITY_BASE, STATEMENT_BASE, digest

LONGEST = 60
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{20}", re.ASCII)


def entity_page(iri: str) -> str:
    """The path of the page of an entity, from the root of the site."""
    local = iri.removeprefix(ENTITY_BASE)
    return f"entity/{_kept(local) or f'{_near(local)}-{digest(iri, length=16)}'}.html"


def tie_fragment(subject: str, relation: str, target: str) -> str:
    """What an address ends with to show the sentences of a tie alone, on the page of one of the two."""
    one, other = (entity_page(iri).removeprefix("entity/").removesuffix(".html") for iri in (subject, target))
    return f"{one}/{relation}/{other}"


def document_page(iri: str, name: str) -> str:
    """The path of the page of a document: its name, and enough of its hash to tell it from others of that name."""
    local = iri.removeprefix(DOCUMENT_BASE)
    tail = local[:12] if _HASH.fullmatch(local) else digest(iri, length=16)
    return f"document/{_near(name.rpartition('.')[0] or name)}-{tail}.html"


def anchor(statement: str) -> str:
    """The id of a statement within the page of its document."""
    local = statement.removeprefix(STATEMENT_BASE)
    return f"s-{local if _HASH.fullmatch(local) else digest(statement)}"


def _kept(local: str) -> str | None:
    """The name itself where it is one for a file everywhere; one that ends like a hash might be that of another entity."""
    plain = _PLAIN.fullmatch(local) and len(local) <= LONGEST and not _RESERVED.fullmatch(local)
    return local if plain and not re.search(r"-[0-9a-f]{16}$", local) else None


def _near(local: str) -> str:
    """Letters and digits that look like the name."""
    flat = unicodedata.normalize("NFKD", local).encode("ascii", "ignore").decode("ascii").casefold()
    return re.sub(r"[^a-z0-9]+", "-", flat)[:LONGEST].strip("-") or "x"
