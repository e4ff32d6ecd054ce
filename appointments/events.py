"""The kinds of events of appointments. None holds a text or a place: who tells of an appointment
looks it up.
"""

from __future__ import annotations

from foundation.events import Audience, declare

APPOINTMENT_PROPOSED = declare(
    "appointment.proposed",
    audience=Audience.PARTIES,
    meaning="One side of a project proposed times for an appointment, or others in their place.",
    holds=["is_moving", "project"],
)
APPOINTMENT_CONFIRMED = declare(
    "appointment.confirmed",
    audience=Audience.PARTIES,
    meaning="The other side chose one of the times.",
    holds=["project", "sequence"],
)
APPOINTMENT_DECLINED = declare(
    "appointment.declined",
    audience=Audience.PARTIES,
    meaning="The times that waited were declined, or taken back; what was agreed before stays.",
    holds=["project"],
)
APPOINTMENT_CANCELLED = declare(
    "appointment.cancelled",
    audience=Audience.PARTIES,
    meaning="One side called the appointment off, or nothing joins the two any more.",
    holds=["project"],
)
APPOINTMENT_NEAR = declare(
    "appointment.near",
    audience=Audience.PARTIES,
    meaning="A confirmed appointment begins in so many hours.",
    holds=["hours", "project", "sequence"],
)
ABSENCE_CLAIMED = declare(
    "absence.claimed",
    audience=Audience.PARTIES,
    meaning="One side says that the other did not come. The subject is the appointment.",
    holds=["project"],
)
ABSENCE_ANSWERED = declare(
    "absence.answered",
    audience=Audience.PARTIES,
    meaning="The other side agreed that they did not come, or denied it.",
    holds=["answer", "project"],
)
