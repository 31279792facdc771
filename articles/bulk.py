"""One step on many stories: what it would do to each is said first, then each is done in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import binning, checklist, publishing, review, rights, saving
from articles.models import SHARED, Article, ArticleLanguage, Publication, State
from articles.models.taxonomy import MOST_TAGS
from newsroom import clock
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES
from newsroom.models import User
from newsroom.moments import in_words

LONGEST: Final = 100  # stories of one step
Given = Mapping[str, Any]  # what the step was told: a section, a tag, a person …


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step does to one story, in words; `refused` says why it does nothing."""

    article: Article
    words: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step by its name at the desk; `fields` are what it must be told."""

    label: str | Promise
    fields: tuple[str, ...]
    effect: Callable[[User, Article, Given], str]  # in words; raises `Refused`
    do: Callable[[User, Article, Given], None]


class Refused(Exception):
    """The step does nothing to this story; its text says why."""


def effects(step: Step, user: User, articles: Sequence[Article], given: Given) -> list[Effect]:
    """What the step would do to each story; writes nothing."""
    return [_effect(step, user, article, given) for article in articles]


def _effect(step: Step, user: User, article: Article, given: Given) -> Effect:
    try:
        return Effect(article, words=step.effect(user, article, given))
    except Refused as refusal:
        return Effect(article, refused=str(refusal))


def run(step: Step, user: User, articles: Sequence[Article], given: Given) -> list[Effect]:
    """Do the step to each story; one that is refused, or was changed meanwhile, leaves the others alone."""
    return [_run_one(step, user, article, given) for article in articles]


def _run_one(step: Step, user: User, article: Article, given: Given) -> Effect:
    found = _effect(step, user, article, given)
    if found.refused:
        return found
    try:
        with transaction.atomic():
            step.do(user, article, given)
    except (saving.Stale, publishing.CannotPublish, binning.WasPublic):
        return Effect(article, refused=_("It was changed in this moment; look at it alone."))
    return found


# --- filing ----------------------------------------------------------------------------------------------------------


def _files(user: User, article: Article) -> None:
    if SHARED not in rights.access(user, article).writes:
        raise Refused(_("You do not file this story."))


def _file_effect(user: User, article: Article, given: Given) -> str:
    _files(user, article)
    if article.section == given["section"]:
        raise Refused(_("It is there already."))
    before = str(article.section) if article.section else _("no section")
    return _("%(before)s → %(after)s") % {"before": before, "after": given["section"]}


def _file(user: User, article: Article, given: Given) -> None:
    saving.save_part(article, SHARED, {"section": given["section"]}, version=article.version, by=user)


def _tag_effect(user: User, article: Article, given: Given) -> str:
    _files(user, article)
    if article.tags.filter(pk=given["tag"].pk).exists():
        raise Refused(_("It has this tag."))
    if article.tags.count() >= MOST_TAGS:
        raise Refused(_("It has 12 tags; more say less."))
    return _("gets the tag “%(tag)s”") % {"tag": given["tag"]}


def _tag(user: User, article: Article, given: Given) -> None:
    rows = saving.rows_of(article)
    rows = saving.Rows(rows.regions, [*rows.tags, given["tag"]], rows.wires, rows.credits, rows.related)
    saving.save_part(article, SHARED, {}, version=article.version, by=user, rows=rows)


# --- work ------------------------------------------------------------------------------------------------------------


def _assign_effect(user: User, article: Article, given: Given) -> str:
    language, person = given["language"], given["person"]
    if not rights.may_review(user, article, language):
        raise Refused(_("You do not assign this text."))
    if not rights.with_right("articles.change_article").filter(pk=person.pk).exists():
        raise Refused(_("This person writes no stories."))
    words = {"language": dict(LANGUAGE_CHOICES)[language], "person": person}
    return _("%(language)s: written by %(person)s") % words


def _assign(user: User, article: Article, given: Given) -> None:
    deadline = ArticleLanguage.objects.get(article=article, language=given["language"]).deadline
    review.assign(article, language=given["language"], to=given["person"], deadline=deadline, by=user)


# --- the site --------------------------------------------------------------------------------------------------------


def _public(article: Article) -> set[str]:
    """The languages that readers have, or will."""
    rows = Publication.objects.filter(article=article).exclude(live_until__lte=clock.now())
    return set(rows.values_list("language", flat=True))


def _schedulable(user: User, article: Article) -> list[str]:
    publishes = rights.access(user, article).publishes
    ready = set(article.languages.filter(state=State.READY).values_list("language", flat=True))
    public = set(
        Publication.objects.filter(article=article)
        .exclude(live_until__lte=clock.now())
        .values_list("language", flat=True)
    )
    wanted = [code for code in LANGUAGES if code in publishes and code in ready - public]
    return [code for code in wanted if not checklist.problems(article, code)]


def _schedule_effect(user: User, article: Article, given: Given) -> str:
    languages = _schedulable(user, article)
    if not languages:
        raise Refused(_("No text of it is ready, or you do not publish it."))
    if article.embargo_until and given["at"] < article.embargo_until:
        raise Refused(_("It is embargoed until %(time)s.") % {"time": in_words(article.embargo_until)})
    names = [str(dict(LANGUAGE_CHOICES)[code]) for code in languages]
    return _("%(languages)s: on the site from %(time)s") % {
        "languages": " · ".join(names),
        "time": in_words(given["at"]),
    }


def _schedule(user: User, article: Article, given: Given) -> None:
    for language in _schedulable(user, article):
        publishing.schedule(article, language=language, at=given["at"], by=user)


def _withdrawable(user: User, article: Article) -> list[str]:
    publishes = rights.access(user, article).publishes
    return [code for code in LANGUAGES if code in _public(article) & publishes]


def _withdraw_effect(user: User, article: Article, given: Given) -> str:
    languages = _withdrawable(user, article)
    if not languages:
        raise Refused(_("Nothing of it is public, or you do not publish it."))
    names = [str(dict(LANGUAGE_CHOICES)[code]) for code in languages]
    return _("comes off the site: %(languages)s") % {"languages": " · ".join(names)}


def _withdraw(user: User, article: Article, given: Given) -> None:
    for language in _withdrawable(user, article):
        publishing.withdraw(article, language=language, by=user, reason=given["reason"])


def _bin_effect(user: User, article: Article, given: Given) -> str:
    if not rights.may_bin(user, article):
        raise Refused(_("You do not write this story."))
    if article.publications.exists():
        raise Refused(_("Readers saw it: it is withdrawn, and never put into the bin."))
    return _("lies in the bin for thirty days")


def _bin(user: User, article: Article, given: Given) -> None:
    binning.put(article, by=user)


STEPS: Final[dict[str, Step]] = {
    "section": Step(gettext_lazy("File under a section"), ("section",), _file_effect, _file),
    "tag": Step(gettext_lazy("Add a tag"), ("tag",), _tag_effect, _tag),
    "assign": Step(gettext_lazy("Assign to somebody"), ("person", "language"), _assign_effect, _assign),
    "schedule": Step(gettext_lazy("Schedule what is ready"), ("at",), _schedule_effect, _schedule),
    "withdraw": Step(gettext_lazy("Take off the site"), ("reason",), _withdraw_effect, _withdraw),
    "bin": Step(gettext_lazy("Put into the bin"), (), _bin_effect, _bin),
}
