"""When the newsletter of each language goes out, at the desk."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.bilingual import NamedRowsFormSet, name_cell
from newsletter import digests, schedule
from newsletter.models import DigestPlan, PlanSection, Rhythm
from newsroom import arabic, clock
from newsroom.languages import ARABIC
from newsroom.moments import in_words

_DAY: Final = arabic.DateStyle("body_date", months="levantine", digits="arab")
RUNS_SHOWN: Final = 3


class PlanForm(forms.ModelForm[DigestPlan]):
    """A plan, with the days it goes out on as boxes to tick."""

    days = forms.TypedMultipleChoiceField(
        label=_("days"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A daily one may stay out on some days; a weekly one has one day."),
    )

    class Meta:
        model = DigestPlan
        fields = "__all__"  # noqa: DJ007  the admin names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].initial = sorted(self.instance.days)

    def clean(self) -> dict[str, Any]:
        """A weekly one goes out once a week."""
        data = super().clean() or {}
        days = data.get("days")
        if days:
            rhythm = data.get("rhythm") or self.instance.rhythm
            if rhythm == Rhythm.WEEKLY and len(days) != 1:
                self.add_error("days", _("Choose one day for a weekly issue."))
            self.instance.days = days
        return data


class SectionInline(admin.TabularInline[PlanSection, DigestPlan]):
    """The sections that come first, in the plan's own order."""

    model = PlanSection
    formset = NamedRowsFormSet
    extra = 0
    fields = ("section", "position")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """As the stock admin makes it, with its name."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            name_cell(field)
        return field


@admin.register(DigestPlan)
class DigestPlanAdmin(admin.ModelAdmin["DigestPlan"]):
    """One plan per language and rhythm; issues hang on it, so it is switched off and never deleted."""

    form = PlanForm
    list_display = ("language", "rhythm", "hour", "zone", "next_issue", "automatic", "active")
    fields = (
        ("language", "rhythm", "active"),
        ("wall_time", "zone"),
        "days",
        "next_issues",
        ("min_items", "max_items"),
        ("with_cartoon", "automatic"),
    )
    readonly_fields = ("next_issues",)
    inlines = (SectionInline,)

    @admin.display(description=_("time"), ordering="wall_time")
    def hour(self, plan: DigestPlan) -> str:
        """The hour on the clocks of its zone."""
        return arabic.CARD_TIME.format(plan.wall_time, get_language() or ARABIC)

    @admin.display(description=_("next issue"), ordering="next_run_at")
    def next_issue(self, plan: DigestPlan) -> str:
        """The next instant, in the newsroom's zone."""
        return in_words(plan.next_run_at) if plan.pk else "–"

    @admin.display(description=_("next issues"))
    def next_issues(self, plan: DigestPlan) -> SafeString | str:
        """The next few, on the clocks of the plan's zone, in the newsroom's and in UTC."""
        if not (plan.pk and plan.active):
            return str(_("None: it is switched off.")) if plan.pk else "–"
        saved = DigestPlan.objects.get(pk=plan.pk)  # what stands in the form may be nonsense
        return format_html_join("", "<div>{}</div>", [(_on_all_clocks(saved, at),) for at in _runs(saved)])

    def get_readonly_fields(self, request: HttpRequest, obj: DigestPlan | None = None) -> tuple[str, ...]:
        """The language and rhythm of a plan that has issues stays what it is."""
        return ("language", "rhythm", *self.readonly_fields) if obj else self.readonly_fields

    def save_model(
        self, request: HttpRequest, obj: DigestPlan, form: forms.ModelForm[DigestPlan], change: bool
    ) -> None:
        """With another hour or zone, the next issue comes at another instant."""
        if {"wall_time", "zone", "days", "active"} & set(form.changed_data) or not change:
            digests.set_next_run(obj)
        super().save_model(request, obj, form, change)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """There are few plans: nobody saves one and adds another."""
        shown = {"show_save_and_add_another": False} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, shown)

    def has_delete_permission(self, request: HttpRequest, obj: DigestPlan | None = None) -> bool:
        """Its issues hang on it."""
        return False


def _runs(plan: DigestPlan) -> list[datetime]:
    runs = [plan.next_run_at]
    while len(runs) < RUNS_SHOWN:
        runs.append(schedule.next_run(plan.wall_time, plan.zone_info, runs[-1], plan.days))
    return runs


def _on_all_clocks(plan: DigestPlan, at: datetime) -> str:
    language = get_language() or ARABIC
    there = at.astimezone(plan.zone_info)
    said = [
        f"{WEEKDAYS[there.weekday()]} {_DAY.format(there, language)} {arabic.CARD_TIME.format(there, language)}"
        f" ({plan.zone})"
    ]
    here = clock.local(at)
    if here.utcoffset() != there.utcoffset():
        said.append(f"{arabic.CARD_TIME.format(here, language)} ({here.tzinfo})")
    said.append(f"{arabic.CARD_TIME.format(at.astimezone(UTC), language)} UTC")
    if there.time().replace(second=0, microsecond=0) != plan.wall_time.replace(second=0, microsecond=0):
        said.append(gettext("the clocks leap over its hour that day"))
    return " · ".join(said)
