"""What becomes of finished work: the freelancer's record, and the evidence of skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import Coalesce

from profiles.models import Evidence, Profile, Skill
from profiles.services.standing import raise_evidence, set_record
from projects.models import Invitation, Project, ProjectStatus, agreement_of

if TYPE_CHECKING:
    from accounts.models import User


def record_completion(project: Project) -> None:
    """The skills that were agreed on were used, as far as the freelancer has them."""
    freelancer = project.freelancer
    if freelancer is None:
        return
    raise_evidence(user=freelancer, skill_ids=agreed_skill_ids(project), to=Evidence.USED)
    update_record(freelancer)


def agreed_skill_ids(project: Project) -> list[int]:
    """The skills that were agreed on; of merged ones, those that they were merged into."""
    agreement = agreement_of(project)
    if agreement is None:
        return project.needed_skill_ids()
    agreed = Skill.objects.filter(slug__in=[one["slug"] for one in agreement.current.skills])
    current = Coalesce(F("merged_into_id"), F("pk"))
    return list(agreed.annotate(current=current).values_list("current", flat=True))


def update_record(freelancer: User | None) -> None:
    """Set what the freelancer's profile says of how projects and invitations went. Counted under
    the profile's lock, which everybody takes who changes what is counted.
    """
    if freelancer is None:
        return
    Profile.objects.lock().filter(user=freelancer).first()
    worked = Project.objects.filter(freelancer=freelancer)
    invited = Invitation.objects.filter(freelancer=freelancer)
    set_record(
        user=freelancer,
        completed=worked.filter(status=ProjectStatus.COMPLETED).count(),
        ended_early=worked.filter(status=ProjectStatus.ENDED_EARLY).count(),
        invited=invited.count(),
        answered=invited.filter(answered_at__isnull=False).count(),
    )
