"""The demo newsroom and the empty newspaper."""

from contextlib import AbstractContextManager
from datetime import timedelta
from unittest.mock import patch

import PIL.Image
import pytest
from django.core.management import CommandError, call_command
from django.test import Client, TestCase

from articles import drawing
from articles.models import (
    Article,
    ArticleLanguage,
    Author,
    Cartoon,
    Correction,
    Notice,
    NoticeKind,
    Publication,
    Region,
    Section,
    SiteIdentity,
    Spelled,
    State,
    Tag,
    Wire,
    Withdrawal,
)
from articles.pages import StoryPage
from articles.stories import page, published
from newsletter import list_health, seeding
from newsletter.models import DeliveryEvent, Import, ImportState, InboundMessage, Status, Subscriber, Suppression
from newsroom import clock
from newsroom.languages import LANGUAGES
from newsroom.models import User
from tests.factories import make_section

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name_ar": "صحيفة المحراث",
    "name_en": "The Plough",
    "username": "reem",
    "password": "طويلة-بما-يكفي-٩",
}


def small_pictures() -> AbstractContextManager[object]:
    """The drawings are tested elsewhere; here they only have to pass the door."""
    shades = iter(range(1, 250))
    return patch.object(drawing, "draw", lambda _name: PIL.Image.new("RGB", (64, 36), (next(shades), 20, 80)))


class TestTheDemo(TestCase):
    """Written once for all that is asked of it: it takes a while."""

    @classmethod
    def setUpTestData(cls) -> None:
        with small_pictures():
            call_command("seed_demo", verbosity=0)

    def test_something_came_back_and_something_waits_for_a_person(self) -> None:
        heard = DeliveryEvent.objects.values_list("kind", "verdict", "delivery__address")
        assert sorted(heard) == [
            ("auto_reply", "", "rana@example.org"),
            ("bounce", "full", "bookshop@example.org"),
            ("bounce", "gone", "petra3@example.org"),
            ("bounce", "policy", "dima@example.com"),
            ("complaint", "", "qusay@example.net"),
        ]
        ended = Subscriber.objects.filter(status__in=("bounced", "complained")).order_by("email")
        assert list(ended.values_list("email", "status")) == [
            ("petra3@example.org", "bounced"),
            ("qusay@example.net", "complained"),
        ]
        assert Suppression.objects.in_force().count() == 4
        waiting = InboundMessage.objects.quarantined().order_by("pk").values_list("quarantine", flat=True)
        assert list(waiting) == ["unknown", "nobodys"]

    def test_the_list_has_a_life_behind_it(self) -> None:
        assert set(Subscriber.objects.values_list("status", flat=True)) == set(Status)
        assert set(Import.objects.values_list("state", flat=True)) == {ImportState.CHECKED, ImportState.DONE}
        weeks = list_health.weeks()
        assert sum(1 for week in weeks if week.joined) > 20
        assert sum(week.left for week in weeks) >= 5
        assert {one.name for one in list_health.providers()} == {"example.org", "example.net", "example.com"}

    def test_it_is_a_newspaper_at_work(self) -> None:
        assert Publication.objects.live("ar").count() == 42
        assert Publication.objects.live("en").count() == 21
        assert Cartoon.objects.live().count() >= 2
        states = set(ArticleLanguage.objects.filter(language="ar").values_list("state", flat=True))
        assert states == {State.DRAFT, State.IN_REVIEW, State.READY}
        assert User.objects.filter(is_demo=True).count() == 8

    def test_every_state_of_the_desk_is_there(self) -> None:
        now = clock.now()
        soon, tomorrow = Publication.objects.filter(live_from__gt=now).order_by("live_from")
        assert timedelta(minutes=4) < soon.live_from - now <= timedelta(minutes=5)
        assert tomorrow.live_from - now > timedelta(hours=1)
        assert Article.objects.filter(embargo_until__gt=now).count() == 1
        assert Notice.objects.filter(kind=NoticeKind.SENT_BACK).exists()
        correction, withdrawal = Correction.objects.get(), Withdrawal.objects.get()
        assert Publication.objects.live("ar").filter(article=correction.article).exists()
        assert withdrawal.notice and withdrawal.reason
        assert not Publication.objects.live("ar").filter(article=withdrawal.article).exists()
        changed = Article.objects.get(standfirst_ar__endswith="أول الشهر.")
        assert Publication.objects.live("ar").get(article=changed).standfirst != changed.text_in("ar", "standfirst")

    def test_every_name_is_found_however_it_is_spelled(self) -> None:
        for model in (Author, Region, Section, Tag, Wire):
            rows: list[Spelled] = list(model.objects.all())
            assert rows
            assert [row.searched for row in rows] == [row.to_be_searched() for row in rows]

    def test_every_read_also_leads_somewhere_in_arabic(self) -> None:
        blocks = [passage for row in _pages("ar") for passage in row.passages if passage.read_also]
        stored = sum(row.body.count('class="related-read"') for row in Publication.objects.live("ar"))
        assert len(blocks) == stored
        assert stored >= 7
        assert not Article.objects.filter(body_ar__contains="data-story").exists()

    def test_every_published_page_is_complete(self) -> None:
        for language in LANGUAGES:
            for shown in _pages(language):
                assert shown.headline and shown.standfirst and shown.section
                assert not shown.hero or (shown.hero.alt and shown.hero.caption and shown.hero.credit)
                assert shown.byline.text or shown.credit_line
                in_opinion = shown.section.label in ("رأي", "Opinion")
                assert (shown.kind == "opinion", bool(shown.standing_line)) == (in_opinion, in_opinion)

    def test_a_second_time_changes_nothing(self) -> None:
        before = Article.objects.count()
        call_command("seed_demo", if_empty=True, verbosity=0)
        with pytest.raises(CommandError):
            call_command("seed_demo", verbosity=0)
        assert Article.objects.count() == before


def test_the_demo_is_never_written_beside_content() -> None:
    make_section()
    call_command("seed_demo", if_empty=True, verbosity=0)
    assert (Section.objects.count(), Article.objects.count()) == (1, 0)


def test_a_failure_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_args: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(seeding, "_draw_cartoon", break_off)
    with small_pictures(), pytest.raises(RuntimeError):
        seeding.seed()
    assert not Article.objects.exists()


def _pages(language: str) -> list[StoryPage]:
    return [page(published(row)) for row in Publication.objects.live(language)]


class TestTheEmptyNewspaper:
    def test_it_has_a_name_sections_and_one_account(self) -> None:
        call_command("setup_newsroom", **ANSWERS)
        assert SiteIdentity.objects.get().name_ar == "صحيفة المحراث"
        assert Section.objects.count() == 5
        assert list(User.objects.values_list("username", "is_superuser", "is_demo")) == [("reem", True, False)]

    def test_it_asks_for_what_is_not_given(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = iter(["صحيفة المحراث", "", "The Plough", "reem"])
        monkeypatch.setattr("builtins.input", lambda _question: next(answers))
        monkeypatch.setattr("getpass.getpass", lambda _question: ANSWERS["password"])
        call_command("setup_newsroom")
        assert SiteIdentity.objects.get().name_en == "The Plough"
        assert User.objects.get().username == "reem"

    def test_a_weak_password_is_refused_and_nothing_written(self) -> None:
        with pytest.raises(CommandError):
            call_command("setup_newsroom", **ANSWERS | {"password": "123"})
        assert not User.objects.exists()

    def test_it_is_not_set_up_twice(self) -> None:
        make_section()
        with pytest.raises(CommandError):
            call_command("setup_newsroom", **ANSWERS)

    @pytest.mark.parametrize("url", ["/ar/", "/en/", "/ar/latest/", "/ar/cartoons/", "/en/sections/news/"])
    def test_its_public_pages_are_there(self, client: Client, url: str) -> None:
        call_command("setup_newsroom", **ANSWERS)
        assert client.get(url).status_code == 200
