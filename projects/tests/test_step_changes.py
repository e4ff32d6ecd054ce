"""Steps of agreed work change as other terms do: what was done stays as it is."""

from __future__ import annotations

import pytest

from projects.models import AgreementStep
from projects.services.proposals import accept_proposal
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db
PRIME = {"number": 1, "title": "Scrape and prime", "amount": "300.00", "due_on": None}
COATS = {"number": 2, "title": "Two coats", "amount": "600.00", "due_on": "2026-01-05"}


@pytest.fixture
def path(client, worker, client_user, freelancer) -> str:
    """Of the change requests of work in two steps, of which the second should be done by now."""
    project = make_project(client=client_user, title="Paint the stairwell")
    steps = [{name: step[name] for name in step if name != "number"} for step in (PRIME, COATS)]
    terms = {"rate": 900, "currency": "EUR", "steps": steps}
    proposal = make_proposal(project, freelancer, **terms)
    accept_proposal(client=client_user, proposal=proposal)
    return f"agreements/{proposal.agreements.get().pk}/change-requests"


def asked_for(caller, path: str, **terms: object):
    return caller.post(path, {"kind": "terms", "terms": terms})


def errors(answer) -> list[tuple[str, str | None]]:
    return [(error["code"], error["attr"]) for error in answer.json()["errors"]]


def steps() -> list[tuple[int, str, str]]:
    return list(AgreementStep.objects.order_by("number").values_list("number", "title", "status"))


def test_a_step_more_is_agreed_on_with_the_price(client, worker, path):
    door = {"title": "The door", "amount": "80.00", "due_on": None}
    asked = asked_for(worker, path, price="980.00", steps=[PRIME, COATS, door])
    assert asked.json()["terms"] == {"price": "980.00", "steps": [PRIME, COATS, door]}
    assert len(steps()) == 2
    assert client.post(f"change-requests/{asked.json()['id']}/accept").status_code == 200
    assert steps()[2] == (3, "The door", "waiting")
    versions = client.get(path.replace("change-requests", "versions")).json()["results"]
    assert [version["steps"] for version in versions] == [
        [PRIME, COATS, door | {"number": 3}],
        [PRIME, COATS],
    ]


def test_a_step_that_is_left_out_is_dropped_and_its_number_not_used_again(client, worker, path):
    whole = {"title": "All of it", "amount": "900.00", "due_on": None}
    asked = asked_for(worker, path, steps=[PRIME | {"amount": "0.00"}, whole]).json()
    client.post(f"change-requests/{asked['id']}/accept")
    assert steps() == [
        (1, "Scrape and prime", "waiting"),
        (2, "Two coats", "dropped"),
        (3, "All of it", "waiting"),
    ]


def test_another_price_asks_for_other_steps(worker, path):
    assert errors(asked_for(worker, path, price="980")) == [("steps_do_not_add_up", "steps")]


def test_what_was_delivered_stays_as_it_is(client, worker, path):
    dearer = [PRIME | {"amount": "400.00"}, COATS | {"amount": "500.00"}]
    asked = asked_for(client, path, steps=dearer).json()
    worker.post(f"steps/{AgreementStep.objects.get(number=1).pk}/deliver")
    late = worker.post(f"change-requests/{asked['id']}/accept")
    assert (late.status_code, errors(late)) == (409, [("step_is_done", None)])
    client.post(f"change-requests/{asked['id']}/withdraw")
    assert errors(asked_for(client, path, steps=[COATS | {"amount": "900.00"}])) == [
        ("step_is_done", None)
    ]
    # That a day is over takes nothing away that was agreed.
    assert asked_for(client, path, steps=[PRIME, COATS | {"title": "One coat"}]).status_code == 201


def test_what_was_delivered_stays_in_its_currency(client, worker, path):
    worker.post(f"steps/{AgreementStep.objects.get(number=1).pk}/deliver")
    assert errors(asked_for(client, path, currency="IDR")) == [("step_is_done", None)]
    assert set(AgreementStep.objects.values_list("currency", flat=True)) == {"EUR"}


@pytest.mark.parametrize("others", [[PRIME, PRIME], [PRIME | {"number": 7}, COATS]])
def test_a_number_names_one_step_that_there_is(worker, path, others):
    others = [step | {"amount": None} for step in others]
    assert errors(asked_for(worker, path, steps=others)) == [("unknown_step", "steps")]


def test_pages_offer_and_change_steps(asha, society, client_user, freelancer):
    project = make_project(client=client_user, title="Paint the stairwell")
    form = {
        "cover_note": "I would do it in May.",
        "rate": "900",
        "currency": "EUR",
        "project_version": "1",
        "steps-0-title": "Scrape and prime",
        "steps-0-amount": "300",
        "steps-0-due_on": "",
        "steps-1-title": "Two coats",
        "steps-1-amount": "500",
        "steps-1-due_on": "",
    }
    refused = asha.post(f"/projects/{project.pk}/propose", form)
    assert refused.status_code == 422
    assert 'value="Two coats"' in refused.content.decode()
    assert asha.post(f"/projects/{project.pk}/propose", form | {"steps-1-amount": "600"})
    proposal = project.proposals.get()
    assert [step["amount"] for step in proposal.steps] == ["300.00", "600.00"]
    society.post(f"/proposals/{proposal.pk}/accept", {"project_version": "1"})
    step = AgreementStep.objects.get(number=1)
    assert asha.post(f"/steps/{step.pk}/deliver").status_code == 302
    page = society.get(f"/projects/{project.pk}/agreement").content.decode()
    assert f"/steps/{step.pk}/reject" in page
    reason = {"reason": "The door is not done."}
    assert society.post(f"/steps/{step.pk}/reject", reason).status_code == 302
    assert society.post(f"/steps/{step.pk}/accept").status_code == 302
    step.refresh_from_db()
    assert step.status == "accepted"
    change = asha.get(f"/projects/{project.pk}/ask/terms").content.decode()
    assert 'name="steps-1-number" value="2"' in change
