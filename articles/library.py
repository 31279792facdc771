"""The library's questions: a picture by the words under it in any spelling, and pictures that look like one another.

How a picture looks is written down by `articles.images.fingerprint`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import (
    Article,
    Cartoon,
    GalleryPicture,
    Image,
    Publication,
    PublishedPicture,
    SiteIdentity,
    Topic,
)
from newsroom import arabic
from newsroom.languages import LANGUAGES

ALIKE: Final = 6  # bits of 64 that may differ: another size, crop of a few per cent, compression or light


def matching(rows: QuerySet[Image], term: str) -> QuerySet[Image]:
    """Those of `rows` under which every word of `term` stands, however either was spelled."""
    for word in arabic.normalise_begun(term).split():
        rows = rows.filter(searched__contains=word)
    return rows


def to_choose() -> QuerySet[Image]:
    """What the desk is offered to show somewhere. Drawings have a place of their own, with their artist and whole."""
    return Image.objects.filter(~Exists(Cartoon.objects.filter(image=OuterRef("pk"))))


_FILE_NAME: Final = re.compile(
    r"[\w ()-]+\.(?:jpe?g|png|webp|gif|avif|heic|tiff?)"
    r"|(?:img|dscn?|dcim|image|photo|picture|screenshot|صورة)?[-_ \d()]+",
    re.I,
)


def says_nothing(alt: str) -> bool:
    """Whether an alternative text is none: empty, a file's name, or what a camera or a program calls every picture."""
    return not alt.strip() or _FILE_NAME.fullmatch(alt.strip()) is not None


def used() -> Q:
    """Of pictures, those that something shows: a story's head or text, what readers have of it, a cartoon, a
    gallery, a topic, the site."""
    here = OuterRef("pk")
    logos = Q()
    for name in ("logo", "logo_dark"):
        for language in LANGUAGES:
            logos |= Q(**{f"{name}_{language}": here})
    shown: tuple[Any, ...] = (
        Article.objects.filter(hero=here),
        Article.objects.filter(text_pictures=here),
        Publication.objects.filter(hero=here),
        Cartoon.objects.filter(image=here),
        GalleryPicture.objects.filter(image=here),
        PublishedPicture.objects.filter(image=here),
        Topic.objects.filter(picture=here),
        SiteIdentity.objects.filter(logos),
    )
    found = Q()
    for rows in shown:
        found |= Q(Exists(rows))
    return found


def stories_with(image: Image) -> QuerySet[Article]:
    """The stories that show a picture, or did: at their head, in their text, in what readers have; newest first."""
    published = Publication.objects.filter(hero=image).values("article")
    galleries = GalleryPicture.objects.filter(image=image).values("gallery")
    shown = Q(hero=image) | Q(text_pictures=image) | Q(pk__in=published) | Q(text_galleries__in=galleries)
    return Article.objects.filter(Exists(Article.objects.filter(shown, pk=OuterRef("pk")))).order_by("-saved_at", "-pk")


def same(digest: str) -> Image | None:
    """The picture that was made of the very same file."""
    return Image.objects.filter(digest=digest).exclude(digest="").order_by("pk").first()


def alike(image: Image) -> list[Image]:
    """Pictures that look like `image`, the most alike first; one of a single shade looks like nothing."""
    if not image.fingerprint or int(image.fingerprint, 16) in (0, 2**64 - 1):
        return []
    mine = int(image.fingerprint, 16)
    others = Image.objects.exclude(pk=image.pk).exclude(fingerprint="").order_by()
    near = [
        (differing, pk)
        for pk, other in others.values_list("pk", "fingerprint")
        if (differing := (mine ^ int(other, 16)).bit_count()) <= ALIKE
    ]
    nearest = [pk for _differing, pk in sorted(near)[:12]]
    found = Image.objects.in_bulk(nearest)
    return [found[pk] for pk in nearest]
