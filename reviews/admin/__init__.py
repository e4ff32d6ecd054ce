"""What staff see of reviews. What is not revealed is read with a permission of its own only, and
nothing else here (no filter, search or order) differs by it.
"""

from __future__ import annotations

from reviews.admin.reviews import ReplyAdmin, ReviewAdmin
from reviews.admin.standing import DeclinedReviewAdmin, ReputationAdmin, ReviewWindowAdmin

__all__ = [
    "DeclinedReviewAdmin",
    "ReplyAdmin",
    "ReputationAdmin",
    "ReviewAdmin",
    "ReviewWindowAdmin",
]
