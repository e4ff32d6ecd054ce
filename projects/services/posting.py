"""What clients post: made, changed, opened, cancelled, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Role, User
from accounts.services.locking import locked_user
from accounts.services.status import require_verified
from foundation.money import require_places
from profiles.models import Skill, SkillAlias, SkillStatus
from profiles.skill_search import skills_called
from projects.errors import (
    BudgetUpsideDown,
    BudgetWithoutCurrency,
    ExpiryOutOfRange,
    NotYourMove,
    OpeningsTaken,
    TooManyOpen,
    UnknownSkills,
    WrongState,
)
from projects.models import (
    CLOSED,
    MAX_OPEN,
    MIN_OPEN,
    OPEN_FOR,
    Project,
    ProjectFile,
    ProjectSkill,
    ProjectStatus,
    ProposalStatus,
)
from projects.search.noting import note
from projects.services.files import delete as delete_files
from projects.services.limits import count_posting
from projects.services.locking import locked_project
from projects.services.placing import placed
from projects.services.versions import begin_another
from projects.transitions import (
    Party,
    move,
    move_proposal,
    party_of,
    record,
    require_not_removed,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

MOST_UNFINISHED = 200
BUDGET = ("budget_min", "budget_max", "currency")
EDITABLE = (ProjectStatus.DRAFT, ProjectStatus.OPEN)
# What a proposal answers, besides the skills: each change of it is another version.
TERMS = (
    *("title", "description", "budget_min", "budget_max", "budget_is_hourly", "currency"),
    *("country", "city", "workplace", "latitude", "longitude"),
)


def create_project(*, client: User, skills: Sequence[str], is_open: bool, **fields: Any) -> Project:
    """Post a project, as a draft or openly. `skills` are names or slugs; aliases resolve. Where it
    is done is told by `workplace`, `city`, `country` and `point`.

    Raises NotYourMove for whoever is no client, NotVerified, UnknownSkills, TooManyOpen,
    UnknownCity, PointWithoutCountry, PointFarFromCity, BudgetWithoutCurrency, BudgetUpsideDown,
    TooManyDecimals, ExpiryOutOfRange and LimitExceeded.
    """
    if client.role != Role.CLIENT:
        raise NotYourMove
    if is_open:
        require_verified(client)
    _check_budget(fields)
    require_in_range(fields.get("expires_at"))
    fields = placed(fields)
    found = _resolve(skills)
    count_posting(client)
    with transaction.atomic():
        locked_user(client)
        _require_room(client)
        project = Project.objects.create(client=client, **fields)
        _set_skills(project, found)
        record(project, "create", "", ProjectStatus.DRAFT, actor=client)
        if is_open:
            open_locked(project, client)
    return project


def open_locked(project: Project, client: User) -> None:
    """Open a locked draft, or what expired: to everybody, or to those alone whom its client will
    invite.
    """
    action = "open_privately" if project.is_private else "open"
    move(
        project,
        action,
        actor=client,
        opened_at=Now(),
        closed_at=None,
        expires_at=expiry_of(project),
    )


def expiry_of(project: Project) -> Any:
    """Until when a project is open that opens now. Of a date that was chosen, and has come near
    since, no more is said.
    """
    chosen = project.expires_at
    is_ahead = chosen is not None and chosen >= timezone.now() + MIN_OPEN
    return chosen if is_ahead else Now() + OPEN_FOR


def _require_room(client: User) -> None:
    """For one more project of a client who is locked. Raises TooManyOpen."""
    unfinished = Project.objects.filter(~Q(status__in=CLOSED), client=client)
    if unfinished.count() >= MOST_UNFINISHED:
        raise TooManyOpen(MOST_UNFINISHED)


def update_project(
    *, client: User, project: Project, changes: dict[str, Any], skills: Sequence[str] | None = None
) -> Project:
    """Change a draft or an open project. Other terms of an open one are another version: whoever
    has a live proposal is told, and confirms it before it can be accepted. One that is filled looks
    for somebody again when it is given more openings.

    Raises NotYourMove, WrongState once work began, ProjectRemoved, OpeningsTaken, UnknownSkills,
    UnknownCity, PointWithoutCountry, PointFarFromCity, BudgetWithoutCurrency, BudgetUpsideDown and
    TooManyDecimals.
    """
    found = None if skills is None else _resolve(skills)
    with transaction.atomic():
        is_for_more = changes.keys() == {"openings"} and found is None
        filled = (ProjectStatus.FILLED,) if is_for_more else ()
        locked = _editable(client, project, "change", or_in=filled)
        require_not_removed(locked)
        if changes.get("openings", locked.openings) <= locked.openings_taken:
            raise OpeningsTaken(locked.openings_taken)
        if locked.status == ProjectStatus.FILLED:
            again = {"closed_at": None, "expires_at": expiry_of(locked), **changes}
            move(locked, "reopen", actor=client, **again)
        else:
            _change(locked, changes, found)
    return locked


def _change(locked: Project, changes: dict[str, Any], skills: list[Skill] | None) -> None:
    """Change a locked draft or open project."""
    is_open = locked.status == ProjectStatus.OPEN
    if is_open and changes.get("is_private", locked.is_private) != locked.is_private:
        raise WrongState("change is_private", locked.status)
    before = _terms(locked)
    changes = placed(changes, locked)
    for name, value in changes.items():
        setattr(locked, name, value)
    if changes.keys() & {*BUDGET}:
        _check_budget({name: getattr(locked, name) for name in BUDGET})
    if skills is not None:
        _set_skills(locked, skills)
    is_other = _terms(locked) != before
    locked.save(update_fields=[*changes, "updated_at"])
    if is_open:
        note([locked.pk])
    if is_other:
        begin_another(locked)


def _terms(project: Project) -> tuple[object, ...]:
    skills = frozenset(project.needs.values_list("skill", flat=True))
    return *(getattr(project, name) for name in TERMS), skills


def delete_project(*, client: User, project: Project) -> None:
    """Delete a draft. Raises NotYourMove, and WrongState for what was opened."""
    with transaction.atomic():
        locked = _editable(client, project, "delete")
        if locked.status != ProjectStatus.DRAFT:
            raise WrongState("delete", locked.status)
        delete_files(ProjectFile.objects.filter(project=locked))
        locked.delete()


def _editable(client: User, project: Project, action: str, or_in: Collection[str] = ()) -> Project:
    locked = locked_project(project.pk)
    if party_of(locked, client) is not Party.CLIENT:
        raise NotYourMove
    if locked.status not in (*EDITABLE, *or_in):
        raise WrongState(action, locked.status)
    return locked


def open_project(*, client: User, project: Project) -> Project:
    """Show a draft to freelancers, a private one to those who are invited, or again what expired,
    which counts as posted once more.

    Raises NotYourMove, NotVerified, WrongState, TooManyOpen and LimitExceeded.
    """
    require_verified(client)
    if project.status == ProjectStatus.EXPIRED:
        count_posting(client)
    with transaction.atomic():
        locked_user(client)
        locked = locked_project(project.pk)
        if locked.status == ProjectStatus.EXPIRED:
            _require_room(client)
        open_locked(locked, client)
    return locked


def extend_project(
    *, client: User, project: Project, expires_at: datetime | None = None
) -> Project:
    """Have an open project expire at another time: 60 days from now, unless it is said.

    Raises NotYourMove, WrongState, ProjectRemoved and ExpiryOutOfRange.
    """
    require_in_range(expires_at)
    with transaction.atomic():
        locked = locked_project(project.pk)
        move(locked, "extend", actor=client, expires_at=expires_at or Now() + OPEN_FOR)
    return locked


def require_in_range(expires_at: datetime | None) -> None:
    """Raises ExpiryOutOfRange for what is too near, or too far away."""
    now = timezone.now()
    if expires_at is not None and not now + MIN_OPEN <= expires_at <= now + MAX_OPEN:
        raise ExpiryOutOfRange


def cancel_project(*, client: User, project: Project, reason: str = "") -> Project:
    """Take a project back before work began; live proposals are declined.

    Raises NotYourMove and WrongState.
    """
    with transaction.atomic():
        locked = locked_project(project.pk)
        move(locked, "cancel", actor=client, reason=reason, closed_at=Now())
        decline_others(locked, client)
    return locked


def decline_others(project: Project, client: User) -> None:
    """Decline the live proposals of a locked project."""
    live = project.proposals.select_related("project").filter(status=ProposalStatus.SUBMITTED)
    for proposal in live.order_by("id"):
        move_proposal(proposal, "decline", actor=client, decided_at=Now())


def _check_budget(fields: dict[str, Any]) -> None:
    least, most = fields.get("budget_min"), fields.get("budget_max")
    if (least is not None or most is not None) and not fields.get("currency"):
        raise BudgetWithoutCurrency
    if least is not None and most is not None and least > most:
        raise BudgetUpsideDown
    amounts = {"budget_min": least, "budget_max": most}
    require_places(amounts, fields.get("currency", ""))


def _resolve(names: Sequence[str]) -> list[Skill]:
    """The accepted skills that these names, slugs or aliases mean, each once. Raises UnknownSkills
    naming those that mean none.
    """
    accepted = SkillAlias.objects.filter(skill__status=SkillStatus.ACCEPTED)
    meant = skills_called(names, accepted)
    if unknown := [name for name, skill in meant.items() if skill is None]:
        raise UnknownSkills(unknown)
    return list({skill.pk: skill for skill in meant.values() if skill}.values())


def _set_skills(project: Project, skills: list[Skill]) -> None:
    project.needs.exclude(skill__in=skills).delete()
    ProjectSkill.objects.bulk_create(
        (ProjectSkill(project=project, skill=skill) for skill in skills), ignore_conflicts=True
    )
