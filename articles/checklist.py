"""What must hold before a language of a story may be published or scheduled; asked then, and only then."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import body, galleries, library
from articles.kinds import manner
from articles.models import Article, CreditRole


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stands in the way: which field of the form (`headline_ar`, `section`), and what to do."""

    field: str
    message: str | Promise


def problems(article: Article, language: str) -> list[Problem]:
    """Everything that blocks publishing `article` in `language`; empty where nothing does."""
    found = []
    if not article.text_in(language, "headline").strip():
        found.append(Problem(f"headline_{language}", _("The headline is missing.")))
    found += _missing_words(article, language)
    section = article.section
    if section is None:
        found.append(Problem("section", _("Choose a section.")))
    elif not section.name_in(language):
        found.append(Problem("section", _("The section has no name in this language.")))
    if article.hero and library.says_nothing(
        article.text_in(language, "hero_alt") or article.hero.words_in(language, "alt_text")
    ):
        message = _("Say what the picture shows, for those who cannot see it; a story is not published without it.")
        found.append(Problem(f"hero_alt_{language}", message))
    for title in galleries.without_alt(article.text_in(language, "body"), language):
        message = _("Say what each picture of the gallery “%(title)s” shows, for those who cannot see it.")
        found.append(Problem(f"body_{language}", message % {"title": title}))
    found += _missing_names(article, language)
    if not _has_source(article, language):
        found.append(
            Problem(
                "from_desk", _("A story needs a source: a byline, the own desk, an agency, or a typed credit line.")
            )
        )
    return found


def _missing_words(article: Article, language: str) -> list[Problem]:
    rules = manner(article.kind)
    standfirst = article.text_in(language, "standfirst").strip()
    text = body.plain_text(article.text_in(language, "body"))
    found = []
    if rules.needs_standfirst and not standfirst:
        message = _("A story of this type needs a standfirst.")
        found.append(Problem(f"standfirst_{language}", message))
    if rules.needs_text and not text:
        found.append(Problem(f"body_{language}", _("The text is missing.")))
    elif not rules.needs_text and not (standfirst or text):
        found.append(Problem(f"standfirst_{language}", _("A brief needs one sentence.")))
    return found


def _missing_names(article: Article, language: str) -> list[Problem]:
    rules = manner(article.kind)
    found = []
    if rules.needs_byline and not article.credits.filter(role=CreditRole.TEXT).exists():
        found.append(Problem("credit_text", _("A story of this type needs the name of its author.")))
    if rules.needs_credit and not (article.text_in(language, "credit_line") or article.wires.exists()):
        message = _("Write in the credit line who issued the statement, or who paid.")
        found.append(Problem(f"credit_line_{language}", message))
    return found


def _has_source(article: Article, language: str) -> bool:
    return (
        article.from_desk
        or bool(article.text_in(language, "credit_line"))
        or article.wires.exists()
        or article.credits.exists()
    )
