"""The library: a picture is found by its words in any spelling, known again, and kept while something shows it."""

import io
import struct
from typing import Any

import PIL.Image
import PIL.ImageDraw
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles import body, images, library, presenting, saving
from articles.models import Image
from tests.factories import make_article, make_cartoon, make_image, make_publication, make_user, picture_bytes

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_image_changelist")
MANY = reverse("admin:articles_image_many")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user(superuser=True))
    return client


def drawn(width: int = 640, height: int = 360, *, kind: str = "JPEG", shift: int = 0, quality: int = 90) -> bytes:
    """A picture with something on it: a field, a sun, a wall."""
    picture = PIL.Image.new("RGB", (width, height), (200, 180, 140))
    pen = PIL.ImageDraw.Draw(picture)
    pen.rectangle((0, height * 0.6, width, height), fill=(60 + shift, 90, 40))
    pen.ellipse((width * 0.6, height * 0.1, width * 0.8, height * 0.5), fill=(250, 220, 90))
    pen.rectangle((width * 0.1, height * 0.3, width * 0.3, height), fill=(30, 30, 60))
    buffer = io.BytesIO()
    picture.save(buffer, kind, quality=quality)
    return buffer.getvalue()


def stored(content: bytes, **words: str) -> Image:
    return images.store(images.accept(io.BytesIO(content)), by=None, **words)


def file(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


# --- finding -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["الأمة", "الامه", "الأُمَّةُ", "إدلب الامة", "ادلب", "سانا", "IDLIB", "harvest"])
def test_a_picture_is_found_by_its_words_however_they_are_spelled(typed: str) -> None:
    image = make_image(alt="حصاد الأمة في إدلب", alt_en="The harvest in Idlib", credit="سانا")
    make_image(alt="مرفأ")
    assert list(library.matching(Image.objects.all(), typed)) == [image]


def test_new_words_are_found_and_old_ones_are_not(desk: Client) -> None:
    image = make_image(alt="مرفأ")
    data = {"alt_text_ar": "منارة", "focal_x": "50", "focal_y": "50"}
    assert desk.post(reverse("admin:articles_image_change", args=[image.pk]), data).status_code == 302
    assert list(library.matching(Image.objects.all(), "مناره")) == [image]
    assert not library.matching(Image.objects.all(), "مرفأ").exists()


def test_the_list_asks_who_shows_a_picture(desk: Client) -> None:
    head, drawing, text, nothing = (make_image(alt=name) for name in ("رأس", "رسم", "نص", "لا شيء"))
    make_article("خبر", hero=head)
    make_cartoon(image=drawing)
    article = make_article("آخر")
    html = f'<figure class="image"><img src="{text.file.url}" alt=""></figure>'
    saving.save_part(article, "ar", {"body_ar": html}, version=1, by=None)

    def found(answer: str) -> set[int]:
        return {row.pk for row in desk.get(LIST, {"use": answer}).context["cl"].result_list}

    assert nothing.pk in found("unused")
    assert not {head.pk, drawing.pk, text.pk} & found("unused")
    assert found("used") >= {head.pk, drawing.pk, text.pk}
    assert nothing.pk not in found("used")


@pytest.mark.parametrize(
    "query", ["use=x", "credit=missing", "credit=archive", "alt=en", "uploaded_at__gte=x", "q=%00"]
)
def test_any_question_is_answered(desk: Client, query: str) -> None:
    make_image()
    assert desk.get(f"{LIST}?{query}").status_code in (200, 302)


# --- the same one again ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [drawn(320, 180), drawn(640, 360, quality=30), drawn(kind="PNG"), drawn(shift=12)],
    ids=["smaller", "coarser", "PNG", "lighter"],
)
def test_another_size_or_compression_looks_alike(other: bytes) -> None:
    first = stored(drawn())
    assert library.alike(stored(other)) == [first]


def test_another_picture_does_not() -> None:
    stored(drawn())
    mirrored = PIL.Image.open(io.BytesIO(drawn())).transpose(PIL.Image.Transpose.FLIP_LEFT_RIGHT)
    buffer = io.BytesIO()
    mirrored.save(buffer, "PNG")
    assert library.alike(stored(buffer.getvalue())) == []


def test_pictures_of_one_shade_look_like_nothing() -> None:
    make_image(width=40)
    assert library.alike(make_image(width=50)) == []


def test_how_an_older_picture_looks_is_told_with_its_sizes() -> None:
    image = stored(drawn())
    Image.objects.update(fingerprint="")
    image.refresh_from_db()
    images.make_renditions(image)
    image.refresh_from_db()
    assert library.alike(stored(drawn(320, 180))) == [image]


# --- many at once ------------------------------------------------------------------------------------------


def test_many_files_come_in_and_one_that_is_refused_stops_none(desk: Client) -> None:
    known = stored(drawn(), alt_text_ar="حقل")
    make_article("خبر", hero=known)
    answer = desk.post(MANY, {"files": [file(drawn(), "1.jpg"), file(b"x", "2.jpg"), file(drawn(300, 170), "3.jpg")]})
    first, second, third = answer.context["arrivals"]
    assert (first.is_new, first.sheet.title) == (False, f"صورة {known.pk}")
    assert first.note == "موجودة في المكتبة، في خبر واحد."
    assert (second.sheet, second.note) == (None, "هذا الملف ليس صورة بصيغة JPEG أو PNG أو WebP أو GIF أو AVIF.")
    assert (third.is_new, [sheet.url for sheet in third.alike]) == (True, [first.sheet.url])
    assert Image.objects.count() == 2


def test_without_a_file_the_page_says_so(desk: Client) -> None:
    assert "ملفات الصور: اختر ملفًا واحدًا على الأقل." in desk.post(MANY).content.decode()


def test_the_same_file_is_not_added_twice_by_the_form_either(desk: Client) -> None:
    known = stored(drawn())
    answer = desk.post(reverse("admin:articles_image_add"), {"upload": file(drawn()), "alt_text_ar": "حقل"})
    assert reverse("admin:articles_image_change", args=[known.pk]) in str(answer.context["adminform"].form.errors)
    assert Image.objects.count() == 1


def test_a_picture_dropped_into_a_text_again_is_the_one_that_is_there(desk: Client) -> None:
    known = stored(drawn())
    answer = desk.post(reverse("admin:articles_image_editor_upload"), {"upload": file(drawn())})
    assert answer.json() == {"url": known.file.url}


# --- what a file says about itself -------------------------------------------------------------------------


def iptc(**records: str) -> bytes:
    """A JPEG with IPTC-IIM records, as agencies send them."""
    numbers = {"caption": 120, "credit": 110, "by_line": 80}
    data = b"".join(
        b"\x1c\x02" + bytes([numbers[name]]) + struct.pack(">H", len(raw := text.encode())) + raw
        for name, text in records.items()
    )
    block = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(data)) + data + (b"\0" if len(data) % 2 else b"")
    segment = b"Photoshop 3.0\0" + block
    jpeg = drawn()
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ({"caption": "حصاد الزيتون", "credit": "رويترز"}, {"caption_ar": "حصاد الزيتون", "credit_ar": "رويترز"}),
        (
            {"caption": "Olive  harvest", "by_line": "Lina Haddad", "credit": "AFP"},
            {"caption_en": "Olive harvest", "credit_en": "Lina Haddad / AFP"},
        ),
        ({"caption": "حصاد\u202e الزيتون"}, {"caption_ar": "حصاد الزيتون"}),
        ({}, {}),
    ],
)
def test_what_the_agency_wrote_into_the_file_is_read(records: dict[str, str], words: dict[str, str]) -> None:
    image = stored(iptc(**records))
    kinds = ("caption_ar", "caption_en", "credit_ar", "credit_en")
    assert {kind: getattr(image, kind) for kind in kinds if getattr(image, kind)} == words
    with image.file.open("rb") as written:
        assert b"8BIM" not in written.read()


def test_what_somebody_typed_stands_above_it(desk: Client) -> None:
    data = {"upload": file(iptc(caption="من الملف", credit="رويترز")), "caption_ar": "كتبها محرر", "alt_text_ar": "حقل"}
    desk.post(reverse("admin:articles_image_add"), data)
    image = Image.objects.get()
    assert (image.caption_ar, image.credit_ar) == ("كتبها محرر", "رويترز")


# --- alternative texts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "alt", ["", " ", "IMG_2034.jpg", "DSC00123", "image.png", "صورة 4", "photo-1", "1234", "٤٥", "my photo (2).JPEG"]
)
def test_a_file_name_is_no_alternative_text(alt: str) -> None:
    assert library.says_nothing(alt)


@pytest.mark.parametrize("alt", ["حصاة", "صورة سمر خوري", "A photo of the harbour", "IMG 5 metres wide", "خريطة 1948"])
def test_words_are(alt: str) -> None:
    assert not library.says_nothing(alt)


# --- use ---------------------------------------------------------------------------------------------------


def test_what_a_story_shows_cannot_be_deleted(desk: Client) -> None:
    head, text, free = (make_image(alt=name, width=60 + each) for each, name in enumerate(("رأس", "نص", "حر")))
    make_publication(make_article("خبر", hero=head))
    article = make_article("آخر")
    html = f'<p>أ</p><figure class="image"><img src="{text.file.url}" alt="x"></figure>'
    saving.save_part(article, "ar", {"body_ar": html}, version=1, by=None)
    saving.save_part(article, "ar", {"body_ar": "<p>بلا صورة</p>"}, version=2, by=None)
    answers = {}
    for image in (head, text, free):
        url = reverse("admin:articles_image_delete", args=[image.pk])
        answers[image.alt_text_ar] = desk.post(url, {"post": "yes"}).status_code
    assert answers == {"رأس": 403, "نص": 403, "حر": 302}
    assert set(Image.objects.all()) == {head, text}


def test_a_pictures_page_names_the_stories_that_show_it(desk: Client) -> None:
    image = stored(drawn(), alt_text_ar="حقل")
    other = stored(drawn(320, 180), alt_text_ar="حقل أصغر")
    article = make_article("خبر الحقل", hero=image)
    page = desk.get(reverse("admin:articles_image_change", args=[image.pk])).content.decode()
    assert reverse("admin:articles_article_change", args=[article.pk]) in page
    assert reverse("admin:articles_image_change", args=[other.pk]) in page


def test_a_story_that_somebody_may_not_see_is_a_number_there(client: Client) -> None:
    image = make_image()
    make_article("سر لا يعرفه", hero=image, by=make_user("other"))
    client.force_login(make_user(permissions=["articles.view_image", "articles.change_image"]))
    page = client.get(reverse("admin:articles_image_change", args=[image.pk])).content.decode()
    assert "سر لا يعرفه" not in page
    assert "وسواها خبر واحد" in page


@pytest.mark.parametrize(("x", "y", "classes"), [(50, 50, ""), (0, 100, "fx0 fy10"), (26, 74, "fx3 fy7"), (52, 48, "")])
def test_the_focal_point_reaches_the_page_in_tenths(x: int, y: int, classes: str) -> None:
    assert presenting.focus(Image(focal_x=x, focal_y=y)) == classes


def test_readers_are_told_that_a_picture_is_from_the_archive(client: Client) -> None:
    image = make_image(caption="الميناء")
    Image.objects.update(is_archive=True, focal_x=20, focal_y=10)
    live = make_publication(make_article("خبر", hero=image))
    page = client.get(presenting.story_url("ar", live.article_id, live.slug)).content.decode()
    assert '<span class="picture__archive">صورة أرشيفية</span>' in page
    assert 'class="fx2 fy1"' in page


def test_the_pictures_of_a_text_are_read_from_it() -> None:
    html = '<p>أ</p><img src="/media/pictures/a.jpg" alt="x"><img alt="" src="/media/pictures/b_1.png">'
    assert body.pictures_in(html) == {"pictures/a.jpg", "pictures/b_1.png"}


# --- the editor's list -------------------------------------------------------------------------------------


def test_the_editor_lists_pictures_by_their_words(desk: Client) -> None:
    image = make_image(alt="حصاد الأمة", caption="في الحقل", credit="سانا")
    make_image(alt="مرفأ")
    answer = desk.get(reverse("admin:articles_article_pictures"), {"q": "الامه", "language": "ar"})
    expected: dict[str, Any] = {
        "id": image.pk,
        "url": image.file.url,
        "thumbnail": image.file.url,
        "width": 64,
        "height": 36,
        "caption": "في الحقل",
        "alt": "حصاد الأمة",
        "credit": "سانا",
    }
    assert answer.json() == {"pictures": [expected]}


def test_the_storys_picture_is_chosen_by_sight(desk: Client) -> None:
    image = make_image(alt="حصاد الأمة", caption="في الحقل")
    make_image(alt="مرفأ")
    answer = desk.get(reverse("admin:articles_article_picture_picker"), {"term": "الامه"})
    found = {"id": str(image.pk), "text": "في الحقل", "thumbnail": image.file.url}
    assert answer.json() == {"results": [found], "pagination": {"more": False}}
    begun = desk.get(reverse("admin:articles_article_picture_picker"), {"term": "الامه حت"})  # of حتى
    assert begun.json() == answer.json()
    form = desk.get(reverse("admin:articles_article_add"))
    assert f'data-ajax--url="{reverse("admin:articles_article_picture_picker")}"' in form.content.decode()


@pytest.mark.parametrize("language", ["", "fr", "\0"])
def test_a_list_in_no_language_is_refused(desk: Client, language: str) -> None:
    assert desk.get(reverse("admin:articles_article_pictures"), {"language": language}).status_code == 400


def test_the_door_is_closed_to_those_who_may_not_add(client: Client) -> None:
    client.force_login(make_user(permissions=["articles.view_image"]))
    assert client.post(MANY, {"files": [file(picture_bytes())]}).status_code == 403
    assert not Image.objects.exists()
