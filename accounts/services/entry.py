"""Where every way in ends: who has shown what it asks for is let in, or asked for more.

| way in | second factor of an account that has one |
|---|---|
| password | asked for |
| code by SMS | asked for; of an account that was not used for long, another proof is |
| code by mail | asked for |
| passkey that verified its user | counts as both |
| registering | there is none yet |
| resetting the password | opens no session; the log-in after it asks |
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import structlog
from django.db import transaction

from accounts.errors import (
    AccountInactive,
    AccountSuspended,
    LogInExpired,
    SecondFactorRequired,
)
from accounts.models import LIVE_STATUSES, Status, User
from accounts.services.second_factor.challenges import (
    Step,
    make_challenge,
    read_challenge,
    use_up,
)
from accounts.services.second_factor.codes import confirm
from accounts.services.second_factor.enrolment import has_second_factor
from accounts.services.second_factor.remembering import is_remembered
from accounts.services.sessions import open_session
from accounts.services.status import change_status, end_lapsed_suspension
from foundation import deadlines

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import Session

logger = structlog.get_logger("guildhall.login")


class Method(StrEnum):
    """What somebody showed to get in."""

    PASSWORD = "password"  # noqa: S105 - a way in
    CODE = "code"
    PASSKEY = "passkey"


# A passkey that verified its user is something that one has, and knows or is.
COUNTS_AS_BOTH = frozenset({Method.PASSKEY})
# What stands in for the password at a sensitive change, as long as it is fresh.
FRESH_PROOFS = frozenset({Method.CODE, Method.PASSKEY})


def complete_log_in(
    *,
    user: User,
    method: Method,
    address: str,
    user_agent: str,
    remembered_token: str | None = None,
    device_token: str | None = None,
    reactivate: bool = False,
    password: str | None = None,
) -> Session:
    """Open a session for a user who has just passed the first step by `method`.

    Every way in ends here: an account with a second factor is asked for it, unless the method
    counts as both or the device is remembered. `reactivate` switches an account on that its owner
    switched off, when all is shown. With `password`, the hash that was verified must still be the
    current one. The caller settles what is due (`settle`), outside of a transaction.

    Raises AccountInactive, AccountSuspended, SecondFactorRequired, and SessionEnded when the
    account changed in this very moment.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        switches_on = reactivate and user.status == Status.INACTIVE
        if not switches_on:
            refuse_dead_status(user)
        if _lacks_second_factor(user, method, remembered_token):
            raise SecondFactorRequired(make_challenge(user, method=method, reactivate=reactivate))
        if switches_on:
            change_status(user=user, to=Status.ACTIVE)
        return open_session(
            user=user,
            user_agent=user_agent,
            address=address,
            method=method,
            by_code=method in FRESH_PROOFS,
            by_second_factor=method in COUNTS_AS_BOTH,
            password=password,
            device_token=device_token,
        )


def log_in_by_second_factor(
    *,
    challenge: str,
    address: str,
    user_agent: str,
    show: Callable[[User], object],
    device_token: str | None = None,
    step: Step = Step.SECOND_FACTOR,
    is_still_there: Callable[[User], bool] = lambda _locked: True,
) -> Session:
    """Open a session by the second step of a log-in. `show` confirms a second factor of the user
    that it is given, or what else `step` asks for, and raises its own errors. `is_still_there` is
    asked about it once more under the user's lock.

    Raises LogInExpired, what `show` raises, AccountInactive and AccountSuspended.
    """
    passed = read_challenge(challenge, step)
    show(passed.user)
    use_up(passed)
    settle(passed.user)
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=passed.user.pk)
        read_challenge(challenge, step)  # again, now that nothing can change any more
        if not is_still_there(user):
            raise LogInExpired
        if passed.reactivate and user.status == Status.INACTIVE:
            change_status(user=user, to=Status.ACTIVE)
        refuse_dead_status(user)
        return open_session(
            user=user,
            user_agent=user_agent,
            address=address,
            method=passed.method,
            by_code=passed.method in FRESH_PROOFS,
            by_second_factor=step == Step.SECOND_FACTOR,
            device_token=device_token,
        )


def log_in_by_code(
    *, challenge: str, code: str, address: str, user_agent: str, device_token: str | None = None
) -> Session:
    """The second step by a code of the authenticator app, or by a recovery code.

    Raises LimitExceeded, LogInExpired, CodeRefused, AccountInactive and AccountSuspended.
    """
    return log_in_by_second_factor(
        challenge=challenge,
        address=address,
        user_agent=user_agent,
        show=lambda user: confirm(user=user, code=code, address=address),
        device_token=device_token,
    )


def settle(user: User) -> None:
    """Do what is due by time alone before anybody looks at the account: the end of a suspension,
    the removal of a second factor. Outside of a transaction, which might be rolled back with it.
    """
    deadlines.settle_due()
    end_lapsed_suspension(user)


def _lacks_second_factor(user: User, method: Method, remembered_token: str | None) -> bool:
    if method in COUNTS_AS_BOTH or not has_second_factor(user):
        return False
    return not is_remembered(user, remembered_token)


def refuse_dead_status(user: User) -> None:
    """Raise the error of an account that may not log in. That somebody tried is logged."""
    if user.status in LIVE_STATUSES:
        return
    logger.info("login_failed", user=str(user.pk))
    if user.status == Status.SUSPENDED:
        raise AccountSuspended
    raise AccountInactive
