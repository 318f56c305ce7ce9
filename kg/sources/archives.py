"""What lies in a ZIP archive, read in memory: nothing is unpacked to the disk, so no name in it leads anywhere."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from kg.errors import SourceError
from kg.sources import parts
from kg.sources.known import is_sidecar, only_sidecar, read_sidecar, sidecar_names
from kg.sources.parts import Columns, Failure, Metadata, Part, Raw, within

MOST_MEMBERS = 20_000
HIGHEST_RATIO = 200
"""How many times its packed size a member may have; a text has three to ten."""
SMALL = 1_000_000
"""Bytes below which the ratio is no matter."""
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def read_zip(raw: Raw, _columns: Columns) -> Iterator[Part]:
    """The files of the archive, one at a time. An archive in an archive is not opened. Raises SourceError."""
    if raw.depth:
        raise SourceError("an archive within another source is not opened: unpack it first")
    with checked_archive(raw.data) as archive:
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member.filename)]
        if not members:
            raise SourceError("there is no file in this archive")
        sidecars = {member.filename: member for member in members if is_sidecar(member.filename)}
        for member in members:
            if member.filename not in sidecars:
                yield _member(raw, archive, member, sidecars)


def checked_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, where what it says of itself is no trap. Raises SourceError."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except BROKEN as error:
        raise SourceError("this ZIP file is damaged") from error
    if len(members) > MOST_MEMBERS:
        raise SourceError(f"more than {MOST_MEMBERS} files lie in this archive: split it")
    if sum(member.file_size for member in members) > parts.CONTAINER_LIMIT:
        raise SourceError(f"it unpacks to more than {parts.CONTAINER_LIMIT // 1_000_000} MB: split it")
    for member in members:
        if member.file_size > SMALL and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
            raise SourceError(
                f"{_printable(member.filename)} in it unpacks to more than {HIGHEST_RATIO} times its size: that is a trap"
            )
    return archive


def _member(raw: Raw, archive: zipfile.ZipFile, member: zipfile.ZipInfo, sidecars: dict[str, zipfile.ZipInfo]) -> Part:
    name = _printable(member.filename)
    label = f"{raw.label}: {name}"
    try:
        given = _given(archive, member, sidecars)
        data = _bytes(archive, member)
    except SourceError as error:
        return Failure(label, str(error))
    location = within(raw.location, "file", quote(name))
    return Raw(PurePosixPath(name.replace("\\", "/")).name, data, label, location, raw.given.or_else(given), depth=raw.depth + 1)


def _given(archive: zipfile.ZipFile, member: zipfile.ZipInfo, sidecars: dict[str, zipfile.ZipInfo]) -> Metadata:
    path = PurePosixPath(member.filename)
    places = {name: str(path.with_name(name)) for name in sidecar_names(path.name)}
    name = only_sidecar([name for name, place in places.items() if place in sidecars])
    return read_sidecar(name, _bytes(archive, sidecars[places[name]])) if name else Metadata()


def _bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The content of a member, up to one byte over the limit whatever its header says."""
    if member.flag_bits & ENCRYPTED:
        raise SourceError("it is locked with a password: unpack it first")
    try:
        with archive.open(member) as file:
            data = file.read(parts.TEXT_LIMIT + 1)
    except BROKEN as error:
        raise SourceError("it is damaged in the archive") from error
    if len(data) > parts.TEXT_LIMIT:
        raise SourceError(f"larger than {parts.TEXT_LIMIT // 1_000_000} MB: unpack it first")
    return data


def _is_hidden(name: str) -> bool:
    return any(
        part.startswith((".", "__MACOSX")) and part not in {".", ".."} for part in PurePosixPath(name.replace("\\", "/")).parts
    )


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")
