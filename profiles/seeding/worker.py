"""How a process of `seed` begins. It imports no models: they need Django to be set up first."""

from __future__ import annotations

import os

import django


def set_up() -> None:
    """Make Django ready in a fresh interpreter, before it is handed a batch."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
