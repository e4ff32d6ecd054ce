"""Devices on which somebody has logged in: each log-in hands out a token that says whose it is.

It opens nothing and is no proof. It lets the owner pass limits that strangers have used up: what
it asks is counted apart, so that nobody else can spend it (OWASP, "Slow Down Online Guessing
Attacks with Device Cookies"). All devices of an account share one allowance, so that logging in
again and again makes none.

Browsers keep it as a cookie beyond the end of the session; clients of the API send it along.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

SALT = "accounts.known_device"
LIFETIME = timedelta(days=180)
COOKIE = "guildhall_device"
MAX_LENGTH = 500


def make_token(user: User) -> str:
    """The token of a device on which this user has just logged in. It ends with the password, so
    that whoever had got in is a stranger again.
    """
    return signing.dumps([str(user.pk), user.get_session_auth_hash()], salt=SALT)


def is_known(token: str | None, user: User | None) -> bool:
    """Whether the device is one of this user's."""
    if not token or user is None or len(token) > MAX_LENGTH:
        return False
    try:
        user_id, version = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError):
        return False
    is_current = constant_time_compare(version, user.get_session_auth_hash())
    return is_current and str(user.pk) == user_id


def remember(response: HttpResponse, user: User) -> None:
    """Leave the token in the browser."""
    response.set_cookie(
        COOKIE,
        make_token(user),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def token_of(request: HttpRequest) -> str | None:
    """What the browser kept."""
    return request.COOKIES.get(COOKIE)
