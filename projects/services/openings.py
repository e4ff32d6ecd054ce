"""Several openings: each agreement on such a project has work of its own.

The posting stays open until its last opening is taken. Whoever is chosen gets a project that says
what the posting says at that moment: state, steps, delivery, completion, history, conversation and
reviews are that one's, and nobody else who was chosen sees it.

Locks: the posting comes before its work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from foundation.moderated import ModerationState
from projects.between import move_between
from projects.errors import AlreadyProposed
from projects.models import Project, ProjectFile, ProjectSkill, ProjectStatus
from projects.transitions import move, record

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Proposal

# What the work of an opening says, as its posting does.
COPIED = (
    *("client_id", "title", "description", "budget_min", "budget_max", "budget_is_hourly"),
    *("currency", "country", "workplace", "city", "latitude", "longitude", "has_own_point"),
    *("geonames_id", "names_client", "is_private", "version", "opened_at", "expires_at"),
)


def begin_work(project: Project, freelancer: User, *, action: str, actor: User) -> Project:
    """Give a locked, open project to a freelancer: itself, or of several openings one, as work of
    its own. Raises NotYourMove, WrongState and ProjectRemoved.
    """
    if project.openings > 1:
        return _take_opening(project, freelancer, action=action, actor=actor)
    project.freelancer = freelancer  # who takes an offer acts as its freelancer
    move(project, action, actor=actor, freelancer=freelancer, started_at=Now())
    return project


def _take_opening(posting: Project, freelancer: User, *, action: str, actor: User) -> Project:
    if is_at_work(posting, freelancer):
        raise AlreadyProposed
    taken = posting.openings_taken + 1
    if taken < posting.openings:
        move(posting, "take_opening", actor=posting.client, openings_taken=taken)
    else:
        move(posting, "fill", actor=posting.client, openings_taken=taken, closed_at=Now())
    work = _work_of(posting, freelancer)
    move_between(freelancer, source=posting, target=work)
    before, after = ProjectStatus.OPEN, ProjectStatus.IN_PROGRESS
    record(work, action, before, after, actor=actor)
    return work


def _work_of(posting: Project, freelancer: User) -> Project:
    work = Project.objects.create(
        posting=posting,
        freelancer=freelancer,
        status=ProjectStatus.IN_PROGRESS,
        started_at=Now(),
        **{name: getattr(posting, name) for name in COPIED},
    )
    needs = posting.needs.order_by("id").values_list("skill", flat=True)
    ProjectSkill.objects.bulk_create(ProjectSkill(project=work, skill_id=pk) for pk in needs)
    _show_the_same(posting, work)
    work.refresh_from_db()
    return work


def _show_the_same(posting: Project, work: Project) -> None:
    """The photos and files of the moment: rows of the work's own that name the same files, which
    the storage keeps as long as some row does.
    """
    shown = list(posting.files.filter(moderation=ModerationState.VISIBLE).order_by("id"))
    for file in shown:
        file.pk, file.project = uuid7(), work
        file._state.adding = True
    ProjectFile.objects.bulk_create(shown)


def move_accepted(proposal: Proposal, *, target: Project) -> None:
    """Have a proposal belong to the work that it was accepted for, or to the posting again, with
    the record of its moves.
    """
    if proposal.project_id == target.pk:
        return
    proposal.transitions.update(project=target)
    proposal.project = target
    proposal.save(update_fields=["project", "updated_at"])


def free_opening(work: Project, *, actor: User, open_until: Any) -> Project:
    """Undo that an opening was taken, whose posting and work are locked: the work is cancelled, and
    one more can be chosen as long as the posting is open, or was filled. Answers the posting, or
    the work if the posting looks for nobody any more.
    """
    posting = work.posting
    assert posting is not None  # noqa: S101 - asked for such work alone
    before = posting.openings_taken - 1
    cancelled: dict[str, Any] = {"freelancer": None, "started_at": None, "closed_at": Now()}
    move(work, "did_not_happen", actor=actor, **cancelled)
    if posting.status == ProjectStatus.OPEN:
        move(posting, "free_opening", actor=posting.client, openings_taken=before)
    elif posting.status == ProjectStatus.FILLED:
        reopened = {"closed_at": None, "openings_taken": before, "expires_at": open_until}
        move(posting, "reopen", actor=posting.client, **reopened)
    else:
        Project.objects.filter(pk=posting.pk).update(openings_taken=before)
        return work
    return posting


def is_at_work(posting: Project, freelancer: User) -> bool:
    """Whether somebody fills, or filled, an opening of a locked project: nobody fills two."""
    return posting.works.filter(freelancer=freelancer).exists()
