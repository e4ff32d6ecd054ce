"""The doctor on what is told."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from foundation.events import delivery, record
from foundation.events.delivery import deliver
from foundation.models import Change, FailedEvent
from notifications.models import Delivery
from notifications.tests.factories import make_delivery, make_notification
from projects.events import PROJECT_POSTED

pytestmark = pytest.mark.django_db


def ids(diagnosis: dict[str, dict[str, str]]) -> set[str]:
    numbers = {one["id"].removeprefix("guildhall.") for one in diagnosis.values()}
    return numbers & {"W055", "W056", "W057"}


def happens() -> None:
    with transaction.atomic():
        record(PROJECT_POSTED(uuid.uuid4(), actor=None, concerns=[], transition=1))


def test_what_is_told_to_nobody_for_minutes(diagnose):
    happens()
    assert ids(diagnose()) == set()
    Change.objects.update(noted_at=timezone.now() - timedelta(minutes=6))
    assert ids(diagnose()) == {"W055"}
    deliver()
    assert ids(diagnose()) == set()


def test_a_handler_that_fails_again_and_again(diagnose, monkeypatch):
    def falter(event: object) -> None:
        raise LookupError

    handler = delivery.Handler("bell", falter)
    monkeypatch.setitem(delivery._handlers, PROJECT_POSTED.name, [handler])
    happens()
    deliver()
    assert ids(diagnose()) == set()
    for _try in range(2):
        FailedEvent.objects.update(next_try_at=Now())
        deliver()
    (found,) = [one for one in diagnose().values() if one["id"] == "guildhall.W056"]
    assert "bell" in str(found)
    assert "LookupError" in str(found)


def test_mails_that_wait_for_more_than_an_hour(diagnose):
    delivery = make_delivery(make_notification())
    later = timezone.now() + timedelta(days=1)
    make_delivery(make_notification(), due_at=later, next_try_at=later)
    assert ids(diagnose()) == set()
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now() - timedelta(minutes=61))
    assert ids(diagnose()) == {"W057"}
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=Now())
    assert ids(diagnose()) == set()
