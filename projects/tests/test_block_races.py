"""A block against whatever two people do at the same moment: no order leaves something live between
them that was made after the block was acknowledged.
"""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from accounts.models import Block, Role, User
from accounts.services.blocks import block_person, unblock_person
from accounts.services.locking import locked_user
from accounts.tests.factories import UserFactory
from foundation.errors import DomainError
from profiles.services.profile import make_profile
from projects.models import Invitation, Project, ProjectStatus, Proposal
from projects.services import proposals
from projects.services.locking import locked_project
from projects.tests.factories import make_project, make_proposal
from projects.tests.test_races import TURNS, at_once

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
EITHER = pytest.mark.parametrize("blocker", ["client", "freelancer"])


@pytest.fixture
def pair() -> tuple[User, User]:
    """A client and a freelancer."""
    client, freelancer = UserFactory(role=Role.CLIENT), UserFactory()
    for user in (client, freelancer):
        make_profile(user)
    return client, freelancer


def blocking(pair: tuple[User, User], blocker: str) -> Callable[[], object]:
    by, whom = pair if blocker == "client" else pair[::-1]
    return lambda: block_person(user=by, session_id=None, username=whom.username)


def propose(pair: tuple[User, User], project: Project) -> Proposal:
    note = "Two coats in May, and no mess."
    return proposals.submit_proposal(freelancer=pair[1], project=project, cover_note=note)


def invite(pair: tuple[User, User], project: Project) -> Invitation:
    return proposals.invite(client=pair[0], project=project, username=pair[1].username)


def live(pair: tuple[User, User]) -> bool:
    own = Proposal.objects.filter(freelancer=pair[1], project__client=pair[0])
    return own.filter(status="submitted").exists()


@TURNS
@EITHER
def test_a_block_against_a_proposal(pair, blocker, turn):
    project = make_project(client=pair[0])
    results = at_once(blocking(pair, blocker), lambda: propose(pair, project))
    assert Block.objects.count() == 1
    assert not live(pair)
    assert isinstance(results[1], Proposal) or results[1].code == "not_found"


@TURNS
@EITHER
def test_a_block_against_an_invitation(pair, blocker, turn):
    project = make_project(client=pair[0])
    results = at_once(blocking(pair, blocker), lambda: invite(pair, project))
    made = Invitation.objects.first()
    assert isinstance(results[1], Invitation) or results[1].code == "not_a_freelancer"
    assert isinstance(results[1], Invitation) == (made is not None)
    if made:
        assert (made.answered_at, made.expired_at is None) == (None, False)


@TURNS
@EITHER
def test_a_block_against_an_acceptance(pair, blocker, turn):
    """Either both agreed before, and the work goes on, or there is nothing left to accept."""
    project = make_project(client=pair[0])
    proposal = make_proposal(project, pair[1])
    results = at_once(
        blocking(pair, blocker),
        lambda: proposals.accept_proposal(client=pair[0], proposal=proposal),
    )
    project.refresh_from_db()
    proposal.refresh_from_db()
    if isinstance(results[1], DomainError):
        ended = "declined" if blocker == "client" else "withdrawn"
        assert (project.status, proposal.status) == (ProjectStatus.OPEN, ended)
    else:
        assert (project.status, proposal.status) == (ProjectStatus.IN_PROGRESS, "accepted")


@TURNS
def test_both_block_each_other_while_a_proposal_waits(pair, turn):
    proposal = make_proposal(make_project(client=pair[0]), pair[1])
    results = at_once(blocking(pair, "client"), blocking(pair, "freelancer"))
    assert not [one for one in results if isinstance(one, Exception)]
    proposal.refresh_from_db()
    assert proposal.status in ("declined", "withdrawn")


@TURNS
def test_many_block_one_who_has_proposed_to_all_of_them(turn):
    """Locks are taken in one order: nobody waits for somebody who waits for them."""
    freelancer = UserFactory()
    clients = [UserFactory(role=Role.CLIENT) for _ in range(5)]
    for client in clients:
        for _ in range(2):
            make_proposal(make_project(client=client), freelancer)
    results = at_once(
        *(
            lambda one=one: block_person(user=one, session_id=None, username=freelancer.username)
            for one in clients
        )
    )
    assert not [one for one in results if isinstance(one, Exception)]
    assert not Proposal.objects.filter(status="submitted").exists()


def _while_it_holds(
    hold: Callable[[], object], then: Callable[[], object], act: Callable[[], object]
) -> list[object]:
    """`act` while somebody else is in a transaction: after `hold`, and before `then`."""
    held, asked = Event(), Event()

    def first() -> object:
        with transaction.atomic():
            hold()
            held.set()
            asked.wait(5)
            _until_somebody_waits()
            return then()

    def second() -> object:
        held.wait(5)
        asked.set()
        return act()

    return at_once(first, second)


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(2_000):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchone():
                return


@EITHER
def test_a_proposal_that_began_before_the_block_ends_with_it(pair, blocker):
    """The freelancer's request holds its lock and has looked for blocks when the block comes."""
    project = make_project(client=pair[0])

    def finish() -> object:
        locked = locked_project(project.pk)
        return Proposal.objects.create(project=locked, freelancer=pair[1], cover_note="x")

    results = _while_it_holds(lambda: locked_user(pair[1]), finish, blocking(pair, blocker))
    assert isinstance(results[0], Proposal)
    assert not live(pair)


@EITHER
def test_a_proposal_that_comes_while_a_block_is_made_finds_it(pair, blocker):
    project = make_project(client=pair[0])
    results = _while_it_holds(
        blocking_within(pair, blocker), lambda: None, lambda: propose(pair, project)
    )
    assert results[1].code == "not_found"
    assert not Proposal.objects.exists()


@EITHER
def test_an_invitation_that_comes_while_a_block_is_made_finds_it(pair, blocker):
    project = make_project(client=pair[0])
    results = _while_it_holds(
        blocking_within(pair, blocker), lambda: None, lambda: invite(pair, project)
    )
    assert results[1].code == "not_a_freelancer"
    assert not Invitation.objects.exists()


def blocking_within(pair: tuple[User, User], blocker: str) -> Callable[[], object]:
    """What a block does within its transaction, which goes on."""
    by, whom = pair if blocker == "client" else pair[::-1]

    def block() -> None:
        list(User.objects.filter(pk__in=[by.pk, whom.pk]).order_by("pk").select_for_update())
        Block.objects.create(blocker=by, blocked=whom)

    return block


@TURNS
def test_taking_a_block_back_against_a_proposal(pair, turn):
    project = make_project(client=pair[0])
    block = Block.objects.create(blocker=pair[0], blocked=pair[1])
    results = at_once(
        lambda: unblock_person(user=pair[0], session_id=None, block=block),
        lambda: propose(pair, project),
    )
    assert isinstance(results[1], Proposal) == live(pair)
