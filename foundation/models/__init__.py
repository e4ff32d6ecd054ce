"""The tables that belong to no app of the domain."""

from __future__ import annotations

from foundation.models.event import Event, EventDelivery, FailedEvent
from foundation.models.exchange_rate import ExchangeRate
from foundation.models.feed import Change, FeedState
from foundation.models.files import UnwantedFile
from foundation.models.idempotency import IdempotencyKey
from foundation.models.limits import LimitCounter
from foundation.models.ring_key import KeyPurpose, RingKey

__all__ = [
    "Change",
    "Event",
    "EventDelivery",
    "ExchangeRate",
    "FailedEvent",
    "FeedState",
    "IdempotencyKey",
    "KeyPurpose",
    "LimitCounter",
    "RingKey",
    "UnwantedFile",
]
