"""The newsletter box."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter import limits, stamps, tokens
from newsletter.addresses import BadAddress, parse
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
        typed: str = self.cleaned_data["email"]
        try:
            parse(typed)
        except BadAddress as error:
            raise forms.ValidationError(str(error.reason), code=error.code) from error
        return typed

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
