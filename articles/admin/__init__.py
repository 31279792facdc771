"""What the articles app puts on the desk, one module per family."""

from articles.admin import identity, media, redirects, sources, taxonomy

__all__ = ["identity", "media", "redirects", "sources", "taxonomy"]
