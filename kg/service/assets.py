"""The files of the pages: scripts and styles, which this package brings along."""

import functools
import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg.resources import THEME
from kg.service.exchange import Asked, response
from kg.service.marks import colours, load_marks
from kg.service.negotiation import takes_gzip

FOLDER = "/assets/"
ASSETS = Path(__file__).with_name("assets")
PAGES = "pages.css"
"""The style of the pages, which follows the one that all pages share."""
MARKS = "marks.css"
"""The colours of classes and families, which are made of the style of the explorer."""
TYPES: Mapping[str, str] = MappingProxyType({".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"})


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is, and packed."""

    content_type: str
    data: bytes
    packed: bytes
    tag: str


def response_to(asked: Asked) -> Response:
    """The file that the address names, or 304. Raises HTTPException where there is none."""
    name = asked.path.removeprefix(FOLDER)
    asset = _marks() if name == MARKS else load_assets().get(name)
    if asset is None:
        raise HTTPException(404, f"there is nothing at {asked.path[:80]}")
    headers = {"etag": asset.tag, "cache-control": "no-cache", "vary": "Accept-Encoding"}
    if asset.tag in asked.header(b"if-none-match"):
        return Response(status_code=304, headers=headers)
    if takes_gzip(asked.header(b"accept-encoding")):
        return response(asset.packed, asset.content_type, headers={**headers, "content-encoding": "gzip"})
    return response(asset.data, asset.content_type, headers=headers)


@functools.cache
def load_assets() -> Mapping[str, Asset]:
    """All files by their names: nothing else can be asked for, but the colours."""
    return MappingProxyType({path.name: _file(path) for path in sorted(ASSETS.iterdir()) if path.suffix in TYPES})


@functools.cache
def _marks() -> Asset:
    return _asset(MARKS, colours(load_marks()).encode())


def _file(path: Path) -> Asset:
    return _asset(path.name, THEME.read_bytes() + path.read_bytes() if path.name == PAGES else path.read_bytes())


def _asset(name: str, data: bytes) -> Asset:
    tag = f'W/"{hashlib.blake2b(data, digest_size=12).hexdigest()}"'
    return Asset(TYPES[Path(name).suffix], data, gzip.compress(data, compresslevel=6, mtime=0), tag)
