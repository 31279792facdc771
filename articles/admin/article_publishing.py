"""The pages on which a story goes on the site, is corrected, and comes off it: each says first what will happen.

GET never acts. Every refusal of `articles.publishing` is told in words, at the field that helps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import checklist, presenting, publishing, revisions, rights
from articles.admin.article_pages import change_url, name_in_words, page_of_story
from articles.models import Article, ArticleLanguage, Change, Correction, CorrectionKind, Publication
from articles.revisions import FieldDifference
from articles.standing import LIVE, WITHDRAWN, Standing, in_words, standing
from articles.step_forms import CorrectionForm, PublishForm, ReasonForm, WithdrawForm
from newsroom import clock
from newsroom.languages import LANGUAGES, own_name
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
    planned_end: bool
    change: BoundField | None  # what it is to the text that readers have; None where they have none
    note: BoundField | None
    differences: list[FieldDifference]

    @property
    def untouched(self) -> bool:
        """Nobody began to write it: what is missing is no news to anybody."""
        return not self.headline and not self.live


def choices(
    article: Article,
    languages: Sequence[str],
    chosen: list[str] | None = None,
    form: PublishForm | None = None,
    reader: User | None = None,
) -> list[Choice]:
    """These languages of a story, with what stands in their way; checked is what can go, or what was `chosen`."""
    rows = ArticleLanguage.objects.with_public_state().filter(article=article)
    by_language = {row.language: row for row in rows.select_related("article")}
    rows_in_order = [by_language[language] for language in languages if language in by_language]
    return [_choice(article, row, chosen, form, reader) for row in rows_in_order]


def _choice(
    article: Article, row: ArticleLanguage, chosen: list[str] | None, form: PublishForm | None, reader: User | None
) -> Choice:
    language = row.language
    problems = checklist.problems(article, language)
    headline = article.text_in(language, "headline")
    live = getattr(row, "live_since") is not None  # noqa: B009  an annotation, unknown to the checker
    scheduled = getattr(row, "scheduled_for") is not None  # noqa: B009
    where = standing(row)
    # What was withdrawn comes back only when somebody ticks it; what did not change has nowhere to go.
    may_go = bool(headline) and not problems and where.code not in (WITHDRAWN, LIVE)
    replaces = form if live or scheduled else None
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
        planned_end=getattr(row, "ends_at") is not None and not scheduled,  # noqa: B009
        change=replaces[f"change_{language}"] if replaces else None,
        note=replaces[f"note_{language}"] if replaces else None,
        differences=(revisions.against_live(article, language, reader=reader) or []) if form else [],
    )


def story_for_publishing(request: HttpRequest, article_id: int, language: str = "") -> tuple[Article, User]:
    """The story and who asks: 404 where they may not see such a story, 403 without the right to publish it in
    `language`, in any language where none is named.
    """
    user = request.user
    article = rights.visible(user).select_related("section", "hero").filter(pk=article_id).first()
    if not isinstance(user, User) or not user.has_perm("articles.publish_article"):
        raise PermissionDenied
    if article is None:
        raise Http404
    if not rights.access(user, article).publishes.intersection([language] if language else LANGUAGES):
        raise PermissionDenied
    return article, user


def what_stops(user: Any, article: Article) -> list[checklist.Problem]:
    """Why no language that somebody publishes can go on the site: of those that were begun, of the first where none
    was; empty where one can go.
    """
    publishes = rights.access(user, article).publishes
    found = {language: checklist.problems(article, language) for language in LANGUAGES if language in publishes}
    if not all(found.values()):
        return []
    begun = [
        language for language in found if article.text_in(language, "headline") or article.text_in(language, "body")
    ]
    told = [problem for language in begun or list(found)[:1] for problem in found[language]]
    return list(dict.fromkeys(told))


def publish_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Which languages, now or later, as what; then back to the form with the links to what is public."""
    article, user = story_for_publishing(request, article_id)
    publishes = rights.access(user, article).publishes
    theirs = [language for language in LANGUAGES if language in publishes]
    if request.method != "POST":
        form = PublishForm(initial={f"change_{language}": usual_change(article, language) for language in theirs})
        return _publish_page(admin, request, article, form, choices(article, theirs, form=form, reader=user))
    if {*LANGUAGES} & {*request.POST.getlist("languages")} - {*theirs}:
        raise PermissionDenied
    form = PublishForm(request.POST)
    refusals = _publish_all(request, article, form, user) if form.is_valid() else []
    if refusals or not form.is_valid():
        shown = choices(article, theirs, request.POST.getlist("languages"), form, user)
        return _publish_page(admin, request, article, form, shown, refusals=refusals)
    return HttpResponseRedirect(change_url(article))


def usual_change(article: Article, language: str) -> Change:
    """What is proposed: at most 3 % of the words without a figure or a name are a typo, anything more an update, and so
    is another picture or byline.
    """
    weight = revisions.weight_of_changes(article, language)
    if weight is None or not weight.is_typo or revisions.changes_more_than_words(article, language):
        return Change.UPDATE
    return Change.TYPO


def _publish_page(
    admin: ArticleAdmin,
    request: HttpRequest,
    article: Article,
    form: PublishForm,
    shown: list[Choice],
    refusals: list[str] | None = None,
) -> HttpResponse:
    embargo = article.embargo_until if article.embargo_until and article.embargo_until > clock.now() else None
    return page_of_story(
        admin,
        request,
        article,
        "publish",
        title=_("Publish changes") if any(choice.live for choice in shown) else _("Publishing"),
        form=form,
        choices=shown,
        refusals=refusals or [],
        embargo=in_words(embargo) if embargo else "",
        may_override=request.user.has_perm("articles.override_embargo_article"),
    )


def _publish_all(request: HttpRequest, article: Article, form: PublishForm, user: User) -> list[str]:
    """Publish or schedule all chosen languages, or none; returns the refusals in words.

    What is on the site already as it stands is no refusal: the second of two clicks hears that it is done.
    """
    refusals = []
    done = []
    with transaction.atomic():
        for language in form.cleaned_data["languages"]:
            try:
                done.append(_publish_one(article, language, form, user))
            except publishing.NothingChanged:
                messages.info(request, _("%(language)s is on the site as it stands.") % _named(language))
            except publishing.CannotPublish as refusal:
                refusals.append(refusal_in_words(refusal, language))
        if refusals:
            transaction.set_rollback(True)
    for row in [] if refusals else done:
        messages.success(request, scheduled_message(row) if form.moment() else published_message(row))
    return refusals


def _publish_one(article: Article, language: str, form: PublishForm, user: User) -> Publication:
    override = form.cleaned_data["override_embargo"] and user.has_perm("articles.override_embargo_article")
    note: str = form.cleaned_data[f"note_{language}"]
    moment, change = form.moment(), form.change(language)
    if moment is None:
        return publishing.publish(
            article, language=language, by=user, change=change, note=note, override_embargo=override
        )
    return publishing.schedule(
        article, language=language, at=moment, by=user, change=change, note=note, override_embargo=override
    )


def _named(language: str) -> dict[str, str]:
    return {"language": name_in_words(language)}


def refusal_in_words(refusal: publishing.CannotPublish, language: str) -> str:
    """Why a language was not published."""
    words = _named(language)
    match refusal:
        case publishing.NotReady():
            problems = " ".join(str(problem.message) for problem in refusal.problems)
            return _("%(language)s was not published: %(problems)s") % {**words, "problems": problems}
        case publishing.EmbargoStands():
            return _("%(language)s was not published: the story is embargoed until %(time)s.") % {
                **words,
                "time": in_words(refusal.until),
            }
        case publishing.NothingSaid():
            return _("%(language)s was not published: a correction needs its note.") % words
        case publishing.OutOfTime():
            return _("%(language)s was not published: this moment has passed.") % words
    return _("%(language)s was not published.") % words


def published_message(row: Publication) -> SafeString:
    """That it is on the site, with the link to it, the short address to pass on, and a post for messengers."""
    short = absolute(presenting.short_url(row.language, row.article_id))
    lines = [row.headline, row.standfirst, short]
    return format_html(
        '{} <a href="{}">{}</a> <span class="copy" dir="ltr">{}</span> '
        '<button class="needs-js" type="button" data-copy="{}" data-done="{}"><span data-label>{}</span></button> '
        '<button class="needs-js" type="button" data-copy="{}" data-done="{}"><span data-label>{}</span></button>',
        _("On the site: %(language)s.") % {"language": name_in_words(row.language)},
        presenting.story_url(row.language, row.article_id, row.slug),
        _("View on the site"),
        short,
        short,
        _("Copied"),
        _("Copy link"),
        "\n\n".join(line for line in lines if line),
        _("Copied"),
        _("Copy for Telegram and WhatsApp"),
    )


def scheduled_message(row: Publication) -> str:
    """That it will be on the site, and when."""
    words = {"language": name_in_words(row.language), "time": in_words(row.live_from)}
    return _("%(language)s will be on the site: %(time)s.") % words


def withdraw_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Take one language off the site, now or later, with a reason; 409 where nothing of it is public or scheduled."""
    article, user = story_for_publishing(request, article_id, language)
    choice = next(iter(choices(article, [language])), None)
    if choice is None or not choice.withdrawable:
        return nothing_public(admin, request, article, language)
    may_take_down = user.has_perm(rights.TAKE_DOWN)
    form = WithdrawForm(request.POST if request.method == "POST" else None, may_take_down=may_take_down)
    if request.method == "POST" and form.is_valid():
        try:
            withdrawal = publishing.withdraw(article, language=language, by=user, **form.cleaned_data)
        except publishing.NothingPublic:
            return nothing_public(admin, request, article, language)
        except publishing.OutOfTime:
            form.add_error("at", _("The story goes on the site only after that moment."))
        else:
            messages.success(request, _withdrawn_message(withdrawal.at, language, planned=form.cleaned_data["at"]))
            return HttpResponseRedirect(change_url(article))
    return page_of_story(
        admin,
        request,
        article,
        "withdraw",
        title=_("Withdraw"),
        form=form,
        choice=choice,
        language_name=name_in_words(language),
    )


def _withdrawn_message(at: datetime, language: str, *, planned: datetime | None) -> str:
    if planned is None:
        return _("Taken off the site: %(language)s.") % _named(language)
    return _("%(language)s comes off the site: %(time)s.") % {**_named(language), "time": in_words(at)}


def unschedule_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Take back what is scheduled, a planned end too; 409 where nothing is."""
    article, user = story_for_publishing(request, article_id, language)
    try:
        publishing.unschedule(article, language=language, by=user)
    except publishing.NothingPublic:
        return nothing_public(admin, request, article, language)
    messages.success(request, _("No longer scheduled: %(language)s.") % _named(language))
    return HttpResponseRedirect(change_url(article))


def correct_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Add a dated public note to a live story, and take one back; 409 where the story is not public."""
    article, user = story_for_publishing(request, article_id, language)
    choice = next(iter(choices(article, [language])), None)
    if choice is None or not choice.live:
        return nothing_public(admin, request, article, language)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        words = {"kind": CorrectionKind(given["kind"]), "text": given["text"], "on_top": given["on_top"]}
        try:
            publishing.correct(article, language=language, by=user, at=given["at"], **words)
        except publishing.NothingPublic:
            return nothing_public(admin, request, article, language)
        except publishing.OutOfTime:
            form.add_error("at", _("The note is dated before the story was published, or in the future."))
        else:
            messages.success(request, _("The note is on the site: %(language)s.") % _named(language))
            return HttpResponseRedirect(request.path)
    written = Correction.objects.filter(article=article, language=language).select_related("by")
    return page_of_story(
        admin,
        request,
        article,
        "correct",
        title=_("Correction"),
        form=form,
        choice=choice,
        written=[{"row": row, "dated": in_words(row.at)} for row in written],
        language_name=name_in_words(language),
    )


def take_correction_back_view(
    admin: ArticleAdmin, request: HttpRequest, article_id: int, correction_id: int
) -> HttpResponse:
    """Remove a public note, for a reason; it and the note's words stay in the audit log."""
    found = Correction.objects.filter(pk=correction_id, article=article_id).first()
    article, user = story_for_publishing(request, article_id, found.language if found else "")
    if found is None:
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid():
        publishing.take_correction_back(found, by=user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The note is no longer on the site."))
    else:
        messages.error(request, _("Say why the note is taken off. It is still on the site."))
    return HttpResponseRedirect(reverse("admin:articles_article_correct", args=[article.pk, found.language]))


def nothing_public(admin: ArticleAdmin, request: HttpRequest, article: Article, language: str) -> HttpResponse:
    """409: somebody else was faster, or the address was typed."""
    text = _("Nothing of this story is public or scheduled in this language: %(language)s.") % _named(language)
    return page_of_story(
        admin, request, article, "refused", title=_("There is nothing to take off"), text=text, status=409
    )
