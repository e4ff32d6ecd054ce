"""The one place that makes links for mails and text messages: to our own pages, or to those of the
front end that `FRONTEND_URLS` names, a kind at a time.

A link begins with a setting and never with what a request said, so that a forged Host header aims
none elsewhere.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from django.conf import settings

from foundation.web_addresses import has_scheme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from re import Pattern

# What each kind leads to here. What stands in braces, another address has to have as well.
PAGES = {
    "home": "",
    "login": "/login",
    "register": "/register",
    "account": "/account",
    "verify_email": "/verify-email?token={token}",
    "reset_password": "/reset-password?token={token}",
    "forgot_password": "/forgot-password",
    "secure_account": "/secure-account?token={token}",
    "undo_change": "/undo-change?token={token}",
    "keep_second_factor": "/keep-second-factor?token={token}",
    "own_data": "/own-data?token={token}",
    "recovery_codes": "/account/second-factor/codes",
    "notification_preferences": "/account/notifications",
    "notifications": "/notifications",
    "profile": "/@{username}",
    "project": "/projects/{id}",
    "review": "/projects/{id}/review",
    "proposals": "/proposals",
    "invitations": "/invitations",
    "conversation": "/messages/{id}",
    "appointment_calendar": "/appointments/{id}.ics",
    "appointment": "/appointments/{id}",
    "decisions": "/decisions",
}
# What is always here: the admin, and pages of which the API has no like.
FIXED_PAGES = {
    "unsubscribe": "/unsubscribe?token={token}",
    "appeal": "/appeal?token={token}",
    "staff_user_history": "/admin/accounts/user/{id}/history/",
    "staff_removal": "/admin/accounts/factorremoval/{id}/change/",
}
PLACE = re.compile(r"\{(\w*)\}")
UNUSABLE = re.compile(r"[\s<>\"\\^`|]")
SAFE = ":"  # stands in signed tokens, and means nothing in a path, a query or a fragment


def link(kind: str, **parts: object) -> str:
    """The link of a kind, where whoever runs the site has its page."""
    if pattern := settings.FRONTEND_URLS.get(kind):
        return _filled(pattern, parts)
    return own_link(kind, **parts)


def own_link(kind: str, **parts: object) -> str:
    """The link of a kind to our own page, wherever people are sent otherwise: for programs."""
    return _filled(settings.SITE_URL + (PAGES | FIXED_PAGES)[kind], parts)


def link_to(path: str) -> str:
    """The link that leads to what one of our own pages shows."""
    for kind, pattern in _patterns():
        if found := pattern.fullmatch(path):
            return link(kind, **found.groupdict())
    return str(settings.SITE_URL) + path


def problem_with(kind: str, pattern: object, *, needs_https: bool) -> str:
    """What is wrong with an address for a kind of links; empty if nothing is."""
    if kind not in PAGES:
        return f"there is no kind of links “{kind}”, only {', '.join(PAGES)}"
    if not isinstance(pattern, str) or not _is_address(pattern):
        return f"“{kind}” must be a web address, such as https://app.example.com/{kind}"
    if needs_https and urlsplit(pattern).scheme != "https":
        return f"“{kind}” must begin with https://"
    wanted, found = _places(PAGES[kind]), _places(pattern)
    if missing := wanted - found:
        return f"“{kind}” lacks {_in_braces(missing)}"
    if unknown := found - wanted:
        return f"“{kind}” has no {_in_braces(unknown)}"
    if "{" in urlsplit(pattern).netloc:
        return f"“{kind}” must name its host in full"
    return ""


def _is_address(pattern: str) -> bool:
    """Whether it is one, of which nothing but what is put in has braces."""
    is_plain = not (UNUSABLE.search(pattern) or set("{}") & set(PLACE.sub("", pattern)))
    return is_plain and has_scheme(pattern, ("http", "https")) and bool(urlsplit(pattern).hostname)


def _places(pattern: str) -> set[str]:
    return set(PLACE.findall(pattern))


def _in_braces(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _filled(pattern: str, parts: Mapping[str, object]) -> str:
    return PLACE.sub(lambda place: quote(str(parts[place[1]]), safe=SAFE), pattern)


@cache
def _patterns() -> list[tuple[str, Pattern[str]]]:
    """How the paths of the pages look that need no token."""
    return [
        (kind, re.compile(PLACE.sub(r"(?P<\1>[^/?#]+)", path)))
        for kind, path in PAGES.items()
        if "?" not in path
    ]
