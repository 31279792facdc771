"""The story at the desk: the list, the form in both languages, the preview; publishing has pages of its own.

The form writes working copies only, part by part, through `articles.saving`; it never calls `save()` on a story.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import bulk, checklist, drafts, lookup, measuring, presenting, rights, saving, stories
from articles.admin import (
    article_brief,
    article_feeds,
    article_history,
    article_list,
    article_publishing,
    article_review,
    article_safety,
    tidied,
)
from articles.admin.article_pages import NOT_KEPT, change_url
from articles.admin.notices import notices_view
from articles.forms import ROLES, TEXT_COLUMNS, ArticleForm
from articles.models import Article, ArticleLanguage, Kind, Note, Publication, SiteIdentity
from articles.models.article import TEXT_FIELDS
from articles.standing import Standing, in_words, standing
from articles.widgets import Picker, PickerOfMany, PicturePicker
from newsroom import audit
from newsroom.converters import row_id, row_ids
from newsroom.languages import LANGUAGES, own_name
from newsroom.links import absolute
from newsroom.models import User

NOT_SAVED_YET: Final = 999_999_999_999_999_999  # stands for a story's number in the preview of a new one
NOTES_IN_MARGIN: Final = 3
SAVED_KEYS: Final = "saved_forms"  # in the session: the forms whose new stories were saved
KEYS_KEPT: Final = 10
STOPS: Final = "stops"  # in the address of a form: what stands in the way of publishing is said at its fields


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of the form's switch."""

    language: str
    name: str
    standing: Standing
    problems: list[checklist.Problem]
    has_errors: bool
    public_url: str  # empty where it is not on the site
    scheduled_for: str  # in words; empty where nothing is scheduled
    ends_at: str  # in words; empty where no end is planned
    withdrawable: bool
    may_publish: bool  # whether this person may put it on the site and take it off
    people: list[tuple[str, User]]  # who has to do with it: a word, and who

    @property
    def planned(self) -> bool:
        """Something is to come that can be taken back."""
        return bool(self.scheduled_for or self.ends_at)


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin["Article"]):
    """Stories. The form names every language column itself, so the admin of modeltranslation has nothing to add."""

    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    list_display = ("story", "filed_under", "languages_column", "saved", "by")
    list_display_links = ("story",)
    list_filter = article_list.FILTERS
    change_list_template = "admin/articles/article/change_list.html"
    list_per_page = 50
    search_fields = ("headline_ar", "headline_en")
    search_help_text = gettext_lazy("Words of a headline, a story's number, or its address.")
    ordering = ("-saved_at", "-pk")
    autocomplete_fields = ("hero", "regions", "tags", "wires")
    show_full_result_count = False
    actions = [article_list.chosen_many(step) for step in bulk.STEPS]

    # --- the list -----------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A pasted address opens its story; everything else is a list."""
        address = article_list.straight_to(request) if request.method == "GET" else ""
        if address:
            return HttpResponseRedirect(address)
        return super().changelist_view(request, article_list.list_context(request) | (extra_context or {}))

    def get_actions(self, request: HttpRequest) -> Any:
        """Those of the list's steps that somebody can do at all."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        if not request.user.has_perm("articles.review_article"):
            found.pop("bulk_assign", None)
        if not request.user.has_perm("articles.publish_article"):
            found.pop("bulk_withdraw", None)
            found.pop("bulk_schedule", None)
        return found if request.user.has_perm("articles.change_article") else {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """With what the list prints, in a fixed number of queries."""
        rows = ArticleLanguage.objects.with_public_state().select_related("saved_by")
        theirs = rights.visible(request.user).order_by(*self.get_ordering(request))
        return theirs.select_related("section").prefetch_related(Prefetch("languages", rows))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that leaves the texts where they are."""
        return article_list.StoryList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """By number, pasted address, or words of either headline."""
        return (lookup.matching(queryset, search_term) if search_term.strip() else queryset), False

    @admin.display(description=gettext_lazy("story"), ordering="headline_ar")
    def story(self, row: Article) -> SafeString:
        return _part("cell_story", {"row": row, "number": row.pk})

    @admin.display(description=gettext_lazy("section"), ordering="section__position")
    def filed_under(self, row: Article) -> str:
        return str(row.section) if row.section else "–"

    @admin.display(description=gettext_lazy("languages"))
    def languages_column(self, row: Article) -> SafeString:
        states = [{"language": each.language, "standing": standing(each)} for each in row.languages.all()]
        return _part("cell_states", {"states": states})

    @admin.display(description=gettext_lazy("saved"), ordering="saved_at")
    def saved(self, row: Article) -> str:
        return in_words(row.saved_at)

    @admin.display(description=gettext_lazy("by"))
    def by(self, row: Article) -> str:
        latest = max(row.languages.all(), key=lambda each: each.saved_at, default=None)
        return str(latest.saved_by) if latest and latest.saved_by else "–"

    # --- rights and addresses -----------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether somebody may see stories at all, and this one."""
        allowed = super().has_view_permission(request, obj)
        return allowed and (obj is None or _access(request, obj).sees)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Whether somebody may write stories at all, and some part of this one."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or bool(_access(request, obj).writes))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Nothing is deleted here: a story goes into the bin, and after its time from there."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Ours first: the stock admin takes everything else for the id of a story."""
        view = self.admin_site.admin_view

        def step(way: str, shown: Any, name: str, *, looks: bool = False) -> URLPattern:
            allowed = require_http_methods(["GET", "HEAD", "POST"]) if looks else require_POST
            made: URLPattern = path(
                f"<id:article_id>/{way}", view(allowed(self._bound(shown))), name=f"articles_article_{name}"
            )
            return made

        def new(way: str, shown: Any, name: str) -> URLPattern:
            made: URLPattern = path(way, view(require_POST(self._bound(shown))), name=f"articles_article_{name}")
            return made

        own = [
            new("preview/<language:language>/", _preview, "preview_new"),
            step("preview/<language:language>/", _preview, "preview"),
            step("untidy/", tidied.untidy_view, "untidy"),
            step("review/", article_review.review_view, "review", looks=True),
            step("review/<language:language>/<slug:move>/", article_review.move_view, "move"),
            step("assign/<language:language>/", article_review.assign_view, "assign"),
            step("note/", article_review.note_view, "note"),
            step("history/", article_history.history_view, "history", looks=True),
            step("compare/", article_history.compare_view, "compare", looks=True),
            step("restore/<id:revision_id>/", article_history.restore_view, "restore"),
            step("published/<id:publication_id>/", article_history.published_view, "published", looks=True),
            step("publish/", article_publishing.publish_view, "publish", looks=True),
            step("withdraw/<language:language>/", article_publishing.withdraw_view, "withdraw", looks=True),
            step("unschedule/<language:language>/", article_publishing.unschedule_view, "unschedule"),
            step("correct/<language:language>/", article_publishing.correct_view, "correct", looks=True),
            step("uncorrect/<id:correction_id>/", article_publishing.take_correction_back_view, "take_correction_back"),
            step("draft/", article_safety.draft_view, "draft"),
            step("drafts/", article_safety.drafts_view, "drafts", looks=True),
            step("discard/", article_safety.discard_view, "discard"),
            step("presence/", article_safety.presence_view, "presence"),
            step("take-over/<slug:part>/", article_safety.take_over_view, "take_over"),
            step("leave/", article_safety.leave_view, "leave"),
            path(
                "brief/",
                view(require_http_methods(["GET", "HEAD", "POST"])(self._bound(article_brief.brief_view))),
                name="articles_article_brief",
            ),
            path(
                "bulk/<slug:step>/",
                view(require_http_methods(["GET", "HEAD", "POST"])(self._bound(article_list.bulk_view))),
                name="articles_article_bulk",
            ),
            path("bin/", view(require_safe(self._bound(article_list.bin_view))), name="articles_article_bin"),
            new("views/", article_list.keep_view, "keep_view"),
            new("views/<id:view_id>/forget/", article_list.forget_view, "forget_view"),
            step("duplicate/", article_list.duplicate_view, "duplicate"),
            step("bin/", article_list.put_view, "put_into_bin"),
            step("take-out/", article_list.take_out_view, "take_out_of_bin"),
            step("expand/", article_brief.expand_view, "expand"),
            new("draft/", article_safety.draft_view, "draft_new"),
            new("discard/", article_safety.discard_view, "discard_new"),
            path("notices/", view(notices_view), name="articles_notices"),
            path("related/", view(article_feeds.related_feed), name="articles_article_related_feed"),
            path("related/pick/", view(article_feeds.related_picker), name="articles_article_related_picker"),
            path("printed/", view(article_feeds.printed), name="articles_article_printed"),
            path("tags/", view(article_feeds.tags), name="articles_article_tags"),
            path("pictures/", view(article_feeds.pictures), name="articles_article_pictures"),
            path("pictures/pick/", view(article_feeds.picture_picker), name="articles_article_picture_picker"),
            path("galleries/", view(article_feeds.galleries_to_choose), name="articles_article_galleries"),
            path("picture/<id:image_id>/", view(article_feeds.picture), name="articles_article_picture"),
            path("picture/upload/", view(article_feeds.upload), name="articles_image_editor_upload"),
        ]
        return own + super().get_urls()

    def _bound(self, view: Any) -> Any:
        def bound(request: HttpRequest, **where: Any) -> HttpResponse:
            response: HttpResponse = view(self, request, **where)
            return response

        return bound

    # --- the form -----------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        made: Any = super().get_form(
            request, obj, change=False, **kwargs
        )  # the stock one drops what may not be changed
        made.user = request.user  # a class made for this request alone
        made.laid_over = article_safety.to_lay_over(request, obj if change else None)
        made.open_parts = _access(request, obj).writes if change else rights.parts_to_write(request.user, None)
        return made

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            picker = PicturePicker if db_field.name == "hero" else Picker
            kwargs["widget"] = picker(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = PickerOfMany(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Write the parts in which something changed, and nothing else."""
        by = audit.who(request)
        if not change:
            saving.create(obj, by=by, rows=form.rows())
            if by is not None:
                _forget_typed(request, by)
            return
        for part in form.changed_parts():
            rows = form.rows() if part == saving.SHARED else None
            saving.save_part(obj, part, form.columns(part), version=form.version(part), by=by, rows=rows)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is left to write: lists, people and related reads went with their part."""

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        return self._after_saving(request, obj, _("The draft was saved."))

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._after_saving(request, obj, _("The draft was saved."))

    def _after_saving(self, request: HttpRequest, obj: Article, message: str) -> HttpResponse:
        """Stay on the form, or go on to the page of review or publishing."""
        if "_publish" in request.POST and request.user.has_perm("articles.publish_article"):
            if article_publishing.what_stops(request.user, obj):
                return HttpResponseRedirect(f"{change_url(obj)}?{STOPS}=1")
            return HttpResponseRedirect(reverse("admin:articles_article_publish", args=[obj.pk]))
        if "_review" in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_article_review", args=[obj.pk]))
        messages.success(request, message)
        return HttpResponseRedirect(change_url(obj))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Also the moment at which the editor hears what was left out, and what was cleaned."""
        for note in form.notes:
            messages.warning(request, note)
        tidied.tell_of_story(request, form, saving.PARTS if add else form.changed_parts())
        return super().construct_change_message(request, form, formsets, add)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Article | None = None,
    ) -> TemplateResponse:
        form = context["adminform"].form
        if obj is not None and change and STOPS in request.GET and not form.is_bound:
            _say_at_the_fields(form, article_publishing.what_stops(request.user, obj))
        context |= form_context(form, obj, _access(request, obj) if obj is not None and obj.pk else None)
        context["offers"] = article_safety.offers(request, form, obj if change else None)
        context["text_field_names"] = " ".join(TEXT_FIELDS)
        named = drafts.key_in(request.POST.get("form_key") or request.GET.get("restore"))
        context["form_key"] = named or secrets.token_hex(8)
        context["saved_keys"] = " ".join(request.session.get(SAVED_KEYS, ()))
        if obj is not None and form.stale:
            article_safety.keep_refused(request, form, obj)
            context["conflicts"] = article_safety.conflicts(form, obj)
        publishes = request.user.has_perm("articles.publish_article")
        context["may_publish"] = publishes if obj is None else any(each.may_publish for each in context["tongues"])
        context["may_duplicate"] = change and request.user.has_perm("articles.add_article")
        context["may_bin"] = obj is not None and change and _may_bin(request, obj)
        context["may_save"] = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        response: TemplateResponse = super().render_change_form(request, context, add, change, form_url, obj)  # type: ignore[assignment]
        return response


# --- the preview -------------------------------------------------------------------------------------------


def _preview_response(request: HttpRequest, material: stories.Material) -> HttpResponse:
    with override(material.language):
        context = stories.context(material)
        response = TemplateResponse(request, "articles/story.html", context, headers=NOT_KEPT)
        return response.render()


def _preview(
    model_admin: ArticleAdmin, request: HttpRequest, language: str, article_id: int | None = None
) -> HttpResponse:
    """The public page made of what is in the form right now; nothing is saved."""
    article = None if article_id is None else rights.visible(request.user).filter(pk=article_id).first()
    if article_id is None and not model_admin.has_add_permission(request):
        raise PermissionDenied
    if article_id is not None and article is None:
        raise Http404
    form_class = model_admin.get_form(request, article, change=article is not None)
    form_class.check_versions = False
    form = form_class(request.POST, instance=article)
    form.is_valid()
    return _preview_response(request, material_of(form, language, article_id or NOT_SAVED_YET))


def material_of(form: ArticleForm, language: str, article_id: int) -> stories.Material:
    """What the form holds, valid or not, as the material of an article page."""
    given = form.cleaned_data

    def text(field: str) -> str:
        name = f"{field}_{language}"
        return given[name] if name in given else ("" if field == "body" else str(form.data.get(name, "")))

    return stories.Material(
        article_id=article_id,
        language=language,
        text={field: text(field) for field in TEXT_FIELDS},
        section=given.get("section"),
        regions=list(given.get("regions") or ()),
        tags=list(given.get("tags") or ()),
        wires=list(given.get("wires") or ()),
        credits=list(form.credits()),
        related_ids=[row.pk for row in given.get("related_reads") or ()],
        hero=given.get("hero"),
        from_desk=bool(given.get("from_desk")),
        kind=given.get("kind") or Kind.NEWS,
        draft=True,
        other_language=stories.other_language(language, article_id),
    )


def form_context(form: ArticleForm, article: Article | None, access: rights.Access | None) -> dict[str, Any]:
    """What the form's template prints beside the stock context."""
    stored = article if article is not None and article.pk else None
    hero = form.initial.get("hero") if not form.is_bound else form["hero"].value()
    image = _image(hero)
    rows = Note.objects.filter(article=stored).select_related("by")[:NOTES_IN_MARGIN] if stored else ()
    notes = [article_review.note_in_words(note) for note in rows]
    identity = SiteIdentity.current()
    return {
        "form": form,
        "text": {field: _in_languages(form, field) for field in TEXT_FIELDS},
        "hero_texts": [_in_languages(form, field) for field in ("hero_caption", "hero_alt", "hero_credit")],
        "others_credited": [form[f"credit_{role}"] for role in ROLES[1:]],
        "any_other_credited": any(form[f"credit_{role}"].value() for role in ROLES[1:]),
        "carried": [form[f"{kind}_{part}"] for part in saving.PARTS for kind in ("version", "seen")],
        "stale": [(part, version) for part, version in form.stale.items()],
        "tongues": tongues(form, stored, access or rights.Access()),
        "notes": notes[:NOTES_IN_MARGIN],
        "sent_back": [note for note in notes[:1] if note["sends_back"]],
        "printed": _printed(form),
        "hero_url": article_feeds.smallest(image) if image else "",
        "saved_at": in_words(stored.saved_at) if stored else "",
        "expandable": stored is not None and stored.kind == Kind.BRIEF and bool(access and access.writes),
        "measures": measuring.measures({code: str(form[f"body_{code}"].value() or "") for code in LANGUAGES}),
        "site_names": {code: identity.name_in(code) for code in LANGUAGES},
        "site_host": urlsplit(absolute("/")).netloc,
    }


def _printed(form: ArticleForm) -> dict[str, dict[str, str]]:
    """Byline and credit line as they would be printed, for the form as it is opened."""
    people = row_ids(form["credit_text"].value())
    wires = row_ids(form["wires"].value())
    return article_feeds.lines_of(people, wires, from_desk=bool(form["from_desk"].value()))


def _image(key: Any) -> Any:
    images = ArticleForm.base_fields["hero"].queryset.prefetch_related("renditions")  # type: ignore[attr-defined]
    return images.filter(pk=row_id(key)).first()


def _in_languages(form: forms.BaseForm, field: str) -> list[tuple[str, BoundField]]:
    return [(language, form[f"{field}_{language}"]) for language in LANGUAGES]


def tongues(form: ArticleForm, article: Article | None, access: rights.Access) -> list[Tongue]:
    """Both languages with their standing; of a story that is not saved yet, both are unwritten."""
    rows: dict[str, ArticleLanguage] = {}
    public: dict[str, str] = {}
    saved: Article | None = None
    if article is not None:
        saved = Article.objects.select_related("section", "hero").prefetch_related("languages").get(pk=article.pk)
        people = ("assignee", "submitted_by", "reviewer")
        found = ArticleLanguage.objects.with_public_state().filter(article=saved).select_related(*people)
        rows = {row.language: row for row in found}
        for row in rows.values():
            row.article = saved
        live = Publication.objects.filter(article=saved, pk__in=_live_now(saved))
        public = {row.language: presenting.story_url(row.language, row.article_id, row.slug) for row in live}
    return [
        _tongue(form, language, rows.get(language), saved, public.get(language, ""), access) for language in LANGUAGES
    ]


def _live_now(article: Article) -> list[int]:
    return [
        key
        for language in LANGUAGES
        for key in Publication.objects.live(language).filter(article=article).values_list("pk", flat=True)
    ]


def _tongue(
    form: ArticleForm,
    language: str,
    row: ArticleLanguage | None,
    saved: Article | None,
    public_url: str,
    access: rights.Access,
) -> Tongue:
    has_errors = any(name in form.errors for name in TEXT_COLUMNS if name.endswith(f"_{language}"))
    begun = saved is not None and bool(saved.text_in(language, "headline") or saved.text_in(language, "body"))
    scheduled_for, ends_at = getattr(row, "scheduled_for", None), getattr(row, "ends_at", None)
    return Tongue(
        language=language,
        name=own_name(language),
        standing=standing(row) if row is not None else Standing("not_started", _("Not started")),
        problems=checklist.problems(saved, language) if saved is not None and begun else [],
        has_errors=has_errors or language in form.stale,
        public_url=public_url,
        scheduled_for=in_words(scheduled_for) if scheduled_for else "",
        ends_at=in_words(ends_at) if ends_at and not scheduled_for else "",
        withdrawable=bool(public_url or scheduled_for),
        may_publish=language in access.publishes,
        people=_people(row) if row else [],
    )


def _people(row: ArticleLanguage) -> list[tuple[str, User]]:
    words = ((_("written by"), row.assignee), (_("sent by"), row.submitted_by), (_("reviewed by"), row.reviewer))
    return [(word, person) for word, person in words if person is not None]


def _access(request: HttpRequest, article: Article) -> rights.Access:
    """What the one who asks may do with a story; the stock admin wants to know it many times for one page."""
    kept: dict[int, rights.Access] = request.__dict__.setdefault("_access_to", {})
    if article.pk not in kept:
        kept[article.pk] = rights.access(request.user, article)
    return kept[article.pk]


def _say_at_the_fields(form: ArticleForm, problems: list[checklist.Problem]) -> None:
    """Show as faults, in a form that was only opened, what is none of it yet but keeps the story from readers."""
    form.cleaned_data = {}
    for problem in problems:
        form.add_error(problem.field, str(problem.message))


def _may_bin(request: HttpRequest, article: Article) -> bool:
    return rights.may_bin(request.user, article) and not article.publications.exists()


def _forget_typed(request: HttpRequest, by: User) -> None:
    """A new story was saved: its drafts go, and the browser learns that its own copy has done its work."""
    key = drafts.key_in(request.POST.get("form_key"))
    drafts.forget_new(by, key)
    if key:
        request.session[SAVED_KEYS] = [*request.session.get(SAVED_KEYS, ()), key][-KEYS_KEPT:]


def _part(name: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"admin/articles/article/{name}.html", context)
