"""Who sees, writes, reviews and publishes which story: by role, by remit, by what is their own."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from articles import lookup, publishing, review, rights, saving
from articles.models import Article, ArticleLanguage, Publication, Redirect, Remit, Revision, Section
from newsroom import clock, roles
from newsroom.models import AuditEntry, User
from tests.articles.test_story_form import change, save
from tests.factories import (
    make_article,
    make_bilingual_article,
    make_publication,
    make_section,
    make_tag,
    make_user,
    name_the_site,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

EVERYTHING = {"ar", "en", "shared"}
LIST = reverse("admin:articles_article_changelist")


@pytest.fixture(autouse=True)
def _roles() -> None:
    roles.sync()
    name_the_site()


def somebody(role: str, name: str = "") -> User:
    user = make_user(name)
    user.groups.add(Group.objects.get(name=role))
    return user


def limit(user: User, *, language: str = "", sections: tuple[Section, ...] = ()) -> None:
    remit = Remit.objects.create(user=user, language=language)
    remit.sections.set(sections)


def embargoed(**kwargs: object) -> Article:
    return make_article("سرّ", embargo_until=clock.now() + timedelta(days=1), **kwargs)  # type: ignore[arg-type]


# --- seeing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "of_others", "embargoed_of_others"),
    [
        (roles.REPORTER, False, False),
        (roles.TRANSLATOR, True, False),
        (roles.DESK_EDITOR, True, True),
        (roles.PHOTO_EDITOR, True, False),
        (roles.CARTOONIST, False, False),
        (roles.NEWSLETTER_EDITOR, True, False),
        (roles.EDITOR_IN_CHIEF, True, True),
    ],
)
def test_who_sees_the_working_copies_of_others(role: str, of_others: bool, embargoed_of_others: bool) -> None:
    user, draft, secret = somebody(role), make_article(), embargoed()
    seen = set(rights.visible(user))
    assert (draft in seen, secret in seen) == (of_others, embargoed_of_others)


def test_what_is_ones_own_is_seen_under_embargo_too() -> None:
    reporter = somebody(roles.REPORTER)
    own = embargoed(by=reporter)
    assert list(rights.visible(reporter)) == [own]


@pytest.mark.parametrize("column", ["assignee", "submitted_by", "reviewer"])
def test_who_has_a_part_in_a_story_sees_it(column: str) -> None:
    reporter, article = somebody(roles.REPORTER), make_article()
    ArticleLanguage.objects.filter(article=article, language="en").update(**{column: reporter})
    assert list(rights.visible(reporter)) == [article]


# --- writing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "parts"),
    [
        (roles.REPORTER, set()),
        (roles.TRANSLATOR, {"ar", "en"}),
        (roles.DESK_EDITOR, EVERYTHING),
        (roles.PHOTO_EDITOR, set()),
        (roles.CARTOONIST, set()),
        (roles.NEWSLETTER_EDITOR, set()),
        (roles.EDITOR_IN_CHIEF, EVERYTHING),
    ],
)
def test_which_parts_of_others_a_role_writes(role: str, parts: set[str]) -> None:
    assert rights.parts_to_write(somebody(role), make_article()) == parts


def test_a_reporter_writes_every_part_of_their_own() -> None:
    reporter = somebody(roles.REPORTER)
    assert rights.parts_to_write(reporter, make_article(by=reporter)) == EVERYTHING


def test_a_remit_limits_language_and_section() -> None:
    here, there = make_section("هنا"), make_section("هناك")
    editor = somebody(roles.DESK_EDITOR)
    limit(editor, language="en", sections=(here,))
    inside, outside = make_article(section=here), make_article(section=there)
    assert rights.parts_to_write(editor, inside) == {"en", "shared"}
    assert rights.parts_to_write(editor, outside) == set()
    assert [rights.may_publish(editor, inside, code) for code in ("ar", "en")] == [False, True]
    assert not rights.may_publish(editor, outside, "en")
    assert not rights.may_review(editor, outside, "en")


def test_one_is_asked_to_review_only_what_one_may() -> None:
    arabic, english = somebody(roles.DESK_EDITOR, "a"), somebody(roles.DESK_EDITOR, "b")
    limit(arabic, language="ar")
    limit(english, language="en")
    assert rights.reviewers(make_article(), "ar") == [arabic]


# --- the doors -----------------------------------------------------------------------------------------------


def test_a_part_that_is_not_theirs_is_shown_and_not_written(client: Client) -> None:
    translator, article = somebody(roles.TRANSLATOR), make_article("الأصل")
    limit(translator, language="en")
    client.force_login(translator)
    save(client, change(article), headline_ar="غيره", headline_en="Translated", from_desk="")
    stored = Article.objects.get()
    assert (stored.headline_ar, stored.headline_en, stored.from_desk) == ("الأصل", "Translated", True)


DOORS = (
    ("change", "get", ()),
    ("change", "post", ()),
    ("history", "get", ()),
    ("delete", "post", ()),
    ("review", "get", ()),
    ("move", "post", ("ar", "submit")),
    ("move", "post", ("ar", "approve")),
    ("move", "post", ("ar", "send_back")),
    ("assign", "post", ("ar",)),
    ("note", "post", ()),
    ("publish", "get", ()),
    ("publish", "post", ()),
    ("withdraw", "post", ("ar",)),
    ("unschedule", "post", ("ar",)),
    ("correct", "post", ("ar",)),
    ("preview", "post", ("ar",)),
    ("untidy", "post", ()),
)


@pytest.mark.parametrize(("name", "method", "more"), DOORS)
@pytest.mark.parametrize("role", [roles.REPORTER, roles.PHOTO_EDITOR, roles.TRANSLATOR])
def test_no_door_leads_to_the_embargoed_story_of_another(
    client: Client, role: str, name: str, method: str, more: tuple[str, ...]
) -> None:
    article = embargoed()
    client.force_login(somebody(role))
    url = reverse(f"admin:articles_article_{name}", args=[article.pk, *more])
    data = {"languages": ["ar"], "when": "now", "text": "x", "post": "yes", "version": "1"}
    answer = client.post(url, data) if method == "post" else client.get(url)
    assert answer.status_code in (302, 403, 404)
    assert "سرّ" not in client.get(reverse("admin:index")).content.decode() + answer.content.decode()
    assert not Publication.objects.exists()
    assert ArticleLanguage.objects.filter(state="draft", assignee=None).count() == 2


@pytest.mark.parametrize("name", ["publish", "unschedule", "withdraw", "correct"])
def test_a_reporter_publishes_their_own_by_no_door(client: Client, name: str) -> None:
    reporter = somebody(roles.REPORTER)
    article = make_article(by=reporter)
    client.force_login(reporter)
    more = () if name == "publish" else ("ar",)
    data = {"languages": ["ar"], "when": "now", "reason": "x", "text": "x", "kind": "update"}
    answer = client.post(reverse(f"admin:articles_article_{name}", args=[article.pk, *more]), data)
    assert (answer.status_code, Publication.objects.count()) == (403, 0)


@pytest.mark.parametrize("move", ["approve", "send_back"])
def test_a_reporter_reviews_nothing(client: Client, move: str) -> None:
    reporter = somebody(roles.REPORTER)
    article = make_article(by=reporter)
    review.submit(article, language="ar", by=reporter)
    client.force_login(reporter)
    url = reverse("admin:articles_article_move", args=[article.pk, "ar", move])
    assert client.post(url, {"text": "x", "version": "1"}).status_code == 403
    assert ArticleLanguage.objects.get(language="ar").state == "in_review"


def test_a_language_outside_the_remit_is_not_published(client: Client) -> None:
    editor, article = somebody(roles.DESK_EDITOR), make_article()
    limit(editor, language="en")
    client.force_login(editor)
    url = reverse("admin:articles_article_publish", args=[article.pk])
    assert client.post(url, {"languages": ["ar"], "when": "now"}).status_code == 403
    assert not Publication.objects.exists()


def test_only_the_chief_does_not_wait_for_an_embargo(client: Client) -> None:
    editor, article = somebody(roles.DESK_EDITOR), embargoed()
    client.force_login(editor)
    data = {"languages": ["ar"], "when": "now", "override_embargo": "1"}
    client.post(reverse("admin:articles_article_publish", args=[article.pk]), data)
    assert not Publication.objects.exists()
    client.force_login(somebody(roles.EDITOR_IN_CHIEF))
    client.post(reverse("admin:articles_article_publish", args=[article.pk]), data)
    assert Publication.objects.count() == 1


# --- by order of the law -------------------------------------------------------------------------------------


def taken_down() -> Article:
    """A story of three revisions, the last of them taken down with its Arabic."""
    article = make_bilingual_article("الأول")
    saving.save_part(article, "ar", {"headline_ar": "الممنوع"}, version=1, by=None)
    publishing.publish(article, language="ar", by=None)
    publishing.withdraw(article, language="ar", by=None, reason="قرار محكمة", legal=True)
    return article


def test_what_is_taken_down_is_seen_by_the_chief_alone(client: Client) -> None:
    article = taken_down()
    hidden = []
    for role in roles.NAMES:
        user = somebody(role)
        client.force_login(user)
        hidden += [] if rights.may_see(user, article) else [role]
        for name in ("change", "history"):
            answer = client.get(reverse(f"admin:articles_article_{name}", args=[article.pk]))
            assert (answer.status_code == 200) == (role == roles.EDITOR_IN_CHIEF), (role, name)
            assert role == roles.EDITOR_IN_CHIEF or "الممنوع" not in answer.content.decode()
    assert {*hidden} == {*roles.NAMES} - {roles.EDITOR_IN_CHIEF}


def test_what_was_taken_down_stays_hidden_when_another_text_is_public(client: Client) -> None:
    article = taken_down()
    saving.save_part(article, "ar", {"headline_ar": "المسموح"}, version=2, by=None)
    publishing.publish(article, language="ar", by=None)
    old, forbidden, allowed = Revision.objects.filter(article=article, part="ar").order_by("version")
    first, second = article.publications.order_by("live_from")
    doors = [
        reverse("admin:articles_article_compare", args=[article.pk]) + f"?old={forbidden.pk}&new={allowed.pk}",
        reverse("admin:articles_article_compare", args=[article.pk]) + f"?new={allowed.pk}",
        reverse("admin:articles_article_published", args=[article.pk, first.pk]),
    ]
    history = reverse("admin:articles_article_history", args=[article.pk]) + "?part=ar"
    restore = reverse("admin:articles_article_restore", args=[article.pk, old.pk])
    client.force_login(somebody(roles.DESK_EDITOR))
    assert [client.get(door).status_code for door in doors] == [404, 404, 404]
    assert client.post(restore, {"version": "3"}).status_code == 404
    page = client.get(history)
    assert [line["revision"] for line in page.context["entries"] if "revision" in line] == [allowed]
    assert [line["published_url"] for line in page.context["entries"] if "published_url" in line] == [
        reverse("admin:articles_article_published", args=[article.pk, second.pk])
    ]
    client.force_login(somebody(roles.EDITOR_IN_CHIEF))
    assert [client.get(door).status_code for door in doors] == [200, 200, 200]
    assert len([line for line in client.get(history).context["entries"] if "revision" in line]) == 3


def test_only_the_chief_takes_down(client: Client) -> None:
    for role in (roles.DESK_EDITOR, roles.EDITOR_IN_CHIEF):
        article = make_publication().article
        client.force_login(somebody(role))
        url = reverse("admin:articles_article_withdraw", args=[article.pk, "ar"])
        client.post(url, {"reason": "قرار محكمة", "legal": "on"})
        assert article.withdrawals.get().legal == (role == roles.EDITOR_IN_CHIEF)
    assert AuditEntry.objects.filter(action="take_down").count() == 1


def test_a_take_down_waits_for_nothing(client: Client) -> None:
    article = make_publication().article
    client.force_login(somebody(roles.EDITOR_IN_CHIEF))
    url = reverse("admin:articles_article_withdraw", args=[article.pk, "ar"])
    page = client.post(url, {"reason": "قرار", "legal": "on", "at_day": "2099-01-01", "at_hour": "7"})
    assert (page.context["form"].errors.keys(), article.withdrawals.count()) == ({"legal"}, 0)


# --- pickers -------------------------------------------------------------------------------------------------


def test_a_reporter_recommends_what_readers_see_by_what_readers_know() -> None:
    reporter = somebody(roles.REPORTER)
    live = make_publication(make_article("ما يقرؤه الناس")).article
    saving.save_part(live, "ar", {"headline_ar": "ما لم يُنشر"}, version=1, by=None)
    make_article("مسودة غيره")
    found = lookup.readable(reporter, "ar", "")
    assert [(row.article_id, row.headline) for row in found] == [(live.pk, "ما يقرؤه الناس")]
    assert lookup.readable(reporter, "ar", "يُنشر") == []


def test_the_picker_of_related_reads_names_no_draft_of_others(client: Client) -> None:
    make_article("مسودة غيره")
    make_publication(make_article("منشور"))
    client.force_login(somebody(roles.REPORTER))
    answer = client.get(reverse("admin:articles_article_related_picker"), {"term": ""})
    assert [row["text"] for row in answer.json()["results"]] == ["منشور"]


def test_the_stock_picker_names_none_either(client: Client) -> None:
    make_article("مسودة غيره")
    client.force_login(somebody(roles.REPORTER))
    query = {"app_label": "articles", "model_name": "article", "field_name": "related", "term": "مسودة"}
    assert "مسودة" not in client.get("/admin/autocomplete/", query).content.decode()


def test_a_list_holds_what_is_theirs(client: Client) -> None:
    reporter = somebody(roles.REPORTER)
    make_article("لغيره")
    make_article("له", by=reporter)
    client.force_login(reporter)
    page = client.get(LIST).content.decode()
    assert ("له" in page, "لغيره" in page) == (True, False)


def test_scheduled_stories_of_others_stand_on_nobody_elses_desk(client: Client) -> None:
    article = embargoed()
    publishing.schedule(article, language="ar", at=clock.now() + timedelta(days=2), by=None)
    client.force_login(somebody(roles.TRANSLATOR))
    assert "سرّ" not in client.get(reverse("admin:index")).content.decode()


# --- what is written down --------------------------------------------------------------------------------------


def test_what_is_deleted_stands_in_the_audit_log_by_its_name(client: Client) -> None:
    chief = make_user(superuser=True)
    client.force_login(chief)
    tag = make_tag("وسم زائل")
    redirect = Redirect.objects.create(old_path="/ar/old/", new_path="/ar/")
    for row in (tag, redirect):
        url = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_delete", args=[row.pk])
        assert client.post(url, {"post": "yes"}).status_code == 302
    kept = AuditEntry.objects.filter(action="delete", by=chief).order_by("number")
    assert [entry.detail["called"] for entry in kept] == ["وسم زائل", "/ar/old/ → /ar/"]


def test_a_change_of_the_sites_identity_stands_in_the_audit_log(client: Client) -> None:
    chief = make_user(superuser=True)
    client.force_login(chief)
    url = reverse("admin:articles_siteidentity_change", args=[1])
    page = client.get(url)
    data = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None}
    for rows in page.context["inline_admin_formsets"]:
        management = rows.formset.management_form
        data |= {management.add_prefix(name): management[name].value() for name in management.fields}
    answer = client.post(url, {**data, "name_ar": "اسم آخر"})
    assert answer.status_code == 302, answer.context["errors"]
    entry = AuditEntry.objects.get(action="change_settings")
    assert (entry.by, entry.detail["fields"]) == (chief, ["name_ar"])
