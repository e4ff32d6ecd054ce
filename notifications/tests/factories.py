"""Notifications of what happened, by the services that make them happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import TestCase
from django.utils import timezone

from accounts.models import User
from foundation.events.delivery import deliver
from notifications.models import Notification

if TYPE_CHECKING:
    from collections.abc import Callable


def verified(*users: User) -> None:
    """These users have verified their e-mail addresses."""
    for user in users:
        User.objects.filter(pk=user.pk).update(email_verified_at=timezone.now())
        user.refresh_from_db()


def happens(act: Callable[[], object]) -> object:
    """Do something, and what follows its commit."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        done = act()
    deliver()
    return done


def told(user: User) -> list[str]:
    """What somebody was told, in order."""
    found = Notification.objects.filter(person=user).order_by("id")
    return list(found.values_list("kind", flat=True))
