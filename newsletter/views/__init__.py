"""The newsletter's public pages: signing up, the links of its mails, a reader's own page, and the issues so far."""

from newsletter.views.box import asked, issue, issue_read, subscribe
from newsletter.views.feed import feed
from newsletter.views.links import confirm, leave, move
from newsletter.views.own_page import own_page

__all__ = ["asked", "confirm", "feed", "issue", "issue_read", "leave", "move", "own_page", "subscribe"]
