"""The page on which a text goes through the desk: where it stands, what may be done with it, what was said about it.

GET never acts. A move that the table does not know is 409 with the allowed ones, one that is not theirs 403.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import notices, review, rights
from articles.admin.article_pages import name_in_words, page_of_story, story_to_look_at
from articles.models import Article, ArticleLanguage, Note
from articles.standing import Standing, in_words, standing
from articles.step_forms import AssignForm, NoteForm, SubmitForm
from newsroom import arabic
from newsroom.converters import row_id
from newsroom.languages import ARABIC, LANGUAGES
from newsroom.models import User

if TYPE_CHECKING:
    from articles.admin.article import ArticleAdmin

NOTES: Final = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """One text on the review page: where it stands, and the steps that this person may take with it."""

    language: str
    name: str
    headline: str
    standing: Standing
    version: int
    assignee: User | None
    deadline: str
    submitted_by: User | None
    reviewer: User | None
    moves: dict[str, str | Promise]
    submit: SubmitForm | None
    assign: AssignForm | None


def review_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Both texts of a story with their next steps, and the notes."""
    article, user = story_to_look_at(request, article_id)
    return _review_page(admin, request, article, user)


def _review_page(
    admin: ArticleAdmin, request: HttpRequest, article: Article, user: User, **more: Any
) -> TemplateResponse:
    notes = Note.objects.filter(article=article).select_related("by")[:NOTES]
    context = {
        "title": _("Review"),
        "desks": desks(article, user),
        "notes": [note_in_words(note) for note in notes],
        "note_form": NoteForm(),
        **more,
    }
    return page_of_story(admin, request, article, "review", **context)


def desks(article: Article, user: User) -> list[Desk]:
    """Both texts of a story with the steps that `user` may take."""
    people = ("assignee", "submitted_by", "reviewer", "article")
    rows = ArticleLanguage.objects.with_public_state().filter(article=article).select_related(*people)
    by_language = {row.language: row for row in rows}
    theirs = rights.access(user, article)
    return [_desk(article, by_language[language], theirs) for language in LANGUAGES if language in by_language]


def _desk(article: Article, row: ArticleLanguage, access: rights.Access) -> Desk:
    moves = review.allowed_to(access, row)
    may_assign = row.language in access.reviews
    return Desk(
        language=row.language,
        name=name_in_words(row.language),
        headline=article.text_in(row.language, "headline"),
        standing=standing(row),
        version=row.version,
        assignee=row.assignee,
        deadline=in_words(row.deadline) if row.deadline else "",
        submitted_by=row.submitted_by,
        reviewer=row.reviewer,
        moves={name: review.MOVES[name].label for name in moves},
        submit=_submit_form(article, row.language) if review.SUBMIT in moves else None,
        assign=AssignForm(initial={"assignee": row.assignee, "deadline": row.deadline}) if may_assign else None,
    )


def _submit_form(article: Article, language: str, data: Any = None) -> SubmitForm:
    return SubmitForm(data, reviewers=rights.reviewers(article, language))


def note_in_words(note: Note) -> dict[str, Any]:
    """A note for a template: by whom, when, about which text, in which direction it is read."""
    return {
        "by": note.by,
        "at": in_words(note.at),
        "text": note.text,
        "language": name_in_words(note.language) if note.language else "",
        "sends_back": note.sends_back,
        "direction": arabic.first_strong(note.text) or "rtl",
    }


def move_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, language: str, move: str) -> HttpResponse:
    """Make one move; the answer to an illegal one names those that are possible."""
    article, user = story_to_look_at(request, article_id)
    if move not in review.MOVES:
        raise Http404
    if review.MOVES[move].whose not in review.whose_moves(rights.access(user, article), language):
        raise PermissionDenied
    try:
        said = _make(request, article, user, language, move)
    except review.IllegalMove as refusal:
        return _illegal(admin, request, article, refusal)
    except review.ReadAnother:
        text = _("The text was saved again since you opened this page. Read what stands there now, then approve it.")
        return _review_page(admin, request, article, user, refusal=text, status=409)
    except review.NothingSaid:
        text = _("A text is sent back with a note that says why. Nothing was sent.")
        return _review_page(admin, request, article, user, refusal=text, status=422)
    except forms.ValidationError as refusal:
        return _review_page(admin, request, article, user, refusal=" ".join(refusal.messages), status=422)
    messages.success(request, said)
    return HttpResponseRedirect(_review_url(article))


def _make(request: HttpRequest, article: Article, user: User, language: str, move: str) -> str:
    """Make the move and say so; raises what the verb raises, ValidationError for what was typed."""
    match move:
        case review.SUBMIT:
            review.submit(
                article, language=language, by=user, **_checked(_submit_form(article, language, request.POST))
            )
            said = _("Sent to review: %(language)s.")
        case review.TAKE_BACK:
            review.take_back(article, language=language, by=user)
            said = _("Taken back from review: %(language)s.")
        case review.APPROVE:
            version = row_id(request.POST.get("version")) or 0
            review.approve(article, language=language, by=user, version=version)
            said = _("Approved: %(language)s.")
        case _:
            review.send_back(article, language=language, by=user, note=_checked(NoteForm(request.POST))["text"])
            said = _("Sent back: %(language)s.")
    return said % {"language": name_in_words(language)}


def _checked(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise forms.ValidationError([str(message) for found in form.errors.values() for message in found])
    return form.cleaned_data


def _illegal(
    admin: ArticleAdmin, request: HttpRequest, article: Article, refusal: review.IllegalMove
) -> TemplateResponse:
    possible = [str(review.MOVES[name].label) for name in refusal.allowed]
    text = _("This is not possible: the text stands at “%(state)s”. Possible from there: %(moves)s.") % {
        "state": refusal.state.label,
        "moves": "، ".join(possible) if get_language() == ARABIC else ", ".join(possible),
    }
    return page_of_story(admin, request, article, "refused", title=_("Not possible"), text=text, status=409)


def assign_view(admin: ArticleAdmin, request: HttpRequest, article_id: int, language: str) -> HttpResponse:
    """Say who writes a text and by when."""
    article, user = story_to_look_at(request, article_id)
    if not rights.may_review(user, article, language):
        raise PermissionDenied
    try:
        given = _checked(AssignForm(request.POST))
    except forms.ValidationError as refusal:
        return _review_page(admin, request, article, user, refusal=" ".join(refusal.messages), status=422)
    review.assign(article, language=language, to=given["assignee"], deadline=given["deadline"], by=user)
    messages.success(request, _("Assigned: %(language)s.") % {"language": name_in_words(language)})
    return HttpResponseRedirect(_review_url(article))


def note_view(admin: ArticleAdmin, request: HttpRequest, article_id: int) -> HttpResponse:
    """Leave a note at the story; whoever is named in it is told."""
    article, user = story_to_look_at(request, article_id)
    form = NoteForm(request.POST)
    try:
        notices.write_note(article, by=user, text=_checked(form)["text"])
    except forms.ValidationError as refusal:
        words = " ".join(refusal.messages)
        return _review_page(admin, request, article, user, refusal=words, note_form=form, status=422)
    messages.success(request, _("Your note stands at the story."))
    return HttpResponseRedirect(_review_url(article))


def _review_url(article: Article) -> str:
    return reverse("admin:articles_article_review", args=[article.pk])
