"""Rows as the plain data of `articles.pages`: pictures, cards, cartoons, links. Nothing here decides what is public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import override

from articles import body
from articles.credits import Credited, writers
from articles.kinds import manner
from articles.models import (
    Author,
    Cartoon,
    Correction,
    CorrectionKind,
    Credit,
    HousePage,
    Image,
    Named,
)
from articles.models.media import MAIL_TYPE, SHARE_SIZE
from articles.pages import Byline, CartoonCard, CorrectionNote, Link, Names, Picture, Source, TextPage
from newsroom import arabic
from newsroom.languages import other


class Size(NamedTuple):
    """A file of a picture: its media type, its pixels, its name in the storage."""

    media_type: str
    width: int
    height: int
    file: str


def picture(
    image: Image, *, alt: str, caption: str = "", credit: str = "", sizes: Iterable[Size] | None = None
) -> Picture:
    """A picture with the `sizes` that exist of it, else with its `renditions`: prefetch them."""
    if sizes is None:
        rows = image.renditions.all()
        sizes = [Size(row.media_type, row.width, row.height, row.file.name or "") for row in rows]
    by_type: dict[str, list[str]] = {}
    share = ""
    for media_type, width, height, file in sizes:
        if media_type != MAIL_TYPE:
            by_type.setdefault(media_type, []).append(f"{_file_url(file)} {width}w")
        elif (width, height) == SHARE_SIZE:
            share = _file_url(file)
    return Picture(
        url=_file_url(image.file.name or ""),
        width=image.width,
        height=image.height,
        alt=alt,
        caption=caption,
        credit=credit,
        is_archive=image.is_archive,
        focus=focus(image),
        share=share,
        sources=tuple(Source(media_type, ", ".join(files)) for media_type, files in sorted(by_type.items())),
    )


@lru_cache(maxsize=16_384)
def _file_url(name: str) -> str:
    """Where a file of a picture is found; its name never changes content, and its address never changes."""
    return default_storage.url(name)


def focus(image: Image) -> str:
    """The classes of its focal point, in tenths of the picture: `fx3 fy0`; empty for the middle, where all are cut."""
    across, down = round(image.focal_x / 10), round(image.focal_y / 10)
    return "" if (across, down) == (5, 5) else f"fx{across} fy{down}"


def hero(
    image: Image | None,
    language: str,
    *,
    alt: str,
    caption: str,
    credit: str,
    sizes: Iterable[Size] | None = None,
) -> Picture | None:
    """A story's picture: the words written for this use, else the picture's own in that language."""
    if image is None:
        return None
    return picture(
        image,
        sizes=sizes,
        alt=alt or image.words_in(language, "alt_text"),
        caption=caption or image.words_in(language, "caption"),
        credit=credit or image.words_in(language, "credit"),
    )


def named_link(kind: str, thing: Named | Names | None, language: str) -> Link | None:
    """The link to a section, region, tag or author (`kind`), None where it does not exist in `language`."""
    if thing is None or not thing.name_in(language) or not thing.slug_in(language):
        return None
    return Link(thing.name_in(language), _list_url(kind, language, thing.slug_in(language)))


@lru_cache(maxsize=4_096)
def _list_url(kind: str, language: str, slug: str) -> str:
    return reverse(f"articles:{kind}", args=[language, slug])


def named_links(kind: str, things: Iterable[Named | Names], language: str) -> tuple[Link, ...]:
    """The links to those of `things` that exist in `language`."""
    return tuple(link for thing in things if (link := named_link(kind, thing, language)))


def person_link(person: Author | Names, language: str) -> Link:
    """A credited person; one without a name in `language` is printed in the other, marked as such."""
    link = named_link("author", person, language)
    if link:
        return link
    return Link(person.name_in(other(language)), url="", language=other(language))


def byline(credits: Sequence[Credit | Credited], language: str) -> Byline:
    """Those who wrote the story, in printing order."""
    people = tuple(person_link(credit.person, language) for credit in writers(credits))
    return Byline(arabic.join_names([person.label for person in people], language), people)


@lru_cache(maxsize=16_384)
def story_url(language: str, article_id: int, slug: str) -> str:
    """The one canonical path of a story."""
    return reverse("articles:story", args=[language, article_id, slug])


def short_url(language: str, article_id: int) -> str:
    """The path to share: `/a/12345` the Arabic, `/e/12345` the English story."""
    return reverse(f"articles:short_{language}", args=[article_id])


def house_page(row: HousePage, language: str) -> TextPage | None:
    """A page about the newspaper; None where it has no text in `language`."""
    link = house_page_link(row, language)
    if link is None:
        return None
    html = body.fenced(body.of_plain(getattr(row, f"text_{language}")), language)
    return TextPage(link.label, link.url, html, row.changed_at)


def house_page_link(row: HousePage, language: str) -> Link | None:
    """Its title, leading there; None where it lacks title or text in `language`."""
    title = getattr(row, f"title_{language}")
    if not title or not getattr(row, f"text_{language}"):
        return None
    return Link(title, reverse("articles:house_page", args=[language, row.slug]))


@lru_cache(maxsize=64)
def kind_label(kind: str, language: str) -> str:
    """The word for a kind of story in `language`; empty for kinds that need none."""
    with override(language):
        return str(manner(kind).label)


def correction_note(row: Correction, story: Link | None = None) -> CorrectionNote:
    """A public note; in a list, with the story that it belongs to."""
    return CorrectionNote(str(CorrectionKind(row.kind).label), row.text, row.at, row.on_top, story)


def cartoon_card(cartoon: Cartoon, language: str) -> CartoonCard:
    """A cartoon; what its title or its description lacks in `language` is shown in the one that it has."""
    titled = language if getattr(cartoon, f"title_{language}") else other(language)
    told_in = language if getattr(cartoon, f"description_{language}") else other(language)
    artist = person_link(cartoon.artist, language)
    return CartoonCard(
        url=reverse("articles:cartoon", args=[language, cartoon.pk]),
        title=getattr(cartoon, f"title_{titled}") or "",
        language=titled,
        picture=picture(cartoon.image, alt=getattr(cartoon, f"description_{told_in}") or ""),
        told_in=told_in,
        artist=artist.label,
        artist_url=artist.url,
        drawn_on=cartoon.drawn_on,
    )
