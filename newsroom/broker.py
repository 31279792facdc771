"""Celery's default broker: a folder. A message is seen by readers only when it is whole.

kombu's own `filesystem` transport creates a message under its final name and then fills it. A reader
that comes in between dies of half a JSON text, and the worker process ends with it. Here the message
is written under another name and moved into place, and one unreadable file ends no worker.
Register it with `register()`; its address is `folder://`.
"""

import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """kombu's folder channel with whole messages."""

    def _put(  # type: ignore[override]  # kombu's own classes disagree on the second name
        self, queue: str, payload: dict[str, Any], **kwargs: Any
    ) -> None:
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        final = Path(self.data_folder_out, name)
        part = final.with_name(f"{name}.part")  # no reader looks for this ending
        try:
            part.write_text(dumps(payload), "utf-8")
            part.replace(final)
        except OSError as error:
            raise ChannelError(f"Cannot add a message to {self.data_folder_out!r}: {error}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            # The file is gone already. It was a bell: what is due stands in the database.
            logger.warning("An unreadable message of the queue %s was dropped.", queue)
            raise Empty from None


class Transport(filesystem.Transport):
    """What `folder://` stands for."""

    Channel = Channel

    @property
    def default_connection_params(self) -> dict[str, object]:
        """None: a folder has no host, and kombu would warn that nobody named one."""
        return {}


def register() -> None:
    """Make `folder://` known to kombu."""
    TRANSPORT_ALIASES["folder"] = "newsroom.broker:Transport"


def prepare(folder: Path, exchanges: tuple[str, ...] = ("celery",)) -> None:
    """Make the folders and the exchanges' tables before anybody binds to them.

    Without the tables, two processes that start at once overwrite each other's: 27 of 120 cold starts
    lost messages, none of 120 with them.
    """
    for name in ("messages", "exchanges", "taken"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for exchange in exchanges:
        table = folder / "exchanges" / f"{exchange}.exchange"
        try:
            with table.open("x") as handle:
                handle.write("[]")
        except FileExistsError:
            pass
