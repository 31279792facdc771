"""What a page of the demo costs a telephone: Lighthouse's four marks and its times, and the pictures before scrolling.

    python -m bench.phone

Needs Chromium, Node and npm, from whose registry the pinned Lighthouse comes; says so where they are missing.
Times are quoted beside those of a text-only page (the light edition) of the same run. What the figures of the day
were is in phone.txt.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Response, sync_playwright

from tests import servers
from tests.look import FLAGS, demo_newsroom

LIGHTHOUSE = "lighthouse@12.8.2"
MARKS = ("performance", "accessibility", "best-practices", "seo")
KILOBYTE = 1000


def main() -> None:
    """Print the figures."""
    chromium, npx = servers.chromium(), shutil.which("npx")
    if chromium is None or npx is None:
        print("Not measured: Chromium (Debian: chromium) or npx (Node) is not installed.")
        return
    with demo_newsroom(all_sizes=True) as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        pages = addresses(browser, base)
        for name in ("front", "article", "list"):
            weigh(browser, name, base + pages[name])
        browser.close()
        plain = lighthouse(npx, chromium, base + pages["text only"])
        for name in ("front", "article", "list"):
            report(name, lighthouse(npx, chromium, base + pages[name]), plain)


def addresses(browser: Browser, base: str) -> dict[str, str]:
    """The pages of the demo, found by following links."""
    page = browser.new_page()
    page.goto(f"{base}/ar/")
    story = page.locator("main a[href*='/ar/articles/']").first.get_attribute("href") or ""
    section = page.locator("main a[href*='/ar/sections/']").first.get_attribute("href") or ""
    page.goto(base + story)
    page.close()
    number = story.split("/articles/")[1].split("/")[0]
    return {"front": "/ar/", "article": story, "list": section, "text only": f"/lite/ar/articles/{number}/"}


def weigh(browser: Browser, name: str, address: str) -> None:
    """Bytes that come before anybody scrolls, at 390 pixels with two dots each, and of all pictures of the page."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    pictures: dict[str, int] = {}
    other: dict[str, int] = {}

    def came(response: Response) -> None:
        kind = response.headers.get("content-type", "")
        size = int(response.headers.get("content-length") or 0) or len(response.body())
        (pictures if kind.startswith("image/") else other)[response.url] = size

    page.on("response", came)
    page.goto(address, wait_until="networkidle")
    before = sum(pictures.values())
    print(
        f"{name:8} before scrolling: {(before + sum(other.values())) / KILOBYTE:6.1f} KB (goal: front ≤ 200),"
        f" of it pictures {before / KILOBYTE:6.1f} KB,"
        f" the largest {max(pictures.values(), default=0) / KILOBYTE:5.1f} KB (goal ≤ 45)"
    )
    for _screen in range(40):
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(60)
    page.wait_for_load_state("networkidle")
    print(f"{name:8} pictures of the whole page: {sum(pictures.values()) / KILOBYTE:6.1f} KB (goal: article ≤ 120)")
    context.close()


def lighthouse(npx: str, chromium: str, address: str) -> dict[str, Any]:
    """Lighthouse's report of a page, as on its slow telephone."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "report.json"
        subprocess.run(
            [
                *(npx, "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={written}"),
                f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
                f"--only-categories={','.join(MARKS)}",
            ],
            env=os.environ | {"CHROME_PATH": chromium},
            check=True,
        )
        report: dict[str, Any] = json.loads(written.read_text())
    return report


def report(name: str, found: dict[str, Any], plain: dict[str, Any]) -> None:
    """A line of figures, and what Lighthouse would have mended."""
    marks = " / ".join(f"{(found['categories'][mark]['score'] or 0) * 100:.0f}" for mark in MARKS)
    lcp, text = (each["audits"]["largest-contentful-paint"]["numericValue"] for each in (found, plain))
    shift = found["audits"]["cumulative-layout-shift"]["numericValue"]
    print(
        f"{name:8} {marks} (goal 100 / 100 / 100 / 100);"
        f" largest paint {lcp / text:.2f} × a text-only page (goal ≤ 1.5), shift {shift:.3f} (goal 0)"
    )
    for mark in MARKS:
        for audit in found["categories"][mark]["auditRefs"]:
            told = found["audits"][audit["id"]]
            if audit["weight"] and told["score"] is not None and told["score"] < 1:
                print(f"           {mark}: {told['id']} {told.get('displayValue', '')}")


if __name__ == "__main__":
    main()
