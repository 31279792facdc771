"""`manage.py run`: what it tells its processes and what it tells the person at the keyboard."""

import socket

import pytest
from django.core.management import CommandError, call_command

from newsroom.management.commands import run


def test_a_taken_port_ends_it_with_the_command_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        monkeypatch.setenv("HOST", "127.0.0.1")
        with pytest.raises(CommandError, match=rf"^Port {port} is taken\. The next free one: make run PORT=\d+$"):
            call_command("run")


def test_an_address_of_another_machine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "192.0.2.1")
    with pytest.raises(CommandError, match=r"^Cannot listen at HOST=192\.0\.2\.1 PORT=8000: "):
        call_command("run")


def test_the_address_of_the_site_follows_host_and_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_URL")
    assert run._environment("127.0.0.1", 8001, debug=False, demo=False)["SITE_URL"] == "http://127.0.0.1:8001"
    assert run._environment("::1", 8001, debug=False, demo=False)["SITE_URL"] == "http://[::1]:8001"


def test_what_the_person_said_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://news.example")
    monkeypatch.setenv("DEMO", "no")
    environment = run._environment("127.0.0.1", 8000, debug=False, demo=True)
    assert (environment["SITE_URL"], environment["DEMO"]) == ("https://news.example", "no")


def test_a_machine_that_listens_everywhere_is_asked_by_its_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLOWED_HOSTS")
    monkeypatch.setattr(run, "_own_addresses", lambda: ["192.0.2.7"])
    monkeypatch.setattr(socket, "gethostname", lambda: "desk")
    assert run._environment("0.0.0.0", 8000, debug=False, demo=False)["ALLOWED_HOSTS"] == "desk 192.0.2.7"


def test_the_block_names_the_doors_and_the_people() -> None:
    block = run._block("http://127.0.0.1:8000", [("سمر", "محرّرة"), ("زياد", "")], empty=False)
    assert [line.strip() for line in block.splitlines() if line.startswith(" ")] == [
        "The newsroom is running at 127.0.0.1:8000",
        "site, Arabic   http://127.0.0.1:8000/ar/",
        "site, English  http://127.0.0.1:8000/en/",
        "desk           http://127.0.0.1:8000/admin/",
        "Log in at the desk with one button, as",
        "سمر (محرّرة)",
        "زياد",
        "Ctrl-C ends it.",
    ]


def test_without_anybody_the_block_says_how_to_begin() -> None:
    assert "manage.py createsuperuser" in run._block("http://127.0.0.1:8000", [], empty=True)
