"""What the articles app puts on the desk, one module per family."""

from articles.admin import (
    article,
    cartoons,
    identity,
    media,
    redirects,
    remits,
    sources,
    spellings,
    standing_matter,
    taxonomy,
)

__all__ = [
    "article",
    "cartoons",
    "identity",
    "media",
    "redirects",
    "remits",
    "sources",
    "spellings",
    "standing_matter",
    "taxonomy",
]
