"""Who did not come: between the two, unless that person agrees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appointments.models import Absence
from appointments.services.absences import claim_absence, withdraw_absence
from appointments.tests.factories import make_confirmed, make_past
from foundation.models import Event
from profiles.models import Profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment(proposal):
    return make_past(proposal)


def missed(user) -> int:
    return Profile.objects.get(user=user).appointments_missed


def codes(answer) -> list[str]:
    return [one["code"] for one in answer.json()["errors"]]


def test_who_agrees_has_it_on_the_record(client, worker, api, appointment, freelancer):
    path = f"appointments/{appointment.pk}"
    [absence] = client.post(f"{path}/claim-absence").json()["absences"]
    assert (absence["is_own"], absence["is_on_record"]) == (False, False)
    assert missed(freelancer) == 0
    assert "answer_absence" in worker.get(path).json()["actions"]
    answered = worker.post(f"{path}/answer-absence", {"did_not_come": True}).json()
    assert answered["absences"][0]["is_on_record"]
    assert missed(freelancer) == 1
    assert api.get(f"profiles/{freelancer.username}").json()["appointments_missed"] == 1
    client.post(f"{path}/withdraw-absence")
    assert missed(freelancer) == 0


def test_who_denies_it_has_it_nowhere(client, worker, api, appointment, freelancer):
    path = f"appointments/{appointment.pk}"
    client.post(f"{path}/claim-absence")
    denied = worker.post(f"{path}/answer-absence", {"did_not_come": False}).json()
    assert (denied["absences"][0]["status"], missed(freelancer)) == ("denied", 0)
    assert codes(worker.post(f"{path}/answer-absence", {"did_not_come": False})) == ["no_absence"]
    assert api.get(f"profiles/{freelancer.username}").json()["appointments_missed"] == 0
    assert worker.post(f"{path}/answer-absence", {"did_not_come": True}).status_code == 200
    assert missed(freelancer) == 1


def test_each_side_says_it_once_and_answers_its_own(client, worker, appointment):
    path = f"appointments/{appointment.pk}"
    assert codes(worker.post(f"{path}/answer-absence", {"did_not_come": True})) == ["no_absence"]
    assert codes(client.post(f"{path}/withdraw-absence")) == ["no_absence"]
    client.post(f"{path}/claim-absence")
    assert codes(client.post(f"{path}/claim-absence")) == ["already_said"]
    assert codes(client.post(f"{path}/answer-absence", {"did_not_come": True})) == ["no_absence"]
    assert len(worker.post(f"{path}/claim-absence").json()["absences"]) == 2


@pytest.mark.parametrize("ago", [timedelta(minutes=5), timedelta(days=16)])
def test_it_is_said_after_the_start_and_not_long_after(client, proposal, ago):
    appointment = make_past(proposal, ago=ago)
    answer = client.post(f"appointments/{appointment.pk}/claim-absence")
    assert (answer.status_code, codes(answer)) == (409, ["not_the_time"])


def test_of_what_is_still_to_come_nobody_says_it(client, proposal):
    appointment = make_confirmed(proposal)
    assert codes(client.post(f"appointments/{appointment.pk}/claim-absence")) == ["not_the_time"]


def test_nobody_else_learns_of_it(stranger, api, appointment, freelancer):
    claim_absence(user=appointment.client, appointment=appointment)
    path = f"appointments/{appointment.pk}/answer-absence"
    assert stranger.post(path, {"did_not_come": True}).status_code == 404
    event = Event.objects.get(type="absence.claimed")
    assert set(event.concerns) == {appointment.client_id, appointment.freelancer_id}
    withdraw_absence(user=appointment.client, appointment=appointment)
    assert Absence.objects.get().status == "withdrawn"
