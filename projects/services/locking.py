"""The locks that writers of projects take, always in this order: the user who makes something new,
the project, its proposals, profiles. Proposals and invitations are only written under the lock of
their project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from projects.errors import ProjectGone
from projects.models import Project, Proposal, ProposalStatus, Question
from projects.services.expiring import expire_if_due
from projects.services.lapsing import lapse_if_due

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


def lock_concerned(user: User) -> list[UUID]:
    """Lock all projects that a user, whose row is locked, is a party of, has a live proposal for or
    asked about: before any other of them, and in one order, as the other party may be doing the
    same.
    """
    # One statement, so one snapshot: between two, an acceptance would turn a live proposal into a
    # running project, and neither would see it.
    live = Proposal.objects.filter(freelancer=user, status=ProposalStatus.SUBMITTED)
    concerned = Project.objects.of(user).values_list("pk", flat=True)
    asked = Question.objects.filter(author=user).values_list("project_id", flat=True)
    ids = set(concerned.union(live.values_list("project_id", flat=True), asked))
    locked = Project.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return list(locked.values_list("pk", flat=True))


def locked_project(pk: UUID) -> Project:
    """The project's row, locked until the transaction ends, with what time did to it done.

    Raises ProjectGone for a draft that was deleted in this very moment.
    """
    project = Project.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if project is None:
        raise ProjectGone
    lapse_if_due(project)
    expire_if_due(project)
    return project
