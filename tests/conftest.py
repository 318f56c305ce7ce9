"""What holds for all tests."""

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import CHROMIUM


def pytest_configure() -> None:
    """Lets Ctrl-C reach the programs that tests start: what a shell runs in the background ignores it, and so would they."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait for a browser, a server or a limit of time."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser, for all tests of a module."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
