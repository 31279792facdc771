"""The verbs: asked for, confirmed, left, tidied up; what is written, what is mailed, and how often."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from newsletter import digests, subscriptions, tokens
from newsletter.addresses import BadAddress
from newsletter.models import (
    ConsentEvent,
    Delivery,
    DeliveryState,
    Digest,
    Kind,
    SignupAttempt,
    Status,
    Subscriber,
    Suppression,
)
from newsletter.models.subscribers import SuppressionReason
from newsletter.subscriptions import Act, LinkUnknown, LinkUsed
from newsroom import clock
from tests.factories import make_digest, make_subscriber, make_suppression

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2024, 12, 25, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
REEM = "reem@example.org"
OFF_THE_LIST = [Status.UNSUBSCRIBED, Status.BOUNCED, Status.COMPLAINED]
LIFTED_BY_THE_READER = [SuppressionReason.COMPLAINT, SuppressionReason.HARD_BOUNCE, SuppressionReason.ERASED]


def ask(
    email: str = REEM,
    *,
    language: str = "ar",
    ip: str = "",
    page: str = "/ar/",
    shown: str = "اشترك",
    browser: str = "",
) -> None:
    subscriptions.request(email, Act(language=language, page=page, text_shown=shown, ip=ip, browser=browser))


def confirm_token(subscriber: Subscriber) -> str:
    subscriber.refresh_from_db()
    return tokens.confirm_token(subscriber.pk, subscriber.token_version)


def confirm(subscriber: Subscriber, *, language: str = "ar") -> None:
    subscriptions.confirm(confirm_token(subscriber), Act(language=language, page="/ar/c/", text_shown="أكّد"))


def leave(subscriber: Subscriber, digest_id: int = 0) -> None:
    token = tokens.unsubscribe_token(subscriber.pk, digest_id)
    subscriptions.unsubscribe(token, Act(language="ar", page="/ar/u/", text_shown="اترك"))


def letters(email: str = REEM) -> list[tuple[str, str]]:
    """The letters that were queued for an address, in order: which, and in what language."""
    return list(Delivery.objects.filter(address=email).order_by("pk").values_list("kind", "language"))


def standing(email: str = REEM) -> tuple[str, str]:
    return Subscriber.objects.values_list("status", "language").get(email_norm=email)


def consents() -> list[str]:
    return list(ConsentEvent.objects.values_list("kind", flat=True))


def letters_by(moments: Sequence[timedelta], *, ip: str = "") -> list[int]:
    """How many letters Reem's address has got after each of these moments, at each of which somebody asks."""
    counts = []
    for moment in moments:
        with clock.held_at(NOON + moment):
            ask(ip=ip)
        counts.append(len(letters()))
    return counts


# --- asking ------------------------------------------------------------------------------------------------


class TestAsking:
    def test_a_new_address_waits_for_its_confirmation(self) -> None:
        ask("Reem@Example.org", language="en", page="/en/latest/")
        rows = Subscriber.objects.values_list("email", "email_norm", "language", "status", "source", "confirmed_at")
        assert list(rows) == [("Reem@Example.org", REEM, "en", Status.PENDING, "/en/latest/", None)]

    def test_an_address_that_is_longer_as_typed_than_as_meant_fits_its_row(self) -> None:
        """The variation selectors of a pasted emoji are dropped by IDNA, and were never meant."""
        ask("reem@مثال" + "\ufe0f" * 260 + ".إختبار")
        subscriber = Subscriber.objects.get()
        subscriber.clean_fields(exclude=["source"])
        assert subscriber.email_norm == "reem@xn--mgbh0fb.xn--kgbechtv"

    def test_its_row_holds_the_keyed_hash(self) -> None:
        ask("Reem@Example.org")
        assert Subscriber.objects.get().email_hash == tokens.email_hash(REEM)

    def test_it_gets_one_letter_in_the_language_that_was_chosen(self) -> None:
        ask(language="en")
        assert letters() == [(Kind.CONFIRM, "en")]

    def test_the_letter_waits_in_the_ledger(self) -> None:
        with clock.held_at(NOON):
            ask()
        row = Delivery.objects.get()
        found = (row.state, row.subscriber, row.digest, row.attempts, row.not_before)
        assert found == (DeliveryState.QUEUED, Subscriber.objects.get(), None, 0, NOON)

    def test_the_letter_goes_to_the_one_form_of_the_address(self) -> None:
        ask("  REEM@مثال.إختبار ")
        assert Delivery.objects.get().address == "reem@xn--mgbh0fb.xn--kgbechtv"

    def test_the_proof_says_where_and_before_which_words(self) -> None:
        with clock.held_at(NOON):
            ask(language="en", page="/ar/latest/", ip="192.0.2.7", browser="Firefox", shown="اشترك في قائمتنا")
        fields = ("kind", "email_hash", "at", "language", "page", "text_shown", "ip", "browser", "subscriber")
        assert list(ConsentEvent.objects.values_list(*fields)) == [
            (
                "requested",
                tokens.email_hash(REEM),
                NOON,
                "en",
                "/ar/latest/",
                "اشترك في قائمتنا",
                "192.0.2.7",
                "Firefox",
                Subscriber.objects.get().pk,
            )
        ]

    def test_a_long_page_and_a_long_browser_are_cut(self) -> None:
        ask(page="/" + "ي" * 500, browser="x" * 5000)
        event = ConsentEvent.objects.get()
        assert (len(event.page), len(event.browser)) == (200, 200)

    def test_a_bad_address_leaves_nothing(self) -> None:
        with pytest.raises(BadAddress):
            ask("reem@example")
        assert (Subscriber.objects.count(), SignupAttempt.objects.count(), consents()) == (0, 0, [])

    def test_the_attempt_is_counted_by_hashes_only(self) -> None:
        ask(ip="192.0.2.7")
        rows = SignupAttempt.objects.values_list("email_hash", "ip_hash", "mailed")
        assert list(rows) == [(tokens.email_hash(REEM), tokens.ip_hash("192.0.2.7"), True)]

    def test_two_spellings_are_one_address(self) -> None:
        ask("Reem@Example.org")
        ask("\u200freem@EXAMPLE.org ")
        assert Subscriber.objects.count() == 1

    @pytest.mark.parametrize("status", [*OFF_THE_LIST, Status.PENDING])
    def test_who_is_off_the_list_waits_again(self, status: Status) -> None:
        with clock.held_at(NOON - 30 * DAY):
            make_subscriber(REEM, status=status)
        with clock.held_at(NOON):
            ask(language="en")
        rows = Subscriber.objects.values_list("status", "language", "asked_at")
        assert (list(rows), letters()) == ([(Status.PENDING, "en", NOON)], [(Kind.CONFIRM, "en")])

    @pytest.mark.parametrize("status", [Status.ACTIVE, Status.PAUSED])
    def test_who_gets_the_newsletter_stays_as_he_is(self, status: Status) -> None:
        make_subscriber(REEM, status=status)
        ask(language="en")
        assert standing() == (status, "ar")

    def test_an_erased_address_begins_anew(self) -> None:
        make_subscriber(REEM, status=Status.ERASED)
        ask()
        assert sorted(Subscriber.objects.values_list("status", "email_norm")) == [
            (Status.ERASED, None),
            (Status.PENDING, REEM),
        ]


class TestAskingOnceMore:
    def test_a_reader_is_told_that_he_is_one(self) -> None:
        make_subscriber(REEM)
        ask()
        assert letters() == [(Kind.ALREADY, "ar")]

    def test_a_reader_is_told_so_once_a_day(self) -> None:
        make_subscriber(REEM)
        assert letters_by([0 * HOUR, HOUR, 12 * HOUR, DAY - SECOND, DAY]) == [1, 1, 1, 1, 2]

    def test_a_reader_who_wants_the_other_language_confirms_it(self) -> None:
        make_subscriber(REEM)
        ask(language="en")
        assert letters() == [(Kind.CONFIRM, "en")]

    def test_until_then_he_gets_what_he_got(self) -> None:
        make_subscriber(REEM)
        ask(language="en")
        assert standing() == (Status.ACTIVE, "ar")

    def test_then_he_gets_the_other(self) -> None:
        subscriber = make_subscriber(REEM)
        ask(language="en")
        confirm(subscriber, language="en")
        assert standing() == (Status.ACTIVE, "en")

    def test_a_paused_reader_who_asks_for_the_same_is_told_that_he_is_one(self) -> None:
        make_subscriber(REEM, status=Status.PAUSED)
        ask()
        assert letters() == [(Kind.ALREADY, "ar")]


class TestTheSuppressed:
    @pytest.mark.parametrize("status", Status.values[:-1])
    def test_the_newsrooms_no_means_no_letter(self, status: str) -> None:
        make_subscriber(REEM, status=Status(status))
        make_suppression(REEM)
        ask()
        assert letters() == []

    def test_the_newsrooms_no_holds_for_a_new_address(self) -> None:
        make_suppression(REEM)
        ask()
        assert letters() == []

    def test_the_newsrooms_no_outlives_a_confirmation(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        make_suppression(REEM)
        confirm(subscriber)
        assert (Suppression.objects.in_force().count(), Subscriber.objects.audience("ar").count()) == (1, 0)

    @pytest.mark.parametrize("reason", LIFTED_BY_THE_READER)
    def test_whoever_comes_back_is_asked_to_confirm(self, reason: SuppressionReason) -> None:
        make_subscriber(REEM, status=Status.BOUNCED)
        make_suppression(REEM, reason)
        ask()
        assert letters() == [(Kind.CONFIRM, "ar")]

    @pytest.mark.parametrize("reason", LIFTED_BY_THE_READER)
    def test_asking_alone_lifts_nothing(self, reason: SuppressionReason) -> None:
        make_suppression(REEM, reason)
        ask()
        assert Suppression.objects.in_force().count() == 1

    @pytest.mark.parametrize("reason", LIFTED_BY_THE_READER)
    def test_the_confirmation_lifts_it(self, reason: SuppressionReason) -> None:
        make_suppression(REEM, reason)
        with clock.held_at(NOON):
            ask()
            confirm(Subscriber.objects.get())
        assert (Suppression.objects.get().lifted_at, Subscriber.objects.audience("ar").count()) == (NOON, 1)

    def test_a_lifted_no_stands_against_nothing(self) -> None:
        make_suppression(REEM)
        Suppression.objects.update(lifted_at=NOON)
        ask()
        assert letters() == [(Kind.CONFIRM, "ar")]

    def test_the_confirmation_lifts_nobody_elses(self) -> None:
        make_suppression("samar@example.org", SuppressionReason.COMPLAINT)
        confirm(make_subscriber(REEM, status=Status.PENDING))
        assert Suppression.objects.in_force().count() == 1


# --- limits ------------------------------------------------------------------------------------------------


class TestLimitsOfAnAddress:
    def test_one_letter_in_a_quarter_of_an_hour(self) -> None:
        assert letters_by([0 * MINUTE, MINUTE, 15 * MINUTE - SECOND, 15 * MINUTE]) == [1, 1, 1, 2]

    def test_three_letters_a_day(self) -> None:
        assert letters_by([0 * HOUR, HOUR, 2 * HOUR, 3 * HOUR, DAY - SECOND, DAY]) == [1, 2, 3, 3, 3, 4]

    def test_five_letters_a_week(self) -> None:
        moments = [0 * DAY, 1 * DAY, 2 * DAY, 3 * DAY, 4 * DAY, 5 * DAY, 7 * DAY - SECOND, 7 * DAY]
        assert letters_by(moments) == [1, 2, 3, 4, 5, 5, 5, 6]

    def test_nobody_is_locked_out_for_ever_by_those_who_go_on_asking(self) -> None:
        week = [hours * HOUR for hours in range(14 * 24)]
        assert letters_by(week)[-1] == 10

    def test_one_address_does_not_count_for_another(self) -> None:
        ask()
        ask("samar@example.org")
        assert letters("samar@example.org") == [(Kind.CONFIRM, "ar")]

    def test_two_spellings_count_as_one(self) -> None:
        ask()
        ask(" REEM@example.org")
        assert letters() == [(Kind.CONFIRM, "ar")]

    def test_what_was_asked_without_a_letter_is_still_written_down(self) -> None:
        ask()
        ask()
        assert (consents(), list(SignupAttempt.objects.order_by("pk").values_list("mailed", flat=True))) == (
            ["requested", "requested"],
            [True, False],
        )

    def test_the_letter_that_a_reader_is_one_counts_too(self) -> None:
        make_subscriber(REEM)
        ask()
        ask(language="en")
        assert letters() == [(Kind.ALREADY, "ar")]


def test_whoever_confirmed_and_left_may_come_back_at_once() -> None:
    ask()
    reader = Subscriber.objects.get()
    confirm(reader)
    leave(reader)
    ask()
    assert [kind for kind, _language in letters()] == [Kind.CONFIRM, Kind.CONFIRM]


def test_whoever_never_confirmed_waits_a_quarter_of_an_hour() -> None:
    ask()
    ask()
    assert [kind for kind, _language in letters()] == [Kind.CONFIRM]


def sign_ups_from(ips: Sequence[str], *, apart: timedelta = SECOND) -> int:
    """How many of these sign-ups, each of another address, were let in."""
    for number, ip in enumerate(ips):
        with clock.held_at(NOON + number * apart):
            ask(f"r{number}@example.org", ip=ip)
    return Subscriber.objects.count()


class TestLimitsOfAVisitor:
    def test_five_sign_ups_an_hour(self) -> None:
        assert sign_ups_from(["192.0.2.7"] * 8) == 5

    def test_twenty_a_day(self) -> None:
        assert sign_ups_from(["192.0.2.7"] * 23, apart=timedelta(minutes=20)) == 20

    def test_after_an_hour_there_is_room_again(self) -> None:
        sign_ups_from(["192.0.2.7"] * 5)
        with clock.held_at(NOON + HOUR + 10 * SECOND):
            ask(ip="192.0.2.7")
        assert letters() == [(Kind.CONFIRM, "ar")]

    def test_what_is_not_let_in_leaves_no_row(self) -> None:
        sign_ups_from(["192.0.2.7"] * 6)
        counts = (Subscriber.objects.count(), Delivery.objects.count(), len(consents()), SignupAttempt.objects.count())
        assert counts == (5, 5, 5, 5)

    def test_whoever_goes_on_trying_is_let_in_when_the_window_has_passed(self) -> None:
        assert sign_ups_from(["192.0.2.7"] * 14, apart=timedelta(minutes=6)) == 9

    def test_another_visitor_is_let_in(self) -> None:
        assert sign_ups_from(["192.0.2.7"] * 6 + ["192.0.2.8"]) == 6

    def test_a_network_of_ipv6_is_one_visitor(self) -> None:
        assert sign_ups_from([f"2001:db8:1:2::{number}" for number in range(1, 9)]) == 5

    def test_the_next_network_is_another(self) -> None:
        assert sign_ups_from([f"2001:db8:1:{number}::1" for number in range(1, 9)]) == 8

    def test_a_mapped_address_is_the_address(self) -> None:
        assert sign_ups_from(["192.0.2.7"] * 4 + ["::ffff:192.0.2.7"] * 4) == 5

    @pytest.mark.parametrize("ip", ["127.0.0.1", "::1", ""])
    def test_this_machine_is_not_counted(self, ip: str) -> None:
        assert sign_ups_from([ip] * 30) == 30


# --- confirming --------------------------------------------------------------------------------------------


class TestConfirming:
    def test_the_address_is_on_the_list(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        with clock.held_at(NOON):
            confirm(subscriber)
        rows = Subscriber.objects.values_list("status", "language", "confirmed_at")
        assert list(rows) == [(Status.ACTIVE, "ar", NOON)]

    def test_the_proof_is_written(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        with clock.held_at(NOON):
            confirm(subscriber)
        rows = ConsentEvent.objects.values_list(
            "kind", "email_hash", "at", "language", "page", "text_shown", "subscriber"
        )
        assert list(rows) == [
            ("confirmed", tokens.email_hash(REEM), NOON, "ar", "/ar/c/", "أكّد", subscriber.pk),
        ]

    def test_the_link_is_good_once(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        token = confirm_token(subscriber)
        subscriptions.confirm(token, Act(language="ar"))
        with pytest.raises(LinkUsed) as used:
            subscriptions.confirm(token, Act(language="ar"))
        assert (used.value.subscriber, consents()) == (subscriber, ["confirmed"])

    def test_the_link_of_an_earlier_letter_is_used_up_with_it(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        with clock.held_at(NOON - HOUR):
            earlier = confirm_token(subscriber)
        with clock.held_at(NOON):
            confirm(subscriber)
            with pytest.raises(LinkUsed):
                subscriptions.confirm(earlier, Act(language="ar"))

    def test_an_old_link_confirms_nothing(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        with clock.held_at(NOON):
            token = confirm_token(subscriber)
        with clock.held_at(NOON + 73 * HOUR), pytest.raises(LinkUsed):
            subscriptions.confirm(token, Act(language="ar"))
        assert (standing(), consents()) == ((Status.PENDING, "ar"), [])

    def test_a_used_link_does_not_bring_back_who_has_left(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        token = confirm_token(subscriber)
        subscriptions.confirm(token, Act(language="ar"))
        leave(subscriber)
        with pytest.raises(LinkUsed):
            subscriptions.confirm(token, Act(language="ar"))
        assert standing() == (Status.UNSUBSCRIBED, "ar")

    def test_the_link_of_an_erased_reader_is_unknown(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.ERASED)
        with pytest.raises(LinkUnknown):
            confirm(subscriber)

    def test_the_link_of_nobody_is_unknown(self) -> None:
        with pytest.raises(LinkUnknown):
            subscriptions.confirm(tokens.confirm_token(999, 1), Act(language="ar"))

    def test_a_link_to_leave_confirms_nothing(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        with pytest.raises(LinkUnknown):
            subscriptions.confirm(tokens.unsubscribe_token(subscriber.pk, 1), Act(language="ar"))

    def test_looking_changes_nothing(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        assert subscriptions.find_confirmation(confirm_token(subscriber)) == subscriber
        assert (standing(), consents()) == ((Status.PENDING, "ar"), [])


class TestAskingForANewLink:
    def test_an_old_link_brings_a_new_letter(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        with clock.held_at(NOON):
            token = confirm_token(subscriber)
        with clock.held_at(NOON + 100 * HOUR):
            subscriptions.send_new_link(token, Act(language="ar"))
        assert letters() == [(Kind.CONFIRM, "ar")]

    def test_a_good_link_brings_one_too(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        subscriptions.send_new_link(confirm_token(subscriber), Act(language="ar"))
        assert letters() == [(Kind.CONFIRM, "ar")]

    def test_who_has_confirmed_is_told_so(self) -> None:
        subscriber = make_subscriber(REEM)
        used = tokens.confirm_token(subscriber.pk, subscriber.token_version - 1)
        subscriptions.send_new_link(used, Act(language="ar"))
        assert letters() == [(Kind.ALREADY, "ar")]

    def test_the_limits_hold(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        for _ in range(3):
            subscriptions.send_new_link(confirm_token(subscriber), Act(language="ar"))
        assert letters() == [(Kind.CONFIRM, "ar")]

    @pytest.mark.parametrize("token", ["", "x", "A" * 28])
    def test_a_garbled_link_brings_nothing(self, token: str) -> None:
        with pytest.raises(LinkUnknown):
            subscriptions.send_new_link(token, Act(language="ar"))
        assert SignupAttempt.objects.count() == 0


# --- leaving -----------------------------------------------------------------------------------------------


def issue_to(reader: Subscriber, state: DeliveryState) -> Digest:
    """An issue whose mail to the reader stands there."""
    digest = digests.send(make_digest(), by=None)
    Delivery.objects.filter(digest=digest, subscriber=reader).update(state=state)
    return digest


class TestLeaving:
    @pytest.mark.parametrize("status", [Status.ACTIVE, Status.PAUSED, Status.PENDING])
    def test_the_reader_is_off_the_list(self, status: Status) -> None:
        subscriber = make_subscriber(REEM, status=status)
        leave(subscriber)
        assert (standing(), consents()) == ((Status.UNSUBSCRIBED, "ar"), ["unsubscribed"])

    @pytest.mark.parametrize("status", OFF_THE_LIST)
    def test_who_is_off_it_stays_as_he_is(self, status: Status) -> None:
        subscriber = make_subscriber(REEM, status=status)
        leave(subscriber)
        assert (standing(), consents()) == ((status, "ar"), [])

    def test_the_proof_is_written(self) -> None:
        subscriber = make_subscriber(REEM)
        with clock.held_at(NOON):
            leave(subscriber)
        rows = ConsentEvent.objects.values_list("kind", "email_hash", "at", "page", "text_shown", "subscriber")
        assert list(rows) == [("unsubscribed", tokens.email_hash(REEM), NOON, "/ar/u/", "اترك", subscriber.pk)]

    def test_leaving_twice_is_leaving(self) -> None:
        subscriber = make_subscriber(REEM)
        leave(subscriber)
        leave(subscriber)
        assert (standing(), consents()) == ((Status.UNSUBSCRIBED, "ar"), ["unsubscribed"])

    def test_the_token_works_years_later_and_in_the_other_language(self) -> None:
        with clock.held_at(NOON):
            subscriber = make_subscriber(REEM)
            token = tokens.unsubscribe_token(subscriber.pk, 0)
            confirm(subscriber, language="en")
        with clock.held_at(NOON + 800 * DAY):
            subscriptions.unsubscribe(token, Act(language="ar"))
        assert standing() == (Status.UNSUBSCRIBED, "en")

    @pytest.mark.parametrize("subscriber_id", [0, 999, 2**40 - 1])
    def test_who_is_gone_may_leave(self, subscriber_id: int) -> None:
        subscriptions.unsubscribe(tokens.unsubscribe_token(subscriber_id, 5), Act(language="ar"))
        assert consents() == []

    def test_an_erased_reader_is_not_brought_back(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.ERASED)
        leave(subscriber)
        assert (Subscriber.objects.get().status, consents()) == (Status.ERASED, [])

    def test_a_garbled_token_is_unknown(self) -> None:
        with pytest.raises(LinkUnknown):
            subscriptions.unsubscribe("A" * 28, Act(language="ar"))

    def test_nobody_else_leaves(self) -> None:
        make_subscriber("samar@example.org")
        leave(make_subscriber(REEM))
        assert standing("samar@example.org") == (Status.ACTIVE, "ar")

    def test_the_mail_that_was_left_by_is_marked(self) -> None:
        reader = make_subscriber(REEM)
        digest = issue_to(reader, DeliveryState.SENT)
        leave(reader, digest.pk)
        assert list(Delivery.objects.values_list("unsubscribed", "state")) == [(True, DeliveryState.SENT)]

    def test_a_mail_by_which_somebody_leaves_has_arrived(self) -> None:
        reader = make_subscriber(REEM)
        digest = issue_to(reader, DeliveryState.UNCERTAIN)
        leave(reader, digest.pk)
        assert Delivery.objects.get().state == DeliveryState.SENT

    def test_what_was_uncertain_to_others_stays_so(self) -> None:
        reader, other = make_subscriber(REEM), make_subscriber()
        digest = digests.send(make_digest(), by=None)
        Delivery.objects.filter(digest=digest).update(state=DeliveryState.UNCERTAIN)
        leave(reader, digest.pk)
        assert Delivery.objects.get(subscriber=other).state == DeliveryState.UNCERTAIN

    @pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.QUEUED])
    def test_only_what_was_uncertain_becomes_sent(self, state: DeliveryState) -> None:
        reader = make_subscriber(REEM)
        digest = issue_to(reader, state)
        leave(reader, digest.pk)
        assert Delivery.objects.get().state == state

    def test_leaving_by_no_issue_marks_no_mail(self) -> None:
        reader = make_subscriber(REEM)
        issue_to(reader, DeliveryState.UNCERTAIN)
        leave(reader)
        assert list(Delivery.objects.values_list("unsubscribed", "state")) == [(False, DeliveryState.UNCERTAIN)]

    def test_who_has_left_may_come_back_by_confirming_anew(self) -> None:
        subscriber = make_subscriber(REEM)
        leave(subscriber)
        ask()
        confirm(subscriber)
        assert (standing(), consents()) == ((Status.ACTIVE, "ar"), ["unsubscribed", "requested", "confirmed"])


# --- tidying up --------------------------------------------------------------------------------------------


class TestTidyingUp:
    def test_a_sign_up_is_gone_after_seven_days(self) -> None:
        with clock.held_at(NOON):
            ask()
        with clock.held_at(NOON + 7 * DAY + SECOND):
            gone = subscriptions.tidy_up()
        assert (gone, Subscriber.objects.count()) == (1, 0)

    def test_until_then_it_stays(self) -> None:
        with clock.held_at(NOON):
            ask()
        with clock.held_at(NOON + 7 * DAY):
            gone = subscriptions.tidy_up()
        assert (gone, Subscriber.objects.count()) == (0, 1)

    def test_seven_days_are_counted_from_the_last_asking(self) -> None:
        with clock.held_at(NOON):
            ask()
        with clock.held_at(NOON + 5 * DAY):
            ask()
        with clock.held_at(NOON + 8 * DAY):
            assert subscriptions.tidy_up() == 0

    @pytest.mark.parametrize("status", [status for status in Status if status != Status.PENDING])
    def test_whoever_is_not_pending_stays(self, status: Status) -> None:
        with clock.held_at(NOON):
            make_subscriber(REEM, status=status)
        with clock.held_at(NOON + 400 * DAY):
            assert subscriptions.tidy_up() == 0

    def test_the_proof_stays_by_its_hash_only(self) -> None:
        with clock.held_at(NOON):
            ask(ip="192.0.2.7", browser="Firefox")
        with clock.held_at(NOON + 8 * DAY):
            subscriptions.tidy_up()
        event = ConsentEvent.objects.get()
        found = (event.kind, event.email_hash, event.at, event.text_shown, event.subscriber, event.ip, event.browser)
        assert found == ("requested", tokens.email_hash(REEM), NOON, "اشترك", None, "", "")

    def test_the_letter_stays_without_its_address(self) -> None:
        with clock.held_at(NOON):
            ask()
        with clock.held_at(NOON + 8 * DAY):
            subscriptions.tidy_up()
        letter = Delivery.objects.get()
        assert (letter.address, letter.subscriber) == ("", None)

    def test_internet_address_and_browser_are_gone_after_thirty_days(self) -> None:
        with clock.held_at(NOON):
            ask(ip="192.0.2.7", browser="Firefox")
            confirm(Subscriber.objects.get())
        with clock.held_at(NOON + 30 * DAY + SECOND):
            subscriptions.tidy_up()
        assert list(ConsentEvent.objects.values_list("kind", "ip", "browser")) == [
            ("requested", "", ""),
            ("confirmed", "", ""),
        ]

    def test_until_then_they_stay(self) -> None:
        with clock.held_at(NOON):
            ask(ip="192.0.2.7", browser="Firefox")
            confirm(Subscriber.objects.get())
        with clock.held_at(NOON + 30 * DAY):
            subscriptions.tidy_up()
        assert ConsentEvent.objects.values_list("ip", "browser").first() == ("192.0.2.7", "Firefox")

    def test_attempts_are_gone_after_thirty_days(self) -> None:
        for moment in (NOON, NOON + 20 * DAY):
            with clock.held_at(moment):
                ask()
        with clock.held_at(NOON + 30 * DAY + SECOND):
            subscriptions.tidy_up()
        assert list(SignupAttempt.objects.values_list("at", flat=True)) == [NOON + 20 * DAY]

    def test_a_second_time_there_is_nothing_to_do(self) -> None:
        with clock.held_at(NOON):
            ask()
        with clock.held_at(NOON + 8 * DAY):
            assert (subscriptions.tidy_up(), subscriptions.tidy_up()) == (1, 0)

    def test_the_link_of_a_sign_up_that_is_gone_is_unknown(self) -> None:
        with clock.held_at(NOON):
            ask()
            token = confirm_token(Subscriber.objects.get())
        with clock.held_at(NOON + 8 * DAY):
            subscriptions.tidy_up()
            with pytest.raises(LinkUnknown):
                subscriptions.confirm(token, Act(language="ar"))


# --- small things ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [".", ",", ";", ":", "!", "?", ")", ">", "]", '"', "'", "»", "،", "؛", "؟"])
def test_the_mark_behind_a_link_is_no_part_of_it(mark: str) -> None:
    assert subscriptions.bare("AbC-_9" + mark) == "AbC-_9"


@pytest.mark.parametrize("token", ["AbC-_9", "AbC-", "AbC_", ""])
def test_a_token_without_a_mark_stays_as_it_is(token: str) -> None:
    assert subscriptions.bare(token) == token
