"""The tree of places, with how many stories each has."""

from __future__ import annotations

from collections import Counter

from articles import presenting
from articles.models import Publication, Region
from articles.pages import Link, Place
from newsroom.pagecache import remembered


def tree(language: str) -> tuple[Place, ...]:
    """The places that have stories in `language` themselves or within them, in three queries at most."""
    return remembered(("places", language), lambda: _tree(language))


def inside(region_id: int, language: str) -> tuple[Link, ...]:
    """The links to what lies in a region, one step down; those of all regions are asked together."""
    return remembered(("inside", language), lambda: _inside(language)).get(region_id, ())


def _inside(language: str) -> dict[int, tuple[Link, ...]]:
    found: dict[int, list[Region]] = {}
    for region in Region.objects.filter(parent__isnull=False).order_by("path", "pk"):
        found.setdefault(region.parent_id or 0, []).append(region)
    return {parent: presenting.named_links("region", regions, language) for parent, regions in found.items()}


def _tree(language: str) -> tuple[Place, ...]:
    regions = list(Region.objects.order_by("path"))
    counts: Counter[int] = Counter()
    places_of: dict[int, set[str]] = {}
    filed = Publication.objects.live(language).filter(regions__isnull=False).order_by()
    for pk, path in filed.values_list("pk", "regions__path"):
        places_of.setdefault(pk, set()).update(path.strip("/").split("/"))
    for keys in places_of.values():  # a story in Damascus is one in Syria, too; one that names both counts once
        counts.update(map(int, keys))
    inside: dict[int | None, list[Region]] = {}
    for region in regions:
        inside.setdefault(region.parent_id, []).append(region)

    def places(parent: int | None) -> tuple[Place, ...]:
        found = []
        for region in inside.get(parent, ()):
            link = presenting.named_link("region", region, language)
            below = places(region.pk)
            if link and counts[region.pk]:
                found.append(Place(link, counts[region.pk], below))
            else:
                found += below
        return tuple(found)

    return places(None)
