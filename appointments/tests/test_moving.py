"""What is left out when an appointment is moved, and in which zones times are meant."""

from __future__ import annotations

import pytest

from appointments.tests.factories import BERLIN, body, in_days, make_confirmed
from appointments.tests.test_arranging import path_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("was", "sent", "then"),
    [
        ({"place": "Lake Road 12"}, {}, (False, "Lake Road 12")),
        ({"place": "Lake Road 12"}, {"is_online": False}, (False, "Lake Road 12")),
        ({"place": "Lake Road 12"}, {"place": ""}, (False, "")),
        ({"place": "Lake Road 12"}, {"place": "Hill 3"}, (False, "Hill 3")),
        ({"place": "Lake Road 12"}, {"is_online": True}, (True, "")),
        ({"place": "", "is_online": True}, {}, (True, "")),
        ({"place": "", "is_online": True}, {"place": ""}, (True, "")),
        ({"place": "", "is_online": True}, {"place": "Hill 3"}, (False, "Hill 3")),
        ({"place": "", "is_online": True}, {"is_online": False}, (False, "")),
    ],
)
def test_who_moves_an_appointment_by_its_times_alone_keeps_its_place_and_zone(
    worker, proposal, was, sent, then
):
    appointment = make_confirmed(proposal, **was)
    given = {"times": body(in_days(9))["times"]} | sent
    offer = worker.post(path_of(appointment, "propose"), given).json()["offer"]
    assert (offer["is_online"], offer["place"], offer["time_zone"]) == (*then, BERLIN)
    assert offer["note"] == ""


def test_a_counter_proposal_keeps_the_place_of_the_times_that_it_replaces(client, worker, proposal):
    appointment = make_confirmed(proposal)
    there = body(in_days(9), place="Hill 3", time_zone="Asia/Kolkata")
    worker.post(path_of(appointment, "propose"), there)
    times = {"times": body(in_days(10))["times"]}
    offer = client.post(path_of(appointment, "propose"), times).json()["offer"]
    assert (offer["place"], offer["time_zone"]) == ("Hill 3", "Asia/Kolkata")
    client.post(path_of(appointment, "decline"))
    again = client.post(path_of(appointment, "propose"), times).json()["offer"]
    assert (again["place"], again["time_zone"]) == ("Lake Road 12", BERLIN)


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "GMT", "US/Pacific", "Asia/Calcutta"])
def test_times_are_meant_in_any_zone_by_any_of_its_names(worker, proposal, zone):
    sent = body(in_days(3), time_zone=zone)
    path = f"projects/{proposal.project_id}/appointments"
    answer = worker.post(path, sent)
    assert answer.status_code == 201, answer.content
    assert answer.json()["offer"]["time_zone"] == zone
