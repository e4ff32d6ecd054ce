"""The client is reminded of a delivery before it counts as accepted, once each time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from accounts.models import Role
from accounts.tests.factories import UserFactory
from foundation import deadlines
from foundation.models import Event
from profiles.services.profile import make_profile
from projects.models import Project
from projects.services.completion import deliver, end_early, reject_delivery
from projects.services.reminding import next_reminder, remind_due
from projects.tests.factories import make_project
from projects.tests.test_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered(client_user, freelancer) -> Project:
    make_profile(freelancer)
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    return deliver(freelancer=freelancer, project=project)


def pass_time(**time: float) -> None:
    names = ("started_at", "delivered_at", "completes_at", "reminds_at")
    Project.objects.update(**{name: F(name) - timedelta(**time) for name in names})


def reminders() -> list[int]:
    """The days of those that were recorded."""
    found = Event.objects.filter(type="project.completion_near").order_by("id")
    return [event.body["days"] for event in found]


def test_three_days_and_one_day_before(delivered, client_user, freelancer):
    assert remind_due() == 0
    pass_time(days=10.9)
    assert remind_due() == 0
    pass_time(days=0.1)
    assert remind_due() == 1
    assert remind_due() == 0
    pass_time(days=2)
    assert remind_due() == 1
    assert remind_due() == 0
    assert reminders() == [3, 1]
    event = Event.objects.filter(type="project.completion_near").first()
    assert (event.actor_id, event.subject_id) == (None, delivered.pk)
    assert event.concerns == [client_user.pk, freelancer.pk]


def test_whoever_reads_something_does_it(api_as, delivered, client_user):
    pass_time(days=11)
    deadlines.forget()
    api_as(client_user).get("me/projects")
    assert reminders() == [3]


def test_of_those_that_were_missed_only_the_last_is_told(delivered):
    pass_time(days=13.5)
    assert remind_due() == 1
    assert reminders() == [1]
    assert next_reminder() is None


def test_what_counts_as_accepted_by_now_is_not_reminded_of(delivered):
    pass_time(days=14)
    remind_due()
    assert reminders() == []
    assert Project.objects.get().status == "completed"


def test_a_rejected_delivery_is_not_reminded_of_and_the_next_one_is(
    delivered, client_user, freelancer
):
    reject_delivery(client=client_user, project=delivered, reason="The ceiling.")
    assert next_reminder() is None
    deliver(freelancer=freelancer, project=delivered)
    pass_time(days=11)
    assert remind_due() == 1


def test_work_that_ended_is_not_reminded_of(delivered, client_user):
    end_early(user=client_user, project=delivered, reason="Enough.")
    pass_time(days=11)
    assert (next_reminder(), remind_due()) == (None, 0)


def test_a_reminder_comes_before_the_end(delivered):
    with pytest.raises(IntegrityError, match="project_reminds_before_it_completes"):
        Project.objects.update(reminds_at=F("completes_at"))


@pytest.mark.django_db(transaction=True)
def test_many_processes_remind_once():
    client, freelancer = UserFactory(role=Role.CLIENT), UserFactory()
    make_profile(freelancer)
    now = timezone.now()
    make_project(
        client=client,
        freelancer=freelancer,
        status="in_progress",
        delivered_at=now - timedelta(days=11),
        completes_at=now + timedelta(days=3),
        reminds_at=now,
    )
    results = at_once(*[remind_due] * 4)
    assert sum(results) == 1
    assert reminders() == [3]
