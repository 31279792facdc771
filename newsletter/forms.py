"""The newsletter box, and the forms of a reader's own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Region
from newsletter import limits, stamps, tokens
from newsletter.addresses import BadAddress, parse
from newsletter.models import Rhythm
from newsletter.preferences import Choices, rhythms
from newsletter.stamps import Age
from newsroom.languages import LANGUAGE_CHOICES


class SubscribeForm(forms.Form):
    """An address and the language of its digest. `website` is a trap: people do not see it, machines fill it in."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=320,
        error_messages={"required": _("Write your e-mail address. Example: name@example.org")},
    )
    language = forms.ChoiceField(label=_("Language of the newsletter"), choices=LANGUAGE_CHOICES)
    # Nobody typed these, so nothing that is in them is refused.
    website = forms.Field(required=False)
    source = forms.Field(required=False)
    stamp = forms.Field(required=False)
    answer = forms.Field(required=False)

    question: stamps.Question | None = None  # where very many sign up: to be answered first

    def clean_email(self) -> str:
        """The address as typed; one that cannot be mailed is refused with the reason."""
        return _checked(self.cleaned_data["email"])

    def clean_source(self) -> str:
        """The page that the box stood on, as far as a row can hold it."""
        return str(self.cleaned_data["source"] or "").replace("\0", "")[:200]

    def is_made_up(self) -> bool:
        """Whether a machine sends it: the trap is filled in, or no page of ours was ever open."""
        return bool(self.data.get("website")) or self._age() is Age.FORGED

    def clean(self) -> None:
        """A page that was open for long is sent once more; a question is asked where very many sign up."""
        if self.errors or self.is_made_up():
            return
        if self._age() is Age.OLD:
            self.add_error("email", _("This page was open for a long time. Press the button once more."))
            return
        address = parse(self.cleaned_data["email"])
        if limits.is_crowded_for(tokens.domain_hash(address.domain)):
            self.question = stamps.question(address.norm)
            if not stamps.is_answer(str(self.cleaned_data["answer"] or ""), address.norm):
                self.add_error(
                    "answer", _("Very many are signing up just now. Answer this, so that we know it is you.")
                )

    def _age(self) -> Age:
        return stamps.age(str(self.data.get("stamp", "")))


def _checked(typed: str) -> str:
    try:
        parse(typed)
    except BadAddress as error:
        raise forms.ValidationError(str(error.reason), code=error.code) from error
    return typed


class MoveForm(forms.Form):
    """The address that a reader wants to move to; `own` is the one that they have."""

    email = forms.CharField(
        label=_("Your new e-mail address"),
        max_length=320,
        error_messages={"required": _("Write your e-mail address. Example: name@example.org")},
    )

    def __init__(self, *args: Any, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own

    def clean_email(self) -> str:
        """The address as typed; one that cannot be mailed, or is theirs already, is refused with the reason."""
        typed = _checked(self.cleaned_data["email"])
        address = parse(typed)
        if address.norm == self.own:
            raise forms.ValidationError(_("The newsletter goes to this address already. Write the new one."))
        if address.is_role:
            raise forms.ValidationError(_("A machine or whoever is on duty sits there. Write the address of a person."))
        return typed


DEEPEST = 3  # levels of the tree of regions that are offered: a region stands for all that lies within it


class SettingsForm(forms.Form):
    """What a reader gets."""

    language = forms.ChoiceField(
        label=_("Language of the newsletter"), choices=LANGUAGE_CHOICES, widget=forms.RadioSelect
    )
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm, widget=forms.RadioSelect)
    regions = forms.ModelMultipleChoiceField(
        label=_("Only issues with news from"),
        queryset=Region.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every issue. A place stands for all places within it."),
    )
    text_only = forms.BooleanField(
        label=_("Words alone, without pictures and layout"),
        required=False,
        help_text=_("Small mails for a thin line and for screen readers."),
    )

    def __init__(self, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Region.objects.exclude(**{f"name_{language}": None}).exclude(**{f"name_{language}": ""})
        shown = [region.pk for region in named if region.path.strip("/").count("/") < DEEPEST]
        field = self.fields["regions"]
        field.queryset = Region.objects.filter(pk__in=shown)  # type: ignore[attr-defined]
        field.label_from_instance = lambda region: region.name_in(language)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(choices: Choices) -> dict[str, Any]:
        """What stands in the form before anything is changed."""
        return {
            "language": choices.language,
            "rhythm": choices.rhythm,
            "regions": choices.regions,
            "text_only": choices.text_only,
        }

    def clean(self) -> None:
        """There must be issues so often in that language."""
        language, rhythm = self.cleaned_data.get("language"), self.cleaned_data.get("rhythm")
        if language and rhythm and rhythm not in rhythms(language):
            self.add_error("rhythm", _("There is no such issue in this language. Choose the other."))

    def choices(self) -> Choices:
        """What was chosen."""
        chosen = self.cleaned_data
        regions = frozenset(region.pk for region in chosen["regions"])
        return Choices(chosen["language"], chosen["rhythm"], regions, chosen["text_only"])

    def in_words(self) -> str:
        """The labels as they stood on the page, with what was chosen: the proof of it."""
        chosen = self.cleaned_data
        places = "، ".join(str(region) for region in chosen["regions"])
        lines = [
            f"{self.fields['language'].label}: {dict(LANGUAGE_CHOICES)[chosen['language']]}",
            f"{self.fields['rhythm'].label}: {Rhythm(chosen['rhythm']).label}",
            f"{self.fields['regions'].label}: {places or '–'}",
        ]
        return "\n".join([*lines, str(self.fields["text_only"].label)] if chosen["text_only"] else lines)
