"""What becomes of somebody's projects when their account is erased, and what they take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Now

from foundation.located import columns_of
from foundation.moderated import ModerationState
from foundation.money import with_written
from foundation.row_history import forget, versions_of
from projects.models import (
    Agreement,
    ChangeRequest,
    Invitation,
    Project,
    ProjectFile,
    ProjectSkill,
    ProjectStatus,
    Proposal,
    ProposalStatus,
    Question,
    Transition,
)
from projects.services.agreements import (
    export_agreements,
    forget_names,
    forget_texts,
    forget_texts_of_freelancers,
)
from projects.services.change_requests import (
    export_endings,
    export_requests,
    forget_requests,
)
from projects.services.contacts import export_contacts, forget_contacts
from projects.services.ending import end_in_the_name_of
from projects.services.files import delete as delete_files
from projects.services.files import export_files
from projects.services.locking import lock_concerned, locked_project
from projects.services.posting import decline_others
from projects.services.questions import export_questions, forget_questions
from projects.services.records import record_completion, update_records
from projects.services.steps import export_steps
from projects.transitions import move, move_proposal

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User

REASON = "The account was closed."
INVITATION_FIELDS = (
    *("id", "project_id", "message", "is_offer", "rate", "rate_is_hourly", "currency"),
    *("starts_on", "included", "steps", "answered_at", "created_at"),
)


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
    forget_names(user)
    forget_questions(user)
    forget_requests(user)
    Transition.objects.filter(actor=user).exclude(reason=REASON).update(reason="")
    Proposal.objects.filter(freelancer=user).update(cover_note="", included="", steps=[])
    Invitation.objects.filter(freelancer=user).delete()
    Invitation.objects.filter(project__client=user).update(message="", included="", steps=[])
    forget(Project, posted)
    _forget_texts(_of_nobody_else(user))


def _let_go(project: Project, user: User) -> None:
    is_party = user.pk in (project.client_id, project.freelancer_id)
    if project.status == ProjectStatus.DRAFT:
        delete_files(ProjectFile.objects.filter(project=project))
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
    is_removed = project.standing == ModerationState.REMOVED
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
    """Take away what these projects say and show, and said before; of how many."""
    delete_files(ProjectFile.objects.filter(project__in=projects.values("pk")))
    ids = list(projects.exclude(title="", description="").values_list("pk", flat=True))
    Project.objects.filter(pk__in=ids).update(
        title="", description="", city="", geonames_id=None, **columns_of(None, None)
    )
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
    sent = Invitation.objects.filter(project__client=user).with_people(user).order_by("id")
    moves = Transition.objects.filter(actor=user)
    return {
        "projects": [
            with_written(row, "budget_min", "budget_max")
            for row in posted.values(
                *("id", "title", "description", "status", "budget_min", "budget_max"),
                *("budget_is_hourly", "currency", "country", "city", "workplace"),
                *("latitude", "longitude", "has_own_point", "names_client", "is_private"),
                *("openings", "posting_id"),
                "opened_at",
                *("started_at", "delivered_at", "closed_at", "created_at"),
                *("client__username", "freelancer__username"),
            )
        ],
        "projects_changed": list(
            earlier.values(
                *("id", "title", "description", "city", "latitude", "longitude", "status"),
                "pgh_created_at",
            )
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
        "agreement_steps": export_steps(user),
        "shared_contacts": export_contacts(user),
        **export_questions(user),
        "project_files": export_files(user),
        "change_requests": export_requests(user),
        "endings": export_endings(user),
        "proposals": [
            with_written(row, "rate")
            for row in Proposal.objects.filter(freelancer=user)
            .order_by("id")
            .values(
                *("id", "project_id", "project__title", "cover_note", "rate", "currency"),
                *("rate_is_hourly", "starts_on", "included", "steps", "project_version"),
                *("status", "decided_at", "created_at"),
            )
        ],
        "invitations": list(
            Invitation.objects.filter(freelancer=user)
            .order_by("id")
            .values("project__title", *INVITATION_FIELDS)
        ),
        "invitations_sent": [
            {name: getattr(one, name) for name in INVITATION_FIELDS}
            | {"freelancer__username": one.freelancer_seen.username}
            for one in sent
        ],
    }


def having_part(ids: set[UUID]) -> set[UUID]:
    """The accounts that have part in those projects, agreements, proposals, invitations, questions
    and change requests that have these ids.
    """
    found: set[UUID] = set()
    for of_two in (Project, Agreement):
        parties = of_two.objects.filter(pk__in=ids).values_list("client", "freelancer")
        found.update(party for pair in parties for party in pair if party)
    for model in (Proposal, Invitation):
        found.update(model.objects.filter(pk__in=ids).values_list("freelancer", flat=True))
    found.update(Question.objects.filter(pk__in=ids).values_list("author", flat=True))
    asked = ChangeRequest.objects.filter(pk__in=ids)
    found.update(*asked.values_list("agreement__client", "agreement__freelancer"))
    return found
