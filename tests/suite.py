"""All tests, as `make test` runs them: on SQLite, again on PostgreSQL where there is one, then coverage.

`python -m tests.suite [pytest's options]`. Two processors work through these runs, the longest first: the first
examples of all tests, with their lines counted; those that drive a browser or take a minute; PostgreSQL's, which leave
out what asks no database (conftest); the further examples, in three parts, so that no processor is idle for long at the
end. All but the first go uncounted, for counting doubles the time.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import IO

from tests import servers

BASE = Path(__file__).resolve().parent.parent
COVERAGE = [
    f"--cov-config={BASE / 'pyproject.toml'}",
    "--cov",
    "--cov-branch",
    "--cov-report=",
    "--cov-fail-under=0",
]  # into var/coverage/data
BESIDE, ALONE = "browser or beside", "not browser and not beside"
FIRST, FURTHER = f"{ALONE} and not no_cover", f"{ALONE} and no_cover"
NOTHING_CHOSEN = 5  # pytest's exit code where the options leave none of the tests of a run


def main(options: list[str]) -> int:
    with ThreadPoolExecutor(2) as processors:
        first = processors.submit(_run, ["-m", FIRST, *COVERAGE, *options], None)
        others = [
            processors.submit(_printed, name, run, options)
            for name, run in (
                ("In the browser", _beside),
                ("On PostgreSQL", _again),
                ("Further examples of stories", partial(_further, but=("newsletter", "newsroom", "project"))),
                ("Further examples of the newsletter", partial(_further, but=("articles", "newsroom", "project"))),
                ("Further examples of the rest", partial(_further, but=("articles", "newsletter"))),
            )
        ]
        results = [first.result()]
        for other in others:
            result, words = other.result()
            results.append(result)
            print(words, flush=True)
    results = [result for result in results if result != NOTHING_CHOSEN] or [NOTHING_CHOSEN]
    results.append(subprocess.run([sys.executable, "-m", "coverage", "report"], cwd=BASE, check=False).returncode)
    return next((result for result in results if result), 0)


def _printed(name: str, run: Callable[[list[str], IO[str]], int], options: list[str]) -> tuple[int, str]:
    """A run, and what it said: shown whole when it is over, or the runs would talk at once."""
    with tempfile.TemporaryFile("w+") as printed:
        result = run(options, printed)
        printed.seek(0)
        return result, f"\n{name}:\n{printed.read()}"


def _beside(options: list[str], printed: IO[str]) -> int:
    return _run(["-m", BESIDE, *options], printed)


def _further(options: list[str], printed: IO[str], *, but: tuple[str, ...]) -> int:
    return _run(["-m", FURTHER, *(f"--ignore=tests/{folder}" for folder in but), *options], printed)


def _again(options: list[str], printed: IO[str]) -> int:
    if reason := servers.postgres_missing():
        print(f"{'FAILED' if servers.FULL else 'Not run'}: {reason}", file=printed, flush=True)
        return int(servers.FULL)
    with servers.postgres() as url:
        return _run(["-m", ALONE, *options], printed, TEST_DATABASE_URL=url)


def _run(options: list[str], printed: IO[str] | None, **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *options]
    errors = subprocess.STDOUT if printed else None
    return subprocess.run(
        command, cwd=BASE, env=os.environ | environment, stdout=printed, stderr=errors, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
