"""The piles of stories on the desk's index, as plain data. Each asks a fixed number of questions of the database."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import sheets
from articles.models import Article, ArticleLanguage, Cartoon, Publication, State
from articles.standing import standing
from newsroom import clock
from newsroom.desk import Panel, register_panel
from newsroom.languages import ARABIC, ENGLISH, LANGUAGES
from newsroom.moments import in_words

Data = dict[str, object]

LONGEST: Final = 8  # rows of a pile; the whole of it is in the room of stories
HOURS: Final = 5  # rows of a column of hours
DRAWINGS: Final = 4

_PUBLISHED_IN: Final = {ARABIC: _("in Arabic"), ENGLISH: _("in English")}


def my_drafts(request: HttpRequest) -> Data | None:
    """Stories that this person began or saved last, with work in them that no reader has."""
    if not request.user.has_perm("articles.change_article"):
        return None
    mine = Q(created_by=request.user.pk) | Q(Exists(_languages().filter(saved_by=request.user.pk)))
    return _pile(_("My drafts"), _in_the_works().filter(mine), _("No draft of yours is waiting."))


def in_the_works(request: HttpRequest) -> Data | None:
    """Every story with work in it that no reader has."""
    if not request.user.has_perm("articles.view_article"):
        return None
    return _pile(_("In the works"), _in_the_works(), _("Nothing is in the works: everything written is on the site."))


def scheduled(request: HttpRequest) -> Data | None:
    """What goes on the site by itself, soonest first."""
    if not request.user.has_perm("articles.view_article"):
        return None
    rows = Publication.objects.filter(live_from__gt=clock.now()).order_by("live_from", "pk")
    return _hours(_("Scheduled"), rows, _("Nothing is scheduled."))


def just_published(request: HttpRequest) -> Data | None:
    """What readers see since shortly, newest first."""
    if not request.user.has_perm("articles.view_article"):
        return None
    rows = Publication.objects.live_at(clock.now()).order_by("-live_from", "-pk")
    return _hours(_("Just published"), rows, _("Nothing is on the site yet."))


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


def _in_the_works() -> QuerySet[Article]:
    """Stories where a begun language is unfinished, or finished and never on the site, or where none is begun."""
    begun = Q(language=ARABIC, article__headline_ar__gt="") | Q(language=ENGLISH, article__headline_en__gt="")
    published = Publication.objects.filter(article=OuterRef("article"), language=OuterRef("language"))
    open_work = _languages().filter(begun).filter(~Q(state=State.READY) | ~Q(Exists(published)))
    nothing_begun = ~Q(Exists(_languages().filter(begun)))
    return Article.objects.filter(Q(Exists(open_work)) | nothing_begun)


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
        "url": _form_url(article.pk),
        "note": " · ".join(str(note) for note in notes if note),
        "states": [{"language": row.language, "standing": standing(row)} for row in languages],
        "saved_at": article.saved_at,
    }


def _saved_at(row: ArticleLanguage) -> datetime:
    return row.saved_at


def _hours(title: str | Promise, rows: QuerySet[Publication], empty: str | Promise) -> Data:
    """One query."""
    entries = [
        {
            "at": row["live_from"],
            "url": _form_url(row["article_id"]),
            "headline": row["headline"],
            "language": row["language"],
            "note": _note(row["language"], row["live_from"]),
        }
        for row in rows.values("article_id", "language", "headline", "live_from")[:HOURS]
    ]
    return {"title": title, "empty": empty, "entries": entries}


def _note(language: str, moment: datetime) -> str:
    """The language, and the hour where it lies ahead on another day: the column shows the day alone."""
    words = str(_PUBLISHED_IN[language])
    return words if moment <= clock.now() else f"{words} · {in_words(moment)}"


def _form_url(article_id: int) -> str:
    return reverse("admin:articles_article_change", args=[article_id])


for panel in (
    Panel("my_drafts", "admin/panels/stories.html", my_drafts, order=10),
    Panel("in_the_works", "admin/panels/stories.html", in_the_works, order=20),
    Panel("scheduled", "admin/panels/hours.html", scheduled, order=30, aside=True),
    Panel("just_published", "admin/panels/hours.html", just_published, order=40, aside=True),
    Panel("latest_cartoons", "admin/panels/cartoons.html", latest_cartoons, order=50, aside=True),
):
    register_panel(panel)
