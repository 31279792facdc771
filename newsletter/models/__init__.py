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
from newsletter.models.inbound import Answer, DeliveryEvent, InboundMessage, Quarantine, Verdict
from newsletter.models.subscribers import ConsentEvent, ConsentKind, SignupAttempt, Status, Subscriber, Suppression

__all__ = [
    "Answer",
    "ConsentEvent",
    "ConsentKind",
    "Delivery",
    "DeliveryEvent",
    "DeliveryState",
    "Digest",
    "DigestItem",
    "DigestPlan",
    "DigestState",
    "InboundMessage",
    "Kind",
    "Quarantine",
    "SignupAttempt",
    "SkipReason",
    "Status",
    "Subscriber",
    "Suppression",
    "Verdict",
]
