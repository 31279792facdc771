"""How a story is found from outside: feeds, maps for search engines, the archive, and what is said in their words."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest
from django.test import Client

from articles import publishing
from articles.models import Publication
from articles.presenting import story_url
from newsroom import clock
from newsroom.links import absolute
from tests.factories import (
    make_article,
    make_author,
    make_bilingual_article,
    make_cartoon,
    make_image,
    make_publication,
    make_region,
    make_section,
    make_tag,
    make_user,
    name_the_site,
)

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def xml(client: Client, url: str) -> ElementTree.Element:
    answer = client.get(url)
    assert answer.status_code == 200, url
    assert answer["Content-Type"].split(";")[0].endswith("xml")
    return ElementTree.fromstring(answer.content)  # noqa: S314  our own


def in_both() -> Publication:
    row = make_publication(make_bilingual_article())
    publishing.publish(row.article, language="en", by=None)
    return row


class TestFeeds:
    @pytest.fixture
    def row(self) -> Publication:
        name_the_site()
        article = make_article(
            section=make_section("بحر"),
            regions=[make_region("الساحل")],
            tags=[make_tag("سفن")],
            authors=[make_author("سمر خوري")],
            hero=make_image(),
        )
        return make_publication(article)

    def feeds(self, row: Publication) -> list[str]:
        section, region, tag = row.section, row.regions.get(), row.tags.get()
        person = row.credits.get().person
        return [
            "/ar/feed/",
            "/ar/latest/feed/",
            f"/ar/sections/{section.slug_ar}/feed/",
            f"/ar/regions/{region.slug_ar}/feed/",
            f"/ar/tags/{tag.slug_ar}/feed/",
            f"/ar/authors/{person.slug_ar}/feed/",
        ]

    def test_every_list_has_one_in_both_forms(self, client: Client, row: Publication) -> None:
        for url in self.feeds(row):
            rss, atom = xml(client, url), xml(client, f"{url}atom/")
            assert rss.findtext("channel/item/title") == row.headline, url
            assert rss.findtext("channel/language") == "ar"
            assert atom.findtext(f"{ATOM}entry/{ATOM}title") == row.headline
            assert atom.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"

    def test_the_id_outlives_the_address(self, client: Client, row: Publication) -> None:
        before = xml(client, "/ar/feed/").findtext("channel/item/guid")
        Publication.objects.filter(pk=row.pk).update(slug="عنوان-آخر", headline="عنوان آخر تماما")
        feed = xml(client, "/ar/feed/")
        assert feed.findtext("channel/item/title") == "عنوان آخر تماما"
        assert feed.findtext("channel/item/guid") == before == absolute(f"/a/{row.article_id}")

    def test_a_picture_is_enclosed_with_its_size(self, client: Client, row: Publication) -> None:
        enclosure = xml(client, "/ar/feed/").find("channel/item/enclosure")
        assert enclosure is not None
        assert int(enclosure.get("length") or 0) > 0

    def test_a_latin_beginning_keeps_its_place(self, client: Client) -> None:
        make_publication(make_article("BBC: وصلت السفينة"))
        assert (xml(client, "/ar/feed/").findtext("channel/item/title") or "").startswith("\u200f")

    def test_signs_that_xml_does_not_know_do_not_break_it(self, client: Client, row: Publication) -> None:
        Publication.objects.filter(pk=row.pk).update(headline="وصلت\x0b السفينة\x1f <b>&", standfirst="]]>\x00"[:3])
        for url in ("/ar/feed/", "/ar/feed/atom/"):
            feed = xml(client, url)
            title = feed.findtext("channel/item/title") or feed.findtext(f"{ATOM}entry/{ATOM}title") or ""
            assert re.sub("[\u2068\u2069]", "", title) == "وصلت السفينة <b>&"

    def test_nor_do_they_in_the_names_around(self, client: Client, row: Publication) -> None:
        row.section.name_ar = "بحر\x0b"
        row.section.save()
        person = row.credits.get().person
        person.name_ar = "سمر\x1f خوري"
        person.save()
        for url in ("/ar/feed/", "/ar/feed/atom/"):
            assert xml(client, url) is not None

    def test_what_is_not_live_is_not_in_it(self, client: Client) -> None:
        make_article("سر لم ينشر")
        row = make_publication(make_article("سحب بعد النشر"))
        publishing.withdraw(row.article, language="ar", by=None, reason="خطأ")
        text = client.get("/ar/feed/").content.decode()
        assert "سر لم ينشر" not in text
        assert "سحب بعد النشر" not in text

    def test_cartoons_have_one(self, client: Client) -> None:
        drawing = make_cartoon()
        assert xml(client, "/ar/cartoons/feed/").findtext("channel/item/title") == drawing.title_ar

    def test_pages_name_their_feed(self, client: Client, row: Publication) -> None:
        for url in self.feeds(row)[1:]:
            page = client.get(url.removesuffix("feed/")).content.decode()
            assert f'href="{url}"' in page or url.encode().decode() in page


class TestMaps:
    def test_all_addresses_of_the_maps_answer(self, client: Client) -> None:
        """A crawl of our own map: canonical addresses that answer 200, and nothing twice."""
        in_both()
        make_publication(make_article(tags=[make_tag()], regions=[make_region()]))
        make_cartoon()
        found: list[str] = []
        for place in xml(client, "/sitemap.xml").iter(f"{MAP}loc"):
            found += [
                str(each.text)
                for each in xml(client, str(place.text).removeprefix("http://testserver")).iter(f"{MAP}loc")
            ]
        assert len(found) == len(set(found)) > 12
        for url in found:
            answer = client.get(url.removeprefix("http://testserver"))
            assert answer.status_code == 200, url
            canonical = re.search('rel="canonical" href="([^"]+)"', answer.content.decode())
            assert canonical
            assert canonical[1] == url

    def test_no_list_without_live_stories_is_named(self, client: Client) -> None:
        row = make_publication(make_article(tags=[make_tag("سفن", name_en="Ships")], regions=[make_region("بلا أحد")]))
        for _each in range(2):
            make_publication(make_article(tags=row.tags.all()))
        make_tag("وسم بلا خبر")
        make_author("كاتب بلا خبر")
        gone = make_publication(make_article(tags=[make_tag("وسم مسحوب")]))
        publishing.withdraw(gone.article, language="ar", by=None, reason="خطأ")
        found = unquote(client.get("/sitemaps/pages.xml").content.decode())
        tag, region = row.tags.get(), row.regions.get()
        assert f"/ar/tags/{tag.slug_ar}/" in found
        assert f"/ar/regions/{region.slug_ar}/" in found
        assert "/en/tags/" not in found
        assert "بلا-خبر" not in found
        assert "وسم-مسحوب" not in found

    def test_translations_name_each_other(self, client: Client) -> None:
        row = in_both()
        moment = clock.local(row.published_at)
        links: dict[str, dict[str, str]] = {}
        for entry in xml(client, f"/sitemaps/stories-{moment.year}-{moment.month}.xml"):
            url = entry.findtext(f"{MAP}loc") or ""
            links[url] = {link.get("hreflang") or "": link.get("href") or "" for link in entry.findall(f"{XHTML}link")}
        assert len(links) == 2
        first, second = links.values()
        assert first == second
        assert set(first) == {"ar", "en", "x-default"}

    def test_the_news_of_two_days(self, client: Client) -> None:
        name_the_site("جريدة التجربة", "The Trial")
        in_both()
        old = make_publication(make_article("خبر قديم"))
        Publication.objects.filter(pk=old.pk).update(published_at=clock.now() - timedelta(hours=49))
        news = xml(client, "/news-sitemap.xml")
        titles = [each.text for each in news.iter(f"{NEWS}title")]
        assert titles
        assert "خبر قديم" not in titles
        assert {each.text for each in news.iter(f"{NEWS}name")} == {"جريدة التجربة", "The Trial"}
        assert {each.text for each in news.iter(f"{NEWS}language")} == {"ar", "en"}

    def test_robots_are_told_where_they_are(self, client: Client) -> None:
        assert f"Sitemap: {absolute('/sitemap.xml')}" in client.get("/robots.txt").content.decode()


class TestArchive:
    @pytest.fixture
    def row(self) -> Publication:
        row = make_publication(make_article("خبر الأربعاء"))
        # 22:30 in London is half past one the next day in Damascus.
        Publication.objects.filter(pk=row.pk).update(published_at=datetime(2024, 12, 24, 22, 30, tzinfo=UTC))
        return row

    def test_a_day_is_the_newsrooms_day(self, client: Client, row: Publication) -> None:
        assert "خبر الأربعاء" in client.get("/ar/archive/2024/12/25/").content.decode()
        assert client.get("/ar/archive/2024/12/24/").status_code == 404

    def test_months_and_the_way_to_them(self, client: Client, row: Publication) -> None:
        assert "/ar/archive/2024/12/" in client.get("/ar/archive/").content.decode()
        assert "خبر الأربعاء" in client.get("/ar/archive/2024/12/").content.decode()

    @pytest.mark.parametrize(
        "path",
        [
            *("2024/13", "2024/0", "0/1", "2024/2/30", "2024/12/25/1", "99999/1", "abcd/1", "-1/1", "2024/12/١٢x"),
            *("2024/1.5", "10000000000000000000000/1", "2024/12/25%00"),
        ],
    )
    def test_what_no_calendar_has_is_not_found(self, client: Client, row: Publication, path: str) -> None:
        assert client.get(f"/ar/archive/{path}/").status_code == 404

    def test_arabic_figures_lead_to_the_page(self, client: Client, row: Publication) -> None:
        answer = client.get("/ar/archive/٢٠٢٤/١٢/٢٥/")
        assert (answer.status_code, answer["Location"]) == (301, "/ar/archive/2024/12/25/")

    def test_the_nearest_days_are_linked(self, client: Client, row: Publication) -> None:
        later = make_publication(make_article("خبر الجمعة"))
        Publication.objects.filter(pk=later.pk).update(published_at=datetime(2024, 12, 27, 9, 0, tzinfo=UTC))
        assert "/ar/archive/2024/12/27/" in client.get("/ar/archive/2024/12/25/").content.decode()


def data_of(client: Client, url: str) -> list[dict[str, object]]:
    page = client.get(url).content.decode()
    found = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[0])
    return found if isinstance(found, list) else [found]


class TestStructuredData:
    def test_a_story_says_what_it_is(self, client: Client) -> None:
        name_the_site()
        row = in_both()
        story, crumbs = data_of(client, story_url("ar", row.article_id, row.slug))
        assert story["@type"] == "NewsArticle"
        assert story["headline"] == row.headline
        assert story["workTranslation"]["inLanguage"] == "en"  # type: ignore[index]
        assert crumbs["@type"] == "BreadcrumbList"
        assert not [name for name, value in story.items() if value in (None, "", [], {})]

    def test_the_front_says_how_it_is_searched(self, client: Client) -> None:
        name_the_site()
        (front,) = data_of(client, "/ar/")
        assert front["potentialAction"]["target"] == absolute("/ar/search/?q={search_term_string}")  # type: ignore[index]

    @pytest.mark.parametrize("evil", ["</script><script>alert(1)</script>", "\u202e\u2066<!--", '"}]}</script>'])
    def test_nothing_breaks_out_of_it(self, client: Client, evil: str) -> None:
        row = make_publication()
        Publication.objects.filter(pk=row.pk).update(headline=evil)
        url = story_url("ar", row.article_id, row.slug)
        story = data_of(client, url)[0]
        assert story["headline"] == evil
        assert "<script>alert" not in client.get(url).content.decode()


class TestCartoonArchive:
    def test_by_artist_and_by_month(self, client: Client) -> None:
        fadi, lamia = make_author("فادي سلّوم"), make_author("لمياء فارس")
        make_cartoon("السلّم", artist=fadi, drawn_on=date(2024, 12, 25))
        make_cartoon("الغيمة", artist=lamia, drawn_on=date(2024, 11, 30))
        whole = client.get("/ar/cartoons/").content.decode()
        for place, shown, hidden in (
            (f"/ar/cartoons/by/{quote(fadi.slug_ar or '')}/", "السلّم", "الغيمة"),
            ("/ar/cartoons/2024/11/", "الغيمة", "السلّم"),
        ):
            assert place in whole
            page = client.get(place).content.decode()
            assert shown in page
            assert hidden not in page

    @pytest.mark.parametrize("path", ["2023/12", "2024/13", "by/nobody", "x/y", "2024/0"])
    def test_where_nothing_was_drawn_nothing_is_found(self, client: Client, path: str) -> None:
        make_cartoon()
        assert client.get(f"/ar/cartoons/{path}/").status_code == 404

    def test_the_desk_finds_a_drawing_however_it_is_spelled(self, client: Client) -> None:
        make_cartoon("أرضٌ وإبرة")
        make_cartoon("الغيمة")
        client.force_login(make_user(superuser=True))
        page = client.get("/admin/articles/cartoon/", {"q": "ارض ابره"}).content.decode()
        assert "أرضٌ وإبرة" in page
        assert "الغيمة" not in page
