"""A reader's own page: what they choose is kept, proven, and honoured by the next issue."""

import base64
import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from pytest_django import Settings

from newsletter import digests, inbound, letters, limits, personal, preferences, sending, subscriptions, tasks, tokens
from newsletter.emails import SETTINGS_SLOT, SLOT
from newsletter.models import (
    ConsentEvent,
    ConsentKind,
    Delivery,
    DeliveryState,
    Digest,
    Kind,
    Rhythm,
    SignupAttempt,
    Status,
    Subscriber,
    Suppression,
    SuppressionReason,
)
from newsletter.preferences import Choices
from newsletter.subscriptions import Act, LinkUnknown, LinkUsed
from newsroom import clock
from tests.factories import (
    make_article,
    make_issue,
    make_plan,
    make_publication,
    make_region,
    make_subscriber,
    make_suppression,
)
from tests.newsletter import returned_mail

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
REEM, SAMAR = "reem@example.org", "samar@example.net"
ACT = Act(language="ar", page="/ar/p/", text_shown="أبقِ هذا", ip="192.0.2.7", browser="Firefox")


def url(subscriber: Subscriber, language: str = "ar") -> str:
    return f"/{language}/p/{preferences.token_of(subscriber)}"


def token(subscriber: Subscriber) -> str:
    subscriber.refresh_from_db()
    return preferences.token_of(subscriber)


def consents() -> list[str]:
    return list(ConsentEvent.objects.values_list("kind", flat=True))


def audience(language: str = "ar", rhythm: str = "daily") -> list[str]:
    return list(Subscriber.objects.audience(language, rhythm).values_list("email", flat=True))


CHOICE = {"do": "save", "language": "ar", "rhythm": "daily"}


# --- the page ----------------------------------------------------------------------------------------------


class TestThePage:
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_it_opens_by_its_link_and_shows_the_address_masked(self, client: Client, language: str) -> None:
        response = client.get(url(make_subscriber(REEM), language))
        page = response.content.decode()
        assert (response.status_code, page.count(REEM), page.count("r***@example.org")) == (200, 0, 1)

    def test_it_sets_no_cookie_and_keeps_its_address_in_the_house(self, client: Client) -> None:
        response = client.get(url(make_subscriber(REEM)))
        assert (dict(client.cookies), response.headers["Referrer-Policy"]) == ({}, "same-origin")

    def test_no_token_of_a_session_is_asked_for(self) -> None:
        answer = Client(enforce_csrf_checks=True).post(url(make_subscriber(REEM)), CHOICE)
        assert answer.status_code == 303

    def test_what_it_is_told_stands_in_it_again(self, client: Client) -> None:
        reader, place = make_subscriber(REEM), make_region("حلب")
        client.post(url(reader), CHOICE | {"language": "en", "regions": [place.pk], "text_only": "on"})
        assert preferences.choices_of(reader).regions == {place.pk}
        page = client.get(url(Subscriber.objects.get())).content.decode()
        assert re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', page) == [
            ("language", "en"),
            ("rhythm", "daily"),
            ("regions", str(place.pk)),
        ]

    def test_the_proof_holds_the_words_of_the_page_with_what_was_chosen(self, client: Client) -> None:
        place = make_region("حلب")
        client.post(url(make_subscriber(REEM)), CHOICE | {"regions": [place.pk]})
        event = ConsentEvent.objects.get()
        assert (event.kind, event.page) == (ConsentKind.CHANGED, "/ar/p/")
        assert event.text_shown.splitlines()[-1].endswith(": حلب")

    def test_what_stays_as_it_was_is_no_event(self, client: Client) -> None:
        client.post(url(make_subscriber(REEM)), CHOICE)
        assert consents() == []

    @pytest.mark.parametrize(
        "wrong",
        [{"language": "fr"}, {"language": ""}, {"rhythm": "hourly"}, {"rhythm": "weekly"}, {"regions": ["9999"]}],
    )
    def test_what_there_is_not_is_refused_at_its_field(self, client: Client, wrong: dict[str, object]) -> None:
        make_region("حلب")
        response = client.post(url(make_subscriber(REEM)), CHOICE | wrong)
        page = response.content.decode()
        assert (response.status_code, page.count('class="problem"'), consents()) == (422, 1, [])
        assert page.count('<fieldset class="wrong">') == 1

    @pytest.mark.parametrize("do", ["", "x", "leave\0", "SAVE"])
    def test_an_unknown_button_does_nothing(self, client: Client, do: str) -> None:
        assert (client.post(url(make_subscriber(REEM)), {"do": do}).status_code, consents()) == (400, [])

    @pytest.mark.parametrize("status", [Status.PENDING, Status.UNSUBSCRIBED, Status.BOUNCED, Status.COMPLAINED])
    def test_who_is_not_on_the_list_has_no_page(self, client: Client, status: Status) -> None:
        assert client.get(url(make_subscriber(REEM, status=status))).status_code == 410

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_other_methods_are_refused(self, client: Client, method: str) -> None:
        assert getattr(client, method)(url(make_subscriber(REEM))).status_code == 405

    def test_a_link_that_was_made_void_opens_nothing(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        answer = client.post(url(reader), {"do": "void_links"})
        assert client.get(url(reader)).status_code == 410
        assert client.get(answer.headers["Location"]).status_code == 200

    def test_the_link_to_leave_outlives_it(self) -> None:
        reader = make_subscriber(REEM)
        preferences.void_links(token(reader))
        subscriptions.unsubscribe(tokens.unsubscribe_token(reader.pk, 0), ACT)
        assert Subscriber.objects.get().status == Status.UNSUBSCRIBED


# --- how often, from where, in what form --------------------------------------------------------------------


class TestHowOften:
    def test_a_weekly_reader_gets_the_weekly_issue_only(self) -> None:
        digests.make_plan("ar", rhythm=Rhythm.WEEKLY)
        reader = make_subscriber(REEM)
        preferences.save(token(reader), Choices("ar", Rhythm.WEEKLY, frozenset(), text_only=False), ACT)
        assert (audience("ar", "daily"), audience("ar", "weekly")) == ([], [REEM])

    def test_only_what_somebody_makes_is_offered(self) -> None:
        assert preferences.rhythms("ar") == ["daily"]
        digests.make_plan("ar", rhythm=Rhythm.WEEKLY)
        digests.make_plan("ar")
        assert (preferences.rhythms("ar"), preferences.rhythms("en")) == (["daily", "weekly"], ["daily"])

    def test_the_weekly_plan_goes_out_on_its_day(self) -> None:
        with clock.held_at(NOON):  # a Wednesday
            plan = digests.make_plan("ar", rhythm=Rhythm.WEEKLY)
        assert clock.local(plan.next_run_at).strftime("%A %H:%M") == "Friday 07:00"

    def test_a_week_of_stories_stands_in_it(self) -> None:
        plan = digests.make_plan("ar", rhythm=Rhythm.WEEKLY)
        for days in (6, 3, 1):
            with clock.held_at(clock.now() - timedelta(days=days)):
                make_publication(make_article(f"قبل {days}"))
        make_subscriber("daily@example.org")
        weekly = make_subscriber(REEM)
        Subscriber.objects.filter(pk=weekly.pk).update(rhythm=Rhythm.WEEKLY)
        digest = digests.send(digests.draft(plan), by=None)
        assert (digest.items.count(), list(digest.deliveries.values_list("address", flat=True))) == (3, [REEM])


class TestPlaces:
    def test_who_chose_a_place_gets_the_issues_with_news_from_it_or_within(self) -> None:
        country, other = make_region("سوريا"), make_region("لبنان")
        city = make_region("حلب", parent=country)
        for reader, place in ((REEM, country), (SAMAR, other), ("huda@example.org", city)):
            preferences.save(
                token(make_subscriber(reader)), Choices("ar", "daily", frozenset({place.pk}), text_only=False), ACT
            )
        make_subscriber("all@example.org")
        make_publication(make_article("حصاد", regions=[city]))
        digest = digests.send(digests.draft(make_plan()), by=None)
        found = set(digest.deliveries.values_list("address", flat=True))
        assert found == {REEM, "huda@example.org", "all@example.org"}

    def test_an_issue_without_a_place_goes_to_those_who_chose_none(self) -> None:
        reader = make_subscriber(REEM)
        make_subscriber(SAMAR)
        preferences.save(
            token(reader), Choices("ar", "daily", frozenset({make_region("حلب").pk}), text_only=False), ACT
        )
        assert list(make_issue().deliveries.values_list("address", flat=True)) == [SAMAR]


class TestWordsAlone:
    def test_the_mail_has_no_html_part(self, settings: Settings, tmp_path: Path) -> None:
        settings.EMAIL_FILE_PATH = str(tmp_path)
        reader = make_subscriber(REEM)
        make_subscriber(SAMAR)
        preferences.save(token(reader), Choices("ar", "daily", frozenset(), text_only=True), ACT)
        make_issue()
        sending.drain()
        mails = [message_from_bytes(path.read_bytes()) for path in tmp_path.glob("*.eml")]
        kinds = {mail["To"]: [part.get_content_type() for part in mail.walk()] for mail in mails}
        assert kinds == {REEM: ["text/plain"], SAMAR: ["multipart/alternative", "text/plain", "text/html"]}
        [own] = [mail for mail in mails if mail["To"] == REEM]
        text = base64.b64decode(str(own.get_payload())).decode()
        assert (
            text.count(token(reader)) == text.count(tokens.unsubscribe_token(reader.pk, Digest.objects.get().pk)) == 1
        )
        assert text.count(SLOT) + text.count(SETTINGS_SLOT) == 0


# --- a pause ------------------------------------------------------------------------------------------------


class TestAPause:
    def test_nothing_is_sent_and_it_ends_after_thirty_days(self) -> None:
        with clock.held_at(NOON):
            reader = make_subscriber(REEM)
            preferences.pause(token(reader), ACT)
            assert audience() == []
        with clock.held_at(NOON + timedelta(days=30) - timedelta(seconds=1)):
            tasks.tick()
            assert audience() == []
        with clock.held_at(NOON + timedelta(days=30)):
            tasks.tick()
            assert audience() == [REEM]
        assert consents() == [ConsentKind.PAUSED, ConsentKind.RESUMED]

    def test_the_reader_may_come_back_earlier(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        client.post(url(reader), {"do": "pause"})
        client.post(url(reader), {"do": "resume"})
        assert (audience(), consents()) == ([REEM], [ConsentKind.PAUSED, ConsentKind.RESUMED])

    def test_coming_back_without_a_pause_is_no_event(self) -> None:
        preferences.resume(token(make_subscriber(REEM)), ACT)
        assert consents() == []

    def test_the_page_says_until_when(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        with clock.held_at(NOON):
            client.post(url(reader), {"do": "pause"})
            page = client.get(url(reader)).content.decode()
        assert page.count('datetime="2026-12-25') == 1

    def test_who_leaves_in_a_pause_stays_away(self) -> None:
        with clock.held_at(NOON):
            reader = make_subscriber(REEM)
            preferences.pause(token(reader), ACT)
            subscriptions.unsubscribe(tokens.unsubscribe_token(reader.pk, 0), ACT)
        with clock.held_at(NOON + timedelta(days=31)):
            assert (preferences.resume_due(), audience()) == (0, [])


# --- another address ----------------------------------------------------------------------------------------


def ask_to_move(reader: Subscriber, typed: str = SAMAR) -> None:
    preferences.ask_to_move(token(reader), typed, ACT)


def move_token(reader: Subscriber, address: str = SAMAR) -> str:
    return tokens.move_token(reader.pk, reader.token_version, address)


def move(reader: Subscriber) -> Subscriber:
    reader.refresh_from_db()
    return preferences.move(move_token(reader), ACT)


def queued() -> list[tuple[str, str]]:
    return list(Delivery.objects.order_by("pk").values_list("kind", "address"))


class TestAnotherAddress:
    def test_the_new_one_gets_a_letter_and_nothing_moves_yet(self) -> None:
        reader = make_subscriber(REEM)
        ask_to_move(reader)
        assert (queued(), audience()) == ([(Kind.MOVE, SAMAR)], [REEM])

    def test_its_button_moves_and_the_old_one_gets_word(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        ask_to_move(reader, "Samar@Example.NET")
        reader.refresh_from_db()
        link = f"/ar/m/{move_token(reader)}"
        page = client.get(link).content.decode()
        assert (audience(), page.count("s***"), page.count(SAMAR)) == ([REEM], 0, 0)
        assert client.post(link).status_code == 200
        row = Subscriber.objects.get()
        assert (row.email, row.email_norm, row.email_hash) == ("Samar@Example.NET", SAMAR, tokens.email_hash(SAMAR))
        assert queued()[1:] == [(Kind.MOVED, REEM)]
        assert set(ConsentEvent.objects.filter(kind=ConsentKind.MOVED).values_list("email_hash", flat=True)) == {
            tokens.email_hash(REEM),
            tokens.email_hash(SAMAR),
        }

    def test_both_letters_go_out(self, settings: Settings, tmp_path: Path) -> None:
        settings.EMAIL_FILE_PATH = str(tmp_path)
        reader = make_subscriber(REEM)
        ask_to_move(reader)
        sending.drain()
        move(reader)
        sending.drain()
        assert list(Delivery.objects.values_list("state", flat=True)) == [DeliveryState.SENT] * 2

    def test_the_link_is_good_once(self) -> None:
        reader = make_subscriber(REEM)
        ask_to_move(reader)
        old = move_token(reader)
        preferences.move(old, ACT)
        with pytest.raises(LinkUsed):
            preferences.move(old, ACT)

    def test_a_letter_to_one_address_does_not_confirm_another(self) -> None:
        reader = make_subscriber(REEM)
        ask_to_move(reader, "own@example.com")
        link = move_token(reader, "own@example.com")
        ask_to_move(reader, SAMAR)
        with pytest.raises(LinkUnknown):
            preferences.move(link, ACT)
        assert audience() == [REEM]

    def test_a_letter_that_goes_out_late_confirms_where_it_goes(self, settings: Settings, tmp_path: Path) -> None:
        settings.EMAIL_FILE_PATH = str(tmp_path)
        reader = make_subscriber(REEM)
        ask_to_move(reader, "own@example.com")
        ask_to_move(reader, SAMAR)
        sending.drain()
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in tmp_path.glob("*.eml")]
        (body,) = [mail.get_body(("plain",)) for mail in mails if mail["To"] == "own@example.com"]
        assert body is not None
        late = body.get_content()
        assert (move_token(reader, "own@example.com") in late, move_token(reader) in late) == (True, False)

    def test_the_links_of_the_old_address_open_nothing_any_more(self) -> None:
        reader = make_subscriber(REEM)
        before = token(reader)
        ask_to_move(reader)
        move(reader)
        with pytest.raises(LinkUsed):
            preferences.find(before)

    def test_after_three_days_it_is_old(self) -> None:
        reader = make_subscriber(REEM)
        ask_to_move(reader)
        link = move_token(reader)
        with clock.held_at(clock.now() + timedelta(hours=74)), pytest.raises(LinkUsed):
            preferences.find_move(link)

    @pytest.mark.parametrize("status", [Status.ACTIVE, Status.UNSUBSCRIBED, Status.PENDING, Status.BOUNCED])
    def test_an_address_that_is_known_goes_on_with_the_readers_choices(self, status: Status) -> None:
        known = make_subscriber(SAMAR, status=status, language="en")
        make_suppression(SAMAR, SuppressionReason.HARD_BOUNCE)
        reader = make_subscriber(REEM)
        preferences.save(token(reader), Choices("ar", "daily", frozenset(), text_only=True), ACT)
        ask_to_move(reader)
        move(reader)
        known.refresh_from_db()
        assert (audience(), known.text_only) == ([SAMAR], True)
        assert Subscriber.objects.get(email=REEM).status == Status.UNSUBSCRIBED

    @pytest.mark.parametrize("status", [None, *Status])
    def test_the_answer_is_the_same_whatever_is_known(self, client: Client, status: Status | None) -> None:
        if status:
            make_subscriber(SAMAR, status=status)
        reader = make_subscriber(REEM)
        answer = client.post(url(reader), {"do": "move", "email": SAMAR})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{url(reader)}?done=moving")
        assert queued() == [(Kind.MOVE, SAMAR)]

    def test_a_bad_one_is_refused_at_its_field(self, client: Client) -> None:
        answer = client.post(url(make_subscriber(REEM)), {"do": "move", "email": "samar@localhost"})
        page = answer.content.decode()
        assert (answer.status_code, page.count('id="moving-problem"'), page.count('value="samar@localhost"')) == (
            422,
            1,
            1,
        )

    @pytest.mark.parametrize("typed", [REEM, " REEM@Example.org", "postmaster@example.org"])
    def test_the_readers_own_and_one_of_a_machine_are_refused_at_the_field(self, client: Client, typed: str) -> None:
        answer = client.post(url(make_subscriber(REEM)), {"do": "move", "email": typed})
        assert (answer.status_code, answer.content.decode().count('id="moving-problem"'), queued()) == (422, 1, [])

    def test_the_newsrooms_no_means_no_letter(self) -> None:
        make_suppression(SAMAR)
        ask_to_move(make_subscriber(REEM))
        assert queued() == []

    def test_the_limits_of_sign_ups_hold(self) -> None:
        reader = make_subscriber(REEM)
        for _ in range(10):
            ask_to_move(reader)
        assert len(queued()) == 1
        assert SignupAttempt.objects.count() == limits.PER_IP[0][1]


# --- leaving, and taking it back -----------------------------------------------------------------------------


class TestTakingItBack:
    @staticmethod
    def leave_url(reader: Subscriber) -> str:
        return f"/ar/u/{tokens.unsubscribe_token(reader.pk, 0)}"

    def test_within_the_hour_a_button_brings_the_reader_back(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        page = client.post(self.leave_url(reader), {"leave": "yes"}).content.decode()
        assert (page.count('name="undo"'), audience()) == (1, [])
        client.post(self.leave_url(reader), {"undo": "yes"})
        assert (audience(), consents()) == ([REEM], [ConsentKind.UNSUBSCRIBED, ConsentKind.RESUBSCRIBED])

    def test_from_the_own_page_too(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        page = client.post(url(reader), {"do": "leave"}).content.decode()
        [action] = re.findall(r'<form method="post" action="([^"]+)">\s*<p>', page)
        client.post(action, {"undo": "yes"})
        assert audience() == [REEM]

    def test_after_an_hour_only_the_box_does(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        client.post(self.leave_url(reader), {"leave": "yes"})
        with clock.held_at(clock.now() + timedelta(minutes=61)):
            assert client.get(self.leave_url(reader)).content.decode().count('name="undo"') == 0
            assert client.post(self.leave_url(reader), {"undo": "yes"}).status_code == 410
        assert audience() == []

    def test_who_only_waited_to_be_confirmed_is_not_put_on_the_list_by_it(self) -> None:
        reader = make_subscriber(REEM, status=Status.PENDING)
        leave = tokens.unsubscribe_token(reader.pk, 0)
        subscriptions.unsubscribe(leave, ACT)
        assert (subscriptions.come_back(leave, ACT), audience()) == (False, [])

    @pytest.mark.parametrize("status", [Status.BOUNCED, Status.COMPLAINED, Status.UNSUBSCRIBED, Status.ERASED])
    def test_who_is_off_the_list_by_whatever_way_has_left(self, client: Client, status: Status) -> None:
        reader = make_subscriber(REEM, status=status)
        answer = client.post(self.leave_url(reader), {"leave": "yes"})
        assert (answer.status_code, answer.content.decode().count('name="leave"')) == (200, 0)

    def test_who_complained_meanwhile_is_not(self) -> None:
        reader = make_subscriber(REEM)
        leave = tokens.unsubscribe_token(reader.pk, 0)
        subscriptions.unsubscribe(leave, ACT)
        make_suppression(REEM, SuppressionReason.COMPLAINT)
        assert (subscriptions.come_back(leave, ACT), audience()) == (False, [])

    def test_who_has_left_signs_up_and_confirms_anew(self) -> None:
        reader = make_subscriber(REEM)
        subscriptions.unsubscribe(tokens.unsubscribe_token(reader.pk, 0), ACT)
        subscriptions.request(REEM, ACT)
        assert (audience(), queued()) == ([], [(Kind.CONFIRM, REEM)])
        reader.refresh_from_db()
        subscriptions.confirm(tokens.confirm_token(reader.pk, reader.token_version), ACT)
        assert audience() == [REEM]


# --- what we hold ---------------------------------------------------------------------------------------------


def dump() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        rows = []
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608  names of our own tables
            rows += [repr(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def somebody(folder: Path, settings: Settings) -> Subscriber:
    """A reader with all that a reader may have: an issue that was sent, one that waits, choices, a move in the air,
    a mail that came back, and a message of somebody else that names them.
    """
    settings.EMAIL_FILE_PATH = str(folder)
    subscriptions.request("Reem@مثال.إختبار", ACT)
    sending.drain()
    reader = Subscriber.objects.get()
    subscriptions.confirm(tokens.confirm_token(reader.pk, reader.token_version), ACT)
    preferences.save(token(reader), Choices("ar", "daily", frozenset({make_region("حلب").pk}), text_only=True), ACT)
    reader.refresh_from_db()
    reader.regions.clear()
    make_issue()
    sending.drain()
    ask_to_move(reader, "reem@new.example.org")
    Delivery.objects.filter(kind=Kind.DIGEST).update(smtp_reply="250 reem@xn--mgbh0fb.xn--kgbechtv ok")
    inbound.receive(returned_mail.report_on(Delivery.objects.get(kind=Kind.DIGEST), returned_mail.FULL, status="4.2.2"))
    inbound.receive(returned_mail.ordinary(words="reem@xn--mgbh0fb.xn--kgbechtv"))
    return Subscriber.objects.get()


class TestWhatWeHold:
    def test_the_file_holds_every_consent_with_its_words_and_every_mail(
        self, client: Client, settings: Settings, tmp_path: Path
    ) -> None:
        reader = somebody(tmp_path, settings)
        answer = client.post(url(reader), {"do": "json"})
        held = json.loads(answer.content)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="newsletter.json"'
        assert [event["kind"] for event in held["consent"]] == ["requested", "confirmed", "changed"]
        assert {event["text_shown"] for event in held["consent"]} == {ACT.text_shown}
        assert [mail["kind"] for mail in held["mails"]] == ["confirm", "digest", "move"]
        assert [(told["kind"], told["verdict"]) for told in held["answers"]] == [("bounce", "full")]
        assert (held["address"], held["text_only"]) == ("Reem@مثال.إختبار", True)

    def test_the_table_holds_a_line_for_each(self, client: Client, settings: Settings, tmp_path: Path) -> None:
        reader = somebody(tmp_path, settings)
        text = client.post(url(reader), {"do": "csv"}).content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert [row[0] for row in rows].count("consent") == 3
        assert [row[0] for row in rows].count("mail") == 3
        assert [row[0] for row in rows].count("answer") == 1

    @pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
    def test_no_cell_is_a_formula(self, first: str) -> None:
        reader = make_subscriber(REEM)
        subscriptions.record(reader, ConsentKind.CHANGED, Act(language="ar", text_shown=f"{first}cmd|'/c calc'!A1"))
        [row] = [row for row in csv.reader(io.StringIO(personal.as_csv(reader))) if row[0] == "consent"]
        assert row[5] == f"'{first}cmd|'/c calc'!A1"

    def test_looking_hands_nothing_out(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        assert client.get(url(reader) + "?do=json").headers["Content-Type"].startswith("text/html")


class TestErasing:
    def test_its_button_looks_like_no_other_and_stands_apart_from_the_one_to_leave(self, client: Client) -> None:
        page = client.get(url(make_subscriber(REEM))).content.decode()
        assert re.findall(r'<button class="(\w+)" name="do" value="(leave|erase)"', page) == [
            ("button", "leave"),
            ("danger", "erase"),
        ]
        assert page[page.index('value="leave"') : page.index('value="erase"')].count("<section") == 1

    def test_it_asks_first(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        client.post(url(reader), {"do": "erase"})
        assert Subscriber.objects.get().email == REEM

    @pytest.mark.django_db(transaction=True)
    def test_nothing_that_names_the_reader_is_left(self, client: Client, settings: Settings, tmp_path: Path) -> None:
        reader = somebody(tmp_path, settings)
        names = ("reem@", "xn--mgbh0fb", "مثال.إختبار", "192.0.2.7", "firefox")
        before = dump().lower()
        assert [name in before for name in names] == [True] * 5
        assert len(list(tmp_path.glob("*.eml"))) == 2
        client.post(url(reader), {"do": "erase", "sure": "yes"})
        after = dump().lower()
        assert [name for name in names if name in after] == []
        assert list(tmp_path.glob("*.eml")) == []

    def test_figures_proof_and_the_no_stay(self) -> None:
        reader = make_subscriber(REEM)
        make_issue()
        personal.erase(reader, ACT)
        event = ConsentEvent.objects.get()
        assert (event.kind, event.email_hash, event.subscriber, event.ip) == (
            ConsentKind.ERASED,
            tokens.email_hash(REEM),
            None,
            "",
        )
        assert list(Suppression.objects.values_list("email_hash", "reason")) == [(tokens.email_hash(REEM), "erased")]
        assert list(Delivery.objects.values_list("state", "address")) == [(DeliveryState.SKIPPED, "")]

    def test_a_second_time_there_is_nothing_to_do(self) -> None:
        reader = make_subscriber(REEM)
        assert [personal.erase(reader, ACT), personal.erase(reader, ACT)] == [True, False]
        assert consents() == [ConsentKind.ERASED]

    def test_the_newsrooms_own_no_is_not_weakened_by_it(self) -> None:
        make_suppression(REEM)
        personal.erase(make_subscriber(REEM), ACT)
        assert Suppression.objects.get().reason == SuppressionReason.MANUAL

    def test_a_backup_that_brings_the_row_back_brings_no_mail_back(self) -> None:
        personal.erase(make_subscriber(REEM), ACT)
        make_subscriber(REEM)  # as a restored table would have it
        assert audience() == []

    def test_its_owner_may_come_back_by_confirming(self) -> None:
        personal.erase(make_subscriber(REEM), ACT)
        subscriptions.request(REEM, ACT)
        reader = Subscriber.objects.get(email_norm=REEM)
        subscriptions.confirm(tokens.confirm_token(reader.pk, reader.token_version), ACT)
        assert audience() == [REEM]

    def test_the_links_of_an_erased_reader_are_no_longer_good(self) -> None:
        reader = make_subscriber(REEM)
        link = token(reader)
        personal.erase(reader, ACT)
        with pytest.raises(LinkUsed):
            preferences.find(link)

    def test_what_they_chose_goes_and_the_proof_stays(self) -> None:
        reader = make_subscriber(REEM)
        for kind in ConsentKind:
            ConsentEvent.objects.create(subscriber=reader, email_hash=reader.email_hash, kind=kind, language="ar")
        personal.erase(reader, ACT)
        left = ConsentEvent.objects.filter(email_hash=reader.email_hash)
        assert set(left.values_list("kind", flat=True)) == {
            *("requested", "confirmed", "imported", "unsubscribed", "resubscribed", "erased")
        }
        assert not left.exclude(subscriber=None, ip="", browser="").exists()


# --- looking ---------------------------------------------------------------------------------------------------


SCANNERS = ("SafeLinks/1.0", "Mozilla/5.0 (compatible; Barracuda Sentinel (EE))", "GoogleImageProxy")


def test_fetching_every_link_of_every_mail_thrice_changes_no_row(client: Client) -> None:
    reader, waiting = make_subscriber(REEM), make_subscriber("huda@example.org", status=Status.PENDING)
    issue = make_issue(more=["الطريق إلى تل الرمّان"])
    ask_to_move(reader)
    texts = [letters.issue_words(issue).html, letters.issue_words(issue).text]
    for kind, of in ((Kind.CONFIRM, waiting), (Kind.ALREADY, reader), (Kind.MOVE, reader), (Kind.MOVED, reader)):
        words = letters._letter_words(Delivery(kind=kind, subscriber=of, language="ar"))
        texts += [words.html, words.text]
    whole = "".join(texts).replace(SLOT, tokens.unsubscribe_token(reader.pk, issue.pk))
    whole = whole.replace(SETTINGS_SLOT, token(reader))
    links = sorted(set(re.findall(r'http://testserver(/[^\s"<>]*)', whole)))
    assert {link[:6] for link in links} >= {"/ar/u/", "/ar/p/", "/ar/c/", "/ar/m/"}
    before = dump()
    for scanner in SCANNERS:
        for link in links:
            client.get(link, headers={"User-Agent": scanner})
            client.head(link, headers={"User-Agent": scanner})
    assert dump() == before
