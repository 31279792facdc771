"""Names in a row, as a byline or a list prints them."""

from __future__ import annotations

from collections.abc import Iterable


def join_names(names: Iterable[str], language: str = "ar") -> str:
    """`سمر خوري وسامر العلي`, `أ، ب وج`; in English `A and B`, `A, B and C`. Blank names are left out."""
    present = [name.strip() for name in names if name.strip()]
    if len(present) < 2:
        return "".join(present)
    comma, last = ("، ", " و") if language == "ar" else (", ", " and ")
    return comma.join(present[:-1]) + last + present[-1]
