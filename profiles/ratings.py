"""From ratings to the score that ranks: a mean, drawn towards the site's while reviews are few.

Evan Miller, "How Not To Sort By Average Rating", has the problem; the shrunk (Bayesian) mean is
the usual answer: `(C * m + sum) / (C + n)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

PRIOR_WEIGHT = 8  # C: as if everybody began with so many reviews
PRIOR_MEAN = 4.2  # m: what they say


def formula() -> str:
    """How the numbers are made, in the reader's words."""
    text = _(
        "The mean is the sum of the ratings over their number, shown from three reviews on. Of "
        "one author's reviews the two latest count. Search orders by (C * m + sum) / (C + number), "
        "with C = %(weight)s and m = %(mean)s: as if everybody began with %(weight)s reviews of "
        "%(mean)s stars."
    )
    return text % {"weight": PRIOR_WEIGHT, "mean": number_format(PRIOR_MEAN)}


def shrunk_mean(histogram: Sequence[int]) -> float | None:
    """The score of the ratings counted in `histogram`, from one star to five; None without any."""
    count = sum(histogram)
    if not count:
        return None
    total = sum(stars * number for stars, number in enumerate(histogram, 1))
    return (PRIOR_WEIGHT * PRIOR_MEAN + total) / (PRIOR_WEIGHT + count)
