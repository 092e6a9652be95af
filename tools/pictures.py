"""The pictures of the manual: parts of the demo's page, as Chromium shows it.

Run it after `make demo` when the page has changed: `.venv/bin/python tools/pictures.py`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "demo" / "report.html"
IMAGES = ROOT / "docs" / "images"
WIDTH = 1280
"""Of the window, in pixels."""

_SUMMARY = """() => {
  const cards = [...document.querySelectorAll("#discrepancies article")];
  const shown = cards.find(card => card.querySelector(".day") && card.textContent.includes("BSN"));
  document.querySelector("#discrepancies").replaceChildren(shown);
  const first = document.querySelector("#summary h2").getBoundingClientRect().top + window.scrollY;
  const last = shown.getBoundingClientRect().bottom + window.scrollY;
  return [first - 24, last];
}"""
"""The summary, and below it one discrepancy of those that say how much too long something is kept."""

_CHARTS = """() => {
  const pictures = document.querySelector("#pictures");
  pictures.querySelectorAll("details").forEach(each => each.remove());
  const box = pictures.getBoundingClientRect();
  const first = pictures.querySelector("h2").getBoundingClientRect().top + window.scrollY;
  return [first - 24, box.bottom + window.scrollY];
}"""
"""The charts, without the tables that stand folded beside them."""


def main() -> int:
    """Take every picture; `make demo` must have been run."""
    if not REPORT.is_file():
        sys.stderr.write("there is no demo/report.html; run `make demo` first\n")
        return 2
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        for name, prepare in (("report", _SUMMARY), ("charts", _CHARTS)):
            page = browser.new_page(viewport={"width": WIDTH, "height": 900})
            page.goto(REPORT.as_uri())
            _take(page, prepare, IMAGES / f"{name}.png")
        browser.close()
    return 0


def _take(page: Page, prepare: str, path: Path) -> None:
    first, last = page.evaluate(prepare)
    clip = {"x": 0, "y": first, "width": WIDTH, "height": last - first + 24}
    page.screenshot(path=path, clip=clip, full_page=True)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
