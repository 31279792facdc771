"""What the newsroom app puts on the desk: accounts and the audit log, for the superuser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom import desk, roles
from newsroom.models import AuditEntry, User


class RolesField(forms.ModelMultipleChoiceField):
    """The roles of an account, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """The role's name in the language of the desk."""
        return str(roles.NAMES.get(obj.name, obj.name))


class DeskUserAdmin(UserAdmin["User"]):
    """Accounts of the newsroom. One with stories behind it is switched off, never deleted."""

    list_display = ("full_name", "username", "job_title", "role_names", "is_active")
    list_display_links = ("full_name", "username")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "full_name", "email")
    ordering = ("full_name", "username")
    fieldsets = (
        (_("Person"), {"fields": (("full_name", "job_title"), ("email", "interface_language"))}),
        (_("Entrance"), {"fields": ("username", "password", "is_active")}),
        (_("Rights"), {"fields": ("groups", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (_("Person"), {"fields": (("full_name", "job_title"), ("email", "interface_language"))}),
        (_("Entrance"), {"fields": ("username", "usable_password", "password1", "password2")}),
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

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody is deleted: their name stands in the audit log and under stories."""
        return False


class AuditEntryAdmin(admin.ModelAdmin["AuditEntry"]):
    """The audit log, to read."""

    list_display = ("at", "by", "action", "subject", "language")
    list_filter = ("action",)
    search_fields = ("subject", "by__username", "by__full_name")
    list_select_related = ("by",)

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
