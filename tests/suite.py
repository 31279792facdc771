"""All tests, as `make test` runs them: on SQLite, again on PostgreSQL where there is one, then coverage.

`python -m tests.suite [pytest's options]`. Those that drive a browser or take a minute, and then the run on
PostgreSQL, go beside the others, so that two processors have work; both go uncounted, for counting lines triples the
time. PostgreSQL's run leaves out what asks no database (conftest).
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
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
NOTHING_CHOSEN = 5  # pytest's exit code where the options leave none of the tests of a run


def main(options: list[str]) -> int:
    with tempfile.TemporaryFile("w+") as printed:
        with ThreadPoolExecutor(1) as second:
            beside = second.submit(_beside, options, printed)
            results = [_run(["-m", ALONE, *COVERAGE, *options], None)]
            results += beside.result()
        printed.seek(0)
        print("\nIn the browser, and again on PostgreSQL:", printed.read(), sep="\n", flush=True)
    results = [result for result in results if result != NOTHING_CHOSEN] or [NOTHING_CHOSEN]
    results.append(subprocess.run([sys.executable, "-m", "coverage", "report"], cwd=BASE, check=False).returncode)
    return next((result for result in results if result), 0)


def _beside(options: list[str], printed: IO[str]) -> list[int]:
    """What the second processor does meanwhile."""
    first = _run(["-m", BESIDE, *options], printed)
    if reason := servers.postgres_missing():
        print(f"\n{'FAILED' if servers.FULL else 'Not run again on PostgreSQL'}: {reason}", file=printed, flush=True)
        return [first, int(servers.FULL)]
    with servers.postgres() as url:
        return [first, _run(["-m", ALONE, *options], printed, TEST_DATABASE_URL=url)]


def _run(options: list[str], printed: IO[str] | None, **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *options]
    errors = subprocess.STDOUT if printed else None
    return subprocess.run(
        command, cwd=BASE, env=os.environ | environment, stdout=printed, stderr=errors, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
