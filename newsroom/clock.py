"""The application's clock: the one place that is asked what time it is, so that a test can hold it still."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def local(moment: datetime) -> datetime:
    """`moment` in the newsroom's zone (`TIME_ZONE`); what "today" means is decided there, not in UTC."""
    return timezone.localtime(moment)
