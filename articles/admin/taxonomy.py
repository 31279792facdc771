"""Sections, regions and tags at the desk."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from articles import alike, merging, rights, taxonomy
from articles.admin.bilingual import NamedForm
from articles.admin.filed import FiledAdmin, PlaceForm, number
from articles.forms import LineField
from articles.models import Region, Section, Tag
from newsroom import audit
from newsroom.converters import row_ids
from newsroom.languages import LANGUAGES

_DEEPEST = 5  # steps of indentation that the stylesheet knows
_SPLIT_FROM: Final = 200  # the newest stories of a tag, to choose from


@admin.register(Section)
class SectionAdmin(FiledAdmin):
    """Sections, in the order of the menu."""

    list_display = ("arabic_name", "english_name", "position", "opinion_pages", "stories")
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

    @admin.display(description=gettext_lazy("opinion pages"))
    def opinion_pages(self, section: Section) -> str:
        """A word where it is so, nothing where it is not."""
        return str(_("Yes")) if section.opinion else ""


class RegionForm(NamedForm):
    """A region has its place in the tree; asked while nobody else can move one."""

    def clean(self) -> dict[str, Any]:
        """Refuse at the field what would make a circle of the tree."""
        data = super().clean()
        try:
            taxonomy.check_place(self.instance, data.get("parent"))
        except taxonomy.WithinItself:
            self.add_error("parent", _("A region cannot lie within itself."))
        except taxonomy.TooDeep:
            self.add_error("parent", _("The tree would be too deep: choose a region that lies higher."))
        return data


@admin.register(Region)
class RegionAdmin(FiledAdmin):
    """The tree of places; moving one carries everything below it along."""

    form = RegionForm
    list_display = ("place", "english_name", "stories")
    list_display_links = ("place", "english_name")
    sortable_by = ()
    list_per_page = 500
    autocomplete_fields = ("parent",)
    fieldsets = ((None, {"fields": ("parent", ("name_ar", "name_en"), ("slug_ar", "slug_en"))}),)

    @admin.display(description=gettext_lazy("Arabic"))
    def place(self, region: Region) -> SafeString:
        """The name, indented as deep as the place lies in the tree."""
        depth = min(max(region.path.count("/") - 2, 0), _DEEPEST)
        return format_html('<span class="depth depth--{}">{}</span>', depth, region.name_ar or region.name_en or "")


class TagForm(NamedForm):
    """A tag; who gives it a name that nearly is there is asked whether that one is meant."""

    is_other = forms.BooleanField(
        required=False,
        label=gettext_lazy("No, this is another tag"),
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looked_alike: list[Tag] = []
        self.fields["aliases"].widget = forms.Textarea({"rows": 4, "dir": "auto"})

    def clean_aliases(self) -> str:
        """A line each, each once; none by which another tag is called."""
        plain = LineField(required=False)
        typed = str(self.cleaned_data.get("aliases") or "").replace("\0", "")
        lines = [line for each in typed.splitlines() if (line := plain.to_python(each))]
        for line in dict.fromkeys(lines):
            if other := taxonomy.called(Tag, line, but=self.instance.pk):
                words = _("“%(line)s” is what the tag “%(other)s” is called.")
                raise ValidationError(words, params={"line": line, "other": other})
        return "\n".join(dict.fromkeys(lines))

    def clean(self) -> dict[str, Any]:
        """Ask, unless it was answered."""
        data = super().clean()
        for language in LANGUAGES:
            column = f"name_{language}"
            if column not in self.changed_data or not data.get(column) or f"slug_{language}" in self.errors:
                continue
            found = alike.near([data[column]], but=self.instance.pk)
            self.looked_alike += [tag for tag in found if tag not in self.looked_alike]
            if found and not data.get("is_other"):
                self.add_error(column, _did_you_mean(found))
        if self.looked_alike:
            self.fields["is_other"].widget = forms.CheckboxInput()
        return data


def _did_you_mean(found: list[Tag]) -> SafeString:
    links = format_html_join(
        " · ", '<a href="{}">{}</a>', ((reverse("admin:articles_tag_change", args=[tag.pk]), tag) for tag in found)
    )
    return format_html("{} {}", _("Do you mean:"), links)


@admin.register(Tag)
class TagAdmin(FiledAdmin):
    """Tags, by name; above them those that may be one."""

    form = TagForm
    change_form_template = "admin/articles/filed/tag_form.html"
    list_display = ("arabic_name", "english_name", "spellings", "stories")
    fieldsets = ((None, {"fields": (("name_ar", "name_en"), "is_other", ("slug_ar", "slug_en"), "aliases")}),)

    @admin.display(description=gettext_lazy("other spellings"))
    def spellings(self, tag: Tag) -> str:
        """What else it is called."""
        return " · ".join(tag.other_spellings())

    def _namesake(self, obj: Any) -> None:
        """Its form has asked."""

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Those that it is not, as somebody said, are not proposed for a merge."""
        super().save_model(request, obj, form, change)
        if form.looked_alike:
            alike.tell_apart(obj, form.looked_alike, by=audit.who(request))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the pairs that may be one."""
        context = {"alike": alike.pairs()} if self.has_delete_permission(request) and "q" not in request.GET else {}
        return super().changelist_view(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("apart/", view(require_POST(self.apart_view)), name="articles_tag_apart"),
            path("<id:tag_id>/split/", view(self.split_view), name="articles_tag_split"),
        ]
        return [*own, *super().get_urls()]

    def apart_view(self, request: HttpRequest) -> HttpResponse:
        """That two tags which look alike are two."""
        self._check_may_merge(request)
        tags = list(Tag.objects.filter(pk__in=row_ids(request.POST.get("ids", "").split(",")[:2])))
        if len(tags) != 2:
            raise Http404
        alike.tell_apart(tags[0], tags[1:], by=audit.who(request))
        words = _("“%(one)s” and “%(other)s” stay two tags.")
        messages.success(request, words % {"one": tags[0], "other": tags[1]})
        return HttpResponseRedirect(self.url("changelist"))

    def split_view(self, request: HttpRequest, tag_id: int) -> HttpResponse:
        """Some of a tag's stories get another tag in its place."""
        self._check_may_merge(request)
        tag = Tag.objects.filter(pk=tag_id).first()
        if tag is None:
            raise Http404
        theirs = rights.visible(request.user).filter(tags=tag).order_by("-saved_at", "-pk")
        form = PlaceForm(request.POST if request.method == "POST" else None, tag)
        field: Any = form.fields["to"]
        field.required, field.empty_label, field.label = True, "---------", _("Their new tag")
        field.error_messages["required"] = _("Choose the tag that they get.")
        chosen = row_ids(request.POST.getlist("story"))
        fault = _("Choose the stories.") if request.method == "POST" and not chosen else ""
        if request.method == "POST" and form.is_valid() and not fault:
            ids = list(theirs.filter(pk__in=chosen[:_SPLIT_FROM]).values_list("pk", flat=True))
            self._split(request, tag, form.cleaned_data["to"], ids)
            return HttpResponseRedirect(self.url("change", tag.pk))
        stories = list(theirs.defer("body", "body_ar", "body_en")[:_SPLIT_FROM])
        return self.page(
            request, "split", title=_("Split"), tag=tag, form=form, stories=stories, chosen=chosen, fault=fault
        )

    def _split(self, request: HttpRequest, tag: Tag, to: Tag, ids: list[int]) -> None:
        try:
            moved = merging.split(tag, to, ids, by=audit.who(request))
        except merging.NotThere:
            messages.error(request, _("One of them was merged or deleted meanwhile; nothing was changed."))
            return
        words = ngettext(
            "%(number)s story is tagged “%(tag)s” now.", "%(number)s stories are tagged “%(tag)s” now.", moved
        )
        messages.success(request, words % {"number": number(moved), "tag": to})
