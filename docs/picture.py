"""Takes the picture of the explorer for the README: `make picture`.

Needs Playwright for Python and an installed Chromium.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from kg.demo import run_demo, sample_reports

PICTURE = Path(__file__).resolve().parent / "images" / "explorer.png"
WIDTH, HEIGHT = 1400, 900
ACTOR = "Mali"
"""Whom the picture shows selected, with the sentences about it."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SETTLED = 1500
"""Milliseconds until the map has moved to the actor."""


def main() -> None:
    """Reads the sample reports, opens the explorer on them, selects an actor and writes the picture."""
    try:
        # Imported here because nothing else needs it, and not installed where types are checked.
        from playwright.sync_api import sync_playwright  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415
    except ImportError:
        sys.exit("picture: install Playwright for Python first: pip install playwright")
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit("picture: no Chromium is installed")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        run_demo(sample_reports(), Path(folder))
        # The sandbox refuses to start for the superuser, as whom container images run.
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=os.getuid() != 0)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto((Path(folder) / "explorer.html").as_uri())
        page.keyboard.press("/")
        page.keyboard.type(ACTOR)
        page.keyboard.press("Enter")
        page.wait_for_timeout(SETTLED)
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"wrote {PICTURE.name}")


if __name__ == "__main__":
    main()
