"""Change requests against whatever else happens at the same time."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.tests.factories import UserFactory
from profiles.models import Profile
from projects.models import ChangeKind, ChangeRequest, Project
from projects.services import changing, completion
from projects.tests.agreed import make_agreed, make_request
from projects.tests.test_races import TURNS, at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def agreement():
    return make_agreed(UserFactory(role=Role.CLIENT), UserFactory())


@TURNS
def test_two_requests_of_a_kind_never_both_wait(agreement, turn):
    results = at_once(
        *(
            lambda user=user: make_request(agreement, user)
            for user in (agreement.client, agreement.freelancer)
        )
    )
    assert refusals(results) == ["already_requested"]
    assert ChangeRequest.objects.get().number == 1


@TURNS
def test_accepting_against_withdrawing(agreement, turn):
    request = make_request(agreement, agreement.client, ChangeKind.TERMS)
    results = at_once(
        lambda: changing.accept_change(user=agreement.freelancer, request=request),
        lambda: changing.withdraw_change(user=agreement.client, request=request),
    )
    assert refusals(results) == ["wrong_state"]
    request.refresh_from_db()
    assert agreement.versions.count() == (2 if request.status == "accepted" else 1)


@TURNS
def test_a_change_against_completion(agreement, turn):
    request = make_request(agreement, agreement.freelancer, ChangeKind.TERMS)
    results = at_once(
        lambda: changing.accept_change(user=agreement.client, request=request),
        lambda: completion.complete(client=agreement.client, project=agreement.project),
    )
    assert set(refusals(results)) <= {"wrong_state"}
    request.refresh_from_db()
    assert Project.objects.get().status == "completed"
    assert (request.status, agreement.versions.count()) in {("accepted", 2), ("lapsed", 1)}


@TURNS
def test_consent_against_a_delivery_and_an_end_alone(agreement, turn):
    """One end counts, whichever came first."""
    request = make_request(agreement, agreement.client)
    reason = "I have no time left for it"
    at_once(
        lambda: changing.accept_change(user=agreement.freelancer, request=request),
        lambda: completion.deliver(freelancer=agreement.freelancer, project=agreement.project),
        lambda: completion.end_early(
            user=agreement.client, project=agreement.project, reason=reason
        ),
    )
    request.refresh_from_db()
    project = Project.objects.select_related("ending").get()
    assert project.status == "ended_early"
    by_consent = request.status == "accepted"
    assert request.status in {"accepted", "lapsed"}
    assert project.ending.charged_to == ("" if by_consent else "client")
    ends = Profile.objects.get(user=agreement.client).projects_ended_early
    assert ends == (0 if by_consent else 1)


@TURNS
def test_undoing_against_a_delivery(agreement, turn):
    request = make_request(agreement, agreement.client, ChangeKind.DID_NOT_HAPPEN)
    results = at_once(
        lambda: changing.accept_change(user=agreement.freelancer, request=request),
        lambda: completion.deliver(freelancer=agreement.freelancer, project=agreement.project),
    )
    assert refusals(results) in (["wrong_state"], ["not_your_move"])
    project = Project.objects.get()
    request.refresh_from_db()
    happened = project.status == "in_progress" and project.delivered_at is not None
    assert (request.status, happened) in {("accepted", False), ("lapsed", True)}
