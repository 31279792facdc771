"""What the public addresses answer, and how many questions they ask of the database."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import publishing, saving
from articles.body import read_also_block
from articles.models import Article, Change, CorrectionKind, Publication, Redirect, SiteIdentity
from articles.presenting import story_url
from newsroom import pagecache
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
    make_wire,
    name_the_site,
)

pytestmark = pytest.mark.django_db


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def full_story(number: int = 0) -> Article:
    """A story with everything that an article page can show."""
    target = make_publication().article
    return make_article(
        f"خبر كامل {number}",
        body=f"<p>أول</p>{read_also_block(target.pk, 'x')}<p>ثانٍ</p>",
        hero=make_image(),
        regions=[make_region()],
        tags=[make_tag()],
        wires=[make_wire()],
        authors=[make_author()],
        related=[make_publication().article],
    )


class TestAddresses:
    def test_the_root_leads_to_arabic(self, client: Client) -> None:
        response = client.get("/")
        assert (response.status_code, response.headers["Location"]) == (302, "/ar/")

    def test_a_story_has_one_canonical_address(self, client: Client) -> None:
        row = make_publication(make_article("حصاد الزيتون في الجبل"))
        canonical = story_url("ar", row.article_id, row.slug)
        assert client.get(canonical).status_code == 200
        for wrong in (
            f"/ar/articles/{row.article_id}/",
            f"/ar/articles/{row.article_id}/x/",
            f"/a/{row.article_id}",
        ):
            response = client.get(wrong)
            assert (response.status_code, response.headers["Location"]) == (301, canonical)

    @pytest.mark.parametrize(
        "path",
        [
            "/fr/",
            "/ar/articles/999/x/",
            "/a/999",
            "/e/999",
            "/ar/articles/x/",
            "/ar/sections/none/",
            "/ar/regions/none/",
            "/ar/tags/none/",
            "/ar/authors/none/",
            "/ar/cartoons/999/",
            "/ar/articles/99999999999999999999/x/",
            "/ar/../etc/passwd",
            "/media/../settings.py",
            "/media/x.svg",
            "/ar/%00/",
        ],
    )
    def test_what_does_not_exist_is_404_in_a_page_of_ours(self, client: Client, path: str) -> None:
        response = client.get(path)
        assert response.status_code == 404
        assert "<html" in response.content.decode()

    def test_a_redirect_of_an_editor_answers_where_nothing_else_does(self, client: Client) -> None:
        Redirect.objects.create(old_path="/ar/قديم/", new_path="/ar/sections/جديد/")
        response = client.get("/ar/قديم/")
        assert response.status_code == 301
        assert response.headers["Location"] == "/ar/sections/%D8%AC%D8%AF%D9%8A%D8%AF/"

    def test_only_looking_is_allowed(self, client: Client) -> None:
        assert client.post("/ar/").status_code == 405


class TestLanguages:
    def test_a_story_is_only_where_it_was_published(self, client: Client) -> None:
        article = make_bilingual_article()
        make_publication(article)
        arabic = client.get(f"/ar/articles/{article.pk}/", follow=True)
        english = client.get(f"/en/articles/{article.pk}/x/")
        assert arabic.status_code == 200
        assert english.status_code == 404
        assert "The olive harvest" not in english.content.decode()
        assert "حصاد الزيتون" not in english.content.decode()

    def test_a_missing_language_leads_to_the_one_that_is_there(self, client: Client) -> None:
        row = make_publication(make_bilingual_article())
        answer = client.get(f"/e/{row.article_id}").content.decode()
        assert f'href="{story_url("ar", row.article_id, row.slug)}"' in answer

    def test_an_english_list_holds_english_stories_only(self, client: Client) -> None:
        article = make_bilingual_article()
        make_publication(article)
        assert "The olive harvest" not in page(client, "/en/latest/")
        publishing.publish(article, language="en", by=None)
        assert "The olive harvest" in page(client, "/en/latest/")

    def test_both_languages_live_are_named_to_each_other(self, client: Client) -> None:
        article = make_bilingual_article()
        arabic, english = make_publication(article), make_publication(article, language="en")
        text = page(client, story_url("ar", article.pk, arabic.slug))
        assert f'hreflang="en" href="{absolute(story_url("en", article.pk, english.slug))}"' in text


class TestWithdrawn:
    def test_a_withdrawn_story_is_410_with_its_notice(self, client: Client) -> None:
        row = make_publication(make_article("خبر سُحب"))
        publishing.withdraw(row.article, language="ar", by=None, reason="سبب داخلي", notice="سُحب الخبر لخطأ فيه.")
        response = client.get(story_url("ar", row.article_id, row.slug))
        text = response.content.decode()
        assert response.status_code == 410
        assert "سُحب الخبر لخطأ فيه." in text
        assert "سبب داخلي" not in text
        assert "خبر سُحب" not in text

    def test_a_withdrawal_may_lead_elsewhere(self, client: Client) -> None:
        row = make_publication()
        publishing.withdraw(row.article, language="ar", by=None, reason="دمج", redirect_to="/ar/latest/")
        response = client.get(f"/a/{row.article_id}")
        assert (response.status_code, response.headers["Location"]) == (301, "/ar/latest/")

    def test_published_again_it_is_back(self, client: Client) -> None:
        row = make_publication()
        publishing.withdraw(row.article, language="ar", by=None, reason="خطأ")
        publishing.publish(row.article, language="ar", by=None)
        assert client.get(story_url("ar", row.article_id, row.slug)).status_code == 200


class TestTheQueryDecides:
    def test_a_scheduled_story_appears_by_its_time_without_any_worker(
        self, client: Client, time_machine: "object"
    ) -> None:
        article = make_article("خبر الغد")
        moment = timezone.now() + timedelta(hours=5)
        publishing.schedule(article, language="ar", at=moment, by=None)
        assert client.get(f"/a/{article.pk}").status_code == 404
        assert "خبر الغد" not in page(client, "/ar/latest/")
        time_machine.move_to(moment)  # type: ignore[attr-defined]
        assert client.get(f"/a/{article.pk}").status_code == 301
        assert "خبر الغد" in page(client, "/ar/latest/")

    def test_a_read_also_block_disappears_with_its_story(self, client: Client) -> None:
        target = make_publication(make_article("الخبر المقترح"))
        row = make_publication(make_article(body=f"<p>أول</p>{read_also_block(target.article_id, 'سرّ')}<p>ثانٍ</p>"))
        url = story_url("ar", row.article_id, row.slug)
        assert "الخبر المقترح" in page(client, url)
        publishing.withdraw(target.article, language="ar", by=None, reason="خطأ")
        text = page(client, url)
        assert "الخبر المقترح" not in text
        assert "سرّ" not in text
        assert "اقرأ أيضًا" not in text


class TestSavingIsNotPublishing:
    def test_a_saved_working_copy_changes_no_public_page(self, client: Client) -> None:
        row = make_publication(make_article("العنوان المنشور"))
        Article.objects.filter(pk=row.article_id).update(headline_ar="عنوان لم يُنشر", body_ar="<p>مسودة</p>")
        text = page(client, story_url("ar", row.article_id, row.slug))
        assert "العنوان المنشور" in text
        assert "عنوان لم يُنشر" not in text
        assert "مسودة" not in text


class TestLists:
    def test_a_region_lists_what_is_within_it(self, client: Client) -> None:
        outer = make_region("المشرق")
        inner = make_region("تل الرمّان", parent=outer)
        make_publication(make_article("خبر من الداخل", regions=[inner]))
        text = page(client, f"/ar/regions/{outer.slug_ar}/")
        assert "خبر من الداخل" in text
        assert f"/ar/regions/{inner.slug_ar}/" in text.replace("%", "%") or "تل الرمّان" in text

    def test_older_pages_hold_what_the_first_does_not(self, client: Client) -> None:
        section = make_section()
        now = timezone.now()
        for number in range(23):
            make_publication(
                make_article(f"خبر رقم {number:02}", section=section),
                published_at=now - timedelta(minutes=number),
            )
        first = client.get(f"/ar/sections/{section.slug_ar}/")
        older_url = first.context["page"].older_url
        second = client.get(older_url)
        shown = [card.headline for card in (*first.context["page"].cards, *second.context["page"].cards)]
        assert shown == [f"خبر رقم {number:02}" for number in range(23)]
        assert second.context["page"].older_url == ""

    @pytest.mark.parametrize(
        "mark", ["x", "1-", "-1", "1-2-3", "٣-٤", "9" * 40 + "-1", "1-" + "9" * 40, "99999999999999999-1"]
    )
    def test_a_mark_that_is_none_shows_the_first_page(self, client: Client, mark: str) -> None:
        make_publication(make_article("خبر وحيد"))
        assert client.get("/ar/latest/", {"before": mark}).status_code == 200

    def test_a_cartoon_leads_to_its_neighbours(self, client: Client) -> None:
        older, newer = make_cartoon("الأول"), make_cartoon("الثاني")
        shown = client.get(f"/ar/cartoons/{older.pk}/").context["page"]
        assert (shown.older_url, shown.newer_url) == ("", f"/ar/cartoons/{newer.pk}/")

    def test_a_cartoon_that_is_not_up_yet_is_nowhere(self, client: Client) -> None:
        hidden = make_cartoon("رسم سرّي", live=False)
        assert client.get(f"/ar/cartoons/{hidden.pk}/").status_code == 404
        assert "رسم سرّي" not in page(client, "/ar/cartoons/")


@pytest.mark.parametrize("size", [1, 30])
class TestQueries:
    """The number of questions is fixed, whatever a page shows; what stands on every page was asked before. Cards cost
    two more where no page has shown them since the last change.
    """

    @pytest.fixture(autouse=True)
    def _running(self, page_cache: None, monkeypatch: pytest.MonkeyPatch) -> None:
        """A process that has served pages, and looked for changes a moment ago however slow the machine is."""
        monkeypatch.setattr(pagecache, "_LOOK_EVERY", 600.0)

    def serve(self, client: Client) -> None:
        """Pages are asked for that show what stands on all of them; of cards nothing is known afterwards."""
        client.get("/ar/latest/")
        client.get("/ar/topics/")
        pagecache._each.clear()

    def test_article(self, client: Client, size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        make_cartoon()
        targets = [make_publication(make_article(authors=[make_author()], hero=make_image())) for _ in range(size)]
        blocks = "".join(f"<p>نص</p>{read_also_block(row.article_id, 'x')}" for row in targets)
        article = make_article(
            body=blocks,
            hero=make_image(),
            regions=[make_region() for _ in range(size)],
            tags=[make_tag() for _ in range(size)],
            wires=[make_wire() for _ in range(size)],
            authors=[make_author() for _ in range(size)],
        )
        row = make_publication(article)
        url = story_url("ar", row.article_id, row.slug)
        self.serve(client)
        with django_assert_num_queries(5):
            client.get(url)
        with django_assert_num_queries(3):
            client.get(f"{url}?before=another-page-of-the-cache")

    def test_front(self, client: Client, size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        make_cartoon()
        for _ in range(size):
            make_publication(full_story())
        self.serve(client)
        with django_assert_num_queries(4 if size == 1 else 9):  # with 90 stories on the site, five sections are filled
            client.get("/ar/")
        with django_assert_num_queries(1 if size == 1 else 6):
            client.get("/ar/?before=another-page-of-the-cache")

    def test_list(self, client: Client, size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        make_cartoon()
        section = make_section()
        for _ in range(size):
            make_publication(make_article(section=section, hero=make_image(), authors=[make_author()]))
        url = f"/ar/sections/{section.slug_ar}/"
        self.serve(client)
        with django_assert_num_queries(4):
            client.get(url)
        with django_assert_num_queries(2):
            client.get(f"{url}?before=another-page-of-the-cache")


class TestTheName:
    def test_renaming_the_site_renames_every_page(self, client: Client) -> None:
        row = make_publication(make_bilingual_article())
        publishing.publish(row.article, language="en", by=None)
        make_cartoon()
        name_the_site("صحيفة المحراث", "The Plough")
        cache.clear()
        for url in (
            "/ar/",
            "/ar/latest/",
            "/ar/cartoons/",
            "/ar/newsletter/",
            story_url("ar", row.article_id, row.slug),
        ):
            assert "صحيفة المحراث" in page(client, url)
        assert "The Plough" in page(client, "/en/")
        assert "صحيفة المحراث" in client.get("/ar/none/").content.decode()
        assert "صحيفة المحراث" in client.get("/admin/login/").content.decode()

    def test_the_credit_line_takes_the_name(self, client: Client) -> None:
        name_the_site("صحيفة المحراث")
        row = make_publication(make_article(wires=[make_wire(), make_wire()]))
        assert "صحيفة المحراث_ وكالات" in page(client, story_url("ar", row.article_id, row.slug))


def test_a_closed_door_of_the_desk_leads_back_to_the_desk(client: Client) -> None:
    client.force_login(make_user(permissions=["articles.view_article"]))
    response = client.get(f"/admin/articles/article/{make_article().pk}/publish/")
    assert response.status_code == 403
    assert response.context["page"].link.url == "/admin/"


def test_a_missing_last_slash_is_put_right(client: Client) -> None:
    response = client.get("/ar")
    assert (response.status_code, response.headers["Location"]) == (301, "/ar/")
    assert client.get("/nothing").status_code == 404


class TestCorrections:
    def corrected(self, text: str = "كان العدد خطأ.", *, on_top: bool = False) -> Article:
        article = make_publication(full_story()).article
        publishing.correct(article, language="ar", kind=CorrectionKind.CORRECTION, text=text, by=None, on_top=on_top)
        return article

    def at(self, article: Article) -> str:
        return story_url("ar", article.pk, Publication.objects.live("ar").get(article=article).slug)

    @pytest.mark.parametrize("on_top", [True, False])
    def test_a_note_stands_at_its_story_where_the_editor_put_it(self, client: Client, on_top: bool) -> None:
        html = page(client, self.at(self.corrected(on_top=on_top))).replace("\n", "").partition("<body")[2]
        place, body = html.index("كان العدد خطأ."), html.index('<div class="body">')
        assert (place < body) == on_top

    def test_all_notes_stand_on_one_page_with_their_stories(self, client: Client) -> None:
        article = self.corrected()
        html = page(client, "/ar/corrections/")
        assert "كان العدد خطأ." in html
        assert f"/ar/articles/{article.pk}/" in html
        assert "كان العدد خطأ." not in page(client, "/en/corrections/")

    def test_a_note_goes_with_its_story(self, client: Client) -> None:
        publishing.withdraw(self.corrected(), language="ar", by=None, reason="خطأ")
        assert "كان العدد خطأ." not in page(client, "/ar/corrections/")

    def test_a_note_to_come_is_not_there_yet(self, client: Client) -> None:
        article = make_publication(full_story()).article
        saving.save_part(article, "ar", {"headline_ar": "غيره"}, version=1, by=None)
        at = timezone.now() + timedelta(hours=1)
        publishing.schedule(article, language="ar", at=at, by=None, change=Change.CORRECTION, note="كان خطأ.")
        assert "كان خطأ." not in page(client, "/ar/corrections/") + page(client, self.at(article))

    def test_the_page_asks_the_same_for_one_and_for_thirty(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        self.corrected()
        page(client, "/ar/corrections/")
        with CaptureQueriesContext(connection) as one:
            page(client, "/ar/corrections/")
        for number in range(30):
            self.corrected(f"خطأ {number}")
        with django_assert_num_queries(len(one)):
            page(client, "/ar/corrections/")

    def test_older_notes_are_a_page_further(self, client: Client) -> None:
        for number in range(31):
            self.corrected(f"خطأ رقم {number}.")
        newest = page(client, "/ar/corrections/")
        older = re.search(r"/ar/corrections/\?before=\d+", newest)
        assert older
        assert "خطأ رقم 0." not in newest
        assert "خطأ رقم 0." in page(client, older[0])


def test_the_front_page_says_in_a_line_what_it_is(client: Client) -> None:
    SiteIdentity.objects.update(tagline_ar="صحيفة يومية من شرق المتوسط")
    assert '<meta name="description" content="صحيفة يومية من شرق المتوسط">' in client.get("/ar/").content.decode()
    assert 'name="description"' not in client.get("/en/").content.decode()
