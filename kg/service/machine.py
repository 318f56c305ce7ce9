"""What the pool asks of the machine: memory, and to put a process behind the others."""

import contextlib
import os
import sys
import time
from pathlib import Path

_UNKNOWN = 4 << 30
"""Bytes of memory taken to be free where the system does not say."""


def free_memory() -> int:
    """Bytes that programs could take now."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return _UNKNOWN


def memory_of(process: int) -> int:
    """Bytes of memory that the process alone holds, 0 where the system does not say."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def busy_seconds(process: int) -> float | None:
    """Seconds for which the process has had a processor; None where the system does not say."""
    if sys.platform != "linux":
        return None
    try:
        return time.clock_gettime(~process << 3 | 2)  # the number of a process's clock, as clock_getcpuclockid(3) makes it
    except OSError:
        return None


def lower_priority(process: int) -> None:
    """Gives the process a tenth of the share that another one has. Nothing at all would starve it beside an ingest."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process, 10)
