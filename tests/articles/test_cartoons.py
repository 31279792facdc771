"""Cartoons: they go on the site and come off it as stories do, and are told to those who cannot see them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from articles import cartoons, moments, publishing, standing
from articles.models import Cartoon, Tag
from newsletter import digests, issues
from newsroom import clock, roles
from newsroom.models import AuditEntry
from tests.factories import make_author, make_cartoon, make_plan, make_publication, make_tag, make_user, picture_bytes

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOTICES = {"ar": "سُحب لخطأ فيه.", "en": "There was a mistake in it."}


def draft(title: str = "رسم سرّي") -> Cartoon:
    return make_cartoon(title, live=False)


def withdrawn(title: str = "رسم مسحوب") -> Cartoon:
    cartoon = make_cartoon(title, live_from=clock.now() - HOUR)
    return cartoons.withdraw(cartoon, by=None, reason="خطأ", notice=NOTICES)


def live() -> list[str | None]:
    return list(Cartoon.objects.live().values_list("title_ar", flat=True))


def entries() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


# --- verbs --------------------------------------------------------------------------------------------------


def test_published_it_is_on_the_site_and_in_the_log() -> None:
    cartoon = cartoons.publish(draft(), by=None)
    assert (live(), cartoon.first_live_at, entries()) == (["رسم سرّي"], cartoon.live_from, ["publish"])


def test_what_readers_have_is_not_published_twice() -> None:
    with pytest.raises(publishing.NothingChanged):
        cartoons.publish(make_cartoon(), by=None)


@pytest.mark.parametrize("missing", ["title_ar", "description_ar"])
def test_without_title_or_description_it_stays_where_it_is(missing: str) -> None:
    cartoon = draft()
    setattr(cartoon, missing, " " if missing == "description_ar" else "")
    cartoon.save()
    with pytest.raises(publishing.NotReady) as refused:
        cartoons.publish(cartoon, by=None)
    assert ([problem.field for problem in refused.value.problems], live(), entries()) == ([missing], [], [])


def test_a_scheduled_one_appears_by_its_time_without_any_worker(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2024-12-25 12:00Z", tick=False)
    cartoon = cartoons.schedule(draft(), at=clock.now() + HOUR, by=None)
    assert (live(), moments.next_change(clock.now())) == ([], cartoon.live_from)
    time_machine.shift(HOUR)
    assert live() == ["رسم سرّي"]


def test_a_moment_that_has_passed_is_refused() -> None:
    with pytest.raises(publishing.OutOfTime):
        cartoons.schedule(draft(), at=clock.now() - HOUR, by=None)


def test_taken_back_before_its_hour_it_is_a_draft_that_nobody_saw() -> None:
    cartoon = cartoons.schedule(draft(), at=clock.now() + HOUR, by=None)
    cartoon = cartoons.unschedule(cartoon, by=None)
    assert (standing.of_cartoon(cartoon).code, cartoon.first_live_at) == ("draft", None)


def test_withdrawn_it_is_off_the_site_with_the_reason_in_the_log() -> None:
    withdrawn()
    assert (live(), AuditEntry.objects.get().detail["reason"]) == ([], "خطأ")


def test_a_planned_withdrawal_comes_by_itself_and_can_be_taken_back(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2024-12-25 12:00Z", tick=False)
    cartoon = make_cartoon("الأول", live_from=clock.now() - HOUR)
    other = make_cartoon("الثاني", live_from=clock.now() - 2 * HOUR)
    for each in (cartoon, other):
        cartoons.withdraw(each, by=None, reason="x", notice=NOTICES, at=clock.now() + HOUR)
    cartoons.unschedule(other, by=None)
    assert (live(), moments.next_change(clock.now())) == (["الأول", "الثاني"], clock.now() + HOUR)
    time_machine.shift(HOUR)
    assert live() == ["الثاني"]


def test_only_what_readers_see_can_be_withdrawn() -> None:
    scheduled = cartoons.schedule(draft(), at=clock.now() + HOUR, by=None)
    for cartoon in (draft(), scheduled, withdrawn()):
        with pytest.raises(publishing.NothingPublic):
            cartoons.withdraw(cartoon, by=None, reason="x", notice={})


def test_withdrawn_and_published_again_it_is_back(client: Client) -> None:
    cartoon = cartoons.publish(withdrawn(), by=None)
    assert (live(), client.get(f"/ar/cartoons/{cartoon.pk}/").status_code) == (["رسم مسحوب"], 200)


def test_the_interval_runs_forwards() -> None:
    for ends in (clock.now() - HOUR, clock.now()):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cartoon.objects.filter(pk=make_cartoon(live=ends > clock.now()).pk).update(live_until=ends)


# --- where it stands -----------------------------------------------------------------------------------------


def test_the_desk_sees_four_states() -> None:
    shown = [
        draft(),
        cartoons.schedule(draft(), at=clock.now() + HOUR, by=None),
        make_cartoon(),
        withdrawn(),
        cartoons.schedule(withdrawn(), at=clock.now() + HOUR, by=None),
        cartoons.unschedule(cartoons.schedule(withdrawn(), at=clock.now() + HOUR, by=None), by=None),
    ]
    codes = [standing.of_cartoon(each).code for each in shown]
    assert codes == ["draft", "scheduled", "live", "withdrawn", "scheduled", "withdrawn"]


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        ("draft", ["مسودة"]),
        ("scheduled", ["مجدول"]),
        ("live", ["منشور"]),
        ("withdrawn", ["مسحوب"]),
        ("x", ["مسحوب", "منشور", "مجدول", "مسودة"]),
    ],
)
def test_the_list_at_the_desk_asks_for_each(state: str, titles: list[str]) -> None:
    draft("مسودة")
    cartoons.schedule(draft("مجدول"), at=clock.now() + HOUR, by=None)
    make_cartoon("منشور")
    withdrawn("مسحوب")
    rows = desk().get("/admin/articles/cartoon/", {"state": state}).context["cl"].result_list
    assert [row.title_ar for row in rows] == titles


# --- the desk ------------------------------------------------------------------------------------------------


def desk(role: str = "") -> Client:
    user = make_user(superuser=not role)
    if role:
        call_command("sync_roles")
        user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def step(cartoon: Cartoon, name: str) -> str:
    return reverse(f"admin:articles_cartoon_{name}", args=[cartoon.pk])


def test_the_steps_of_the_desk() -> None:
    boss, cartoon = desk(), draft()
    boss.post(step(cartoon, "publish"), {"when": "later", "at_day": "٢٥/١٢/٢٠٩٩", "at_hour": "٩:٠٠"})
    assert list(Cartoon.objects.values_list("live_from", flat=True)) == [None]  # more than ten years away
    boss.post(step(cartoon, "publish"), {"when": "now"})
    assert live() == ["رسم سرّي"]
    boss.post(step(cartoon, "withdraw"), {"reason": "خطأ", "notice_ar": NOTICES["ar"]})
    cartoon.refresh_from_db()
    assert (live(), cartoon.notice_ar, cartoon.notice_en) == ([], NOTICES["ar"], "")


def test_a_withdrawal_needs_its_reason() -> None:
    cartoon = make_cartoon()
    answer = desk().post(step(cartoon, "withdraw"), {"notice_ar": "بقي"})
    assert (list(answer.context["form"].errors), len(live())) == (["reason"], 1)
    assert "بقي" in answer.content.decode()


def test_looking_does_nothing() -> None:
    shown, hidden = make_cartoon("منشور"), draft()
    boss = desk()
    steps = [step(hidden, "publish"), step(shown, "withdraw"), step(hidden, "unschedule")]
    answers = [boss.get(address) for address in steps]
    assert ([answer.status_code for answer in answers], live()) == ([200, 200, 405], ["منشور"])


@pytest.mark.parametrize("name", ["publish", "withdraw", "unschedule"])
def test_a_step_that_has_nothing_to_do_says_so(name: str) -> None:
    cartoon = make_cartoon() if name == "publish" else draft()
    answer = desk().post(step(cartoon, name), {"when": "now", "reason": "x"})
    assert (answer.status_code, entries()) == (409, [])


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
def test_the_form_saves_and_goes_on_to_the_step(button: str) -> None:
    cartoon = draft()
    answer = desk().post(form_url(cartoon), {**form_data(cartoon), "title_ar": "جديد", button: "1"})
    tail = "?when=later" if button == "_schedule" else ""
    assert (answer.headers["Location"], live()) == (step(cartoon, "publish") + tail, [])
    assert Cartoon.objects.get().title_ar == "جديد"


def test_a_drawing_that_was_chosen_beside_a_fault_is_asked_for_again() -> None:
    cartoon = draft()
    data = {**form_data(cartoon), "title_ar": ""}
    data["upload"] = SimpleUploadedFile("new.png", picture_bytes())
    answer = desk().post(form_url(cartoon), data)
    assert sorted(answer.context["adminform"].form.errors) == ["title_ar", "upload"]
    assert sorted(desk().post(form_url(cartoon), {**data, "upload": ""}).context["adminform"].form.errors) == [
        "title_ar"
    ]


def test_what_is_wrong_is_named_on_top_with_the_way_to_its_field() -> None:
    cartoon = draft()
    shown = desk().post(form_url(cartoon), {**form_data(cartoon), "title_ar": "", "drawn_on": "x"}).content.decode()
    on_top = shown.split('<div class="errornote wrong"')[1].split("</div>")[0]
    assert sorted(re.findall(r'href="#(\w+)"', on_top)) == ["id_drawn_on", "id_title_ar"]


def form_url(cartoon: Cartoon) -> str:
    return reverse("admin:articles_cartoon_change", args=[cartoon.pk])


def form_data(cartoon: Cartoon) -> dict[str, Any]:
    return {
        "title_ar": cartoon.title_ar,
        "description_ar": cartoon.description_ar,
        "artist": cartoon.artist_id,
        "drawn_on": "25/12/2024",
    }


def test_tags_are_chosen_in_the_form_and_found_in_the_list() -> None:
    cartoon, tag = draft(), make_tag("أمطار")
    make_cartoon("آخر")
    Tag.objects.update(searched=tag.to_be_searched())
    boss = desk()
    boss.post(form_url(cartoon), {**form_data(cartoon), "tags": [tag.pk]})
    found = boss.get("/admin/articles/cartoon/", {"q": "امطار رسم"}).context["cl"].result_list
    assert [row.pk for row in found] == [cartoon.pk]


@pytest.mark.parametrize("role", [roles.CARTOONIST, roles.PHOTO_EDITOR])
def test_who_may_not_publish_changes_nothing_that_readers_see(role: str) -> None:
    scheduled = cartoons.schedule(draft(), at=clock.now() + HOUR, by=None)
    client = desk(role)
    for cartoon in (make_cartoon(), scheduled, withdrawn()):
        before = cartoon.title_ar
        refused = client.post(form_url(cartoon), {**form_data(cartoon), "title_ar": "غيره"})
        steps = [client.post(step(cartoon, name), {"when": "now", "reason": "x"}) for name in ("publish", "withdraw")]
        cartoon.refresh_from_db()
        assert ([answer.status_code for answer in (refused, *steps)], cartoon.title_ar) == ([403] * 3, before)
        assert client.get(form_url(cartoon)).status_code == 200


def test_their_own_draft_they_change(client: Client) -> None:
    cartoon = draft()
    answer = desk(roles.CARTOONIST).post(form_url(cartoon), {**form_data(cartoon), "title_ar": "أحدث", "_publish": "1"})
    assert (answer.headers["Location"], live()) == ("/admin/articles/cartoon/", [])
    assert Cartoon.objects.get().title_ar == "أحدث"


def test_a_desk_editor_publishes() -> None:
    cartoon = draft()
    desk(roles.DESK_EDITOR).post(step(cartoon, "publish"), {"when": "now"})
    assert live() == ["رسم سرّي"]


def test_a_change_of_what_readers_see_is_written_down() -> None:
    cartoon = make_cartoon()
    desk().post(form_url(cartoon), {**form_data(cartoon), "title_ar": "غيره"})
    assert [(entry.action, entry.detail["fields"]) for entry in AuditEntry.objects.all()] == [
        ("change_cartoon", ["title_ar"])
    ]


def test_what_readers_saw_is_never_deleted() -> None:
    boss = desk()
    for cartoon, status in ((make_cartoon(), 403), (withdrawn(), 403), (draft(), 302)):
        url = reverse("admin:articles_cartoon_delete", args=[cartoon.pk])
        assert boss.post(url, {"post": "yes"}).status_code == status


# --- readers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_withdrawn_one_is_410_with_its_notice(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/cartoons/{withdrawn().pk}/")
    assert (answer.status_code, answer.context["page"].text) == (410, NOTICES[language])
    assert "رسم مسحوب" not in answer.content.decode()


def test_one_that_nobody_saw_is_404(client: Client) -> None:
    scheduled = cartoons.schedule(draft(), at=clock.now() + HOUR, by=None)
    for cartoon in (draft(), scheduled):
        assert client.get(f"/ar/cartoons/{cartoon.pk}/").status_code == 404


def test_withdrawn_and_scheduled_anew_it_is_410_until_then(client: Client) -> None:
    cartoon = cartoons.schedule(withdrawn(), at=clock.now() + HOUR, by=None)
    assert client.get(f"/ar/cartoons/{cartoon.pk}/").status_code == 410


def test_a_withdrawn_one_is_nowhere_else(client: Client) -> None:
    tag, artist = make_tag(), make_author("فادي سلّوم")
    cartoon = make_cartoon("رسم مسحوب", artist=artist, live_from=clock.now() - HOUR)
    cartoon.tags.add(tag)
    shown = make_cartoon("رسم باق", live_from=clock.now() - 2 * HOUR)
    row = make_publication()
    digest = digests.draft(make_plan())
    assert digest.items.filter(cartoon=cartoon).exists()
    cartoons.withdraw(cartoon, by=None, reason="x", notice=NOTICES)
    paths = [
        "/ar/",
        f"/ar/articles/{row.article_id}/{row.slug}/",
        "/ar/cartoons/",
        f"/ar/cartoons/{shown.pk}/",
        f"/ar/tags/{tag.slug_ar}/",
        f"/ar/authors/{artist.slug_ar}/",
        "/ar/cartoons/feed/",
        "/sitemaps/pages.xml",
    ]
    for path in paths:
        page = client.get(path)
        text = page.content.decode()
        leaks = [word for word in ("رسم مسحوب", f"/cartoons/{cartoon.pk}/") if word in text]
        assert (path, page.status_code, leaks) == (path, 200, [])
    assert issues.still_public("ar", digest.items.filter(cartoon=cartoon)) == []


def test_its_tags_lead_to_their_pages_and_these_lead_back(client: Client) -> None:
    tag = make_tag("أمطار")
    cartoon = make_cartoon()
    cartoon.tags.add(tag, make_tag("", name_en=""))
    page = client.get(f"/ar/cartoons/{cartoon.pk}/")
    assert page.context["page"].tags[0].label == "أمطار"
    assert page.context["structured_data"][0]["keywords"][0] == "أمطار"
    listed = client.get(page.context["page"].tags[0].url)
    assert [card.url for card in listed.context["page"].cartoons] == [f"/ar/cartoons/{cartoon.pk}/"]
    assert f'href="/ar/cartoons/{cartoon.pk}/"' in listed.content.decode()


def test_an_artist_without_stories_has_a_page_with_the_drawings(client: Client) -> None:
    cartoon = make_cartoon()
    page = client.get(client.get(f"/ar/cartoons/{cartoon.pk}/").context["page"].cartoon.artist_url)
    assert [card.title for card in page.context["page"].cartoons] == ["السلّم"]


@pytest.mark.parametrize("page", ["/en/cartoons/", "/en/", "/en/cartoons/{pk}/"])
def test_a_title_that_was_not_translated_is_shown_in_its_own_language(client: Client, page: str) -> None:
    cartoon = make_cartoon("السلّم")
    text = client.get(page.format(pk=cartoon.pk)).content.decode()
    assert 'lang="ar" dir="rtl">«السلّم»<' in text.replace('<bdi lang="ar" dir="rtl">', "").replace("</bdi>", "")


def test_its_description_is_the_pictures_alternative_text_in_its_own_language(client: Client) -> None:
    cartoon = make_cartoon("السلّم", title_en="The ladder")
    text = client.get(f"/en/cartoons/{cartoon.pk}/").content.decode()
    assert 'alt="سلّم لا يصل إلى شيء" lang="ar" dir="rtl"' in text


def test_without_a_script_a_link_leads_to_the_whole_picture(client: Client) -> None:
    cartoon = make_cartoon()
    assert f'href="{cartoon.image.file.url}" data-zoom' in client.get(f"/ar/cartoons/{cartoon.pk}/").content.decode()
