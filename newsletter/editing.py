"""An editor's work on an issue before it goes: its order, what is in it, and its words for the mail alone.

Whoever saves says which version they wrote on. Where somebody else has saved meanwhile nothing is written, and both see
what the other wants. An approved issue that is changed is a draft again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction

from articles.models import Image
from newsletter import composing, digests
from newsletter.digests import NotADraft
from newsletter.models import Digest, DigestItem, DigestState
from newsroom import arabic, audit, clock
from newsroom.models import User

OWN, NONE = "own", "none"  # what a mail shows of a story's picture; else the number of another one
LARGEST: Final = 40  # items of an issue, whatever is added by hand


class Stale(Exception):
    """Somebody else has saved the issue since; nothing was written."""


class NotOnTheSite(Exception):
    """The story is not public in the language of the issue."""


class AlreadyIn(Exception):
    """The story stands in the issue."""


class TooMany(Exception):
    """The issue holds as many items as one can."""


@dataclass(frozen=True, slots=True)
class Head:
    """The lines above an issue, as an editor wants them; None leaves one as it is."""

    subject: str | None = None
    preheader: str | None = None
    intro: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One item, as an editor wants it; `place` counts from 1. Empty words are the story's own, None leaves them as they
    are. `seen`: the editor's own words stay, although the story was corrected under them.
    """

    place: int
    headline: str | None = None
    standfirst: str | None = None
    picture: str | None = None
    pinned: bool = False
    dropped: bool = False
    seen: bool = False


Lines = Mapping[int, Line]


@transaction.atomic
def save(digest: Digest, version: int, head: Head, lines: Lines, *, by: User | None) -> Digest:
    """Write what an editor wants; returns the issue as it stands. Saving nothing new changes nothing.

    Raises `Stale`, or `NotADraft` where it has gone out or ended.
    """
    digest = _lock(digest, version)
    items = list(digest.items.select_related("image"))
    now = composing.bring_up_to_date(items, digest.language).now
    digest.subject, digest.preheader = composing.inbox_lines(digest, items)
    before = _fingerprint(digest, items)
    _write_head(digest, head)
    for item in items:
        if line := lines.get(item.pk):
            _write_line(item, now.get(item.pk), line)
    ordered = _ordered(items, lines)
    digest.subject, digest.preheader = composing.inbox_lines(digest, ordered)
    if _fingerprint(digest, ordered) != before:
        digests.write_items(digest, ordered)
        _note(digest, by)
    return digest


def _lock(digest: Digest, version: int) -> Digest:
    digest = Digest.objects.select_for_update().select_related("plan").get(pk=digest.pk)
    if not digest.is_open:
        raise NotADraft
    if digest.version != version:
        raise Stale
    return digest


def _fingerprint(digest: Digest, items: Sequence[DigestItem]) -> list[object]:
    rows: list[object] = [digest.subject, digest.preheader, digest.intro]
    for item in items:
        words = (item.headline, item.standfirst, item.image_id, item.alt_text, dict(item.overrides))
        rows.append((item.pk, *words, item.pinned, item.dropped))
    return rows


def _write_head(digest: Digest, head: Head) -> None:
    """The two lines of the inbox are an editor's own from the first change on."""
    subject = _one_line(digest.subject if head.subject is None else head.subject, digest.language)
    preheader = _one_line(digest.preheader if head.preheader is None else head.preheader, digest.language)
    if (subject, preheader) != (digest.subject, digest.preheader):
        digest.subject, digest.preheader, digest.subject_written = subject[:200], preheader[:250], True
    if head.intro is not None:
        digest.intro = head.intro.replace("\r\n", "\n").strip()


def _one_line(text: str, language: str) -> str:
    return arabic.plain_line(" ".join(text.split()), language) if text.strip() else ""


def _write_line(item: DigestItem, now: DigestItem | None, line: Line) -> None:
    """One item: what is written differs from the story's own words, or it is none of the editor's.

    Of a story that is gone nothing is known but the words that it had.
    """
    own = now or item
    for name in ("headline", "standfirst"):
        asked = getattr(line, name)
        if asked is None:
            continue
        wanted = "\n".join(" ".join(part.split()) for part in asked.splitlines() if part.strip())
        if wanted and wanted != getattr(own, name):
            item.overrides[name] = getattr(own, name)
            setattr(item, name, wanted)
        elif now is not None:
            item.overrides.pop(name, None)
            setattr(item, name, getattr(now, name))
    if line.picture is not None:
        _write_picture(item, own, line.picture)
    if line.seen:
        item.overrides = {name: getattr(own, name) for name in item.overrides}
    item.pinned, item.dropped = line.pinned, line.dropped


def _write_picture(item: DigestItem, own: DigestItem, picture: str) -> None:
    chosen = Image.objects.filter(pk=int(picture)).first() if picture.isdecimal() else None
    if picture == NONE and (own.image_id or "image_id" in item.overrides):
        item.image, item.alt_text = None, ""
    elif chosen is not None and chosen.pk != own.image_id:
        item.image, item.alt_text = chosen, chosen.words_in(item.tongue, "alt_text")
    else:
        item.image, item.alt_text = own.image, own.alt_text
        item.overrides.pop("image_id", None)
        return
    item.overrides["image_id"] = own.image_id


def _ordered(items: Sequence[DigestItem], lines: Lines) -> list[DigestItem]:
    """By the places that were asked for; who moved up to a place stands before who was there, who moved down after."""
    shown = {item.pk: place for place, item in enumerate(items, start=1)}

    def key(item: DigestItem) -> tuple[int, int, int]:
        place, stood = lines[item.pk].place if item.pk in lines else shown[item.pk], shown[item.pk]
        return place, (place > stood) - (place < stood), stood

    return composing.in_order(sorted(items, key=key))


def _note(digest: Digest, by: User | None) -> None:
    """Who saved, and when; they have seen what had changed, and what was approved is a draft again."""
    if digest.state == DigestState.APPROVED:
        digests.take_back(digest, by=by)
        digest.state, digest.goes_at = DigestState.DRAFT, None
    digest.version += 1
    digest.saved_at, digest.saved_by, digest.changed_since = clock.now(), by, {}
    saved = ("version", "saved_at", "saved_by", "changed_since")
    digest.save(update_fields=["subject", "preheader", "intro", "subject_written", *saved])
    audit.record("edit_digest", digest, by=by, language=digest.language, version=digest.version)


@transaction.atomic
def add_story(digest: Digest, version: int, article_id: int, *, by: User | None) -> DigestItem:
    """Take a story in by hand, at the end. Raises `Stale`, `NotADraft`, `AlreadyIn`, `TooMany` or `NotOnTheSite`."""
    digest = _lock(digest, version)
    items = list(digest.items.all())
    there = next((item for item in items if item.article_id == article_id), None)
    if there is not None and not there.dropped:
        raise AlreadyIn
    if len(items) >= LARGEST:
        raise TooMany
    if there is None:
        there = composing.story(digest.language, article_id)
        if there is None:
            raise NotOnTheSite
        there.digest, there.position = digest, len(items)
        there.save(force_insert=True)
        items.append(there)
    there.by_hand, there.dropped = True, False
    ordered = composing.in_order(items)
    digest.subject, digest.preheader = composing.inbox_lines(digest, ordered)
    digests.write_items(digest, ordered)
    _note(digest, by)
    return there


def moved(lines: Lines, order: Sequence[int], key: int, steps: int) -> dict[int, Line]:
    """`lines` with an item of `order` moved by so many places; at an end it stays."""
    keys = [each for each in order if each in lines]
    if key not in keys:
        return dict(lines)
    here = keys.index(key)
    there = min(max(here + steps, 0), len(keys) - 1)
    keys.insert(there, keys.pop(here))
    places = {each: place for place, each in enumerate(keys, start=1)}
    return {each: replace(line, place=places.get(each, line.place)) for each, line in lines.items()}
