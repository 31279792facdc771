"""What people type: any digits, days, hours, numbers and addresses; nonsense is refused with an example."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client, RequestFactory
from django.utils.translation import override
from pytest_django import Settings

from articles.models import SiteIdentity
from newsletter.forms import SubscribeForm
from newsroom import clock
from newsroom.fields import DayField, HourField, MailField, Moment, MomentField, WholeNumberField, read_moment
from tests.factories import make_user

NOW = datetime(2024, 10, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    """It is the second of October 2024."""
    with clock.held_at(NOW):
        yield


class TestDays:
    @pytest.mark.parametrize(
        "typed",
        [
            *(
                "٣٠/٩/٢٠٢٤",
                "30/9/2024",
                "30/09/2024",
                "۳۰/۹/۲۰۲۴",
                "٢٠٢٤-٠٩-٣٠",
                "2024-09-30",
                "30-9-2024",
                "30.9.2024",
            ),
            *("٣٠ أيلول ٢٠٢٤", "30 أيلول 2024", "٣٠ سبتمبر ٢٠٢٤", "30 أيلول/ سبتمبر 2024", "30 September 2024"),
            *(
                "الاثنين ٣٠ أيلول ٢٠٢٤",
                " 30/9/2024 ",
                "\u200f30/9/2024\u200e",
                "\u202b٣٠/٩/٢٠٢٤\u202c",
                "September 30, 2024",
            ),
            *("قبل يومين", "2 days ago"),
        ],
    )
    def test_one_day_is_written_in_many_ways(self, typed: str) -> None:
        assert DayField().clean(typed) == date(2024, 9, 30)

    @pytest.mark.parametrize(("typed", "day"), [("5/4/2024", date(2024, 4, 5)), ("٥/٤/٢٠٢٤", date(2024, 4, 5))])
    def test_the_day_comes_before_the_month(self, typed: str, day: date) -> None:
        assert DayField().clean(typed) == day

    def test_a_month_is_its_first_day(self) -> None:
        assert DayField().clean("أيلول ٢٠٢٤") == date(2024, 9, 1)

    @pytest.mark.parametrize(
        "typed",
        [
            "31/2/2024",
            "٣١/٢/٢٠٢٤",
            "30/13/2024",
            "0/1/2024",
            "غدًا ربما",
            "30",
            "x" * 500,
            "30\x009",
            "\ud800",
            "30/9",
            "٪",
        ],
    )
    def test_what_is_no_day_is_refused_with_an_example(self, typed: str) -> None:
        with override("ar"), pytest.raises(ValidationError) as refused:
            DayField().clean(typed)
        assert refused.value.messages == ["ليس هذا يومًا في التقويم. مثال: ٣٠/٩/٢٠٢٤ أو ٣٠ أيلول ٢٠٢٤"]

    def test_what_is_shown_can_be_typed_back(self) -> None:
        field = DayField()
        assert field.clean(field.prepare_value(date(2024, 9, 30))) == date(2024, 9, 30)

    def test_an_empty_one_may_be_empty(self) -> None:
        assert DayField(required=False).clean("") is None


class TestHours:
    @pytest.mark.parametrize(
        ("typed", "hour"),
        [
            ("07:30", time(7, 30)),
            ("٠٧:٣٠", time(7, 30)),
            ("۷:۳۰", time(7, 30)),
            ("7.30", time(7, 30)),
            ("٧", time(7)),
            ("23", time(23)),
            ("٦:٣٠ م", time(18, 30)),
            ("6:30 pm", time(18, 30)),
            ("\u200f18:00", time(18)),
        ],
    )
    def test_hours_are_written_in_many_ways(self, typed: str, hour: time) -> None:
        assert HourField().clean(typed) == hour

    @pytest.mark.parametrize("typed", ["24", "25:00", "7:60", "سبعة", "x" * 300, "-1", "\x00"])
    def test_what_is_no_hour_is_refused(self, typed: str) -> None:
        with pytest.raises(ValidationError):
            HourField().clean(typed)

    def test_what_is_shown_can_be_typed_back(self) -> None:
        field = HourField()
        assert field.clean(field.prepare_value(time(18, 5))) == time(18, 5)


class TestMoments:
    def test_a_day_and_an_hour_are_a_moment_of_the_newsroom(self) -> None:
        assert MomentField().clean(["٣٠/٩/٢٠٢٤", "18:00"]) == datetime(2024, 9, 30, 15, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        "typed", [["30/9/2024", ""], ["", "18:00"], ["31/2/2024", "18:00"], ["30/9/2024", "25:00"]]
    )
    def test_half_a_moment_is_none(self, typed: list[str]) -> None:
        with pytest.raises(ValidationError):
            MomentField().clean(typed)

    def test_neither_is_no_moment(self) -> None:
        assert MomentField().clean(["", ""]) is None

    def test_where_one_is_needed_neither_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            MomentField(required=True).clean(["", ""])

    def test_what_is_shown_can_be_typed_back(self) -> None:
        moment = datetime(2024, 9, 30, 15, 0, tzinfo=UTC)
        shown = Moment().decompress(MomentField().prepare_value(moment))
        assert MomentField().clean(list(shown)) == moment


class TestNumbers:
    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            ("12", 12),
            ("١٢", 12),
            ("۱۲", 12),
            ("١٬٢٣٤", 1234),
            ("1,234", 1234),
            (" 12 ", 12),
            ("\u200f12", 12),
            ("-3", -3),
            ("٠", 0),
        ],
    )
    def test_any_digits_will_do(self, typed: str, number: int) -> None:
        assert WholeNumberField().clean(typed) == number

    @pytest.mark.parametrize("typed", ["1.5", "١٫٥", "١،٢٣٤", "اثنا عشر", "1e3", "9" * 40, "x" * 500, "\x00", "\ud800"])
    def test_what_is_no_whole_number_is_refused(self, typed: str) -> None:
        with pytest.raises(ValidationError):
            WholeNumberField().clean(typed)

    @pytest.mark.parametrize("typed", ["٠", "٣١", "-1"])
    def test_limits_hold_in_any_digits(self, typed: str) -> None:
        with pytest.raises(ValidationError):
            WholeNumberField(min_value=1, max_value=30).clean(typed)


class TestAddresses:
    @pytest.mark.parametrize(
        "typed",
        [
            "reem2024@example.org",
            "reem٢٠٢٤@example.org",
            "\u200freem2024@example.org\u200e ",
            "\u202breem۲۰۲۴@example.org",
        ],
    )
    def test_digits_and_marks_are_put_right(self, typed: str) -> None:
        assert MailField().clean(typed) == "reem2024@example.org"

    @pytest.mark.parametrize("typed", ["reem", "reem@", "@example.org", "a b@example.org", "x" * 500 + "@example.org"])
    def test_what_is_no_address_is_refused(self, typed: str) -> None:
        with pytest.raises(ValidationError):
            MailField().clean(typed)

    def test_the_newsletters_box_takes_the_same(self) -> None:
        form = SubscribeForm({"email": "\u200freem٢٠٢٤@example.org", "language": "ar"})
        assert form.is_valid()


OURS = (DayField, HourField, MomentField, WholeNumberField, MailField)
NEEDS_OURS = (forms.DateField, forms.DateTimeField, forms.SplitDateTimeField, forms.TimeField, forms.IntegerField)


@pytest.mark.django_db
class TestEveryFormOfTheDesk:
    def forms_of(self, model_admin: admin.ModelAdmin[Any], request: Any) -> list[Any]:
        """The form of a room, and those of the rows in it."""
        made = [model_admin.get_form(request)]
        made += [inline.get_formset(request).form for inline in model_admin.get_inline_instances(request)]
        if model_admin.list_editable:
            made.append(model_admin.get_changelist_form(request))
        return made

    def test_reads_dates_numbers_and_addresses_as_people_type_them(self) -> None:
        request = RequestFactory().get("/")
        request.user = make_user(superuser=True)
        stock = {
            f"{model.__name__}.{name}: {type(field).__name__}"
            for model, model_admin in admin.site._registry.items()
            for form in self.forms_of(model_admin, request)
            for name, field in form.base_fields.items()
            if isinstance(field, (*NEEDS_OURS, forms.EmailField)) and not isinstance(field, OURS)
            if not isinstance(field.widget, forms.HiddenInput) and name not in ("version", "id")
        }
        assert stock == set()

    def test_there_are_such_fields_at_all(self) -> None:
        request = RequestFactory().get("/")
        request.user = make_user(superuser=True)
        form = admin.site._registry[SiteIdentity].get_form(request)
        assert isinstance(form.base_fields["contact_email"], MailField)

    def test_a_model_field_keeps_its_limits(self) -> None:
        field = models.PositiveSmallIntegerField().formfield(form_class=WholeNumberField)
        assert isinstance(field, WholeNumberField)
        with pytest.raises(ValidationError):
            field.clean("-١")


@pytest.mark.django_db
class TestWords:
    @pytest.fixture
    def desk(self, client: Client) -> Client:
        client.force_login(make_user(permissions=["articles.view_article"]))
        return client

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ({"kind": "day", "text": "٥/٤/٢٠٢٤"}, "الجمعة ٥ نيسان/ أبريل ٢٠٢٤"),
            ({"kind": "day", "text": "31/2/2024"}, ""),
            ({"kind": "hour", "text": "٧"}, "٠٧:٠٠"),
            (
                {"kind": "moment", "text": "5/4/2024", "hour": "6:30 م"},
                "الجمعة ٥ نيسان/ أبريل ٢٠٢٤ · ١٨:٣٠ دمشق = ١٦:٣٠ لندن",
            ),
            # the other desk has another day by then
            (
                {"kind": "moment", "text": "5/4/2024", "hour": "1"},
                "الجمعة ٥ نيسان/ أبريل ٢٠٢٤ · ٠١:٠٠ دمشق = الخميس ٢٣:٠٠ لندن",
            ),
            ({"kind": "moment", "text": "5/4/2024", "hour": "بعد قليل"}, ""),
            ({"kind": "moment", "text": "5/4/2024", "hour": ""}, "الجمعة ٥ نيسان/ أبريل ٢٠٢٤"),
            ({"kind": "else", "text": "5/4/2024"}, ""),
            ({}, ""),
        ],
    )
    def test_what_is_typed_is_said_in_words(self, desk: Client, query: dict[str, str], words: str) -> None:
        assert desk.get("/admin/words/", query).json() == {"words": words}

    @pytest.mark.parametrize(
        ("day", "hour", "moment", "words"),
        [
            (
                "28/3/2027",
                "00:30",
                datetime(2027, 3, 27, 22, tzinfo=UTC),
                "الأحد ٢٨ آذار/ مارس ٢٠٢٧ · ٠١:٠٠ بيروت = السبت ٢٢:٠٠ لندن"
                " · الساعة التي كتبتها لا تأتي في ذلك اليوم: تُقدَّم الساعة فيه",
            ),
            (
                "30/10/2027",
                "23:30",
                datetime(2027, 10, 30, 20, 30, tzinfo=UTC),
                "السبت ٣٠ تشرين الأول/ أكتوبر ٢٠٢٧ · ٢٣:٣٠ بيروت = ٢١:٣٠ لندن"
                " · تأتي هذه الساعة مرتين في ذلك اليوم: المقصود أولاهما",
            ),
        ],
    )
    def test_where_the_clocks_leap_it_says_which_hour_is_meant(
        self, desk: Client, settings: Settings, day: str, hour: str, moment: datetime, words: str
    ) -> None:
        settings.TIME_ZONE = "Asia/Beirut"
        asked = {"kind": "moment", "text": day, "hour": hour}
        assert (read_moment(day, hour), desk.get("/admin/words/", asked).json()["words"]) == (moment, words)

    def test_one_desk_has_one_hour(self, desk: Client, settings: Settings) -> None:
        settings.NEWSROOM_OTHER_TIME_ZONE = "Asia/Damascus"
        asked = {"kind": "moment", "text": "5/4/2024", "hour": "7"}
        assert desk.get("/admin/words/", asked).json()["words"] == "الجمعة ٥ نيسان/ أبريل ٢٠٢٤ · ٠٧:٠٠"

    def test_what_is_too_long_is_not_read(self, desk: Client) -> None:
        assert desk.get("/admin/words/", {"kind": "day", "text": "5" * 101}).status_code == 400

    def test_a_stranger_is_led_to_the_door(self, client: Client) -> None:
        assert client.get("/admin/words/", {"kind": "day", "text": "5/4/2024"}).status_code == 302
