"""Cartoons at the desk: the drawing comes in through the image door, and goes on the site by steps of its own.

Who may publish stories decides when readers see a cartoon; what has an hour is changed by them alone. GET never acts.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from articles import cartoons, images, publishing, sheets
from articles.admin.bilingual import BilingualAdmin, BilingualForm
from articles.admin.media import LightTable
from articles.admin.pictures import PictureField, make_sizes_after_commit
from articles.models import Cartoon
from articles.standing import in_words, of_cartoon
from articles.step_forms import WhenForm, WithdrawCartoonForm
from articles.widgets import PickerOfMany
from newsroom import arabic, audit, clock
from newsroom.fields import AsksForFilesAgain
from newsroom.languages import ARABIC, LANGUAGES
from newsroom.models import User

PUBLISH: Final = "articles.publish_article"


class CartoonForm(AsksForFilesAgain, BilingualForm):
    """A drawing with its words; a language that has the title has the description too."""

    upload = PictureField(label=gettext_lazy("Drawing"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            upload = self.fields["upload"]
            upload.required = False
            upload.label = _("Another drawing in its place")

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing, at the field where it is missing."""
        data: dict[str, Any] = super().clean() or {}
        words = {f"{kind}_{language}" for kind in ("title", "description") for language in LANGUAGES}
        for problem in cartoons.problems(Cartoon(**{name: data.get(name) for name in words})):
            self.add_error(problem.field, str(problem.message))
        return data


class StandingFilter(admin.SimpleListFilter):
    """Cartoons by what readers see of them."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The answers to choose from."""
        return [
            ("draft", _("Draft")),
            ("scheduled", _("Scheduled")),
            ("live", _("Live")),
            ("withdrawn", _("Withdrawn")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Cartoon]) -> QuerySet[Cartoon]:
        """Those of the chosen answer; an answer that nobody offered asks nothing."""
        now = clock.now()
        rows = Cartoon.objects.all()
        chosen = {
            "draft": rows.filter(Q(first_live_at=None)),
            "scheduled": rows.filter(live_from__gt=now),
            "live": rows.live(),
            "withdrawn": rows.once_public().exclude(pk__in=rows.live()).exclude(live_from__gt=now),
        }.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(pk__in=chosen.values("pk"))


@admin.register(Cartoon)
class CartoonAdmin(BilingualAdmin):
    """Drawn opinion."""

    form = CartoonForm
    list_filter = (StandingFilter,)
    list_per_page = 48
    search_fields = ("title_ar", "title_en", "artist__name_ar", "artist__name_en")
    autocomplete_fields = ("artist", "tags")
    readonly_fields = ("preview",)

    class Media:
        css: ClassVar[Any] = {"all": ["newsroom/css/desk-story.css"]}

    # --- who may what ---------------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Cartoon | None = None) -> bool:
        """What readers see, saw, or will see at an hour is changed by those who publish."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.first_live_at is None or request.user.has_perm(PUBLISH))

    def has_delete_permission(self, request: HttpRequest, obj: Cartoon | None = None) -> bool:
        """What readers saw is withdrawn, never deleted: its address is known."""
        return super().has_delete_permission(request, obj) and not (obj and obj.was_public)

    # --- the form -------------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Cartoon | None = None) -> Any:
        """The drawing first, once there is one; what its address says where it was, or will be, withdrawn."""
        may_change = self.has_change_permission(request, obj)
        drawing = (*(("preview",) if obj else ()), *(("upload",) if may_change else ()))
        parts: list[Any] = [
            (None, {"fields": (*drawing, ("artist", "drawn_on"), "tags")}),
            (_("Words"), {"fields": (("title_ar", "title_en"), ("description_ar", "description_en"))}),
        ]
        if obj and obj.live_until:
            about = _("What readers are told at its address once it is withdrawn.")
            parts.append((_("Withdrawal"), {"fields": (("notice_ar", "notice_en"),), "description": about}))
        return parts

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Most drawings are of the day."""
        return {"drawn_on": clock.local(clock.now()).date(), **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Tags as a story has them."""
        kwargs["widget"] = PickerOfMany(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cartoon]:
        """With drawing, sizes and artist."""
        rows = super().get_queryset(request).select_related("image", "artist")
        return rows.prefetch_related("image__renditions")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The light table."""
        return LightTable

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Cartoon], search_term: str
    ) -> tuple[QuerySet[Cartoon], bool]:
        """By words of a title, the artist's name or a tag, however they are spelled. Drawings are few: all are read."""
        words = arabic.normalise_begun(search_term.replace("\0", "")).split()
        if not words:
            return queryset, False
        columns = ("pk", "title_ar", "title_en", "artist__searched", "tags__searched")
        texts: dict[int, str] = {}
        for pk, *titles, artist, tag in queryset.order_by().values_list(*columns):
            known = texts.get(pk) or f"{arabic.normalise(' '.join(filter(None, titles)))} {artist}"
            texts[pk] = f"{known} {tag or ''}"
        found = [pk for pk, text in texts.items() if all(word in text for word in words)]
        return queryset.filter(pk__in=found), False

    def sheet(self, cartoon: Cartoon) -> sheets.Sheet:
        """A drawing as the light table shows it."""
        return sheets.of_cartoon(cartoon)

    @admin.display(description=gettext_lazy("drawing"))
    def preview(self, cartoon: Cartoon) -> str:
        """The drawing, whole."""
        shown = sheets.thumbnail(cartoon.image)
        return format_html('<img src="{}" alt="" width="{}" height="{}">', shown.url, shown.width, shown.height)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Cartoon | None = None,
    ) -> Any:
        """With where it stands, and the steps from there."""
        may_publish = request.user.has_perm(PUBLISH)
        live = obj is not None and obj.is_live
        context |= {
            "standing": of_cartoon(obj) if obj else None,
            "public_url": reverse("articles:cartoon", args=[ARABIC, obj.pk]) if obj and live else "",
            "may_show": may_publish and not live,
            "may_withdraw": may_publish and live,
            "may_unschedule": may_publish and obj is not None and (obj.is_scheduled or _ends(obj)),
        }
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def save_model(self, request: HttpRequest, obj: Cartoon, form: Any, change: bool) -> None:
        """Store the drawing where one came, then the rest; a change of what readers see goes into the audit log."""
        if accepted := form.cleaned_data.get("upload"):
            words = {f"alt_text_{code}": (getattr(obj, f"description_{code}") or "")[:300] for code in LANGUAGES}
            obj.image = images.store(accepted, by=request.user, **words)  # type: ignore[arg-type]
            make_sizes_after_commit(obj.image)
        super().save_model(request, obj, form, change)
        if obj.is_live and form.changed_data:
            audit.record("change_cartoon", obj, by=audit.who(request), fields=form.changed_data)

    def response_add(self, request: HttpRequest, obj: Cartoon, post_url_continue: str | None = None) -> HttpResponse:
        """On to the step that was asked for together with the save."""
        return _next_step(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Cartoon) -> HttpResponse:
        """The same."""
        return _next_step(request, obj) or super().response_change(request, obj)

    # --- the steps ------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Ours first: the stock admin takes everything else for the id of a cartoon."""
        looks = require_http_methods(["GET", "HEAD", "POST"])

        def step(name: str, view: Any) -> URLPattern:
            bound = self.admin_site.admin_view(view)
            made: URLPattern = path(f"<id:cartoon_id>/{name}/", bound, name=f"articles_cartoon_{name}")
            return made

        return [
            step("publish", looks(self.publish_view)),
            step("withdraw", looks(self.withdraw_view)),
            step("unschedule", require_POST(self.unschedule_view)),
            *super().get_urls(),
        ]

    def publish_view(self, request: HttpRequest, cartoon_id: int) -> HttpResponse:
        """Now or at an hour; 409 for what readers have already."""
        cartoon, user = _to_publish(request, cartoon_id)
        if cartoon.is_live and not cartoon.live_until:
            return self._refused(request, cartoon, _("It is on the site already."))
        later = request.GET.get("when") == WhenForm.LATER
        form = WhenForm(
            request.POST if request.method == "POST" else None,
            initial={"when": WhenForm.LATER if later else WhenForm.NOW, "at": cartoon.live_from},
        )
        stops = cartoons.problems(cartoon)
        if request.method == "POST" and form.is_valid() and not stops:
            try:
                _show(request, cartoon, form, user)
            except publishing.NothingChanged:
                return self._refused(request, cartoon, _("It is on the site already."))
            return HttpResponseRedirect(change_url(cartoon))
        return self._page(request, cartoon, "publish", title=_("Publishing"), form=form, stops=stops)

    def withdraw_view(self, request: HttpRequest, cartoon_id: int) -> HttpResponse:
        """Off the site, now or later, with a reason; 409 for what readers do not see."""
        cartoon, user = _to_publish(request, cartoon_id)
        if not cartoon.is_live:
            return self._refused(request, cartoon, _("It is not on the site."))
        form = WithdrawCartoonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                cartoons.withdraw(cartoon, by=user, reason=given["reason"], notice=form.notices(), at=given["at"])
            except publishing.NothingPublic:
                return self._refused(request, cartoon, _("It is not on the site."))
            planned = {"time": in_words(given["at"])} if given["at"] else None
            done = _("The cartoon comes off the site: %(time)s.") % planned if planned else None
            messages.success(request, done or _("The cartoon was taken off the site."))
            return HttpResponseRedirect(change_url(cartoon))
        return self._page(request, cartoon, "withdraw", title=_("Withdraw the cartoon"), form=form)

    def unschedule_view(self, request: HttpRequest, cartoon_id: int) -> HttpResponse:
        """Take back what is planned; 409 where nothing is."""
        cartoon, user = _to_publish(request, cartoon_id)
        try:
            cartoons.unschedule(cartoon, by=user)
        except publishing.NothingPublic:
            return self._refused(request, cartoon, _("Nothing is planned for it."))
        messages.success(request, _("The cartoon is no longer scheduled."))
        return HttpResponseRedirect(change_url(cartoon))

    def _page(
        self, request: HttpRequest, cartoon: Cartoon, name: str, *, status: int = 200, **context: Any
    ) -> TemplateResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts, "original": cartoon}
        around |= {"sheet": self.sheet(cartoon), "change_url": change_url(cartoon), "standing": of_cartoon(cartoon)}
        return TemplateResponse(request, f"admin/articles/cartoon/{name}.html", around | context, status=status)

    def _refused(self, request: HttpRequest, cartoon: Cartoon, words: str) -> TemplateResponse:
        return self._page(request, cartoon, "refused", title=_("Nothing was changed"), words=words, status=409)


def change_url(cartoon: Cartoon) -> str:
    """The cartoon's form."""
    return reverse("admin:articles_cartoon_change", args=[cartoon.pk])


def _ends(cartoon: Cartoon) -> bool:
    return cartoon.is_live and cartoon.live_until is not None


def _to_publish(request: HttpRequest, cartoon_id: int) -> tuple[Cartoon, User]:
    """The cartoon and who asks: 403 without the right to publish, 404 where there is none."""
    if not (request.user.has_perm("articles.change_cartoon") and request.user.has_perm(PUBLISH)):
        raise PermissionDenied
    cartoon = Cartoon.objects.for_cards().filter(pk=cartoon_id).first()
    if cartoon is None:
        raise Http404
    return cartoon, cast(User, request.user)


def _next_step(request: HttpRequest, cartoon: Cartoon) -> HttpResponse | None:
    """The page of the button that was pressed beside "save"; None where it was that one."""
    if not request.user.has_perm(PUBLISH):
        return None
    publish = reverse("admin:articles_cartoon_publish", args=[cartoon.pk])
    if "_publish" in request.POST:
        return HttpResponseRedirect(publish)
    return HttpResponseRedirect(f"{publish}?when={WhenForm.LATER}") if "_schedule" in request.POST else None


def _show(request: HttpRequest, cartoon: Cartoon, form: WhenForm, user: User) -> None:
    moment = form.moment()
    if moment is None:
        cartoons.publish(cartoon, by=user)
        url = reverse("articles:cartoon", args=[ARABIC, cartoon.pk])
        link = format_html('<a href="{}">{}</a>', url, _("View on the site"))
        messages.success(request, format_html("{} {}", _("The cartoon is on the site."), link))
    else:
        cartoons.schedule(cartoon, at=moment, by=user)
        messages.success(request, _("The cartoon will be on the site: %(time)s.") % {"time": in_words(moment)})
