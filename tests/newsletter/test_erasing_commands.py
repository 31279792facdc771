"""`manage.py erase_subscriber` and `manage.py suppressions`."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from newsletter import personal
from newsletter.models import ConsentEvent, Status, Subscriber, Suppression, SuppressionReason
from newsletter.subscriptions import Act
from newsroom.models import AuditEntry
from tests.factories import make_subscriber, make_suppression

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
REEM = "reem@example.org"


def run(*args: str, **options: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_a_reader_is_erased_and_the_log_does_not_name_them() -> None:
    reader = make_subscriber(REEM)
    said = run("erase_subscriber", " REEM@example.org")
    entry = AuditEntry.objects.get()
    assert (Subscriber.objects.get().status, entry.action) == (Status.ERASED, "erase_subscriber")
    assert [text.count("reem") for text in (said, str(entry.detail), entry.subject)] == [0, 0, 0]
    assert entry.subject == f"newsletter.subscriber:{reader.pk}"


@pytest.mark.parametrize("address", ["reem@localhost", "", "huda@example.org"])
def test_who_is_not_known_is_not_erased(address: str) -> None:
    make_subscriber(REEM)
    with pytest.raises(CommandError):
        run("erase_subscriber", address)
    assert (Subscriber.objects.get().email, ConsentEvent.objects.count()) == (REEM, 0)


def test_what_is_suppressed_outlives_a_backup(tmp_path: Path) -> None:
    """The backup is of a day on which nobody had been erased and nothing was suppressed."""
    file = str(tmp_path / "kept.json")
    make_suppression("noise@example.org", SuppressionReason.COMPLAINT)
    personal.erase(make_subscriber(REEM), Act(language="ar"))
    run("suppressions", save=file)
    Suppression.objects.all().delete()
    Subscriber.objects.all().delete()
    make_subscriber(REEM)
    make_subscriber("noise@example.org")
    make_subscriber("samar@example.org")
    assert Path(file).read_text().count("@") == 0
    assert run("suppressions", apply=file) == "2 suppressions put in force.\n"
    assert list(Subscriber.objects.audience("ar").values_list("email", flat=True)) == ["samar@example.org"]
    assert Subscriber.objects.filter(email=REEM).count() == 0
    assert run("suppressions", apply=file) == "0 suppressions put in force.\n"


WRONG = ["", "[", "[1]", '[{"email_hash": "x"}]', '[{"email_hash": "x", "reason": "y", "note": ""}]']


@pytest.mark.parametrize("content", WRONG)
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(content)
    with pytest.raises(CommandError):
        run("suppressions", apply=str(file))
