"""Agreed work in steps: each delivered, sent back and accepted, and reminded of when it is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.services.account import erase_by_operator
from accounts.tests.factories import UserFactory
from foundation import deadlines
from foundation.models import Event
from projects.models import AgreementStep, AgreementVersion, Project
from projects.services.completion import complete, deliver
from projects.services.proposals import accept_proposal
from projects.services.steps import next_overdue, remind_of_overdue
from projects.tests.factories import make_proposal
from projects.tests.test_races import at_once

pytestmark = pytest.mark.django_db

OFFER = {
    "cover_note": "I would do it in May.",
    "rate": "900.00",
    "rate_is_hourly": False,
    "currency": "EUR",
    "steps": [
        {"title": "Scrape and prime", "amount": "300", "due_on": None},
        {"title": "Two coats", "amount": "600.00"},
    ],
}


def in_days(days: int) -> str:
    return (timezone.now().date() + timedelta(days=days)).isoformat()


@pytest.fixture
def agreed(project, client_user, freelancer) -> Project:
    """Work in two steps, of which the first is due tomorrow."""
    steps = [
        {"title": "Scrape and prime", "amount": "300.00", "due_on": in_days(1)},
        {"title": "Two coats", "amount": "600.00", "due_on": None},
    ]
    given = {"rate": 900, "currency": "EUR", "steps": steps}
    proposal = make_proposal(project, freelancer, **given)
    accept_proposal(client=client_user, proposal=proposal)
    project.refresh_from_db()
    return project


def step(number: int = 1) -> AgreementStep:
    return AgreementStep.objects.get(number=number)


def statuses() -> list[str]:
    return list(AgreementStep.objects.order_by("number").values_list("status", flat=True))


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


def test_what_was_offered_in_steps_is_agreed_on_in_steps(worker, client, project):
    offered = worker.post(f"projects/{project.pk}/proposals", OFFER)
    assert offered.status_code == 201
    said = [
        {"title": "Scrape and prime", "amount": "300.00", "due_on": None},
        {"title": "Two coats", "amount": "600.00", "due_on": None},
    ]
    assert offered.json()["steps"] == said
    assert client.post(f"proposals/{offered.json()['id']}/accept").status_code == 200
    agreement = client.get(f"projects/{project.pk}/agreement").json()
    assert agreement["current"]["steps"] == [
        {"number": 1, **said[0]},
        {"number": 2, **said[1]},
    ]
    steps = worker.get(f"agreements/{agreement['id']}/steps").json()["results"]
    shown = [(one["number"], one["title"], one["status"], one["actions"]) for one in steps]
    assert shown == [
        (1, "Scrape and prime", "waiting", ["deliver_step"]),
        (2, "Two coats", "waiting", ["deliver_step"]),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rate": "800"}, ("steps_do_not_add_up", "steps")),
        (
            {"rate": "100", "steps": [{"title": "Prime", "amount": "1000"}, {"title": "Coat"}]},
            ("steps_do_not_add_up", "steps"),
        ),
        ({"rate": None, "currency": ""}, ("required", "currency")),
        ({"steps": [{"title": "All", "amount": "900.001"}]}, ("too_many_decimals", "steps")),
        ({"steps": [{"title": "All", "due_on": "2001-01-01"}]}, ("in_the_past", "steps.0.due_on")),
        ({"steps": [{"title": ""}]}, ("blank", "steps.0.title")),
        ({"steps": [{"title": "A step"}] * 21}, ("max_length", "steps")),
        ({"steps": "all of it"}, ("not_a_list", "steps")),
    ],
)
def test_steps_that_make_no_sense_are_refused(worker, project, changes, expected):
    answer = worker.post(f"projects/{project.pk}/proposals", OFFER | changes)
    assert answer.status_code == 422
    assert [(one["code"], one["attr"]) for one in answer.json()["errors"]] == [expected]
    assert not project.proposals.exists()


@pytest.mark.parametrize("changes", [{"rate_is_hourly": True, "rate": "40"}, {"rate": None}])
def test_without_a_price_for_the_whole_nothing_has_to_add_up(worker, project, changes):
    answer = worker.post(f"projects/{project.pk}/proposals", OFFER | changes)
    assert answer.status_code == 201


def test_a_step_is_delivered_sent_back_and_accepted(worker, client, agreed):
    path = f"steps/{step().pk}"
    assert worker.post(f"{path}/deliver").json()["status"] == "delivered"
    rejected = client.post(f"{path}/reject", {"reason": "The door is not done."})
    assert (rejected.json()["status"], rejected.json()["delivered_at"]) == ("waiting", None)
    assert worker.get(path).json()["still_to_do"] == "The door is not done."
    assert worker.post(f"{path}/deliver").json()["still_to_do"] == ""
    accepted = client.post(f"{path}/accept").json()
    assert (accepted["status"], accepted["actions"]) == ("accepted", [])
    assert statuses() == ["accepted", "waiting"]
    moves = client.get(f"projects/{agreed.pk}/transitions").json()["results"]
    of_step = [(one["action"], one["step"], one["reason"]) for one in moves if one["step"]]
    assert [action for action, _step, _reason in of_step] == [
        "deliver_step",
        "reject_step",
        "deliver_step",
        "accept_step",
    ]
    assert {one for _action, one, _reason in of_step} == {str(step().pk)}
    assert of_step[1][2] == "The door is not done."
    events = Event.objects.filter(subject_id=step().pk).order_by("id")
    assert [event.type for event in events] == [
        "step.delivered",
        "step.rejected",
        "step.delivered",
        "step.accepted",
    ]


def test_each_side_has_its_moves_and_strangers_have_none(api_as, worker, client, agreed):
    path = f"steps/{step().pk}"
    assert code(client.post(f"{path}/deliver")) == "not_your_move"
    assert code(worker.post(f"{path}/accept")) == "not_your_move"
    assert code(worker.post(f"{path}/reject", {"reason": "No, it is."})) == "not_your_move"
    assert code(client.post(f"{path}/reject", {"reason": "Not yet."})) == "wrong_state"
    stranger = api_as(UserFactory())
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/deliver").status_code == 404
    assert stranger.get(f"agreements/{step().agreement_id}/steps").status_code == 404
    assert statuses() == ["waiting", "waiting"]


def test_whoever_accepts_the_whole_accepts_each_step(worker, client, agreed):
    worker.post(f"steps/{step().pk}/deliver")
    complete(client=agreed.client, project=agreed)
    assert statuses() == ["accepted", "accepted"]
    assert code(worker.post(f"steps/{step(2).pk}/deliver")) == "wrong_state"
    assert client.get(f"steps/{step(2).pk}").json()["actions"] == []


def test_so_does_time(agreed, freelancer):
    deliver(freelancer=freelancer, project=agreed)
    names = ("started_at", "delivered_at", "completes_at", "reminds_at")
    Project.objects.update(**{name: F(name) - timedelta(days=15) for name in names})
    deadlines.forget()
    deadlines.settle_due()
    assert statuses() == ["accepted", "accepted"]
    actors = Event.objects.filter(type="step.accepted").values_list("actor_id", flat=True)
    assert list(actors) == [None, None]


def test_an_end_leaves_the_steps_as_they_were(worker, client, agreed):
    client.post(f"steps/{step().pk}/accept")
    client.post(f"projects/{agreed.pk}/end-early", {"reason": "We are moving out."})
    assert statuses() == ["accepted", "waiting"]
    assert code(client.post(f"steps/{step(2).pk}/accept")) == "wrong_state"


def test_both_are_told_once_that_a_step_is_overdue(agreed, client_user, freelancer):
    assert next_overdue() is not None
    assert remind_of_overdue() == 0
    AgreementStep.objects.update(reminds_at=F("reminds_at") - timedelta(days=3))
    assert remind_of_overdue() == 1
    assert remind_of_overdue() == 0
    event = Event.objects.get(type="step.overdue")
    assert (event.subject_id, event.actor_id) == (step().pk, None)
    assert set(event.concerns) == {client_user.pk, freelancer.pk}


def test_a_step_that_is_delivered_is_not_overdue(worker, agreed):
    worker.post(f"steps/{step().pk}/deliver")
    late = timezone.now() - timedelta(days=1)
    AgreementStep.objects.filter(number=1).update(reminds_at=late)
    assert (remind_of_overdue(), next_overdue()) == (0, None)


def test_the_day_has_to_be_over_everywhere(agreed):
    due = step().due_on
    assert step().reminds_at.isoformat() == f"{due + timedelta(days=1)}T12:00:00+00:00"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_accepting_and_sending_back_at_once_one_happens(api_as, agreed, freelancer):
    api_as(freelancer).post(f"steps/{step().pk}/deliver")
    one, two = api_as(agreed.client), api_as(agreed.client)
    path = f"steps/{step().pk}"
    answers = at_once(
        lambda: one.post(f"{path}/accept"),
        lambda: two.post(f"{path}/reject", {"reason": "The door is not done."}),
    )
    codes = sorted(answer.status_code for answer in answers)
    # Sent back and then accepted is a way, too; accepted and then sent back is none.
    assert codes in ([200, 409], [200, 200])
    assert statuses()[0] == "accepted"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_processes_tell_of_an_overdue_step_once(agreed):
    AgreementStep.objects.filter(number=1).update(reminds_at=timezone.now())
    assert sorted(at_once(*[remind_of_overdue] * 4)) == [0, 0, 0, 1]
    assert Event.objects.filter(type="step.overdue").count() == 1


def test_when_both_leave_nothing_is_left_of_the_words(api_as, agreed, client_user, freelancer):
    for user in (client_user, freelancer):
        user.refresh_from_db()
        erase_by_operator(user=user, is_told=False)
    assert set(AgreementStep.objects.values_list("title", flat=True)) == {""}
    assert list(AgreementVersion.objects.values_list("steps", flat=True)) == [[]]
