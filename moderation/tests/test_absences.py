"""A moderator decides whether somebody did not come, and what was said of an appointment."""

from __future__ import annotations

import pytest

from appointments.models import Absence
from appointments.services.absences import claim_absence, withdraw_absence
from appointments.tests.factories import make_appointment, make_past, time_of
from moderation.models import Action, Case
from moderation.services.deciding import Ruling, decide, take_back
from moderation.tests.factories import make_decision, make_ground, make_staff
from profiles.models import Profile
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(client_user, freelancer):
    return make_proposal(make_project(client=client_user), freelancer)


@pytest.fixture
def absence(proposal):
    return claim_absence(user=proposal.project.client, appointment=make_past(proposal))


def report(api, kind, pk):
    return api.post("reports", {"kind": kind, "object": str(pk), "reason": "other", "text": "Hm."})


def missed(user) -> int:
    return Profile.objects.get(user=user).appointments_missed


def ruling(action: Action) -> Ruling:
    if action == Action.KEEP:
        return Ruling(action=action)
    return Ruling(action=action, ground=make_ground(), facts="Two neighbours waited, too.")


def test_a_decision_puts_it_on_the_record_and_a_later_one_takes_it_off(api_as, absence, freelancer):
    assert report(api_as(absence.appointment.client), "absence", absence.pk).status_code == 201
    staff = make_staff()
    decision = decide(case=Case.objects.get(), moderator=staff, ruling=ruling(Action.WARN))
    absence.refresh_from_db()
    assert (absence.upheld_by, absence.is_on_record, missed(freelancer)) == (decision.pk, True, 1)
    withdrawn = api_as(absence.appointment.client).post(
        f"appointments/{absence.appointment_id}/withdraw-absence"
    )
    assert withdrawn.status_code == 409
    take_back(decision=decision, moderator=make_staff(), facts="They were there.")
    assert (Absence.objects.get().is_on_record, missed(freelancer)) == (False, 0)


def test_a_case_that_is_kept_leaves_it_between_the_two(api_as, absence, freelancer):
    report(api_as(absence.appointment.client), "absence", absence.pk)
    decide(case=Case.objects.get(), moderator=make_staff(), ruling=ruling(Action.KEEP))
    assert (Absence.objects.get().is_on_record, missed(freelancer)) == (False, 0)


def test_only_whoever_says_it_reports_it(api, api_as, absence, outsider, freelancer):
    for caller in (outsider, freelancer, make_staff()):
        assert report(api_as(caller), "absence", absence.pk).status_code == 404
    withdraw_absence(user=absence.appointment.client, appointment=absence.appointment)
    assert report(api_as(absence.appointment.client), "absence", absence.pk).status_code == 404


def test_it_is_reported_by_the_id_of_the_appointment_as_well(api_as, absence, freelancer):
    caller, appointment = absence.appointment.client, absence.appointment_id
    assert report(api_as(freelancer), "absence", appointment).status_code == 404
    assert report(api_as(caller), "absence", appointment).status_code == 201
    assert Case.objects.get().object_id == absence.pk


def test_a_removed_project_confirms_nothing_and_lets_cancel(api_as, proposal):
    appointment = make_appointment(proposal)
    time = time_of(appointment)
    make_decision("project", proposal.project, "remove")
    client = api_as(proposal.project.client)
    path = f"appointments/{appointment.pk}"
    answer = client.post(f"{path}/confirm", {"time": str(time)})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "project_removed")
    assert client.post(f"{path}/cancel").status_code == 200
