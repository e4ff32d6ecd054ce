"""Both are reminded, a day and an hour before, once each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from appointments.models import Appointment
from appointments.services import arranging
from appointments.services.reminding import first_reminder, next_reminder, remind_due
from appointments.tests.factories import (
    in_days,
    make_appointment,
    make_confirmed,
    proposed,
    time_of,
)
from foundation.models import Event
from projects.tests.test_races import at_once

HOUR = timedelta(hours=1)


def told() -> list[int]:
    near = Event.objects.filter(type="appointment.near").order_by("id")
    return [one.body["hours"] for one in near]


def begins_in(appointment: Appointment, left: timedelta, reminds: timedelta | None = None) -> None:
    """Move it so that it begins so soon, with the reminder that is due so long before."""
    starts_at = timezone.now() + left
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        happens_at=starts_at,
        reminds_at=starts_at - (reminds or 24 * HOUR),
    )


@pytest.mark.django_db
def test_a_day_and_an_hour_before_each_once(proposal):
    appointment = make_confirmed(proposal)
    assert remind_due() == 0
    begins_in(appointment, 24 * HOUR)
    assert (remind_due(), remind_due(), told()) == (1, 0, [24])
    begins_in(appointment, HOUR, HOUR)
    assert (remind_due(), remind_due(), told()) == (1, 0, [24, 1])
    assert next_reminder() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "hours"),
    [(20 * HOUR, [24]), (30 * timedelta(minutes=1), [1]), (-timedelta(minutes=1), [])],
)
def test_of_what_nobody_told_in_time_the_last_is_news_until_it_begins(proposal, left, hours):
    begins_in(make_confirmed(proposal), left)
    remind_due()
    assert told() == hours
    appointment = Appointment.objects.get()
    assert (appointment.reminds_at is not None) == (hours == [24])


@pytest.mark.django_db
def test_moving_takes_the_reminders_along_and_cancelling_ends_them(proposal):
    appointment = make_confirmed(proposal)
    client = proposal.project.client
    moved_to = in_days(9)
    arranging.propose_others(user=client, appointment=appointment, proposed=proposed(moved_to))
    time = time_of(appointment)
    arranging.confirm(user=proposal.freelancer, appointment=appointment, time=time)
    assert Appointment.objects.get().reminds_at == moved_to - 24 * HOUR
    arranging.cancel(user=client, appointment=appointment, reason="No water.")
    assert next_reminder() is None


def test_an_hour_is_an_hour_where_clocks_are_changed():
    """Appointments are moments: in the night of the change, too, a reminder comes an hour before
    and a day of 24 hours before.
    """
    starts_at = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # 2:30 in Berlin, for the second time
    long_before = datetime(2027, 10, 1, tzinfo=UTC)
    assert first_reminder(starts_at, long_before) == datetime(2027, 10, 30, 1, 30, tzinfo=UTC)
    soon = datetime(2027, 10, 30, 2, 0, tzinfo=UTC)
    assert first_reminder(starts_at, soon) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert first_reminder(starts_at, datetime(2027, 10, 31, 1, 0, tzinfo=UTC)) is None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_processes_remind_once(proposal):
    begins_in(make_confirmed(proposal), 24 * HOUR)
    at_once(*[remind_due] * 4)
    assert told() == [24]


@pytest.mark.django_db
def test_what_is_not_confirmed_reminds_nobody(proposal):
    make_appointment(proposal, timezone.now() + HOUR)
    assert (remind_due(), next_reminder()) == (0, None)
