"""Every action in every state by everybody: what the table does not allow is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.tests.factories import UserFactory
from profiles.services.profile import make_profile
from projects.errors import NotYourMove, WrongState
from projects.models import WITH_FREELANCER, Project, ProjectStatus, Proposal, ProposalStatus
from projects.services.locking import locked_project
from projects.tests.factories import make_project, make_proposal
from projects.transitions import (
    PROJECT_RULES,
    PROPOSAL_RULES,
    Party,
    move,
    move_proposal,
    party_of,
    possible_actions,
)

OPENING = {
    "opened_at": timezone.now(),
    "expires_at": timezone.now() + timedelta(days=60),
    "closed_at": None,
}
pytestmark = pytest.mark.django_db
TIMES = {
    "open": OPENING,
    "open_privately": OPENING,
    "expire": {"closed_at": timezone.now()},
    "cancel": {"closed_at": timezone.now()},
    "complete": {"closed_at": timezone.now()},
    "lapse": {"closed_at": timezone.now()},
    "end_early": {"closed_at": timezone.now()},
    "end_by_consent": {"closed_at": timezone.now()},
    "did_not_happen": {"closed_at": timezone.now(), "freelancer": None, "started_at": None},
    "fill": {"closed_at": timezone.now(), "openings": 2, "openings_taken": 2},
    "reopen": {"closed_at": None, "openings_taken": 1},
    "undo": {"freelancer": None, "started_at": None},
    "deliver": {
        "delivered_at": timezone.now(),
        "completes_at": timezone.now() + timedelta(days=14),
    },
    "reject_delivery": {"delivered_at": None, "completes_at": None},
}


@pytest.fixture
def people(client_user, freelancer):
    make_profile(freelancer)
    return {
        Party.CLIENT: client_user,
        Party.FREELANCER: freelancer,
        Party.TIME: None,
        "stranger": UserFactory(),
    }


@pytest.mark.parametrize(
    ("status", "is_delivered"),
    [(one, False) for one in ProjectStatus.values] + [(one, True) for one in WITH_FREELANCER],
)
@pytest.mark.parametrize("action", [*PROJECT_RULES])
def test_projects(people, action, status, is_delivered):
    rule = PROJECT_RULES[action]
    for actor in people.values():
        project = make_project(
            client=people[Party.CLIENT],
            freelancer=people[Party.FREELANCER] if status in WITH_FREELANCER else None,
            status=status,
            **(TIMES["deliver"] if is_delivered else {}),
        )
        # Before work begins, whoever will be the freelancer is a stranger too.
        may = party_of(project, actor) in rule.by
        times = dict(TIMES.get(action, {}))
        if action in ("start", "take_offer"):
            times = {"freelancer": people[Party.FREELANCER], "started_at": timezone.now()}
        is_allowed = status in rule.sources and rule.when_delivered in (None, is_delivered)
        with transaction.atomic():
            locked = locked_project(project.pk)
            if may and is_allowed:
                move(locked, action, actor=actor, reason="so", **times)
            else:
                with pytest.raises((NotYourMove, WrongState)) as refused:
                    move(locked, action, actor=actor, reason="so", **times)
                assert isinstance(refused.value, NotYourMove) == (not may)
        project.refresh_from_db()
        moved = may and is_allowed
        assert project.status == (rule.target if moved else status)
        assert project.transitions.count() == (1 if moved else 0)
        if moved:
            record = project.transitions.get()
            assert (record.actor, record.from_status, record.to_status, record.reason) == (
                actor,
                status,
                rule.target,
                "so",
            )


@pytest.mark.parametrize("status", ProposalStatus.values)
@pytest.mark.parametrize("action", [*PROPOSAL_RULES])
@pytest.mark.parametrize("who", [Party.CLIENT, Party.FREELANCER])
def test_proposals(people, action, status, who):
    rule = PROPOSAL_RULES[action]
    project = make_project(client=people[Party.CLIENT])
    decided = {} if status == "submitted" else {"decided_at": timezone.now()}
    proposal = make_proposal(project, people[Party.FREELANCER], status=status, **decided)
    is_allowed = who in rule.by and status in rule.sources
    times = {} if action == "confirm" else {"decided_at": timezone.now()}
    if is_allowed:
        if rule.target == ProposalStatus.SUBMITTED:
            times = {"decided_at": None}
        move_proposal(proposal, action, actor=people[who], **times)
    else:
        with pytest.raises((NotYourMove, WrongState)):
            move_proposal(proposal, action, actor=people[who], **times)
    proposal.refresh_from_db()
    assert proposal.status == (rule.target if is_allowed else status)


def test_what_is_offered_is_what_is_allowed(people):
    project = make_project(client=people[Party.CLIENT])
    assert possible_actions(project, people[Party.CLIENT]) == ["extend", "cancel"]
    assert possible_actions(project, people["stranger"]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"status": "lost"},
        {"status": "in_progress"},
        {"status": "completed"},
        {"status": "cancelled"},
        {"closed_at": timezone.now()},
        {"opened_at": None},
        {"expires_at": None},
        {"budget_min": -1, "currency": "EUR"},
        {"budget_min": 5},
        {"budget_min": 5, "budget_max": 4, "currency": "EUR"},
        {"completes_at": timezone.now()},
    ],
)
def test_the_database_holds_the_rules_as_well(people, change):
    project = make_project(client=people[Party.CLIENT])
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**change)


def test_nobody_works_for_themselves(people):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_project(
            client=people[Party.CLIENT], freelancer=people[Party.CLIENT], status="in_progress"
        )


def test_one_accepted_and_one_live_proposal_each(people):
    project = make_project(client=people[Party.CLIENT])
    make_proposal(project, people[Party.FREELANCER])
    with pytest.raises(IntegrityError), transaction.atomic():
        make_proposal(project, people[Party.FREELANCER])
    now = timezone.now()
    make_proposal(project, people["stranger"], status="accepted", decided_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(freelancer=people[Party.FREELANCER]).update(
            status="accepted", decided_at=now
        )
