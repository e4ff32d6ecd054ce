"""The tables of appointments, a file for each noun."""

from __future__ import annotations

from appointments.models.absence import Absence, AbsenceStatus
from appointments.models.appointment import LIVE, Appointment, AppointmentStatus
from appointments.models.move import (
    MAX_PLACE,
    MAX_TEXT,
    MAX_TIMES,
    AppointmentMove,
    AppointmentTime,
    MoveAction,
)

__all__ = [
    "LIVE",
    "MAX_PLACE",
    "MAX_TEXT",
    "MAX_TIMES",
    "Absence",
    "AbsenceStatus",
    "Appointment",
    "AppointmentMove",
    "AppointmentStatus",
    "AppointmentTime",
    "MoveAction",
]
