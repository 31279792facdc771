"""Pictures for mails: what mail programs can show, small enough to be waited for, and out of the pages' way."""

import io

import PIL.Image
import pytest

from articles import images, presenting
from articles.models import Image, Rendition
from articles.tasks import make_renditions_due
from tests.factories import make_image

pytestmark = pytest.mark.django_db

PAPER = (255, 253, 248)


def stored(picture: PIL.Image.Image, kind: str = "PNG") -> Image:
    """A picture of the library, let in through its door."""
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    buffer.seek(0)
    return images.store(images.accept(buffer), by=None, alt_text_ar="صورة")


def noisy(width: int, height: int) -> PIL.Image.Image:
    """As much detail as fits in: no picture is harder to make small."""
    bands = [PIL.Image.effect_noise((width, height), 90) for _band in range(3)]
    return PIL.Image.merge("RGB", bands)


def content(rendition: Rendition) -> bytes:
    with rendition.file.open("rb") as file:
        return bytes(file.read())


def opened(rendition: Rendition) -> PIL.Image.Image:
    picture = PIL.Image.open(io.BytesIO(content(rendition)))
    picture.load()
    return picture


def test_a_mail_shows_a_jpeg_of_the_width_that_was_asked_for() -> None:
    rendition = images.make_for_mail(make_image(width=1200, height=800), 600)
    picture = opened(rendition)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (600, 400))
    assert (rendition.media_type, rendition.width, rendition.height) == ("image/jpeg", 600, 400)


@pytest.mark.parametrize(("width", "height", "size"), [(1000, 2000, (600, 1200)), (2000, 500, (600, 150))])
def test_a_picture_in_a_mail_is_whole(width: int, height: int, size: tuple[int, int]) -> None:
    """Nothing is cut off: its four corners are those of the original."""
    original = PIL.Image.new("RGB", (width, height), "#808080")
    corners = {(0, 0): "#ff0000", (1, 0): "#00ff00", (0, 1): "#0000ff", (1, 1): "#ffff00"}
    quarter = (width // 2, height // 2)
    for (across, down), colour in corners.items():
        original.paste(PIL.Image.new("RGB", quarter, colour), (across * quarter[0], down * quarter[1]))
    picture = opened(images.make_for_mail(stored(original), 600))
    assert picture.size == size
    for (across, down), colour in corners.items():
        pixel = picture.getpixel((across * (size[0] - 1), down * (size[1] - 1)))
        assert isinstance(pixel, tuple)
        wanted = PIL.Image.new("RGB", (1, 1), colour).getpixel((0, 0))
        assert isinstance(wanted, tuple)
        assert [round(value / 255) for value in pixel] == [round(value / 255) for value in wanted]


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(images.make_for_mail(make_image(width=300, height=200), 600)).size == (300, 200)


def test_a_line_of_pixels_stays_a_picture() -> None:
    assert opened(images.make_for_mail(make_image(width=2000, height=1), 288)).size == (288, 1)


@pytest.mark.parametrize("size", [(1200, 800), (800, 1600)])
def test_a_picture_in_a_mail_has_40_kilobytes_at_the_most(size: tuple[int, int]) -> None:
    rendition = images.make_for_mail(stored(noisy(*size), "JPEG"), 600)
    assert len(content(rendition)) <= 40_000


@pytest.mark.parametrize(("alpha", "shown"), [(0, PAPER), (128, (127, 126, 124)), (255, (0, 0, 0))])
def test_what_is_transparent_lets_the_paper_through(alpha: int, shown: tuple[int, int, int]) -> None:
    see_through = PIL.Image.new("RGBA", (40, 20), (0, 0, 0, alpha))
    see_through.putpixel((0, 0), (0, 0, 0, 0))  # so that it is one in every case
    pixel = opened(images.make_for_mail(stored(see_through), 600)).getpixel((30, 15))
    assert isinstance(pixel, tuple)
    assert [abs(value - wanted) <= 2 for value, wanted in zip(pixel, shown, strict=True)] == [True] * 3


def test_a_picture_for_a_mail_is_made_once() -> None:
    image = make_image(width=1200, height=800)
    first = images.make_for_mail(image, 600)
    assert images.make_for_mail(image, 600) == first
    assert [(rendition.pk, rendition.file.name) for rendition in Rendition.objects.all()] == [
        (first.pk, first.file.name)
    ]


def test_each_width_is_made_for_itself() -> None:
    image = make_image(width=1200, height=800)
    images.make_for_mail(image, 600)
    images.make_for_mail(image, 288)
    assert list(image.renditions.values_list("media_type", "width", "height")) == [
        ("image/jpeg", 288, 192),
        ("image/jpeg", 600, 400),
    ]


def test_a_small_picture_is_made_once_for_every_width_above_its_own() -> None:
    image = make_image(width=200, height=100)
    assert images.make_for_mail(image, 600) == images.make_for_mail(image, 288)


def test_a_web_size_of_the_same_width_is_not_taken_for_it() -> None:
    image = make_image(width=640, height=320)
    images.make_renditions(image)
    assert opened(images.make_for_mail(image, 640)).format == "JPEG"


def test_of_two_who_make_it_at_once_both_get_the_one_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image(width=1200, height=800)
    name = images._name
    others: list[Rendition] = []

    def meanwhile(content: bytes, *more: object) -> str:
        if not others:
            others.append(Rendition(image=image, width=600, height=400, media_type="image/jpeg", file="other.jpg"))
            others[0].save()
        return name(content, *more)

    monkeypatch.setattr(images, "_name", meanwhile)
    assert images.make_for_mail(image, 600) == others[0]


def test_a_picture_for_a_mail_has_a_name_that_nobody_can_guess() -> None:
    image = make_image(width=1200, height=800)
    file = str(images.make_for_mail(image, 600).file.name)
    folder, _slash, name = file.partition("/")
    assert (folder, len(name.partition(".")[0].partition("_")[0]), name[-4:]) == ("renditions", 32, ".jpg")


def test_pages_do_not_list_the_sizes_of_mails() -> None:
    image = make_image(width=1200, height=800)
    images.make_for_mail(image, 600)
    assert presenting.picture(image, alt="").sources == ()


def test_pages_go_on_listing_their_own_sizes() -> None:
    image = make_image(width=400, height=200)
    images.make_renditions(image)
    before = presenting.picture(image, alt="")
    images.make_for_mail(image, 288)
    assert presenting.picture(image, alt="") == before


def test_an_image_that_has_only_been_in_a_mail_still_gets_its_web_sizes() -> None:
    image = make_image(width=400, height=200)
    images.make_for_mail(image, 288)
    assert (make_renditions_due(), make_renditions_due()) == (1, 0)
    assert list(image.renditions.filter(media_type="image/webp").values_list("width", flat=True)) == [320, 400]


def test_a_mail_size_does_not_stand_in_for_a_web_size() -> None:
    image = make_image(width=320, height=160)
    images.make_for_mail(image, 320)
    assert [rendition.width for rendition in images.make_renditions(image)] == [320]
