"""Appointments: when and where the two people of a project meet."""

from __future__ import annotations

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = "Appointments"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data, reactions
        from appointments import handling  # noqa: F401 (handles events)
        from appointments import personal_data as own_data
        from appointments.models import Appointment
        from appointments.services import parting, reminding
        from foundation import deadlines
        from foundation.idempotency import people
        from projects import between

        between.register(Appointment)
        personal_data.register("appointments", export=own_data.export, erase=own_data.erase)
        people.register("appointments", own_data.having_part)
        reactions.register("appointments", reactions.Reaction(blocked=parting.part))
        deadlines.register(
            "appointments",
            deadlines.Deadlines(earliest=reminding.next_reminder, settle=reminding.remind_due),
        )
