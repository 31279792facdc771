"""What people at the desk are told, and the notes that they write to each other.

A notice is a row: it stands on the desk at once, and a worker mails it once unless mails of its kind are switched off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from django.db import transaction

from articles import rights
from articles.models import Article, MailsOff, Note, Notice, NoticeKind
from newsroom import bell
from newsroom.models import User

MAIL_TASK: Final = "articles.tasks.mail_notices"


def tell(
    people: Iterable[User | None],
    kind: NoticeKind,
    article: Article,
    *,
    language: str = "",
    by: User | None = None,
    text: str = "",
) -> None:
    """Write a notice for each of `people` once; nobody is told what they did themselves."""
    told = {user.pk: user for user in people if user is not None and user.is_active and user != by}
    without_mail = set(MailsOff.objects.filter(kind=kind, user__in=told).values_list("user", flat=True))
    Notice.objects.bulk_create(
        Notice(
            user=user,
            kind=kind,
            article=article,
            language=language,
            by=by,
            text=text,
            mail_due=bool(user.email) and user.pk not in without_mail,
        )
        for user in told.values()
    )
    if told:
        bell.ring_after_commit(MAIL_TASK)


def without_mail(user: User) -> set[str]:
    """The kinds of notices that come to somebody without a mail."""
    return set(MailsOff.objects.filter(user=user).values_list("kind", flat=True))


@transaction.atomic
def mail_only(user: User, kinds: Collection[NoticeKind]) -> None:
    """Mail somebody about these kinds and no others, from now on."""
    MailsOff.objects.filter(user=user).delete()
    MailsOff.objects.bulk_create(MailsOff(user=user, kind=kind) for kind in NoticeKind if kind not in kinds)


@transaction.atomic
def write_note(article: Article, *, by: User | None, text: str, language: str = "", sends_back: bool = False) -> Note:
    """Leave a note at a story; whoever is named in it (`@samar`, `@سمر خوري`) and may see the story is told."""
    note = Note.objects.create(article=article, by=by, text=text.strip(), language=language, sends_back=sends_back)
    named = [user for user in named_in(text) if rights.may_see(user, article)]
    tell(named, NoticeKind.MENTIONED, article, language=language, by=by, text=note.text)
    return note


def named_in(text: str) -> list[User]:
    """The people at the desk whom a note names: `@` and their user name, or their name as it is printed."""
    if "@" not in text:
        return []
    people = User.objects.filter(is_active=True, is_staff=True).order_by("pk")
    return [user for user in people if any(_names(name, text) for name in (user.username, user.full_name) if name)]


def _names(name: str, text: str) -> bool:
    return re.search(rf"@{re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
