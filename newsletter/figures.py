"""What became of issues in figures: accepted, returned by class, reported, left by. Nothing is known of who reads them:
no mail holds a hidden picture, and no link is written anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from newsletter.models import Answer, Delivery, DeliveryEvent, DeliveryState, Digest, DigestState, Verdict

LOOKED_BACK: Final = 8  # issues of the plan


@dataclass(frozen=True, slots=True)
class Figures:
    """An issue that has gone out. `accepted`: a mail server took it; `refused`: none did."""

    digest: Digest
    accepted: int
    refused: int
    returned: dict[Verdict, int]
    complaints: int
    left: int

    @property
    def mails(self) -> int:
        """How many were handed over."""
        return self.accepted + self.refused

    @property
    def came_back(self) -> int:
        """How many came back, for whatever reason."""
        return sum(self.returned.values())


def of_plan(digest: Digest) -> list[Figures]:
    """The issue and the ones that its plan sent before it, oldest first; in three queries."""
    sent = Digest.objects.filter(plan=digest.plan_id, state=DigestState.SENT, started_at__lte=digest.started_at)
    return of(list(sent.order_by("-started_at", "-pk")[:LOOKED_BACK])[::-1])


def of(digests: Sequence[Digest]) -> list[Figures]:
    """The figures of these issues, in two queries."""
    rows = Delivery.objects.filter(digest__in=digests).order_by().values("digest")
    mails = {
        row["digest"]: row
        for row in rows.annotate(
            accepted=Count("pk", filter=Q(state=DeliveryState.SENT)),
            refused=Count("pk", filter=Q(state=DeliveryState.FAILED)),
            left=Count("pk", filter=Q(unsubscribed=True)),
        )
    }
    heard = DeliveryEvent.objects.filter(delivery__digest__in=digests, kind__in=(Answer.BOUNCE, Answer.COMPLAINT))
    of_mails = heard.order_by().values_list("delivery__digest", "kind", "verdict")
    returned: dict[int, Counter[Verdict]] = {digest.pk: Counter() for digest in digests}
    complaints: Counter[int] = Counter()
    for number, kind, verdict, count in of_mails.annotate(Count("delivery", distinct=True)):
        if kind == Answer.COMPLAINT:
            complaints[number] += count
        else:
            returned[number][Verdict(verdict)] += count
    nothing = {"accepted": 0, "refused": 0, "left": 0}
    return [
        Figures(
            digest,
            accepted=mails.get(digest.pk, nothing)["accepted"],
            refused=mails.get(digest.pk, nothing)["refused"],
            returned={verdict: returned[digest.pk][verdict] for verdict in Verdict if returned[digest.pk][verdict]},
            complaints=complaints[digest.pk],
            left=mails.get(digest.pk, nothing)["left"],
        )
        for digest in digests
    ]
