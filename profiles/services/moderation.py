"""What moderation does with profiles and portfolios. Who decides is no matter of this app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from profiles.models import PortfolioItem, Profile
from profiles.search.mirror import mirror
from profiles.services import picture_places

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from foundation.moderated import ModerationState


def set_profile_moderation(
    *, profile: Profile, state: ModerationState, decision: UUID | None
) -> None:
    """Show, hide or remove a profile; `decision` is None when it is shown. Once this is committed,
    its pictures follow.
    """
    with transaction.atomic():
        _set(profile.pk, moderation=state, moderated_by=decision)
        picture_places.move_all_of(Profile.objects.get(pk=profile.pk))


def set_search_restriction(*, user: User, decision: UUID | None) -> None:
    """Keep a freelancer out of search, matching and recommendations, or, with None, no longer. The
    profile's page stays.
    """
    _set(user.pk, search_restricted_by=decision)


def _set(pk: UUID, **fields: Any) -> None:
    with transaction.atomic():
        Profile.objects.lock().filter(pk=pk).first()
        Profile.objects.filter(pk=pk).update(**fields)
        mirror([pk])


def set_portfolio_moderation(
    *, item: PortfolioItem, state: ModerationState, decision: UUID | None
) -> None:
    """Show, hide or remove a piece of work from a profile; its owner still sees it. Once this is
    committed, its picture follows.
    """
    with transaction.atomic():
        Profile.objects.lock().filter(pk=item.profile_id).first()
        PortfolioItem.objects.filter(pk=item.pk).update(moderation=state, moderated_by=decision)
        mirror([item.profile_id])
        picture_places.move_later(PortfolioItem.objects.get(pk=item.pk))
