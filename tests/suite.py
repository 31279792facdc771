"""All tests, as `make test` runs them: on SQLite, then again on PostgreSQL where there is one, then coverage.

`python -m tests.suite [pytest's options]`. The second run leaves out what asks no database (conftest).
"""

import os
import subprocess
import sys
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
    result = _pytest([*COVERAGE, *options])
    reason = servers.postgres_missing()
    if reason is None:
        print("\nThe same on PostgreSQL:", flush=True)
        with servers.postgres() as url:
            result = _pytest(["-m", "not browser", *options], TEST_DATABASE_URL=url) or result
    elif servers.FULL:
        print(f"\nFAILED: {reason} (NEWSROOM_FULL=1)")
        result = 1
    else:
        print(f"\nNot run again on PostgreSQL: {reason}")
    covered = _call("coverage", "report")
    return result or covered


def _pytest(options: list[str], **environment: str) -> int:
    return _call("pytest", *options, **environment)


def _call(module: str, *options: str, **environment: str) -> int:
    command = [sys.executable, "-m", module, *options]
    return subprocess.run(command, cwd=BASE, env=os.environ | environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
