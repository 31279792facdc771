"""The newsletter box: what it takes, what it answers, what it never tells."""

import pytest
from django.test import Client

from newsletter.models import Status, Subscriber

pytestmark = pytest.mark.django_db
URL = "/ar/newsletter/"


def test_an_address_is_taken_as_pending(client: Client) -> None:
    response = client.post(URL, {"email": "Reem@Example.org", "language": "en", "source": "/ar/articles/1/"})
    assert response.status_code == 200
    assert list(Subscriber.objects.values_list("email", "email_norm", "language", "status", "source")) == [
        ("Reem@Example.org", "reem@example.org", "en", Status.PENDING, "/ar/articles/1/")
    ]


def test_a_known_address_gets_the_same_answer_and_stays_as_it_is(client: Client) -> None:
    first = client.post(URL, {"email": "reem@example.org", "language": "ar"})
    Subscriber.objects.update(status=Status.ACTIVE)
    second = client.post(URL, {"email": "REEM@example.org", "language": "en"})
    assert second.content == first.content
    assert list(Subscriber.objects.values_list("status", "language")) == [(Status.ACTIVE, "ar")]


def test_a_bad_address_comes_back_with_what_was_typed_and_the_reason_in_arabic(client: Client) -> None:
    response = client.post(URL, {"email": "reem@example", "language": "ar"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="reem@example"' in page
    assert "name@example.org" in page
    assert not Subscriber.objects.exists()


def test_the_trap_is_answered_like_a_success_and_takes_nothing(client: Client) -> None:
    honest = client.post(URL, {"email": "reem@example.org", "language": "ar"})
    Subscriber.objects.all().delete()
    trapped = client.post(URL, {"email": "reem@example.org", "language": "ar", "website": "https://spam.example"})
    assert trapped.content == honest.content
    assert not Subscriber.objects.exists()


def test_a_form_on_another_site_is_refused(client: Client) -> None:
    response = client.post(
        URL, {"email": "reem@example.org", "language": "ar"}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403
    assert not Subscriber.objects.exists()


def test_looking_changes_nothing_and_sets_no_cookie(client: Client) -> None:
    response = client.get(URL)
    assert response.status_code == 200
    assert not response.cookies
    assert not Subscriber.objects.exists()


def test_an_unknown_language_is_refused_at_its_field(client: Client) -> None:
    response = client.post(URL, {"email": "reem@example.org", "language": "fr"})
    assert response.status_code == 422
    assert not Subscriber.objects.exists()
