"""The breaking brief: a headline and one sentence, on the site in three taps; later it grows into a story."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import publishing, review, rights, saving
from articles.admin import article_publishing
from articles.admin.article_pages import change_url, story_to_look_at
from articles.models import SHARED, Article, Kind, Publication, Section
from articles.step_forms import BriefForm
from newsroom import clock
from newsroom.languages import ARABIC, LANGUAGES
from newsroom.models import User

if TYPE_CHECKING:
    from articles.admin.article import ArticleAdmin

_SAME_TAP: Final = timedelta(minutes=2)  # within which the same headline of the same person is the same brief


def brief_view(admin: ArticleAdmin, request: HttpRequest) -> HttpResponse:
    """Write a brief, and publish it or send it to review; what stops it stays with it in the story's form."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("articles.add_article"):
        raise PermissionDenied
    languages = rights.works_in(user).languages
    sections = _sections_of(user)
    begin = {"language": _usual_language(languages), "section": _usual_section(user, sections)}
    form = BriefForm(request.POST or None, initial=begin, languages=languages, sections=sections)
    if request.method == "POST" and form.is_valid():
        article = _written(form.cleaned_data, user)
        _send_on_its_way(request, article, form.cleaned_data["language"], user)
        return HttpResponseRedirect(change_url(article))
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Breaking"),
        "form": form,
        "may_publish": user.has_perm("articles.publish_article"),
    }
    return TemplateResponse(request, "admin/articles/article/brief.html", context)


def _sections_of(user: User) -> QuerySet[Section]:
    theirs = rights.works_in(user).sections
    return Section.objects.all() if theirs is None else Section.objects.filter(pk__in=theirs)


def _usual_language(languages: tuple[str, ...]) -> str:
    desk = get_language() or ARABIC
    return desk if desk in languages else languages[0]


def _usual_section(user: User, sections: QuerySet[Section]) -> int | None:
    """Where this person filed last, else the first section."""
    last = Article.objects.filter(created_by=user, section__in=sections).order_by("-created_at", "-pk")
    found = last.values_list("section", flat=True).first()
    return found or sections.order_by("position", "pk").values_list("pk", flat=True).first()


@transaction.atomic
def _written(given: dict[str, Any], user: User) -> Article:
    """The brief as a story; of two taps on one button the second finds what the first wrote."""
    language = given["language"]
    texts = {f"headline_{language}": given["headline"], f"standfirst_{language}": given["sentence"]}
    since = clock.now() - _SAME_TAP
    same = Article.objects.filter(created_by=user, kind=Kind.BRIEF, created_at__gte=since, **texts).first()
    article = Article(kind=Kind.BRIEF, section=given["section"], created_at=clock.now(), **texts)
    return same or saving.create(article, by=user)


def _send_on_its_way(request: HttpRequest, article: Article, language: str, user: User) -> None:
    if not rights.may_publish(user, article, language):
        review.submit(article, language=language, by=user)
        messages.success(request, _("The brief is with the desk for review."))
        return
    try:
        row = publishing.publish(article, language=language, by=user)
    except publishing.NothingChanged:
        messages.info(request, _("The brief is on the site."))
    except publishing.CannotPublish as refusal:
        messages.error(request, article_publishing.refusal_in_words(refusal, language))
    else:
        messages.success(request, article_publishing.published_message(row))


def expand_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Make a news story of a brief: number and address stay, readers keep the brief until changes are published."""
    article, user = story_to_look_at(request, article_id)
    writes = rights.parts_to_write(user, article)
    if SHARED not in writes:
        raise PermissionDenied
    if article.kind == Kind.BRIEF:
        _grow(article, user)
        messages.success(request, _("Now a news story with the same address. Write on."))
    language = next((code for code in LANGUAGES if article.text_in(code, "headline")), ARABIC)
    return HttpResponseRedirect(f"{change_url(article)}#id_body_{language}")


@transaction.atomic
def _grow(article: Article, user: User) -> None:
    saving.save_part(article, SHARED, {"kind": Kind.NEWS}, version=article.version, by=user)
    versions = saving.versions(article)
    for row in Publication.objects.filter(article=article).live_at(clock.now()):
        if not article.text_in(row.language, "slug"):
            kept = {f"slug_{row.language}": row.slug}
            saving.save_part(article, row.language, kept, version=versions[row.language], by=user)
