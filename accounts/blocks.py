"""Who blocked whom: the one place where every app asks.

A block works in both directions, whoever made it: the two do not find, see, invite or write to each
other. It is silent: who was blocked gets the answers that there are about somebody who is not
there, so nothing here says who blocked whom, and no answer may. Staff are blocked without effect:
they have to see what they decide on. The writes are in `accounts.services.blocks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from accounts.errors import NotThere
from accounts.models import Block

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    Viewer = User | AnonymousUser | None
    Person = User | UUID

# Written by hand: every search of a member begins with it, and to compile it takes longer than to
# run it.
UNSEEN = """
    SELECT blocked_id FROM accounts_block WHERE blocker_id = %(viewer)s
    UNION ALL SELECT blocker_id FROM accounts_block WHERE blocked_id = %(viewer)s
"""


def is_between(one: Person, other: Person) -> bool:
    """Whether one of the two blocked the other. One query.

    Whoever is about to make something between two asks under the lock of one of their rows
    (`accounts.services.locking`), which is taken before any other: blocking holds both.
    """
    pair = Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)
    return Block.objects.filter(pair).exists()


def parted_from(user: User, people: Collection[UUID | None]) -> frozenset[UUID]:
    """Those of several people whom the user blocked, or who blocked the user. One query."""
    made = Q(blocker=user, blocked__in=people)
    pairs = Block.objects.filter(made | Q(blocked=user, blocker__in=people))
    both = pairs.values_list("blocker", "blocked")
    return frozenset(pk for pair in both for pk in pair) - {user.pk}


def require_not_blocked(one: Person, other: Person) -> None:
    """Raises NotThere, a 404 like any other, if one of the two blocked the other."""
    if is_between(one, other):
        raise NotThere


def not_between(viewer: Viewer, field: str) -> Q:
    """The condition that neither blocked the other, of a viewer and whoever `field` of the row
    names. None for strangers and for staff.
    """
    return not_blocking(viewer, field) & not_blocked_by(viewer, field)


def not_blocking(viewer: Viewer, field: str) -> Q:
    """The condition that whoever `field` names did not block the viewer."""
    member = _member(viewer)
    if member is None:
        return Q()
    return Q(~Exists(Block.objects.filter(blocked=member, blocker=OuterRef(field))))


def not_blocked_by(viewer: Viewer, field: str) -> Q:
    """The condition that the viewer did not block whoever `field` names."""
    member = _member(viewer)
    if member is None:
        return Q()
    return Q(~Exists(Block.objects.filter(blocker=member, blocked=OuterRef(field))))


def unseen_by(viewer: Viewer) -> frozenset[UUID]:
    """The accounts that a viewer does not see, for what asks no database, such as an index. One
    query by indexes alone; none for strangers and staff.
    """
    member = _member(viewer)
    if member is None:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(UNSEEN, {"viewer": member})
        return frozenset(pk for (pk,) in cursor.fetchall())


def _member(viewer: Viewer) -> UUID | None:
    """The account of a viewer for whom blocks count."""
    if viewer is None or not viewer.is_authenticated or viewer.is_staff:
        return None
    return viewer.pk
