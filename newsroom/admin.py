"""What the newsroom app puts on the desk: accounts and the audit log."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom import desk
from newsroom.models import AuditEntry, User


class DeskUserAdmin(UserAdmin["User"]):
    """Accounts of the newsroom."""

    list_display = ("username", "full_name", "job_title", "is_active", "is_superuser")
    search_fields = ("username", "full_name", "email")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("full_name", "job_title", "email", "interface_language")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "full_name", "interface_language", "usable_password", "password1", "password2")}),
    )
    filter_horizontal = ()


class AuditEntryAdmin(admin.ModelAdmin["AuditEntry"]):
    """The audit log, to read."""

    list_display = ("at", "by", "action", "subject", "language")
    list_filter = ("action",)
    search_fields = ("subject", "by__username")
    list_select_related = ("by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False


admin.site.register(User, DeskUserAdmin)
admin.site.register(AuditEntry, AuditEntryAdmin)
desk.register_room(
    desk.Room(_("System"), _("Users"), "admin:newsroom_user_changelist", "newsroom.view_user", order=900)
)
desk.register_room(
    desk.Room(_("System"), _("Audit log"), "admin:newsroom_auditentry_changelist", "newsroom.view_auditentry", order=910)
)
