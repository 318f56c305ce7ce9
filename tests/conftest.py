"""What holds for all tests."""

import os
import signal

import pytest


def pytest_configure() -> None:
    """Lets Ctrl-C reach the programs that tests start: what a shell runs in the background ignores it, and so would they."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait for a browser, a server or a limit of time."""
    return (os.cpu_count() or 1) + 1
