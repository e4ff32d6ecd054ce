"""Moderation: reports, decisions with reasons, appeals."""

from __future__ import annotations

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = "Moderation"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data
        from accounts.services import own_data as data_of_suspended
        from foundation import deadlines
        from foundation.files import unwanted
        from foundation.idempotency import people
        from moderation import handling  # noqa: F401 - registers what is done about events
        from moderation import personal_data as own_data
        from moderation.services import case_files, effects, notices

        deadlines.register("moderation", deadlines.Deadlines(effects.next_end, effects.end_due))
        data_of_suspended.register_appeal_page(notices.appeal_link_of_suspended)
        unwanted.register_holder(case_files.holds)
        people.register("moderation", own_data.having_part)
        personal_data.register("moderation", export=own_data.export, erase=own_data.erase)
