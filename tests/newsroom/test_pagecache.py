"""The page cache: what is kept, for whom, how long, and what never gets into it (decisions 21, quality A16)."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from articles import publishing
from articles.models import Publication
from articles.presenting import story_url
from newsroom import clock, pagecache
from newsroom.models import PublicChange
from newsroom.pagecache import CACHE_CONTROL, KNOWN_QUERY, PageCacheMiddleware
from tests.factories import make_article, make_publication, make_section, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("page_cache")]


def published(headline: str = "وصلت السفينة") -> Publication:
    return make_publication(make_article(headline))


def url_of(row: Publication) -> str:
    return story_url("ar", row.article_id, row.slug)


class TestKept:
    def test_a_page_is_rendered_once(self, client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        url = url_of(published())
        first = client.get(url)
        with django_assert_num_queries(0):
            again = client.get(url)
        assert again.content == first.content
        assert again["ETag"] == first["ETag"]

    def test_a_new_story_is_on_the_front_at_once(self, client: Client) -> None:
        client.get("/ar/")
        published("نبأ جديد من المرفأ")
        assert "نبأ جديد من المرفأ" in client.get("/ar/").content.decode()

    def test_a_withdrawn_story_is_gone_at_once(self, client: Client) -> None:
        row = published()
        assert client.get(url_of(row)).status_code == 200
        publishing.withdraw(row.article, language="ar", by=None, reason="خطأ")
        assert client.get(url_of(row)).status_code == 410
        assert row.headline not in client.get("/ar/").content.decode()

    def test_a_renamed_section_is_renamed_on_kept_pages(self, client: Client) -> None:
        section = make_section()
        row = make_publication(make_article(section=section))
        client.get(url_of(row))
        section.name_ar = "شؤون البحر"
        section.save()
        assert "شؤون البحر" in client.get(url_of(row)).content.decode()

    def test_saving_the_working_copy_changes_no_page(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        row = published()
        client.get(url_of(row))
        before = PublicChange.objects.count()
        row.article.headline_ar = "ما لم ينشر بعد"
        row.article.save()
        assert PublicChange.objects.count() == before

    def test_what_the_clock_brings_appears(self, client: Client) -> None:
        article = make_article("موعد على الهواء")
        now = clock.now()
        with clock.held_at(now):
            publishing.schedule(article, language="ar", at=now + timedelta(minutes=3), by=None)
            assert "موعد على الهواء" not in client.get("/ar/").content.decode()
        pagecache.watch.look_soon()
        with clock.held_at(now + timedelta(minutes=3, seconds=1)):
            assert "موعد على الهواء" in client.get("/ar/").content.decode()

    def test_a_rolled_back_change_is_none(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        row = published()
        client.get(url_of(row))
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            row.section.save()
            raise ZeroDivisionError
        with django_assert_num_queries(0):
            client.get(url_of(row))

    def test_a_transaction_is_one_change_however_much_it_changes(self, client: Client) -> None:
        row = published()
        PublicChange.objects.all().delete()
        with transaction.atomic():
            for _time in range(5):
                row.section.save()
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                row.section.save()
                raise ZeroDivisionError
        assert PublicChange.objects.count() == 1

    def test_what_a_rolled_back_part_noted_is_noted_again(self, client: Client) -> None:
        row = published()
        PublicChange.objects.all().delete()
        with transaction.atomic():
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                row.section.save()
                raise ZeroDivisionError
            row.section.save()
        assert PublicChange.objects.count() == 1


class TestAnswers:
    def test_compressed_or_not_as_the_browser_takes_it(self, client: Client) -> None:
        url = url_of(published())
        plain, squeezed = client.get(url), client.get(url, HTTP_ACCEPT_ENCODING="gzip")
        assert "Content-Encoding" not in plain
        assert gzip.decompress(squeezed.content) == plain.content
        assert "Accept-Encoding" in squeezed["Vary"]

    def test_304_to_who_has_it(self, client: Client) -> None:
        url = url_of(published())
        first = client.get(url)
        by_tag = client.get(url, HTTP_IF_NONE_MATCH=first["ETag"])
        by_time = client.get(url, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
        assert (by_tag.status_code, by_time.status_code) == (304, 304)
        assert not by_tag.content

    def test_head_has_the_length_and_no_body(self, client: Client) -> None:
        url = url_of(published())
        whole, head = client.get(url), client.head(url)
        assert head["Content-Length"] == str(len(whole.content))
        assert not head.content

    def test_what_a_cdn_is_told(self, client: Client) -> None:
        assert client.get(url_of(published()))["Cache-Control"] == CACHE_CONTROL
        assert "stale-while-revalidate" in CACHE_CONTROL

    def test_the_headers_of_safety_are_kept(self, client: Client) -> None:
        url = url_of(published())
        first, again = client.get(url), client.get(url)
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options"):
            assert first[name] == again[name]


class TestNothingPrivate:
    def test_who_is_logged_in_neither_fills_nor_reads_it(self, client: Client) -> None:
        row = published()
        client.force_login(make_user("samar"))
        assert client.get(url_of(row))["Cache-Control"] != CACHE_CONTROL
        Publication.objects.filter(pk=row.pk).update(headline="تغيّر")  # behind the cache's back
        assert "تغيّر" in client.get(url_of(row)).content.decode()

    def test_no_cookie_ever(self, client: Client) -> None:
        for url in ("/ar/", "/en/", url_of(published()), "/ar/latest/"):
            for _time in range(2):
                assert not client.get(url).cookies

    @pytest.mark.parametrize(
        "junk", ["utm_source=x", "before=", "x=%3Cscript%3E", "BEFORE=1", "before[]=1", "fbclid=1&gclid=2"]
    )
    def test_junk_in_the_query_is_the_same_page(
        self, client: Client, junk: str, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        url = url_of(published())
        first = client.get(url)
        with django_assert_num_queries(0):
            again = client.get(f"{url}?{junk}")
        assert again.content == first.content
        assert "utm_source" not in again.content.decode()

    @pytest.mark.parametrize(
        "tail",
        ["evil.css", ";x.css", "%2f..", "..%2fx", "./", "%00", ".", "index.html", "?x;.css", "%0d%0aSet-Cookie:a"],
    )
    def test_odd_tails_are_not_the_page(self, client: Client, tail: str) -> None:
        url = url_of(published())
        kept = client.get(url)
        answer = client.get(url + tail)
        assert answer.status_code in (200, 301, 404)
        assert answer.status_code != 200 or answer.content == kept.content
        assert client.get(url).content == kept.content

    @pytest.mark.parametrize(
        "header",
        ["X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL", "Forwarded",
         "X-Forwarded-Scheme", "X-HTTP-Method-Override", "X-Forwarded-For", "Accept-Language", "User-Agent",
         "X-Forwarded-Prefix", "Origin", "Referer", "Range", "Accept", "Purpose", "Sec-Purpose", "X-Wap-Profile"],
    )  # fmt: skip
    def test_no_header_gets_into_a_page(self, client: Client, header: str) -> None:
        url = url_of(published())
        poisoned = client.get(url, headers={header: "evil.example"})
        clean = client.get(url)
        assert poisoned.status_code == clean.status_code == 200
        assert b"evil.example" not in clean.content + str(clean.headers).encode()
        assert poisoned.content == clean.content

    def test_another_host_is_another_page_or_none(self, client: Client) -> None:
        assert client.get("/ar/", HTTP_HOST="evil.example").status_code == 400
        assert b"evil.example" not in client.get("/ar/").content

    def test_a_long_value_is_not_kept(self, client: Client) -> None:
        assert client.get("/ar/latest/?before=" + "9" * 3000).status_code == 200
        assert KNOWN_QUERY == ("before",)

    def test_not_found_and_search_are_not_kept(self, client: Client) -> None:
        for url in ("/ar/nothing/", "/ar/search/?q=x"):
            assert client.get(url).get("Cache-Control") != CACHE_CONTROL


def middleware(view: Callable[[HttpRequest], HttpResponse]) -> PageCacheMiddleware:
    return PageCacheMiddleware(view)


class TestManyReaders:
    def test_sixteen_readers_one_rendering(self) -> None:
        rendered = []
        begun = threading.Event()

        def view(request: HttpRequest) -> HttpResponse:
            rendered.append(request.path)
            begun.wait(1)
            return HttpResponse(f"page {len(rendered)}")

        cache = middleware(view)
        pages: list[bytes] = []

        def read() -> None:
            pages.append(cache(RequestFactory().get("/ar/")).content)
            connection.close()

        for _round in range(2):
            begun.clear()
            threads = [threading.Thread(target=read) for _reader in range(16)]
            for thread in threads:
                thread.start()
            begun.set()
            for thread in threads:
                thread.join(20)
            pagecache.note_change()
        assert rendered == ["/ar/"] * 2
        assert len(pages) == 32
        assert pages.count(b"page 2") >= 1

    def test_the_others_get_the_page_before_it_meanwhile(self) -> None:
        inside, go_on = threading.Event(), threading.Event()
        rendered = []

        def view(request: HttpRequest) -> HttpResponse:
            rendered.append(1)
            if len(rendered) == 2:
                inside.set()
                go_on.wait(10)
            return HttpResponse(f"page {len(rendered)}")

        cache = middleware(view)
        cache(RequestFactory().get("/ar/"))
        pagecache.note_change()

        def read() -> None:
            cache(RequestFactory().get("/ar/"))
            connection.close()

        renderer = threading.Thread(target=read)
        renderer.start()
        assert inside.wait(10)
        assert cache(RequestFactory().get("/ar/")).content == b"page 1"
        go_on.set()
        renderer.join(10)
        assert cache(RequestFactory().get("/ar/")).content == b"page 2"

    def test_a_failing_page_leaves_the_one_before_it(self) -> None:
        answers = iter([HttpResponse("good"), HttpResponse("bad", status=500)])
        cache = middleware(lambda request: next(answers))
        cache(RequestFactory().get("/ar/"))
        pagecache.note_change()
        answer = cache(RequestFactory().get("/ar/"))
        assert (answer.status_code, answer.content) == (200, b"good")

    def test_without_a_database_readers_have_what_was_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        cache = middleware(lambda request: HttpResponse("kept"))
        cache(RequestFactory().get("/ar/"))

        def down() -> None:
            raise OperationalError

        monkeypatch.setattr(pagecache.watch, "_look", down)
        pagecache.watch.look_soon()
        assert cache(RequestFactory().get("/ar/")).content == b"kept"

    def test_it_keeps_to_its_size(self) -> None:
        pages = pagecache.Pages(limit=50_000)
        stamp = pagecache.watch.stamp()
        for number in range(20):
            pages.put((str(number),), pagecache.Page(stamp, {}, b"x" * 5_000, b"x" * 1_000, "", 0))
        assert pages.get(("0",)) is None
        assert pages.get(("19",)) is not None
        assert sum(pages.get((str(number),)) is not None for number in range(20)) == 8


def test_old_notes_of_changes_go() -> None:
    pagecache.note_change()
    PublicChange.objects.update(at=clock.now() - timedelta(hours=2))
    pagecache.note_change()
    assert pagecache.forget_old_changes() == 1
    assert PublicChange.objects.count() == 1


def test_the_desk_is_never_kept(client: Client) -> None:
    answer = client.get(f"/{settings.DESK_PATH}login/")
    assert answer["Cache-Control"] == "no-store"


class TestWhatIsRememberedOfEach:
    def test_only_what_is_not_known_is_asked_for(self) -> None:
        asked: list[list[int]] = []

        def make(keys: list[int]) -> dict[int, str]:
            asked.append(keys)
            return {key: str(key) for key in keys if key != 9}

        assert pagecache.remembered_each("number", [1, 2, 1], make) == {1: "1", 2: "2"}
        assert pagecache.remembered_each("number", [2, 3, 9], make) == {2: "2", 3: "3"}
        assert pagecache.remembered_each("other", [2], make) == {2: "2"}
        assert asked == [[1, 2], [3, 9], [2]]

    def test_a_public_change_makes_all_of_it_be_asked_again(self) -> None:
        words = {1: "before"}
        assert pagecache.remembered_each("word", [1], lambda keys: dict(words)) == {1: "before"}
        words[1] = "after"
        assert pagecache.remembered_each("word", [1], lambda keys: dict(words)) == {1: "before"}
        with transaction.atomic():
            pagecache.note_change()
        assert pagecache.remembered_each("word", [1], lambda keys: dict(words)) == {1: "after"}

    def test_it_does_not_grow_without_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pagecache, "_MOST_EACH", 3)
        for key in range(20):
            pagecache.remembered_each("key", [key], lambda keys: dict.fromkeys(keys, ""))
            assert len(pagecache._each["key"][1]) <= 4
