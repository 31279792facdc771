"""Texts that were typed and not saved: kept while somebody writes, offered when they come back, gone with a save.

A draft holds a part of the form as the browser would post it, unchecked; laying it over the form checks nothing either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from articles.models import Article, Draft
from newsroom import clock
from newsroom.models import User

MAX_BYTES: Final = 5 * 1024 * 1024
_KEY: Final = re.compile("[0-9A-Za-z]{1,32}")
KEPT: Final = timedelta(days=30)


class TooLong(Exception):
    """More than 5 MB: it stays in the browser alone."""


def key_in(given: Any) -> str:
    """What a browser calls a form or a tab; empty for everything that is no such name."""
    return given if isinstance(given, str) and _KEY.fullmatch(given) else ""


@transaction.atomic
def keep(
    user: User, article: Article | None, part: str, data: Mapping[str, Any], *, base_version: int, form_key: str = ""
) -> Draft:
    """Keep what somebody has typed in a part, in place of what was kept of it before.

    `data` is field: value, or a list of values; `base_version` the version that they began with. A new story is named
    by its form's key. Raises `TooLong`.
    """
    if len(json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise TooLong
    draft, _made = Draft.objects.update_or_create(
        user=user,
        article=article,
        form_key="" if article else form_key,
        part=part,
        defaults={"data": _storable(data), "base_version": max(base_version, 0), "saved_at": clock.now()},
    )
    return draft


def mine(user: User, article: Article | None) -> QuerySet[Draft]:
    """What somebody typed in a story and did not save, the newest first; without a story, in new ones."""
    return Draft.objects.filter(user=user, article=article).order_by("-saved_at", "-pk")


def of_others(user: User, article: Article) -> QuerySet[Draft]:
    """What others typed in a story and did not save."""
    return Draft.objects.filter(article=article).exclude(user=user).select_related("user").order_by("-saved_at", "-pk")


def forget_new(user: User, form_key: str) -> None:
    """The new story of that form was saved: its drafts have done their work."""
    Draft.objects.filter(user=user, article=None, form_key=form_key).delete()


def tidy_up() -> int:
    """Take away what nobody came back for; returns how many drafts that were."""
    return Draft.objects.filter(saved_at__lt=clock.now() - KEPT).delete()[0]


def _storable(value: Any) -> Any:
    """Without what no database holds: NUL and lone surrogates."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_storable(str(key)): _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value
