"""Putting the files of a site in place: only those that changed, each whole, and what is no longer part of it removed."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import KgError, UsageError

MANIFEST = "kg-site.json"
STAGE = ".kg-site-part"
_PATH = re.compile(r"(?:(?:entity|document|search|assets)/)?[a-z0-9][a-z0-9-]*\.(?:html|js|css|svg)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site: its path, what it is made of as text, and how it is made."""

    path: str
    content: str
    render: Callable[[], str]


@dataclass(slots=True)
class Written:
    """How many files were written anew, left as they were, and removed."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    files: dict[str, list[str]] = field(default_factory=dict)


def write_site(folder: Path, pages: Iterable[Page], version: str, step: Callable[[object], None]) -> Written:
    """Writes what changed into the folder; `version` stands for whatever else than their content makes pages look as they do.

    The files are made in full beside the site first, so that one that fails or is interrupted while it is made leaves the
    site as it was. Files in the folder that are no part of the site stay. Raises UsageError where the folder holds something
    and no site, and KgError where it cannot be written to.
    """
    try:
        return _written(folder, pages, version, step)
    except OSError as error:
        raise KgError(f"cannot write the site to {folder}: {error.strerror or error}") from error


def _written(folder: Path, pages: Iterable[Page], version: str, step: Callable[[object], None]) -> Written:
    before = _manifest(folder)
    stage = folder / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    try:
        done = Written()
        staged = []
        for page in pages:
            made = _digest(f"{version}\n{page.path}\n{page.content}")
            if page.path in done.files:
                raise KgError(f"two pages of the site would be {page.path}")
            if page.path in before and before[page.path][0] == made and _is_whole(folder / page.path, before[page.path][1]):
                done.files[page.path] = before[page.path]
                done.unchanged += 1
            else:
                data = page.render().encode("utf-8", "replace")
                target = stage / page.path
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(data)
                done.files[page.path] = [made, hashlib.sha256(data).hexdigest()]
                staged.append(page.path)
            step(page.path)
        done.written = len(staged)
        _move(folder, stage, staged, before, done)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return done


def _move(folder: Path, stage: Path, staged: Iterable[str], before: Mapping[str, list[str]], done: Written) -> None:
    """The new files take their places; first the list of files names old and new ones, so that nothing is ever forgotten."""
    _write_manifest(folder, stage, dict(before) | {path: ["", ""] for path in staged})
    for path in staged:
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        (stage / path).replace(target)
    for path in sorted(before.keys() - done.files.keys()):
        (folder / path).unlink(missing_ok=True)
        done.removed += 1
    _write_manifest(folder, stage, done.files)


def _write_manifest(folder: Path, stage: Path, files: Mapping[str, list[str]]) -> None:
    part = stage / MANIFEST
    part.write_text(json.dumps({"kg": 1, "files": files}, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / MANIFEST)


def _manifest(folder: Path) -> dict[str, list[str]]:
    """The files of the site that is there, by path: a hash of what each was made of, and one of what it holds."""
    path = folder / MANIFEST
    if not path.exists():
        if folder.exists() and any(not each.name.startswith(".") for each in folder.iterdir()):
            raise UsageError(f"{folder} holds files and no site of kg: name a new folder or an empty one")
        return {}
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {str(name): [str(each) for each in hashes] for name, hashes in files.items() if _is_own(name, hashes)}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{path} is damaged: remove the folder {folder} and make the site anew") from None


def _is_own(path: str, hashes: object) -> bool:
    """Whether a site may have such a file: the list may come from anywhere, and what it names may be removed."""
    return bool(_PATH.fullmatch(path)) and isinstance(hashes, list) and len(hashes) == 2


def _is_whole(path: Path, expected: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == expected
    except OSError:
        return False


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
