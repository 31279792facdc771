"""What stands around every public page: the newspaper's names, its menu, today's date."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from django.urls import reverse

from articles import presenting, topics
from articles.models import Breaking, HousePage, Image, MenuItem, SiteIdentity
from articles.pages import BreakingLine, Link, Picture, Site
from newsroom import clock
from newsroom.languages import other, own_name
from newsroom.pagecache import remembered


def site(language: str, path: str = "") -> Site:
    """The frame of `language`; the menu entry that leads to `path` is marked as the current one."""
    around = remembered(("frame", language), lambda: _frame(language))
    quoted = quote(path)  # the addresses of links are percent-encoded, a request's path is not
    menu = tuple(replace(link, current=quoted.startswith(link.url)) for link in around.menu)
    return replace(around, menu=menu, today=clock.local(clock.now()).date())


def identity() -> SiteIdentity:
    """`SiteIdentity.current()`, to be read only."""
    return remembered("identity", SiteIdentity.current)


def _frame(language: str) -> Site:
    paper = identity()
    name = paper.name_in(language)
    return Site(
        name=name,
        tagline=getattr(paper, f"tagline_{language}") or "",
        language=language,
        home_url=reverse("articles:front", args=[language]),
        menu=_menu(paper, language),
        logo=_logo(getattr(paper, f"logo_{language}"), name),
        logo_dark=_logo(getattr(paper, f"logo_dark_{language}"), name),
        social=tuple(Link(link.label, link.url) for link in paper.social.all()),
        contact_email=paper.contact_email,
        today=clock.local(clock.now()).date(),
        house=paper.house,
        about=_about(language),
        topics=topics.links(language),
        breaking=_breaking(language),
        other_home=Link(
            own_name(other(language)),
            reverse("articles:front", args=[other(language)]),
            language=other(language),
        ),
    )


def _about(language: str) -> tuple[Link, ...]:
    links = (presenting.house_page_link(row, language) for row in HousePage.objects.all())
    return tuple(link for link in links if link)


def _breaking(language: str) -> BreakingLine | None:
    rows = Breaking.objects.live_at(clock.now())
    row = next((row for row in rows if getattr(row, f"text_{language}")), None)
    if row is None:
        return None
    return BreakingLine(
        text=getattr(row, f"text_{language}"),
        url=getattr(row, f"path_{language}") or "",
        since=row.live_from,
        until=row.live_until,
    )


def _logo(image: Image | None, name: str) -> Picture | None:
    """A logo is one file; its alternative text is the newspaper's name."""
    return Picture(image.file.url, image.width, image.height, alt=name) if image else None


def _menu(identity: SiteIdentity, language: str) -> tuple[Link, ...]:
    items = MenuItem.objects.filter(identity=identity).select_related("section", "topic")
    links = (_menu_link(item, language) for item in items)
    return tuple(link for link in links if link and link.label)


def _menu_link(item: MenuItem, language: str) -> Link | None:
    label = getattr(item, f"label_{language}") or ""
    if item.section:
        link = presenting.named_link("section", item.section, language)
        return Link(label or link.label, link.url) if link else None
    if item.topic:
        link = None if item.topic.archived_at else presenting.named_link("topic", item.topic, language)
        return Link(label or link.label, link.url) if link else None
    return Link(label, f"/{language}/{item.path.lstrip('/')}")
