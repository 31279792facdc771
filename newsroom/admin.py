"""What the newsroom app puts on the desk: accounts and the audit log, for the superuser."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from newsroom import desk, roles
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


class DeskUserAdmin(UserAdmin["User"]):
    """Accounts of the newsroom. One with stories behind it is switched off, never deleted."""

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

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody is deleted: their name stands in the audit log and under stories."""
        return False


# Django's own Arabic says here that something was added; our catalogue is asked before Django's.
CORRECTED: Final = (gettext_noop("The {name} “{obj}” was changed successfully."),)

# What the audit log calls the verbs of all apps; one that is not here is shown by its code.
ACTIONS: Final[dict[str, str | Promise]] = {
    "publish": _("published"),
    "schedule": _("scheduled"),
    "unschedule": _("schedule taken back"),
    "withdraw": _("withdrawn"),
    "hold": _("held"),
    "submit": _("sent to review"),
    "take_back": _("taken back from review"),
    "approve": _("approved"),
    "send_back": _("sent back"),
    "assign": _("assigned"),
    "correct": _("note put on the site"),
    "take_correction_back": _("note taken off the site"),
    "change_remit": _("remit changed"),
    "show_cartoon": _("cartoon shown"),
    "approve_digest": _("issue approved"),
    "send_digest": _("issue sent"),
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
    list_filter = (ActionFilter,)
    search_fields = ("subject", "by__username", "by__full_name")
    list_select_related = ("by",)

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
