"""Galleries at the desk: pictures in an order, with words of their own, in one language at a time.

A gallery may hold hundreds of pictures and a form no more than a thousand fields; so a row is three of them, and the
other language is a page further. Only what somebody changed is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import BoundField, Script
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import galleries, library, rights, sheets, tidying
from articles.admin.article_pages import change_url as story_url
from articles.admin.bilingual import BilingualAdmin, BilingualForm
from articles.admin.picture_list import arrive
from articles.admin.pictures import ACCEPTED
from articles.models import Article, Gallery, GalleryPicture, Image
from articles.sheets import Thumbnail
from articles.widgets import PicturesPicker
from newsroom import arabic
from newsroom.converters import row_ids
from newsroom.fields import WholeNumberField
from newsroom.languages import ARABIC, LANGUAGES, is_language, own_name

STORIES: Final = 20  # named on a gallery's page
KINDS: Final = {"caption": 300, "credit": 120}


@dataclass(frozen=True, slots=True)
class Row:
    """A picture in the form: its boxes, and what stands where they are left empty."""

    thumbnail: Thumbnail
    url: str
    position: BoundField
    caption: BoundField
    credit: BoundField
    out: BoundField
    warning: str


class GalleryForm(BilingualForm):
    """Titles, and three boxes for each picture: its place, its caption, its credit in `language`."""

    language: ClassVar[str] = ARABIC
    pictures: ClassVar[Sequence[GalleryPicture]] = ()
    added = forms.ModelMultipleChoiceField(
        Image.objects.none(), required=False, label=gettext_lazy("Add from the library")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        added: Any = self.fields["added"]
        added.queryset = library.to_choose()
        added.widget = PicturesPicker(GalleryPicture._meta.get_field("image"), admin.site)
        added.widget.choices = added.choices
        for row in self.pictures:
            self._add_boxes(row)

    def _add_boxes(self, row: GalleryPicture) -> None:
        place = WholeNumberField(min_value=1, required=False, initial=row.position + 1)
        self.fields[f"position_{row.pk}"] = place
        place.widget.attrs["aria-label"] = _("Place")
        for kind, longest in KINDS.items():
            name = str(GalleryPicture._meta.get_field(kind).verbose_name)  # type: ignore[union-attr]
            box = forms.CharField(max_length=longest, required=False, label=name)
            box.initial = getattr(row, f"{kind}_{self.language}") or ""
            found = {"lang": self.language, "dir": arabic.direction(self.language), "aria-label": name.capitalize()}
            box.widget.attrs |= {**found, "placeholder": row.image.words_in(self.language, kind)}
            self.fields[f"{kind}_{row.pk}"] = box
        out = forms.BooleanField(required=False, label=_("Take out"))
        out.widget.attrs["aria-label"] = _("Take out")
        self.fields[f"out_{row.pk}"] = out

    def clean(self) -> dict[str, Any]:
        """A title in at least one language."""
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(f"title_{language}") for language in LANGUAGES):
            self.add_error(f"title_{ARABIC}", _("Write the title in at least one language."))
        return data

    def rows(self) -> list[Row]:
        """The pictures in their order."""
        return [self._row(row) for row in self.pictures]

    def _row(self, row: GalleryPicture) -> Row:
        warning = str(_("Its file is gone.")) if row.image.is_missing else str(sheets.missing_alt(row.image))
        return Row(
            thumbnail=sheets.thumbnail(row.image),
            url=reverse("admin:articles_image_change", args=[row.image.pk]),
            **{name: self[f"{name}_{row.pk}"] for name in ("position", "caption", "credit", "out")},
            warning=warning,
        )

    def order(self) -> list[int]:
        """The keys of the pictures by the places that were typed; of two in one place, the one that was moved."""
        moved = {row.pk for row in self.pictures if f"position_{row.pk}" in self.changed_data}

        def place(row: GalleryPicture) -> tuple[int, bool, int]:
            typed = self.cleaned_data.get(f"position_{row.pk}") or row.position + 1
            return typed, row.pk not in moved, row.position

        return [row.pk for row in sorted(self.pictures, key=place)]

    def out(self) -> set[int]:
        """The keys of those that go."""
        return {row.pk for row in self.pictures if self.cleaned_data.get(f"out_{row.pk}")}

    def words(self) -> dict[int, dict[str, str]]:
        """What was typed, by key and column."""
        found: dict[int, dict[str, str]] = {}
        for row in self.pictures:
            for kind in KINDS:
                name = f"{kind}_{row.pk}"
                if name in self.changed_data:
                    text = tidying.tidy_line(self.cleaned_data[name]).text
                    found.setdefault(row.pk, {})[f"{kind}_{self.language}"] = text
        return found

    def additions(self) -> list[Image]:
        """The pictures that were chosen, in the order of choosing."""
        chosen = {image.pk: image for image in self.cleaned_data["added"]}
        typed: Any = self.data
        return [chosen[key] for key in row_ids(typed.getlist("added")) if key in chosen]


class Table(ChangeList):
    """A list whose rows carry their `sheet`."""

    def get_results(self, request: HttpRequest) -> None:
        """The rows of this page, each with its sheet; the first pictures are asked for together."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        first = galleries.first_pictures(rows)
        for row in rows:
            number = arabic.count(row.number, "picture", get_language() or ARABIC) if row.number else _("empty")
            row.sheet = sheets.of_gallery(row, first.get(row.pk), number)
        self.result_list = rows


@admin.register(Gallery)
class GalleryAdmin(BilingualAdmin):
    """The room of galleries."""

    form = GalleryForm
    list_per_page = 48
    search_fields = ("searched",)  # any: `get_search_results` asks
    actions = None
    fieldsets = ((None, {"fields": (("title_ar", "title_en"),)}),)

    class Media:
        css: ClassVar[Any] = {"all": ["newsroom/css/desk-story.css"]}
        js = tuple(Script(f"newsroom/js/desk-{name}.js", defer=True) for name in ("gallery", "pickers"))

    def get_urls(self) -> list[URLPattern]:
        """With the page for many files at once."""
        upload = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.upload_view))
        return [path("<id:gallery_id>/upload/", upload, name="articles_gallery_upload"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Gallery]:
        """With how many pictures there are."""
        inside = GalleryPicture.objects.filter(gallery=OuterRef("pk")).order_by().values("gallery")
        number = Coalesce(Subquery(inside.annotate(n=Count("pk")).values("n")), 0)
        rows: QuerySet[Gallery] = super().get_queryset(request).annotate(number=number)
        return rows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The light table."""
        return Table

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Gallery], search_term: str
    ) -> tuple[QuerySet[Gallery], bool]:
        """By words of a title, however they are spelled."""
        found = galleries.matching(search_term.replace("\0", ""))
        return (queryset.filter(pk__in=found.values("pk")) if search_term.strip() else queryset), False

    def has_delete_permission(self, request: HttpRequest, obj: Gallery | None = None) -> bool:
        """A gallery that stands, or stood, in a text stays."""
        shown = obj is not None and Article.objects.filter(text_galleries=obj).exists()
        return super().has_delete_permission(request, obj) and not shown

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A class for this request alone: it knows the pictures and the language."""
        made: Any = super().get_form(request, obj, change=change, **kwargs)
        made.language = _language_of(request)
        made.pictures = _pictures(obj) if obj else ()
        return made

    def save_model(self, request: HttpRequest, obj: Gallery, form: GalleryForm, change: bool) -> None:
        """The titles, then what was changed of the pictures, then those that were added."""
        obj.searched = obj.to_be_searched()
        super().save_model(request, obj, form, change)
        galleries.arrange(obj, order=form.order(), out=form.out(), words=form.words())
        galleries.add(obj, form.additions())

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """The boxes of the pictures are no columns: the history names them together."""
        own = [name for name in form.changed_data if name in form.base_fields and name != "added"]
        pictures = {"changed": {"fields": ["pictures"]}} if len(own) < len(form.changed_data) else None
        form.changed_data = own
        message: list[Any] = super().construct_change_message(request, form, formsets, add)
        return [*message, pictures] if pictures and not add else message

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Gallery | None = None,
    ) -> Any:
        """With the pictures, and the stories that show them: readers have some as they were."""
        form = context["adminform"].form
        context |= {
            "rows": form.rows() if obj else (),
            "added": form["added"] if "added" in form.fields else None,
            "language": form.language,
            "languages": [(code, own_name(code), code == form.language) for code in LANGUAGES],
        }
        if obj is not None:
            rows = rights.visible(request.user).filter(text_galleries=obj).order_by("-saved_at", "-pk")
            older = {row.article_id for row in galleries.outdated(obj)}
            context["stories"] = [(story_url(row), row, row.pk in older) for row in rows[:STORIES]]
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def upload_view(self, request: HttpRequest, gallery_id: int) -> HttpResponse:
        """Many files at once, each through the image door, and to the end of the gallery."""
        user = request.user
        if not (user.has_perm("articles.add_image") and user.has_perm("articles.change_gallery")):
            raise PermissionDenied
        gallery = Gallery.objects.filter(pk=gallery_id).first()
        if gallery is None:
            raise Http404
        files = request.FILES.getlist("files") if request.method == "POST" else []
        arrivals = [arrive(file, by=user) for file in files]  # type: ignore[arg-type]  # staff are Users
        galleries.add(gallery, [arrival.image for arrival in arrivals if arrival.image])
        context: Mapping[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Upload pictures"),
            "opts": self.opts,
            "original": gallery,
            "accepted": ACCEPTED,
            "arrivals": arrivals,
            "nothing_came": request.method == "POST" and not files,
        }
        return TemplateResponse(request, "admin/articles/gallery/upload.html", dict(context))


def _language_of(request: HttpRequest) -> str:
    """In which language the words of the pictures are written: as was asked, else that of the desk."""
    asked = request.GET.get("language", "")
    return asked if is_language(asked) else get_language() or ARABIC


def _pictures(gallery: Gallery) -> list[GalleryPicture]:
    rows = GalleryPicture.objects.filter(gallery=gallery).select_related("image").prefetch_related("image__renditions")
    return list(rows.order_by("position", "pk"))
