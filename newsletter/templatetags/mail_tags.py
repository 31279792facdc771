"""What the mail templates need beyond Django's own tags."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from newsletter import letters, mail_lint
from newsletter.issues import Issue
from newsroom import arabic
from newsroom.languages import ARABIC

register = template.Library()


@register.filter
def fenced(text: str) -> SafeString:
    """`text` with runs of the other script in `<span dir>`: mail programs drop the `<bdi>` that pages use."""
    html = arabic.isolate(text, get_language() or ARABIC)
    return mark_safe(html.replace("<bdi", "<span").replace("</bdi>", "</span>"))  # noqa: S308  it was escaped


@register.filter
def opening(page: Issue) -> str:
    """The first sentence."""
    return letters.opening(page)


@register.filter
def dated(page: Issue) -> str:
    """The day."""
    return letters.dated(page)


@register.simple_tag
def filler(preheader: str) -> SafeString:
    """Blanks behind a short preview line: a list of mails would go on with the mail's first words."""
    return mark_safe("&zwnj;&nbsp;" * max(0, mail_lint.PREVIEW - len(preheader)))  # noqa: S308  nothing but blanks


@register.simple_tag
def why() -> str:
    """Why the reader gets it."""
    return letters.why()
