"""The rooms of the desk: lists, forms, pictures that are let in or refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from articles import taxonomy
from articles.models import Author, Cartoon, Image, Region, Section, SiteIdentity, Tag
from newsroom import house
from tests.factories import (
    make_article,
    make_author,
    make_cartoon,
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

MODELS = ("section", "region", "tag", "author", "wire", "image", "cartoon", "redirect")
PAGES = (
    *(f"/admin/articles/{model}/" for model in MODELS),
    *(f"/admin/articles/{model}/add/" for model in MODELS),
    "/admin/articles/siteidentity/1/change/",
    "/admin/newsletter/subscriber/",
    "/admin/newsroom/user/",
    "/admin/newsroom/user/add/",
    "/admin/newsroom/auditentry/",
    "/admin/password_change/",
)


def desk(language: str = "ar", **rights: Any) -> Client:
    """A browser of the superuser, or of somebody with these `permissions`."""
    user = make_user(interface_language=language, **(rights or {"superuser": True}))
    client = Client()
    client.force_login(user)
    return client


def errors(answer: Any) -> dict[str, list[str]]:
    """What the form that came back complains of."""
    return {name: list(found) for name, found in answer.context["adminform"].errors.items()}


def picture(name: str = "photo.png") -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    return SimpleUploadedFile(name, picture_bytes(), "image/png")


def fill_the_rooms() -> None:
    """One row in every list."""
    make_section("أخبار", name_en="News")
    make_region("سوريا")
    make_tag("آثار")
    make_wire()
    make_cartoon()
    make_publication(make_article(hero=make_image()))


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_room_opens(path: str, language: str) -> None:
    fill_the_rooms()

    assert desk(language).get(path).status_code == 200


@pytest.mark.parametrize(("model", "queries"), [("image", 13), ("cartoon", 12)])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_light_table_asks_the_same_questions_for_one_picture_and_for_three(
    model: str, queries: int, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_cartoon()
    client = desk()
    client.get(f"/admin/articles/{model}/")

    with django_assert_num_queries(queries):
        client.get(f"/admin/articles/{model}/")


# --- names and addresses ------------------------------------------------------------------------------------


def tag_data(**words: str) -> dict[str, str]:
    """The form of a tag."""
    return {"name_ar": "", "name_en": "", "slug_ar": "", "slug_en": "", **words}


def test_addresses_are_made_of_the_names() -> None:
    desk().post("/admin/articles/tag/add/", tag_data(name_ar="فسيفساء تل الرمّان", name_en="Tell Rumman mosaics"))

    tag = Tag.objects.get()
    assert (tag.slug_ar, tag.slug_en) == ("فسيفساء-تل-الرمان", "tell-rumman-mosaics")


def test_one_language_is_enough() -> None:
    desk().post("/admin/articles/tag/add/", tag_data(name_en="Storks"))

    tag = Tag.objects.get()
    assert (tag.name_in("ar"), tag.slug_in("ar"), tag.slug_in("en")) == ("", "", "storks")


def test_no_name_at_all_is_refused_in_words() -> None:
    answer = desk().post("/admin/articles/tag/add/", tag_data())

    assert errors(answer) == {"name_ar": ["اكتبوا الاسم بلغة واحدة على الأقل."]}


def test_an_address_is_taken_once() -> None:
    client = desk()
    client.post("/admin/articles/tag/add/", tag_data(name_ar="آثار"))

    answer = client.post("/admin/articles/tag/add/", tag_data(name_ar="آثار"))

    assert errors(answer) == {"slug_ar": ["الرابط «آثار» مأخوذ لـ«آثار»، فاختاروا غيره."]}


@pytest.mark.parametrize("words", ["آثار", "Heritage"])
def test_a_tag_is_found_by_either_name(words: str) -> None:
    tag = make_tag("آثار", name_en="Heritage")
    make_tag("مطر", name_en="Rain")
    query = {"term": words, "app_label": "articles", "model_name": "article", "field_name": "tags"}

    answer = desk().get("/admin/autocomplete/", query)

    assert [row["id"] for row in answer.json()["results"]] == [str(tag.pk)]


def test_each_field_is_written_in_its_own_direction() -> None:
    form = desk("en").get("/admin/articles/tag/add/").context["adminform"].form

    assert {name: form.fields[name].widget.attrs["dir"] for name in ("name_ar", "name_en")} == {
        "name_ar": "rtl",
        "name_en": "ltr",
    }


# --- the tree of places -------------------------------------------------------------------------------------


def region_data(region: Region, parent: Region | None) -> dict[str, object]:
    """The form of a region."""
    return {
        "name_ar": region.name_ar,
        "slug_ar": region.slug_ar,
        "name_en": "",
        "slug_en": "",
        "parent": parent.pk if parent else "",
    }


def test_moving_a_place_carries_those_below_it() -> None:
    world, levant = make_region("العالم"), make_region("المشرق")
    syria = make_region("سوريا", parent=levant)

    desk().post(f"/admin/articles/region/{levant.pk}/change/", region_data(levant, world))

    syria.refresh_from_db()
    assert syria.path == f"/{world.pk}/{levant.pk}/{syria.pk}/"


def test_a_place_cannot_lie_within_itself() -> None:
    levant = make_region("المشرق")
    syria = make_region("سوريا", parent=levant)

    answer = desk().post(f"/admin/articles/region/{levant.pk}/change/", region_data(levant, syria))

    assert errors(answer) == {"parent": ["لا تقع المنطقة ضمن نفسها."]}


def test_places_are_indented_by_their_depth() -> None:
    world = make_region("العالم")
    make_region("المشرق", parent=world)

    page = desk().get("/admin/articles/region/").content.decode()

    assert [f"depth--{n}" in page for n in (0, 1, 2)] == [True, True, False]


# --- pictures -----------------------------------------------------------------------------------------------


def image_data(**words: object) -> dict[str, object]:
    """The form of a picture."""
    empty = {f"{word}_{code}": "" for word in ("alt_text", "caption", "credit") for code in ("ar", "en")}
    return {**empty, "focal_x": 50, "focal_y": 50, **words}


def test_a_picture_comes_in_with_its_words() -> None:
    desk().post("/admin/articles/image/add/", image_data(upload=picture(), caption_ar="الدائرة الوسطى"))

    image = Image.objects.get()
    assert (image.caption_ar, image.width, image.height, len(image.digest)) == ("الدائرة الوسطى", 64, 36, 64)


def test_its_smaller_sizes_follow_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        desk().post("/admin/articles/image/add/", image_data(upload=picture()))

    assert list(Image.objects.get().renditions.values_list("media_type", "width")) == [("image/webp", 64)]


def test_a_text_file_is_refused_at_its_field_and_the_words_stay() -> None:
    text = SimpleUploadedFile("photo.png", b"no picture at all", "image/png")

    answer = desk().post("/admin/articles/image/add/", image_data(upload=text, caption_ar="الدائرة الوسطى"))

    assert errors(answer) == {"upload": ["هذا الملف ليس صورة بصيغة JPEG أو PNG أو WebP أو GIF أو AVIF."]}
    assert answer.context["adminform"].form["caption_ar"].value() == "الدائرة الوسطى"
    assert Image.objects.count() == 0


def test_a_picture_without_a_file_is_refused_at_its_field() -> None:
    answer = desk().post("/admin/articles/image/add/", image_data())

    assert list(errors(answer)) == ["upload"]


def test_the_words_of_a_picture_change_and_its_file_stays() -> None:
    image = make_image()
    before = image.file.name

    desk().post(f"/admin/articles/image/{image.pk}/change/", image_data(alt_text_ar="حصاة"))

    image.refresh_from_db()
    assert (image.alt_text_ar, image.file.name) == ("حصاة", before)


@pytest.mark.parametrize(("language", "count"), [("ar", 1), ("en", 2)])
def test_pictures_without_alternative_text_are_found(language: str, count: int) -> None:
    make_image(alt="حصاة", alt_en="")
    make_image(alt="", alt_en="")

    assert desk().get(f"/admin/articles/image/?alt={language}").context["cl"].result_count == count


# --- cartoons -----------------------------------------------------------------------------------------------


def cartoon_data(**words: object) -> dict[str, object]:
    """The form of a cartoon."""
    return {
        "title_ar": "السلّم",
        "title_en": "",
        "description_ar": "سلّم لا يصل إلى شيء",
        "description_en": "",
        "drawn_on": "25/12/2024",
        **words,
    }


def test_a_cartoon_comes_in_as_a_picture_with_artist_title_date_and_description() -> None:
    artist = make_author("لمياء فارس")

    desk().post("/admin/articles/cartoon/add/", cartoon_data(upload=picture(), artist=artist.pk))

    cartoon = Cartoon.objects.get()
    assert (cartoon.title_ar, str(cartoon.artist), str(cartoon.drawn_on)) == ("السلّم", "لمياء فارس", "2024-12-25")
    assert cartoon.image.alt_text_ar == "سلّم لا يصل إلى شيء"
    assert cartoon.live_from is None


def test_a_title_without_description_is_refused_at_its_field() -> None:
    words = cartoon_data(upload=picture(), artist=make_author().pk, title_en="The ladder")

    answer = desk().post("/admin/articles/cartoon/add/", words)

    assert list(errors(answer)) == ["description_en", "upload"]  # and the file is to be chosen again


# --- the newspaper ------------------------------------------------------------------------------------------


def test_the_room_of_the_identity_is_its_form() -> None:
    answer = desk().get("/admin/articles/siteidentity/")

    assert answer.headers["Location"] == "/admin/articles/siteidentity/1/change/"


def identity_data(**words: object) -> dict[str, object]:
    """The form of the identity, its menu and links empty."""
    texts = {
        f"{word}_{code}": "" for word in ("name", "credit_name", "credit_pattern", "tagline") for code in ("ar", "en")
    }
    logos = {f"{word}_{code}": "" for word in ("logo", "logo_dark") for code in ("ar", "en")}
    rows = {f"{prefix}-{name}_FORMS": 0 for prefix in ("menu", "social") for name in ("TOTAL", "INITIAL")}
    dates = {f"{place}_months": manner.months for place, manner in house.DEFAULTS.items()}
    dates |= {f"{place}_digits": manner.digits for place, manner in house.DEFAULTS.items()}  # type: ignore[misc]
    return {**texts, **logos, **rows, **dates, "contact_email": "", **words}


def test_the_newspaper_is_renamed_on_one_screen() -> None:
    desk().post("/admin/articles/siteidentity/1/change/", identity_data(name_ar="جريدة جديدة", name_en="New Paper"))

    identity = SiteIdentity.objects.get()
    assert (identity.name_in("ar"), identity.name_in("en")) == ("جريدة جديدة", "New Paper")


def test_a_menu_entry_is_a_section_or_words_with_an_address() -> None:
    row = {"menu-TOTAL_FORMS": 1, "menu-0-label_ar": "كاريكاتير", "menu-0-position": 1, "menu-0-identity": 1}

    answer = desk().post("/admin/articles/siteidentity/1/change/", identity_data(name_ar="جريدة", **row))

    [menu, _social] = answer.context["inline_admin_formsets"]
    assert menu.formset.errors == [{"section": ["اختاروا قسمًا أو ملفًا، أو اكتبوا كلمات وعنوانًا."]}]


def test_the_order_of_sections_is_set_in_their_list() -> None:
    first, second = make_section("أخبار", position=1), make_section("رأي", position=2)
    rows = {"form-0-id": first.pk, "form-0-position": 5, "form-1-id": second.pk, "form-1-position": 2}

    desk().post("/admin/articles/section/", {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "", **rows})

    assert [str(section) for section in Section.objects.all()] == ["رأي", "أخبار"]


def test_subscribers_are_read_and_never_typed_in() -> None:
    assert desk().get("/admin/newsletter/subscriber/add/").status_code == 403


def test_groups_have_no_page() -> None:
    assert desk().get("/admin/auth/group/").status_code == 404


def test_what_goes_with_a_deleted_agency_is_said_without_names_of_tables() -> None:
    wire = make_wire()
    make_article(wires=[wire])

    page = desk().get(f"/admin/articles/wire/{wire.pk}/delete/")

    assert [(str(name), count) for name, count in page.context["model_count"]] == [("الوكالات", 1)]


@pytest.mark.parametrize("typed", ["الامه", "الأُمّة", "ادلب الامة", "idlib"])
@pytest.mark.parametrize("model", ["tag", "author", "region", "wire"])
def test_names_are_found_however_they_are_spelled(model: str, typed: str) -> None:
    client = desk()
    data = {"name_ar": "الأمة في إدلب", "name_en": "Idlib", "slug_ar": "", "slug_en": "", "parent": "", "user": ""}
    if model == "author":
        data |= {"bio_ar": "", "bio_en": ""}
    assert client.post(f"/admin/articles/{model}/add/", data).status_code == 302
    assert len(client.get(f"/admin/articles/{model}/", {"q": typed}).context["cl"].result_list) == 1


def test_a_name_that_is_there_in_another_spelling_is_told_and_not_refused() -> None:
    client = desk()
    data = {
        "name_ar": "سمر الأسعد",
        "name_en": "",
        "slug_ar": "",
        "slug_en": "",
        "bio_ar": "",
        "bio_en": "",
        "user": "",
    }
    client.post("/admin/articles/author/add/", data)
    answer = client.post("/admin/articles/author/add/", data | {"name_ar": "سمر الاسعد"}, follow=True)
    assert "يوجد من يحمل هذا الاسم" in answer.content.decode()
    assert Author.objects.count() == 2


@pytest.mark.parametrize("spellings", ["", "وحده", "قره\n\nقره", "!!!\n؟؟"])
def test_a_group_of_spellings_has_two(spellings: str) -> None:
    page = desk().post("/admin/articles/spellingvariants/add/", {"spellings": spellings})
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["spellings"]


def test_a_group_of_spellings_counts_at_the_next_question() -> None:
    make_publication(make_article("هدوء في كاراباخ"))
    desk().post("/admin/articles/spellingvariants/add/", {"spellings": "قره باغ\r\nكاراباخ"})
    page = Client().get("/ar/search/", {"q": "قره باغ"}).context["page"]
    assert [hit.card.headline for hit in page.hits] == ["هدوء في كاراباخ"]


# --- what a picker offers ------------------------------------------------------------------------------------------


def offered(field: str, term: str) -> list[str]:
    """The people whom a picker offers for `artist` of a drawing or `person` of a credit."""
    model = "cartoon" if field == "artist" else "articlecredit"
    query = {"app_label": "articles", "model_name": model, "field_name": field, "term": term}
    answer = desk().get("/admin/autocomplete/", query)
    return [row["text"] for row in answer.json()["results"]]


def person(name: str) -> Author:
    """Somebody with what they are found by."""
    author = make_author(name)
    taxonomy.save(author)
    return author


def test_names_that_begin_so_are_offered_first() -> None:
    for name in ("إسلام حلمي", "سالم لمع", "لمياء فارس"):
        person(name)
    assert offered("person", "لم") == ["لمياء فارس", "سالم لمع", "إسلام حلمي"]


def test_for_a_drawing_those_who_draw_are_offered_first() -> None:
    person("لمى آغا")
    make_cartoon(artist=person("لمياء فارس"))
    assert offered("artist", "لم") == ["لمياء فارس", "لمى آغا"]
    assert offered("person", "لم") == ["لمى آغا", "لمياء فارس"]
