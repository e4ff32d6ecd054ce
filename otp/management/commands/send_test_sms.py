"""`manage.py send_test_sms NUMBER`: see whether `SMS_URL` works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from rest_framework.serializers import ValidationError

from accounts.fields import PhoneNumberField
from otp.sms import DeliveryFailed, send

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Send a test message to a phone number, by the provider of SMS_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="with its country code: +4915112345678")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = PhoneNumberField().run_validation(options["number"])
            send(number, f"A test message from {settings.SITE_NAME}.")
        except ValidationError as error:
            raise CommandError(" ".join(map(str, error.detail))) from error
        except DeliveryFailed as error:
            raise CommandError(f"Not sent: {error}") from error
        self.stdout.write(f"Sent to {number}.")
