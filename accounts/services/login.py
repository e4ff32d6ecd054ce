"""Logging in with a password: one way for API, pages and admin, with the same limits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.contrib.auth.hashers import check_password, make_password

from accounts.errors import InvalidCredentials
from accounts.models import User
from accounts.passwords import normalize
from accounts.services.entry import Method, complete_log_in, settle
from foundation import limits
from foundation.addresses import network_of
from foundation.errors import LimitExceeded

if TYPE_CHECKING:
    from accounts.models import Session
    from accounts.services.identity import Identifier

logger = structlog.get_logger("guildhall.login")

ATTEMPTS_PER_ADDRESS = limits.Limit("login:address", 30, timedelta(minutes=1))
FAILURES_PER_ACCOUNT_AND_ADDRESS = limits.Limit("login:account+address", 5, timedelta(minutes=5))
TRIES_PER_IDENTIFIER_AND_ADDRESS = limits.Limit("login:identifier", 5, timedelta(minutes=5))
# NIST SP 800-63B-4, section 3.2.2: no more than 100 consecutive failures on one account. High, so
# that a stranger cannot cheaply lock somebody out; it ends with a success or a quiet day.
FAILURES_PER_ACCOUNT = limits.Limit("login:account", 100, timedelta(days=1), sliding=True)

# How the same is told to whoever used up the tries of what they typed in, and to nobody else.
FAILURES_PER_IDENTIFIER = limits.Limit("login:identifier-day", 100, timedelta(days=1), sliding=True)

# What an account without a usable password is checked against: it costs one bcrypt and never fits.
NO_PASSWORD = make_password(None)


def verify_credentials(*, identifier: Identifier, password: str, address: str) -> User:
    """The user with this identifier and password, whatever the account's status.

    Each try is counted before the password is looked at, so that no number of simultaneous tries
    gets more than the limit; a success takes its own count back. An unknown identifier is counted,
    and costs, the same as a known one.

    All identifiers of an account share its tries. That they are used up is told only to whoever
    used up those of the identifier they typed: else it would tell whose address it is.

    Raises LimitExceeded, also for the right password, and InvalidCredentials.
    """
    user = identifier.find()
    account = user.pk if user else identifier
    network = network_of(address)
    from_here = (FAILURES_PER_ACCOUNT_AND_ADDRESS, f"{account} {network}")
    typed_here = (TRIES_PER_IDENTIFIER_AND_ADDRESS, f"{identifier} {network}")
    limits.hit((ATTEMPTS_PER_ADDRESS, network), typed_here)
    used_up = _used_up((FAILURES_PER_IDENTIFIER, identifier))
    try:
        limits.hit(from_here)
        limits.hit((FAILURES_PER_ACCOUNT, account))
    except LimitExceeded as error:
        if used_up:
            raise used_up from error
        _matches(None, password)
        _log_failure(user)
        raise InvalidCredentials from error
    if not _matches(user, password) or user is None:
        _log_failure(user)
        raise InvalidCredentials
    limits.take_back(from_here, typed_here)
    limits.reset((FAILURES_PER_ACCOUNT, account), (FAILURES_PER_IDENTIFIER, identifier))
    return user


def _used_up(hit: limits.Hit) -> LimitExceeded | None:
    """Count a try; what there is to tell if there are none left."""
    try:
        limits.hit(hit)
    except LimitExceeded as error:
        return error
    return None


def _log_failure(user: User | None) -> None:
    logger.info("login_failed", user=str(user.pk) if user else None)


def _matches(user: User | None, password: str) -> bool:
    """One bcrypt, whoever it is; rehashes the password when the cost has risen."""
    if user is None:
        return check_password(normalize(password), NO_PASSWORD)

    def rehash(raw: str) -> None:
        User.objects.filter(pk=user.pk, password=user.password).update(password=make_password(raw))
        user.refresh_from_db(fields=["password"])

    return check_password(normalize(password), user.password, setter=rehash)


def log_in(
    *,
    identifier: Identifier,
    password: str,
    address: str,
    user_agent: str,
    reactivate: bool = False,
    remembered_token: str | None = None,
    device_token: str | None = None,
) -> Session:
    """Open a session by password. `reactivate` switches an account on that its owner switched off.

    Raises LimitExceeded, InvalidCredentials and, only after the right password, AccountInactive,
    AccountSuspended and SecondFactorRequired.
    """
    user = verify_credentials(identifier=identifier, password=password, address=address)
    settle(user)
    return complete_log_in(
        user=user,
        method=Method.PASSWORD,
        address=address,
        user_agent=user_agent,
        remembered_token=remembered_token,
        device_token=device_token,
        reactivate=reactivate,
        password=user.password,
    )
