"""What the database answers while this machine has no index: lists without a text, by few filters,
and who has certain skills.

Nothing is kept for it but the order by quality: what else is asked for is looked for among all
entries, which takes a tenth of a second or more at a million. That is why it is not asked for more.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast

from foundation.located import is_within
from profiles.errors import SearchUnavailable
from profiles.models import ProfileSkill, SearchEntry
from profiles.search.in_order import OrderedList, facets_of
from profiles.search.lists import COUNTED, Found, MatchList, Row

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from profiles.search.lists import Ordering
    from profiles.search.query import Match

MAX_FILTERS = 2
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class DatabaseList(MatchList):
    """Matches in the order of a number, the same as by the index. A list that was begun with an
    index goes on without one, and the other way round.
    """

    kind = OrderedList.kind

    def __init__(self, match: Match, ordering: Ordering, *, with_facets: bool = False) -> None:
        """Raises SearchUnavailable for more than `MAX_FILTERS` filters."""
        super().__init__(with_facets=with_facets)
        if match.number > MAX_FILTERS:
            raise SearchUnavailable
        self.ordering = ordering
        self.column = "joined_at" if ordering.number == "joined" else ordering.number
        self.matches = SearchEntry.objects.filter(conditions(match))
        if ordering.leaves_out_none:
            self.matches = self.matches.filter(**{f"{self.column}__gt": 0})

    def first(self, size: int) -> Found:
        # In the same order, which can be walked, so that the count stops when it has enough.
        counted = self._ordered(is_descending=self.ordering.is_descending)[: COUNTED + 1]
        facets = None
        if self.with_facets:
            facets = facets_of([*counted.values_list("pk", flat=True)[:COUNTED]])
        rows = self._rows(self._ordered(is_descending=self.ordering.is_descending), size)
        return Found(rows, counted.count(), facets)

    def after(self, position: list[Any], size: int) -> list[Row]:
        return self._from(position, size, is_descending=self.ordering.is_descending)

    def before(self, position: list[Any], size: int) -> list[Row]:
        return self._from(position, size, is_descending=not self.ordering.is_descending)

    def _ordered(self, *, is_descending: bool) -> QuerySet[SearchEntry]:
        sign = "-" if is_descending else ""
        return self.matches.order_by(f"{sign}{self.column}", f"{sign}pk")

    def _from(self, position: list[Any], size: int, *, is_descending: bool) -> list[Row]:
        number, profile_id = position
        value = EPOCH + number * MICROSECOND if self.column == "joined_at" else number
        beyond = "lt" if is_descending else "gt"
        behind = Q(**{f"{self.column}__{beyond}": value})
        behind |= Q(**{self.column: value, f"pk__{beyond}": UUID(profile_id)})
        return self._rows(self._ordered(is_descending=is_descending).filter(behind), size)

    def _rows(self, entries: QuerySet[SearchEntry], size: int) -> list[Row]:
        card = Cast("profile__search_card__card", TextField())
        found = entries.values_list("pk", self.column, card)[:size]
        return [Row([_number(value), str(pk)], card, profile_id=pk) for pk, value, card in found]


def _number(value: Any) -> int:
    """As the index has it."""
    number: int = (value - EPOCH) // MICROSECOND if isinstance(value, datetime) else value
    return number


def conditions(match: Match) -> Q:
    """The same conditions that `Match.question` asks of the index."""
    meeting = Q()
    if match.all_tags:
        meeting &= Q(tags__contains=match.all_tags)
    for tags in match.any_tags:
        meeting &= Q(tags__overlap=tags)
    if match.city_keys:
        is_there = Q(city_key__in=match.city_keys)
        if match.place is not None:
            is_there |= Q(tags__contains=[match.place])
        meeting &= is_there
    if match.rates:
        meeting &= Q(rate__range=match.rates)
    if match.rates_by_tag:
        within = Q()
        for tag, rates in match.rates_by_tag.items():
            within |= Q(tags__contains=[tag], rate__range=rates)
        meeting &= within
    if match.rating_min:
        meeting &= Q(mean_rating__gte=match.rating_min)
    if match.near:
        meeting &= is_within(match.near.point, match.near.within_km, "profile__")
    if match.unseen:
        meeting &= ~Q(pk__in=match.unseen)
    return meeting


def holders_of(skills: set[int], *, most: int) -> list[UUID]:
    """Public freelancers who have some of these skills, those with most of them first."""
    held = ProfileSkill.objects.filter(
        skill__lineage__overlap=[*skills], profile__search_entry__isnull=False
    )
    counted = held.values("profile_id").annotate(number=Count("pk"))
    best = counted.order_by("-number", "-profile__search_entry__quality")
    return [*best.values_list("profile_id", flat=True)[:most]]
