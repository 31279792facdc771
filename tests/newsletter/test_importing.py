"""Lists that are taken over: what becomes of each line, that nobody comes on without proof, and back by a list."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from newsletter import handing_out, importing, list_files, tasks, tokens
from newsletter.importing import Told, UnknownColumns
from newsletter.list_files import BadFile
from newsletter.models import (
    ConsentEvent,
    Delivery,
    Import,
    ImportState,
    Rhythm,
    Status,
    Subscriber,
    SuppressionReason,
)
from newsroom import clock
from newsroom.models import AuditEntry
from tests.factories import make_region, make_subscriber, make_suppression

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

GIVEN = datetime(2024, 12, 25, 9, 0, tzinfo=UTC)
TOLD = Told("ar", "معرض الكتاب", GIVEN, "أريد النشرة")
REEM, SAMAR = "reem@example.org", "samar@example.org"


def table(*rows: Iterable[str], head: str = "email") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([head.split(","), *rows])
    return out.getvalue().encode()


def bring(raw: bytes, told: Told = TOLD) -> Import:
    return importing.bring("list.csv", raw, told, by=None)


def take(raw: bytes, told: Told = TOLD) -> Import:
    """Look a list through and take it over."""
    batch = bring(raw, told)
    importing.begin(batch, by=None)
    batch.refresh_from_db()
    list(importing.take_over(batch))
    batch.refresh_from_db()
    return batch


def told_of(batch: Import) -> tuple[dict[str, int], list[list[Any]]]:
    return batch.counts, batch.problems


def on_the_list() -> list[str]:
    return sorted(Subscriber.objects.filter(status=Status.ACTIVE).values_list("email", flat=True))


# --- looking through -------------------------------------------------------------------------------------------


def test_looking_through_tells_each_line_and_changes_nobody() -> None:
    make_subscriber("known@example.org")
    make_subscriber("waiting@example.org", status=Status.PENDING)
    make_subscriber("left@example.org", status=Status.UNSUBSCRIBED)
    make_suppression("noise@example.org", SuppressionReason.COMPLAINT)
    rows = ["reem@example.org", "KNOWN@example.org", "waiting@example.org", "left@example.org", "noise@example.org"]
    rows += ["Reem@Example.ORG ", "reem@localhost", "ريم@example.org", "postmaster@example.org", "samar@example.org"]
    batch = bring(table(*([row] for row in rows)))
    assert told_of(batch) == (
        {"new": 2, "known": 2, "left": 1, "suppressed": 1, "twice": 1, "invalid": 3},
        [
            [3, "known", "", "K***@example.org", "", ""],
            [4, "known", "", "w***@example.org", "", ""],
            [5, "left", "", "l***@example.org", "", ""],
            [6, "suppressed", "", "n***@example.org", "", ""],
            [7, "twice", "", "R***@Example.ORG", "", ""],
            [8, "invalid", "domain", "r***@localhost", "email", ""],
            [9, "invalid", "local_part", "ر***@example.org", "email", ""],
            [10, "invalid", "role", "p***@example.org", "email", ""],
        ],
    )
    assert (on_the_list(), ConsentEvent.objects.count()) == (["known@example.org"], 0)


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        (Told("ar"), "consent_at, consent_source, consent_text"),
        (Told("ar", "", GIVEN, "نعم"), "consent_source"),
        (Told("ar", "معرض", None, "نعم"), "consent_at"),
        (Told("ar", "معرض", GIVEN, ""), "consent_text"),
    ],
)
def test_without_who_when_and_which_words_nobody_comes_on(told: Told, missing: str) -> None:
    batch = take(table([REEM]), told)
    assert (batch.counts, on_the_list()) == ({"no_consent": 1}, [])
    assert [(one.address, one.column) for one in importing.problems_of(batch)] == [("r***@example.org", missing)]


HEAD = "email,language,frequency,regions,consent_at,consent_source,consent_text"


@pytest.mark.parametrize(
    ("cells", "reason", "wrong"),
    [
        (["fr", "daily", "", "2024-12-25", "معرض", "نعم"], "language", "fr"),
        (["ar", "hourly", "", "2024-12-25", "معرض", "نعم"], "frequency", "hourly"),
        (["ar", "daily", "المريخ", "2024-12-25", "معرض", "نعم"], "regions", "المريخ"),
        (["ar", "daily", "", "yesterday", "معرض", "نعم"], "consent_at", "yesterday"),
        (["ar", "daily", "", "2024-02-31", "معرض", "نعم"], "consent_at", "2024-02-31"),
        (["ar", "daily", "", "2999-01-01", "معرض", "نعم"], "consent_at", "2999-01-01"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named(cells: list[str], reason: str, wrong: str) -> None:
    batch = bring(table([REEM, *cells], head=HEAD))
    assert told_of(batch) == ({"invalid": 1}, [[2, "invalid", reason, "r***@example.org", reason, wrong]])


def test_what_is_kept_of_a_wrong_line_names_nobody() -> None:
    batch = bring(table(["reem haddad", "ar"], [REEM, "samar@example.org"], ["samar@", "ar"], head="email,language"))
    assert batch.problems == [
        [2, "invalid", "no_at", "r***", "email", ""],
        [3, "invalid", "language", "r***@example.org", "language", "s***@example.org"],
        [4, "invalid", "half", "s***@", "email", ""],
    ]


@pytest.mark.parametrize(("head", "unknown"), [("email,date", ["date"]), (" Town ,E-Mail,,الاسم", ["Town", "الاسم"])])
def test_a_column_without_a_meaning_is_named_and_nobody_is_taken_over(head: str, unknown: list[str]) -> None:
    batch = bring(table([REEM, REEM, "x", "y"], head=head))
    assert importing.unknown_columns_of(batch) == unknown
    with pytest.raises(UnknownColumns):
        importing.begin(batch, by=None)
    assert (importing.work(seconds=60), on_the_list()) == (0, [])


def test_it_is_left_out_where_somebody_says_so_and_the_log_keeps_it() -> None:
    batch = bring(table([REEM, "2020-01-01"], head="email,date"))
    assert importing.begin(batch, by=None, leave_out=True)
    importing.work(seconds=60)
    assert (on_the_list(), AuditEntry.objects.get().detail["left_out"]) == ([REEM], ["date"])


@pytest.mark.parametrize("status", ["unsubscribed", "bounced", "complained", "erased", "pending", "Unsubscribed"])
def test_who_is_gone_from_the_list_that_was_handed_out_stays_gone(status: str) -> None:
    batch = take(table([REEM, status], [SAMAR, "active"], head="email,status"))
    assert (batch.counts, on_the_list()) == ({"new": 1, "left": 1}, [SAMAR])


def test_the_line_is_the_files_own() -> None:
    raw = b'email,consent_text\n\n"a@b.example","one\ntwo"\nnobody,x\n'
    assert bring(raw).problems == [[5, "invalid", "no_at", "n***", "email", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_every_office_are_read(encoding: str, delimiter: str) -> None:
    place = make_region("حلب")
    raw = delimiter.join(["Email", "Regions"]) + "\r\n" + delimiter.join([REEM, "حَلَب"]) + "\r\n"
    take(raw.encode(encoding))
    assert list(Subscriber.objects.get().regions.all()) == [place]


@pytest.mark.parametrize(
    "raw", [b"reem@example.org\nsamar@example.org\n", b"\xef\xbb\xbfreem@example.org\r\nsamar@example.org"]
)
def test_addresses_alone_need_no_head(raw: bytes) -> None:
    take(raw)
    assert on_the_list() == [REEM, SAMAR]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not_text"),
        (b" \n\n", "not_text"),
        (b"\x89PNG\r\n\x00\x00", "not_text"),
        (b"name,town\nReem,Aleppo\n", "no_email_column"),
        (b"reem@example.org,2024-12-25\n", "no_names"),
        (b"email,address\nreem@example.org,Aleppo\n", "column_twice"),
        (b'email\n"' + b"x" * 200_000, "not_a_table"),
        (b"x" * (list_files.MAX_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_list_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(BadFile) as refused:
        bring(raw)
    assert (refused.value.code, Import.objects.count()) == (code, 0)


@pytest.mark.parametrize(
    ("typed", "day"), [("2024-12-25", 25), ("٢٠٢٤-١٢-٢٥", 25), ("25/12/2024", 25), ("2024-12-25T22:30:00+00:00", 26)]
)
def test_a_day_is_that_of_the_newsroom(typed: str, day: int) -> None:
    take(table([REEM, typed, "معرض", "نعم"], head="email,consent_at,consent_source,consent_text"))
    given = Subscriber.objects.get().confirmed_at
    assert given and clock.local(given).day == day


# --- taking over -------------------------------------------------------------------------------------------------


def test_whoever_is_new_comes_on_the_list_with_the_proof_and_gets_no_letter() -> None:
    place = make_region("حلب")
    batch = take(table(["Reem@Example.org", "en", "weekly", "حلب", "2024-11-01", "استمارة", "نعم"], head=HEAD))
    reader, event = Subscriber.objects.get(), ConsentEvent.objects.get()
    assert (reader.email, reader.language, reader.rhythm, reader.status) == (
        "Reem@Example.org",
        "en",
        Rhythm.WEEKLY,
        "active",
    )
    assert (reader.email_hash, reader.source, list(reader.regions.all())) == (
        tokens.email_hash(REEM),
        "استمارة",
        [place],
    )
    assert (event.kind, event.page, event.text_shown, event.batch) == ("imported", "استمارة", "نعم", batch)
    assert event.given_at == reader.confirmed_at
    assert Delivery.objects.count() == 0


def test_a_list_that_is_done_holds_no_address_any_more() -> None:
    batch = take(table([REEM]))
    assert (batch.state, batch.content, batch.added) == (ImportState.DONE, "", 1)


@pytest.mark.parametrize("status", [Status.UNSUBSCRIBED, Status.BOUNCED, Status.COMPLAINED, Status.PENDING])
def test_nobody_is_brought_back_or_confirmed_by_a_list(status: Status) -> None:
    make_subscriber(REEM, status=status)
    take(table([REEM]))
    assert Subscriber.objects.get().status == status


@pytest.mark.parametrize("reason", list(SuppressionReason))
def test_nobody_who_is_suppressed_comes_on_by_a_list(reason: SuppressionReason) -> None:
    make_suppression(REEM, reason)
    take(table([REEM]))
    assert Subscriber.objects.count() == 0


def test_who_is_suppressed_after_the_look_does_not_come_on() -> None:
    batch = bring(table([REEM], [SAMAR]))
    make_suppression(REEM)
    importing.begin(batch, by=None)
    tasks.take_over()
    assert on_the_list() == [SAMAR]


def test_a_readers_own_choice_is_kept() -> None:
    make_subscriber(REEM, language="ar")
    take(table([REEM, "en"], head="email,language"))
    assert Subscriber.objects.get().language == "ar"


def test_a_list_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    batch = bring(table(*([f"r{number}@example.org"] for number in range(10))))
    importing.begin(batch, by=None)
    broken_off = importing.take_over(Import.objects.get())
    assert [next(broken_off), next(broken_off)] == [3, 3]
    broken_off.close()
    assert importing.work(seconds=60) == 4
    batch.refresh_from_db()
    assert (len(on_the_list()), batch.added, batch.state, ConsentEvent.objects.count()) == (10, 10, "done", 10)


def test_two_who_work_on_one_list_take_no_row_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    importing.begin(bring(table(*([f"r{number}@example.org"] for number in range(10)))), by=None)
    first, second = (importing.take_over(Import.objects.get()) for _ in range(2))
    assert next(first) == 3
    assert list(second) == []
    assert list(first) == [3, 3, 1]


def test_the_same_file_brought_again_while_it_runs_is_the_same_list() -> None:
    first = bring(table([REEM]))
    importing.begin(first, by=None)
    assert bring(table([REEM])).pk == first.pk


def test_a_tick_wakes_a_worker_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr("newsroom.bell.ring", lambda task, *ids: rung.append(task))
    importing.begin(bring(table([REEM])), by=None)
    tasks.tick()
    assert "newsletter.tasks.take_over" in rung


def test_the_log_says_who_took_which_list_over() -> None:
    importing.begin(bring(table([REEM])), by=None)
    entry = AuditEntry.objects.get()
    detail = {"file": "list.csv", "rows": 1, "counts": {"new": 1}, "left_out": []}
    assert (entry.action, entry.detail) == ("import_subscribers", detail)


def test_a_list_that_was_dropped_is_not_taken_over() -> None:
    batch = bring(table([REEM]))
    assert (importing.drop(batch), importing.begin(batch, by=None), importing.work(seconds=60)) == (True, False, 0)
    assert Import.objects.get().content == ""


def test_a_list_that_nobody_takes_over_is_forgotten_after_a_week() -> None:
    bring(table([REEM]))
    tasks.tidy()
    assert Import.objects.get().state == ImportState.CHECKED
    with clock.held_at(clock.now() + timedelta(days=8)):
        tasks.tidy()
    assert (Import.objects.get().state, Import.objects.get().content) == (ImportState.DROPPED, "")


# --- handing out ---------------------------------------------------------------------------------------------------


def test_what_is_handed_out_and_taken_in_again_changes_nothing() -> None:
    make_region("حلب")
    take(table([REEM, "en", "weekly", "حلب", "2024-11-01", "=استمارة", "-نعم"], [SAMAR], head=HEAD))
    out = "".join(handing_out.lines())
    again = take(out.encode())
    assert again.counts == {"known": 2}
    assert "".join(handing_out.lines()) == out


def test_what_is_handed_out_makes_the_same_list_elsewhere() -> None:
    make_region("حلب")
    take(table([REEM, "en", "weekly", "حلب", "2024-11-01", "=استمارة", "-نعم"], head=HEAD))
    out = "".join(handing_out.lines())
    ConsentEvent.objects.all().delete()
    Subscriber.objects.all().delete()
    take(out.encode(), Told("ar"))
    assert "".join(handing_out.lines()) == out


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_that_is_handed_out_is_a_formula(first: str) -> None:
    take(table([REEM]), Told("ar", "معرض", GIVEN, f"{first}HYPERLINK(0)"))
    [_head, row] = csv.reader(io.StringIO("".join(handing_out.lines()), newline=""))
    assert row[6] == f"'{first}HYPERLINK(0)"


def test_an_address_that_begins_like_a_formula_comes_back_as_it_was() -> None:
    take(table(["'=cmd@example.org"]))
    assert on_the_list() == ["=cmd@example.org"]
    assert "".join(handing_out.lines()).splitlines()[1].startswith("'=cmd@example.org,")


# --- commands -------------------------------------------------------------------------------------------------------


def run(*args: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


SAID = {"consent_by": "معرض الكتاب", "consent_at": "2024-12-25", "consent_text": "نعم"}


def test_the_command_tells_each_line_and_how_far_it_is(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table([REEM], ["nobody"]))
    said = run("import_subscribers", str(file), **SAID)
    assert said.splitlines() == [
        "line 3: n***, invalid, email, This is not an e-mail address. Example: name@example.org",
        "2 rows: 1 new, 1 invalid",
        "2 of 2 rows, 1 taken over",
        "Done.",
    ]
    assert on_the_list() == [REEM]


def test_a_dry_run_takes_nobody_over(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table([REEM]))
    said = run("import_subscribers", str(file), dry_run=True, **SAID)
    assert (said.splitlines()[-1], on_the_list()) == ("Nothing was taken over.", [])
    assert Import.objects.get().content == ""


def test_the_command_names_a_column_without_a_meaning_before_it_takes_anybody(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table([REEM, "2020-01-01"], head="email,date"))
    assert run("import_subscribers", str(file), dry_run=True, **SAID).splitlines()[0].endswith(": date")
    with pytest.raises(CommandError, match="date"):
        run("import_subscribers", str(file), **SAID)
    assert on_the_list() == []
    run("import_subscribers", str(file), leave_out=True, **SAID)
    assert on_the_list() == [REEM]


def test_a_dry_run_stops_no_list_that_is_being_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table([REEM]))
    told = Told("ar", SAID["consent_by"], importing._moment(SAID["consent_at"]), SAID["consent_text"])
    importing.begin(importing.bring("list.csv", file.read_bytes(), told, by=None), by=None)
    run("import_subscribers", str(file), dry_run=True, **SAID)
    assert Import.objects.get().state == ImportState.RUNNING


@pytest.mark.parametrize("more", [{"consent_at": "yesterday"}, {}])
def test_the_command_refuses_what_is_no_list(tmp_path: Path, more: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        run("import_subscribers", str(tmp_path / "none.csv"), **SAID | more)


def test_the_list_is_handed_out_and_the_log_says_so() -> None:
    make_subscriber(REEM)
    make_subscriber(SAMAR, status=Status.UNSUBSCRIBED)
    rows = list(csv.DictReader(io.StringIO(run("export_subscribers").removeprefix("\ufeff"))))
    assert ([row["email"] for row in rows], AuditEntry.objects.get().action) == ([REEM], "export_subscribers")
