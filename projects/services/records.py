"""What becomes of finished work: the freelancer's record, and the evidence of skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from profiles.models import Evidence, Profile
from profiles.services.standing import raise_evidence, set_record
from projects.models import Invitation, Project, ProjectStatus

if TYPE_CHECKING:
    from accounts.models import User


def record_completion(project: Project) -> None:
    """The skills that the project needed were used, as far as the freelancer has them."""
    freelancer = project.freelancer
    if freelancer is None:
        return
    raise_evidence(user=freelancer, skill_ids=project.needed_skill_ids(), to=Evidence.USED)
    update_record(freelancer)


def update_record(freelancer: User | None) -> None:
    """Set what the freelancer's profile says of how projects and invitations went. Counted under
    the profile's lock, which everybody takes who changes what is counted. An invitation that a
    block ended does not count: nobody could answer it.
    """
    if freelancer is None:
        return
    Profile.objects.lock().filter(user=freelancer).first()
    worked = Project.objects.filter(freelancer=freelancer)
    answered = Q(answered_at__isnull=False)
    invited = Invitation.objects.filter(answered | Q(expired_at=None), freelancer=freelancer)
    set_record(
        user=freelancer,
        completed=worked.filter(status=ProjectStatus.COMPLETED).count(),
        ended_early=worked.filter(status=ProjectStatus.ENDED_EARLY).count(),
        invited=invited.count(),
        answered=invited.filter(answered).count(),
    )
