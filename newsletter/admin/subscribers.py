"""The mailing list at the desk: to read. What happens to an address is decided by its owner."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from newsletter.admin import heard
from newsletter.models import Subscriber
from newsroom.moments import in_words


@admin.register(Subscriber)
class SubscriberAdmin(admin.ModelAdmin["Subscriber"]):
    """Addresses and where they stand."""

    list_display = ("email", "language", "status", "signed_up", "confirmed", "signed_up_on")
    list_filter = ("status", "language")
    search_fields = ("email",)
    fields = ("email", "language", "status", "signed_up_on", "signed_up", "confirmed", "heard_of")
    readonly_fields = fields

    @admin.display(description=_("signed up"), ordering="created_at")
    def signed_up(self, subscriber: Subscriber) -> str:
        """When the address was typed in."""
        return in_words(subscriber.created_at)

    @admin.display(description=_("confirmed"), ordering="confirmed_at")
    def confirmed(self, subscriber: Subscriber) -> str:
        """When the button was pressed."""
        return in_words(subscriber.confirmed_at) if subscriber.confirmed_at else "–"

    @admin.display(description=_("signed up on"), ordering="source")
    def signed_up_on(self, subscriber: Subscriber) -> str:
        """The page; an address runs from left to right whatever letters it has."""
        return format_html('<bdi dir="ltr">{}</bdi>', subscriber.source) if subscriber.source else "–"

    @admin.display(description=_("heard of its mails"))
    def heard_of(self, subscriber: Subscriber) -> str:
        """What came back, was reported, or was answered by a machine."""
        return heard.of_reader(subscriber)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody is put on the list by somebody else."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        """Consent is not typed in."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        """The proof of consent hangs on the row; erasing is a verb of its own."""
        return False
