"""Addresses as people type and paste them: what is meant is taken, what cannot be mailed is refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.addresses import MAX_LENGTH, Address, BadAddress, masked, parse


@pytest.mark.parametrize(
    ("typed", "norm"),
    [
        ("Reem@Example.ORG", "reem@example.org"),
        ("  reem@example.org\n", "reem@example.org"),
        ("\treem@example.org\r\n", "reem@example.org"),
        ("\u00a0reem@example.org\u3000", "reem@example.org"),
        ("\u200freem@example.org\u200e", "reem@example.org"),
        ("\u202breem@example.org\u202c", "reem@example.org"),
        ("\u2067reem@example.org\u2069", "reem@example.org"),
        ("\u061creem@exa\u200bmple.org", "reem@example.org"),
        ("\ufeffreem@example.org", "reem@example.org"),
        ("re\u00adem@example.org", "reem@example.org"),
        ("reem\u2060@example.org", "reem@example.org"),
        ("reem@example\u200c.org", "reem@example.org"),
        ("reem٢٠٢٤@example.org", "reem2024@example.org"),
        ("reem۲۰۲۴@example.org", "reem2024@example.org"),
        ("reem@news٢٤.example.org", "reem@news24.example.org"),
        ("ｒeem＠example．org", "reem@example.org"),
        ("reem@example。org", "reem@example.org"),
        ("reem@مثال.إختبار", "reem@xn--mgbh0fb.xn--kgbechtv"),
        ("reem@\u200fمثال.إختبار", "reem@xn--mgbh0fb.xn--kgbechtv"),
        ("reem@صحيفة.سوريا", "reem@xn--ogbhx3c3b.xn--mgbtf8fl"),
        ("reem@bücher.example", "reem@xn--bcher-kva.example"),
        ("reem@BÜCHER.example", "reem@xn--bcher-kva.example"),
        ("reem@xn--bcher-kva.example", "reem@xn--bcher-kva.example"),
        ("o'hara+news@example.co.uk", "o'hara+news@example.co.uk"),
        ("a.b@example.org", "a.b@example.org"),
        ("a@example.org", "a@example.org"),
        ("1@example.org", "1@example.org"),
        ("_@example.org", "_@example.org"),
        ("a=b@example.org", "a=b@example.org"),
        ("a/b@example.org", "a/b@example.org"),
        ("a{b}c@example.org", "a{b}c@example.org"),
        ("a--b@example.org", "a--b@example.org"),
        ("reem@a.b.c.d.example.org", "reem@a.b.c.d.example.org"),
        ("reem@1.example.org", "reem@1.example.org"),
        ("reem@123.org", "reem@123.org"),
        ("reem@exa--mple.org", "reem@exa--mple.org"),
        ("reem@example.technology", "reem@example.technology"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
        ("reem@" + "a" * 63 + ".org", "reem@" + "a" * 63 + ".org"),
    ],
)
def test_an_address_has_one_form(typed: str, norm: str) -> None:
    assert parse(typed).norm == norm


REFUSED = {
    "no_at": [
        "",
        " ",
        "\u200f",
        "\n",
        "reem",
        "reem at example.org",
        "example.org",
        "reem.example.org",
        "ريم",
        "https://example.org/",
    ],
    "half": ["@", "@example.org", "reem@", "  @example.org", "reem@\u200f", "a@b@"],
    "local_part": [
        "a@b@example.org",
        "reem@@example.org",
        "reem samar@example.org",
        "reem\u00a0samar@example.org",
        "ريم@example.org",
        "réem@example.org",
        "a%b@example.org",
        "a(b)@example.org",
        "a:b@example.org",
        "a;b@example.org",
        "a,b@example.org",
        "a\\b@example.org",
        "a[b]@example.org",
        "<a@example.org",
        ".reem@example.org",
        "reem.@example.org",
        "re..em@example.org",
        ".@example.org",
        '"reem"@example.org',
        '"reem samar"@example.org',
        '"<script>"@example.org',
        "Reem <reem@example.org",
        "reem@example.org, samar@example.org",
        "reem@example.org;samar@example.org",
        "reem\r\nBcc: x@example.org",
        "reem\nBcc:x@example.org",
        "reem\rx@example.org",
        "reem\0@example.org",
        "reem\x7f@example.org",
        "reem\x85x@example.org",
        "reem\u2028x@example.org",
        "=?utf-8?q?reem?=\t@example.org",
        "mailto:reem@example.org",
        "a" * 65 + "@example.org",
        "😀@example.org",
    ],
    "domain": [
        "reem@example",
        "reem@localhost",
        "reem@[127.0.0.1]",
        "reem@[IPv6:::1]",
        "reem@127.0.0.1",
        "reem@١٢٧.٠.٠.١",
        "reem@0x7f.1",
        "reem@2130706433",
        "reem@example..org",
        "reem@.example.org",
        "reem@example.org.",
        "reem@-example.org",
        "reem@example-.org",
        "reem@exa_mple.org",
        "reem@exa mple.org",
        "reem@example.org>",
        "reem@example.org (work)",
        "reem@example.org:25",
        "reem@example.org/path",
        "reem@example.org?subject=x",
        "reem@exam%ple.org",
        "reem@example.org\0",
        "reem@example.org\r\nx",
        "reem@example.org\nDATA",
        "reem@exam\u2028ple.org",
        "reem@" + "a" * 64 + ".org",
        "reem@" + "ش" * 64 + ".org",
        "reem@\ud800.org",
        "reem@😀\U000e0001.org",
    ],
    "too_long": [
        "reem@" + ".".join(["a" * 60] * 5) + ".org",
        "a" * 64 + "@" + ".".join(["a" * 60] * 3) + ".example",
        "a" * 1001,
        "reem@" + "example." * 2000 + "org",
        "\u200f" * 1001 + "reem@example.org",
    ],
}


@pytest.mark.parametrize(("code", "typed"), [(code, typed) for code, many in REFUSED.items() for typed in many])
def test_what_cannot_be_mailed_is_refused_by_name(code: str, typed: str) -> None:
    with pytest.raises(BadAddress) as refused:
        parse(typed)
    assert refused.value.code == code


def test_the_longest_address_there_is() -> None:
    typed = "a" * 64 + "@" + ".".join(["a" * 60] * 3) + ".exampl"
    assert (len(typed), parse(typed).norm) == (MAX_LENGTH, typed)


@given(st.text() | st.from_regex(r".*@.*\..*"))
def test_whatever_is_typed_an_address_fits_a_header_or_is_refused(typed: str) -> None:
    try:
        norm = parse(typed).norm
    except BadAddress:
        return
    assert norm.isascii() and norm.isprintable() and " " not in norm and norm.count("@") == 1
    assert parse(norm).norm == norm


def test_the_address_is_kept_as_it_was_meant() -> None:
    assert parse("\u200fReem@Example.org ").typed == "Reem@Example.org"


def test_an_address_that_is_longer_as_typed_than_as_meant_is_kept_as_meant() -> None:
    assert parse("reem@مثال" + "\ufe0f" * 260 + ".إختبار").typed == "reem@xn--mgbh0fb.xn--kgbechtv"


def test_its_domain() -> None:
    assert Address("Reem@Example.org", "reem@example.org").domain == "example.org"


@pytest.mark.parametrize(
    "typed",
    [
        "postmaster@example.org",
        "Abuse@example.org",
        "noreply@example.org",
        "no-reply@example.org",
        "no-reply+news@example.org",
        "donotreply@example.org",
        "MAILER-DAEMON@example.org",
        "hostmaster@example.org",
    ],
)
def test_where_a_machine_sits(typed: str) -> None:
    assert parse(typed).is_role


@pytest.mark.parametrize(
    "typed", ["reem@example.org", "info@example.org", "abuser@example.org", "reem+abuse@example.org"]
)
def test_where_a_person_may_read(typed: str) -> None:
    assert not parse(typed).is_role


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("reem@example.org", "r***@example.org"),
        ("r@example.org", "r***@example.org"),
        ("Reem.Khoury+news@Example.org", "R***@Example.org"),
        ("", ""),
    ],
)
def test_an_address_is_shown_masked(email: str, shown: str) -> None:
    assert masked(email) == shown
