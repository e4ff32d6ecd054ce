"""Work under way between two people of whom one blocked the other, or whose account is away: no
words pass, and either can still ask to part, so that nobody has to end it at their own expense.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.services.blocks import block_person
from accounts.tests.factories import suspended
from profiles.models import Profile
from projects.models import ChangeRequest, Invitation, Project, Proposal
from projects.tests.agreed import make_agreed
from projects.tests.factories import make_invitation, make_project, make_proposal

if TYPE_CHECKING:
    from projects.models import Agreement

pytestmark = pytest.mark.django_db
EITHER = pytest.mark.parametrize("blocker", ["client", "freelancer"])
PARTINGS = pytest.mark.parametrize("kind", ["end", "did_not_happen", "undo"])


@pytest.fixture
def agreement(client_user, freelancer) -> Agreement:
    return make_agreed(client_user, freelancer)


@pytest.fixture
def path(agreement) -> str:
    return f"agreements/{agreement.pk}/change-requests"


@pytest.fixture
def block(client_user, freelancer):
    def block_by(blocker: str) -> None:
        pair = (client_user, freelancer) if blocker == "client" else (freelancer, client_user)
        block_person(user=pair[0], session_id=None, username=pair[1].username)

    return block_by


def neutral(answer: Any) -> tuple[int, Any]:
    """What an answer says but for ids and times."""
    body = answer.json()
    return answer.status_code, {
        name: said for name, said in body.items() if name not in ("id", "created_at", "request_id")
    }


@EITHER
@PARTINGS
def test_who_is_blocked_or_blocks_asks_to_part_without_words(
    client, worker, agreement, path, block, blocker, kind
):
    block(blocker)
    callers = {"client": client, "freelancer": worker}
    for side, caller in callers.items():
        (other,) = (callers[name] for name in callers if name != side)
        asked = caller.post(path, {"kind": kind})
        assert asked.status_code == 201, asked.json()
        (found,) = other.get(path, {"status": "waiting"}).json()["results"]
        assert (found["id"], found["actions"]) == (asked.json()["id"], ["accept", "decline"])
        assert other.post(f"change-requests/{found['id']}/decline").status_code == 200


@EITHER
def test_an_end_that_the_blocker_agrees_to_counts_against_nobody(
    client, worker, agreement, path, block, blocker
):
    block(blocker)
    own, other = (worker, client) if blocker == "client" else (client, worker)
    asked = own.post(path, {"kind": "end"}).json()
    assert other.post(f"change-requests/{asked['id']}/accept").status_code == 200
    assert Project.objects.get(pk=agreement.project_id).status == "ended_early"
    assert {one.projects_ended_early for one in Profile.objects.all()} == {0}


@PARTINGS
def test_a_block_is_answered_as_a_suspended_account_is(worker, path, client_user, block, kind):
    """Nobody learns which of the two it is."""
    bodies = [
        {"kind": kind, "message": "Please."},
        {"kind": "terms", "terms": {"price": "450.00"}},
        {"kind": kind},
        {"kind": kind},
    ]
    block("client")
    blocked = [neutral(worker.post(path, body)) for body in bodies]
    shown = [neutral_row(one) for one in worker.get(path).json()["results"]]
    ChangeRequest.objects.all().delete()
    client_user.blocks.all().delete()
    suspended(client_user)
    assert [neutral(worker.post(path, body)) for body in bodies] == blocked
    assert [neutral_row(one) for one in worker.get(path).json()["results"]] == shown
    codes = [said["errors"][0]["code"] for status, said in blocked if status == 409]
    assert codes == ["person_away", "person_away", "already_requested"]
    detail = blocked[0][1]["errors"][0]["detail"]
    assert "without a message" in detail
    assert "may count against you" in detail


def neutral_row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in row.items() if name not in ("id", "created_at")}


def test_a_block_ends_what_was_asked_without_words_as_well(client, worker, path, block):
    asked = worker.post(path, {"kind": "end"}).json()
    block("client")
    assert worker.get(f"change-requests/{asked['id']}").json()["status"] == "declined"
    assert worker.post(path, {"kind": "end"}).status_code == 201


def test_the_page_of_whoever_blocked_shows_the_request(society, worker, agreement, path, block):
    block("client")
    worker.post(path, {"kind": "end"})
    page = society.get(f"/projects/{agreement.project_id}").content.decode()
    assert "End by consent" in page
    assert "Decline" in page


@EITHER
def test_an_acceptance_that_is_undone_joins_the_two_no_more(
    client, worker, client_user, freelancer, block, blocker
):
    proposal = make_proposal(make_project(client=client_user), freelancer)
    assert client.post(f"proposals/{proposal.pk}/accept").status_code == 200
    agreement = client.get(f"projects/{proposal.project_id}/agreement").json()
    block(blocker)
    asked = worker.post(f"agreements/{agreement['id']}/change-requests", {"kind": "undo"}).json()
    assert client.post(f"change-requests/{asked['id']}/accept").status_code == 200
    assert Project.objects.get(pk=proposal.project_id).status == "open"
    assert Proposal.objects.get(pk=proposal.pk).status == "declined"


@EITHER
def test_an_offer_that_is_undone_waits_for_nobody_whom_a_block_keeps_away(
    client, worker, client_user, freelancer, block, blocker
):
    agreement = make_agreed(client_user, freelancer)
    make_invitation(agreement.project, freelancer, is_offer=True, answered_at=agreement.created_at)
    block(blocker)
    asked = worker.post(f"agreements/{agreement.pk}/change-requests", {"kind": "undo"}).json()
    assert client.post(f"change-requests/{asked['id']}/accept").status_code == 200
    assert not Invitation.objects.waiting().exists()
