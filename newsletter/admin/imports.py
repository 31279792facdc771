"""Lists that are taken over, at the desk: brought, looked through line by line, then taken over or dropped."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsletter import importing
from newsletter.importing import WHY, Problem, Told, UnknownColumns, Verdict
from newsletter.list_files import BadFile
from newsletter.models import Import, ImportState
from newsroom import arabic, audit, clock
from newsroom.converters import row_id
from newsroom.fields import AsksForFilesAgain, DayField
from newsroom.languages import ARABIC, LANGUAGE_CHOICES
from newsroom.moments import in_words

_MAY = "newsletter.export_subscriber"
_CHIPS = {
    ImportState.CHECKED: "draft",
    ImportState.RUNNING: "in_review",
    ImportState.DONE: "live",
    ImportState.DROPPED: "withdrawn",
}


class BringForm(AsksForFilesAgain, forms.Form):
    """A file and the proof for all rows that have none of their own."""

    file = forms.FileField(
        label=gettext_lazy("File (CSV)"),
        help_text=gettext_lazy(
            "Columns: email; if you have them language, frequency, regions, consent_at, consent_source, consent_text"
        ),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of those who have none"), choices=LANGUAGE_CHOICES)
    collected_by = forms.CharField(
        label=gettext_lazy("Who collected the addresses, and where"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A form at the book fair, the newsletter before this one."),
    )
    given_at = DayField(label=gettext_lazy("When they agreed"), required=False)
    text_shown = forms.CharField(
        label=gettext_lazy("The words that they agreed to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Word for word. Without who, when and which words, nobody is taken over."),
    )

    def clean_given_at(self) -> datetime | None:
        """That day in the newsroom; not one that is still to come."""
        day = self.cleaned_data["given_at"]
        if day is None:
            return None
        moment = clock.instant_on(day, time(0), get_current_timezone())
        if moment > clock.now():
            raise forms.ValidationError(_("The day of consent is no day, or lies in the future."), code="future")
        return moment

    def told(self) -> Told:
        """What was said about the rows."""
        said = self.cleaned_data
        return Told(said["language"], said["collected_by"], said["given_at"], said["text_shown"])


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin["Import"]):
    """Every list that somebody brought, newest first."""

    list_display = ("file_name", "chip", "rows", "taken", "brought", "created_by")
    list_display_links = ("file_name",)
    list_select_related = ("created_by",)
    actions = None

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        own = [
            path("<int:import_id>/begin/", inside(require_POST(self.begin_view)), name="newsletter_import_begin"),
            path("<int:import_id>/drop/", inside(require_POST(self.drop_view)), name="newsletter_import_drop"),
        ]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("file"), ordering="name")
    def file_name(self, batch: Import) -> str:
        """The name of the file."""
        return batch.name

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def chip(self, batch: Import) -> str:
        """Where it stands."""
        return str(batch.get_state_display())

    @admin.display(description=gettext_lazy("rows"), ordering="rows_total")
    def rows(self, batch: Import) -> str:
        """How many rows it has."""
        return _figure(batch.rows_total)

    @admin.display(description=gettext_lazy("taken over"), ordering="added")
    def taken(self, batch: Import) -> str:
        """How many came onto the list."""
        return _figure(batch.added)

    @admin.display(description=gettext_lazy("brought"), ordering="created_at")
    def brought(self, batch: Import) -> str:
        """When."""
        return in_words(batch.created_at)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may hand lists out may bring them."""
        return bool(request.user.has_perm(_MAY))

    def has_change_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        """A list is looked at here; what becomes of it is decided by its buttons."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        """The proof of consent hangs on it."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Bring a list: it is looked through, and nobody is on the list by that."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BringForm(request.POST or None, request.FILES or None, initial={"language": ARABIC})
        if request.method == "POST" and form.is_valid():
            file: UploadedFile[Any] = form.cleaned_data["file"]
            try:
                batch = importing.bring(file.name or "", file.read(), form.told(), by=audit.who(request))
            except BadFile as error:
                form.add_error("file", str(WHY[error.code]))
            else:
                return HttpResponseRedirect(_url(batch))
        context = {"title": _("Take a list over"), "form": form}
        return self._page(request, "bring", context, status=422 if form.errors else 200)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What is in a list, what is wrong in which line, and how far it is."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = self._batch(row_id(object_id) or 0)
        verdicts = [(Verdict(one).label, batch.counts[one.value]) for one in Verdict if batch.counts.get(one.value)]
        told = sum(batch.counts.values()) - batch.counts.get(Verdict.NEW.value, 0)
        context = {
            "title": batch.name,
            "batch": batch,
            "chip": _CHIPS[ImportState(batch.state)],
            "verdicts": verdicts,
            "fresh": batch.counts.get(Verdict.NEW.value, 0),
            "unknown": importing.unknown_columns_of(batch),
            "problems": [_in_words(problem) for problem in importing.problems_of(batch)],
            "more": max(told - len(batch.problems), 0),
            "brought": in_words(batch.created_at),
            "given": in_words(batch.given_at) if batch.given_at else "",
            "may_decide": request.user.has_perm(_MAY),
        }
        return self._page(request, "list", context)

    def begin_view(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """It is taken over by a worker; of two clicks, one begins."""
        batch = self._decided(request, import_id)
        try:
            begun = importing.begin(batch, by=audit.who(request), leave_out="leave_out" in request.POST)
        except UnknownColumns:
            messages.error(request, _("Nothing was taken over: first say that the unknown columns are left out."))
            return HttpResponseRedirect(_url(batch))
        if begun:
            messages.success(request, _("It is being taken over. You may leave this page."))
        else:
            messages.warning(request, _("Somebody else has decided on this list already."))
        return HttpResponseRedirect(_url(batch))

    def drop_view(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """It is forgotten, or stopped; who is on the list by then stays."""
        batch = self._decided(request, import_id)
        if importing.drop(batch):
            messages.success(request, _("The list is dropped; its addresses are forgotten."))
        else:
            messages.warning(request, _("Somebody else has decided on this list already."))
        return HttpResponseRedirect(_url(batch))

    def _decided(self, request: HttpRequest, import_id: int) -> Import:
        if not request.user.has_perm(_MAY):
            raise PermissionDenied
        return self._batch(import_id)

    def _batch(self, import_id: int) -> Import:
        batch = Import.objects.select_related("created_by").defer("content").filter(pk=import_id).first()
        if batch is None:
            raise Http404
        return batch

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> TemplateResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/newsletter/import/{name}.html", around | context, status=status)


def _in_words(problem: Problem) -> dict[str, object]:
    """A line that is not taken over, as the page shows it."""
    return {
        "line": problem.line,
        "verdict": Verdict(problem.verdict).label,
        "reason": str(WHY.get(problem.reason, "")),
        "address": problem.address,
        "column": problem.column,
        "cell": problem.cell,
    }


def _url(batch: Import) -> str:
    return reverse("admin:newsletter_import_change", args=[batch.pk])


def _figure(number: int) -> str:
    return arabic.format_number(number, "arab" if get_language() == ARABIC else "latn")
