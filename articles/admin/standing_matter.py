"""The breaking line and the pages about the newspaper, at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.bilingual import BilingualAdmin, BilingualForm
from articles.models import Breaking, HousePage
from newsroom import audit, clock
from newsroom.languages import LANGUAGES
from newsroom.links import own_path
from newsroom.moments import in_words

LASTS = timedelta(hours=2)  # what is proposed


class BreakingForm(BilingualForm):
    """A line in at least one language, with an end that lies ahead of its beginning."""

    def clean(self) -> dict[str, Any]:
        """Words, addresses of this site, and time in order."""
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(f"text_{language}") for language in LANGUAGES):
            self.add_error("text_ar", _("Write the line in at least one language."))
        for language in LANGUAGES:
            path = data.get(f"path_{language}") or ""
            if path and own_path(path, fallback="") != path:
                self.add_error(f"path_{language}", _("An address of this site begins like /ar/articles/12/"))
        begins, ends = data.get("live_from"), data.get("live_until")
        if begins and ends and ends <= begins:
            self.add_error("live_until", _("The end lies before the beginning."))
        return data


@admin.register(Breaking)
class BreakingAdmin(BilingualAdmin):
    """The line with its hours; taken away at once by moving its end."""

    form = BreakingForm
    list_display = ("__str__", "begins", "ends")
    fields = (("text_ar", "text_en"), ("path_ar", "path_en"), ("live_from", "live_until"))

    @admin.display(description=_("from"), ordering="live_from")
    def begins(self, row: Breaking) -> str:
        """As the desk prints moments."""
        return in_words(row.live_from)

    @admin.display(description=_("until"), ordering="live_until")
    def ends(self, row: Breaking) -> str:
        """As the desk prints moments."""
        return in_words(row.live_until)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From now on, for two hours."""
        now = clock.now()
        return {"live_from": now, "live_until": now + LASTS} | super().get_changeform_initial_data(request)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """An address is written from left to right."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name.startswith("path"):
            field.widget.attrs |= {"dir": "ltr"}
        return field

    def save_model(self, request: HttpRequest, obj: Breaking, form: Any, change: bool) -> None:
        """Who says that something is breaking stands in the audit log."""
        super().save_model(request, obj, form, change)
        audit.record("breaking", obj, by=audit.who(request), until=obj.live_until.isoformat(), called=str(obj))


class HousePageForm(BilingualForm):
    """A title and a text in the same language, at least once."""

    def clean(self) -> dict[str, Any]:
        """What is begun in a language is whole in it."""
        data: dict[str, Any] = super().clean() or {}
        written = [code for code in LANGUAGES if data.get(f"title_{code}") or data.get(f"text_{code}")]
        if not written:
            self.add_error("title_ar", _("Write title and text in at least one language."))
        for code in written:
            for part, lacks in (("title", _("The title is missing.")), ("text", _("The text is missing."))):
                if not data.get(f"{part}_{code}"):
                    self.add_error(f"{part}_{code}", lacks)
        return data


@admin.register(HousePage)
class HousePageAdmin(BilingualAdmin):
    """The pages, in the order of the foot of each page."""

    form = HousePageForm
    list_display = ("__str__", "slug", "changed")
    fields = (("slug", "position"), ("title_ar", "title_en"), ("text_ar", "text_en"))

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, row: HousePage) -> str:
        """As the desk prints moments."""
        return in_words(row.changed_at)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """An address is written from left to right; a text has room."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "slug":
            field.widget.attrs |= {"dir": "ltr"}
        if field is not None and db_field.name.startswith("text"):
            field.widget.attrs |= {"rows": 18}
        return field

    def save_model(self, request: HttpRequest, obj: HousePage, form: Any, change: bool) -> None:
        """Readers are told when a page was last changed."""
        obj.changed_at = clock.now()
        super().save_model(request, obj, form, change)
