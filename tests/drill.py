"""`make drill`: what the suite proves once, proved many times over; for faults that come once in a hundred runs.

`python -m tests.drill [rounds]`. First the drills of the stories in full (500 stories due in a minute, 300 kills while
publishing, 20 editors at one text, 50 clicks at once), then the broker's bells, the runner's endings and the database's
races.
"""

import os
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
ROUNDS = 25
DRILLED = ("tests/project/test_broker.py", "tests/project/test_runner.py", "tests/newsroom/test_constraints.py")


def main(rounds: int) -> int:
    """Stop at the first round that fails; 0 where none does."""
    print("The drills of the stories, in full", flush=True)
    full = [sys.executable, "-m", "pytest", "-q", "tests/articles/test_drills.py"]
    done = subprocess.run(full, cwd=BASE, check=False, env=os.environ | {"NEWSROOM_DRILL": "1"})
    if done.returncode:
        return done.returncode
    for number in range(1, rounds + 1):
        print(f"Round {number} of {rounds}", flush=True)
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-x", *DRILLED], cwd=BASE, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
