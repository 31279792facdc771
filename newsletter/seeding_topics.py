"""The topics of the demo newspaper."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from articles import topics
from articles.models import Article, Region, Tag, Topic
from newsroom import clock
from newsroom.languages import LANGUAGES

SOURCE: Final = Path(__file__).parent / "demo" / "topics.toml"
_TEXTS: Final = ("name", "slug", "intro")


def seed(articles: Mapping[str, Article], tags: Mapping[str, Tag], regions: Mapping[str, Region]) -> None:
    """Write them; stories, tags and regions are found by their keys."""
    for data in tomllib.loads(SOURCE.read_text(encoding="utf-8"))["topics"]:
        texts = {f"{name}_{language}": data[f"{name}_{language}"].strip() for name in _TEXTS for language in LANGUAGES}
        topic = Topic(
            picture=articles[data["picture"]].hero,
            live_story=articles[data["live"]] if "live" in data else None,
            archived_at=clock.now() if data.get("archived") else None,
            **texts,
        )
        topic.searched = topic.to_be_searched()
        topic.save()
        topic.tags.set([tags[key] for key in data["tags"]])
        topic.regions.set([regions[key] for key in data.get("regions", ())])
        topics.set_pinned(topic, [articles[key].pk for key in data["pinned"]])
