"""What counts as one visitor."""

import pytest

from newsletter.limits import network_of


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:DB8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_visitor_is_an_address_or_a_network(ip: str, network: str) -> None:
    assert network_of(ip) == network


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_no_visitor(ip: str) -> None:
    assert network_of(ip) == ""


@pytest.mark.parametrize("ip", ["", "nonsense", "192.0.2", "192.0.2.7/32", "192.0.2.7:80", "1" * 60, "\0"])
def test_nonsense_is_no_visitor(ip: str) -> None:
    assert network_of(ip) == ""


def test_the_zone_of_a_local_address_is_no_second_visitor() -> None:
    assert network_of("fe80::1%eth0") == network_of("fe80::1%eth1")
