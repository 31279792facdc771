"""The drill: a whole newsletter sent on this machine while its senders are killed, and counted at the other side.

A mail server of its own on loopback writes down every mail that it takes; senders are processes that are killed with
SIGKILL and started again. Nothing of it touches the newsroom's own database, folder or mail server.
"""

from __future__ import annotations

import random
import re
import signal
import socketserver
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from articles import publishing, saving
from articles.models import Article, Section
from newsletter import digests, ledger, sending, tokens
from newsletter.models import Delivery, DeliveryState, Digest, DigestState, Status, Subscriber
from newsroom import clock
from newsroom.languages import ARABIC

LEASES: Final = ledger.Leases(claim=timedelta(seconds=1), hand_over=timedelta(seconds=4))
PATIENCE: Final = 600.0  # seconds, for a whole drill
_TO: Final = re.compile(rb"^To: (\S+)", re.M)
_ID: Final = re.compile(rb"^Message-ID: <([^@>]+)@", re.M)


@dataclass(frozen=True, slots=True)
class Result:
    """What a drill found. `missing`: rows that ended nowhere, and rows called sent that the server never took."""

    sent: int
    duplicates: int
    missing: int
    uncertain: int
    seconds: float
    pause: float = 0.0  # the longest in which no mail was taken, from the first to the last

    def __str__(self) -> str:
        return (
            f"sent={self.sent} duplicates={self.duplicates} missing={self.missing} "
            f"uncertain={self.uncertain} seconds={self.seconds:.1f} pause={self.pause:.1f}"
        )


# --- the other side ---------------------------------------------------------------------------------------


class _Conversation(socketserver.StreamRequestHandler):
    """SMTP as far as a sender needs it; a mail counts when its 250 has been written."""

    server: Sink
    disable_nagle_algorithm = True  # or each answer to a group waits 40 ms for the other side's word on the one before

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline(2000):
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._take()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            elif verb == b"EHLO":
                self._say("250-sink\r\n250-PIPELINING\r\n250 8BITMIME")
            else:
                self._say("250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not line:
            return  # the sender was killed in the middle: nothing was taken
        message = b"".join(lines)
        to, mail_id = _TO.search(message), _ID.search(message)
        if to and mail_id:
            self.server.taken.append((to[1].decode(), mail_id[1].decode()))
            self.server.rest()
        self._say("250 taken")

    def _say(self, words: str) -> None:
        try:
            self.wfile.write(f"{words}\r\n".encode())
        except OSError:
            return


class Sink(socketserver.ThreadingTCPServer):
    """A mail server on a free port of loopback that remembers whom it took a mail for, and under which id."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[tuple[str, str]] = []
        self.pause = 0.0
        self._last = 0.0

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def rest(self) -> None:
        """Note how long nothing came before this mail."""
        now = time.monotonic()
        self.pause, self._last = max(self.pause, now - (self._last or now)), now

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed is no error here."""


@contextmanager
def listening() -> Any:
    """A sink that listens as long as the block lasts."""
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()


# --- this side, inside the drill's own database -------------------------------------------------------------


def prepare(recipients: int) -> None:
    """Readers, a story, a plan, and a draft that nobody has sent yet."""
    section = Section.objects.create(name_ar="أخبار", slug_ar="أخبار", name_en="News", slug_en="news")
    article = saving.create(
        Article(
            headline_ar="السفينة التي عدّتها الحارسة مرتين",
            standfirst_ar="خبر لا يقرؤه أحد.",
            body_ar="<p>نص.</p>",
            section=section,
        ),
        by=None,
    )
    publishing.publish(article, language=ARABIC, by=None)
    names = (f"reader{number}@drill.example" for number in range(recipients))
    Subscriber.objects.bulk_create(
        (
            Subscriber(
                email=name,
                email_norm=name,
                email_hash=tokens.email_hash(name),
                language=ARABIC,
                status=Status.ACTIVE,
                confirmed_at=clock.now(),
            )
            for name in names
        ),
        batch_size=500,
    )
    digests.draft(digests.make_plan(ARABIC))


def work() -> None:
    """Somebody who clicks on "send", a clock, and a sender, all in one and all at once with the others: what the tick
    and the bell do, without waiting for them, until nothing is on its way any more.
    """
    for draft in Digest.objects.filter(state=DigestState.DRAFT).select_related("plan"):
        with suppress(digests.CannotSend):  # another one was first
            digests.send(draft, by=None)
    while Digest.objects.filter(state__in=(DigestState.APPROVED, DigestState.SENDING)).exists():
        digests.prepare_due()
        sending.sweep()
        sending.drain(leases=LEASES)
        time.sleep(0.1)


def states() -> dict[str, Any]:
    """The ledger at the end: how many rows stand where, and the ids of the mails that count as sent."""
    rows = Delivery.objects.values_list("digest_id", "pk", "state")
    counted: Counter[str] = Counter()
    sent = []
    for digest_id, pk, state in rows:
        counted[state] += 1
        if state == DeliveryState.SENT:
            sent.append(tokens.mail_id(digest_id or 0, pk))
    return {"states": dict(counted), "sent": sent, "total": sum(counted.values())}


# --- the drill itself -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Killer:
    """Keeps `workers` senders alive, and kills one at random whenever another share of the mails has been taken."""

    start: Callable[[], subprocess.Popen[bytes]]
    sink: Sink
    workers: int
    kills: int
    recipients: int
    seed: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self) -> None:
        """Until every sender has ended by itself: nothing was left to send."""
        chance = random.Random(self.seed)  # noqa: S311  a drill that can be run again
        marks = sorted(chance.randrange(self.recipients * 9 // 10 or 1) for _kill in range(self.kills))
        self.processes = [self.start() for _worker in range(self.workers)]
        until = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < until and any(process.poll() is None for process in self.processes):
                if marks and len(self.sink.taken) >= marks[0]:
                    marks.pop(0)
                    self._kill_one(chance)
                time.sleep(0.002)
        finally:
            for process in self.processes:
                process.kill()
                process.wait()

    def _kill_one(self, chance: random.Random) -> None:
        place = chance.randrange(len(self.processes))
        self.processes[place].send_signal(signal.SIGKILL)
        self.processes[place].wait()
        self.processes[place] = self.start()


def result(sink: Sink, ledger: dict[str, Any], recipients: int, seconds: float) -> Result:
    """The sink's book against the ledger's."""
    taken = Counter(sink.taken)
    ids = {mail_id for _address, mail_id in taken}
    ended = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.UNCERTAIN)
    open_rows = ledger["total"] - sum(ledger["states"].get(state, 0) for state in ended)
    never_taken = sum(mail_id not in ids for mail_id in ledger["sent"])
    per_address = Counter(address for address, _mail_id in sink.taken)
    return Result(
        sent=ledger["states"].get(DeliveryState.SENT, 0),
        duplicates=sum(number - 1 for number in per_address.values()),
        missing=open_rows + never_taken + (recipients - ledger["total"]),
        uncertain=ledger["states"].get(DeliveryState.UNCERTAIN, 0),
        seconds=seconds,
        pause=sink.pause,
    )
