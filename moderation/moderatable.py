"""What is known of a kind of things that can be reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import Model, QuerySet

    from accounts.models import User
    from foundation.moderated import ModerationState
    from moderation.models import Action
    from reviews.models import Review


@dataclass(frozen=True)
class Moderatable:
    """One kind. `visible_to` are those that a user, or None for a stranger, can see, or could if
    the user had blocked nobody; `owner` whose it is; `parties` who have an interest; `says` what
    its public reads; `page` on whose page it is shown, if on any; `review` before whose reveal
    nobody is to read it, if there is one.

    What is private is between two people: nobody else reads it, staff only when it was reported.
    Without `set_state` it cannot be taken out of sight. `judge`, if there is one, is called with
    each decision: its id, if it is against the owner and what was reported is so, and the id of
    the one that it overrides. With `settle` there is a question in it that decisions answer; it is
    called with the one that holds, if one does, and `charges` says against whom an answer is, or
    None where the question is not asked.
    """

    model: type[Model]
    related: tuple[str, ...]
    visible_to: Callable[[User | None], QuerySet[Any]]
    owner: Callable[[Any], User]
    parties: Callable[[Any], set[UUID]]
    title: Callable[[Any], str]
    says: Callable[[Any], dict[str, Any]]
    page: Callable[[Any], User | None]
    set_state: Callable[[Any, ModerationState, UUID | None], object] | None
    known_by: str = "pk"  # the field by which clients name it
    also_known_by: tuple[str, ...] = ()  # ids of what it is of, where that has one for the viewer
    review: Callable[[Any], Review | None] = lambda _row: None
    is_private: bool = False
    judge: Callable[[Any, UUID | None, UUID | None], object] | None = None
    settle: Callable[[Any, Action | None], object] | None = None
    charges: Callable[[Any, Action], User | None] = lambda _row, _action: None
