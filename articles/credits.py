"""Who is named for a story: the byline from its people, the credit line from desk and agencies.

Both are built when they are read, from the rows and the site's identity, so that a corrected name is right everywhere.
A line that an editor typed wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import override, pgettext

from articles.models import Credit, CreditRole, SiteIdentity, Wire
from articles.pages import Names


class Credited(NamedTuple):
    """Somebody who is credited, and for what: a `Credit` that was read without its row."""

    person: Names
    role: str


def agencies(wires: Sequence[Wire], language: str) -> str:
    """One agency by its name, several as وكالات / Agencies, none as nothing."""
    if not wires:
        return ""
    if len(wires) == 1:
        return wires[0].name_in(language)
    with override(language):
        return pgettext("credit line", "Agencies")


def credit_line(*, typed: str, from_desk: bool, wires: Sequence[Wire], identity: SiteIdentity, language: str) -> str:
    """The line under a story: `typed` as it stands, or desk and agencies joined by the house's pattern; one of them
    alone; empty where there is neither.
    """
    if typed:
        return typed
    desk = identity.credit_name_in(language) if from_desk else ""
    sources = agencies(wires, language)
    return identity.credit_joined(desk, sources, language) if desk and sources else desk or sources


def writers(credits: Sequence[Credit | Credited]) -> list[Credit | Credited]:
    """Those whose names stand above the story: writers, or whoever is named where nobody wrote."""
    wrote = [credit for credit in credits if credit.role == CreditRole.TEXT]
    return wrote or list(credits)
