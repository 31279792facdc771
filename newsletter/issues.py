"""An issue of the newsletter as plain data, made from its rows: what the mail, the archive page and the desk print."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from articles import images, presenting
from articles.models import Cartoon, Image, Publication, SiteIdentity
from articles.models.media import MAIL_TYPE
from newsletter import composing
from newsletter.models import Digest, DigestItem
from newsroom.house import MAIL, Manner
from newsroom.links import absolute

logger = logging.getLogger(__name__)

LEAD_WIDTH: Final = 600  # pixels in the mail; the column of the mail is as wide
ROW_WIDTH: Final = 288  # twice the 144 that it is shown at
SHOWN_ROW_WIDTH: Final = 144
LOGO_HEIGHT: Final = 56


@dataclass(frozen=True, slots=True)
class MailPicture:
    """A picture of a mail: its absolute address and the size it is shown at."""

    url: str
    width: int
    height: int
    alt: str
    size: int = 0  # bytes, where they are counted: in an issue that goes out


@dataclass(frozen=True, slots=True)
class Entry:
    """A story or a cartoon of an issue; `language` is that of its headline."""

    url: str
    short_url: str  # for text, in which an Arabic address would be three lines of percent signs
    headline: str
    language: str
    kicker: str
    standfirst: str
    credit: str
    picture: MailPicture | None


@dataclass(frozen=True, slots=True)
class Issue:
    """All that an issue prints. Its addresses are absolute."""

    language: str
    paper: str
    logo: MailPicture | None
    logo_dark: MailPicture | None
    dated: datetime
    manner: Manner  # how the date is printed
    subject: str
    preheader: str
    intro: tuple[str, ...]  # paragraphs of an editor's own
    lead: Entry | None
    rows: tuple[Entry, ...]
    cartoon: Entry | None
    site_url: str
    archive_url: str
    contact: str

    @property
    def stories(self) -> tuple[Entry, ...]:
        """The lead and the rows, in reading order."""
        return ((self.lead,) if self.lead else ()) + self.rows


def archive_path(digest: Digest) -> str:
    """The path of the issue's page in the archive."""
    return reverse("newsletter:issue", args=[digest.language, digest.pk])


def issue(digest: Digest, *, final: bool = False) -> Issue:
    """The issue as its rows have it, before it goes out with the words that its stories have now.

    A picture without a mail size is shown as it is, in a `final` issue not at all.
    """
    identity = SiteIdentity.current()
    language = digest.language
    name = identity.name_in(language)
    if digest.started_at is None:
        now = composing.standing(digest)
        items, subject, preheader = now.items, now.subject, now.preheader
    else:
        items = list(digest.items.select_related("image"))
        subject, preheader = digest.subject, digest.preheader
    stories = [item for item in items if item.article_id]
    drawings = [item for item in items if item.cartoon_id]
    return Issue(
        language=language,
        paper=name,
        logo=_logo(getattr(identity, f"logo_{language}"), name),
        logo_dark=_logo(getattr(identity, f"logo_dark_{language}"), name),
        dated=digest.dated,
        manner=identity.house[MAIL],
        subject=subject,
        preheader=preheader,
        intro=paragraphs(digest.intro),
        lead=_entry(stories[0], LEAD_WIDTH, LEAD_WIDTH, final) if stories else None,
        rows=tuple(_entry(item, ROW_WIDTH, SHOWN_ROW_WIDTH, final) for item in stories[1:]),
        cartoon=_entry(drawings[0], LEAD_WIDTH, LEAD_WIDTH, final) if drawings else None,
        site_url=absolute(reverse("articles:front", args=[language])),
        archive_url=absolute(archive_path(digest)),
        contact=identity.contact_email,
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text, between which a line is empty."""
    return tuple(" ".join(piece.split()) for piece in text.replace("\r\n", "\n").split("\n\n") if piece.strip())


def make_pictures(digest: Digest) -> None:
    """Make the mail sizes of an issue's pictures, where they are missing; takes a moment for each."""
    first = True
    for item in digest.items.kept().select_related("image"):
        if item.image:
            try:
                images.make_for_mail(item.image, LEAD_WIDTH if first or item.cartoon_id else ROW_WIDTH)
            except OSError as error:
                logger.warning("No mail size of picture %s: %s", item.image.pk, error)
        first = False


def _entry(item: DigestItem, width: int, shown: int, final: bool) -> Entry:
    return Entry(
        url=absolute(item.path),
        short_url=absolute(presenting.short_url(item.tongue, item.article_id) if item.article_id else item.path),
        headline=item.headline,
        language=item.tongue,
        kicker=item.kicker,
        standfirst=item.standfirst,
        credit=item.credit,
        picture=_picture(item.image, item.alt_text, width, shown, final) if item.image else None,
    )


def _picture(image: Image, alt: str, width: int, shown: int, final: bool) -> MailPicture | None:
    wide = min(width, image.width)
    made = image.renditions.filter(media_type=MAIL_TYPE, width=wide).first() or (None if final else image)
    if made is None:
        return None
    shown = min(shown, wide)
    size = made.file.size if final else 0
    return MailPicture(absolute(made.file.url), shown, round(made.height * shown / made.width), alt, size)


def _logo(image: Image | None, name: str) -> MailPicture | None:
    """A logo as it stands on the site, as high as in the mail."""
    if image is None:
        return None
    width = round(image.width * LOGO_HEIGHT / image.height)
    return MailPicture(absolute(image.file.url), width, LOGO_HEIGHT, name)


def still_public(language: str, rows: QuerySet[DigestItem]) -> list[DigestItem]:
    """Those items of issues in `language` that readers may see now: what was withdrawn since leaves no word behind."""
    items = list(rows.select_related("image").prefetch_related("image__renditions"))
    articles = Publication.objects.live(language).filter(article__in=[item.article_id for item in items])
    stories = set(articles.values_list("article_id", flat=True))
    drawings = set(
        Cartoon.objects.live().filter(pk__in=[item.cartoon_id for item in items]).values_list("pk", flat=True)
    )
    return [item for item in items if item.article_id in stories or item.cartoon_id in drawings]
