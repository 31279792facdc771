"""Sections, regions and tags at the desk."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles import taxonomy
from articles.admin.bilingual import NamedAdmin
from articles.models import Region, Section, Tag

_DEEPEST = 5  # steps of indentation that the stylesheet knows


@admin.register(Section)
class SectionAdmin(NamedAdmin):
    """Sections, in the order of the menu."""

    list_display = ("arabic_name", "english_name", "position", "opinion_pages")
    list_editable = ("position",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name_ar", "name_en"),
                    ("slug_ar", "slug_en"),
                    ("intro_ar", "intro_en"),
                    "position",
                    "opinion",
                )
            },
        ),
    )

    @admin.display(description=_("opinion pages"))
    def opinion_pages(self, section: Section) -> str:
        """A word where it is so, nothing where it is not."""
        return str(_("Yes")) if section.opinion else ""


@admin.register(Region)
class RegionAdmin(NamedAdmin):
    """The tree of places; moving one carries everything below it along."""

    list_display = ("place", "english_name")
    list_display_links = ("place", "english_name")
    sortable_by = ()
    list_per_page = 500
    autocomplete_fields = ("parent",)
    fieldsets = ((None, {"fields": ("parent", ("name_ar", "name_en"), ("slug_ar", "slug_en"))}),)

    @admin.display(description=_("Arabic"))
    def place(self, region: Region) -> SafeString:
        """The name, indented as deep as the place lies in the tree."""
        depth = min(max(region.path.count("/") - 2, 0), _DEEPEST)
        return format_html('<span class="depth depth--{}">{}</span>', depth, region.name_ar or region.name_en or "")

    def save_model(self, request: HttpRequest, obj: Region, form: forms.Form, change: bool) -> None:
        """Save it, then write its place in the tree."""
        super().save_model(request, obj, form, change)
        taxonomy.place(obj)


@admin.register(Tag)
class TagAdmin(NamedAdmin):
    """Tags, by name."""
