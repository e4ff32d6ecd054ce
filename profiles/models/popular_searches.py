"""What is learnt from searches (`profiles.popular_searches`): who asked is in none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.row_history import tracked
from profiles.models.occupations import OccupationName
from profiles.models.skills import SkillAlias

if TYPE_CHECKING:
    from datetime import timedelta

MAX_SEARCH_LENGTH = 80
NEEDED_ASKERS = 5  # accounts or networks that asked, before a text is kept


class SearchPeriod(models.Model):
    """In which askers are told apart by one key, which is deleted with it. At most one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    encrypted_key = models.BinaryField()
    marks = models.PositiveIntegerField(default=0, help_text="How many were made.")
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="search_period_is_the_only_one")
        ]

    def __str__(self) -> str:
        return f"until {self.ends_at:%Y-%m-%d}"


class SearchMark(models.Model):
    """That somebody asked for something: digests of both by the period's key. The mark of one asker
    is another one for each query, so that it does not show what else they asked for.
    """

    mark = models.UUIDField(primary_key=True, help_text="Of asker and query together.")
    query = models.UUIDField(db_index=True)
    period = models.ForeignKey(SearchPeriod, models.CASCADE, db_index=False)

    def __str__(self) -> str:
        return str(self.mark)


class SearchState(models.TextChoices):
    OPEN = "open", _("Open")
    PROPOSED = "proposed", _("Proposed for the vocabulary")
    DISMISSED = "dismissed", _("Dismissed")


class PopularSearchQuerySet(models.QuerySet["PopularSearch"]):
    def with_is_known(self) -> PopularSearchQuerySet:
        """Each with `is_known`: whether a skill or an occupation is called so, or proposed."""
        names = OccupationName.objects.filter(key=OuterRef("text"))
        aliases = SkillAlias.objects.filter(key=OuterRef("text"))
        return self.annotate(is_known=Exists(names) | Exists(aliases))

    def not_asked_for(self, time: timedelta) -> PopularSearchQuerySet:
        """Those that nobody asked for so long."""
        return self.filter(last_asked_on__lt=Now() - models.Value(time))


@tracked(without=("asked", "askers", "matches", "last_asked_on"))
class PopularSearch(models.Model):
    """A text that at least five accounts or networks asked for, in the form that they share."""

    text = models.CharField(max_length=MAX_SEARCH_LENGTH, unique=True)
    asked = models.PositiveIntegerField(
        help_text=_("How often at least: what was asked before it was kept counts once for each.")
    )
    askers = models.PositiveIntegerField(
        help_text=_("Accounts and networks; somebody who asks again a month later counts again.")
    )
    matches = models.PositiveSmallIntegerField(
        _("good matches"),
        null=True,
        help_text=_("When it was last asked without filters; at most 1,000."),
    )
    kept_on = models.DateField(db_default=Now(), editable=False)
    last_asked_on = models.DateField(db_default=Now(), editable=False)
    state = models.CharField(
        max_length=10, choices=SearchState, default=SearchState.OPEN, editable=False
    )

    objects = PopularSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("what people look for")
        indexes = [models.Index(fields=["last_asked_on"], name="popular_search_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SearchState.values), name="popular_search_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(askers__gte=NEEDED_ASKERS, asked__gte=models.F("askers")),
                name="popular_search_was_asked_by_five",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="popular_search_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
