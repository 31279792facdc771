"""The demo's newsletter: readers who signed up and confirmed, issues that went out, and the draft of the next.

Everything goes the way a reader's and a newsletter editor's work goes, by the same verbs, told as if it had been done
at its hour.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db.models import F

from articles.models import Publication
from newsletter import (
    digests,
    editing,
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
from newsletter.digests import NothingNew
from newsletter.editing import Head, Line
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
DAYS_BEFORE: Final = (4, 2, 0)  # the last issue's day: when one went out
SIGNED_UP_BEFORE: Final = timedelta(days=6)  # the last issue
CAME_BACK_AFTER: Final = timedelta(minutes=20)


def seed(by: User) -> None:
    """Plans, readers, issues of each language on their way, the next one as a draft; to be called in a transaction.

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
        for days in DAYS_BEFORE:
            with clock.held_at(moment - timedelta(days=days)), suppress(NothingNew):
                digests.send(digests.draft(plan), by=by)
        _work_on(digests.draft(plan), demo["intro"][language], by)
    looking_up.suppress_by_hand(demo["refused"], note=demo["refused_because"], by=by)
    _take_lists_over(by)


def deliver() -> None:
    """Send what the demo has queued, at the hour at which it was to go out; a little of it comes back, some leave."""
    for number, digest in enumerate(Digest.objects.filter(state=DigestState.SENDING).order_by("started_at")):
        with clock.held_at(digest.dated):
            sending.drain()
        Digest.objects.filter(pk=digest.pk).update(archive_reads=11 + 5 * number % 17)
    with clock.held_at(digest.dated + CAME_BACK_AFTER):
        _take_in_what_came_back()
        for email in tomllib.loads(FILE.read_text(encoding="utf-8"))["left_by_an_issue"]:
            mail = _last_mail_to(email)
            act = Act(language=mail.language, page=f"/{mail.language}/newsletter/", text_shown=_SHOWN)
            subscriptions.unsubscribe(tokens.unsubscribe_token(mail.subscriber_id or 0, mail.digest_id or 0), act)


def _work_on(digest: Digest, intro: str, by: User) -> None:
    """What an editor has done to a draft: a word above it, and the story that leads stays."""
    first, *rest = digest.items.all()
    lines = {item.pk: Line(place=place) for place, item in enumerate(rest, start=2)}
    editing.save(digest, digest.version, Head(intro=intro), lines | {first.pk: Line(place=1, pinned=True)}, by=by)


def _last_mail_to(email: str) -> Delivery:
    return Delivery.objects.filter(address=email, kind=Kind.DIGEST).latest("pk")


def _take_in_what_came_back() -> None:
    for returned in tomllib.loads(RETURNED.read_text(encoding="utf-8"))["returned"]:
        places = {}
        if reader := returned.get("reader"):
            mail = _last_mail_to(reader)
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
