"""The library's list: what it can be asked, and many pictures let in at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import images, library, sheets
from articles.admin.pictures import ACCEPTED, make_sizes_after_commit
from articles.models import Image
from newsroom import arabic
from newsroom.languages import ARABIC, ENGLISH, LANGUAGES
from newsroom.models import User

_NO_ALT: Final = {
    language: Q(**{f"alt_text_{language}__isnull": True}) | Q(**{f"alt_text_{language}": ""}) for language in LANGUAGES
}
_NO_CREDIT: Final = (Q(credit_ar__isnull=True) | Q(credit_ar="")) & (Q(credit_en__isnull=True) | Q(credit_en=""))


class _Filter(admin.SimpleListFilter):
    """A question with fixed answers; an answer that nobody offered asks nothing."""

    answers: dict[str, tuple[Any, Q]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The answers to choose from."""
        return [(value, label) for value, (label, _rows) in self.answers.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        """Those of the chosen answer."""
        chosen = self.answers.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class MissingAltFilter(_Filter):
    """Pictures that cannot be published with a story as they are."""

    title = gettext_lazy("alternative text")
    parameter_name = "alt"
    answers: Final = {  # type: ignore[misc]  # each filter has its own
        ARABIC: (gettext_lazy("missing in Arabic"), _NO_ALT[ARABIC]),
        ENGLISH: (gettext_lazy("missing in English"), _NO_ALT[ENGLISH]),
    }


class UseFilter(_Filter):
    """What something shows, and what nothing does."""

    title = gettext_lazy("use")
    parameter_name = "use"
    answers: Final = {  # type: ignore[misc]
        "used": (gettext_lazy("used"), library.used()),
        "unused": (gettext_lazy("not used"), ~library.used()),
    }


class CreditFilter(_Filter):
    """Pictures of which nobody knows whose they are."""

    title = gettext_lazy("credit")
    parameter_name = "credit"
    answers: Final = {  # type: ignore[misc]
        "missing": (gettext_lazy("missing"), _NO_CREDIT),
        "given": (gettext_lazy("given"), ~_NO_CREDIT),
        "archive": (gettext_lazy("archive picture"), Q(is_archive=True)),
    }


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one file: the picture it became or was already, those that look like it, or why it was refused."""

    file: str
    image: Image | None = None
    sheet: sheets.Sheet | None = None
    is_new: bool = False
    note: str = ""
    alike: tuple[sheets.Sheet, ...] = ()


def many_view(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Many files at once, each through the image door; one that is refused stops none of the others."""
    if not request.user.has_perm("articles.add_image"):
        raise PermissionDenied
    files = request.FILES.getlist("files") if request.method == "POST" else []
    arrivals = [arrive(file, by=request.user) for file in files]  # type: ignore[arg-type]  # staff are Users
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Upload pictures"),
        "opts": Image._meta,
        "accepted": ACCEPTED,
        "arrivals": arrivals,
        "nothing_came": request.method == "POST" and not files,
    }
    return TemplateResponse(request, "admin/articles/image/many.html", context)


def arrive(file: UploadedFile[Any], *, by: User) -> Arrival:
    """Let one file in, unless it is in the library already."""
    name = file.name or ""
    try:
        accepted = images.accept(file)
    except images.PictureRefused as refusal:
        return Arrival(name, note=str(refusal.reason))
    known = library.same(accepted.digest)
    image = known or images.store(accepted, by=by)
    if known is None:
        make_sizes_after_commit(image)
    near = () if known else tuple(of(other) for other in library.alike(image)[:3])
    return Arrival(name, image, of(image), is_new=known is None, note=in_library(image) if known else "", alike=near)


def in_library(image: Image) -> str:
    """That a picture is there already, and in how many stories."""
    number = library.stories_with(image).count()
    if not number:
        return _("Already in the library.")
    return _("Already in the library, in %(stories)s.") % {"stories": arabic.count(number, "story", _language())}


def of(image: Image) -> sheets.Sheet:
    """A picture as a sheet, without what shows it."""
    return sheets.of_image(image, "", _language(), needs_alt=True)


def _language() -> str:
    return get_language() or ARABIC
