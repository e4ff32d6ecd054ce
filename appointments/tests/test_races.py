"""Agreeing at the same time, with real threads and connections."""

from __future__ import annotations

import pytest

from accounts import personal_data
from accounts.models import Role
from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, UserFactory
from appointments.models import AbsenceStatus, Appointment, AppointmentMove, AppointmentTime
from appointments.services import absences, arranging
from appointments.tests.factories import (
    in_days,
    make_appointment,
    make_confirmed,
    make_past,
    proposed,
    time_of,
)
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.services.proposals import decline_proposal
from projects.tests.factories import make_project, make_proposal
from projects.tests.test_races import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TURNS = pytest.mark.parametrize("turn", range(2))


@pytest.fixture
def proposal():
    people = UserFactory(role=Role.CLIENT), UserFactory()
    for person in people:
        make_profile(person)
    return make_proposal(make_project(client=people[0]), people[1])


def confirming(appointment, number=0):
    time, client = time_of(appointment, number), appointment.client
    return lambda: arranging.confirm(user=client, appointment=appointment, time=time)


def is_sound(appointment) -> Appointment:
    """The appointment, whose agreed time is one of the proposal that was confirmed last."""
    found = Appointment.objects.get(pk=appointment.pk)
    if found.agreed:
        agreed = AppointmentTime.objects.filter(
            move__appointment=found, move__position=found.agreed, starts_at=found.starts_at
        )
        assert agreed.exists()
    positions = AppointmentMove.objects.filter(appointment=found).values_list("position", flat=True)
    assert sorted(positions) == [*range(1, found.last_position + 1)]
    return found


@TURNS
def test_of_two_confirmations_of_different_times_one_holds(proposal, turn):
    appointment = make_appointment(proposal, in_days(3), in_days(4))
    results = at_once(confirming(appointment), confirming(appointment, 1))
    assert refusals(results) == ["nothing_waits"]
    found = is_sound(appointment)
    assert (found.status, found.last_position, found.sequence) == ("confirmed", 2, 0)


@TURNS
def test_a_confirmation_against_a_cancellation(proposal, turn):
    appointment = make_appointment(proposal)
    freelancer = proposal.freelancer
    results = at_once(
        confirming(appointment),
        lambda: arranging.cancel(user=freelancer, appointment=appointment, reason="Ill."),
    )
    assert refusals(results) in ([], ["appointment_over"])
    found = is_sound(appointment)
    assert (found.status, found.sequence) == ("cancelled", int(found.agreed is not None))


@TURNS
def test_a_move_against_a_confirmation_keeps_what_was_confirmed_or_asks_anew(proposal, turn):
    appointment = make_appointment(proposal)
    freelancer, later = proposal.freelancer, proposed(in_days(9))
    results = at_once(
        confirming(appointment),
        lambda: arranging.propose_others(user=freelancer, appointment=appointment, proposed=later),
    )
    found = is_sound(appointment)
    if refusals(results):
        assert (refusals(results), found.status) == (["times_changed"], "proposed")
    else:
        assert (found.status, found.agreed, found.waiting) == ("confirmed", 1, 3)


@TURNS
def test_a_confirmation_against_a_block_a_decline_and_an_erasure(proposal, turn):
    appointment = make_appointment(proposal, text="At the gate.")
    client, freelancer = proposal.project.client, proposal.freelancer
    results = at_once(
        confirming(appointment),
        lambda: block_person(user=freelancer, session_id=None, username=client.username),
        lambda: decline_proposal(client=client, proposal=proposal),
        lambda: erase(user=freelancer, session_id=None, current_password=PASSWORD),
    )
    assert not [one for one in results if isinstance(one, Exception) and not hasattr(one, "code")]
    found = is_sound(appointment)
    assert (found.status, found.reminds_at) == ("cancelled", None)
    assert not AppointmentMove.objects.exclude(text="", place="").exists()
    assert personal_data.export(client)["appointments"][0]["freelancer__username"] != "asha"


@TURNS
def test_an_answer_against_a_withdrawal_leaves_the_record_as_it_says(proposal, turn):
    appointment = make_past(proposal)
    client, freelancer = proposal.project.client, proposal.freelancer
    absence = absences.claim_absence(user=client, appointment=appointment)
    at_once(
        lambda: absences.answer_absence(
            user=freelancer, appointment=appointment, answer=AbsenceStatus.ADMITTED
        ),
        lambda: absences.withdraw_absence(user=client, appointment=appointment),
    )
    absence.refresh_from_db()
    missed = Profile.objects.get(user=freelancer).appointments_missed
    assert missed == int(absence.is_on_record)


@TURNS
def test_both_propose_to_move_and_one_proposal_waits(proposal, turn):
    appointment = make_confirmed(proposal)
    before = appointment.starts_at
    at_once(
        *(
            lambda user=user, day=day: arranging.propose_others(
                user=user, appointment=appointment, proposed=proposed(in_days(day))
            )
            for day, user in enumerate((proposal.project.client, proposal.freelancer), start=5)
        )
    )
    found = is_sound(appointment)
    assert (found.starts_at, found.waiting) == (before, found.last_position)
