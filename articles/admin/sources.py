"""The people who are credited and the agencies whose copy is used, at the desk."""

from __future__ import annotations

from django.contrib import admin

from articles.admin.bilingual import NamedAdmin, NamedForm
from articles.models import Author, Wire


@admin.register(Author)
class AuthorAdmin(NamedAdmin):
    """People; an account at the desk is optional."""

    list_display = ("arabic_name", "english_name", "user")
    list_select_related = ("user",)
    fieldsets = ((None, {"fields": (("name_ar", "name_en"), ("slug_ar", "slug_en"), ("bio_ar", "bio_en"), "user")}),)


class WireForm(NamedForm):
    """An agency has no page of its own."""

    slugs = False


@admin.register(Wire)
class WireAdmin(NamedAdmin):
    """News agencies."""

    form = WireForm
    fieldsets = ((None, {"fields": (("name_ar", "name_en"),)}),)
