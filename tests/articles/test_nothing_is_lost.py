"""What was typed is kept and offered again; two people at one part see each other, and neither overwrites the other."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from articles import drafts, presence, saving, tasks
from articles.models import Article, Draft, Presence, Revision
from newsroom.models import User
from tests.articles.test_story_form import ADD, change, opened
from tests.factories import make_article, make_author, make_bilingual_article, make_editor, make_tag, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2030, 1, 31, 9, 0, tzinfo=UTC)


def at(name: str, *args: object) -> str:
    return reverse(f"admin:articles_article_{name}", args=args)


def send(client: Client, url: str, body: Any) -> Any:
    return client.post(url, json.dumps(body), content_type="application/json")


def typed(fields: dict[str, str], *, base: int = 1) -> dict[str, Any]:
    """The Arabic part as the browser sends it."""
    return {"parts": {"ar": {"base": base, "data": {field: [value] for field, value in fields.items()}}}}


# --- drafts --------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_changes_nothing_else(desk: Client, editor: User) -> None:
    article = make_article("الأصل")
    answer = send(desk, at("draft", article.pk), typed({"headline_ar": "ما كُتب"}))
    draft = Draft.objects.get()
    assert answer.status_code == 200
    assert (draft.user, draft.article, draft.part, draft.base_version) == (editor, article, "ar", 1)
    assert (draft.data, Article.objects.get().headline_ar) == ({"headline_ar": ["ما كُتب"]}, "الأصل")
    assert Revision.objects.count() == 3


def test_the_latest_text_takes_the_place_of_the_one_before(desk: Client) -> None:
    article = make_article()
    for text in ("أ", "أب", "أبج"):
        send(desk, at("draft", article.pk), typed({"headline_ar": text}))
    assert [draft.data["headline_ar"] for draft in Draft.objects.all()] == [["أبج"]]


def test_what_was_not_saved_is_offered_and_taken_up_again(desk: Client) -> None:
    article = make_article("الأصل")
    send(desk, at("draft", article.pk), typed(texts(desk, article) | {"headline_ar": "ما كُتب"}))
    assert [offer.restore_url for offer in desk.get(change(article)).context["offers"]] == ["?restore=1"]
    page = desk.get(change(article), {"restore": "1"})
    assert (page.context["form"]["headline_ar"].value(), page.context["offers"]) == ("ما كُتب", [])


def texts(desk: Client, article: Article, language: str = "ar") -> dict[str, str]:
    """The texts of one language as the form posts them."""
    posted = opened(desk, change(article))
    return {name: value for name, value in posted.items() if saving.part_of(name) == language}


def test_what_says_the_same_as_what_is_saved_is_not_offered(desk: Client) -> None:
    article = make_article()
    send(desk, at("draft", article.pk), typed(texts(desk, article)))
    assert desk.get(change(article)).context["offers"] == []


def test_taken_up_and_saved_it_is_a_save_like_any_other(desk: Client) -> None:
    article = make_article("الأصل")
    send(desk, at("draft", article.pk), typed(texts(desk, article) | {"headline_ar": "ما كُتب"}))
    desk.post(change(article), opened(desk, f"{change(article)}?restore=1"))
    assert (Article.objects.get().headline_ar, Draft.objects.count()) == ("ما كُتب", 0)


def test_taken_up_after_somebody_else_saved_it_overwrites_nothing(desk: Client) -> None:
    article = make_article("الأصل")
    send(desk, at("draft", article.pk), typed(texts(desk, article) | {"headline_ar": "ما كُتب"}))
    saving.save_part(article, "ar", {"headline_ar": "ما حفظه غيره"}, version=1, by=make_editor("james"))
    answer = desk.post(change(article), opened(desk, f"{change(article)}?restore=1"))
    assert (answer.status_code, Article.objects.get().headline_ar) == (200, "ما حفظه غيره")
    assert [conflict.part for conflict in answer.context["conflicts"]] == ["ar"]


def test_lists_and_people_are_taken_up_too(desk: Client) -> None:
    article, tag, person = make_article(), make_tag(), make_author()
    fields = {
        "tags": [str(tag.pk)],
        "credit_text": [str(person.pk)],
        "from_desk": [],
        "embargo_until_day": ["2031-01-01"],
    }
    body = {"parts": {"shared": {"base": 1, "data": {**fields, "embargo_until_hour": ["12:00"]}}}}
    send(desk, at("draft", article.pk), body)
    form = desk.get(change(article), {"restore": "1"}).context["form"]
    assert (form["tags"].value(), form["credit_text"].value()) == ([str(tag.pk)], [str(person.pk)])
    assert (form["from_desk"].value(), form["embargo_until"].value()) == (False, ["2031-01-01", "12:00"])


def test_a_body_is_cleaned_on_this_way_too(desk: Client) -> None:
    article = make_article()
    send(desk, at("draft", article.pk), typed({"body_ar": "<p onclick=x>نص<script>alert(1)</script></p>"}))
    form = desk.get(change(article), {"restore": "1"}).context["form"]
    assert form["body_ar"].value() == "<p>نص</p>"


def test_a_new_story_is_kept_by_its_form_and_forgotten_when_it_is_saved(desk: Client) -> None:
    body = typed({"headline_ar": "جديد"}, base=0) | {"form_key": "abc123"}
    send(desk, at("draft_new"), body)
    (offer,) = desk.get(ADD).context["offers"]
    assert (offer.words, offer.restore_url) == ("جديد", "?restore=abc123")
    data = opened(desk, f"{ADD}?restore=abc123") | {"form_key": "abc123"}
    assert data["headline_ar"] == "جديد"
    desk.post(ADD, data)
    assert (Article.objects.get().headline_ar, Draft.objects.count()) == ("جديد", 0)


def test_what_is_thrown_away_is_gone(desk: Client) -> None:
    article = make_article()
    send(desk, at("draft", article.pk), typed({"headline_ar": "x"}))
    desk.post(at("discard", article.pk))
    send(desk, at("draft_new"), typed({"headline_ar": "x"}) | {"form_key": "k1"})
    desk.post(at("discard_new"), {"form_key": "k1"})
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"parts": {}},
        {"parts": {"fr": {"base": 1, "data": {}}}},
        {"parts": {"ar": {"base": "1", "data": {}}}},
        {"parts": {"ar": {"base": -1, "data": {}}}},
        {"parts": {"ar": {"base": 1, "data": {"headline_ar": "text"}}}},
        {"parts": {"ar": {"base": 1, "data": {"headline_ar": [1]}}}},
        {"parts": {"ar": {"base": 1, "data": {}}}, "form_key": "x" * 33},
    ],
)
def test_nonsense_is_no_draft(desk: Client, body: Any) -> None:
    assert send(desk, at("draft", make_article().pk), body).status_code == 400
    assert not Draft.objects.exists()


def test_what_is_no_json_is_no_draft(desk: Client) -> None:
    answer = desk.post(at("draft", make_article().pk), "{", content_type="application/json")
    assert answer.status_code == 400


def test_letters_that_no_database_holds_do_not_lose_the_rest(desk: Client) -> None:
    send(desk, at("draft", make_article().pk), typed({"headline_ar": "أ\0ب\ud800", "x\0\ud800": "y"}))
    assert Draft.objects.get().data == {"headline_ar": ["أب?"], "x?": ["y"]}


@pytest.mark.parametrize("key", ["", "\0", "a\0b", "x" * 33, "أ", "a-b", 7, None])
def test_a_form_without_a_proper_name_keeps_no_new_story(desk: Client, key: Any) -> None:
    answer = send(desk, at("draft_new"), typed({"headline_ar": "x"}, base=0) | {"form_key": key})
    assert (answer.status_code, Draft.objects.count()) == (400, 0)


def test_no_name_of_a_form_or_tab_is_an_error(desk: Client) -> None:
    article = make_article()
    assert desk.get(ADD, {"restore": "\0"}).status_code == 200
    assert desk.get(change(article), {"restore": "\0"}).status_code == 200
    assert desk.post(at("discard_new"), {"form_key": "\0"}).status_code == 302
    assert desk.post(at("leave", article.pk), {"tab": "\0"}).status_code == 204
    assert desk.post(ADD, opened(desk, ADD) | {"form_key": "\0"}).status_code == 302


def test_json_that_is_too_deep_is_nonsense(desk: Client) -> None:
    article = make_article()
    for name in ("draft", "presence"):
        answer = desk.post(at(name, article.pk), "[" * 100_000, content_type="application/json")
        assert answer.status_code == 400


def test_a_draft_of_four_megabytes_is_kept_and_one_of_seven_is_refused_in_json(desk: Client) -> None:
    article = make_article()
    assert send(desk, at("draft", article.pk), typed({"body_ar": "x" * 4_000_000})).status_code == 200
    answer = send(desk, at("draft", article.pk), typed({"body_ar": "x" * 7_000_000}))
    assert (answer.status_code, bool(answer.json()["error"])) == (413, True)


def test_too_long_a_text_stays_in_the_browser_and_the_answer_says_so(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MAX_BYTES", 100)
    answer = send(desk, at("draft", make_article().pk), typed({"body_ar": "ا" * 100}))
    assert (answer.status_code, bool(answer.json()["error"])) == (413, True)


def test_a_part_that_is_not_theirs_is_not_kept(client: Client) -> None:
    client.force_login(make_user(permissions=["articles.view_article", "articles.view_any_article"]))
    assert send(client, at("draft", make_article().pk), typed({"headline_ar": "x"})).status_code == 403


def test_the_unsaved_text_of_another_can_be_looked_at_by_who_writes_the_story(client: Client) -> None:
    article, samar, james = make_article("الأصل"), make_editor("samar"), make_editor("james")
    client.force_login(samar)
    send(client, at("draft", article.pk), typed(texts(client, article) | {"headline_ar": "نصّ سمر"}))
    client.force_login(james)
    assert "<ins><bdi>نصّ سمر</bdi></ins>" in client.get(at("drafts", article.pk)).content.decode()
    assert client.get(change(article)).context["offers"] == []
    client.force_login(make_user(permissions=["articles.view_article"]))
    assert client.get(at("drafts", article.pk)).status_code == 404


def test_what_nobody_came_back_for_goes_after_a_month() -> None:
    editor, article = make_editor(), make_article()
    with time_machine.travel(NOON, tick=False):
        drafts.keep(editor, article, "ar", {}, base_version=1)
        presence.beat(article, editor, "t1", ["ar"])
    with time_machine.travel(NOON + timedelta(days=29), tick=False):
        assert tasks.tidy() == 0
    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        assert tasks.tidy() == 1
    assert not Presence.objects.exists()


def test_a_new_story_that_was_saved_is_no_longer_the_browsers_to_offer(desk: Client) -> None:
    desk.post(ADD, opened(desk, ADD) | {"form_key": "k1"})
    assert desk.get(ADD).context["saved_keys"] == "k1"


# --- presence ------------------------------------------------------------------------------------------------


def there(article: Article, user: User, tab: str, *writing: str) -> list[tuple[str, str]]:
    return [(each.user.username, each.part) for each in presence.beat(article, user, tab, writing)]


def test_who_is_there_and_what_they_write() -> None:
    article, samar, james = make_article(), make_editor("samar"), make_editor("james")
    there(article, samar, "t1", "ar")
    assert set(there(article, james, "t2", "en")) == {("samar", ""), ("samar", "ar"), ("james", ""), ("james", "en")}


def test_a_part_is_written_by_one_at_a_time() -> None:
    article, samar, james = make_article(), make_editor("samar"), make_editor("james")
    there(article, samar, "t1", "ar")
    assert ("james", "ar") not in there(article, james, "t2", "ar")
    assert ("samar", "ar") in there(article, samar, "t1", "ar")


def test_two_tabs_of_one_person_do_not_write_one_part() -> None:
    article, samar = make_article(), make_editor("samar")
    presence.beat(article, samar, "t1", ["ar"])
    held = [(each.part, each.here) for each in presence.beat(article, samar, "t2", ["ar"]) if each.part]
    assert held == [("ar", False)]


def test_silence_ends_it_after_two_minutes() -> None:
    article, samar, james = make_article(), make_editor("samar"), make_editor("james")
    with time_machine.travel(NOON, tick=False):
        there(article, samar, "t1", "ar")
    with time_machine.travel(NOON + presence.LAPSES, tick=False):
        assert ("samar", "ar") in there(article, james, "t2", "ar")
    with time_machine.travel(NOON + presence.LAPSES + timedelta(seconds=1), tick=False):
        assert ("james", "ar") in there(article, james, "t2", "ar")


def test_since_when_is_not_moved_by_a_heartbeat() -> None:
    article, samar = make_article(), make_editor("samar")
    for minute in range(3):
        with time_machine.travel(NOON + timedelta(minutes=minute), tick=False):
            seen = presence.beat(article, samar, "t1", ["ar"])
    assert {each.since for each in seen} == {NOON}


def test_who_takes_over_writes_and_the_other_reads() -> None:
    article, samar, james = make_article(), make_editor("samar"), make_editor("james")
    there(article, samar, "t1", "ar")
    assert presence.take_over(article, james, "t2", "ar") == samar
    after = there(article, samar, "t1", "ar")
    assert (("james", "ar") in after, ("samar", "ar") in after) == (True, False)


def test_a_closed_tab_is_gone() -> None:
    article, samar = make_article(), make_editor("samar")
    there(article, samar, "t1", "ar")
    presence.leave(article, samar, "t1")
    assert not Presence.objects.exists()


def test_the_heartbeat_says_who_is_there_and_what_was_saved(desk: Client) -> None:
    article, james = make_article(), make_editor("james", full_name="James Carter")
    presence.beat(article, james, "t2", ["en"])
    saving.save_part(article, "en", {"headline_en": "x"}, version=1, by=james)
    said = send(desk, at("presence", article.pk), {"tab": "t1", "writing": ["ar"]}).json()
    assert {(each["name"], each["part"], each["here"]) for each in said["people"]} == {
        ("James Carter", "", False),
        ("James Carter", "en", False),
        ("سمر خوري", "", True),
        ("سمر خوري", "ar", True),
    }
    assert (said["saved"]["en"]["version"], said["saved"]["en"]["by"]) == (2, "James Carter")


@pytest.mark.parametrize(
    "body", [None, {}, {"tab": ""}, {"tab": "t", "writing": ["fr"]}, {"tab": "x" * 40}, {"tab": 1}]
)
def test_nonsense_is_no_heartbeat(desk: Client, body: Any) -> None:
    assert send(desk, at("presence", make_article().pk), body).status_code == 400


def test_taking_over_tells_of_the_others_unsaved_text(desk: Client) -> None:
    article, james = make_article(), make_editor("james", full_name="James Carter")
    presence.beat(article, james, "t2", ["ar"])
    drafts.keep(james, article, "ar", {"headline_ar": ["نصّه"]}, base_version=1)
    said = send(desk, at("take_over", article.pk, "ar"), {"tab": "t1"}).json()
    assert ("James Carter" in said["said"], said["drafts_url"]) == (True, at("drafts", article.pk))
    assert Draft.objects.get().user == james


def test_who_may_not_write_a_part_takes_nothing_over(client: Client) -> None:
    client.force_login(make_user(permissions=["articles.view_article", "articles.view_any_article"]))
    article = make_article()
    assert send(client, at("take_over", article.pk, "ar"), {"tab": "t1"}).status_code == 403
    send(client, at("presence", article.pk), {"tab": "t1", "writing": ["ar"]})
    assert list(Presence.objects.values_list("part", flat=True)) == [""]


# --- conflicts -----------------------------------------------------------------------------------------------


def stale(desk: Client, article: Article, mine: dict[str, Any], theirs: dict[str, str], part: str = "ar") -> Any:
    """Open the form, let somebody else save, post."""
    data = opened(desk, change(article)) | mine
    saving.save_part(article, part, theirs, version=1, by=make_editor("james", full_name="James Carter"))
    return data, desk.post(change(article), data)


def test_a_conflict_shows_theirs_and_mine_and_keeps_mine_as_a_draft(desk: Client, editor: User) -> None:
    article = make_article("الأصل")
    _data, page = stale(desk, article, {"headline_ar": "نصّي"}, {"headline_ar": "نصّهم"})
    (conflict,) = page.context["conflicts"]
    (clash,) = conflict.clashes
    assert (conflict.part, str(conflict.by), clash.choice, clash.both) == (
        "ar",
        "James Carter",
        "take_ar_headline",
        True,
    )
    html = page.content.decode()
    assert "<del><bdi>نصّهم</bdi></del>" in html
    assert "<ins><bdi>نصّي</bdi></ins>" in html
    assert Draft.objects.get(user=editor).data["headline_ar"] == ["نصّي"]
    assert Article.objects.get().headline_ar == "نصّهم"


def test_what_only_they_changed_is_theirs_unless_one_says_otherwise(desk: Client) -> None:
    article = make_article("الأصل", standfirst_ar="الملخّص")
    _data, page = stale(desk, article, {"headline_ar": "نصّي"}, {"standfirst_ar": "ملخّصهم"})
    presets = {each.choice: each.preset for each in page.context["conflicts"][0].clashes}
    assert presets == {"take_ar_headline": "own", "take_ar_standfirst": "theirs"}


def test_the_choice_is_saved_field_by_field(desk: Client) -> None:
    article = make_article("الأصل", standfirst_ar="الملخّص")
    data, _page = stale(
        desk, article, {"headline_ar": "نصّي", "kicker_ar": "نصّي"}, {"standfirst_ar": "ملخّصهم", "kicker_ar": "نصّهم"}
    )
    chosen = {"keep_ar": "2", "take_ar_headline": "own", "take_ar_standfirst": "theirs", "take_ar_kicker": "theirs"}
    desk.post(change(article), data | chosen)
    stored = Article.objects.get()
    kept = [stored.text_in("ar", field) for field in ("headline", "standfirst", "kicker")]
    assert kept == ["نصّي", "ملخّصهم", "نصّهم"]
    assert Revision.objects.filter(part="ar").count() == 3


def test_where_both_changed_a_field_nobody_chooses_for_the_editor(desk: Client) -> None:
    article = make_article("الأصل")
    data, page = stale(desk, article, {"headline_ar": "نصّي"}, {"headline_ar": "نصّهم"})
    assert page.context["conflicts"][0].clashes[0].preset == ""
    assert '<input type="hidden" name="ask_ar" value="take_ar_headline">' in page.content.decode()
    asked = data | {"keep_ar": "2", "ask_ar": ["take_ar_headline"]}
    again = desk.post(change(article), asked)
    assert (again.status_code, Article.objects.get().headline_ar) == (200, "نصّهم")
    desk.post(change(article), asked | {"take_ar_headline": "own"})
    assert Article.objects.get().headline_ar == "نصّي"


def test_a_second_conflict_is_a_conflict_again(desk: Client) -> None:
    article = make_article("الأصل")
    data, _page = stale(desk, article, {"headline_ar": "نصّي"}, {"headline_ar": "نصّهم"})
    saving.save_part(article, "ar", {"headline_ar": "نصّهم الثاني"}, version=2, by=None)
    page = desk.post(change(article), data | {"keep_ar": "2"})
    assert (page.status_code, Article.objects.get().headline_ar) == (200, "نصّهم الثاني")


def test_rows_of_the_shared_part_are_chosen_too(desk: Client) -> None:
    article, ours, other = make_article(), make_tag("وسمنا"), make_tag("وسمهم")
    data = opened(desk, change(article)) | {"tags": [str(ours.pk)], "from_desk": ""}
    saving.save_part(article, "shared", {}, version=1, by=None, rows=saving.Rows(tags=[other]))
    page = desk.post(change(article), data)
    assert {each.choice for each in page.context["conflicts"][0].clashes} == {
        "take_shared_tags",
        "take_shared_from_desk",
    }
    desk.post(change(article), data | {"keep_shared": "2", "take_shared_tags": "theirs"})
    stored = Article.objects.get()
    assert (list(stored.tags.all()), stored.from_desk) == ([other], False)


def test_who_takes_over_and_finishes_loses_nothing_of_the_other(client: Client) -> None:
    article, samar, james = make_article("الأصل"), make_editor("samar"), make_editor("james")
    client.force_login(samar)
    stale_tab = opened(client, change(article)) | {"headline_ar": "نصّ سمر"}
    send(client, at("draft", article.pk), typed(texts(client, article) | {"headline_ar": "نصّ سمر"}))
    client.force_login(james)
    send(client, at("take_over", article.pk, "ar"), {"tab": "t2"})
    client.post(change(article), opened(client, change(article)) | {"headline_ar": "نصّ جيمس"})
    client.force_login(samar)
    page = client.post(change(article), stale_tab)
    assert (page.status_code, Article.objects.get().headline_ar) == (200, "نصّ جيمس")
    assert page.context["form"]["headline_ar"].value() == "نصّ سمر"
    assert Draft.objects.get(user=samar).data["headline_ar"] == ["نصّ سمر"]


@pytest.mark.no_cover  # a hundred saves of the whole form
def test_fifty_arabic_and_fifty_english_saves_meet_no_conflict() -> None:
    article = make_bilingual_article()
    samar, james = Client(), Client()
    samar.force_login(make_editor("samar"))
    james.force_login(make_editor("james"))
    forms = {client: opened(client, change(article)) for client in (samar, james)}
    for number in range(50):
        for client, language in ((samar, "ar"), (james, "en")):
            forms[client][f"headline_{language}"] += f" {number}"
            answer = client.post(change(article), forms[client])
            assert answer.status_code == 302
            fresh = opened(client, change(article))  # of the other's text, the browser keeps what it had
            forms[client].update({name: fresh[name] for name in fresh if name.endswith(f"_{language}")})
    stored = Article.objects.get()
    written = " ".join(str(number) for number in range(50))
    assert (stored.headline_ar, stored.headline_en) == (f"حصاد الزيتون {written}", f"The olive harvest {written}")
