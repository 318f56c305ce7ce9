"""Which files, folders, patterns and addresses the sources name."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import UsageError
from kg.sources.known import is_sidecar

STDIN = Path("-")
STORE_FILES = ("CURRENT", "IDENTITY")
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
PATTERN = re.compile(r"[*?\[]")

Source = Path | str
"""A file, or the address of something on the web as text."""


def is_address(source: Source) -> bool:
    """Whether this is the address of something on the web; as a path it would have lost one of its slashes."""
    return isinstance(source, str) and ADDRESS.match(source) is not None


def is_pattern(path: Path) -> bool:
    """Whether the name has signs that stand for others."""
    return PATTERN.search(str(path)) is not None


def expand(sources: Iterable[Path | str]) -> Iterator[Source]:
    """What the sources stand for, each once: folders give the files below them, patterns what fits them, in sorted order.

    `-` is standard input, and an address stays as it is. Hidden files and folders are skipped unless they are named themselves,
    and files that only say what is known of others. A path that does not exist, a pattern that nothing fits, and a folder
    without any file stay in the list: reading them says what is wrong. Raises UsageError for an empty name, which is no folder.
    """
    seen: set[Source] = set()
    for source in sources:
        if source == "":
            raise UsageError("a source has an empty name: name a file, a folder, an address, or -")
        for found in (source,) if is_address(source) else _files(Path(source)):
            key = found if found == STDIN or is_address(found) else Path(os.path.realpath(found))
            if key not in seen:
                seen.add(key)
                yield found


def _files(path: Path) -> Iterable[Path]:
    if is_folder(path):
        return _below(path)
    if is_pattern(path) and not os.path.lexists(path):
        return [file for found in _matches(path) for file in _fitting(found)] or [path]
    return (path,)


def _matches(pattern: Path) -> list[Path]:
    """What fits the pattern, in sorted order. `**` enters no linked folder, since that may lead back up."""
    first = next(number for number, part in enumerate(pattern.parts) if PATTERN.search(part))
    base, rest = Path(*pattern.parts[:first]), Path(*pattern.parts[first:])
    wants_hidden = any(part.startswith(".") for part in rest.parts)
    try:
        found = sorted(base.glob(str(rest)))
    except (OSError, ValueError, re.error):
        return []
    return [path for path in found if wants_hidden or not any(part.startswith(".") for part in path.relative_to(base).parts)]


def _fitting(path: Path) -> list[Path]:
    if is_folder(path):
        return [] if _is_store(path) else _files_or_nothing(path)
    return [] if is_sidecar(path.name) else [path]


def _below(folder: Path) -> list[Path]:
    """Every visible file below the folder, in sorted order; the folder itself where there is none to be seen."""
    files: list[Path] = []
    waiting = [folder]
    while waiting:  # not by recursion: folders may lie in one another deeper than calls can
        entry = waiting.pop()
        if entry != folder and not (entry.is_dir() and not entry.is_symlink()):
            files += [entry] if _is_source(entry) else []
        elif entry == folder or not _is_store(entry):
            try:
                waiting += sorted((each for each in entry.iterdir() if not _is_passed_over(each.name)), reverse=True)
            except OSError:
                files.append(entry)  # reading it says why
    return files or [folder]


def _is_source(entry: Path) -> bool:
    """Linked folders may lead back up, so only those named by the user are entered; a socket or device is no report."""
    return not entry.is_dir() and (entry.is_file() or entry.is_symlink())  # a broken link is reported


def is_folder(path: Path) -> bool:
    """Whether there is a folder, as far as one can see: within a locked folder `Path.is_dir` fails, and this does not."""
    return os.path.isdir(path)  # noqa: PTH112


def _is_store(folder: Path) -> bool:
    """Whether the folder is a store, whose own files have no suffix and would be taken for texts."""
    return all(os.path.isfile(folder / name) for name in STORE_FILES)  # noqa: PTH113 - as in _is_folder


def _files_or_nothing(folder: Path) -> list[Path]:
    """The files below a folder that was not named by the user, where being empty is no fault."""
    files = _below(folder)
    return [] if files == [folder] and is_listable(folder) else files


def is_listable(folder: Path) -> bool:
    """Whether one may see what lies in the folder."""
    try:
        next(folder.iterdir(), None)
    except OSError:
        return False
    return True


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or is_sidecar(name)
