"""The issues so far as a feed."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from articles import publishing
from tests.factories import make_issue, make_subscriber, name_the_site

pytestmark = pytest.mark.django_db
FORMS = ("/ar/newsletter/feed/", "/ar/newsletter/feed/atom/")


def entries(client: Client, path: str) -> list[ET.Element]:
    answer = client.get(path)
    root = ET.fromstring(answer.content)  # noqa: S314  our own feed
    assert answer.headers["Content-Type"].endswith("xml; charset=utf-8")
    return root.findall(".//item") or root.findall("{http://www.w3.org/2005/Atom}entry")


@pytest.mark.parametrize("path", FORMS)
def test_an_issue_that_went_out_is_an_entry(client: Client, path: str) -> None:
    name_the_site()
    issue = make_issue("حصاد الزيتون", more=["مطر"])
    [entry] = entries(client, path)
    whole = ET.tostring(entry, encoding="unicode")
    assert (f"/ar/newsletter/{issue.pk}/" in whole, "حصاد الزيتون" in whole, "مطر" in whole) == (True, True, True)


@pytest.mark.parametrize("path", FORMS)
def test_before_the_first_issue_the_feed_is_empty(client: Client, path: str) -> None:
    assert entries(client, path) == []


def test_the_feed_names_nothing_that_was_withdrawn(client: Client) -> None:
    issue = make_issue("حصاد الزيتون", more=["مطر"])
    article = issue.items.get(headline="مطر").article
    assert article is not None
    publishing.withdraw(article, language="ar", by=None, reason="خطأ")
    assert "مطر" not in client.get(FORMS[0]).content.decode()


def test_the_feed_holds_no_address_and_no_token(client: Client) -> None:
    make_subscriber("reem@example.org")
    make_issue()
    text = client.get(FORMS[0]).content.decode()
    assert ("reem" in text, re.findall(r"/[up]/[\w-]{28}", text)) == (False, [])


def test_the_page_of_the_newsletter_names_its_feed(client: Client) -> None:
    assert 'href="/ar/newsletter/feed/"' in client.get("/ar/newsletter/").content.decode()
