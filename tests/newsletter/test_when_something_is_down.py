"""Worker, broker or mail server dead: signing up and publishing go on, and the mail goes out afterwards."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from articles.models import Publication
from newsletter import drilling, stamps, tasks
from newsletter.models import Delivery, Digest, DigestPlan
from newsroom import celery, clock
from tests.factories import make_plan, make_publication, make_subscriber

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message to the broker fails."""

    def dead(*_args: object, **_options: object) -> None:
        raise ConnectionRefusedError("no broker")

    monkeypatch.setattr(celery.app, "send_task", dead)


@pytest.fixture
def port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[drilling.Sink]:
    """A mail server that listens."""
    with drilling.listening() as sink:
        use_server(settings, sink.port)
        yield sink


def use_server(settings: Settings, port: int) -> None:
    """Mails go to that port of this machine."""
    settings.EMAIL_FILE_PATH = ""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


def sign_up(client: Client) -> int:
    """The answer to somebody who signs up."""
    return client.post(
        "/ar/newsletter/", {"email": "reem@example.org", "language": "ar", "stamp": stamps.stamp()}
    ).status_code


@pytest.mark.usefixtures("no_broker")
def test_without_a_broker_people_sign_up_and_the_next_tick_mails_them(
    client: Client, mail_server: drilling.Sink
) -> None:
    assert sign_up(client) == 303
    assert mail_server.taken == []
    tasks.tick()
    tasks.drain()
    assert [address for address, _mail_id in mail_server.taken] == ["reem@example.org"]


@pytest.mark.usefixtures("no_broker")
def test_without_a_broker_an_issue_goes_out_at_its_hour(mail_server: drilling.Sink) -> None:
    make_plan()
    make_publication()
    make_subscriber("reem@example.org")
    DigestPlan.objects.update(next_run_at=clock.now())
    assert tasks.tick() == 1
    tasks.drain()
    assert [address for address, _mail_id in mail_server.taken] == ["reem@example.org"]
    assert Digest.objects.get().state == "sent"


def test_without_a_mail_server_people_sign_up_and_stories_are_published(
    client: Client, settings: Settings, port: int
) -> None:
    use_server(settings, port)
    assert sign_up(client) == 303
    make_publication()
    assert tasks.drain() == 0
    assert Publication.objects.live("ar").count() == 1
    assert list(Delivery.objects.values_list("state", "attempts")) == [("queued", 0)]


def test_when_the_mail_server_is_back_everything_goes_out_once(client: Client, settings: Settings, port: int) -> None:
    use_server(settings, port)
    sign_up(client)
    make_plan()
    make_publication()
    make_subscriber("samar@example.org")
    DigestPlan.objects.update(next_run_at=clock.now())
    tasks.tick()
    tasks.drain()
    with drilling.listening() as sink:
        use_server(settings, sink.port)
        for _time in range(2):
            tasks.tick()
            tasks.drain()
        assert sorted(address for address, _mail_id in sink.taken) == ["reem@example.org", "samar@example.org"]
