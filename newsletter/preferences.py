"""What a reader decides about their newsletter: which, how often, from where, not for a month, at another address.

Each verb is reached by the link of a mail, is one transaction, and writes its consent event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction

from newsletter import limits, subscriptions, tokens
from newsletter.addresses import parse
from newsletter.models import ConsentKind, Delivery, DigestPlan, Kind, Rhythm, SignupAttempt, Status, Subscriber
from newsletter.subscriptions import GETS_MAIL, Act, LinkUnknown, LinkUsed
from newsroom import bell, clock

PAUSE: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reader wants. No region stands for all; a region for all that lies within it, too."""

    language: str
    rhythm: str
    regions: frozenset[int]
    text_only: bool


def token_of(subscriber: Subscriber) -> str:
    """The token of the reader's own page, good until the version is raised."""
    return tokens.settings_token(subscriber.pk, subscriber.token_version)


def find(token: str) -> Subscriber:
    """Whose page it is; changes nothing. Raises `LinkUnknown`, or `LinkUsed` for a link that was made void."""
    try:
        claim = tokens.read_settings_token(token)
    except tokens.BadToken as error:
        raise LinkUnknown from error
    return _current(claim.subscriber_id, claim.version)


def _current(subscriber_id: int, version: int) -> Subscriber:
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is None:
        raise LinkUnknown
    if subscriber.token_version != version or subscriber.status not in GETS_MAIL:
        raise LinkUsed(subscriber)
    return subscriber


def _lock(token: str) -> Subscriber:
    Subscriber.objects.select_for_update().filter(pk=find(token).pk).first()
    return find(token)  # as it is now that nobody else can change it


def choices_of(subscriber: Subscriber) -> Choices:
    """What the reader has chosen."""
    regions = frozenset(subscriber.regions.values_list("pk", flat=True))
    return Choices(subscriber.language, subscriber.rhythm, regions, subscriber.text_only)


def rhythms(language: str) -> list[str]:
    """How often there are issues in a language; daily where nobody has made a plan yet."""
    plans = DigestPlan.objects.filter(language=language, active=True)
    return list(plans.order_by("rhythm").values_list("rhythm", flat=True)) or [Rhythm.DAILY.value]


@transaction.atomic
def save(token: str, choices: Choices, act: Act) -> None:
    """Keep what the reader has chosen. Raises `LinkUnknown` or `LinkUsed`."""
    subscriber = _lock(token)
    if choices == choices_of(subscriber):
        return
    subscriber.language, subscriber.rhythm = choices.language, choices.rhythm
    subscriber.text_only = choices.text_only
    subscriber.save(update_fields=["language", "rhythm", "text_only"])
    subscriber.regions.set(choices.regions)
    subscriptions.record(subscriber, ConsentKind.CHANGED, act)


@transaction.atomic
def pause(token: str, act: Act) -> None:
    """Send nothing for thirty days from now. Raises `LinkUnknown` or `LinkUsed`."""
    subscriber = _lock(token)
    subscriber.status, subscriber.paused_until = Status.PAUSED, clock.now() + PAUSE
    subscriber.save(update_fields=["status", "paused_until"])
    subscriptions.record(subscriber, ConsentKind.PAUSED, act)


@transaction.atomic
def resume(token: str, act: Act) -> None:
    """Begin again at once; harmless where nothing is paused. Raises `LinkUnknown` or `LinkUsed`."""
    subscriber = _lock(token)
    if subscriber.status == Status.PAUSED:
        _resume(subscriber, act)


@transaction.atomic
def resume_due() -> int:
    """Bring back those whose thirty days are over; returns how many."""
    back = Subscriber.objects.select_for_update().filter(status=Status.PAUSED, paused_until__lte=clock.now())
    readers = list(back)
    for subscriber in readers:
        _resume(subscriber, Act(language=subscriber.language))
    return len(readers)


def _resume(subscriber: Subscriber, act: Act) -> None:
    subscriber.status, subscriber.paused_until = Status.ACTIVE, None
    subscriber.save(update_fields=["status", "paused_until"])
    subscriptions.record(subscriber, ConsentKind.RESUMED, act)


@transaction.atomic
def void_links(token: str) -> str:
    """Make every link of earlier mails void but those to leave; returns the token of the page from now on.

    Raises `LinkUnknown` or `LinkUsed`.
    """
    subscriber = _lock(token)
    subscriber.token_version += 1
    subscriber.save(update_fields=["token_version"])
    return token_of(subscriber)


# --- another address --------------------------------------------------------------------------------------


@transaction.atomic
def ask_to_move(token: str, typed: str, act: Act) -> None:
    """Queue a letter with a button to the address that the reader wants to move to; within the limits of sign-ups.

    Nothing is told of what is known of that address. Raises `addresses.BadAddress`, `LinkUnknown` or `LinkUsed`.
    """
    subscriber = _lock(token)
    address = parse(typed)
    if address.norm == subscriber.email_norm or address.is_role:
        return
    email_hash = tokens.email_hash(address.norm)
    ip_hash = subscriptions.ip_hash(act)
    if not limits.ip_is_free(ip_hash):
        return
    mailed = limits.email_is_free(email_hash, confirmed_at=None) and not subscriptions.is_refused(email_hash)
    SignupAttempt.objects.create(
        email_hash=email_hash, domain_hash=tokens.domain_hash(address.domain), ip_hash=ip_hash, mailed=mailed
    )
    if mailed:
        subscriber.new_email = address.typed
        subscriber.save(update_fields=["new_email"])
        Delivery.objects.create(
            kind=Kind.MOVE, subscriber=subscriber, address=address.norm, language=subscriber.language
        )
        bell.ring_after_commit("newsletter.tasks.drain")


def _new_address(subscriber_id: int) -> str:
    """Where a reader wants to move or, once that is done, where they are."""
    rows = Subscriber.objects.filter(pk=subscriber_id).values_list("new_email", "email_norm")
    wanted, own = rows.first() or ("", "")
    return parse(wanted).norm if wanted else own or ""


def find_move(token: str) -> Subscriber:
    """Who would move by this link; changes nothing. Raises `LinkUnknown`, or `LinkUsed` where it is over."""
    try:
        claim = tokens.read_move_token(token, _new_address)
    except tokens.BadToken as error:
        raise LinkUnknown from error
    subscriber = _current(claim.subscriber_id, claim.version)
    if not claim.fresh or not subscriber.new_email:
        raise LinkUsed(subscriber)
    return subscriber


@transaction.atomic
def move(token: str, act: Act) -> Subscriber:
    """Move the reader to the address that has just proved to be theirs; the old one gets a word of it.

    Where the new address is known already, it is its own row that goes on, with the reader's choices, so that what
    was refused to it, and the links that it has, stay with it. Raises `LinkUnknown` or `LinkUsed`.
    """
    Subscriber.objects.select_for_update().filter(pk=find_move(token).pk).first()
    subscriber = find_move(token)
    address = parse(subscriber.new_email)
    old = subscriber.email_norm or ""
    subscriptions.record(subscriber, ConsentKind.MOVED, act)
    known = Subscriber.objects.select_for_update().filter(email_norm=address.norm).first()
    if known is None:
        subscriber.email, subscriber.email_norm = address.typed, address.norm
        subscriber.email_hash = tokens.email_hash(address.norm)
        stays = subscriber
    else:
        subscriber.status, subscriber.left_at, subscriber.paused_until = Status.UNSUBSCRIBED, None, None
        known.status, known.paused_until, known.left_at = Status.ACTIVE, None, None
        known.language, known.rhythm, known.text_only = subscriber.language, subscriber.rhythm, subscriber.text_only
        known.confirmed_at = clock.now()
        known.regions.set(subscriber.regions.all())
        known.token_version += 1
        known.save()
        stays = known
    subscriber.new_email = ""
    subscriber.token_version += 1
    subscriber.save()
    subscriptions.lift_by_confirming(stays)
    subscriptions.record(stays, ConsentKind.MOVED, act)
    Delivery.objects.create(kind=Kind.MOVED, subscriber=stays, address=old, language=stays.language)
    bell.ring_after_commit("newsletter.tasks.drain")
    return stays
