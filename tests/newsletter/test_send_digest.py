"""`manage.py send_digest`: what it says, and what it does."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from newsletter import digests, editing, transports
from newsletter.editing import Head
from newsletter.models import Delivery, Digest, DigestPlan
from newsroom import clock
from tests.factories import make_plan, make_publication, make_subscriber

pytestmark = pytest.mark.django_db


def said(**options: object) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("send_digest", stdout=out, **options)
    return out.getvalue().strip()


def test_it_says_how_many_stories_went_to_how_many_addresses() -> None:
    make_plan()
    make_publication()
    make_publication()
    make_subscriber("a@example.org")
    assert said(language="ar", now=True) == "2 stories to 1 address"
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent"]
    assert Digest.objects.get().state == "sent"


def test_a_second_time_it_says_that_nothing_is_new() -> None:
    make_plan()
    make_publication()
    said(language="ar", now=True)
    assert said(language="ar", now=True) == "Nothing was sent: 0 stories new since the last issue, 1 wanted."
    assert Digest.objects.count() == 1


def test_nobody_on_the_list_is_no_fault() -> None:
    make_plan()
    make_publication()
    assert said(language="ar", now=True) == "1 story to 0 addresses"
    assert Digest.objects.get().state == "sent"


def test_a_dead_mail_server_is_named_and_the_mails_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead(transports.Folder):
        def open(self) -> None:
            raise transports.Unreachable("connection refused")

    monkeypatch.setattr(transports, "chosen", lambda: Dead(Path("unused")))
    make_plan()
    make_publication()
    make_subscriber("a@example.org")
    assert said(language="ar", now=True).splitlines() == [
        "1 story to 1 address",
        "The mail server does not answer (connection refused); the mails go out later.",
    ]
    assert list(Delivery.objects.values_list("state", "attempts")) == [("queued", 0)]


def test_a_language_without_a_plan_is_an_error() -> None:
    with pytest.raises(CommandError, match="no plan"):
        said(language="ar", now=True)


def test_now_needs_a_language() -> None:
    with pytest.raises(CommandError, match="--language"):
        said(now=True)


def test_without_now_it_does_what_is_due() -> None:
    plan = make_plan()
    make_publication()
    assert said().startswith("Nothing is due: ar daily at ")
    DigestPlan.objects.update(next_run_at=clock.now() - timedelta(minutes=1))
    make_subscriber("a@example.org")
    with clock.held_at(clock.now() + timedelta(seconds=5)):
        DigestPlan.objects.update(next_run_at=clock.now())
        assert said() == "1 story to 1 address"
    plan.refresh_from_db()
    assert plan.next_run_at > clock.now()


def test_a_draft_that_is_not_ready_is_said_to_be_so() -> None:
    plan = make_plan()
    make_publication()
    digest = digests.draft(plan)
    editing.save(digest, digest.version, Head(subject=""), {}, by=None)
    assert said(language="ar", now=True) == (
        "Nothing was sent: the draft at the desk has to be put right first (subject)."
    )
