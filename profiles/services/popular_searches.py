"""What staff do with what people look for, and how long it is kept."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from foundation.row_history import forget
from profiles.errors import KnownAlready, SearchDecided
from profiles.models import Occupation, PopularSearch, SearchState, Skill
from profiles.popular_searches.names import naming_somebody
from profiles.popular_searches.periods import end_period
from profiles.search.index import profile_index
from profiles.services.occupations import propose_occupation
from profiles.services.skills import propose_skill
from search.errors import EngineFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User

logger = structlog.get_logger("guildhall.search")

KEPT = timedelta(days=180)  # after it was asked for last


def propose_as_occupation(*, search: PopularSearch) -> Occupation:
    """Propose a text as the name of an occupation, which staff accept, or merge into the one that
    it is another name of. Raises SearchDecided and KnownAlready.
    """
    with _moved(search, SearchState.OPEN, SearchState.PROPOSED) as text:
        if Occupation.objects.known_as(text).exists():
            raise KnownAlready
        return propose_occupation(name=_as_name(text))


def propose_as_skill(*, search: PopularSearch, by: User) -> Skill:
    """Propose a text as the name of a skill. Raises SearchDecided and KnownAlready."""
    with _moved(search, SearchState.OPEN, SearchState.PROPOSED) as text:
        if Skill.objects.known_as(text).exists():
            raise KnownAlready
        return propose_skill(name=_as_name(text), user=by)


def dismiss_search(*, search: PopularSearch) -> None:
    """Have staff see a text no more among what is open. Raises SearchDecided."""
    with _moved(search, SearchState.OPEN, SearchState.DISMISSED):
        pass


def reopen_search(*, search: PopularSearch) -> None:
    """Undo a dismissal. Raises SearchDecided."""
    with _moved(search, SearchState.DISMISSED, SearchState.OPEN):
        pass


@contextmanager
def _moved(search: PopularSearch, before: SearchState, after: SearchState) -> Iterator[str]:
    """The text, in the transaction that moves it from one state to another."""
    try:
        with transaction.atomic():
            asked = PopularSearch.objects.filter(pk=search.pk, state=before)
            if not asked.update(state=after):
                raise SearchDecided
            yield search.text
    except IntegrityError as error:  # somebody else named it so in this moment
        raise KnownAlready from error
    logger.info("popular_search_decided", search=search.pk, state=after)


def _as_name(text: str) -> str:
    return text[:1].upper() + text[1:]


def prune_popular_searches() -> int:
    """Delete what nobody asked for any more, what somebody is called by now, and the marks of a
    period that is over or of searches that nothing is learnt from any more; answers how many texts.
    """
    end_period(even_if_current=not settings.LEARN_FROM_SEARCHES)
    outdated = PopularSearch.objects.not_asked_for(KEPT).values_list("pk", flat=True)
    gone = [*outdated, *_of_people()]
    with transaction.atomic():
        PopularSearch.objects.filter(pk__in=gone).delete()
        forget(PopularSearch, gone)
    return len(set(gone))


def _of_people() -> list[int]:
    """Those that are somebody's name by now."""
    texts = dict(PopularSearch.objects.values_list("text", "pk"))
    index = profile_index.index() if texts else None
    if index is None:
        return []
    try:
        return [texts[text] for text in naming_somebody(index, texts)]
    except EngineFailed as error:  # it is built anew, and asked the next night
        logger.warning("popular_searches_not_compared", error=str(error))
        return []
