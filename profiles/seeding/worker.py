"""What a process of `seed` runs. It imports no models: they need Django to be set up first."""

from __future__ import annotations

import os

import django


def set_up() -> None:
    """Make Django ready in a fresh interpreter."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def load_batch(batch: tuple[int, int, int]) -> int:
    """`profiles.seeding.loading.load_batch`, in this process."""
    from profiles.seeding import loading

    return loading.load_batch(batch)
