"""The one door for pictures: what comes in is decoded, checked and written anew under a name of our own.

No byte of an uploaded file is ever served: no EXIF (a place can betray a source), no script tail, no foreign name.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import struct
import warnings
from dataclasses import dataclass
from typing import IO, Any, Final

import PIL.Image
import PIL.ImageFile
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import ImageCms, ImageOps, IptcImagePlugin, UnidentifiedImageError

from articles.models import Image, Rendition
from articles.models.media import AVIF_TYPE, MAIL_TYPE, SHARE_SIZE, WEB_TYPE
from newsroom import arabic
from newsroom.languages import ARABIC, ENGLISH
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
AVIF_WIDTHS: Final = (320, 800, 1280)  # a third smaller, and five times as long to write: a few sizes of it do
# What a phone loads (390 px, two dots to a pixel) keeps to so many bytes: the quality goes down until it does.
PHONE_BYTES: Final = {(AVIF_TYPE, 800): 45_000, (WEB_TYPE, 960): 65_000}
SHARE_LEAST: Final = (SHARE_SIZE[0] // 2, SHARE_SIZE[1] // 2)  # what is smaller would be blown up too much
MAIL_BYTES: Final = 40_000  # of a picture in a mail
_MAIL_QUALITIES: Final = (82, 74, 66, 58, 50, 42, 34, 26, 18, 10)
_PAPER: Final = (255, 253, 248)  # behind what is transparent: the paper of a drawing
_PLACES: Final = 8  # a side, of a fingerprint
_JPEG: Final = {"quality": 85, "optimize": True, "progressive": True}
_WEBP: Final = {"quality": 80, "method": 4}
_AVIF: Final = {"quality": 60, "speed": 6}
_DAMAGED: Final = (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, TypeError)  # as Pillow says it


class PictureRefused(Exception):
    """A file that is not let in; `reason` says why in the language of whoever asks."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Accepted:
    """A picture as it will be stored: its bytes, `.jpg` or `.png`, pixels, the SHA-256 of what was uploaded, how it
    looks (`fingerprint`), and what its file said about it: `{"caption": …, "credit": …}`.
    """

    content: bytes
    suffix: str
    width: int
    height: int
    digest: str
    fingerprint: str
    said: dict[str, str]


def accept(file: IO[bytes]) -> Accepted:
    """Decode, check, turn upright, convert to sRGB and write anew; raise `PictureRefused` for what is no picture.

    Photographs become JPEG; what has transparency stays PNG. Animations keep their first frame.
    """
    raw = file.read(MAX_BYTES + 1)
    if not raw:
        raise PictureRefused(_("The file is empty."))
    if len(raw) > MAX_BYTES:
        raise PictureRefused(_("The file is larger than 20 MB."))
    picture, said = _decode(raw)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), PIL.Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(buffer, "PNG", optimize=True)
        suffix = ".png"
    else:
        picture.save(buffer, "JPEG", **_JPEG)
        suffix = ".jpg"
    digest = hashlib.sha256(raw).hexdigest()
    look = fingerprint(_flat(picture))
    return Accepted(buffer.getvalue(), suffix, picture.width, picture.height, digest, look, said)


def fingerprint(picture: PIL.Image.Image) -> str:
    """How a picture looks, in 16 hexadecimal digits: a bit for each of 8 × 8 places, whether it is brighter than the
    place beside it (difference hash). Pictures that look alike differ in few bits.
    """
    grey = picture.convert("L").resize((_PLACES + 1, _PLACES), PIL.Image.Resampling.LANCZOS)
    shades = list(grey.tobytes())
    bits = 0
    for row in range(_PLACES):
        for column in range(_PLACES):
            at = row * (_PLACES + 1) + column
            bits = bits << 1 | (shades[at] > shades[at + 1])
    return f"{bits:016x}"


def _flat(picture: PIL.Image.Image) -> PIL.Image.Image:
    """On paper, where it is transparent."""
    if picture.mode != "RGBA":
        return picture
    flat = PIL.Image.new("RGB", picture.size, _PAPER)
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


def _decode(raw: bytes) -> tuple[PIL.Image.Image, dict[str, str]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)
            with PIL.Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise PictureRefused(_("The picture has more than 50 million pixels."))
                opened.seek(0)
                opened.load()
                return _upright_rgb(opened), _said(opened)
    except UnidentifiedImageError as error:
        raise PictureRefused(_("This is not a picture in JPEG, PNG, WebP, GIF or AVIF format.")) from error
    except (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning) as error:
        raise PictureRefused(_("The picture has more than 50 million pixels.")) from error
    except _DAMAGED as error:
        raise PictureRefused(_("The picture is damaged or cut off.")) from error


_CAPTION: Final = (2, 120)  # IPTC-IIM 4.2: Caption/Abstract, Credit, By-line
_CREDIT: Final = (2, 110)
_BY_LINE: Final = (2, 80)


def _said(picture: PIL.ImageFile.ImageFile) -> dict[str, str]:
    """Caption and credit that the photographer or the agency wrote into the file (IPTC-IIM); nothing else is read."""
    try:
        records = IptcImagePlugin.getiptcinfo(picture) or {}
    except (*_DAMAGED, KeyError, struct.error):  # a broken record is no reason to refuse a good picture
        return {}
    caption, credit, by_line = (_record(records, key) for key in (_CAPTION, _CREDIT, _BY_LINE))
    names = list(dict.fromkeys(name for name in (by_line, credit) if name))
    found = {"caption": caption[:300], "credit": " / ".join(names)[:120]}
    return {kind: text for kind, text in found.items() if text}


def _record(records: Any, key: tuple[int, int]) -> str:
    value = records.get(key, b"")
    raw: bytes = b" ".join(value) if isinstance(value, list) else value
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")  # what old programs wrote without saying so
    return " ".join(arabic.clean_text(text).text.split())


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
    """Put an accepted picture into the library; `words` are its language columns (`alt_text_ar=…`), and stand above
    what the file said about itself.
    """
    written = said_in(accepted) | words
    image = Image(
        width=accepted.width,
        height=accepted.height,
        digest=accepted.digest,
        fingerprint=accepted.fingerprint,
        uploaded_by=by,
        **written,
    )
    image.searched = image.to_be_searched()
    image.file.save(_name(accepted.content) + accepted.suffix, ContentFile(accepted.content), save=False)
    image.save()
    return image


def said_in(accepted: Accepted) -> dict[str, str]:
    """What the file said about itself, by the language column that its letters belong to: `{"caption_en": …}`."""
    rtl = arabic.direction(ARABIC)
    return {
        f"{kind}_{ARABIC if arabic.first_strong(text) == rtl else ENGLISH}": text
        for kind, text in accepted.said.items()
    }


def make_renditions(image: Image, *media_types: str) -> list[Rendition]:
    """Write the sizes of these types that are still missing, WebP unless something else is named; running it again
    makes nothing twice.
    """
    wanted = [(kind, width) for kind in media_types or (WEB_TYPE,) for width in _missing(image, kind)]
    if not wanted:
        return []
    original = _original(image)
    if not image.fingerprint:
        Image.objects.filter(pk=image.pk).update(fingerprint=fingerprint(_flat(original)))
    return [_make_rendition(image, original, kind, width) for kind, width in wanted]


def _original(image: Image) -> PIL.Image.Image:
    """The picture as it lies in the library, read whole."""
    with image.file.open("rb") as file:
        original = PIL.Image.open(io.BytesIO(file.read()), formats=("JPEG", "PNG"))
        original.load()
    return original


def _missing(image: Image, media_type: str) -> list[int]:
    """The widths, never larger than the picture, that are still to be made."""
    widths = AVIF_WIDTHS if media_type == AVIF_TYPE else RENDITION_WIDTHS
    made = set(image.renditions.filter(media_type=media_type).values_list("width", flat=True))
    own = [image.width] if image.width <= widths[-1] else []
    return [width for width in (*(each for each in widths if each < image.width), *own) if width not in made]


def _make_rendition(image: Image, original: PIL.Image.Image, media_type: str, width: int) -> Rendition:
    height = max(1, round(original.height * width / original.width))
    scaled = original.resize((width, height), PIL.Image.Resampling.LANCZOS)
    kind, manner = ("AVIF", _AVIF) if media_type == AVIF_TYPE else ("WEBP", _WEBP)
    limit, content = PHONE_BYTES.get((media_type, width)), b""
    for lower in (0, 10, 20, 30, 40, 50, 60):
        buffer = io.BytesIO()
        scaled.save(buffer, kind, **manner | {"quality": manner["quality"] - lower})
        content = buffer.getvalue()
        if limit is None or len(content) <= limit:
            break
    rendition = Rendition(image=image, width=width, height=height, media_type=media_type)
    name = _name(content, width) + f".{media_type.removeprefix('image/')}"
    rendition.file.save(name, ContentFile(content), save=False)
    return _once(rendition)


def _once(rendition: Rendition) -> Rendition:
    """Save it; of two tasks that make the same size at once, one is first, and the other's file goes."""
    try:
        with transaction.atomic():
            rendition.save()
    except IntegrityError:
        rendition.file.delete(save=False)
        return Rendition.objects.get(image=rendition.image, media_type=rendition.media_type, width=rendition.width)
    return rendition


def make_for_mail(image: Image, width: int) -> Rendition:
    """A picture as mail programs can show it: a JPEG at most `width` wide, whole, of 40 KB at the most.

    What was made before is used again. Raises OSError where the picture's file cannot be read.
    """
    width = min(width, image.width)
    made = image.renditions.filter(media_type=MAIL_TYPE, width=width).first()
    if made:
        return made
    original = _original(image)
    height = max(1, round(image.height * width / image.width))
    scaled = original.convert("RGBA").resize((width, height), PIL.Image.Resampling.LANCZOS)
    content = _fitting(_flat(scaled))
    rendition = Rendition(image=image, width=width, height=height, media_type=MAIL_TYPE)
    rendition.file.save(_name(content, width) + ".jpg", ContentFile(content), save=False)
    Rendition.objects.bulk_create([rendition], ignore_conflicts=True)  # of two who make it at once, one is first
    return image.renditions.get(media_type=MAIL_TYPE, width=width)


def make_for_share(image: Image, *, whole: bool) -> Rendition | None:
    """The picture as it is shown where a page is shared: `SHARE_SIZE`, cut around its focal point, or `whole` on the
    paper of a drawing. None where it is too small to be shown so.
    """
    width, height = SHARE_SIZE
    made = image.renditions.filter(media_type=MAIL_TYPE, width=width, height=height).first()
    if made or not (whole or (image.width >= SHARE_LEAST[0] and image.height >= SHARE_LEAST[1])):
        return made
    original = _original(image)
    flat = _flat(original.convert("RGBA"))
    if whole:
        shown = ImageOps.pad(flat, SHARE_SIZE, PIL.Image.Resampling.LANCZOS, color=_PAPER)
    else:
        middle = (image.focal_x / 100, image.focal_y / 100)
        shown = ImageOps.fit(flat, SHARE_SIZE, PIL.Image.Resampling.LANCZOS, centering=middle)
    buffer = io.BytesIO()
    shown.save(buffer, "JPEG", quality=80, optimize=True, progressive=True)
    rendition = Rendition(image=image, width=width, height=height, media_type=MAIL_TYPE)
    rendition.file.save(_name(buffer.getvalue(), width) + ".jpg", ContentFile(buffer.getvalue()), save=False)
    return _once(rendition)


def forget_share(image: Image) -> None:
    """The focal point has moved: the cut is made anew when the clock finds it missing."""
    image.renditions.filter(media_type=MAIL_TYPE, width=SHARE_SIZE[0], height=SHARE_SIZE[1]).delete()


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
