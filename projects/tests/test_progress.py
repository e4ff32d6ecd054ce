"""Proposals, acceptance and how work ends, as clients of the API see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Status
from accounts.tests.factories import UserFactory, suspended, with_status
from foundation import deadlines
from profiles.models import Profile, ProfileSkill
from profiles.services.profile import make_profile, update_profile
from profiles.services.skills import add_skill
from profiles.tests.factories import make_skill
from projects.models import Invitation, Project, Proposal, Transition
from projects.tests.factories import make_invitation, make_project, make_proposal

pytestmark = pytest.mark.django_db

OFFER = {"cover_note": "Two coats, and no mess.", "rate": "20", "currency": "EUR"}


@pytest.fixture
def project(client_user):
    return make_project(client=client_user)


@pytest.fixture
def running(client_user, freelancer):
    return make_project(client=client_user, freelancer=freelancer, status="in_progress")


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


# --- Proposals ------------------------------------------------------------------------------------


def test_from_proposal_to_completion(client, worker, client_user, freelancer):
    skill = make_skill("Painting")
    add_skill(user=freelancer, name="Painting")
    project = make_project(client=client_user, skills=[skill])
    path = f"projects/{project.pk}"
    proposal = worker.post(f"{path}/proposals", OFFER)
    assert proposal.status_code == 201, proposal.content
    assert proposal.json()["rate"] == "20.00"
    (seen,) = client.get(f"{path}/proposals").json()["results"]
    assert seen["freelancer"]["username"] == freelancer.username
    accepted = client.post(f"proposals/{seen['id']}/accept").json()
    assert accepted["status"] == "accepted"
    started = worker.get(path).json()
    assert (started["status"], started["actions"]) == ("in_progress", ["deliver", "end_early"])
    assert worker.post(f"{path}/deliver").json()["completes_at"]
    assert client.get(path).json()["actions"] == ["reject_delivery", "complete", "end_early"]
    done = client.post(f"{path}/complete").json()
    assert (done["status"], done["actions"]) == ("completed", [])
    assert ProfileSkill.objects.get().evidence == "used"
    assert Profile.objects.get(user=freelancer).projects_completed == 1


def test_a_second_live_proposal_is_a_conflict(worker, project):
    path = f"projects/{project.pk}/proposals"
    first = worker.post(path, OFFER).json()
    assert code(worker.post(path, OFFER)) == (409, "already_proposed")
    worker.post(f"proposals/{first['id']}/withdraw")
    assert worker.post(path, OFFER).status_code == 201


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"cover_note": ""}, "cover_note"),
        ({"cover_note": "x" * 4001}, "cover_note"),
        ({"cover_note": "too short"}, "cover_note"),
        ({"rate": "-1"}, "rate"),
        ({"rate": "much"}, "rate"),
        ({"rate": True}, "rate"),
        ({"currency": ""}, "currency"),
        ({"currency": "QQQ"}, "currency"),
    ],
)
def test_bad_proposals(worker, project, change, attr):
    answer = worker.post(f"projects/{project.pk}/proposals", OFFER | change)
    assert answer.status_code == 422
    assert attr in {one["attr"] for one in answer.json()["errors"]}
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("status", ["completed", "cancelled", "in_progress", "draft"])
def test_proposing_for_what_is_not_open(worker, client_user, outsider, status):
    make_profile(outsider)
    is_held = status in {"completed", "in_progress"}
    project = make_project(
        client=client_user, freelancer=outsider if is_held else None, status=status
    )
    assert worker.post(f"projects/{project.pk}/proposals", OFFER).status_code == 404
    assert not Proposal.objects.exists()


def test_clients_do_not_propose(client, api_as, project):
    assert code(client.post(f"projects/{project.pk}/proposals", OFFER))[0] == 403
    other = api_as(UserFactory(role="client"))
    assert code(other.post(f"projects/{project.pk}/proposals", OFFER))[0] == 403


def test_who_sees_which_proposals(client, worker, api_as, project, freelancer, outsider):
    own = make_proposal(project, freelancer)
    other = make_proposal(project, outsider)
    assert len(client.get(f"projects/{project.pk}/proposals").json()["results"]) == 2
    (seen,) = worker.get(f"projects/{project.pk}/proposals").json()["results"]
    assert seen["id"] == str(own.pk)
    assert worker.get(f"proposals/{own.pk}").status_code == 200
    for caller, status in ((worker, 404), (api_as(UserFactory(role="client")), 404), (client, 200)):
        assert caller.get(f"proposals/{other.pk}").status_code == status


def test_whose_move_it_is(client, worker, project, freelancer):
    proposal = make_proposal(project, freelancer)
    path = f"proposals/{proposal.pk}"
    assert code(worker.post(f"{path}/accept")) == (403, "not_your_move")
    assert code(worker.post(f"{path}/decline")) == (403, "not_your_move")
    assert code(client.post(f"{path}/withdraw")) == (403, "not_your_move")
    proposal.refresh_from_db()
    assert proposal.status == "submitted"


def test_accepting_declines_the_others(client, project, freelancer, outsider):
    chosen, other = make_proposal(project, freelancer), make_proposal(project, outsider)
    client.post(f"proposals/{chosen.pk}/accept")
    other.refresh_from_db()
    assert other.status == "declined"
    assert code(client.post(f"proposals/{other.pk}/accept")) == (409, "wrong_state")
    assert code(client.post(f"proposals/{chosen.pk}/decline")) == (409, "wrong_state")


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.INACTIVE])
def test_accepting_somebody_who_is_away(client, project, freelancer, status):
    proposal = make_proposal(project, freelancer)
    with_status(freelancer, status)
    assert code(client.post(f"proposals/{proposal.pk}/accept")) == (409, "freelancer_away")
    project.refresh_from_db()
    assert (project.status, project.freelancer) == ("open", None)


@pytest.mark.parametrize("number", [1, 50])
def test_lists_of_proposals_take_the_same_queries(
    client, client_user, project, number, django_assert_num_queries
):
    for _index in range(number):
        make_proposal(project, UserFactory())
    client.get(f"projects/{project.pk}/proposals")
    with django_assert_num_queries(3):
        answer = client.get(f"projects/{project.pk}/proposals", {"page_size": 100})
    assert len(answer.json()["results"]) == number


@pytest.mark.parametrize("number", [1, 50])
def test_own_proposals_and_invitations_take_the_same_queries(
    worker, freelancer, client_user, number, django_assert_num_queries
):
    for index in range(number):
        project = make_project(client=client_user, title=f"Number {index}")
        make_proposal(project, freelancer)
        make_invitation(project, freelancer)
    worker.get("me/proposals")
    for path in ("me/proposals", "me/invitations"):
        with django_assert_num_queries(2):
            assert len(worker.get(path, {"page_size": 100}).json()["results"]) == number
    assert worker.get("me/proposals", {"status": "declined"}).json()["results"] == []
    assert worker.get("me/proposals", {"status": "lost"}).status_code == 422


# --- Invitations ----------------------------------------------------------------------------------


def test_inviting_and_answering(client, worker, project, freelancer):
    path = f"projects/{project.pk}"
    answer = client.post(f"{path}/invite", {"username": "ASHA", "message": "Please!"})
    assert answer.status_code == 201, answer.content
    (invitation,) = worker.get("me/invitations").json()["results"]
    assert (invitation["message"], invitation["answered_at"]) == ("Please!", None)
    assert Profile.objects.get(user=freelancer).invitations_received == 0  # for 48 hours
    assert code(client.post(f"{path}/invite", {"username": "asha"})) == (409, "already_invited")
    worker.post(f"{path}/proposals", OFFER)
    assert worker.get("me/invitations").json()["results"][0]["answered_at"]
    assert Profile.objects.get(user=freelancer).invitations_answered == 1
    answer = worker.post(f"me/invitations/{invitation['id']}/decline")
    assert code(answer) == (409, "wrong_state")


def test_declining_an_invitation(worker, api_as, outsider, project, freelancer):
    invitation = make_invitation(project, freelancer)
    other = api_as(outsider)
    assert other.post(f"me/invitations/{invitation.pk}/decline").status_code == 404
    answer = worker.post(f"me/invitations/{invitation.pk}/decline")
    assert answer.json()["answered_at"]


@pytest.mark.parametrize("username", ["housing-society", "nobody", "", "x" * 31])
def test_whom_one_cannot_invite(client, project, username):
    answer = client.post(f"projects/{project.pk}/invite", {"username": username})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == "username"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("unseen", ["hidden", *sorted({*Status.values} - {Status.ACTIVE})])
def test_whom_one_does_not_see_is_like_nobody(client, project, freelancer, unseen):
    """Else inviting tells that there is such a person, with name and place."""
    profile = make_profile(freelancer)
    if unseen == "hidden":
        Profile.objects.filter(pk=profile.pk).update(visibility="hidden")
    else:
        with_status(freelancer, unseen)
    path = f"projects/{project.pk}/invite"
    answer, unknown = (client.post(path, {"username": name}) for name in ("asha", "nobody"))
    assert (answer.status_code, answer.json()["errors"]) == (422, unknown.json()["errors"])
    assert not Invitation.objects.exists()


def test_whom_one_no_longer_sees_is_not_told_from_nobody(client, project, freelancer):
    """Not even by "already invited"."""
    make_profile(freelancer)
    path, body = f"projects/{project.pk}/invite", {"username": "asha"}
    assert client.post(path, body).status_code == 201
    Profile.objects.filter(user=freelancer).update(visibility="hidden")
    assert code(client.post(path, body)) == (422, "not_a_freelancer")


def test_members_are_invited_whom_strangers_do_not_see(client, project, freelancer):
    make_profile(freelancer)
    Profile.objects.filter(user=freelancer).update(visibility="members")
    answer = client.post(f"projects/{project.pk}/invite", {"username": "asha"})
    assert answer.status_code == 201


def test_who_may_not_invite(worker, client, project, client_user, outsider):
    make_profile(outsider)
    body = {"username": "outsider"}
    assert code(worker.post(f"projects/{project.pk}/invite", body))[0] == 403
    draft = make_project(client=client_user, status="draft")
    assert code(client.post(f"projects/{draft.pk}/invite", body)) == (409, "wrong_state")


# --- How work ends --------------------------------------------------------------------------------


def test_a_delivery_that_is_not_accepted(client, worker, running):
    path = f"projects/{running.pk}"
    assert code(client.post(f"{path}/reject-delivery", {"reason": "One wall is bare"}))[0] == 409
    worker.post(f"{path}/deliver")
    assert code(worker.post(f"{path}/deliver")) == (409, "wrong_state")
    assert code(client.post(f"{path}/reject-delivery", {}))[0] == 422
    answer = client.post(f"{path}/reject-delivery", {"reason": "One wall is bare"}).json()
    assert (answer["delivered_at"], answer["completes_at"]) == (None, None)
    assert worker.post(f"{path}/deliver").status_code == 200


@pytest.mark.parametrize("side", ["client", "worker"])
def test_either_party_may_end_it_early(request, side, running, client_user, freelancer):
    ending, other = (client_user, freelancer) if side == "client" else (freelancer, client_user)
    for user in (ending, other):
        make_profile(user)
    caller = request.getfixturevalue(side)
    path = f"projects/{running.pk}/end-early"
    assert code(caller.post(path, {}))[0] == 422
    answer = caller.post(path, {"reason": "We do not agree"}).json()
    assert (answer["status"], answer["actions"]) == ("ended_early", [])
    assert Profile.objects.get(user=ending).projects_ended_early == 1
    assert Profile.objects.get(user=other).projects_ended_early == 0
    assert code(caller.post(path, {"reason": "Again"})) == (409, "wrong_state")


def test_completing_twice(client, running):
    assert client.post(f"projects/{running.pk}/complete").status_code == 200
    assert code(client.post(f"projects/{running.pk}/complete")) == (409, "wrong_state")
    assert Transition.objects.filter(action="complete").count() == 1


def test_the_freelancer_does_not_complete(worker, running):
    assert code(worker.post(f"projects/{running.pk}/complete")) == (403, "not_your_move")


def test_a_delivery_that_nobody_answers_counts_after_14_days(client, worker, running, freelancer):
    worker.post(f"projects/{running.pk}/deliver")
    now = timezone.now()
    times = {"delivered_at": now - timedelta(days=14), "completes_at": now}
    Project.objects.update(**times, reminds_at=None)
    deadlines.forget()
    seen = client.get(f"projects/{running.pk}").json()
    assert seen["status"] == "completed"
    assert seen["closed_at"] == seen["completes_at"]
    lapse = Transition.objects.get(action="lapse")
    assert (lapse.actor, lapse.to_status) == (None, "completed")
    assert Profile.objects.get(user=freelancer).projects_completed == 1
    assert code(client.post(f"projects/{running.pk}/complete")) == (409, "wrong_state")


def test_the_moment_is_known_before_it_comes(client, running, django_assert_num_queries):
    client.get("me/projects")
    with django_assert_num_queries(0):
        deadlines.settle_due()


# --- History --------------------------------------------------------------------------------------


def test_the_public_history(api, client_user, freelancer):
    update_profile(user=client_user, changes={"organisation_name": "Greenview"})
    make_profile(freelancer)
    skill = make_skill("Painting")
    common = {"client": client_user, "freelancer": freelancer}
    make_project(**common, status="completed", title="Named", names_client=True, skills=[skill])
    make_project(**common, status="completed", title="Discreet")
    make_project(**common, status="ended_early", title="Ended")
    make_project(**common, status="in_progress", title="Running")
    results = api.get(f"profiles/{freelancer.username}/projects").json()["results"]
    assert {(one["title"], one["client"]) for one in results} == {
        ("Named", "Greenview"),
        ("Discreet", None),
    }
    assert set(results[0]) >= {"id", "title", "skills", "started_at", "closed_at", "client"}
    assert api.get("profiles/nobody/projects").status_code == 404
    suspended(freelancer)
    assert api.get(f"profiles/{freelancer.username}/projects").status_code == 404


@pytest.mark.parametrize("number", [1, 50])
def test_the_history_takes_the_same_queries(
    api, client_user, freelancer, number, django_assert_num_queries
):
    make_profile(freelancer)
    for index in range(number):
        make_project(
            client=client_user, freelancer=freelancer, status="completed", title=f"Number {index}"
        )
    path = f"profiles/{freelancer.username}/projects"
    api.get(path)
    with django_assert_num_queries(4):
        assert len(api.get(path, {"page_size": 100}).json()["results"]) == number


# --- Leaving --------------------------------------------------------------------------------------


def test_a_client_who_leaves(client, client_user, freelancer, password):
    make_profile(freelancer)
    common = {"client": client_user}
    draft = make_project(**common, status="draft")
    opened = make_project(**common)
    proposal = make_proposal(opened, freelancer)
    running = make_project(**common, freelancer=freelancer, status="in_progress")
    done = make_project(**common, freelancer=freelancer, status="completed")
    assert client.delete("me", {"current_password": password}).status_code == 204
    states = dict(Project.objects.values_list("pk", "status"))
    assert states == {
        opened.pk: "cancelled",
        running.pk: "ended_early",
        done.pk: "completed",
    }
    assert draft.pk not in states
    proposal.refresh_from_db()
    assert proposal.status == "declined"


def test_what_is_left_of_a_client_who_left(client, worker, client_user, freelancer, password):
    done = make_project(client=client_user, freelancer=freelancer, status="completed")
    client.delete("me", {"current_password": password})
    seen = worker.get(f"projects/{done.pk}").json()["client"]
    assert (seen["username"], seen["full_name"]) == (None, "Former member")


def test_a_freelancer_who_leaves(worker, client_user, freelancer, password):
    proposal = make_proposal(make_project(client=client_user), freelancer)
    running = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    assert worker.delete("me", {"current_password": password}).status_code == 204
    proposal.refresh_from_db()
    assert (proposal.status, proposal.cover_note) == ("withdrawn", "")
    running.refresh_from_db()
    assert running.status == "ended_early"


def test_the_export_has_projects_and_proposals(worker, client_user, freelancer):
    project = make_project(client=client_user, freelancer=freelancer, status="completed")
    make_proposal(make_project(client=client_user), freelancer)
    make_invitation(make_project(client=client_user), freelancer)
    exported = worker.get("me/export").json()
    assert [one["id"] for one in exported["projects"]] == [str(project.pk)]
    assert (len(exported["proposals"]), len(exported["invitations"])) == (1, 1)
