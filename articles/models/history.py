"""What a story or an address used to be."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """An address that was public once, and where it leads now; asked for only when nothing else answers."""

    old_path = models.CharField(_("old address"), max_length=500, unique=True, help_text="/ar/old/")
    new_path = models.CharField(_("new address"), max_length=500, help_text="/ar/sections/…/")

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ("old_path",)

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"

    def clean(self) -> None:
        """Both are paths on this site, and it does not lead to itself."""
        problems = {
            name: _("An address on this site begins with one slash: /ar/…")
            for name in ("old_path", "new_path")
            if not getattr(self, name).startswith("/") or getattr(self, name).startswith(("//", "/\\"))
        }
        if self.old_path == self.new_path:
            problems["new_path"] = _("The new address is the old one.")
        if problems:
            raise ValidationError(problems)
