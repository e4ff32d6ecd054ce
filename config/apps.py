"""The project itself as an application: it brings the commands that concern every app."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        # Connects what listens to tasks; django-tasks is not loaded any earlier.
        from config import tasks  # noqa: F401


class StaffAdminConfig(AdminConfig):
    """Django's admin, with the site that asks staff for a second factor."""

    default_site = "accounts.admin_site.StaffSite"
