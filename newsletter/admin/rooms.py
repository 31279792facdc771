"""The newsletter's rooms in the desk's menu, and its pile on the day's page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsletter import limits, outbox
from newsletter.issues import archive_path
from newsletter.models import Digest, DigestPlan, DigestState, Status, Subscriber
from newsroom.desk import Panel, Room, register_addresses, register_panel, register_room
from newsroom.languages import ARABIC, ENGLISH, LANGUAGES
from newsroom.moments import in_words

_READERS = _("Readers")
_NAMES = {ARABIC: "Arabic", ENGLISH: "English"}  # a terminal's words are English
_OPEN = (DigestState.DRAFT, DigestState.APPROVED, DigestState.SENDING, DigestState.PAUSED)


def newsletter(request: HttpRequest) -> dict[str, object] | None:
    """The list in numbers and the issues to come, in four queries; a word where very many sign up just now."""
    if not request.user.has_perm("newsletter.view_subscriber"):
        return None
    numbers = Subscriber.objects.aggregate(
        active=Count("pk", filter=Q(status=Status.ACTIVE)), pending=Count("pk", filter=Q(status=Status.PENDING))
    )
    return {
        "figures": ((_("Active"), numbers["active"]), (_("Waiting for confirmation"), numbers["pending"])),
        "crowded": limits.is_crowded(),
        "coming": _coming() if request.user.has_perm("newsletter.view_digest") else [],
    }


def _coming() -> list[dict[str, Any]]:
    """Per plan when its next issue goes out, and the one that is being worked on or is on its way."""
    under_way = Prefetch("digests", Digest.objects.filter(state__in=_OPEN), to_attr="under_way")
    return [
        {
            "language": plan,
            "at": in_words(plan.next_run_at) if plan.active else "",
            "issues": [
                {
                    "subject": digest.subject,
                    "tongue": plan.language,
                    "state": digest.get_state_display(),
                    "url": reverse("admin:newsletter_digest_change", args=[digest.pk]),
                }
                for digest in plan.under_way
            ],
        }
        for plan in DigestPlan.objects.prefetch_related(under_way)
    ]


def addresses() -> list[tuple[str, str]]:
    """The newest issue of each language, and the outbox, for the block that `make run` prints."""
    lines = []
    for language in LANGUAGES:
        newest = Digest.objects.public(language).select_related("plan").first()
        if newest:
            lines.append((f"newsletter, {_NAMES[language]}", archive_path(newest)))
    return [*lines, ("outbox", reverse("admin:newsletter_outbox"))] if outbox.is_open() else lines


register_addresses(addresses)
for room in (
    Room(_READERS, _("Newsletter"), "admin:newsletter_digest_changelist", "newsletter.view_digest", order=500),
    Room(
        _READERS,
        _("Newsletter plans"),
        "admin:newsletter_digestplan_changelist",
        "newsletter.view_digestplan",
        order=510,
    ),
    Room(_READERS, _("Subscribers"), "admin:newsletter_subscriber_changelist", "newsletter.view_subscriber", order=520),
    Room(
        _READERS,
        _("Returned mail"),
        "admin:newsletter_inboundmessage_changelist",
        "newsletter.view_inboundmessage",
        order=525,
    ),
):
    register_room(room)
if outbox.is_open():
    register_room(Room(_READERS, _("Outbox"), "admin:newsletter_outbox", "newsletter.view_subscriber", order=530))
register_panel(Panel("newsletter", "admin/panels/newsletter.html", newsletter, order=60, aside=True))
