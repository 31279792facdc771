"""Pictures at the desk: sheets on a light table, and files that come in through the image door."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, Final

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import Script
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles import images, library, rights, sheets
from articles.admin import picture_list
from articles.admin.article_pages import change_url
from articles.admin.bilingual import BilingualAdmin, BilingualForm
from articles.admin.pictures import PictureField, make_sizes_after_commit
from articles.models import Article, Cartoon, Image, SiteIdentity
from newsroom import arabic
from newsroom.fields import AsksForFilesAgain
from newsroom.languages import ARABIC
from newsroom.moments import in_words

STORIES: Final = 20  # named on a picture's page; of more, the number


class LightTable(ChangeList):
    """A list whose rows carry their `sheet`."""

    def get_results(self, request: HttpRequest) -> None:
        """The rows of this page, each with its sheet."""
        super().get_results(request)
        admin_of_sheets: Any = self.model_admin
        for row in self.result_list:
            row.sheet = admin_of_sheets.sheet(row)


class ImageForm(AsksForFilesAgain, BilingualForm):
    """The words of a picture; the file itself comes in once and is never replaced under other people's stories."""

    upload = PictureField()

    def clean_upload(self) -> images.Accepted | None:
        """The same file twice is one picture."""
        accepted: images.Accepted | None = self.cleaned_data.get("upload")
        known = library.same(accepted.digest) if accepted else None
        if known is not None:
            note = picture_list.in_library(known)
            raise ValidationError(format_html('{} <a href="{}">{}</a>', note, picture_url(known), _("Open it")))
        return accepted


def picture_url(image: Image) -> str:
    """Where a picture stands at the desk."""
    return reverse("admin:articles_image_change", args=[image.pk])


@admin.register(Image)
class ImageAdmin(BilingualAdmin):
    """The library."""

    form = ImageForm
    list_filter = (
        picture_list.UseFilter,
        picture_list.CreditFilter,
        picture_list.MissingAltFilter,
        ("uploaded_at", admin.DateFieldListFilter),
        ("uploaded_by", admin.RelatedOnlyFieldListFilter),
    )
    list_per_page = 48
    search_fields = ("searched",)  # any: `get_search_results` asks
    actions = None
    words: ClassVar[Any] = (
        _("Words"),
        {
            "fields": (
                ("alt_text_ar", "alt_text_en"),
                ("caption_ar", "caption_en"),
                ("credit_ar", "credit_en"),
                "is_archive",
            )
        },
    )
    focus: ClassVar[Any] = (
        _("Focal point"),
        {
            "fields": (("focal_x", "focal_y"),),
            "description": _("What must stay in sight where a page cuts the picture: press it, or write per cent."),
        },
    )
    readonly_fields = ("preview", "facts")

    class Media:
        js = (Script("newsroom/js/desk-focal.js", defer=True),)

    def get_urls(self) -> list[Any]:
        """With the page for many files at once."""
        view = require_http_methods(["GET", "HEAD", "POST"])(partial(picture_list.many_view, self))
        many = self.admin_site.admin_view(view)
        return [path("many/", many, name="articles_image_many"), *super().get_urls()]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Image], search_term: str
    ) -> tuple[QuerySet[Image], bool]:
        """By the words under them, however they are spelled."""
        return library.matching(queryset, search_term.replace("\0", "")), False

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """A picture that something shows, or that stood in a text, stays."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not Image.objects.filter(library.used(), pk=obj.pk).exists())

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        """The file when it comes in; afterwards the picture itself."""
        if obj is None:
            return ((None, {"fields": ("upload",)}), self.words)
        return ((None, {"fields": ("preview", "facts")}), self.focus, self.words)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A picture that is in the library has no file field any more."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            form.base_fields.pop("upload", None)
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        """With sizes, and with the number of stories that show it."""
        shown = Article.objects.filter(hero=OuterRef("pk")).order_by().values("hero").annotate(n=Count("pk"))
        logo = Q(logo_ar=OuterRef("pk")) | Q(logo_en=OuterRef("pk"))
        logo |= Q(logo_dark_ar=OuterRef("pk")) | Q(logo_dark_en=OuterRef("pk"))
        rows: QuerySet[Image] = super().get_queryset(request).select_related("uploaded_by")
        return rows.prefetch_related("renditions").annotate(
            stories=Coalesce(Subquery(shown.values("n")), 0),
            is_cartoon=Exists(Cartoon.objects.filter(image=OuterRef("pk"))),
            is_logo=Exists(SiteIdentity.objects.filter(logo)),
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The light table."""
        return LightTable

    def sheet(self, image: Image) -> sheets.Sheet:
        """A picture as the light table shows it."""
        language = get_language() or ARABIC
        return sheets.of_image(image, self.use(image, language), language, needs_alt=not image.is_logo)  # type: ignore[attr-defined]  # annotated above

    def use(self, image: Any, language: str) -> str:
        """What shows it, in words."""
        if image.is_logo or image.is_cartoon:
            return str(_("Logo") if image.is_logo else _("Cartoon"))
        return arabic.count(image.stories, "story", language) if image.stories else str(_("not used"))

    @admin.display(description=_("picture"))
    def preview(self, image: Image) -> str:
        """The picture, whole, with the crops that pages make of it."""
        return render_to_string("admin/articles/image/focal.html", {"picture": sheets.thumbnail(image)})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Image | None = None,
    ) -> Any:
        """With the stories that show it, those that this person may not see as a number, and what looks like it."""
        if obj is not None:
            rows = library.stories_with(obj)
            seen = rights.visible(request.user).filter(pk__in=rows.values("pk")).order_by("-saved_at", "-pk")
            others = rows.count() - min(seen.count(), STORIES)
            context |= {
                "stories": [(change_url(row), row) for row in seen[:STORIES]],
                "others": arabic.count(others, "story", get_language() or ARABIC) if others else "",
                "alike": [picture_list.of(other) for other in library.alike(obj)],
            }
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    @admin.display(description=_("about the file"))
    def facts(self, image: Image) -> str:
        """Its size in pixels, and who brought it when."""
        facts = (f"{image.width} × {image.height}", image.uploaded_by, in_words(image.uploaded_at))
        return " · ".join(str(fact) for fact in facts if fact)

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """Store the picture that the form accepted, with its words; the smaller sizes follow the commit."""
        if not change:
            stored = images.store(form.cleaned_data["upload"], by=request.user)  # type: ignore[arg-type]
            obj.pk, obj.file, obj.digest = stored.pk, stored.file, stored.digest
            obj.width, obj.height = stored.width, stored.height
            obj.fingerprint = stored.fingerprint
            obj.uploaded_by, obj.uploaded_at = stored.uploaded_by, stored.uploaded_at
            for name, text in images.said_in(form.cleaned_data["upload"]).items():
                if not getattr(obj, name):
                    setattr(obj, name, text)
            if near := library.alike(obj):
                link = format_html('<a href="{}">{}</a>', picture_url(near[0]), near[0])
                messages.warning(request, format_html("{} {}", _("It looks like another one:"), link))
            obj._state.adding = False
            make_sizes_after_commit(stored)
        obj.searched = obj.to_be_searched()
        super().save_model(request, obj, form, change)
        if {"focal_x", "focal_y"} & set(form.changed_data):
            images.forget_share(obj)
