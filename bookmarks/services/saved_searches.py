"""Saving a search, changing it and forgetting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.db.models.functions import Now

from accounts.errors import NotThere
from accounts.services.locking import locked_user
from bookmarks.criteria import VERSION, require_askable
from bookmarks.errors import TooManySaved
from bookmarks.models import PERIODS, AlertFrequency, SavedSearch, SearchMatch
from bookmarks.new_matches import NoIndex, first_matches
from bookmarks.services.limits import count_search
from search.errors import EngineFailed

if TYPE_CHECKING:
    from datetime import timedelta

    from accounts.models import User

logger = structlog.get_logger("guildhall.bookmarks")

MAX_SEARCHES = 20  # of one account


def save_search(
    *, owner: User, kind: str, name: str, criteria: dict[str, Any], alerts: str
) -> SavedSearch:
    """Keep a search under a name. `criteria` are in the form of `bookmarks.criteria.kept_form`.
    What it finds at this moment is no news later.

    Raises LimitExceeded, SessionEnded, TooManySaved, UnknownSkill, UnknownSkillsAsked and
    NoExchangeRates.
    """
    count_search(owner)
    search = SavedSearch(
        owner=owner,
        kind=kind,
        name=name,
        criteria=criteria,
        criteria_version=VERSION,
        alerts=alerts,
    )
    require_askable(search)
    _look_again_later(search)
    with transaction.atomic():
        locked_user(owner)
        if SavedSearch.objects.of(owner).count() >= MAX_SEARCHES:
            raise TooManySaved(MAX_SEARCHES)
        search.save()
        _know(search, owner)
    search.refresh_from_db()
    return search


def change_search(
    *, owner: User, search: SavedSearch, criteria: dict[str, Any] | None = None, **changes: Any
) -> SavedSearch:
    """Change `name`, `alerts` or the criteria of a saved search. With other criteria, what they
    find at this moment is no news later; what its owner was told of stays told.

    Raises LimitExceeded, SessionEnded, NotThere, UnknownSkill, UnknownSkillsAsked and
    NoExchangeRates.
    """
    count_search(owner)
    with transaction.atomic():
        locked_user(owner)
        locked = SavedSearch.objects.of(owner).select_for_update().filter(pk=search.pk).first()
        if locked is None:
            raise NotThere
        is_other = criteria is not None and criteria != locked.criteria
        frequency = locked.alerts
        for name, value in changes.items():
            setattr(locked, name, value)
        if is_other:
            locked.criteria, locked.criteria_version = criteria, VERSION
            require_askable(locked)
        if is_other or locked.alerts != frequency:
            _look_again_later(locked)
        begins = is_other or frequency == AlertFrequency.OFF
        if begins:
            locked.looked_until = Now()  # type: ignore[assignment]  # the database's clock
        locked.changed_at = Now()  # type: ignore[assignment]
        locked.save()
        if begins:
            _know(locked, owner)
    locked.refresh_from_db()
    return locked


def forget_search(*, owner: User, search: SavedSearch) -> None:
    """Delete a saved search, with what it found."""
    with transaction.atomic():
        locked_user(owner)
        SavedSearch.objects.of(owner).filter(pk=search.pk).delete()


def _look_again_later(search: SavedSearch) -> None:
    """When it is looked at next."""
    period: timedelta | None = PERIODS.get(AlertFrequency(search.alerts))
    search.next_look_at = Now() + period if period else None  # type: ignore[assignment]


def _know(search: SavedSearch, owner: User) -> None:
    """Note what there is to be found when alerts begin, as far as an owner looks through it."""
    if search.alerts == AlertFrequency.OFF:
        return
    try:
        known = first_matches(search, owner)
    except (NoIndex, EngineFailed):
        logger.info("saved_search_unlooked", search=str(search.pk))
        return
    rows = [SearchMatch(saved_search=search, target_id=one) for one in known]
    SearchMatch.objects.bulk_create(rows, ignore_conflicts=True)
