"""The one door for pictures: what comes in is decoded, checked and written anew under a name of our own.

No byte of an uploaded file is ever served: no EXIF (a place can betray a source), no script tail, no foreign name.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import warnings
from dataclasses import dataclass
from typing import IO, Final

import PIL.Image
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from articles.models import Image, Rendition
from articles.models.media import MAIL_TYPE, WEB_TYPE
from newsroom.models import User

FORMATS: Final = (
    "JPEG",
    "PNG",
    "WEBP",
    "GIF",
    "AVIF",
)  # "MPO" is covered by JPEG and breaks PNG in Pillow 13
MAX_BYTES: Final = 20_000_000
MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 2560  # pixels; what is larger is scaled down on its way in
RENDITION_WIDTHS: Final = (320, 640, 960, 1280, 1920)
MAIL_BYTES: Final = 40_000  # of a picture in a mail
_MAIL_QUALITIES: Final = (82, 74, 66, 58, 50, 42, 34, 26, 18, 10)
_PAPER: Final = (255, 253, 248)  # behind what is transparent: the paper of a drawing
_JPEG: Final = {"quality": 85, "optimize": True, "progressive": True}
_WEBP: Final = {"quality": 80, "method": 4}


class PictureRefused(Exception):
    """A file that is not let in; `reason` says why in the language of whoever asks."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Accepted:
    """A picture as it will be stored: its bytes, `.jpg` or `.png`, pixels, and the SHA-256 of what was uploaded."""

    content: bytes
    suffix: str
    width: int
    height: int
    digest: str


def accept(file: IO[bytes]) -> Accepted:
    """Decode, check, turn upright, convert to sRGB and write anew; raise `PictureRefused` for what is no picture.

    Photographs become JPEG; what has transparency stays PNG. Animations keep their first frame.
    """
    raw = file.read(MAX_BYTES + 1)
    if not raw:
        raise PictureRefused(_("The file is empty."))
    if len(raw) > MAX_BYTES:
        raise PictureRefused(_("The file is larger than 20 MB."))
    picture = _decode(raw)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), PIL.Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(buffer, "PNG", optimize=True)
        suffix = ".png"
    else:
        picture.save(buffer, "JPEG", **_JPEG)
        suffix = ".jpg"
    return Accepted(buffer.getvalue(), suffix, picture.width, picture.height, hashlib.sha256(raw).hexdigest())


def _decode(raw: bytes) -> PIL.Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)
            with PIL.Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise PictureRefused(_("The picture has more than 50 million pixels."))
                opened.seek(0)
                opened.load()
                return _upright_rgb(opened)
    except UnidentifiedImageError as error:
        raise PictureRefused(_("This is not a picture in JPEG, PNG, WebP, GIF or AVIF format.")) from error
    except (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning) as error:
        raise PictureRefused(_("The picture has more than 50 million pixels.")) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, TypeError) as error:
        raise PictureRefused(_("The picture is damaged or cut off.")) from error


def _upright_rgb(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Turned as the camera was held, in sRGB, with transparency only where some pixel has it."""
    upright = ImageOps.exif_transpose(picture)
    profile = picture.info.get("icc_profile")
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    if profile and upright.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(upright, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return _bare(converted or upright.convert("RGB"))
        except ImageCms.PyCMSError:
            pass  # a broken profile: the plain colours are better than no picture
    if has_alpha:
        with_alpha = upright.convert("RGBA")
        if with_alpha.getchannel("A").getextrema() != (255, 255):
            return _bare(with_alpha)
    return _bare(upright.convert("RGB"))


def _bare(picture: PIL.Image.Image) -> PIL.Image.Image:
    """The pixels alone: no metadata survives."""
    bare = PIL.Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _name(content: bytes, *more: object) -> str:
    """A file name that cannot be guessed and changes with what it names: a keyed HMAC over content and settings."""
    message = hashlib.sha256(content).digest() + repr(more).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:32]


def store(accepted: Accepted, *, by: User | None, **words: str) -> Image:
    """Put an accepted picture into the library; `words` are its language columns (`alt_text_ar=…`)."""
    image = Image(width=accepted.width, height=accepted.height, digest=accepted.digest, uploaded_by=by, **words)
    image.file.save(_name(accepted.content) + accepted.suffix, ContentFile(accepted.content), save=False)
    image.save()
    return image


def make_renditions(image: Image) -> list[Rendition]:
    """Write the smaller WebP sizes that are still missing; running it again makes nothing twice."""
    made = set(image.renditions.filter(media_type=WEB_TYPE).values_list("width", flat=True))
    wanted = [width for width in RENDITION_WIDTHS if width < image.width and width not in made]
    if image.width <= RENDITION_WIDTHS[-1] and image.width not in made:
        wanted.append(image.width)
    if not wanted:
        return []
    with image.file.open("rb") as file:
        original = PIL.Image.open(io.BytesIO(file.read()), formats=("JPEG", "PNG"))
        original.load()
    return [_make_rendition(image, original, width) for width in wanted]


def _make_rendition(image: Image, original: PIL.Image.Image, width: int) -> Rendition:
    height = max(1, round(original.height * width / original.width))
    buffer = io.BytesIO()
    original.resize((width, height), PIL.Image.Resampling.LANCZOS).save(buffer, "WEBP", **_WEBP)
    rendition = Rendition(image=image, width=width, height=height, media_type=WEB_TYPE)
    rendition.file.save(_name(buffer.getvalue(), width) + ".webp", ContentFile(buffer.getvalue()), save=False)
    rendition.save()
    return rendition


def make_for_mail(image: Image, width: int) -> Rendition:
    """A picture as mail programs can show it: a JPEG at most `width` wide, whole, of 40 KB at the most.

    What was made before is used again. Raises OSError where the picture's file cannot be read.
    """
    width = min(width, image.width)
    made = image.renditions.filter(media_type=MAIL_TYPE, width=width).first()
    if made:
        return made
    with image.file.open("rb") as file:
        original = PIL.Image.open(io.BytesIO(file.read()), formats=("JPEG", "PNG"))
        original.load()
    height = max(1, round(image.height * width / image.width))
    scaled = original.convert("RGBA").resize((width, height), PIL.Image.Resampling.LANCZOS)
    flat = PIL.Image.new("RGB", scaled.size, _PAPER)
    flat.paste(scaled, mask=scaled.getchannel("A"))
    content = _fitting(flat)
    rendition = Rendition(image=image, width=width, height=height, media_type=MAIL_TYPE)
    rendition.file.save(_name(content, width) + ".jpg", ContentFile(content), save=False)
    Rendition.objects.bulk_create([rendition], ignore_conflicts=True)  # of two who make it at once, one is first
    return image.renditions.get(media_type=MAIL_TYPE, width=width)


def _fitting(picture: PIL.Image.Image) -> bytes:
    """A JPEG of at most `MAIL_BYTES`: the quality goes down until it fits, and where that is not enough, the detail."""
    content = b""
    for softer in (1, 2, 4, 8):
        small = (max(1, picture.width // softer), max(1, picture.height // softer))
        shown = picture if softer == 1 else picture.resize(small).resize(picture.size)
        for quality in _MAIL_QUALITIES:
            buffer = io.BytesIO()
            shown.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
            content = buffer.getvalue()
            if len(content) <= MAIL_BYTES:
                return content
    return content
