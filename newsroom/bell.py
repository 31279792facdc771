"""Ringing for a task after a commit: shortens the wait, promises nothing.

What is due stands in the database and the clock finds it. So a broker that is down costs seconds, and
never the answer to the person who has just saved: that is why nobody calls `.delay()` (a test).
"""

import logging
from functools import partial

from django.db import transaction

from newsroom.celery import app

logger = logging.getLogger(__name__)

missed = 0  # bells of this process that the broker did not take


def ring_after_commit(task: str, *ids: int) -> None:
    """Ring once the transaction that is open has been committed; at once where none is open."""
    transaction.on_commit(partial(ring, task, *ids), robust=True)


def ring(task: str, *ids: int) -> bool:
    """Ask the worker to run a task, named by its dotted path; say whether the broker took the message."""
    global missed
    try:
        app.send_task(task, args=ids)
    except Exception as error:  # noqa: BLE001  each broker has errors of its own; none may reach the caller
        missed += 1
        logger.warning("The bell for %s was not taken (%s); the clock will find the work.", task, error)
        return False
    return True
