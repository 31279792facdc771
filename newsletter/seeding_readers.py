"""The demo's newsletter: readers who signed up and confirmed, an issue that went out, and the draft of the next.

Everything goes the way a reader's and a newsletter editor's work goes, by the same verbs, told as if it had been done
at its hour.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db.models import F

from articles.models import Publication
from newsletter import (
    digests,
    importing,
    inbound,
    looking_up,
    personal,
    preferences,
    schedule,
    sending,
    subscriptions,
    tokens,
)
from newsletter.importing import Told
from newsletter.models import Delivery, DeliveryState, Digest, DigestPlan, DigestState, Kind, Rhythm, Subscriber
from newsletter.preferences import Choices
from newsletter.subscriptions import Act
from newsroom import clock
from newsroom.languages import ARABIC, LANGUAGES
from newsroom.models import User

FILE: Final = Path(__file__).parent / "demo" / "readers.toml"
RETURNED: Final = FILE.with_name("returned.toml")
LIST: Final = FILE.with_name("book-fair.csv")
_SHOWN: Final = "اشترك في قائمتنا البريدية للحصول على التحديثات الجديدة!"
SIGNED_UP_BEFORE: Final = timedelta(days=2)  # the issue that went out
CAME_BACK_AFTER: Final = timedelta(minutes=20)


def seed(by: User) -> None:
    """Plans, readers, one issue per language on its way, the next one as a draft; to be called in a transaction.

    `deliver` then hands the mails over.
    """
    demo = tomllib.loads(FILE.read_text(encoding="utf-8"))
    _half_a_year(demo["waves"])
    for language in LANGUAGES:
        digests.make_plan(language, rhythm=Rhythm.WEEKLY)
        plan = digests.make_plan(language)
        moment = _hour_of_the_last_issue(plan)
        with clock.held_at(moment - SIGNED_UP_BEFORE):
            _sign_up([reader for reader in demo["readers"] if reader["language"] == language])
        with clock.held_at(moment):
            digests.send(digests.draft(plan), by=by)
        digests.draft(plan)
    looking_up.suppress_by_hand(demo["refused"], note=demo["refused_because"], by=by)
    _take_lists_over(by)


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


def _half_a_year(waves: Iterable[Mapping[str, Any]]) -> None:
    """Who asked for the newsletter before: most confirmed, some left again, some were never heard of."""
    act = Act(language=ARABIC, page=f"/{ARABIC}/latest/", text_shown=_SHOWN)
    now = clock.now()
    for wave in waves:
        moment = now - timedelta(weeks=wave["weeks"])
        for email in wave["asked"]:
            with clock.held_at(moment):
                subscriptions.request(email, act)
                if email not in wave.get("never", ()):
                    _confirm(email, act)
        for email in wave.get("left", ()):
            with clock.held_at(moment + timedelta(weeks=2)):
                subscriptions.leave(Subscriber.objects.get(email=email), act)
    Delivery.objects.filter(kind=Kind.CONFIRM).update(state=DeliveryState.SENT, sent_at=F("created_at"))
    subscriptions.tidy_up()


def _take_lists_over(by: User) -> None:
    """A list from the book fair is taken over, and one waits for somebody to decide."""
    raw = LIST.read_bytes()
    told = Told(ARABIC, "طاولة الصحيفة في معرض الكتاب", None, "أريد أن تصلني النشرة على هذا العنوان.")
    importing.begin(importing.bring(LIST.name, raw, told, by=by), by=by)
    importing.work(seconds=60)
    importing.bring("readers-club.csv", raw.replace(b".reads@", b".club@"), told, by=by)


def _sign_up(readers: Iterable[Mapping[str, Any]]) -> None:
    for reader in readers:
        _take(reader)


def _take(reader: Mapping[str, Any]) -> None:
    act = Act(language=reader["language"], page=f"/{reader['language']}/", text_shown=_SHOWN)
    subscriptions.request(reader["email"], act)
    stands = reader.get("stands", "")
    if stands == "pending":
        return
    subscriber = _confirm(reader["email"], act)
    token = preferences.token_of(subscriber)
    rhythm, text_only = reader.get("rhythm", Rhythm.DAILY), reader.get("text_only", False)
    preferences.save(token, Choices(subscriber.language, rhythm, frozenset(), text_only), act)
    match stands:
        case "left":
            subscriptions.unsubscribe(tokens.unsubscribe_token(subscriber.pk, 0), act)
        case "paused":
            preferences.pause(token, act)
        case "moving":
            preferences.ask_to_move(token, reader["new_email"], act)
        case "erased":
            personal.erase(subscriber, act)


def _confirm(email: str, act: Act) -> Subscriber:
    subscriber = Subscriber.objects.get(email=email)
    return subscriptions.confirm(tokens.confirm_token(subscriber.pk, subscriber.token_version), act)
