"""«البريد العائد»: incoming mail that the machine did nothing with, to read, with the reason."""

from __future__ import annotations

from typing import Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newsletter.addresses import masked
from newsletter.models import InboundMessage, Quarantine
from newsroom.moments import in_words

SHOWN: Final = 16 * 1024  # bytes of a message


@admin.register(InboundMessage)
class InboundMessageAdmin(admin.ModelAdmin["InboundMessage"]):
    """Messages that nobody here understood or that proved nothing. What was understood stands at its reader."""

    list_display = ("received", "why", "kind", "verdict", "about_masked")
    list_filter = ("quarantine",)
    list_select_related = ("delivery",)
    fields = ("received", "why", "kind", "verdict", "about", "detail", "source")
    readonly_fields = fields

    class Media:
        css = {"all": ["newsroom/css/desk-newsletter.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundMessage]:
        """What waits for a person; the bytes stay where they are until one is opened."""
        return super().get_queryset(request).filter(quarantine__in=Quarantine.values).defer("raw")

    @admin.display(description=_("received"), ordering="received_at")
    def received(self, message: InboundMessage) -> str:
        """When it was taken in."""
        return in_words(message.received_at)

    @admin.display(description=_("why it waits"), ordering="quarantine")
    def why(self, message: InboundMessage) -> str:
        """The reason in words."""
        return str(message.get_quarantine_display())

    @admin.display(description=_("perhaps about"))
    def about(self, message: InboundMessage) -> str:
        """The reader whom it names without proof."""
        return format_html('<bdi dir="ltr">{}</bdi>', message.delivery.address) if message.delivery else "–"

    @admin.display(description=_("perhaps about"))
    def about_masked(self, message: InboundMessage) -> str:
        """The same in the list, as everybody there is shown."""
        shown = masked(message.delivery.address) if message.delivery else ""
        return format_html('<bdi dir="ltr">{}</bdi>', shown) if shown else "–"

    @admin.display(description=_("the message"))
    def source(self, message: InboundMessage) -> SafeString:
        """Its first words as they came, as text and nothing else; they are kept for thirty days."""
        raw = bytes(message.raw or b"")[:SHOWN]
        return format_html('<pre class="mailtext" dir="ltr">{}</pre>', raw.decode("utf-8", "replace"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come in by mail."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: InboundMessage | None = None) -> bool:
        """They are read, and stay as they came."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: InboundMessage | None = None) -> bool:
        """Their words go by themselves."""
        return False
