"""The history of a story at the desk: what was saved, what changed, what readers had, and putting one text back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles import publishing, review, revisions, saving
from articles.comparing import NEW
from articles.models import Article, ArticleLanguage, Change, Publication, Revision, State
from newsroom import clock
from newsroom.models import User
from tests.articles.test_story_form import change, save
from tests.factories import (
    make_article,
    make_author,
    make_bilingual_article,
    make_editor,
    make_publication,
    make_tag,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def at(name: str, article: Article, *more: int) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *more])


def edited(headline: str = "الثاني", *, by: User | None = None) -> Article:
    article = make_article("الأول", by=by)
    saving.save_part(article, "ar", {"headline_ar": headline}, version=1, by=by)
    return article


def revision(article: Article, part: str, version: int) -> Revision:
    return Revision.objects.get(article=article, part=part, version=version)


# --- comparing -----------------------------------------------------------------------------------------------


def test_what_changed_is_told_field_by_field() -> None:
    article = edited()
    saving.save_part(article, "ar", {"body_ar": "<p>غيره.</p>"}, version=2, by=None)
    found = revisions.compare(revision(article, "ar", 1), revision(article, "ar", 3))
    assert [each.field for each in found] == ["headline", "body"]
    assert [piece.text for piece in found[0].pieces if piece.kind == NEW] == ["الثاني"]
    assert found[1].paragraphs


def test_rows_are_called_by_their_names_and_by_their_number_where_they_are_gone() -> None:
    kept, gone, person = make_tag("باق"), make_tag("زائل"), make_author("ريم حداد")
    article = make_article(tags=[kept])
    rows = saving.Rows(tags=[kept, gone], credits=[("text", person.pk)])
    saving.save_part(article, "shared", {}, version=1, by=None, rows=rows)
    number = gone.pk
    gone.delete()
    found = revisions.compare(revision(article, "shared", 1), revision(article, "shared", 2))
    shown = {each.field: "".join(piece.text for piece in each.pieces if piece.kind == NEW) for each in found}
    assert f"#{number}" in shown["tags"]
    assert "ريم حداد" in shown["credits"]


def test_quiet_hides_what_is_only_spelling() -> None:
    article = make_article("الأمم المتحدة")
    saving.save_part(article, "ar", {"headline_ar": "الامم المتحدة"}, version=1, by=None)
    pair = revision(article, "ar", 1), revision(article, "ar", 2)
    assert (len(revisions.compare(*pair)), revisions.compare(*pair, quiet=True)) == (1, [])


# --- against what readers have -------------------------------------------------------------------------------


def test_what_was_published_as_it_stands_differs_in_nothing() -> None:
    article = make_publication(make_article(tags=[make_tag()], authors=[make_author()])).article
    assert revisions.against_live(article, "ar") == []


def test_where_readers_have_nothing_there_is_nothing_to_compare() -> None:
    assert revisions.against_live(make_article(), "ar") is None


def test_changes_of_the_text_and_of_the_shared_part_are_told() -> None:
    article = make_publication().article
    saving.save_part(article, "ar", {"headline_ar": "غيره"}, version=1, by=None)
    saving.save_part(article, "shared", {}, version=1, by=None, rows=saving.Rows(tags=[make_tag("جديد")]))
    found = revisions.against_live(Article.objects.get(), "ar") or []
    assert [each.field for each in found] == ["headline", "tags"]


BODY = "<p>" + " ".join(f"كلمة{'ا' * n}" for n in range(1, 60)) + " زار سمير القرية</p>"


@pytest.mark.parametrize(
    ("old", "new", "usual"),
    [
        ("القرية", "القريةَ", Change.TYPO),
        ("القرية", "12 قرية", Change.UPDATE),
        ("سمير", "سمر", Change.UPDATE),
        ("كلمةا ", "شيء آخر تمامًا كتبه أحدهم ", Change.UPDATE),
    ],
)
def test_a_small_change_is_proposed_as_a_typo(old: str, new: str, usual: Change, client: Client) -> None:
    article = make_publication(make_article(body=BODY, authors=[make_author("سمير خوري")])).article
    saving.save_part(article, "ar", {"body_ar": BODY.replace(old, new, 1)}, version=1, by=None)
    client.force_login(make_editor())
    page = client.get(at("publish", article))
    assert page.context["form"].initial["change_ar"] == usual
    assert page.context["choices"][0].differences


# --- putting back --------------------------------------------------------------------------------------------


def test_one_language_is_put_back_and_nothing_else() -> None:
    samar = make_editor("samar")
    article = make_bilingual_article("الأول", "First")
    publishing.publish(article, language="ar", by=None)
    for language, headline in (("ar", "الثاني"), ("en", "Second")):
        saving.save_part(article, language, {f"headline_{language}": headline}, version=1, by=None)
    publishing.schedule(article, language="ar", at=clock.now() + timedelta(days=1), by=None)
    revisions.restore(article, revision(article, "ar", 1), version=2, by=samar)
    stored = Article.objects.get()
    assert (stored.headline_ar, stored.headline_en, stored.version) == ("الأول", "Second", 1)
    assert Publication.objects.count() == 2
    row = revision(article, "ar", 3)
    assert (row.restored, row.by, row.data) == (1, samar, revision(article, "ar", 1).data)


def test_an_approved_text_that_is_put_back_is_a_draft_and_one_in_review_stays_there() -> None:
    article = edited()
    ArticleLanguage.objects.update(state=State.READY)
    revisions.restore(article, revision(article, "ar", 1), version=2, by=None)
    assert ArticleLanguage.objects.get(language="ar").state == State.DRAFT


def test_what_is_gone_is_left_out_and_named() -> None:
    tag, article = make_tag(), make_article()
    saving.save_part(article, "shared", {}, version=1, by=None, rows=saving.Rows(tags=[tag]))
    saving.save_part(article, "shared", {}, version=2, by=None, rows=saving.Rows())
    tag.delete()
    left_out = revisions.restore(article, revision(article, "shared", 2), version=3, by=None)
    assert left_out == [revisions.label_of("tags")]


def test_an_embargo_is_not_put_back_on_what_readers_have() -> None:
    article = make_article(embargo_until=clock.now() + timedelta(days=1))
    saving.save_part(article, "shared", {"embargo_until": None}, version=1, by=None)
    make_publication(Article.objects.get())
    left_out = revisions.restore(article, revision(article, "shared", 1), version=2, by=None)
    assert (left_out, Article.objects.get().embargo_until) == ([revisions.label_of("embargo_until")], None)


# --- the pages -----------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_editor("samar"))
    return client


def test_the_list_names_saves_and_steps(desk: Client) -> None:
    article = edited(by=User.objects.get())
    review.submit(article, language="ar", by=None)
    publication = publishing.publish(article, language="ar", by=None)
    entries = desk.get(at("history", article)).context["entries"]
    assert [bool(entry.get("revision")) for entry in entries] == [False, False, True, True, True, True]
    assert entries[0]["published_url"] == at("published", article, publication.pk)
    assert entries[2]["compare_url"]


@pytest.mark.parametrize("part", ["ar", "en", "shared", "nonsense"])
def test_the_list_can_show_one_part(desk: Client, part: str) -> None:
    article = edited()
    entries = desk.get(at("history", article), {"part": part}).context["entries"]
    assert len(entries) == {"ar": 2, "en": 1, "shared": 1, "nonsense": 4}[part]


def test_the_list_asks_the_same_for_few_and_many_and_reads_no_text(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few, many = make_article(), make_article()
    for version in range(1, 61):
        saving.save_part(many, "ar", {"headline_ar": f"العنوان {version}"}, version=version, by=None)
    desk.get(at("history", few))
    with CaptureQueriesContext(connection) as asked:
        desk.get(at("history", few))
    assert not any('"articles_revision"."data"' in query["sql"] for query in asked)
    with django_assert_num_queries(len(asked)):
        page = desk.get(at("history", many))
    assert (len(page.context["entries"]), bool(page.context["older"])) == (50, True)
    assert len(desk.get(at("history", many), {"page": "2"}).context["entries"]) == 13


def test_a_save_is_compared_with_the_one_before(desk: Client) -> None:
    article = edited()
    page = desk.get(at("compare", article), {"new": revision(article, "ar", 2).pk})
    assert [head["version"] for head in page.context["heads"]] == [1, 2]
    html = page.content.decode()
    assert "<del><bdi>الأول</bdi></del>" in html
    assert "<ins><bdi>الثاني</bdi></ins>" in html


def test_the_older_stands_first_whatever_was_chosen(desk: Client) -> None:
    article = edited()
    chosen = {"old": revision(article, "ar", 2).pk, "new": revision(article, "ar", 1).pk}
    assert [head["version"] for head in desk.get(at("compare", article), chosen).context["heads"]] == [1, 2]


@pytest.mark.parametrize("new", ["", "0", "x", "²", "9" * 30])
def test_a_comparison_of_nothing_is_not_found(desk: Client, new: str) -> None:
    assert desk.get(at("compare", make_article()), {"new": new}).status_code == 404


def test_a_revision_of_another_story_or_part_is_not_found(desk: Client) -> None:
    article, other = edited(), edited()
    mine, theirs = revision(article, "ar", 2).pk, revision(other, "ar", 2).pk
    assert desk.get(at("compare", article), {"new": theirs}).status_code == 404
    assert desk.get(at("compare", article), {"new": mine, "old": theirs}).status_code == 404
    english = revision(article, "en", 1).pk
    assert desk.get(at("compare", article), {"new": mine, "old": english}).status_code == 404
    assert desk.post(at("restore", article, theirs), {"version": "2"}).status_code == 404
    shown = make_publication(other)
    assert desk.get(at("published", article, shown.pk)).status_code == 404


def test_a_text_is_put_back_by_a_button(desk: Client) -> None:
    article = edited()
    answer = desk.post(at("restore", article, revision(article, "ar", 1).pk), {"version": "2"})
    assert (answer.status_code, Article.objects.get().headline_ar) == (302, "الأول")


def test_what_was_saved_meanwhile_is_not_overwritten(desk: Client) -> None:
    article = edited()
    answer = desk.post(at("restore", article, revision(article, "ar", 1).pk), {"version": "1"})
    assert (answer.status_code, Article.objects.get().headline_ar) == (409, "الثاني")


def test_looking_puts_nothing_back(desk: Client) -> None:
    article = edited()
    assert desk.get(at("restore", article, revision(article, "ar", 1).pk)).status_code == 405


def test_what_readers_had_is_shown_as_they_had_it(desk: Client) -> None:
    publication = make_publication(make_article("كما كان"))
    article = publication.article
    saving.save_part(article, "ar", {"headline_ar": "كما صار"}, version=1, by=None)
    publishing.publish(article, language="ar", by=None)
    page = desk.get(at("published", article, publication.pk))
    html = page.content.decode()
    assert ("كما كان" in html, "كما صار" in html) == (True, False)
    assert (page.headers["X-Robots-Tag"], page.headers["Cache-Control"]) == ("noindex", "no-store")


def test_who_may_only_look_puts_nothing_back(client: Client) -> None:
    client.force_login(make_user(permissions=["articles.view_article", "articles.view_any_article"]))
    article = edited()
    assert client.get(at("history", article)).status_code == 200
    assert client.post(at("restore", article, revision(article, "ar", 1).pk), {"version": "2"}).status_code == 403


@pytest.mark.parametrize("name", ["history", "compare"])
def test_the_history_of_anothers_story_is_not_a_reporters(client: Client, name: str) -> None:
    client.force_login(make_user(permissions=["articles.view_article", "articles.change_article"]))
    article = edited()
    query = {"new": revision(article, "ar", 2).pk}
    assert client.get(at(name, article), query).status_code == 404
    publication = make_publication(article)
    assert client.get(at("published", article, publication.pk)).status_code == 404


def test_an_embargo_on_what_readers_have_is_refused_at_its_field(desk: Client) -> None:
    article = make_publication().article
    response = save(desk, change(article), embargo_until_day="2035-01-01", embargo_until_hour="12:00")
    assert list(response.context["form"].errors) == ["embargo_until"]


# --- doors, and links that lead somewhere ---------------------------------------------------------------------


def restore(client: Client, article: Article, part: str) -> int:
    """Put the first version of a part back; the answer's status."""
    version = {"version": str(saving.versions(Article.objects.get(pk=article.pk))[part])}
    return client.post(at("restore", article, revision(article, part, 1).pk), version).status_code


@pytest.mark.parametrize("name", ["history", "compare"])
def test_who_is_not_logged_in_is_led_to_the_door(client: Client, name: str) -> None:
    article = edited()
    answer = client.get(at(name, article), {"new": revision(article, "ar", 2).pk})
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("admin:login"))
    assert restore(client, article, "ar") == 302
    assert Article.objects.get().headline_ar == "الثاني"


def test_a_reporter_reads_and_puts_back_their_own_story(client: Client) -> None:
    reporter = make_user(permissions=["articles.view_article", "articles.change_article"])
    client.force_login(reporter)
    own, other = edited(by=reporter), edited()
    assert client.get(at("history", own)).status_code == 200
    assert (restore(client, own, "ar"), restore(client, other, "ar")) == (302, 404)


def test_a_translator_puts_back_texts_and_no_filing_of_others(client: Client) -> None:
    may = ("view_article", "change_article", "view_any_article", "change_any_article")
    client.force_login(make_user(permissions=[f"articles.{right}" for right in may]))
    article = make_bilingual_article()
    assert [restore(client, article, part) for part in ("ar", "en", "shared")] == [302, 302, 403]
    page = client.get(at("compare", article), {"new": revision(article, "ar", 2).pk})
    assert page.context["may_restore"]


def test_a_headline_under_embargo_is_no_business_of_a_reporter(client: Client) -> None:
    reporter = make_user(permissions=["articles.view_article", "articles.change_article"])
    client.force_login(reporter)
    secret = make_article("سرّ كبير", embargo_until=clock.now() + timedelta(days=1))
    article = make_article(by=reporter)
    saving.save_part(article, "shared", {}, version=1, by=None, rows=saving.Rows(related=[secret.pk]))
    page = client.get(at("compare", article), {"new": revision(article, "shared", 2).pk})
    assert (f"#{secret.pk}" in page.content.decode(), "سرّ كبير" in page.content.decode()) == (True, False)


def test_the_first_revision_that_is_kept_has_nothing_to_be_compared_with(desk: Client) -> None:
    article = make_article()
    Revision.objects.update(version=7)  # of a story that is older than its revisions
    entries = desk.get(at("history", article)).context["entries"]
    assert [entry["compare_url"] for entry in entries] == ["", "", ""]


def test_what_was_scheduled_and_taken_back_was_never_published(desk: Client) -> None:
    article = make_article()
    publishing.schedule(article, language="ar", at=clock.now() + timedelta(days=1), by=None)
    entries = desk.get(at("history", article)).context["entries"]
    assert desk.get(entries[0]["published_url"]).status_code == 200
    publishing.unschedule(article, language="ar", by=None)
    entries = desk.get(at("history", article)).context["entries"]
    assert [entry["published_url"] for entry in entries if "published_url" in entry] == []


def test_the_two_newest_saves_are_chosen_whatever_stands_between_them(desk: Client) -> None:
    article = edited()
    review.submit(article, language="ar", by=None)
    review.take_back(article, language="ar", by=None)
    page = desk.get(at("history", article), {"part": "ar"})
    assert page.context["chosen"] == [revision(article, "ar", 2).pk, revision(article, "ar", 1).pk]
    assert page.content.decode().count(" checked") == 2


def test_few_and_many_saves_cost_the_same(desk: Client) -> None:
    asked = []
    for saves in (3, 30):
        article = make_article()
        for version in range(1, saves):
            saving.save_part(article, "ar", {"headline_ar": f"العنوان {version}"}, version=version, by=None)
        publishing.publish(article, language="ar", by=None)
        desk.get(at("history", article))
        with CaptureQueriesContext(connection) as queries:
            desk.get(at("history", article))
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("old", ["0", "x", "²", "9" * 30])
def test_a_comparison_with_nothing_is_not_found(desk: Client, old: str) -> None:
    article = edited()
    chosen: dict[str, str | int] = {"old": old, "new": revision(article, "ar", 2).pk}
    assert desk.get(at("compare", article), chosen).status_code == 404


@pytest.mark.parametrize(("part", "language"), [("en", "en"), ("shared", None)])
def test_the_page_speaks_the_desks_language_and_the_text_its_own(desk: Client, part: str, language: str | None) -> None:
    article = make_bilingual_article()
    if part == "en":
        saving.save_part(article, "en", {"headline_en": "Olives"}, version=1, by=None)
    else:
        saving.save_part(article, "shared", {}, version=1, by=None, rows=saving.Rows(tags=[make_tag()]))
    html = desk.get(at("compare", article), {"new": revision(article, part, 2).pk}).content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert ('class="compare__text" lang="en" dir="ltr"' in html) == bool(language)
