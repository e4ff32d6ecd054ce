"""What becomes of somebody's projects when their account is erased, and what they take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Now

from foundation.row_history import forget, versions_of
from projects.models import (
    Agreement,
    Invitation,
    Project,
    ProjectSkill,
    ProjectStatus,
    Proposal,
    ProposalStatus,
    Transition,
)
from projects.services.agreements import (
    export_agreements,
    forget_names,
    forget_texts,
    forget_texts_of_freelancers,
)
from projects.services.contacts import export_contacts, forget_contacts
from projects.services.locking import lock_concerned, locked_project
from projects.services.posting import decline_others
from projects.services.records import update_record
from projects.transitions import move, move_proposal

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User

REASON = "The account was closed."
INVITATION_FIELDS = (
    *("id", "project_id", "message", "is_offer", "rate", "rate_is_hourly", "currency"),
    *("starts_on", "included", "answered_at", "created_at"),
)


def erase_projects(user: User) -> None:
    """Let go of what is unfinished: drafts are deleted, open projects cancelled, running ones ended
    early, live proposals withdrawn. What the user wrote goes, earlier words included: reasons,
    proposals, invitations, and what projects say on which no work began. What work began on stays
    the other party's record, until `forget_agreements` or until that party leaves, too.

    Runs within the transaction that erases the account, which holds the lock on the user's row.
    """
    ids = lock_concerned(user)
    posted = set(Project.objects.filter(client=user).values_list("pk", flat=True))
    for pk in ids:
        _let_go(locked_project(pk), user)
    forget_contacts(user)
    forget_names(user)
    Transition.objects.filter(actor=user).exclude(reason=REASON).update(reason="")
    Proposal.objects.filter(freelancer=user).update(cover_note="", included="")
    Invitation.objects.filter(freelancer=user).delete()
    Invitation.objects.filter(project__client=user).update(message="", included="")
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
        move(project, "end_early", actor=user, reason=REASON, closed_at=Now())
        update_record(project.freelancer)
    own = project.proposals.select_related("project").filter(
        freelancer=user, status=ProposalStatus.SUBMITTED
    )
    for proposal in own:
        move_proposal(proposal, "withdraw", actor=user, decided_at=Now())


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
    forget_texts(ids)
    return len(ids)


def forget_agreements(*, kept: timedelta) -> int:
    """Take away what agreed projects say whose client erased the account longer ago than that, and
    what was agreed with freelancers who did; of how many.
    """
    before = Now() - Value(kept)
    with transaction.atomic():
        forgotten = _forget_texts(Project.objects.filter(client__erased_at__lt=before))
        return forgotten + forget_texts_of_freelancers(erased_before=before)


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
                *("budget_is_hourly", "currency", "country", "names_client", "is_private"),
                "opened_at",
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
        "agreements": export_agreements(user),
        "shared_contacts": export_contacts(user),
        "proposals": list(
            Proposal.objects.filter(freelancer=user)
            .order_by("id")
            .values(
                *("id", "project_id", "project__title", "cover_note", "rate", "currency"),
                *("rate_is_hourly", "starts_on", "included", "project_version"),
                *("status", "decided_at", "created_at"),
            )
        ),
        "invitations": list(
            Invitation.objects.filter(freelancer=user)
            .order_by("id")
            .values("project__title", *INVITATION_FIELDS)
        ),
        "invitations_sent": list(sent.values("freelancer__username", *INVITATION_FIELDS)),
    }


def having_part(ids: set[UUID]) -> set[UUID]:
    """The accounts that have part in those projects, agreements, proposals and invitations that
    have these ids.
    """
    found: set[UUID] = set()
    for both in (Project, Agreement):
        parties = both.objects.filter(pk__in=ids).values_list("client", "freelancer")
        found.update(party for pair in parties for party in pair if party)
    for model in (Proposal, Invitation):
        found.update(model.objects.filter(pk__in=ids).values_list("freelancer", flat=True))
    return found
