"""What came back, at the desk: what waits for a person, and what stands at a reader and at an issue."""

from __future__ import annotations

import html

import pytest
from django.conf import settings as configured
from django.test import Client

from newsletter import inbound
from newsletter.models import Delivery, InboundMessage
from tests.factories import make_issue, make_subscriber, make_user
from tests.newsletter import returned_mail as mail

pytestmark = pytest.mark.django_db
RIGHTS = ("newsletter.view_inboundmessage", "newsletter.view_subscriber", "newsletter.view_digest")
LIST = "/admin/newsletter/inboundmessage/"


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser of somebody who looks after the newsletter."""
    assert configured.LANGUAGE_CODE == "ar"
    client.force_login(make_user(permissions=RIGHTS, interface_language="en"))
    return client


@pytest.fixture
def delivery() -> Delivery:
    make_subscriber("reem@example.org")
    make_issue()
    return Delivery.objects.get()


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_what_waits_is_listed_with_its_reason(editor: Client, delivery: Delivery) -> None:
    inbound.receive(mail.report())
    page = read(editor, LIST)
    assert "It does not prove which mail it is about" in page
    assert (page.count("reem@example.org"), page.count("r***@example.org")) == (0, 1)


def test_what_was_understood_does_not_wait(editor: Client, delivery: Delivery) -> None:
    inbound.receive(mail.report_on(delivery))
    assert "reem@example.org" not in read(editor, LIST)
    message = InboundMessage.objects.get()
    assert editor.get(f"{LIST}{message.pk}/change/").status_code == 302


def test_a_message_is_shown_as_text_and_nothing_else(editor: Client) -> None:
    inbound.receive(mail.ordinary(words="<script>alert(1)</script> شكرًا"))
    message = InboundMessage.objects.get()
    answer = editor.get(f"{LIST}{message.pk}/change/").content.decode()
    assert "<script>alert(1)" not in answer
    assert "&lt;script&gt;alert(1)&lt;/script&gt; شكرًا" in answer


def test_a_message_whose_bytes_are_gone_opens(editor: Client) -> None:
    inbound.receive(mail.ordinary())
    InboundMessage.objects.update(raw=None)
    assert editor.get(f"{LIST}{InboundMessage.objects.get().pk}/change/").status_code == 200


def test_nothing_can_be_changed_or_deleted(editor: Client) -> None:
    inbound.receive(mail.ordinary())
    message = InboundMessage.objects.get()
    assert editor.post(f"{LIST}{message.pk}/change/", {"quarantine": ""}).status_code == 403
    assert editor.post(f"{LIST}{message.pk}/delete/", {"post": "yes"}).status_code == 403
    assert InboundMessage.objects.quarantined().count() == 1


def test_a_bounce_stands_at_its_reader(editor: Client, delivery: Delivery) -> None:
    inbound.receive(mail.report_on(delivery, mail.FULL, status="4.2.2"))
    page = read(editor, f"/admin/newsletter/subscriber/{delivery.subscriber_id}/change/")
    assert "Came back · The mailbox is full" in page
    assert "over quota" in page


def test_words_of_a_stranger_are_escaped_at_the_reader(editor: Client, delivery: Delivery) -> None:
    inbound.receive(mail.report_on(delivery, "452 4.2.2 <script>alert(1)</script> over quota", status="4.2.2"))
    page = editor.get(f"/admin/newsletter/subscriber/{delivery.subscriber_id}/change/").content.decode()
    assert "<script>alert(1)" not in page


def test_bounces_are_counted_at_their_issue(editor: Client, delivery: Delivery) -> None:
    inbound.receive(mail.report_on(delivery, mail.FULL, status="4.2.2"))
    page = read(editor, f"/admin/newsletter/digest/{delivery.digest_id}/change/")
    assert "<dt>The mailbox is full</dt><dd>1</dd>" in page
    assert "block lists" not in page


def test_too_many_refusals_of_our_mail_are_said(editor: Client) -> None:
    for name in ("a", "b"):
        make_subscriber(f"{name}@example.org")
    make_issue()
    for each in Delivery.objects.all():
        inbound.receive(mail.report_on(each, mail.UNWANTED, status="5.7.1"))
    Delivery.objects.update(state="sent")
    page = read(editor, f"/admin/newsletter/digest/{Delivery.objects.all()[0].digest_id}/change/")
    assert "look at SPF, DKIM and block lists" in page
