"""`manage.py createsuperuser`: an administrator, known by an e-mail address or a phone number.

Takes the place of Django's own command, which cannot ask for one of two fields.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError
from django.db import IntegrityError
from rest_framework import serializers

from accounts.fields import EmailField, NewPhoneNumberField, UsernameField
from accounts.management.passwords import asked_password, told
from accounts.models import User
from accounts.passwords import check_rules
from accounts.services.identity import refuse_taken, taken_by
from foundation.errors import DomainError

if TYPE_CHECKING:
    from argparse import ArgumentParser

PASSWORD_VARIABLE = "DJANGO_SUPERUSER_PASSWORD"  # noqa: S105 - the name, as Django has it


class Command(BaseCommand):
    help = "Make an administrator, known by an e-mail address or a phone number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username")
        parser.add_argument("--email")
        parser.add_argument("--phone-number")
        parser.add_argument(
            "--noinput",
            action="store_true",
            help=f"Ask nothing; the password is taken from {PASSWORD_VARIABLE}.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ask = (lambda _question: "") if options["noinput"] else input
        username = options["username"] or ask("Username: ")
        email = options["email"] or ("" if options["phone_number"] else ask("E-mail (or empty): "))
        phone = options["phone_number"] or ("" if email else ask("Phone number: "))
        if not email and not phone:
            raise CommandError("Give an e-mail address or a phone number.")
        fields = {
            "username": clean(UsernameField(), username, "username"),
            "email": clean(EmailField(), email, "email") if email else None,
            "phone_number": clean(NewPhoneNumberField(), phone, "phone number") if phone else None,
        }
        try:
            refuse_taken(**fields)
            password = check_rules(
                self.password(noinput=options["noinput"]), user=User(**fields), attr="password"
            )
        except DomainError as error:
            raise CommandError(told(error)) from error
        try:
            User.objects.create_superuser(password=password, **fields)
        except IntegrityError as error:  # somebody else took one of them in this very moment
            raise CommandError(told(taken_by(error))) from error
        self.stdout.write(f"{fields['username']} is an administrator now.")

    def password(self, *, noinput: bool) -> str:
        if noinput:
            if PASSWORD_VARIABLE not in os.environ:
                raise CommandError(f"Set {PASSWORD_VARIABLE} with --noinput.")
            return os.environ[PASSWORD_VARIABLE]
        return asked_password()


def clean(field: serializers.Field, value: str, name: str) -> str:
    """The value as a serializer field stores it; raises CommandError naming what is wrong."""
    try:
        return str(field.run_validation(value))
    except serializers.ValidationError as error:
        raise CommandError(f"{name}: {' '.join(map(str, error.detail))}") from error
