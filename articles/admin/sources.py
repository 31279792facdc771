"""The people who are credited and the agencies whose copy is used, at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from articles.admin.bilingual import NamedAdmin, NamedForm
from articles.models import Author, Cartoon, Wire


@admin.register(Author)
class AuthorAdmin(NamedAdmin):
    """People; an account at the desk is optional."""

    list_display = ("arabic_name", "english_name", "user")
    list_select_related = ("user",)
    fieldsets = ((None, {"fields": (("name_ar", "name_en"), ("slug_ar", "slug_en"), ("bio_ar", "bio_en"), "user")}),)

    def ranked(self, request: HttpRequest, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        """For a drawing, those who have drawn stand first."""
        rows = super().ranked(request, queryset, term)
        if request.GET["field_name"] != "artist":
            return rows
        draws = Exists(Cartoon.objects.filter(artist=OuterRef("pk")))
        drawing_first: QuerySet[Any] = rows.annotate(draws=draws).order_by("-draws", *rows.query.order_by)
        return drawing_first


class WireForm(NamedForm):
    """An agency has no page of its own."""

    slugs = False


@admin.register(Wire)
class WireAdmin(NamedAdmin):
    """News agencies."""

    form = WireForm
    fieldsets = ((None, {"fields": (("name_ar", "name_en"),)}),)
