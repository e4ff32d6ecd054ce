"""Accepting and rejecting what a CV suggests: by the same services as by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Now

from profiles.errors import SuggestionDecided
from profiles.models import (
    CvSuggestion,
    Education,
    Experience,
    Link,
    PortfolioItem,
    SuggestionKind,
    SuggestionState,
)
from profiles.services.history import add_item
from profiles.services.profile import locked_profile, update_profile
from profiles.services.skills import hold_skill, skill_named

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User


def accept_suggestion(
    *, user: User, suggestion: CvSuggestion, fields: dict[str, Any]
) -> CvSuggestion:
    """Add to the user's profile what a suggestion says, as `fields` have it: its own value, or as
    the user set it right. Accepting twice changes nothing.

    Raises SuggestionDecided, and what adding the same by hand raises.
    """
    if suggestion.state == SuggestionState.ACCEPTED:
        return suggestion
    if suggestion.kind == SuggestionKind.SKILL:
        name, slug = fields.pop("name", ""), fields.pop("slug", "")
        fields |= {"name": name, "known": skill_named(user=user, name=name, slug=slug)}
    with transaction.atomic():
        # The profile's lock first, as every writer does; of two that accept at once, the second
        # finds that it is no longer pending, and what it added is taken back.
        ADD[suggestion.kind](user=user, fields=fields)
        return _decide(user, suggestion, SuggestionState.ACCEPTED)


def _add_skill(*, user: User, fields: dict[str, Any]) -> None:
    hold_skill(user=user, **fields)


def _add_language(*, user: User, fields: dict[str, Any]) -> None:
    languages = locked_profile(user).languages
    others = [one for one in languages if one["language"] != fields["language"]]
    update_profile(user=user, changes={"languages": [*others, fields]})


def _change_profile(*, user: User, fields: dict[str, Any]) -> None:
    update_profile(user=user, changes=fields)


# How each kind becomes part of the user's profile.
ADD: dict[str, Callable[..., object]] = {
    SuggestionKind.SKILL: _add_skill,
    SuggestionKind.EXPERIENCE: partial(add_item, model=Experience),
    SuggestionKind.EDUCATION: partial(add_item, model=Education),
    SuggestionKind.PORTFOLIO: partial(add_item, model=PortfolioItem),
    SuggestionKind.LINK: partial(add_item, model=Link),
    SuggestionKind.LANGUAGE: _add_language,
    SuggestionKind.PROFILE: _change_profile,
}


def reject_suggestion(*, user: User, suggestion: CvSuggestion) -> CvSuggestion:
    """Note that a suggestion is not wanted. Rejecting twice changes nothing.

    Raises SuggestionDecided.
    """
    if suggestion.state == SuggestionState.REJECTED:
        return suggestion
    with transaction.atomic():
        locked_profile(user)
        return _decide(user, suggestion, SuggestionState.REJECTED)


def _decide(user: User, suggestion: CvSuggestion, state: SuggestionState) -> CvSuggestion:
    pending = CvSuggestion.objects.of(user).pending().filter(pk=suggestion.pk)
    if not pending.update(state=state, decided_at=Now()):
        raise SuggestionDecided
    suggestion.refresh_from_db()
    return suggestion


def reject_all(*, user: User, kind: str | None) -> int:
    """Reject what is not decided yet, all of it or of one kind; how many."""
    with transaction.atomic():
        locked_profile(user)
        pending = CvSuggestion.objects.of(user).pending(kind)
        return pending.update(state=SuggestionState.REJECTED, decided_at=Now())
