"""The work that fills openings of a project, for those who see some of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from projects.models import Project
from projects.serializers.projects import ProjectSerializer

if TYPE_CHECKING:
    from django.http import HttpRequest


def works_shown(posting: Project, request: HttpRequest) -> list[dict[str, Any]]:
    """What fills the openings of a project, as far as the reader is a party, the first first."""
    if posting.openings == 1:
        return []
    rows = Project.objects.of(request.user).filling(posting).with_cards(request.user)
    return [*ProjectSerializer(rows, many=True, context={"request": request}).data]
