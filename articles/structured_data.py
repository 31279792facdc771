"""What search engines are told about a story, in the words of schema.org; built from the page and nothing else."""

from __future__ import annotations

from typing import Any

from articles.pages import StoryPage
from newsroom.links import absolute


def of_story(page: StoryPage) -> dict[str, Any]:
    """The story as JSON-LD (https://schema.org/NewsArticle); what is not known is left out."""
    publisher = {"@type": "NewsMediaOrganization", "name": page.newspaper, "url": absolute(f"/{page.language}/")}
    authors = [
        {"@type": "Person", "name": person.label, **({"url": absolute(person.url)} if person.url else {})}
        for person in page.byline.people
    ]
    known = {
        "@context": "https://schema.org",
        "@type": page.schema_type,
        "headline": page.headline,
        "description": page.search_description or page.standfirst,
        "inLanguage": page.language,
        "mainEntityOfPage": absolute(page.url),
        "datePublished": page.published_at and page.published_at.isoformat(),
        "dateModified": (page.updated_at or page.published_at) and (page.updated_at or page.published_at).isoformat(),  # type: ignore[union-attr]
        "articleSection": page.section and page.section.label,
        "wordCount": page.word_count,
        "image": [absolute(page.hero.url)] if page.hero else [],
        "author": authors or [publisher],
        "publisher": publisher,
        "correction": [f"{note.kind}: {note.text}" for note in page.corrections],
    }
    return {name: value for name, value in known.items() if value}
