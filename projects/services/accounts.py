"""What becomes of somebody's projects when their account is erased, and what they take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Now

from foundation.moderated import ModerationState
from foundation.row_history import forget, versions_of
from projects.models import (
    ChangeRequest,
    Invitation,
    Project,
    ProjectSkill,
    ProjectStatus,
    Proposal,
    ProposalStatus,
    Transition,
)
from projects.services.change_requests import (
    export_endings,
    export_requests,
    forget_requests,
)
from projects.services.contacts import export_contacts, forget_contacts
from projects.services.ending import end_in_the_name_of
from projects.services.locking import lock_concerned, locked_project
from projects.services.posting import decline_others
from projects.services.records import record_completion, update_records
from projects.transitions import move, move_proposal

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User

REASON = "The account was closed."


def erase_projects(user: User) -> None:
    """Let go of what is unfinished: drafts are deleted, open projects cancelled, running ones ended
    early, or completed if their delivery waits for this client, live proposals withdrawn. What the
    user wrote goes, earlier words included: reasons, proposals, invitations, change requests, and
    what projects say on which no work began. What work began on stays the other party's record,
    until `forget_agreements` or until that party leaves, too.

    Runs within the transaction that erases the account, which holds the lock on the user's row.
    """
    ids = lock_concerned(user)
    posted = set(Project.objects.filter(client=user).values_list("pk", flat=True))
    for pk in ids:
        _let_go(locked_project(pk), user)
    forget_contacts(user)
    forget_requests(user)
    Transition.objects.filter(actor=user).exclude(reason=REASON).update(reason="")
    Proposal.objects.filter(freelancer=user).update(cover_note="")
    Invitation.objects.filter(freelancer=user).delete()
    Invitation.objects.filter(project__client=user).update(message="")
    forget(Project, posted)
    _forget_texts(_of_nobody_else(user))


def _let_go(project: Project, user: User) -> None:
    is_party = user.pk in (project.client_id, project.freelancer_id)
    if project.status == ProjectStatus.DRAFT:
        project.delete()
        return
    if project.status == ProjectStatus.OPEN and user.pk == project.client_id:
        move(project, "cancel", actor=user, reason=REASON, closed_at=Now())
        decline_others(project, user)
    elif project.status == ProjectStatus.IN_PROGRESS and is_party:
        _end(project, user)
    own = project.proposals.select_related("project").filter(
        freelancer=user, status=ProposalStatus.SUBMITTED
    )
    for proposal in own:
        move_proposal(proposal, "withdraw", actor=user, decided_at=Now())


def _end(project: Project, user: User) -> None:
    """End running work. A delivery that waits for the client who leaves counts as accepted: the
    work was done.
    """
    is_client = user.pk == project.client_id
    is_removed = project.moderation == ModerationState.REMOVED
    if is_client and project.delivered_at and not is_removed:
        move(project, "lapse", actor=None, reason=REASON, closed_at=Now())
        record_completion(project)
        return
    end_in_the_name_of(user, project, reason=REASON)
    update_records(project.client, project.freelancer)


def _of_nobody_else(user: User) -> QuerySet[Project]:
    """The user's projects that concern nobody else with an account: no work began, or the other
    party erased theirs.
    """
    is_alone = Q(freelancer=None) | Q(freelancer__erased_at__isnull=False)
    return Project.objects.filter(
        is_alone & Q(client=user) | Q(freelancer=user, client__erased_at__isnull=False)
    )


def _forget_texts(projects: QuerySet[Project]) -> int:
    """Take away what these projects say, and said before; of how many."""
    ids = list(projects.exclude(title="", description="").values_list("pk", flat=True))
    Project.objects.filter(pk__in=ids).update(title="", description="")
    forget(Project, ids)
    return len(ids)


def forget_agreements(*, kept: timedelta) -> int:
    """Take away what agreed projects say whose client erased the account longer ago than that;
    of how many.
    """
    old = Project.objects.filter(client__erased_at__lt=Now() - Value(kept))
    with transaction.atomic():
        return _forget_texts(old)


def has_worked(user: User) -> bool:
    """Whether somebody ever agreed with them on a project."""
    return Project.objects.of(user).filter(started_at__isnull=False).exists()


def export_projects(user: User) -> dict[str, Any]:
    """What is held of a user's projects: posted and worked ones, what the posted ones said before,
    proposals, invitations got and sent, and the moves that the user made, with their reasons.
    """
    posted = Project.objects.of(user).order_by("id")
    earlier = versions_of(Project, Project.objects.filter(client=user).values("pk"))
    sent = Invitation.objects.filter(project__client=user).order_by("id")
    moves = Transition.objects.filter(actor=user)
    return {
        "projects": list(
            posted.values(
                *("id", "title", "description", "status", "budget_min", "budget_max"),
                *("budget_is_hourly", "currency", "country", "names_client", "opened_at"),
                *("started_at", "delivered_at", "closed_at", "created_at"),
                *("client__username", "freelancer__username"),
            )
        ),
        "projects_changed": list(
            earlier.values("id", "title", "description", "status", "pgh_created_at")
        ),
        "project_skills": list(
            ProjectSkill.objects.filter(project__client=user)
            .order_by("id")
            .values("project_id", "skill__slug")
        ),
        "project_moves": list(
            moves.values("project_id", "proposal_id", "action", "to_status", "reason", "at")
        ),
        "shared_contacts": export_contacts(user),
        "change_requests": export_requests(user),
        "endings": export_endings(user),
        "proposals": list(
            Proposal.objects.filter(freelancer=user)
            .order_by("id")
            .values(
                *("id", "project_id", "project__title", "cover_note", "rate", "currency"),
                *("status", "decided_at", "created_at"),
            )
        ),
        "invitations": list(
            Invitation.objects.filter(freelancer=user)
            .order_by("id")
            .values("id", "project_id", "project__title", "message", "answered_at", "created_at")
        ),
        "invitations_sent": list(
            sent.values(
                *("id", "project_id", "freelancer__username", "message", "answered_at"),
                "created_at",
            )
        ),
    }


def having_part(ids: set[UUID]) -> set[UUID]:
    """The accounts that have part in those projects, proposals, invitations and change requests
    that have these ids.
    """
    parties = Project.objects.filter(pk__in=ids).values_list("client", "freelancer")
    found = {party for pair in parties for party in pair if party}
    for model in (Proposal, Invitation):
        found.update(model.objects.filter(pk__in=ids).values_list("freelancer", flat=True))
    asked = ChangeRequest.objects.filter(pk__in=ids)
    found.update(*asked.values_list("agreement__client", "agreement__freelancer"))
    return found
