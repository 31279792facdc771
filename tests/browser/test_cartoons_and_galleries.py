"""Drawings and pictures before a reader's eyes, ears and keyboard, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from articles import body, cartoons
from articles.models import Cartoon, Gallery, SiteIdentity
from tests.browser.conftest import Visit, Visitor
from tests.browser.test_story_journey import enter_as, pick
from tests.factories import (
    make_article,
    make_cartoon,
    make_gallery,
    make_image,
    make_publication,
    name_the_site,
    picture_bytes,
)

TOLD = "سلّم طويل يصعد من بئر ولا يصل إلى شيء، وعليه رجل ينظر إلى ساعته."

FURTHER = """(paper, before) => new Promise((done) => {
  const look = () => (paper.scrollTop > before ? done() : requestAnimationFrame(look));
  look();
})"""


@pytest.mark.usefixtures("demo")
def test_a_cartoon_goes_from_the_desk_to_a_reader_who_cannot_see_it(visit: Visit, tmp_path: Path) -> None:
    drawing = tmp_path / "drawing.png"
    drawing.write_bytes(picture_bytes(1200, 900))
    desk = visit()
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "سمر")
    page.get_by_role("link", name="كاريكاتير جديد").click()
    page.locator("#id_upload").set_input_files(drawing)
    pick(page, "artist", "لمياء")
    page.locator("#id_title_ar").fill("السلّم")
    page.locator("#id_description_ar").fill(TOLD)
    page.locator("button[name=_publish]").click()
    assert not Cartoon.objects.live().filter(title_ar="السلّم").exists()
    page.get_by_role("button", name="انشر", exact=True).click()
    page.get_by_role("link", name="اعرضه على الموقع").or_(page.locator(".messagelist a")).first.click()
    cartoon = Cartoon.objects.live()[0]
    assert page.url.endswith(f"/ar/cartoons/{cartoon.pk}/")

    reader = visit(width=390)
    reader.go(f"/ar/cartoons/{cartoon.pk}/")
    expect(reader.page.get_by_role("img", name=TOLD)).to_be_visible()
    assert f'img "{TOLD}"' in reader.page.locator("main").aria_snapshot()
    expect(reader.page.get_by_text(TOLD)).to_be_hidden()
    reader.page.get_by_text("وصف الكاريكاتير").click()
    expect(reader.page.get_by_text(TOLD)).to_be_visible()
    assert (desk.problems, reader.problems, reader.overflow) == ([], [], 0)


@pytest.mark.usefixtures("demo")
def test_no_page_cuts_a_drawing(visit: Visit) -> None:
    reader = visit()
    drawing = Cartoon.objects.live()[0]
    for path in ("/ar/", "/ar/latest/", "/en/cartoons/", f"/ar/cartoons/{drawing.pk}/"):
        reader.go(path)
        shown = reader.page.locator(".sheet img").evaluate_all(
            "images => images.map(image => getComputedStyle(image).objectFit)"
        )
        assert (path, set(shown)) == (path, {"contain"})


@pytest.fixture
def reader(transactional_db: None, visit: Visit) -> Visitor:
    """A window on a site with a name."""
    SiteIdentity.current().save()
    name_the_site()
    return visit()


def is_large(page: Page) -> bool:
    """Whether the drawing is wider than its window."""
    paper = page.locator(".zoom__paper")
    found: bool = paper.evaluate("paper => paper.scrollWidth > paper.clientWidth")
    return found


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_drawing_is_made_large_and_put_away_by_the_keyboard(reader: Visitor, language: str) -> None:
    cartoon = make_cartoon(image=make_image(width=1600, height=1200))
    page = reader.page
    reader.go(f"/{language}/cartoons/{cartoon.pk}/")
    page.locator("a[data-zoom]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert not is_large(page)
    page.keyboard.press("Enter")
    expect(page.locator(".zoom--large")).to_be_visible()
    assert is_large(page)
    paper = page.locator(".zoom__paper")
    before = paper.evaluate("paper => paper.scrollTop")
    page.keyboard.press("ArrowDown")
    paper.evaluate(FURTHER, before)
    page.keyboard.press("-")
    assert not is_large(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("a[data-zoom]")).to_be_focused()
    assert reader.problems == []


def test_a_drawing_opens_where_it_is_pressed(reader: Visitor) -> None:
    cartoon = make_cartoon(image=make_image(width=1600, height=1200))
    reader.go(f"/ar/cartoons/{cartoon.pk}/")
    reader.page.locator(".drawing .sheet").click()
    reader.page.locator(".zoom img").click(position={"x": 5, "y": 5})
    assert is_large(reader.page)
    assert reader.page.evaluate("document.querySelector('.zoom__paper').scrollLeft") == 0
    reader.page.get_by_role("button", name="إغلاق").click()
    expect(reader.page.get_by_role("dialog")).to_have_count(0)


def test_without_scripts_the_link_opens_the_picture(visit: Visit, reader: Visitor) -> None:
    cartoon = make_cartoon(image=make_image(width=1600, height=1200))
    plain = visit(script=False)
    plain.go(f"/ar/cartoons/{cartoon.pk}/")
    plain.page.locator("a[data-zoom]").click()
    assert plain.page.url.endswith(cartoon.image.file.url)


def test_a_withdrawn_drawing_says_so(reader: Visitor) -> None:
    cartoon = make_cartoon()
    cartoons.withdraw(cartoon, by=None, reason="x", notice={"ar": "سُحب لخطأ فيه."})
    reader.go(f"/ar/cartoons/{cartoon.pk}/")
    expect(reader.page.get_by_role("main")).to_contain_text("سُحب لخطأ فيه.")


def gallery_of(number: int) -> Gallery:
    """So many pictures, of four."""
    names = ("أول", "ثانٍ", "ثالث", "رابع")
    images = [
        make_image(alt=f"لون {name}", alt_en=f"Shade {place}", caption=name, width=600 + place, height=400)
        for place, name in enumerate(names)
    ]
    return make_gallery("ألوان", title_en="Shades", images=[images[place % 4] for place in range(number)])


def open_story(reader: Visitor, language: str, gallery: Gallery) -> Page:
    """A story with that gallery, before the reader."""
    place = body.gallery_block(gallery.pk, gallery.title_in(language))
    text = {f"body_{language}": f"<p>قبل.</p>{place}<p>بعد.</p>"}
    english = {"headline_en": "Shades", "body": "<p>نص.</p>"} if language == "en" else {"body": text.pop("body_ar")}
    row = make_publication(make_article(**english, **text), language=language)  # type: ignore[arg-type]
    reader.go(f"/{language}/articles/{row.article_id}/{row.slug}/")
    return reader.page


@pytest.mark.parametrize(
    ("language", "onward", "back", "second", "last"),
    [
        ("ar", "ArrowLeft", "ArrowRight", "٢ من ٤", "٤ من ٤"),
        ("en", "ArrowRight", "ArrowLeft", "2 of 4", "4 of 4"),
    ],
)
def test_a_gallery_is_walked_by_the_keyboard_in_reading_order(
    reader: Visitor, language: str, onward: str, back: str, second: str, last: str
) -> None:
    page = open_story(reader, language, gallery_of(4))
    count, reel = page.locator(".gallery__count"), page.locator(".gallery__reel")
    sign = -1 if language == "ar" else 1
    reel.focus()
    page.keyboard.press(back)
    page.keyboard.press(onward)
    expect(count).to_have_text(second)
    assert page.evaluate("document.querySelector('.gallery__reel').scrollLeft") * sign > 0
    page.keyboard.press("End")
    expect(count).to_have_text(last)
    expect(page.locator("[data-step='1']")).to_be_disabled()
    page.locator("[data-step='-1']").click()
    page.locator("[data-step='-1']").click()
    expect(count).to_have_text(second)
    page.keyboard.press("Home")
    assert (reader.problems, reader.overflow) == ([], 0)


def test_without_scripts_the_pictures_stand_one_under_the_other(visit: Visit, reader: Visitor) -> None:
    plain = visit(width=390, script=False)
    page = open_story(plain, "ar", gallery_of(4))
    tops = page.locator(".gallery li").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().top)")
    assert tops == sorted(set(tops))
    expect(page.locator(".gallery__bar")).to_be_hidden()
    assert plain.overflow == 0


def test_of_two_hundred_pictures_few_are_loaded_at_first(reader: Visitor) -> None:
    images = [make_image(alt=f"منظر {place}", width=300 + place, height=200) for place in range(200)]
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url) if "/media/" in request.url else None)
    page = open_story(reader, "ar", make_gallery("كثير", images=images))
    page.locator(".gallery__reel").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert 1 <= len(asked) <= 12
    expect(page.locator(".gallery__count")).to_have_text("١ من ٢٠٠")


@pytest.mark.usefixtures("demo")
def test_a_gallery_is_put_into_a_text_and_stored_as_it_went_in(visit: Visit) -> None:
    desk = visit()
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "سمر")
    page.get_by_role("link", name="خبر جديد").click()
    editor = page.locator(".ck-editor__editable:not(.ck-editor__nested-editable)").first
    editor.click()
    page.keyboard.type("قبل")
    page.get_by_role("button", name="ألبوم صور", exact=True).first.click()
    page.locator(".picker__rows button", has_text="ضوء من فوق").first.click()
    gallery = Gallery.objects.get(title_ar="ضوء من فوق")
    stored = page.evaluate("window.editors.id_body_ar.getData()")
    assert stored.startswith(f"<p>قبل</p>{body.gallery_block(gallery.pk, 'ضوء من فوق')}")
    again = "html => { const editor = window.editors.id_body_ar; editor.setData(html); return editor.getData(); }"
    assert page.evaluate(again, stored) == stored
    assert desk.problems == []
