"""What the newsletter app puts on the desk: issues, their plans, the readers, the outbox where no server is."""

from newsletter.admin import issues, plans, rooms, subscribers

__all__ = ["issues", "plans", "rooms", "subscribers"]
