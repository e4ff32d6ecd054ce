"""What ends an appointment besides: a block, a decline, an erasure."""

from __future__ import annotations

import pytest

from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD
from appointments.models import AppointmentMove
from appointments.services.parting import end_unjoined
from appointments.tests.factories import (
    body,
    in_days,
    make_appointment,
    make_confirmed,
    time_of,
)
from foundation.models import Event
from projects.services.proposals import accept_proposal, decline_proposal

pytestmark = pytest.mark.django_db


def codes(answer) -> list[str]:
    return [one["code"] for one in answer.json()["errors"]]


def path_of(appointment, verb: str = "") -> str:
    return f"appointments/{appointment.pk}{verb and '/' + verb}"


def test_a_block_calls_off_what_is_not_agreed_on_work(worker, proposal, freelancer):
    appointment = make_appointment(proposal)
    client = proposal.project.client
    block_person(user=client, session_id=None, username=freelancer.username)
    shown = worker.get(path_of(appointment)).json()
    assert (shown["status"], shown["last_move"]["side"]) == ("cancelled", "client")
    assert shown["last_move"]["note"] == ""
    answer = worker.post(f"projects/{proposal.project_id}/appointments", body())
    assert (answer.status_code, codes(answer)) == (409, ["not_in_touch"])


def test_agreed_work_stays_after_a_block_and_nothing_new_is_made(client, worker, proposal):
    accept_proposal(client=proposal.project.client, proposal=proposal)
    confirmed, waiting = make_confirmed(proposal), make_appointment(proposal, in_days(6))
    time = time_of(waiting)
    block_person(
        user=proposal.freelancer, session_id=None, username=proposal.project.client.username
    )
    assert client.get(path_of(confirmed)).json()["status"] == "confirmed"
    answer = client.post(path_of(waiting, "confirm"), {"time": str(time)})
    assert (answer.status_code, codes(answer)) == (409, ["person_away"])
    assert "confirm" not in client.get(path_of(waiting)).json()["actions"]
    given = {"reason": "Better not."}
    assert client.post(path_of(confirmed, "cancel"), given).status_code == 200


@pytest.mark.parametrize(("verb", "words"), [("cancel", "reason"), ("decline", "note")])
def test_no_words_across_a_block_reach_anybody_with_what_is_called_off(
    client, worker, proposal, verb, words, mailoutbox
):
    accept_proposal(client=proposal.project.client, proposal=proposal)
    appointment = make_appointment(proposal, by=proposal.project.client)
    block_person(
        user=proposal.project.client, session_id=None, username=proposal.freelancer.username
    )
    told = worker.post(path_of(appointment, verb), {words: "You will regret it."}).json()
    assert told["last_move"]["note"] == "You will regret it."  # nothing tells of the block
    assert client.get(path_of(appointment)).json()["last_move"]["note"] == ""
    assert "regret" not in client.get("me/appointments").content.decode()
    assert "regret" not in client.get("me/notifications").content.decode()
    assert "regret" not in client.get("me/export").content.decode()
    assert "regret" in worker.get("me/export").content.decode()
    move = told["last_move"]["id"]
    report = {"kind": "appointment", "object": move, "reason": "abuse", "text": "Threats."}
    assert client.post("reports", report).status_code == 404


def test_a_declined_proposal_takes_its_appointments_along(worker, proposal):
    appointment = make_confirmed(proposal)
    decline_proposal(client=proposal.project.client, proposal=proposal)
    end_unjoined.func(str(proposal.project_id))
    shown = worker.get(path_of(appointment)).json()
    assert (shown["status"], shown["last_move"]["side"]) == ("cancelled", None)
    assert Event.objects.get(type="appointment.cancelled").actor_id is None


def test_the_accepted_one_keeps_theirs(proposal):
    appointment = make_confirmed(proposal)
    accept_proposal(client=proposal.project.client, proposal=proposal)
    end_unjoined.func(str(proposal.project_id))
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"


def test_an_erasure_calls_it_off_and_takes_place_and_words(client, proposal, freelancer):
    appointment = make_confirmed(proposal, text="I bring the colours.", place="My home")
    proposal.project.client.refresh_from_db()
    client.post(path_of(appointment, "propose"), body(in_days(7), note="Rather so.", place="Hall"))
    erase(user=freelancer, session_id=None, current_password=PASSWORD)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.reminds_at) == ("cancelled", None)
    assert set(AppointmentMove.objects.values_list("place", flat=True)) == {""}
    texts = AppointmentMove.objects.exclude(text="").values_list("text", flat=True)
    assert list(texts) == ["Rather so."]
    shown = client.get(path_of(appointment)).json()
    assert (shown["person"]["username"], shown["agreed"]["place"]) == (None, "")
