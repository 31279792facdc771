"""What the newsletter app puts on the desk: issues, plans, readers, what came back, the outbox where no server is."""

from newsletter.admin import imports, inbound, issues, plans, rooms, subscribers

__all__ = ["imports", "inbound", "issues", "plans", "rooms", "subscribers"]
