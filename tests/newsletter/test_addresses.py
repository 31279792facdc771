"""Addresses as people type and paste them."""

import pytest

from newsletter.addresses import BadAddress, normalise, tidy


@pytest.mark.parametrize(
    ("typed", "norm"),
    [
        ("Reem@Example.ORG", "reem@example.org"),
        ("  reem@example.org\n", "reem@example.org"),
        ("\u200freem@example.org\u200e", "reem@example.org"),
        ("\u202breem@example.org\u202c", "reem@example.org"),
        ("reem٢٠٢٤@example.org", "reem2024@example.org"),
        ("ｒeem＠example．org", "reem@example.org"),
        ("reem@مثال.إختبار", "reem@xn--mgbh0fb.xn--kgbechtv"),
        ("o'hara+news@example.co.uk", "o'hara+news@example.co.uk"),
        ("a.b@example.org", "a.b@example.org"),
    ],
)
def test_an_address_has_one_form(typed: str, norm: str) -> None:
    assert normalise(typed) == norm


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "reem",
        "@example.org",
        "reem@",
        "reem@example",
        "reem@localhost",
        "reem@[127.0.0.1]",
        "reem@127.0.0.1",
        "a@b@example.org",
        "reem samar@example.org",
        "ريم@example.org",
        "a%b@example.org",
        ".reem@example.org",
        "reem.@example.org",
        "re..em@example.org",
        "reem@example..org",
        "reem@-example.org",
        "reem@exa_mple.org",
        '"<script>"@example.org',
        "reem@example.org, samar@example.org",
        "reem\r\nBcc: x@example.org",
        "reem@example.org\r\nBcc: x@example.org",
        "a" * 65 + "@example.org",
        "reem@" + "a" * 64 + ".org",
        "reem@" + ".".join(["a" * 60] * 5) + ".org",
    ],
)
def test_what_cannot_be_mailed_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        normalise(typed)


def test_the_address_is_kept_as_it_was_meant() -> None:
    assert tidy("\u200fReem@Example.org ") == "Reem@Example.org"
