"""Where log-ins come from: a proxy that hides it shows in the sessions that were opened."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, Value
from django.db.models.functions import Now

from accounts.models import Session
from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

RECENT = timedelta(days=2)
# Fewer may well be from one place: an office, or whoever tries the product out.
ENOUGH_SESSIONS = 20
ENOUGH_PEOPLE = 5
LATEST = 1000  # a look at more would tell no more


@check("visitors", needs_database=True)
def addresses() -> Iterator[Finding]:
    recent = Session.objects.filter(created_at__gt=Now() - Value(RECENT)).order_by("-id")
    found = recent[:LATEST].aggregate(
        sessions=Count("pk"),
        people=Count("user", distinct=True),
        unknown=Count("pk", filter=Q(ip_address=None)),
        places=Count("ip_address", distinct=True),
        place=Max("ip_address"),
    )
    if found["sessions"] < ENOUGH_SESSIONS or found["people"] < ENOUGH_PEOPLE:
        return
    if found["unknown"] * 2 > found["sessions"]:
        yield Finding(
            "W014",
            f"Of {found['sessions']} recent log-ins, {found['unknown']} came from nowhere.",
            "What the proxy writes into X-Forwarded-For is no address; all these visitors count as "
            "one, and share its limits.",
            "Have the proxy append the client's IP address to X-Forwarded-For, and set "
            "TRUSTED_PROXY_COUNT to the number of proxies that do (docs/deployment.md).",
        )
    elif found["places"] == 1 and ip_address(found["place"]).is_private:
        yield Finding(
            "W015",
            f"All of {found['sessions']} recent log-ins came from one private address.",
            "It is probably the proxy's: all visitors share it, with its limits.",
            "TRUSTED_PROXY_COUNT is the number of your proxies that append to X-Forwarded-For; "
            "have each of them do so (docs/deployment.md).",
        )
