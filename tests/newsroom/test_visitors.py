"""Who asks: the address that the line says, and what a proxy on this machine adds to it."""

import pytest
from django.test import RequestFactory

from newsroom.visitors import address_of


def asked(remote: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return address_of(RequestFactory().get("/ar/", headers=headers, REMOTE_ADDR=remote))


@pytest.mark.parametrize("remote", ["192.0.2.7", "2001:db8::7"])
def test_a_visitor_is_whom_the_line_names(remote: str) -> None:
    assert asked(remote) == remote


@pytest.mark.parametrize("remote", ["192.0.2.7", "2001:db8::7"])
def test_what_a_visitor_writes_about_himself_is_not_believed(remote: str) -> None:
    assert asked(remote, "198.51.100.9") == remote


@pytest.mark.parametrize("remote", ["127.0.0.1", "127.8.9.10", "::1", ""])
@pytest.mark.parametrize("visitor", ["192.0.2.7", "2001:db8::7"])
def test_a_proxy_on_this_machine_names_the_visitor(remote: str, visitor: str) -> None:
    assert asked(remote, visitor) == visitor


def test_a_proxy_on_this_machine_is_known_by_its_mapped_address_too() -> None:
    """As a server that listens on both kinds of addresses sees it."""
    assert asked("::ffff:127.0.0.1", "192.0.2.7") == "192.0.2.7"


@pytest.mark.parametrize("written", ["198.51.100.9", "198.51.100.9, 203.0.113.5", "nonsense", " ", "127.0.0.1"])
def test_of_several_the_last_is_the_proxys_own_word(written: str) -> None:
    assert asked("127.0.0.1", f"{written}, 192.0.2.7") == "192.0.2.7"


@pytest.mark.parametrize("forwarded", ["", "unknown", "192.0.2", "192.0.2.7:4711", "192.0.2.7,", "<script>", "\0"])
def test_what_is_no_address_is_not_taken_for_one(forwarded: str) -> None:
    assert asked("127.0.0.1", forwarded) == "127.0.0.1"


@pytest.mark.parametrize("remote", ["127.0.0.1", "::1"])
def test_somebody_on_this_machine_is_this_machine(remote: str) -> None:
    assert asked(remote) == remote


def test_without_any_line_nobody_is_named() -> None:
    assert asked("") == ""
