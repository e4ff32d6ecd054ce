"""Two clocks decide what has expired. The database's: sessions, one-time codes, limits, deadlines.
The application's: what is signed and not stored, Django's sessions, authenticator apps.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import connection

from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SECONDS = 1.0


def clock() -> float:
    """The application's, in seconds since 1970."""
    return time.time()


@check("clock", needs_database=True)
def clocks_agree() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        before = clock()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        theirs = cursor.fetchone()[0]
        ours = (before + clock()) / 2
    apart = abs(theirs - ours)
    if apart > MOST_SECONDS:
        yield Finding(
            "W065",
            f"The clocks of application and database are {apart:.1f} s apart.",
            "If the application's is wrong, access tokens, mailed links, cursors of lists and "
            "browsers' log-ins end earlier or later than they say, and from some 30 s on the codes "
            "of authenticator apps are refused. Codes and sessions go by the database's.",
            "Run NTP on both machines (timedatectl set-ntp true).",
        )
