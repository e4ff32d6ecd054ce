"""Accounts: who somebody is, and the sessions through which they act."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts.browser import open_browser_session  # models are not loaded any earlier

        user_logged_in.connect(open_browser_session, dispatch_uid="open_browser_session")
