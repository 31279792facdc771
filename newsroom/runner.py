"""A small process runner: starts what a Procfile names, starts again what ends, and leaves nothing behind.

`manage.py run` uses it; a place with systemd or the like runs the same Procfile lines by its own means.
Every process gets a group of its own, so that stopping reaches the children of children too; and the
kernel stops them if the runner itself is killed.
"""

import contextlib
import ctypes
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import IO

TICK = 0.2  # seconds between two looks at the processes
PATIENCE = 10.0  # seconds that a process has to end by itself
LONGEST_PAUSE = 30.0  # seconds before another try, at most
STEADY = 30.0  # seconds after which a process counts as well started
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class PortTakenError(Exception):
    """Somebody else listens there; `free` is the next port where nobody does, or None."""

    def __init__(self, port: int, free: int | None) -> None:
        super().__init__(port)
        self.port, self.free = port, free


def check_port(host: str, port: int) -> None:
    """Raise PortTakenError, or the OSError of an address that this machine does not have."""
    if not is_free(host, port):
        others = range(port + 1, min(port + 200, 65_536))
        raise PortTakenError(port, next((other for other in others if is_free(host, other)), None))


def is_free(host: str, port: int) -> bool:
    """Whether one may listen there. Errors other than "taken" are the caller's."""
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)  # two may bind with this option set, but only one may listen
        except OSError as error:
            if error.errno in {98, 48}:  # EADDRINUSE on Linux and on BSD
                return False
            raise
    return True


def read_procfile(path: Path) -> dict[str, str]:
    """Names and shell commands, in order."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    found = [re.fullmatch(r"([a-z]+): *(.+)", line) for line in lines]
    return {match[1]: match[2] for match in found if match}


class Service:
    """One line of the Procfile: its process while it runs, and when it may be tried again."""

    def __init__(self, name: str, command: str) -> None:
        self.name, self.command = name, command
        self.process: subprocess.Popen[str] | None = None
        self.started = 0.0
        self.retry_at = 0.0
        self.failures = 0

    def start(self, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S602  the project's own Procfile, in which $PORT stands
            f"exec {self.command}",
            shell=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        threading.Thread(target=self._repeat, args=(self.process.stdout, say), daemon=True).start()

    def _repeat(self, output: IO[str], say: Callable[[str], None]) -> None:
        with output:
            for line in output:
                say(f"{self.name:<6} | {line.rstrip()}")

    def look(self, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        """Start again what has ended: at once, then after 1, 2, 4 … seconds if it never gets steady."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self.stop(signal.SIGKILL)  # what it may have left of its own children
            self.process = None
            self.failures = 0 if now - self.started > STEADY else self.failures + 1
            pause = min(2.0 ** (self.failures - 1), LONGEST_PAUSE) if self.failures else 0.0
            self.retry_at = now + pause
            say(f"{self.name:<6} | ended ({code}); starting again in {pause:.0f} s")
        if self.process is None and now >= self.retry_at:
            self.start(environment, say)

    def stop(self, how: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)


class Runner:
    """All services of a Procfile under one roof; `run()` returns when somebody asks it to stop."""

    def __init__(self, services: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self.services = [Service(name, command) for name, command in services.items()]
        self.environment = environment
        self.stopping = threading.Event()
        self._lock = threading.Lock()

    def run(self, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Keep everything running; call `announce` once, as soon as `ready` says yes."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        announced = False
        try:
            while not self.stopping.is_set():
                for service in self.services:
                    service.look(self.environment, self.say)
                if not announced and ready():
                    announce()
                    announced = True
                self.stopping.wait(TICK)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask all to end, wait, and end by force what does not."""
        for service in self.services:
            service.stop(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for service in self.services:
            if service.process is not None:
                try:
                    service.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"{service.name:<6} | does not end; ended by force")
                service.stop(signal.SIGKILL)
                service.process.wait()

    def say(self, line: str) -> None:
        with self._lock, contextlib.suppress(OSError):  # a terminal that is gone stops nothing half-way
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()


def answers(host: str, port: int, path: str = "/healthz") -> bool:
    """Whether a web server says 200 there."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _end_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
