"""What the API shows of projects, proposals and invitations, and the rows that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from profiles import pictures
from profiles.models import Profile
from profiles.page_data import reputation_data
from profiles.pictures import PictureKind
from projects.models import ProjectSkill
from projects.transitions import party_of, possible_actions

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from projects.models import Invitation, Project, Proposal


def with_cards(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Projects with all that is shown of them: two queries."""
    needs = ProjectSkill.objects.select_related("skill", "skill__merged_into").order_by("id")
    return projects.select_related("client__profile", "freelancer__profile").prefetch_related(
        Prefetch("needs", needs)
    )


def with_people(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Proposals or invitations with their freelancer and project."""
    return rows.select_related("freelancer__profile", "project")


def person_data(user: User) -> dict[str, Any]:
    """Somebody as parties of a project are shown (PersonSerializer)."""
    if user.erased_at is not None:
        return {
            "username": None,
            "full_name": _("Former member"),
            "organisation_name": "",
            "city": "",
            "country": "",
            "avatar": None,
            "reputation": reputation_data(Profile()),
        }
    profile = getattr(user, "profile", None) or Profile(user=user)
    return {
        "username": user.username,
        "full_name": user.full_name,
        "organisation_name": profile.organisation_name,
        "city": profile.city,
        "country": profile.country,
        "avatar": pictures.urls(PictureKind.AVATAR, profile.avatar),
        "reputation": reputation_data(profile),
    }


def named_client(project: Project) -> str | None:
    """What the client is called in the freelancer's public history, if the client allows it."""
    client = project.client
    if not project.names_client or client.erased_at is not None:
        return None
    profile = getattr(client, "profile", None)
    return (profile and profile.organisation_name) or client.full_name or client.username


def project_data(project: Project, viewer: User) -> dict[str, Any]:
    """A project as somebody sees it (ProjectSerializer): who does it is for the parties to know."""
    is_party = party_of(project, viewer) is not None
    freelancer = project.freelancer if is_party else None
    skills = [one.skill.merged_into or one.skill for one in project.needs.all()]
    return {
        "id": project.pk,
        "title": project.title,
        "description": project.description,
        "skills": [{"slug": skill.slug, "name": skill.name} for skill in skills],
        "budget_min": _money(project.budget_min),
        "budget_max": _money(project.budget_max),
        "budget_is_hourly": project.budget_is_hourly,
        "currency": project.currency,
        "country": project.country,
        "names_client": project.names_client,
        "status": project.status,
        "client": person_data(project.client),
        "freelancer": freelancer and person_data(freelancer),
        "opened_at": project.opened_at,
        "started_at": project.started_at if is_party else None,
        "delivered_at": project.delivered_at if is_party else None,
        "completes_at": project.completes_at if is_party else None,
        "closed_at": project.closed_at,
        "created_at": project.created_at,
        "actions": possible_actions(project, viewer),
    }


def proposal_data(proposal: Proposal) -> dict[str, Any]:
    """A proposal, as its two sides see it (ProposalSerializer)."""
    return {
        "id": proposal.pk,
        "project": {"id": proposal.project.pk, "title": proposal.project.title},
        "freelancer": person_data(proposal.freelancer),
        "cover_note": proposal.cover_note,
        "rate": _money(proposal.rate),
        "currency": proposal.currency,
        "status": proposal.status,
        "created_at": proposal.created_at,
        "decided_at": proposal.decided_at,
    }


def invitation_data(invitation: Invitation) -> dict[str, Any]:
    """An invitation, as its two sides see it (InvitationSerializer)."""
    return {
        "id": invitation.pk,
        "project": {"id": invitation.project.pk, "title": invitation.project.title},
        "freelancer": person_data(invitation.freelancer),
        "message": invitation.message,
        "answered_at": invitation.answered_at,
        "created_at": invitation.created_at,
    }


def _money(amount: Any) -> str | None:
    return None if amount is None else str(amount)
