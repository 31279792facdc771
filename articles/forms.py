"""What the desk types about a story, checked and made clean; nothing here writes.

A draft may be empty everywhere: what must be there is asked when it is published, not while it is written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import body, filing, lookup, publishing, saving, tidying, unsaved
from articles.models import (
    Article,
    ArticleCredit,
    Author,
    CreditRole,
    Draft,
    Named,
    RelatedRead,
    Section,
    SiteIdentity,
)
from articles.models.article import TEXT_FIELDS
from articles.models.taxonomy import MOST_TAGS
from articles.widgets import PickerInOrder, RelatedPicker, StoryEditor, editor_label
from newsroom import arabic, clock, house
from newsroom.converters import row_id, row_ids
from newsroom.fields import MomentField
from newsroom.languages import ARABIC, LANGUAGES
from newsroom.models import User

ROLES: Final = tuple(CreditRole.values)
TEXT_COLUMNS: Final = tuple(f"{field}_{language}" for field in TEXT_FIELDS for language in LANGUAGES)
SHARED_COLUMNS: Final = saving.SHARED_FIELDS
SHARED_LISTS: Final = ("regions", "tags", "wires")
_LONG: Final = {"headline": 2, "standfirst": 3}  # rows of those that are more than one line to look at

_CARRIED: Final = (
    "version_",
    "seen_",
    "ask_",
    "keep_",
    "take_",
    "form_key",
    "csrf",
    "_",
)  # what a form carries beside content

# Controls, direction marks and other letters that nobody sees; joiners stay, they shape words.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
# What no text of ours holds, not even one that is put back as it was typed: controls but tab and line ends, lone
# surrogates, what is no letter at all; bidi overrides and embeddings, as in `articles.body`.
_NEVER_STORED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
_TIDIED: Final = ("kicker", "headline", "standfirst", "dateline", "hero_caption", "hero_alt", "hero_credit")


class LineField(forms.CharField):
    """One line of text: no line breaks, no doubled spaces, nothing unseen."""

    def to_python(self, value: Any) -> str:
        return " ".join(_UNSEEN.sub("", str(value or "")).split())


class ParagraphField(forms.CharField):
    """A few lines of text; line ends are the browser's affair."""

    def to_python(self, value: Any) -> str:
        return _UNSEEN.sub("", str(value or "").replace("\r\n", "\n")).strip()


class TypedField(forms.CharField):
    """A text of the story: cleaned where somebody changed it, and what `stands` there already stays as it is.

    Its value is what was typed, as it can be stored: signs that nobody sees and doubled spaces are kept, for an editor
    may want them and say so. `clean` makes of it what `shape` makes of clean text and leaves the account in `tidied`.
    """

    def __init__(self, shape: LineField | ParagraphField, *, max_length: int | None, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=max_length, **kwargs)
        self.shape = shape
        self.stands = ""
        self.tidied: tidying.Tidied | None = None

    def to_python(self, value: Any) -> str:
        text = _NEVER_STORED.sub("", str(value or "").replace("\r\n", "\n"))
        return (" ".join(text.splitlines()) if isinstance(self.shape, LineField) else text).strip()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and self.to_python(initial) != self.to_python(data)

    def clean(self, value: Any) -> str:
        """The text to store; raises ValidationError where it is too long."""
        typed = self.to_python(value)
        if typed == self.stands:
            return typed
        plain: str = self.shape.to_python(value)
        cleaned = tidying.settled(str(value or "").replace("\r\n", "\n"), tidying.tidy_line, self.shape.to_python)
        if self.max_length and len(plain) <= self.max_length < len(cleaned.text):
            cleaned = arabic.Cleaned(plain)  # what fits is not made too long
        if cleaned.changes:
            self.tidied = tidying.Tidied(cleaned.changes, cleaned.text, typed)
        text: str = super().clean(cleaned.text)
        return text


class BodyField(forms.CharField):
    """The story's text as the editor posts it; line ends are the browser's affair and no change of the text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(value or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        if len(value.encode("utf-8", "surrogatepass")) > body.MAX_BODY_BYTES:
            raise ValidationError(_("The text is longer than 1 MB; it was not saved. Shorten it or split the story."))


class VersionField(forms.IntegerField):
    """The version of a part that an editor had before them: carried along, never a change."""

    def __init__(self, initial: int) -> None:
        super().__init__(required=False, initial=initial, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class SeenField(forms.CharField):
    """The fingerprint of a part as it was opened (`ArticleForm.fingerprint`): carried along, never a change."""

    def __init__(self, initial: str) -> None:
        super().__init__(required=False, initial=initial, widget=forms.HiddenInput, max_length=64)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class RowsInOrder(forms.ModelMultipleChoiceField[Any]):
    """Rows in the order in which they were picked, each once."""

    def clean(self, value: Any) -> Any:
        found = {str(row.pk): row for row in super().clean(value)}
        return [found[key] for key in dict.fromkeys(map(str, value or ())) if key in found]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(key) for key in initial or ()] != [str(key) for key in data or ()]


class FiledUnder(forms.ModelMultipleChoiceField[Any]):
    """Regions or tags; what was merged since the form was opened is what it was merged into."""

    @property
    def family(self) -> type[Named]:
        """Regions or tags."""
        return self.queryset.model  # type: ignore[union-attr]  # it is never without its rows

    def clean(self, value: Any) -> Any:
        return super().clean(self._now(value))

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(self._now(value))

    def _now(self, value: Any) -> Any:
        if not isinstance(value, list | tuple) or not value or any(isinstance(each, Named) for each in value):
            return value
        keys = row_ids(value)
        strange = [each for each in value if row_id(each) is None]  # refused by the field in its own words
        return [*map(str, filing.followed(self.family, keys)), *strange]


class TagsOfStory(FiledUnder):
    """At most twelve; a story that had more keeps them, and gets no other."""

    def clean(self, value: Any) -> Any:
        rows = super().clean(value)
        if len(rows) > max(MOST_TAGS, self.had):
            raise ValidationError(_("A story has at most 12 tags: take some away, the others say more then."))
        return rows

    had = 0


class FiledUnderOne(forms.ModelChoiceField[Any]):
    """A section; what was merged since the form was opened is what it was merged into."""

    def to_python(self, value: Any) -> Any:
        key = row_id(value)
        return super().to_python(next(iter(filing.followed(Section, [key])), value) if key else value)


class RelatedReads(RowsInOrder):
    """Stories in order, called as the editor may know them."""

    def label_from_instance(self, obj: Article) -> str:
        return lookup.called(obj)


class ArticleForm(forms.ModelForm["Article"]):
    """Both languages of a story, what they share, and a version for each of the three parts.

    Only parts in which something was changed are compared with the database and written. `notes` tells the
    editor what was left out on the way in.
    """

    user: User | None = None  # whose rights decide what may be picked; set by the admin for each request
    check_versions = True  # a preview writes nothing and so overwrites nobody
    open_parts = frozenset(saving.PARTS)  # what this editor may write; the rest is there to look at
    laid_over: Sequence[Draft] = ()  # what was typed and not saved, to be shown in place of what is stored
    carried = _CARRIED

    class Meta:
        model = Article
        fields = (*TEXT_COLUMNS, *SHARED_COLUMNS, *SHARED_LISTS)
        field_classes: ClassVar[Any] = {"section": FiledUnderOne, "regions": FiledUnder, "tags": TagsOfStory}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes: list[str] = []
        self._tidied_bodies: dict[str, tidying.Tidied] = {}
        self.stale: dict[str, int] = {}  # part: the version that stands in the database
        stored = saving.versions(self.instance) if self.instance.pk else dict.fromkeys(saving.PARTS, 0)
        for part in saving.PARTS:
            self.fields[f"version_{part}"] = VersionField(stored[part])
        for name in TEXT_COLUMNS:
            self._set_up_text(name)
        embargo = self.fields["embargo_until"]
        self.fields["embargo_until"] = MomentField(label=embargo.label, help_text=embargo.help_text)
        self._set_up_people()
        self._set_up_related()
        tags: Any = self.fields["tags"]
        tags.had = len(self.initial.get("tags") or ())
        for part in saving.PARTS:
            self.fields[f"seen_{part}"] = SeenField(self.fingerprint(part, self.opened))
        for name, field in self.fields.items():
            field.disabled = saving.part_of(name) not in self.open_parts and not name.startswith(_CARRIED)
        for draft in self.laid_over:
            unsaved.lay_over(self, draft)
        if self.is_bound and self.instance.pk:
            self.data = unsaved.with_theirs(self)

    # --- the fields -----------------------------------------------------------------------------------------

    @cached_property
    def _date_manner(self) -> house.Manner:
        """How dates are printed in a text, for the button that writes today's."""
        return SiteIdentity.current().house[house.BODY]

    def _set_up_text(self, name: str) -> None:
        """Every text is written in its own language's direction, whatever the interface speaks."""
        kind, _joint, language = name.rpartition("_")
        original = Article._meta.get_field(kind)
        label = str(original.verbose_name)  # type: ignore[union-attr]  # a column, not a reverse relation
        if kind == "body":
            interface = get_language() or ARABIC
            manner = self._date_manner
            editor = StoryEditor(language=language, interface=interface, label=editor_label(language), manner=manner)
            self.fields[name] = BodyField(label=label, widget=editor)
            return
        widget: forms.Widget = forms.Textarea({"rows": _LONG[kind]}) if kind in _LONG else forms.TextInput()
        own = "ltr" if kind == "slug" and language != ARABIC else arabic.direction(language)
        widget.attrs |= {"lang": language, "dir": own}
        around: dict[str, Any] = {"label": label, "widget": widget}
        around["max_length"] = original.max_length  # type: ignore[union-attr]
        around["help_text"] = original.help_text  # type: ignore[union-attr]
        self.fields[name] = self._typed_field(name, around) if kind in _TIDIED else LineField(required=False, **around)
        # A browser would cut what is pasted without a word; the form refuses it and keeps it all.
        self.fields[name].widget.attrs.pop("maxlength", None)

    def _typed_field(self, name: str, around: dict[str, Any]) -> TypedField:
        field = TypedField(ParagraphField() if name.startswith("standfirst_") else LineField(), **around)
        field.stands = field.to_python(self.get_initial_for_field(field, name))
        return field

    def _set_up_people(self) -> None:
        credited: dict[str, list[int]] = {role: [] for role in ROLES}
        if self.instance.pk:
            for role, person in ArticleCredit.objects.filter(article=self.instance).values_list("role", "person"):
                credited[role].append(person)
        for role in ROLES:
            label = (
                Article._meta.get_field("authors").verbose_name if role == CreditRole.TEXT else CreditRole(role).label
            )
            self.fields[f"credit_{role}"] = self._people_picker(label, credited[role])

    def _set_up_related(self) -> None:
        chosen: list[int] = []
        if self.instance.pk:
            stored = RelatedRead.objects.filter(article=self.instance).order_by("position", "pk")
            chosen = list(stored.values_list("target", flat=True))
        label = Article._meta.get_field("related").verbose_name
        rows = lookup.recommendable(self.user or AnonymousUser(), *LANGUAGES, also=chosen)
        picker = RelatedPicker(Article._meta.get_field("related"), admin.site)
        self.fields["related_reads"] = RelatedReads(
            queryset=rows, required=False, label=label, widget=picker, initial=chosen
        )

    def _people_picker(self, label: Any, initial: list[int]) -> RowsInOrder:
        field: Any = Article._meta.get_field("authors")
        picker: Any = PickerInOrder(field, admin.site)
        if self.user is not None and self.user.has_perm("articles.add_author"):
            picker = RelatedFieldWidgetWrapper(picker, field.remote_field, admin.site, can_add_related=True)
        people = Author.objects.all()
        return RowsInOrder(queryset=people, required=False, label=label, widget=picker, initial=initial)

    # --- what was typed -----------------------------------------------------------------------------------

    def clean_body_ar(self) -> str:
        return self._clean_body("ar")

    def clean_body_en(self) -> str:
        return self._clean_body("en")

    def _clean_body(self, language: str) -> str:
        """Untouched text stays as it is; what was touched is tidied and sanitised, and loses blocks to itself."""
        name = f"body_{language}"
        typed: str = self.cleaned_data[name]
        if name not in self.changed_data:
            return typed
        as_typed, dropped = without_blocks_to(body.clean(typed), self.instance.pk)
        if dropped:
            self.notes.append(_("A read-also block led to this story itself; it was taken out."))
        cleaned = tidying.settled(typed, tidying.tidy_html, self._shape_body)
        if not cleaned.changes or len(cleaned.text.encode()) > max(len(as_typed.encode()), body.MAX_BODY_BYTES):
            return as_typed  # what fits is not made too long
        self._tidied_bodies[name] = tidying.Tidied(cleaned.changes, cleaned.text, as_typed)
        return cleaned.text

    def _shape_body(self, html: str) -> str:
        return without_blocks_to(body.clean(html), self.instance.pk)[0]

    def tidied(self) -> dict[str, tidying.Tidied]:
        """What cleaning did to the texts of this form, by field and in the form's order."""
        lines = {name: field.tidied for name, field in self.fields.items() if isinstance(field, TypedField)}
        found = {name: lines.get(name) or self._tidied_bodies.get(name) for name in TEXT_COLUMNS}
        return {name: account for name, account in found.items() if account}

    def clean_embargo_until(self) -> datetime | None:
        until: datetime | None = self.cleaned_data["embargo_until"]
        asked = "embargo_until" in self.changed_data and self.instance.pk
        if asked and until and not publishing.may_embargo(self.instance, until):
            raise ValidationError(_("Readers have this story already. Withdraw it first, then set the embargo."))
        return until

    def clean_slug_ar(self) -> str:
        return arabic.slug(self.cleaned_data["slug_ar"])

    def clean_slug_en(self) -> str:
        return arabic.slug(self.cleaned_data["slug_en"])

    def clean_related_reads(self) -> list[Article]:
        picked: list[Article] = self.cleaned_data["related_reads"]
        if any(row.pk == self.instance.pk for row in picked if self.instance.pk):
            raise ValidationError(_("A story cannot recommend itself."))
        return picked

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk and self.check_versions:
            self._compare_versions()
        return cleaned

    def _compare_versions(self) -> None:
        """Refuse a part that somebody else saved meanwhile; the row stays locked until the save is through."""
        stored = saving.versions(Article.objects.select_for_update().get(pk=self.instance.pk))
        for part in self.changed_parts():
            if self.version(part) != stored[part]:
                self.stale[part] = stored[part]
        if self.stale:
            self.add_error(None, ValidationError([stale_message(part) for part in self.stale], code="stale"))

    # --- what is to be written ----------------------------------------------------------------------------

    def changed_parts(self) -> list[str]:
        """The parts in which this editor changed something, in the order in which they are written.

        What differs from the database may be somebody else's change: a part that is posted as it was opened is
        no change of ours, however old it is.
        """
        differing = {saving.part_of(name) for name in self.changed_data}
        return [part for part in saving.PARTS if part in differing and not self._posted_as_opened(part)]

    def _posted_as_opened(self, part: str) -> bool:
        return bool(self.data.get(f"seen_{part}")) and self.data[f"seen_{part}"] == self.fingerprint(part, self._posted)

    def own_fields(self, part: str) -> list[str]:
        """The fields of a part, without what a form carries beside its content."""
        return [name for name in self.fields if saving.part_of(name) == part and not name.startswith(_CARRIED)]

    def fingerprint(self, part: str, value_of: Callable[[str], object]) -> str:
        """What a part's fields hold, short enough to travel along; equal where the browser changed line ends only."""
        own = self.own_fields(part)
        held = json.dumps([[name, value_of(name)] for name in own], ensure_ascii=True)
        return hashlib.sha256(held.encode()).hexdigest()[:32]

    def opened(self, name: str) -> object:
        """What a field held when the form was opened, as text."""
        return self.plain(name, self.get_initial_for_field(self.fields[name], name))

    def _posted(self, name: str) -> object:
        field = self.fields[name]
        given = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        if isinstance(field, MomentField):
            try:
                return self.plain(name, field.clean(given))
            except ValidationError:
                return ["not a moment", *given]
        return self.plain(name, given)

    def plain(self, name: str, value: Any) -> object:
        """A value of a field as text, the same for what was stored and for what was posted."""
        field = self.fields[name]
        if isinstance(field, LineField | ParagraphField | TypedField | BodyField):
            return field.to_python(value)
        if isinstance(field, RowsInOrder):
            return [str(key) for key in value or ()]
        if isinstance(field, forms.ModelMultipleChoiceField):
            return sorted(str(getattr(row, "pk", row)) for row in value or ())
        if isinstance(value, datetime):
            return clock.local(value).strftime("%Y-%m-%d %H:%M")
        return bool(value) if isinstance(field, forms.BooleanField) else str(value or "")

    def version(self, part: str) -> int:
        """The version that the editor had before them, or the newer one that they chose to replace: for every field
        that they were asked about.
        """
        unanswered = any(choice not in self.data for choice in self.data.getlist(f"ask_{part}"))  # type: ignore[attr-defined]
        kept = None if unanswered else row_id(self.data.get(f"keep_{part}", ""))
        return kept or self.cleaned_data.get(f"version_{part}") or 0

    def columns(self, part: str) -> dict[str, object]:
        """The changed columns of a part, with their clean values."""
        own = [name for name in self.changed_data if name in (*TEXT_COLUMNS, *SHARED_COLUMNS)]
        return {name: self.cleaned_data[name] for name in own if saving.part_of(name) == part}

    def _people(self) -> list[tuple[str, Author]]:
        """The credited people with their roles, in printing order."""
        return [(role, person) for role in ROLES for person in self.cleaned_data.get(f"credit_{role}", ())]

    def credits(self) -> list[ArticleCredit]:
        """The credited people in printing order, not saved."""
        return [
            ArticleCredit(article=self.instance, person=person, role=role, position=position)
            for position, (role, person) in enumerate(self._people())
        ]

    def rows(self) -> saving.Rows:
        """What lies beside the story's own row: lists, people, related reads."""
        lists = {name: self.cleaned_data[name] for name in SHARED_LISTS}
        return saving.Rows(
            **lists,
            credits=[(role, person.pk) for role, person in self._people()],
            related=[target.pk for target in self.cleaned_data["related_reads"]],
        )


def without_blocks_to(html: str, article_id: int | None) -> tuple[str, int]:
    """Clean HTML without read-also blocks that lead to `article_id`, and without a second block to the same story.

    Returns the text and how many blocks led to the story itself.
    """
    met: set[int] = set()
    dropped = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal dropped
        target = int(found[1])
        dropped += target == article_id
        again = target == article_id or target in met
        met.add(target)
        return "" if again else found[0]

    return body.READ_ALSO.sub(keep, html), dropped


def stale_message(part: str) -> str:
    """That somebody else was faster, naming the part."""
    messages = {
        "ar": _("Somebody else saved the Arabic text while you were writing. Yours is below; nothing was saved yet."),
        "en": _("Somebody else saved the English text while you were writing. Yours is below; nothing was saved yet."),
        saving.SHARED: _(
            "Somebody else saved picture, people, filing or sources while you were writing. "
            "Yours are below; nothing was saved yet."
        ),
    }
    return messages[part]
