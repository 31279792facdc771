"""The mailing list's facts: who gets it, what an issue is, and what became of each mail."""

from newsletter.models.digests import (
    Delivery,
    DeliveryState,
    Digest,
    DigestItem,
    DigestPlan,
    DigestState,
    Kind,
    SkipReason,
)
from newsletter.models.subscribers import ConsentEvent, ConsentKind, SignupAttempt, Status, Subscriber, Suppression

__all__ = [
    "ConsentEvent",
    "ConsentKind",
    "Delivery",
    "DeliveryState",
    "Digest",
    "DigestItem",
    "DigestPlan",
    "DigestState",
    "Kind",
    "SignupAttempt",
    "SkipReason",
    "Status",
    "Subscriber",
    "Suppression",
]
