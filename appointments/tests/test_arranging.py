"""Agreeing on when and where."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from appointments.models import Appointment, AppointmentTime
from appointments.tests.factories import (
    body,
    in_days,
    make_appointment,
    make_confirmed,
    make_past,
    time_of,
)
from foundation import deadlines
from projects.services.proposals import decline_proposal
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db


def codes(answer) -> list[str]:
    return [one["code"] for one in answer.json()["errors"]]


def path_of(appointment, verb: str = "") -> str:
    return f"appointments/{appointment.pk}{verb and '/' + verb}"


def test_one_side_proposes_three_times_and_the_other_confirms_one(client, worker, proposal):
    starts = in_days(3), in_days(4), in_days(5)
    made = worker.post(f"projects/{proposal.project_id}/appointments", body(*starts))
    assert made.status_code == 201, made.content
    shown = client.get(f"appointments/{made.json()['id']}").json()
    assert (shown["status"], shown["side"]) == ("proposed", "client")
    assert shown["actions"] == ["confirm", "decline", "propose", "cancel"]
    assert shown["offer"]["place"] == "Lake Road 12"
    second = shown["offer"]["times"][1]
    done = client.post(f"appointments/{shown['id']}/confirm", {"time": second["id"]}).json()
    assert (done["status"], done["starts_at"]) == ("confirmed", second["starts_at"])
    assert done["agreed"]["place"] == "Lake Road 12"
    assert (done["offer"], done["sequence"]) == (None, 0)
    assert [one["id"] for one in worker.get("me/appointments").json()["results"]] == [done["id"]]


def test_the_client_names_whom_to_meet(client, proposal, freelancer, outsider):
    path = f"projects/{proposal.project_id}/appointments"
    assert codes(client.post(path, body())) == ["not_a_party"]
    assert codes(client.post(path, body(to=outsider.username))) == ["not_a_party"]
    assert client.post(path, body(to=freelancer.username)).status_code == 201


def test_nobody_meets_whom_nothing_joins(stranger, proposal, client, freelancer):
    path = f"projects/{proposal.project_id}/appointments"
    assert codes(stranger.post(path, body())) == ["nothing_between_you"]
    decline_proposal(client=proposal.project.client, proposal=proposal)
    assert codes(client.post(path, body(to=freelancer.username))) == ["not_in_touch"]


@pytest.mark.parametrize(
    ("given", "code", "attr"),
    [
        ({"times": []}, "min_length", "times"),
        ({"times": [{"starts_at": "2027-05-04T09:00", "minutes": 5}] * 4}, "max_length", "times"),
        ({"times": [{"starts_at": "2027-05-04T09:00"}]}, "end_or_minutes", "times.0.ends_at"),
        ({"times": [{"starts_at": "tomorrow", "minutes": 60}]}, "format", "times.0.starts_at"),
        ({"times": [{"starts_at": "2027-02-30T09:00", "minutes": 60}]}, "format", None),
        ({"times": [{"starts_at": "0001-01-01T00:00", "minutes": 60}]}, "no_such_time", None),
        ({"times": [{"starts_at": "9999-12-31T23:59", "minutes": 9999}]}, "no_such_time", None),
        (
            {"times": [{"starts_at": "2027-05-04T09:00", "ends_at": "2027-05-04T08:00"}]},
            "length",
            "times.0.ends_at",
        ),
        ({"time_zone": "Mars/Olympus"}, "unknown_zone", "time_zone"),
        ({"is_online": True}, "online_or_place", "place"),
        ({"place": "A\nB"}, "control_characters", "place"),
        # Clocks in Berlin skip this hour, and have that one twice.
        ({"times": [{"starts_at": "2027-03-28T02:30", "minutes": 60}]}, "no_such_time", None),
        ({"times": [{"starts_at": "2027-10-31T02:30", "minutes": 60}]}, "comes_twice", None),
        (
            {"times": [{"starts_at": "2027-10-31T02:30+03:00", "minutes": 60}]},
            "not_its_offset",
            None,
        ),
    ],
)
def test_what_is_no_time_or_place_is_refused(worker, proposal, given, code, attr):
    answer = worker.post(f"projects/{proposal.project_id}/appointments", body() | given)
    assert answer.status_code == 422
    assert code in codes(answer), answer.json()
    assert attr is None or answer.json()["errors"][0]["attr"] == attr


def test_an_hour_that_comes_twice_is_told_by_its_offset(worker, proposal):
    times = [
        {"starts_at": f"2027-10-31T02:30{offset}", "minutes": 60} for offset in ("+02:00", "+01:00")
    ]
    made = worker.post(f"projects/{proposal.project_id}/appointments", body() | {"times": times})
    starts = [one["starts_at"] for one in made.json()["offer"]["times"]]
    assert starts == ["2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"]


def test_the_past_the_far_future_and_the_same_twice_are_refused(worker, proposal):
    path = f"projects/{proposal.project_id}/appointments"
    for starts, code in (
        ([in_days(-1)], "in_the_past"),
        ([in_days(3), in_days(-1)], "in_the_past"),
        ([in_days(800)], "too_far"),
        ([in_days(3), in_days(3)], "same_time_twice"),
    ):
        answer = worker.post(path, body(*starts))
        assert (answer.status_code, codes(answer)) == (422, [code])


def test_whoever_proposes_does_not_confirm(worker, proposal):
    appointment = make_appointment(proposal)
    answer = worker.post(path_of(appointment, "confirm"), {"time": str(time_of(appointment))})
    assert (answer.status_code, codes(answer)) == (403, ["own_proposal"])


def test_other_times_take_the_place_of_those_that_wait(client, worker, proposal):
    appointment = make_appointment(proposal)
    former = time_of(appointment)
    other = client.post(path_of(appointment, "propose"), body(in_days(6), place="The shop"))
    assert other.json()["offer"]["is_own"]
    for caller in (client, worker):
        answer = caller.post(path_of(appointment, "confirm"), {"time": str(former)})
        assert (answer.status_code, codes(answer)) == (409, ["times_changed"])
    done = worker.post(path_of(appointment, "confirm"), {"time": str(time_of(appointment))})
    assert done.json()["agreed"]["place"] == "The shop"


def test_a_confirmed_one_stays_until_the_new_time_is_confirmed(client, worker, proposal):
    appointment = make_confirmed(proposal)
    before = appointment.starts_at
    moving = worker.post(path_of(appointment, "propose"), body(in_days(8))).json()
    assert (moving["status"], moving["agreed"] is not None) == ("confirmed", True)
    assert Appointment.objects.get().starts_at == before
    client.post(path_of(appointment, "decline"))
    assert Appointment.objects.get().status == "confirmed"
    worker.post(path_of(appointment, "propose"), body(in_days(9)))
    done = client.post(path_of(appointment, "confirm"), {"time": str(time_of(appointment))}).json()
    assert (done["sequence"], done["starts_at"] > f"{before:%Y-%m-%d}") == (1, True)


def test_a_confirmed_one_is_cancelled_with_a_reason(client, worker, proposal):
    appointment = make_confirmed(proposal)
    assert codes(client.post(path_of(appointment, "cancel"))) == ["required"]
    done = client.post(path_of(appointment, "cancel"), {"reason": "The lift is out."}).json()
    assert (done["status"], done["sequence"], done["actions"]) == ("cancelled", 1, [])
    shown = worker.get(path_of(appointment)).json()["last_move"]
    assert (shown["action"], shown["side"], shown["note"]) == (
        "cancel",
        "client",
        "The lift is out.",
    )
    for verb, given in (("cancel", {"reason": "x"}), ("decline", {}), ("propose", body())):
        assert codes(client.post(path_of(appointment, verb), given)) == ["appointment_over"]


def test_a_declined_one_is_over(client, worker, proposal):
    appointment = make_appointment(proposal)
    done = client.post(path_of(appointment, "decline"), {"note": "I am away."}).json()
    assert (done["status"], done["offer"]) == ("declined", None)
    assert codes(worker.post(path_of(appointment, "propose"), body())) == ["appointment_over"]
    assert codes(client.post(path_of(appointment, "decline"))) == ["appointment_over"]


def test_a_time_that_passed_is_not_confirmed_any_more(client, proposal):
    appointment = make_appointment(proposal)
    time = time_of(appointment)
    past = timezone.now() - timedelta(hours=1)
    AppointmentTime.objects.update(starts_at=past, ends_at=timezone.now())
    Appointment.objects.update(open_until=past, happens_at=past)
    shown = client.get(path_of(appointment)).json()
    assert (shown["is_over"], shown["actions"]) == (True, ["decline", "propose"])
    answer = client.post(path_of(appointment, "confirm"), {"time": str(time)})
    assert (answer.status_code, codes(answer)) == (409, ["time_passed"])


def test_what_has_begun_is_neither_moved_nor_cancelled_afterwards(client, proposal):
    appointment = make_past(proposal)
    assert codes(client.post(path_of(appointment, "propose"), body())) == ["appointment_over"]
    given = {"reason": "Too late."}
    assert codes(client.post(path_of(appointment, "cancel"), given)) == ["appointment_over"]


def test_what_overlaps_is_a_warning_for_whom_it_concerns(client, worker, proposal, freelancer):
    other = make_project(
        client=proposal.project.client, freelancer=freelancer, status="in_progress"
    )
    mine = worker.post(f"projects/{other.pk}/appointments", body(in_days(3))).json()
    time = mine["offer"]["times"][0]["id"]
    assert client.post(f"appointments/{mine['id']}/confirm", {"time": time}).status_code == 200
    made = worker.post(f"projects/{proposal.project_id}/appointments", body(in_days(3)))
    appointment = Appointment.objects.get(pk=made.json()["id"])
    assert made.json()["offer"]["times"][0]["overlaps"] == [mine["id"]]
    done = client.post(path_of(appointment, "confirm"), {"time": str(time_of(appointment))})
    assert (done.status_code, done.json()["overlaps"]) == (200, [mine["id"]])


def test_a_list_takes_as_many_queries_however_long_it_is(
    worker, proposal, django_assert_max_num_queries
):
    for number in range(4):
        make_appointment(proposal, in_days(3 + number))
    deadlines.rest()
    with django_assert_max_num_queries(7):  # session, user, rows, moves, times, absences, overlaps
        assert len(worker.get("me/appointments").json()["results"]) == 4


def test_lists_are_cut_by_what_is_asked(worker, proposal):
    past, soon = make_past(proposal), make_confirmed(proposal)
    found = worker.get("me/appointments?coming=true").json()["results"]
    assert [one["id"] for one in found] == [str(soon.pk)]
    found = worker.get("me/appointments?coming=false").json()["results"]
    assert [one["id"] for one in found] == [str(past.pk)]
    found = worker.get("me/appointments?ordering=soonest&status=confirmed").json()["results"]
    assert [one["id"] for one in found] == [str(past.pk), str(soon.pk)]
    assert worker.get(f"projects/{proposal.project_id}/appointments").json()["results"]
    assert worker.get("me/appointments?status=perhaps").status_code == 422


def test_two_people_have_ten_to_come_at_most(worker, proposal):
    for number in range(10):
        make_appointment(proposal, in_days(3 + number))
    answer = worker.post(f"projects/{proposal.project_id}/appointments", body())
    assert (answer.status_code, codes(answer)) == (409, ["too_many"])


def test_nobody_else_finds_it(stranger, api_as, admin_user, proposal):
    appointment = make_confirmed(proposal)
    for caller in (stranger, api_as(admin_user)):
        assert caller.get(path_of(appointment)).status_code == 404
        assert caller.get(f"{path_of(appointment)}.ics").status_code == 404
        answer = caller.post(path_of(appointment, "cancel"), {"reason": "x"})
        assert answer.status_code == 404


@pytest.mark.parametrize("verb", ["propose", "confirm"])
def test_whoever_is_not_verified_agrees_on_nothing(worker, proposal, freelancer, verb):
    appointment = make_appointment(proposal, by=proposal.project.client)
    given = {"propose": body(), "confirm": {"time": str(time_of(appointment))}}[verb]
    freelancer.status = "pending"
    freelancer.save(update_fields=["status"])
    answer = worker.post(path_of(appointment, verb), given)
    assert (answer.status_code, codes(answer)) == (403, ["not_verified"])
