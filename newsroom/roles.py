"""Who may do what at the desk: a role is a group of permissions, written here and nowhere else.

`manage.py sync_roles` writes these lists into the database and takes out what is no longer in them. Only the superuser
sees the machines' tables, the accounts and the audit log.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REPORTER: Final = "reporter"
TRANSLATOR: Final = "translator"
DESK_EDITOR: Final = "desk_editor"
PHOTO_EDITOR: Final = "photo_editor"
CARTOONIST: Final = "cartoonist"
NEWSLETTER_EDITOR: Final = "newsletter_editor"
EDITOR_IN_CHIEF: Final = "editor_in_chief"

NAMES: Final[dict[str, str | Promise]] = {
    REPORTER: _("Reporter"),
    TRANSLATOR: _("Translator"),
    DESK_EDITOR: _("Desk editor"),
    PHOTO_EDITOR: _("Photo editor"),
    CARTOONIST: _("Cartoonist"),
    NEWSLETTER_EDITOR: _("Newsletter editor"),
    EDITOR_IN_CHIEF: _("Editor-in-chief"),
}


def _can(actions: str, models: str) -> frozenset[str]:
    """`_can("add view", "image tag")`: `articles.add_image`, `articles.view_tag` and so on."""
    return frozenset(f"articles.{action}_{model}" for action in actions.split() for model in models.split())


# To choose a section, region, tag, person or agency in a form is to be allowed to see it.
_FILING: Final = _can("view", "section region tag author wire")
_WRITING: Final = (
    _can("add change view", "article")
    | _can("add change delete view", "articlecredit relatedread")
    | _can("add view", "image")
    | _can("add change view", "gallery")
    | _FILING
)
_PICTURES: Final = (
    _can("add change view", "image cartoon gallery") | _can("view", "author article") | _can("view_any", "article")
)
_EDITING: Final = (
    _WRITING
    | _PICTURES
    | _can("add change view", "tag author wire region spellingvariants")
    | _can("view_any change_any view_embargoed review publish", "article")
    | _can("add change view", "breaking topic")
)
_NEWSLETTER: Final = frozenset(
    f"newsletter.{what}"
    for what in (
        "view_subscriber",
        "view_inboundmessage",
        "export_subscriber",
        "change_suppression",
        "view_import",
        "view_digest",
        "send_digest",
        "view_digestplan",
        "change_digestplan",
        "add_digestplan",
        "view_plansection",
        "change_plansection",
        "add_plansection",
        "delete_plansection",
    )
)
_LEADING: Final = (
    _EDITING
    | _can(
        "add change delete view",
        "section region tag author wire spellingvariants redirect menuitem sociallink breaking housepage topic",
    )
    | _can("delete", "image cartoon gallery")
    | _can("override_embargo take_down", "article")
    | _can("change view", "siteidentity")
    | _NEWSLETTER
)

PERMISSIONS: Final[dict[str, frozenset[str]]] = {
    REPORTER: _WRITING,
    TRANSLATOR: _WRITING | _can("view_any change_any", "article"),
    DESK_EDITOR: _EDITING,
    PHOTO_EDITOR: _PICTURES,
    CARTOONIST: _can("add change view", "cartoon") | _can("add view", "image") | _can("view", "author"),
    NEWSLETTER_EDITOR: _NEWSLETTER | _can("view view_any", "article"),
    EDITOR_IN_CHIEF: _LEADING,
}


class UnknownPermission(Exception):
    """A role names a permission that no installed model has: a misspelling, or a migration that has not run."""


@transaction.atomic
def sync() -> None:
    """Make the groups and their permissions what this module says; running it again changes nothing."""
    known = _known_permissions()
    for role, names in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(_rows(known, names))


def _known_permissions() -> dict[str, Permission]:
    rows = Permission.objects.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}": row for row in rows}


def _rows(known: dict[str, Permission], names: Iterable[str]) -> list[Permission]:
    if unknown := sorted(set(names) - set(known)):
        raise UnknownPermission(", ".join(unknown))
    return [known[name] for name in sorted(names)]
