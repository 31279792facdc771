"""What happens to an address that asks for the mailing list."""

from __future__ import annotations

from newsletter.addresses import normalise, tidy
from newsletter.models import Subscriber


def request(typed: str, *, language: str, source: str) -> None:
    """Take an address as pending; one that is known stays as it is, and nobody is told which of the two it was.

    Raises `addresses.BadAddress`.
    """
    Subscriber.objects.get_or_create(
        email_norm=normalise(typed),
        defaults={"email": tidy(typed), "language": language, "source": source[:200]},
    )
