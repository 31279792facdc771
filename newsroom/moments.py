"""Moments as the desk prints them: in the newsroom's zone, in the language of whoever looks, short."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import get_language

from newsroom import arabic, clock
from newsroom.languages import ARABIC

_DAY: Final = arabic.DateStyle("body_date", months="levantine", digits="arab")


def in_words(moment: datetime) -> str:
    """`١٨:٠٠` today, `٢٤ تشرين الثاني ٢٠٢٦ · ١٨:٠٠` on other days."""
    language = get_language() or ARABIC
    there = clock.local(moment)
    time = arabic.CARD_TIME.format(there, language)
    if there.date() == clock.local(clock.now()).date():
        return time
    return f"{_DAY.format(there, language)} · {time}"
