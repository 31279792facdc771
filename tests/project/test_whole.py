"""`manage.py run` as a person meets it, in a copy of the project where nothing has been made yet."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from newsroom import runner

BASE = Path(__file__).resolve().parent.parent.parent
COPIED = ("manage.py", "Procfile", "newsroom", "articles", "newsletter", "templates", "var/static-src")
HEAVY = shutil.ignore_patterns("__pycache__", "*.pyc")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sources alone, with the fonts, which take seconds to cut."""
    for name in COPIED:
        source, target = BASE / name, tmp_path / "project" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=HEAVY)
        else:
            shutil.copy(source, target)
    return tmp_path / "project"


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found: int = server.getsockname()[1]
    return found


@pytest.fixture
def running(project: Path, port: int) -> "Iterator[subprocess.Popen[str]]":
    settings = (BASE / ".env.example").read_text("utf-8")
    environment = {name: value for name, value in os.environ.items() if f"#{name}=" not in settings}
    environment |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run", "--without-demo"],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="it asks /proc which processes are left")
def test_it_runs_says_where_it_is_and_ends_with_all_its_processes(
    running: "subprocess.Popen[str]", project: Path, port: int
) -> None:
    assert running.stdout is not None
    said = []
    for line in running.stdout:  # ends when the process does
        said.append(line.strip())
        if line.strip() == "Ctrl-C ends it.":
            break
    assert f"site, Arabic   http://127.0.0.1:{port}/ar/" in said, "\n".join(said)
    assert runner.answers("127.0.0.1", port, "/readyz")

    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/ar/")
    answer = connection.getresponse()
    page = answer.read().decode()
    assert answer.status == 200
    assert 'dir="rtl"' in page
    stylesheet = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    connection.request("GET", stylesheet, headers={"Accept-Encoding": "br"})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Encoding")) == (200, "br")
    connection.close()

    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    running.send_signal(signal.SIGINT)
    running.communicate()
    assert running.returncode == 0
    assert len(children) == 3
    assert [pid for pid in children if Path("/proc", pid).exists()] == []
    assert sorted(path.name for path in project.iterdir() if path.name != "var") == sorted(
        name for name in COPIED if name != "var/static-src"
    )
