"""The version of an open project: what is proposed, or offered, answers one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.events import record
from projects.events import PROJECT_EDITED
from projects.models import Invitation, ProjectStatus, ProposalStatus

if TYPE_CHECKING:
    from projects.models import Project


def begin_another(project: Project) -> None:
    """Count a change of what a locked project asks for, or shows of it, once it is open. Whoever
    has a live proposal, or an offer to answer, is told, and reads it again before it holds.
    """
    if project.status != ProjectStatus.OPEN:
        return
    project.version += 1
    project.save(update_fields=["version", "updated_at"])
    live = project.proposals.filter(status=ProposalStatus.SUBMITTED)
    offers = Invitation.objects.offers_waiting().filter(project=project)
    people = {
        *live.values_list("freelancer", flat=True),
        *offers.values_list("freelancer", flat=True),
    }
    record(
        PROJECT_EDITED(
            project.pk,
            actor=project.client_id,
            concerns=[project.client_id, *sorted(people)],
            version=project.version,
        )
    )
