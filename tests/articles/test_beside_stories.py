"""What stands beside stories: the breaking line, pages about the newspaper, most read, places, the light edition."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from articles import images, publishing, reading, tasks
from articles.models import Breaking, HousePage, ReadCount
from articles.models.media import SHARE_SIZE
from articles.presenting import story_url
from newsroom import clock
from tests.factories import (
    make_article,
    make_bilingual_article,
    make_cartoon,
    make_image,
    make_publication,
    make_region,
    make_user,
    name_the_site,
)

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Android 11; Mobile; rv:102.0) Gecko/102.0 Firefox/102.0"


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


class TestBreaking:
    def line(self, **columns: object) -> Breaking:
        now = clock.now()
        known = {"text_ar": "إغلاق طريق الجبل", "live_from": now, "live_until": now + timedelta(hours=1)}
        return Breaking.objects.create(**(known | columns))

    def test_it_stands_on_every_page_of_its_language(self, client: Client) -> None:
        row = make_publication()
        self.line()
        for url in ("/ar/", "/ar/latest/", story_url("ar", row.article_id, row.slug), "/ar/newsletter/", "/ar/search/"):
            assert "إغلاق طريق الجبل" in text(client, url), url
        assert "breaking__text" not in text(client, "/en/")

    def test_a_page_that_was_left_open_can_ask_for_it_alone(self, client: Client) -> None:
        assert text(client, "/ar/breaking/").strip() == ""
        self.line()
        found = text(client, "/ar/breaking/")
        assert "إغلاق طريق الجبل" in found
        assert "<html" not in found
        assert text(client, "/en/breaking/").strip() == ""

    def test_it_goes_by_itself(self, client: Client) -> None:
        self.line()
        with clock.held_at(clock.now() + timedelta(hours=1, seconds=1)):
            assert "إغلاق طريق الجبل" not in text(client, "/ar/")

    def test_before_its_hour_nobody_sees_it(self, client: Client) -> None:
        self.line(live_from=clock.now() + timedelta(minutes=5))
        assert "إغلاق طريق الجبل" not in text(client, "/ar/")

    def test_the_desk_writes_it(self, client: Client) -> None:
        client.force_login(make_user("chief", superuser=True))
        until = clock.local(clock.now() + timedelta(hours=1))
        sent = {
            "text_ar": "خبر عاجل",
            "live_from_day": "2024-01-01",
            "live_from_hour": "10:00",
            "live_until_day": f"{until:%Y-%m-%d}",
            "live_until_hour": f"{until:%H:%M}",
        }
        client.post("/admin/articles/breaking/add/", sent)
        assert "خبر عاجل" in text(Client(), "/ar/")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"text_ar": ""},
            {"path_ar": "https://evil.example/"},
            {"path_ar": "//evil.example"},
            {"live_until_day": "2023-01-01"},
        ],
    )
    def test_what_is_wrong_is_said_and_kept(self, client: Client, wrong: dict[str, str]) -> None:
        client.force_login(make_user("chief", superuser=True))
        sent = {
            "text_ar": "خبر عاجل",
            "live_from_day": "2024-01-01",
            "live_from_hour": "10:00",
            "live_until_day": "2024-01-01",
            "live_until_hour": "12:00",
        }
        answer = client.post("/admin/articles/breaking/add/", sent | wrong)
        assert answer.status_code == 200
        assert "errorlist" in answer.content.decode()
        assert not Breaking.objects.exists()


class TestHousePages:
    def test_a_page_is_linked_from_the_foot_of_all(self, client: Client) -> None:
        text_ar = "نكتب كل يوم.\n\n# مبادئنا\n\n- الصدق\n- الدقة"
        HousePage.objects.create(slug="about", title_ar="من نحن", text_ar=text_ar)
        page = text(client, "/ar/pages/about/")
        assert "<h2>مبادئنا</h2>" in page
        assert "<li>الصدق</li>" in page
        assert "/ar/pages/about/" in text(client, "/ar/")

    def test_without_a_text_in_a_language_it_is_not_there(self, client: Client) -> None:
        HousePage.objects.create(slug="about", title_ar="من نحن", text_ar="نكتب كل يوم.", title_en="About")
        assert client.get("/en/pages/about/").status_code == 404
        assert "/en/pages/about/" not in text(client, "/en/")

    def test_no_markup_is_believed(self, client: Client) -> None:
        HousePage.objects.create(slug="about", title_ar="من نحن", text_ar="<script>alert(1)</script> & <b>")
        page = text(client, "/ar/pages/about/")
        assert "<script>alert" not in page
        assert "&lt;" in page


class TestMostRead:
    @pytest.fixture(autouse=True)
    def _clean(self) -> None:
        cache.clear()

    def read(self, client: Client, row_id: int, **headers: str) -> int:
        return client.post(f"/a/{row_id}/read", headers={"User-Agent": BROWSER} | headers).status_code

    def reads(self) -> int:
        return sum(ReadCount.objects.values_list("reads", flat=True))

    def test_the_most_read_stands_first(self, client: Client) -> None:
        rows = [make_publication(make_article(f"خبر رقم {number}")) for number in range(4)]
        for row, count in zip(rows, (3, 40, 7, 1), strict=True):
            ReadCount.objects.create(article=row.article, language="ar", day=clock.local(clock.now()), reads=count)
        assert reading.most_read("ar") == [rows[place].article_id for place in (1, 2, 0, 3)]
        page = text(client, "/ar/")
        most = page[page.index('class="most"') :]
        assert most.index("خبر رقم 1") < most.index("خبر رقم 2") < most.index("خبر رقم 0")

    def test_what_was_withdrawn_is_not_among_them(self, client: Client) -> None:
        row = make_publication(make_article("خبر مسحوب"))
        ReadCount.objects.create(article=row.article, language="ar", day=clock.local(clock.now()), reads=9)
        publishing.withdraw(row.article, language="ar", by=None, reason="خطأ")
        assert "خبر مسحوب" not in text(client, "/ar/")

    def test_the_same_reader_counts_once_in_half_an_hour(self, client: Client) -> None:
        row = make_publication()
        for _time in range(5):
            assert self.read(client, row.article_id) == 204
        assert self.reads() == 1

    def test_ten_thousand_of_one_address_move_nothing(self, client: Client) -> None:
        row = make_publication()
        with clock.held_at(clock.now()):  # one hour of the clock, also in its last second
            for number in range(300):
                self.read(client, row.article_id, **{"User-Agent": f"{BROWSER} {number}"})
        assert self.reads() == 60

    def test_machines_are_not_counted(self, client: Client) -> None:
        row = make_publication()
        for browser in ("Googlebot/2.1", "curl/8", "", "HeadlessChrome/120"):
            self.read(client, row.article_id, **{"User-Agent": browser})
        assert self.reads() == 0


def test_places_stand_as_a_tree_with_counts(client: Client) -> None:
    coast = make_region("الساحل")
    port = make_region("المرفأ", parent=coast)
    empty = make_region("بلا أخبار")
    make_publication(make_article(regions=[port]))
    make_publication(make_article(regions=[coast, port]))
    page = text(client, "/ar/regions/")
    assert str(empty.name_ar) not in page
    assert page.index("الساحل") < page.index("المرفأ")
    assert '<span class="tree__count">٢</span>' in page


class TestLight:
    def test_a_story_in_words(self, client: Client) -> None:
        name_the_site()
        row = make_publication(make_article(body="<p>نص</p>" * 60, hero=make_image()))
        answer = client.get(f"/lite/ar/articles/{row.article_id}/")
        page = answer.content.decode()
        assert row.headline in page
        assert "<img" not in page
        assert "<script" not in page
        assert len(answer.content) < 15_000

    def test_the_front_in_words_and_both_languages(self, client: Client) -> None:
        row = make_publication(make_bilingual_article())
        publishing.publish(row.article, language="en", by=None)
        assert row.headline in text(client, "/lite/ar/")
        assert "The olive harvest" in text(client, "/lite/en/")
        assert 'dir="ltr"' in text(client, "/lite/en/")

    def test_pictures_of_the_text_are_links(self, client: Client) -> None:
        image = make_image()
        body = f'<p>قبل</p><figure class="image"><img src="{image.file.url}" alt="سفينة"></figure>'
        row = make_publication(make_article(body=body))
        assert f'<a href="{image.file.url}">سفينة</a>' in text(client, f"/lite/ar/articles/{row.article_id}/")

    def test_what_is_not_there_is_said_in_the_language_of_the_address(self, client: Client) -> None:
        answer = client.get("/lite/en/articles/999/")
        assert answer.status_code == 404
        assert '<html lang="en" dir="ltr">' in answer.content.decode()

    def test_what_is_not_live_is_not_found(self, client: Client) -> None:
        assert client.get(f"/lite/ar/articles/{make_article().pk}/").status_code == 404

    def test_the_breaking_line_and_the_place_stand_there_too(self, client: Client) -> None:
        now = clock.now()
        Breaking.objects.create(text_ar="إغلاق الطريق", live_from=now, live_until=now + timedelta(hours=1))
        row = make_publication(make_article(dateline_ar="تل الرمّان"))
        page = text(client, f"/lite/ar/articles/{row.article_id}/")
        assert "إغلاق الطريق" in page
        assert "تل الرمّان" in page
        assert "إغلاق الطريق" in text(client, "/lite/ar/")


class TestSharePictures:
    def test_a_hero_is_cut_and_a_drawing_is_whole(self, client: Client) -> None:
        row = make_publication(make_article(hero=make_image(width=1600, height=900)))
        drawing = make_cartoon(image=make_image(width=600, height=900))
        tasks.make_renditions_due()
        page = text(client, story_url("ar", row.article_id, row.slug))
        assert 'property="og:image:width" content="1200"' in page
        assert 'property="og:image:height" content="630"' in page
        for image in (row.hero, drawing.image):
            assert image is not None
            share = image.renditions.get(width=SHARE_SIZE[0], height=SHARE_SIZE[1])
            assert share.file.name

    def test_moving_the_focal_point_at_the_desk_takes_the_old_cut_away(self, client: Client) -> None:
        image = make_image(width=1600, height=900)
        images.make_for_share(image, whole=False)
        client.force_login(make_user(superuser=True))
        path = f"/admin/articles/image/{image.pk}/change/"
        words = {f"{kind}_{code}": "" for kind in ("caption", "credit") for code in ("ar", "en")}
        words |= {"alt_text_ar": "حصاة زرقاء", "alt_text_en": ""}
        assert client.post(path, words | {"focal_x": 50, "focal_y": 50}).status_code == 302
        assert image.renditions.filter(width=SHARE_SIZE[0]).exists()
        assert client.post(path, words | {"focal_x": 10, "focal_y": 50}).status_code == 302
        assert not image.renditions.filter(width=SHARE_SIZE[0]).exists()

    def test_a_small_picture_is_not_blown_up(self) -> None:
        assert images.make_for_share(make_image(width=64, height=36), whole=False) is None

    def test_another_focal_point_another_cut(self) -> None:
        image = make_image(width=1600, height=900)
        first = images.make_for_share(image, whole=False)
        images.forget_share(image)
        second = images.make_for_share(image, whole=False)
        assert first is not None
        assert second is not None
        assert first.pk != second.pk
