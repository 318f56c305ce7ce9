"""How a long computation shows that it goes on, to those who watch."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

Step: TypeAlias = Callable[[object], None]
Progress: TypeAlias = Callable[[str, int], AbstractContextManager[Step]]
"""Shows how a long computation goes on: what it does, in how many steps; see `kg.cli.output.progress`."""


@contextmanager
def silently(_what: str, _total: int) -> Iterator[Step]:
    """Progress that nobody watches."""
    yield lambda _step: None
