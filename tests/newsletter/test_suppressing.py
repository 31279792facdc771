"""Which reason stands where an address is suppressed twice."""

import pytest

from newsletter import suppressing, tokens
from newsletter.models import Status, Suppression, SuppressionReason
from newsroom import clock
from tests.factories import make_subscriber, make_suppression

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

BOUNCE, COMPLAINT = SuppressionReason.HARD_BOUNCE, SuppressionReason.COMPLAINT
OURS, ERASED = SuppressionReason.MANUAL, SuppressionReason.ERASED
REEM = "reem@example.org"


@pytest.mark.parametrize(
    ("first", "then", "stands"),
    [
        (BOUNCE, COMPLAINT, COMPLAINT),
        (COMPLAINT, BOUNCE, BOUNCE),
        (BOUNCE, ERASED, ERASED),
        (ERASED, BOUNCE, ERASED),
        (ERASED, OURS, OURS),
        (OURS, ERASED, OURS),
        (OURS, COMPLAINT, OURS),
    ],
)
def test_the_stronger_reason_stands(
    first: SuppressionReason, then: SuppressionReason, stands: SuppressionReason
) -> None:
    make_suppression(REEM, first)
    suppressing.suppress(tokens.email_hash(REEM), then)
    assert (Suppression.objects.get().reason, Suppression.objects.in_force().count()) == (stands, 1)


@pytest.mark.parametrize("then", SuppressionReason)
def test_what_was_lifted_gives_way_to_any(then: SuppressionReason) -> None:
    make_suppression(REEM, OURS)
    Suppression.objects.update(lifted_at=clock.now(), lift_note="خطأ")
    suppressing.suppress(tokens.email_hash(REEM), then, note="n")
    row = Suppression.objects.get()
    assert (row.reason, row.lifted_at, row.lift_note, row.note) == (then, None, "", "n")


def test_a_pause_ends_with_the_subscription() -> None:
    reader = make_subscriber(REEM, status=Status.PAUSED)
    suppressing.suppress_complained(reader)
    reader.refresh_from_db()
    assert (reader.status, reader.paused_until, reader.left_at is not None) == (Status.COMPLAINED, None, True)
