"""Projects: what a client needs done, and who does it."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Projects"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data
        from foundation import deadlines
        from projects.services import accounts, completion, lapsing

        personal_data.register(
            "projects", export=accounts.export_projects, erase=accounts.erase_projects
        )
        deadlines.register(
            "deliveries",
            deadlines.Deadlines(earliest=lapsing.next_lapse, settle=completion.lapse_due),
        )
