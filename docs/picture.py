"""Makes the pictures in the documentation: `make picture`. The explorer and a report in a browser, and plots.

Needs Playwright for Python and an installed Chromium.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner

from kg.cli import cli
from kg.demo import run_demo, sample_reports

IMAGES = Path(__file__).resolve().parent / "images"
WIDTH, HEIGHT = 1400, 900
NARROW = 960
ACTOR = "Mali"
"""Whom the picture shows selected, with the sentences about it."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SETTLED = 1500
"""Milliseconds until the map has moved to the actor."""


def main() -> None:
    """Reads the sample reports and writes each picture."""
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
        IMAGES.mkdir(exist_ok=True)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto((Path(folder) / "explorer.html").as_uri())
        page.keyboard.press("/")
        page.keyboard.type(ACTOR)
        page.keyboard.press("Enter")
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=IMAGES / "explorer.png")
        page.set_viewport_size({"width": NARROW, "height": HEIGHT})
        page.goto(_report(Path(folder)).as_uri())
        page.screenshot(path=IMAGES / "report.png")
        browser.close()
        _map(Path(folder))
    print("wrote explorer.png, report.png and map.png")


def _report(folder: Path) -> Path:
    """The report on the actor as a page."""
    return _written(folder, ["report", ACTOR, "-o", str(folder / "report.html")], folder / "report.html")


def _map(folder: Path) -> None:
    _written(folder, ["analyze", "places", "--plot", str(IMAGES / "map.png")], IMAGES / "map.png")


def _written(folder: Path, command: list[str], path: Path) -> Path:
    """The path, once the command has written it from the store in the folder. Ends the program where it fails."""
    result = CliRunner().invoke(cli, command, env={"KG_STORE": str(folder / "kg-store")})
    if result.exit_code:
        sys.exit(f"picture: {result.output}")
    return path


if __name__ == "__main__":
    main()
