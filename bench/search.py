"""What the search costs at 100,000 stories: building, size, median and p95 of each kind of question.

    python -m bench.search [stories]               on SQLite
    python -m bench.search [stories] postgresql    on a PostgreSQL server of its own

The goals: 150 ms for a word (p95), 500 ms for a word in half of all stories, 20 ms for publishing, 10 minutes for
building. What the day's figures were is in search.txt.
"""

from __future__ import annotations

import itertools
import os
import random
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402  Django must be set up first
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from articles import queries, search  # noqa: E402
from articles.models import Article, Publication  # noqa: E402
from newsroom import clock  # noqa: E402
from tests import servers  # noqa: E402
from tests.factories import make_article, make_publication, make_section, name_the_site  # noqa: E402

ROUNDS = 5
WORDS = 350
VOCABULARY = 20_000
FIRST = 1_000_000  # their numbers; those of stories that are saved one by one lie below
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def vocabulary(chance: random.Random) -> list[str]:
    """Made-up words, the common ones first, as words are in any language."""
    made = {"".join(chance.choice(LETTERS) for _letter in range(chance.randint(3, 7))) for _word in range(VOCABULARY)}
    return sorted(made)


def fill(stories: int) -> list[str]:
    """Stories of words as common as words are (Zipf); returns the words, the commonest first."""
    chance = random.Random(7)
    words = vocabulary(chance)
    chance.shuffle(words)
    weights = [1 / (rank + 10) for rank in range(len(words))]
    pool = chance.choices(words, weights, k=400_000)
    live = make_publication(make_article(section=make_section()))
    fields = {field.attname: getattr(live, field.attname) for field in Publication._meta.concrete_fields}
    own = {
        name: value for name, value in fields.items() if name not in ("id", "article_id", "headline", "slug", "body")
    }
    begin = clock.now() - timedelta(days=3650)
    for first in range(1, stories + 1, 2_000):
        numbers = range(first + 1, min(first + 2_000, stories) + 1)
        Article.objects.bulk_create(Article(pk=n + FIRST, headline_ar="x") for n in numbers)
        Publication.objects.bulk_create(_publication(n, own, pool, chance, begin) for n in numbers)
    return words


def _publication(n: int, own: dict[str, Any], pool: list[str], chance: random.Random, begin: Any) -> Publication:
    at = chance.randrange(len(pool) - WORDS - 20)
    text = pool[at : at + WORDS + 10]
    moment = begin + timedelta(minutes=50 * n)
    dates = dict.fromkeys(("live_from", "published_at", "first_live_at"), moment)
    half = ["حصاد"] if n % 2 else []
    return Publication(
        **(own | dates),
        article_id=n + FIRST,
        headline=" ".join(text[:8]),
        slug=f"s{n}",
        body=f"<p>{' '.join([*half, *text[8:]])}</p>",
    )


def milliseconds(asked: list[str]) -> str:
    """Median and p95 of finding the first page, in some rounds."""
    taken = []
    for _round in range(ROUNDS):
        for text in asked:
            begin = time.perf_counter()
            search.hits(queries.parse(text, "ar"), Publication.objects.live("ar"))
            taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    return f"median {statistics.median(taken):6.1f} ms   p95 {taken[int(len(taken) * 0.95) - 1]:6.1f} ms"


def size() -> str:
    """Megabytes of what the index adds."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('articles_searchrow')")
        else:
            cursor.execute("SELECT sum(length(block)) FROM articles_search_data")
            data = cursor.fetchone()[0]
            cursor.execute("SELECT sum(length(c0) + length(c1) + length(c2)) FROM articles_search_content")
            return f"{(data + cursor.fetchone()[0]) / 1e6:.0f} MB"
        return f"{cursor.fetchone()[0] / 1e6:.0f} MB"


def main(stories: int) -> None:
    """Fill, build, ask, print."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        name_the_site()
        words = fill(stories)
        begin = time.perf_counter()
        while search.rebuild_some():
            pass
        seconds = time.perf_counter() - begin
        print(f"{connection.vendor}: {stories} stories of {WORDS} words")
        print(f"built in {seconds:.0f} s, {seconds / stories * 1000:.1f} ms a story; {size()}")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        print("word in half of all      ", milliseconds(["حصاد"] * 4))
        print("word in nearly all       ", milliseconds(words[:20]))
        print("word in about a seventh  ", milliseconds(words[300:320]))
        print("rare word                ", milliseconds(words[-40:]))
        print(
            "two words                ",
            milliseconds([" ".join(pair) for pair in zip(words[:20], words[20:40], strict=True)]),
        )
        print(
            "phrase                   ",
            milliseconds([f'"{one} {two}"' for one, two in itertools.pairwise(words[:21])]),
        )
        print("not there                ", milliseconds(["غغغغغغغغ"] * 10))
        client = Client()
        begin = time.perf_counter()
        for word in words[:20]:
            client.get("/ar/search/", {"q": word})
        print(f"the page, common words    mean   {(time.perf_counter() - begin) / 20 * 1000:6.1f} ms")
        articles = [make_article(body=f"<p>{' '.join(words[:WORDS])}</p>") for _each in range(20)]
        rows = [make_publication(article) for article in articles]
        begin = time.perf_counter()
        for row in rows:
            search.index([row])
        print(f"publishing adds           mean   {(time.perf_counter() - begin) / len(rows) * 1000:6.1f} ms")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    if sys.argv[2:] == ["postgresql"]:
        with servers.postgres() as url:
            environment = os.environ | {"TEST_DATABASE_URL": url}
            sys.exit(subprocess.run([sys.executable, "-m", "bench.search", sys.argv[1]], env=environment).returncode)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
