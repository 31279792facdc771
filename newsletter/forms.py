"""The newsletter box."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter.addresses import BadAddress, parse
from newsroom.languages import LANGUAGE_CHOICES


class SubscribeForm(forms.Form):
    """An address and the language of its digest. `website` is a trap: people do not see it, machines fill it in."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=320,
        error_messages={"required": _("Write your e-mail address. Example: name@example.org")},
    )
    language = forms.ChoiceField(label=_("Language of the newsletter"), choices=LANGUAGE_CHOICES)
    # Nobody typed these two, so nothing that is in them is refused.
    website = forms.Field(required=False)
    source = forms.Field(required=False)

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
