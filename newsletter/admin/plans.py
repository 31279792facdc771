"""When the newsletter of each language goes out, at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from newsletter import digests
from newsletter.models import DigestPlan
from newsroom import arabic
from newsroom.languages import ARABIC
from newsroom.moments import in_words


@admin.register(DigestPlan)
class DigestPlanAdmin(admin.ModelAdmin["DigestPlan"]):
    """One plan per language and rhythm; issues hang on it, so it is switched off and never deleted."""

    list_display = ("language", "rhythm", "hour", "zone", "next_issue", "automatic", "active")
    fields = (
        ("language", "rhythm", "active"),
        ("wall_time", "zone", "weekday"),
        "next_issue",
        ("min_items", "max_items"),
        ("with_cartoon", "automatic"),
    )
    readonly_fields = ("next_issue",)

    @admin.display(description=_("time"), ordering="wall_time")
    def hour(self, plan: DigestPlan) -> str:
        """The hour on the clocks of its zone."""
        return arabic.CARD_TIME.format(plan.wall_time, get_language() or ARABIC)

    @admin.display(description=_("next issue"), ordering="next_run_at")
    def next_issue(self, plan: DigestPlan) -> str:
        """The next instant, in the newsroom's zone."""
        return in_words(plan.next_run_at) if plan.pk else "–"

    def get_readonly_fields(self, request: HttpRequest, obj: DigestPlan | None = None) -> tuple[str, ...]:
        """The language and rhythm of a plan that has issues stays what it is."""
        return ("language", "rhythm", *self.readonly_fields) if obj else self.readonly_fields

    def save_model(
        self, request: HttpRequest, obj: DigestPlan, form: forms.ModelForm[DigestPlan], change: bool
    ) -> None:
        """With another hour or zone, the next issue comes at another instant."""
        if {"wall_time", "zone", "weekday", "active"} & set(form.changed_data) or not change:
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
