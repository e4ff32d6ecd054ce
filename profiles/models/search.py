"""What search reads: rows made from all others, by `profiles.search.mirror` alone."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from profiles.models.profile import Profile


class SearchEntry(models.Model):
    """One narrow row for each public freelancer: what is filtered and ordered by, as the index is
    fed with it. Filters are integers in `tags` (see `profiles.search.tags`).
    """

    profile = models.OneToOneField(
        Profile, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    tags = ArrayField(models.IntegerField())
    city_key = models.CharField(max_length=100)
    cell = models.IntegerField(help_text="The point's, of the grid; 0: none is known.")
    # The orderings. Rates and ratings of those who have none: 0.
    quality = models.IntegerField(help_text="In millionths (docs/search.md).")
    rate = models.BigIntegerField(help_text="In thousandths of the currency's unit.")
    rating = models.IntegerField(help_text="The shrunk mean, in thousandths of a star.")
    mean_rating = models.SmallIntegerField(help_text="As shown, in hundredths of a star.")
    joined_at = models.DateTimeField()
    scored_on = models.DateField(help_text="The day as of which quality counts activity.")

    class Meta:
        verbose_name_plural = "search entries"
        # For lists while there is no index of them (profiles.search.without_index).
        indexes = [models.Index(fields=["-quality", "-profile"], name="search_by_quality")]

    def __str__(self) -> str:
        return str(self.profile_id)


class SearchCard(models.Model):
    """What a list shows of a public freelancer, ready-made. A table of its own keeps the entries
    narrow, which are read by the thousand.
    """

    profile = models.OneToOneField(
        Profile, models.CASCADE, primary_key=True, related_name="search_card"
    )
    card = models.JSONField()

    def __str__(self) -> str:
        return str(self.profile_id)
