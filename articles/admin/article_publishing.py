"""The pages on which a story goes on the site and comes off it: each says first what will happen.

GET never acts. Every refusal of `articles.publishing` is told in words, at the field that helps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import checklist, presenting, publishing
from articles.forms import PublishForm, WithdrawForm
from articles.models import Article, ArticleLanguage, Publication
from articles.standing import WITHDRAWN, Standing, in_words, standing
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES, own_name
from newsroom.links import absolute
from newsroom.models import User

if TYPE_CHECKING:
    from articles.admin.article import ArticleAdmin


@dataclass(frozen=True, slots=True)
class Choice:
    """One language on the publish page."""

    language: str
    name: str
    headline: str
    standing: Standing
    problems: list[checklist.Problem]
    checked: bool
    live: bool
    scheduled: bool
    withdrawable: bool

    @property
    def untouched(self) -> bool:
        """Nobody began to write it: what is missing is no news to anybody."""
        return not self.headline and not self.live


def choices(article: Article, chosen: list[str] | None = None) -> list[Choice]:
    """Both languages of a story, with what stands in their way; checked is what can go, or what was `chosen`."""
    rows = ArticleLanguage.objects.with_public_state().filter(article=article)
    by_language = {row.language: row for row in rows.select_related("article")}
    return [_choice(article, by_language[language], chosen) for language in LANGUAGES if language in by_language]


def _choice(article: Article, row: ArticleLanguage, chosen: list[str] | None) -> Choice:
    language = row.language
    problems = checklist.problems(article, language)
    headline = article.text_in(language, "headline")
    live = getattr(row, "live_since") is not None  # noqa: B009  an annotation, unknown to the checker
    scheduled = getattr(row, "scheduled_for") is not None  # noqa: B009
    where = standing(row)
    # What was withdrawn comes back only when somebody ticks it.
    may_go = bool(headline) and not problems and where.code != WITHDRAWN
    return Choice(
        language=language,
        name=own_name(language),
        headline=headline,
        standing=where,
        problems=problems,
        checked=may_go if chosen is None else language in chosen,
        live=live,
        scheduled=scheduled,
        withdrawable=live or scheduled,
    )


def name_in_words(language: str) -> str:
    """The language's name in the language of the desk: `الإنكليزية`."""
    return str(dict(LANGUAGE_CHOICES)[language])


def story_for_publishing(request: HttpRequest, article_id: int) -> tuple[Article, User]:
    """The story and who asks: 403 without the right to publish, 404 where there is no such story."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("articles.publish_article"):
        raise PermissionDenied
    article = Article.objects.select_related("section", "hero").filter(pk=article_id).first()
    if article is None:
        raise Http404
    return article, user


def change_url(article: Article) -> str:
    """The story's form."""
    return reverse("admin:articles_article_change", args=[article.pk])


def _page(admin: ArticleAdmin, request: HttpRequest, article: Article, name: str, **context: Any) -> TemplateResponse:
    status = context.pop("status", 200)
    around = {**admin.admin_site.each_context(request), "opts": admin.opts, "article": article, "original": article}
    around |= {"change_url": change_url(article), "subtitle": str(article)}
    return TemplateResponse(request, f"admin/articles/article/{name}.html", around | context, status=status)


def publish_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Which languages, now or later; then back to the form with the links to what is public."""
    article, user = story_for_publishing(request, article_id)
    if request.method != "POST":
        return _publish_page(admin, request, article, PublishForm(), choices(article))
    form = PublishForm(request.POST)
    if not form.is_valid():
        shown = choices(article, request.POST.getlist("languages"))
        return _publish_page(admin, request, article, form, shown)
    chosen: list[str] = form.cleaned_data["languages"]
    refusals = _publish_all(request, article, form, user)
    if refusals:
        shown = choices(article, chosen)
        return _publish_page(admin, request, article, form, shown, refusals=refusals)
    return HttpResponseRedirect(change_url(article))


def _publish_page(
    admin: ArticleAdmin,
    request: HttpRequest,
    article: Article,
    form: PublishForm,
    shown: list[Choice],
    refusals: list[str] | None = None,
) -> HttpResponse:
    embargo = article.embargo_until
    return _page(
        admin,
        request,
        article,
        "publish",
        title=_("Publishing"),
        form=form,
        choices=shown,
        refusals=refusals or [],
        can_publish=any(not choice.problems for choice in shown),
        embargo=in_words(embargo) if embargo else "",
    )


def _publish_all(request: HttpRequest, article: Article, form: PublishForm, user: User) -> list[str]:
    """Publish or schedule all chosen languages, or none; returns the refusals in words."""
    refusals = []
    done = []
    moment = form.moment()
    with transaction.atomic():
        for language in form.cleaned_data["languages"]:
            try:
                if moment is None:
                    done.append(publishing.publish(article, language=language, by=user))
                else:
                    done.append(publishing.schedule(article, language=language, at=moment, by=user))
            except publishing.CannotPublish as refusal:
                refusals.append(refusal_in_words(refusal, language))
        if refusals:
            transaction.set_rollback(True)
    if not refusals:
        for row in done:
            messages.success(request, scheduled_message(row) if moment else published_message(row))
    return refusals


def refusal_in_words(refusal: publishing.CannotPublish, language: str) -> str:
    """Why a language was not published."""
    words = {"language": name_in_words(language)}
    match refusal:
        case publishing.NotReady():
            problems = " ".join(str(problem.message) for problem in refusal.problems)
            return _("%(language)s was not published: %(problems)s") % {**words, "problems": problems}
        case publishing.EmbargoStands():
            return _("%(language)s was not published: the story is embargoed until %(time)s.") % {
                **words,
                "time": in_words(refusal.until),
            }
    return _("%(language)s was not published.") % words


def published_message(row: Publication) -> SafeString:
    """That it is on the site, with the link to it and the short address to pass on."""
    short = absolute(presenting.short_url(row.language, row.article_id))
    return format_html(
        '{} <a href="{}">{}</a> <span class="copy" dir="ltr">{}</span> '
        '<button class="needs-js" type="button" data-copy="{}" data-done="{}"><span data-label>{}</span></button>',
        _("On the site: %(language)s.") % {"language": name_in_words(row.language)},
        presenting.story_url(row.language, row.article_id, row.slug),
        _("View on the site"),
        short,
        short,
        _("Copied"),
        _("Copy link"),
    )


def scheduled_message(row: Publication) -> str:
    """That it will be on the site, and when."""
    words = {"language": name_in_words(row.language), "time": in_words(row.live_from)}
    return _("%(language)s will be on the site: %(time)s.") % words


def withdraw_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Take one language off the site, with a reason; 409 where nothing of it is public or scheduled."""
    article, user = story_for_publishing(request, article_id)
    choice = next((each for each in choices(article) if each.language == language), None)
    if choice is None or not choice.withdrawable:
        return nothing_public(admin, request, article, language)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.withdraw(article, language=language, by=user, **form.cleaned_data)
        except publishing.NothingPublic:
            return nothing_public(admin, request, article, language)
        messages.success(request, _("Taken off the site: %(language)s.") % {"language": name_in_words(language)})
        return HttpResponseRedirect(change_url(article))
    return _page(
        admin,
        request,
        article,
        "withdraw",
        title=_("Withdraw"),
        form=form,
        choice=choice,
        language_name=name_in_words(language),
    )


def unschedule_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Take back what is scheduled; 409 where nothing is."""
    article, user = story_for_publishing(request, article_id)
    try:
        publishing.unschedule(article, language=language, by=user)
    except publishing.NothingPublic:
        return nothing_public(admin, request, article, language)
    messages.success(request, _("No longer scheduled: %(language)s.") % {"language": name_in_words(language)})
    return HttpResponseRedirect(change_url(article))


def nothing_public(admin: ArticleAdmin, request: HttpRequest, article: Article, language: str) -> HttpResponse:
    """409: somebody else was faster, or the address was typed."""
    text = _("Nothing of this story is public or scheduled in this language: %(language)s.") % {
        "language": name_in_words(language)
    }
    return _page(admin, request, article, "refused", title=_("There is nothing to take off"), text=text, status=409)
