"""What the editor's page of an issue posts: its head, a line for each item, and the one act that was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from newsletter.editing import NONE, OWN, Head, Line
from newsletter.models import Digest, DigestItem
from newsroom import arabic

# Control characters, marks that turn the direction of what follows, halves of pairs: nobody types them.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LONGEST_INTRO: Final = 2000


def _only_visible(text: str) -> None:
    if _UNSEEN.search(text):
        raise ValidationError(_("There is a character in it that nobody sees. Type the words anew."))


def _words(longest: int, *, lines: int = 0) -> Any:
    """A box of words that posts what it held, too: what nobody touched is not theirs, also if it changed meanwhile."""
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    return forms.CharField(
        required=False, max_length=longest, widget=widget, validators=[_only_visible], show_hidden_initial=True
    )


class HeadForm(forms.Form):
    """The lines above an issue."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    subject = _words(200)
    preheader = _words(250)
    intro = _words(LONGEST_INTRO, lines=3)

    def __init__(self, digest: Digest, data: Any = None) -> None:
        first = {name: getattr(digest, name) for name in ("version", "subject", "preheader", "intro")}
        super().__init__(data, initial={name: _bare(value) for name, value in first.items()})
        self.fields["subject"].label = _("Subject of the mail")
        self.fields["preheader"].label = _("Preview line")
        self.fields["intro"].label = _("Introduction")
        self.fields["intro"].help_text = _("Above the stories. An empty line begins a paragraph.")
        for name in ("subject", "preheader", "intro"):
            self.fields[name].widget.attrs |= {"lang": digest.language, "dir": arabic.direction(digest.language)}


class ItemForm(forms.Form):
    """One item."""

    place = forms.IntegerField(min_value=1, max_value=999, show_hidden_initial=True)
    headline = _words(200)
    standfirst = _words(1000, lines=3)
    picture = forms.CharField(required=False, max_length=20, show_hidden_initial=True)
    pinned = forms.BooleanField(required=False, show_hidden_initial=True)
    dropped = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, item: DigestItem, place: int, data: Any = None) -> None:
        chosen = OWN if "image_id" not in item.overrides else str(item.image_id or NONE)
        first = {"place": place, "headline": item.headline, "standfirst": item.standfirst, "picture": chosen}
        first |= {"pinned": item.pinned, "dropped": item.dropped}
        super().__init__(data, prefix=f"item-{item.pk}", initial=first)
        self.fields["headline"].label = _("Headline")
        self.fields["standfirst"].label = _("Standfirst")
        self.fields["place"].widget.attrs |= {"inputmode": "numeric", "class": "place"}
        for name in ("headline", "standfirst"):
            self.fields[name].widget.attrs |= {"lang": item.tongue, "dir": arabic.direction(item.tongue)}

    def line(self) -> Line:
        """What was asked for."""
        words = self.cleaned_data
        return Line(
            place=words["place"],
            headline=_typed(self, "headline"),
            standfirst=_typed(self, "standfirst"),
            picture=_typed(self, "picture"),
            pinned=words["pinned"],
            dropped=words["dropped"],
        )


@dataclass(frozen=True, slots=True)
class Posted:
    """The whole page, bound or not."""

    head: HeadForm
    items: dict[int, ItemForm]

    def is_valid(self) -> bool:
        """Whether all of it can be written."""
        return all([self.head.is_valid(), *(form.is_valid() for form in self.items.values())])

    def wanted(self) -> tuple[int, Head, dict[int, Line]]:
        """The version that it was written on, and what was asked for."""
        head = Head(*(_typed(self.head, name) for name in ("subject", "preheader", "intro")))
        return self.head.cleaned_data["version"], head, {key: form.line() for key, form in self.items.items()}


def _typed(form: forms.Form, name: str) -> str | None:
    """What was typed into a box; None where nobody touched it."""
    return form.cleaned_data[name] if _is_touched(form, name) else None


def of(digest: Digest, items: Sequence[DigestItem], data: Mapping[str, Any] | None = None) -> Posted:
    """The page of an issue; of what was posted, that which belongs to an item that is there."""
    places = enumerate(items, start=1)
    forms_of_items = {
        item.pk: ItemForm(item, place, data if data is None or f"item-{item.pk}-place" in data else None)
        for place, item in places
    }
    if data is not None:
        forms_of_items = {key: form for key, form in forms_of_items.items() if form.is_bound}
    return Posted(HeadForm(digest, data), forms_of_items)


def merged(posted: Posted, digest: Digest, items: Sequence[DigestItem]) -> None:
    """Put what another has saved wherever nothing was touched here, and the version that is saved over.

    The order is one thing: whoever moved one story means all of it. What is out is a press of its own, and theirs.
    """
    now = of(digest, items)
    there = [(form, now.items[key]) for key, form in posted.items.items() if key in now.items]
    pairs = [(posted.head, now.head), *there]
    data = {name: posted.head.data[name] for name in posted.head.data} | {"version": str(digest.version)}
    is_moved = any(_is_touched(form, "place") for form, _theirs in there)
    for form, theirs in pairs:
        for field in theirs:
            is_mine = is_moved if field.name == "place" else _is_touched(form, field.name)
            if field.name != "version" and not is_mine:
                data |= {field.html_name: field.value() or "", field.html_initial_name: field.value() or ""}
    for form, _theirs in pairs:
        form.data = data


def _is_touched(form: forms.Form, name: str) -> bool:
    """Whether a box holds something else than the page showed in it."""
    return form[name].html_initial_name in form.data and name in form.changed_data


def _bare(value: Any) -> Any:
    """Without the mark that a line begins with in the mail: an editor does not type it."""
    return value.lstrip("\u200e\u200f") if isinstance(value, str) else value
