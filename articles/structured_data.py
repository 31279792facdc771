"""What search engines are told, in the words of schema.org; built from the page and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from articles.pages import CartoonCard, Link, Site, StoryPage, TopicPage
from newsroom.links import absolute

Data = dict[str, Any]

GALLERY_PICTURES: Final = 10


def publisher(site: Site) -> Data:
    """The newspaper (https://schema.org/NewsMediaOrganization), with the pages that say how it works."""
    about = {link.url.rstrip("/").rpartition("/")[2]: absolute(link.url) for link in site.about}
    return _known(
        {
            "@type": "NewsMediaOrganization",
            "name": site.name,
            "url": absolute(site.home_url),
            "logo": absolute(site.logo.url) if site.logo else "",
            "sameAs": [link.url for link in site.social],
            "publishingPrinciples": about.get("principles", ""),
            "correctionsPolicy": about.get("principles", ""),
            "ownershipFundingInfo": about.get("about", ""),
            "contactPoint": site.contact_email
            and {"@type": "ContactPoint", "contactType": "newsroom", "email": site.contact_email},
        }
    )


def of_front(site: Site, search_url: str) -> Data:
    """The site and how it is searched (https://schema.org/WebSite)."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site.name,
        "url": absolute(site.home_url),
        "inLanguage": site.language,
        "publisher": publisher(site),
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{absolute(search_url)}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


def of_story(page: StoryPage, site: Site) -> list[Data]:
    """The story (https://schema.org/NewsArticle) and where it stands; what is not known is left out."""
    house = publisher(site)
    authors = [
        _known({"@type": "Person", "name": person.label, "url": absolute(person.url) if person.url else ""})
        for person in page.byline.people
    ]
    other = page.other_language
    story = {
        "@context": "https://schema.org",
        "@type": page.schema_type,
        "headline": page.headline,
        "description": page.search_description or page.standfirst,
        "inLanguage": page.language,
        "mainEntityOfPage": absolute(page.url),
        "datePublished": page.published_at and page.published_at.isoformat(),
        "dateModified": _changed(page),
        "articleSection": page.section and page.section.label,
        "keywords": [link.label for link in (*page.tags, *page.regions)],
        "wordCount": page.word_count,
        "isAccessibleForFree": True,
        "image": [absolute(url) for url in _pictures(page)],
        "author": authors or [house],
        "publisher": house,
        "creditText": page.credit_line,
        "correction": [f"{note.kind}: {note.text}" for note in page.corrections],
        "workTranslation": other and {"@type": "NewsArticle", "inLanguage": other.language, "url": absolute(other.url)},
    }
    return [_known(story), _crumbs([page.section] if page.section else [], page.headline, page.url, site)]


def _pictures(page: StoryPage) -> list[str]:
    """The story's own picture, and the first of its galleries."""
    hero = [page.hero.share, page.hero.url] if page.hero else []
    galleries = [picture.url for passage in page.passages if passage.gallery for picture in passage.gallery.pictures]
    return [url for url in (*hero, *galleries[:GALLERY_PICTURES]) if url]


def _changed(page: StoryPage) -> str:
    moment = page.updated_at or page.published_at
    return moment.isoformat() if moment else ""


def of_list(heading: str, url: str, site: Site) -> list[Data]:
    """Where a list stands (https://schema.org/BreadcrumbList)."""
    return [_crumbs([], heading, url, site)]


def of_topic(page: TopicPage, url: str, around: Link, site: Site) -> list[Data]:
    """A topic and the stories that this page of it shows (https://schema.org/CollectionPage)."""
    cards = [card for card in (page.live, page.lead, *page.pinned, *page.cards) if card]
    collection = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": page.heading,
        "description": page.summary,
        "url": absolute(url),
        "inLanguage": site.language,
        "image": page.picture and absolute(page.picture.share or page.picture.url),
        "publisher": publisher(site),
        "mainEntity": cards
        and {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "url": absolute(card.url), "name": card.headline}
                for place, card in enumerate(cards, start=1)
            ],
        },
    }
    return [_known(collection), _crumbs([around], page.heading, url, site)]


def of_cartoon(card: CartoonCard, tags: Sequence[Link], url: str, archive: Link, site: Site) -> list[Data]:
    """The drawing (https://schema.org/ImageObject)."""
    drawing = {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "name": card.title,
        "description": card.picture.alt,
        "contentUrl": absolute(card.picture.url),
        "width": card.picture.width,
        "height": card.picture.height,
        "inLanguage": card.language,
        "keywords": [link.label for link in tags],
        "creator": card.artist and {"@type": "Person", "name": card.artist},
        "creditText": card.artist,
        "dateCreated": card.drawn_on and card.drawn_on.isoformat(),
        "copyrightHolder": publisher(site),
    }
    return [_known(drawing), _crumbs([archive], card.title, url, site)]


def _crumbs(parents: Sequence[Link], name: str, url: str, site: Site) -> Data:
    steps = [(site.name, site.home_url), *((link.label, link.url) for link in parents), (name, url)]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": label, "item": absolute(address)}
            for place, (label, address) in enumerate(steps, start=1)
        ],
    }


def _known(data: Data) -> Data:
    return {name: value for name, value in data.items() if value}
