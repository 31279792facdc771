"""The page of a topic and the list of topics, as plain data."""

from __future__ import annotations

from typing import Final

from django.db.models import prefetch_related_objects
from django.utils.text import Truncator

from articles import body, lists, presenting, topics
from articles.models import Publication, Topic
from articles.models.publication import PublicationQuerySet
from articles.pages import Picture, TopicCard, TopicPage

_SUMMARY: Final = 32  # words


def page(topic: Topic, language: str, url: str, *, before: str = "") -> TopicPage:
    """The page of a topic: on the first one what stands on top, on all of them what it asks for, nothing twice. In
    four queries, five where it asks for words.
    """
    live = Publication.objects.live(language).select_related("section", "hero").defer("body")
    placed = {pk: place for place, pk in enumerate(topics.on_top(topic))}
    fixed = [] if before or not placed else list(live.filter(article__in=placed))
    fixed.sort(key=lambda row: placed[row.article_id])
    asked = live.filter(topics.asked_for(topic, language)).exclude(article__in=placed)
    shown = lists.slice_of(asked, before=before)
    prefetch_related_objects([*fixed, *shown.rows], *PublicationQuerySet.people_and_sizes())
    running = next((row for row in fixed if row.article_id == topic.live_story_id), None)
    pinned, cards = presenting.cards(row for row in fixed if row is not running), presenting.cards(shown.rows)
    if not pinned and cards and cards[0].picture and not before:
        pinned, cards = cards[:1], cards[1:]  # the newest opens what nobody has put in order
    return TopicPage(
        heading=topic.name_in(language),
        intro=_intro(topic, language),
        summary=_summary(topic, language),
        picture=_picture(topic, language),
        archived_at=topic.archived_at,
        live=presenting.headline_card(running) if running else None,
        lead=pinned[0] if pinned else None,
        pinned=pinned[1:],
        cards=cards,
        newest_url=url if before else "",
        older_url=f"{url}?before={shown.older}" if shown.older else "",
    )


def overview(language: str) -> tuple[TopicCard, ...]:
    """The open topics, newest first."""
    found = topics.open_ones(language)
    return tuple(
        TopicCard(link, _summary(topic, language), _picture(topic, language))
        for topic, link in zip(found, presenting.named_links("topic", found, language), strict=True)
    )


def _intro(topic: Topic, language: str) -> str:
    typed = getattr(topic, f"intro_{language}") or ""
    return body.fenced(body.of_plain(typed), language) if typed else ""


def _summary(topic: Topic, language: str) -> str:
    """The beginning of the introduction, in plain words, where a list or a search engine shows it."""
    plain = body.plain_text(body.of_plain(getattr(topic, f"intro_{language}") or ""))
    first = next((line.strip() for line in plain.splitlines() if line.strip()), "")
    return Truncator(first).words(_SUMMARY, truncate=" …")


def _picture(topic: Topic, language: str) -> Picture | None:
    return presenting.hero(topic.picture, language, alt="", caption="", credit="")
