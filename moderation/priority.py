"""How urgent a case is, in points (docs/moderation.md): the gravest reason, how often those who
report it were right before, how many people may see it, and how long it has waited.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from moderation.models import Outcome, Reason, Report
from moderation.models.case import POINTS_A_DAY
from profiles.models import Profile

if TYPE_CHECKING:
    from accounts.models import User
    from moderation.models import Case

SEVERITY: dict[str, float] = {
    Reason.ILLEGAL: 50,
    Reason.FRAUD: 45,
    Reason.PERSONAL_DATA: 40,
    Reason.ABUSE: 35,
    Reason.INCENTIVE: 30,
    Reason.NOT_GENUINE: 20,
    Reason.CONFLICT_OF_INTEREST: 20,
    Reason.SPAM: 15,
    Reason.OTHER: 10,
    Reason.OFF_TOPIC: 5,
}
SEVERITY_UNREPORTED = 30  # staff who open a case have a reason
CREDIBILITY_OF_STRANGER = 2.5  # an address is not proved, and says nothing of before
MOST_CREDIBILITY, MOST_REACH = 30, 20
REACH_WITHOUT_PAGE = 5  # a project: for all who are logged in


def credibility(reporter: User | None) -> float:
    """0 to 10: the share of the reporter's decided reports that were upheld, starting from a half
    that weighs two (the rule of succession).
    """
    if reporter is None:
        return CREDIBILITY_OF_STRANGER
    outcomes = list(
        Report.objects.filter(reporter=reporter)
        .exclude(outcome="")
        .order_by("-id")
        .values_list("outcome", flat=True)[:100]
    )
    return 10 * (outcomes.count(Outcome.UPHELD) + 1) / (len(outcomes) + 2)


def reach(page: User | None) -> float:
    """0 to 20: how busy the page is that it is on, by the reviews and projects there."""
    profile = page and Profile.objects.filter(pk=page.pk).first()
    if not profile:
        return REACH_WITHOUT_PAGE
    traces = profile.review_count + profile.projects_completed
    return min(MOST_REACH, 4 * math.log2(1 + traces))


def set_priority(case: Case) -> None:
    """From its parts. What a case gains by age is the same for all: see Case."""
    days = case.opened_at.timestamp() / 86_400
    weight = min(MOST_CREDIBILITY, case.credibility)
    case.priority = case.severity + weight + case.reach - days * POINTS_A_DAY
