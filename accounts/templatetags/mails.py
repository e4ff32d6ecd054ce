"""How many mails arrive, on the first page of staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from accounts.services import mail_tally

if TYPE_CHECKING:
    from django.http import HttpRequest

register = template.Library()


@register.inclusion_tag("admin/accounts/mails.html")
def mail_rates(request: HttpRequest) -> dict[str, Any]:
    """The mails of a day and of a week, for staff who may see accounts; nothing for others."""
    if not request.user.has_perm("accounts.view_user"):
        return {"is_shown": False}
    return {
        "is_shown": True,
        "day": mail_tally.rates(mail_tally.DAY),
        "week": mail_tally.rates(mail_tally.WEEK),
    }
