"""All tests, as `make test` runs them: on SQLite, beside it on PostgreSQL where there is one, then coverage.

`python -m tests.suite [pytest's options]`. The second run leaves out what asks no database (conftest).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import servers

BASE = Path(__file__).resolve().parent.parent
COVERAGE = [
    f"--cov-config={BASE / 'pyproject.toml'}",
    "--cov",
    "--cov-branch",
    "--cov-report=",
    "--cov-fail-under=0",
]


def main(options: list[str]) -> int:
    (BASE / "var" / "coverage").mkdir(parents=True, exist_ok=True)
    reason = servers.postgres_missing()
    if reason is None:
        result = _on_both(options)
    else:
        result = _call("pytest", *COVERAGE, *options)
        print(f"\n{'FAILED' if servers.FULL else 'Not run again on PostgreSQL'}: {reason}")
        result = 1 if servers.FULL else result
    covered = _call("coverage", "report")
    return result or covered


def _on_both(options: list[str]) -> int:
    """Side by side: what the second run prints is kept until the first has ended."""
    with servers.postgres() as url, tempfile.TemporaryFile("w+") as printed:
        second = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-m", "not browser", *options],
            cwd=BASE,
            env=os.environ | {"TEST_DATABASE_URL": url},
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
        try:
            first = _call("pytest", *COVERAGE, *options)
            result = second.wait()
        finally:
            second.terminate()
            second.wait()
        print("\nThe same on PostgreSQL:", flush=True)
        printed.seek(0)
        print(printed.read(), flush=True)
    return first or result


def _call(module: str, *options: str) -> int:
    return subprocess.run([sys.executable, "-m", module, *options], cwd=BASE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
