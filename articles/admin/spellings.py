"""Spellings that mean the same, as the search reads them: a group to a row, effective at the next question."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import SpellingVariants
from newsroom import arabic


class SpellingVariantsForm(forms.ModelForm[SpellingVariants]):
    """Two spellings at least, none of them of signs alone."""

    class Meta:
        model = SpellingVariants
        fields = ("spellings",)
        widgets: ClassVar[Any] = {"spellings": forms.Textarea(attrs={"rows": 6, "dir": "auto"})}

    def clean_spellings(self) -> str:
        """A line each, each once."""
        lines = SpellingVariants(spellings=self.cleaned_data["spellings"].replace("\0", "")).phrases()
        if len({arabic.normalise(line) for line in lines} - {""}) < 2:
            raise ValidationError(_("Write two spellings at least, each in a line of its own."))
        return "\n".join(lines)


@admin.register(SpellingVariants)
class SpellingVariantsAdmin(admin.ModelAdmin[SpellingVariants]):
    """The groups."""

    form = SpellingVariantsForm
    list_display = ("__str__",)
    search_fields = ("spellings",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SpellingVariants], search_term: str
    ) -> tuple[QuerySet[SpellingVariants], bool]:
        """By a part of any spelling."""
        return queryset.filter(spellings__icontains=search_term.replace("\0", "").strip()), False
