"""`manage.py prune`: delete the rows that nobody needs any more. Run it daily."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from accounts.services.identifier_changes import prune_changes
from accounts.services.mail_reports import prune_reports
from accounts.services.mail_tally import prune_tally
from accounts.services.outgoing import prune_outgoing
from accounts.services.second_factor.remembering import prune_remembered_devices
from accounts.services.sessions import prune_sessions
from accounts.services.usernames import prune_usernames
from conversations.services.attaching import prune_removed
from foundation import feed, limits
from foundation.events import backlog
from foundation.files import unwanted
from foundation.idempotency import claims
from moderation.services.copies import prune_fingerprints
from moderation.services.records import (
    forget_private_words,
    forget_strangers,
    forget_words_of_erased,
)
from notifications.services.pruning import prune_notifications
from operations.key_rings import prune_keys
from operations.plurals import counted
from operations.pruning import prune_tasks
from operations.replica.recent_writes import prune_recent_writes
from otp import tally
from otp.services.records import prune_codes
from profiles.services.cv import prune_cvs
from profiles.services.popular_searches import prune_popular_searches
from projects.services.accounts import forget_agreements
from search.place import remove_unused

if TYPE_CHECKING:
    from argparse import ArgumentParser

KEPT_DAYS = 30
INDEXES_KEPT = timedelta(days=1)
CHANGES_KEPT = timedelta(days=7)  # who reads them and was away for longer begins anew


class Command(BaseCommand):
    help = "Delete what has ended: sessions, codes, limit counters, tasks, browser sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=KEPT_DAYS,
            help="how long sessions, codes and tasks are kept",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kept = timedelta(days=options["days"])
        pruned = [
            counted(prune_sessions(kept=kept), "session"),
            counted(prune_remembered_devices(), "remembered device"),
            counted(prune_codes(kept=kept), "one-time code"),
            counted(tally.prune(kept=kept), "day of codes", "days of codes"),
            counted(limits.prune(), "limit counter"),
            counted(claims.prune(), "idempotency key"),
            counted(feed.prune(kept=CHANGES_KEPT, unread=backlog.waiting()), "noted change"),
            counted(backlog.prune(kept=timedelta(days=settings.EVENTS_KEPT_DAYS)), "event"),
            counted(
                prune_notifications(kept=timedelta(days=settings.NOTIFICATIONS_KEPT_DAYS)),
                "notification",
            ),
            counted(
                remove_unused(Path(settings.SEARCH_FOLDER), unused_for=INDEXES_KEPT),
                "index that nobody writes",
                "indexes that nobody writes",
            ),
            counted(
                prune_usernames(),
                "username kept after its release",
                "usernames kept after their release",
            ),
            counted(
                prune_changes(),
                "change that can no more be undone",
                "changes that can no more be undone",
            ),
            counted(prune_keys(), "key that a newer one replaced", "keys that newer ones replaced"),
            counted(prune_cvs(), "CV"),
            counted(
                prune_removed(), "file that its author removed", "files that their authors removed"
            ),
            counted(unwanted.prune(), "file that nothing names", "files that nothing names"),
            counted(
                prune_popular_searches(),
                "search that is not popular any more",
                "searches that are not popular any more",
            ),
            counted(
                forget_strangers(),
                "address of a stranger who reported",
                "addresses of strangers who reported",
            ),
            counted(
                forget_private_words(),
                "case that keeps no private words any more",
                "cases that keep no private words any more",
            ),
            counted(
                forget_words_of_erased(),
                "report or appeal of somebody who was erased",
                "reports and appeals of people who were erased",
            ),
            counted(
                forget_agreements(kept=timedelta(days=settings.ERASED_AGREEMENTS_KEPT_DAYS)),
                "agreed project of a client who was erased",
                "agreed projects of clients who were erased",
            ),
            counted(prune_fingerprints(), "fingerprint of a text", "fingerprints of texts"),
            counted(prune_tasks(kept=kept), "task"),
            counted(
                prune_outgoing(), "message that was never sent", "messages that were never sent"
            ),
            counted(prune_reports(), "report of a mail", "reports of mails"),
            counted(prune_tally(kept=kept), "hour of mails", "hours of mails"),
            counted(
                prune_recent_writes(kept=kept), "note of a recent write", "notes of recent writes"
            ),
        ]
        call_command("clearsessions")
        for line in pruned:
            self.stdout.write(line)
