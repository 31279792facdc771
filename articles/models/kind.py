"""What a story is: news, a brief, an opinion …; `articles.kinds` holds what follows from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The kinds of story. One kind is what both languages of a story share."""

    NEWS = "news", _("News story")
    BRIEF = "brief", _("Breaking")
    REPORT = "report", _("Report")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion piece")
    INTERVIEW = "interview", _("Interview")
    STATEMENT = "statement", _("Statement")
    SPONSORED = "sponsored", _("Sponsored")
