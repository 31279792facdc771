"""Addresses that were public once, at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from articles.models import Redirect
from newsroom import audit


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin["Redirect"]):
    """Old address, new address."""

    list_display = ("old_path", "new_path")
    search_fields = ("old_path", "new_path")
    fields = ("old_path", "new_path")

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """An address is written from left to right in both languages."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["dir"] = "ltr"
        return field

    def delete_model(self, request: HttpRequest, obj: Redirect) -> None:
        """Where an address led stands in the audit log."""
        audit.record("delete", obj, by=audit.who(request), called=str(obj))
        super().delete_model(request, obj)
