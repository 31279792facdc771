"""The piles of stories on the desk's index, as plain data. Each asks a fixed number of questions of the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import presenting, reading, rights, sheets
from articles.models import Article, ArticleLanguage, Cartoon, Image, Note, Publication, Rendition, State
from articles.models.media import WEB_TYPE
from articles.standing import standing
from newsroom import arabic, clock
from newsroom.desk import Panel, register_panel
from newsroom.languages import ARABIC, ENGLISH, LANGUAGES
from newsroom.moments import in_words

Data = dict[str, object]

LONGEST: Final = 8  # rows of a pile; the whole of it is in the room of stories
HOURS: Final = 5  # rows of a column of hours
DRAWINGS: Final = 4
FORGOTTEN: Final = timedelta(days=365)
PATIENCE: Final = timedelta(minutes=10)  # the sizes of a picture are made within two

_PUBLISHED_IN: Final = {ARABIC: _("in Arabic"), ENGLISH: _("in English")}


def sent_back(request: HttpRequest) -> Data | None:
    """Texts that came back to this person, with the note that says why."""
    if not request.user.has_perm("articles.change_article"):
        return None
    rows = ArticleLanguage.objects.filter(submitted_by=request.user.pk, sent_back_at__isnull=False)
    return _texts(request, _("Sent back to you"), rows.order_by("-sent_back_at"), noted=True)


def waiting_for_review(request: HttpRequest) -> Data | None:
    """Texts in review that this person was asked to read, or that nobody was asked about."""
    if not request.user.has_perm("articles.review_article"):
        return None
    asked = Q(reviewer=request.user.pk) | (Q(reviewer=None) & ~Q(submitted_by=request.user.pk))
    rows = ArticleLanguage.objects.filter(asked, state=State.IN_REVIEW)
    theirs = rights.works_in(request.user).among(rows)
    return _texts(request, _("Waiting for your review"), theirs.order_by("saved_at"))


def assigned(request: HttpRequest) -> Data | None:
    """Texts that this person is to write, the next deadline first."""
    if not request.user.has_perm("articles.change_article"):
        return None
    unfinished = ArticleLanguage.objects.filter(assignee=request.user.pk).exclude(state=State.READY)
    return _texts(request, _("Assigned to you"), unfinished.order_by(F("deadline").asc(nulls_last=True), "pk"))


def late(request: HttpRequest) -> Data | None:
    """Texts whose deadline has passed, of those that this person reviews; the latest last."""
    if not request.user.has_perm("articles.review_article"):
        return None
    rows = ArticleLanguage.objects.filter(deadline__lt=clock.now()).exclude(state=State.READY)
    theirs = rights.works_in(request.user).among(rows)
    return _texts(request, _("Late"), theirs.order_by("deadline", "pk"))


def broken(request: HttpRequest) -> Data | None:
    """What should have happened by itself and did not; not there while all is well."""
    if not request.user.has_perm("articles.change_image"):
        return None
    sized = Rendition.objects.filter(image=OuterRef("pk"), media_type=WEB_TYPE)
    unsized = ~Exists(sized) & Q(uploaded_at__lt=clock.now() - PATIENCE)
    rows = Image.objects.filter(unsized | Q(is_missing=True)).order_by("-is_missing", "-pk")[: 2 * HOURS]
    gone = [row for row in rows if row.is_missing]
    late = [row for row in rows if not row.is_missing]
    kinds = (
        (_("Pictures whose file is gone: galleries leave them out. Put the files back, or other pictures."), gone),
        (_("Pictures without their smaller sizes: readers get the large file. Does the worker run?"), late),
    )
    faults = [{"words": words, "rows": _to_mend(images[:HOURS])} for words, images in kinds if images]
    return {"title": _("Broken"), "faults": faults} if faults else None


def _to_mend(images: Sequence[Image]) -> list[Data]:
    return [{"label": str(row), "url": reverse("admin:articles_image_change", args=[row.pk])} for row in images]


def _texts(
    request: HttpRequest, title: str | Promise, rows: QuerySet[ArticleLanguage], *, noted: bool = False
) -> Data | None:
    """Two queries, one more for notes; a pile that asks for something is not there while it is empty."""
    theirs = rows.filter(Exists(rights.visible(request.user).filter(pk=OuterRef("article"))))
    people = ("article", "submitted_by", "assignee", "reviewer")
    shown = list(theirs.select_related(*people)[:LONGEST])
    if not shown:
        return None
    notes = _last_notes(shown) if noted else {}
    entries = [_text(row, notes.get((row.article_id, row.language), "")) for row in shown]
    return {"title": title, "count": theirs.count(), "texts": entries}


def _last_notes(rows: Sequence[ArticleLanguage]) -> dict[tuple[int, str], str]:
    """What was said when each was sent back last."""
    found = Note.objects.filter(article__in={row.article_id for row in rows}, sends_back=True).order_by("at", "pk")
    return {(note.article_id, note.language): note.text for note in found}


def _text(row: ArticleLanguage, note: str) -> Data:
    return {
        "headline": row.article.text_in(row.language, "headline") or str(row.article),
        "language": row.language,
        "url": reverse("admin:articles_article_review", args=[row.article_id]),
        "tongue": _PUBLISHED_IN[row.language],
        "by": row.submitted_by if row.state == State.IN_REVIEW else None,
        "deadline": in_words(row.deadline) if row.deadline else "",
        "late": bool(row.deadline and row.deadline < clock.now()),
        "note": note,
        "at": row.sent_back_at or row.saved_at,
    }


def my_drafts(request: HttpRequest) -> Data | None:
    """Stories that this person began or saved last, with work in them that no reader has."""
    if not request.user.has_perm("articles.change_article"):
        return None
    mine = Q(created_by=request.user.pk) | Q(Exists(_languages().filter(saved_by=request.user.pk)))
    return _pile(_("My drafts"), _in_the_works(request).filter(mine), _("No draft of yours is waiting."))


def in_the_works(request: HttpRequest) -> Data | None:
    """Every story with work in it that no reader has, as far as this person may see them."""
    if not request.user.has_perm("articles.view_any_article"):
        return None
    nothing = _("Nothing is in the works: everything written is on the site.")
    return _pile(_("In the works"), _in_the_works(request), nothing)


def scheduled(request: HttpRequest) -> Data | None:
    """What goes on the site by itself, soonest first."""
    if not request.user.has_perm("articles.view_article"):
        return None
    seen = Exists(rights.visible(request.user).filter(pk=OuterRef("article")))
    rows = Publication.objects.filter(seen, live_from__gt=clock.now()).order_by("live_from", "pk")
    return _hours(_("Scheduled"), rows, _("Nothing is scheduled."), _form_url, has_readers=False)


def just_published(request: HttpRequest) -> Data | None:
    """What readers see since shortly, newest first; who may not open every story is led to its page."""
    if not request.user.has_perm("articles.view_article"):
        return None
    rows = Publication.objects.live_at(clock.now()).order_by("-live_from", "-pk")
    leads_to = _form_url if request.user.has_perm("articles.view_embargoed_article") else _public_url
    return _hours(_("Just published"), rows, _("Nothing is on the site yet."), leads_to)


def latest_cartoons(request: HttpRequest) -> Data | None:
    """The newest drawings."""
    if not request.user.has_perm("articles.view_cartoon"):
        return None
    return {
        "title": _("Cartoons"),
        "empty": _("No cartoons yet."),
        "cartoons": [sheets.of_cartoon(row) for row in Cartoon.objects.for_cards()[:DRAWINGS]],
        "more_url": reverse("admin:articles_cartoon_changelist"),
    }


def _languages() -> QuerySet[ArticleLanguage]:
    return ArticleLanguage.objects.filter(article=OuterRef("pk"))


def _in_the_works(request: HttpRequest) -> QuerySet[Article]:
    """Stories where a begun language is unfinished, or finished and never on the site, or where none is begun; what
    nobody touched for `FORGOTTEN` is in no works, and found in the room of stories.
    """
    begun = Q(language=ARABIC, article__headline_ar__gt="") | Q(language=ENGLISH, article__headline_en__gt="")
    published = Publication.objects.filter(article=OuterRef("article"), language=OuterRef("language"))
    open_work = _languages().filter(begun).filter(~Q(state=State.READY) | ~Q(Exists(published)))
    nothing_begun = ~Q(Exists(_languages().filter(begun)))
    touched = rights.visible(request.user).filter(saved_at__gt=clock.now() - FORGOTTEN)
    return touched.filter(Q(Exists(open_work)) | nothing_begun)


def _pile(title: str | Promise, stories: QuerySet[Article], empty: str | Promise) -> Data:
    """Three queries: how many, the newest of them, where their languages stand."""
    states = ArticleLanguage.objects.with_public_state().select_related("saved_by").order_by("language")
    rows = stories.select_related("section").prefetch_related(Prefetch("languages", states))
    return {
        "title": title,
        "empty": empty,
        "count": stories.count(),
        "stories": [_story(article) for article in rows.order_by("-saved_at", "-pk")[:LONGEST]],
        "more_url": reverse("admin:articles_article_changelist"),
    }


def _story(article: Article) -> Data:
    languages = list(article.languages.all())
    last = max(languages, key=_saved_at, default=None)
    notes = (article.section, last.saved_by if last else None)
    return {
        "headline": str(article),
        "language": next((code for code in LANGUAGES if article.text_in(code, "headline")), ""),
        "url": _form_url({"article_id": article.pk}),
        "note": " · ".join(str(note) for note in notes if note),
        "states": [{"language": row.language, "standing": standing(row)} for row in languages],
        "saved_at": article.saved_at,
    }


def _saved_at(row: ArticleLanguage) -> datetime:
    return row.saved_at


def _hours(
    title: str | Promise,
    rows: QuerySet[Publication],
    empty: str | Promise,
    leads_to: Callable[[Mapping[str, Any]], str],
    *,
    has_readers: bool = True,
) -> Data:
    """One query, one more for how often each was read."""
    found = list(rows.values("article_id", "language", "headline", "slug", "live_from")[:HOURS])
    read = reading.today(row["article_id"] for row in found) if has_readers else {}
    entries = [
        {
            "at": row["live_from"],
            "url": leads_to(row),
            "headline": row["headline"],
            "language": row["language"],
            "note": _note(row["language"], row["live_from"], read.get((row["article_id"], row["language"]), 0)),
        }
        for row in found
    ]
    return {"title": title, "empty": empty, "entries": entries}


def _note(language: str, moment: datetime, reads: int) -> str:
    """The language, and the hour where it lies ahead on another day: the column shows the day alone."""
    words = str(_PUBLISHED_IN[language])
    if reads:
        read = arabic.count(reads, "read", get_language() or ARABIC)
        words += " · " + str(_("%(reads)s today") % {"reads": read})
    return words if moment <= clock.now() else f"{words} · {in_words(moment)}"


def _form_url(row: Mapping[str, Any]) -> str:
    return reverse("admin:articles_article_change", args=[row["article_id"]])


def _public_url(row: Mapping[str, Any]) -> str:
    return presenting.story_url(row["language"], row["article_id"], row["slug"])


for panel in (
    Panel("sent_back", "admin/panels/texts.html", sent_back, order=2),
    Panel("waiting_for_review", "admin/panels/texts.html", waiting_for_review, order=4),
    Panel("assigned", "admin/panels/texts.html", assigned, order=6),
    Panel("late", "admin/panels/texts.html", late, order=7),
    Panel("broken", "admin/panels/broken.html", broken, order=8),
    Panel("my_drafts", "admin/panels/stories.html", my_drafts, order=10),
    Panel("in_the_works", "admin/panels/stories.html", in_the_works, order=20),
    Panel("scheduled", "admin/panels/hours.html", scheduled, order=30, aside=True),
    Panel("just_published", "admin/panels/hours.html", just_published, order=40, aside=True),
    Panel("latest_cartoons", "admin/panels/cartoons.html", latest_cartoons, order=50, aside=True),
):
    register_panel(panel)
