"""How soon the explorer answers: `python -m tests.bench.explorer [ACTORS TIES]…`, by default 300 1000 2000 8000.

Opens the file in Chromium without a screen and measures, from the start of the navigation: until the page says that it is ready,
until a click on an actor right after that is answered by its dossier, painted; then from a click on "Show all" until all is
painted, and from a click on an actor among all until that is. Needs Playwright and Chromium. The best and the worst of RUNS runs.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from kg.explorer import write_explorer
from kg.graph import build
from tests.network_samples import WORDS, many

RUNS = 3
PAINTED = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
OPENING = f"""async () => {{
  const ready = performance.getEntriesByName("explorer-ready")[0].startTime;
  const at = explorer.network.canvasToDOM(explorer.network.getPositions(["n0"]).n0);
  const canvas = document.querySelector("#map canvas");
  const box = canvas.getBoundingClientRect();
  const where = {{ clientX: box.left + at.x, clientY: box.top + at.y, bubbles: true, pointerId: 1, button: 0, buttons: 1, isPrimary: true, pointerType: "mouse" }};
  canvas.dispatchEvent(new PointerEvent("pointerdown", where));
  canvas.dispatchEvent(new PointerEvent("pointerup", {{ ...where, buttons: 0 }}));
  while (!document.querySelector("#panel .actions")) await {PAINTED};
  await {PAINTED};
  return [ready, performance.now()];
}}"""
EVERYTHING = f"""async () => {{
  const start = performance.now();
  document.getElementById("extent-toggle").click();
  await {PAINTED};
  const shown = performance.now();
  document.querySelector("#panel .row").click();
  await {PAINTED};
  return [shown - start, performance.now() - shown];
}}"""


def main() -> None:
    """Measures each size and prints a line for it."""
    numbers = [int(text) for text in sys.argv[1:]] or [300, 1000, 2000, 8000]
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("explorer: no Chromium is installed")
    print("actors  ties   file MB  written s  | ready s     click s     | all shown s  click s     (best-worst of runs)")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for actors, ties in zip(numbers[::2], numbers[1::2], strict=True):
            print(f"{actors:>6} {ties:>6}   {measured(browser, Path(folder) / 'explorer.html', actors, ties)}", flush=True)
        browser.close()


def measured(browser: Browser, path: Path, actors: int, ties: int) -> str:
    """The figures of one size."""
    graph = build(many(actors, ties), WORDS)
    start = time.perf_counter()
    write_explorer(graph, path, limit=actors)
    written = time.perf_counter() - start
    rows = []
    for _ in range(RUNS):
        page = browser.new_page(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
        page.goto(path.as_uri())
        page.wait_for_function("() => window.explorer")
        opening = page.evaluate(OPENING)
        page.keyboard.press("Escape")
        rows.append([*opening, *page.evaluate(EVERYTHING)])
        page.close()
    spans = [f"{min(column) / 1000:.2f}-{max(column) / 1000:.2f}" for column in zip(*rows, strict=True)]
    return f"{path.stat().st_size / 1e6:7.1f}  {written:9.1f}  | {spans[0]:<11} {spans[1]:<11} | {spans[2]:<12} {spans[3]}"


if __name__ == "__main__":
    main()
