"""The locks that writers of projects take, always in this order: the user who makes something new,
the project (before it, the posting of which it fills an opening), its proposals, profiles.
Proposals and invitations are only written under the lock of their project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    same. Work that filled an opening while its posting was waited for comes after the others.
    """
    ids: list[UUID] = []
    while found := _concerning(user) - set(ids):
        rows = Project.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("pk")
        ids += rows.values_list("pk", flat=True)
    return ids


def _concerning(user: User) -> set[UUID]:
    # One statement, so one snapshot: between two, an acceptance would turn a live proposal into a
    # running project, and neither would see it.
    live = Proposal.objects.filter(freelancer=user, status=ProposalStatus.SUBMITTED)
    concerned = Project.objects.of(user).values_list("pk", flat=True)
    asked = Question.objects.filter(author=user).values_list("project_id", flat=True)
    return set(concerned.union(live.values_list("project_id", flat=True), asked))


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


def locked_work(pk: UUID) -> Project:
    """A project locked together with the posting of which it fills an opening, if it does, for what
    may free that.
    """
    postings = Project.objects.filter(pk=pk, posting__isnull=False)
    posting_id = postings.values_list("posting", flat=True).first()
    posting = None if posting_id is None else locked_project(posting_id)
    work = locked_project(pk)
    if posting is not None:
        work.posting = posting
    return work


def locked_project_of(row: Any) -> Project:
    """The locked project of a row that is between its client and one freelancer, which may go at
    this moment to the work that fills an opening, or back (`projects.between`).
    """
    project = locked_work(row.project_id)
    row.refresh_from_db(fields=["project"])
    if row.project_id == project.posting_id and project.posting is not None:
        return project.posting
    return project if row.project_id == project.pk else locked_project(row.project_id)
