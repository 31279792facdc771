"""Topics: what belongs to one, what its pages say, where a reader meets it, and how the desk makes one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import publishing, taxonomy, topics
from articles.models import Image, MenuItem, Publication, Redirect, SiteIdentity, SpellingVariants, Topic
from articles.presenting import story_url
from newsroom import clock, pagecache
from newsroom.models import PublicChange
from tests.factories import (
    STORY_RIGHTS,
    make_article,
    make_author,
    make_bilingual_article,
    make_image,
    make_publication,
    make_region,
    make_section,
    make_tag,
    make_topic,
    make_user,
    name_the_site,
)

pytestmark = pytest.mark.django_db


def found(topic: Topic, language: str = "ar") -> list[str]:
    rows = topics.stories_of(Topic.objects.get(pk=topic.pk), language)
    return sorted(rows.values_list("headline", flat=True))


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def url_of(topic: Topic, language: str = "ar") -> str:
    return f"/{language}/topics/{topic.slug_in(language)}/"


def headlines(html: str) -> list[str]:
    """The headlines of the cards on a page, in their order, each as often as it stands there."""
    main = html[html.index("<main") : html.index("</main")]
    return [re.sub("<[^>]*>", "", found) for found in re.findall(r'class="story__headline">(.*?)</h', main)]


class TestTheQuestion:
    def test_within_a_kind_any_is_enough(self) -> None:
        olives, water = make_tag(), make_tag()
        make_publication(make_article("زيت", tags=[olives]))
        make_publication(make_article("ماء", tags=[water]))
        make_publication(make_article("خبز", tags=[make_tag()]))
        assert found(make_topic(tags=[olives, water])) == ["زيت", "ماء"]

    def test_between_kinds_all_must_hold(self) -> None:
        tag, region, section = make_tag(), make_region(), make_section()
        make_publication(make_article("كلها", tags=[tag], regions=[region], section=section))
        make_publication(make_article("بلا وسم", regions=[region], section=section))
        make_publication(make_article("بلا منطقة", tags=[tag], section=section))
        make_publication(make_article("بلا قسم", tags=[tag], regions=[region]))
        assert found(make_topic(tags=[tag], regions=[region], sections=[section])) == ["كلها"]

    def test_a_region_takes_all_that_lies_within_it(self) -> None:
        syria = make_region()
        make_publication(make_article("في دمشق", regions=[make_region(parent=make_region(parent=syria))]))
        make_publication(make_article("في غيرها", regions=[make_region()]))
        assert found(make_topic(regions=[syria])) == ["في دمشق"]

    def test_words_must_all_stand_in_any_form(self) -> None:
        make_publication(make_article("عودة العبّارات إلى الخليج"))
        make_publication(make_article("عبّارة بلا بحر"))
        make_publication(make_article("خليج بلا سفن"))
        assert found(make_topic(words_ar="عبارة خليج")) == ["عودة العبّارات إلى الخليج"]

    def test_words_are_asked_in_their_own_language(self) -> None:
        article = make_bilingual_article("حصاد الزيتون", "The olive harvest")
        for language in ("ar", "en"):
            publishing.publish(article, language=language, by=None)
        topic = make_topic(name_en="Olives", words_ar="زيتون")
        assert found(topic) == ["حصاد الزيتون"]
        assert found(topic, "en") == []

    def test_beside_a_tag_words_of_one_language_narrow_that_language_alone(self) -> None:
        tag = make_tag()
        article = make_article("حصاد الزيتون", headline_en="Oil", body_en="<p>New oil.</p>", tags=[tag])
        for language in ("ar", "en"):
            publishing.publish(article, language=language, by=None)
        topic = make_topic(name_en="Oil", tags=[tag], words_ar="قمح")
        assert found(topic) == []
        assert found(topic, "en") == ["Oil"]

    def test_what_is_pinned_belongs_to_it_whatever_it_is_about(self) -> None:
        story = make_publication(make_article("غير ذلك")).article
        assert found(make_topic(tags=[make_tag()], pinned=[story])) == ["غير ذلك"]

    def test_nothing_that_readers_may_not_see(self) -> None:
        tag = make_tag()
        make_article("مسودة", tags=[tag])
        row = make_publication(make_article("سحب", tags=[tag]))
        publishing.withdraw(row.article, language="ar", by=None, reason="خطأ")
        draft = make_article("مسودة مثبتة")
        assert found(make_topic(tags=[tag], pinned=[draft, row.article])) == []

    def test_an_archived_topic_takes_up_nothing_later(self) -> None:
        tag, now = make_tag(), clock.now()
        make_publication(make_article("قبل", tags=[tag]), published_at=now - timedelta(days=2))
        make_publication(make_article("بعد", tags=[tag]), published_at=now)
        assert found(make_topic(tags=[tag], archived_at=now - timedelta(days=1))) == ["قبل"]

    def test_a_topic_that_asks_nothing_holds_nothing(self) -> None:
        make_publication()
        assert found(make_topic()) == []


class TestThePage:
    def test_pinned_stories_come_first_in_their_order_and_no_story_twice(self, client: Client) -> None:
        tag = make_tag()
        rows = [make_publication(make_article(f"خبر {number}", tags=[tag])) for number in range(5)]
        topic = make_topic(tags=[tag], pinned=[rows[1].article, rows[3].article])
        shown = headlines(page(client, url_of(topic)))
        assert shown == ["خبر 1", "خبر 3", "خبر 4", "خبر 2", "خبر 0"]

    def test_older_pages_repeat_nothing(self, client: Client) -> None:
        tag = make_tag()
        rows = [make_publication(make_article(f"خبر {number}", tags=[tag])) for number in range(25)]
        topic = make_topic(tags=[tag], pinned=[rows[0].article, rows[24].article])
        first = page(client, url_of(topic))
        older = re.search(r'href="([^"]*\?before=[^"]*)" rel="next"', first)
        assert older
        second = page(client, older[1])
        shown = headlines(first) + headlines(second)
        assert sorted(shown) == sorted(row.headline for row in rows)

    def test_the_running_story_stands_above_and_nowhere_else(self, client: Client) -> None:
        tag = make_tag()
        running = make_publication(make_article("العدّ لحظة بلحظة", tags=[tag]))
        make_publication(make_article("خبر آخر", tags=[tag]))
        topic = make_topic(tags=[tag], pinned=[running.article], live_story=running.article)
        html = page(client, url_of(topic))
        assert f'<a href="{story_url("ar", running.article_id, running.slug)}">العدّ لحظة بلحظة</a>' in html
        assert headlines(html) == ["خبر آخر"]

    def test_it_says_what_it_is_to_machines(self, client: Client) -> None:
        name_the_site()
        tag = make_tag()
        row = make_publication(make_article("خبر", tags=[tag]))
        picture = make_image(alt="بحر")
        topic = make_topic("على الساحل", tags=[tag], picture=picture, intro_ar="ما نكتبه عن البحر.\n\nفقرة ثانية.")
        html = page(client, url_of(topic))
        data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[0])
        collection = data[0]
        assert collection["@type"] == "CollectionPage"
        assert collection["name"] == "على الساحل"
        assert collection["description"] == "ما نكتبه عن البحر."
        assert collection["mainEntity"]["itemListElement"][0]["url"].endswith(story_url("ar", row.article_id, row.slug))
        assert f'property="og:image" content="http://testserver{picture.file.url}"' in html
        assert 'content="ما نكتبه عن البحر."' in html
        assert "<p>فقرة ثانية.</p>" in html
        assert 'alt="بحر"' in html
        assert f'title="على الساحل" href="{unquote(url_of(topic))}feed/"' in unquote(html)

    def test_typed_markup_is_text(self, client: Client) -> None:
        topic = make_topic(intro_ar="<script>alert(1)</script> و<b>نص</b>")
        html = page(client, url_of(topic))
        assert "<script>alert" not in html
        assert "<b>نص" not in html
        assert "&lt;" in html

    def test_an_empty_one_is_there_with_its_introduction(self, client: Client) -> None:
        html = page(client, url_of(make_topic(intro_ar="سنكتب هنا.")))
        assert "سنكتب هنا." in html
        assert "لا أخبار بعد" in html

    def test_an_archived_one_keeps_its_address_and_says_so(self, client: Client) -> None:
        topic = make_topic("ملف قديم", archived_at=clock.now())
        html = page(client, url_of(topic))
        assert '<span class="label">مؤرشف</span>' in html
        assert "أُغلق هذا الملف في" in html
        assert "ملف قديم" not in page(client, "/ar/topics/")

    def test_without_a_name_in_a_language_it_does_not_exist_there(self, client: Client) -> None:
        topic = make_topic("بالعربية فقط")
        Topic.objects.filter(pk=topic.pk).update(slug_en="coast")
        assert client.get("/en/topics/coast/").status_code == 404
        assert client.get("/en/topics/coast/feed/").status_code == 404
        assert 'rel="alternate" hreflang' not in page(client, url_of(topic))
        assert "coast" not in page(client, "/en/topics/")
        assert "/en/topics/coast/" not in page(client, "/sitemap.xml") + page(client, "/sitemaps/pages.xml")

    @pytest.mark.parametrize("words", ["", "خبر"])
    @pytest.mark.parametrize("size", [1, 30])
    def test_its_questions_are_counted(
        self,
        client: Client,
        page_cache: None,
        size: int,
        words: str,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        tags, regions = [make_tag() for _ in range(size)], [make_region() for _ in range(size)]
        rows = [
            make_publication(
                make_article("خبر", tags=tags, regions=regions, hero=make_image(), authors=[make_author()])
            )
            for _ in range(size + 3)
        ]
        topic = make_topic(
            tags=tags,
            regions=regions,
            picture=make_image(),
            pinned=[row.article for row in rows[:2]],
            live_story=rows[2].article,
            words_ar=words,
        )
        client.get("/ar/latest/")
        client.get("/ar/topics/")
        pagecache._each.clear()  # no page has shown these cards yet
        with django_assert_num_queries(6 if words else 4):
            page(client, url_of(topic))

    def test_the_list_of_topics_asks_nothing_more_for_thirty(
        self, client: Client, page_cache: None, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(30):
            make_topic(picture=make_image(), intro_ar="نص")
        client.get("/ar/")
        with django_assert_num_queries(0):
            page(client, "/ar/topics/")


class TestAddresses:
    def test_an_old_address_leads_to_the_new_one(self, client: Client) -> None:
        topic = make_topic()
        for slug in ("ثان", "ثالث"):
            topic.slug_ar = slug
            taxonomy.save(topic)
        first = Redirect.objects.filter(new_path="/ar/topics/ثالث/").order_by("pk")[0].old_path
        for tail in ("", "feed/", "feed/atom/"):
            answer = client.get(first + tail)
            assert answer.status_code == 301
            assert unquote(answer["Location"]) == f"/ar/topics/ثالث/{tail}"
        assert client.get("/ar/topics/nothing/").status_code == 404

    def test_renamed_back_it_answers_itself(self, client: Client) -> None:
        topic = make_topic()
        old = topic.slug_ar
        for slug in ("ثان", old):
            topic.slug_ar = slug
            taxonomy.save(topic)
        assert client.get(url_of(topic)).status_code == 200
        assert client.get("/ar/topics/ثان/").status_code == 301
        assert not Redirect.objects.filter(old_path=unquote(url_of(topic))).exists()

    @pytest.mark.parametrize("tail", ["feed/", "feed/atom/"])
    def test_it_has_a_feed_with_what_is_pinned(self, client: Client, tail: str) -> None:
        topic = make_topic("على الساحل", pinned=[make_publication(make_article("في الملف")).article])
        make_publication(make_article("خارج الملف"))
        answer = client.get(url_of(topic) + tail)
        assert answer.status_code == 200
        titles = [each.text for each in ElementTree.fromstring(answer.content).iter() if each.tag.endswith("title")]  # noqa: S314  our own
        assert "في الملف" in titles
        assert "خارج الملف" not in titles
        assert any("على الساحل" in (title or "") for title in titles)

    def test_the_map_names_it_in_both_languages(self, client: Client) -> None:
        topic = make_topic(name_en="Coast")
        text = unquote(page(client, "/sitemaps/pages.xml"))
        for language in ("ar", "en"):
            assert f"<loc>http://testserver{unquote(url_of(topic, language))}</loc>" in text
            assert f'hreflang="{language}" href="http://testserver{unquote(url_of(topic, language))}"' in text

    def test_both_languages_name_each_other(self, client: Client) -> None:
        topic = make_topic(name_en="Coast")
        assert f'hreflang="en" href="http://testserver{url_of(topic, "en")}"' in page(client, url_of(topic))


class TestWhereReadersMeetIt:
    def line(self, client: Client, row: Publication) -> list[str]:
        html = page(client, story_url("ar", row.article_id, row.slug))
        line = re.search(r'<nav class="tags dossier-line".*?</nav>', html, re.S)
        return re.findall(r"<a [^>]*>(.*?)</a>", line[0]) if line else []

    def test_a_story_names_the_topics_that_it_belongs_to(self, client: Client) -> None:
        tag, region, section = make_tag(), make_region(), make_section()
        row = make_publication(make_article("خبر", tags=[tag], regions=[make_region(parent=region)], section=section))
        make_topic("كلها", tags=[tag], regions=[region], sections=[section])
        make_topic("وسم آخر", tags=[make_tag()], regions=[region])
        make_topic("مثبت", pinned=[row.article])
        assert self.line(client, row) == ["مثبت", "كلها"]

    def test_not_those_that_are_archived_or_ask_for_words(self, client: Client) -> None:
        tag = make_tag()
        row = make_publication(make_article("خبر", tags=[tag]))
        make_topic("مؤرشف", tags=[tag], archived_at=clock.now())
        make_topic("بكلمات", tags=[tag], words_ar="قمح")
        make_topic("لا يسأل")
        assert self.line(client, row) == []

    def test_it_costs_a_story_no_question(
        self, client: Client, page_cache: None, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        tag = make_tag()
        row = make_publication(make_article("خبر", tags=[tag]))
        for _ in range(30):
            make_topic(tags=[tag], regions=[], pinned=[row.article])
        client.get("/ar/")
        with django_assert_num_queries(2):  # no story beside it, so that nobody asks which of them are live
            assert self.line(client, row) != []

    def test_the_menu_leads_to_an_open_one(self, client: Client) -> None:
        topic = make_topic("على الساحل")
        MenuItem.objects.create(identity=SiteIdentity.objects.get(), topic=topic)
        menu = '<nav class="sections"'
        html = page(client, "/ar/latest/")
        assert "على الساحل" in html[html.index(menu) : html.index("</nav>", html.index(menu))]
        Topic.objects.update(archived_at=clock.now())
        assert "على الساحل" not in page(client, "/ar/latest/")
        assert "على الساحل" not in page(client, "/en/latest/")

    def test_the_front_page_names_the_open_ones(self, client: Client) -> None:
        make_topic("مفتوح")
        make_topic("مغلق", archived_at=clock.now())
        html = page(client, "/ar/")
        assert "مفتوح" in html
        assert "مغلق" not in html

    @pytest.mark.parametrize("change", ["name", "tags", "pins", "spellings"])
    @pytest.mark.django_db(transaction=True)
    def test_a_change_is_public_at_once(self, client: Client, page_cache: None, change: str) -> None:
        tag = make_tag()
        make_publication(make_article("خبر عن قره باغ", tags=[tag]))
        story = make_publication(make_article("خبر عن غيرها")).article
        topic = make_topic("قبل", tags=[tag], words_ar="قره باغ")
        url = url_of(topic)
        before = page(client, url)
        noted = PublicChange.objects.count()
        match change:
            case "name":
                topic.name_ar = "بعد"
                topic.save()
            case "tags":
                topic.tags.set([make_tag()])
            case "pins":
                topics.set_pinned(topic, [story.pk])
                topic.save()
            case _:
                SpellingVariants.objects.create(spellings="قره باغ\nغيرها")
        assert PublicChange.objects.count() > noted
        pagecache.watch.look_soon()
        after = page(client, url)
        assert (after != before) == (change != "spellings")


RIGHTS = (*STORY_RIGHTS, "articles.add_topic", "articles.change_topic", "articles.view_topic", "articles.delete_topic")


class TestTheDesk:
    @pytest.fixture
    def desk(self, client: Client) -> Client:
        name_the_site()
        client.force_login(make_user(permissions=RIGHTS))
        return client

    def typed(self, **fields: Any) -> dict[str, Any]:
        return {"name_ar": "على الساحل", "name_en": "Along the coast", **fields}

    def refused(self, answer: Any) -> Iterable[str]:
        assert answer.status_code == 200
        return sorted(answer.context["adminform"].form.errors)

    def test_a_topic_is_made_with_what_stands_on_top_in_order(self, desk: Client) -> None:
        first, second = make_publication().article, make_publication().article
        tag, region, section = make_tag(), make_region(), make_section()
        picture = make_image(alt="بحر", alt_en="A sea")
        answer = desk.post(
            "/admin/articles/topic/add/",
            self.typed(
                tags=[tag.pk],
                regions=[region.pk],
                sections=[section.pk],
                words_ar="ريح",
                picture=picture.pk,
                pinned=[second.pk, first.pk],
                live_story=first.pk,
                intro_ar="مقدمة",
            ),
        )
        assert answer.status_code == 302
        topic = Topic.objects.get()
        assert (topic.slug_ar, topic.slug_en) == ("الساحل", "along-the-coast")
        assert [list(each.all()) for each in (topic.tags, topic.regions, topic.sections)] == [
            [tag],
            [region],
            [section],
        ]
        assert [pin.target for pin in topic.pins.all()] == [second, first]
        assert (topic.picture, topic.live_story, topic.words_ar) == (picture, first, "ريح")
        assert topic.archived_at is None

    def test_opened_and_saved_it_is_what_it_was(self, desk: Client) -> None:
        stories = [make_publication().article for _ in range(3)]
        topic = make_topic(name_en="Coast", tags=[make_tag()], pinned=reversed(stories), live_story=stories[0])
        form = desk.get(f"/admin/articles/topic/{topic.pk}/change/").context["adminform"].form
        given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        given = {
            name: [getattr(each, "pk", each) for each in value] if isinstance(value, list) else value
            for name, value in given.items()
            if value not in (None, False)
        }
        assert desk.post(f"/admin/articles/topic/{topic.pk}/change/", given).status_code == 302
        topic = Topic.objects.get()
        assert [pin.target for pin in topic.pins.all()] == stories[::-1]
        assert topic.live_story == stories[0]
        assert topic.tags.count() == 1

    @pytest.mark.parametrize(
        ("typed", "named"),
        [
            ({"name_ar": "", "name_en": "", "words_ar": "ريح"}, ["name_ar"]),
            ({}, ["tags"]),
            ({"slug_en": "taken", "words_ar": "ريح"}, ["slug_en"]),
            ({"words_en": "«»!"}, ["words_en"]),
            ({"words_ar": "ر" * 201}, ["words_ar"]),
            ({"pinned": ["77777"]}, ["pinned"]),
            ({"live_story": "nobody"}, ["live_story"]),
            ({"tags": ["x"]}, ["tags"]),
            ({"name_ar": "ر" * 121, "words_ar": "ريح"}, ["name_ar"]),
            ({"words_ar": "ريح\0"}, ["words_ar"]),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(
        self, desk: Client, typed: dict[str, Any], named: list[str]
    ) -> None:
        Topic.objects.create(name_en="Other", slug_en="taken")
        assert self.refused(desk.post("/admin/articles/topic/add/", self.typed(**typed))) == named
        assert Topic.objects.count() == 1

    def test_a_picture_without_words_for_those_who_cannot_see_it_is_refused(self, desk: Client) -> None:
        picture = make_image(alt="بحر", alt_en="")
        given = self.typed(words_ar="ريح", picture=picture.pk)
        assert self.refused(desk.post("/admin/articles/topic/add/", given)) == ["picture"]
        Image.objects.update(alt_text_en="A sea")
        assert desk.post("/admin/articles/topic/add/", given).status_code == 302

    def test_more_than_twelve_are_not_pinned(self, desk: Client) -> None:
        stories = [make_publication().article.pk for _ in range(13)]
        assert self.refused(desk.post("/admin/articles/topic/add/", self.typed(pinned=stories))) == ["pinned"]
        assert desk.post("/admin/articles/topic/add/", self.typed(pinned=stories[1:])).status_code == 302

    def test_it_is_archived_and_opened_again_by_a_switch(self, desk: Client) -> None:
        topic = make_topic(words_ar="ريح")
        change = f"/admin/articles/topic/{topic.pk}/change/"
        given = {"name_ar": topic.name_ar, "words_ar": "ريح"}
        desk.post(change, given | {"archived": "on"})
        since = Topic.objects.get().archived_at
        assert since is not None
        desk.post(change, given | {"archived": "on"})
        assert Topic.objects.get().archived_at == since
        desk.post(change, given)
        assert Topic.objects.get().archived_at is None

    def test_a_new_address_leads_on_from_the_old_one(self, desk: Client) -> None:
        topic = make_topic(words_ar="ريح")
        old = url_of(topic)
        desk.post(
            f"/admin/articles/topic/{topic.pk}/change/",
            {"name_ar": topic.name_ar, "slug_ar": "جديد", "words_ar": "ريح"},
        )
        assert unquote(desk.get(old)["Location"]) == "/ar/topics/جديد/"

    def test_it_can_be_called_otherwise(self, desk: Client) -> None:
        topic = make_topic(words_ar="ريح")
        given = {"name_ar": "الاسم الجديد", "slug_ar": topic.slug_ar, "words_ar": "ريح"}
        assert desk.post(f"/admin/articles/topic/{topic.pk}/change/", given).status_code == 302
        assert Topic.objects.get().name_ar == "الاسم الجديد"
        assert "الاسم الجديد" in page(Client(), url_of(topic))

    def test_the_form_says_how_much_it_finds_now(self, desk: Client) -> None:
        tag = make_tag()
        for number in range(3):
            make_publication(make_article(f"خبر {number}", tags=[tag]))
        topic = make_topic(name_en="Coast", tags=[tag])
        html = desk.get(f"/admin/articles/topic/{topic.pk}/change/").content.decode()
        said = re.sub("<[^>]*>", "", html)
        assert "3 أخبار" in said.translate(str.maketrans("٠١٢٣", "0123"))
        assert f'href="{url_of(topic, "en")}"' in html

    def test_its_picture_is_in_use(self, desk: Client) -> None:
        picture = make_image()
        make_topic(picture=picture)
        desk.force_login(make_user(superuser=True))
        assert desk.post(f"/admin/articles/image/{picture.pk}/delete/", {"post": "yes"}).status_code == 403
        assert Image.objects.filter(pk=picture.pk).exists()

    def test_a_menu_entry_leads_to_one_thing(self, desk: Client) -> None:
        desk.force_login(make_user(superuser=True))
        given = {
            "name_ar": "جريدة",
            "menu-TOTAL_FORMS": "1",
            "menu-INITIAL_FORMS": "0",
            "menu-0-position": "0",
            "menu-0-topic": make_topic().pk,
            "social-TOTAL_FORMS": "0",
            "social-INITIAL_FORMS": "0",
        }
        form = desk.get("/admin/articles/siteidentity/1/change/").context["adminform"].form
        given |= {name: form.initial.get(name) or "" for name in form.fields if name not in given}
        both = desk.post("/admin/articles/siteidentity/1/change/", given | {"menu-0-section": make_section().pk})
        assert both.status_code == 200
        assert desk.post("/admin/articles/siteidentity/1/change/", given).status_code == 302
        assert MenuItem.objects.get().topic is not None
