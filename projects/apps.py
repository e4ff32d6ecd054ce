"""Projects: what a client needs done, and who does it."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data, reactions
        from accounts.services import admission, blocks
        from foundation import deadlines
        from foundation.files import unwanted
        from foundation.idempotency import people
        from profiles.services import vocabulary
        from projects.search import noting
        from projects.search.index import project_index
        from projects.services import (
            accounts,
            changing,
            completion,
            counting,
            expiring,
            files,
            lapsing,
            parting,
            reminding,
            steps,
        )
        from search import serving

        personal_data.register(
            "projects", export=accounts.export_projects, erase=accounts.erase_projects
        )
        unwanted.register_holder(files.holds)
        people.register("projects", accounts.having_part)
        deadlines.register(
            "deliveries",
            deadlines.Deadlines(earliest=lapsing.next_lapse, settle=completion.lapse_due),
        )
        deadlines.register(
            "expiries",
            deadlines.Deadlines(earliest=expiring.next_expiry, settle=completion.expire_due),
        )
        deadlines.register(
            "reminders",
            deadlines.Deadlines(earliest=reminding.next_reminder, settle=reminding.remind_due),
        )
        deadlines.register(
            "overdue steps",
            deadlines.Deadlines(earliest=steps.next_overdue, settle=steps.remind_of_overdue),
        )
        deadlines.register(
            "invitations",
            deadlines.Deadlines(earliest=counting.next_to_count, settle=counting.count_due),
        )
        deadlines.register(
            "change requests",
            deadlines.Deadlines(earliest=changing.next_overdue, settle=changing.lapse_overdue),
        )
        reactions.register(
            "projects", reactions.Reaction(changed=noting.note_of_client, blocked=parting.part)
        )
        blocks.register_finder(parting.client_of)
        admission.register_history(accounts.has_worked)
        vocabulary.register("projects", noting.note_needing)
        serving.register("projects", project_index)
