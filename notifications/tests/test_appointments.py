"""What is told of appointments, to whom, and when it is no news any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services.preferences import save_preference
from appointments.models import Appointment
from appointments.services import absences, arranging
from appointments.services.reminding import remind_due
from appointments.tests.factories import (
    in_days,
    make_appointment,
    make_confirmed,
    make_past,
    proposed,
    time_of,
)
from notifications.tests.factories import happens, told, verified, written
from projects.services.proposals import decline_proposal
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(client_user, freelancer):
    return make_proposal(make_project(client=client_user), freelancer)


def near(appointment: Appointment) -> None:
    """Have it begin in an hour, and both reminded."""
    starts_at = timezone.now() + timedelta(minutes=59)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        reminds_at=starts_at - timedelta(hours=1),
    )
    happens(remind_due)


def test_each_side_is_told_what_the_other_does(api_as, client_user, freelancer, proposal):
    appointment = happens(lambda: make_appointment(proposal))
    assert told(client_user) == ["appointment_proposed"]
    time = time_of(appointment)
    given = {"appointment": appointment}
    happens(lambda: arranging.confirm(user=client_user, time=time, **given))
    happens(
        lambda: arranging.propose_others(user=client_user, proposed=proposed(in_days(8)), **given)
    )
    happens(lambda: arranging.decline(user=freelancer, **given))
    happens(lambda: arranging.cancel(user=client_user, reason="No water.", **given))
    kinds = [f"appointment_{one}" for one in ("confirmed", "proposed", "cancelled")]
    assert told(freelancer) == kinds
    assert told(client_user) == ["appointment_proposed", "appointment_declined"]
    [cancelled] = written(api_as(freelancer), "appointment_cancelled")
    assert cancelled["quote"] == "No water."


def test_a_mail_has_the_time_in_its_readers_zone_and_the_file_for_the_calendar(
    freelancer, client_user, proposal, mailoutbox
):
    verified(freelancer)
    save_preference(user=freelancer, time_zone="Asia/Kolkata")
    appointment = make_appointment(proposal)
    time = time_of(appointment)
    happens(lambda: arranging.confirm(user=client_user, appointment=appointment, time=time))
    [mail] = mailoutbox
    assert "IST" in mail.body
    assert f"/appointments/{appointment.pk}.ics" in mail.body


def test_both_are_reminded_and_a_reminder_of_what_was_moved_is_no_news(
    api_as, freelancer, client_user, proposal
):
    appointment = make_confirmed(proposal)
    near(appointment)
    assert "appointment_reminder" in told(client_user)
    [reminder] = written(api_as(freelancer), "appointment_reminder")
    assert "begins at this time" in reminder["text"]
    arranging.propose_others(
        user=client_user, appointment=appointment, proposed=proposed(in_days(8))
    )
    arranging.confirm(user=freelancer, appointment=appointment, time=time_of(appointment))
    [reminder] = written(api_as(freelancer), "appointment_reminder")
    assert "begins at this time" not in reminder["text"]


def test_what_nothing_joins_any_more_is_told_without_a_name(
    api_as, freelancer, client_user, proposal
):
    make_confirmed(proposal)
    happens(lambda: decline_proposal(client=client_user, proposal=proposal))
    assert Appointment.objects.get().status == "cancelled"
    [cancelled] = written(api_as(freelancer), "appointment_cancelled")
    assert "nothing joins" in cancelled["text"]
    assert "appointment_cancelled" in told(client_user)


def test_of_who_did_not_come_the_two_are_told(api_as, freelancer, client_user, proposal):
    appointment = make_past(proposal)
    happens(lambda: absences.claim_absence(user=client_user, appointment=appointment))
    assert told(freelancer)[-1] == "absence_claimed"
    happens(
        lambda: absences.answer_absence(
            user=freelancer, appointment=appointment, answer=absences.AbsenceStatus.DENIED
        )
    )
    [answer] = written(api_as(client_user), "absence_answered")
    assert "denies" in answer["text"]
