"""`make look`: pictures of every page in both languages and themes, on a phone and a laptop, into var/look.

`python -m tests.look [part of a page's name …]`. Starts a demo newsroom of its own on a free port and ends it again.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import servers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BASE = Path(__file__).resolve().parent.parent
OUT = BASE / "var" / "look"
README_PICTURES = BASE / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

# Name and path; on the public pages {story}, {cartoon}, {topic} and {issue} are one of each, in the page's language,
# {withdrawn} and {gallery} what the demo has of them.
PUBLIC = {
    "front": "/{language}/",
    "story": "{story}",
    "section": "{section}",
    "latest": "/{language}/latest/",
    "cartoons": "/{language}/cartoons/",
    "cartoon": "{cartoon}",
    "cartoon-withdrawn": "{withdrawn}",
    "gallery": "{gallery}",
    "places": "/{language}/regions/",
    "topics": "/{language}/topics/",
    "topic": "{topic}",
    "archive": "/{language}/archive/",
    "about": "/{language}/pages/principles/",
    "corrections": "/{language}/corrections/",
    "light": "/lite/{language}/",
    "newsletter": "/{language}/newsletter/",
    "asked": "/{language}/newsletter/asked/",
    "issue": "{issue}",
    "missing": "/{language}/nothing/",
}
DESK = {
    "login": "/admin/login/",
    "desk": "/admin/",
    "stories": "/admin/articles/article/",
    "form": "/admin/articles/article/1/change/",
    "new": "/admin/articles/article/add/",
    "publish": "/admin/articles/article/1/publish/",
    "review": "/admin/articles/article/1/review/",
    "history": "/admin/articles/article/1/history/",
    "brief": "/admin/articles/article/brief/",
    "bin": "/admin/articles/article/bin/",
    "pictures": "/admin/articles/image/",
    "picture": "/admin/articles/image/5/change/",
    "picture-new": "/admin/articles/image/add/",
    "picture-many": "/admin/articles/image/many/",
    "cartoons-desk": "/admin/articles/cartoon/",
    "cartoon-form": "/admin/articles/cartoon/add/",
    "cartoon-publish": "/admin/articles/cartoon/6/publish/",
    "cartoon-withdraw": "/admin/articles/cartoon/1/withdraw/",
    "galleries": "/admin/articles/gallery/",
    "gallery-form": "/admin/articles/gallery/1/change/",
    "sections": "/admin/articles/section/",
    "regions": "/admin/articles/region/",
    "tags": "/admin/articles/tag/",
    "topics-desk": "/admin/articles/topic/",
    "topic-form": "/admin/articles/topic/2/change/",
    "authors": "/admin/articles/author/",
    "identity": "/admin/articles/siteidentity/1/change/",
    "issues": "/admin/newsletter/digest/",
    "issue-desk": "/admin/newsletter/digest/2/change/",
    "issue-send": "/admin/newsletter/digest/2/send/",
    "plan": "/admin/newsletter/digestplan/1/change/",
    "subscribers": "/admin/newsletter/subscriber/",
    "outbox": "/admin/newsletter/digest/outbox/",
    "users": "/admin/newsroom/user/",
    "audit": "/admin/newsroom/auditentry/",
}
# What docs/editors.*.md show: the page, and how wide.
README = {"front.ar-light-1280": "front.ar", "story.ar-dark-1280": "story.ar", "front.en-light-1280": "front.en"}
GUIDE = {"desk": 1280, "form": 1280, "publish": 1280, "stories": 1280, "picture": 1280, "pictures": 1280, "brief": 390}
TURNED = """addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style");
  style.textContent = "html, img { filter: invert(1) hue-rotate(180deg); background: #fff }";
  document.head.append(style) })"""
# The demo's superuser sees every room; he is asked to speak the language of the picture.
VISITOR = "rami"


def main(wanted: list[str]) -> int:
    """Take the pictures whose name holds one of `wanted` (all, where there is none)."""
    chromium = servers.chromium()
    if chromium is None:
        print("Chromium is not installed (Debian: chromium)")
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with demo_newsroom() as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for language in ("ar", "en"):
            for scheme in ("light", "dark"):
                for width in (390, 1280):
                    _photograph(browser, base, language, scheme, width, wanted)
        _photograph_mails(browser, base, wanted)
        browser.close()
    for taken, name in README.items():
        _keep(taken, name)
    for language in ("ar", "en"):
        for name, width in GUIDE.items():
            _keep(f"{name}.{language}-light-{width}", f"{name}.{language}")
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(BASE)}")
    return 0


def _keep(taken: str, name: str) -> None:
    """The top of a page among the pictures of the documentation, in few colours: it is looked at, not measured."""
    source = OUT / f"top.{taken}.png"
    if source.exists():
        README_PICTURES.mkdir(parents=True, exist_ok=True)
        with Image.open(source) as picture:
            picture.convert("RGB").quantize(96).save(README_PICTURES / f"{name}.png", optimize=True)


@contextmanager
def demo_newsroom(*, all_sizes: bool = False) -> Iterator[str]:
    """A demo newsroom in a folder of its own, served on a free port of this machine; yields its address. With
    `all_sizes`, as it is when its pictures have the sizes that a worker makes by and by.
    """
    with tempfile.TemporaryDirectory(prefix="look-", dir=BASE / "var") as folder:
        port = _free_port()
        base = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/newsroom.sqlite3",
            "MEDIA_STORAGE": f"{folder}/media",
            "EMAIL_URL": f"folder://{folder}/outbox",
            "SITE_URL": base,
            "DEMO": "yes",
        }
        subprocess.run([sys.executable, "manage.py", "prepare", "--demo"], cwd=BASE, env=environment, check=True)
        if all_sizes:
            make = "from articles.tasks import make_renditions_due as due\nwhile due(): pass"
            subprocess.run([sys.executable, "manage.py", "shell", "-c", make], cwd=BASE, env=environment, check=True)
        serve = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
        server = subprocess.Popen([*serve, "--threads", "4", "newsroom.wsgi"], cwd=BASE, env=environment)
        try:
            _wait_for(f"{base}/healthz")
            yield base
        finally:
            server.terminate()
            server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str) -> None:
    for _attempt in range(100):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # our own server
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer")


def _photograph(browser: Browser, base: str, language: str, scheme: str, width: int, wanted: list[str]) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    for name, path in _public_paths(page, base, language).items():
        _take(page, base + path, f"{name}.{language}-{scheme}-{width}", wanted)
    _take(page, base + DESK["login"], f"login.{language}-{scheme}-{width}", wanted)
    _enter(page, base, language)
    for name, path in DESK.items():
        if name != "login":
            _take(page, base + path, f"{name}.{language}-{scheme}-{width}", wanted)
    context.close()


def _public_paths(page: Page, base: str, language: str) -> dict[str, str]:
    """The addresses of the public pages, found the way a reader finds them: by following links."""
    page.goto(f"{base}/{language}/")
    found = {
        "language": language,
        "story": page.locator(f"main a[href*='/{language}/articles/']").first.get_attribute("href"),
        "section": page.locator(f"main a[href*='/{language}/sections/']").first.get_attribute("href"),
        "withdrawn": f"/{language}/cartoons/5/",
        "gallery": f"/{language}/articles/24/",
        "cartoon": page.locator(f"main a[href*='/{language}/cartoons/']:has(img)").first.get_attribute("href"),
    }
    page.goto(f"{base}/{language}/topics/")
    found["topic"] = page.locator(f"main a[href*='/{language}/topics/']:has(img)").last.get_attribute("href")
    page.goto(f"{base}/{language}/newsletter/")
    found["issue"] = page.locator(f"main a[href*='/{language}/newsletter/']").first.get_attribute("href")
    return {name: path.format(**found) for name, path in PUBLIC.items()}


def _photograph_mails(browser: Browser, base: str, wanted: list[str]) -> None:
    """The first mail of each kind in the outbox: narrow and wide, as it is, in the dark, and turned dark by a mail
    program that turns every colour but those of pictures.
    """
    context = browser.new_context()
    page = context.new_page()
    page.goto(base + DESK["outbox"])
    links = page.locator("a[href*='/outbox/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    names = [found[1] for link in links if (found := re.search(r"/outbox/([dn]\d+\.[^/]+)/", link))]
    context.close()
    for kind, name in {name.partition(".")[0]: name for name in names}.items():
        for width in (320, 600):
            for scheme in ("light", "dark", "turned"):
                window = browser.new_context(
                    viewport={"width": width, "height": 800},
                    color_scheme="dark" if scheme == "dark" else "light",
                    bypass_csp=True,
                )
                page = window.new_page()
                if scheme == "turned":
                    page.add_init_script(TURNED)
                _take(page, f"{base}{DESK['outbox']}{name}/html/", f"mail-{kind}.{scheme}-{width}", wanted)
                window.close()


def _enter(page: Page, base: str, language: str) -> None:
    page.goto(base + DESK["login"])
    page.locator(f"button[value={VISITOR}], form:has(input[value={VISITOR}]) button").first.click()
    page.wait_for_url(f"{base}/admin/")
    if page.locator("html").get_attribute("lang") != language:
        page.locator("form[action*='language'] button").first.click()
        page.wait_for_load_state()


def _take(page: Page, url: str, name: str, wanted: list[str]) -> None:
    if wanted and not any(part in name for part in wanted):
        return
    page.goto(url)
    page.wait_for_timeout(900 if "/admin/articles/article/" in url else 200)
    # Pictures further down load when they come near: go down once, then up again.
    page.evaluate(
        """async () => {
             for (let y = 0; y < document.body.scrollHeight; y += 700) {
               scrollTo(0, y); await new Promise(done => setTimeout(done, 40)) }
             scrollTo(0, 0) }"""
    )
    page.wait_for_timeout(200)
    page.screenshot(path=OUT / f"top.{name}.png")
    page.screenshot(path=OUT / f"{name}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
