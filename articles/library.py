"""The library's questions: a picture by the words under it in any spelling, and pictures that look like one another.

How a picture looks is written down by `articles.images.fingerprint`.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import Article, Cartoon, Image, Publication, SiteIdentity
from newsroom import arabic
from newsroom.languages import LANGUAGES

ALIKE: Final = 6  # bits of 64 that may differ: another size, crop of a few per cent, compression or light


def matching(rows: QuerySet[Image], term: str) -> QuerySet[Image]:
    """Those of `rows` under which every word of `term` stands, however either was spelled."""
    for word in arabic.normalise(term).split():
        rows = rows.filter(searched__contains=word)
    return rows


def used() -> Q:
    """Whether something shows a picture: a story's head or its printed form, a cartoon, the site's own logo."""
    here = OuterRef("pk")
    logos = Q()
    for name in ("logo", "logo_dark"):
        for language in LANGUAGES:
            logos |= Q(**{f"{name}_{language}": here})
    found: list[Any] = [
        Exists(Article.objects.filter(hero=here)),
        Exists(Publication.objects.filter(hero=here)),
        Exists(Cartoon.objects.filter(image=here)),
        Exists(SiteIdentity.objects.filter(logos)),
    ]
    return Q(found[0]) | Q(found[1]) | Q(found[2]) | Q(found[3])


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
