"""The kinds of events of conversations. None holds a text: who tells of a message looks it up."""

from __future__ import annotations

from foundation.events import Audience, declare

MESSAGE_SENT = declare(
    "message.sent",
    audience=Audience.PARTIES,
    meaning="One side of a project wrote to the other.",
    holds=["conversation", "project"],
)
MESSAGE_EDITED = declare(
    "message.edited",
    audience=Audience.INTERNAL,
    meaning="The author changed a message.",
    holds=["conversation"],
)
