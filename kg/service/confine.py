"""Takes from a process what no query needs: endless memory, the network, and other programs.

The check of the query is what keeps it from fetching anything; this holds should the check ever miss something. A filter
in the Linux kernel refuses the calls themselves. It needs no rights, and works within containers, where name spaces of
networks often cannot be had.
"""

import contextlib
import ctypes
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 1, 38, 22, 2
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000  # 13 is EACCES
_AT_NUMBER, _AT_MACHINE = 0, 4
_MACHINES = {
    # audit number of the machine, and its numbers of socket, connect, execve, execveat, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 59, 322, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 425)),
}
_OTHER_ABI = 0x40000000
STACK = 96 << 20
"""Bytes of stack: the engine goes deeper with every operator of a chain such as `1+1+1`."""


def shut_off_network() -> bool:
    """From now on neither this process nor any that it forks can open a socket or start a program; False where it cannot be."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    machine, calls = _MACHINES[platform.machine()]
    code = _filter(machine, calls)
    program = ctypes.create_string_buffer(code)
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(program))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.c_char_p(head), 0, 0) == 0)


def end_with_parent() -> None:
    """Has the system kill this process when the one that forked it ends; Linux alone can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit_memory(extra: int) -> None:
    """Lets this process hold as many bytes more than it does, and its stack grow; past that it is ended, without a core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_STACK, (STACK if hard == resource.RLIM_INFINITY else min(STACK, hard), hard))
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(kind, (held() + extra, held() + extra))


def held() -> int:
    """Bytes of memory that this process may write to, 0 where the system does not say."""
    try:
        line = next(
            line for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if line.startswith("VmData")
        )
    except (OSError, StopIteration):
        return 0
    return int(line.split()[1]) * 1024


def _filter(machine: int, calls: tuple[int, ...]) -> bytes:
    """A program for the kernel: which calls are refused. Jumps count the instructions that are left out."""
    after = len(calls)
    steps = [
        (_LOAD, 0, 0, _AT_MACHINE), (_JUMP_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _AT_NUMBER), (_JUMP_AT_LEAST, after + 1, 0, _OTHER_ABI),
        *((_JUMP_EQUAL, after - number, 0, call) for number, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE),
    ]  # fmt: skip
    return b"".join(struct.pack("HBBI", *step) for step in steps)
