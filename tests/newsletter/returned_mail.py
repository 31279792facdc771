"""Mail as it comes to the sender's address: made here, in the manner of the servers that send such."""

from __future__ import annotations

from newsletter import letters, tokens
from newsletter.models import Delivery

GONE = "550 5.1.1 <reem@example.org>: Recipient address rejected: User unknown in virtual mailbox table"
FULL = "452 4.2.2 The email account that you tried to reach is over quota"
UNWANTED = "550 5.7.1 Message rejected due to local policy: your IP is listed by spamhaus"
GONE_IN_ARABIC = "550 5.1.1 صندوق البريد غير موجود: User unknown"


def mail_id(delivery: Delivery) -> str:
    """The id that the mail bears."""
    return tokens.mail_id(delivery.digest_id or 0, delivery.pk)


def copy_of(delivery: Delivery) -> str:
    """The headers of the mail that came back."""
    return (
        f"From: =?utf-8?B?2KzYsdmK2K/YqQ==?= <news@news.example>\nTo: {delivery.address}\n"
        f"Message-ID: <{mail_id(delivery)}@news.example>\nSubject: =?utf-8?B?2K3Ytdin2K8=?=\n"
    )


def report(
    diagnosis: str = GONE,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    to: str = "news@news.example",
    address: str = "reem@example.org",
    copy: str = "",
    prose: str = "This is the mail system. I'm sorry: your message could not be delivered.",
) -> bytes:
    """A delivery status notification (RFC 3464) as Postfix sends it."""
    diagnosis_line = f"Diagnostic-Code: smtp; {diagnosis}\n" if diagnosis else ""
    return f"""\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

{prose}

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
{diagnosis_line}
--cut
Content-Type: text/rfc822-headers

{copy}
--cut--
""".encode()


def report_on(delivery: Delivery, diagnosis: str = GONE, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """The report on a mail of ours, sent to its own return path."""
    local_and_domain = letters.return_path(mail_id(delivery))
    copy = copy_of(delivery)
    return report(
        diagnosis, status=status, action=action, to=local_and_domain, address=delivery.address, copy=copy
    )  # fmt: skip


def in_prose(words: str, *, copy: str = "", subject: str = "failure notice") -> bytes:
    """A report without fields, as qmail sends it."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.org
To: news@news.example
Subject: {subject}

Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.

<reem@example.org>:
{words}

--- Below this line is a copy of the message.

{copy}
""".encode()


def complaint_on(delivery: Delivery, kind: str = "abuse") -> bytes:
    """A feedback report (RFC 5965); the reader's address is taken out, as most providers do."""
    return f"""\
From: feedback@provider.example
To: news@news.example
Subject: FW: a message
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="cut"

--cut
Content-Type: text/plain; charset=us-ascii

This is an email abuse report for a message received from 192.0.2.1.

--cut
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Feedback/1.0
Version: 1

--cut
Content-Type: message/rfc822

{copy_of(delivery).replace(delivery.address, "redacted@provider.example")}

words
--cut--
""".encode()


def automatic_reply(subject: str = "Automatic reply: حصاد", *, to: str = "news@news.example", extra: str = "") -> bytes:
    """Somebody is away."""
    return f"""\
From: Reem <reem@example.org>
To: {to}
Subject: {subject}
{extra}Content-Type: text/plain; charset=utf-8

أنا في إجازة حتى الأحد. My mailbox is not checked; the user is unknown to have patience.
""".encode()


def ordinary(
    subject: str = "شكرًا على العدد", words: str = "قرأته كله. The user unknown to me wrote well: 550 5.1.1."
) -> bytes:
    """A reader writes to the newspaper."""
    return f"From: Reem <reem@example.org>\nTo: news@news.example\nSubject: {subject}\n\n{words}\n".encode()
