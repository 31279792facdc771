"""The pages behind the links of our mails, and the archive: looking does nothing, one button does one thing."""

import re
from typing import Protocol
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import publishing
from newsletter import letters, preferences, tokens
from newsletter.emails import SETTINGS_SLOT, SLOT
from newsletter.models import (
    ConsentEvent,
    Delivery,
    Digest,
    DigestState,
    Kind,
    SignupAttempt,
    Status,
    Subscriber,
)
from tests.factories import (
    make_bilingual_article,
    make_cartoon,
    make_digest,
    make_issue,
    make_publication,
    make_region,
    make_section,
    make_subscriber,
    make_tag,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

REEM = "reem@example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
LEFT = "أُلغي اشتراكك في النشرة.\n".encode()
ONE_CLICK_BODY = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"
SCANNERS = [
    "",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0 (compatible; Barracuda Sentinel (EE))",
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; ms-office; MSOffice 16)",
    "Mozilla/5.0 (compatible; proofpoint; +https://urldefense.proofpoint.com)",
    "SafeLinks/1.0",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "python-requests/2.32.3",
]


def confirm_url(subscriber: Subscriber, language: str = "ar") -> str:
    return f"/{language}/c/{tokens.confirm_token(subscriber.pk, subscriber.token_version)}"


def leave_url(subscriber: Subscriber, digest_id: int = 0, language: str = "ar") -> str:
    return f"/{language}/u/{tokens.unsubscribe_token(subscriber.pk, digest_id)}"


def standing(email: str = REEM) -> str:
    return Subscriber.objects.get(email_norm=email).status


def consents() -> list[str]:
    return list(ConsentEvent.objects.values_list("kind", flat=True))


class Answer(Protocol):
    """What the test client gives back, as far as it is asked for here."""

    status_code: int
    content: bytes


def page(response: Answer) -> str:
    return response.content.decode()


def writes(queries: CaptureQueriesContext) -> list[str]:
    """The statements that wrote something."""
    found = (query["sql"] for query in queries.captured_queries)
    return [
        sql for sql in found if not sql.lstrip("( ").upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN"))
    ]


# --- looking -----------------------------------------------------------------------------------------------


def looked_at() -> dict[str, str]:
    """Every address that a mail or the box leads to."""
    reader = make_subscriber(REEM)
    waiting = make_subscriber(status=Status.PENDING)
    digest = make_issue(more=["الطريق إلى تل الرمّان"])
    return {
        "confirm": confirm_url(waiting),
        "confirm-used": f"/ar/c/{tokens.confirm_token(reader.pk, 0)}",
        "confirm-garbled": "/ar/c/" + "A" * 28,
        "leave": leave_url(reader, digest.pk),
        "leave-in-english": leave_url(reader, digest.pk, "en"),
        "leave-gone": f"/ar/u/{tokens.unsubscribe_token(999, digest.pk)}",
        "leave-garbled": "/ar/u/" + "A" * 28,
        "issue": f"/ar/newsletter/{digest.pk}/",
        "subscribe": "/ar/newsletter/",
        "asked": "/ar/newsletter/asked/",
    }


PLACES = [
    "confirm",
    "confirm-used",
    "confirm-garbled",
    "leave",
    "leave-in-english",
    "leave-gone",
    "leave-garbled",
    "issue",
    "subscribe",
    "asked",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["get", "head", "options"])
class TestLooking:
    def test_no_scanner_makes_us_write(self, client: Client, place: str, method: str) -> None:
        url = looked_at()[place]
        with CaptureQueriesContext(connection) as queries:
            for agent in SCANNERS:
                for _ in range(3):
                    getattr(client, method)(url, headers={"User-Agent": agent})
        assert writes(queries) == []

    def test_nobody_gets_a_cookie(self, client: Client, place: str, method: str) -> None:
        getattr(client, method)(looked_at()[place])
        assert dict(client.cookies) == {}


def test_every_link_of_a_mail_may_be_fetched_ahead(client: Client) -> None:
    reader = make_subscriber(REEM)
    digest = make_issue(more=["الطريق إلى تل الرمّان"])
    token, own = tokens.unsubscribe_token(reader.pk, digest.pk), tokens.settings_token(reader.pk, 1)
    words = letters.issue_words(digest)
    text = (words.html + words.text).replace(SLOT, token).replace(SETTINGS_SLOT, own)
    pages = sorted({url for url in re.findall(r'http://testserver(/[^\s"<>]*)', text) if not url.startswith("/media/")})
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            answers = {client.get(url, follow=True).status_code for url in pages}
            answers |= {client.head(url, follow=True).status_code for url in pages}
    assert (answers, writes(queries), {f"/ar/u/{token}", f"/ar/p/{own}"} <= set(pages)) == ({200}, [], True)


# --- confirming --------------------------------------------------------------------------------------------


class TestTheConfirmationPage:
    def test_it_shows_the_address_masked(self, client: Client) -> None:
        html = page(client.get(confirm_url(make_subscriber("Reem.Khoury@example.org", status=Status.PENDING))))
        assert (html.count("R***@example.org"), html.lower().count("reem.khoury")) == (1, 0)

    def test_it_has_one_button_that_posts_to_itself(self, client: Client) -> None:
        html = page(client.get(confirm_url(make_subscriber(status=Status.PENDING))))
        assert re.findall(r"<form[^>]*>", html.partition("<main")[2].partition("</main")[0]) == ['<form method="post">']

    def test_looking_leaves_the_address_pending(self, client: Client) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        assert (client.get(confirm_url(subscriber)).status_code, standing()) == (200, Status.PENDING)

    def test_its_button_confirms(self, client: Client) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        response = client.post(confirm_url(subscriber))
        assert (response.status_code, standing(), consents()) == (200, Status.ACTIVE, ["confirmed"])

    def test_no_token_of_a_session_is_asked_for(self) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        assert Client(enforce_csrf_checks=True).post(confirm_url(subscriber)).status_code == 200

    @pytest.mark.parametrize("origin", ["null", "http://testserver"])
    def test_what_a_browser_says_of_the_origin_does_not_matter(self, client: Client, origin: str) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        client.post(confirm_url(subscriber), headers={"Origin": origin})
        assert standing() == Status.ACTIVE

    def test_the_language_of_the_link_is_that_of_the_newsletter(self, client: Client) -> None:
        client.post(confirm_url(make_subscriber(REEM, status=Status.PENDING), "en"))
        assert Subscriber.objects.get().language == "en"

    def test_the_words_of_the_proof_stood_on_the_page(self, client: Client) -> None:
        url = confirm_url(make_subscriber(status=Status.PENDING), "en")
        html = page(client.get(url))
        client.post(url)
        assert html.count(ConsentEvent.objects.get().text_shown) == 1

    def test_the_proof_holds_no_token(self, client: Client) -> None:
        url = confirm_url(make_subscriber(REEM, status=Status.PENDING))
        client.post(url)
        assert ConsentEvent.objects.get().page.count(url.rpartition("/")[2]) == 0

    @pytest.mark.parametrize("mark", [".", ",", ")", ">", "،", "؟", "»"])
    def test_a_mark_behind_the_link_does_no_harm(self, client: Client, mark: str) -> None:
        url = confirm_url(make_subscriber(REEM, status=Status.PENDING))
        client.post(url + quote(mark))
        assert standing() == Status.ACTIVE

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_the_answer_leads_to_the_readers_own_page(self, client: Client, language: str) -> None:
        answer = client.post(confirm_url(make_subscriber(REEM, status=Status.PENDING), language))
        own = f"/{language}/p/{preferences.token_of(Subscriber.objects.get())}"
        assert (page(answer).count(f'href="{own}"'), client.get(own).status_code) == (1, 200)
        assert "no-store" in answer.headers["Cache-Control"]

    def test_before_that_and_by_a_link_that_is_used_nothing_does(self, client: Client) -> None:
        url = confirm_url(make_subscriber(REEM, status=Status.PENDING))
        pages = [page(client.get(url))]
        client.post(url)
        pages += [page(client.get(url)), page(client.post(url))]
        assert [html.count("/ar/p/") for html in pages] == [0, 0, 0]


class TestALinkThatIsOver:
    def used(self) -> str:
        subscriber = make_subscriber(REEM)
        return f"/ar/c/{tokens.confirm_token(subscriber.pk, subscriber.token_version - 1)}"

    @pytest.mark.parametrize("method", ["get", "head", "post"])
    def test_it_is_gone(self, client: Client, method: str) -> None:
        assert getattr(client, method)(self.used()).status_code == 410

    def test_it_confirms_nothing(self, client: Client) -> None:
        client.post(self.used())
        assert consents() == []

    def test_it_shows_no_address(self, client: Client) -> None:
        assert page(client.get(self.used())).count("@example.org") == 0

    def test_it_offers_another_to_whoever_is_not_on_the_list(self, client: Client) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        url = f"/ar/c/{tokens.confirm_token(subscriber.pk, 0)}"
        assert page(client.get(url)).count('name="new_link"') == 1

    def test_whoever_is_on_the_list_is_told_so(self, client: Client) -> None:
        html = page(client.get(self.used()))
        assert (html.count('name="new_link"'), html.count("<h1>أنت الآن في القائمة.</h1>")) == (0, 1)

    def test_another_can_be_asked_for(self, client: Client) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        url = f"/ar/c/{tokens.confirm_token(subscriber.pk, 0)}"
        response = client.post(url, {"new_link": "yes"})
        found = (response.status_code, response.headers["Location"], Delivery.objects.get().kind)
        assert found == (303, "/ar/newsletter/asked/", Kind.CONFIRM)

    def test_another_can_be_asked_for_once_in_a_while(self, client: Client) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        for _ in range(4):
            client.post(f"/ar/c/{tokens.confirm_token(subscriber.pk, 0)}", {"new_link": "yes"})
        assert Delivery.objects.count() == 1

    def test_the_words_of_the_proof_stood_on_the_page(self, client: Client) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        url = f"/en/c/{tokens.confirm_token(subscriber.pk, 0)}"
        html = page(client.get(url))
        client.post(url, {"new_link": "yes"})
        assert html.count(ConsentEvent.objects.get().text_shown) == 1

    def test_a_garbled_one_offers_none(self, client: Client) -> None:
        response = client.get("/ar/c/" + "A" * 28)
        assert (response.status_code, page(response).count('name="new_link"')) == (410, 0)

    def test_a_garbled_one_brings_none(self, client: Client) -> None:
        response = client.post("/ar/c/" + "A" * 28, {"new_link": "yes"})
        assert (response.status_code, SignupAttempt.objects.count()) == (410, 0)

    def test_a_link_to_leave_is_none_to_confirm(self, client: Client) -> None:
        subscriber = make_subscriber(REEM, status=Status.PENDING)
        response = client.post("/ar/c/" + tokens.unsubscribe_token(subscriber.pk, 1))
        assert (response.status_code, standing()) == (410, Status.PENDING)

    def test_a_link_to_confirm_is_none_to_leave(self, client: Client) -> None:
        subscriber = make_subscriber(REEM)
        response = client.post("/ar/u/" + tokens.confirm_token(subscriber.pk, 1), ONE_CLICK)
        assert (response.status_code, standing()) == (410, Status.ACTIVE)


# --- odd tokens --------------------------------------------------------------------------------------------

NOT_THERE = (404, 405, 410)  # 405: a slash in it makes it an address at which nothing can be posted

ODD = [
    "x",
    "A" * 28,
    "A" * 10_000,
    "%00",
    "A" * 27 + "%00",
    "%2F",
    "..%2F..%2Fadmin",
    "amp;",
    "%FF%FE",
    "%D8",
    "%0D%0ASet-Cookie:%20a=b",
    "%ED%A0%80",
    "~~READERS~OWN~TOKEN~COMES~~~",
    "=" * 28,
    "%F0%9F%98%80",
    "undefined",
    "%3Cscript%3E",
]
Odd = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@pytest.mark.parametrize("path", ["/ar/c/", "/en/u/"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("token", ODD, ids=range(len(ODD)))
def test_an_odd_token_is_kindly_refused(client: Client, path: str, method: str, token: str) -> None:
    response = getattr(client, method)(path + token)
    assert (response.status_code in NOT_THERE, dict(client.cookies)) == (True, {})


@given(token=Odd, path=st.sampled_from(["/ar/c/", "/ar/u/"]), method=st.sampled_from(["get", "post"]))
@settings(max_examples=100)
def test_no_token_breaks_a_page(token: str, path: str, method: str) -> None:
    response = getattr(Client(), method)(path + quote(token, safe=""), ONE_CLICK)
    assert response.status_code in NOT_THERE


@given(more=Odd, place=st.integers(0, 28))
@settings(max_examples=60)
def test_no_addition_to_a_token_breaks_a_page_or_takes_anybody_off_the_list(more: str, place: int) -> None:
    reader = Subscriber.objects.filter(email_norm=REEM).first() or make_subscriber(REEM)
    token = tokens.unsubscribe_token(reader.pk, 0)
    garbled = token[:place] + "~" + more + token[place:] + "~"
    response = Client().post("/ar/u/" + quote(garbled, safe=""), ONE_CLICK)
    assert (response.status_code in NOT_THERE, standing()) == (True, Status.ACTIVE)


@pytest.mark.parametrize("behind", ["&amp;", "amp;", "%26amp%3B", "%20", "A", "%3D"])
def test_what_a_mail_program_added_beyond_one_mark_is_refused_in_kindness(client: Client, behind: str) -> None:
    response = client.get(leave_url(make_subscriber(REEM)) + behind)
    assert (response.status_code, page(response).count("<h1>")) == (410, 1)


# --- leaving -----------------------------------------------------------------------------------------------


class TestThePageToLeaveBy:
    def test_it_shows_the_address_masked(self, client: Client) -> None:
        html = page(client.get(leave_url(make_subscriber("reem.khoury@example.org"))))
        assert (html.count("r***@example.org"), html.count("reem.khoury")) == (1, 0)

    def test_looking_leaves_the_reader_on_the_list(self, client: Client) -> None:
        response = client.get(leave_url(make_subscriber(REEM)))
        assert (response.status_code, standing()) == (200, Status.ACTIVE)

    def test_its_button_takes_the_reader_off_the_list(self, client: Client) -> None:
        response = client.post(leave_url(make_subscriber(REEM)), {"leave": "yes"})
        assert (response.status_code, standing(), consents()) == (200, Status.UNSUBSCRIBED, ["unsubscribed"])

    def test_its_button_is_the_one_of_the_page(self, client: Client) -> None:
        html = page(client.get(leave_url(make_subscriber(REEM)))).partition("<main")[2].partition("</main")[0]
        assert re.findall(r"<button[^>]*>", html) == ['<button class="button" name="leave" value="yes">']

    def test_no_token_of_a_session_is_asked_for(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.post(leave_url(make_subscriber(REEM)), {"leave": "yes"})
        assert standing() == Status.UNSUBSCRIBED

    def test_who_has_left_is_told_so_and_asked_nothing(self, client: Client) -> None:
        reader = make_subscriber(REEM)
        after = client.post(leave_url(reader), {"leave": "yes"}).content
        assert client.get(leave_url(reader)).content == after

    def test_somebody_who_is_gone_sees_the_page_without_an_address(self, client: Client) -> None:
        response = client.get(f"/ar/u/{tokens.unsubscribe_token(999, 5)}")
        assert (response.status_code, page(response).count("***@")) == (200, 0)

    def test_the_words_of_the_proof_stood_on_the_page(self, client: Client) -> None:
        url = leave_url(make_subscriber(REEM), language="en")
        html = page(client.get(url))
        client.post(url, {"leave": "yes"})
        assert html.count(ConsentEvent.objects.get().text_shown) == 1

    @pytest.mark.parametrize("body", [{}, {"x": "y"}, {"List-Unsubscribe": ""}, {"List-Unsubscribe": "one-click"}])
    def test_a_body_that_says_nothing_changes_nothing(self, client: Client, body: dict[str, str]) -> None:
        response = client.post(leave_url(make_subscriber(REEM)), body)
        assert (response.status_code, standing(), consents()) == (400, Status.ACTIVE, [])

    @pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
    def test_a_body_of_another_kind_changes_nothing(self, client: Client, kind: str) -> None:
        response = client.post(leave_url(make_subscriber(REEM)), ONE_CLICK_BODY, content_type=kind)
        assert (response.status_code, standing()) == (400, Status.ACTIVE)

    def test_what_stands_behind_the_question_mark_is_no_body(self, client: Client) -> None:
        response = client.post(f"{leave_url(make_subscriber(REEM))}?{ONE_CLICK_BODY}")
        assert (response.status_code, standing()) == (400, Status.ACTIVE)

    def test_a_broken_body_changes_nothing(self, client: Client) -> None:
        response = client.post(leave_url(make_subscriber(REEM)), "--x\r\n", content_type="multipart/form-data")
        assert (response.status_code, standing()) == (400, Status.ACTIVE)


class TestOneClick:
    """RFC 8058: the mail program posts, without anything that a browser would have."""

    def urlencoded(self, url: str) -> tuple[int, bytes]:
        response = Client(enforce_csrf_checks=True).post(url, ONE_CLICK_BODY, content_type=FORM)
        return response.status_code, response.content

    def test_a_form_takes_the_reader_off_the_list(self) -> None:
        status, _body = self.urlencoded(leave_url(make_subscriber(REEM)))
        assert (status, standing(), consents()) == (200, Status.UNSUBSCRIBED, ["unsubscribed"])

    def test_a_form_in_parts_takes_the_reader_off_the_list(self) -> None:
        response = Client(enforce_csrf_checks=True).post(leave_url(make_subscriber(REEM)), ONE_CLICK)
        assert (response.status_code, standing(), consents()) == (200, Status.UNSUBSCRIBED, ["unsubscribed"])

    @pytest.mark.parametrize("origin", ["null", "https://mail.example"])
    def test_it_works_from_the_page_of_a_mail_program(self, origin: str) -> None:
        headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
        Client(enforce_csrf_checks=True).post(leave_url(make_subscriber(REEM)), ONE_CLICK, headers=headers)
        assert standing() == Status.UNSUBSCRIBED

    def test_the_answer_is_short_and_sets_no_cookie(self) -> None:
        client = Client(enforce_csrf_checks=True)
        response = client.post(leave_url(make_subscriber(REEM)), ONE_CLICK_BODY, content_type=FORM)
        found = (
            response.content,
            response.headers["Content-Type"],
            dict(response.cookies),
            "Location" in response.headers,
        )
        assert found == (LEFT, "text/plain; charset=utf-8", {}, False)

    def test_a_browser_that_does_it_gets_the_page(self, client: Client) -> None:
        headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        page = client.post(leave_url(make_subscriber(REEM)), ONE_CLICK, headers=headers)
        assert (standing(), "newsletter/left.html" in [one.name for one in page.templates]) == (
            Status.UNSUBSCRIBED,
            True,
        )

    def test_as_often_as_one_likes(self) -> None:
        url = leave_url(make_subscriber(REEM))
        answers = [self.urlencoded(url) for _ in range(3)]
        assert (answers, consents()) == ([(200, LEFT)] * 3, ["unsubscribed"])

    def test_somebody_who_is_gone_is_answered_the_same(self) -> None:
        assert self.urlencoded(f"/ar/u/{tokens.unsubscribe_token(999, 5)}") == (200, LEFT)

    def test_an_erased_reader_is_answered_the_same(self) -> None:
        assert self.urlencoded(leave_url(make_subscriber(status=Status.ERASED))) == (200, LEFT)

    def test_a_garbled_token_is_gone(self) -> None:
        assert self.urlencoded("/ar/u/" + "A" * 28)[0] == 410

    def test_a_cookie_that_comes_along_is_neither_asked_nor_answered(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.cookies["session"] = "x" * 32
        response = client.post(leave_url(make_subscriber(REEM)), ONE_CLICK_BODY, content_type=FORM)
        assert (response.status_code, dict(response.cookies)) == (200, {})

    def test_the_address_in_the_mails_header_is_the_one_that_works(self) -> None:
        reader = make_subscriber(REEM)
        digest = make_issue()
        mail = letters.compiled_issue(digest).fill(
            to=REEM,
            mail_id="d1.1.x",
            token=tokens.unsubscribe_token(reader.pk, digest.pk),
            settings_token=tokens.settings_token(reader.pk, 1),
        )
        [url] = re.findall(r"List-Unsubscribe:\s+<http://testserver([^>]*)>", mail.decode("ascii"))
        self.urlencoded(url)
        assert (standing(), Delivery.objects.get().unsubscribed) == (Status.UNSUBSCRIBED, True)

    def test_a_mark_behind_the_link_does_no_harm(self) -> None:
        self.urlencoded(leave_url(make_subscriber(REEM)) + ".")
        assert standing() == Status.UNSUBSCRIBED


# --- what the pages with a token say to browsers -----------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "place", ["confirm", "confirm-used", "confirm-garbled", "leave", "leave-gone", "leave-garbled"]
)
class TestPagesWithAToken:
    def test_they_name_themselves_to_this_house_only(self, client: Client, place: str, method: str) -> None:
        response = getattr(client, method)(looked_at()[place])
        assert response.headers["Referrer-Policy"] == "same-origin"

    def test_nobody_stores_them(self, client: Client, place: str, method: str) -> None:
        response = getattr(client, method)(looked_at()[place])
        assert sorted(response.headers["Cache-Control"].split(", ")) == [
            "max-age=0",
            "must-revalidate",
            "no-cache",
            "no-store",
            "private",
        ]

    def test_no_machine_lists_them(self, client: Client, place: str, method: str) -> None:
        html = page(getattr(client, method)(looked_at()[place]))
        assert re.findall(r'<meta name="robots" content="([^"]*)">', html) == ["noindex, nofollow"]


@pytest.mark.parametrize("place", ["confirm", "leave"])
def test_the_token_stands_nowhere_on_its_page(client: Client, place: str) -> None:
    """Neither as its canonical address nor as the one to be shared: whoever has it can act."""
    url = looked_at()[place]
    assert page(client.get(url)).count(url.rpartition("/")[2]) == 0


# --- the archive -------------------------------------------------------------------------------------------


class TestTheArchive:
    def test_an_issue_shows_its_stories(self, client: Client) -> None:
        digest = make_issue("حصاد الزيتون", more=["الطريق إلى تل الرمّان"])
        html = page(client.get(f"/ar/newsletter/{digest.pk}/"))
        assert [html.count(f">{title}<") > 0 for title in ("حصاد الزيتون", "الطريق إلى تل الرمّان")] == [True, True]

    def test_an_issue_holds_no_token_and_no_address(self, client: Client) -> None:
        reader = make_subscriber("reem.khoury@example.net")
        digest = make_issue()
        html = page(client.get(f"/ar/newsletter/{digest.pk}/"))
        own = tokens.unsubscribe_token(reader.pk, digest.pk)
        found = [html.count(word) for word in (SLOT, own, "/ar/u/", "reem.khoury", "example.net")]
        assert found == [0, 0, 0, 0, 0]

    def test_an_issue_is_the_same_for_everybody(self, client: Client) -> None:
        digest = make_issue()
        first = client.get(f"/ar/newsletter/{digest.pk}/").content
        client.cookies["session"] = "x" * 32
        assert client.get(f"/ar/newsletter/{digest.pk}/?reader=7").content == first

    def test_an_issue_says_what_the_mail_said_above_its_stories(self, client: Client) -> None:
        digest = make_issue("حصاد الزيتون", more=["الطريق إلى تل الرمّان"])
        Digest.objects.update(subject="صباح الزيتون", intro="صباح الخير.")
        path = f"/ar/newsletter/{digest.pk}/"
        html = page(client.get(path))
        assert re.search(r"<h1>.?صباح الزيتون.?</h1>", html)
        assert "صباح الخير." in html
        withdraw(digest, "الطريق إلى تل الرمّان")  # of which the words above may speak
        html = page(client.get(path))
        assert ("صباح الزيتون" in html, "صباح الخير." in html) == (False, False)

    def test_a_withdrawn_story_is_left_out(self, client: Client) -> None:
        digest = make_issue("حصاد الزيتون", more=["الطريق إلى تل الرمّان"])
        withdraw(digest, "الطريق إلى تل الرمّان")
        assert page(client.get(f"/ar/newsletter/{digest.pk}/")).count("الطريق إلى تل الرمّان") == 0

    def test_a_withdrawn_lead_is_left_out(self, client: Client) -> None:
        digest = make_issue("حصاد الزيتون", more=["الطريق إلى تل الرمّان"])
        withdraw(digest, "حصاد الزيتون")
        assert page(client.get(f"/ar/newsletter/{digest.pk}/")).count("حصاد الزيتون") == 0

    def test_a_withdrawn_lead_is_not_in_the_list_of_issues_either(self, client: Client) -> None:
        digest = make_issue("حصاد الزيتون", more=["الطريق إلى تل الرمّان"])
        withdraw(digest, "حصاد الزيتون")
        assert page(client.get("/ar/newsletter/")).count("حصاد الزيتون") == 0

    def test_an_issue_of_which_everything_was_withdrawn_is_still_a_page(self, client: Client) -> None:
        digest = make_issue("حصاد الزيتون")
        withdraw(digest, "حصاد الزيتون")
        assert client.get(f"/ar/newsletter/{digest.pk}/").status_code == 200

    def test_a_story_that_was_withdrawn_in_the_other_language_stays(self, client: Client) -> None:
        article = make_bilingual_article("حصاد الزيتون", "The olive harvest")
        make_publication(article, language="en")
        make_publication(article)
        digest = make_issue("الطريق إلى تل الرمّان")
        publishing.withdraw(article, language="en", by=None, reason="خطأ")
        assert page(client.get(f"/ar/newsletter/{digest.pk}/")).count(">حصاد الزيتون<") == 1

    @pytest.mark.parametrize("state", [DigestState.DRAFT, DigestState.APPROVED, DigestState.SKIPPED])
    def test_an_issue_that_has_not_gone_out_is_not_there(self, client: Client, state: DigestState) -> None:
        digest = make_digest()
        Digest.objects.filter(pk=digest.pk).update(state=state)
        assert client.get(f"/ar/newsletter/{digest.pk}/").status_code == 404

    def test_an_issue_is_not_there_in_the_other_language(self, client: Client) -> None:
        assert client.get(f"/en/newsletter/{make_issue().pk}/").status_code == 404

    @pytest.mark.parametrize("number", ["999", "0", "1" * 18, "1" * 40, "x"])
    def test_an_issue_that_never_was_is_not_there(self, client: Client, number: str) -> None:
        assert client.get(f"/ar/newsletter/{number}/").status_code == 404

    def test_a_draft_is_not_in_the_list_of_issues(self, client: Client) -> None:
        digest = make_digest("حصاد الزيتون")
        assert page(client.get("/ar/newsletter/")).count(f"/newsletter/{digest.pk}/") == 0

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_an_issue_can_only_be_looked_at(self, client: Client, method: str) -> None:
        assert getattr(client, method)(f"/ar/newsletter/{make_issue().pk}/").status_code == 405


def withdraw(digest: Digest, headline: str) -> None:
    """Take a story of the issue off the site."""
    article = digest.items.get(headline=headline).article
    assert article is not None
    publishing.withdraw(article, language=digest.language, by=None, reason="خطأ")


# --- the box -----------------------------------------------------------------------------------------------


def public_pages() -> dict[str, str]:
    """One page of every kind, with something on it."""
    section, region, tag = make_section(name_en="Land"), make_region(), make_tag()
    cartoon = make_cartoon()
    digest = make_issue()
    row = make_publication()
    gone = make_publication()
    publishing.withdraw(gone.article, language="ar", by=None, reason="خطأ")
    return {
        "front": "/ar/",
        "front-in-english": "/en/",
        "latest": "/ar/latest/",
        "story": f"/ar/articles/{row.article_id}/{row.slug}/",
        "section-without-stories": f"/ar/sections/{section.slug_ar}/",
        "section-in-english": f"/en/sections/{section.slug_en}/",
        "region": f"/ar/regions/{region.slug_ar}/",
        "tag": f"/ar/tags/{tag.slug_ar}/",
        "cartoons": "/ar/cartoons/",
        "cartoon": f"/ar/cartoons/{cartoon.pk}/",
        "issue": f"/ar/newsletter/{digest.pk}/",
        "subscribe": "/ar/newsletter/",
        "not-found": "/ar/none/",
        "not-found-in-english": "/en/none/",
        "withdrawn": f"/ar/articles/{gone.article_id}/{gone.slug}/",
    }


KINDS = [
    "front",
    "front-in-english",
    "latest",
    "story",
    "section-without-stories",
    "section-in-english",
    "region",
    "tag",
    "cartoons",
    "cartoon",
    "issue",
    "subscribe",
    "not-found",
    "not-found-in-english",
    "withdrawn",
]


@pytest.mark.parametrize("kind", KINDS)
class TestTheBox:
    def test_every_page_has_it_once(self, client: Client, kind: str) -> None:
        html = page(client.get(public_pages()[kind]))
        assert (html.count('class="letter__form"'), html.count('id="letter-email"')) == (1, 1)

    def test_it_brings_no_cookie(self, client: Client, kind: str) -> None:
        response = client.get(public_pages()[kind])
        assert (dict(response.cookies), "Cookie" in response.headers.get("Vary", "")) == ({}, False)


@pytest.mark.parametrize("place", ["confirm", "confirm-used", "leave", "leave-gone", "leave-garbled", "asked"])
def test_no_page_of_a_step_has_it(client: Client, place: str) -> None:
    assert page(client.get(looked_at()[place])).count('class="letter__form"') == 0


def test_after_confirming_and_after_leaving_it_is_not_shown(client: Client) -> None:
    subscriber = make_subscriber(REEM, status=Status.PENDING)
    confirmed = page(client.post(confirm_url(subscriber)))
    left = page(client.post(leave_url(subscriber), {"leave": "yes"}))
    assert [html.count('class="letter__form"') for html in (confirmed, left)] == [0, 0]


def test_the_list_of_issues_asks_the_same_number_of_questions_however_long_it_is(client: Client) -> None:
    client.get("/ar/newsletter/")
    make_issue("أول")
    with CaptureQueriesContext(connection) as one:
        client.get("/ar/newsletter/")
    make_issue("ثانٍ")
    make_issue("ثالث")
    with CaptureQueriesContext(connection) as three:
        client.get("/ar/newsletter/")
    assert len(three) == len(one)
