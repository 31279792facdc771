"""Galleries: arranged at the desk, kept with a publication, shown in its text as they were then."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles import body, checklist, galleries, library, panels, presenting, publishing, saving, tasks
from articles.models import Article, Gallery, GalleryPicture, Image, Publication, PublishedPicture
from newsroom import bell, pagecache
from tests.factories import (
    make_article,
    make_cartoon,
    make_gallery,
    make_image,
    make_publication,
    make_user,
    picture_bytes,
)

pytestmark = pytest.mark.django_db


def pictures(*words: str) -> list[Image]:
    return [make_image(alt=f"ما يُرى: {word}", alt_en=word, caption=word, credit="سانا") for word in words]


def story_with(gallery: Gallery, *, before: str = "<p>قبل.</p>", after: str = "<p>بعد.</p>") -> Article:
    return make_article(body=before + body.gallery_block(gallery.pk, gallery.title_in("ar")) + after)


def url_of(row: Publication) -> str:
    return presenting.story_url(row.language, row.article_id, row.slug)


def shown(client: Client, row: Publication) -> list[str]:
    """The captions that readers get."""
    page = client.get(url_of(row)).context["page"]
    return [picture.caption for passage in page.passages if passage.gallery for picture in passage.gallery.pictures]


def order(gallery: Gallery) -> list[int]:
    rows = GalleryPicture.objects.filter(gallery=gallery).order_by("position")
    assert [row.position for row in rows] == list(range(len(rows)))
    return [row.image_id for row in rows]


# --- in a text -----------------------------------------------------------------------------------------------


def test_its_place_survives_cleaning_and_nothing_else_of_it() -> None:
    html = '<p class="gallery x" data-gallery="12" onclick="x()">عنوان</p><p class="gallery">بلا رقم</p>'
    cleaned = body.clean(html)
    assert cleaned == '<p class="gallery" data-gallery="12">عنوان</p>'
    assert body.clean(cleaned) == cleaned == body.gallery_block(12, "عنوان")


@pytest.mark.parametrize("number", ["", "-1", "x", "1234567890", "1 or 1"])
def test_a_place_without_a_number_is_none(number: str) -> None:
    assert body.clean(f'<p class="gallery" data-gallery="{number}">x</p><p>نص</p>') == "<p>نص</p>"


def test_a_text_is_cut_at_its_galleries() -> None:
    html = "<p>أ</p>" + body.gallery_block(3, "ق & س") + body.read_also_block(7, "x") + "<p>ب</p>"
    assert body.split(html) == ["<p>أ</p>", body.GalleryPlace(3, "ق & س"), body.ReadAlso(7), "<p>ب</p>"]
    assert (body.own_words(html), body.galleries_in(html)) == ("أ\nب", {3})


# --- what readers see ----------------------------------------------------------------------------------------


def test_readers_get_the_pictures_in_their_order_at_their_place(client: Client) -> None:
    row = make_publication(story_with(make_gallery(images=pictures("نول", "فرن", "مطبعة"))))
    assert shown(client, row) == ["نول", "فرن", "مطبعة"]
    page = client.get(url_of(row)).content.decode()
    places = [page.index(word) for word in ("قبل.", "أيدٍ تعمل", "ما يُرى: نول", "ما يُرى: مطبعة", "بعد.")]
    assert places == sorted(places)
    assert "gallery.js" in page


def test_a_story_without_one_brings_no_script(client: Client) -> None:
    assert "gallery.js" not in client.get(url_of(make_publication())).content.decode()


def test_each_use_may_have_its_own_words(client: Client) -> None:
    gallery = make_gallery(images=pictures("نول", "فرن"))
    first = GalleryPicture.objects.get(gallery=gallery, position=0)
    galleries.arrange(gallery, order=[], out=[], words={first.pk: {"caption_ar": "غيره", "credit_en": "SANA"}})
    row = make_publication(story_with(gallery))
    kept = PublishedPicture.objects.filter(publication=row)
    assert list(kept.values_list("caption", "credit")) == [("غيره", "سانا"), ("فرن", "سانا")]


def test_what_is_changed_afterwards_reaches_readers_with_the_next_publication(client: Client) -> None:
    images = pictures("نول", "فرن")
    gallery = make_gallery(images=images)
    article = story_with(gallery)
    row = make_publication(article)
    first = GalleryPicture.objects.get(gallery=gallery, position=0)
    galleries.arrange(gallery, order=[], out=[first.pk], words={})
    Image.objects.filter(pk=images[1].pk).update(caption_ar="موقد")
    galleries.add(gallery, pictures("مطبعة"))
    assert shown(client, row) == ["نول", "فرن"]
    assert galleries.outdated(gallery) == [row]
    after = publishing.publish(article, language="ar", by=None)
    assert (shown(client, after), galleries.outdated(gallery)) == (["موقد", "مطبعة"], [])
    with pytest.raises(publishing.NothingChanged):
        publishing.publish(article, language="ar", by=None)


def test_a_picture_that_nobody_described_stops_the_story() -> None:
    gallery = make_gallery(images=[*pictures("نول"), make_image(alt="IMG_0012.jpg")])
    article = story_with(gallery)
    assert [(found.field, "أيدٍ تعمل" in str(found.message)) for found in checklist.problems(article, "ar")] == [
        ("body_ar", True)
    ]


def test_an_empty_one_and_one_that_does_not_exist_leave_no_trace(client: Client) -> None:
    places = body.gallery_block(make_gallery().pk, "فارغ") + body.gallery_block(9, "x")
    article = make_article(body=f"<p>نص.</p>{places}")
    page = client.get(url_of(make_publication(article)))
    assert (page.status_code, "data-gallery" in page.content.decode()) == (200, False)


def test_a_picture_whose_file_is_gone_is_left_out_and_told_to_the_desk(client: Client, rf: Any) -> None:
    images = pictures("نول", "فرن", "مطبعة")
    row = make_publication(story_with(make_gallery(images=images)))
    with images[1].file.open("rb") as file:
        content = file.read()
    default_storage.delete(images[1].file.name or "")
    assert (galleries.look_for_files(), shown(client, row)) == (1, ["نول", "مطبعة"])
    request = rf.get("/admin/")
    request.user = make_user(superuser=True)
    faults: Any = panels.broken(request)
    assert [each["label"] for each in faults["faults"][0]["rows"]] == ["فرن"]
    default_storage.save(images[1].file.name or "", SimpleUploadedFile("x.jpg", content))
    assert (galleries.look_for_files(), shown(client, row)) == (0, ["نول", "فرن", "مطبعة"])


def test_publishing_asks_no_storage_and_has_the_worker_look(monkeypatch: pytest.MonkeyPatch) -> None:
    (image,) = pictures("نول")
    article = story_with(make_gallery(images=[image]))
    default_storage.delete(image.file.name or "")
    rung: list[tuple[object, ...]] = []
    monkeypatch.setattr(bell, "ring_after_commit", lambda *asked: rung.append(asked))
    with monkeypatch.context() as looking:
        looking.setattr(default_storage, "exists", None)
        row = make_publication(article)
    assert ("articles.tasks.look_for_files", row.pk) in rung
    assert (tasks.look_for_files(row.pk), Image.objects.get(pk=image.pk).is_missing) == (1, True)


def test_a_page_of_two_hundred_pictures_stays_light(
    client: Client, page_cache: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = make_publication(story_with(make_gallery(images=pictures("نول"))))
    many = make_publication(story_with(make_gallery("كثير", images=pictures("فرن") * 200)))
    client.get("/ar/latest/")
    for row in (one, many):
        pagecache._each.clear()
        with django_assert_num_queries(4):  # two more than a story without a gallery
            answer = client.get(url_of(row))
    page = answer.content.decode()
    gallery = page[page.index("data-gallery") : page.index("</ol>", page.index("data-gallery"))]
    assert len(re.findall("<img", gallery)) == len(re.findall('<img[^>]*loading="lazy"', gallery)) == 200


def test_the_light_edition_lists_captions_and_leads_to_the_files(client: Client) -> None:
    images = pictures("نول", "فرن")
    row = make_publication(story_with(make_gallery(images=images)))
    page = client.get(f"/lite/ar/articles/{row.article_id}/").content.decode()
    assert [page.count(image.file.url) for image in images] == [1, 1]
    assert "<img" not in page
    assert "<br>نول" in page


def test_search_engines_are_told_of_its_pictures(client: Client) -> None:
    images = pictures("نول", "فرن")
    row = make_publication(story_with(make_gallery(images=images)))
    data = client.get(url_of(row)).context["structured_data"][0]
    assert [url.partition("/media/")[2] for url in data["image"]] == [image.file.name for image in images]


# --- the desk ------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user(superuser=True))
    return client


def form_url(gallery: Gallery) -> str:
    return reverse("admin:articles_gallery_change", args=[gallery.pk])


def form_data(gallery: Gallery, **changed: object) -> dict[str, object]:
    """The form as the browser would send it back."""
    data: dict[str, object] = {"title_ar": gallery.title_ar, "title_en": gallery.title_en or ""}
    for row in GalleryPicture.objects.filter(gallery=gallery):
        words: Any = row
        data |= {f"position_{row.pk}": row.position + 1}
        data |= {f"{kind}_{row.pk}": getattr(words, f"{kind}_ar") or "" for kind in ("caption", "credit")}
    return data | changed


def keys(gallery: Gallery) -> Sequence[int]:
    return list(GalleryPicture.objects.filter(gallery=gallery).order_by("position").values_list("pk", flat=True))


def test_a_new_one_takes_pictures_of_the_library_in_the_order_of_choosing(desk: Client) -> None:
    first, second = pictures("نول", "فرن")
    desk.post("/admin/articles/gallery/add/", {"title_ar": "أيدٍ", "added": [second.pk, first.pk]})
    gallery = Gallery.objects.get()
    assert (gallery.searched, order(gallery)) == ("ايد", [second.pk, first.pk])


def test_drawings_are_not_offered(desk: Client) -> None:
    """Elsewhere they would stand cut and without their artist, some before their hour."""
    drawn = [make_cartoon(live=live, image=make_image()).image.pk for live in (True, False)]
    (image,) = pictures("نول")
    answer = desk.get(reverse("admin:articles_article_picture_picker")).json()
    assert [each["id"] for each in answer["results"]] == [str(image.pk)]
    feed = desk.get(reverse("admin:articles_article_pictures"), {"language": "ar"}).json()
    assert [each["id"] for each in feed["pictures"]] == [image.pk]
    page = desk.post(reverse("admin:articles_gallery_add"), {"title_ar": "أيدٍ", "added": drawn})
    assert (page.status_code, Gallery.objects.count()) == (200, 0)


def test_places_are_typed_in_any_digits(desk: Client) -> None:
    a, b, c = images = pictures("نول", "فرن", "مطبعة")
    gallery = make_gallery(images=images)
    last = keys(gallery)[2]
    desk.post(form_url(gallery), form_data(gallery, **{f"position_{last}": "١"}))
    assert order(gallery) == [c.pk, a.pk, b.pk]


def test_words_are_written_in_the_language_that_was_asked_for(desk: Client) -> None:
    gallery = make_gallery(images=pictures("نول"))
    key = keys(gallery)[0]
    desk.post(form_url(gallery), form_data(gallery, **{f"caption_{key}": "نول  قديم"}))
    desk.post(f"{form_url(gallery)}?language=en", form_data(gallery, **{f"caption_{key}": "An old loom"}))
    row: Any = GalleryPicture.objects.get()
    assert (row.caption_ar, row.caption_en) == ("نول قديم", "An old loom")


def test_a_picture_is_taken_out_and_the_others_close_up(desk: Client) -> None:
    a, _b, c = images = pictures("نول", "فرن", "مطبعة")
    gallery = make_gallery(images=images)
    desk.post(form_url(gallery), form_data(gallery, **{f"out_{keys(gallery)[1]}": "on"}))
    assert order(gallery) == [a.pk, c.pk]


def test_a_mistake_loses_nothing(desk: Client) -> None:
    gallery = make_gallery(images=pictures("نول"))
    key = keys(gallery)[0]
    wrong = {"title_ar": "", f"position_{key}": "س", f"caption_{key}": "بقي"}
    answer = desk.post(form_url(gallery), form_data(gallery, **wrong))
    errors = answer.context["adminform"].form.errors
    assert (sorted(errors), "بقي" in answer.content.decode()) == ([f"position_{key}", "title_ar"], True)


def test_two_hundred_rows_fit_into_one_form(desk: Client) -> None:
    gallery = make_gallery(images=pictures("نول") * 200)
    last = keys(gallery)[199]
    answer = desk.post(form_url(gallery), form_data(gallery, **{f"caption_{last}": "آخرها"}))
    assert (answer.status_code, GalleryPicture.objects.get(pk=last).words_in("ar", "caption")) == (302, "آخرها")


def test_what_somebody_added_meanwhile_stays(desk: Client) -> None:
    a, b = images = pictures("نول", "فرن")
    gallery = make_gallery(images=images)
    data = form_data(gallery, **{f"position_{keys(gallery)[1]}": "1"})
    (c,) = pictures("مطبعة")
    galleries.add(gallery, [c])
    desk.post(form_url(gallery), data)
    assert order(gallery) == [b.pk, a.pk, c.pk]


def test_many_files_come_in_at_once_each_through_the_door(desk: Client) -> None:
    gallery = make_gallery(images=pictures("نول"))
    files = [
        SimpleUploadedFile("a.png", picture_bytes(40, 30, colour="#123456"), "image/png"),
        SimpleUploadedFile("b.png", b"<svg onload=alert(1)>", "image/png"),
        SimpleUploadedFile("c.png", picture_bytes(50, 30, colour="#654321"), "image/png"),
    ]
    answer = desk.post(reverse("admin:articles_gallery_upload", args=[gallery.pk]), {"files": files})
    assert [bool(arrival.image) for arrival in answer.context["arrivals"]] == [True, False, True]
    assert len(order(gallery)) == 3


def test_the_editor_is_offered_galleries_by_words_of_their_titles(desk: Client) -> None:
    gallery = make_gallery("أيدٍ تعمل", title_en="Hands", images=pictures("نول"))
    make_gallery("مرافئ")
    feed = reverse("admin:articles_article_galleries")
    rows = desk.get(feed, {"q": "ايد", "language": "en"}).json()["galleries"]
    assert [(row["id"], row["title"]) for row in rows] == [(gallery.pk, "Hands")]
    assert desk.get(feed, {"q": "x", "language": "xx"}).status_code == 400


def test_the_list_shows_each_by_its_first_picture(desk: Client) -> None:
    (image,) = pictures("نول")
    make_gallery(images=[image])
    make_gallery("فارغ")
    sheets = [row.sheet for row in desk.get("/admin/articles/gallery/").context["cl"].result_list]
    assert [(sheet.title, sheet.notes, bool(sheet.thumbnail)) for sheet in sheets] == [
        ("فارغ", ("فارغ",), False),
        ("أيدٍ تعمل", ("صورة واحدة",), True),
    ]


def test_its_page_says_where_readers_have_it_as_it_was(desk: Client) -> None:
    gallery = make_gallery(images=pictures("نول"))
    article = story_with(gallery)
    make_publication(article)
    galleries.add(gallery, pictures("فرن"))
    stories = desk.get(form_url(gallery)).context["stories"]
    assert [(row.pk, older) for _url, row, older in stories] == [(article.pk, True)]


def test_what_a_story_shows_is_not_deleted(desk: Client) -> None:
    used, free = make_gallery(images=pictures("نول")), make_gallery("آخر")
    story_with(used)
    for gallery, status in ((used, 403), (free, 302)):
        url = reverse("admin:articles_gallery_delete", args=[gallery.pk])
        assert desk.post(url, {"post": "yes"}).status_code == status


def test_the_library_knows_its_pictures_as_used() -> None:
    image, other = pictures("نول", "فرن")
    article = story_with(make_gallery(images=[image]))
    make_cartoon(image=make_image())
    assert list(Image.objects.filter(library.used(), pk__in=[image.pk, other.pk])) == [image]
    assert list(library.stories_with(image)) == [article]


def test_a_preview_shows_it_as_it_is_at_the_desk(desk: Client) -> None:
    gallery = make_gallery(images=pictures("نول"))
    article = story_with(gallery)
    make_publication(article)
    galleries.add(gallery, pictures("فرن"))
    address = reverse("admin:articles_article_preview", args=[article.pk, "ar"])
    versions = {f"version_{part}": version for part, version in saving.versions(article).items()}
    page = desk.post(address, {"headline_ar": "x", "body_ar": article.text_in("ar", "body"), **versions})
    assert "ما يُرى: فرن" in page.content.decode()
