"""`manage.py prune`: delete the rows that nobody needs any more. Run it daily."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, call_command

from accounts.services.sessions import prune_sessions
from accounts.services.usernames import prune_usernames
from foundation import limits
from moderation.services.records import forget_strangers
from operations.pruning import prune_tasks
from operations.replica.recent_writes import prune_recent_writes
from otp.services.records import prune_codes
from profiles.services.cv import prune_cvs

if TYPE_CHECKING:
    from argparse import ArgumentParser

KEPT_DAYS = 30


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
        pruned = {
            "sessions": prune_sessions(kept=kept),
            "one-time codes": prune_codes(kept=kept),
            "limit counters": limits.prune(),
            "usernames kept after their release": prune_usernames(),
            "CVs": prune_cvs(),
            "addresses of strangers who reported": forget_strangers(),
            "tasks": prune_tasks(kept=kept),
            "notes of recent writes": prune_recent_writes(kept=kept),
        }
        call_command("clearsessions")
        for what, count in pruned.items():
            self.stdout.write(f"{count} {what}")
