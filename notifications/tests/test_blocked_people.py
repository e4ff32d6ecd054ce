"""What two people are told of each other when one of them has blocked the other: nothing new, but
of what both agreed on; and what they were told before reads as of what is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.services.blocks import block_person
from accounts.tests.factories import BlockFactory
from foundation.events.delivery import deliver
from moderation.concerned import others_concerned
from notifications.models import Delivery, Notification
from notifications.services.sending import send_by_mail
from notifications.tests.factories import happens, make_delivery, told, verified, written
from profiles.models import Visibility
from profiles.services.profile import make_profile, update_profile
from projects.models import ProjectStatus
from projects.services.posting import cancel_project
from projects.services.proposals import decline_proposal, invite, submit_proposal
from projects.tests.agreed import make_agreed
from projects.tests.factories import make_invitation, make_project, make_proposal

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db
EITHER = pytest.mark.parametrize("blocker", ["client", "freelancer"])


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
    def block_by(blocker: str) -> None:
        own, theirs = (one, other) if blocker == "client" else (other, one)
        block_person(user=own, session_id=None, username=theirs.username)

    return block_by


def seen(api: Any, kind: str) -> list[dict[str, Any]]:
    """What somebody reads of a kind, without ids and times."""
    return [{key: row[key] for key in ("heading", "text", "path")} for row in written(api, kind)]


@EITHER
def test_who_was_invited_is_not_told_of_a_cancelled_project(one, other, block, blocker):
    project = make_project(client=one)
    make_invitation(project, other)
    happens(lambda: block(blocker))
    happens(lambda: cancel_project(client=one, project=project, reason="Because of Asha."))
    assert told(other) == []


@EITHER
def test_a_block_before_it_is_told_counts(one, other, block, blocker):
    project = make_project(client=one)
    invite(client=one, project=project, username=other.username)
    block(blocker)
    deliver()
    assert "invitation_received" not in told(other)


@EITHER
def test_a_decision_on_a_project_is_not_told_to_whom_a_block_keeps_away(one, other, blocker):
    project = make_project(client=one)
    make_invitation(project, other)
    assert others_concerned("project", project) == {other.pk}
    own, theirs = (one, other) if blocker == "client" else (other, one)
    BlockFactory(blocker=own, blocked=theirs)
    assert others_concerned("project", project) == set()


@EITHER
def test_what_was_told_reads_as_of_a_project_that_was_cancelled(api_as, one, other, block, blocker):
    """Of a client without a page, who is not named either."""
    project = make_project(client=one)
    happens(lambda: invite(client=one, project=project, username=other.username))
    proposal = make_proposal(make_project(client=one), other)
    happens(lambda: decline_proposal(client=one, proposal=proposal))
    block(blocker)
    kinds = ("invitation_received", "proposal_declined")
    blocked = [seen(api_as(other), kind) for kind in kinds]
    one.blocks.all().delete()
    other.blocks.all().delete()
    update_profile(user=one, changes={"visibility": Visibility.HIDDEN})
    for each in (project, proposal.project):
        cancel_project(client=one, project=each)
    assert blocked == [seen(api_as(other), kind) for kind in kinds]
    assert [row["heading"] for (row,) in blocked] == [
        "Name not shown invites you to make a proposal",
        "Name not shown declined your proposal",
    ]


def test_a_decline_by_a_block_is_told_as_any(one, other, block):
    make_proposal(make_project(client=one), other)
    happens(lambda: block("client"))
    assert told(other) == ["proposal_declined"]


def is_mailed(person: User, kind: str) -> bool:
    """Whether a mail that was put off tells it."""
    verified(person)
    delivery = make_delivery(Notification.objects.get(person=person, kind=kind))
    send_by_mail.call(delivery.pk)
    delivery = Delivery.objects.get(pk=delivery.pk)
    return delivery.sent_at is not None


@EITHER
def test_a_digest_invites_and_offers_nothing_between_them(one, other, block, blocker):
    project, asked = make_project(client=one), make_project(client=one)
    happens(lambda: invite(client=one, project=project, username=other.username))
    verified(other)
    happens(lambda: submit_proposal(freelancer=other, project=asked, cover_note="Two coats."))
    block(blocker)
    assert not is_mailed(other, "invitation_received")
    assert not is_mailed(one, "proposal_received")


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_an_invitation_is_mailed_as_long_as_its_project_is_open(one, other, is_cancelled):
    project = make_project(client=one)
    happens(lambda: invite(client=one, project=project, username=other.username))
    if is_cancelled:
        cancel_project(client=one, project=project)
    assert is_mailed(other, "invitation_received") is not is_cancelled


def test_work_under_way_is_told_to_its_end(api_as, one, other, block):
    project = make_project(client=one, freelancer=other, status=ProjectStatus.IN_PROGRESS)
    block("client")
    happens(lambda: api_as(other).post(f"projects/{project.pk}/deliver"))
    assert told(one) == ["project_delivered"]
    (row,) = seen(api_as(one), "project_delivered")
    assert row["heading"].startswith("Asha")


@EITHER
def test_the_blocker_is_told_that_the_other_side_wants_to_part(api_as, one, other, block, blocker):
    """Without words, as nothing else is asked for."""
    agreement = make_agreed(one, other)
    block(blocker)
    asker, asked = (other, one) if blocker == "client" else (one, other)
    path = f"agreements/{agreement.pk}/change-requests"
    happens(lambda: api_as(asker).post(path, {"kind": "end"}))
    assert told(asked) == ["change_requested"]
    (row,) = seen(api_as(asked), "change_requested")
    assert "to end the work" in row["text"]


@EITHER
def test_asking_to_part_is_no_bell_to_ring_across_a_block(api_as, one, other, block, blocker):
    agreement = make_agreed(one, other)
    block(blocker)
    asker, asked = (other, one) if blocker == "client" else (one, other)
    path = f"agreements/{agreement.pk}/change-requests"
    for _turn in range(3):
        made = happens(lambda: api_as(asker).post(path, {"kind": "end"})).json()
        happens(lambda pk=made["id"]: api_as(asker).post(f"change-requests/{pk}/withdraw"))
    assert told(asked) == ["change_requested"]
    assert api_as(asked).get(path).json()["results"]
