"""What the newsletter app puts on the desk: issues, plans, readers, what came back, the outbox where no server is."""

from newsletter.admin import inbound, issues, plans, rooms, subscribers

__all__ = ["inbound", "issues", "plans", "rooms", "subscribers"]
