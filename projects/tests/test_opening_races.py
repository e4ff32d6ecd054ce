"""Openings taken, freed and counted at the same time, with real threads and connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from itertools import count

import pytest
from django.db import connection, transaction

from accounts import personal_data
from accounts.models import Role, User
from accounts.services.blocks import block_person
from accounts.tests.factories import UserFactory
from profiles.services.profile import make_profile
from projects.models import Agreement, ChangeKind, Project, Proposal
from projects.services import completion, posting, proposals
from projects.services.accounts import erase_projects
from projects.services.changing import accept_change
from projects.tests.agreed import make_request
from projects.tests.factories import make_project, make_proposal
from projects.tests.test_races import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TURNS = pytest.mark.parametrize("turn", range(3))


@pytest.fixture
def client():
    user = UserFactory(role=Role.CLIENT)
    make_profile(user)
    return user


@pytest.fixture
def people():
    users = [UserFactory() for _number in range(4)]
    for user in users:
        make_profile(user)
    return users


def accepting(proposal: Proposal):
    client = proposal.project.client
    return lambda: proposals.accept_proposal(client=client, proposal=proposal)


def hire(project: Project, freelancer: User) -> Agreement:
    accepting(make_proposal(project, freelancer))()
    return Agreement.objects.get(freelancer=freelancer)


def undoing(agreement: Agreement, kind: str = ChangeKind.UNDO):
    request = make_request(agreement, agreement.client, kind)
    return lambda: accept_change(user=agreement.freelancer, request=request)


def holds(project: Project) -> Project:
    """The posting, whose count is that of its work, each with an agreement."""
    project.refresh_from_db()
    working = project.works.exclude(status="cancelled")
    assert project.openings_taken == working.count()
    assert Agreement.objects.live().count() == working.count()
    assert {one.project_id for one in Agreement.objects.live()} == {one.pk for one in working}
    accepted = Proposal.objects.filter(status="accepted")
    assert {one.project_id for one in accepted} == {one.pk for one in working}
    if project.status != "open":
        assert not project.proposals.filter(status="submitted").exists()
    return project


@TURNS
def test_two_acceptances_for_the_last_opening_never_both_win(client, people, turn):
    project = make_project(client=client, openings=2)
    hire(project, people[0])
    results = at_once(*(accepting(make_proposal(project, one)) for one in people[1:]))
    assert refusals(results) == ["wrong_state"] * 2
    assert holds(project).status == "filled"


@TURNS
def test_as_many_acceptances_as_openings_all_win(client, people, turn):
    project = make_project(client=client, openings=4)
    assert refusals(at_once(*(accepting(make_proposal(project, one)) for one in people))) == []
    assert holds(project).status == "filled"


@TURNS
def test_the_same_proposal_fills_one_opening(client, people, turn):
    project = make_project(client=client, openings=4)
    offer = make_proposal(project, people[0])
    assert refusals(at_once(*[accepting(offer)] * 3)) == ["wrong_state"] * 2
    assert holds(project).openings_taken == 1


@TURNS
@pytest.mark.parametrize("other", ["fewer", "cancel", "withdraw"])
def test_an_opening_is_taken_while_something_else_is_done(client, people, other, turn):
    project = make_project(client=client, openings=3)
    hire(project, people[0])
    offer = make_proposal(project, people[1])
    acts = {
        "fewer": lambda: posting.update_project(
            client=client, project=project, changes={"openings": 2}
        ),
        "cancel": lambda: posting.cancel_project(client=client, project=project),
        "withdraw": lambda: proposals.withdraw_proposal(freelancer=people[1], proposal=offer),
    }
    results = at_once(accepting(offer), acts[other])
    assert set(refusals(results)) <= {"wrong_state", "openings_taken"}
    holds(project)


@TURNS
def test_an_acceptance_is_undone_while_another_fills_the_project(client, people, turn):
    project = make_project(client=client, openings=2)
    undo = undoing(hire(project, people[0]))
    rival, last = make_proposal(project, people[2]), make_proposal(project, people[1])
    results = at_once(undo, accepting(last))
    assert refusals(results) == []
    assert (holds(project).status, project.openings_left) == ("open", 1)
    rival.refresh_from_db()
    assert rival.status == "submitted"


@TURNS
def test_two_acceptances_are_undone_at_once(client, people, turn):
    project = make_project(client=client, openings=2)
    left = make_proposal(project, people[2])
    undo = [undoing(hire(project, one)) for one in people[:2]]
    assert refusals(at_once(*undo)) == []
    assert (holds(project).status, project.openings_left) == ("open", 2)
    assert Proposal.objects.filter(status="submitted").count() == 3
    left.refresh_from_db()
    assert left.project_id == project.pk


@TURNS
@pytest.mark.parametrize("kind", [ChangeKind.UNDO, ChangeKind.DID_NOT_HAPPEN])
def test_undoing_against_a_delivery_of_the_same_work(client, people, kind, turn):
    project = make_project(client=client, openings=2)
    agreement = hire(project, people[0])
    undo = undoing(agreement, kind)
    results = at_once(
        undo, lambda: completion.deliver(freelancer=people[0], project=agreement.project)
    )
    assert len(refusals(results)) == 1
    agreement.refresh_from_db()
    assert (agreement.undone_at is None) == (agreement.project.status == "in_progress")
    project.refresh_from_db()
    assert project.openings_taken == (1 if agreement.undone_at is None else 0)


@TURNS
@pytest.mark.parametrize("who", ["client", "freelancer"])
def test_an_account_erased_while_it_fills_an_opening(client, people, who, turn):
    project = make_project(client=client, openings=2)
    offer = make_proposal(project, people[0])
    leaving = client if who == "client" else people[0]

    def erase():
        with transaction.atomic():
            personal_data.erase(User.objects.select_for_update(no_key=True).get(pk=leaving.pk))

    results = at_once(accepting(offer), erase)
    assert set(refusals(results)) <= {"wrong_state", "freelancer_away", "session_ended"}
    assert not Project.objects.filter(status="in_progress").exists()
    holds(project)


@pytest.mark.parametrize("gap", range(6))
@pytest.mark.parametrize("who", ["client", "freelancer"])
def test_an_opening_taken_in_any_gap_of_an_erasure_ends_with_the_account(client, people, who, gap):
    """The acceptance is let in after each of the erasure's first statements, which read."""
    project = make_project(client=client, openings=2)
    leaving = client if who == "client" else people[0]
    accept = accepting(make_proposal(project, people[0]))
    statements = count()

    with ThreadPoolExecutor(1) as pool:

        def run():
            try:
                accept()
            finally:
                connection.close()

        def let_in(execute, *statement):
            result = execute(*statement)
            if next(statements) == gap:
                begun.append(pool.submit(run))
                wait(begun, timeout=0.5)
            return result

        begun = []
        with transaction.atomic(), connection.execute_wrapper(let_in):
            locked = User.objects.select_for_update(no_key=True).get(pk=leaving.pk)
            erase_projects(locked)
    assert wait(begun, timeout=10).done
    assert getattr(begun[0].exception(), "code", None) in {None, "wrong_state"}
    assert not Project.objects.filter(status="in_progress").exists()


@TURNS
@pytest.mark.parametrize("openings", [1, 2])
@pytest.mark.parametrize("who", ["own", "rival"])
@pytest.mark.parametrize("act", ["block", "erase"])
def test_nobody_comes_back_by_an_undo_who_leaves_or_is_blocked_at_the_moment(
    client, people, act, who, openings, turn
):
    project = make_project(client=client, openings=openings)
    rival = make_proposal(project, people[3])
    for one in people[: openings - 1]:
        hire(project, one)
    agreement = hire(project, people[2])
    undo = undoing(agreement)
    leaving = people[2] if who == "own" else people[3]

    def erase():
        with transaction.atomic():
            personal_data.erase(User.objects.select_for_update(no_key=True).get(pk=leaving.pk))

    acts = {
        "block": lambda: block_person(user=client, session_id=None, username=leaving.username),
        "erase": erase,
    }
    results = at_once(undo, acts[act])
    assert set(refusals(results)) <= {"wrong_state", "not_there", "session_ended"}
    live = Proposal.objects.filter(status="submitted")
    assert not live.filter(freelancer=leaving).exists()
    rival.refresh_from_db()
    if who == "own" and not refusals(results):
        assert rival.status == "submitted"
