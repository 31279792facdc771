"""Whoever got a story by mail gets its correction by mail."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from articles import publishing
from articles.models import Article
from articles.models.history import CorrectionKind
from newsletter import corrections, digests, letters
from newsletter.models import Digest
from newsroom import clock
from tests.factories import make_article, make_plan, make_publication, name_the_site

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 12, 25, 12, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def story(headline: str, at: datetime) -> Article:
    with clock.held_at(at):
        article = make_article(headline)
        make_publication(article)
    return article


def sent(at: datetime) -> Digest:
    with clock.held_at(at):
        return digests.send(digests.draft(make_plan()), by=None)


def correct(article: Article, at: datetime, text: str, kind: CorrectionKind = CorrectionKind.CORRECTION) -> None:
    with clock.held_at(at):
        publishing.correct(article, language="ar", kind=kind, text=text, by=None)


def said(digest: Digest) -> list[str]:
    with clock.held_at(digest.window_end):
        return [note.text for note in corrections.of(digest)]


def two_issues() -> tuple[Article, Article, Digest]:
    """A story of yesterday's issue, one of today's, and today's issue as a draft."""
    old = story("الجسر", NOON - HOUR)
    sent(NOON)
    new = story("المطر", NOON + 2 * HOUR)
    correct(old, NOON + HOUR, "طول الجسر 14 مترًا.")
    correct(new, NOON + 3 * HOUR, "لم يصل بعد إلى أحد.")
    with clock.held_at(NOON + DAY):
        return old, new, digests.draft(make_plan())


def test_a_story_that_went_out_is_put_right_in_the_next_issue() -> None:
    _old, _new, digest = two_issues()
    assert said(digest) == ["طول الجسر 14 مترًا."]


def test_a_correction_comes_once() -> None:
    two_issues()
    sent(NOON + DAY)
    story("الثلج", NOON + DAY + HOUR)
    assert said(sent(NOON + 2 * DAY)) == []


def test_a_correction_after_the_issue_was_composed_waits_for_the_next() -> None:
    old, _new, digest = two_issues()
    correct(old, NOON + DAY + HOUR, "بعد التجهيز.")
    with clock.held_at(NOON + DAY + 2 * HOUR):
        assert [note.text for note in corrections.of(digest)] == ["طول الجسر 14 مترًا."]


def test_an_update_is_no_correction() -> None:
    old, _new, digest = two_issues()
    correct(old, NOON + 4 * HOUR, "تفاصيل جديدة.", CorrectionKind.UPDATE)
    assert said(digest) == ["طول الجسر 14 مترًا."]


def test_the_correction_of_a_story_that_was_withdrawn_stays_away() -> None:
    old, _new, digest = two_issues()
    with clock.held_at(NOON + 5 * HOUR):
        publishing.withdraw(old, language="ar", by=None, reason="خطأ")
    assert said(digest) == []


def test_an_issue_brings_five_corrections_at_most() -> None:
    old, _new, digest = two_issues()
    for number in range(6):
        correct(old, NOON + timedelta(hours=5, minutes=number), f"تصحيح {number}.")
    assert len(said(digest)) == corrections.MOST


def test_the_correction_stands_in_every_part_of_the_mail_and_in_the_archive(client: Client) -> None:
    name_the_site()
    _old, _new, digest = two_issues()
    digest = sent(NOON + DAY)
    page = client.get(f"/ar/newsletter/{digest.pk}/").content.decode()
    words = letters.issue_words(digest)
    shown = [words.html.replace("</span>", "").replace('<span dir="ltr">', ""), words.text, page]
    assert ["مترًا." in one and "الجسر" in one for one in shown] == [True, True, True]
