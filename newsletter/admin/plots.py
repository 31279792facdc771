"""What became of an issue, as plots: its own figures in bars, and beside the issues before it as lines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsletter import charts, figures
from newsletter.figures import Figures
from newsletter.models import Answer, Digest
from newsroom import arabic, clock
from newsroom.languages import ARABIC


def of_issue(digest: Digest) -> dict[str, Any]:
    """The plots of an issue that has gone out, and the same figures for a table."""
    found = figures.of_plan(digest)
    mine = next((each for each in found if each.digest.pk == digest.pk), None)
    if mine is None or not mine.mails:
        return {"outcome": None}
    days = [_day(each) for each in found]
    return {
        "outcome": _outcome(mine),
        "over_time": _over_time(found, days) if len(found) > 1 else (),
        "issues": list(zip(days, found, strict=True))[::-1],
    }


def _outcome(mine: Figures) -> charts.Across:
    """A bar for each end that a mail can have, from the most wished for on."""
    rows = [(_("Accepted"), mine.accepted)]
    rows += [(str(verdict.label), number) for verdict, number in mine.returned.items()]
    rows += [(str(Answer.COMPLAINT.label), mine.complaints), (_("Left by it"), mine.left)]
    return charts.across(
        _("What became of its mails"),
        [name for name, _number in rows],
        [number / mine.mails for _name, number in rows],
        [_of_hundred(number, mine.mails) for _name, number in rows],
        from_right=_from_right(),
        good=(_("Accepted"),),
    )


def _over_time(found: list[Figures], days: list[str]) -> tuple[charts.Chart, ...]:
    plotted = (
        (_("Of a thousand mails came back"), [_of_thousand(each.came_back, each.mails) for each in found]),
        (_("Of a thousand readers left by it"), [_of_thousand(each.left, each.mails) for each in found]),
        (_("Readers of its page on the site"), [each.digest.archive_reads for each in found]),
    )
    return tuple(charts.line(title, values, days, from_right=_from_right()) for title, values in plotted)


def _of_thousand(number: int, mails: int) -> int | None:
    return round(1000 * number / mails) if mails else None


def _of_hundred(number: int, mails: int) -> str:
    share = round(100 * number / mails, 1)
    style = "arab" if get_language() == ARABIC else "latn"
    percent = arabic.format_percent(share, style, decimals=0 if share.is_integer() else 1)
    return f"{arabic.format_number(number, style)} · {percent}"


def _day(each: Figures) -> str:
    day = clock.local(each.digest.dated)
    written = f"{day.day}/{day.month}"
    return arabic.to_arabic_digits(written) if get_language() == ARABIC else written


def _from_right() -> bool:
    return get_language() == ARABIC
