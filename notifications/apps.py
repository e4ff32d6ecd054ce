"""Notifications: who is told what, where and when."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data
        from foundation import deadlines
        from notifications import personal_data as own_data
        from notifications.services import mailing
        from notifications.services.telling import register
        from notifications.telling import (
            accounts,
            changes,
            conversations,
            moderation,
            parties,
            projects,
            reviews,
        )

        register(*projects.KINDS, *changes.KINDS, *conversations.KINDS, *reviews.KINDS)
        register(*moderation.KINDS, *parties.KINDS, *accounts.KINDS)
        deadlines.register("mails", deadlines.Deadlines(mailing.next_mail, mailing.queue_due))
        personal_data.register("notifications", export=own_data.export, erase=own_data.erase)
