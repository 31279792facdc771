"""What differs between two revisions, as plain data, and what putting one back leaves alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing, revisions, saving
from articles.comparing import GONE, MOVED, NEW, SAME
from articles.models import Article, ArticleLanguage, Image, Publication, Revision, Section, State, Tag
from articles.revisions import FieldDifference
from newsroom import clock
from newsroom.models import User
from tests.factories import (
    make_article,
    make_author,
    make_bilingual_article,
    make_editor,
    make_image,
    make_publication,
    make_section,
    make_tag,
    make_user,
    make_wire,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SOON = timedelta(days=1)


def revision(article: Article, part: str, version: int) -> Revision:
    return Revision.objects.get(article=article, part=part, version=version)


def refiled(article: Article, rows: saving.Rows | None = None, **columns: object) -> Article:
    version = saving.versions(Article.objects.get(pk=article.pk))["shared"]
    saving.save_part(article, "shared", columns, version=version, by=None, rows=rows or saving.Rows())
    return article


def shown(article: Article, part: str = "shared", reader: User | None = None) -> dict[str, list[tuple[str, str]]]:
    """What changed with the second version, field by field."""
    found = revisions.compare(revision(article, part, 1), revision(article, part, 2), reader=reader)
    return {each.field: [(piece.kind, piece.text) for piece in each.pieces] for each in found}


# --- values of the shared part -------------------------------------------------------------------------------


def test_names_are_compared_whole() -> None:
    damascus, country = make_tag("دمشق"), make_tag("ريف دمشق")
    article = refiled(make_article(tags=[damascus]), saving.Rows(tags=[country]))
    assert shown(article)["tags"] == [(GONE, "دمشق"), (NEW, "ريف دمشق")]


def test_two_that_are_called_the_same_are_still_two() -> None:
    first, second = make_section("ثقافة"), make_section("ثقافة")
    assert shown(refiled(make_article(section=first), section=second))["section"] == [(GONE, "ثقافة"), (NEW, "ثقافة")]


def test_people_who_changed_places_are_moved_and_not_gone() -> None:
    samar, dima = make_author("سمر"), make_author("ديما")
    article = make_article(authors=[samar, dima])
    refiled(article, saving.Rows(credits=[("text", dima.pk), ("text", samar.pk)]))
    assert sorted(kind for kind, _name in shown(article)["credits"]) == [MOVED, SAME]


def test_an_embargo_and_the_own_desk_are_told_in_words() -> None:
    article = refiled(make_article(), embargo_until=clock.now() + SOON, from_desk=False)
    found = shown(article)
    assert [kind for kind, _text in found["embargo_until"]] == [NEW]
    assert found["from_desk"] == [(GONE, "نعم"), (NEW, "لا")]


def test_a_row_that_is_gone_is_called_by_its_number() -> None:
    tag = make_tag("زائل")
    article, number = refiled(make_article(), saving.Rows(tags=[tag])), tag.pk
    tag.delete()
    assert shown(article)["tags"] == [(NEW, f"#{number}")]


@pytest.mark.parametrize("role", ["reporter", "editor", "nobody"])
def test_a_related_read_is_called_as_the_reader_may_know_it(role: str) -> None:
    secret = make_article("سرّ", embargo_until=clock.now() + SOON)
    article = refiled(make_article(), saving.Rows(related=[secret.pk]))
    reporter = make_user(permissions=["articles.view_article", "articles.change_article"])
    reader = {"reporter": reporter, "editor": make_editor(), "nobody": None}[role]
    called = "سرّ" if role == "editor" else f"#{secret.pk}"
    assert shown(article, reader=reader)["related"] == [(NEW, called)]


def test_a_related_read_that_readers_have_is_called_by_the_headline_that_they_have() -> None:
    live = make_publication(make_article("كما يراه القرّاء")).article
    saving.save_part(live, "ar", {"headline_ar": "كما سيصير"}, version=1, by=None)
    article = refiled(make_article(), saving.Rows(related=[live.pk]))
    reporter = make_user(permissions=["articles.view_article", "articles.change_article"])
    assert shown(article, reader=reporter)["related"] == [(NEW, "كما يراه القرّاء")]


def test_names_are_asked_for_once_a_kind_however_many_they_are() -> None:
    few = refiled(make_article(), saving.Rows(tags=[make_tag()]))
    many = refiled(make_article(tags=[make_tag() for _each in range(9)]), saving.Rows(tags=[make_tag()]))
    asked = []
    for article in (few, many):
        pair = revision(article, "shared", 1), revision(article, "shared", 2)
        with CaptureQueriesContext(connection) as queries:
            revisions.compare(*pair)
        asked.append(len(queries))
    assert asked == [1, 1]


# --- bodies --------------------------------------------------------------------------------------------------


def body_difference(old: str, new: str, *, quiet: bool = False) -> list[FieldDifference]:
    return revisions.differences({"body": old}, {"body": new}, quiet=quiet)


@pytest.mark.parametrize("quiet", [False, True])
def test_a_list_that_is_numbered_now_is_a_change_that_no_word_shows(quiet: bool) -> None:
    found = body_difference("<ul><li>قمح</li></ul>", "<ol><li>قمح</li></ol>", quiet=quiet)
    assert [bool(each.note) for each in found] == ([] if quiet else [True])


PARAGRAPHS = [f"<p>الفقرة {number} من النصّ</p>" for number in range(12)]


@pytest.mark.parametrize(
    ("changed", "stretches"),
    [
        (0, [(1, False), (1, False), (10, True)]),
        (6, [(5, True), (1, False), (1, False), (1, False), (4, True)]),
        (2, [(2, False), (1, False), (1, False), (8, True)]),
        (11, [(10, True), (1, False), (1, False)]),
    ],
)
def test_long_unchanged_stretches_are_folded(changed: int, stretches: list[tuple[int, bool]]) -> None:
    new = [*PARAGRAPHS]
    new[changed] = "<p>غير ذلك تمامًا، لا كلمة مشتركة</p>"
    found = body_difference("".join(PARAGRAPHS), "".join(new))[0].stretches
    merged = [(len(each.paragraphs), each.folded) for each in found]
    assert sum(length for length, _folded in merged) == sum(len(each.paragraphs) for each in found)
    assert [each for each in merged if each[1]] == [each for each in stretches if each[1]]
    assert all(paragraph.kind == SAME for each in found if each.folded for paragraph in each.paragraphs)


# --- against what readers have -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["person", "wire", "tag", "left"])
def test_a_changed_name_is_no_typo(kind: str) -> None:
    filler = " ".join(f"كلمة{'ا' * n}" for n in range(1, 80))
    filed = {
        "person": {"authors": [make_author("جورجيت")]},
        "wire": {"wires": [make_wire("جورجيت")]},
        "tag": {"tags": [make_tag("جورجيت")]},
        "left": {"authors": [make_author("جورجيت")]},
    }[kind]
    article = make_article(body=f"<p>{filler} جورجيت</p>", **filed)  # type: ignore[arg-type]  # one of several lists
    publishing.publish(article, language="ar", by=None)
    if kind == "left":  # named by what readers have alone
        refiled(article)
    saving.save_part(article, "ar", {"body_ar": f"<p>{filler} جورجيتا</p>"}, version=1, by=None)
    weight = revisions.weight_of_changes(Article.objects.get(), "ar")
    assert weight is not None
    assert (weight.names, weight.is_typo) == (True, False)


# --- putting back --------------------------------------------------------------------------------------------


def test_an_embargo_is_neither_lifted_nor_set_by_an_older_filing() -> None:
    until = clock.now() + SOON
    article = refiled(make_article(), embargo_until=until)
    left_out = revisions.restore(article, revision(article, "shared", 1), version=2, by=None)
    assert (Article.objects.get().embargo_until, left_out) == (until, [revisions.label_of("embargo_until")])
    refiled(article, embargo_until=None)
    revisions.restore(article, revision(article, "shared", 2), version=4, by=None)
    assert Article.objects.get().embargo_until is None


def test_what_is_scheduled_stays_so_when_the_filing_is_put_back() -> None:
    article = refiled(make_article(), embargo_until=clock.now() + SOON)
    refiled(article, embargo_until=None)
    publishing.schedule(Article.objects.get(), language="ar", at=clock.now() + SOON / 2, by=None)
    revisions.restore(article, revision(article, "shared", 2), version=3, by=None)
    assert Publication.objects.count() == 1


def test_where_its_section_and_picture_are_gone_those_of_now_stay() -> None:
    section, hero = make_section(), make_image()
    article = refiled(make_article(section=section, hero=hero), section=make_section("الباقي"), hero=None)
    Section.objects.filter(pk=section.pk).delete()
    Image.objects.filter(pk=hero.pk).delete()
    left_out = revisions.restore(article, revision(article, "shared", 1), version=2, by=None)
    stored = Article.objects.get()
    assert (str(stored.section), stored.hero) == ("الباقي", None)
    assert left_out == [revisions.label_of("section"), revisions.label_of("hero")]


def test_a_field_that_is_younger_than_the_revision_stays_as_it_is() -> None:
    article = make_article(kicker_ar="الآن", tags=[make_tag("باق")])
    for part, field in (("ar", "kicker"), ("shared", "tags")):
        row = revision(article, part, 1)
        del row.data[field]
        revisions.restore(article, row, version=1, by=None)
    stored = Article.objects.get()
    assert (stored.text_in("ar", "kicker"), [str(tag) for tag in stored.tags.all()]) == ("الآن", ["باق"])


def test_what_is_put_back_is_clean_by_the_rules_of_today() -> None:
    article = make_article()
    row = revision(article, "ar", 1)
    row.data["body"] = '<p onclick="x()">نصّ</p><script>x()</script>'
    revisions.restore(article, row, version=1, by=None)
    assert Article.objects.get().body_ar == "<p>نصّ</p>"


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.READY])
def test_the_other_language_stands_where_it_stood(state: State) -> None:
    article = make_bilingual_article("الأول", "First")
    saving.save_part(article, "ar", {"headline_ar": "الثاني"}, version=1, by=None)
    ArticleLanguage.objects.update(state=state)
    revisions.restore(article, revision(article, "ar", 1), version=2, by=None)
    own = State.DRAFT if state == State.READY else state
    assert list(ArticleLanguage.objects.order_by("language").values_list("language", "state", "version")) == [
        ("ar", own, 3),
        ("en", state, 1),
    ]
    assert Article.objects.get().text_in("en", "headline") == "First"


def test_a_live_text_stays_live_as_it_is() -> None:
    article = make_publication(make_article("الأول")).article
    saving.save_part(article, "ar", {"headline_ar": "الثاني"}, version=1, by=None)
    revisions.restore(article, revision(article, "ar", 1), version=2, by=None)
    assert list(Publication.objects.live("ar").values_list("headline", flat=True)) == ["الأول"]
    assert Tag.objects.count() == 0


@pytest.mark.parametrize("part", ["ar", "en", "shared"])
def test_what_was_saved_meanwhile_is_not_overwritten(part: str) -> None:
    article = make_bilingual_article()
    saving.save_part(article, part, {}, version=1, by=None)
    with pytest.raises(saving.Stale):
        revisions.restore(article, revision(article, part, 1), version=1, by=None)
    assert Revision.objects.filter(part=part).count() == 2
