"""Notifications in words: written when they are read, of what is there then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from notifications.kinds import registered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from notifications.kinds import Facts, Kind, LookUp
    from notifications.models import Notification


@dataclass(frozen=True)
class Written:
    """A notification as its reader finds it. `path` is empty where it leads nowhere; `is_news` is
    false of what is gone or outdated, which no mail tells any more.
    """

    notification: Notification
    heading: str
    text: str
    path: str = ""
    file_path: str = ""
    quote: str = ""
    project_id: UUID | None = None
    is_available: bool = False
    is_news: bool = False


def write(notifications: Sequence[Notification], reader: User) -> list[Written]:
    """Notifications of one reader, in the active language and zone, in a constant number of
    queries.
    """
    asked: dict[LookUp, list[Notification]] = defaultdict(list)
    for one in notifications:
        if kind := registered().get(one.kind):
            asked[kind.look_up].append(one)
    facts: dict[UUID, Facts] = {}
    for look_up, group in asked.items():
        facts.update(look_up(group, reader))
    return [_write(one, registered().get(one.kind), facts) for one in notifications]


def _write(one: Notification, kind: Kind | None, facts: Mapping[UUID, Facts]) -> Written:
    found = facts.get(one.pk)
    if kind is None or found is None:
        gone = _("This was about something that is no longer available to you.")
        return Written(one, _("No longer available"), gone)
    words = kind.variants.get(found.variant, kind.words)
    return Written(
        notification=one,
        heading=_line(words.heading % found.names),
        text=_line(words.sentence % found.names),
        path=found.path,
        file_path=found.file_path,
        quote=found.quote,
        project_id=found.project_id,
        is_available=True,
        is_news=not found.is_outdated,
    )


def _line(text: str) -> str:
    """On one line: it may be the subject of a mail."""
    return " ".join(text.split())
