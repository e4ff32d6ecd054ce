"""The lock of an account's row, which whoever writes for the account takes first."""

from __future__ import annotations

from accounts.errors import SessionEnded
from accounts.models import User


def locked_user(user: User) -> User:
    """The user's row, locked: nothing is made for an account that is being erased.

    Raises SessionEnded when it was.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.erased_at is not None:
        raise SessionEnded
    return locked
