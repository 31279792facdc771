"""What cleaning did to what somebody typed: told after the save, and taken back by one button.

The words as typed wait in the session, each story's for its last save alone; taking them back is a save like any other
and never overwrites what was saved since. What stands in a story already is not cleaned again (`articles.forms`), so
what was put back stays until somebody changes it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from articles import body, rights, saving
from articles.admin.article_pages import change_url
from articles.models import Article
from articles.tidying import Tidied
from newsroom import arabic, audit
from newsroom.arabic import Change
from newsroom.languages import ARABIC, LANGUAGE_CHOICES

if TYPE_CHECKING:
    from articles.admin.article import ArticleAdmin
    from articles.forms import ArticleForm

KEPT: Final = "as_typed"  # the session's own name for what follows
MOST_LETTERS: Final = 200_000  # of one text; a longer one is cleaned without a way back
MOST_STORIES: Final = 4  # a session is read with every request


def notice(
    changes: Iterable[tuple[str, tuple[Change, ...]]], *, lasting: Iterable[str] = (), **undo: str
) -> SafeString | None:
    """What was cleaned, by the fields' labels; `lasting` names those without a way back. None where nothing was.

    `undo` is what the button needs: `undo_url`, `undo_key`, `csrf_token`.
    """
    language = get_language() or ARABIC
    fields = [(label, arabic.describe_changes(made, language)) for label, made in changes]
    if not fields:
        return None
    context = {"fields": fields, "lasting": arabic.join_names(lasting, language), **undo}
    return render_to_string("admin/includes/tidied.html", context)


def tell(request: HttpRequest, forms_of_page: Iterable[forms.BaseForm]) -> None:
    """One message for forms without a way back: what cleaning did to their plain texts (`BilingualForm`)."""
    changes = [
        (str(form.fields[name].label), made)
        for form in forms_of_page
        for name, made in getattr(form, "tidied", {}).items()
    ]
    if told := notice(changes):
        messages.info(request, told)


# --- the story


def tell_of_story(request: HttpRequest, form: ArticleForm, parts: Iterable[str]) -> None:
    """One message for what was cleaned in the parts just written, with the button that takes it back."""
    written = set(parts)
    tidied = {name: each for name, each in form.tidied().items() if saving.part_of(name) in written}
    texts = {name: each.typed for name, each in tidied.items() if _may_return(form, name, each)}
    undo = _keep(request, form.instance, texts) if texts else {}
    told = notice(
        [(_label(form, name), each.changes) for name, each in tidied.items()],
        lasting=[_label(form, name) for name in tidied if name not in texts],
        **undo,
    )
    if told:
        messages.info(request, told)


def _may_return(form: ArticleForm, name: str, tidied: Tidied) -> bool:
    """Whether the words as typed can be stored, fit into a session, and would make a difference."""
    longest = getattr(form.fields[name], "max_length", None) or MOST_LETTERS
    return tidied.typed != tidied.text and len(tidied.typed) <= min(longest, MOST_LETTERS)


def _label(form: ArticleForm, name: str) -> str:
    language = str(dict(LANGUAGE_CHOICES)[saving.part_of(name)])
    return _("%(field)s (%(language)s)") % {"field": capfirst(str(form.fields[name].label)), "language": language}


def _keep(request: HttpRequest, article: Article, texts: Mapping[str, str]) -> dict[str, str]:
    """Remember the words as typed with the versions that they would replace; returns what the button needs."""
    versions = saving.versions(article)
    key = secrets.token_urlsafe(12)
    kept = {
        "key": key,
        "texts": dict(texts),
        "versions": {part: versions[part] for part in sorted(map(saving.part_of, texts))},
    }
    others = [(pk, each) for pk, each in request.session.get(KEPT, {}).items() if pk != str(article.pk)]
    request.session[KEPT] = dict([*others, (str(article.pk), kept)][-MOST_STORIES:])
    address = reverse("admin:articles_article_untidy", args=[article.pk])
    return {"undo_url": address, "undo_key": key, "csrf_token": get_token(request)}


def untidy_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Put the words of the last save back as they were typed, once, and only where nobody saved since.

    403 without the right to change the story, 404 where there is none; every other refusal is a message.
    """
    article = rights.visible(request.user).filter(pk=article_id).first()
    if article is None:
        raise Http404
    if not admin.has_change_permission(request, article):
        raise PermissionDenied
    kept = _take(request, article)
    if kept is None:
        messages.error(request, _("This was put back already, or belongs to another save. Nothing was changed."))
    elif _put_back(admin, request, article, kept):
        messages.success(request, _("Your words are back as you typed them."))
    else:
        messages.error(request, _("The story was saved again meanwhile. Nothing was put back, and nothing is lost."))
    return HttpResponseRedirect(change_url(article))


def _take(request: HttpRequest, article: Article) -> dict[str, Any] | None:
    """What the button's key stands for; it stands for it once."""
    waiting: dict[str, dict[str, Any]] = request.session.get(KEPT, {})
    kept = waiting.get(str(article.pk))
    if kept is None or not secrets.compare_digest(kept["key"].encode(), request.POST.get("undo", "").encode()):
        return None
    request.session[KEPT] = {pk: each for pk, each in waiting.items() if pk != str(article.pk)}
    return kept


def _put_back(admin: ArticleAdmin, request: HttpRequest, article: Article, kept: Mapping[str, Any]) -> bool:
    """All of the words, or none where one of their parts was saved since, or is no longer theirs to write."""
    if not rights.parts_to_write(request.user, article).issuperset(kept["versions"]):
        raise PermissionDenied
    by = audit.who(request)
    texts = {name: body.clean(text) if name.startswith("body_") else text for name, text in kept["texts"].items()}
    try:
        with transaction.atomic():
            for part, version in kept["versions"].items():
                own = {name: text for name, text in texts.items() if saving.part_of(name) == part}
                saving.save_part(article, part, own, version=version, by=by)
            admin.log_change(request, article, [{"changed": {"fields": _names(texts)}}])
    except saving.Stale:
        return False
    return True


def _names(columns: Iterable[str]) -> list[str]:
    """The fields' names as the history keeps them: untranslated."""
    with override(None):
        return [str(Article._meta.get_field(name).verbose_name) for name in columns]  # type: ignore[union-attr]
