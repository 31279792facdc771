"""What the reader of incoming mail makes of real messages, and how many would cost somebody the newsletter.

    python -m bench.inbound FOLDER

FOLDER holds messages and a MANIFEST.csv with the columns path, kind and recipients. The goals: no exception; of the
bounces that are the sender's or a policy's fault at most 5 % count against the address, of full or unreachable
mailboxes at most 8 %, of dead addresses at least 75 %; of ordinary mail and automatic replies none.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from newsletter import answers  # noqa: E402  Django must be set up first

# For each kind of the manifest, the share in per cent that may count: from, to.
GOALS = {
    "bounce-sender-or-policy": (0.0, 5.0),
    "bounce-mailbox-or-temporary": (0.0, 8.0),
    "bounce-address-invalid": (75.0, 100.0),
    "auto-reply": (0.0, 0.0),
    "ordinary-or-malformed-mail": (0.0, 0.0),
    "dsn-delivered": (0.0, 0.0),
}


def main(folder: Path, *, verbose: bool) -> int:
    """Read every message of the folder; print the figures; 1 where a goal is missed."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    counted: Counter[str] = Counter()
    exact = bounces = exceptions = 0
    slowest = 0.0
    with (folder / "MANIFEST.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    for row in rows:
        began = time.perf_counter()
        try:
            heard = answers.read((folder / row["path"]).read_bytes())
        except answers.Unreadable:
            found = "unreadable"
        except Exception as error:  # noqa: BLE001  they are counted
            exceptions += 1
            found = f"EXCEPTION {type(error).__name__}"
        else:
            found = f"{heard.kind}:{heard.verdict}" if heard.verdict else str(heard.kind)
            counted[row["kind"]] += heard.counts
            if row["kind"].startswith("bounce"):
                bounces += 1
                exact += set(heard.addresses) == set(row["recipients"].lower().split())
            if verbose:
                print(row["kind"], found, heard.status, row["reasons"], row["path"], heard.words[:200], sep=" | ")
        seen[row["kind"]][found] += 1
        slowest = max(slowest, time.perf_counter() - began)
    missed = exceptions > 0
    for kind, found_here in sorted(seen.items()):
        total = sum(found_here.values())
        share = 100 * counted[kind] / total
        lowest, highest = GOALS.get(kind, (0.0, 100.0))
        missed |= not lowest <= share <= highest
        goal = f"  (goal {lowest:.0f} to {highest:.0f} %)" if kind in GOALS else ""
        print(f"{kind}: {total}, {counted[kind]} count against the address = {share:.1f} %{goal}")
        print("   ", ", ".join(f"{name} {number}" for name, number in found_here.most_common()))
    print(f"addresses named exactly in {exact} of {bounces} bounces; slowest {slowest:.2f} s; {exceptions} exceptions")
    print("a goal is missed" if missed else "every goal is reached")
    return int(missed)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__)  # `make bench` has no messages of its own
        raise SystemExit(0)
    raise SystemExit(main(Path(sys.argv[1]), verbose="--verbose" in sys.argv))
