"""`manage.py staff_role USERNAME moderator`: makes somebody staff, in a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from foundation.errors import DomainError
from moderation.roles import StaffRole, set_staff_role

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Give an active user a role of staff, in place of the one they have."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=StaffRole.values)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.with_username(options["username"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['username']}.")
        try:
            set_staff_role(user=user, role=StaffRole(options["role"]))
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user} is {options['role']} now.")
