"""The assembly as an application: it brings the templates' tags, and the admin's site."""

from __future__ import annotations

from corsheaders.signals import check_request_enabled
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

from config.cors import is_for_everybody


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        check_request_enabled.connect(is_for_everybody, dispatch_uid="is_for_everybody")


class StaffAdminConfig(AdminConfig):
    """Django's admin, with the site that asks staff for a second factor."""

    default_site = "config.admin_site.StaffSite"
