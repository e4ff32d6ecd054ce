"""The project itself as an application: it brings the commands that concern every app."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"


class StaffAdminConfig(AdminConfig):
    """Django's admin, with the site that asks staff for a second factor."""

    default_site = "accounts.admin_site.StaffSite"
