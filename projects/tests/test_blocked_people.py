"""Two people of whom one blocked the other: what each of them finds, sees and may do with projects,
proposals and invitations. Whoever was blocked is answered as if the other were not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.blocks import require_not_blocked
from accounts.errors import NotThere
from accounts.models import Block, Role
from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, BlockFactory, UserFactory, restriction_on, suspended
from foundation.models import Event
from foundation.moderated import ModerationState
from profiles.models import Profile, Visibility
from profiles.services.profile import make_profile
from profiles.tests.factories import make_freelancer, make_skill
from projects.models import Invitation, Project, ProjectStatus, Proposal, Transition
from projects.services.moderation import set_project_moderation
from projects.services.proposals import accept_proposal
from projects.tests.conftest import browser_of
from projects.tests.factories import make_invitation, make_project, make_proposal

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db
EITHER = pytest.mark.parametrize("blocker", ["client", "freelancer"])
PROPOSAL = {"cover_note": "Two coats in May, and no mess."}
NOBODY = "01a20089-e1c6-7d7c-8f11-2b0f4d4f7c55"


@pytest.fixture
def one(client_user) -> User:
    make_profile(client_user)
    return client_user


@pytest.fixture
def other(freelancer) -> User:
    make_profile(freelancer)
    return freelancer


@pytest.fixture
def block(one, other):
    """What blocks, by whom."""

    def block_by(blocker: str) -> None:
        pair = (one, other) if blocker == "client" else (other, one)
        block_person(user=pair[0], session_id=None, username=pair[1].username)

    return block_by


def neutral(answer: Any) -> tuple[int, Any, set[str]]:
    """What tells something: all but the ids and times of a request, and the ids that it names."""
    headers = {name for name in answer.headers if name != "X-Request-Id"}
    return answer.status_code, answer.content, headers


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [row["title"] for row in answer.json()["results"]]


# --- Projects ---------------------------------------------------------------------------------


@EITHER
def test_projects_of_the_other_are_in_no_list_and_in_no_count(worker, one, block, blocker):
    make_project(client=one, title="A mill by the river")
    elsewhere = UserFactory(role=Role.CLIENT)
    make_project(client=elsewhere, title="A mill on the hill")
    asked = {"q": "mill"}
    for answer in (worker.get("projects"), worker.get("projects", asked)):
        assert len(titles(answer)) == 2
    block(blocker)
    for answer in (
        worker.get("projects"),
        worker.get("projects", asked),
        worker.get("projects", asked | {"ordering": "-opened"}),
        worker.post("projects/search", asked),
        worker.post("projects/search", {}),
    ):
        assert titles(answer) == ["A mill on the hill"]
        assert answer.json()["count"] in (1, None)


@EITHER
def test_so_while_the_index_is_away(worker, one, block, blocker, monkeypatch):
    monkeypatch.setattr("projects.search.pages.project_index.index", lambda: None)
    make_project(client=one, title="A mill by the river")
    block(blocker)
    assert titles(worker.get("projects", {"q": "mill"})) == []


@EITHER
def test_a_search_that_only_the_other_answers_finds_nothing_as_one_for_nothing(
    worker, one, block, blocker
):
    make_project(client=one, title="Zymurgy")
    block(blocker)
    found, nothing = (
        worker.get("projects", {"q": word}).json() for word in ("Zymurgy", "Xylotomy")
    )
    assert (found["count"], found["results"]) == (nothing["count"], nothing["results"]) == (0, [])


@EITHER
def test_pages_are_full_however_many_are_left_out(worker, one, block, blocker):
    elsewhere = UserFactory(role=Role.CLIENT)
    for number in range(6):
        make_project(client=one, title=f"Theirs, mill {number}")
        make_project(client=elsewhere, title=f"Mill {number}")
    block(blocker)
    for query in ({}, {"q": "mill"}):
        page = worker.get("projects", query | {"page_size": 4}).json()
        assert len(page["results"]) == 4
        second = worker.get(page["next"].removeprefix("http://testserver")).json()
        assert len(second["results"]) == 2
        assert second["next"] is None


@EITHER
def test_a_project_of_the_other_is_a_404_as_one_that_is_not_there(worker, one, block, blocker):
    project = make_project(client=one)
    block(blocker)
    for path, method, body in (
        ("projects/{}", "get", None),
        ("projects/{}/proposals", "get", None),
        ("projects/{}/proposals", "post", PROPOSAL),
        ("projects/{}/matches", "get", None),
        ("projects/{}/transitions", "get", None),
        ("projects/{}/reviews", "get", None),
        ("projects/{}/cancel", "post", {}),
        ("projects/{}/deliver", "post", {}),
    ):
        call = getattr(worker, method)
        real, none = (call(path.format(pk), body) for pk in (project.pk, NOBODY))
        assert neutral(real) == neutral(none), path
        assert real.status_code == 404


@EITHER
def test_so_are_its_pages(one, other, block, blocker):
    project = make_project(client=one)
    block(blocker)
    browser = browser_of(other)
    for path in ("", "/propose", "/review", "/matches"):
        assert browser.get(f"/projects/{project.pk}{path}").status_code == 404
    assert browser.post(f"/projects/{project.pk}/propose", PROPOSAL).status_code == 404
    assert project.title not in browser.get("/projects").content.decode()
    assert project.title not in browser.get("/projects?q=stairwell").content.decode()


@EITHER
def test_projects_of_the_other_are_not_recommended_nor_counted(worker, one, other, block, blocker):
    skill, asked = make_skill("Painting"), make_skill("Scaffolding")
    worker.post("me/skills", {"name": "Painting"})
    for _ in range(3):
        make_project(client=one, title="Paint the hall", skills=[skill, asked])
    before = worker.get("me/recommendations").json()
    assert len(before["projects"]) == 3
    assert [one["name"] for one in before["skills"]] == ["Scaffolding"]
    block(blocker)
    after = worker.get("me/recommendations", {"explain": "true"}).json()
    assert after["projects"] == []
    assert after["skills"] == []


# --- Proposals --------------------------------------------------------------------------------


def test_nobody_proposes_to_whom_they_blocked_or_who_blocked_them(one, other):
    BlockFactory(blocker=one, blocked=other)
    with pytest.raises(NotThere):
        require_not_blocked(other, one)
    with pytest.raises(NotThere):
        require_not_blocked(one, other)
    require_not_blocked(one, UserFactory())


def test_a_client_who_blocks_declines_what_waits_for_an_answer(worker, one, other, block):
    proposal = make_proposal(make_project(client=one), other)
    block("client")
    assert worker.get(f"proposals/{proposal.pk}").json()["status"] == "declined"
    (move,) = Transition.objects.filter(proposal=proposal)
    assert (move.action, move.actor, move.reason) == ("decline", one, "")


def test_a_freelancer_who_blocks_withdraws_it(client, one, other, block):
    proposal = make_proposal(make_project(client=one), other)
    block("freelancer")
    assert client.get(f"proposals/{proposal.pk}").json()["status"] == "withdrawn"
    (move,) = Transition.objects.filter(proposal=proposal)
    assert (move.action, move.actor, move.reason) == ("withdraw", other, "")


def test_what_the_block_ends_looks_as_what_is_ended_by_hand(one, other, api_as):
    """The answers of the freelancer are the same but for ids and times, and for the project, which
    is as one that was cancelled.
    """
    shown = []
    for by_hand in (True, False):
        client_user = UserFactory(role=Role.CLIENT)
        make_profile(client_user)
        proposal = make_proposal(make_project(client=client_user), other)
        if by_hand:
            api_as(client_user).post(f"proposals/{proposal.pk}/decline")
        else:
            block_person(user=client_user, session_id=None, username=other.username)
        answer = api_as(other).get(f"proposals/{proposal.pk}").json()
        varying = ("id", "project", "created_at", "decided_at")
        shown.append({name: value for name, value in answer.items() if name not in varying})
    assert shown[0] == shown[1]


def test_others_proposals_and_other_clients_are_left_alone(one, other, block):
    project = make_project(client=one)
    theirs = make_proposal(project, UserFactory())
    elsewhere = make_proposal(make_project(client=UserFactory(role=Role.CLIENT)), other)
    block("client")
    for proposal in (theirs, elsewhere):
        proposal.refresh_from_db()
        assert proposal.status == "submitted"


def test_whoever_blocks_does_not_see_what_the_other_proposed(client, one, other, block):
    project = make_project(client=one)
    proposal = make_proposal(project, other)
    block("client")
    assert client.get(f"projects/{project.pk}/proposals").json()["results"] == []
    assert client.get(f"proposals/{proposal.pk}").status_code == 404
    assert client.post(f"proposals/{proposal.pk}/accept").status_code == 404
    moves = client.get(f"projects/{project.pk}/transitions").json()["results"]
    assert other.username not in str(moves)
    page = browser_of(one).get(f"/projects/{project.pk}").content.decode()
    assert other.username not in page
    assert proposal.cover_note not in page


def test_the_blocked_client_keeps_what_was_withdrawn_as_anything_that_is(client, one, other, block):
    """A row that is gone would tell: nothing else takes one away."""
    project = make_project(client=one)
    make_proposal(project, other)
    block("freelancer")
    (row,) = client.get(f"projects/{project.pk}/proposals").json()["results"]
    assert row["status"] == "withdrawn"


def test_the_client_with_a_block_has_no_proposal_to_wait_for(one, other, block):
    make_proposal(make_project(client=one), other)
    block("freelancer")
    assert "0 proposals wait for you" in browser_of(one).get("/dashboard").content.decode()


def test_a_block_that_was_taken_back_brings_nothing_back(worker, one, other, block):
    project = make_project(client=one)
    proposal = make_proposal(project, other)
    block("client")
    one.blocks.all().delete()
    assert worker.get(f"proposals/{proposal.pk}").json()["status"] == "declined"
    assert worker.post(f"projects/{project.pk}/proposals", PROPOSAL).status_code == 201


def test_a_proposal_for_a_project_that_a_decision_hides_ends_too(one, other, block):
    project = make_project(client=one)
    proposal = make_proposal(project, other)
    decision = restriction_on(project.pk, "content")
    set_project_moderation(project=project, state=ModerationState.HIDDEN, decision=decision)
    block("client")
    proposal.refresh_from_db()
    assert proposal.status == "declined"


# --- Invitations ------------------------------------------------------------------------------


@EITHER
def test_whom_a_block_keeps_away_is_nobody_to_invite(client, one, other, block, blocker):
    project = make_project(client=one)
    block(blocker)
    path = f"projects/{project.pk}/invite"
    real, none = (client.post(path, {"username": name}) for name in (other.username, "nobody"))
    assert neutral(real) == neutral(none)
    assert (real.status_code, real.json()["errors"][0]["code"]) == (422, "not_a_freelancer")
    browser = browser_of(one)
    for name in (other.username, "nobody"):
        assert browser.get(f"/projects/invite/{name}").status_code == 404


@EITHER
def test_nor_can_who_was_invited_before(client, one, other, block, blocker):
    """That they were already would tell that they are there."""
    project = make_project(client=one)
    make_invitation(project, other)
    block(blocker)
    answer = client.post(f"projects/{project.pk}/invite", {"username": other.username})
    assert answer.json()["errors"][0]["code"] == "not_a_freelancer"


def test_a_freelancer_who_blocks_reads_invitations_no_more(worker, one, other, block):
    invitation = make_invitation(make_project(client=one), other)
    Invitation.objects.filter(pk=invitation.pk).update(message="You will regret this.")
    block("freelancer")
    for query in ({}, {"answered": "true"}, {"answered": "false"}):
        assert worker.get("me/invitations", query).json()["results"] == []
    assert worker.post(f"me/invitations/{invitation.pk}/decline").status_code == 404
    browser = browser_of(other)
    for address in ("/dashboard", "/invitations"):
        assert "regret" not in browser.get(address).content.decode()
    browser.post(f"/invitations/{invitation.pk}/decline")
    invitation.refresh_from_db()
    assert invitation.answered_at is None


def test_an_invitation_that_a_freelancers_block_ends_waits_to_its_client(
    client, one, other, block, api_as
):
    """As that of somebody hidden who does not answer: on the page, in the list, by every filter."""
    shown = []
    for by_block in (True, False):
        own = UserFactory(role=Role.CLIENT)
        make_profile(own)
        project = make_project(client=own)
        make_invitation(project, other)
        if by_block:
            block_person(user=other, session_id=None, username=own.username)
        else:
            Profile.objects.filter(user=other).update(visibility=Visibility.HIDDEN)
        queries: tuple[dict[str, str], ...] = ({}, {"status": "waiting"}, {"answered": "false"})
        rows = [api_as(own).get(f"projects/{project.pk}/invitations", one) for one in queries]
        assert [len(one.json()["results"]) for one in rows] == [1, 1, 1]
        assert rows[0].json()["results"][0]["status"] == "waiting"
        page = browser_of(own).get(f"/projects/{project.pk}").content.decode()
        assert "1 has not answered." in page
        api_as(own).post(f"projects/{project.pk}/cancel", {})
        (row,) = api_as(own).get(f"projects/{project.pk}/invitations").json()["results"]
        shown.append((row["status"], row["answered_at"]))
    assert shown == [("expired", None)] * 2


def test_nobody_is_told_of_an_invitation_that_a_block_ends(one, other, block):
    make_invitation(make_project(client=one), other)
    before = Event.objects.filter(type="invitation.declined").count()
    block("freelancer")
    assert Event.objects.filter(type="invitation.declined").count() == before


@EITHER
def test_an_invitation_that_a_block_ended_is_none_that_went_unanswered(one, other, block, blocker):
    make_invitation(make_project(client=one), other)
    block(blocker)
    profile = Profile.objects.get(user=other)
    assert (profile.invitations_received, profile.invitations_answered) == (0, 0)


def test_who_blocked_is_named_no_more_in_what_is_over(client, one, other, block):
    """Nor does a new name of theirs show in it."""
    project = make_project(client=one)
    make_invitation(project, other)
    make_proposal(project, other)
    block("freelancer")
    type(other).objects.filter(pk=other.pk).update(username="renamed", first_name="Renamed")
    path = f"projects/{project.pk}"
    for row in (
        client.get(f"{path}/proposals").json()["results"][0],
        client.get(f"{path}/invitations").json()["results"][0],
    ):
        assert row["freelancer"]["username"] is None
        assert row["freelancer"]["full_name"] == "Name not shown"
    (move,) = client.get(f"{path}/transitions").json()["results"]
    assert (move["action"], move["by"], move["by_name"]) == ("withdraw", None, "Name not shown")
    browser = browser_of(one)
    for address in (f"/{path}", f"/{path}/invitations"):
        shown = browser.get(address).content.decode()
        assert "enamed" not in shown
        assert "Name not shown" in shown


def test_a_client_who_blocks_sees_no_more_whom_they_invited(client, one, other, block):
    project = make_project(client=one)
    make_invitation(project, other)
    block("client")
    assert client.get(f"projects/{project.pk}/invitations").json()["results"] == []
    page = browser_of(one).get(f"/projects/{project.pk}").content.decode()
    assert "You invited" not in page


def test_the_blocked_freelancer_keeps_an_invitation_as_to_a_project_that_was_cancelled(
    client, worker, one, other, block
):
    cancelled = make_invitation(make_project(client=one), other)
    client.post(f"projects/{cancelled.project_id}/cancel")
    invitation = make_invitation(make_project(client=one), other)
    block("client")
    rows = worker.get("me/invitations").json()["results"]
    assert [row["id"] for row in rows] == [str(invitation.pk), str(cancelled.pk)]
    assert [(row["status"], row["answered_at"]) for row in rows] == [("expired", None)] * 2
    assert str(invitation.project_id) not in browser_of(other).get("/dashboard").content.decode()
    ended, closed = (
        worker.post(f"me/invitations/{each.pk}/decline") for each in (invitation, cancelled)
    )
    assert neutral(ended) == neutral(closed)
    assert ended.status_code == 409


def test_an_invitation_that_a_block_ended_stays_ended(worker, one, other, block):
    invitation = make_invitation(make_project(client=one), other)
    block("client")
    one.blocks.all().delete()
    (row,) = worker.get("me/invitations").json()["results"]
    assert (row["id"], row["status"]) == (str(invitation.pk), "expired")


def test_an_invitation_to_what_was_cancelled_is_no_obstacle_to_a_block(client, one, other, block):
    invitation = make_invitation(make_project(client=one), other)
    client.post(f"projects/{invitation.project_id}/cancel")
    block("freelancer")
    assert Block.objects.filter(blocker=other, blocked=one).exists()


# --- Matches ----------------------------------------------------------------------------------


@EITHER
def test_the_other_is_no_match(client, one, block, blocker, other):
    skill = make_skill("Painting")
    person = make_freelancer("mira", skills=("Painting",))
    project = make_project(client=one, skills=[skill], title="Painting")
    names = [
        row["profile"]["username"]
        for row in client.get(f"projects/{project.pk}/matches").json()["results"]
    ]
    assert "mira" in names
    pair = (one, person.user) if blocker == "client" else (person.user, one)
    block_person(user=pair[0], session_id=None, username=pair[1].username)
    assert client.get(f"projects/{project.pk}/matches").json()["results"] == []
    assert "mira" not in browser_of(one).get(f"/projects/{project.pk}/matches").content.decode()


# --- What both agreed on ----------------------------------------------------------------------


@EITHER
def test_work_under_way_goes_on_to_its_end_and_its_reviews(
    client, worker, one, other, block, blocker
):
    project = make_project(client=one, freelancer=other, status=ProjectStatus.IN_PROGRESS)
    proposal = make_proposal(project, other, status="accepted", decided_at=project.started_at)
    block(blocker)
    path = f"projects/{project.pk}"
    for side in (client, worker):
        shown = side.get(path).json()
        assert shown["client"]["username"] == one.username
        assert shown["freelancer"]["username"] == other.username
        assert titles(side.get("me/projects")) == [project.title]
        assert side.get(f"{path}/transitions").status_code == 200
        assert side.get(f"proposals/{proposal.pk}").json()["status"] == "accepted"
    assert len(client.get(f"{path}/proposals").json()["results"]) == 1
    assert worker.post(f"{path}/deliver").status_code == 200
    assert client.post(f"{path}/reject-delivery", {"reason": "The door."}).status_code == 200
    assert worker.post(f"{path}/deliver").status_code == 200
    assert client.post(f"{path}/complete").status_code == 200
    said = {"rating": 4, "text": "The stairs are as they should be."}
    for side in (client, worker):
        assert len(side.get("me/reviews/awaiting").json()["results"]) == 1
        assert side.post(f"{path}/reviews", said).status_code == 201
    assert client.get(f"{path}/reviews").json()["other"]["review"] is not None
    assert len(worker.get("me/reviews").json()["results"]) == 1


@EITHER
def test_either_can_end_it(client, worker, one, other, block, blocker):
    project = make_project(client=one, freelancer=other, status=ProjectStatus.IN_PROGRESS)
    block(blocker)
    ends = worker if blocker == "client" else client
    answer = ends.post(f"projects/{project.pk}/end-early", {"reason": "We do not get on."})
    assert answer.json()["status"] == "ended_early"


@EITHER
def test_pages_of_work_under_way_open(one, other, block, blocker):
    project = make_project(client=one, freelancer=other, status=ProjectStatus.IN_PROGRESS)
    block(blocker)
    for user in (one, other):
        browser = browser_of(user)
        assert browser.get(f"/projects/{project.pk}").status_code == 200
        assert project.title in browser.get("/dashboard").content.decode()
        assert browser.get(f"/projects/{project.pk}/end-early").status_code == 200


# --- What it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 40])
def test_the_list_of_projects_takes_the_same_queries_with_many_blocks(
    worker, other, number, django_assert_num_queries
):
    for _ in range(number):
        blocked = UserFactory(role=Role.CLIENT)
        make_project(client=blocked)
        BlockFactory(blocker=other, blocked=blocked)
    make_project(client=UserFactory(role=Role.CLIENT))
    worker.get("projects")  # looks once for what is due
    with django_assert_num_queries(3):  # who asks; the projects, and their skills
        assert len(titles(worker.get("projects"))) == 1


def test_two_thousand_blocks_still_work(worker, other):
    make_project(client=UserFactory(role=Role.CLIENT), title="A mill")
    blocked = UserFactory.build_batch(2_000, role=Role.CLIENT)
    type(other).objects.bulk_create(blocked)
    Block.objects.bulk_create(Block(blocker=other, blocked=one) for one in blocked)
    Project.objects.bulk_create(
        Project(
            client=one,
            title="A mill",
            description="x",
            status="open",
            opened_at="2026-01-01T00:00Z",
            expires_at="2126-01-01T00:00Z",
        )
        for one in blocked[:300]
    )
    assert titles(worker.get("projects")) == ["A mill"]
    page = worker.get("projects", {"q": "mill"}).json()
    assert (page["count"], len(page["results"])) == (1, 1)
    assert Proposal.objects.count() == 0


# --- What pages offer ---------------------------------------------------------------------------


@EITHER
def test_a_project_under_way_offers_what_can_be_done(one, other, block, blocker):
    """Whoever blocked is offered to unblock, the other to block; neither to write."""
    project = make_project(client=one)
    accept_proposal(client=one, proposal=make_proposal(project, other))
    pages = {"client": browser_of(one), "freelancer": browser_of(other)}
    address, write = f"/projects/{project.pk}", f"/projects/{project.pk}/write"
    for browser in pages.values():
        assert browser.get(address).content.decode().count(write) == 2  # the proposal, the person
    block(blocker)
    for side, browser in pages.items():
        shown = browser.get(address).content.decode()
        assert write not in shown
        assert "/end-early" in shown
        assert ("You have blocked this person." in shown) is (side == blocker)
        assert (">Block" in shown) is (side != blocker)
    assert write not in pages["freelancer"].get("/proposals").content.decode()


def test_nobody_is_offered_to_write_to_who_is_gone(one, other):
    project = make_project(client=one)
    accept_proposal(client=one, proposal=make_proposal(project, other))
    browser = browser_of(other)
    assert "Write to the client" in browser.get(f"/projects/{project.pk}").content.decode()
    suspended(one)
    assert "Write to the client" not in browser.get(f"/projects/{project.pk}").content.decode()
    erase(user=one, session_id=None, current_password=PASSWORD)
    assert "Write to the client" not in browser.get(f"/projects/{project.pk}").content.decode()
