"""What clients post: made, changed, opened, cancelled, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Role, User
from accounts.services.locking import locked_user
from accounts.services.status import require_verified
from foundation.events import record as tell
from foundation.skill_keys import skill_readings
from profiles.models import Skill, SkillAlias, SkillStatus
from projects.errors import (
    BudgetUpsideDown,
    BudgetWithoutCurrency,
    NotYourMove,
    TooManyOpen,
    UnknownSkills,
    WrongState,
)
from projects.events import PROJECT_EDITED
from projects.models import CLOSED, Project, ProjectSkill, ProjectStatus, ProposalStatus
from projects.search.noting import note
from projects.services.limits import count_posting
from projects.services.locking import locked_project
from projects.services.placing import placed
from projects.transitions import (
    Party,
    move,
    move_proposal,
    party_of,
    record,
    require_not_removed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_UNFINISHED = 200
EDITABLE = (ProjectStatus.DRAFT, ProjectStatus.OPEN)


def create_project(*, client: User, skills: Sequence[str], is_open: bool, **fields: Any) -> Project:
    """Post a project, as a draft or openly. `skills` are names or slugs; aliases resolve. Where it
    is done is told by `workplace`, `city`, `country` and `point`.

    Raises NotYourMove for whoever is no client, NotVerified, UnknownSkills, TooManyOpen,
    UnknownCity, PointWithoutCountry, BudgetWithoutCurrency, BudgetUpsideDown and LimitExceeded.
    """
    if client.role != Role.CLIENT:
        raise NotYourMove
    if is_open:
        require_verified(client)
    _check_budget(fields)
    fields = placed(fields)
    found = _resolve(skills)
    count_posting(client)
    with transaction.atomic():
        locked_user(client)
        unfinished = Project.objects.filter(~Q(status__in=CLOSED), client=client)
        if unfinished.count() >= MOST_UNFINISHED:
            raise TooManyOpen(MOST_UNFINISHED)
        project = Project.objects.create(client=client, **fields)
        _set_skills(project, found)
        record(project, "create", "", ProjectStatus.DRAFT, actor=client)
        if is_open:
            move(project, "open", actor=client, opened_at=Now())
    return project


def update_project(
    *, client: User, project: Project, changes: dict[str, Any], skills: Sequence[str] | None = None
) -> Project:
    """Change a draft or an open project.

    Raises NotYourMove, WrongState once work began, ProjectRemoved, UnknownSkills, UnknownCity,
    PointWithoutCountry, BudgetWithoutCurrency and BudgetUpsideDown.
    """
    found = None if skills is None else _resolve(skills)
    with transaction.atomic():
        locked = _editable(client, project, "change")
        require_not_removed(locked)
        before = _says(locked)
        changes = placed(changes, locked)
        for name, value in changes.items():
            setattr(locked, name, value)
        names = ("budget_min", "budget_max", "currency")
        _check_budget({name: getattr(locked, name) for name in names})
        locked.save(update_fields=[*changes, "updated_at"])
        if found is not None:
            _set_skills(locked, found)
        if locked.status == ProjectStatus.OPEN:
            note([locked.pk])
            if _says(locked) != before:
                tell(PROJECT_EDITED(locked.pk, actor=client.pk, concerns=[client.pk]))
    return locked


def _says(project: Project) -> tuple[str, str]:
    return project.title, project.description


def delete_project(*, client: User, project: Project) -> None:
    """Delete a draft. Raises NotYourMove, and WrongState for what was opened."""
    with transaction.atomic():
        locked = _editable(client, project, "delete")
        if locked.status != ProjectStatus.DRAFT:
            raise WrongState("delete", locked.status)
        locked.delete()


def _editable(client: User, project: Project, action: str) -> Project:
    locked = locked_project(project.pk)
    if party_of(locked, client) is not Party.CLIENT:
        raise NotYourMove
    if locked.status not in EDITABLE:
        raise WrongState(action, locked.status)
    return locked


def open_project(*, client: User, project: Project) -> Project:
    """Show a draft to freelancers. Raises NotYourMove, NotVerified and WrongState."""
    require_verified(client)
    with transaction.atomic():
        locked = locked_project(project.pk)
        move(locked, "open", actor=client, opened_at=Now())
    return locked


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


def _resolve(names: Sequence[str]) -> list[Skill]:
    """The accepted skills that these names, slugs or aliases mean, each once. Raises UnknownSkills
    naming those that mean none.
    """
    keys = {name: skill_readings(name) for name in names}
    aliases = SkillAlias.objects.select_related("skill").filter(
        key__in=[key for readings in keys.values() for key in readings],
        skill__status=SkillStatus.ACCEPTED,
    )
    known = {alias.key: alias.skill for alias in aliases}
    meant = {
        name: next((known[key] for key in readings if key in known), None)
        for name, readings in keys.items()
    }
    if unknown := [name for name, skill in meant.items() if skill is None]:
        raise UnknownSkills(unknown)
    return list({skill.pk: skill for skill in meant.values() if skill}.values())


def _set_skills(project: Project, skills: list[Skill]) -> None:
    project.needs.exclude(skill__in=skills).delete()
    ProjectSkill.objects.bulk_create(
        (ProjectSkill(project=project, skill=skill) for skill in skills), ignore_conflicts=True
    )
