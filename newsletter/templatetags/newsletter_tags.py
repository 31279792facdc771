"""What the newsletter's box needs on public pages, and its rooms at the desk."""

from __future__ import annotations

from datetime import datetime

from django import template

from newsletter import stamps
from newsroom.moments import in_words

register = template.Library()


@register.simple_tag
def form_stamp() -> str:
    """The stamp of a form that is printed now."""
    return stamps.stamp()


@register.filter
def moment(at: datetime) -> str:
    """A moment as the desk prints it."""
    return in_words(at)


@register.filter
def figure(value: float) -> str:
    """A place in a picture: a figure that no language writes otherwise."""
    return f"{value:g}"
