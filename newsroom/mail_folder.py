"""Where there is no mail server: a mail that Django sends becomes a file of the folder that the outbox shows."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class Folder(BaseEmailBackend):
    """One file per mail, `n<time>.0.<random>.eml`, whole before it has its name."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them; returns how many."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            random = "".join(secrets.choice(_LETTERS) for _letter in range(16))
            path = folder / f"n{time.time_ns()}.0.{random}.eml"
            part = path.with_suffix(".part")
            made: Any = message.message()  # Django's own, which knows line ends
            part.write_bytes(made.as_bytes(linesep="\r\n"))
            part.rename(path)
        return len(email_messages)
