"""`manage.py settle`: do what is due by time alone, such as completing unanswered deliveries, and
again what a killed worker left undone.

Reads do the former by themselves; run it every few minutes so that mails about it leave in time.
"""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from foundation import deadlines
from operations.stranded_tasks import take_up_again


class Command(BaseCommand):
    help = "Do what is due by time alone. Run it every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        deadlines.forget()
        deadlines.settle_due()
        again = take_up_again()
        self.stdout.write(f"Settled. {again} tasks are done again." if again else "Settled.")
