"""Topics: which stories belong to one, and where a reader meets it.

Within a kind any is enough, between kinds all must hold: “(olives or water) and (Syria or anything in it) and in
Economy”. Words must all stand in a story; they are asked in their own language only, so that a topic with Arabic words
and a tag asks for the tag alone in English. What the desk pinned belongs to a topic whatever it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Q

from articles import presenting, queries, search
from articles.models import PinnedStory, Publication, Topic
from articles.models.publication import PublicationQuerySet
from articles.pages import Link
from newsroom.pagecache import remembered

MOST_PINNED: Final = 12
NAMED_BY_A_STORY: Final = 3
_PARTS: Final = ("sections", "regions", "tags", "pins")


def known() -> Sequence[Topic]:
    """All topics with their parts and pictures, newest first, archived ones too; to be read only."""

    def made() -> Sequence[Topic]:
        return list(Topic.objects.select_related("picture").prefetch_related(*_PARTS, "picture__renditions"))

    return remembered("topics", made)


def find(language: str, slug: str) -> Topic | None:
    """The topic with that address in `language`; None where there is none."""
    return next((each for each in known() if each.slug_in(language) == slug and each.name_in(language)), None)


def open_ones(language: str) -> list[Topic]:
    """Those that the newspaper keeps up, newest first, as far as they exist in `language`."""
    return [each for each in known() if not each.archived_at and presenting.named_link("topic", each, language)]


def links(language: str) -> tuple[Link, ...]:
    """The open topics by name."""
    return presenting.named_links("topic", open_ones(language), language)


# --- what belongs to a topic -----------------------------------------------------------------------------------------


def stories_of(topic: Topic, language: str) -> PublicationQuerySet:
    """The live stories of a topic: what it asks for, and what stands on top of it."""
    return Publication.objects.live(language).filter(asked_for(topic, language) | Q(article__in=on_top(topic)))


def on_top(topic: Topic) -> list[int]:
    """The stories that the desk put on top, in order: the one that is running live, then those that are pinned."""
    pinned = [pin.target_id for pin in topic.pins.all()]
    return list(dict.fromkeys([*([topic.live_story_id] if topic.live_story_id else []), *pinned]))


def asked_for(topic: Topic, language: str) -> Q:
    """What a topic asks of publications in `language`; where it asks nothing there, nothing holds."""
    asked = Q()
    if sections := [each.pk for each in topic.sections.all()]:
        asked &= Q(section__in=sections)
    if tags := [each.pk for each in topic.tags.all()]:
        asked &= Q(pk__in=Publication.objects.filter(tags__in=tags).values("pk"))
    if regions := topic.regions.all():
        within = Q()
        for region in regions:
            within |= Q(region__path__startswith=region.path)
        asked &= Q(pk__in=Publication.regions.through.objects.filter(within).values("publication"))
    if words := getattr(topic, f"words_{language}"):
        asked &= search.holding(queries.parse(words, language))
    if not asked:
        return Q(pk__in=())
    return asked & Q(published_at__lte=topic.archived_at) if topic.archived_at else asked


def set_pinned(topic: Topic, articles: Sequence[int]) -> None:
    """What stands on top of a topic, in this order; in one transaction with the topic itself."""
    PinnedStory.objects.filter(topic=topic).delete()
    PinnedStory.objects.bulk_create(
        PinnedStory(topic=topic, target_id=pk, position=position) for position, pk in enumerate(articles)
    )


# --- where a reader meets it -----------------------------------------------------------------------------------------


def links_of(row: Publication, *, tags: set[int], paths: Sequence[str]) -> tuple[Link, ...]:
    """The open topics that a story with these `tags`, in regions of these `paths`, belongs to, without asking the
    database: a topic that asks for words names itself on the stories that stand on top of it only.
    """
    mine = [each for each in open_ones(row.language) if _takes(each, row, tags, paths)]
    return presenting.named_links("topic", mine[:NAMED_BY_A_STORY], row.language)


def _takes(topic: Topic, row: Publication, tags: set[int], paths: Sequence[str]) -> bool:
    if row.article_id in on_top(topic):
        return True
    asked: list[bool] = []
    if wanted := {each.pk for each in topic.tags.all()}:
        asked.append(not wanted.isdisjoint(tags))
    if around := tuple(each.path for each in topic.regions.all()):
        asked.append(any(path.startswith(around) for path in paths))
    if sections := {each.pk for each in topic.sections.all()}:
        asked.append(row.section_id in sections)
    return bool(asked) and all(asked) and not getattr(topic, f"words_{row.language}")
