"""The list of stories: its filters, questions kept under a name, one step on many, the bin, and copies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import binning, bulk, lookup, rights, saving
from articles.admin.article_pages import change_url, story_to_look_at
from articles.bulk import Effect
from articles.models import Article, ArticleLanguage, Publication, Region, SavedView, State
from articles.step_forms import BulkForm, SavedViewForm
from newsroom import clock
from newsroom.converters import row_id, row_ids
from newsroom.languages import ARABIC, ENGLISH
from newsroom.models import User
from newsroom.moments import in_words

if TYPE_CHECKING:
    from articles.admin.article import ArticleAdmin

LIST: Final = "admin:articles_article_changelist"
_NOT_KEPT: Final = ("p", "e", "_changelist_filters")  # of a list's address: its page, and Django's own marks


# --- filters ---------------------------------------------------------------------------------------------------------


class StandingFilter(admin.SimpleListFilter):
    """Where a language of the story stands."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("draft", gettext_lazy("Draft")),
            ("in_review", gettext_lazy("In review")),
            ("ready", gettext_lazy("Ready")),
            ("scheduled", gettext_lazy("Scheduled")),
            ("live", gettext_lazy("Live")),
            ("withdrawn", gettext_lazy("Withdrawn")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        value, now = self.value(), clock.now()
        told = Publication.objects.filter(article=OuterRef("article"), language=OuterRef("language"))
        public: dict[str | None, Q] = {
            "scheduled": Q(Exists(told.filter(live_from__gt=now))),
            "live": Q(Exists(told.live_at(now))),
            "withdrawn": Q(Exists(told)) & ~Q(Exists(told.exclude(live_until__lte=now))),
        }
        texts = ArticleLanguage.objects.filter(article=OuterRef("pk"))
        if value in public:
            return queryset.filter(Exists(texts.filter(public[value])))
        if value in State.values:
            unpublished = texts.filter(~Exists(told), state=value)
            if value == State.DRAFT:  # a language that nobody began is no draft, unless nothing of the story is begun
                begun = Q(language=ARABIC, article__headline_ar__gt="") | Q(
                    language=ENGLISH, article__headline_en__gt=""
                )
                unpublished = unpublished.filter(begun | _empty("article__headline_ar", "article__headline_en"))
            return queryset.filter(Exists(unpublished))
        return queryset


class StoryList(ChangeList):
    """The list without the texts of its stories, which it does not print."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Article]:
        """As the stock one, leaving the bodies in the database."""
        rows: QuerySet[Article] = super().get_queryset(request, exclude_parameters)
        return rows.defer("body", "body_ar", "body_en")


def _empty(*columns: str) -> Q:
    """That all of these columns are empty."""
    found = Q()
    for column in columns:
        found &= Q(**{column: ""}) | Q(**{f"{column}__isnull": True})
    return found


class LackingFilter(admin.SimpleListFilter):
    """What a story still needs before it can go out."""

    title = gettext_lazy("lacking")
    parameter_name = "lacking"
    conditions: Final[Mapping[str, Q]] = {
        "ar": _empty("headline_ar"),
        "en": _empty("headline_en"),
        "picture": Q(hero=None),
        "credit": Q(from_desk=False, wires=None, credits=None) & _empty("credit_line_ar", "credit_line_en"),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("ar", gettext_lazy("Arabic")),
            ("en", gettext_lazy("English")),
            ("picture", gettext_lazy("Picture")),
            ("credit", gettext_lazy("Source")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        condition = self.conditions.get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


class SavedFilter(admin.SimpleListFilter):
    """When the story was saved last, in the newsroom's days."""

    title = gettext_lazy("saved")
    parameter_name = "saved"
    days: Final[Mapping[str, int]] = {"today": 0, "week": 6, "month": 29}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("today", gettext_lazy("Today")),
            ("week", gettext_lazy("In 7 days")),
            ("month", gettext_lazy("In 30 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        days = self.days.get(self.value() or "")
        if days is None:
            return queryset
        today = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
        return queryset.filter(saved_at__gte=today - timedelta(days=days))


class PersonFilter(admin.SimpleListFilter):
    """Who began a story, saved a text of it last, or is to write it."""

    title = gettext_lazy("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(user.pk), str(user)) for user in rights.with_right("articles.change_article")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        person = row_id(self.value() or "")
        if person is None:
            return queryset
        theirs = ArticleLanguage.objects.filter(Q(saved_by=person) | Q(assignee=person))
        return queryset.filter(Q(created_by=person) | Q(pk__in=theirs.values("article")))


class RegionFilter(admin.SimpleListFilter):
    """A region that a story is filed under."""

    title = gettext_lazy("region")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(region.pk), str(region)) for region in Region.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        region = row_id(self.value() or "")
        if region is None:
            return queryset
        filed = Article.regions.through.objects.filter(region=region)
        return queryset.filter(pk__in=filed.values("article"))


FILTERS: Final = (StandingFilter, "section", LackingFilter, SavedFilter, "kind", PersonFilter, RegionFilter)
_MORE: Final = ("lacking", "saved", "kind__exact", "person", "region")  # what the list's page folds away


# --- the list --------------------------------------------------------------------------------------------------------


def straight_to(request: HttpRequest) -> str:
    """The form of the one story that a pasted address or number names; empty where the search is one for words."""
    number = lookup.number_in(request.GET.get("q", ""))
    found = rights.visible(request.user).filter(pk=number).first() if number else None
    return change_url(found) if found else ""


def list_context(request: HttpRequest) -> dict[str, Any]:
    """What stands above the list beside the stock context: kept questions, and the one that is asked now."""
    asked = _question(request.GET)
    rows = SavedView.objects.filter(Q(user=request.user.pk) | Q(shared=True)).select_related("user")
    views = [
        {
            "row": row,
            "url": f"?{row.query}",
            "current": row.query == asked,
            "mine": row.user_id == request.user.pk,
        }
        for row in rows
    ]
    kept = any(view["current"] for view in views)
    return {
        "views": views,
        "asked": "" if kept else asked,
        "bin_url": reverse("admin:articles_article_bin"),
        "more_filters_on": any(name in request.GET for name in _MORE),
    }


def _question(given: QueryDict) -> str:
    """A list's address without its page, in one order: the same question is the same text."""
    return urlencode(sorted((key, value) for key, value in given.items() if key not in _NOT_KEPT and value))


def keep_view(admin: ArticleAdmin, request: HttpRequest) -> HttpResponse:
    """Keep a question to the list under a name; a name that one has already gets the new question."""
    user = _at_the_desk(request)
    form = SavedViewForm(request.POST)
    query = _question(QueryDict(request.POST.get("query", "")))[:500]
    if form.is_valid() and query:
        SavedView.objects.update_or_create(
            user=user,
            name=form.cleaned_data["name"],
            defaults={"query": query, "shared": form.cleaned_data["shared"]},
        )
        messages.success(request, _("Kept under “%(name)s”.") % form.cleaned_data)
    else:
        messages.error(request, _("Not kept: give it a name of at most 60 letters."))
    return HttpResponseRedirect(f"{reverse(LIST)}?{query}")


def forget_view(admin: ArticleAdmin, request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget a question that one kept."""
    found = SavedView.objects.filter(pk=view_id, user=_at_the_desk(request)).first()
    if found is None:
        raise Http404
    found.delete()
    messages.success(request, _("“%(name)s” is forgotten.") % {"name": found.name})
    return HttpResponseRedirect(reverse(LIST))


def _at_the_desk(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    return request.user


def duplicate_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Begin a new story with the words of this one."""
    article, user = story_to_look_at(request, article_id)
    if not user.has_perm("articles.add_article"):
        raise PermissionDenied
    copy = saving.duplicate(article, by=user)
    messages.success(request, _("A new story with the words of this one. The other stays as it is."))
    return HttpResponseRedirect(change_url(copy))


# --- the bin ---------------------------------------------------------------------------------------------------------


def bin_view(admin: ArticleAdmin, request: HttpRequest) -> HttpResponse:
    """What lies in the bin, and until when."""
    user = _at_the_desk(request)
    rows = [
        {"article": row, "at": in_words(row.binned_at), "gone": in_words(gone), "may": rights.binned_by(user, row)}
        for row in binning.lying_in(user)[:200]
        if row.binned_at and (gone := binning.gone_at(row))
    ]
    return _page(admin, request, "bin", title=_("Bin"), rows=rows)


def put_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Put a story into the bin."""
    article, user = story_to_look_at(request, article_id)
    if not rights.may_bin(user, article):
        raise PermissionDenied
    try:
        binning.put(article, by=user)
    except binning.WasPublic:
        messages.error(request, _("Readers saw this story: withdraw it instead."))
        return HttpResponseRedirect(change_url(article))
    messages.success(request, _("“%(story)s” lies in the bin for thirty days.") % {"story": article})
    return HttpResponseRedirect(reverse(LIST))


def take_out_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Take a story out of the bin."""
    user = _at_the_desk(request)
    article = binning.lying_in(user).filter(pk=article_id).first()
    if article is None:
        raise Http404
    if not rights.binned_by(user, article):
        raise PermissionDenied
    binning.take_out(article, by=user)
    messages.success(request, _("Taken out of the bin."))
    return HttpResponseRedirect(change_url(article))


# --- one step on many ------------------------------------------------------------------------------------------------


def chosen_many(step: str) -> Any:
    """The list's own action for a step: it leads to the page that says what would happen."""

    def action(model_admin: Any, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse:
        ids = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True)[: bulk.LONGEST])
        return HttpResponseRedirect(f"{reverse('admin:articles_article_bulk', args=[step])}?{urlencode({'ids': ids})}")

    action.__name__ = f"bulk_{step}"
    action.short_description = bulk.STEPS[step].label  # type: ignore[attr-defined]  # as Django reads it
    return action


def bulk_view(admin: ArticleAdmin, request: HttpRequest, step: str) -> HttpResponse:
    """What a step would do to each of the chosen stories; posted, it is done, and each says how it went."""
    user = _at_the_desk(request)
    wanted = bulk.STEPS.get(step)
    if wanted is None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    articles = _chosen(user, given.get("ids", ""))
    form = BulkForm(given if "show" in given or request.method == "POST" else None, fields=wanted.fields)
    known = form.is_valid() or not wanted.fields
    if request.method == "POST" and known:
        _tell(request, bulk.run(wanted, user, articles, form.cleaned_data if wanted.fields else {}))
        return HttpResponseRedirect(reverse(LIST))
    shown = bulk.effects(wanted, user, articles, form.cleaned_data if wanted.fields else {}) if known else []
    return _page(
        admin,
        request,
        "bulk",
        title=wanted.label,
        step=step,
        form=form,
        ids=",".join(str(article.pk) for article in articles),
        articles=articles,
        effects=shown,
        does_something=any(not effect.refused for effect in shown),
    )


def _chosen(user: User, typed: str) -> list[Article]:
    ids = row_ids(typed.split(","))[: bulk.LONGEST]
    found = rights.visible(user).select_related("section", "hero").in_bulk(ids)
    return [found[key] for key in dict.fromkeys(ids) if key in found]


def _tell(request: HttpRequest, done: list[Effect]) -> None:
    for effect in done:
        if effect.refused:
            messages.warning(request, f"{effect.article}: {effect.refused}")
        else:
            messages.success(request, f"{effect.article}: {effect.words}")


def _page(admin: ArticleAdmin, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
    around = {**admin.admin_site.each_context(request), "opts": admin.opts}
    return TemplateResponse(request, f"admin/articles/article/{name}.html", around | context)
