"""Files that are written whole or not at all."""

import os
import tempfile
from pathlib import Path

from kg.errors import KgError


def replace_text(path: Path, text: str) -> None:
    """Writes the text as UTF-8 in place of what stands at the path: a reader sees the old file or the new one, never half.

    Characters that UTF-8 cannot hold become question marks. Raises KgError where the folder cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise KgError(f"cannot write {path}: {error.strerror}") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
        part.chmod(_usual_mode(path))
        part.replace(path)
    except OSError as error:
        raise KgError(f"cannot write {path}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _usual_mode(path: Path) -> int:
    """The mode of the file to be replaced, or that of a new file: temporary files are private to their owner."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
