"""What happens to an address: asked for, confirmed, left. Each verb is one transaction and writes its consent event.

Whoever signs up is told the same whatever the address is; what is mailed to it is written in the ledger and sent by
a worker, so that no answer waits for a mail server or betrays by its time what is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from newsletter import limits, tokens
from newsletter.addresses import Address, parse
from newsletter.models import (
    ConsentEvent,
    ConsentKind,
    Delivery,
    DeliveryState,
    Kind,
    SignupAttempt,
    Status,
    Subscriber,
    Suppression,
)
from newsletter.models.subscribers import SuppressionReason
from newsroom import bell, clock

PENDING_KEPT: Final = timedelta(days=7)
ATTEMPTS_KEPT: Final = timedelta(days=30)
PERSONAL_KEPT: Final = timedelta(days=30)  # internet address and browser of a consent event
UNDO: Final = timedelta(hours=1)  # to take a leaving back
ALREADY_TOLD: Final = timedelta(days=1)  # "you are subscribed already" goes out once in that time

GETS_MAIL: Final = (Status.ACTIVE, Status.PAUSED)


class LinkUsed(Exception):
    """The link has done its work, or a newer one took its place; `subscriber` is whose it was."""

    def __init__(self, subscriber: Subscriber) -> None:
        super().__init__(subscriber.pk)
        self.subscriber = subscriber


class LinkUnknown(Exception):
    """No link of ours, or one of somebody who is no longer there."""


@dataclass(frozen=True, slots=True)
class Act:
    """Where and in front of which words somebody acted: what proof of consent is made of."""

    language: str
    page: str = ""
    text_shown: str = ""
    ip: str = ""
    browser: str = ""


@transaction.atomic
def request(typed: str, act: Act) -> None:
    """Take an address for the newsletter in `act.language` and queue the letter that goes with it.

    The letter is the confirmation or, for an address that gets this newsletter already, a word that it does; none
    above the limits, and none where a machine sits. Raises `addresses.BadAddress`.
    """
    address = parse(typed)
    if address.is_role:
        return
    email_hash = tokens.email_hash(address.norm)
    there = ip_hash(act)
    if not limits.ip_is_free(there):
        return  # not counted either: whoever goes on trying is let in as soon as the window has passed
    subscriber = _asking(address, email_hash, act)
    record(subscriber, ConsentKind.REQUESTED, act)
    mailed = _may_be_mailed(subscriber) and _queue_letter(subscriber, act.language)
    SignupAttempt.objects.create(
        email_hash=email_hash, domain_hash=tokens.domain_hash(address.domain), ip_hash=there, mailed=mailed
    )
    bell.ring_after_commit("newsletter.tasks.drain")


def _asking(address: Address, email_hash: str, act: Act) -> Subscriber:
    """The row of whoever asks, locked: a new one, or a known one that waits for a confirmation where it must."""
    Subscriber.objects.get_or_create(
        email_norm=address.norm,
        defaults={
            "email": address.typed,
            "email_hash": email_hash,
            "language": act.language,
            "source": act.page[:200],
        },
    )
    subscriber = Subscriber.objects.select_for_update().get(email_norm=address.norm)
    if subscriber.status not in GETS_MAIL:
        subscriber.status, subscriber.asked_at, subscriber.language = Status.PENDING, clock.now(), act.language
        subscriber.save(update_fields=["status", "asked_at", "language"])
    return subscriber


def ip_hash(act: Act) -> str:
    """Whoever acts, as the limits count them; nothing for this machine."""
    network = limits.network_of(act.ip)
    return tokens.ip_hash(network) if network else ""


def _may_be_mailed(subscriber: Subscriber) -> bool:
    email_hash = subscriber.email_hash
    return limits.email_is_free(email_hash, confirmed_at=subscriber.confirmed_at) and not is_refused(email_hash)


def is_refused(email_hash: str) -> bool:
    """Whether the newsroom's own no stands against an address: it is not even asked to confirm."""
    return Suppression.objects.in_force().filter(email_hash=email_hash, reason=SuppressionReason.MANUAL).exists()


def _queue_letter(subscriber: Subscriber, language: str) -> bool:
    """Write the letter into the ledger; says whether there was one to write."""
    kind = Kind.CONFIRM
    if subscriber.status in GETS_MAIL and subscriber.language == language:
        kind = Kind.ALREADY
        told = Delivery.objects.filter(subscriber=subscriber, kind=kind, created_at__gt=clock.now() - ALREADY_TOLD)
        if told.exists():
            return False
    Delivery.objects.create(kind=kind, subscriber=subscriber, address=subscriber.email_norm or "", language=language)
    return True


def bare(token: str) -> str:
    """A token as it was sent: some mail programs take the mark behind a link for a part of it."""
    return token[:-1] if token[-1:] in ".,;:!?)>]\"'»،؛؟" else token


def find_confirmation(token: str) -> Subscriber:
    """Whose confirmation link it is; changes nothing.

    Raises `LinkUnknown`, or `LinkUsed` for one that was used, was replaced, or is older than 72 hours.
    """
    try:
        claim = tokens.read_confirm_token(token)
    except tokens.BadToken as error:
        raise LinkUnknown from error
    subscriber = Subscriber.objects.exclude(status=Status.ERASED).filter(pk=claim.subscriber_id).first()
    if subscriber is None:
        raise LinkUnknown
    if not claim.fresh or subscriber.token_version != claim.version:
        raise LinkUsed(subscriber)
    return subscriber


@transaction.atomic
def confirm(token: str, act: Act) -> Subscriber:
    """Put the owner of the link on the list of `act.language`; the link is used up by it.

    Of two who press at once, one confirms. Raises `LinkUnknown` or `LinkUsed`.
    """
    subscriber = find_confirmation(token)
    confirmed = Subscriber.objects.filter(pk=subscriber.pk, token_version=subscriber.token_version).update(
        status=Status.ACTIVE,
        language=act.language,
        confirmed_at=clock.now(),
        token_version=F("token_version") + 1,
        paused_until=None,
        left_at=None,
    )
    if not confirmed:
        raise LinkUsed(subscriber)
    lift_by_confirming(subscriber)
    subscriber.refresh_from_db()
    record(subscriber, ConsentKind.CONFIRMED, act)
    return subscriber


def lift_by_confirming(subscriber: Subscriber) -> None:
    """A confirmed opt-in ends what stood against the address, but for the newsroom's own no."""
    lifted = Suppression.objects.in_force().filter(email_hash=subscriber.email_hash)
    lifted.exclude(reason=SuppressionReason.MANUAL).update(lifted_at=clock.now())


@transaction.atomic
def send_new_link(token: str, act: Act) -> None:
    """Queue another confirmation for the owner of a link that is used up or old. Raises `LinkUnknown`."""
    try:
        subscriber = find_confirmation(token)
    except LinkUsed as used:
        subscriber = used.subscriber
    request(subscriber.email, act)


def find_leaving(token: str) -> Subscriber | None:
    """Who would leave by this token, None where the address is gone already. Raises `LinkUnknown`."""
    try:
        claim = tokens.read_unsubscribe_token(token)
    except tokens.BadToken as error:
        raise LinkUnknown from error
    return Subscriber.objects.filter(pk=claim.subscriber_id).exclude(status=Status.ERASED).first()


@transaction.atomic
def unsubscribe(token: str, act: Act) -> None:
    """Take the owner of the token off the list; as often as one likes. Raises `LinkUnknown`.

    A mail by which somebody leaves has evidently arrived: one that was `uncertain` is `sent` from then on.
    """
    subscriber = find_leaving(token)
    if subscriber is None:
        return
    leave(subscriber, act)
    mail = Delivery.objects.filter(digest=tokens.read_unsubscribe_token(token).digest_id, subscriber=subscriber)
    mail.update(unsubscribed=True)
    mail.filter(state=DeliveryState.UNCERTAIN).update(state=DeliveryState.SENT)


def leave(subscriber: Subscriber, act: Act) -> None:
    """Take somebody off the list, from everything; whoever is off it stays as they are."""
    away = {"status": Status.UNSUBSCRIBED, "token_version": F("token_version") + 1, "paused_until": None}
    here = Subscriber.objects.filter(pk=subscriber.pk)
    left = here.filter(status__in=GETS_MAIL).update(left_at=clock.now(), **away)
    if left or here.filter(status=Status.PENDING).update(left_at=None, **away):
        record(subscriber, ConsentKind.UNSUBSCRIBED, act)


def may_leave(subscriber: Subscriber) -> bool:
    """Whether there is anything to leave; who is off the list, by whatever way, is."""
    return subscriber.status in (*GETS_MAIL, Status.PENDING)


def leaving_token(subscriber: Subscriber) -> str:
    """The token to leave by that hangs on no issue."""
    return tokens.unsubscribe_token(subscriber.pk, 0)


def may_come_back(subscriber: Subscriber) -> bool:
    """Whether a leaving can be taken back: for an hour, by somebody who got the newsletter and did not complain."""
    in_time = subscriber.left_at is not None and subscriber.left_at > clock.now() - UNDO
    if subscriber.status != Status.UNSUBSCRIBED or not in_time:
        return False
    return not Suppression.objects.in_force().filter(email_hash=subscriber.email_hash).exists()


@transaction.atomic
def come_back(token: str, act: Act) -> bool:
    """Take the leaving by this token back; says whether that could still be done. Raises `LinkUnknown`."""
    subscriber = find_leaving(token)
    if subscriber is None or not may_come_back(subscriber):
        return False
    left = Subscriber.objects.filter(pk=subscriber.pk, status=Status.UNSUBSCRIBED, left_at=subscriber.left_at)
    if left.update(status=Status.ACTIVE, left_at=None):
        record(subscriber, ConsentKind.RESUBSCRIBED, act)
    Delivery.objects.filter(subscriber=subscriber, unsubscribed=True).update(unsubscribed=False)
    return True


@transaction.atomic
def tidy_up() -> int:
    """Take away what is no longer needed; returns how many sign-ups were never confirmed and are gone.

    Sign-ups after 7 days, attempts after 30, internet address and browser in consent events after 30.
    """
    now = clock.now()
    old = Subscriber.objects.filter(status=Status.PENDING, asked_at__lt=now - PENDING_KEPT)
    ConsentEvent.objects.filter(subscriber__in=old).update(ip="", browser="")
    ConsentEvent.objects.filter(at__lt=now - PERSONAL_KEPT).exclude(ip="", browser="").update(ip="", browser="")
    Delivery.objects.filter(subscriber__in=old).update(address="")
    SignupAttempt.objects.filter(at__lt=now - ATTEMPTS_KEPT).delete()
    gone = old.count()
    old.delete()
    return gone


def record(subscriber: Subscriber, kind: ConsentKind, act: Act) -> None:
    """Write the proof of what somebody did."""
    ConsentEvent.objects.create(
        subscriber=subscriber,
        email_hash=subscriber.email_hash,
        kind=kind,
        language=act.language,
        page=act.page[:200],
        text_shown=act.text_shown,
        ip=act.ip[:45],
        browser=act.browser[:200],
    )
