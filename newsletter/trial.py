"""An issue tried out before it goes: as which reader it is looked at, and a few copies to people of the house.

A copy is rendered as all others are. Its links belong to a reader whom nobody is: leaving by them touches nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import Region
from newsletter import letters, preflight, tokens, transports
from newsletter.digests import readers_of
from newsletter.issues import make_pictures
from newsletter.models import Digest, Subscriber
from newsletter.transports import Envelope, Outcome, Reply, Unreachable
from newsroom import audit, clock
from newsroom.models import User

MOST: Final = 5  # addresses of one trial
_REGIONS: Final = 4  # examples of readers who chose a place


@dataclass(frozen=True, slots=True)
class Example:
    """A kind of reader that the list has: how many they are, whether they get the issue, and in which form."""

    key: str
    name: str
    number: int
    gets_it: bool
    text_only: bool = False


def examples(digest: Digest) -> list[Example]:
    """The kinds of readers that the list has, by what they chose; nobody's own address."""
    audience = Subscriber.objects.audience(digest.language, digest.plan.rhythm)
    everywhere = audience.filter(regions__isnull=True)
    found = [
        Example("all", _("all regions, with pictures"), everywhere.filter(text_only=False).count(), True),
        Example("text", _("text alone"), audience.filter(text_only=True).count(), True, text_only=True),
    ]
    getting = readers_of(digest)
    chosen = audience.filter(regions__isnull=False).values("regions").annotate(number=Count("pk", distinct=True))
    counted = {row["regions"]: row["number"] for row in chosen.order_by("-number", "regions")[:_REGIONS]}
    for region in sorted(Region.objects.filter(pk__in=counted), key=lambda region: -counted[region.pk]):
        gets_it = getting.filter(regions=region).exists()
        found.append(Example(f"r{region.pk}", str(region), counted[region.pk], gets_it))
    return [example for example in found if example.number or example.key == "all"]


def staff() -> list[User]:
    """Who may be sent a trial: people of the desk with an address."""
    return list(User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("full_name", "pk"))


def send(digest: Digest, to: Sequence[User], *, by: User | None) -> list[tuple[str, Reply]]:
    """Hand a copy to each of a few people; returns what the other side said of each. Nothing is tried again."""
    make_pictures(digest)
    words = letters.issue_words(digest, final=True)
    with override(digest.language):
        words = replace(words, subject=_("[TEST] %(subject)s") % {"subject": words.subject})
    first = int(clock.now().timestamp() * 1000) * 10  # no row of the ledger has so high a number
    transport = transports.chosen()
    said = []
    try:
        for number, person in enumerate(to[:MOST]):
            message = preflight.sample_mail(digest, words, to=person.email, number=first + number)
            mail_id = tokens.mail_id(digest.pk, first + number)
            said.append((person.email, _hand_over(transport, mail_id, message, person)))
    finally:
        transport.close()
    taken = sum(reply.outcome is Outcome.TAKEN for _address, reply in said)
    audit.record("try_digest", digest, by=by, language=digest.language, addresses=taken)
    return said


def _hand_over(transport: transports.Transport, mail_id: str, message: bytes, person: User) -> Reply:
    try:
        transport.open()
        reply = transport.offer(Envelope(letters.return_path(mail_id), person.email))
        return transport.deliver(mail_id, message) if reply.outcome is Outcome.TAKEN else reply
    except Unreachable as error:
        return Reply(Outcome.LATER, 0, str(error))
