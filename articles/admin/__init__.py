"""What the articles app puts on the desk, one module per family."""

from articles.admin import (
    article,
    cartoons,
    galleries,
    identity,
    media,
    redirects,
    remits,
    sources,
    spellings,
    standing_matter,
    taxonomy,
    topics,
)

__all__ = [
    "article",
    "cartoons",
    "galleries",
    "identity",
    "media",
    "redirects",
    "remits",
    "sources",
    "spellings",
    "standing_matter",
    "taxonomy",
    "topics",
]
