"""What the pool asks of the machine: memory, and to put a process behind the others."""

import contextlib
import os
import sys
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


def lower_priority(process: int) -> None:
    """Has the process run only when nothing else wants to."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process, 19)
        if sys.platform == "linux":
            os.sched_setscheduler(process, os.SCHED_IDLE, os.sched_param(0))
