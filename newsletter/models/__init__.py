"""The mailing list's facts: who gets it, what an issue is, and what became of each mail."""

from newsletter.models.digests import (
    Delivery,
    DeliveryState,
    Digest,
    DigestItem,
    DigestPlan,
    DigestState,
    Kind,
    PlanSection,
    SkipReason,
)
from newsletter.models.imports import Import, ImportState
from newsletter.models.inbound import Answer, DeliveryEvent, InboundMessage, Quarantine, Verdict
from newsletter.models.subscribers import (
    ConsentEvent,
    ConsentKind,
    Rhythm,
    SignupAttempt,
    Status,
    Subscriber,
    Suppression,
    SuppressionReason,
)

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
    "Import",
    "ImportState",
    "InboundMessage",
    "Kind",
    "PlanSection",
    "Quarantine",
    "Rhythm",
    "SignupAttempt",
    "SkipReason",
    "Status",
    "Subscriber",
    "Suppression",
    "SuppressionReason",
    "Verdict",
]
