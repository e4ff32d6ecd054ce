"""`manage.py changepassword USERNAME`: by the service, with its rules, mail and end of sessions.

Takes the place of Django's own command, which leaves tokens good and normalises nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError

from accounts.management.passwords import asked_password, told
from accounts.services.identity import Identifier
from accounts.services.password import replace_password
from foundation.errors import DomainError

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Set a user's password: all their sessions end, and they are told by e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("identifier", help="username, e-mail address or phone number")

    def handle(self, *args: Any, **options: Any) -> None:
        user = Identifier.parse(options["identifier"]).find()
        if user is None or user.erased_at is not None:
            raise CommandError(f"There is no user {options['identifier']}.")
        try:
            replace_password(user=user, new_password=asked_password())
        except DomainError as error:
            raise CommandError(told(error)) from error
        self.stdout.write(f"The password of {user} is changed, and all sessions have ended.")
