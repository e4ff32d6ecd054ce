"""The dashboard on the front page of the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from moderation.charts import bar_chart
from moderation.models import Action
from moderation.statistics import (
    Period,
    moderation_in,
    queue_now,
    ratings_in,
    reviews_a_day,
    users_a_day,
)

if TYPE_CHECKING:
    from datetime import timedelta

    from django.http import HttpRequest

register = template.Library()

DAYS = 30


@register.inclusion_tag("admin/moderation/dashboard.html")
def dashboard(request: HttpRequest) -> dict[str, Any]:
    """The figures of the last 30 days, for staff who may see cases; nothing for others."""
    if not request.user.has_perm("moderation.view_case"):
        return {"is_shown": False}
    period = Period.of_last_days(DAYS)
    queue, figures = queue_now(), moderation_in(period)
    kinds = [(label, figures.decisions[value]) for value, label in Action.choices]
    ages = [_("a day"), _("3 days"), _("a week"), _("older")]
    return {
        "is_shown": True,
        "days": DAYS,
        "queue": queue,
        "figures": figures,
        "charts": [
            bar_chart(_("Open cases by age"), ages, queue.by_age),
            bar_chart(_("Decisions"), *zip(*kinds, strict=True)),
            bar_chart(_("New users a day"), period.days, users_a_day(period)),
            bar_chart(_("Reviews a day"), period.days, reviews_a_day(period)),
            bar_chart(_("Public ratings, in stars"), range(1, 6), ratings_in(period)),
        ],
    }


@register.filter
def duration(time: timedelta | None) -> str:
    """A time as staff say it: minutes, hours or days."""
    if time is None:
        return "-"
    minutes = time.total_seconds() / 60
    if minutes < 60:
        return _("%(number)d min") % {"number": round(minutes)}
    if minutes < 48 * 60:
        return _("%(number)d h") % {"number": round(minutes / 60)}
    return _("%(number)d days") % {"number": round(minutes / 1440)}
