"""The publish page and the withdraw page: what they say, what they do, and what GET never does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import publishing
from articles.models import Article, Correction, Publication, Withdrawal
from articles.standing import in_words
from newsroom import clock
from newsroom.models import User
from tests.articles.test_story_form import save
from tests.factories import (
    make_article,
    make_bilingual_article,
    make_editor,
    make_publication,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2030, 1, 31, 9, 0, tzinfo=UTC)  # 12:00 in Damascus


def page(name: str, article: Article, *language: str) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *language])


def change(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def publish(desk: Client, article: Article, **data: Any) -> Any:
    return desk.post(page("publish", article), {"languages": ["ar"], "when": "now"} | data)


def live(language: str = "ar") -> list[str]:
    return list(Publication.objects.live(language).values_list("headline", flat=True))


# --- what the page says ------------------------------------------------------------------------------------


def test_what_can_go_is_checked() -> None:
    desk, article = Client(), make_article()
    desk.force_login(make_editor())
    choices = desk.get(page("publish", article)).context["choices"]
    assert [(choice.language, choice.checked) for choice in choices] == [("ar", True), ("en", False)]


def test_what_blocks_is_said_with_the_way_to_its_field(desk: Client) -> None:
    article = make_article(body="")
    response = desk.get(page("publish", article))
    assert f'href="{change(article)}#id_body_ar"' in response.content.decode()


def test_looking_at_the_page_publishes_nothing(desk: Client) -> None:
    article = make_article()
    desk.get(page("publish", article), {"languages": "ar", "when": "now"})
    assert live() == []


def test_an_embargo_is_said(desk: Client) -> None:
    article = make_article(embargo_until=clock.now() + timedelta(hours=1))
    assert desk.get(page("publish", article)).context["embargo"] != ""


# --- publishing --------------------------------------------------------------------------------------------


def test_publishing_now(desk: Client) -> None:
    article = make_article("منشور")
    response = publish(desk, article)
    assert (response.headers["Location"], live()) == (change(article), ["منشور"])


def test_publishing_both_languages_at_once(desk: Client) -> None:
    article = make_bilingual_article("حصاد", "Harvest")
    publish(desk, article, languages=["ar", "en"])
    assert (live("ar"), live("en")) == (["حصاد"], ["Harvest"])


def test_publishing_says_who_did_it(desk: Client, editor: User) -> None:
    publish(desk, make_article())
    assert Publication.objects.get().created_by == editor


def test_the_message_leads_to_the_public_page(desk: Client) -> None:
    article = make_article("حصاد")
    messages = desk.post(page("publish", article), {"languages": ["ar"], "when": "now"}, follow=True).context[
        "messages"
    ]
    told = [str(message) for message in messages]
    address = reverse("articles:story", args=["ar", article.pk, "حصاد"])
    assert [(f'href="{address}"' in text, f"http://testserver/a/{article.pk}<" in text) for text in told] == [
        (True, True)
    ]


def test_one_language_that_is_not_ready_holds_both_back(desk: Client) -> None:
    article = make_article("حصاد", section=make_section(name_en="Land"))
    response = publish(desk, article, languages=["ar", "en"])
    assert (response.status_code, len(response.context["refusals"]), live()) == (200, 1, [])


def test_the_chosen_languages_stay_chosen_after_a_refusal(desk: Client) -> None:
    article = make_article(body="")
    choices = publish(desk, article).context["choices"]
    assert [choice.checked for choice in choices] == [True, False]


def test_an_embargo_is_told_in_words(desk: Client) -> None:
    until = clock.now() + timedelta(hours=1)
    refusals = publish(desk, make_article(embargo_until=until)).context["refusals"]
    assert ([in_words(until) in refusal for refusal in refusals], live()) == ([True], [])


@pytest.mark.parametrize(
    "data",
    [
        {"languages": []},
        {"languages": ["fr"]},
        {"when": "yesterday"},
        {"when": ""},
        {"when": "later"},
        {"when": "later", "at_day": "2030-01-31"},
        {"when": "later", "at_day": "لا يوم", "at_hour": "18:00"},
        {"when": "later", "at_day": "2001-01-31", "at_hour": "18:00"},
        {"when": "later", "at_day": "9999-01-31", "at_hour": "18:00"},
    ],
)
def test_what_makes_no_sense_publishes_nothing(desk: Client, data: dict[str, Any]) -> None:
    response = publish(desk, make_article(), **data)
    assert (response.status_code, bool(response.context["form"].errors), Publication.objects.count()) == (200, True, 0)


@pytest.mark.parametrize(("day", "hour"), [("2030-01-31", "12:00"), ("٢٠٣٠-٠١-٣١", "١٢:٠٠")])
def test_a_schedule_is_read_in_the_newsrooms_zone(desk: Client, day: str, hour: str) -> None:
    publish(desk, make_article(), when="later", at_day=day, at_hour=hour)
    assert Publication.objects.get().live_from == NOON


def test_a_schedule_can_be_taken_back(desk: Client) -> None:
    article = make_article()
    publishing.schedule(article, language="ar", at=clock.now() + timedelta(hours=1), by=None)
    response = desk.post(page("unschedule", article, "ar"))
    assert (response.headers["Location"], Publication.objects.count()) == (change(article), 0)


def test_taking_back_what_is_not_scheduled_is_a_conflict_in_words(desk: Client) -> None:
    response = desk.post(page("unschedule", make_article(), "ar"))
    assert (response.status_code, response.context["text"] != "") == (409, True)


def test_a_schedule_is_never_taken_back_by_looking(desk: Client) -> None:
    article = make_article()
    publishing.schedule(article, language="ar", at=clock.now() + timedelta(hours=1), by=None)
    response = desk.get(page("unschedule", article, "ar"))
    assert (response.status_code, Publication.objects.count()) == (405, 1)


# --- withdrawing -------------------------------------------------------------------------------------------


def test_withdrawing_takes_the_story_off(desk: Client, editor: User) -> None:
    article = make_publication().article
    response = desk.post(page("withdraw", article, "ar"), {"reason": "خطأ", "notice": "سُحب"})
    row = Withdrawal.objects.get()
    done = (response.headers["Location"], live(), row.reason, row.notice, row.by)
    assert done == (change(article), [], "خطأ", "سُحب", editor)


def test_looking_at_the_withdraw_page_withdraws_nothing(desk: Client) -> None:
    article = make_publication(make_article("منشور")).article
    response = desk.get(page("withdraw", article, "ar"), {"reason": "خطأ"})
    assert (response.status_code, live()) == (200, ["منشور"])


def test_a_reason_is_asked_for(desk: Client) -> None:
    article = make_publication(make_article("منشور")).article
    response = desk.post(page("withdraw", article, "ar"), {"reason": " ", "notice": "سُحب"})
    kept = (list(response.context["form"].errors), response.context["form"]["notice"].value(), live())
    assert kept == (["reason"], "سُحب", ["منشور"])


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "ar/", "javascript:alert(1)", "/%2f/evil.example"],
)
def test_readers_are_never_led_out_of_the_house(desk: Client, target: str) -> None:
    article = make_publication(make_article("منشور")).article
    response = desk.post(page("withdraw", article, "ar"), {"reason": "خطأ", "redirect_to": target})
    assert (list(response.context["form"].errors), live()) == (["redirect_to"], ["منشور"])


def test_readers_are_led_to_a_path_of_ours(desk: Client) -> None:
    article = make_publication().article
    desk.post(page("withdraw", article, "ar"), {"reason": "خطأ", "redirect_to": "/ar/articles/12/"})
    assert Withdrawal.objects.get().redirect_to == "/ar/articles/12/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_withdrawing_what_is_not_public_is_a_conflict_in_words(desk: Client, method: str) -> None:
    response = getattr(desk, method)(page("withdraw", make_article(), "ar"), {"reason": "خطأ"})
    assert (response.status_code, response.context["text"] != "") == (409, True)


# --- who may -----------------------------------------------------------------------------------------------

DOORS = [("publish",), ("withdraw", "ar"), ("unschedule", "ar")]


@pytest.mark.parametrize("door", DOORS)
def test_without_the_right_to_publish_every_door_is_shut(client: Client, door: tuple[str, ...]) -> None:
    article = make_publication(make_article("منشور")).article
    client.force_login(make_user(permissions=["articles.change_article", "articles.view_article"]))
    data = {"languages": ["ar"], "when": "now", "reason": "خطأ"}
    response = client.post(page(door[0], article, *door[1:]), data)
    assert (response.status_code, live(), Publication.objects.count()) == (403, ["منشور"], 1)


@pytest.mark.parametrize("door", DOORS)
def test_strangers_are_asked_to_log_in(client: Client, door: tuple[str, ...]) -> None:
    article = make_publication(make_article("منشور")).article
    response = client.post(page(door[0], article, *door[1:]), {"reason": "خطأ"})
    assert (response.status_code, live()) == (302, ["منشور"])


@pytest.mark.parametrize("path", ["999/publish/", "999/withdraw/ar/", "999/unschedule/en/", "0/publish/"])
def test_an_unknown_story_is_not_found(desk: Client, path: str) -> None:
    assert desk.post(f"/admin/articles/article/{path}").status_code in (302, 404)


def test_an_unknown_story_has_no_publish_page(desk: Client) -> None:
    assert desk.get("/admin/articles/article/999/publish/").status_code == 404


def test_a_forged_request_is_refused(editor: User) -> None:
    strict, article = Client(enforce_csrf_checks=True), make_article()
    strict.force_login(editor)
    assert (publish(strict, article).status_code, live()) == (403, [])


# --- corrections -------------------------------------------------------------------------------------------


def corrected(desk: Client) -> Correction:
    article = make_publication().article
    note = {"kind": "correction", "text": "كان العدد خطأ.", "on_top": "on"}
    assert desk.post(page("correct", article, "ar"), note).status_code == 302
    return Correction.objects.get()


def test_a_note_is_put_on_the_site_from_the_desk(desk: Client) -> None:
    note = corrected(desk)
    assert (note.text, note.on_top, note.kind) == ("كان العدد خطأ.", True, "correction")


@pytest.mark.parametrize("text", ["", " ", "\0"])
def test_an_empty_note_is_refused_at_its_field(desk: Client, text: str) -> None:
    article = make_publication().article
    answer = desk.post(page("correct", article, "ar"), {"kind": "update", "text": text})
    assert (list(answer.context["form"].errors), Correction.objects.count()) == (["text"], 0)


def test_a_note_to_what_is_not_public_is_a_conflict(desk: Client) -> None:
    assert desk.get(page("correct", make_article(), "ar")).status_code == 409


@pytest.mark.parametrize(("reason", "left"), [("تكرار", 0), ("", 1), ("\0", 1)])
def test_a_note_is_taken_off_for_a_reason(desk: Client, reason: str, left: int) -> None:
    note = corrected(desk)
    url = reverse("admin:articles_article_take_correction_back", args=[note.article_id, note.pk])
    desk.post(url, {"reason": reason})
    assert Correction.objects.count() == left


# --- from the story's form -------------------------------------------------------------------------------------


class TestAStoryThatCannotGo:
    """Publishing it from its form leads back to the form, where every fault stands at its field; the draft is saved."""

    def sent(self, desk: Client, article: Article, **fields: str) -> Any:
        return save(desk, change(article), _publish="1", **fields)

    def test_the_form_opens_again_with_the_faults_at_their_fields(self, desk: Client) -> None:
        article = make_article(headline="", body="")
        Article.objects.update(section=None)
        answer = self.sent(desk, article, standfirst_ar="جملة كُتبت")
        assert answer.headers["Location"] == f"{change(article)}?stops=1"
        shown = desk.get(answer.headers["Location"])
        form = shown.context["form"]
        assert sorted(form.errors) == ["body_ar", "headline_ar", "section"]
        assert all(str(form.errors[name][0]) in shown.content.decode() for name in form.errors)
        assert (form["standfirst_ar"].value(), shown.content.decode().count('class="errornote"')) == ("جملة كُتبت", 0)

    def test_of_what_nobody_began_nothing_is_said(self, desk: Client) -> None:
        article = make_article(headline="عنوان", body="", section=make_section())
        answer = self.sent(desk, article)
        assert sorted(desk.get(answer.headers["Location"]).context["form"].errors) == ["body_ar"]

    def test_where_one_language_can_go_the_page_of_publishing_opens(self, desk: Client) -> None:
        article = make_article()
        assert self.sent(desk, article).headers["Location"] == page("publish", article)

    def test_the_form_alone_says_nothing_of_it(self, desk: Client) -> None:
        assert dict(desk.get(change(make_article(headline=""))).context["form"].errors) == {}
