"""`manage.py reset_second_factor USERNAME`: a phone is lost, and no other superuser is near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError

from accounts.models import User
from accounts.services.second_factor import remove

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Take a user's second factor away and end their sessions; they set up another one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.with_username(options["username"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['username']}.")
        if not remove(user=user, by=None):
            raise CommandError(f"{user} has no second factor.")
        self.stdout.write(f"The second factor of {user} is gone, and all sessions have ended.")
