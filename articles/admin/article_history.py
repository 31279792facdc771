"""What was done to a story: every save, comparing any two, putting one back, and what readers had at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from articles import revisions, rights, saving, stories
from articles.admin.article_pages import NOT_KEPT, change_url, name_of_part, page_of_story, story_to_look_at
from articles.models import PARTS, SHARED, Article, Change, Revision
from articles.revisions import Entry
from articles.standing import in_words
from newsroom import arabic
from newsroom.admin import ACTIONS
from newsroom.converters import row_id
from newsroom.languages import ARABIC, LANGUAGES

if TYPE_CHECKING:
    from articles.admin.article import ArticleAdmin


def history_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Every save and step, newest first; two saves of one part can be chosen and compared."""
    article, user = story_to_look_at(request, article_id)
    part = request.GET.get("part", "")
    part = part if part in PARTS else ""
    page = min(row_id(request.GET.get("page", "")) or 1, 10_000)
    entries, older = revisions.history_of(article, user, part=part, page=page)
    lines = [_line(article, entry) for entry in entries]
    return page_of_story(
        admin,
        request,
        article,
        "history",
        title=_("History of the story"),
        entries=lines,
        chosen=[line["revision"].pk for line in lines if "revision" in line][:2],
        parts=[{"part": each, "name": name_of_part(each), "current": each == part} for each in PARTS],
        part=part,
        newer=f"?part={part}&page={page - 1}" if page > 1 else "",
        older=f"?part={part}&page={page + 1}" if older else "",
    )


def _line(article: Article, entry: Entry) -> dict[str, Any]:
    line: dict[str, Any] = {"at": in_words(entry.at), "by": entry.by, "part": name_of_part(entry.part or SHARED)}
    if entry.revision is not None:
        row = entry.revision
        what = _("Restored version %(n)s") % {"n": _figure(row.restored)} if row.restored else _("Saved")
        return line | {"what": what, "revision": row, "compare_url": "" if entry.first else _compare_url(article, row)}
    detail = entry.detail or {}
    what = str(ACTIONS.get(entry.action, entry.action))
    if "change" in detail and detail["change"] in Change.values:
        what = f"{what} · {Change(detail['change']).label}"
    said = detail.get("reason") or detail.get("text") or ""
    line |= {"what": what, "said": said, "part": name_of_part(entry.part) if entry.part else ""}
    if entry.publication:
        line["published_url"] = reverse("admin:articles_article_published", args=[article.pk, entry.publication])
    return line


def _figure(number: int) -> str:
    """A version's number in the digits of the desk's language."""
    return arabic.to_arabic_digits(str(number)) if get_language() == ARABIC else str(number)


def _compare_url(article: Article, row: Revision, *, quiet: bool = False) -> str:
    way = reverse("admin:articles_article_compare", args=[article.pk])
    return f"{way}?new={row.pk}&quiet=1" if quiet else f"{way}?new={row.pk}"


def compare_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """`?old=&new=`: two saves of one part, the older first; without `old`, with the one before."""
    article, user = story_to_look_at(request, article_id)
    readable = rights.readable_revisions(user, article)
    old, new = _pair(readable, request)
    quiet = request.GET.get("quiet") == "1"
    before, after = revisions.neighbours(new, readable)
    first = before is None or revisions.neighbours(before, readable)[0] is None
    current = saving.versions(article)[new.part]
    chosen = f"?old={old.pk}&new={new.pk}"
    return page_of_story(
        admin,
        request,
        article,
        "compare",
        title=_("Comparison"),
        part=name_of_part(new.part),
        part_language=new.part if new.part in LANGUAGES else "",
        heads=[_head(old), _head(new)],
        differences=revisions.compare(old, new, quiet=quiet, reader=user),
        quiet=quiet,
        quiet_url=chosen if quiet else f"{chosen}&quiet=1",
        before_url=_compare_url(article, before, quiet=quiet) if before and not first else "",
        after_url=_compare_url(article, after, quiet=quiet) if after else "",
        restorable=[_head(row) for row in (old, new) if row.version != current],
        version=current,
        may_restore=new.part in rights.parts_to_write(user, article),
    )


def _head(row: Revision) -> dict[str, Any]:
    return {"revision": row, "at": in_words(row.at), "by": row.by, "version": row.version}


def _pair(readable: QuerySet[Revision], request: HttpRequest) -> tuple[Revision, Revision]:
    rows = readable.select_related("by")
    given = {name: request.GET.get(name, "") for name in ("old", "new")}
    new = rows.filter(pk=row_id(given["new"]) or 0).first()
    if new is None:
        raise Http404
    if given["old"]:
        old = rows.filter(pk=row_id(given["old"]) or 0).first()
    else:
        old = rows.filter(part=new.part, version__lt=new.version).order_by("-version").first()
    if old is None or old.part != new.part:
        raise Http404
    return (old, new) if old.version <= new.version else (new, old)


def restore_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, revision_id: int) -> HttpResponse:
    """Save a part again as it was; nothing where it was saved meanwhile."""
    article, user = story_to_look_at(request, article_id)
    row = rights.readable_revisions(user, article).filter(pk=revision_id).first()
    if row is None:
        raise Http404
    if row.part not in rights.parts_to_write(user, article):
        raise PermissionDenied
    try:
        version = row_id(request.POST.get("version", "")) or 0
        left_out = revisions.restore(article, row, version=version, by=user)
    except saving.Stale:
        text = _("Somebody saved this part since you opened the page. Nothing was put back; compare again.")
        return page_of_story(admin, request, article, "refused", title=_("Not put back"), text=text, status=409)
    if left_out:
        fields = arabic.join_names(left_out, request.LANGUAGE_CODE)
        messages.warning(request, str(revisions.LEFT_OUT) % {"fields": fields})
    said = _("%(part)s: version %(n)s is the working copy again. Readers see nothing of it before you publish.")
    messages.success(request, said % {"part": name_of_part(row.part), "n": _figure(row.version)})
    return HttpResponseRedirect(change_url(article))


def published_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, publication_id: int) -> HttpResponse:
    """A text as readers had it, by the public template, under a ribbon that says when that was."""
    article, user = story_to_look_at(request, article_id)
    row = revisions.as_published(article, publication_id)
    if row is None or rights.was_taken_down(user, row):
        raise Http404
    with override(row.language):
        context = stories.context(stories.published(row)) | {"ribbon": revisions.was_on_site(row)}
        response = TemplateResponse(request, "articles/story.html", context, headers=NOT_KEPT)
        return response.render()
