"""What is told to the page cache: every row of these is seen by readers, so a change of one may change pages.

What is written in bulk sends no signal: it is written in one transaction with one of these (credits and related reads
with their publication, pinned stories with their topic).
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from articles import models
from newsroom import pagecache

PUBLIC: Final[tuple[type[Model], ...]] = (
    models.Author,
    models.Breaking,
    models.Cartoon,
    models.Correction,
    models.HousePage,
    models.Image,
    models.MenuItem,
    models.Publication,
    models.Redirect,
    models.Region,
    models.Rendition,
    models.Section,
    models.SiteIdentity,
    models.SocialLink,
    models.SpellingVariants,
    models.Tag,
    models.Topic,
    models.Wire,
    models.Withdrawal,
)


def _changed(sender: Any, **_details: Any) -> None:
    pagecache.note_change()


def _linked(sender: Any, action: str, **_details: Any) -> None:
    if action.startswith("post_"):
        pagecache.note_change()


for _model in PUBLIC:
    post_save.connect(_changed, sender=_model, dispatch_uid=f"changed {_model.__name__}")
    post_delete.connect(_changed, sender=_model, dispatch_uid=f"gone {_model.__name__}")
_JOINED: Final = (
    models.Cartoon.tags,
    models.Publication.tags,
    models.Publication.regions,
    models.Publication.wires,
    models.Topic.tags,
    models.Topic.regions,
    models.Topic.sections,
)
for _field in _JOINED:
    m2m_changed.connect(_linked, sender=_field.through, dispatch_uid=f"linked {_field.through.__name__}")
