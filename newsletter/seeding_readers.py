"""The demo's newsletter: readers who signed up and confirmed, an issue that went out, and the draft of the next.

Everything goes the way a reader's and a newsletter editor's work goes, by the same verbs, told as if it had been done
at its hour.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from articles.models import Publication
from newsletter import digests, inbound, schedule, sending, subscriptions, tokens
from newsletter.models import Delivery, Digest, DigestPlan, DigestState, Kind, Subscriber
from newsletter.subscriptions import Act
from newsroom import clock
from newsroom.languages import LANGUAGES
from newsroom.models import User

FILE: Final = Path(__file__).parent / "demo" / "readers.toml"
RETURNED: Final = FILE.with_name("returned.toml")
SIGNED_UP_BEFORE: Final = timedelta(days=2)  # the issue that went out
CAME_BACK_AFTER: Final = timedelta(minutes=20)


def seed(by: User) -> None:
    """Plans, readers, one issue per language on its way, the next one as a draft; to be called in a transaction.

    `deliver` then hands the mails over.
    """
    for language in LANGUAGES:
        plan = digests.make_plan(language)
        moment = _hour_of_the_last_issue(plan)
        with clock.held_at(moment - SIGNED_UP_BEFORE):
            _sign_up(language)
        with clock.held_at(moment):
            digests.send(digests.draft(plan), by=by)
        digests.draft(plan)


def deliver() -> None:
    """Send what the demo has queued, at the hour at which it was to go out; a little of it comes back."""
    last = Digest.objects.filter(state=DigestState.SENDING).latest("started_at")
    with clock.held_at(last.dated):
        sending.drain()
    with clock.held_at(last.dated + CAME_BACK_AFTER):
        _take_in_what_came_back()


def _take_in_what_came_back() -> None:
    for returned in tomllib.loads(RETURNED.read_text(encoding="utf-8"))["returned"]:
        places = {}
        if reader := returned.get("reader"):
            mail = Delivery.objects.get(address=reader, kind=Kind.DIGEST)
            places = {"mail": tokens.mail_id(mail.digest_id or 0, mail.pk), "address": reader}
        text = returned["text"] % places if places else returned["text"]
        inbound.receive(text.lstrip().encode())


def _hour_of_the_last_issue(plan: DigestPlan) -> datetime:
    """The plan's last hour before its newest story: so the next draft holds at least that one."""
    newest = Publication.objects.live(plan.language).order_by("-first_live_at").values_list("first_live_at", flat=True)
    return schedule.last_run(plan.wall_time, plan.zone_info, newest[0])


def _sign_up(language: str) -> None:
    for reader in tomllib.loads(FILE.read_text(encoding="utf-8"))["readers"]:
        if reader["language"] == language:
            _take(reader)


def _take(reader: Mapping[str, Any]) -> None:
    act = Act(language=reader["language"], page=f"/{reader['language']}/")
    subscriptions.request(reader["email"], act)
    if reader.get("stands") == "pending":
        return
    subscriber = Subscriber.objects.get(email=reader["email"])
    subscriptions.confirm(tokens.confirm_token(subscriber.pk, subscriber.token_version), act)
    if reader.get("stands") == "left":
        subscriptions.unsubscribe(tokens.unsubscribe_token(subscriber.pk, 0), act)
