"""What the clock and the bell ask of the newsletter. Each may run twice, late, or in several places at once."""

from __future__ import annotations

import logging
import threading
from typing import Final

from celery import shared_task
from django.conf import settings

from newsletter import digests, importing, inbound, mailboxes, preferences, pulse, sending, subscriptions
from newsroom import bell

logger = logging.getLogger(__name__)

SECONDS: Final = 50.0  # of one run: a broker that waits longer for a task would give it to somebody else

# Senders of one worker process; its other threads stay free for other work.
_free = threading.BoundedSemaphore(settings.MAIL_CONNECTIONS)


@shared_task
def drain() -> int:
    """Send what is queued; returns how many mails the other side took. A busy worker leaves it to whoever is at it."""
    if not _free.acquire(blocking=False):
        return 0
    try:
        tally = sending.drain(seconds=SECONDS)
    finally:
        _free.release()
    if not tally.unreachable and sending.waiting():
        bell.ring("newsletter.tasks.drain")
    return tally.sent


@shared_task
def tick() -> int:
    """What is due now: readers whose pause is over, issues whose hour has come, what a killed sender left, what waits.

    Returns how many issues began.
    """
    pulse.beat()
    preferences.resume_due()
    begun = digests.prepare_due()
    sending.sweep()
    if sending.waiting():
        bell.ring("newsletter.tasks.drain")
    if importing.is_any_going():
        bell.ring("newsletter.tasks.take_over")
    return begun


@shared_task
def take_over() -> int:
    """Go on with the lists that are being taken over; returns how many addresses came onto the list."""
    added = importing.work(seconds=SECONDS)
    if importing.is_any_going():
        bell.ring("newsletter.tasks.take_over")
    return added


@shared_task
def tidy() -> int:
    """Take away personal data whose time is over; returns how many sign-ups were never confirmed."""
    inbound.tidy_up()
    importing.forget_old()
    return subscriptions.tidy_up()


@shared_task
def fetch_incoming() -> int:
    """Take in what lies unread in the mailbox for bounces, where there is one; returns how many messages."""
    if settings.BOUNCE_IMAP is None:
        return 0
    taken = 0
    try:
        for incoming in mailboxes.from_imap(settings.BOUNCE_IMAP):
            inbound.receive(incoming.raw)
            incoming.taken()
            taken += 1
    except mailboxes.NoMailbox as error:
        logger.warning("The mailbox for bounces cannot be read (%s); what lies in it waits.", error)
    return taken
