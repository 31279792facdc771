"""Fields for what people type at a desk and in a box: any digits, dates as they are said, day before month.

`٣٠/٩/٢٠٢٤`, `30/9/2024`, `2024-09-30` and `٣٠ أيلول ٢٠٢٤` are one day; `5/4/2024` is the fifth of April. What cannot be
read is refused with an example, and what was typed stays in the field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone, to_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom import arabic, clock

# What a paste brings along and nobody sees: direction marks and zero-width characters.
_UNSEEN: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BARE_HOUR: Final = re.compile(r"[0-9]{1,2}")
_HOUR_WITH_POINT: Final = re.compile(r"([0-9]{1,2})\.([0-9]{2})\b")


def read_day(text: str) -> date | None:
    """The day that was typed, relative ones from the newsroom's today; None where it names none that exists."""
    return arabic.parse_news_date(text, now=clock.local(clock.now()))


def read_hour(text: str) -> time | None:
    """The hour that was typed: `٧`, `٧:٣٠ ص`, `7.30`, `19:30`; None where it is none."""
    plain = arabic.to_latin_digits(_UNSEEN.sub("", text)).strip()
    if _BARE_HOUR.fullmatch(plain):
        return time(int(plain)) if int(plain) < 24 else None
    return arabic.parse_news_time(_HOUR_WITH_POINT.sub(r"\1:\2", plain, count=1))


class DayField(forms.DateField):
    """A day in any of the ways it is written."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": gettext_lazy("This is not a day of the calendar. Example: 30/9/2024 or 30 September 2024")
    }

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        day = read_day(str(value))
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "auto", "autocomplete": "off", "placeholder": "2025-01-31", "data-echo": "day"}


class HourField(forms.TimeField):
    """An hour of the day."""

    widget = forms.TextInput
    default_error_messages = {"invalid": gettext_lazy("This is not an hour. Example: 07:00")}

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        hour = read_hour(str(value))
        if hour is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return hour

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "auto", "autocomplete": "off", "placeholder": "07:00", "data-echo": "hour"}


class Moment(forms.MultiWidget):
    """A day and an hour in two plain inputs, which take Arabic digits and dates in words."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day = forms.TextInput({"placeholder": "2025-01-31", "aria-label": _("Day"), "class": "moment__day"})
        hour = forms.TextInput({"placeholder": "18:00", "aria-label": _("Hour"), "class": "moment__hour"})
        shared = {"dir": "auto", "autocomplete": "off", "data-echo": "moment", **(attrs or {})}
        super().__init__({"day": day, "hour": hour}, shared)

    def decompress(self, value: Any) -> Sequence[str]:
        return [value.strftime("%Y-%m-%d"), value.strftime("%H:%M")] if value else ["", ""]


class MomentField(forms.MultiValueField):
    """A day and an hour in the newsroom's zone; both, or neither where it may be empty."""

    widget = Moment

    def __init__(self, **kwargs: Any) -> None:
        fields = (forms.CharField(required=False), forms.CharField(required=False))
        super().__init__(fields=fields, require_all_fields=False, **{"required": False, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return to_current_timezone(value) if isinstance(value, datetime) else value

    def compress(self, data_list: Sequence[str]) -> datetime | None:
        day_text, hour_text = [*data_list, "", ""][:2]
        if not day_text and not hour_text:
            return None
        day = read_day(day_text) if day_text else None
        hour = read_hour(hour_text) if hour_text else None
        if day is None or hour is None:
            raise ValidationError(_("Type a day and an hour, for example 2025-01-31 and 18:00."))
        return from_current_timezone(datetime.combine(day, hour))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != (initial.replace(second=0, microsecond=0) if initial else None))
        except ValidationError:
            return True


class WholeNumberField(forms.IntegerField):
    """A whole number: `٣`, `۳`, `١٬٢٣٤`."""

    widget = forms.TextInput
    default_error_messages = {"invalid": gettext_lazy("This is not a whole number. Example: 12")}

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return super().to_python(value)
        number = arabic.parse_number(_UNSEEN.sub("", str(value)))
        if number is None or number != number.to_integral_value() or abs(number) >= 10**18:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(number)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off", "class": "number"}


class MailField(forms.EmailField):
    """An e-mail address: Arabic digits become Latin ones, direction marks and blanks around it go."""

    widget = forms.TextInput  # not type=email: the browser would judge the address before it has been cleaned

    def to_python(self, value: Any) -> str:
        return arabic.to_latin_digits(_UNSEEN.sub("", super().to_python(value) or "")).strip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "dir": "ltr", "inputmode": "email", "autocomplete": "email"}
