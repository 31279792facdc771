"""Boxes for days, moments, whole numbers and mail addresses, as people here type them: in any digits, day first.

What is typed is read by `newsroom.arabic` alone; what cannot be read is refused with an example and never guessed.
`data-echo` marks the boxes under which the desk says in words how they are read, so that 5/4 is seen to be 5 April.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.forms.utils import to_current_timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from newsroom import arabic, clock

_LARGEST: Final = 2**63  # what a database holds is smaller
# What a paste from a right-to-left text brings along and nobody sees: marks, isolates, embeddings, soft hyphens.
_UNSEEN: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SHORT_HOUR: Final = re.compile(r"([0-9]{1,2})(?:[.٫]([0-9]{2}))?((?:\s*[^\W\d].{0,20})?)")  # `7`, `7.30`, `7 pm`
_BLANKS_AT_THE_AT: Final = re.compile(r"\s*@\s*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_EXAMPLE_DAY: Final = _("30/9/2024")
_EXAMPLE_HOUR: Final = _("18:00")
_HINT_DAY: Final = _("I cannot read this as a date. Example: 30/9/2024")
_HINT_MOMENT: Final = _("I cannot read this as a day and an hour. Example: 30/9/2024 and 18:00")
_HINT_HOUR: Final = _("I cannot read this as an hour. Example: 18:00")


class AsksForFilesAgain(forms.BaseForm):
    """A form that says at each field of a file that it has to be chosen again, where another field was wrong.

    No browser puts a chosen file back into a page, and without a word it would be missed after the next save.
    """

    def full_clean(self) -> None:
        """As it is cleaned, then that."""
        super().full_clean()
        if not self.is_bound or not self.errors:
            return
        for name, field in self.fields.items():
            if isinstance(field, forms.FileField) and self.add_prefix(name) in self.files and name not in self.errors:
                self.add_error(name, _("Choose the file again: it was not kept, because something else was wrong."))


def read_day(text: str) -> date | None:
    """The day that the text names, a month standing for its first; None when it names none that exists.

    `أمس` and `قبل يومين` count from today in the newsroom's zone.
    """
    return arabic.parse_news_date(text, now=clock.local(clock.now()))


def read_hour(text: str) -> time | None:
    """The time of day in `٦:٣٠ م`, `18:30`, `18.30`, `٦ م`, `18`; None when there is none or it is impossible."""
    plain = arabic.to_latin_digits(_seen(text))
    if found := _SHORT_HOUR.fullmatch(plain):
        plain = f"{found[1]}:{found[2] or '00'}{found[3]}"
    return arabic.parse_news_time(plain)


def read_moment(day_text: str, hour_text: str) -> datetime | None:
    """The moment (UTC) of that day and hour in the newsroom's zone, as `clock.instant_on` settles leaps of the clocks.

    In UTC, for in a zone an hour that comes twice equals no moment elsewhere, not even itself (PEP 495).
    None when one of the two cannot be read, or when no database could hold it.
    """
    day, hour = read_day(day_text), read_hour(hour_text)
    if day is None or hour is None:
        return None
    try:
        return clock.instant_on(day, hour, get_current_timezone())
    except OverflowError:  # the first hours of the year 1 are before all years in UTC
        return None


class DayInput(forms.TextInput):
    """A plain box for a day. What is stored stands in it as `2024-09-30`, which nobody takes for another day."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {
            "inputmode": "text",  # days are typed in words too
            "dir": "ltr",
            "autocomplete": "off",
            "placeholder": _EXAMPLE_DAY,
            "data-echo": "day",
            "data-echo-hint": _HINT_DAY,
        }
        super().__init__({**own, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """A day as it can be typed back, and what cannot be read as it was typed."""
        return value.isoformat() if isinstance(value, date) else super().format_value(value)


class DayField(forms.DateField):
    """A day in any digits, the day before the month: `٣٠/٩/٢٠٢٤`, `2024-09-30`, `30 September 2024`, `أيلول ٢٠٢٤`."""

    widget = DayInput
    default_error_messages = {
        "invalid": _("This is not a day of the calendar. Example: 30/9/2024 or 30 September 2024")
    }

    def to_python(self, value: Any) -> date | None:
        """The day; None for an empty box, ValidationError with an example for what names no day."""
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        text = _seen(value)
        if not text:
            return None
        day = read_day(text)
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class Moment(forms.MultiWidget):
    """A day and an hour in two plain boxes, `<name>_day` and `<name>_hour`."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day = forms.TextInput({"placeholder": _EXAMPLE_DAY, "aria-label": _("Day"), "class": "moment__day"})
        hour = forms.TextInput({"placeholder": _EXAMPLE_HOUR, "aria-label": _("Hour"), "class": "moment__hour"})
        shared = {"inputmode": "text", "dir": "ltr", "autocomplete": "off", **(attrs or {})}
        super().__init__({"day": day, "hour": hour}, shared)

    def decompress(self, value: Any) -> Sequence[str]:
        """Day and hour as they can be typed back."""
        return [value.date().isoformat(), f"{value:%H:%M}"] if value else ["", ""]

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Both boxes in one frame, which says that they are read together."""
        frame = '<span class="moment" data-echo="moment" data-echo-hint="{}">{}</span>'
        return format_html(frame, _HINT_MOMENT, super().render(name, value, attrs, renderer))


class MomentField(forms.MultiValueField):
    """A day and an hour in the newsroom's zone, in any digits; both or, unless it is `required`, neither."""

    widget = Moment
    default_error_messages = {"invalid": _("This is not a day and an hour. Example: 30/9/2024 and 18:00")}

    def __init__(self, **kwargs: Any) -> None:
        # A hidden copy of the default would come back as one text where two are read; what was typed is compared
        # with the default itself.
        kwargs = {"required": False, **kwargs, "show_hidden_initial": False}
        fields = (forms.CharField(required=False), forms.CharField(required=False))
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A moment in the newsroom's zone, for the boxes; what was typed as it was typed."""
        return to_current_timezone(value) if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime | None:
        """The moment; ValidationError as in `compress`. A box that is only shown keeps it to the second."""
        if self.disabled and isinstance(value, datetime):
            return value
        moment: datetime | None = super().clean(value)
        return moment

    def compress(self, data_list: Sequence[str]) -> datetime | None:
        """The moment; None where both boxes are empty, ValidationError with an example where it cannot be read."""
        day_text, hour_text = (_seen(text) for text in [*data_list, "", ""][:2])
        if not day_text and not hour_text:
            return None
        moment = read_moment(day_text, hour_text)
        if moment is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another minute was typed: the boxes show no seconds, so their absence is no change."""
        if self.disabled:
            return False
        try:
            return bool(self.clean(data) != (initial.replace(second=0, microsecond=0) if initial else None))
        except ValidationError:
            return True


class HourInput(forms.TextInput):
    """A plain box for a time of day, shown as `18:05`."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {
            "inputmode": "text",  # `٦:٣٠ م`
            "dir": "ltr",
            "autocomplete": "off",
            "placeholder": _EXAMPLE_HOUR,
            "data-echo": "hour",
            "data-echo-hint": _HINT_HOUR,
        }
        super().__init__({**own, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """A time as it can be typed back, and what cannot be read as it was typed."""
        return f"{value:%H:%M}" if isinstance(value, time) else super().format_value(value)


class HourField(forms.TimeField):
    """A time of day in any digits, by 12 or by 24 hours: `٧:٠٠ ص`, `07:00`, `7 am`."""

    widget = HourInput
    default_error_messages = {"invalid": _("This is not an hour. Example: 07:00")}

    def to_python(self, value: Any) -> time | None:
        """The time; None for an empty box, ValidationError with an example for what is none."""
        if isinstance(value, time):
            return value
        text = _seen(value)
        if not text:
            return None
        hour = read_hour(text)
        if hour is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return hour


class NumberInput(forms.TextInput):
    """A plain box for figures: the browser's own takes Latin digits only."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"class": "number", "inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}
        super().__init__({**own, **(attrs or {})})


class WholeNumberField(forms.IntegerField):
    """A whole number in any digits, thousands grouped or not: `١٬٢٣٤`, `1,234`, `۱۲`."""

    widget = NumberInput
    default_error_messages = {
        "invalid": _("This is not a whole number. Example: 12"),
        # Also what the limits of the model's own column say: a form asks its field for the words of each code.
        "min_value": _("The number is at least %(limit_value)s."),
        "max_value": _("The number is at most %(limit_value)s."),
    }

    def to_python(self, value: Any) -> int | None:
        """The number; None for an empty box, ValidationError with an example for what is no whole number."""
        if not isinstance(value, str):
            return super().to_python(value)
        text = _seen(value)
        if not text:
            return None
        number = arabic.parse_number(text) if len(text) <= arabic.LONGEST_DATE else None
        if number is None or number != number.to_integral_value() or abs(number) >= _LARGEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(number)


class MailInput(forms.TextInput):
    """A plain box for a mail address: the browser's own refuses what `MailField` puts right."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"inputmode": "email", "dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__({**own, **(attrs or {})})


class MailField(forms.EmailField):
    """A mail address without what a right-to-left keyboard or a paste adds to it.

    Arabic digits and full-width letters become ASCII; direction marks, and blanks around the address and its @, go.
    A blank between letters stays and is refused: two words made one would be somebody else's address.
    """

    widget = MailInput
    default_error_messages = {"invalid": _("This is not an e-mail address. Example: name@example.org")}

    def to_python(self, value: Any) -> str:
        """The address, empty for an empty box; ValidationError for what no database could hold."""
        text = unicodedata.normalize("NFKC", _seen(value))
        if _SURROGATE.search(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(_BLANKS_AT_THE_AT.sub("@", arabic.to_latin_digits(text))) or ""


def _seen(value: Any) -> str:
    """What is to be seen of a text: no direction marks, no blanks around it."""
    return _UNSEEN.sub("", str(value)).strip() if value is not None else ""
