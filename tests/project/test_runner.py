"""The process runner: starts again what ends, stops everything, and says which port is free."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from newsroom import runner

BASE = Path(__file__).resolve().parent.parent.parent


@contextlib.contextmanager
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_procfiles_name_the_same_three_processes() -> None:
    for name in ("Procfile", "Procfile.dev"):
        assert list(runner.read_procfile(BASE / name)) == ["web", "worker", "clock"]


def test_a_port_where_nobody_listens_is_free() -> None:
    with listening() as port:
        pass
    runner.check_port("127.0.0.1", port)


def test_a_taken_port_is_named_with_the_next_free_one() -> None:
    with listening() as port, pytest.raises(runner.PortTakenError) as refusal:
        runner.check_port("127.0.0.1", port)
    assert refusal.value.port == port
    assert refusal.value.free is not None and refusal.value.free > port


def test_an_address_that_is_not_ours_is_an_error_of_its_own() -> None:
    with pytest.raises(OSError, match="assign"):
        runner.check_port("192.0.2.1", 8000)


def test_a_web_server_answers_or_not() -> None:
    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/healthz" else 503)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nothing: it is a test."""

    server = HTTPServer(("127.0.0.1", 0), Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    assert runner.answers("127.0.0.1", port)
    assert not runner.answers("127.0.0.1", port, "/readyz")
    server.shutdown()
    server.server_close()
    assert not runner.answers("127.0.0.1", port)


@pytest.fixture
def run_until(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Lines that the runner said; signal handlers are as before afterwards."""
    said: list[str] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    monkeypatch.setattr(runner.Runner, "say", lambda self, line: said.append(line))
    yield said
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_process_that_ends_is_started_again(run_until: list[str], tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    running = runner.Runner({"web": f"sh -c 'echo x >> {marks}; exit 3'"}, os.environ)

    def twice() -> bool:
        return marks.exists() and len(marks.read_text().split()) >= 2

    running.run(ready=twice, announce=running.stopping.set)
    assert run_until[0] == "web    | ended (3); starting again in 1 s"


def test_stopping_reaches_the_children_of_children(run_until: list[str], tmp_path: Path) -> None:
    grandchild = tmp_path / "pid"
    script = f"sh -c 'sleep 600 & echo $! > {grandchild}; wait'"
    running = runner.Runner({"web": script}, os.environ)
    running.run(
        ready=lambda: grandchild.exists() and grandchild.read_text().endswith("\n"),
        announce=lambda: os.kill(os.getpid(), signal.SIGINT),
    )
    assert not _outlives(int(grandchild.read_text()))


def test_what_does_not_end_is_ended_by_force(
    run_until: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "PATIENCE", 0.1)
    pid = tmp_path / "pid"
    running = runner.Runner(
        {"web": f"sh -c 'trap \"\" TERM; echo $$ > {pid}; while :; do sleep 600; done'"}, os.environ
    )
    running.run(ready=lambda: pid.exists() and pid.read_text().endswith("\n"), announce=running.stopping.set)
    assert not _outlives(int(pid.read_text()))
    assert run_until == ["web    | does not end; ended by force"]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's own")
def test_nothing_is_left_when_the_runner_itself_is_killed(tmp_path: Path) -> None:
    script = (
        "import os; from newsroom.runner import Runner\n"
        "Runner({'web': \"sh -c 'echo $$; exec sleep 600'\"}, os.environ).run(lambda: False, lambda: None)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=BASE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline().split("|")[1])
    descriptor = os.pidfd_open(child)
    parent.kill()
    parent.communicate()
    ended, _, _ = select.select([descriptor], [], [], 30)
    os.close(descriptor)
    assert ended == [descriptor]


def _outlives(pid: int, seconds: float = 5.0) -> bool:
    """Whether the process still runs when it had this long to end: a signal is sent at once, but takes its time."""
    deadline = time.monotonic() + seconds
    while _alive(pid):
        if time.monotonic() > deadline:
            return True
        time.sleep(0.02)
    return False


def _alive(pid: int) -> bool:
    """Whether the process runs; one that ended and waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
