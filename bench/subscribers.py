"""What a large list costs: 100,000 rows looked through, taken over, handed out; and what signing up tells by its time.

    python -m bench.subscribers

The goals: 60 s for taking 100,000 rows over; less than 5 ms between the medians of known and unknown addresses.
SQLite, in a database of its own that is thrown away. What the figures were is in subscribers.txt beside this file.
"""

from __future__ import annotations

import os
import random
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.test import Client  # noqa: E402  Django must be set up first
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from newsletter import handing_out, importing, limits, stamps  # noqa: E402
from newsletter.importing import Told  # noqa: E402
from newsletter.models import Import, Status, Subscriber  # noqa: E402
from newsroom import clock  # noqa: E402
from tests.factories import make_subscriber, name_the_site  # noqa: E402

ROWS = 100_000
TRIES = 200
AGREED = Told("ar", "bench", clock.now(), "yes")


def lists() -> None:
    """A list of 100,000 addresses, one in a hundred twice, one in a hundred wrong."""
    rows = ["email,language,consent_at,consent_source,consent_text"]
    for number in range(ROWS):
        name = "nobody" if number % 100 == 5 else f"reader{number - (number % 100 == 2)}@example{number // 100}.org"
        rows.append(f"{name},{'ar' if number % 3 else 'en'},2024-12-25,fair,yes")
    raw = "\n".join(rows).encode()
    begun = time.perf_counter()
    batch = importing.bring("list.csv", raw, AGREED, by=None)
    looked = time.perf_counter()
    importing.begin(batch, by=None)
    added = sum(importing.take_over(Import.objects.get()))
    taken = time.perf_counter()
    size = sum(len(line) for line in handing_out.lines())
    handed = time.perf_counter()
    print(f"{ROWS} rows, {len(raw) / 1e6:.1f} MB: {batch.counts}")
    print(f"looked through  {looked - begun:6.1f} s")
    print(f"taken over      {taken - looked:6.1f} s, {added} addresses")
    print(f"handed out      {handed - taken:6.1f} s, {size / 1e6:.1f} MB")


def signing_up() -> None:
    """How long the answer takes, by what is known of the address; in turns, so that the machine's moods are shared."""
    limits.PER_DOMAIN = limits.IN_ALL = 10**9  # type: ignore[misc]  no question is to be asked
    client, kinds = Client(), ["new", *Status.values]
    for kind in Status:
        for number in range(TRIES):
            make_subscriber(f"{kind}{number}@example.net", status=kind)
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(TRIES):
        for kind in random.sample(kinds, len(kinds)):
            form = {"email": f"{kind}{number}@example.net", "language": "ar", "stamp": stamps.stamp()}
            moment = clock.now().replace(microsecond=0)
            with clock.held_at(moment):
                begun = time.perf_counter()
                assert client.post("/ar/newsletter/", form).status_code == 303
                times[kind].append((time.perf_counter() - begun) * 1000)
    medians = {kind: statistics.median(found) for kind, found in times.items()}
    for kind, median in medians.items():
        print(f"{kind:14} {median:6.2f} ms")
    print(f"between the fastest and the slowest: {max(medians.values()) - min(medians.values()):.2f} ms")


def main() -> None:
    """Print the figures."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        name_the_site()
        signing_up()
        lists()
        print(f"{Subscriber.objects.count()} subscribers in the end")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
