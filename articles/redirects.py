"""Addresses that were public once, and where they lead now."""

from __future__ import annotations

from django.db import transaction

from articles.models import Redirect


def target_of(path: str) -> str | None:
    """Where `path` (decoded, as it was asked for) leads now; None where nobody said so."""
    return Redirect.objects.filter(old_path=path).values_list("new_path", flat=True).first()


@transaction.atomic
def lead_on(old: str, new: str) -> None:
    """From now on `old` leads to `new`, and so does what led to `old`; what `new` led to before, it is now itself."""
    Redirect.objects.filter(old_path=new).delete()
    Redirect.objects.filter(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})
