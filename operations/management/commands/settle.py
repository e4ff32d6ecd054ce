"""`manage.py settle`: do what is due by time alone, such as completing unanswered deliveries.

Reads do it by themselves; run it every few minutes so that mails about it leave in time.
"""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from foundation import deadlines


class Command(BaseCommand):
    help = "Do what is due by time alone. Run it every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        deadlines.forget()
        deadlines.settle_due()
        self.stdout.write("Settled.")
