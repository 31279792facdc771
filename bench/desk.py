"""What the desk costs in a large newsroom: 100,000 stories, tags, people and pictures; milliseconds, queries, bytes.

    python -m bench.desk

The goals: 300 ms for the list (p95), 150 ms for an autocomplete, 60 KB for opening a form of 3,600 words again.
SQLite, in a database of its own that is thrown away. What the day's figures were is in desk.txt beside this file.
"""

from __future__ import annotations

import gzip
import os
import statistics
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402  Django must be set up first
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.urls import reverse  # noqa: E402

from articles.models import Article, ArticleLanguage, Author, Image, Publication, State, Tag  # noqa: E402
from newsroom import arabic, clock  # noqa: E402
from newsroom.languages import ARABIC, LANGUAGES  # noqa: E402
from tests.factories import make_article, make_publication, make_region, make_section, make_user, name_the_site  # noqa: E402

ROWS = 100_000
LIVE = 99_500  # the others are in the works
WORDS = 3_600
ROUNDS = 20
AT_ONCE = 2_000
NOUNS = ("حصاد", "مرفأ", "جسر", "منارة", "بيدر", "سوق", "مدرسة", "نهر", "قطار", "مكتبة")


def headline(number: int) -> str:
    """One of 100,000 headlines."""
    return f"{NOUNS[number % 10]} {NOUNS[number // 10 % 10]} في الحي رقم {number}"


def write(model: Any, rows: Iterable[Any]) -> None:
    """Rows in portions."""
    model.objects.bulk_create(rows, batch_size=AT_ONCE)


def fill() -> None:
    """The newsroom, without one save of its own: what is measured is reading."""
    section, region = make_section(), make_region()
    begin = clock.now() - timedelta(days=3650)
    numbers = range(1, ROWS + 1)

    def moment(number: int) -> datetime:
        return begin + timedelta(minutes=50 * number)

    write(
        Article,
        (
            Article(
                pk=n,
                headline_ar=headline(n),
                searched_ar=arabic.normalise(headline(n)),
                body_ar="<p>نص</p>",
                section=section,
                saved_at=moment(n),
            )
            for n in numbers
        ),
    )
    rows = ((n, code) for n in numbers for code in LANGUAGES)
    write(ArticleLanguage, (_language(n, code, moment(n)) for n, code in rows))
    live = make_publication(make_article(section=section, regions=[region]))
    fields = {field.attname: getattr(live, field.attname) for field in Publication._meta.concrete_fields}
    own = {
        name: value
        for name, value in fields.items()
        if name not in ("id", "article_id", "headline", "searched", "slug")
    }
    dated = ("live_from", "published_at", "first_live_at")
    write(
        Publication,
        (
            Publication(
                **(own | dict.fromkeys(dated, moment(n))),
                article_id=n,
                headline=headline(n),
                searched=arabic.normalise(headline(n)),
                slug=f"s{n}",
            )
            for n in range(1, LIVE + 1)
        ),
    )
    write(Tag, (Tag(name_ar=headline(n), slug_ar=f"t{n}", name_en=f"Tag {n}", slug_en=f"t{n}") for n in numbers))
    write(Author, (Author(name_ar=f"سمر {headline(n)}", slug_ar=f"a{n}") for n in numbers))
    pictures = (Image(pk=n, file="pictures/a.jpg", caption_ar=headline(n), width=9, height=9) for n in numbers)
    write(Image, (_searched(image) for image in pictures))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _language(number: int, code: str, at: datetime) -> ArticleLanguage:
    """What is on the site was ready; of no story the English is begun."""
    state = State.READY if number <= LIVE and code == ARABIC else State.DRAFT
    return ArticleLanguage(article_id=number, language=code, saved_at=at, state=state)


def _searched(image: Image) -> Image:
    image.searched = image.to_be_searched()
    return image


def measure(client: Client, name: str, path: str, query: dict[str, str] | None = None) -> None:
    """Median, p95, queries and bytes (gzip) of a page, after one that warms up."""
    client.get(path, query)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path, query)
        queries = len(asked)
    taken = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        client.get(path, query)
        taken.append((time.perf_counter() - start) * 1000)
    weight = len(gzip.compress(answer.content, 6)) / 1024
    p95 = sorted(taken)[int(ROUNDS * 0.95) - 1]
    print(
        f"{name:42} {answer.status_code}  median {statistics.median(taken):6.0f} ms  p95 {p95:6.0f} ms"
        f"  {queries:3} queries  {weight:5.1f} KB",
        flush=True,
    )


def main() -> None:
    """Fill, ask, print."""
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        name_the_site()
        fill()
        long = make_article(body="".join(f"<p>{' '.join(['كلمة'] * 60)}</p>" for _each in range(WORDS // 60)))
        client = Client()
        client.force_login(make_user(superuser=True))
        stories = reverse("admin:articles_article_changelist")
        print(f"{Article.objects.count()} stories, {Publication.objects.count()} of them on the site")
        measure(client, "list of stories", stories)
        measure(client, "  page 500", stories, {"p": "500"})
        measure(client, "  drafts", stories, {"state": "draft"})
        measure(client, "  on the site", stories, {"state": "live"})
        measure(client, "  words of a headline", stories, {"q": "حصاد مرفأ"})
        measure(client, "the desk's page", reverse("admin:index"))
        measure(client, f"form, {WORDS} words", reverse("admin:articles_article_change", args=[long.pk]))
        feed = reverse("admin:articles_article_related_feed")
        measure(client, "read-also, nothing typed", feed, {"language": "ar", "q": ""})
        measure(client, "read-also, a word", feed, {"language": "ar", "q": "منارة"})
        measure(client, "related reads, a word", reverse("admin:articles_article_related_picker"), {"term": "منارة"})
        measure(
            client,
            "pictures for a text, a word",
            reverse("admin:articles_article_pictures"),
            {"language": "ar", "q": "مناره"},
        )
        library = reverse("admin:articles_image_changelist")
        measure(client, "library", library)
        measure(client, "  unused", library, {"use": "unused"})
        for field, term in (("hero", "منارة"), ("tags", "منارة"), ("section", "")):
            query = {"app_label": "articles", "model_name": "article", "field_name": field, "term": term}
            measure(client, f"autocomplete, {field}", reverse("admin:autocomplete"), query)
        query = {"app_label": "articles", "model_name": "articlecredit", "field_name": "person", "term": "سمر"}
        measure(client, "autocomplete, people", reverse("admin:autocomplete"), query)
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
