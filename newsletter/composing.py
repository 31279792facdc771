"""What stands in an issue: the stories that are new to its readers, in reading order, and the latest cartoon.

The same rows always make the same issue; nothing comes twice in a plan, and a late night loses no story.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from articles import cards, credits, presenting
from articles.models import Cartoon, Publication, SiteIdentity
from articles.pages import Card
from newsletter.models import Digest, DigestItem, DigestPlan
from newsroom import arabic

LONGEST_WINDOW: Final = timedelta(days=7)
# A story counts as new from the moment it is live, which is a moment before its transaction ends: looking back a
# little catches what the last issue could not see yet. Nothing comes twice, since every issue leaves out what the
# plan has carried.
LOOK_BACK: Final = timedelta(minutes=10)
LONGEST_PREHEADER: Final = 140  # letters, of those that we make
# What an item takes over from its story or cartoon.
TAKEN_OVER: Final = ("kicker", "headline", "standfirst", "credit", "tongue", "path", "image_id", "alt_text")


@dataclass(frozen=True, slots=True)
class Since:
    """What became of an issue's items on the site since they were written down: no longer public; otherwise worded;
    otherwise worded where an editor has other words for the mail, which stay. `now` has what is there, by its key.
    """

    now: dict[int, DigestItem]
    gone: list[DigestItem] = field(default_factory=list)
    corrected: list[DigestItem] = field(default_factory=list)
    rewritten: list[DigestItem] = field(default_factory=list)


def window_start(plan: DigestPlan, until: datetime) -> datetime:
    """The end of the last issue that went out, seven days at the most: a day without an issue loses no story."""
    ends = Digest.objects.gone_out().filter(plan=plan, window_end__lt=until)
    last = ends.order_by("-window_end").values_list("window_end", flat=True).first()
    earliest = until - LONGEST_WINDOW
    return max(last, earliest) if last else earliest


def _carried(plan: DigestPlan) -> QuerySet[DigestItem]:
    return DigestItem.objects.filter(digest__in=Digest.objects.gone_out().filter(plan=plan))


def compose(
    plan: DigestPlan, since: datetime, until: datetime, *, but: Collection[int] = (), most: int | None = None
) -> list[DigestItem]:
    """The new stories in reading order and the latest cartoon; the same rows always give the same issue.

    A lead with a picture, then by the sections in the plan's order and the site's, news before opinion, newest first
    within. Without the stories `but`; `most` of them, or as many as the plan wants.
    """
    rows = Publication.objects.live(plan.language).filter(first_live_at__gt=since - LOOK_BACK, first_live_at__lte=until)
    fresh = rows.exclude(article__in=_carried(plan).filter(article__isnull=False).values("article")).exclude(
        article__in=but
    )
    number = plan.max_items if most is None else most
    newest = list(_with_words(fresh.newest_first())[:number])
    news = [row for row in newest if not row.section.opinion] or newest
    lead = next((row for row in news if row.hero), news[0] if news else None)
    rest = [row for row in newest if row is not lead]
    places = {row.section_id: place for place, row in enumerate(plan.section_order.all())}
    rest.sort(
        key=lambda row: (
            places.get(row.section_id, len(places)),
            row.section.opinion,
            row.section.position,
            row.section_id,
        )
    )
    items = _stories([*([lead] if lead else []), *rest])
    drawing = _latest_cartoon(plan, until) if plan.with_cartoon else None
    return [*items, _drawing(drawing, plan.language)] if drawing else items


def _with_words(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    return rows.select_related("section", "hero").prefetch_related("wires")


def was_carried(plan: DigestPlan, articles: Collection[int]) -> set[int]:
    """Those of these stories that readers of the plan have had."""
    rows = _carried(plan).filter(article__in=articles)
    return {number for number in rows.values_list("article", flat=True) if number}


def story(language: str, article_id: int) -> DigestItem | None:
    """A story as it would stand in an issue now; None where it is not on the site in that language."""
    return next(iter(_stories(_with_words(Publication.objects.live(language).filter(article=article_id)))), None)


def as_they_are(items: Iterable[DigestItem], language: str) -> dict[int, DigestItem]:
    """By their keys, the items with the words that their stories and cartoons have now; what is gone is missing."""
    items = list(items)
    wanted = [item.article_id for item in items if item.article_id]
    rows = _with_words(Publication.objects.live(language).filter(article__in=wanted))
    stories = {story.article_id: story for story in _stories(rows)}
    drawn = [item.cartoon_id for item in items if item.cartoon_id]
    drawings = {row.pk: _drawing(row, language) for row in Cartoon.objects.live().filter(pk__in=drawn).for_cards()}
    found = {}
    for item in items:
        now = stories.get(item.article_id) if item.article_id else drawings.get(item.cartoon_id or 0)
        if now is not None:
            found[item.pk] = now
    return found


def brought_up_to_date(item: DigestItem, now: DigestItem) -> set[str]:
    """Give an item the words that its story has now, but for those that an editor wrote; returns what changed."""
    kept = set(item.overrides) | ({"alt_text"} if "image_id" in item.overrides else set())
    changed = {name for name in TAKEN_OVER if name not in kept and getattr(item, name) != getattr(now, name)}
    for name in changed:
        setattr(item, name, getattr(now, name))
    return changed


def bring_up_to_date(items: Sequence[DigestItem], language: str) -> Since:
    """Give the items the words of this moment, but for an editor's own, and say what had changed; nothing is saved."""
    since = Since(as_they_are(items, language))
    for item in items:
        now = since.now.get(item.pk)
        if now is None:
            since.gone.append(item)
            continue
        if rewritten_since(item, now):
            since.rewritten.append(item)
        if brought_up_to_date(item, now) - {"path"}:  # an address is no word
            since.corrected.append(item)
    return since


@dataclass(frozen=True, slots=True)
class Standing:
    """An issue as it would go out now: its items, the two lines of the inbox, and what is otherwise than written."""

    items: list[DigestItem]
    subject: str
    preheader: str
    since: Since


def standing(digest: Digest) -> Standing:
    """How an issue stands that has not gone out; nothing is saved."""
    items = list(digest.items.kept().select_related("image"))
    since = bring_up_to_date(items, digest.language)
    left = [item for item in items if item not in since.gone]
    return Standing(left, *inbox_lines(digest, left), since)


def rewritten_since(item: DigestItem, now: DigestItem) -> list[str]:
    """What the story says otherwise now than when an editor wrote other words over it: the names of its fields."""
    return [name for name, before in item.overrides.items() if getattr(now, name) != before]


def in_order(items: Iterable[DigestItem]) -> list[DigestItem]:
    """Stories, then the cartoon, then what was dropped: each in the order in which they come, with their places."""
    ordered = sorted(items, key=lambda item: (item.dropped, item.article_id is None))
    for position, item in enumerate(ordered):
        item.position = position
    return ordered


def _latest_cartoon(plan: DigestPlan, until: datetime) -> Cartoon | None:
    """The newest drawing that the plan has not carried yet and that is not older than the longest window."""
    fresh = Cartoon.objects.live().filter(live_from__lte=until, live_from__gt=until - LONGEST_WINDOW)
    carried = _carried(plan).filter(cartoon__isnull=False).values("cartoon")
    return fresh.exclude(pk__in=carried).for_cards().first()


def _stories(rows: Iterable[Publication]) -> list[DigestItem]:
    """These publications as items, in their order."""
    rows = list(rows)
    identity, shown = SiteIdentity.current(), cards.of([row.pk for row in rows])
    return [_story(row, shown[row.pk], identity) for row in rows]


def _story(row: Publication, card: Card, identity: SiteIdentity) -> DigestItem:
    wires = list(row.wires.all())
    line = credits.credit_line(
        typed=row.credit_line, from_desk=row.from_desk, wires=wires, identity=identity, language=row.language
    )
    kicker = row.kicker or row.section.name_in(row.language)
    if row.section.opinion and card.byline:
        kicker = f"{row.section.name_in(row.language)} · {card.byline}"
    return DigestItem(
        article_id=row.article_id,
        kicker=kicker[:200],
        headline=row.headline,
        standfirst=row.standfirst,
        credit=line[:250] if wires or row.credit_line else "",
        tongue=row.language,
        path=card.url,
        image=row.hero,
        alt_text=card.picture.alt if card.picture else "",
    )


def _drawing(cartoon: Cartoon, language: str) -> DigestItem:
    card = presenting.cartoon_card(cartoon, language)
    return DigestItem(
        cartoon=cartoon,
        headline=card.title,
        credit=card.artist[:250],
        tongue=card.language,
        path=card.url,
        image=cartoon.image,
        alt_text=card.picture.alt,
    )


def inbox_lines(digest: Digest, items: Iterable[DigestItem]) -> tuple[str, str]:
    """The subject and the preview line: an editor's own, or of the stories as they stand in `items`."""
    stories = [item for item in items if item.article_id and not item.dropped]
    if digest.subject_written or not stories:
        return digest.subject, digest.preheader
    return subject_line(stories[0], digest.language), preheader(stories[1:], digest.language)


def subject_line(lead: DigestItem, language: str) -> str:
    """The subject: the first headline."""
    return arabic.plain_line(lead.headline, language)[:200]


def preheader(rows: list[DigestItem], language: str) -> str:
    """What stands behind the subject in the list of mails: the next headlines, as many as fit whole."""
    line = ""
    for row in rows:
        longer = f"{line} · {row.headline}" if line else row.headline
        if len(longer) > LONGEST_PREHEADER and line:
            break
        line = longer
    return arabic.plain_line(line, language)[:250]
