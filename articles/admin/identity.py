"""The newspaper's identity at the desk: one screen for names, logos, menu, contact and social links."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.bilingual import BilingualAdmin, BilingualForm, BilingualRows, NamedRowsFormSet, name_cell
from articles.models import MenuItem, SiteIdentity, SocialLink
from articles.models.identity import DIGITS, MONTHS
from newsroom import audit, house
from newsroom.languages import LANGUAGES

_LOGOS = ("logo_ar", "logo_dark_ar", "logo_en", "logo_dark_en")
_SAMPLES = tuple(f"{place}_sample" for place in house.PLACES)
_CHOICES: Final[dict[str, frozenset[str]]] = {
    f"{place}_{kind}": frozenset(dict(allowed))
    for place in house.PLACES
    for kind, allowed in (("months", MONTHS), ("digits", DIGITS))
}
SAMPLE: Final = datetime(2024, 12, 25, 9, 5, tzinfo=UTC)  # a month with two names, an hour with one figure


def _sample(identity: SiteIdentity, place: str) -> str:
    words = house.samples(identity.house, SAMPLE)[place]
    source = reverse("admin:articles_siteidentity_house")
    markup = '<output dir="rtl" lang="ar" data-house-sample="{}" data-house-source="{}">{}</output>'
    return format_html(markup, place, source, words)


class IdentityForm(BilingualForm):
    """A newspaper has a name in at least one language."""

    def clean(self) -> dict[str, Any]:
        """Ask for the name."""
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(f"name_{language}") for language in LANGUAGES):
            self.add_error("name_ar", _("Write the name in at least one language."))
        return data


class MenuForm(BilingualForm):
    """A section, a topic, or words with an address."""

    def clean(self) -> dict[str, Any]:
        """One of the three, whole."""
        data: dict[str, Any] = super().clean() or {}
        worded = any(data.get(f"label_{language}") for language in LANGUAGES)
        if data.get("section") and data.get("topic"):
            self.add_error("topic", _("An entry leads to a section or to a topic, not to both."))
        if not data.get("section") and not data.get("topic") and not (worded and data.get("path")):
            self.add_error("section", _("Choose a section or a topic, or write words and an address."))
        return data


class MenuFormSet(NamedRowsFormSet):
    """The rows are named `menu-0-…`: the model has no name of its own for the way back."""

    @classmethod
    def get_default_prefix(cls) -> str:
        """The first part of every field's name."""
        return "menu"


class MenuRows(BilingualRows):
    """The menu of the site, in its order."""

    model = MenuItem
    form = MenuForm
    formset = MenuFormSet
    fields = ("position", "section", "topic", "label_ar", "label_en", "path")


class SocialRows(admin.TabularInline[SocialLink, SiteIdentity]):
    """Where else the newspaper can be found."""

    model = SocialLink
    formset = NamedRowsFormSet
    fields = ("position", "label", "url")
    extra = 0
    formfield_overrides: ClassVar[Any] = {
        models.URLField: {"widget": forms.URLInput(attrs={"dir": "ltr"}), "assume_scheme": "https"}
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """As the stock admin makes it, with its name."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            name_cell(field)
        return field


@admin.register(SiteIdentity)
class SiteIdentityAdmin(BilingualAdmin):
    """The one row; its room leads straight to its form."""

    form = IdentityForm
    inlines = (MenuRows, SocialRows)

    class Media:
        js = (Script("newsroom/js/desk-house.js", type="module"),)

    autocomplete_fields = _LOGOS
    readonly_fields = ("logos", *_SAMPLES)
    fieldsets = (
        (
            _("Names"),
            {
                "fields": (
                    ("name_ar", "name_en"),
                    ("credit_name_ar", "credit_name_en"),
                    ("credit_pattern_ar", "credit_pattern_en"),
                    ("tagline_ar", "tagline_en"),
                    "contact_email",
                )
            },
        ),
        (
            _("Logos"),
            {
                "fields": ("logos", ("logo_ar", "logo_en"), ("logo_dark_ar", "logo_dark_en")),
                "description": _("Without a logo the name is set in type. + brings in a new picture."),
            },
        ),
        (
            _("Dates in Arabic"),
            {
                "fields": tuple((f"{place}_sample", f"{place}_months", f"{place}_digits") for place in house.PLACES),
                "description": _("Each place as it prints a date. English dates have one form."),
            },
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        own = path("house/", self.admin_site.admin_view(self.house_view), name="articles_siteidentity_house")
        return [own, *super().get_urls()]

    def house_view(self, request: HttpRequest) -> HttpResponse:
        """A date in each place, as the choices in the query would print it; 400 for a choice that does not exist."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        chosen = {name: request.GET.get(name, "") for name in _CHOICES}
        if any(value not in _CHOICES[name] for name, value in chosen.items()):
            return JsonResponse({"error": _("There is no such choice.")}, status=400)
        return JsonResponse(house.samples(SiteIdentity(pk=1, **chosen).house, SAMPLE))

    @admin.display(description=_("Masthead"))
    def masthead_sample(self, identity: SiteIdentity) -> str:
        """The date beside the newspaper's name."""
        return _sample(identity, house.MASTHEAD)

    @admin.display(description=_("Byline"))
    def byline_sample(self, identity: SiteIdentity) -> str:
        """The moment under a headline."""
        return _sample(identity, house.BYLINE)

    @admin.display(description=_("Lists"))
    def card_sample(self, identity: SiteIdentity) -> str:
        """The day on a card."""
        return _sample(identity, house.CARD)

    @admin.display(description=_("In a text"))
    def body_sample(self, identity: SiteIdentity) -> str:
        """What the editor's button writes."""
        return _sample(identity, house.BODY)

    @admin.display(description=_("Newsletter"))
    def mail_sample(self, identity: SiteIdentity) -> str:
        """The day above an issue."""
        return _sample(identity, house.MAIL)

    @admin.display(description=_("in use"))
    def logos(self, identity: SiteIdentity) -> str:
        """The logos as they are, each on the ground that it is for."""
        chosen = [(name, getattr(identity, name)) for name in _LOGOS]
        shown = [
            ("logo--dark" if "dark" in name else "logo--light", image.file.url, image.width, image.height)
            for name, image in chosen
            if image
        ]
        pictures = format_html_join("", '<img class="logo {}" src="{}" alt="" width="{}" height="{}">', shown)
        return pictures or str(_("none"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one newspaper: its list is its form."""
        return HttpResponseRedirect(reverse("admin:articles_siteidentity_change", args=[1]))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What the newspaper is called, and how it prints dates, is changed in the audit log's sight."""
        super().save_related(request, form, formsets, change)
        rows = sorted({type(each.instance).__name__ for rows in formsets for each in rows.forms if each.has_changed()})
        fields = [*sorted(form.changed_data), *rows]
        audit.record("change_settings", form.instance, by=audit.who(request), fields=fields)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The row was made by a migration."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A site without an identity cannot be shown."""
        return False
