"""`manage.py sync_roles`: the groups of the desk and their permissions, as `newsroom.roles` has them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from newsroom import roles


class Command(BaseCommand):
    """Safe to run at any time, and after every migration: permissions have no rows before it."""

    help = "Write the roles of the desk (groups and their permissions) into the database."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them; says nothing where all went well."""
        roles.sync()
