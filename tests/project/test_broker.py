"""The folder that carries Celery's messages: whole messages only, and a worker that lives."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from celery import Celery
from kombu import Connection

from newsroom import broker

BASE = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    broker.prepare(tmp_path)
    return tmp_path


@pytest.fixture
def channel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[broker.Channel]:
    broker.register()
    monkeypatch.setattr("tempfile.tempdir", str(folder / "taken"))
    options = {name: str(folder / "messages") for name in ("data_folder_in", "data_folder_out")}
    options["control_folder"] = str(folder / "exchanges")
    with Connection("folder://", transport_options=options) as connection:
        channel = connection.channel()
        assert isinstance(channel, broker.Channel)
        yield channel


def test_a_message_comes_out_as_it_went_in(channel: broker.Channel) -> None:
    channel._put("celery", {"body": "نص"})
    assert channel._get("celery") == {"body": "نص"}


def test_a_message_that_is_being_written_is_not_seen(channel: broker.Channel, folder: Path) -> None:
    (folder / "messages" / "1_a.celery.msg.part").write_text('{"body": ')
    with pytest.raises(Empty):
        channel._get("celery")


def test_an_unreadable_message_is_dropped(channel: broker.Channel, folder: Path) -> None:
    (folder / "messages" / "1_a.celery.msg").write_text('{"body": ')
    with pytest.raises(Empty):
        channel._get("celery")
    assert list((folder / "messages").iterdir()) == []


def test_preparing_twice_keeps_the_bindings(folder: Path) -> None:
    table = folder / "exchanges" / "celery.exchange"
    table.write_text('[["celery", "", "celery"]]')
    broker.prepare(folder)
    assert table.read_text() == '[["celery", "", "celery"]]'


def _start(folder: Path, *command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=BASE,
        env=os.environ | {"BELLS_FOLDER": str(folder), "TMPDIR": str(folder / "taken")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def test_four_hundred_bells_from_two_processes_are_heard_and_the_worker_lives(folder: Path) -> None:
    options = ("--pool", "threads", "--without-gossip", "--without-mingle", "--without-heartbeat")
    worker = _start(folder, "celery", "--quiet", "-A", "tests.project.bells:app", "worker", *options)
    ringers = [_start(folder, "tests.project.bells", *span) for span in (("0", "200"), ("200", "400"))]
    try:
        assert worker.stdout is not None
        heard = set()
        for line in worker.stdout:  # ends when the worker does
            if line.startswith("heard "):
                heard.add(int(line.split()[1]))
            if len(heard) == 400:
                break
        assert heard == set(range(400))
        assert worker.poll() is None
    finally:
        for process in (*ringers, worker):
            process.send_signal(signal.SIGKILL)
            process.communicate()


def test_redis_carries_messages_too(redis_socket: Path) -> None:
    app = Celery("bells", broker=f"redis+socket://{redis_socket}", set_as_current=False)
    app.send_task("heard", args=[7])
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        message = queue.get(timeout=5)
    assert message.payload[0] == [7]
