"""Rows that are between the client of a project and one freelancer, and go where the two go: to the
work that fills an opening, and back when that is undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from projects.models import Invitation

if TYPE_CHECKING:
    from django.db import models

    from accounts.models import User
    from projects.models import Project

_models: list[type[models.Model]] = [Invitation]


def register(model: type[models.Model]) -> None:
    """Have the rows of this model, which have a `project` and a `freelancer`, go along."""
    _models.append(model)


def move_between(freelancer: User, *, source: Project, target: Project) -> None:
    """Move what there is between the client and a freelancer from one locked project to another, if
    that is another.
    """
    if source.pk == target.pk:
        return
    for model in _models:
        rows: Any = model._default_manager.filter(project=source, freelancer=freelancer)
        rows.update(project=target)
