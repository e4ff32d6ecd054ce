"""Projects: what a client needs done, and who does it."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data, reactions
        from accounts.services import admission
        from foundation import deadlines
        from foundation.idempotency import people
        from profiles.services import vocabulary
        from projects.search import noting
        from projects.search.index import project_index
        from projects.services import (
            accounts,
            changing,
            completion,
            counting,
            lapsing,
            parting,
            reminding,
        )
        from search import serving

        personal_data.register(
            "projects", export=accounts.export_projects, erase=accounts.erase_projects
        )
        people.register("projects", accounts.having_part)
        deadlines.register(
            "deliveries",
            deadlines.Deadlines(earliest=lapsing.next_lapse, settle=completion.lapse_due),
        )
        deadlines.register(
            "reminders",
            deadlines.Deadlines(earliest=reminding.next_reminder, settle=reminding.remind_due),
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
        admission.register_history(accounts.has_worked)
        vocabulary.register("projects", noting.note_needing)
        serving.register("projects", project_index)
