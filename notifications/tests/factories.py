"""Notifications of what happened, by the services that make them happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import TestCase
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.tests.factories import UserFactory
from foundation.events.delivery import deliver
from notifications.models import Delivery, Notification

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


def written(api: Any, kind: str) -> list[dict[str, Any]]:
    """What the API shows somebody of a kind."""
    found = api.get("me/notifications").json()["results"]
    return [one for one in found if one["kind"] == kind]


def make_notification(person: User | None = None, **fields: Any) -> Notification:
    """A notification, straight into the table."""
    person = person or UserFactory()
    given = {"kind": "proposal_received", "event_id": uuid7(), "subject_id": uuid7(), "body": {}}
    return Notification.objects.create(recipient=person, person=person, **given | fields)


def make_delivery(notification: Notification, **fields: Any) -> Delivery:
    """That it is to be mailed now."""
    now = timezone.now()
    given = {"channel": "email", "due_at": now, "next_try_at": now}
    return Delivery.objects.create(notification=notification, **given | fields)
