"""Tables for spreadsheets: a cell that begins like a formula must stay the text that it is (OWASP, CSV injection)."""

from __future__ import annotations

from typing import Final

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """A cell that is text in every spreadsheet."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def unsafe(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_BEGINS_A_FORMULA) else cell
