"""Boxes at their edges: what stands in them, what no database holds, and what is said about a limit."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from newsletter.models import DigestPlan
from newsroom.fields import DayField, HourField, MailField, MomentField, WholeNumberField, read_moment
from tests.factories import make_user

EVENING = datetime(2024, 9, 30, 15, 0, 42, tzinfo=UTC)


class Boxes(forms.Form):
    """One of each."""

    day = DayField(required=False)
    hour = HourField(required=False)
    moment = MomentField()
    number = WholeNumberField(required=False)
    mail = MailField(required=False)


STORED: dict[str, Any] = {
    "day": date(2024, 9, 30),
    "hour": time(18, 5),
    "moment": EVENING,
    "number": 1234,
    "mail": "reem@example.org",
}
SHOWN = {
    "day": "2024-09-30",
    "hour": "18:05",
    "moment_day": "2024-09-30",
    "moment_hour": "18:00",
    "number": "1234",
    "mail": "reem@example.org",
}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_stands_in_the_boxes_is_no_change_when_it_comes_back(language: str) -> None:
    with override(language):
        html = str(Boxes(initial=STORED))
        assert [name for name, value in SHOWN.items() if f'name="{name}" value="{value}"' not in html] == []
        assert Boxes(SHOWN, initial=STORED).changed_data == []


def test_another_digit_is_a_change() -> None:
    changed = SHOWN | {"day": "٢٩/٩/٢٠٢٤", "moment_hour": "١٨:٠١", "number": "١٬٢٣٥"}
    assert Boxes(changed, initial=STORED).changed_data == ["day", "moment", "number"]


def test_the_same_in_other_digits_is_no_change() -> None:
    typed = {"day": "٣٠/٩/٢٠٢٤", "hour": "٦:٠٥ م", "moment_day": "٣٠ أيلول ٢٠٢٤", "moment_hour": "٦ م"}
    assert Boxes(SHOWN | typed | {"number": "١٬٢٣٤"}, initial=STORED).changed_data == []


def test_what_was_typed_comes_back_as_it_was_typed() -> None:
    typed = {name: f"<{name}>" for name in SHOWN}
    html = str(Boxes(typed))
    assert [name for name in SHOWN if f'name="{name}" value="&lt;{name}&gt;"' not in html] == []


def test_all_of_them_may_be_empty() -> None:
    form = Boxes(dict.fromkeys(SHOWN, " \u200f "))
    assert form.is_valid()
    assert form.cleaned_data == {"day": None, "hour": None, "moment": None, "number": None, "mail": ""}


def test_a_moment_that_is_only_shown_keeps_its_seconds() -> None:
    form = Boxes({}, initial=STORED)
    form.fields["moment"].disabled = True
    assert form.is_valid()
    assert (form.cleaned_data["moment"], form.changed_data) == (EVENING, ["day", "hour", "number", "mail"])


def test_a_moment_that_no_database_holds_is_none() -> None:
    assert (read_moment("1/1/0001", "00:00"), read_moment("31/12/9999", "23:59") is None) == (None, False)


@pytest.mark.parametrize("typed", ["reem @ example.org", " reem@\u200fexample.org", "ｒｅｅｍ＠example.org"])
def test_an_address_loses_what_a_paste_added(typed: str) -> None:
    assert MailField().clean(typed) == "reem@example.org"


@pytest.mark.parametrize("typed", ["reem\x00@example.org", "reem@\ud800.org"])
def test_an_address_that_no_database_holds_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        MailField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "number"), [("12.0", 12), ("١٢٫٠", 12), ("−3", -3), ("9,223,372,036,854,775,807", 2**63 - 1)]
)
def test_a_whole_number_may_be_written_long(typed: str, number: int) -> None:
    assert WholeNumberField().clean(typed) == number


@pytest.mark.parametrize("typed", ["١؛٢", "12؛", "1,23", "٬١٢", "12 34", "9223372036854775808", "0x10", "½"])
def test_a_number_is_never_guessed(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WholeNumberField().clean(typed)
    with override("en"):
        assert refused.value.messages == ["This is not a whole number. Example: 12"]


@pytest.mark.django_db
def test_the_limits_of_a_column_are_told_in_our_words() -> None:
    made = forms.modelform_factory(DigestPlan, fields=["max_items"], field_classes={"max_items": WholeNumberField})
    with override("en"):
        messages = [list(made({"max_items": typed}).errors["max_items"]) for typed in ("٠", "٣١", "-١")]
    assert messages == [["The number is at least 1."], ["The number is at most 30."], ["The number is at least 0."]]


@pytest.mark.django_db
class TestWords:
    def test_english_desks_get_english_words(self, client: Client) -> None:
        client.force_login(make_user(permissions=["articles.view_article"], interface_language="en"))
        answer = client.get("/admin/words/", {"kind": "day", "text": "٥/٤/٢٠٢٤"})
        assert json.loads(answer.content) == {"words": "Friday 5 April 2024"}

    def test_an_hour_that_cannot_be_read_is_not_passed_over(self, client: Client) -> None:
        client.force_login(make_user(permissions=["articles.view_article"]))
        answer = client.get("/admin/words/", {"kind": "moment", "text": "5/4/2024", "hour": "25:00"})
        assert answer.json() == {"words": ""}

    @pytest.mark.parametrize("text", ["\x00", "x" * 100, "٣٠/٩/٢٠٢٤\x00"])
    def test_nonsense_is_answered_with_nothing(self, client: Client, text: str) -> None:
        client.force_login(make_user(permissions=["articles.view_article"]))
        assert client.get("/admin/words/", {"kind": "day", "text": text}).json() == {"words": ""}

    def test_nothing_is_posted_there(self, client: Client) -> None:
        client.force_login(make_user(permissions=["articles.view_article"]))
        assert client.post("/admin/words/", {"kind": "day", "text": "5/4/2024"}).status_code == 405
