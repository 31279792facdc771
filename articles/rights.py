"""Who may see, change, review and publish which story: by right, by section, by language.

Every door of the desk asks here: forms, lists, pickers, history, previews. A right (`newsroom.roles`) says what
somebody may do at all, their remit (`Remit`) where; what is one's own may be seen and written whatever the remit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import PARTS, SHARED, Article, ArticleLanguage, Publication, Remit, Revision, Withdrawal
from newsroom import clock
from newsroom.languages import LANGUAGES
from newsroom.models import User

Somebody = User | AnonymousUser | Any

TAKE_DOWN: Final = "articles.take_down_article"
_WORKS_IN: Final = "_works_in"  # where a user's remit is kept for as long as their request lasts


@dataclass(frozen=True, slots=True)
class WorksIn:
    """A remit as plain data: its languages, and the ids of its sections; None is all of them."""

    languages: tuple[str, ...] = LANGUAGES
    sections: frozenset[int] | None = None

    def covers(self, article: Article, language: str) -> bool:
        """Whether it reaches this text; a story that was not filed yet is everybody's."""
        filed_here = self.sections is None or article.section_id is None or article.section_id in self.sections
        return filed_here and language in self.languages

    def among(self, texts: QuerySet[ArticleLanguage]) -> QuerySet[ArticleLanguage]:
        """Those of `texts` that it covers."""
        texts = texts.filter(language__in=self.languages)
        if self.sections is None:
            return texts
        return texts.filter(Q(article__section__in=self.sections) | Q(article__section=None))


def works_in(user: Somebody) -> WorksIn:
    """Where somebody works; asked of the database once per request."""
    kept = user.__dict__.get(_WORKS_IN)
    if kept is None:
        kept = user.__dict__[_WORKS_IN] = _remit_of(user)
    found: WorksIn = kept
    return found


def _remit_of(user: Any) -> WorksIn:
    remit = None if user.is_superuser else Remit.objects.filter(user=user.pk).prefetch_related("sections").first()
    if remit is None:
        return WorksIn()
    sections = frozenset(section.pk for section in remit.sections.all())
    return WorksIn((remit.language,) if remit.language else LANGUAGES, sections or None)


def visible(user: Somebody) -> QuerySet[Article]:
    """The stories whose working copy somebody may see; what lies in the bin is none of them."""
    return within_reach(user).filter(binned_at=None)


def within_reach(user: Somebody) -> QuerySet[Article]:
    """The stories whose working copy somebody may see, in the bin or not; what others embargoed only to those who may
    see that, too, and what was taken down by order of the law only to those who may do so.
    """
    rows = Article.objects.all()
    if not user.has_perm(TAKE_DOWN):
        rows = rows.exclude(Exists(_taken_down().filter(article=OuterRef("pk"))))
    if not (user.has_perm("articles.view_article") or user.has_perm("articles.change_article")):
        return rows.none()
    if user.has_perm("articles.view_any_article"):
        embargoed = Q(embargo_until__gt=clock.now())
        return rows if user.has_perm("articles.view_embargoed_article") else rows.filter(~embargoed | _own(user))
    return rows.filter(_own(user))


def _taken_down() -> QuerySet[Withdrawal]:
    """The take-downs after which the text did not go on the site again."""
    later = Publication.objects.filter(
        article=OuterRef("article"), language=OuterRef("language"), live_from__gte=OuterRef("at")
    )
    return Withdrawal.objects.filter(~Exists(later), legal=True)


def take_downs(user: Somebody, article: Article) -> dict[str, datetime]:
    """Language: the moment of its last take-down, where there was one. What the text was until then is not for `user`,
    also once another text is on the site; empty for those who may take down.
    """
    if user.has_perm(TAKE_DOWN):
        return {}
    rows = Withdrawal.objects.filter(article=article, legal=True).order_by("at")
    return dict(rows.values_list("language", "at"))


def readable_revisions(user: Somebody, article: Article) -> QuerySet[Revision]:
    """The revisions of a story that somebody may read, who may see the story."""
    rows = Revision.objects.filter(article=article)
    for language, at in take_downs(user, article).items():
        rows = rows.exclude(part=language, at__lte=at)
    return rows


def was_taken_down(user: Somebody, row: Publication) -> bool:
    """Whether a publication is hidden from somebody by order of the law."""
    at = take_downs(user, row.article).get(row.language)
    return at is not None and row.live_from <= at


def nameable(user: Somebody) -> QuerySet[Article]:
    """The stories that somebody may recommend: those they may see, and those that readers see."""
    public = Exists(Publication.objects.live_at(clock.now()).filter(article=OuterRef("pk")))
    return Article.objects.filter(Q(Exists(visible(user).filter(pk=OuterRef("pk")))) | public)


def may_see(user: Somebody, article: Article) -> bool:
    """Whether `article` is among those that are `visible`."""
    return visible(user).filter(pk=article.pk).exists()


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do with one story: see it, write these parts, review and publish these languages."""

    sees: bool = False
    writes: frozenset[str] = frozenset()
    reviews: frozenset[str] = frozenset()
    publishes: frozenset[str] = frozenset()


def access(user: Somebody, article: Article) -> Access:
    """What somebody may do with a story; two questions to the database, and one for their remit."""
    if not may_see(user, article):
        return Access()
    covered = frozenset(code for code in LANGUAGES if works_in(user).covers(article, code))
    return Access(
        sees=True,
        writes=_writes(user, article, covered),
        reviews=covered if user.has_perm("articles.review_article") else frozenset(),
        publishes=covered if user.has_perm("articles.publish_article") else frozenset(),
    )


def _writes(user: Somebody, article: Article, covered: frozenset[str]) -> frozenset[str]:
    if not user.has_perm("articles.change_article"):
        return frozenset()
    if is_own(user, article):
        return frozenset(PARTS)
    if not user.has_perm("articles.change_any_article"):
        return frozenset()
    files = bool(covered) and user.has_perm("articles.review_article")  # a translator files no stories of others
    return covered | {SHARED} if files else covered


def parts_to_write(user: Somebody, article: Article | None) -> frozenset[str]:
    """The parts of a story that somebody may write; of a new one (None) all, where they may begin one."""
    if article is None:
        return frozenset(PARTS) if user.has_perm("articles.add_article") else frozenset()
    return access(user, article).writes


def may_review(user: Somebody, article: Article, language: str) -> bool:
    """Whether somebody may approve this text or send it back."""
    return language in access(user, article).reviews


def may_publish(user: Somebody, article: Article, language: str) -> bool:
    """Whether somebody may put this text on the site, take it off, and correct it."""
    return language in access(user, article).publishes


def may_bin(user: Somebody, article: Article) -> bool:
    """Whether somebody may put a story into the bin that no reader ever had: their own, or any of those they edit."""
    return bool(access(user, article).writes) and binned_by(user, article)


def binned_by(user: Somebody, article: Article) -> bool:
    """Whether the story is somebody's to put away and to take out again: they began it, or they review stories."""
    return article.created_by_id == user.pk or user.has_perm("articles.review_article")


def is_own(user: Somebody, article: Article) -> bool:
    """Whether somebody began the story, or has a part in it: it was assigned to them, or they sent it to review."""
    return Article.objects.filter(_own(user), pk=article.pk).exists()


def _own(user: Somebody) -> Q:
    part_in_it = Q(assignee=user.pk) | Q(submitted_by=user.pk) | Q(reviewer=user.pk)
    languages = ArticleLanguage.objects.filter(part_in_it, article=OuterRef("pk"))
    return Q(created_by=user.pk) | Q(Exists(languages))


def reviewers(article: Article, language: str) -> list[User]:
    """Those who can be asked to review a text, by name."""
    found = with_right("articles.review_article")
    return [user for user in found if may_review(user, article, language)]


def with_right(right: str) -> QuerySet[User]:
    """Everybody at the desk who holds a right (`app.codename`), by name."""
    app, _dot, codename = right.partition(".")
    named = {"codename": codename, "content_type__app_label": app}
    own = Q(**{f"user_permissions__{key}": value for key, value in named.items()})
    by_role = Q(**{f"groups__permissions__{key}": value for key, value in named.items()})
    rows = User.objects.filter(Q(is_superuser=True) | own | by_role, is_active=True, is_staff=True)
    return rows.distinct().order_by("full_name", "username")
