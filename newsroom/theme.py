"""The one inline script of the public pages: it applies the reader's theme before the first paint.

The script lives in one static file; what a page prints and what the Content-Security-Policy allows are made
from the same bytes, so the two can never disagree.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parent / "static" / "newsroom" / "js" / "theme-first.js"


@cache
def theme_script() -> str:
    """The script's text, read once."""
    return SOURCE.read_text(encoding="utf-8").strip()


def theme_script_hash() -> str:
    """Its source expression for `script-src` (CSP Level 3, 2.3.1): `'sha256-…'`, quotes included."""
    digest = sha256(theme_script().encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
