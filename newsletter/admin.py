"""What the newsletter app puts on the desk: the subscribers, to read, and their numbers."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsletter.models import Status, Subscriber
from newsroom import desk
from newsroom.moments import in_words


@admin.register(Subscriber)
class SubscriberAdmin(admin.ModelAdmin["Subscriber"]):
    """Addresses; what happens to one is decided by its owner, not at the desk."""

    list_display = ("email", "language", "status", "source", "signed_up")
    list_filter = ("status", "language")
    search_fields = ("email",)

    @admin.display(description=_("signed up"), ordering="created_at")
    def signed_up(self, subscriber: Subscriber) -> str:
        """When the address was typed in."""
        return in_words(subscriber.created_at)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody is put on the list by somebody else."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        """Consent is not typed in."""
        return False


def subscribers(request: HttpRequest) -> dict[str, object] | None:
    """The list in numbers, in one query."""
    if not request.user.has_perm("newsletter.view_subscriber"):
        return None
    numbers = Subscriber.objects.aggregate(
        active=Count("pk", filter=Q(status=Status.ACTIVE)), pending=Count("pk", filter=Q(status=Status.PENDING))
    )
    return {"figures": ((_("Active"), numbers["active"]), (_("Waiting for confirmation"), numbers["pending"]))}


desk.register_room(
    desk.Room(
        _("Readers"),
        _("Subscribers"),
        "admin:newsletter_subscriber_changelist",
        "newsletter.view_subscriber",
        order=500,
    )
)
desk.register_panel(desk.Panel("subscribers", "admin/panels/subscribers.html", subscribers, order=60, aside=True))
