"""A real browser for tests: Debian's Chromium, driven by Playwright; where either is missing the tests say so and are skipped."""

import shutil
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def watch(page: Any, requests: list[str], complaints: list[str]) -> None:
    """Writes down what the page asks for, and what it complains about."""
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
