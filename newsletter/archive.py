"""The issues that have gone out, as pages of the site: their words as they were sent, less what was withdrawn since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F
from django.urls import reverse

from articles import presenting
from articles.pages import Card, CartoonCard
from articles.reading import Reader, counts
from newsletter import corrections
from newsletter.corrections import Note
from newsletter.issues import archive_path, still_public
from newsletter.models import Digest, DigestItem

LISTED: Final = 10


@dataclass(frozen=True, slots=True)
class IssuePage:
    """An issue of the archive; `withdrawn` says how many of its stories are gone. Its `subject` and its `intro` may
    speak of those, and are empty then.
    """

    headline: str
    subject: str
    intro: str
    dated: datetime
    lead: Card | None
    rows: tuple[Card, ...]
    cartoon: CartoonCard | None
    notes: tuple[Note, ...]
    withdrawn: int
    read_url: str
    older_url: str
    newer_url: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An issue in the list of issues."""

    url: str
    headline: str
    dated: datetime
    headlines: tuple[str, ...] = ()


def latest(language: str, most: int = LISTED) -> tuple[Listed, ...]:
    """The newest issues of a language, in four queries; each named after its first story that is still public."""
    digests = list(Digest.objects.public(language).select_related("plan")[:most])
    items = still_public(language, DigestItem.objects.filter(digest__in=digests).order_by("digest_id", "position"))
    standing: dict[int, list[str]] = {digest.pk: [] for digest in digests}
    for item in items:
        standing[item.digest_id].append(item.headline)
    return tuple(
        Listed(archive_path(digest), next(iter(standing[digest.pk]), ""), digest.dated, tuple(standing[digest.pk]))
        for digest in digests
    )


def page(digest: Digest) -> IssuePage:
    """The page of an issue."""
    items = still_public(digest.language, digest.items.all())
    stories = [_card(item, digest) for item in items if item.article_id]
    drawings = [_drawing(item) for item in items if item.cartoon_id]
    withdrawn = digest.items.count() - len(items)
    return IssuePage(
        headline=stories[0].headline if stories else "",
        subject="" if withdrawn else digest.subject,
        intro="" if withdrawn else digest.intro,
        dated=digest.dated,
        lead=stories[0] if stories else None,
        rows=tuple(stories[1:]),
        cartoon=drawings[0] if drawings else None,
        notes=corrections.of(digest),
        withdrawn=withdrawn,
        read_url=reverse("newsletter:issue_read", args=[digest.language, digest.pk]),
        older_url=_neighbour(digest, newer=False),
        newer_url=_neighbour(digest, newer=True),
    )


def note_read(language: str, digest_id: int, reader: Reader | None) -> bool:
    """Count one reader more of an issue's page; whether the archive has it."""
    rows = Digest.objects.public(language).filter(pk=digest_id)
    if not rows.exists():
        return False
    if reader and counts(reader, f"issue {digest_id}"):
        Digest.objects.filter(pk=digest_id).update(archive_reads=F("archive_reads") + 1)
    return True


def _neighbour(digest: Digest, *, newer: bool) -> str:
    others = Digest.objects.public(digest.language).select_related("plan")
    if newer:
        found = others.filter(started_at__gt=digest.started_at).order_by("started_at", "pk").first()
    else:
        found = others.filter(started_at__lt=digest.started_at).first()
    return archive_path(found) if found else ""


def _card(item: DigestItem, digest: Digest) -> Card:
    return Card(
        article_id=item.article_id or 0,
        url=item.path,
        headline=item.headline,
        language=item.tongue,
        kicker=item.kicker,
        standfirst=item.standfirst,
        byline=item.credit,
        picture=presenting.picture(item.image, alt=item.alt_text) if item.image else None,
    )


def _drawing(item: DigestItem) -> CartoonCard:
    assert item.image is not None  # noqa: S101  a cartoon is a picture
    return CartoonCard(
        url=item.path,
        title=item.headline,
        language=item.tongue,
        picture=presenting.picture(item.image, alt=item.alt_text),
        artist=item.credit,
    )
