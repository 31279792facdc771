"""The page of a topic and the list of topics, as plain data."""

from __future__ import annotations

from typing import Final

from django.utils.text import Truncator

from articles import body, cards, lists, presenting, topics
from articles.models import Publication, Topic
from articles.pages import Picture, TopicCard, TopicPage

_SUMMARY: Final = 32  # words


def page(topic: Topic, language: str, url: str, *, before: str = "") -> TopicPage:
    """The page of a topic: on the first one what stands on top, on all of them what it asks for, nothing twice. In
    four queries, six where it asks for words.
    """
    on_top = topics.on_top(topic)
    placed = {} if before else lists.live(language, on_top)
    asked = Publication.objects.live(language).filter(topics.asked_for(topic, language)).exclude(article__in=on_top)
    shown = lists.page_of(asked, before=before)
    fixed = [placed[article_id] for article_id in on_top if article_id in placed]
    found = cards.of([*fixed, *shown.keys])
    running = found.get(placed.get(topic.live_story_id or 0, 0))
    pinned = tuple(found[key] for key in fixed if found[key] is not running)
    rest = tuple(found[key] for key in shown.keys)
    if not pinned and rest and rest[0].picture and not before:
        pinned, rest = rest[:1], rest[1:]  # the newest opens what nobody has put in order
    return TopicPage(
        heading=topic.name_in(language),
        intro=_intro(topic, language),
        summary=_summary(topic, language),
        picture=_picture(topic, language),
        archived_at=topic.archived_at,
        live=running,
        lead=pinned[0] if pinned else None,
        pinned=pinned[1:],
        cards=rest,
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
