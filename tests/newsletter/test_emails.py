"""The bytes of a mail: headers that every parser reads right, bodies that come out as they went in."""

import email
import email.policy
import random
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parseaddr
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.emails import SLOT, Compiled, Head, encoded

NOON: Final = datetime(2024, 12, 25, 12, 0, tzinfo=UTC)
TOKEN: Final = "AQAAAAAHAAMHW_ZqT-0123456789"
OTHER: Final = "AgAAAAAIAAAAAAzz-_9876543210"
TO: Final = "reem@example.org"
ID: Final = "d12.0000000345.abcdefghijklmnop"
OWN: Final = {"to": TO, "mail_id": ID, "token": TOKEN, "settings_token": TOKEN}

ARABIC = "أبتثجحخدذرزسشصضطظعغفقكلمنهويىةءآإؤئ"
MARKS = "\u064b\u064e\u0651\u0652\u0640\u200c\u200d\u200e\u200f"
LATIN = "abcxyzABCXYZ0123456789"
SIGNS = " -/.,;:!?()[]<>@'\"\\=_&%#+*~|«»،؛؟٪٠١٢٣…–—€’"
ASTRAL = "😀🇱🇧👩🏽‍💻"
words = st.text(alphabet=ARABIC + MARKS + LATIN + SIGNS + ASTRAL, min_size=1, max_size=30)
mixed = st.lists(words, min_size=1, max_size=8).map(lambda parts: " ".join(" ".join(parts).split())).filter(bool)

SUBJECTS = (
    "حصاد الزيتون",
    "A/B أيضًا",
    "BBC العربية: 25 ألف كتاب في COVID-19",
    "أ" * 200,
    "a" * 200,
    "The olive harvest",
    "The olive harvest, and everything that has to be said about it in one long line of plain English words",
    "x" * 69,
    "x" * 70,
    "=?utf-8?B?2KM=?= ليس كلمة مرمّزة",
    "=?utf-8?B?2KM=?=",
    "a =?b",
    'قال: «نعم» و"لا"',
    "سعر 1 كغ = 3$ / 2€، ٥٠٪",
    "\u200f2024: عام الزيتون",
    "لبنان 🇱🇧 والشام 👩🏽‍💻",
    "a  two blanks  ب  ج",
    "نصّ مشكّل: كَتَبَ الوَلَدُ الدَّرْسَ",
    "1",
    "؟",
)


def head(**changes: Any) -> Head:
    """What stands above an issue; `changes` for what a test is about."""
    usual: dict[str, Any] = {
        "subject": "حصاد الزيتون",
        "language": "ar",
        "from_name": "جريدة التجربة",
        "from_address": "newsroom@news.example",
        "domain": "news.example",
        "dated": NOON,
        "reply_to": "desk@news.example",
        "list_name": "جريدة التجربة",
        "list_id": "daily.ar.news.example",
        "archive_url": "https://news.example/ar/newsletter/",
        "leave_url": f"https://news.example/ar/u/{SLOT}",
        "feedback_id": "12:daily:ar:newsletter",
    }
    return Head(**usual | changes)


def letter_head(**changes: Any) -> Head:
    """What stands above a letter, which belongs to no list."""
    return head(list_name="", list_id="", archive_url="", leave_url="", feedback_id="", **changes)


def filled(
    *,
    text: str = f"اترك: {SLOT}\n",
    html: str = f"<p>اترك {SLOT}</p>",
    to: str = TO,
    mail_id: str = ID,
    token: str = TOKEN,
    **changes: Any,
) -> bytes:
    return Compiled(head(**changes), text=text, html=html).fill(
        to=to, mail_id=mail_id, token=token, settings_token=token
    )


def letter(**changes: Any) -> bytes:
    return Compiled(letter_head(**changes), text="نصّ\n", html="<p>نصّ</p>").fill(to=TO, mail_id=ID)


def modern(mail: bytes) -> EmailMessage:
    return email.message_from_bytes(mail, policy=email.policy.default)


def old(mail: bytes) -> Message:
    return email.message_from_bytes(mail, policy=email.policy.compat32)


def old_header(mail: bytes, name: str) -> str:
    return str(make_header(decode_header(old(mail)[name])))


def header_lines(mail: bytes) -> list[str]:
    return mail.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


def block(mail: bytes, name: str) -> list[str]:
    """The lines of one header."""
    lines = header_lines(mail)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}:"))
    end = start + 1
    while end < len(lines) and lines[end].startswith(" "):
        end += 1
    return lines[start:end]


def parts(mail: bytes) -> tuple[str, str]:
    """Text and HTML as a reader's program takes them out, with plain ends of lines."""
    plain, html = (str(part.get_content()).replace("\r\n", "\n") for part in modern(mail).iter_parts())
    return plain, html


def names_of_headers(mail: bytes) -> list[str]:
    return [line.partition(":")[0] for line in header_lines(mail) if not line.startswith(" ")]


# --- subjects ----------------------------------------------------------------------------------------------


class SubjectRules:
    """What holds for every subject there is."""

    @staticmethod
    def check(subject: str) -> None:
        mail = letter(subject=subject)
        lines = block(mail, "Subject")
        found = (
            modern(mail)["Subject"],
            old_header(mail, "Subject"),
            [line for line in lines if len(line) > 78],
            [word for word in re.findall(r"=\?utf-8\?B\?[^?]*\?=", " ".join(lines)) if len(word) > 75],
            [line for line in lines if line.strip() in ("", "Subject:")],
            modern(mail)["Subject"].defects,
        )
        assert found == (subject, subject, [], [], [], ())


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_read_right_by_two_parsers(subject: str) -> None:
    SubjectRules.check(subject)


@given(subject=mixed)
@settings(max_examples=300)
def test_every_mixed_subject_is_read_right_by_two_parsers(subject: str) -> None:
    SubjectRules.check(subject)


@given(subject=st.text(alphabet=ARABIC + " ", min_size=1, max_size=200).map(str.strip).filter(bool))
@settings(max_examples=100)
def test_every_arabic_subject_is_read_right_by_two_parsers(subject: str) -> None:
    SubjectRules.check(subject)


@given(subject=st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=150))
@settings(max_examples=200)
def test_every_latin_subject_is_read_right_by_two_parsers(subject: str) -> None:
    SubjectRules.check(subject)


def test_two_thousand_subjects_are_read_right_by_two_parsers() -> None:
    """The same two thousand each time: Arabic, Latin and both, as they come out of a newsroom."""
    chance = random.Random(8)  # noqa: S311  the same at each run
    arabic = ("حصاد", "الزيتون", "أيضًا", "«نعم»", "٢٠٢٤", "لبنان:", "كَتَبَ", "والشام،", "ه\u200cا", "؟")
    latin = ("BBC", "A/B", "COVID-19", "40%", "(AP)", "3$", "e-mail", "=?x", "24:", "Levant")
    for number in range(2_000):
        known = (arabic, latin, arabic + latin)[number % 3]
        subject = " ".join(chance.choice(known) for _word in range(chance.randint(1, 24)))
        head = f"Subject: {encoded(subject, len('Subject: '))}\r\n\r\n".encode()
        lines = head.decode().split("\r\n")
        found = modern(head)["Subject"], str(make_header(decode_header(email.message_from_bytes(head)["Subject"])))
        words = re.findall(r"=\?utf-8\S+", head.decode())
        long = [line for line in lines if len(line) > 78] + [word for word in words if len(word) > 75]
        assert (*found, long) == (subject, subject, [])


@given(text=mixed)
@settings(max_examples=200)
def test_every_encoded_word_ends_between_two_characters(text: str) -> None:
    for word in re.findall(r"=\?utf-8\?B\?[^?]*\?=", encoded(text, 9)):
        [(raw, charset)] = decode_header(word)
        assert (charset, raw.decode("utf-8", "replace").count("\ufffd")) == ("utf-8", 0)


def test_a_short_latin_subject_stays_as_it_is() -> None:
    assert block(letter(subject="The olive harvest"), "Subject") == ["Subject: The olive harvest"]


# --- what a header can not be made to do -------------------------------------------------------------------


@given(text=st.text(alphabet="ab:\r\n\0\t\v\f\x1c\x85\u2028\u2029 أب", max_size=120), taken=st.integers(0, 40))
@settings(max_examples=500)
def test_no_line_begins_in_a_header_but_a_folded_one(text: str, taken: int) -> None:
    """Whatever stands in the text: each line break of the value is ours, and is followed by an encoded word."""
    value = encoded(text, taken)
    rest = value.replace("\r\n =?utf-8?B?", "")
    assert [letter for letter in rest if not " " <= letter <= "~"] == []


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\0", "\r\n ", "\n\t", "\u2028", "\x85"])
@pytest.mark.parametrize("place", ["subject", "from_name", "list_name"])
def test_nobody_writes_a_header_by_a_name_or_a_subject(place: str, ending: str) -> None:
    mail = filled(**{place: f"Harvest{ending}Bcc: everybody@example.org{ending}{ending}Body"})
    assert names_of_headers(mail) == names_of_headers(filled())


@pytest.mark.parametrize("place", ["subject", "from_name", "list_name"])
def test_no_name_takes_the_place_of_the_address(place: str) -> None:
    mail = filled(**{place: "\0to\0 \0id\0"})
    assert (mail.count(TO.encode()), mail.count(ID.encode())) == (1, 1)


# --- names beside addresses --------------------------------------------------------------------------------

NAMES = (
    "جريدة التجربة",
    "The Trial",
    "The Trial, Beirut",
    'The "Trial"',
    "Back\\slash",
    'جريدة "التجربة"، بيروت',
    "Trial <desk@evil.example>",
    "a@b.example, c",
    "=?utf-8?B?2KM=?=",
    "(comment) Trial",
    "x" * 40,
)
LONG_NAME: Final = "جريدة طويلة الاسم " * 6 + "جدًّا"


@pytest.mark.parametrize("name", NAMES)
def test_the_sender_has_its_name_and_its_address(name: str) -> None:
    mail = filled(from_name=name)
    [sender] = modern(mail)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "newsroom@news.example")


def old_sender(name: str) -> tuple[str, str]:
    """Name and address of the sender as the older parser reads them.

    The newer one of Python 3.11 keeps the blank between two encoded words of a name, against RFC 2047 section 6.2:
    a name that needs two of them is judged by the older one alone.
    """
    phrase, address = parseaddr(old(filled(from_name=name))["From"].replace("\r\n", ""))
    return str(make_header(decode_header(phrase))), address


@pytest.mark.parametrize("name", [*NAMES, LONG_NAME])
def test_an_older_parser_reads_the_same_sender(name: str) -> None:
    assert old_sender(name) == (name, "newsroom@news.example")


@given(name=mixed)
@settings(max_examples=200)
def test_every_sender_has_its_name_and_its_address(name: str) -> None:
    assert old_sender(name) == (name, "newsroom@news.example")


@pytest.mark.parametrize("letter_of_it", ["x", '"', "ن"])
def test_no_line_of_a_name_is_too_long(letter_of_it: str) -> None:
    lines: list[str] = []
    for length in range(1, 101):
        mail = filled(from_name=letter_of_it * length, list_name=letter_of_it * length)
        lines += block(mail, "From") + block(mail, "List-Id")
    assert [line for line in lines if len(line) > 78] == []


def test_a_sender_without_a_name_is_an_address() -> None:
    assert block(filled(from_name=""), "From") == ["From: <newsroom@news.example>"]


@pytest.mark.parametrize("name", [*NAMES, LONG_NAME])
def test_the_id_of_the_list_stays_outside_the_encoded_name(name: str) -> None:
    value = "".join(block(filled(list_name=name), "List-Id"))
    assert re.findall(r" <([^<>]+)>$", value) == ["daily.ar.news.example"]


def test_the_name_of_the_list_is_read_right() -> None:
    value = old_header(filled(list_name="جريدة، بيروت"), "List-Id")
    assert value.split() == ["جريدة،", "بيروت", "<daily.ar.news.example>"]


# --- the whole ---------------------------------------------------------------------------------------------


def test_an_issue_has_these_headers_in_this_order() -> None:
    assert names_of_headers(filled()) == [
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "Content-Language",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "List-Id",
        "List-Archive",
        "List-Help",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Feedback-ID",
        "Precedence",
        "MIME-Version",
        "Content-Type",
    ]


def test_a_letter_is_no_part_of_a_list() -> None:
    names = names_of_headers(letter())
    assert [name for name in names if name.startswith(("List-", "Precedence", "Feedback"))] == []


def test_the_reader_stands_in_the_headers() -> None:
    message = modern(filled())
    leave = message["List-Unsubscribe"].strip()
    found = (message["To"], message["Message-ID"], leave, message["List-Unsubscribe-Post"])
    assert found == (
        TO,
        f"<{ID}@news.example>",
        f"<https://news.example/ar/u/{TOKEN}>",
        "List-Unsubscribe=One-Click",
    )


def test_a_mail_is_text_and_html_in_utf_8() -> None:
    message = modern(filled())
    found = [(part.get_content_type(), part.get_content_charset()) for part in message.iter_parts()]
    assert (message.get_content_type(), found) == (
        "multipart/alternative",
        [("text/plain", "utf-8"), ("text/html", "utf-8")],
    )


def test_a_parser_finds_nothing_wrong() -> None:
    message = modern(filled())
    assert [part.defects for part in message.walk()] == [[], [], []]


bodies = st.text(alphabet=ARABIC + MARKS + LATIN + SIGNS + ASTRAL + "\n", max_size=400).map(str)


@given(before=bodies, between=bodies, after=bodies)
@settings(max_examples=300)
def test_what_went_in_comes_out_with_the_token_in_its_place(before: str, between: str, after: str) -> None:
    body = before + SLOT + between + SLOT + after
    mail = filled(text=body, html=f"<p>{body}</p>")
    own = body.replace(SLOT, TOKEN)
    assert parts(mail) == (own, f"<p>{own}</p>")


@pytest.mark.parametrize("offset", range(0, 120))
def test_a_mark_may_lie_anywhere_on_the_lines(offset: int) -> None:
    body = "x" * offset + SLOT + "y" * 100
    assert parts(filled(text=body))[0] == body.replace(SLOT, TOKEN)


@pytest.mark.parametrize("offset", [0, 1, 28, 29, 30, 56, 57, 58])
def test_two_marks_may_share_a_line(offset: int) -> None:
    bodies = ["x" * offset + SLOT + "-" * gap + SLOT for gap in range(120)]
    assert [parts(filled(html=body))[1] for body in bodies] == [body.replace(SLOT, TOKEN) for body in bodies]


@pytest.mark.parametrize("number", [1, 2, 3, 7, 50])
def test_marks_may_follow_one_another(number: int) -> None:
    assert parts(filled(text=SLOT * number))[0] == TOKEN * number


def test_no_mark_is_left() -> None:
    mail = filled()
    assert (SLOT in "".join(parts(mail)), SLOT.encode() in mail) == (False, False)


@given(before=bodies, after=bodies)
@settings(max_examples=200)
def test_a_mail_is_lines_of_ascii_that_end_with_crlf(before: str, after: str) -> None:
    body = before + SLOT + after
    mail = filled(text=body, html=body, subject=before or "x")
    lines = mail.split(b"\r\n")
    assert (mail.isascii(), lines[-1], [line for line in lines if set(line) & {0, 10, 13}]) == (True, b"", [])


@given(before=bodies, after=bodies)
@settings(max_examples=100)
def test_no_line_of_a_body_is_too_long(before: str, after: str) -> None:
    body = before + SLOT + after
    _headers, _blank, rest = filled(text=body, html=body).partition(b"\r\n\r\n")
    assert [line for line in rest.split(b"\r\n") if len(line) > 78] == []


def test_no_line_of_the_headers_is_too_long() -> None:
    assert [line for line in header_lines(filled()) if len(line) > 78] == []


@given(before=bodies, after=bodies)
@settings(max_examples=100)
def test_no_line_begins_with_a_dot(before: str, after: str) -> None:
    body = before + SLOT + after
    mail = filled(text=f".\n..\n{body}", html=f".\n{body}")
    assert [line for line in mail.split(b"\r\n") if line.startswith(b".")] == []


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines_of_a_body_end_with_crlf_however_they_were_written(ending: str) -> None:
    mail = filled(text=f"أ{ending}ب{ending}{SLOT}{ending}")
    _whole, plain, _html = old(mail).walk()
    assert plain.get_payload(decode=True) == f"أ\r\nب\r\n{TOKEN}\r\n".encode()


def test_filled_twice_a_mail_is_the_same() -> None:
    compiled = Compiled(head(), text=f"{SLOT}\n", html=f"<p>{SLOT}</p>")
    assert compiled.fill(**OWN) == compiled.fill(**OWN)


def test_compiled_twice_a_mail_is_the_same() -> None:
    assert filled() == filled()


def test_what_was_filled_for_one_is_not_in_the_next() -> None:
    compiled = Compiled(head(), text=f"{SLOT}\n", html=f"<p>{SLOT}</p>")
    compiled.fill(to="first@example.org", mail_id="d1.1.x", token=OTHER, settings_token=OTHER)
    assert compiled.fill(**OWN) == filled(text=f"{SLOT}\n", html=f"<p>{SLOT}</p>")


@pytest.mark.parametrize("token", ["", "short", TOKEN + "x"])
def test_a_marked_mail_is_filled_with_a_whole_token_only(token: str) -> None:
    with pytest.raises(ValueError, match="length"):
        Compiled(head(), text=f"{SLOT}\n", html=f"<p>{SLOT}</p>").fill(
            to=TO, mail_id=ID, token=token, settings_token=token
        )


def test_two_readers_mails_differ_in_what_is_theirs_only() -> None:
    one = filled()
    two = filled(to="samar@example.org", mail_id="d12.0000000346.ponmlkjihgfedcba", token=OTHER)
    differing = [
        (left.partition(":")[0], right.partition(":")[0])
        for left, right in zip(header_lines(one), header_lines(two), strict=True)
        if left != right
    ]
    bodies_of_two = tuple(part.replace(OTHER, TOKEN) for part in parts(two))
    assert ([left for left, _right in differing], bodies_of_two) == (
        ["To", "Message-ID", "List-Unsubscribe"],
        parts(one),
    )


def test_two_readers_mails_are_of_one_shape() -> None:
    one, two = filled(), filled(token=OTHER)
    assert [len(line) for line in one.split(b"\r\n")] == [len(line) for line in two.split(b"\r\n")]


# --- promises that are not kept ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leave_url", "text", "html"),
    [
        ("https://news.example/ar/u/x", SLOT, SLOT),
        (f"https://news.example/ar/u/{SLOT}", "x", SLOT),
        (f"https://news.example/ar/u/{SLOT}", SLOT, "x"),
        ("", "", ""),
    ],
)
def test_an_issue_without_a_way_out_is_refused(leave_url: str, text: str, html: str) -> None:
    with pytest.raises(ValueError, match="Marks"):
        Compiled(head(leave_url=leave_url), text=text, html=html)


@pytest.mark.parametrize(("text", "html"), [(SLOT, "x"), ("x", SLOT), (SLOT, SLOT)])
def test_a_letter_with_a_mark_that_nobody_fills_is_refused(text: str, html: str) -> None:
    with pytest.raises(ValueError, match="Marks"):
        Compiled(letter_head(), text=text, html=html)
