"""The image door: what is let in, what is refused with which reason, and what is left of a file afterwards."""

import io
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import PIL.Image
import pytest
from django.conf import settings
from PIL import ExifTags, ImageCms

from articles import drawing, images
from articles.images import PictureRefused, accept
from articles.tasks import make_renditions_due
from tests.factories import make_image, picture_bytes


def as_file(picture: PIL.Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def photo(width: int = 60, height: int = 40, mode: str = "RGB") -> PIL.Image.Image:
    return PIL.Image.new(mode, (width, height), "#7a1650" if mode in ("RGB", "RGBA") else 0)


def reopened(content: bytes) -> PIL.Image.Image:
    picture = PIL.Image.open(io.BytesIO(content))
    picture.load()
    return picture


def header_alone(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and has nothing to show for it."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checked = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + checked + b"\0\0\0\0IEND\xaeB`\x82"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_pictures_of_the_five_formats_are_let_in(kind: str) -> None:
    accepted = accept(io.BytesIO(as_file(photo(), kind)))
    assert (accepted.width, accepted.height, accepted.suffix) == (60, 40, ".jpg")


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "I;16", "LA"])
def test_pictures_of_every_mode_become_plain_colour(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    accepted = accept(io.BytesIO(as_file(PIL.Image.new(mode, (20, 10)), kind)))
    assert reopened(accepted.content).mode in ("RGB", "RGBA")


def test_transparency_is_kept_where_there_is_some() -> None:
    see_through = PIL.Image.new("RGBA", (20, 10), (0, 0, 0, 0))
    accepted = accept(io.BytesIO(as_file(see_through, "PNG")))
    assert accepted.suffix == ".png"
    assert reopened(accepted.content).getchannel("A").getextrema() == (0, 0)


def test_a_picture_is_turned_as_the_camera_was_held() -> None:
    exif = PIL.Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    accepted = accept(io.BytesIO(as_file(photo(60, 40), "JPEG", exif=exif)))
    assert (accepted.width, accepted.height) == (40, 60)


def test_where_a_picture_was_taken_does_not_survive() -> None:
    exif = PIL.Image.Exif()
    exif[ExifTags.Base.Make] = "Camera of a source"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (33.0, 30.0, 0.0)
    accepted = accept(io.BytesIO(as_file(photo(), "JPEG", exif=exif, comment=b"secret")))
    assert dict(reopened(accepted.content).getexif()) == {}
    assert b"Camera of a source" not in accepted.content
    assert b"secret" not in accepted.content


def test_colours_of_another_profile_are_converted() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    accepted = accept(io.BytesIO(as_file(photo(), "JPEG", icc_profile=srgb)))
    assert "icc_profile" not in reopened(accepted.content).info
    broken = accept(io.BytesIO(as_file(photo(), "JPEG", icc_profile=profile)))
    assert reopened(broken.content).mode == "RGB"


def test_what_hangs_behind_a_picture_does_not_survive() -> None:
    accepted = accept(io.BytesIO(as_file(photo(), "JPEG") + b"<script>alert(1)</script><?php x ?>"))
    assert b"script" not in accepted.content
    assert b"php" not in accepted.content


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_what_moves_the_first_frame_is_kept(kind: str) -> None:
    frames = [PIL.Image.new("RGB", (20, 10), colour) for colour in ("#7a1650", "#ffffff", "#000000")]
    accepted = accept(io.BytesIO(as_file(frames[0], kind, save_all=True, append_images=frames[1:])))
    red, green, blue = reopened(accepted.content).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert abs(red - 0x7A) + abs(green - 0x16) + abs(blue - 0x50) < 30


def test_two_pictures_in_one_file_are_the_first() -> None:
    accepted = accept(io.BytesIO(as_file(photo(), "MPO", save_all=True, append_images=[photo(20, 20)])))
    assert (accepted.width, accepted.height) == (60, 40)


def test_a_large_picture_is_scaled_down() -> None:
    accepted = accept(io.BytesIO(as_file(photo(4000, 1000), "JPEG")))
    assert (accepted.width, accepted.height) == (2560, 640)


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"",
        lambda: b"not a picture",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        lambda: b"<html><body>GIF89a</body></html>",
        lambda: b"GIF89a<script>alert(1)</script>",
        lambda: b"%PDF-1.7",
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0",
        lambda: as_file(photo(), "TIFF"),
        lambda: as_file(photo(), "BMP"),
        lambda: as_file(photo(32, 32), "ICO"),
        lambda: as_file(photo(), "PPM"),
        lambda: as_file(photo(200, 200), "JPEG")[:300],
        lambda: as_file(photo(200, 200), "PNG")[:120],
        lambda: picture_bytes()[:33],
        lambda: b"\x00" * (images.MAX_BYTES + 1),
        lambda: as_file(PIL.Image.new("1", (8000, 8000)), "PNG"),
        lambda: as_file(PIL.Image.new("1", (20000, 20000)), "PNG"),
        lambda: as_file(photo(200, 200), "WEBP")[:60],
        lambda: as_file(photo(200, 200), "AVIF")[:200],
        lambda: as_file(photo(200, 200), "GIF")[:30],
        lambda: as_file(photo(), "JPEG2000"),
        lambda: as_file(photo(), "TGA"),
        lambda: as_file(photo(), "PDF"),
        lambda: as_file(photo(), "EPS"),
        lambda: header_alone(65_535, 65_535),
        lambda: header_alone(50_001, 1_000),
        lambda: header_alone(0, 0),
        lambda: b"\xff\xd8\xff\xe0" + b"\0" * 500,
        lambda: b"\x89PNG\r\n\x1a\n" + b"\xff" * 200,
        lambda: b"RIFF\xff\xff\xff\x7fWEBPVP8 " + b"\0" * 50,
        lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100,
        lambda: b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + b"\0" * 100,
        lambda: b"PK\x03\x04" + b"\0" * 100,
        lambda: b"MZ" + b"\x90" * 200,
        lambda: b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'b'>]><svg>&a;</svg>",
        lambda: "صورة".encode(),
    ],
)
def test_everything_else_is_refused_with_a_reason(make: Callable[[], bytes]) -> None:
    with pytest.raises(PictureRefused) as refused:
        accept(io.BytesIO(make()))
    assert str(refused.value.reason)


@pytest.mark.django_db
class TestTheLibrary:
    def test_a_stored_file_has_a_name_of_ours(self) -> None:
        image = make_image()
        assert re.fullmatch(r"pictures/[0-9a-f]{32}(_\w+)?\.jpg", str(image.file.name))

    def test_renditions_are_made_once(self) -> None:
        image = make_image(width=1000, height=500)
        images.make_renditions(image)
        assert images.make_renditions(image) == []
        assert list(image.renditions.values_list("media_type", "width", "height")) == [
            ("image/webp", 320, 160),
            ("image/webp", 640, 320),
            ("image/webp", 960, 480),
            ("image/webp", 1000, 500),
        ]

    def test_the_tick_makes_what_is_missing_and_nothing_twice(self) -> None:
        image = make_image(width=400, height=200)
        assert make_renditions_due() == 1
        assert make_renditions_due() == 0
        assert list(image.renditions.values_list("media_type", "width")) == [
            ("image/avif", 320),
            ("image/avif", 400),
            ("image/webp", 320),
            ("image/webp", 400),
        ]

    def test_two_tasks_at_one_picture_make_each_size_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The second task looked for what is missing before the first had made it."""
        image = make_image(width=400, height=200)
        first = images.make_renditions(image)
        kept = set(Path(settings.MEDIA_ROOT, "renditions").iterdir())
        monkeypatch.setattr(images, "_missing", lambda *_of: [320, 400])
        assert images.make_renditions(image) == first
        assert (image.renditions.count(), set(Path(settings.MEDIA_ROOT, "renditions").iterdir())) == (2, kept)

    def test_what_a_phone_loads_is_light_however_rich_the_picture(self) -> None:
        """390 pixels with two dots each: 45 KB of AVIF, 65 KB of WebP."""
        file = io.BytesIO()
        drawing.draw("mosaic").save(file, "JPEG", quality=92)
        file.seek(0)
        image = images.store(accept(file), by=None)
        images.make_renditions(image, "image/webp", "image/avif")
        assert image.renditions.get(media_type="image/avif", width=800).file.size <= 45_000
        assert image.renditions.get(media_type="image/webp", width=960).file.size <= 65_000
