"""The assembly as an application: it brings the templates' tags, and the admin's site."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    name = "config"


class StaffAdminConfig(AdminConfig):
    """Django's admin, with the site that asks staff for a second factor."""

    default_site = "config.admin_site.StaffSite"
