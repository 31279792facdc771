"""Pictures and cartoons as sheets on the desk's light table: plain data for `admin/includes/sheet.html`.

Asks the database nothing where the rows come with their renditions, artist and picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import library, standing
from articles.models import Cartoon, Gallery, Image
from articles.standing import Standing
from newsroom.languages import ARABIC, ENGLISH, LANGUAGES

Text = str | Promise

THUMBNAIL_WIDTH: Final = 640  # pixels: a sheet is 13 to 20 rem wide, on screens of two dots per pixel


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A file to show a picture by, with the picture's own proportions."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture on the table: where it leads, what is written under it; `warning` is set in red, `standing` says
    what readers see of it.
    """

    url: str
    thumbnail: Thumbnail | None
    title: str
    language: str
    notes: tuple[str, ...]
    warning: Text = ""
    standing: Standing | None = None


def thumbnail(image: Image) -> Thumbnail:
    """The smallest rendition that is wide enough, else the picture itself."""
    fitting = [row for row in image.renditions.all() if row.width >= THUMBNAIL_WIDTH]
    file = min(fitting, key=lambda row: row.width).file if fitting else image.file
    return Thumbnail(file.url, image.width, image.height)


def of_image(image: Image, use: str, language: str, *, needs_alt: bool) -> Sheet:
    """A picture of the library, with what shows it (`use`); a logo needs no alternative text of its own."""
    written = next((code for code in (language, *LANGUAGES) if image.words_in(code, "caption")), language)
    caption = image.words_in(written, "caption") or str(_("Picture %(number)s") % {"number": image.pk})
    return Sheet(
        url=reverse("admin:articles_image_change", args=[image.pk]),
        thumbnail=thumbnail(image),
        title=caption,
        language=written,
        notes=tuple(note for note in (use, image.words_in(language, "credit")) if note),
        warning=missing_alt(image) if needs_alt else "",
    )


def missing_alt(image: Image) -> Text:
    """What the picture lacks for those who cannot see it; empty where it has a text in both languages."""
    missing = [code for code in LANGUAGES if library.says_nothing(image.words_in(code, "alt_text"))]
    if not missing:
        return ""
    if len(missing) == len(LANGUAGES):
        return _("No alternative text")
    return _("No Arabic alternative text") if ARABIC in missing else _("No English alternative text")


def of_gallery(gallery: Gallery, image: Image | None, number: str) -> Sheet:
    """A gallery by its first picture, with how many there are."""
    written = ARABIC if gallery.title_ar else ENGLISH
    return Sheet(
        url=reverse("admin:articles_gallery_change", args=[gallery.pk]),
        thumbnail=thumbnail(image) if image else None,
        title=str(gallery),
        language=written,
        notes=(number,),
    )


def of_cartoon(cartoon: Cartoon) -> Sheet:
    """A drawing, with its artist and whether readers see it."""
    written = ARABIC if cartoon.title_ar else ENGLISH
    return Sheet(
        url=reverse("admin:articles_cartoon_change", args=[cartoon.pk]),
        thumbnail=thumbnail(cartoon.image),
        title=(cartoon.title_ar or cartoon.title_en or ""),
        language=written,
        notes=(str(cartoon.artist),),
        standing=standing.of_cartoon(cartoon),
    )
