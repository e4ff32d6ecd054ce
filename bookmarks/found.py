"""What saved searches found, with the people and projects themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import User
from projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from bookmarks.models import SearchMatch


@dataclass(frozen=True)
class FoundMatch:
    """Somebody or something that was found, when, and by which alert it was told."""

    found_at: datetime
    alert_id: UUID | None
    person: User | None = None
    project: Project | None = None

    @property
    def title(self) -> str:
        """What it is called, in a word: somebody with what they do."""
        if self.person is not None:
            headline = self.person.profile.headline
            name = self.person.full_name or self.person.username
            return f"{name}, {headline}" if headline else name
        return self.project.title if self.project else ""


def found_by(matches: Sequence[SearchMatch]) -> list[FoundMatch]:
    """Matches that may be shown. Two queries."""
    ids = {match.target_id for match in matches}
    people = User.objects.select_related("profile").in_bulk(ids)
    projects = Project.objects.in_bulk(ids - people.keys())
    return [
        FoundMatch(
            one.found_at,
            one.alert_id,
            person=people.get(one.target_id),
            project=projects.get(one.target_id),
        )
        for one in matches
        if one.target_id in people or one.target_id in projects
    ]
