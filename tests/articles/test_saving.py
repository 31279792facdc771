"""Saving part by part: two people at one story never overwrite each other without a word."""

from datetime import UTC, datetime

import pytest
import time_machine

from articles import saving
from articles.models import Article, ArticleLanguage, Draft, Revision, State
from tests.factories import make_article, make_author, make_bilingual_article, make_editor, make_section, make_tag

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2024, 12, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "part"),
    [
        ("headline_ar", "ar"),
        ("body_en", "en"),
        ("hero_alt_ar", "ar"),
        ("credit_line_en", "en"),
        ("section", "shared"),
        ("from_desk", "shared"),
        ("embargo_until", "shared"),
        ("credit_text", "shared"),
        ("related_reads", "shared"),
        ("headline", "shared"),
        ("headline_fr", "shared"),
        ("version_ar", "shared"),
    ],
)
def test_every_field_belongs_to_one_part(field: str, part: str) -> None:
    assert saving.part_of(field) == part


def test_a_new_story_has_a_row_for_each_language() -> None:
    article = make_article()
    assert list(article.languages.values_list("language", "state", "version")) == [
        ("ar", "draft", 1),
        ("en", "draft", 1),
    ]


def test_a_new_story_knows_who_made_it() -> None:
    user = make_editor()
    article = make_article(by=user)
    assert (article.created_by, article.languages.get(language="ar").saved_by) == (user, user)


def test_a_part_is_written_and_counted() -> None:
    article = make_article()
    version = saving.save_part(article, "ar", {"headline_ar": "جديد"}, version=1, by=None)
    assert (version, Article.objects.get().headline_ar) == (2, "جديد")


def test_a_language_and_the_other_do_not_count_each_other() -> None:
    article = make_bilingual_article()
    saving.save_part(article, "ar", {"headline_ar": "جديد"}, version=1, by=None)
    assert saving.versions(Article.objects.get()) == {"ar": 2, "en": 1, "shared": 1}


def test_the_shared_part_counts_for_itself() -> None:
    article = make_article()
    saving.save_part(article, "shared", {"section": make_section()}, version=1, by=None)
    assert saving.versions(Article.objects.get()) == {"ar": 1, "en": 1, "shared": 2}


@pytest.mark.parametrize("part", ["ar", "en", "shared"])
@pytest.mark.parametrize("version", [0, 2, 99])
def test_another_version_is_refused(part: str, version: int) -> None:
    article = make_article()
    with pytest.raises(saving.Stale) as refusal:
        saving.save_part(article, part, {}, version=version, by=None)
    assert refusal.value.part == part


def test_a_refused_part_writes_nothing() -> None:
    article = make_article("الأول")
    saving.save_part(article, "ar", {"headline_ar": "الثاني"}, version=1, by=None)
    with pytest.raises(saving.Stale):
        saving.save_part(article, "ar", {"headline_ar": "الثالث"}, version=1, by=None)
    assert Article.objects.get().headline_ar == "الثاني"


def test_two_editors_of_two_languages_never_meet() -> None:
    article = make_bilingual_article("قديم", "Old")
    saving.save_part(article, "ar", {"headline_ar": "جديد"}, version=1, by=None)
    saving.save_part(article, "en", {"headline_en": "New"}, version=1, by=None)
    saved = Article.objects.get()
    assert (saved.headline_ar, saved.headline_en) == ("جديد", "New")


def test_only_the_named_columns_are_written() -> None:
    article = make_article(kicker_ar="آثار")
    Article.objects.update(kicker_ar="بيئة")
    saving.save_part(article, "ar", {"headline_ar": "جديد"}, version=1, by=None)
    assert Article.objects.get().text_in("ar", "kicker") == "بيئة"


def test_the_untranslated_column_is_not_written() -> None:
    article = make_article("عنوان")
    before = Article.objects.values_list("headline", flat=True).get()
    saving.save_part(article, "ar", {"headline_ar": "جديد"}, version=1, by=None)
    assert Article.objects.rewrite(False).values_list("headline", flat=True).get() == before  # type: ignore[attr-defined]


def test_what_was_approved_is_a_draft_again_when_it_changes() -> None:
    article = make_article()
    ArticleLanguage.objects.update(state=State.READY)
    saving.save_part(article, "ar", {"headline_ar": "جديد"}, version=1, by=None)
    assert list(article.languages.values_list("language", "state")) == [("ar", "draft"), ("en", "ready")]


def test_a_save_says_when_and_by_whom() -> None:
    article, user = make_article(), make_editor()
    with time_machine.travel(NOON, tick=False):
        saving.save_part(article, "en", {"headline_en": "New"}, version=1, by=user)
    row = article.languages.get(language="en")
    assert (row.saved_at, row.saved_by, Article.objects.get().saved_at) == (NOON, user, NOON)


# --- revisions ---------------------------------------------------------------------------------------------


def test_every_version_of_every_part_has_its_revision() -> None:
    samar = make_editor("samar")
    article = make_article("الأول", by=samar)
    saving.save_part(article, "ar", {"headline_ar": "الثاني"}, version=1, by=samar)
    rows = Revision.objects.order_by("part", "version").values_list("part", "version", "by")
    assert list(rows) == [
        (part, version, samar.pk) for part, version in (("ar", 1), ("ar", 2), ("en", 1), ("shared", 1))
    ]
    assert [Revision.objects.get(part="ar", version=n).data["headline"] for n in (1, 2)] == ["الأول", "الثاني"]


def test_a_save_that_was_refused_leaves_no_revision() -> None:
    article = make_article()
    with pytest.raises(saving.Stale):
        saving.save_part(article, "ar", {"headline_ar": "x"}, version=7, by=None)
    assert Revision.objects.count() == 3


def test_a_revision_of_the_shared_part_holds_its_rows() -> None:
    tag, person, other = make_tag(), make_author(), make_article()
    article = make_article()
    rows = saving.Rows(tags=[tag], credits=[("photo", person.pk)], related=[other.pk])
    saving.save_part(article, "shared", {"from_desk": False}, version=1, by=None, rows=rows)
    held = Revision.objects.get(article=article, part="shared", version=2).data
    kept = (held["tags"], held["credits"], held["related"], held["from_desk"], held["section"])
    assert kept == ([tag.pk], [["photo", person.pk]], [other.pk], False, article.section_id)


def test_a_save_ends_the_savers_own_draft_of_that_part_alone() -> None:
    samar, james = make_editor("samar"), make_editor("james")
    article = make_article()
    for user, part in ((samar, "ar"), (samar, "en"), (james, "ar")):
        Draft.objects.create(user=user, article=article, part=part, data={}, base_version=1)
    saving.save_part(article, "ar", {"headline_ar": "x"}, version=1, by=samar)
    assert list(Draft.objects.values_list("user", "part")) == [(samar.pk, "en"), (james.pk, "ar")]
