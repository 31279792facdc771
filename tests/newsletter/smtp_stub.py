"""A mail server on loopback that answers as a test wants and remembers what it heard."""

import itertools
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

DROP: Final = "drop"  # close the line instead of answering
SILENCE: Final = "silence"  # say nothing until the other side is gone

_USUAL: Final = {
    "GREETING": "220 stub",
    "EHLO": "250-stub\r\n250 STARTTLS",
    "STARTTLS": "220 go on",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


class Taken(NamedTuple):
    """A mail that got its 250."""

    recipient: str
    message: bytes


class _Gone(Exception):
    """The line is closed, by whichever side."""


class _Conversation(socketserver.StreamRequestHandler):
    server: "Stub"
    timeout = 10  # a test that hangs here has failed already

    def setup(self) -> None:
        super().setup()
        self.recipient = ""

    def handle(self) -> None:
        self.server.lines_opened += 1
        try:
            self._answer("GREETING")
            while line := self.rfile.readline(4000):
                self._hear(line.rstrip(b"\r\n"))
        except (_Gone, OSError):
            return

    def _hear(self, line: bytes) -> None:
        verb = line[:8].upper() if line[:8].upper() == b"STARTTLS" else line[:4].upper()
        step = verb.decode("ascii", "replace")
        self.server.heard.append(step)
        if step == "RCPT":
            self.recipient = line.partition(b"<")[2].partition(b">")[0].decode()
        self._answer(step)
        if step == "DATA" and self.last.startswith("354"):
            self._take()
        elif step == "QUIT":
            raise _Gone

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line or self.server.answer("WORDS", self.recipient) == DROP:
                raise _Gone
            lines.append(line.removeprefix(b"."))
        self.last = self.server.answer("DOT", self.recipient)
        if self.last.startswith("250"):  # written down before the sender hears of it
            self.server.taken.append(Taken(self.recipient, b"".join(lines)))
        self._say()

    def _answer(self, step: str) -> None:
        self.last = self.server.answer(step, self.recipient)
        self._say()

    def _say(self) -> None:
        if self.last == SILENCE:
            self.rfile.read()
        if self.last in (DROP, SILENCE):
            raise _Gone
        self.wfile.write(f"{self.last}\r\n".encode())


class Stub(socketserver.ThreadingTCPServer):
    """The server; `heard` are the commands of all lines, `taken` the mails that it took.

    Steps are the commands, `GREETING`, `WORDS` (a line of a mail's content) and `DOT` (its end).
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.lines_opened = 0
        self.heard: list[str] = []
        self.taken: list[Taken] = []
        self._script: dict[tuple[str, str], Iterator[str]] = {}

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def says(self, step: str, *answers: str, to: str = "", always: bool = True) -> None:
        """Answer `step` so from now on, for one recipient or for all; with `always=False` as usual afterwards."""
        rest = itertools.repeat(answers[-1] if always else _USUAL.get(step, ""))
        self._script[step, to] = itertools.chain(answers, rest)

    def answer(self, step: str, recipient: str) -> str:
        """What is said at that step of that recipient's mail."""
        for key in ((step, recipient), (step, "")):
            if key in self._script:
                return next(self._script[key])
        return _USUAL.get(step, "500 what")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has hung up is no error here."""


@contextmanager
def listening() -> Iterator[Stub]:
    """A stub that listens as long as the block lasts."""
    with Stub() as stub:
        thread = threading.Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            stub.shutdown()
            thread.join()
