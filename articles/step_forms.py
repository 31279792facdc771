"""What is asked before a step: publishing, withdrawing, correcting, review, assigning. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import rights
from articles.forms import LineField, ParagraphField, TypedField
from articles.models import Change, CorrectionKind, Section, Tag
from newsroom import arabic, clock
from newsroom.fields import MomentField
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES, own_name
from newsroom.links import own_path
from newsroom.models import User

REPLACING: Final = [(each.value, each.label) for each in Change if each != Change.FIRST]


class WhenForm(forms.Form):
    """Now, or at a day and an hour.

    A moment that has passed is no mistake to be typed again: the form comes back asking whether to publish now.
    """

    NOW, LATER = "now", "later"

    when = forms.ChoiceField(choices=[(NOW, NOW), (LATER, LATER)], initial=NOW)
    at = MomentField(label=gettext_lazy("Day and hour"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_passed = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("when") == self.LATER and "at" not in self.errors:
            self._clean_moment(cleaned.get("at"))
        return cleaned

    def _clean_moment(self, at: datetime | None) -> None:
        if at is None:
            self.add_error("at", _("Type a day and an hour, for example 2025-01-31 and 18:00."))
        elif at <= clock.now():
            self.has_passed = True
            self.add_error("at", _("This moment has passed. Publish now?"))
        elif at > clock.now() + timedelta(days=3660):
            self.add_error("at", _("This is more than ten years away."))

    def moment(self) -> datetime | None:
        """When to publish; None is now."""
        return self.cleaned_data["at"] if self.cleaned_data["when"] == self.LATER else None


class PublishForm(WhenForm):
    """Which languages go on the site, when, and what each is to the text that readers have."""

    languages = forms.MultipleChoiceField(
        choices=[(code, code) for code in LANGUAGES],
        error_messages={"required": gettext_lazy("Choose at least one language.")},
    )
    override_embargo = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[f"change_{language}"] = forms.ChoiceField(
                choices=REPLACING, required=False, widget=forms.RadioSelect
            )
            self.fields[f"note_{language}"] = ParagraphField(max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for language in cleaned.get("languages", ()):
            if self.change(language) == Change.CORRECTION and not cleaned.get(f"note_{language}"):
                self.add_error(f"note_{language}", _("Say in the note what was wrong and what is right."))
        return cleaned

    def change(self, language: str) -> Change:
        """What the text is to the one that it replaces."""
        return Change(self.cleaned_data.get(f"change_{language}") or Change.UPDATE)


class BriefForm(forms.Form):
    """A headline and one sentence in one language; the section is guessed and can be changed."""

    headline = TypedField(LineField(), max_length=200, label=gettext_lazy("Headline"))
    sentence = TypedField(ParagraphField(), max_length=600, label=gettext_lazy("What happened, in one sentence"))
    section = forms.ModelChoiceField(queryset=Section.objects.none(), label=gettext_lazy("Section"), empty_label=None)
    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, languages: Sequence[str], sections: QuerySet[Section], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["headline"].widget.attrs |= {"autofocus": True, "dir": "auto", "enterkeyhint": "next"}
        self.fields["sentence"].widget = forms.Textarea({"rows": 3, "dir": "auto"})
        section, language = self.fields["section"], self.fields["language"]
        section.queryset = sections  # type: ignore[attr-defined]
        language.choices = [(code, own_name(code)) for code in languages]  # type: ignore[attr-defined]

    def clean_headline(self) -> str:
        headline: str = self.cleaned_data["headline"]
        if not headline:
            raise ValidationError(_("The headline is missing."))
        return headline

    def clean_sentence(self) -> str:
        sentence: str = self.cleaned_data["sentence"]
        if not sentence:
            raise ValidationError(_("A brief needs one sentence."))
        return sentence


class SavedViewForm(forms.Form):
    """The name of a question to the list of stories."""

    name = LineField(max_length=60)
    shared = forms.BooleanField(required=False)


class BulkForm(forms.Form):
    """What a step on many stories must be told: those of these fields that it asks for."""

    section = forms.ModelChoiceField(queryset=Section.objects.all(), label=gettext_lazy("Section"))
    tag = forms.ModelChoiceField(queryset=Tag.objects.all(), label=gettext_lazy("Tag"))
    person = forms.ModelChoiceField(queryset=User.objects.none(), label=gettext_lazy("Person"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGE_CHOICES)
    at = MomentField(label=gettext_lazy("Day and hour"), required=True)
    reason = LineField(max_length=300, label=gettext_lazy("Reason"), help_text=gettext_lazy("For the desk only."))

    def __init__(self, data: Any = None, *, fields: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["person"].queryset = rights.with_right("articles.change_article")  # type: ignore[attr-defined]
        for name in [*self.fields]:
            if name not in fields:
                del self.fields[name]

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at <= clock.now():
            raise ValidationError(_("This moment has passed."))
        return at


class WithdrawForm(forms.Form):
    """Why and when a story is taken off the site, and what its address says from then on."""

    reason = LineField(max_length=300, label=gettext_lazy("Reason"), help_text=gettext_lazy("For the desk only."))
    notice = LineField(
        max_length=300,
        required=False,
        label=gettext_lazy("Public notice"),
        help_text=gettext_lazy("Readers see it at the story's address. Left empty, a plain sentence stands there."),
    )
    redirect_to = LineField(
        max_length=300,
        required=False,
        label=gettext_lazy("Lead readers to"),
        help_text=gettext_lazy(
            "A path on this site, for example /ar/articles/12/; left empty, readers get the notice."
        ),
    )

    at = MomentField(
        required=False,
        label=gettext_lazy("Not before"),
        help_text=gettext_lazy("Left empty, it comes off at once. In the newsroom's time."),
    )

    legal = forms.BooleanField(
        required=False,
        label=gettext_lazy("By order of the law"),
        help_text=gettext_lazy("At once. The desk no longer sees the story and its older versions either; you do."),
    )

    def __init__(self, *args: Any, may_take_down: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_take_down:
            del self.fields["legal"]

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at and at <= clock.now():
            raise ValidationError(_("This moment has passed. Leave it empty to take the story off now."))
        return at

    def clean_legal(self) -> bool:
        legal: bool = self.cleaned_data["legal"]
        if legal and self.cleaned_data.get("at"):
            raise ValidationError(_("What the law takes down comes off at once. Leave “Not before” empty."))
        return legal

    def clean_redirect_to(self) -> str:
        target: str = self.cleaned_data["redirect_to"]
        if target and not own_path(target, fallback=""):
            raise ValidationError(_("An address on this site begins with one slash: /ar/…"))
        return target


class WithdrawCartoonForm(forms.Form):
    """Why and when a cartoon is taken off the site, and what its address says from then on, in each language."""

    reason = LineField(max_length=300, label=gettext_lazy("Reason"), help_text=gettext_lazy("For the desk only."))
    notice_ar = LineField(max_length=300, required=False, label=gettext_lazy("Public notice in Arabic"))
    notice_en = LineField(
        max_length=300,
        required=False,
        label=gettext_lazy("Public notice in English"),
        help_text=gettext_lazy("Readers see it at the cartoon's address. Left empty, a plain sentence stands there."),
    )
    at = MomentField(
        required=False,
        label=gettext_lazy("Not before"),
        help_text=gettext_lazy("Left empty, the cartoon comes off at once. In the newsroom's time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[f"notice_{language}"].widget.attrs |= {"lang": language, "dir": arabic.direction(language)}

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at and at <= clock.now():
            raise ValidationError(_("This moment has passed. Leave it empty to take the cartoon off now."))
        return at

    def notices(self) -> dict[str, str]:
        """What readers are told, by language."""
        return {language: self.cleaned_data[f"notice_{language}"] for language in LANGUAGES}


class CorrectionForm(forms.Form):
    """A dated public note to a story that readers have."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=CorrectionKind.choices, initial=CorrectionKind.CORRECTION
    )
    text = ParagraphField(
        max_length=1000,
        label=gettext_lazy("Note"),
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("What was wrong and what is right, in a sentence. Readers see it with its date."),
    )
    on_top = forms.BooleanField(label=gettext_lazy("Above the text"), required=False)
    at = MomentField(
        required=False,
        label=gettext_lazy("Dated"),
        help_text=gettext_lazy("Left empty: now. Not before the story was published."),
    )


class ReasonForm(forms.Form):
    """Why a public note is taken off the site again; for the audit log."""

    reason = LineField(max_length=300)


class NoteForm(forms.Form):
    """A word to the others about a story, or about one of its texts."""

    text = ParagraphField(max_length=2000, label=gettext_lazy("Note"), widget=forms.Textarea({"rows": 3}))


class SubmitForm(forms.Form):
    """To whom a text is sent for review, and what they should know."""

    reviewer = forms.ModelChoiceField(User.objects.none(), required=False, empty_label=gettext_lazy("Whoever reviews"))
    note = ParagraphField(max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, reviewers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["reviewer"]
        asked.queryset = User.objects.filter(pk__in=[user.pk for user in reviewers]).order_by("full_name", "username")


class AssignForm(forms.Form):
    """Who writes a text, and by when."""

    assignee = forms.ModelChoiceField(User.objects.none(), required=False, empty_label=gettext_lazy("Nobody"))
    deadline = MomentField(required=False, label=gettext_lazy("Deadline"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        writers: Any = self.fields["assignee"]
        writers.queryset = rights.with_right("articles.change_article")
