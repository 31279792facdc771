"""What keeps a text from being lost: drafts of what was typed, offered again; who writes what; and the three texts of a
conflict.

The browser talks to these addresses in JSON (`desk-safety.js`); what it sends is kept, never checked, and never shown
to anybody but as text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import drafts, measuring, presence, revisions, rights, saving, unsaved
from articles.admin.article_pages import change_url, name_of_part, page_of_story, story_to_look_at
from articles.forms import ArticleForm
from articles.models import PARTS, SHARED, Article, ArticleLanguage, Draft, Revision
from articles.revisions import FieldDifference
from articles.standing import in_words
from newsroom.languages import LANGUAGES
from newsroom.models import User

if TYPE_CHECKING:
    from articles.admin.article import ArticleAdmin

_LONGEST: Final = drafts.MAX_BYTES + 1024 * 1024  # bytes of a request: the draft, and what JSON puts around it
_OWN: Final = "own"


class _Nonsense(Exception):
    """What the browser sent is none of ours."""


def _sent(request: HttpRequest) -> dict[str, Any]:
    raw = request.read(_LONGEST + 1)
    if len(raw) > _LONGEST:
        raise drafts.TooLong
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _Nonsense from error
    if not isinstance(given, dict):
        raise _Nonsense
    return given


# --- drafts ------------------------------------------------------------------------------------------------------


def draft_view(admin: ArticleAdmin, request: HttpRequest, article_id: int | None = None) -> HttpResponse:
    """`{"form_key", "parts": {part: {"base": version, "data": {field: [values]}}}}`: keep what was typed."""
    article, user = _writer(request, article_id)
    open_parts = rights.parts_to_write(user, article)
    try:
        given = _sent(request)
        parts = _parts_in(given)
        form_key = drafts.key_in(given.get("form_key"))
        if not form_key and (article is None or given.get("form_key")):
            raise _Nonsense
        if not open_parts.issuperset(parts):
            raise PermissionDenied
        for part, (data, base) in parts.items():
            kept = drafts.keep(user, article, part, data, base_version=base, form_key=form_key)
    except _Nonsense:
        return JsonResponse({"error": _("This is no draft.")}, status=400)
    except drafts.TooLong:
        message = _("The text is longer than 5 MB: it is kept in this browser alone.")
        return JsonResponse({"error": message}, status=413)
    typed = {code: parts[code][0].get(f"body_{code}") for code in LANGUAGES if code in parts}
    measured = measuring.measures({code: values[0] for code, values in typed.items() if values})
    return JsonResponse({"saved": in_words(kept.saved_at), "measures": measured})


def _writer(request: HttpRequest, article_id: int | None) -> tuple[Article | None, User]:
    if article_id is not None:
        return story_to_look_at(request, article_id)
    if not isinstance(request.user, User) or not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    return None, request.user


def _parts_in(given: Mapping[str, Any]) -> dict[str, tuple[dict[str, list[str]], int]]:
    sent = given.get("parts")
    if not isinstance(sent, dict) or not sent or not set(sent).issubset(PARTS):
        raise _Nonsense
    return {part: _part_in(each) for part, each in sent.items()}


def _part_in(sent: Any) -> tuple[dict[str, list[str]], int]:
    if not isinstance(sent, dict) or not isinstance(sent.get("data"), dict):
        raise _Nonsense
    base = sent.get("base")
    if not isinstance(base, int) or not 0 <= base < 2**31:
        raise _Nonsense
    for values in sent["data"].values():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise _Nonsense
    return sent["data"], base


def discard_view(admin: ArticleAdmin, request: HttpRequest, article_id: int | None = None) -> HttpResponse:
    """Throw away what one typed and did not save."""
    article, user = _writer(request, article_id)
    if article is None:
        drafts.forget_new(user, drafts.key_in(request.POST.get("form_key")))
        return HttpResponseRedirect(reverse("admin:articles_article_add"))
    drafts.mine(user, article).delete()
    messages.success(request, _("What was typed and not saved is gone."))
    return HttpResponseRedirect(change_url(article))


def drafts_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """What was typed in a story and not saved, one's own and that of others, beside what is saved."""
    article, user = story_to_look_at(request, article_id)
    if not rights.parts_to_write(user, article):
        raise PermissionDenied
    rows = [*drafts.mine(user, article).select_related("user"), *drafts.of_others(user, article)]
    form_class = admin.get_form(request, article, change=True)
    shown = [_unsaved(form_class, article, row, user) for row in rows]
    return page_of_story(admin, request, article, "drafts", title=_("Typed and not saved"), drafts=shown, mine=user)


def _unsaved(form_class: type[ArticleForm], article: Article, row: Draft, reader: User) -> dict[str, Any]:
    form = form_class(instance=article)
    stored = saving.snapshot(article.pk, row.part)
    typed = unsaved.as_snapshot(form, row.part, unsaved.posted(row.data))
    return {
        "by": row.user,
        "at": in_words(row.saved_at),
        "part": name_of_part(row.part),
        "language": row.part if row.part != SHARED else "",
        "differences": revisions.differences(stored, typed, reader=reader),
    }


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody typed and did not save, to be taken up again."""

    at: str
    parts: list[str]
    restore_url: str
    compare_url: str
    discard_url: str
    form_key: str = ""
    words: str = ""  # of a new story: how it begins


def offers(request: HttpRequest, form: ArticleForm, article: Article | None) -> list[Offer]:
    """What to offer over a form that was just opened: nothing where it is laid over it already, or says the same."""
    if form.is_bound or form.laid_over or not isinstance(request.user, User):
        return []
    rows = list(drafts.mine(request.user, article))
    if article is not None:
        telling = [row for row in rows if row.part in form.open_parts and unsaved.differs(form, row)]
        return [_offer(article, telling)] if telling else []
    by_key: dict[str, list[Draft]] = {}
    for row in rows:
        if unsaved.differs(form, row):
            by_key.setdefault(row.form_key, []).append(row)
    return [_offer_of_new(key, each) for key, each in by_key.items()]


def _offer(article: Article, rows: Sequence[Draft]) -> Offer:
    return Offer(
        at=in_words(rows[0].saved_at),
        parts=[name_of_part(row.part) for row in rows],
        restore_url="?restore=1",
        compare_url=reverse("admin:articles_article_drafts", args=[article.pk]),
        discard_url=reverse("admin:articles_article_discard", args=[article.pk]),
    )


def _offer_of_new(form_key: str, rows: Sequence[Draft]) -> Offer:
    headlines = (text for row in rows for text in row.data.get(f"headline_{row.part}", ()) if text)
    return Offer(
        at=in_words(rows[0].saved_at),
        parts=[name_of_part(row.part) for row in rows],
        restore_url=f"?restore={form_key}",
        compare_url="",
        discard_url=reverse("admin:articles_article_discard_new"),
        form_key=form_key,
        words=next(headlines, ""),
    )


def to_lay_over(request: HttpRequest, article: Article | None) -> list[Draft]:
    """The drafts that `?restore=` asks for."""
    asked = drafts.key_in(request.GET.get("restore"))
    if not asked or request.method == "POST" or not isinstance(request.user, User):
        return []
    rows = drafts.mine(request.user, article)
    return list(rows if article is not None else rows.filter(form_key=asked))


# --- presence ----------------------------------------------------------------------------------------------------


def presence_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """`{"tab", "writing": [part]}`: the heartbeat; answers who is there, and what was saved by whom."""
    article, user = story_to_look_at(request, article_id)
    try:
        given = _sent(request)
        tab, writing = drafts.key_in(given.get("tab")), given.get("writing", [])
        if not tab or not isinstance(writing, list) or not set(map(str, writing)).issubset(PARTS):
            raise _Nonsense
    except (_Nonsense, drafts.TooLong):
        return JsonResponse({"error": _("This is no heartbeat.")}, status=400)
    theirs = rights.parts_to_write(user, article).intersection(writing)
    return JsonResponse(_there(article, user, presence.beat(article, user, tab, theirs)))


def take_over_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, part: str) -> HttpResponse:
    """`{"tab"}`: write a part that somebody else was writing; what they typed stays theirs to save, as a draft."""
    article, user = story_to_look_at(request, article_id)
    if part not in PARTS:
        raise Http404
    if part not in rights.parts_to_write(user, article):
        raise PermissionDenied
    try:
        tab = drafts.key_in(_sent(request).get("tab"))
    except (_Nonsense, drafts.TooLong):
        tab = ""
    if not tab:
        return JsonResponse({"error": _("This is no heartbeat.")}, status=400)
    former = presence.take_over(article, user, tab, part)
    answer = _there(article, user, presence.beat(article, user, tab, [part]))
    if former is not None and former != user:
        said = _("What %(name)s typed and did not save is kept.") % {"name": former}
        answer |= {"said": said, "drafts_url": reverse("admin:articles_article_drafts", args=[article.pk])}
    return JsonResponse(answer)


def leave_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """The tab was closed."""
    article, user = story_to_look_at(request, article_id)
    presence.leave(article, user, drafts.key_in(request.POST.get("tab")))
    return HttpResponse(status=204)


def _there(article: Article, user: User, seen: Sequence[presence.Seen]) -> dict[str, Any]:
    rows = ArticleLanguage.objects.filter(article=article).select_related("saved_by")
    saved = {
        row.language: {"version": row.version, "by": str(row.saved_by or ""), "at": in_words(row.saved_at)}
        for row in rows
    }
    filed = Revision.objects.filter(article=article, part=SHARED, version=article.version).select_related("by")
    filed_by = next((row.by for row in filed.defer("data")), None)
    saved[SHARED] = {"version": article.version, "by": str(filed_by or ""), "at": in_words(article.saved_at)}
    return {
        "people": [
            {
                "name": str(each.user),
                "part": each.part,
                "since": in_words(each.since),
                "here": each.here,
                "me": each.user == user,
            }
            for each in seen
        ],
        "saved": saved,
    }


# --- conflicts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clash:
    """One field in which a stale part differs from what is saved: what `theirs` would become as `mine`, and whose
    change it is. `choice` names the radio buttons, `preset` is the one that loses nothing; empty where both do.
    """

    difference: FieldDifference
    choice: str
    preset: str
    both: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part that somebody else saved while this editor was writing it."""

    part: str
    name: str
    language: str
    version: int
    by: User | None
    at: str
    clashes: list[Clash]


def conflicts(form: ArticleForm, article: Article) -> list[Conflict]:
    """The three texts of every stale part: what both began with, what is saved now, what this editor posted."""
    return [_conflict(form, article, part, version) for part, version in form.stale.items()]


def _conflict(form: ArticleForm, article: Article, part: str, version: int) -> Conflict:
    rows = Revision.objects.filter(article=article, part=part).select_related("by")
    saved = rows.get(version=version)
    base = rows.filter(version=form.version(part)).first()
    theirs, mine = saved.data, unsaved.as_snapshot(form, part, form.data)
    found = revisions.differences(theirs, mine, reader=form.user)
    began = base.data if base else {}
    return Conflict(
        part=part,
        name=name_of_part(part),
        language=part if part != SHARED else "",
        version=version,
        by=saved.by,
        at=in_words(saved.at),
        clashes=[_clash(each, part, began, theirs, mine) for each in found],
    )


def _clash(
    found: FieldDifference, part: str, base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> Clash:
    field = found.field
    only_they = field in base and mine[field] == base[field]
    only_i = field in base and theirs[field] == base[field]
    preset = "theirs" if only_they else _OWN if only_i else ""
    return Clash(found, f"take_{part}_{field}", preset, both=not preset)


def keep_refused(request: HttpRequest, form: ArticleForm, article: Article) -> None:
    """What was posted and not saved because somebody was faster stays as this editor's draft, too."""
    if not isinstance(request.user, User):
        return
    for part in form.stale:
        names = {key for key in form.data if saving.part_of(key) == part and not key.startswith(form.carried)}
        posted = {key: form.data.getlist(key) for key in names}  # type: ignore[attr-defined]  # a QueryDict
        with suppress(drafts.TooLong):  # the form shows it again, and the browser keeps it
            drafts.keep(request.user, article, part, posted, base_version=form.version(part))
