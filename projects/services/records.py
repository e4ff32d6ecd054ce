"""What becomes of finished work: the record of both sides, and the evidence of skills.

The record charges whoever caused it: `projects.models.ending.charged_side` says against whom an end
counts, and `InvitationQuerySet.counting` which invitations do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.models import Evidence, Profile
from profiles.services.standing import raise_evidence, set_record
from projects.models import Ending, Invitation, Project, ProjectStatus

if TYPE_CHECKING:
    from accounts.models import User


def record_completion(project: Project) -> None:
    """Both sides completed it, and the skills that it needed were used, as far as the freelancer
    has them.
    """
    update_records(project.client, project.freelancer)
    if project.freelancer is not None:
        skills = project.needed_skill_ids()
        raise_evidence(user=project.freelancer, skill_ids=skills, to=Evidence.USED)


def update_records(*people: User | None) -> None:
    """Set what the profiles of these people say of how projects and invitations went. Counted under
    the locks of all their profiles, which everybody takes who changes what is counted.
    """
    users = sorted({user for user in people if user}, key=lambda user: user.pk)
    ids = [user.pk for user in users]
    list(Profile.objects.lock().filter(pk__in=ids).order_by("pk").values_list("pk"))
    for user in users:
        _update_record(user)


def _update_record(user: User) -> None:
    invited = Invitation.objects.filter(freelancer=user).counting()
    completed = Project.objects.of(user).filter(status=ProjectStatus.COMPLETED)
    set_record(
        user=user,
        completed=completed.count(),
        ended_early=Ending.objects.charged_to(user).count(),
        invited=invited.count(),
        answered=invited.filter(answered_at__isnull=False).count(),
    )
