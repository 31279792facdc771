"""What the newsroom app puts on the desk: accounts and the audit log, for the superuser."""

from __future__ import annotations

import csv
import json
from typing import Any, Final

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import F, ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from newsroom import audit, desk, roles
from newsroom.cells import safe
from newsroom.converters import row_id
from newsroom.languages import LANGUAGE_CHOICES
from newsroom.models import AuditEntry, User
from newsroom.moments import in_words


class RolesField(forms.ModelMultipleChoiceField[Group]):
    """The roles of an account, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Group) -> str:
        """The role's name in the language of the desk."""
        return str(roles.NAMES.get(obj.name, obj.name))


class RoleFilter(admin.SimpleListFilter):
    """Accounts by role."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every role by its name."""
        return list(roles.NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Those who have the chosen one."""
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


_RIGHTS: Final = {"is_active", "is_staff", "is_superuser"}


class AccountForm(UserChangeForm["User"]):
    """An account: the last superuser stays one, and nobody takes rights from or gives them to themselves."""

    asked_by: Any = None

    def clean(self) -> dict[str, Any]:
        """Refuse at the box that was ticked."""
        data: dict[str, Any] = super().clean() or {}
        user = self.instance
        for name in sorted(_RIGHTS & set(self.changed_data)):
            if self.asked_by is not None and user.pk == self.asked_by.pk:
                self.add_error(name, _("Nobody changes this of their own account; ask another superuser."))
        stays = data.get("is_superuser") and data.get("is_active") and data.get("is_staff")
        others = User.objects.filter(is_superuser=True, is_active=True, is_staff=True).exclude(pk=user.pk)
        if self.initial.get("is_superuser") and not stays and not others.exists():
            self.add_error("is_superuser", _("This is the last superuser; make another one first."))
        return data


class DeskUserAdmin(UserAdmin["User"]):
    """Accounts of the newsroom. One with stories behind it is switched off, never deleted."""

    form = AccountForm
    list_display = ("full_name", "username", "job_title", "role_names", "may_enter")
    list_display_links = ("full_name", "username")
    list_filter = (RoleFilter,)
    readonly_fields = ("password_link",)
    search_fields = ("username", "full_name", "email")
    ordering = ("full_name", "username")
    fieldsets = (
        (_("Person"), {"fields": (("full_name", "job_title"), ("email", "interface_language"))}),
        (_("Entrance"), {"fields": ("username", "password_link", "is_active")}),
        (_("Rights"), {"fields": ("groups", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (_("Person"), {"fields": (("full_name", "job_title"), ("email", "interface_language"))}),
        (_("Entrance"), {"fields": ("username", "password1", "password2")}),
        (_("Rights"), {"fields": ("groups", "is_staff")}),
    )
    filter_horizontal = ()

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField[Any] | None:
        """Roles are ticked; what a role may do stands in `newsroom.roles`."""
        if db_field.name == "groups":
            return RolesField(Group.objects.order_by("pk"), label=_("roles"), required=False)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the roles, in one query more."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        """The roles, one after the other; the superuser needs none."""
        if user.is_superuser:
            return str(_("Superuser"))
        return " · ".join(str(roles.NAMES.get(group.name, group.name)) for group in user.groups.all())

    @admin.display(description=_("entrance"))
    def may_enter(self, user: User) -> str:
        """A word where the account is switched off."""
        return str(_("open") if user.is_active else _("switched off"))

    @admin.display(description=_("password"))
    def password_link(self, user: User) -> str:
        """The way to a new password; what is stored of the old one is shown to nobody."""
        return format_html('<a class="button" href="../password/">{}</a>', _("Set a new password"))

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who asks: nobody changes their own rights."""
        made: Any = super().get_form(request, obj, change=change, **kwargs)
        made.asked_by = request.user
        return made

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles and switches are changed in the audit log's sight, and end the sessions of whom they concern."""
        user: User = form.instance
        before = sorted(user.groups.values_list("name", flat=True)) if change else []
        super().save_related(request, form, formsets, change)
        after = sorted(user.groups.values_list("name", flat=True))
        by = audit.who(request)
        if before != after or _RIGHTS & set(form.changed_data):
            User.objects.filter(pk=user.pk).update(rights_version=F("rights_version") + 1)
            switches = {name: getattr(user, name) for name in sorted(_RIGHTS)}
            audit.record("change_roles", user, by=by, before=before, after=after, **switches)
        audit.record("change_user" if change else "add_user", user, by=by, fields=sorted(form.changed_data))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002  Django's
        """A new password for somebody, written down."""
        response = super().user_change_password(request, id, form_url)
        user = User.objects.filter(pk=row_id(id) or 0).first()
        if user is not None and request.method == "POST" and response.status_code == 302:
            audit.record("change_password", user, by=audit.who(request))
        return response

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody is deleted: their name stands in the audit log and under stories."""
        return False


# Django's own Arabic takes every thing for a masculine one, and says of a change that something was added. Our
# catalogue is asked before Django's: it has nouns in the place of verbs and pronouns, so that any name fits.
CORRECTED: Final = (
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
    gettext_noop("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    gettext_noop("You may edit it again below."),
    gettext_noop("Add another %(verbose_name)s"),
    gettext_noop("Select %s"),
    gettext_noop("Select %s to change"),
    gettext_noop("Select %s to view"),
    gettext_noop("Added."),
    gettext_noop("Added {name} “{object}”."),
    gettext_noop("Changed {fields}."),
    gettext_noop("Changed {fields} for {name} “{object}”."),
    gettext_noop("Deleted {name} “{object}”."),
    gettext_noop("No fields changed."),
)

# What the audit log calls the verbs of all apps; one that is not here is shown by its code.
ACTIONS: Final[dict[str, str | Promise]] = {
    "log_in": _("logged in"),
    "log_in_failed": _("log-in refused"),
    "log_in_limited": _("too many log-ins"),
    "log_out": _("logged out"),
    "change_password": _("password changed"),
    "add_user": _("account made"),
    "change_user": _("account changed"),
    "change_roles": _("rights changed"),
    "export": _("exported"),
    "change_settings": _("settings changed"),
    "delete": _("deleted"),
    "publish": _("published"),
    "schedule": _("scheduled"),
    "unschedule": _("schedule taken back"),
    "withdraw": _("withdrawn"),
    "bin": _("put into the bin"),
    "take_out_of_bin": _("taken out of the bin"),
    "duplicate": _("begun as a copy"),
    "take_down": _("taken down by order of the law"),
    "move": _("state changed"),  # in entries from before each move had a name
    "hold": _("held"),
    "submit": _("sent to review"),
    "take_back": _("taken back from review"),
    "approve": _("approved"),
    "send_back": _("sent back"),
    "assign": _("assigned"),
    "correct": _("note put on the site"),
    "take_correction_back": _("note taken off the site"),
    "change_remit": _("remit changed"),
    "show_cartoon": _("cartoon shown"),  # in entries from before a cartoon had steps
    "change_cartoon": _("cartoon on the site changed"),
    "merge": _("merged"),
    "undo_merge": _("merge undone"),
    "split_tag": _("tag split"),
    "tell_apart": _("told apart"),
    "breaking": _("breaking line set"),
    "approve_digest": _("issue approved"),
    "send_digest": _("issue sent"),
    "suppress_address": _("address suppressed"),
    "lift_suppression": _("suppression lifted"),
    "erase_subscriber": _("reader erased"),
    "import_subscribers": _("list of addresses taken over"),
    "export_subscribers": _("list of addresses handed out"),
}


class ActionFilter(admin.SimpleListFilter):
    """Entries by what was done."""

    title = _("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every verb that has a word."""
        return list(ACTIONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Those of the chosen verb."""
        return queryset.filter(action=self.value()) if self.value() else queryset


class AuditEntryAdmin(admin.ModelAdmin["AuditEntry"]):
    """The audit log, to read."""

    list_display = ("moment", "by", "what", "thing", "tongue")
    list_display_links = None
    list_filter = (ActionFilter, ("at", admin.DateFieldListFilter))
    actions = None
    change_list_template = "admin/newsroom/auditentry/change_list.html"
    search_fields = ("subject", "by__username", "by__full_name")
    list_select_related = ("by",)

    def get_urls(self) -> Any:
        """Ours first: the stock admin takes everything else for the id of an entry."""
        download = self.admin_site.admin_view(require_safe(self.download_view))
        return [path("csv/", download, name="newsroom_auditentry_csv"), *super().get_urls()]

    def download_view(self, request: HttpRequest) -> HttpResponse:
        """The entries that the list shows, as CSV that no spreadsheet takes for formulas; itself an entry."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        by = audit.who(request)
        try:
            rows = self.get_changelist_instance(request).get_queryset(request).order_by("number")
        except IncorrectLookupParameters as error:
            raise BadRequest from error
        audit.record("export", AuditEntry, by=by)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
        response.write("\ufeff")
        writer = csv.writer(response)
        writer.writerow(["number", "at", "by", "action", "subject", "language", "detail"])
        for entry in rows.iterator(chunk_size=2000):
            by_name = entry.by.username if entry.by else ""
            detail = json.dumps(entry.detail, ensure_ascii=False)
            cells = [entry.number, entry.at.isoformat(), by_name, entry.action, entry.subject, entry.language, detail]
            writer.writerow([safe(str(cell)) for cell in cells])
        return response

    @admin.display(description=_("time"), ordering="at")
    def moment(self, entry: AuditEntry) -> str:
        """When, in the newsroom's zone."""
        return in_words(entry.at)

    @admin.display(description=_("action"), ordering="action")
    def what(self, entry: AuditEntry) -> str:
        """The verb, in the language of the desk where it has a word for it."""
        return str(ACTIONS.get(entry.action, entry.action))

    @admin.display(description=_("subject"), ordering="subject")
    def thing(self, entry: AuditEntry) -> str:
        """What it was done to, leading there where it still has a form."""
        label, _colon, pk = entry.subject.partition(":")
        try:
            model = apps.get_model(label)
            words = f"{model._meta.verbose_name} {pk}"
            url = reverse(f"admin:{label.replace('.', '_')}_change", args=[pk])
        except (LookupError, ValueError, NoReverseMatch):
            return entry.subject
        return format_html('<a href="{}">{}</a>', url, words)

    @admin.display(description=_("language"), ordering="language")
    def tongue(self, entry: AuditEntry) -> str:
        """The language, by its name."""
        return str(dict(LANGUAGE_CHOICES).get(entry.language, ""))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Entries are written by `newsroom.audit` only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """An entry is never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        """An entry is never deleted."""
        return False


admin.site.unregister(Group)
admin.site.register(User, DeskUserAdmin)
admin.site.register(AuditEntry, AuditEntryAdmin)
desk.register_room(desk.Room(_("Work"), _("Desk"), "admin:index", "", order=0))
desk.register_room(
    desk.Room(_("System"), _("Users"), "admin:newsroom_user_changelist", "newsroom.view_user", order=900)
)
desk.register_room(
    desk.Room(
        _("System"),
        _("Audit log"),
        "admin:newsroom_auditentry_changelist",
        "newsroom.view_auditentry",
        order=910,
    )
)
