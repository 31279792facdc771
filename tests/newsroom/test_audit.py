"""The audit log: entries are added and never changed, and whoever changes one anyway is found."""

import io
import json
import random
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test import Client
from pytest_django import Settings

from newsroom import audit, clock
from newsroom.models import AuditEntry, AuditHead, User
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]

POSTGRES = "postgresql"


def write(number: int = 5) -> list[AuditEntry]:
    user = make_user()
    return [audit.record("publish", user, by=user, language="ar", place=each, word="نشر") for each in range(number)]


def test_a_log_that_nobody_touched_is_whole() -> None:
    write()
    assert list(audit.verify()) == []
    assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_an_empty_log_is_whole() -> None:
    assert list(audit.verify()) == []


def test_what_is_written_in_a_transaction_that_fails_leaves_no_gap() -> None:
    user = make_user()
    with pytest.raises(ValueError, match="x"), transaction.atomic():
        audit.record("publish", user, by=user)
        raise ValueError("x")
    audit.record("publish", user, by=user)
    assert list(audit.verify()) == []


def test_an_entry_about_nobody_in_particular() -> None:
    entry = audit.record("log_in_failed", User, by=None, name="x", at_home=timedelta(1))
    entry.refresh_from_db()
    assert (entry.subject, entry.detail["name"]) == ("newsroom.user:0", "x")
    assert list(audit.verify()) == []


def raw(sql: str, *values: Any) -> None:
    """Behind the application's back, as somebody with the database's password would."""
    with connection.cursor() as cursor:
        if connection.vendor == POSTGRES:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while checks are waiting
            cursor.execute("ALTER TABLE newsroom_auditentry DISABLE TRIGGER newsroom_auditentry_stays")
        cursor.execute(sql, values)
        if connection.vendor == POSTGRES:
            cursor.execute("ALTER TABLE newsroom_auditentry ENABLE TRIGGER newsroom_auditentry_stays")


def tamper(chance: random.Random, numbers: int) -> None:
    number = chance.randrange(1, numbers + 1)
    match chance.randrange(6):
        case 0:
            raw("UPDATE newsroom_auditentry SET action = 'withdraw' WHERE number = %s", number)
        case 1:
            raw("UPDATE newsroom_auditentry SET detail = %s WHERE number = %s", json.dumps({"place": -1}), number)
        case 2:
            raw("DELETE FROM newsroom_auditentry WHERE number = %s", number)
        case 3:
            raw("DELETE FROM newsroom_auditentry WHERE number >= %s", number)
        case 4:
            raw("UPDATE newsroom_auditentry SET at = %s WHERE number = %s", clock.now(), number)
        case _:
            raw("UPDATE newsroom_auditentry SET by_id = NULL WHERE number = %s", number)


def test_a_hundred_changes_are_all_found() -> None:
    chance = random.Random(20)  # noqa: S311  the same ones each time
    write(12)
    found = 0
    for _each in range(100):
        point = transaction.savepoint()
        tamper(chance, 12)
        found += bool(list(audit.verify()))
        transaction.savepoint_rollback(point)
    assert found == 100


def test_two_entries_that_changed_places_are_found() -> None:
    write()
    raw("UPDATE newsroom_auditentry SET number = 0 WHERE number = 2")
    raw("UPDATE newsroom_auditentry SET number = 2 WHERE number = 3")
    raw("UPDATE newsroom_auditentry SET number = 3 WHERE number = 0")
    assert list(audit.verify()) != []


def test_a_head_that_was_moved_back_with_the_log_is_found() -> None:
    entries = write()
    raw("DELETE FROM newsroom_auditentry WHERE number = 5")
    AuditHead.objects.update(number=4, mac=entries[3].mac)
    assert list(audit.verify()) == ["the head is not what was written"]


def test_another_secret_verifies_only_as_a_fallback(settings: Settings) -> None:
    write()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another secret"
    assert list(audit.verify()) != []
    settings.SECRET_KEY_FALLBACKS = [old]
    assert list(audit.verify()) == []


def test_the_command_says_where_the_log_ends() -> None:
    write()
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert f"5 {AuditEntry.objects.get(number=5).mac}" in out.getvalue()


def test_the_command_ends_with_a_fault_where_there_is_one() -> None:
    write()
    raw("UPDATE newsroom_auditentry SET action = 'x' WHERE number = 2")
    errors = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stderr=errors)
    assert "entry 2" in errors.getvalue()


def change(how: str, entry: AuditEntry) -> None:
    if how == "save":
        entry.action = "x"
        entry.save()
    elif how == "update":
        AuditEntry.objects.update(number=F("number") + 1)
    elif how == "delete":
        AuditEntry.objects.all()._raw_delete(using="default")
    elif how == "raw":
        connection.cursor().execute("UPDATE newsroom_auditentry SET action = 'x'")
    else:
        User.objects.all()._raw_delete(using="default")
        transaction.get_connection().check_constraints()


@pytest.mark.parametrize("how", ["save", "update", "delete", "raw", "by the end of whoever did it"])
def test_a_change_is_refused_by_postgresql_and_found_everywhere(how: str) -> None:
    (entry,) = write(1)
    refused = False
    try:
        with transaction.atomic():
            change(how, entry)
            found = list(audit.verify())
            transaction.set_rollback(True)
    except DatabaseError:
        refused = True
    assert refused or (connection.vendor != POSTGRES and found != [])
    assert list(audit.verify()) == []


def test_nothing_in_the_sources_changes_or_deletes_an_entry() -> None:
    base = Path(__file__).resolve().parent.parent.parent
    sources = [path for app in ("newsroom", "articles", "newsletter") for path in (base / app).rglob("*.py")]
    changing = [
        path.name
        for path in sources
        if "migrations" not in path.parts
        and any(f"AuditEntry.objects{rest}" in path.read_text() for rest in (".update", ".delete", ".all().delete"))
    ]
    assert changing == []


@pytest.mark.django_db(transaction=True)
def test_entries_of_many_at_once_stand_in_one_chain() -> None:
    user = make_user()

    def work() -> None:
        for _each in range(5):
            audit.record("publish", user, by=user)
        connection.close()

    threads = [threading.Thread(target=work) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (AuditEntry.objects.count(), list(audit.verify())) == (30, [])


def test_the_log_is_taken_along_as_text_and_never_as_formulas(client: Client) -> None:
    chief = make_user(superuser=True)
    audit.record("log_in_failed", User, by=None, name="x")
    raw_name = "=cmd|' /C calc'!A0"
    AuditEntry.objects.create(number=99, mac="", at=clock.now(), action=raw_name, subject="@x:1")
    client.force_login(chief)
    csv = client.get("/admin/newsroom/auditentry/csv/").content.decode()
    assert "'=cmd|" in csv
    assert ",=cmd" not in csv
    assert "'@x:1" in csv
    assert AuditEntry.objects.filter(action="export", by=chief).exists()


@pytest.mark.parametrize("query", ["?at__gte=x", "?nonsense=1", "?by__password__startswith=x"])
def test_a_list_that_cannot_be_made_cannot_be_taken_along(client: Client, query: str) -> None:
    client.force_login(make_user(superuser=True))
    assert client.get(f"/admin/newsroom/auditentry/csv/{query}").status_code == 400


def test_only_who_sees_the_log_takes_it_along(client: Client) -> None:
    client.force_login(make_user(permissions=["articles.view_article"]))
    assert client.get("/admin/newsroom/auditentry/csv/").status_code == 403
