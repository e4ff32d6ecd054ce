"""Forgetting what people were told long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Value
from django.db.models.functions import Now

from notifications.models import Notification

if TYPE_CHECKING:
    from datetime import timedelta

AT_ONCE = 10_000


def prune_notifications(*, kept: timedelta) -> int:
    """Delete notifications that are older than this, some at a time; how many."""
    old = Notification.objects.filter(created_at__lt=Now() - Value(kept)).order_by("created_at")
    number = 0
    while ids := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        number += len(ids)
        Notification.objects.filter(pk__in=ids).delete()
    return number
