"""Blocking a person, and taking it back. What follows from it says `accounts.blocks`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts import reactions
from accounts.errors import BlockOfOneself, NotThere, TooManyBlocks, UnknownPerson
from accounts.events import BLOCK_MADE, BLOCK_UNDONE
from accounts.models import Block, User
from accounts.services.locking import locked_pair, locked_user
from foundation import limits
from foundation.events import record

if TYPE_CHECKING:
    from uuid import UUID

MAX_BLOCKS = 2_000  # of one account
# From a thing that is between a user and somebody else to that person, with the username that the
# user is told, if they are; None if it is none of theirs.
Find = Callable[["User", "UUID"], "tuple[User, str | None] | None"]
_finders: list[Find] = []
DAY = timedelta(days=1)


def register_finder(find: Find) -> None:
    """Have a user block whom they meet in such things, whether or not they are told who it is."""
    _finders.append(find)


def block_person(
    *, user: User, session_id: UUID | None, username: str = "", met_in: UUID | None = None
) -> tuple[Block, bool]:
    """Block whoever has this username, or is the other one of what the two have between them, and
    whether that is new. What is live between the two ends in the same transaction, and nothing new
    is made once this has returned.

    Everybody with an account can be blocked, whether or not their page can be seen. Raises
    LimitExceeded, UnknownPerson, NotThere, BlockOfOneself, TooManyBlocks and SessionEnded.
    """
    limits.hit((limits.Limit("blocks:user", settings.BLOCKS_PER_DAY, DAY), user.pk))
    other, name = _met_in(user, met_in) if met_in else _called(username)
    if other.pk == user.pk:
        raise BlockOfOneself
    with transaction.atomic():
        if locked_pair(user, other, session_id=session_id).erased_at is not None:
            raise UnknownPerson
        block, is_new = Block.objects.get_or_create(
            blocker=user, blocked=other, defaults={"username": name or ""}
        )
        if is_new:
            if Block.objects.filter(blocker=user).count() > MAX_BLOCKS:
                raise TooManyBlocks(MAX_BLOCKS)
            record(BLOCK_MADE(block.pk, actor=user.pk, concerns=[user.pk, other.pk]))
            reactions.person_blocked(user, other)
    return block, is_new


def _called(username: str) -> tuple[User, str]:
    other = User.objects.with_username(username.removeprefix("@")).first()
    if other is None:
        raise UnknownPerson
    return other, other.username


def _met_in(user: User, pk: UUID) -> tuple[User, str | None]:
    found = next(filter(None, (find(user, pk) for find in _finders)), None)
    if found is None:
        raise NotThere
    return found


def unblock_person(*, user: User, session_id: UUID | None, block: Block) -> None:
    """Take a block back. What it ended stays ended. Raises SessionEnded."""
    with transaction.atomic():
        locked_user(user, session_id=session_id)
        if Block.objects.filter(pk=block.pk, blocker=user).delete()[0]:
            concerns = [user.pk, block.blocked_id]
            record(BLOCK_UNDONE(block.pk, actor=user.pk, concerns=concerns))


def export_blocks(user: User) -> list[dict[str, Any]]:
    """Whom somebody blocked, by their usernames of then: never who blocked them."""
    made = Block.objects.filter(blocker=user).order_by("id")
    return [{"username": one.username, "created_at": one.created_at} for one in made]


def named_in(ids: set[UUID]) -> set[UUID]:
    """The people whom those blocks that have these ids are against."""
    return set(Block.objects.filter(pk__in=ids).values_list("blocked", flat=True))


def erase_blocks(user: User) -> None:
    """Those that somebody made, and those that others made of them."""
    Block.objects.filter(Q(blocker=user) | Q(blocked=user)).delete()
