"""Addresses that were public once, and where they lead. What has an address now is asked first, wherever one is."""

from __future__ import annotations

from typing import Final

from articles.models import Redirect

_TAILS: Final = ("", "feed/", "feed/atom/")  # of the address of a list


def target(path: str) -> str | None:
    """Where `path` leads; a list's feeds lead where the list does."""
    for tail in _TAILS:
        if path.endswith(tail):
            old = path.removesuffix(tail)
            found = Redirect.objects.filter(old_path=old).values_list("new_path", flat=True).first()
            if found is not None:
                return found + tail
    return None


def lead(old: str, new: str) -> list[tuple[str, str | None]]:
    """From now on `old` leads to `new`, and what led to `old` does, too: nobody is led twice, and nobody in a circle.

    Returns what each address that was written led to before, None where it led nowhere.
    """
    if old == new:
        return []
    changed = list(Redirect.objects.filter(old_path__in=(old, new)) | Redirect.objects.filter(new_path=old))
    before: list[tuple[str, str | None]] = [(row.old_path, row.new_path) for row in changed]
    if old not in dict(before):
        before.append((old, None))
    Redirect.objects.filter(old_path=new).delete()
    Redirect.objects.filter(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})
    return before


def put_back(before: list[tuple[str, str | None]]) -> None:
    """Undo what `lead` wrote, the last first."""
    for old, new in reversed(before):
        if new is None:
            Redirect.objects.filter(old_path=old).delete()
        else:
            Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})
