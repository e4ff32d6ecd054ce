"""Moves at the same time, with real threads and connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from itertools import count
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import personal_data
from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from foundation import deadlines
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import Invitation, Project, Proposal, Transition
from projects.services import completion, posting, proposals
from projects.services.accounts import erase_projects
from projects.tests.factories import make_project, make_proposal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TURNS = pytest.mark.parametrize("turn", range(3))


def at_once(*acts) -> list[object]:
    """Run all in threads that start together; the results, or what they raised."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(results: list[object]) -> list[str]:
    return [one.code for one in results if isinstance(one, Exception)]


@pytest.fixture
def client():
    return UserFactory(role=Role.CLIENT)


@pytest.fixture
def people():
    users = [UserFactory() for _number in range(4)]
    for user in users:
        make_profile(user)
    return users


@TURNS
def test_two_acceptances_never_both_win(client, people, turn):
    project = make_project(client=client)
    offers = [make_proposal(project, one) for one in people]
    results = at_once(
        *(
            lambda offer=offer: proposals.accept_proposal(client=client, proposal=offer)
            for offer in offers
        )
    )
    assert refusals(results) == ["wrong_state"] * 3
    project.refresh_from_db()
    accepted = Proposal.objects.get(status="accepted")
    assert project.freelancer == accepted.freelancer
    assert Proposal.objects.filter(status="declined").count() == 3
    assert Transition.objects.filter(action="start").count() == 1


@TURNS
def test_accepting_against_withdrawing(client, people, turn):
    project = make_project(client=client)
    offer = make_proposal(project, people[0])
    results = at_once(
        lambda: proposals.accept_proposal(client=client, proposal=offer),
        lambda: proposals.withdraw_proposal(freelancer=people[0], proposal=offer),
    )
    assert refusals(results) == ["wrong_state"]
    offer.refresh_from_db()
    project.refresh_from_db()
    assert (offer.status, project.status) in {("accepted", "in_progress"), ("withdrawn", "open")}


@TURNS
def test_completing_many_times(client, people, turn):
    project = make_project(client=client, freelancer=people[0], status="in_progress")
    acts = [lambda: completion.complete(client=client, project=project)] * 4
    assert refusals(at_once(*acts)) == ["wrong_state"] * 3
    assert Profile.objects.get(user=people[0]).projects_completed == 1


@TURNS
def test_completing_against_ending_early(client, people, turn):
    project = make_project(client=client, freelancer=people[0], status="in_progress")
    results = at_once(
        lambda: completion.complete(client=client, project=project),
        lambda: completion.end_early(user=people[0], project=project, reason="Enough"),
    )
    assert refusals(results) == ["wrong_state"]
    profile = Profile.objects.get(user=people[0])
    assert profile.projects_completed + profile.projects_ended_early == 1


@TURNS
def test_lapsing_in_many_processes_against_completing(client, people, turn):
    now = timezone.now()
    project = make_project(
        client=client,
        freelancer=people[0],
        status="in_progress",
        delivered_at=now - timedelta(days=14),
        completes_at=now,
    )
    deadlines.forget()
    results = at_once(
        completion.lapse_due,
        completion.lapse_due,
        lambda: completion.complete(client=client, project=project),
    )
    assert len(refusals(results)) <= 1
    assert Transition.objects.filter(to_status="completed").count() == 1
    assert Profile.objects.get(user=people[0]).projects_completed == 1


@TURNS
def test_the_same_proposal_many_times(client, people, turn):
    project = make_project(client=client)
    note = {"cover_note": "I am quick."}
    acts = [lambda: proposals.submit_proposal(freelancer=people[0], project=project, **note)] * 4
    assert refusals(at_once(*acts)) == ["already_proposed"] * 3


@TURNS
def test_proposing_while_it_is_cancelled(client, people, turn):
    project = make_project(client=client)
    at_once(
        *(
            lambda one=one: proposals.submit_proposal(
                freelancer=one, project=project, cover_note="I am quick."
            )
            for one in people
        ),
        lambda: posting.cancel_project(client=client, project=project),
    )
    project.refresh_from_db()
    assert project.status == "cancelled"
    assert not Proposal.objects.filter(status="submitted").exists()


@TURNS
def test_inviting_many_times(client, people, turn):
    project = make_project(client=client)
    username = people[0].username
    acts = [lambda: proposals.invite(client=client, project=project, username=username)] * 4
    assert refusals(at_once(*acts)) == ["already_invited"] * 3
    assert Invitation.objects.count() == 1


@TURNS
@pytest.mark.parametrize("who", ["client", "freelancer"])
def test_an_account_erased_while_its_proposal_is_accepted(client, people, who, turn):
    project = make_project(client=client)
    offer = make_proposal(project, people[0])
    leaving = client if who == "client" else people[0]

    def erase():
        with transaction.atomic():
            locked = User.objects.select_for_update(no_key=True).get(pk=leaving.pk)
            personal_data.erase(locked)

    results = at_once(
        lambda: proposals.accept_proposal(client=client, proposal=offer),
        erase,
        lambda: proposals.submit_proposal(
            freelancer=people[1], project=project, cover_note="I am quick."
        ),
    )
    assert set(refusals(results)) <= {"wrong_state", "freelancer_away", "session_ended"}
    project.refresh_from_db()
    ended = {"cancelled", "ended_early"}
    assert project.status in (ended if who == "client" else {"open", "ended_early"})
    live = Proposal.objects.filter(status="submitted")
    assert not (live.filter(project__status__in=ended) | live.filter(freelancer=leaving)).exists()
    assert not Project.objects.filter(status="in_progress").exists()


@pytest.mark.parametrize("gap", range(3))
def test_an_acceptance_in_any_gap_of_the_erasure_ends_with_the_account(client, people, gap):
    """The acceptance is let in after each of the erasure's first statements, which read."""
    project = make_project(client=client)
    leaving = people[0]
    offer = make_proposal(project, leaving)
    statements = count()

    with ThreadPoolExecutor(1) as pool:

        def accept():
            try:
                proposals.accept_proposal(client=client, proposal=offer)
            finally:
                connection.close()

        def let_in(execute, *statement):
            result = execute(*statement)
            if next(statements) == gap:
                accepting.append(pool.submit(accept))
                wait(accepting, timeout=0.5)
            return result

        accepting = []
        with transaction.atomic(), connection.execute_wrapper(let_in):
            locked = User.objects.select_for_update(no_key=True).get(pk=leaving.pk)
            erase_projects(locked)
    assert wait(accepting, timeout=10).done
    assert getattr(accepting[0].exception(), "code", None) in {None, "wrong_state"}
    project.refresh_from_db()
    assert project.status in {"open", "ended_early"}
