"""`manage.py verify_links`: look again at every link that was not looked at for some days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand
from django.db.models import F, Q
from django.db.models.functions import Now
from tqdm import tqdm

from profiles.models import Link
from profiles.services.links import verify_link

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = 'Check that pages still link back with rel="me". For a daily timer.'

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--older-than-days", type=int, default=7)
        parser.add_argument("--limit", type=int, default=1_000, help="at most so many")

    def handle(self, *args: Any, **options: Any) -> None:
        old = Now() - timedelta(days=options["older_than_days"])
        due = Link.objects.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=old))
        oldest_first = due.order_by(F("checked_at").asc(nulls_first=True), "id")
        links = list(oldest_first.select_related("profile__user")[: options["limit"]])
        is_quiet = not options["verbosity"]
        verified = sum(
            verify_link(link=link) for link in tqdm(links, unit="link", disable=is_quiet or None)
        )
        self.stdout.write(f"{len(links)} links checked, {verified} verified.")
