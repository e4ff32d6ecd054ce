"""The locks that writers of projects take, always in this order: the user who makes something new,
the project, its proposals, profiles. Proposals and invitations are only written under the lock of
their project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Now

from accounts.errors import SessionEnded
from accounts.models import User
from projects.models import Project, ProjectStatus

if TYPE_CHECKING:
    from uuid import UUID

IS_DUE = Q(status=ProjectStatus.IN_PROGRESS, completes_at__lte=Now())


def locked_user(user: User) -> User:
    """The user's row, locked: nothing is made for an account that is being erased.

    Raises SessionEnded when it was.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.erased_at is not None:
        raise SessionEnded
    return locked


def locked_project(pk: UUID) -> Project:
    """The project's row, locked until the transaction ends, with what time did to it done.

    Raises Project.DoesNotExist.
    """
    from projects.services.completion import lapse

    project = Project.objects.select_for_update(no_key=True).get(pk=pk)
    if Project.objects.filter(IS_DUE, pk=pk).exists():
        lapse(project)
    return project
