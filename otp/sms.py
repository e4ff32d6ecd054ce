"""Text messages, through whatever provider `SMS_URL` names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings

if TYPE_CHECKING:
    from apprise import Apprise

CONSOLE = "console://"
MEMORY = "memory://"
PLACEHOLDER = "{phone}"
# What `memory://` keeps, for tests.
outbox: list[tuple[str, str]] = []


class DeliveryFailed(Exception):
    """The provider did not take the message."""


def send(phone_number: str, text: str) -> None:
    """Send one message. Raises DeliveryFailed.

    `SMS_URL` is one of apprise's addresses (`twilio://SID:TOKEN@FROM`), with `{phone}` where the
    number goes, or without, to have it appended; or `console://`, the default.
    """
    if settings.SMS_URL == MEMORY:
        outbox.append((phone_number, text))
    elif settings.SMS_URL == CONSOLE:
        sys.stdout.write(f"\nSMS to {phone_number}: {text}\n")
        sys.stdout.flush()
    else:
        _send_by_apprise(phone_number, text)


def is_usable(phone_number: str) -> bool:
    """Whether apprise knows what to do with `SMS_URL` and a number. Sends nothing."""
    try:
        _provider(phone_number)
    except DeliveryFailed:
        return False
    return True


def _provider(phone_number: str) -> Apprise:
    """What sends to this number. Raises DeliveryFailed."""
    from apprise import Apprise  # its 130 plug-ins cost memory until first used

    template = settings.SMS_URL
    if PLACEHOLDER not in template:
        template = f"{template.rstrip('/')}/{PLACEHOLDER}"
    provider = Apprise()
    if not provider.add(template.replace(PLACEHOLDER, quote(phone_number, safe=""))):
        raise DeliveryFailed("SMS_URL is not an address that apprise knows.")
    return provider


def _send_by_apprise(phone_number: str, text: str) -> None:
    provider = _provider(phone_number)
    try:
        was_taken = provider.notify(body=text)
    except Exception as error:  # whatever a provider's plug-in stumbles over
        raise DeliveryFailed(f"The provider's plug-in failed: {error}") from error
    if not was_taken:
        raise DeliveryFailed("The provider did not take the message.")
