"""The newsletter box: what it takes, what it answers, what it never tells."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Protocol

import pytest
from django.test import Client

from newsletter import limits, stamps, subscriptions
from newsletter.addresses import parse
from newsletter.models import ConsentEvent, Delivery, Kind, SignupAttempt, Status, Subscriber
from newsletter.models.subscribers import SuppressionReason
from newsroom import clock, house
from tests.factories import make_issue, make_subscriber, make_suppression

pytestmark = pytest.mark.django_db
URL = "/ar/newsletter/"
ASKED = "/ar/newsletter/asked/"
REEM = "reem@example.org"
FORM = {"email": REEM, "language": "ar", "source": "/ar/", "stamp": stamps.stamp()}


class Answer(Protocol):
    """What the test client gives back, as far as it is asked for here."""

    status_code: int
    content: bytes

    def items(self) -> Iterable[tuple[str, str]]: ...


def whole(response: Answer) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that a visitor can see of an answer; the date alone may differ."""
    headers = sorted((name, value) for name, value in response.items() if name != "Date")
    return response.status_code, headers, response.content


# --- what it takes -----------------------------------------------------------------------------------------


def test_an_address_is_taken_as_pending(client: Client) -> None:
    client.post(URL, FORM | {"email": "Reem@Example.org", "language": "en", "source": "/ar/articles/1/"})
    assert list(Subscriber.objects.values_list("email", "email_norm", "language", "status", "source")) == [
        ("Reem@Example.org", REEM, "en", Status.PENDING, "/ar/articles/1/")
    ]


def test_the_answer_leads_to_what_comes_next(client: Client) -> None:
    response = client.post(URL, FORM)
    assert (response.status_code, response.headers["Location"], response.content) == (303, ASKED, b"")


def test_the_page_behind_it_is_there(client: Client) -> None:
    assert client.get(ASKED).status_code == 200


def test_the_answer_stays_in_the_language_of_the_page(client: Client) -> None:
    response = client.post("/en/newsletter/", FORM)
    assert response.headers["Location"] == "/en/newsletter/asked/"


def test_one_letter_is_queued(client: Client) -> None:
    client.post(URL, FORM | {"language": "en"})
    assert list(Delivery.objects.values_list("kind", "address", "language")) == [(Kind.CONFIRM, REEM, "en")]


def test_who_asks_is_counted_by_the_word_of_our_own_proxy(client: Client) -> None:
    client.post(URL, FORM, headers={"X-Forwarded-For": "198.51.100.9, 192.0.2.7", "User-Agent": "Firefox"})
    assert list(ConsentEvent.objects.values_list("ip", "browser")) == [("192.0.2.7", "Firefox")]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_words_of_the_proof_stood_on_the_page(client: Client, language: str) -> None:
    page = client.get(f"/{language}/newsletter/").content.decode()
    client.post(f"/{language}/newsletter/", FORM)
    assert page.count(ConsentEvent.objects.get().text_shown) == 1


@pytest.mark.parametrize("path", ["/ar/latest/", "/ar/" + "ي" * 300 + "/", "/ar/%22%3E%3Cb%3E/"])
def test_the_box_of_every_page_can_be_sent(client: Client, path: str) -> None:
    """Also that of a page that is not there, whatever its address was."""
    page = client.get(path).content.decode()
    [source] = re.findall(r'name="source" value="([^"]*)"', page)
    [stamp] = re.findall(r'name="stamp" value="([^"]*)"', page)
    assert client.post(URL, FORM | {"source": source, "stamp": stamp}).status_code == 303
    assert Subscriber.objects.count() == 1


# --- what it never tells -----------------------------------------------------------------------------------


def nobody() -> None:
    """A new address."""


def standing(status: Status) -> Callable[[], None]:
    def make() -> None:
        make_subscriber(REEM, status=status)

    return make


def suppressed(reason: SuppressionReason) -> Callable[[], None]:
    def make() -> None:
        make_subscriber(REEM, status=Status.ACTIVE)
        make_suppression(REEM, reason)

    return make


def over_its_limit() -> None:
    client = Client()
    client.post(URL, FORM)
    client.post(URL, FORM)


KNOWN: dict[str, Callable[[], None]] = {
    "new": nobody,
    **{status.value: standing(status) for status in Status},
    **{f"suppressed-{reason.value}": suppressed(reason) for reason in SuppressionReason},
    "over-its-limit": over_its_limit,
}


@pytest.mark.parametrize("known", KNOWN)
class TestWhateverIsKnown:
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_the_answer_is_the_same(self, client: Client, known: str, language: str) -> None:
        before = whole(client.post(URL, FORM | {"email": "somebody@example.org"}))
        KNOWN[known]()
        assert whole(client.post(URL, FORM | {"language": language})) == before

    def test_the_page_behind_it_is_the_same(self, client: Client, known: str) -> None:
        before = whole(client.post(URL, FORM | {"email": "somebody@example.org"}, follow=True))
        KNOWN[known]()
        assert whole(client.post(URL, FORM, follow=True)) == before

    def test_no_cookie_is_set(self, client: Client, known: str) -> None:
        KNOWN[known]()
        client.post(URL, FORM, follow=True)
        assert dict(client.cookies) == {}


def test_a_visitor_above_the_limit_gets_the_same_answer(client: Client) -> None:
    from_there = {"X-Forwarded-For": "192.0.2.7"}
    answers = [
        whole(client.post(URL, FORM | {"email": f"r{number}@example.org"}, headers=from_there)) for number in range(8)
    ]
    assert (answers, Subscriber.objects.count()) == ([answers[0]] * 8, 5)


# --- what it refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("trap", ["https://spam.example", "x", "https://spam.example/" + "x" * 5000, "a\0b"])
class TestTheTrap:
    def test_it_is_answered_like_a_success(self, client: Client, trap: str) -> None:
        honest = whole(client.post(URL, FORM))
        assert whole(client.post(URL, FORM | {"website": trap})) == honest

    def test_it_takes_nothing(self, client: Client, trap: str) -> None:
        client.post(URL, FORM | {"website": trap})
        counts = (Subscriber.objects.count(), Delivery.objects.count(), SignupAttempt.objects.count())
        assert counts == (0, 0, 0)


@pytest.mark.parametrize(
    "stamp", ["", "0", "1.0", "x", FORM["stamp"] + "0", FORM["stamp"][:-1], "9" * 400, "٣.٤", "a\0b"]
)
class TestAFormThatNoPageOfOursHad:
    def test_it_is_answered_like_a_success(self, client: Client, stamp: str) -> None:
        honest = whole(client.post(URL, FORM))
        assert whole(client.post(URL, FORM | {"stamp": stamp})) == honest

    def test_it_takes_nothing(self, client: Client, stamp: str) -> None:
        client.post(URL, FORM | {"stamp": stamp})
        counts = (Subscriber.objects.count(), Delivery.objects.count(), SignupAttempt.objects.count())
        assert counts == (0, 0, 0)


class TestAPageThatWasOpenForLong:
    def test_it_is_sent_once_more(self, client: Client) -> None:
        with clock.held_at(clock.now() + timedelta(days=3)):
            response = client.post(URL, FORM)
            page = response.content.decode()
            found = (response.status_code, page.count(f'value="{REEM}"'), page.count(f'value="{stamps.stamp()}"'))
        assert (found, Subscriber.objects.count()) == ((422, 1, 1), 0)

    def test_a_day_is_not_long(self, client: Client) -> None:
        with clock.held_at(clock.now() + timedelta(days=1)):
            client.post(URL, FORM)
        assert Subscriber.objects.count() == 1


@pytest.mark.parametrize("email", ["postmaster@example.org", "Abuse@example.org", "no-reply+x@example.org"])
class TestWhereAMachineSits:
    def test_the_answer_is_the_same(self, client: Client, email: str) -> None:
        honest = whole(client.post(URL, FORM))
        assert whole(client.post(URL, FORM | {"email": email})) == honest

    def test_no_mail_goes_there(self, client: Client, email: str) -> None:
        client.post(URL, FORM | {"email": email})
        assert (Delivery.objects.count(), Subscriber.objects.count()) == (0, 0)


class TestWhereVeryManySignUp:
    @staticmethod
    def crowd(number: int, domain: str) -> None:
        for place in range(number):
            subscriptions.request(f"r{place}@{domain}", subscriptions.Act(language="ar"))

    @staticmethod
    def answer(email: str, more: int = 0) -> str:
        asked = stamps.question(parse(email).norm)
        return str(asked.first + asked.second + more)

    @pytest.fixture(autouse=True)
    def _fewer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The numbers are those of `limits`; here a few are many."""
        monkeypatch.setattr(limits, "PER_DOMAIN", 5)
        monkeypatch.setattr(limits, "IN_ALL", 8)

    def test_a_question_is_asked(self, client: Client) -> None:
        self.crowd(5, "example.org")
        response = client.post(URL, FORM)
        page = response.content.decode()
        assert (response.status_code, page.count('name="answer"'), page.count('id="letter-why"')) == (422, 1, 1)

    def test_until_then_none_is(self, client: Client) -> None:
        self.crowd(4, "example.org")
        assert client.post(URL, FORM).status_code == 303

    def test_without_the_answer_nothing_is_taken(self, client: Client) -> None:
        self.crowd(5, "example.org")
        client.post(URL, FORM | {"answer": self.answer(REEM, 1)})
        assert not Subscriber.objects.filter(email=REEM).exists()

    @pytest.mark.parametrize("digits", ["0123456789", "٠١٢٣٤٥٦٧٨٩"])
    def test_with_it_it_goes_on(self, client: Client, digits: str) -> None:
        self.crowd(5, "example.org")
        answer = self.answer(REEM).translate(str.maketrans("0123456789", digits))
        response = client.post(URL, FORM | {"answer": f" {answer} "})
        assert (response.status_code, Subscriber.objects.filter(email=REEM).count()) == (303, 1)

    def test_another_domain_is_not_asked(self, client: Client) -> None:
        self.crowd(5, "example.net")
        assert client.post(URL, FORM).status_code == 303

    def test_above_the_number_in_all_everybody_is(self, client: Client) -> None:
        self.crowd(4, "example.net")
        self.crowd(4, "example.com")
        assert client.post(URL, FORM).status_code == 422

    def test_the_answer_of_one_address_is_none_of_another(self) -> None:
        asked = {(found.first, found.second) for found in (stamps.question(f"r{n}@example.org") for n in range(50))}
        assert len(asked) > 20

    def test_after_an_hour_it_is_over(self, client: Client) -> None:
        self.crowd(8, "example.org")
        with clock.held_at(clock.now() + timedelta(minutes=61)):
            assert client.post(URL, FORM).status_code == 303


def test_whoever_bombs_an_address_gets_three_letters_a_day_to_it_at_the_most(client: Client) -> None:
    """A thousand sign-ups of one victim within a day, from five hundred internet addresses, in four spellings."""
    spellings = [REEM, "REEM@example.org", "\u200freem@example.org", "reem@EXAMPLE.org "]
    begun = clock.now()
    for number in range(1000):
        with clock.held_at(begun + timedelta(seconds=86.4 * number)):
            there = {"X-Forwarded-For": f"198.51.{number % 500 // 250}.{number % 250 + 1}"}
            client.post(URL, FORM | {"email": spellings[number % 4]}, headers=there)
    sent = list(Delivery.objects.order_by("created_at").values_list("created_at", flat=True))
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert (len(sent), min(gaps) >= timedelta(minutes=15)) == (3, True)


def test_a_bad_address_comes_back_with_what_was_typed_and_the_reason(client: Client) -> None:
    response = client.post(URL, {"email": "reem@example", "language": "ar"})
    page = response.content.decode()
    found = (page.count('value="reem@example"'), page.count('id="letter-problem"'), page.count('aria-invalid="true"'))
    assert (response.status_code, found) == (422, (1, 1, 1))


@pytest.mark.parametrize("email", ["", " ", "reem", "reem@example", "a" * 400 + "@example.org", "a\0b@example.org"])
def test_a_bad_address_leaves_nothing(client: Client, email: str) -> None:
    response = client.post(URL, FORM | {"email": email})
    counts = (Subscriber.objects.count(), Delivery.objects.count(), SignupAttempt.objects.count())
    assert (response.status_code, counts) == (422, (0, 0, 0))


def test_what_was_typed_comes_back_as_text(client: Client) -> None:
    page = client.post(URL, FORM | {"email": '"><script>alert(1)</script>'}).content.decode()
    assert page.count("<script>alert") == 0


def test_an_unknown_language_is_refused_at_its_field(client: Client) -> None:
    response = client.post(URL, FORM | {"language": "fr"})
    assert (response.status_code, Subscriber.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_on_another_site_is_refused(client: Client, headers: dict[str, str]) -> None:
    response = client.post(URL, FORM, headers=headers)
    assert (response.status_code, Subscriber.objects.count()) == (403, 0)


def test_no_token_of_a_session_is_asked_for() -> None:
    assert Client(enforce_csrf_checks=True).post(URL, FORM).status_code == 303


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)(URL).status_code == 405


# --- its own page ------------------------------------------------------------------------------------------


def test_looking_changes_nothing_and_sets_no_cookie(client: Client) -> None:
    response = client.get(URL)
    assert (response.status_code, dict(client.cookies), Subscriber.objects.count()) == (200, {}, 0)


def test_the_page_lists_the_issues_so_far(client: Client) -> None:
    digest = make_issue("حصاد الزيتون")
    page = client.get(URL).content.decode()
    assert page.count(f'href="/ar/newsletter/{digest.pk}/"') == 1


def test_pages_of_the_newsletter_print_dates_as_all_pages_do(client: Client) -> None:
    digest = make_issue("حصاد الزيتون")
    words = house.words(digest.dated, "body_date", house.DEFAULTS[house.CARD], "ar")
    for path in (URL, f"/ar/newsletter/{digest.pk}/", "/ar/newsletter/feed/"):
        assert words in client.get(path).content.decode()


def test_the_page_of_one_language_lists_its_own_issues(client: Client) -> None:
    digest = make_issue()
    page = client.get("/en/newsletter/").content.decode()
    assert page.count(f"/newsletter/{digest.pk}/") == 0
