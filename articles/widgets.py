"""The story form's own inputs: the editor that knows its column's language, and pickers that keep an order.

Nothing here writes: a widget is made for one request, and no setting that requests share is ever changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.forms import Script
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_ckeditor_5.widgets import CKEditor5Widget

from newsroom import arabic, clock, house
from newsroom.converters import row_id
from newsroom.languages import ARABIC, LANGUAGE_CHOICES


class StoryEditor(CKEditor5Widget):  # type: ignore[misc]  # the package has no types
    """CKEditor 5 for one language column: `language` is the text's, `interface` that of whoever writes.

    It renders a plain text area, and the editor beside it in a `<template>`; desk-story.js puts the editor in
    when the language is shown. A language that is never shown posts its text byte for byte.
    """

    def __init__(
        self, *, language: str, interface: str, label: str, manner: house.Manner = house.DEFAULTS[house.BODY]
    ) -> None:
        super().__init__(config_name=language)
        self.language = language
        self.interface = interface
        self.label = label
        self.config: dict[str, Any] = deepcopy(self.config) | {
            "language": {"ui": interface, "content": language},
            "label": label,
            "placeholder": _("Write here. Type @ to refer to another story."),
            "relatedRead": {"label": _("Read also"), "live": _("on the site"), "other": _("not public")},
            "newsBlocks": {
                "labels": {
                    "speaker": _("Who is quoted"),
                    "factBox": _("Fact box"),
                    "direction": _("Turn the paragraph's direction"),
                }
            },
            "pickers": {
                "words": {
                    "storyLink": _("Link to a story of ours"),
                    "library": _("Picture from the library"),
                    "gallery": _("Gallery"),
                    "searchGalleries": _("Words of the gallery's title"),
                    "searchStories": _("Words of the headline, or a number"),
                    "searchPictures": _("Words under the picture, or its credit"),
                    "withoutWords": _("without words"),
                    "nothing": _("Nothing found."),
                    "close": _("Close"),
                }
            },
            "todaysDate": {
                "label": _("Today's date"),
                "words": house.words(clock.now(), "body_date", manner, language),
            },
        }

    @property
    def media(self) -> forms.Media:
        """The editor's files; the package itself would leave out the Arabic words of its buttons."""
        words = [_script("django_ckeditor_5/dist/translations/ar.js")] if self.interface == ARABIC else []
        names = ("related-read", "news", "gallery", "pickers", "date", "guard")
        own = [_script(f"newsroom/js/editor-{name}.js") for name in names]
        editor = _script("django_ckeditor_5/dist/bundle.js")
        scripts: list[Any] = [*words, *own, editor]  # the stubs know names of files only
        return forms.Media(css={"all": ["django_ckeditor_5/dist/styles.css"]}, js=scripts)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        plain = {**(attrs or {}), "lang": self.language, "dir": arabic.direction(self.language), "rows": 14}
        context = {
            "name": name,
            "value": value or "",
            "attrs": plain,
            "language": self.language,
            "editor": super().render(name, value, attrs, renderer),
        }
        return render_to_string("admin/articles/article/editor.html", context)


def _script(path: str) -> Script:
    return Script(path, defer=True)


class _OnlyNumbers:
    """A picker that shows nothing for a key that is none; the stock one asks the database for it and fails."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        keys = [key for key in value if row_id(key) is not None]
        groups: list[Any] = super().optgroups(name, keys, attr)  # type: ignore[misc]  # of the picker beside it
        return groups


class Picker(_OnlyNumbers, AutocompleteSelect):
    """One row from a long list."""


class _BySight:
    """A picker whose list shows the pictures of the library (desk-pickers.js)."""

    def get_url(self) -> str:
        return reverse("admin:articles_article_picture_picker")

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)  # type: ignore[misc]  # of the picker
        return attrs | {"data-pictures": "true"}


class PicturePicker(_BySight, Picker):
    """One picture of the library."""


class PickerOfMany(_OnlyNumbers, AutocompleteSelectMultiple):
    """Several rows from a long list."""


class PickerInOrder(PickerOfMany):
    """Several rows from a long list, shown and posted in the order in which they were picked."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        groups: list[Any] = super().optgroups(name, value, attr)
        wanted = {str(key): place for place, key in enumerate(value)}
        groups[0][1].sort(key=lambda option: wanted.get(str(option["value"]), len(wanted)))
        return groups

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-in-order": "true"}


class PicturesPicker(_BySight, PickerInOrder):
    """Several pictures of the library."""


class RelatedPicker(PickerInOrder):
    """Stories, those of others by what readers know of them."""

    def get_url(self) -> str:
        return reverse("admin:articles_article_related_picker")


class StoryPicker(Picker):
    """One story, found as `RelatedPicker` finds many."""

    def get_url(self) -> str:
        return reverse("admin:articles_article_related_picker")


def editor_label(language: str) -> str:
    """What a screen reader calls the editor: the text, and in which language."""
    return _("Text: %(language)s") % {"language": dict(LANGUAGE_CHOICES)[language]}
