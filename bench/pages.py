"""What a public page costs: CPU against a bare Django view, renderings after a change, bytes, growth with the archive.

    python -m bench.pages [stories]

The goals stand in what is printed. Ratios are of one run, its rounds interleaved, so that the machine does not matter.
SQLite, in databases that are thrown away; templates and static files as they are served. What the day's figures were
is in pages.txt.
"""

from __future__ import annotations

import gzip
import io
import itertools
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urljoin, urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402  Django must be set up first
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from django.urls import path, reverse  # noqa: E402

from articles import body, images, publishing, saving  # noqa: E402
from articles.models import MenuItem, Publication, Section  # noqa: E402
from articles.models.media import AVIF_TYPE, WEB_TYPE  # noqa: E402
from articles.presenting import story_url  # noqa: E402
from bench.search import fill  # noqa: E402
from newsletter.seeding import FOLDER as DEMO  # noqa: E402
from newsroom import pagecache  # noqa: E402
from newsroom import settings as served  # noqa: E402
from newsroom.pagecache import PageCacheMiddleware, Pages  # noqa: E402
from tests.factories import (  # noqa: E402
    make_article,
    make_author,
    make_cartoon,
    make_image,
    make_publication,
    make_region,
    make_section,
    make_tag,
    make_wire,
    name_the_site,
)

ROUNDS = 150
GROWTH_ROUNDS = 40
READERS = 16
CHANGES = 10
CACHE_MB = 64
FRONT = "/ar/"
FEW = 1_000

BARE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEN_KILOBYTES = "x" * 10_240


def bare(request: HttpRequest) -> HttpResponse:
    """The least that a view can do."""
    return HttpResponse(TEN_KILOBYTES)


class BareRequest(WSGIRequest):
    """Asks the bare view's addresses; all other settings stay ours."""

    urlconf = (path("bare/", bare),)  # type: ignore[assignment]  # any list of addresses does


class BareHandler(WSGIHandler):
    """What `startproject` makes."""

    request_class = BareRequest


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server would hand over."""

    status: str
    headers: dict[str, str]
    content: bytes

    @property
    def html(self) -> str:
        """The page."""
        squeezed = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.content) if squeezed else self.content).decode()


class Visit:
    """A request of a browser for one address, ready to be made again and again."""

    def __init__(self, handler: WSGIHandler, address: str) -> None:
        self._handler, self._address = handler, address
        self._environ = RequestFactory().get(address, HTTP_ACCEPT_ENCODING="gzip, deflate, br").environ
        self._environ["PATH_INFO"] = (
            unquote(urlsplit(address).path).encode().decode("latin-1")
        )  # as servers hand it over

    def __call__(self) -> Answer:
        """Ask."""
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *_more: object) -> None:
            said.update(status=status, headers=dict(headers))

        response = self._handler(self._environ | {"wsgi.input": io.BytesIO()}, start)
        content = b"".join(response)
        response.close()
        if not said["status"].startswith("200"):
            raise SystemExit(f"{self._address}: {said['status']}")
        return Answer(said["status"], said["headers"], content)


class Newsroom:
    """Our own handler, its page cache within reach, and how often that had to render."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        first = self.handler._middleware_chain.__wrapped__  # type: ignore[attr-defined]
        if not isinstance(first, PageCacheMiddleware):
            raise SystemExit("The page cache is not the first of all.")
        self._cache = first
        self._render = first.get_response
        self._counting = threading.Lock()
        self.renderings = 0
        first.get_response = self._counted

    def _counted(self, request: HttpRequest) -> HttpResponse:
        with self._counting:
            self.renderings += 1
        return self._render(request)

    def empty(self) -> None:
        """Keep no page; what stands on every page is still known."""
        self._cache.pages = Pages(CACHE_MB * 1_000_000)

    def visit(self, address: str) -> Visit:
        """A request for one of our pages."""
        return Visit(self.handler, address)


@contextmanager
def as_served() -> Iterator[None]:
    """Templates, static files and page cache as on a site that is served."""
    static = settings.FOLDER / "static"
    storages = settings.STORAGES | {"staticfiles": served.STORAGES["staticfiles"]}
    with override_settings(
        TEMPLATES=served.TEMPLATES,
        STORAGES=storages,
        STATIC_ROOT=static,
        WHITENOISE_AUTOREFRESH=False,
        PAGE_CACHE_MB=CACHE_MB,
    ):
        call_command("prepare", files_only=True, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["django_ckeditor_5"])
        connection.settings_dict["CONN_MAX_AGE"] = 600
        yield


# --- the site ---------------------------------------------------------------------------------------------------


def paragraphs() -> list[str]:
    """Arabic paragraphs as newspapers write them: those of the demo."""
    texts = (tomllib.loads(file.read_text("utf-8")) for file in sorted((DEMO / "stories").glob("*.toml")))
    found = [each for text in texts if "ar" in text for each in re.findall(r"<p>(.*?)</p>", text["ar"]["body"], re.S)]
    return [each for each in found if len(each.split()) > 30]


def some_words(text: str, several: int) -> str:
    """The first words of a paragraph."""
    return " ".join(re.sub(r"<[^>]*>", "", text).split()[:several])


def build() -> Publication:
    """A front page of 33 stories, and one full story; returns that."""
    texts = paragraphs()
    identity = name_the_site()
    authors = [make_author(f"سمر خوري {n}", name_en=f"Samar {n}") for n in range(3)]
    pictures = [
        make_image(width=1600, height=900, alt=f"حصاة {n}", caption="على الطرف", credit="زياد") for n in "12345"
    ]
    for picture in pictures:
        images.make_renditions(picture, WEB_TYPE, AVIF_TYPE)
    make_cartoon(image=pictures[0])
    sections = [make_section(name_en=f"Section {n}", position=n, opinion=n == 6) for n in range(7)]
    for section in sections:
        MenuItem.objects.create(identity=identity, section=section, position=section.position)
    read = itertools.cycle(texts)
    others = []
    for n in range(70):
        article = make_article(
            some_words(next(read), 9),
            standfirst_ar=some_words(next(read), 22),
            section=sections[n % 7],
            hero=pictures[n % 5],
            authors=[authors[n % 3]],
        )
        make_publication(article)
        others.append(article)
    parts = [f"<p>{each}</p>" for each in texts[:10]]
    parts.insert(3, body.read_also_block(others[0].pk, others[0].headline_ar or ""))
    english = "<p>Nets lie under every tree.</p>"
    story = make_article(
        some_words(texts[11], 10),
        body="".join(parts),
        kicker_ar="آثار",
        dateline_ar="دمشق",
        standfirst_ar=some_words(texts[12], 25),
        headline_en="The olive harvest",
        body_en=english,
        hero_alt_en="A blue pebble",
        section=sections[0],
        hero=pictures[1],
        regions=[make_region(), make_region()],
        tags=[make_tag(), make_tag(), make_tag()],
        wires=[make_wire()],
        authors=authors[:2],
        related=others[1:5],
    )
    row = make_publication(story)
    make_publication(story, language="en")
    return row


def address_of(row: Publication) -> str:
    """Where readers find it."""
    return story_url(row.language, row.article_id, row.slug)


# --- measuring --------------------------------------------------------------------------------------------------

Step = Callable[[], object]


def cpu(cases: Mapping[str, tuple[Step, Step]], rounds: int) -> dict[str, float]:
    """Milliseconds of CPU (median) of the second step of each case, in interleaved rounds."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for prepare, step in cases.values():  # warm up
        prepare()
        step()
    for _round in range(rounds):
        for name, (prepare, step) in cases.items():
            prepare()
            begin = time.process_time()
            step()
            taken[name].append((time.process_time() - begin) * 1000)
    return {name: statistics.median(each) for name, each in taken.items()}


def settled(step: Step) -> Step:
    """Prepare what is fast: the page is kept, and the processor still knows what it takes to answer."""

    def prepare() -> None:
        for _time in range(4):
            step()

    return prepare


def requests(ours: Newsroom, story: str) -> None:
    """CPU of pages that are kept, that are not, and after a change."""
    with override_settings(MIDDLEWARE=BARE_MIDDLEWARE):
        plain = Visit(BareHandler(), "/bare/")
    article, front = ours.visit(story), ours.visit(FRONT)
    teasers = len(set(re.findall(r'href="/ar/articles/(\d+)', front().html)))
    print(f"front page of {teasers} stories, {len(front().html) // 1024} KB; article {len(article().html) // 1024} KB")
    found = cpu(
        {
            "bare": (settled(plain), plain),
            "article": (ours.empty, article),
            "front": (ours.empty, front),
            "article changed": (pagecache.note_change, article),
            "front changed": (pagecache.note_change, front),
            "article warm": (settled(article), article),
            "front warm": (settled(front), front),
        },
        ROUNDS,
    )
    unit = found["bare"]
    print(f"bare view                {unit:7.3f} ms")
    for name, label, goal in (
        ("article", "article uncached", "18"),
        ("front", "front uncached", "25"),
        ("article changed", "article after a change", "18"),
        ("front changed", "front after a change", "25"),
        ("article warm", "article warm", "0.75"),
        ("front warm", "front warm", "0.75"),
    ):
        print(f"{label:24} {found[name]:7.3f} ms   {found[name] / unit:5.2f} × bare view (goal ≤ {goal})")


def together(step: Step) -> None:
    """So many readers at once."""
    ready = threading.Barrier(READERS)

    def read() -> None:
        try:
            ready.wait()
            step()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read) for _each in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def renderings(ours: Newsroom, story: str) -> None:
    """How often a page is rendered while many wait for it."""

    def both() -> None:
        ours.empty()
        pagecache.note_change()

    for name, prepare in (
        ("after a change", pagecache.note_change),
        ("that nobody had yet", ours.empty),
        ("that nobody had yet, after a change", both),
    ):
        counts = []
        for _change in range(CHANGES):
            ours.visit(story)()
            prepare()
            before = ours.renderings
            together(ours.visit(story))
            counts.append(ours.renderings - before)
        print(f"renderings of a page {name}, {READERS} readers waiting: at most {max(counts)} (goal 1)")


@dataclass
class Reader:
    """Another process that reads a page again and again."""

    address: str
    process: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Reader:
        environment = os.environ | {"TEST_DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.pages", "--reader", self.address],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.hear()
        return self

    def __exit__(self, *_error: object) -> None:
        cast(io.TextIOBase, self.process.stdin).close()
        self.process.wait()

    def wait_for(self, words: str) -> None:
        """Ask it to say when the words stand there."""
        pipe = cast(io.TextIOBase, self.process.stdin)
        pipe.write(f"{words}\n")
        pipe.flush()
        self.hear()

    def hear(self) -> float:
        """The moment that it says."""
        return float(cast(io.TextIOBase, self.process.stdout).readline())


def reader(address: str) -> None:
    """What the other process does: for each line, say that it waits, then the moment at which it stands there."""
    with override_settings(PAGE_CACHE_MB=CACHE_MB, TEMPLATES=served.TEMPLATES):
        visit = Newsroom().visit(address)
        visit()
        print(time.monotonic(), flush=True)
        for line in sys.stdin:
            print(time.monotonic(), flush=True)
            while line.strip() not in visit().html:
                time.sleep(0.005)
            print(time.monotonic(), flush=True)


def until_public(ours: Newsroom, row: Publication) -> None:
    """Seconds from the editor's word to a page that says so, here and elsewhere."""
    # The slug stays, and with it the address.
    saving.save_part(row.article, "ar", {"slug_ar": row.slug}, version=saving.versions(row.article)["ar"], by=None)
    here, there = [], []
    visit = ours.visit(address_of(row))
    with Reader(address_of(row)) as other:
        for number in range(CHANGES):
            words = f"عنوان رقم {number} من غيره"
            version = saving.versions(row.article)["ar"]
            saving.save_part(row.article, "ar", {"headline_ar": words}, version=version, by=None)
            row.article.refresh_from_db()
            visit()
            other.wait_for(words)
            time.sleep(0.15 * number)  # at any moment between two looks
            begin = time.monotonic()
            publishing.publish(row.article, language="ar", by=None)
            while words not in visit().html:
                pass
            here.append(time.monotonic() - begin)
            there.append(other.hear() - begin)
    print(
        f"public in this process after {max(here):.2f} s (goal ≤ 1), in another one after {max(there):.2f} s (goal ≤ 5)"
    )


# --- bytes ------------------------------------------------------------------------------------------------------


class Loaded(HTMLParser):
    """What a browser loads for a page, by kind."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {kind: set() for kind in ("css", "js", "font", "icon", "picture", "frame")}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        said = {name: value or "" for name, value in attrs}
        match tag, said.get("rel", ""):
            case "link", "stylesheet":
                self._note("css", said["href"])
            case "link", "icon":
                self._note("icon", said["href"])
            case "link", "preload" | "modulepreload":
                self._note(said.get("as") or "js", said["href"])
            case "script", _:
                self._note("js", said.get("src", ""))
            case "iframe", _:
                self._note("frame", said.get("src", ""))
            case (("img" | "source" | "video" | "audio"), _):
                listed = [part.split()[0] for part in said.get("srcset", "").split(",") if part.strip()]
                for address in (said.get("src", ""), *listed):
                    self._note("picture", address)

    def _note(self, kind: str, address: str) -> None:
        if address:
            self.found.setdefault(kind, set()).add(address)

    def third_parties(self) -> set[str]:
        """Hosts other than ours."""
        own = urlsplit(settings.SITE_URL).netloc
        return {urlsplit(each).netloc for kind in self.found.values() for each in kind} - {"", own}


def static_file(address: str) -> Path:
    """A file as whitenoise sends it."""
    file = Path(settings.STATIC_ROOT, unquote(urlsplit(address).path).removeprefix(settings.STATIC_URL))
    squeezed = file.with_name(f"{file.name}.gz")
    return squeezed if squeezed.exists() else file


def kilobytes(addresses: set[str]) -> float:
    """As they come over the line."""
    return sum(static_file(each).stat().st_size for each in addresses) / 1024


def weight(ours: Newsroom, story: str) -> None:
    """Bytes and requests of an article for somebody who was never here."""
    answer = ours.visit(story)()
    page = Loaded()
    page.feed(answer.html)
    loads = page.found
    named = set()
    for sheet in loads["css"]:
        plain = static_file(sheet)
        text = gzip.decompress(plain.read_bytes()) if plain.suffix == ".gz" else plain.read_bytes()
        named |= {urljoin(sheet, each) for each in re.findall(r"""url\(["']?([^"')]+)""", text.decode())}
    fonts = loads["font"] | {each for each in named if each.endswith(".woff2")}
    counted = "data-read=" in answer.html  # the script tells that somebody reads
    number = 1 + len(loads["css"] | loads["js"] | loads["icon"] | loads["frame"] | fonts | named) + counted
    print(
        f"HTML   {len(answer.content) / 1024:5.1f} KB gz (goal ≤ 12), {len(answer.html.encode()) / 1024:.1f} KB plain"
    )
    print(f"CSS    {kilobytes(loads['css']):5.1f} KB gz (goal ≤ 12), {len(loads['css'])} files")
    print(f"JS     {kilobytes(loads['js']):5.1f} KB gz (goal ≤ 10), {len(loads['js'])} files")
    preloaded = kilobytes(loads["font"])
    print(f"fonts  {kilobytes(fonts):5.1f} KB (goal ≤ 50) if all {len(fonts)} are used, {preloaded:.1f} KB preloaded")
    print(f"{number} requests without pictures (goal ≤ 12), {len(page.third_parties())} third parties (goal 0)")


# --- growth -----------------------------------------------------------------------------------------------------


class Archive:
    """A database of so many stories, one of whose articles and whose only section are read."""

    def __init__(self, file: Path, stories: int, ours: Newsroom) -> None:
        self._file, self._ours = file, ours
        self._use()
        name_the_site()
        fill(stories)
        newest = Publication.objects.live("ar").filter(section=Section.objects.get()).newest_first()
        self.visits = {
            "article": ours.visit(address_of(newest[100])),
            "section": ours.visit(reverse("articles:section", args=["ar", newest[0].section.slug_ar])),
            "front": ours.visit(FRONT),
        }

    def _use(self) -> None:
        connection.close()
        connection.settings_dict["NAME"] = str(self._file)
        pagecache.forget_all()

    def opened(self, name: str) -> Step:
        """Prepare a page of this archive: everything is known but the page itself."""

        def prepare() -> None:
            self._use()
            self._ours.empty()  # the other archive has pages of the same address
            self.visits[name]()
            self._ours.empty()

        return prepare


def growth(ours: Newsroom, blank: Path, many: int) -> None:
    """CPU of the same pages in a small and in a large archive."""
    own = connection.settings_dict["NAME"]
    archives = {}
    for stories in (FEW, many):
        file = blank.with_name(f"archive-{stories}.sqlite3")
        shutil.copy(blank, file)
        archives[stories] = Archive(file, stories, ours)
    names = list(archives[FEW].visits)
    cases = {
        f"{name} {stories}": (archive.opened(name), archive.visits[name])
        for name in names
        for stories, archive in archives.items()
    }
    found = cpu(cases, GROWTH_ROUNDS)
    connection.close()
    connection.settings_dict["NAME"] = own
    for name in names:
        small, large = found[f"{name} {FEW}"], found[f"{name} {many}"]
        print(
            f"{name:8} at {FEW} stories {small:6.2f} ms, at {many} {large:6.2f} ms: {large / small:4.2f} × (goal ≤ 1.5)"
        )


def main(many: int) -> None:
    """Build, measure, print."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with as_served():
            blank = settings.FOLDER / "blank.sqlite3"
            connection.close()
            shutil.copy(connection.settings_dict["NAME"], blank)
            ours, row = Newsroom(), build()
            requests(ours, address_of(row))
            renderings(ours, address_of(row))
            weight(ours, address_of(row))
            until_public(ours, row)
            growth(ours, blank, many)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--reader"]:
        reader(sys.argv[2])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
