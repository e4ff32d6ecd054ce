"""Asking the other side of an agreement for other terms, or to part."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Status
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, UserFactory, with_status
from foundation import deadlines
from profiles.models import Profile
from projects.models import Agreement, AgreementVersion, ChangeRequest, Project, Proposal
from projects.services.proposals import accept_proposal, submit_proposal
from projects.tests.agreed import make_agreed, make_agreement, make_request
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db

TERMS = {"kind": "terms", "terms": {"price": "450.00", "included": "Paint and ladders"}}


@pytest.fixture
def agreement(client_user, freelancer):
    return make_agreed(client_user, freelancer)


@pytest.fixture
def path(agreement):
    return f"agreements/{agreement.pk}/change-requests"


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def latest(agreement: Agreement) -> AgreementVersion:
    return agreement.versions.order_by("number").last()


# --- Other terms ----------------------------------------------------------------------------------


def test_other_terms_hold_once_the_other_side_accepts(client, worker, agreement, path):
    made = worker.post(path, TERMS | {"message": "The ceiling is higher than it looked."})
    assert made.status_code == 201, made.content
    asked = made.json()
    assert (asked["number"], asked["requested_by"], asked["actions"]) == (
        *(1, "freelancer"),
        ["withdraw"],
    )
    assert latest(agreement).number == 1
    (seen,) = client.get(path).json()["results"]
    assert seen["terms"] == TERMS["terms"]
    assert (seen["message"], seen["actions"]) == (
        "The ceiling is higher than it looked.",
        ["accept", "decline"],
    )
    accepted = client.post(f"change-requests/{seen['id']}/accept").json()
    assert (accepted["status"], accepted["actions"]) == ("accepted", [])
    version = latest(agreement)
    assert (version.number, version.price, version.included) == (2, 450, "Paint and ladders")
    before = agreement.versions.get(number=1)
    assert (version.title, version.currency) == (before.title, before.currency)
    assert (before.price, before.included) == (300, "")
    assert version.accepted_by_id == agreement.client_id


@pytest.mark.parametrize(("answer", "status"), [("decline", "declined"), ("withdraw", "withdrawn")])
def test_what_is_declined_or_withdrawn_changes_nothing(
    client, worker, agreement, path, answer, status
):
    asked = worker.post(path, TERMS).json()
    caller = client if answer == "decline" else worker
    assert caller.post(f"change-requests/{asked['id']}/{answer}").json()["status"] == status
    assert agreement.versions.count() == 1
    for again in ("accept", "decline"):
        assert code(client.post(f"change-requests/{asked['id']}/{again}")) == (409, "wrong_state")
    assert worker.post(path, TERMS).json()["number"] == 2


def test_nobody_answers_their_own_request_or_takes_the_others_back(client, worker, path):
    asked = worker.post(path, TERMS).json()
    one = f"change-requests/{asked['id']}"
    assert code(worker.post(f"{one}/accept")) == (403, "not_your_move")
    assert code(worker.post(f"{one}/decline")) == (403, "not_your_move")
    assert code(client.post(f"{one}/withdraw")) == (403, "not_your_move")


def test_others_do_not_know_of_it(worker, path, api_as, outsider):
    asked = worker.post(path, TERMS).json()
    stranger = api_as(outsider)
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, TERMS).status_code == 404
    assert stranger.get(f"change-requests/{asked['id']}").status_code == 404
    assert stranger.post(f"change-requests/{asked['id']}/accept").status_code == 404


@pytest.mark.parametrize(
    ("body", "attr", "error"),
    [
        ({}, "kind", "required"),
        ({"kind": "raise"}, "kind", "invalid_choice"),
        ({"kind": "terms"}, "terms", "required"),
        ({"kind": "terms", "terms": {}}, None, "nothing_changes"),
        ({"kind": "terms", "terms": {"price": "300"}}, None, "nothing_changes"),
        ({"kind": "terms", "terms": {"prize": "400"}}, "terms.prize", "unknown_parameter"),
        ({"kind": "terms", "terms": {"price": "-1"}}, "terms.price", "min_value"),
        ({"kind": "terms", "terms": {"currency": ""}}, "currency", "required"),
        ({"kind": "terms", "terms": {"title": ""}}, "terms.title", "blank"),
        ({"kind": "terms", "terms": {"starts_on": "soon"}}, "terms.starts_on", "invalid_date"),
        (
            {"kind": "terms", "terms": {"starts_on": "2027-05-04", "ends_on": "2027-05-03"}},
            *("ends_on", "ends_before_it_starts"),
        ),
        ({"kind": "end", "terms": {"price": "400"}}, "terms", "not_allowed"),
        ({"kind": "end", "message": "x" * 1001}, "message", "max_length"),
        ({"kind": "end", "version": 0}, "version", "min_value"),
    ],
)
def test_what_makes_no_sense_is_refused(worker, path, body, attr, error):
    answer = worker.post(path, body)
    assert answer.status_code == 422, answer.content
    found = {(one["attr"], one["code"]) for one in answer.json()["errors"]}
    assert found == {(attr, error)}
    assert not ChangeRequest.objects.exists()


def test_a_request_is_of_the_version_that_its_author_saw(client, worker, agreement, path):
    stale = worker.post(path, {"kind": "end", "version": 1}).json()
    other = client.post(path, TERMS | {"version": 1}).json()
    worker.post(f"change-requests/{other['id']}/accept")
    again = {"kind": "terms", "terms": {"price": "500"}, "version": 1}
    assert code(client.post(path, again)) == (409, "agreement_changed")
    # To part has nothing to do with the terms.
    assert client.post(f"change-requests/{stale['id']}/accept").status_code == 200


def test_one_of_each_kind_waits(client, worker, path):
    assert worker.post(path, TERMS).status_code == 201
    assert code(client.post(path, TERMS)) == (409, "already_requested")
    assert client.post(path, {"kind": "end"}).status_code == 201


@pytest.mark.parametrize("end", [("complete", {}), ("end-early", {"reason": "Enough of it"})])
def test_what_ends_the_work_lets_it_lapse(client, worker, agreement, path, end):
    asked = worker.post(path, TERMS).json()
    move, body = end
    assert client.post(f"projects/{agreement.project_id}/{move}", body).status_code == 200
    assert worker.get(f"change-requests/{asked['id']}").json()["status"] == "lapsed"
    assert code(client.post(f"change-requests/{asked['id']}/accept")) == (409, "wrong_state")
    assert code(worker.post(path, TERMS)) == (409, "wrong_state")
    assert agreement.versions.count() == 1


# --- To part --------------------------------------------------------------------------------------


def test_an_end_by_consent_counts_against_nobody_and_is_reviewed(
    client, worker, agreement, path, client_user, freelancer
):
    asked = client.post(path, {"kind": "end", "message": "We move away."}).json()
    worker.post(f"projects/{agreement.project_id}/deliver")
    assert worker.post(f"change-requests/{asked['id']}/accept").status_code == 200
    seen = worker.get(f"projects/{agreement.project_id}").json()
    assert (seen["status"], seen["actions"]) == ("ended_early", [])
    ending = client.get(f"projects/{agreement.project_id}/ending").json()
    assert (ending["ended_by"], ending["charged_to"], ending["is_contested"]) == ("", "", False)
    ends = Profile.objects.filter(user__in=[client_user, freelancer])
    assert set(ends.values_list("projects_ended_early", flat=True)) == {0}
    assert len(worker.get("me/reviews/awaiting").json()["results"]) == 1


def test_what_did_not_happen_leaves_no_history_and_no_review(
    api, client, worker, agreement, path, freelancer
):
    asked = client.post(path, {"kind": "did_not_happen"}).json()
    assert asked["expires_at"]
    assert worker.post(f"change-requests/{asked['id']}/accept").status_code == 200
    project = Project.objects.get(pk=agreement.project_id)
    assert (project.status, project.freelancer) == ("cancelled", None)
    assert api.get(f"profiles/{freelancer.username}/projects").json()["results"] == []
    record = api.get(f"profiles/{freelancer.username}").json()["record"]
    assert (record["completed"], record["ended_early"]) == (0, 0)
    body = {"rating": 1, "text": "They never came, and never called again."}
    assert client.post(f"projects/{project.pk}/reviews", body).status_code == 409
    assert worker.post(f"projects/{project.pk}/reviews", body).status_code == 404
    assert client.get("me/reviews/awaiting").json()["results"] == []
    agreement.refresh_from_db()
    assert agreement.undone_at
    assert worker.get(path).json()["results"][0]["status"] == "accepted"


@pytest.mark.parametrize("kind", ["did_not_happen", "undo"])
def test_after_72_hours_or_a_delivery_it_did_happen(
    client, worker, client_user, agreement, path, kind
):
    waiting = client.post(path, {"kind": kind}).json()
    worker.post(f"projects/{agreement.project_id}/deliver")
    assert client.get(f"change-requests/{waiting['id']}").json()["status"] == "lapsed"
    assert code(client.post(path, {"kind": kind})) == (409, "wrong_state")
    client.post(f"projects/{agreement.project_id}/reject-delivery", {"reason": "Not yet"})
    waiting = client.post(path, {"kind": kind}).json()
    late = timezone.now() - timedelta(hours=72)
    Project.objects.update(started_at=late)
    assert code(worker.post(f"change-requests/{waiting['id']}/accept")) == (409, "too_late")
    ChangeRequest.objects.update(expires_at=late + timedelta(hours=72))
    deadlines.forget()
    assert client.get(f"change-requests/{waiting['id']}").json()["status"] == "lapsed"
    assert code(client.post(path, {"kind": kind})) == (409, "too_late")


# --- A wrong acceptance ---------------------------------------------------------------------------


@pytest.fixture
def accepted(client_user, freelancer, worker, client):
    """A project with a proposal that was accepted, and three that were declined with that."""
    project = make_project(client=client_user)
    others = [UserFactory() for _ in range(3)]
    declined_by_hand = make_proposal(project, UserFactory())
    client.post(f"proposals/{declined_by_hand.pk}/decline")
    for user in others:
        make_proposal(project, user)
    proposal = submit_proposal(
        freelancer=freelancer, project=project, cover_note="I would do it in May."
    )
    accept_proposal(client=client_user, proposal=proposal)
    project.refresh_from_db()
    return make_agreement(project), others


def statuses(agreement: Agreement) -> dict[object, str]:
    rows = Proposal.objects.filter(project=agreement.project_id)
    return dict(rows.values_list("freelancer", "status"))


def test_a_wrong_acceptance_is_undone_by_both(client, worker, accepted, freelancer, client_user):
    agreement, (there, away, blocked) = accepted
    with_status(away, Status.INACTIVE)
    block_person(user=client_user, session_id=None, username=blocked.username)
    path = f"agreements/{agreement.pk}/change-requests"
    asked = client.post(path, {"kind": "undo", "message": "I clicked the wrong one."}).json()
    assert worker.post(f"change-requests/{asked['id']}/accept").status_code == 200
    project = client.get(f"projects/{agreement.project_id}").json()
    assert (project["status"], project["freelancer"]) == ("open", None)
    found = statuses(agreement)
    assert {user: found[user.pk] for user in (freelancer, there, away, blocked)} == {
        freelancer: "submitted",
        there: "submitted",
        away: "declined",
        blocked: "declined",
    }
    assert sorted(found.values()) == ["declined"] * 3 + ["submitted"] * 2
    other = Proposal.objects.get(freelancer=there)
    assert client.post(f"proposals/{other.pk}/accept").status_code == 200
    agreement.refresh_from_db()
    assert agreement.undone_at


def test_who_is_accepted_next_learns_nothing_of_the_first(client, worker, accepted, api_as):
    agreement, (there, *_others) = accepted
    path = f"projects/{agreement.project_id}"
    worker.post(f"{path}/deliver")
    client.post(f"{path}/reject-delivery", {"reason": "Nothing is painted yet"})
    asked = client.post(f"agreements/{agreement.pk}/change-requests", {"kind": "undo"}).json()
    worker.post(f"change-requests/{asked['id']}/accept")
    client.post(f"proposals/{Proposal.objects.get(freelancer=there).pk}/accept")
    moves = api_as(there).get(f"{path}/transitions").json()["results"]
    own = [one["action"] for one in moves if one["proposal"] is None]
    assert own == ["start"]
    assert {one["by"] for one in moves} <= {there.username, "housing-society"}
    assert api_as(there).get(f"agreements/{agreement.pk}/change-requests").status_code == 404


# --- Blocks, erasure, export ----------------------------------------------------------------------


def test_a_block_ends_what_waits_and_lets_no_words_pass(
    client, worker, agreement, path, client_user, freelancer
):
    theirs = worker.post(path, TERMS).json()
    own = client.post(path, {"kind": "end"}).json()
    block_person(user=client_user, session_id=None, username=freelancer.username)
    found = {one["id"]: one["status"] for one in worker.get(path).json()["results"]}
    assert found == {theirs["id"]: "declined", own["id"]: "withdrawn"}
    for caller in (client, worker):
        for body in (TERMS, {"kind": "end", "message": "Please."}):
            assert code(caller.post(path, body)) == (409, "person_away")
    assert client.get(path).json()["results"][0]["id"] == own["id"]
    reason = {"reason": "We do not speak any more"}
    assert worker.post(f"projects/{agreement.project_id}/end-early", reason).status_code == 200


def test_who_erases_the_account_takes_the_words_along(client, worker, agreement, path):
    declined = worker.post(path, TERMS | {"message": "Because of the ceiling."}).json()
    client.post(f"change-requests/{declined['id']}/decline")
    asked = worker.get("me/export").json()["change_requests"]
    assert [one["message"] for one in asked] == ["Because of the ceiling."]
    assert client.get("me/export").json()["change_requests"] == asked
    worker.delete("me", {"current_password": PASSWORD})
    (seen,) = client.get(path).json()["results"]
    assert (seen["message"], seen["terms"]) == ("", {"price": "450.00"})


# --- Lists and pages ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 20])
def test_lists_take_the_same_queries(
    client, client_user, agreement, path, number, django_assert_num_queries
):
    for _ in range(number):
        request = make_request(agreement, client_user, "terms", price=number + 400)
        client.post(f"change-requests/{request.pk}/withdraw")
    client.get(path)
    with django_assert_num_queries(3):  # the session, the agreement, the page
        assert len(client.get(path, {"page_size": 100}).json()["results"]) == number


def test_the_pages_ask_and_answer(society, asha, agreement):
    page = f"/projects/{agreement.project_id}"
    assert "Ask for other terms" in society.get(page).content.decode()
    form = asha.get(f"{page}/ask/terms").content.decode()
    assert "Paint the stairwell" in form
    sent = {"title": "Paint the stairwell", "description": "Four floors.", "price": "450"}
    sent |= {"currency": "EUR", "version": "1", "message": "One floor more."}
    answer = asha.post(f"{page}/ask/terms", sent)
    assert answer.status_code == 302, answer.content.decode()
    asked = ChangeRequest.objects.get()
    assert asked.changes == {"description": "Four floors.", "price": "450.00"}
    seen = society.get(page).content.decode()
    assert "One floor more." in seen
    assert "Four floors." in seen
    society.post(f"/change-requests/{asked.pk}/accept")
    assert latest(agreement).description == "Four floors."
    for kind in ("end", "did-not-happen", "undo"):
        assert asha.get(f"{page}/ask/{kind}").status_code == 200
    assert asha.post(f"{page}/ask/end", {"message": ""}).status_code == 302
    asked = ChangeRequest.objects.get(kind="end")
    assert asha.post(f"/change-requests/{asked.pk}/withdraw").status_code == 302
    assert society.post(f"{page}/ask/end", {"message": ""}).status_code == 302
    asked = ChangeRequest.objects.get(kind="end", status="waiting")
    asha.post(f"/change-requests/{asked.pk}/accept")
    assert "It counts against nobody." in asha.get(page).content.decode()
