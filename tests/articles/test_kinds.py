"""Kinds of stories: what each needs before it is published, what readers are told, what search engines are told."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from articles import checklist, publishing, rights, saving
from articles.kinds import MANNERS
from articles.models import Article, ArticleLanguage, Kind, Publication
from articles.revisions import changes_more_than_words
from newsroom.models import User
from tests.articles.test_story_form import change, opened
from tests.factories import make_article, make_author, make_editor, make_publication, make_section, make_user, make_wire

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def of_kind(kind: Kind, **more: Any) -> Article:
    article = make_article(**more)
    saving.save_part(article, "shared", {"kind": kind}, version=1, by=None)
    return Article.objects.get(pk=article.pk)


def missing(article: Article) -> set[str]:
    return {problem.field for problem in checklist.problems(article, "ar")}


@pytest.fixture
def editor(client: Client) -> User:
    user = make_editor()
    client.force_login(user)
    return user


def test_every_kind_has_its_manner() -> None:
    assert set(MANNERS) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.NEWS, set()),
        (Kind.BRIEF, set()),
        (Kind.REPORT, {"standfirst_ar"}),
        (Kind.ANALYSIS, {"credit_text"}),
        (Kind.OPINION, {"credit_text"}),
        (Kind.INTERVIEW, {"standfirst_ar", "credit_text"}),
        (Kind.STATEMENT, {"credit_line_ar"}),
        (Kind.SPONSORED, {"credit_line_ar"}),
    ],
)
def test_a_kind_needs_more_than_headline_and_text(kind: Kind, fields: set[str]) -> None:
    assert missing(of_kind(kind)) == fields
    whole = of_kind(kind, standfirst_ar="الملخّص", credit_line_ar="وزارة الزراعة", authors=[make_author("ريم حداد")])
    assert missing(whole) == set()


def test_an_agency_issues_a_statement_too() -> None:
    assert missing(of_kind(Kind.STATEMENT, wires=[make_wire("وكالة")])) == set()


def test_a_brief_needs_a_sentence_and_no_text() -> None:
    assert missing(of_kind(Kind.BRIEF, body="")) == {"standfirst_ar"}
    assert missing(of_kind(Kind.BRIEF, body="", standfirst_ar="انقطعت الكهرباء.")) == set()
    assert missing(of_kind(Kind.NEWS, body="", standfirst_ar="انقطعت الكهرباء.")) == {"body_ar"}


def page(client: Client, row: Publication) -> str:
    return client.get(f"/ar/articles/{row.article_id}/{row.slug}/").content.decode()


def test_readers_are_told_what_an_opinion_is(client: Client) -> None:
    row = make_publication(of_kind(Kind.OPINION, authors=[make_author("ريم حداد")]))
    html = page(client, row)
    assert '<span class="label label--opinion">رأي</span>' in html
    assert "المقال يعبّر عن رأي كاتبه" in html
    assert "المقال يعبّر" not in page(client, make_publication())


def test_search_engines_are_told_the_kind_and_nothing_breaks_out(client: Client) -> None:
    article = of_kind(Kind.ANALYSIS, headline="</script><b>تحليل", authors=[make_author("ريم حداد")])
    html = page(client, make_publication(article))
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    told = json.loads(block)[0]
    assert (told["@type"], told["headline"], told["author"][0]["name"]) == (
        "AnalysisNewsArticle",
        "</script><b>تحليل",
        "ريم حداد",
    )


def test_words_for_search_engines_stand_in_the_head_alone(client: Client) -> None:
    row = make_publication(make_article(search_title_ar="عنوان البحث", search_description_ar="وصف البحث"))
    head, _body, text = page(client, row).partition("<body")
    assert "<title>عنوان البحث |" in head
    assert '<meta name="description" content="وصف البحث">' in head
    assert '<meta property="og:description" content="وصف البحث">' in head
    assert "عنوان البحث" not in text


def test_another_kind_is_no_typo() -> None:
    row = make_publication()
    assert not changes_more_than_words(row.article, "ar")
    saving.save_part(row.article, "shared", {"kind": Kind.REPORT}, version=1, by=None)
    assert changes_more_than_words(row.article, "ar")


def test_a_kind_that_does_not_exist_is_refused_and_nothing_is_lost(client: Client, editor: User) -> None:
    article = make_article()
    data = opened(client, change(article)) | {"kind": "gossip", "headline_ar": "جديد"}
    answer = client.post(change(article), data)
    assert (answer.status_code, answer.context["form"].errors.keys()) == (200, {"kind"})
    assert answer.context["form"]["headline_ar"].value() == "جديد"


# --- the brief -------------------------------------------------------------------------------------------------------

BRIEF = "/admin/articles/article/brief/"


def brief(section: Any = None, **more: str) -> dict[str, Any]:
    section = section or make_section()
    return {
        "headline": "انقطاع الكهرباء",
        "sentence": "انقطع التيار عن المرفأ.",
        "section": section.pk,
        "language": "ar",
    } | more


def test_a_brief_is_public_after_one_tap(client: Client, editor: User) -> None:
    answer = client.post(BRIEF, brief(), follow=True)
    row = Publication.objects.get()
    assert (row.kind, row.headline, row.standfirst, row.body) == (
        "brief",
        "انقطاع الكهرباء",
        "انقطع التيار عن المرفأ.",
        "",
    )
    assert "نسخ لتلغرام وواتساب" in answer.content.decode()
    assert '<span class="label label--brief">عاجل</span>' in page(client, row)


def test_two_taps_make_one_brief(client: Client, editor: User) -> None:
    data = brief()
    for _tap in range(2):
        client.post(BRIEF, data)
    assert (Article.objects.count(), Publication.objects.count()) == (1, 1)


def test_a_brief_opens_with_the_section_of_last_time(client: Client, editor: User) -> None:
    make_section()
    second = make_section()
    assert client.get(BRIEF).context["form"].initial["section"] != second.pk
    client.post(BRIEF, brief(second))
    assert client.get(BRIEF).context["form"].initial["section"] == second.pk


@pytest.mark.parametrize("lacking", ["headline", "sentence", "section", "language"])
def test_what_a_brief_lacks_is_asked_for_and_nothing_is_lost(client: Client, editor: User, lacking: str) -> None:
    answer = client.post(BRIEF, brief() | {lacking: ""})
    assert (answer.status_code, answer.context["form"].errors.keys()) == (200, {lacking})
    assert "انقطا" in answer.content.decode() or lacking == "headline"
    assert not Article.objects.exists()


def test_the_brief_of_a_reporter_goes_to_the_desk(client: Client) -> None:
    reporter = make_user(permissions=["articles.add_article", "articles.change_article", "articles.view_article"])
    client.force_login(reporter)
    client.post(BRIEF, brief())
    assert not Publication.objects.exists()
    assert ArticleLanguage.objects.get(language="ar").state == "in_review"
    assert not rights.may_publish(reporter, Article.objects.get(), "ar")


def test_a_brief_grows_into_a_story_at_its_address(client: Client, editor: User) -> None:
    client.post(BRIEF, brief())
    row = Publication.objects.get()
    article = row.article
    answer = client.post(f"/admin/articles/article/{article.pk}/expand/")
    assert answer.headers["Location"].endswith("#id_body_ar")
    grown = Article.objects.get()
    assert (grown.kind, grown.text_in("ar", "slug")) == ("news", row.slug)
    assert '<span class="label label--brief">' in page(client, row)  # readers keep the brief
    saving.save_part(grown, "ar", {"headline_ar": "الكهرباء تعود", "body_ar": "<p>نص.</p>"}, version=2, by=None)
    after = publishing.publish(grown, language="ar", by=None)
    assert (after.article_id, after.slug, after.kind) == (article.pk, row.slug, "news")
