"""A file field that lets pictures in through the one door (`articles.images`) and says in words what it refuses."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import images
from articles.models import Image

ACCEPTED: Final = "image/jpeg,image/png,image/webp,image/gif,image/avif"


class PictureField(forms.FileField):
    """Cleans to `images.Accepted`: decoded, checked and written anew, not yet stored; None where nothing came."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"label": _("Picture file"), "help_text": _("JPEG, PNG, WebP, GIF or AVIF, up to 20 MB.")}
        super().__init__(**(defaults | kwargs))

    def clean(self, data: UploadedFile[Any] | None, initial: Any = None) -> images.Accepted | None:
        """The picture as it would be stored; the reason of a refusal is the field's error."""
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if not file:
            return None
        try:
            return images.accept(file)
        except images.PictureRefused as refusal:
            raise ValidationError(str(refusal.reason)) from refusal


def make_sizes_after_commit(image: Image) -> None:
    """The smaller sizes, once the picture is safely in; what fails here is made up for by the sweep in `tasks`."""
    transaction.on_commit(partial(images.make_renditions, image), robust=True)
