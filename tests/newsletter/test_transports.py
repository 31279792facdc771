"""The two ways out: what a mail server says becomes an outcome, and a folder gets the same bytes."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from newsletter import transports
from newsletter.transports import Envelope, Folder, MailServer, Outcome, Reply, Unreachable
from tests.newsletter.smtp_stub import DROP, SILENCE, Stub, Taken

SENDER = "newsroom@news.example"
REEM = "reem@example.org"
SAMI = "sami@example.org"
MESSAGE = b"To: reem@example.org\r\nSubject: x\r\n\r\n.a line with a dot\r\n..two\r\n.\r\nthe end\r\n"


@pytest.fixture
def line(stub: Stub) -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


def mail(line: MailServer, recipient: str = REEM, message: bytes = MESSAGE) -> Reply:
    """What a sender does with one mail; the reply that ended it."""
    line.open()
    reply = line.offer(Envelope(SENDER, recipient))
    return line.deliver("d1.1", message) if reply.outcome is Outcome.TAKEN else reply


# --- what is said becomes an outcome ------------------------------------------------------------------------


def test_a_mail_that_got_its_250_is_taken(line: MailServer) -> None:
    assert mail(line) == Reply(Outcome.TAKEN, 250, "2.0.0 taken")


def test_the_server_gets_the_very_bytes(stub: Stub, line: MailServer) -> None:
    mail(line)
    assert stub.taken == [Taken(REEM, MESSAGE)]


@pytest.mark.parametrize(
    ("step", "answer", "reply"),
    [
        ("RCPT", "450 4.2.1 busy", Reply(Outcome.LATER, 450, "4.2.1 busy")),
        ("RCPT", "421 4.7.0 slow down", Reply(Outcome.LATER, 421, "4.7.0 slow down")),
        ("RCPT", "550 5.1.1 nobody", Reply(Outcome.REFUSED, 550, "5.1.1 nobody")),
        ("RCPT", "553 5.1.3 no address", Reply(Outcome.REFUSED, 553, "5.1.3 no address")),
        ("DATA", "451 4.3.0 not now", Reply(Outcome.LATER, 451, "4.3.0 not now")),
        ("DATA", "554 5.5.1 never", Reply(Outcome.REFUSED, 554, "5.5.1 never")),
        ("DOT", "452 4.3.1 full", Reply(Outcome.LATER, 452, "4.3.1 full")),
        ("DOT", "421 4.3.2 going down", Reply(Outcome.LATER, 421, "4.3.2 going down")),
        ("DOT", "554 5.7.1 policy", Reply(Outcome.REFUSED, 554, "5.7.1 policy")),
    ],
)
def test_a_refusal_is_for_now_or_for_ever(stub: Stub, line: MailServer, step: str, answer: str, reply: Reply) -> None:
    stub.says(step, answer, to=REEM)
    assert (mail(line), stub.taken) == (reply, [])


def test_a_forwarded_address_is_taken(stub: Stub, line: MailServer) -> None:
    stub.says("RCPT", "251 forwarded")
    assert mail(line).outcome is Outcome.TAKEN


def test_an_answer_of_several_lines_is_kept(stub: Stub, line: MailServer) -> None:
    stub.says("RCPT", "550-5.1.1 nobody\r\n550 of that name")
    assert mail(line) == Reply(Outcome.REFUSED, 550, "5.1.1 nobody\nof that name")


def test_an_answer_is_kept_as_far_as_the_ledger_has_room(stub: Stub, line: MailServer) -> None:
    stub.says("RCPT", f"550 {'x' * 600}")
    assert mail(line).words == "x" * 500


@pytest.mark.parametrize("answer", ["خطأ في الخادم", "", "\x00\x01"])
def test_an_answer_after_the_dot_that_nobody_can_read_leaves_it_unknown(
    stub: Stub, line: MailServer, answer: str
) -> None:
    """It may have been taken: to try again could be to send twice."""
    stub.says("DOT", answer)
    reply = mail(line)
    assert (reply.outcome, reply.code) == (Outcome.UNKNOWN, 0)


def test_an_unreadable_answer_to_an_address_has_no_code(stub: Stub, line: MailServer) -> None:
    stub.says("RCPT", "what is this")
    reply = mail(line)
    assert (reply.outcome, reply.code) == (Outcome.LATER, 0)


# --- a line that breaks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["WORDS", "DOT"])
def test_a_line_that_breaks_after_the_words_began_leaves_it_unknown(stub: Stub, line: MailServer, step: str) -> None:
    stub.says(step, DROP)
    reply = mail(line, message=MESSAGE * 1000)
    assert (reply.outcome, reply.code, stub.taken) == (Outcome.UNKNOWN, 0, [])


def test_no_answer_to_the_dot_leaves_it_unknown(stub: Stub, line: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "ANSWER_TIMEOUT", 0.05)
    stub.says("DOT", SILENCE)
    assert mail(line).outcome is Outcome.UNKNOWN


def test_the_answer_to_the_dot_is_waited_for_longer_than_the_others(
    stub: Stub, line: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 5321 4.5.3.2.6."""
    waited: list[float | None] = []
    settimeout = socket.socket.settimeout

    def noting(self: socket.socket, value: float | None) -> None:
        waited.append(value)
        settimeout(self, value)

    line.open()
    monkeypatch.setattr(socket.socket, "settimeout", noting)
    mail(line)
    assert waited == [600.0, 30.0]


def test_after_a_broken_line_another_is_opened(stub: Stub, line: MailServer) -> None:
    stub.says("DOT", DROP, always=False)
    mail(line)
    assert (mail(line, SAMI).outcome, stub.lines_opened) == (Outcome.TAKEN, 2)


def test_a_line_that_breaks_before_the_address_reaches_nobody(stub: Stub, line: MailServer) -> None:
    stub.says("MAIL", DROP)
    with pytest.raises(Unreachable):
        mail(line)


def test_a_line_that_breaks_at_an_address_counts_for_that_address(stub: Stub, line: MailServer) -> None:
    stub.says("RCPT", DROP)
    assert mail(line).outcome == Outcome.LATER


@pytest.mark.parametrize("answer", ["451 4.3.0 not now", "530 5.7.0 log in first"])
def test_a_server_that_takes_no_sender_is_not_there_for_anybody(stub: Stub, line: MailServer, answer: str) -> None:
    stub.says("MAIL", answer)
    with pytest.raises(Unreachable, match=answer):
        mail(line)


@pytest.mark.parametrize("farewell", [DROP, "421 4.7.0 too many mails on this line"])
def test_a_server_that_ends_the_line_between_two_mails_is_called_again(
    stub: Stub, line: MailServer, farewell: str
) -> None:
    """Many take only so many mails on one line; that is no reason to stop."""
    stub.says("MAIL", "250 ok", farewell, always=False)
    mail(line)
    assert (mail(line, SAMI).outcome, stub.lines_opened) == (Outcome.TAKEN, 2)


# --- nobody there -------------------------------------------------------------------------------------------


def test_a_closed_port_is_unreachable(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        with pytest.raises(Unreachable):
            MailServer().open()


def test_a_server_that_never_speaks_is_unreachable(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "CONNECT_TIMEOUT", 0.05)
    stub.says("GREETING", SILENCE)
    with pytest.raises(Unreachable):
        MailServer().open()


@pytest.mark.parametrize(
    ("step", "answer"),
    [("GREETING", "554 5.3.2 not for you"), ("GREETING", DROP), ("EHLO", DROP)],
)
def test_a_server_that_turns_us_away_is_unreachable(stub: Stub, step: str, answer: str) -> None:
    stub.says(step, answer)
    with pytest.raises(Unreachable):
        MailServer().open()


def test_without_a_line_nothing_is_offered() -> None:
    with pytest.raises(Unreachable):
        MailServer().offer(Envelope(SENDER, REEM))


def test_without_a_line_nothing_is_delivered() -> None:
    assert MailServer().deliver("d1.1", MESSAGE).outcome is Outcome.LATER


# --- STARTTLS -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("EHLO", "250 stub"),  # it does not offer it, or somebody between has taken the offer out
        ("STARTTLS", "454 4.7.0 not now"),
        ("STARTTLS", "501 5.5.4 never"),
        ("STARTTLS", "220 go on"),  # and then goes on in clear text
        ("STARTTLS", DROP),
    ],
)
def test_without_the_encryption_that_was_asked_for_no_word_is_said(
    stub: Stub, settings: Settings, step: str, answer: str
) -> None:
    settings.EMAIL_USE_TLS = True
    stub.says(step, answer)
    with pytest.raises(Unreachable):
        MailServer().open()
    assert [verb for verb in stub.heard if verb in ("MAIL", "RCPT", "DATA", "AUTH")] == []


def test_a_line_that_could_not_be_encrypted_is_closed(
    stub: Stub, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_USE_TLS = True
    opened: list[socket.socket] = []
    create = socket.create_connection

    def noting(*args: object, **options: object) -> socket.socket:
        opened.append(create(*args, **options))  # type: ignore[arg-type]
        return opened[-1]

    monkeypatch.setattr(socket, "create_connection", noting)
    stub.says("STARTTLS", "454 4.7.0 not now")
    with pytest.raises(Unreachable):
        MailServer().open()
    left_open = [each.fileno() for each in opened if each.fileno() != -1]
    for each in opened:
        each.close()
    assert left_open == []


def test_a_server_that_speaks_clear_text_is_no_encrypted_one(stub: Stub, settings: Settings) -> None:
    settings.EMAIL_USE_SSL = True
    with pytest.raises(Unreachable):
        MailServer().open()


def test_the_servers_certificate_is_checked(stub: Stub, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    contexts: list[ssl.SSLContext] = []
    create = ssl.create_default_context

    def noting() -> ssl.SSLContext:
        contexts.append(create())
        return contexts[-1]

    monkeypatch.setattr(ssl, "create_default_context", noting)
    settings.EMAIL_USE_TLS = True
    stub.says("STARTTLS", DROP)
    with pytest.raises(Unreachable):
        MailServer().open()
    assert [(context.verify_mode, context.check_hostname) for context in contexts] == [(ssl.CERT_REQUIRED, True)]


# --- one line for many --------------------------------------------------------------------------------------


def test_one_line_carries_many_mails(stub: Stub, line: MailServer) -> None:
    addresses = [f"reader{number}@example.org" for number in range(20)]
    for address in addresses:
        mail(line, address)
    assert ([taken.recipient for taken in stub.taken], stub.lines_opened) == (addresses, 1)


def test_after_a_refused_address_the_line_starts_anew(stub: Stub, line: MailServer) -> None:
    stub.says("RCPT", "550 5.1.1 nobody", to=REEM)
    mail(line)
    mail(line, SAMI)
    assert stub.heard == ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA"]


def test_after_refused_words_the_line_starts_anew(stub: Stub, line: MailServer) -> None:
    stub.says("DATA", "554 5.5.1 never", to=REEM)
    mail(line)
    mail(line, SAMI)
    assert stub.heard == ["EHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA"]


def test_an_offer_can_be_taken_back(stub: Stub, line: MailServer) -> None:
    line.open()
    line.offer(Envelope(SENDER, REEM))
    line.forget()
    mail(line, SAMI)
    assert [taken.recipient for taken in stub.taken] == [SAMI]


# --- commands in groups (RFC 2920) --------------------------------------------------------------------------

NEXT = Envelope(SENDER, SAMI)
NO_RECIPIENT = "554 5.5.1 no valid recipients"


@pytest.fixture
def fast(stub: Stub, line: MailServer) -> MailServer:
    """A line to a server that takes groups."""
    stub.says("EHLO", "250-stub\r\n250 PIPELINING")
    return line


def first_of_two(line: MailServer) -> Reply:
    """Hand over a mail to Reem, and ask for one to Sami with the end of it."""
    line.open()
    line.offer(Envelope(SENDER, REEM))
    return line.deliver("d1.1", MESSAGE, NEXT)


def second_of_two(line: MailServer) -> Reply:
    line.open()
    reply = line.offer(NEXT)
    return line.deliver("d1.2", MESSAGE) if reply.outcome is Outcome.TAKEN else reply


def test_the_next_mail_is_asked_for_with_the_end_of_the_words(stub: Stub, fast: MailServer) -> None:
    replies = first_of_two(fast), second_of_two(fast)
    assert [reply.words for reply in replies] == ["2.0.0 taken"] * 2
    assert (stub.taken, stub.lines_opened) == ([Taken(REEM, MESSAGE), Taken(SAMI, MESSAGE)], 1)
    assert stub.heard == ["EHLO", *("MAIL", "RCPT", "DATA") * 2]


def test_a_mail_takes_one_way_there_and_back(fast: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    first_of_two(fast)
    said: list[bytes] = []
    send = smtplib.SMTP.send

    def noting(self: smtplib.SMTP, words: bytes) -> None:
        said.append(words)
        send(self, words)

    monkeypatch.setattr(smtplib.SMTP, "send", noting)
    fast.offer(NEXT)
    fast.deliver("d1.2", MESSAGE, Envelope(SENDER, REEM))
    assert len(said) == 1


def test_a_server_that_takes_no_groups_gets_none(stub: Stub, line: MailServer) -> None:
    first_of_two(line)
    assert stub.heard == ["EHLO", "MAIL", "RCPT", "DATA"]
    assert second_of_two(line).outcome is Outcome.TAKEN


def test_a_refused_address_in_a_group_is_refused_and_the_line_goes_on(stub: Stub, fast: MailServer) -> None:
    stub.says("RCPT", "550 5.1.1 nobody", to=SAMI)
    stub.says("DATA", NO_RECIPIENT, to=SAMI)
    assert first_of_two(fast).outcome is Outcome.TAKEN
    assert second_of_two(fast) == Reply(Outcome.REFUSED, 550, "5.1.1 nobody")
    assert (mail(fast, "lina@example.org").outcome, stub.lines_opened) == (Outcome.TAKEN, 1)


def test_a_server_that_wants_words_for_a_refused_address_gets_none(stub: Stub, fast: MailServer) -> None:
    """RFC 2920 3.1: DATA may be taken although no address was. A mail to nobody is not sent; the line is left."""
    stub.says("RCPT", "550 5.1.1 nobody", to=SAMI)
    first_of_two(fast)
    assert second_of_two(fast) == Reply(Outcome.REFUSED, 550, "5.1.1 nobody")
    assert mail(fast, "lina@example.org").outcome is Outcome.TAKEN
    assert [taken.recipient for taken in stub.taken] == [REEM, "lina@example.org"]


@pytest.mark.parametrize("answer", ["451 4.3.0 not now", "554 5.5.1 never"])
def test_refused_words_in_a_group_are_refused(stub: Stub, fast: MailServer, answer: str) -> None:
    stub.says("DATA", answer, to=SAMI)
    first_of_two(fast)
    assert second_of_two(fast).code == int(answer[:3])
    assert mail(fast, "lina@example.org").outcome is Outcome.TAKEN


@pytest.mark.parametrize("end", ["forget", "close"])
def test_what_was_asked_ahead_and_is_not_wanted_sends_nothing(stub: Stub, fast: MailServer, end: str) -> None:
    """Whatever is said while a server waits for words is words: so nothing is said."""
    first_of_two(fast)
    fast.offer(NEXT)
    getattr(fast, end)()
    mail(fast, "lina@example.org")
    assert [taken.recipient for taken in stub.taken] == [REEM, "lina@example.org"]
    assert "QUIT" not in stub.heard
    assert "RSET" not in stub.heard


def test_a_line_is_left_where_another_mail_comes_than_was_asked_for(stub: Stub, fast: MailServer) -> None:
    first_of_two(fast)
    assert mail(fast, "lina@example.org").outcome is Outcome.TAKEN
    assert [taken.recipient for taken in stub.taken] == [REEM, "lina@example.org"]


@pytest.mark.parametrize("answer", ["452 4.3.1 full", "554 5.7.1 policy"])
def test_refused_words_do_not_touch_the_next(stub: Stub, fast: MailServer, answer: str) -> None:
    stub.says("DOT", answer, to=REEM)
    assert first_of_two(fast).code == int(answer[:3])
    assert second_of_two(fast).outcome is Outcome.TAKEN
    assert [taken.recipient for taken in stub.taken] == [SAMI]


def test_a_line_that_breaks_at_the_end_of_the_words_takes_the_next_along_unsent(stub: Stub, fast: MailServer) -> None:
    stub.says("DOT", DROP, to=REEM)
    assert first_of_two(fast).outcome is Outcome.UNKNOWN
    assert second_of_two(fast).outcome is Outcome.TAKEN
    assert [taken.recipient for taken in stub.taken] == [SAMI]


@pytest.mark.parametrize("farewell", [DROP, "421 4.7.0 too many mails on this line"])
def test_a_server_that_ends_the_line_before_the_next_is_called_again(
    stub: Stub, fast: MailServer, farewell: str
) -> None:
    stub.says("MAIL", "250 ok", farewell, always=False)
    assert first_of_two(fast).outcome is Outcome.TAKEN
    assert second_of_two(fast).outcome is Outcome.TAKEN
    assert ([taken.recipient for taken in stub.taken], stub.lines_opened) == ([REEM, SAMI], 2)


def test_a_server_that_asks_for_patience_and_leaves_is_understood(stub: Stub, fast: MailServer) -> None:
    stub.says("RCPT", "421 4.7.0 slow down", to=SAMI)
    stub.says("DATA", DROP, to=SAMI)
    first_of_two(fast)
    assert second_of_two(fast) == Reply(Outcome.LATER, 421, "4.7.0 slow down")


@pytest.mark.parametrize("address", ["a b@example.org", "a@example.org>\r\nRSET", "آ@example.org"])
def test_what_would_end_a_command_is_no_address(line: MailServer, address: str) -> None:
    line.open()
    with pytest.raises(ValueError, match="No address"):
        line.offer(Envelope(SENDER, address))


def test_without_the_end_of_a_line_the_words_end_all_the_same(stub: Stub, line: MailServer) -> None:
    mail(line, message=b"Subject: x\r\n\r\nno end")
    assert stub.taken == [Taken(REEM, b"Subject: x\r\n\r\nno end\r\n")]


def test_closing_says_good_bye(stub: Stub, line: MailServer) -> None:
    mail(line)
    line.close()
    assert stub.heard[-1] == "QUIT"


def test_closing_a_line_that_is_dead_is_no_trouble(stub: Stub, line: MailServer) -> None:
    line.open()
    stub.says("QUIT", DROP)
    line.close()
    line.close()
    assert (mail(line).outcome, stub.lines_opened) == (Outcome.TAKEN, 2)


# --- the folder ---------------------------------------------------------------------------------------------


def test_the_folder_gets_the_bytes_that_the_server_gets(stub: Stub, line: MailServer, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "outbox")
    folder.open()
    folder.offer(Envelope(SENDER, REEM))
    folder.deliver("d1.1", MESSAGE)
    mail(line)
    assert [Taken(REEM, path.read_bytes()) for path in (tmp_path / "outbox").iterdir()] == stub.taken


def test_a_mail_in_the_folder_is_named_by_its_id_and_nothing_else_is_left(tmp_path: Path) -> None:
    assert Folder(tmp_path).deliver("d1.1", MESSAGE).outcome is Outcome.TAKEN
    assert [path.name for path in tmp_path.iterdir()] == ["d1.1.eml"]


def test_a_mail_appears_in_the_folder_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under its name it is there with its last byte, or not at all."""
    seen: list[tuple[list[str], bytes]] = []
    replace = Path.replace

    def noting(self: Path, target: Path) -> Path:
        seen.append(([path.name for path in tmp_path.glob("*.eml")], self.read_bytes()))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    Folder(tmp_path).deliver("d1.1", MESSAGE)
    assert seen == [([], MESSAGE)]


def test_a_mail_that_is_handed_over_again_lies_in_the_folder_once(tmp_path: Path) -> None:
    Folder(tmp_path).deliver("d1.1", MESSAGE)
    Folder(tmp_path).deliver("d1.1", MESSAGE)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [MESSAGE]


def test_a_folder_that_cannot_be_made_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in its place")
    with pytest.raises(Unreachable):
        Folder(tmp_path / "file").open()


@pytest.mark.parametrize("broken", ["write_bytes", "replace"])
def test_a_folder_that_takes_no_file_takes_it_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, broken, full)
    assert Folder(tmp_path).deliver("d1.1", MESSAGE) == Reply(Outcome.LATER, 0, "[Errno 28] No space left on device")


@pytest.mark.parametrize("make", [lambda path: Folder(path / "gone"), lambda _path: MailServer()])
def test_closing_what_was_never_open_is_no_trouble(tmp_path: Path, make: Callable[[Path], Folder | MailServer]) -> None:
    transport = make(tmp_path)
    transport.forget()
    transport.close()
    assert list(tmp_path.iterdir()) == []


# --- which of the two ---------------------------------------------------------------------------------------


def test_a_folder_in_the_settings_is_the_way_out(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert isinstance(transports.chosen(), Folder)


def test_without_a_folder_the_mail_server_is_the_way_out(settings: Settings) -> None:
    settings.EMAIL_FILE_PATH = None
    assert isinstance(transports.chosen(), MailServer)
