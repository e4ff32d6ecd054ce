"""What the commands that set a password share: how they ask for it, and tell what is wrong."""

from __future__ import annotations

from getpass import getpass
from typing import TYPE_CHECKING

from django.core.management import CommandError

if TYPE_CHECKING:
    from foundation.errors import DomainError


def asked_password() -> str:
    """A password, typed twice on the terminal; raises CommandError when they differ."""
    password = getpass("Password: ")
    if password != getpass("Password (again): "):
        raise CommandError("The passwords differ.")
    return password


def told(error: DomainError) -> str:
    """Everything that a service has against what was typed."""
    return " ".join(f"{attr}: {text}" if attr else text for _code, text, attr in error.errors)
