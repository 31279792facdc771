"""The two languages of the site, Arabic first, and the few facts about them that are not text."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ARABIC: Final = "ar"
ENGLISH: Final = "en"
LANGUAGES: Final = (ARABIC, ENGLISH)
LANGUAGE_CHOICES: Final = ((ARABIC, _("Arabic")), (ENGLISH, _("English")))

_OWN_NAMES: Final = {ARABIC: "العربية", ENGLISH: "English"}


def is_language(code: str) -> bool:
    """Whether `code` names a language of the site."""
    return code in LANGUAGES


def own_name(language: str) -> str:
    """The language's name in itself: `العربية`, `English`."""
    return _OWN_NAMES[language]


def other(language: str) -> str:
    """The other of the two languages."""
    return ENGLISH if language == ARABIC else ARABIC
