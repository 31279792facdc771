"""Forms with a column per language: both side by side, each written in its own direction, one of them enough.

No tabs and no jQuery UI: `TranslationAdmin` names the columns, this module labels them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from articles import taxonomy, tidying
from articles.admin import tidied
from articles.models import Named
from newsroom import arabic, audit
from newsroom.arabic import Change
from newsroom.languages import ARABIC, LANGUAGE_CHOICES, LANGUAGES

LANGUAGE_NAMES: Final = dict(LANGUAGE_CHOICES)


def make_slug(words: str, language: str) -> str:
    """The last part of an address in `language`; empty where the words have neither letter nor digit."""
    return arabic.slug(words) if language == ARABIC else slugify(words) or arabic.slug(words)


def label_column(field: forms.Field, column: models.Field[Any, Any]) -> None:
    """Name the language of a column beside the field's name, and write it in that language's direction."""
    language = getattr(column, "language", None)
    if language is None:
        return
    name = capfirst(str(column.translated_field.verbose_name))  # type: ignore[attr-defined]
    field.label = f"{name} · {LANGUAGE_NAMES[language]}"
    field.required = False  # which languages a thing needs is asked by the form
    field.widget.attrs |= {"lang": language, "dir": arabic.direction(language)}


class BilingualAdmin(TranslationAdmin[Any]):
    """A model with columns per language."""

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """As the stock admin makes it, with language and direction."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            label_column(field, db_field)
        return field

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Also the moment at which the editor hears what was cleaned."""
        rows = [row for each in formsets or () for row in each.forms if row not in each.deleted_forms]
        tidied.tell(request, [form, *rows])
        return super().construct_change_message(request, form, formsets, add)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """What is deleted stands in the audit log by its name."""
        audit.record("delete", obj, by=audit.who(request), called=str(obj))
        super().delete_model(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with it, without the rows that only tie two things together."""
        _tree, counts, lacking, protected = super().get_deleted_objects(objs, request)
        fields = (field for model in apps.get_models() for field in model._meta.many_to_many)
        between = (field.remote_field.through for field in fields)
        ties = {str(rows._meta.verbose_name_plural) for rows in between if rows and rows._meta.auto_created}
        return [], {name: n for name, n in counts.items() if str(name) not in ties}, lacking, protected


def name_cell(field: forms.Field) -> None:
    """A field in a table of rows says what it is: the heading of its column is no label."""
    field.widget.attrs["aria-label"] = str(field.label)


class NamedRowsFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Rows whose box for taking them away says so, too."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """With the name of the box."""
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            name_cell(form.fields[DELETION_FIELD_NAME])

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        """With the fields as the desk calls them; the stock one has the names of columns."""
        own = [name for name in unique_check if name != self.fk.name]
        model: Any = self.model
        names = [str(model._meta.get_field(name).verbose_name) for name in own]
        return gettext("The same stands there twice: %(names)s.") % {"names": " · ".join(names)}


class BilingualRows(TranslationTabularInline[Any, Any]):
    """Rows of a model with columns per language, inside another form."""

    extra = 0
    formset = NamedRowsFormSet

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """As the stock admin makes it, with language and direction."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            label_column(field, db_field)
            name_cell(field)
        return field


class BilingualForm(forms.ModelForm[Any]):
    """Words typed into plain text columns are cleaned where somebody changed them; `tidied` tells what was done."""

    def clean(self) -> dict[str, Any]:
        """Clean addresses and choices not, and no text so that it would become too long."""
        data: dict[str, Any] = super().clean() or {}
        self.tidied: dict[str, tuple[Change, ...]] = {}
        for name in self.changed_data:
            field, typed = self.fields[name], data.get(name)
            if not isinstance(field, forms.CharField) or not typed or not self._holds_words(name, typed):
                continue
            cleaned = tidying.tidy_line(typed)
            if cleaned.changes and len(cleaned.text) <= (field.max_length or len(cleaned.text)):
                data[name] = cleaned.text
                self.tidied[name] = cleaned.changes
        return data

    def _holds_words(self, name: str, typed: str) -> bool:
        """A column per language that is no address, and in which more was changed than a browser's line ends."""
        column = next((each for each in self._meta.model._meta.get_fields() if each.name == name), None)
        words = getattr(column, "language", None) is not None and not name.startswith("slug_")
        return words and typed.replace("\r\n", "\n") != str(self.get_initial_for_field(self.fields[name], name) or "")


class NamedForm(BilingualForm):
    """A name in at least one language; an address is made of the name where none was typed, and is unique."""

    slugs: ClassVar[bool] = True

    def clean(self) -> dict[str, Any]:
        """Fill in addresses and ask for what is missing."""
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(f"name_{language}") for language in LANGUAGES):
            self.add_error(f"name_{ARABIC}", _("Write the name in at least one language."))
        if self.slugs:
            for language in LANGUAGES:
                self._clean_slug(data, language)
        return data

    def _clean_slug(self, data: dict[str, Any], language: str) -> None:
        column, name = f"slug_{language}", data.get(f"name_{language}") or ""
        data[column] = make_slug(data.get(column) or name, language) if name else ""
        if not data[column]:
            return
        same = self._meta.model._default_manager.filter(**{column: data[column]}).exclude(pk=self.instance.pk)
        if same.exists():
            message = _("“%(slug)s” is taken by “%(other)s”: choose another address.")
            words = {"slug": data[column], "other": str(same.get())}
            self.add_error(column, ValidationError(message, params=words))


class NamedAdmin(BilingualAdmin):
    """Something with a name and an address per language, listed and searched by both."""

    form = NamedForm
    search_fields = ("name_ar", "name_en")
    list_display: tuple[str, ...] = ("arabic_name", "english_name")
    list_display_links = ("arabic_name", "english_name")
    fieldsets = ((None, {"fields": (("name_ar", "name_en"), ("slug_ar", "slug_en"))}),)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """By words of either name, however they are spelled."""
        term = search_term.replace("\0", "")
        for word in term.split():
            either = models.Q(name_ar__icontains=word) | models.Q(name_en__icontains=word)
            if spelled := arabic.normalise(word):
                either |= models.Q(searched__contains=spelled)
            queryset = queryset.filter(either)
        return self.ranked(request, queryset, term) if "field_name" in request.GET else queryset, False

    def ranked(self, request: HttpRequest, queryset: models.QuerySet[Any], term: str) -> models.QuerySet[Any]:
        """What a picker offers: names that begin so first, then those of which a word does."""
        spelled = arabic.normalise(term) or term.strip()
        begins = models.Q(searched__startswith=spelled) | models.Q(searched__contains=f"\n{spelled}")
        place = models.Case(
            models.When(begins, then=0),
            models.When(searched__contains=f" {spelled}", then=1),
            default=2,
            output_field=models.IntegerField(),
        )
        rows: models.QuerySet[Any] = queryset.annotate(place=place).order_by("place", *(self.opts.ordering or ()))
        return rows

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With what it is found by; somebody or something of the same name is told about, not refused."""
        if isinstance(obj, Named):
            taxonomy.save(obj)
        else:
            obj.searched = obj.to_be_searched()
            obj.save()
        if namesake := self._namesake(obj):
            opts = self.opts
            url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[namesake.pk])
            link = format_html('<a href="{}">{}</a>', url, namesake)
            messages.warning(request, format_html("{} {}", _("There is one with this name already:"), link))

    def _namesake(self, obj: Any) -> Any:
        """Another row that has one of the names, in any spelling; None where there is none."""
        for name in filter(None, obj.searched.split("\n")):
            others = self.model._default_manager.filter(searched__contains=name).exclude(pk=obj.pk)
            for other in others[:50]:
                if name in other.searched.split("\n"):
                    return other
        return None

    @admin.display(description=_("Arabic"), ordering="name_ar")
    def arabic_name(self, row: Any) -> str:
        """The Arabic name."""
        return row.name_ar or "–"

    @admin.display(description=_("English"), ordering="name_en")
    def english_name(self, row: Any) -> str:
        """The English name."""
        return row.name_en or "–"
