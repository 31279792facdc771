"""What follows from the kind of a story: what it needs to be published, what stands with it, its schema.org type.

The checklist, the public page and its structured data read this one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Kind


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of story is treated.

    `label` stands in the kicker line, `standing_line` under the text; both are empty where nothing needs to be said.
    `schema_type` is a type of schema.org below `Article` (https://schema.org/NewsArticle and its kin).
    """

    schema_type: str = "NewsArticle"
    label: str | Promise = ""
    standing_line: str | Promise = ""
    needs_text: bool = True  # a brief may end with its one sentence
    needs_standfirst: bool = False
    needs_byline: bool = False
    needs_credit: bool = False  # who says or who pays, typed or an agency: the own desk is not it


MANNERS: Final[dict[str, Manner]] = {
    Kind.NEWS: Manner(),
    Kind.BRIEF: Manner(label=_("Breaking"), needs_text=False),
    Kind.REPORT: Manner("ReportageNewsArticle", needs_standfirst=True),
    Kind.ANALYSIS: Manner("AnalysisNewsArticle", _("Analysis"), needs_byline=True),
    Kind.OPINION: Manner(
        "OpinionNewsArticle",
        _("Opinion"),
        _("The piece expresses the opinion of its author, not of the newspaper."),
        needs_byline=True,
    ),
    Kind.INTERVIEW: Manner(label=_("Interview"), needs_standfirst=True, needs_byline=True),
    Kind.STATEMENT: Manner(
        label=_("Statement"),
        standing_line=_("This is a statement as it was issued; the newspaper did not write it."),
        needs_credit=True,
    ),
    Kind.SPONSORED: Manner(
        "AdvertiserContentArticle",
        _("Sponsored"),
        _("This was paid for; the newsroom had no part in it."),
        needs_credit=True,
    ),
}


def manner(kind: str) -> Manner:
    """The treatment of `kind`, a value of `Kind`."""
    return MANNERS[kind]
