"""Throwaway servers for tests: PostgreSQL and Redis on sockets in a folder of their own, gone afterwards.

Each `…_missing()` says in words why this machine cannot, or None. NEWSROOM_FULL=1 (set by `.ci/run`)
turns what would be skipped for such a reason into a failure.
"""

import contextlib
import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

FULL = os.environ.get("NEWSROOM_FULL") == "1"


def lack(reason: str) -> NoReturn:
    """Skip the test that asks, or fail it where nothing may be skipped."""
    if FULL:
        pytest.fail(f"{reason} (NEWSROOM_FULL=1)", pytrace=False)
    pytest.skip(reason)


def chromium() -> str | None:
    """The browser of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def postgres_missing() -> str | None:
    if _postgres_programs() is None:
        return "PostgreSQL is not installed (Debian: postgresql)"
    if _unprivileged() is None:
        return "PostgreSQL does not run as root, and there is no user to run it as"
    return None


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A fresh PostgreSQL; gives its DATABASE_URL. It forgets everything, so it need not write safely."""
    programs, user = _postgres_programs(), _unprivileged()
    assert programs is not None and user is not None, postgres_missing()
    root = os.geteuid() == 0
    with _folder() as folder:
        os.chown(folder, user.pw_uid, user.pw_gid)

        def call(*command: str) -> None:
            subprocess.run(
                [programs / command[0], *command[1:]],
                check=True,
                cwd=folder,
                env={"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                user=user.pw_uid if root else None,
                group=user.pw_gid if root else None,
                extra_groups=[] if root else None,
            )

        data = str(folder / "data")
        call(
            "initdb",
            "--pgdata",
            data,
            "--username",
            "newsroom",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--no-sync",
        )
        quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"
        where = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        log = str(folder / "log")
        call("pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "--options", f"{quick} {where}")
        try:
            yield f"postgres://newsroom@/newsroom?host={folder}"
        finally:
            call("pg_ctl", "stop", "--wait", "--pgdata", data, "--mode", "immediate")


def redis_missing() -> str | None:
    return None if shutil.which("redis-server") else "Redis is not installed (Debian: redis-server)"


@contextlib.contextmanager
def redis() -> Iterator[Path]:
    """A fresh Redis that keeps nothing; gives its socket."""
    with _folder() as folder:
        socket = folder / "redis.sock"
        server = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            for line in server.stdout:
                if "Ready to accept connections" in line or "ready to accept connections" in line:
                    break
            else:
                raise RuntimeError("Redis ended at its start.")
            yield socket
        finally:
            server.terminate()
            server.communicate()


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Outside the project: its path may be too long for a socket, or closed to another user."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path))
    return found[-1].parent if found else None


def _unprivileged() -> pwd.struct_passwd | None:
    """Who runs PostgreSQL: whoever runs the tests, unless that is root."""
    for name in (getpass.getuser(),) if os.geteuid() else ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None
