"""House style: how each place prints its dates, chosen at the desk, seen before it is saved."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.test import Client

from articles.models import SiteIdentity
from articles.models.identity import DIGITS, MONTHS
from newsletter.letters import issue_words
from newsroom import clock, house
from newsroom.arabic.dates import Months
from newsroom.arabic.digits import Digits
from tests.factories import make_issue, make_publication, make_user

MOMENT = datetime(2024, 12, 25, 6, 5, tzinfo=UTC)  # 9:05 in Damascus
FORM = "/admin/articles/siteidentity/1/change/"
PREVIEW = "/admin/articles/siteidentity/house/"


@pytest.mark.parametrize(
    ("style", "months", "digits", "printed"),
    [
        ("header", "gregorian", "arab", "الأربعاء ٢٥ / ديسمبر / ٢٠٢٤"),
        ("header", "levantine", "latn", "الأربعاء 25 / كانون الأول / 2024"),
        ("body_date", "dual", "latn", "25 كانون الأول/ ديسمبر 2024"),
        ("body_date", "levantine", "arab", "٢٥ كانون الأول ٢٠٢٤"),
        ("body_date", "gregorian", "latn", "25 ديسمبر 2024"),
        ("body_date", "dual-gregorian-first", "latn", "25 ديسمبر/ كانون الأول 2024"),
        ("moment", "dual", "arab", "٢٥ كانون الأول/ ديسمبر ٢٠٢٤، ٩:٠٥ ص"),
        ("day", "gregorian", "latn", "25 ديسمبر"),
        ("clock", "dual", "latn", "09:05"),
    ],
)
def test_a_place_prints_what_was_chosen(style: str, months: Months, digits: Digits, printed: str) -> None:
    assert house.words(MOMENT, style, house.Manner(months, digits), "ar") == printed


def test_english_has_one_form() -> None:
    manners = [house.Manner(months, digits) for months, _name in MONTHS for digits, _name in DIGITS]  # type: ignore[arg-type]
    assert {house.words(MOMENT, "moment", manner, "en") for manner in manners} == {"25 December 2024, 9:05 am"}


def test_a_plain_date_has_no_zone() -> None:
    assert (
        house.words(date(2024, 12, 25), "body_date", house.DEFAULTS[house.BODY], "ar") == "25 كانون الأول/ ديسمبر 2024"
    )


@pytest.mark.django_db
class TestAtTheDesk:
    @pytest.fixture
    def chief(self, client: Client) -> Client:
        client.force_login(make_user(permissions=["articles.change_siteidentity", "articles.view_siteidentity"]))
        return client

    def choose(self, **changed: str) -> None:
        SiteIdentity.objects.update(**changed)

    def test_what_holds_before_anybody_chooses_is_the_house_default(self) -> None:
        assert SiteIdentity.current().house == house.DEFAULTS

    def test_each_place_is_shown_as_it_prints(self, chief: Client) -> None:
        page = chief.get(FORM).content.decode()
        shown = dict(re.findall(r'data-house-sample="(\w+)"[^>]*>([^<]*)</output>', page))
        assert shown == {
            "masthead": "الأربعاء ٢٥ / ديسمبر / ٢٠٢٤",
            "byline": "٢٥ كانون الأول/ ديسمبر ٢٠٢٤، ١٢:٠٥ م",
            "card": "٢٥ كانون الأول/ ديسمبر",
            "body": "25 كانون الأول/ ديسمبر 2024",
            "mail": "الأربعاء ٢٥ / ديسمبر / ٢٠٢٤",
        }

    def query(self, **changed: str) -> str:
        chosen: dict[str, str] = {f"{place}_months": manner.months for place, manner in house.DEFAULTS.items()}
        chosen |= {f"{place}_digits": manner.digits for place, manner in house.DEFAULTS.items()}
        return f"{PREVIEW}?{urlencode(chosen | changed)}"

    def test_a_choice_is_seen_before_it_is_saved(self, chief: Client) -> None:
        words = chief.get(self.query(masthead_months="levantine", masthead_digits="latn")).json()
        assert words["masthead"] == "الأربعاء 25 / كانون الأول / 2024"
        assert SiteIdentity.current().house == house.DEFAULTS

    @pytest.mark.parametrize("changed", [{"card_months": "lunar"}, {"mail_digits": "roman"}, {"card_months": ""}])
    def test_a_choice_that_does_not_exist_is_refused(self, chief: Client, changed: dict[str, str]) -> None:
        assert chief.get(self.query(**changed)).status_code == 400

    def test_who_may_not_change_the_identity_gets_no_preview(self, client: Client) -> None:
        client.force_login(make_user(permissions=["articles.view_article"]))
        assert client.get(self.query()).status_code == 403

    def test_the_masthead_follows(self, client: Client) -> None:
        self.choose(masthead_months="levantine", masthead_digits="latn")
        with clock.held_at(MOMENT):
            page = client.get("/ar/").content.decode()
        assert page.count("الأربعاء 25 / كانون الأول / 2024") == 1

    def test_the_byline_follows(self, client: Client) -> None:
        self.choose(byline_months="gregorian", byline_digits="latn")
        with clock.held_at(MOMENT):
            row = make_publication()
            page = client.get(f"/ar/articles/{row.article_id}/{row.slug}/").content.decode()
        assert page.count("25 ديسمبر 2024، 9:05 ص") == 1

    def test_the_lists_follow(self, client: Client) -> None:
        self.choose(card_digits="latn")
        with clock.held_at(MOMENT):
            make_publication()
            page = client.get("/ar/latest/").content.decode()
        assert page.count(">09:05</time>") == 1

    def test_the_newsletter_follows(self) -> None:
        self.choose(mail_months="dual", mail_digits="latn")
        with clock.held_at(MOMENT):
            words = issue_words(make_issue())
        assert words.text.splitlines()[1] == "الأربعاء 25 / كانون الأول/ ديسمبر / 2024"
        assert words.html.count("الأربعاء 25 / كانون الأول/ ديسمبر / 2024") == 1

    def test_the_button_in_the_editor_follows(self, client: Client) -> None:
        self.choose(body_months="levantine", body_digits="arab")
        client.force_login(make_user(superuser=True))
        with clock.held_at(MOMENT):
            page = client.get("/admin/articles/article/add/").content.decode()
        assert page.count(json.dumps("٢٥ كانون الأول ٢٠٢٤")) == 1
