"""The lock of an account's row, which whoever writes for the account takes first, and what is asked
under it: whether the session is still live that asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from accounts.errors import SessionEnded, WrongPassword
from accounts.models import Session, User

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

HOLD = f"""
    SELECT erased_at IS NULL FROM {User._meta.db_table} WHERE id = ANY(%s) ORDER BY id FOR SHARE
"""  # noqa: S608 - the name of our own table


def is_live(*, session_id: UUID | None, user: User) -> bool:
    """Whether it is a live session of this user, who may act."""
    if session_id is None:
        return False
    return Session.objects.live().of_live_users().filter(pk=session_id, user=user).exists()


def locked_user(user: User, *, session_id: UUID | None = None, verified: str | None = None) -> User:
    """The user's row, locked: nothing is made for an account that is being erased, nor for one
    whose session ended after the request was authenticated.

    Whatever ends an account's sessions holds this lock, so that the session is live until the
    transaction ends. Without `session_id` it is no session that asks. `verified` is the hash that
    a password was compared with before, which must still be the current one.

    Raises SessionEnded and WrongPassword.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.erased_at is not None:
        raise SessionEnded
    if session_id is not None and not is_live(session_id=session_id, user=locked):
        raise SessionEnded
    if verified is not None and verified != locked.password:
        raise WrongPassword
    return locked


def lock_all(pks: Collection[UUID | None]) -> dict[UUID, User]:
    """The rows of several users, locked in one order: of two who act on each other at once, the
    second waits before it holds anything that the first one needs.
    """
    locked = User.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)
    return {user.pk: user for user in locked}


def locked_pair(user: User, other: User, *, session_id: UUID | None = None) -> User:
    """The row of the other one, locked together with the user's own: for what concerns the two.
    Raises SessionEnded when the user's session, or account, ended meanwhile.
    """
    locked = lock_all({user.pk, other.pk})
    if locked[user.pk].erased_at is not None:
        raise SessionEnded
    if session_id is not None and not is_live(session_id=session_id, user=user):
        raise SessionEnded
    return locked[other.pk]


def locked_by_staff(user: User, *, by: User | None, session_id: UUID | None = None) -> User:
    """The row of the user on whom a member of staff acts, locked together with the latter's own:
    whatever ends the session of the one who acts has been seen, or waits. `by` is nobody on the
    command line. Raises SessionEnded.
    """
    locked = lock_all({user.pk, by.pk if by else None})
    if by and session_id is not None and not is_live(session_id=session_id, user=by):
        raise SessionEnded
    return locked[user.pk]


def hold_unless_erased(pks: Collection[UUID]) -> bool:
    """Keep these accounts from being erased until the transaction ends, while they may be changed
    afterwards as before; False if one of them has been erased.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [list(pks)])
        return all(is_there for (is_there,) in cursor.fetchall())
