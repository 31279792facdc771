"""The story form: what is written, what is refused, what is kept, and who may do it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.forms import ModelMultipleChoiceField
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import body, presenting, publishing, saving
from articles.models import Article, ArticleCredit, Image, Publication, RelatedRead
from newsroom import clock
from newsroom.models import User
from tests.factories import (
    make_article,
    make_author,
    make_bilingual_article,
    make_image,
    make_publication,
    make_region,
    make_section,
    make_tag,
    make_user,
    make_wire,
    picture_bytes,
)

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
LIST = "/admin/articles/article/"


def change(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def opened(desk: Client, url: str) -> dict[str, Any]:
    """What the browser would post when nothing was touched."""
    form = desk.get(url).context["form"]
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if bound.name == "embargo_until":
            data["embargo_until_day"] = value.strftime("%Y-%m-%d") if value else ""
            data["embargo_until_hour"] = value.strftime("%H:%M") if value else ""
        elif bound.name == "from_desk":
            data |= {"from_desk": "on"} if value else {}
        elif isinstance(value, list):
            data[bound.name] = [str(getattr(each, "pk", each)) for each in value]
        elif value is not None or not isinstance(bound.field, ModelMultipleChoiceField):
            data[bound.name] = "" if value is None else str(value)
    return data


def save(desk: Client, url: str, **changed: Any) -> Any:
    """Open the form, change some fields, save the draft."""
    return desk.post(url, opened(desk, url) | changed)


# --- writing -----------------------------------------------------------------------------------------------


def test_an_empty_draft_is_saved(desk: Client) -> None:
    response = save(desk, ADD)
    assert response.headers["Location"] == change(Article.objects.get())


def test_a_new_story_is_written_in_both_languages(desk: Client, editor: User) -> None:
    save(desk, ADD, headline_ar="حصاد", body_ar="<p>نص</p>", headline_en="Harvest", body_en="<p>Text</p>")
    article = Article.objects.get()
    written = (article.headline_ar, article.body_ar, article.headline_en, article.body_en, article.created_by)
    assert written == ("حصاد", "<p>نص</p>", "Harvest", "<p>Text</p>", editor)


def test_a_new_story_has_its_lists(desk: Client) -> None:
    region, tag, wire = make_region(), make_tag(), make_wire()
    people, reads = [make_author(), make_author()], [make_article("أ"), make_article("ب")]
    save(
        desk,
        ADD,
        regions=[region.pk],
        tags=[tag.pk],
        wires=[wire.pk],
        credit_text=[person.pk for person in reversed(people)],
        credit_photo=[people[0].pk],
        related_reads=[read.pk for read in reversed(reads)],
    )
    article = Article.objects.first()
    assert article is not None
    lists = (
        list(article.regions.all()),
        list(article.tags.all()),
        list(article.wires.all()),
        [(credit.person, credit.role) for credit in article.credits.all()],
        [read.target for read in article.related_reads.all()],
    )
    credits = [(people[1], "text"), (people[0], "text"), (people[0], "photo")]
    assert lists == ([region], [tag], [wire], credits, [reads[1], reads[0]])


def test_saving_stays_on_the_form(desk: Client) -> None:
    article = make_article()
    assert save(desk, change(article), headline_ar="جديد").headers["Location"] == change(article)


def test_saving_publishes_nothing(desk: Client) -> None:
    article = make_publication(make_article("كما نُشر")).article
    save(desk, change(article), headline_ar="كما يُكتب")
    assert article.publications.get().headline == "كما نُشر"


def test_publish_saves_first_and_goes_on_to_its_page(desk: Client) -> None:
    article = make_article()
    response = save(desk, change(article), headline_ar="جديد", _publish="1")
    went_to = reverse("admin:articles_article_publish", args=[article.pk])
    assert (response.headers["Location"], Article.objects.get().headline_ar) == (went_to, "جديد")


# --- part by part ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "versions"),
    [
        ({}, {"ar": 1, "en": 1, "shared": 1}),
        ({"headline_ar": "جديد"}, {"ar": 2, "en": 1, "shared": 1}),
        ({"body_en": "<p>New</p>"}, {"ar": 1, "en": 2, "shared": 1}),
        ({"from_desk": ""}, {"ar": 1, "en": 1, "shared": 2}),
        ({"headline_ar": "جديد", "headline_en": "New"}, {"ar": 2, "en": 2, "shared": 1}),
        ({"embargo_until_day": "2030-01-31", "embargo_until_hour": "18:00"}, {"ar": 1, "en": 1, "shared": 2}),
    ],
)
def test_only_the_changed_parts_are_written(desk: Client, changed: dict[str, str], versions: dict[str, int]) -> None:
    article = make_bilingual_article()
    save(desk, change(article), **changed)
    assert saving.versions(Article.objects.get()) == versions


def test_a_body_with_line_breaks_is_not_changed_by_the_browsers_line_ends(desk: Client) -> None:
    article = make_article(body="<p>أ</p>\n<p>ب</p>", standfirst_ar="سطر\nوآخر")
    data = opened(desk, change(article))
    data |= {"body_ar": "<p>أ</p>\r\n<p>ب</p>", "standfirst_ar": "سطر\r\nوآخر"}
    desk.post(change(article), data)
    assert saving.versions(Article.objects.get())["ar"] == 1


def test_an_untouched_body_stays_as_it_is_even_where_the_cleaner_would_change_it(desk: Client) -> None:
    old = "<div class='old'><p>مستورد</p></div>"
    article = make_article(body=old)
    save(desk, change(article), headline_ar="جديد")
    assert Article.objects.get().body_ar == old


def test_two_editors_of_two_languages_both_save(desk: Client) -> None:
    article = make_bilingual_article()
    arabic, english = opened(desk, change(article)), opened(desk, change(article))
    desk.post(change(article), arabic | {"headline_ar": "جديد"})
    desk.post(change(article), english | {"headline_en": "New"})
    saved = Article.objects.get()
    assert (saved.headline_ar, saved.headline_en) == ("جديد", "New")


def test_an_editor_of_the_text_does_not_put_back_old_tags(desk: Client) -> None:
    article, tag = make_article(), make_tag()
    before = opened(desk, change(article))
    save(desk, change(article), tags=[tag.pk])
    desk.post(change(article), before | {"headline_ar": "جديد"})
    assert list(article.tags.all()) == [tag]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"headline_ar": "الأول"}, {"kicker_ar": "الثاني"}),
        ({"headline_en": "First"}, {"headline_en": "Second"}),
        ({"from_desk": ""}, {"embargo_until_day": "2030-01-31", "embargo_until_hour": "18:00"}),
    ],
)
def test_a_stale_part_writes_nothing(desk: Client, first: dict[str, str], second: dict[str, str]) -> None:
    article = make_bilingual_article()
    stale = opened(desk, change(article))
    save(desk, change(article), **first)
    before = Article.objects.values().get()
    response = desk.post(change(article), stale | second)
    assert (response.status_code, Article.objects.values().get()) == (200, before)


def test_a_stale_form_keeps_what_was_typed_and_names_the_part(desk: Client) -> None:
    article = make_article()
    stale = opened(desk, change(article))
    save(desk, change(article), headline_ar="الأول")
    form = desk.post(change(article), stale | {"headline_ar": "الثاني"}).context["form"]
    assert (form["headline_ar"].value(), form.stale) == ("الثاني", {"ar": 2})


def test_a_stale_part_of_one_language_holds_the_other_back_too(desk: Client) -> None:
    article = make_bilingual_article("قديم", "Old")
    stale = opened(desk, change(article))
    save(desk, change(article), headline_ar="الأول")
    desk.post(change(article), stale | {"headline_ar": "الثاني", "headline_en": "New"})
    assert Article.objects.get().headline_en == "Old"


def test_whoever_saw_the_newer_text_may_replace_it(desk: Client) -> None:
    article = make_article()
    stale = opened(desk, change(article))
    save(desk, change(article), headline_ar="الأول")
    desk.post(change(article), stale | {"headline_ar": "الثاني", "keep_ar": "2"})
    assert Article.objects.get().headline_ar == "الثاني"


@pytest.mark.parametrize("version", ["", "0", "99", "x", "-1"])
def test_a_form_without_its_version_writes_nothing(desk: Client, version: str) -> None:
    article = make_article("قديم")
    save(desk, change(article), headline_ar="جديد", version_ar=version)
    assert Article.objects.get().headline_ar == "قديم"


# --- clean input -------------------------------------------------------------------------------------------


def test_a_touched_body_is_cleaned(desk: Client) -> None:
    article = make_article()
    save(desk, change(article), body_ar="<p onclick='x'>نص</p><script>alert(1)</script>")
    assert Article.objects.get().body_ar == "<p>نص</p>"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("سطر\r\nوآخر", "سطر وآخر"),
        ("  مسافات   كثيرة ", "مسافات كثيرة"),
        ("\u202eمقلوب\u202c", "مقلوب"),
        ("\u200fعلامة\ufeff", "علامة"),
        ("می\u200cخواهم این کتاب", "می\u200cخواهم این کتاب"),
        ("<b>حرفيًا</b>", "<b>حرفيًا</b>"),
    ],
)
def test_a_headline_is_one_clean_line(desk: Client, typed: str, stored: str) -> None:
    save(desk, ADD, headline_ar=typed)
    assert Article.objects.get().headline_ar == stored


def test_a_headline_is_printed_literally_in_the_list_and_in_the_form(desk: Client) -> None:
    article = make_article("<script>alert(1)</script>")
    pages = [desk.get(url).content.decode() for url in (LIST, change(article))]
    assert ["<script>alert(1)</script>" in page for page in pages] == [False, False]


def test_a_body_of_more_than_a_megabyte_is_refused_at_its_field(desk: Client) -> None:
    article = make_article(body="<p>قديم</p>")
    form = save(desk, change(article), body_ar="ن" * (body.MAX_BODY_BYTES // 2 + 1)).context["form"]
    assert (list(form.errors), Article.objects.get().body_ar) == (["body_ar"], "<p>قديم</p>")


def test_a_block_that_leads_to_the_story_itself_is_taken_out(desk: Client) -> None:
    article = make_article()
    own, other = (body.read_also_block(pk, "عنوان") for pk in (article.pk, 999))
    save(desk, change(article), body_ar=f"<p>أ</p>{own}{other}")
    assert Article.objects.get().body_ar == f"<p>أ</p>{other}"


def test_the_editor_hears_that_a_block_was_taken_out(desk: Client) -> None:
    article = make_article()
    data = opened(desk, change(article)) | {"body_ar": body.read_also_block(article.pk, "عنوان")}
    page = desk.post(change(article), data, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["warning", "success"]


def test_a_second_block_to_the_same_story_is_taken_out(desk: Client) -> None:
    article, block = make_article(), body.read_also_block(999, "عنوان")
    save(desk, change(article), body_ar=f"{block}<p>أ</p>{block}")
    assert Article.objects.get().body_ar == f"{block}<p>أ</p>"


def test_a_story_cannot_recommend_itself(desk: Client) -> None:
    article = make_article()
    form = save(desk, change(article), related_reads=[article.pk]).context["form"]
    assert (list(form.errors), RelatedRead.objects.count()) == (["related_reads"], 0)


def test_a_person_is_credited_once_per_role(desk: Client) -> None:
    person = make_author()
    save(desk, ADD, credit_text=[person.pk, person.pk])
    assert ArticleCredit.objects.count() == 1


@pytest.mark.parametrize("field", ["section", "hero", "credit_text", "related_reads", "tags"])
@pytest.mark.parametrize("value", ["999999", "x", "²"])
def test_a_row_that_does_not_exist_is_an_error_at_its_field(desk: Client, field: str, value: str) -> None:
    form = save(desk, ADD, **{field: value}).context["form"]
    assert (list(form.errors), Article.objects.count()) == ([field], 0)


@pytest.mark.parametrize(
    ("day", "hour"),
    [("2030-01-31", "18:00"), ("٢٠٣٠-٠١-٣١", "١٨:٠٠"), ("٣١ كانون الثاني/ يناير ٢٠٣٠", "٦:٠٠ م")],
)
def test_an_embargo_is_read_in_any_digits_in_the_newsrooms_zone(desk: Client, day: str, hour: str) -> None:
    save(desk, ADD, embargo_until_day=day, embargo_until_hour=hour)
    embargo = Article.objects.get().embargo_until
    assert embargo is not None
    assert embargo.isoformat() == "2030-01-31T15:00:00+00:00"


@pytest.mark.parametrize(
    ("day", "hour"), [("2030-01-31", ""), ("", "18:00"), ("غدٌ ما", "18:00"), ("2030-02-31", "18:00")]
)
def test_half_an_embargo_is_refused_and_kept(desk: Client, day: str, hour: str) -> None:
    form = save(desk, ADD, headline_ar="عنوان", embargo_until_day=day, embargo_until_hour=hour).context["form"]
    assert (list(form.errors), form["headline_ar"].value()) == (["embargo_until"], "عنوان")


def test_what_is_too_long_comes_back_with_all_text(desk: Client) -> None:
    form = save(desk, ADD, headline_ar="ع" * 201, body_ar="<p>نص طويل</p>", headline_en="Kept").context["form"]
    kept = (list(form.errors), form["body_ar"].value(), form["headline_en"].value())
    assert kept == (["headline_ar"], "<p>نص طويل</p>", "Kept")


def test_keys_that_are_not_of_the_form_are_ignored(desk: Client) -> None:
    article = make_article()
    save(desk, change(article), version="99", origin="wire", created_by="1", state="ready", headline_ar="جديد")
    row = Article.objects.get()
    assert (row.version, row.origin, row.created_by, row.languages.get(language="ar").state) == (
        1,
        "desk",
        None,
        "draft",
    )


# --- the page ----------------------------------------------------------------------------------------------


def test_every_text_is_written_in_its_own_direction(desk: Client) -> None:
    form = desk.get(ADD).context["form"]
    names = ("headline_ar", "headline_en", "hero_alt_ar", "hero_alt_en", "slug_en")
    assert [form.fields[name].widget.attrs["dir"] for name in names] == ["rtl", "ltr", "rtl", "ltr", "ltr"]


def test_the_switch_says_where_each_language_stands(desk: Client) -> None:
    article = make_publication(make_bilingual_article()).article
    tongues = desk.get(change(article)).context["tongues"]
    assert [(each.language, each.standing.code) for each in tongues] == [("ar", "live"), ("en", "draft")]


def test_a_language_with_errors_is_marked(desk: Client) -> None:
    tongues = save(desk, ADD, headline_en="x" * 201).context["tongues"]
    assert [(each.language, each.has_errors) for each in tongues] == [("ar", False), ("en", True)]


def test_what_blocks_is_listed_for_the_languages_that_were_begun(desk: Client) -> None:
    article = make_article(body="")
    tongues = desk.get(change(article)).context["tongues"]
    assert [[problem.field for problem in each.problems] for each in tongues] == [["body_ar"], []]


def test_the_form_says_what_will_be_printed(desk: Client) -> None:
    article = make_article(authors=[make_author("ريم"), make_author("سامر")], wires=[make_wire(), make_wire()])
    lines = desk.get(change(article)).context["printed"]["ar"]
    assert lines == {"byline": "ريم وسامر", "credit_line": "جريدة التجربة_ وكالات"}


def test_a_story_that_was_public_has_no_way_to_be_deleted(desk: Client, editor: User) -> None:
    boss = make_user("boss", superuser=True)
    desk.force_login(boss)
    article = make_publication().article
    assert desk.get(f"/admin/articles/article/{article.pk}/delete/").status_code == 403


def test_an_unknown_story_leads_back_to_the_list(desk: Client) -> None:
    assert desk.get("/admin/articles/article/999/change/").status_code == 302


# --- who may -----------------------------------------------------------------------------------------------


def test_without_the_right_to_change_nothing_is_written(client: Client) -> None:
    article = make_article("قديم")
    client.force_login(make_user(permissions=["articles.view_article"]))
    response = client.post(change(article), {"headline_ar": "جديد"})
    assert (response.status_code, Article.objects.get().headline_ar) == (403, "قديم")


def test_a_reader_of_the_desk_gets_no_save_button(client: Client) -> None:
    article = make_article("للقراءة")
    client.force_login(make_user(permissions=["articles.view_article", "articles.view_any_article"]))
    response = client.get(change(article))
    assert (response.status_code, response.context["may_save"]) == (200, False)


def test_without_the_right_to_publish_the_form_saves_and_stays(client: Client) -> None:
    reporter = make_user(permissions=["articles.view_article", "articles.change_article"])
    article = make_article(by=reporter)
    client.force_login(reporter)
    response = save(client, change(article), headline_ar="جديد", _publish="1")
    assert response.headers["Location"] == change(article)


# --- the preview -------------------------------------------------------------------------------------------


def preview(article: Article | None, language: str = "ar") -> str:
    if article is None:
        return reverse("admin:articles_article_preview_new", args=[language])
    return reverse("admin:articles_article_preview", args=[article.pk, language])


def test_a_preview_shows_what_is_in_the_form_and_saves_nothing(desk: Client) -> None:
    article = make_article("محفوظ")
    data = opened(desk, change(article)) | {"headline_ar": "في النموذج", "body_ar": "<p>نص لم يُحفظ</p>"}
    page = desk.post(preview(article), data).context["page"]
    shown = (page.headline, page.passages[0].html, page.draft, Article.objects.get().headline_ar)
    assert shown == ("في النموذج", "<p>نص لم يُحفظ</p>", True, "محفوظ")


def test_a_preview_of_a_new_story_needs_no_save(desk: Client) -> None:
    data = opened(desk, ADD) | {"headline_ar": "جديد", "credit_text": [make_author("ريم").pk]}
    page = desk.post(preview(None), data).context["page"]
    assert (page.headline, page.byline.text, Article.objects.count()) == ("جديد", "ريم", 0)


def test_a_preview_is_stored_and_indexed_by_nobody(desk: Client) -> None:
    headers = desk.post(preview(None), opened(desk, ADD)).headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_a_preview_speaks_the_language_of_the_text(desk: Client, language: str, direction: str) -> None:
    html = desk.post(preview(None, language), opened(desk, ADD)).content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in html


def test_a_preview_is_cleaned_like_a_save(desk: Client) -> None:
    data = opened(desk, ADD) | {"headline_ar": "عنوان", "body_ar": "<p>نص</p><script>alert('x')</script>"}
    page = desk.post(preview(None), data).context["page"]
    assert [passage.html for passage in page.passages] == ["<p>نص</p>"]


def test_a_preview_resolves_read_also_blocks_like_the_public_page(desk: Client) -> None:
    live, draft = make_publication(make_article("منشور")).article, make_article("سرّ")
    blocks = "".join(body.read_also_block(each.pk, "قديم") for each in (live, draft))
    page = desk.post(preview(None), opened(desk, ADD) | {"body_ar": blocks}).context["page"]
    assert [passage.read_also.headline for passage in page.passages if passage.read_also] == ["منشور"]


def test_a_preview_of_a_stale_form_is_shown(desk: Client) -> None:
    article = make_article()
    stale = opened(desk, change(article))
    save(desk, change(article), headline_ar="الأول")
    page = desk.post(preview(article), stale | {"headline_ar": "الثاني"}).context["page"]
    assert page.headline == "الثاني"


def test_an_invalid_form_is_previewed_as_far_as_it_goes(desk: Client) -> None:
    data = opened(desk, ADD) | {"headline_ar": "ع" * 201, "section": "x", "body_ar": "<p>نص</p>"}
    assert desk.post(preview(None), data).status_code == 200


def test_a_preview_is_never_a_get(desk: Client) -> None:
    assert desk.get(preview(None)).status_code == 405


def test_a_preview_is_for_the_desk_only(client: Client) -> None:
    client.force_login(make_user())
    assert client.post(preview(make_article()), {}).status_code == 404


@pytest.mark.parametrize("path", ["999/preview/ar/", "1/preview/fr/"])
def test_a_preview_of_nothing_is_not_found(desk: Client, path: str) -> None:
    assert desk.post(f"{LIST}{path}", {}).status_code in (302, 404)


# --- the list ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_the_same_number_of_questions_for_any_length(desk: Client, number: int) -> None:
    for each in range(number):
        make_publication(make_article(f"خبر {each}", by=make_user()))
    desk.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        desk.get(LIST)
    assert len(asked) == LIST_QUERIES


LIST_QUERIES = 17


@pytest.fixture
def stories() -> Iterator[dict[str, Article]]:
    yield {
        "olive": make_article("حصاد الزيتون في إدلب"),
        "rain": make_article("", headline_en="Rain on the old city"),
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("الزيتون", ["olive"]),
        ("إدلب حصاد", ["olive"]),
        ("old RAIN", ["rain"]),
        ("لا شيء", []),
        ("999999999999999999999999", []),
        ("%", []),
    ],
)
def test_the_list_finds_stories(desk: Client, stories: dict[str, Article], typed: str, found: list[str]) -> None:
    rows = desk.get(LIST, {"q": typed}).context["cl"].result_list
    assert [row.pk for row in rows] == [stories[name].pk for name in found]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("{olive}", "olive"),
        ("#{olive}", "olive"),
        ("http://news.example/ar/articles/{olive}/حصاد/", "olive"),
        ("https://news.example/e/{rain}", "rain"),
        ("/admin/articles/article/{rain}/change/", "rain"),
    ],
)
def test_a_pasted_address_or_number_opens_its_story(
    desk: Client, stories: dict[str, Article], typed: str, name: str
) -> None:
    term = typed.format(**{name: article.pk for name, article in stories.items()})
    assert desk.get(LIST, {"q": term})["Location"] == reverse("admin:articles_article_change", args=[stories[name].pk])


def test_arabic_digits_open_a_story(desk: Client, stories: dict[str, Article]) -> None:
    digits = str(stories["olive"].pk).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert desk.get(LIST, {"q": digits})["Location"] == reverse(
        "admin:articles_article_change", args=[stories["olive"].pk]
    )


@pytest.mark.parametrize("state", ["draft", "ready", "in_review", "scheduled", "live", "withdrawn"])
def test_the_list_is_filtered_by_state(desk: Client, state: str) -> None:
    stories = {name: make_article(name) for name in ("draft", "ready", "in_review", "scheduled", "live", "withdrawn")}
    for name in ("ready", "in_review"):
        stories[name].languages.update(state=name)
    stories["scheduled"].languages.filter(language="en").delete()
    publishing.schedule(stories["scheduled"], language="ar", at=clock.now() + timedelta(hours=1), by=None)
    for name in ("live", "withdrawn"):
        make_publication(stories[name])
        stories[name].languages.filter(language="en").delete()
    publishing.withdraw(stories["withdrawn"], language="ar", by=None, reason="خطأ")
    rows = {row.headline_ar for row in desk.get(LIST, {"state": state}).context["cl"].result_list}
    assert rows == {state}


# --- what the form asks for --------------------------------------------------------------------------------


def feed(desk: Client, **query: str | int) -> list[dict[str, Any]]:
    response = desk.get(reverse("admin:articles_article_related_feed"), {"language": "ar", **query})
    stories: list[dict[str, Any]] = json.loads(response.content)["stories"]
    return stories


def test_the_feed_lists_what_is_live_first(desk: Client) -> None:
    live = make_publication(make_article("فسيفساء حيّة")).article
    draft = make_article("فسيفساء مسودة")
    address = Publication.objects.get(article=live)
    url = presenting.story_url("ar", live.pk, address.slug)
    assert feed(desk, q="فسيفساء") == [
        {"id": live.pk, "headline": "فسيفساء حيّة", "live": True, "url": url},
        {"id": draft.pk, "headline": "فسيفساء مسودة", "live": False, "url": ""},
    ]


@pytest.mark.parametrize("typed", ["الامه", "الأُمَّة", "أمة إدلب", "ادلب", "١٩٤٨"])
def test_the_feed_and_the_list_forgive_spelling(desk: Client, typed: str) -> None:
    live = make_publication(make_article("مؤتمر الأمة في إدلب 1948")).article
    draft = make_article("الأُمة تجتمع في ادلب ١٩٤٨")
    make_article("حصاد")
    assert {row["id"] for row in feed(desk, q=typed)} == {live.pk, draft.pk}
    assert {row.pk for row in desk.get(LIST, {"q": typed}).context["cl"].result_list} == {live.pk, draft.pk}


def test_a_changed_headline_is_found_by_its_new_words(desk: Client) -> None:
    article = make_article("حصاد")
    saving.save_part(article, "ar", {"headline_ar": "الأمة"}, version=1, by=None)
    assert [row["id"] for row in feed(desk, q="امه")] == [article.pk]
    assert feed(desk, q="حصاد") == []


def test_the_feed_leaves_out_the_story_itself(desk: Client) -> None:
    assert feed(desk, but=make_article().pk) == []


def test_the_feed_knows_the_language(desk: Client) -> None:
    make_article("عربي فقط")
    assert feed(desk, language="en") == []


def test_the_feed_shows_eight_at_most(desk: Client) -> None:
    for _each in range(9):
        make_article()
    assert len(feed(desk)) == 8


@pytest.mark.parametrize("url", ["related/?language=ar", "printed/?people=1", "picture/1/", "related/?language=xx"])
def test_the_forms_questions_are_for_writers(client: Client, url: str) -> None:
    client.force_login(make_user(permissions=["articles.view_article"]))
    assert client.get(f"{LIST}{url}").status_code == 403


def test_an_unknown_language_of_the_feed_is_said(desk: Client) -> None:
    assert desk.get(f"{LIST}related/?language=fr").status_code == 400


@pytest.mark.parametrize("query", ["people=x,1e9,-1,99999999999999999999", "people=&wires=,,,", ""])
def test_odd_questions_about_printed_lines_are_answered(desk: Client, query: str) -> None:
    assert desk.get(f"{LIST}printed/?{query}").status_code == 200


def test_printed_lines_are_told_per_language(desk: Client) -> None:
    wire, person = make_wire("رويترز", name_en="Reuters"), make_author("ريم", name_en="Reem")
    response = desk.get(f"{LIST}printed/?people={person.pk}&wires={wire.pk}&desk=1")
    lines = json.loads(response.content)
    assert lines == {
        "ar": {"byline": "ريم", "credit_line": "جريدة التجربة_ رويترز"},
        "en": {"byline": "Reem", "credit_line": "The Trial_ Reuters"},
    }


def test_a_pictures_own_words_are_told(desk: Client) -> None:
    image = make_image(alt="حصاة", caption="شرح", credit="أرشيف")
    answer = json.loads(desk.get(f"{LIST}picture/{image.pk}/").content)
    assert answer["words"]["ar"] == {"caption": "شرح", "alt": "حصاة", "credit": "أرشيف"}


# --- pictures in the text ----------------------------------------------------------------------------------

UPLOAD = f"{LIST}picture/upload/"


def upload(client: Client, content: bytes, name: str = "x.png") -> Any:
    return client.post(UPLOAD, {"upload": SimpleUploadedFile(name, content)})


def test_a_picture_dropped_into_the_text_enters_the_library(desk: Client, editor: User) -> None:
    response = upload(desk, picture_bytes())
    image = Image.objects.get()
    assert (json.loads(response.content), image.uploaded_by) == ({"url": image.file.url}, editor)


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a<script>", picture_bytes()[:40]])
def test_what_is_no_picture_is_refused_in_words(desk: Client, content: bytes) -> None:
    response = upload(desk, content)
    refused = (response.status_code, list(json.loads(response.content)["error"]), Image.objects.count())
    assert refused == (400, ["message"], 0)


def test_an_upload_without_a_file_is_refused(desk: Client) -> None:
    assert desk.post(UPLOAD).status_code == 400


def test_an_upload_needs_its_right(client: Client) -> None:
    client.force_login(make_user(permissions=["articles.change_article"]))
    response = upload(client, picture_bytes())
    assert (response.status_code, Image.objects.count()) == (403, 0)


def test_an_upload_is_never_a_get(desk: Client) -> None:
    assert desk.get(UPLOAD).status_code == 405


def test_an_upload_needs_the_forms_token(editor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert upload(strict, picture_bytes()).status_code == 403


def test_a_hero_is_a_picture_of_the_library(desk: Client) -> None:
    image, section = make_image(), make_section()
    save(desk, ADD, hero=image.pk, section=section.pk, hero_caption_ar="شرح", hero_alt_ar="نص", hero_credit_ar="أرشيف")
    article = Article.objects.get()
    assert (article.hero, article.section, article.hero_caption_ar) == (image, section, "شرح")  # type: ignore[attr-defined]


def test_a_form_with_two_values_for_one_field_takes_the_last(desk: Client) -> None:
    data = QueryDict(mutable=True)
    for name, value in opened(desk, ADD).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    data.setlist("headline_ar", ["الأول", "الثاني"])
    desk.post(ADD, data.urlencode(), content_type="application/x-www-form-urlencoded")
    assert Article.objects.get().headline_ar == "الثاني"


@pytest.mark.parametrize(("hours", "told"), [(1, True), (-1, False)])
def test_the_list_says_until_when_a_story_is_embargoed(desk: Client, hours: int, told: bool) -> None:
    make_article("خبر ينتظر", embargo_until=clock.now() + timedelta(hours=hours))
    assert ("محظور حتى" in desk.get(reverse("admin:articles_article_changelist")).content.decode()) == told
