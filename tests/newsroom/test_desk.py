"""The desk's frame: the door, the index, the bar."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from articles import publishing, review, saving
from articles.models import ArticleLanguage
from articles.standing import standing
from newsroom import clock
from newsroom.models import User
from tests.factories import (
    PASSWORD,
    make_article,
    make_cartoon,
    make_editor,
    make_publication,
    make_user,
    name_the_site,
)

pytestmark = pytest.mark.django_db

INDEX_QUERIES = 27


def demo_user(username: str, full_name: str, job_title: str) -> User:
    """One of the demo's people."""
    user = make_user(username, full_name=full_name)
    user.is_demo, user.job_title = True, job_title
    user.save()
    return user


def inside(user: User) -> Client:
    """A browser in which `user` has logged in."""
    client = Client()
    client.force_login(user)
    return client


def buttons(page: str) -> list[str]:
    """The words of the demo's buttons."""
    return re.findall(r'name="username" value="[^"]*"><b>(.*?)</b>', page)


# --- the door ---------------------------------------------------------------------------------------------


def test_a_demo_newsroom_offers_a_button_per_person(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    demo_user("samar", "سمر حدّاد", "محرّرة")
    demo_user("ziad", "زياد مراد", "محرّر الصور")
    make_user("real", full_name="هالة حقيقية")

    page = client.get("/admin/login/").content.decode()

    assert buttons(page) == ["ادخل كسمر حدّاد، محرّرة", "ادخل كزياد مراد، محرّر الصور"]


def test_a_real_newsroom_offers_none(client: Client) -> None:
    demo_user("samar", "سمر حدّاد", "محرّرة")

    assert buttons(client.get("/admin/login/").content.decode()) == []


def test_one_button_opens_the_desk(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    demo_user("samar", "سمر حدّاد", "محرّرة")

    answer = client.post("/admin/demo-login/", {"username": "samar"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert client.session["_auth_user_id"] == str(User.objects.get(username="samar").pk)


def test_the_button_of_a_real_person_does_not_exist(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    make_user("real")

    assert client.post("/admin/demo-login/", {"username": "real"}).status_code == 404


def test_outside_a_demo_nobody_enters_by_a_button(client: Client) -> None:
    demo_user("samar", "سمر حدّاد", "محرّرة")

    assert client.post("/admin/demo-login/", {"username": "samar"}).status_code == 404


def test_the_door_speaks_arabic_to_an_english_browser(client: Client) -> None:
    page = client.get("/admin/login/", headers={"accept-language": "en"}).content.decode()

    assert '<html lang="ar" dir="rtl">' in page


def test_a_wrong_password_is_refused_in_arabic_and_the_name_is_kept(client: Client) -> None:
    page = client.post("/admin/login/", {"username": "samar", "password": "x"}).content.decode()

    assert re.findall(r'role="alert">(.*?)</p>', page) == ["الاسم وكلمة المرور لا يتوافقان."]
    assert 'name="username" value="samar"' in page


def test_the_door_bears_the_newspapers_name(client: Client) -> None:
    name_the_site("جريدة التجربة")

    page = client.get("/admin/login/").content.decode()

    assert re.findall(r'<span class="wordmark__text">(.*?)</span>', page) == ["جريدة التجربة"]


# --- the bar ----------------------------------------------------------------------------------------------


def test_the_desk_changes_its_language_and_stays_where_it_was() -> None:
    user = make_editor()

    answer = inside(user).post("/admin/language/", {"language": "en", "next": "/admin/articles/image/?q=x"})

    user.refresh_from_db()
    assert (answer.headers["Location"], user.interface_language) == ("/admin/articles/image/?q=x", "en")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", r"\\evil.example", "admin/", ""])
def test_the_language_switch_never_leaves_the_house(target: str) -> None:
    answer = inside(make_editor()).post("/admin/language/", {"language": "en", "next": target})

    assert answer.headers["Location"] == "/admin/"


def test_an_unknown_language_changes_nothing() -> None:
    user = make_editor()

    inside(user).post("/admin/language/", {"language": "fr"})

    user.refresh_from_db()
    assert user.interface_language == "ar"


def test_a_stranger_cannot_switch(client: Client) -> None:
    answer = client.post("/admin/language/", {"language": "en"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/login/?next=/admin/language/")


def test_english_editors_read_from_left_to_right() -> None:
    page = inside(make_editor(interface_language="en")).get("/admin/").content.decode()

    assert '<html lang="en" dir="ltr">' in page


def test_an_app_is_no_place_on_the_desk() -> None:
    answer = inside(make_user(superuser=True)).get("/admin/articles/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


# --- the index --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stories", [1, 30])
def test_the_index_asks_the_same_questions_for_one_story_and_for_thirty(
    stories: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = make_user(superuser=True)
    for number in range(stories):
        make_article(f"مسودة {number}", by=user)
        make_publication(make_article(f"منشور {number}"))
        scheduled = make_article(f"مجدول {number}")
        publishing.schedule(scheduled, language="ar", at=clock.now() + timedelta(days=1), by=user)
    for _ in range(min(stories, 4)):
        make_cartoon()
    client = inside(user)
    client.get("/admin/")

    with django_assert_num_queries(INDEX_QUERIES):
        client.get("/admin/")


def pile(client: Client, name: str) -> list[str]:
    """The headlines of a pile, in order."""
    context = client.get("/admin/").context
    [data] = [pile["data"] for pile in context["main"] + context["aside"] if pile["panel"].name == name]
    return [row["headline"] for row in data.get("stories", data.get("entries", []))]


def test_my_drafts_are_mine() -> None:
    user, other = make_editor(), make_editor()
    make_article("مسودتي", by=user)
    make_article("مسودة غيري", by=other)

    assert pile(inside(user), "my_drafts") == ["مسودتي"]


def test_everything_in_the_works_leaves_out_what_readers_have() -> None:
    make_publication(make_article("منشور"))
    make_article("قيد العمل")

    assert pile(inside(make_editor()), "in_the_works") == ["قيد العمل"]


def test_the_scheduled_come_soonest_first() -> None:
    for headline, days in (("بعد غد", 2), ("غدًا", 1)):
        article = make_article(headline)
        publishing.schedule(article, language="ar", at=clock.now() + timedelta(days=days), by=None)

    assert pile(inside(make_editor()), "scheduled") == ["غدًا", "بعد غد"]


def test_the_just_published_come_newest_first() -> None:
    make_publication(make_article("الأقدم"))
    make_publication(make_article("الأحدث"))

    assert pile(inside(make_editor()), "just_published") == ["الأحدث", "الأقدم"]


def test_an_empty_desk_says_so() -> None:
    page = inside(make_editor()).get("/admin/").content.decode()

    assert re.findall(r'<p class="quiet">(.*?)</p>', page) == [
        "لا مسودة لك تنتظر.",
        "لا شيء قيد العمل: كل ما كُتب منشور.",
        "لا شيء مجدول.",
        "لا شيء على الموقع بعد.",
    ]


# --- where a language stands --------------------------------------------------------------------------------


def codes(article_id: int) -> list[str]:
    """Where Arabic and English of a story stand."""
    rows = ArticleLanguage.objects.with_public_state().filter(article=article_id).order_by("language")
    return [standing(row).code for row in rows.select_related("article")]


def test_a_new_story_is_a_draft_in_the_language_that_was_begun() -> None:
    assert codes(make_article().pk) == ["draft", "not_started"]


def test_a_story_that_was_sent_waits_for_review() -> None:
    article = make_article()
    review.submit(article, language="ar", by=None)

    assert codes(article.pk) == ["in_review", "not_started"]


def test_a_scheduled_story_says_so() -> None:
    article = make_article()
    publishing.schedule(article, language="ar", at=clock.now() + timedelta(days=1), by=None)

    assert codes(article.pk) == ["scheduled", "not_started"]


def test_a_published_story_is_live() -> None:
    assert codes(make_publication().article_id) == ["live", "not_started"]


@pytest.mark.parametrize("part", ["ar", "shared"])
def test_work_on_a_live_text_is_named(part: str) -> None:
    article = make_publication().article
    saving.save_part(article, part, {}, version=1, by=None)

    assert codes(article.pk) == ["live_changed", "not_started"]


def test_work_on_the_english_text_is_no_change_of_the_arabic_one() -> None:
    article = make_publication().article
    saving.save_part(article, "en", {"headline_en": "Begun"}, version=1, by=None)

    assert codes(article.pk) == ["live", "draft"]


def test_a_withdrawn_story_says_so() -> None:
    article = make_publication().article
    publishing.withdraw(article, language="ar", by=None, reason="خطأ")

    assert codes(article.pk) == ["withdrawn", "not_started"]


def test_the_password_opens_the_desk(client: Client) -> None:
    make_user("samar")

    answer = client.post("/admin/login/", {"username": "samar", "password": PASSWORD, "next": "/admin/"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("/admin/", "/admin/"),
        ("/admin/articles/article/add/", "/admin/articles/article/"),
        ("/admin/articles/article/notices/", "/admin/articles/article/notices/"),
        ("/admin/newsletter/digest/outbox/", "/admin/newsletter/digest/outbox/"),
        ("/admin/password_change/", None),
    ],
)
def test_one_room_of_the_menu_is_where_one_is(path: str, room: str | None) -> None:
    page = inside(make_user(superuser=True)).get(path)
    current = [each["url"] for group in page.context["rooms"] for each in group["rooms"] if each["current"]]
    assert current == ([room] if room else [])


def test_the_desks_scripts_say_in_good_arabic_that_nothing_is_chosen(client: Client) -> None:
    client.force_login(make_user(superuser=True))
    catalogue = client.get("/admin/jsi18n/").content.decode()
    found = re.search(r'"%\(sel\)s of %\(cnt\)s selected": (\[.*?\])', catalogue, re.S)
    assert found
    assert json.loads(found[1])[0] == "لم يُحدَّد شيء"
