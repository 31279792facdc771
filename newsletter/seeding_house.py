"""What the demo newspaper says beside its stories: the pages about itself, and a breaking line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from articles.models import Article, Breaking, HousePage, Publication
from articles.presenting import story_url
from newsroom import clock

SOURCE: Final = Path(__file__).parent / "demo" / "pages.toml"
BREAKS: Final = "wind-harbours"  # the story that the line leads to
LASTS: Final = timedelta(hours=8)


def seed(articles: Mapping[str, Article]) -> None:
    """Write them; `articles` are the stories by their keys."""
    for position, page in enumerate(tomllib.loads(SOURCE.read_text(encoding="utf-8"))["pages"]):
        HousePage.objects.create(position=position, **{name: text.strip() for name, text in page.items()})
    paths = {}
    for language in ("ar", "en"):
        row = Publication.objects.live(language).filter(article=articles[BREAKS]).first()
        paths[f"path_{language}"] = story_url(language, row.article_id, row.slug) if row else ""
    now = clock.now()
    Breaking.objects.create(
        text_ar="ريح غربية نشطة حتى مساء الغد، والقوارب الصغيرة تلزم الرصيف",
        text_en="Strong westerly wind until tomorrow evening; small boats stay in harbour",
        live_from=now - timedelta(minutes=20),
        live_until=now + LASTS,
        **paths,
    )
