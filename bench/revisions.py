"""What the history of a much edited story costs: 500 saves of 3,000 words, the list and a comparison, in milliseconds.

    python -m bench.revisions

The goals are 200 ms for the list and 500 ms for a comparison. SQLite, in a database of its own that is thrown away.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.test import Client  # noqa: E402  Django must be set up first
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402
from django.urls import reverse  # noqa: E402

from articles import saving  # noqa: E402
from articles.models import Revision  # noqa: E402
from tests.factories import make_article, make_user, name_the_site  # noqa: E402

SAVES = 500
WORDS = 3_000
ROUNDS = 20


def milliseconds(call: Callable[[], object]) -> str:
    """Median and 95th percentile of some rounds, after one that warms up."""
    call()
    taken = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begin) * 1000)
    return f"median {statistics.median(taken):6.0f} ms   p95 {sorted(taken)[int(ROUNDS * 0.95) - 1]:6.0f} ms"


def write() -> int:
    """A long story, and some words of it changed by every save."""
    chance = random.Random(1)
    words = [f"كلمة{number % 800}" for number in range(WORDS)]
    article = make_article(body="<p></p>")
    for version in range(1, SAVES):
        for _word in range(5):
            words[chance.randrange(WORDS)] = f"غيرها{version}"
        paragraphs = [" ".join(words[begin : begin + 60]) for begin in range(0, WORDS, 60)]
        body = "".join(f"<p>{each}</p>" for each in paragraphs)
        saving.save_part(article, "ar", {"body_ar": body}, version=version, by=None)
    return article.pk


def main() -> None:
    """Make the story, ask for the pages, print what they took."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        name_the_site()
        pk = write()
        client = Client()
        client.force_login(make_user(superuser=True))
        rows = Revision.objects.filter(article=pk, part="ar")
        first, last = rows.order_by("version")[1], rows.order_by("-version")[0]
        history = reverse("admin:articles_article_history", args=[pk])
        compare = reverse("admin:articles_article_compare", args=[pk])
        print(f"{rows.count()} revisions of {WORDS} words")
        print("list                    ", milliseconds(lambda: client.get(history)))
        print("two neighbours          ", milliseconds(lambda: client.get(compare, {"new": last.pk})))
        print("the first and the last  ", milliseconds(lambda: client.get(compare, {"old": first.pk, "new": last.pk})))
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
