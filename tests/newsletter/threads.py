"""Several callers at once, each with a database connection of its own and the clock of whoever asks."""

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def apart(call: Callable[[], Result]) -> Result:
    """`call` on another connection: it sees what is committed, and nothing else."""
    return together(call)[0]


def together(*calls: Callable[[], Result]) -> list[Result]:
    """Each call in a thread of its own, at the same time; what they return, in order. A failure is raised here."""

    def run(call: Callable[[], Result], context: contextvars.Context) -> Result:
        try:
            return context.run(call)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        running = [pool.submit(run, call, contextvars.copy_context()) for call in calls]
        return [future.result() for future in running]
