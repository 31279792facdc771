"""What the rooms of sections, regions and tags have in common: a merge, the way back, and a place for what is left.

Nothing goes before a page has said what that moves; each page works without scripts.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, ngettext, npgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import merging
from articles.admin.bilingual import NamedAdmin
from articles.models import Article, Merge, Named, Region, Section, Tag
from newsroom import arabic, audit
from newsroom.converters import row_id, row_ids
from newsroom.languages import ARABIC
from newsroom.moments import in_words

_MOST: Final = 50  # of one merge


class PlaceField(forms.ModelChoiceField[Any]):
    """Where stories go; regions stand as deep in the list as in the tree."""

    def label_from_instance(self, obj: Named) -> str:
        """Its name."""
        depth = obj.path.count("/") - 2 if isinstance(obj, Region) else 0
        return f"{'– ' * depth}{obj}"


class PlaceForm(forms.Form):
    """Where everything goes that is filed under what is deleted; a section's must go somewhere, and a region's that
    readers of the newsletter chose.
    """

    to = PlaceField(queryset=Tag.objects.none(), label=gettext_lazy("Its stories go to"), required=False)

    def __init__(self, data: Any, thing: Named) -> None:
        super().__init__(data)
        field: Any = self.fields["to"]
        field.queryset = type(thing)._default_manager.exclude(pk=thing.pk)
        if isinstance(thing, Region):
            field.queryset = field.queryset.exclude(path__startswith=thing.path)
        field.required = merging.needs_a_place(thing)
        field.empty_label = "---------" if field.required else _("no other: it is taken off them")
        field.error_messages["required"] = (
            _("Choose where its stories go.")
            if isinstance(thing, Section)
            else _(
                "Readers of the newsletter chose it. Choose what they get instead: without a choice they would get all."
            )
        )


class FiledAdmin(NamedAdmin):
    """Sections, regions or tags, with the number of their stories."""

    change_list_template = "admin/articles/filed/change_list.html"
    actions = ("merge",)

    # --- the list -----------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With how many stories each has at the desk."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Any] = rows.annotate(story_count=_story_count(self.model))
        return found

    @admin.display(description=gettext_lazy("stories"), ordering="story_count")
    def stories(self, row: Any) -> str:
        """How many the desk has."""
        return number(row.story_count)

    @admin.action(description=gettext_lazy("Merge"), permissions=["delete"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """To the page that says what would become one."""
        ids = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True)[:_MOST])
        return HttpResponseRedirect(f"{self.url('merge')}?{urlencode({'ids': ids})}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the way to what was merged lately."""
        may = self.has_delete_permission(request)
        context = {"merges_url": self.url("merges") if may else ""}
        return super().changelist_view(request, context | (extra_context or {}))

    def url(self, name: str, *args: object) -> str:
        """The address of one of its pages."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def get_urls(self) -> list[URLPattern]:
        """Ours first: the stock admin takes everything else for the id of a row."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        own = [
            path("merge/", view(self.merge_view), name=f"{name}_merge"),
            path("merges/", view(self.merges_view), name=f"{name}_merges"),
            path("merges/<id:merge_id>/undo/", view(require_POST(self.undo_view)), name=f"{name}_undo"),
        ]
        return [*own, *super().get_urls()]

    def page(self, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
        """One of the pages beside the list."""
        around = {**self.admin_site.each_context(request), "opts": self.opts, "list_url": self.url("changelist")}
        return TemplateResponse(request, f"admin/articles/filed/{name}.html", around | context)

    def _check_may_merge(self, request: HttpRequest) -> None:
        """Who may delete them may merge them."""
        if not self.has_delete_permission(request):
            raise PermissionDenied

    # --- merging ------------------------------------------------------------------------------------------

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """`?ids=1,2&kept=1`: what becomes of each, and what that moves; posted, it is done."""
        self._check_may_merge(request)
        given = request.POST if request.method == "POST" else request.GET
        things = list(self.get_queryset(request).filter(pk__in=row_ids(given.get("ids", "").split(","))[:_MOST]))
        if len(things) < 2:
            messages.warning(request, _("Choose two at least that are to become one."))
            return HttpResponseRedirect(self.url("changelist"))
        things.sort(key=lambda thing: (-thing.story_count, thing.pk))
        kept = next((thing for thing in things if thing.pk == row_id(given.get("kept", ""))), things[0])
        gone = [thing for thing in things if thing != kept]
        done = _("“%(gone)s” is “%(kept)s” now.")
        if request.method == "POST" and self._merged(request, kept, gone, done=done):
            return HttpResponseRedirect(self.url("changelist"))
        return self.page(
            request,
            "merge",
            title=_("Merge"),
            things=[(thing, _stories(thing.story_count)) for thing in things],
            kept=kept,
            gone=gone,
            ids=",".join(str(thing.pk) for thing in things),
            facts=facts(merging.outlook(kept, gone)),
        )

    def _merged(self, request: HttpRequest, kept: Named | None, gone: list[Any], *, done: str) -> bool:
        """Do it and say so in the words of `done`, or say why not."""
        names = " · ".join(str(thing) for thing in gone)
        try:
            merging.merge(kept, gone, by=audit.who(request))
        except merging.NotThere:
            messages.error(request, _("One of them was merged or deleted meanwhile; nothing was changed."))
            return False
        except merging.LiesWithin:
            words = _("“%(kept)s” lies within what is to go: move it out first, then merge.")
            messages.error(request, words % {"kept": kept})
            return False
        except merging.NeedsAPlace:
            messages.error(request, _("Choose where its stories go."))
            return False
        link = format_html('<a href="{}">{}</a>', self.url("merges"), _("It can be undone for thirty days."))
        messages.success(request, format_html("{} {}", done % {"gone": names, "kept": kept}, link))
        return True

    def merges_view(self, request: HttpRequest) -> HttpResponse:
        """What was merged or deleted in the last thirty days, each with the way back."""
        self._check_may_merge(request)
        rows = list(merging.undoable(self.model).select_related("by")[:100])
        kept = self.model._default_manager.in_bulk([row.kept for row in rows if row.kept])
        shown = [_in_words(row, kept.get(row.kept or 0)) for row in rows]
        return self.page(request, "merges", title=_("Merged lately"), rows=shown)

    def undo_view(self, request: HttpRequest, merge_id: int) -> HttpResponse:
        """Bring back what was merged."""
        self._check_may_merge(request)
        made = Merge.objects.filter(pk=merge_id, family=self.opts.model_name).first()
        if made is None:
            raise Http404
        try:
            merging.undo(made, by=audit.who(request))
        except merging.CannotUndo as refused:
            words = _("Not undone: “%(other)s” has one of the addresses now. Give it another one first.")
            late = _("Not undone: it was undone already, is older than thirty days, or what was kept is gone itself.")
            messages.error(request, words % {"other": refused.other} if refused.other else late)
        else:
            messages.success(request, _("Undone: everything is filed as it was."))
        return HttpResponseRedirect(self.url("merges"))

    # --- deleting -----------------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What nothing refers to is deleted as everywhere; else it is asked where that goes."""
        thing = self.get_object(request, unquote(object_id))
        if thing is None or not self.has_delete_permission(request, thing) or not merging.is_used(thing):
            return super().delete_view(request, object_id, extra_context)
        form = PlaceForm(request.POST if request.method == "POST" else None, thing)
        if request.method == "POST" and form.is_valid():
            to = form.cleaned_data["to"]
            words = _("Deleted: “%(gone)s”. Its stories are filed under “%(kept)s” now.")
            if self._merged(request, to, [thing], done=words if to else _("Deleted: “%(gone)s”.")):
                return HttpResponseRedirect(self.url("changelist"))
        return self.page(
            request,
            "delete",
            title=_("Delete"),
            thing=thing,
            form=form,
            facts=facts(merging.outlook(None, [thing])),
            inside=[str(region) for region in Region.objects.filter(parent=thing)] if self.model is Region else [],
        )


def _story_count(family: type[Named]) -> Coalesce:
    if family is Section:
        rows, column = Article.objects.filter(section=OuterRef("pk")), "section"
    else:
        column = str(family._meta.model_name)
        through: Any = getattr(Article, f"{column}s").through
        rows = through.objects.filter(**{column: OuterRef("pk")})
    counted = rows.order_by().values(column).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def number(value: int) -> str:
    """A number in the figures of the desk's language."""
    return arabic.format_number(value, "arab" if get_language() == ARABIC else "latn")


def _stories(count: int) -> str:
    return ngettext("%(number)s story", "%(number)s stories", count) % {"number": number(count)}


def facts(outlook: merging.Outlook) -> list[str]:
    """What a merge moves, in words; nothing of which there is none, but the stories."""
    said = [
        (outlook.stories, ngettext("%(number)s story", "%(number)s stories", outlook.stories)),
        (outlook.public, npgettext("stories", "%(number)s on the site", "%(number)s on the site", outlook.public)),
        (outlook.drafts, npgettext("stories", "%(number)s draft", "%(number)s drafts", outlook.drafts)),
        (outlook.languages, ngettext("%(number)s language", "%(number)s languages", outlook.languages)),
        (outlook.redirects, ngettext("%(number)s redirect", "%(number)s redirects", outlook.redirects)),
        (outlook.inside, ngettext("%(number)s region within it", "%(number)s regions within it", outlook.inside)),
        (outlook.menu, ngettext("%(number)s entry of the menu", "%(number)s entries of the menu", outlook.menu)),
        (outlook.remits, ngettext("%(number)s remit", "%(number)s remits", outlook.remits)),
        (
            outlook.readers,
            ngettext(
                "%(number)s reader of the newsletter chose it",
                "%(number)s readers of the newsletter chose it",
                outlook.readers,
            ),
        ),
    ]
    return [words % {"number": number(count)} for place, (count, words) in enumerate(said) if count or place == 0]


def _in_words(row: Merge, kept: Named | None) -> dict[str, Any]:
    before: Any = row.before
    return {
        "pk": row.pk,
        "gone": " · ".join(merging.called(columns) for columns in before["rows"]),
        "kept": kept or "",
        "at": in_words(row.at),
        "by": row.by or "",
    }
