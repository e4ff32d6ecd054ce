"""What people are called in notifications, on the site and in mails alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from profiles.showing import Seen, has_page
from projects.knowing import is_known
from reviews.parties import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from notifications.models import Notification


def actors_of(notifications: Iterable[Notification], reader: User) -> Mapping[UUID, Seen]:
    """Those who acted, by their ids, as the reader sees them: one query."""
    ids = {one.actor_id for one in notifications if one.actor_id}
    seen = User.objects.annotate(
        actor_has_page=has_page(reader, "pk"), actor_is_known=is_known(reader, "pk")
    ).in_bulk(ids)
    return {
        pk: Seen(actor, actor.actor_has_page, actor.actor_is_known)  # type: ignore[attr-defined]
        for pk, actor in seen.items()
    }


def named(actors: Mapping[UUID, Seen], actor_id: UUID | None) -> str:
    """What somebody is called who acted. Those who closed their account are nobody in particular;
    who has no page is named to those who work with them.
    """
    actor = actors.get(actor_id) if actor_id else None
    if actor is None:
        return ""
    if actor.is_named or actor.user.erased_at:
        return name_of(actor.user)
    return _("Name not shown")
