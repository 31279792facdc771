"""What was heard of mails afterwards, in the words of the desk: of one reader's, of one issue's."""

from __future__ import annotations

from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from newsletter import bounces
from newsletter.models import Answer, DeliveryEvent, Digest, Subscriber, Verdict
from newsroom.moments import in_words

SHOWN: Final = 20


def of_reader(subscriber: Subscriber) -> SafeString | str:
    """The newest that was heard of a reader's mails, a line each."""
    events = DeliveryEvent.objects.filter(delivery__subscriber=subscriber)[:SHOWN]
    lines = [(in_words(event.at), _said(event), event.words) for event in events]
    if not lines:
        return "–"
    shown = format_html_join("", '<li>{} · {} <bdi dir="auto" class="quiet">{}</bdi></li>', lines)
    return format_html('<ul class="heard">{}</ul>', shown)


def _said(event: DeliveryEvent) -> str:
    return " · ".join(filter(None, (event.get_kind_display(), event.verdict and event.get_verdict_display())))


def of_issue(digest: Digest) -> tuple[list[tuple[str, int]], list[str]]:
    """What came back of an issue, in numbers, and what somebody should look into."""
    after = bounces.aftermath(digest)
    figures = [(str(Verdict(verdict).label), number) for verdict, number in sorted(after.by_verdict.items())]
    if after.complaints:
        figures.append((str(Answer.COMPLAINT.label), after.complaints))
    alarms = []
    if after.too_many_complaints:
        alarms.append(_("More than one reader in a thousand reported it as unwanted: the next issue waits for you."))
    if after.too_many_refusals:
        alarms.append(_("More than two in a hundred did not want our mail: look at SPF, DKIM and block lists."))
    return figures, alarms
