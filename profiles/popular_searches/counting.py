"""Who asked for the same is counted by marks that say nothing to anybody; the text itself is
written down when the fifth asks for it, who brings it along.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction
from django.db.models import Count, F
from django.db.models.functions import Now

from accounts.models import User
from foundation import limits
from foundation.errors import LimitExceeded
from foundation.secret_keys import digests
from profiles.models import NEEDED_ASKERS, PopularSearch, SearchMark, SearchPeriod
from profiles.popular_searches.names import naming_somebody
from profiles.popular_searches.periods import PeriodKey, locked_period, of_account
from profiles.popular_searches.texts import shared_form
from profiles.search.index import profile_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from profiles.popular_searches.noting import Asked

logger = structlog.get_logger("guildhall.search")

# Of one account or network: whoever asks for more teaches nothing more that day.
SEARCHES = limits.Limit("search:learnt", 200, timedelta(days=1))
MAX_KEPT = 10_000  # texts that staff have before them
MARK = """
    INSERT INTO profiles_searchmark (mark, query, period_id)
    SELECT *, %s FROM unnest(%s::uuid[], %s::uuid[])
    ON CONFLICT DO NOTHING RETURNING query
"""
# Two that are the fifth at the same moment both come here.
KEEP = """
    INSERT INTO profiles_popularsearch AS kept (text, asked, askers, matches, state)
    VALUES (%s, %s, %s, %s, 'open')
    ON CONFLICT (text) DO UPDATE SET
        asked = greatest(kept.asked, excluded.asked),
        askers = greatest(kept.askers, excluded.askers),
        matches = coalesce(excluded.matches, kept.matches)
"""


@dataclass
class Tally:
    """What was asked for in one form, by whom, and how many good matches it had last."""

    asked: int = 0
    askers: set[str] = field(default_factory=set)
    matches: int | None = None


def count_searches(searches: Iterable[Asked]) -> None:
    """Count these, and keep the texts of those that enough have asked for. Not in a transaction of
    the caller's.
    """
    allowed = list(_within_limits(searches))
    if not allowed:
        return
    with transaction.atomic():
        period, key = locked_period()
        tallies = _tallies(allowed)
        newly, askers = _mark(period, key, tallies)
        kept = _count_kept(tallies, newly)
    _keep({text: one for text, one in tallies.items() if text not in kept}, askers)


def _within_limits(searches: Iterable[Asked]) -> Iterator[tuple[str, Asked]]:
    """Those that may be kept in the form that they share, as many of each asker as may teach."""
    over: set[str] = set()
    for one in searches:
        asker = _asker(one)
        if asker in over or not (text := shared_form(one.text)):
            continue
        try:
            limits.hit((SEARCHES, digests("guildhall.popular_searches", asker)[0]))
        except LimitExceeded:
            over.add(asker)
        else:
            yield text, one


def _asker(one: Asked) -> str:
    return of_account(one.account) if one.account else f"network {one.network}"


def _tallies(allowed: Sequence[tuple[str, Asked]]) -> dict[str, Tally]:
    """By text. Who has been erased meanwhile asked for nothing."""
    accounts = {one.account for _text, one in allowed if one.account}
    live = User.objects.filter(pk__in=accounts, erased_at=None).values_list("pk", flat=True)
    gone = accounts - {*live}
    tallies: dict[str, Tally] = {}
    for text, one in allowed:
        if one.account in gone:
            continue
        tally = tallies.setdefault(text, Tally())
        tally.asked += 1
        tally.askers.add(_asker(one))
        tally.matches = tally.matches if one.matches is None else one.matches
    return tallies


def _mark(
    period: SearchPeriod, key: PeriodKey, tallies: Mapping[str, Tally]
) -> tuple[dict[str, int], dict[str, int]]:
    """Mark who asked for what; answers how many did so for the first time in this period, and how
    many did in all of it, by text.
    """
    texts = {key.query(text): text for text in tallies}
    marks = {
        key.mark(query, asker): query
        for query, text in texts.items()
        for asker in tallies[text].askers
    }
    newly: dict[str, int] = dict.fromkeys(tallies, 0)
    with connection.cursor() as cursor:
        cursor.execute(MARK, [period.pk, [*marks], [*marks.values()]])
        for (query,) in cursor.fetchall():
            newly[texts[query]] += 1
    SearchPeriod.objects.update(marks=F("marks") + sum(newly.values()))
    return newly, _askers(key, tallies)


def _askers(key: PeriodKey, searched: Iterable[str]) -> dict[str, int]:
    """How many asked for each of these texts in this period."""
    texts = {key.query(text): text for text in searched}
    counted = SearchMark.objects.filter(query__in=texts).values("query").annotate(askers=Count("*"))
    return {texts[row["query"]]: row["askers"] for row in counted}


def _count_kept(tallies: Mapping[str, Tally], newly: Mapping[str, int]) -> set[str]:
    """Count on what is kept; answers which texts are."""
    kept = PopularSearch.objects.filter(text__in=tallies).order_by("pk")
    found = kept.select_for_update(no_key=True).in_bulk(field_name="text")
    for text, search in found.items():
        tally = tallies[text]
        search.asked += tally.asked
        search.askers += newly[text]
        search.matches = search.matches if tally.matches is None else tally.matches
        search.last_asked_on = Now()
    PopularSearch.objects.bulk_update(
        found.values(), ["asked", "askers", "matches", "last_asked_on"]
    )
    return {*found}


def _keep(tallies: Mapping[str, Tally], askers: Mapping[str, int]) -> None:
    """Keep the texts that enough have asked for, unless somebody is called so. Without an index
    that knows who is called how, none is, until it is asked for again.
    """
    ripe = {text: one for text, one in tallies.items() if askers[text] >= NEEDED_ASKERS}
    index = profile_index.index() if ripe else None
    if index is None:
        return
    room = MAX_KEPT - PopularSearch.objects.count()
    wanted = sorted(ripe.keys() - naming_somebody(index, ripe))[: max(room, 0)]
    with transaction.atomic(), connection.cursor() as cursor:
        # Others may have asked since: they counted on what was not kept yet.
        _period, key = locked_period()
        since = _askers(key, wanted)
        for text in wanted:
            number = max(askers[text], since.get(text, 0))
            cursor.execute(KEEP, [text, number, number, ripe[text].matches])
    logger.info("searches_kept", number=len(wanted), full=room <= 0)
