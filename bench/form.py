"""What opening a long story costs an editor: seconds until one can write, and kilobytes over the line, twice.

    python -m bench.form

The goals: 1.5 s with 3,600 words, 60 KB the second time. A demo newsroom of its own, headless Chromium on this machine.
"""

from __future__ import annotations

import json
import re
import sys
import time

from playwright.sync_api import Page, sync_playwright

from tests import servers
from tests.look import FLAGS, VISITOR, demo_newsroom

WORDS = 3_600
BODY = "".join(f"<p>{' '.join(['كلمة'] * 60)}</p>" for _paragraph in range(WORDS // 60))
ROUNDS = 5
FORM = "/admin/articles/article/1/change/"
READY = ".editor-place .ck-editor__editable"
WEIGHT = """performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
    .reduce((sum, each) => sum + each.transferSize, 0) / 1024"""


def opened(page: Page, address: str) -> tuple[float, float]:
    """Seconds until the editor stands there, and kilobytes of all that came."""
    begin = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(READY).first.wait_for()
    seconds = time.perf_counter() - begin
    page.wait_for_load_state("networkidle")
    weight: float = page.evaluate(WEIGHT)
    return seconds, weight


def main() -> int:
    """Write the long story, open it again and again, print what that took."""
    chromium = servers.chromium()
    if chromium is None:
        print("Chromium is not installed (Debian: chromium)")
        return 1
    with demo_newsroom() as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(f"{base}/admin/login/")
        page.locator(f"button[value={VISITOR}]").click()
        page.wait_for_url(f"{base}/admin/")
        first = opened(page, base + FORM)
        page.evaluate(f"window.editors.id_body_ar.setData({json.dumps(BODY)})")
        page.get_by_role("button", name=re.compile("احفظ المسودة|Save draft")).first.click()
        page.wait_for_load_state("networkidle")
        rounds = [opened(page, base + FORM) for _round in range(ROUNDS)]
        words = page.evaluate("window.editors.id_body_ar.getData().split('كلمة').length - 1")
        browser.close()
    print(f"the first time, files and all   {first[0]:5.2f} s  {first[1]:7.1f} KB")
    seconds = sorted(each[0] for each in rounds)
    print(f"again, {words} words              {seconds[len(seconds) // 2]:5.2f} s  {rounds[-1][1]:7.1f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
