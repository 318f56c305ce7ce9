"""What a query may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take. Past the first four it is ended; past the others it is refused."""

    seconds: float = 30.0
    memory: int = 1 << 30
    """Bytes that the process of a query may hold."""
    together: int | None = None
    """Bytes that all of them may hold together; None is half of what the machine has free when the service starts."""
    result: int = 64 << 20
    """Bytes of an answer."""
    length: int = 1 << 18
    """Characters of a query."""
    waiting: int = 256
    """Queries that may wait for a process."""
    long: int = 32
    """Queries that may run at the same time for longer than a moment."""
