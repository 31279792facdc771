"""What stands in an issue: the stories that are new to its readers, in reading order, and the latest cartoon.

The same rows always make the same issue; nothing comes twice in a plan, and a late night loses no story.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from articles import cards, credits, presenting
from articles.models import Cartoon, Publication, SiteIdentity
from newsletter.models import Digest, DigestItem, DigestPlan
from newsroom import arabic

LONGEST_WINDOW: Final = timedelta(days=7)
# A story counts as new from the moment it is live, which is a moment before its transaction ends: looking back a
# little catches what the last issue could not see yet. Nothing comes twice, since every issue leaves out what the
# plan has carried.
LOOK_BACK: Final = timedelta(minutes=10)


def window_start(plan: DigestPlan, until: datetime) -> datetime:
    """The end of the last issue that went out, seven days at the most: a day without an issue loses no story."""
    ends = Digest.objects.gone_out().filter(plan=plan, window_end__lt=until)
    last = ends.order_by("-window_end").values_list("window_end", flat=True).first()
    earliest = until - LONGEST_WINDOW
    return max(last, earliest) if last else earliest


def _carried(plan: DigestPlan) -> QuerySet[DigestItem]:
    return DigestItem.objects.filter(digest__in=Digest.objects.gone_out().filter(plan=plan))


def compose(plan: DigestPlan, since: datetime, until: datetime) -> list[DigestItem]:
    """The new stories in reading order and the latest cartoon; the same rows always give the same issue.

    A lead with a picture, then by the sections' order, news before opinion, newest first within.
    """
    rows = Publication.objects.live(plan.language).filter(first_live_at__gt=since - LOOK_BACK, first_live_at__lte=until)
    fresh = rows.exclude(article__in=_carried(plan).filter(article__isnull=False).values("article"))
    newest = list(fresh.newest_first().select_related("section", "hero").prefetch_related("wires")[: plan.max_items])
    news = [row for row in newest if not row.section.opinion] or newest
    lead = next((row for row in news if row.hero), news[0] if news else None)
    rest = [row for row in newest if row is not lead]
    rest.sort(key=lambda row: (row.section.opinion, row.section.position, row.section_id))
    identity = SiteIdentity.current()
    items = [_story(row, identity) for row in ([lead] if lead else []) + rest]
    drawing = _latest_cartoon(plan, until) if plan.with_cartoon else None
    return [*items, _drawing(drawing, plan.language)] if drawing else items


def _latest_cartoon(plan: DigestPlan, until: datetime) -> Cartoon | None:
    """The newest drawing that the plan has not carried yet and that is not older than the longest window."""
    fresh = Cartoon.objects.live().filter(live_from__lte=until, live_from__gt=until - LONGEST_WINDOW)
    carried = _carried(plan).filter(cartoon__isnull=False).values("cartoon")
    return fresh.exclude(pk__in=carried).for_cards().first()


def _story(row: Publication, identity: SiteIdentity) -> DigestItem:
    card = cards.of([row.pk])[row.pk]
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


def subject_line(lead: DigestItem, language: str) -> str:
    """The subject: the first headline."""
    return arabic.plain_line(lead.headline, language)[:200]


def preheader(rows: list[DigestItem], language: str) -> str:
    """What stands behind the subject in the list of mails: the next headlines, as many as fit whole."""
    line = ""
    for row in rows:
        longer = f"{line} · {row.headline}" if line else row.headline
        if len(longer) > 140 and line:
            break
        line = longer
    return arabic.plain_line(line, language)[:250]
