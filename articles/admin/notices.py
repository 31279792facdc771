"""What somebody at the desk was told, newest first, and which of it also comes by mail."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import notices, rights
from articles.models import Notice, NoticeKind
from articles.standing import in_words
from newsroom.languages import LANGUAGE_CHOICES
from newsroom.models import User

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def notices_view(request: HttpRequest) -> HttpResponse:
    """The list with its switches; POST sets the switches."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    if request.method == "POST":
        notices.mail_only(user, {kind for kind in NoticeKind if kind.value in request.POST.getlist("mailed")})
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path)
    off = notices.without_mail(user)
    theirs = Notice.objects.filter(user=user, article__in=rights.visible(user).values("pk"))
    context = {
        **admin.site.each_context(request),
        "title": _("Notices"),
        "notices": [_notice(row) for row in theirs.select_related("by", "article")[:SHOWN]],
        "switches": [{"kind": kind, "mailed": kind not in off} for kind in NoticeKind],
        "address": user.email,
    }
    return TemplateResponse(request, "admin/articles/notices.html", context)


def _notice(row: Notice) -> dict[str, object]:
    return {
        "kind": NoticeKind(row.kind).label,
        "story": row.article,
        "tongue": dict(LANGUAGE_CHOICES).get(row.language, ""),
        "by": row.by,
        "text": row.text,
        "at": in_words(row.at),
    }
