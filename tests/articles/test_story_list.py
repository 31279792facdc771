"""The list of stories: filters, kept questions, steps on many, copies, the bin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from articles import binning, lookup, publishing, review, rights, saving
from articles.models import Article, ArticleLanguage, Kind, Publication, Revision, SavedView
from articles.tasks import tidy
from newsroom import clock, roles
from newsroom.models import AuditEntry, User
from tests.factories import (
    make_article,
    make_author,
    make_bilingual_article,
    make_editor,
    make_image,
    make_publication,
    make_region,
    make_section,
    make_tag,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2026, 5, 4, 9, tzinfo=UTC)
LIST = reverse("admin:articles_article_changelist")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


@pytest.fixture
def editor(client: Client) -> User:
    roles.sync()
    user = make_editor()
    client.force_login(user)
    return user


def as_role(client: Client, role: str) -> User:
    roles.sync()
    user = make_user()
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def listed(client: Client, **question: Any) -> set[str]:
    return {str(row) for row in client.get(LIST, question).context["cl"].result_list}


def at(name: str, *args: Any) -> str:
    return reverse(f"admin:articles_article_{name}", args=args)


# --- filters ---------------------------------------------------------------------------------------------------------


def test_what_a_story_lacks(client: Client, editor: User) -> None:
    make_bilingual_article("كامل")
    make_article("بلا إنكليزية", hero=make_image())
    make_article("بلا مصدر", from_desk=False, headline_en="No source")
    make_article("بكاتب", from_desk=False, authors=[make_author("ريم")], headline_en="By Reem")
    make_article("بسطر", from_desk=False, credit_line_ar="سطر", headline_en="By line")
    assert listed(client, lacking="en") == {"بلا إنكليزية"}
    assert listed(client, lacking="credit") == {"بلا مصدر"}
    assert "بلا إنكليزية" not in listed(client, lacking="picture")
    assert len(listed(client, lacking="picture")) == 4
    assert len(listed(client, lacking="nonsense")) == 5


def test_by_kind_region_person_and_day(client: Client, editor: User) -> None:
    region, other = make_region("حلب"), make_user("other")
    make_article("في حلب", regions=[region])
    mine = make_article("لي", by=editor)
    assigned = make_article("مسند", by=other)
    review.assign(assigned, language="ar", to=editor, deadline=None, by=None)
    saving.save_part(mine, "shared", {"kind": Kind.REPORT}, version=1, by=editor)
    Article.objects.filter(headline_ar="في حلب").update(saved_at=NOON - timedelta(days=3))
    assert listed(client, region=region.pk) == {"في حلب"}
    assert listed(client, kind__exact="report") == {"لي"}
    assert listed(client, person=editor.pk) == {"لي", "مسند"}
    assert listed(client, saved="today") == {"لي", "مسند"}
    assert len(listed(client, saved="week")) == 3
    assert len(listed(client, region="x", person="y")) == 3


def test_a_pasted_address_or_number_opens_the_story(client: Client, editor: User) -> None:
    row = make_publication()
    number = row.article_id
    for term in (f"https://levant.example/ar/articles/{number}/x/", f"/a/{number}", f"#{number}"):
        assert client.get(LIST, {"q": term}).headers["Location"] == at("change", row.article_id)
    assert client.get(LIST, {"q": "/a/999999"}).status_code == 200
    assert client.get(LIST, {"q": row.headline}).status_code == 200


def test_a_pasted_address_of_a_hidden_story_opens_nothing(client: Client) -> None:
    as_role(client, roles.REPORTER)
    hidden = make_article("سرّ")
    answer = client.get(LIST, {"q": f"/a/{hidden.pk}"})
    assert (answer.status_code, list(answer.context["cl"].result_list)) == (200, [])


# --- kept questions --------------------------------------------------------------------------------------------------


def test_a_question_is_kept_under_a_name(client: Client, editor: User) -> None:
    asked = client.get(LIST, {"state": "draft", "lacking": "en", "p": "2"}).context["asked"]
    assert asked == "lacking=en&state=draft"
    client.post(at("keep_view"), {"query": asked, "name": "للترجمة"})
    page = client.get(LIST, {"state": "draft", "lacking": "en"})
    (view,) = page.context["views"]
    assert (view["row"].name, view["current"], page.context["asked"]) == ("للترجمة", True, "")
    client.post(at("keep_view"), {"query": "state=ready", "name": "للترجمة"})
    assert SavedView.objects.get().query == "state=ready"


def test_others_see_what_is_for_everybody(client: Client, editor: User) -> None:
    for name, shared in (("لي", ""), ("للجميع", "on")):
        client.post(at("keep_view"), {"query": "state=ready", "name": name, "shared": shared})
    as_role(client, roles.REPORTER)
    assert [view["row"].name for view in client.get(LIST).context["views"]] == ["للجميع"]
    assert client.post(at("forget_view", SavedView.objects.get(name="للجميع").pk)).status_code == 404


def test_a_kept_question_is_forgotten(client: Client, editor: User) -> None:
    client.post(at("keep_view"), {"query": "state=ready", "name": "لي"})
    client.post(at("forget_view", SavedView.objects.get().pk))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(("name", "query"), [("", "state=ready"), ("ا" * 61, "state=ready"), ("لي", "")])
def test_a_question_needs_a_name(client: Client, editor: User, name: str, query: str) -> None:
    assert client.post(at("keep_view"), {"query": query, "name": name}).status_code == 302
    assert not SavedView.objects.exists()


# --- one step on many ------------------------------------------------------------------------------------------------


def chosen(*articles: Article) -> str:
    return ",".join(str(article.pk) for article in articles)


def effects(client: Client, step: str, *articles: Article, **given: Any) -> list[bool]:
    page = client.get(at("bulk", step), {"ids": chosen(*articles), "show": "1", **given})
    return [not effect.refused for effect in page.context["effects"]]


def test_the_list_leads_to_the_page_that_says_what_would_happen(client: Client, editor: User) -> None:
    first, second = make_article("الأول"), make_article("الثاني")
    answer = client.post(LIST, {"action": "bulk_section", "_selected_action": [first.pk, second.pk]})
    page = client.get(answer.headers["Location"])
    assert {row.pk for row in page.context["articles"]} == {first.pk, second.pk}
    assert page.context["effects"] == []


def test_looking_at_an_effect_changes_nothing(client: Client, editor: User) -> None:
    section, article = make_section("اقتصاد"), make_article()
    assert effects(client, "section", article, section=section.pk) == [True]
    assert Article.objects.get().section != section


def test_stories_are_filed_together_and_each_has_its_revision(client: Client, editor: User) -> None:
    section = make_section("اقتصاد")
    first, second = make_article("الأول"), make_article("الثاني", section=section)
    assert effects(client, "section", first, second, section=section.pk) == [True, False]
    client.post(at("bulk", "section"), {"ids": chosen(first, second), "section": section.pk})
    assert set(Article.objects.values_list("section", flat=True)) == {section.pk}
    assert Revision.objects.filter(part="shared", version=2, by=editor).count() == 1


def test_a_tag_is_added_and_the_rest_stays(client: Client, editor: User) -> None:
    old, new, person = make_tag("قديم"), make_tag("جديد"), make_author("ريم")
    article = make_article(tags=[old], authors=[person])
    client.post(at("bulk", "tag"), {"ids": chosen(article), "tag": new.pk})
    assert set(article.tags.all()) == {old, new}
    assert article.credits.get().person == person


def test_assigning_keeps_the_deadline_and_tells_the_person(client: Client, editor: User) -> None:
    article, person = make_article(), make_editor("dima", full_name="ديمة")
    review.assign(article, language="ar", to=None, deadline=NOON + timedelta(hours=3), by=None)
    client.post(at("bulk", "assign"), {"ids": chosen(article), "person": person.pk, "language": "ar"})
    row = ArticleLanguage.objects.get(article=article, language="ar")
    assert (row.assignee, row.deadline) == (person, NOON + timedelta(hours=3))


def test_what_is_ready_is_scheduled_and_the_rest_is_not(client: Client, editor: User) -> None:
    ready, draft = make_article("جاهز"), make_article("مسودة")
    review.approve(ready, language="ar", by=None, version=1)
    given = {"at_day": "2026-05-05", "at_hour": "٧"}
    assert effects(client, "schedule", ready, draft, **given) == [True, False]
    client.post(at("bulk", "schedule"), {"ids": chosen(ready, draft), **given})
    row = Publication.objects.get()
    assert (row.article, row.live_from) == (ready, datetime(2026, 5, 5, 4, tzinfo=UTC))


def test_a_moment_that_has_passed_schedules_nothing(client: Client, editor: User) -> None:
    ready = make_article()
    review.approve(ready, language="ar", by=None, version=1)
    page = client.post(at("bulk", "schedule"), {"ids": chosen(ready), "at_day": "2026-05-01", "at_hour": "7"})
    assert (page.status_code, page.context["form"].errors.keys()) == (200, {"at"})
    assert not Publication.objects.exists()


def test_stories_come_off_the_site_together(client: Client, editor: User) -> None:
    live, draft = make_publication().article, make_article()
    assert effects(client, "withdraw", live, draft, reason="خطأ") == [True, False]
    with clock.held_at(NOON + timedelta(minutes=1)):
        client.post(at("bulk", "withdraw"), {"ids": chosen(live, draft), "reason": "خطأ"})
        assert not Publication.objects.live("ar").exists()


def test_a_reporter_does_nothing_to_the_stories_of_others_by_this_door(client: Client) -> None:
    reporter = as_role(client, roles.REPORTER)
    hidden, live = make_article("سرّ"), make_publication().article
    own = make_article("لي", by=reporter)
    doors: list[tuple[str, dict[str, Any]]] = [
        ("section", {"section": make_section().pk}),
        ("withdraw", {"reason": "x"}),
        ("assign", {"person": reporter.pk, "language": "ar"}),
        ("schedule", {"at_day": "2026-05-05", "at_hour": "7"}),
    ]
    for step, given in doors:
        page = client.get(at("bulk", step), {"ids": chosen(hidden, live, own), "show": "1", **given})
        assert "سرّ" not in page.content.decode()
        client.post(at("bulk", step), {"ids": chosen(hidden, live, own), **given})
    assert Publication.objects.live("ar").count() == 1
    assert Revision.objects.filter(version=2).values_list("article", flat=True).get() == own.pk


@pytest.mark.parametrize("ids", ["", "x,y", "999", "1" * 400])
def test_chosen_nonsense_is_nothing(client: Client, editor: User, ids: str) -> None:
    page = client.get(at("bulk", "bin"), {"ids": ids})
    assert (page.status_code, page.context["articles"]) == (200, [])
    assert client.get(at("bulk", "explode")).status_code == 404


# --- copies ----------------------------------------------------------------------------------------------------------


def test_a_copy_has_the_words_and_the_embargo_and_nothing_else(client: Client, editor: User) -> None:
    tag, until = make_tag("وسم"), NOON + timedelta(days=2)
    article = make_article("الأصل", tags=[tag], embargo_until=until, slug_ar="عنوان")
    answer = client.post(at("duplicate", article.pk))
    copy = Article.objects.exclude(pk=article.pk).get()
    assert answer.headers["Location"] == at("change", copy.pk)
    assert (copy.headline_ar, copy.created_by, copy.embargo_until, copy.text_in("ar", "slug")) == (
        "الأصل",
        editor,
        until,
        "",
    )
    assert (list(copy.tags.all()), copy.languages.get(language="ar").state) == ([tag], "draft")


# --- the bin ---------------------------------------------------------------------------------------------------------


def test_a_story_in_the_bin_is_on_no_page_and_comes_back_whole(client: Client, editor: User) -> None:
    article = make_article("مسودة", by=editor)
    client.post(at("put_into_bin", article.pk))
    assert listed(client) == set()
    assert client.get(at("history", article.pk)).status_code == 404
    assert "مسودة" in client.get(at("bin")).content.decode()
    client.post(at("take_out_of_bin", article.pk))
    assert listed(client) == {"مسودة"}
    assert list(AuditEntry.objects.order_by("number").values_list("action", flat=True)) == ["bin", "take_out_of_bin"]


def test_what_readers_saw_goes_into_no_bin(client: Client, editor: User) -> None:
    row = make_publication()
    publishing.withdraw(row.article, language="ar", by=None, reason="خطأ")
    client.post(at("put_into_bin", row.article_id))
    with pytest.raises(binning.WasPublic):
        binning.put(row.article, by=None)
    assert Article.objects.get().binned_at is None


def test_after_thirty_days_it_is_gone() -> None:
    article = make_article("مسودة")
    binning.put(article, by=None)
    with clock.held_at(NOON + timedelta(days=29, hours=23)):
        tidy()
    assert Article.objects.exists()
    with clock.held_at(NOON + timedelta(days=30)):
        tidy()
    assert not Article.objects.exists()
    assert AuditEntry.objects.filter(action="delete").get().detail["called"] == "مسودة"


def test_the_bin_of_others_is_theirs(client: Client) -> None:
    binning.put(make_article("سرّ"), by=None)
    reporter = as_role(client, roles.REPORTER)
    assert "سرّ" not in client.get(at("bin")).content.decode()
    assert client.post(at("take_out_of_bin", Article.objects.get().pk)).status_code == 404
    other = make_article("مسند")
    review.assign(other, language="ar", to=reporter, deadline=None, by=None)
    assert not rights.may_bin(reporter, other)
    assert client.post(at("put_into_bin", other.pk)).status_code == 403


def test_a_language_that_nobody_began_is_no_draft(client: Client, editor: User) -> None:
    make_publication(make_article("منشور"))
    make_article("مسودة")
    make_article("")
    withdrawn = make_publication(make_article("مسحوب")).article
    with clock.held_at(NOON + timedelta(minutes=1)):
        publishing.withdraw(withdrawn, language="ar", by=None, reason="خطأ")
        assert len(listed(client, state="draft")) == 2
        assert listed(client, state="withdrawn") == {"مسحوب"}


def test_a_story_without_a_headline_is_called_by_its_number_in_the_figures_of_the_desk() -> None:
    story = Article(pk=51)
    with override("ar"):
        assert [str(story).count("٥١"), lookup.called(story).count("٥١")] == [1, 1]
    with override("en"):
        assert [str(story).count("51"), lookup.called(story).count("51")] == [1, 1]
