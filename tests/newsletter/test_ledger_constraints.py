"""What an issue, its items and the ledger can never be, whoever writes them: the database itself refuses."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from newsletter.models import Delivery, DeliveryState, Digest, DigestItem, DigestPlan, DigestState, Kind
from tests.factories import make_article, make_cartoon, make_plan, make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
GONE = (DigestState.SENDING, DigestState.PAUSED, DigestState.SENT)


def an_issue(plan: DigestPlan | None = None, *, end: datetime = NOON, **columns: object) -> Digest:
    """A row as the columns say, otherwise one that was skipped."""
    values = {"state": DigestState.SKIPPED, "window_start": end - DAY, "window_end": end} | columns
    return Digest.objects.create(plan=plan or make_plan(), **values)


def a_mail(digest: Digest | None = None, **columns: object) -> Delivery:
    """A row of the ledger: a mail of an issue, or a confirmation."""
    values = {"kind": Kind.DIGEST if digest else Kind.CONFIRM, "address": "reem@example.org", "language": "ar"}
    return Delivery.objects.create(digest=digest, **(values | columns))


# --- issues -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [DigestState.DRAFT, DigestState.APPROVED])
@pytest.mark.parametrize("first", [DigestState.DRAFT, DigestState.APPROVED])
def test_a_plan_has_one_issue_in_the_making(first: DigestState, other: DigestState) -> None:
    an_issue(state=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        an_issue(state=other, end=NOON + DAY)
    assert Digest.objects.count() == 1


def test_each_plan_has_a_draft_of_its_own() -> None:
    an_issue(make_plan("ar"), state=DigestState.DRAFT)
    an_issue(make_plan("en"), state=DigestState.DRAFT)
    assert Digest.objects.count() == 2


def test_a_draft_may_stand_beside_what_has_gone_out() -> None:
    an_issue(state=DigestState.SENDING, started_at=NOON, html="x", text="x")
    an_issue(state=DigestState.DRAFT, end=NOON + DAY)
    assert Digest.objects.count() == 2


def test_there_is_one_issue_of_an_hour() -> None:
    an_issue()
    with pytest.raises(IntegrityError), transaction.atomic():
        an_issue()
    assert Digest.objects.count() == 1


@pytest.mark.parametrize("begin", [NOON, NOON + DAY])
def test_a_window_runs_forwards(begin: datetime) -> None:
    with pytest.raises(IntegrityError, match="digest_window_forwards"), transaction.atomic():
        an_issue(window_start=begin)


def test_a_state_that_nobody_knows_is_refused() -> None:
    with pytest.raises(IntegrityError, match="digest_state_known"), transaction.atomic():
        an_issue(state="lost")


@pytest.mark.parametrize("missing", ["html", "text", "started_at"])
@pytest.mark.parametrize("state", GONE)
def test_an_issue_goes_out_with_its_words_frozen(state: DigestState, missing: str) -> None:
    frozen: dict[str, Any] = {"html": "x", "text": "x", "started_at": NOON}
    frozen[missing] = None if missing == "started_at" else ""
    with pytest.raises(IntegrityError, match="digest_frozen_when_it_goes"), transaction.atomic():
        an_issue(state=state, **frozen)


@pytest.mark.parametrize("state", [DigestState.DRAFT, DigestState.APPROVED, DigestState.SKIPPED])
def test_an_issue_that_has_not_gone_out_needs_no_words(state: DigestState) -> None:
    an_issue(state=state)
    assert Digest.objects.count() == 1


def test_a_cancelled_issue_keeps_what_it_had() -> None:
    an_issue(state=DigestState.CANCELLED)
    assert Digest.objects.count() == 1


# --- items --------------------------------------------------------------------------------------------------


def test_a_story_stands_in_an_issue_once() -> None:
    issue, article = an_issue(), make_article()
    DigestItem.objects.create(digest=issue, article=article, position=0, tongue="ar")
    with pytest.raises(IntegrityError), transaction.atomic():
        DigestItem.objects.create(digest=issue, article=article, position=1, tongue="ar")
    assert DigestItem.objects.count() == 1


def test_a_place_is_taken_once() -> None:
    issue = an_issue()
    DigestItem.objects.create(digest=issue, article=make_article(), position=0, tongue="ar")
    with pytest.raises(IntegrityError), transaction.atomic():
        DigestItem.objects.create(digest=issue, article=make_article(), position=0, tongue="ar")
    assert DigestItem.objects.count() == 1


def test_an_item_is_something() -> None:
    with pytest.raises(IntegrityError, match="digest_item_is_one_thing"), transaction.atomic():
        DigestItem.objects.create(digest=an_issue(), position=0, tongue="ar")


def test_an_item_is_not_two_things() -> None:
    both = {"article": make_article(), "cartoon": make_cartoon()}
    with pytest.raises(IntegrityError, match="digest_item_is_one_thing"), transaction.atomic():
        DigestItem.objects.create(digest=an_issue(), position=0, tongue="ar", **both)


# --- the ledger ---------------------------------------------------------------------------------------------


def test_a_reader_gets_an_issue_once() -> None:
    issue, reader = an_issue(), make_subscriber()
    a_mail(issue, subscriber=reader)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_mail(issue, subscriber=reader, address="other@example.org")
    assert Delivery.objects.count() == 1


def test_a_reader_may_get_a_letter_more_than_once() -> None:
    reader = make_subscriber()
    a_mail(subscriber=reader)
    a_mail(subscriber=reader)
    assert Delivery.objects.count() == 2


def test_a_mail_stands_in_no_state_that_nobody_knows() -> None:
    with pytest.raises(IntegrityError, match="delivery_state_known"), transaction.atomic():
        a_mail(state="lost")


def test_a_mail_of_an_issue_has_one() -> None:
    with pytest.raises(IntegrityError, match="delivery_of_an_issue_or_a_letter"), transaction.atomic():
        a_mail(kind=Kind.DIGEST)


@pytest.mark.parametrize("kind", [Kind.CONFIRM, Kind.ALREADY])
def test_a_letter_is_of_no_issue(kind: Kind) -> None:
    issue = an_issue()
    with pytest.raises(IntegrityError, match="delivery_of_an_issue_or_a_letter"), transaction.atomic():
        a_mail(issue, kind=kind)


@pytest.mark.parametrize("missing", ["owner", "lease_until"])
@pytest.mark.parametrize("state", [DeliveryState.CLAIMED, DeliveryState.SENDING])
def test_a_mail_is_taken_up_by_somebody_and_for_a_time(state: DeliveryState, missing: str) -> None:
    taken: dict[str, Any] = {"owner": uuid.uuid4(), "lease_until": NOON} | {missing: None}
    with pytest.raises(IntegrityError, match="delivery_taken_up_by_somebody"), transaction.atomic():
        a_mail(state=state, **taken)


def test_an_issue_that_is_in_the_ledger_cannot_be_deleted() -> None:
    issue = an_issue()
    a_mail(issue, subscriber=make_subscriber())
    with pytest.raises(ProtectedError):
        issue.delete()


def test_the_ledger_outlives_its_reader() -> None:
    reader = make_subscriber()
    row = a_mail(an_issue(), subscriber=reader)
    reader.delete()
    row.refresh_from_db()
    assert row.subscriber is None


# --- plans --------------------------------------------------------------------------------------------------


def test_a_language_has_one_plan() -> None:
    plan = make_plan()
    plan.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save(force_insert=True)
    assert DigestPlan.objects.count() == 1


def test_a_plan_is_of_a_language_of_the_site() -> None:
    make_plan()
    with pytest.raises(IntegrityError, match="plan_language_known"), transaction.atomic():
        DigestPlan.objects.update(language="fr")


@pytest.mark.parametrize(("fewest", "most"), [(0, 8), (9, 8)])
def test_the_fewest_are_not_more_than_the_most(fewest: int, most: int) -> None:
    make_plan()
    with pytest.raises(IntegrityError, match="plan_sizes_in_order"), transaction.atomic():
        DigestPlan.objects.update(min_items=fewest, max_items=most)


def test_the_form_says_so_at_its_fields() -> None:
    plan = make_plan()
    plan.min_items, plan.max_items, plan.zone = 9, 8, "Mars/Olympus"
    with pytest.raises(ValidationError) as refused:
        plan.clean()
    assert sorted(refused.value.message_dict) == ["max_items", "zone"]
