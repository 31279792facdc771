"""What every page beside the form of a story begins with: the story that somebody may see, its names, its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from articles import rights
from articles.models import Article
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES
from newsroom.models import User

if TYPE_CHECKING:
    from articles.admin.article import ArticleAdmin

SHARED_NAME: Final = gettext_lazy("Picture, people, filing")
NOT_KEPT: Final = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}  # of a public page that is shown at the desk


def story_to_look_at(request: HttpRequest, article_id: int) -> tuple[Article, User]:
    """The story and who asks: 404 where they may not see such a story."""
    user = request.user
    article = rights.visible(user).select_related("created_by", "section", "hero").filter(pk=article_id).first()
    if article is None or not isinstance(user, User):
        raise Http404
    return article, user


def name_in_words(language: str) -> str:
    """The language's name in the language of the desk: `الإنكليزية`."""
    return str(dict(LANGUAGE_CHOICES)[language])


def name_of_part(part: str) -> str:
    """The part in the language of the desk."""
    return name_in_words(part) if part in LANGUAGES else str(SHARED_NAME)


def change_url(article: Article) -> str:
    """The story's form."""
    return reverse("admin:articles_article_change", args=[article.pk])


def page_of_story(
    admin: ArticleAdmin, request: HttpRequest, article: Article, name: str, **context: Any
) -> TemplateResponse:
    """A page of one story beside its form; `status` is the answer's."""
    status = context.pop("status", 200)
    around = {**admin.admin_site.each_context(request), "opts": admin.opts, "article": article, "original": article}
    around |= {"change_url": change_url(article), "subtitle": str(article)}
    return TemplateResponse(request, f"admin/articles/article/{name}.html", around | context, status=status)
