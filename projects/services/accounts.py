"""What becomes of somebody's projects when their account is erased, and what they take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.functions import Now

from foundation.row_history import forget
from projects.models import Invitation, Project, ProjectStatus, Proposal, ProposalStatus
from projects.services.locking import lock_concerned, locked_project
from projects.services.posting import decline_others
from projects.services.records import update_record
from projects.transitions import move, move_proposal

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

REASON = "The account was closed."


def erase_projects(user: User) -> None:
    """Let go of what is unfinished: drafts are deleted, open projects cancelled, running ones ended
    early, live proposals withdrawn. What was finished stays: it is the other party's history too.

    Runs within the transaction that erases the account, which holds the lock on the user's row.
    """
    ids = lock_concerned(user)
    for pk in ids:
        _let_go(locked_project(pk), user)
    posted = Project.objects.filter(client=user).values_list("pk", flat=True)
    forget(Project, {*ids, *posted})
    Proposal.objects.filter(freelancer=user).update(cover_note="")
    Invitation.objects.filter(freelancer=user).delete()


def _let_go(project: Project, user: User) -> None:
    is_party = user.pk in (project.client_id, project.freelancer_id)
    if project.status == ProjectStatus.DRAFT:
        project.delete()
        return
    if project.status == ProjectStatus.OPEN and user.pk == project.client_id:
        move(project, "cancel", actor=user, reason=REASON, closed_at=Now())
        decline_others(project, user)
    elif project.status == ProjectStatus.IN_PROGRESS and is_party:
        move(project, "end_early", actor=user, reason=REASON, closed_at=Now())
        update_record(project.freelancer)
    own = project.proposals.select_related("project").filter(
        freelancer=user, status=ProposalStatus.SUBMITTED
    )
    for proposal in own:
        move_proposal(proposal, "withdraw", actor=user, decided_at=Now())


def export_projects(user: User) -> dict[str, Any]:
    """What is held of a user's projects: posted and worked ones, proposals, invitations."""
    posted = Project.objects.of(user).order_by("id")
    return {
        "projects": list(
            posted.values(
                *("id", "title", "description", "status", "budget_min", "budget_max"),
                *("budget_is_hourly", "currency", "country", "names_client", "opened_at"),
                *("started_at", "delivered_at", "closed_at", "created_at"),
                *("client__username", "freelancer__username"),
            )
        ),
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
    }


def having_part(ids: set[UUID]) -> set[UUID]:
    """The accounts that have part in those projects, proposals and invitations that have these
    ids.
    """
    parties = Project.objects.filter(pk__in=ids).values_list("client", "freelancer")
    found = {party for pair in parties for party in pair if party}
    for model in (Proposal, Invitation):
        found.update(model.objects.filter(pk__in=ids).values_list("freelancer", flat=True))
    return found
