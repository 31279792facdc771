"""Intervals of one story and language never overlap, whoever writes them: the database itself refuses."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import CharField

from articles.models import Publication
from tests.factories import make_article, make_section

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def day(number: int) -> datetime:
    return datetime(2030, 1, number, tzinfo=UTC)


@pytest.fixture
def row() -> Publication:
    return Publication(
        article=make_article(),
        section=make_section(),
        language="ar",
        headline="خبر",
        slug="خبر",
        live_from=day(10),
        live_until=day(20),
        published_at=day(10),
        first_live_at=day(10),
    )


def another(row: Publication, begin: datetime, end: datetime | None, language: str = "ar") -> Publication:
    values = {field.attname: getattr(row, field.attname) for field in Publication._meta.concrete_fields}
    values |= {"id": None, "live_from": begin, "live_until": end, "language": language}
    return Publication(**values)


@pytest.mark.parametrize(
    ("begin", "end"),
    [(day(5), day(11)), (day(12), day(13)), (day(19), None), (day(5), None), (day(9), day(25))],
)
def test_an_overlapping_interval_is_refused(row: Publication, begin: datetime, end: datetime | None) -> None:
    row.save()
    with pytest.raises(IntegrityError, match="publication_no_overlap"), transaction.atomic():
        another(row, begin, end).save()
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(("begin", "end"), [(day(5), day(10)), (day(20), None), (day(20), day(21))])
def test_intervals_may_touch(row: Publication, begin: datetime, end: datetime | None) -> None:
    row.save()
    another(row, begin, end).save()
    assert Publication.objects.count() == 2


def test_the_other_language_has_intervals_of_its_own(row: Publication) -> None:
    row.save()
    another(row, day(12), None, language="en").save()
    assert Publication.objects.count() == 2


def test_moving_an_end_over_another_interval_is_refused(row: Publication) -> None:
    row.save()
    later = another(row, day(20), None)
    later.save()
    with pytest.raises(IntegrityError, match="publication_no_overlap"), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(live_until=day(22))


def test_the_form_level_check_says_the_same(row: Publication) -> None:
    row.save()
    with pytest.raises(ValidationError):
        another(row, day(12), day(13)).validate_constraints()
    another(row, day(20), None).validate_constraints()


@pytest.mark.django_db(transaction=True)
def test_the_constraint_survives_a_rebuild_of_the_table(row: Publication) -> None:
    """SQLite rebuilds a table to change a column; the triggers must come back with it."""
    old = Publication._meta.get_field("dateline")
    wider = CharField(max_length=81, blank=True)
    wider.set_attributes_from_name("dateline")
    wider.model = Publication
    with connection.schema_editor() as editor:
        editor.alter_field(Publication, old, wider)
    try:
        row.save()
        with pytest.raises(IntegrityError, match="publication_no_overlap"), transaction.atomic():
            another(row, day(12), day(13)).save()
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(Publication, wider, old)


def test_the_constraint_is_part_of_the_migrations() -> None:
    state = MigrationLoader(connection).project_state()
    names = {constraint.name for constraint in state.models["articles", "publication"].options["constraints"]}
    assert "publication_no_overlap" in names
