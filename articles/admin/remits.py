"""Where people at the desk work: set by whoever keeps the accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Remit
from newsroom import audit
from newsroom.languages import LANGUAGE_CHOICES


@admin.register(Remit)
class RemitAdmin(admin.ModelAdmin["Remit"]):
    """A language and sections for a person; who is not listed works everywhere that their role allows."""

    list_display = ("user", "tongue", "where")
    list_select_related = ("user",)
    fields = ("user", "language", "sections")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Remit]:
        """With the sections, in one query more."""
        return super().get_queryset(request).prefetch_related("sections")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Sections are ticked."""
        kwargs["widget"] = forms.CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("language"))
    def tongue(self, remit: Remit) -> str:
        """The one language, or both."""
        return str(dict(LANGUAGE_CHOICES).get(remit.language, _("both")))

    @admin.display(description=_("sections"))
    def where(self, remit: Remit) -> str:
        """The sections, or all of them."""
        return " · ".join(str(section) for section in remit.sections.all()) or str(_("all"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What somebody may do is changed in the audit log's sight."""
        super().save_related(request, form, formsets, change)
        remit: Remit = form.instance
        by = audit.who(request)
        sections = sorted(remit.sections.values_list("pk", flat=True))
        audit.record("change_remit", remit.user, by=by, language=remit.language, sections=sections)

    def delete_model(self, request: HttpRequest, obj: Remit) -> None:
        """Without a remit somebody works everywhere: that, too, is written down."""
        by = audit.who(request)
        audit.record("change_remit", obj.user, by=by, everywhere=True)
        super().delete_model(request, obj)
