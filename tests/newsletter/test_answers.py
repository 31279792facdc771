"""Reading what comes back: which kind it is, what it says, and that no bytes break the reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import answers
from newsletter.answers import Heard, Unreadable
from newsletter.models import Answer, Verdict
from tests.newsletter import returned_mail as mail

ID = "d12.0000000034.abcdefghijklmn23"


def kind_of(raw: bytes) -> str:
    """How a message is taken; `unreadable` is a kind as well here."""
    try:
        return str(answers.read(raw).kind)
    except Unreadable:
        return "unreadable"


class TestReports:
    def test_the_fields_of_a_report_are_read(self) -> None:
        heard = answers.read(mail.report())
        assert (heard.kind, heard.verdict, heard.status) == (Answer.BOUNCE, Verdict.GONE, "5.1.1")
        assert heard.addresses == ("reem@example.org",)
        assert heard.structured
        assert heard.counts

    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            ("delayed", Answer.DELAYED),
            ("delivered", Answer.DELIVERED),
            ("relayed", Answer.DELIVERED),
            ("expanded", Answer.DELIVERED),
        ],
    )
    def test_not_every_report_is_a_refusal(self, action: str, expected: Answer) -> None:
        heard = answers.read(mail.report(action=action))
        assert (heard.kind, heard.counts) == (expected, False)

    def test_a_word_of_the_servers_own_beside_a_good_status_is_no_refusal(self) -> None:
        assert answers.read(mail.report("", action="deliverable", status="2.1.5")).kind == Answer.DELIVERED

    def test_a_failure_beside_a_good_status_is_one(self) -> None:
        assert answers.read(mail.report("", action="failed", status="2.0.0")).kind == Answer.BOUNCE

    def test_the_words_know_better_than_an_empty_status(self) -> None:
        heard = answers.read(mail.report(mail.FULL, status="5.0.0"))
        assert (heard.status, heard.verdict) == ("4.2.2", Verdict.FULL)

    def test_a_diagnosis_in_arabic_is_read(self) -> None:
        heard = answers.read(mail.report(mail.GONE_IN_ARABIC, prose="تعذّر تسليم رسالتك."))
        assert (heard.verdict, heard.counts) == (Verdict.GONE, True)

    def test_without_a_diagnosis_the_prose_speaks(self) -> None:
        heard = answers.read(mail.report("", status="5.0.0", prose="The mailbox is full."))
        assert heard.verdict == Verdict.FULL

    def test_an_international_report_is_read(self) -> None:
        raw = mail.report().replace(b"message/delivery-status", b"message/global-delivery-status")
        assert answers.read(raw).counts

    def test_bare_carriage_returns_end_lines(self) -> None:
        assert answers.read(mail.report().replace(b"\n", b"\r")).counts

    def test_a_report_without_fields_is_understood(self) -> None:
        heard = answers.read(mail.in_prose("Sorry, no mailbox here by that name. (#5.1.1)"))
        assert (heard.kind, heard.verdict, heard.status) == (Answer.BOUNCE, Verdict.GONE, "5.1.1")
        assert heard.addresses == ("reem@example.org",)
        assert not heard.structured

    def test_what_the_returned_mail_says_is_not_the_server_speaking(self) -> None:
        heard = answers.read(mail.in_prose("Something went wrong.", copy="Subject: user unknown, no such user"))
        assert heard.verdict == Verdict.OTHER

    def test_nobodys_address_is_in_what_is_kept(self) -> None:
        assert "reem" not in answers.read(mail.report()).words


class TestOtherKinds:
    @pytest.mark.parametrize("subject", ["Automatic reply: x", "Out of office", "رد تلقائي: حصاد", "خارج المكتب"])
    def test_somebody_who_is_away_is_no_bounce(self, subject: str) -> None:
        assert kind_of(mail.automatic_reply(subject)) == Answer.AUTO_REPLY

    def test_a_header_says_it_as_well(self) -> None:
        assert kind_of(mail.automatic_reply("حصاد", extra="Auto-Submitted: auto-replied\n")) == Answer.AUTO_REPLY

    @pytest.mark.parametrize("words", ["user unknown 550 5.1.1", "تعذّر التسليم، mailbox is full", ""])
    def test_a_reader_who_writes_is_no_bounce(self, words: str) -> None:
        assert answers.read(mail.ordinary(words=words)) == Heard(
            Answer.OTHER, mail_ids=((), (), (), ()), leave_tokens=()
        )

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("abuse", Answer.COMPLAINT),
            ("opt-out", Answer.COMPLAINT),
            ("auth-failure", Answer.REPORT),
            ("not-spam", Answer.REPORT),
            ("virus", Answer.REPORT),
            ("", Answer.REPORT),
        ],
    )
    def test_only_some_feedback_is_a_complaint(self, kind: str, expected: Answer) -> None:
        raw = mail.report().replace(b"message/delivery-status", b"message/feedback-report")
        raw = raw.replace(b"Reporting-MTA:", f"Feedback-Type: {kind}\nReporting-MTA:".encode())
        assert kind_of(raw) == expected


class TestIds:
    def test_they_are_found_by_place(self) -> None:
        raw = mail.report(to=f"bounces+{ID.upper()}@news.example", copy=f"Message-ID: <{ID}@news.example>")
        assert [ID in place for place in answers.read(raw).mail_ids] == [True, False, True, True]

    def test_one_in_a_part_in_base64_is_found(self) -> None:
        raw = (
            b"From: x@example.org\nSubject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
            b"ZDEyLjAwMDAwMDAwMzQuYWJjZGVmZ2hpamtsbW4yMw==\n"
        )
        assert answers.read(raw).mail_ids[3] == (ID,)

    def test_what_only_looks_like_one_is_none(self) -> None:
        raw = mail.ordinary(words=f"x{ID} {ID}x d12.34.abcdefghijklmn23")
        assert answers.read(raw).mail_ids[3] == ()


# --- hostile bytes ----------------------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    """A multipart in a multipart in a multipart …"""
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n' for level in range(depth))
    return f"From: x@example.org\nSubject: nested\n{opened}\nwords\n".encode()


HOSTILE = {
    "empty": b"",
    "blank": b"\r\n\r\n \t\r\n",
    "zeroes": b"\0" * 5000,
    "no headers": b"\n\nwords",
    "one huge header": b"Subject: " + b"a" * 400_000 + b"\n\nwords",
    "a header of encoded words": b"Subject: " + b"=?utf-8?q?=D8=A7?= " * 15_000 + b"\n\nwords",
    "many headers": b"To: a@example.org\n" * 15_000 + b"\nwords",
    "letters that are none": b"Subject: =?x-unknown?b?////?=\nContent-Type: text/plain; charset=x-nothing\n\n\xff\xfe",
    "charset with a zero": b'Subject: x\nContent-Type: text/plain; charset="utf\0-8"\n\n\xd8\xa7',
    "charset that is a codec of bytes": b"Subject: x\nContent-Type: text/plain; charset=zlib\n\n\xd8\xa7",
    "wrong charset": "Subject: رد\nContent-Type: text/plain; charset=us-ascii\n\nالمستخدم غير موجود".encode("cp1256"),
    "raw letters in From": "From: ريم <reem@example.org>\nSubject: failure notice\n\nuser unknown".encode(),
    "base64 that is none": b"Subject: x\nContent-Transfer-Encoding: base64\n\n====!!!!\xff\xff",
    "quoted-printable that is none": b"Subject: x\nContent-Transfer-Encoding: quoted-printable\n\n=ZZ=\n=",
    "uuencode that is none": b"Subject: x\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n\xff\xff\xff\nend",
    "boundary of nothing": b'Subject: x\nContent-Type: multipart/mixed; boundary=""\n\n--\n--\n',
    "no boundary": b"Subject: x\nContent-Type: multipart/report; report-type=delivery-status\n\nAction: failed\n",
    "twenty deep": nested(20),
    "two hundred deep": nested(200),
    "five thousand deep": nested(5000),
    "ten thousand parts": b'Subject: x\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 10_000,
    "a report on ten thousand": mail.report().replace(
        b"Action: failed", b"Action: failed\n\n" + b"Final-Recipient: rfc822; a@example.org\nAction: failed\n\n" * 9_999
    ),
    "newlines only": b"From: mailer-daemon@example.org\nSubject: failure notice\n\n" + b"\n" * 250_000,
    "one long line": b"From: mailer-daemon@example.org\nSubject: failure notice\n\n" + b"mailbox " * 30_000,
    "long words": b"From: mailer-daemon@example.org\nSubject: failure notice\n\nover " + b"a" * 250_000,
    "addresses without end": b"From: mailer-daemon@example.org\nSubject: failure notice\n\n" + b"a@a." * 60_000,
    "signs without end": b"From: mailer-daemon@example.org\nSubject: failure notice\n\n" + b"> > <a@b.c>:-- " * 17_000,
    "numbers without end": b"From: mailer-daemon@example.org\nSubject: failure notice\n\n" + b"5.1." * 60_000,
    "thirty megabytes": b"Subject: x\n\n" + b"x" * 30_000_000,
}  # fmt: skip


class TestHostileBytes:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_they_neither_break_the_reader_nor_count(self, name: str) -> None:
        try:
            heard = answers.read(HOSTILE[name])
        except Unreadable:
            return
        # Two of them are true bounces in a bad shape.
        assert not heard.counts or name in ("a report on ten thousand", "raw letters in From")

    @pytest.mark.parametrize("step", [1, 7])
    def test_a_report_cut_anywhere_is_read_or_unreadable(self, step: int) -> None:
        whole = mail.report(copy=f"Message-ID: <{ID}@news.example>")
        kinds = {kind_of(whole[:length]) for length in range(0, len(whole), step)}
        assert kinds <= {"unreadable", Answer.BOUNCE, Answer.AUTO_REPLY, Answer.OTHER}  # never that it arrived

    @given(st.binary(max_size=2000))
    def test_any_bytes(self, raw: bytes) -> None:
        kind_of(raw)

    @given(st.binary(max_size=200), st.integers(0, 1200), st.integers(0, 200))
    def test_a_report_with_bytes_put_into_it(self, noise: bytes, place: int, taken: int) -> None:
        whole = mail.report()
        kind_of(whole[:place] + noise + whole[place + taken :])

    @given(st.text(max_size=300), st.text(max_size=60))
    def test_any_words_in_any_charset(self, words: str, charset: str) -> None:
        head = (
            f'From: mailer-daemon@example.org\nSubject: failure notice\nContent-Type: text/plain; charset="{charset}"'
        )
        kind_of(f"{head}\n\n{words}".encode("utf-8", "surrogatepass"))

    def test_nothing_behind_the_limit_is_looked_at(self) -> None:
        raw = b"Subject: x\n\n" + b"x" * answers.READ + ID.encode()
        assert answers.read(raw).mail_ids[3] == ()

    def test_the_library_of_guesses_may_fail(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(message: object) -> None:
            raise IndexError("list index out of range")

        monkeypatch.setattr(answers, "all_failures", fail)
        assert kind_of(mail.in_prose("user unknown")) == Answer.BOUNCE
