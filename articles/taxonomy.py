"""Moving places in the tree of regions; the only writer of `Region.path`."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from articles.models import Region


@transaction.atomic
def place(region: Region) -> None:
    """Write the path of a saved region from its parent, and carry everything below it along."""
    old = region.path
    parent_path = region.parent.path if region.parent else "/"
    new = f"{parent_path}{region.pk}/"
    if new == old:
        return
    if old:
        below = Region.objects.filter(path__startswith=old).exclude(pk=region.pk)
        below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Region.objects.filter(pk=region.pk).update(path=new)
    region.path = new
