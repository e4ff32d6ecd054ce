"""The lists of breached passwords: there, and lists of those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from accounts.breached_passwords import in_files, in_service
from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# SHA-1 of "password", which every list has.
KNOWN_TO_ALL = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"


@check("passwords", looks_outside=True)
def breached_passwords_are_known() -> Iterator[Finding]:
    if settings.PASSWORD_BREACH_CHECK_URL and not _knows(in_service):
        yield _useless(
            "W095",
            "PASSWORD_BREACH_CHECK_URL",
            "https://api.pwnedpasswords.com/range is one; outgoing HTTPS must be let through.",
        )
    if settings.PASSWORD_BREACH_FILES and not _knows(in_files):
        yield _useless(
            "W096",
            "PASSWORD_BREACH_FILES",
            "Let the processes read it: a folder with a file for each range, or one file, sorted.",
        )


def _knows(ask: Callable[[str], bool]) -> bool:
    try:
        return ask(KNOWN_TO_ALL)
    except Exception:  # the network's, the file system's, or of what is not in the format
        return False


def _useless(code: str, name: str, fix: str) -> Finding:
    return Finding(
        code,
        f"{name} names no list that knows the password “password”.",
        "Breached passwords are accepted, as without a list.",
        fix,
    )
