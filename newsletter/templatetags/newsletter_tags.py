"""What the newsletter's box needs on public pages."""

from __future__ import annotations

from django import template

from newsletter import stamps

register = template.Library()


@register.simple_tag
def form_stamp() -> str:
    """The stamp of a form that is printed now."""
    return stamps.stamp()
