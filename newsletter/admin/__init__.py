"""What the newsletter app puts on the desk: issues, their plans, the readers, the outbox where no server is."""

from newsletter.admin import imports, issues, plans, rooms, subscribers

__all__ = ["imports", "issues", "plans", "rooms", "subscribers"]
