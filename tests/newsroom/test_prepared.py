"""A prepared question answers as its queryset would, whatever it is asked with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import CharField, DateTimeField, IntegerField
from pytest_django import DjangoAssertNumQueries

from articles.models import Publication
from newsroom import clock
from newsroom.prepared import Among, Prepared, Slot
from tests.factories import make_publication

pytestmark = pytest.mark.django_db

QUESTION = Prepared(
    lambda: (
        Publication.objects.live_at(Slot("now", DateTimeField()))
        .filter(Among("id", "keys", IntegerField()), language=Slot("language", CharField()))
        .order_by("-id")
        .values("id", "headline", "published_at", "from_desk", "hero_id", "section__name_ar")
    )
)


def test_it_says_what_the_queryset_says_in_the_same_types(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [make_publication() for _ in range(3)]
    keys = [row.pk for row in rows[:2]]
    asked = Publication.objects.live("ar").filter(pk__in=keys).order_by("-id")
    with django_assert_num_queries(1):
        found = QUESTION.rows(now=clock.now(), language="ar", keys=keys)
    assert found == list(asked.values("id", "headline", "published_at", "from_desk", "hero_id", "section__name_ar"))
    assert len(found) == 2


def test_it_can_be_asked_again_with_other_values() -> None:
    rows = [make_publication() for _ in range(4)]
    now = clock.now()
    for keys in ([rows[0].pk], [row.pk for row in rows], [rows[3].pk, rows[1].pk]):
        found = QUESTION.rows(now=now, language="ar", keys=keys)
        assert {row["id"] for row in found} == set(keys)
    assert QUESTION.rows(now=now, language="en", keys=[rows[0].pk]) == []
    assert QUESTION.rows(now=now - timedelta(days=3650), language="ar", keys=[rows[0].pk]) == []


def test_what_is_asked_with_is_never_read_as_sql() -> None:
    row = make_publication()
    assert QUESTION.rows(now=clock.now(), language="ar' OR '1' = '1", keys=[row.pk]) == []
