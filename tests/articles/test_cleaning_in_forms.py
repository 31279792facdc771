"""What is typed is cleaned on save with a notice and a way back; what nobody touched is not touched."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles import body, saving, tidying
from articles.models import Article, Author, Cartoon, Image, MenuItem, SiteIdentity, Tag
from newsroom.arabic import Change, clean_text, describe_changes
from newsroom.models import User
from tests.articles.test_desk_lists import picture
from tests.articles.test_story_form import ADD, change, opened, preview
from tests.factories import (
    make_article,
    make_author,
    make_bilingual_article,
    make_cartoon,
    make_editor,
    make_image,
    make_section,
    make_tag,
    make_user,
    name_the_site,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DIRTY = "حصاد\u200f  الزيتون،بدأ"
CLEAN = "حصاد الزيتون، بدأ"
DIRTY_BODY = '<p>قال\u200b&nbsp; &nbsp;<strong>علی</strong>: "نعم"</p>'


class Saved:
    """The page after a save: its messages, and the button that takes the cleaning back."""

    def __init__(self, desk: Client, url: str, **changed: Any) -> None:
        self.desk = desk
        page = desk.post(url, opened(desk, url) | changed, follow=True)
        self.messages = [(each.level_tag, str(each)) for each in page.context["messages"]]
        self.notices = [text for level, text in self.messages if level == "info"]
        self.page = page.content.decode()

    @property
    def undo(self) -> list[tuple[str, str, str]]:
        """Where the button leads, the form's token, and the button's key."""
        form = r'<form class="undo" method="post" action="([^"]*)">.*?value="([^"]*)"'
        form += r'><button type="submit" name="undo" value="([^"]*)">'
        return re.findall(form, self.page)

    def put_back(self, **changed: str) -> list[str]:
        """Press the button; the levels of the messages that come."""
        [(address, _token, key)] = self.undo
        page = self.desk.post(address, {"undo": key} | changed, follow=True)
        return [each.level_tag for each in page.context["messages"]]


def stored(name: str) -> str:
    """A column of the story."""
    return str(Article.objects.values_list(name, flat=True).get())


def told(typed: str) -> str:
    """What the desk says of cleaning it, as it stands in a page."""
    return describe_changes(clean_text(typed).changes)


# --- cleaning on save --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["kicker_ar", "headline_ar", "standfirst_ar", "dateline_ar", "hero_caption_ar", "hero_alt_ar"]
)
def test_a_typed_text_is_stored_clean_and_the_editor_hears_of_it(desk: Client, name: str) -> None:
    saved = Saved(desk, ADD, **{name: DIRTY})
    assert (stored(name), [told(DIRTY) in notice for notice in saved.notices]) == (CLEAN, [True])


def test_a_typed_body_is_stored_clean_between_its_tags(desk: Client) -> None:
    html = "<p>قال\u200b <code>علی</code> &amp; <strong>علی</strong></p>"
    Saved(desk, ADD, body_ar=html)
    assert stored("body_ar") == "<p>قال <code>علی</code> &amp; <strong>على</strong></p>"


def test_hard_spaces_of_a_body_are_stored_as_one_space(desk: Client) -> None:
    Saved(desk, ADD, body_ar="<p>قال&nbsp; &nbsp;نعم</p>")
    assert stored("body_ar") == "<p>قال نعم</p>"


def test_a_notice_names_the_fields_in_their_order(desk: Client) -> None:
    [notice] = Saved(desk, ADD, hero_alt_ar=DIRTY, headline_ar=DIRTY, body_ar="<p>علی</p>").notices
    made = [told(DIRTY), told("علی"), told(DIRTY)]
    assert re.findall(r"<span>[^<]*: ([^<:]*)</span>", notice) == made


def test_the_notice_speaks_the_language_of_the_desk(client: Client) -> None:
    name_the_site()
    client.force_login(make_editor(interface_language="en"))
    saved = Saved(client, ADD, headline_ar="حصاد" + "\u200f" * 14)
    assert [describe_changes((Change("invisible", 14),), "en") in notice for notice in saved.notices] == [True]


def test_signs_that_the_field_itself_would_drop_are_counted(desk: Client) -> None:
    [notice] = Saved(desk, ADD, headline_ar="\u202bحصاد\u202c\u200f", body_ar="<p>\u202bحصاد\u202c</p>").notices
    assert [describe_changes((Change("invisible", n),)) in notice for n in (3, 2)] == [True, True]


def test_nothing_to_clean_is_no_notice(desk: Client) -> None:
    saved = Saved(desk, ADD, headline_ar="حصاد الزيتون", body_ar="<p>نص</p>", headline_en="Olives,and  more")
    assert [level for level, _text in saved.messages] == ["success"]


def test_a_field_that_nobody_touched_stays_as_it_is(desk: Client) -> None:
    texts = {"headline": DIRTY, "body": DIRTY_BODY, "kicker_ar": DIRTY}
    article = make_article(**texts)  # type: ignore[arg-type]
    saved = Saved(desk, change(article), standfirst_ar="جديد")
    kept = (stored("headline_ar"), stored("body_ar"), stored("kicker_ar"), saved.notices)
    assert kept == (DIRTY, DIRTY_BODY, DIRTY, [])


def test_a_part_that_was_posted_as_it_was_opened_is_neither_written_nor_told(desk: Client) -> None:
    article = make_article(DIRTY)
    saved = Saved(desk, change(article), from_desk="")
    assert (stored("headline_ar"), saving.versions(Article.objects.get())["ar"], saved.notices) == (DIRTY, 1, [])


@pytest.mark.parametrize("text", ["ليفانت نيوز_ وكالات", "علی  وكالات"])
def test_the_credit_line_is_never_cleaned(desk: Client, text: str) -> None:
    saved = Saved(desk, ADD, credit_line_ar=text)
    assert (stored("credit_line_ar"), saved.notices) == (" ".join(text.split()), [])


def test_a_picture_credit_of_agencies_stays(desk: Client) -> None:
    saved = Saved(desk, ADD, hero_credit_ar="ليفانت نيوز_ وكالات")
    assert (stored("hero_credit_ar"), saved.notices) == ("ليفانت نيوز_ وكالات", [])


def test_english_keeps_its_signs(desk: Client) -> None:
    html = '<p>He said  "no", ok.. really ?</p>'
    saved = Saved(desk, ADD, headline_en='"No", he said..', body_en=html)
    assert (stored("headline_en"), stored("body_en"), saved.notices) == ('"No", he said..', html, [])


def test_cleaning_makes_no_text_too_long_that_was_not(desk: Client) -> None:
    typed = "ع" * 190 + "،عععع،عععع"  # two spaces more would be 202
    assert len(typed) == 200
    saved = Saved(desk, ADD, headline_ar=typed)
    assert (stored("headline_ar"), saved.notices) == (typed, [])


def test_a_text_that_is_too_long_only_before_cleaning_is_stored_without_a_way_back(desk: Client) -> None:
    saved = Saved(desk, ADD, headline_ar="ع" * 200 + "\u200f")
    assert (stored("headline_ar"), len(saved.notices), saved.undo) == ("ع" * 200, 1, [])


def test_going_on_to_publish_cleans_and_tells_too(desk: Client) -> None:
    saved = Saved(desk, change(make_article()), headline_ar=DIRTY, _publish="1")
    assert (stored("headline_ar"), len(saved.notices), len(saved.undo)) == (CLEAN, 1, 1)


def test_a_preview_is_cleaned_and_says_nothing(desk: Client) -> None:
    article = make_article()
    data = opened(desk, change(article)) | {"headline_ar": DIRTY, "body_ar": "<p>علی</p>"}
    page = desk.post(preview(article), data).context["page"]
    notices = list(desk.get(change(article)).context["messages"])
    assert (page.headline, page.passages[0].html, notices) == (CLEAN, "<p>على</p>", [])


def test_a_refused_form_tells_nothing_and_keeps_what_was_typed(desk: Client) -> None:
    page = desk.post(ADD, opened(desk, ADD) | {"headline_ar": DIRTY, "kicker_ar": "ع" * 61})
    assert (page.context["form"]["headline_ar"].value(), list(page.context["messages"])) == (DIRTY, [])


# --- the way back ------------------------------------------------------------------------------------------


def test_undo_puts_the_words_back_byte_for_byte(desk: Client) -> None:
    article = make_article("قديم", body="<p>قديم</p>")
    html = '<p>قال\u200b علی: "نعم"</p>\n<p>نص  نص</p>'
    saved = Saved(desk, change(article), headline_ar=DIRTY, standfirst_ar="سطر\u200f\n\nوآخر،هنا", body_ar=html)
    levels = saved.put_back()
    back = (stored("headline_ar"), stored("standfirst_ar"), stored("body_ar"), levels)
    assert back == (DIRTY, "سطر\u200f\n\nوآخر،هنا", html, ["success"])


def test_undo_of_a_new_story_puts_both_languages_back(desk: Client) -> None:
    saved = Saved(desk, ADD, headline_ar=DIRTY, headline_en="Oli\u200bves")
    saved.put_back()
    versions = saving.versions(Article.objects.get())
    assert (stored("headline_ar"), stored("headline_en"), versions) == (
        DIRTY,
        "Oli\u200bves",
        {"ar": 2, "en": 2, "shared": 1},
    )


def test_undo_leaves_the_fields_that_were_not_cleaned(desk: Client) -> None:
    saved = Saved(desk, ADD, headline_ar=DIRTY, kicker_ar="زيتون")
    Article.objects.update(kicker_ar="بعد الحفظ")
    saved.put_back()
    assert (stored("headline_ar"), stored("kicker_ar")) == (DIRTY, "بعد الحفظ")


def test_what_was_put_back_is_sanitised_all_the_same(desk: Client) -> None:
    saved = Saved(desk, ADD, body_ar="<p onclick='x'>علی</p><script>alert(1)</script>")
    saved.put_back()
    assert stored("body_ar") == "<p>علی</p>"


def test_bidi_overrides_are_never_put_back(desk: Client) -> None:
    saved = Saved(desk, ADD, headline_ar="\u202eحصاد\u200f", body_ar="<p>\u202eحصاد\u200f</p>")
    saved.put_back()
    assert (stored("headline_ar"), stored("body_ar")) == ("حصاد\u200f", "<p>حصاد\u200f</p>")


def test_where_a_way_back_would_change_nothing_there_is_none(desk: Client) -> None:
    saved = Saved(desk, ADD, headline_ar="\u202bحصاد\u202c")
    assert (len(saved.notices), saved.undo) == (1, [])


def test_the_next_save_does_not_clean_again_what_was_put_back(desk: Client) -> None:
    article = make_article()
    Saved(desk, change(article), headline_ar=DIRTY, body_ar="<p>علی</p>").put_back()
    again = Saved(desk, change(article), kicker_ar="جديد")
    assert (stored("headline_ar"), stored("body_ar"), again.notices) == (DIRTY, "<p>علی</p>", [])


def test_what_was_put_back_is_cleaned_again_once_it_is_changed(desk: Client) -> None:
    article = make_article()
    Saved(desk, change(article), headline_ar=DIRTY).put_back()
    again = Saved(desk, change(article), headline_ar=f"{DIRTY} اليوم")
    assert (stored("headline_ar"), len(again.notices)) == (f"{CLEAN} اليوم", 1)


def test_a_story_put_back_is_published_as_it_was_typed(desk: Client) -> None:
    article = make_article()
    Saved(desk, change(article), headline_ar=DIRTY, body_ar="<p>علی</p>", _publish="1").put_back()
    desk.post(reverse("admin:articles_article_publish", args=[article.pk]), {"languages": ["ar"], "when": "now"})
    public = article.publications.get()
    assert (public.headline, public.body) == (DIRTY, "<p>علی</p>")


def test_undo_after_another_save_changes_nothing_and_says_so(desk: Client) -> None:
    article = make_article()
    saved = Saved(desk, change(article), headline_ar=DIRTY)
    saving.save_part(article, "ar", {"headline_ar": "كتبه آخر"}, version=2, by=None)
    before = Article.objects.values().get()
    assert (saved.put_back(), Article.objects.values().get()) == (["error"], before)


def test_undo_of_two_languages_changes_neither_where_one_was_saved_since(desk: Client) -> None:
    article = make_bilingual_article()
    saved = Saved(desk, change(article), headline_ar=DIRTY, headline_en="Oli\u200bves")
    saving.save_part(article, "en", {"headline_en": "Others"}, version=2, by=None)
    levels = saved.put_back()
    assert (levels, stored("headline_ar"), stored("headline_en")) == (["error"], CLEAN, "Others")


def test_a_save_of_the_other_language_does_not_stand_in_the_way(desk: Client) -> None:
    article = make_bilingual_article()
    saved = Saved(desk, change(article), headline_ar=DIRTY)
    saving.save_part(article, "en", {"headline_en": "Others"}, version=1, by=None)
    assert (saved.put_back(), stored("headline_ar")) == (["success"], DIRTY)


def test_an_undo_works_once(desk: Client) -> None:
    article = make_article()
    saved = Saved(desk, change(article), headline_ar=DIRTY)
    saved.put_back()
    version = saving.versions(Article.objects.get())
    assert (saved.put_back(), saving.versions(Article.objects.get())) == (["error"], version)


@pytest.mark.parametrize("key", ["", "x", "نص"])
def test_a_foreign_undo_changes_nothing_and_says_so(desk: Client, key: str) -> None:
    saved = Saved(desk, ADD, headline_ar=DIRTY)
    assert (saved.put_back(undo=key), stored("headline_ar")) == (["error"], CLEAN)


def test_an_undo_is_good_for_whoever_saved_alone(desk: Client) -> None:
    saved = Saved(desk, ADD, headline_ar=DIRTY)
    saved.desk = Client()
    saved.desk.force_login(make_editor("another"))
    assert (saved.put_back(), stored("headline_ar")) == (["error"], CLEAN)


def test_the_undo_of_the_save_before_is_used_up_by_the_next_one(desk: Client) -> None:
    article = make_article()
    first = Saved(desk, change(article), headline_ar=DIRTY)
    Saved(desk, change(article), kicker_ar=DIRTY)
    assert (first.put_back(), stored("headline_ar"), stored("kicker_ar")) == (["error"], CLEAN, CLEAN)


def test_without_the_right_to_change_nothing_is_put_back(desk: Client, editor: User) -> None:
    saved = Saved(desk, ADD, headline_ar=DIRTY)
    [(address, _token, key)] = saved.undo
    editor.user_permissions.remove(*editor.user_permissions.filter(codename="change_article"))
    assert (desk.post(address, {"undo": key}).status_code, stored("headline_ar")) == (403, CLEAN)


def test_an_undo_is_never_a_get(desk: Client) -> None:
    assert desk.get(reverse("admin:articles_article_untidy", args=[make_article().pk])).status_code == 405


def test_an_undo_of_a_story_that_does_not_exist_is_not_found(desk: Client) -> None:
    assert desk.post(reverse("admin:articles_article_untidy", args=[999]), {"undo": "x"}).status_code == 404


def test_the_button_carries_the_forms_token(editor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    token = strict.get(ADD).context["csrf_token"]
    saved = Saved(strict, ADD, headline_ar=DIRTY, csrfmiddlewaretoken=str(token))
    [(address, own, key)] = saved.undo
    answers = [strict.post(address, {"undo": key, "csrfmiddlewaretoken": each}).status_code for each in ("x" * 32, own)]
    assert (answers, stored("headline_ar")) == ([403, 302], DIRTY)


def test_a_very_long_body_is_cleaned_without_a_way_back(desk: Client) -> None:
    html = f"<p>{'نص ' * 67_000}،علی</p>"
    saved = Saved(desk, ADD, body_ar=html, headline_ar=DIRTY)
    saved.put_back()
    assert ("علی" in stored("body_ar"), stored("headline_ar"), len(saved.notices)) == (False, DIRTY, 1)


def test_a_notice_names_what_has_no_way_back(desk: Client) -> None:
    saved = Saved(desk, ADD, headline_ar="\u202bحصاد\u202c", kicker_ar=DIRTY)
    after_the_changes = saved.notices[0].rpartition("</span>")[2]
    labels = [re.findall(r"<span>([^<]*): ", saved.notices[0])[n] for n in (0, 1)]
    assert [label in after_the_changes for label in labels] == [False, True]


def test_a_session_keeps_the_words_of_few_stories(desk: Client) -> None:
    for _each in range(6):
        Saved(desk, ADD, headline_ar=DIRTY)
    newest = list(Article.objects.order_by("-pk").values_list("pk", flat=True)[:4])
    assert list(desk.session["as_typed"]) == [str(pk) for pk in reversed(newest)]


def test_putting_back_stands_in_the_history(desk: Client) -> None:
    saved = Saved(desk, ADD, headline_ar=DIRTY)
    saved.put_back()
    page = desk.get(reverse("admin:articles_article_history", args=[Article.objects.get().pk]))
    saves = [entry["revision"].version for entry in page.context["entries"] if "revision" in entry]
    assert max(saves) == 2  # written, then put back


def test_the_block_to_the_story_itself_is_not_put_back(desk: Client) -> None:
    article = make_article()
    own = body.read_also_block(article.pk, "عنوان")
    Saved(desk, change(article), body_ar=f"<p>علی</p>{own}").put_back()
    assert stored("body_ar") == "<p>علی</p>"


# --- the other forms ---------------------------------------------------------------------------------------


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(make_user(superuser=True))
    return client


def edit(boss: Client, path: str, **changed: Any) -> list[str]:
    """Open a form of the desk, change some fields, save; the notices that come."""
    page = boss.get(path)
    data: dict[str, Any] = {}
    forms = [page.context["adminform"].form, *(each.formset for each in page.context["inline_admin_formsets"])]
    for form in forms:
        fields = form if hasattr(form, "changed_data") else (*form.management_form, *(b for row in form for b in row))
        for bound in fields:
            value = bound.value()
            data |= {} if value is None or value is False else {bound.html_name: value}
    answer = boss.post(path, data | changed, follow=True)
    return [str(each) for each in answer.context["messages"] if each.level_tag == "info"]


def test_a_new_tags_name_is_cleaned_before_its_address_is_made(boss: Client) -> None:
    notices = edit(boss, "/admin/articles/tag/add/", name_ar="حصاد\u200b  الزيتون")
    tag = Tag.objects.get()
    assert (tag.name_ar, tag.slug_ar, len(notices)) == ("حصاد الزيتون", "حصاد-الزيتون", 1)


@pytest.mark.parametrize("room", ["section", "author", "image", "cartoon"])
def test_words_in_other_rooms_are_cleaned_with_a_notice_and_no_button(boss: Client, room: str) -> None:
    rows: dict[str, tuple[Any, str]] = {
        "section": (make_section(), "intro_ar"),
        "author": (make_author(), "bio_ar"),
        "image": (make_image(), "caption_ar"),
        "cartoon": (make_cartoon(), "description_ar"),
    }
    row, name = rows[room]
    notices = edit(boss, f"/admin/articles/{room}/{row.pk}/change/", **{name: DIRTY})
    row.refresh_from_db()
    assert (getattr(row, name), [told(DIRTY) in each for each in notices], "<button" in notices[0]) == (
        CLEAN,
        [True],
        False,
    )


def test_a_new_pictures_words_are_stored_clean(boss: Client) -> None:
    edit(boss, "/admin/articles/image/add/", upload=picture(), alt_text_ar=DIRTY)
    assert Image.objects.get().words_in("ar", "alt_text") == CLEAN


def test_the_newspapers_names_and_menu_are_cleaned_in_one_notice(boss: Client) -> None:
    name_the_site()
    path = "/admin/articles/siteidentity/1/change/"
    row = {"menu-TOTAL_FORMS": "1", "menu-INITIAL_FORMS": "0", "menu-0-label_ar": DIRTY, "menu-0-path": "/x/"}
    notices = edit(boss, path, tagline_ar=DIRTY, **row, **{"menu-0-position": "1"})
    identity, item = SiteIdentity.objects.get(), MenuItem.objects.get()
    assert (identity.tagline_ar, item.label_ar, [each.count(told(DIRTY)) for each in notices]) == (CLEAN, CLEAN, [2])  # type: ignore[attr-defined]


def test_words_in_other_rooms_that_nobody_touched_stay(boss: Client) -> None:
    author = make_author("سمر")
    Author.objects.filter(pk=author.pk).update(bio_ar="سطر،علی\nوآخر")
    notices = edit(boss, f"/admin/articles/author/{author.pk}/change/", name_en="Samar", bio_ar="سطر،علی\r\nوآخر")
    assert (Author.objects.values_list("bio_ar", flat=True).get().split(), notices) == (["سطر،علی", "وآخر"], [])


def test_addresses_are_not_cleaned_as_words(boss: Client) -> None:
    tag = make_tag("زيتون")
    notices = edit(boss, f"/admin/articles/tag/{tag.pk}/change/", slug_ar="نص،نعم")
    assert (Tag.objects.get().slug_ar, notices) == ("نص-نعم", [])


def test_cleaning_makes_no_name_too_long_that_was_not(boss: Client) -> None:
    cartoon = make_cartoon()
    typed = "ع" * 113 + "،ع،عععع"  # the title has room for 120
    assert len(typed) == 120
    notices = edit(boss, f"/admin/articles/cartoon/{cartoon.pk}/change/", title_ar=typed)
    assert (Cartoon.objects.values_list("title_ar", flat=True).get(), notices) == (typed, [])


def test_clean_words_are_told_nowhere(boss: Client) -> None:
    assert edit(boss, "/admin/articles/tag/add/", name_ar="زيتون", name_en="Olives") == []


def test_the_story_and_its_tools_agree_on_what_is_clean() -> None:
    assert tidying.tidy_line(DIRTY).text == CLEAN
