"""Giving a username up: for a while nobody else may take it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.db.models.functions import Now

from accounts.models import ReleasedUsername
from accounts.models.released_username import digests_of
from foundation.errors import LimitExceeded

if TYPE_CHECKING:
    from accounts.models import User

KEPT = timedelta(days=90)
# Who renames an account again and again would else keep any number of usernames from others; and
# none of them is let go before its time, or whoever stole a session could free the first one.
KEPT_PER_HOLDER = 5


def release(*, user: User, username: str) -> None:
    """Keep the username that the locked `user` gives up from others. Raises LimitExceeded for one
    who keeps as many already as one account may.
    """
    others = ReleasedUsername.objects.filter(holder=user, released_at__gt=Now() - Value(KEPT))
    others = others.exclude(digest__in=digests_of(username)).order_by("released_at")
    if others.count() >= KEPT_PER_HOLDER:
        oldest = others.annotate(left=F("released_at") + Value(KEPT) - Now())[0]
        raise LimitExceeded(max(1, int(oldest.left.total_seconds())))
    _keep(user, username)


def _keep(user: User, username: str) -> None:
    newest, *older = digests_of(username)
    ReleasedUsername.objects.filter(digest__in=older).delete()
    ReleasedUsername.objects.update_or_create(
        digest=newest, defaults={"holder": user, "released_at": Now()}
    )


def release_for_good(*, user: User) -> None:
    """Keep the usernames of an account that is being erased, and not whose they were."""
    _keep(user, user.username)
    ReleasedUsername.objects.filter(holder=user).update(holder=None)


def is_kept(username: str, *, other_than: User | None) -> bool:
    """Whether somebody else gave this username up a short time ago."""
    given_up = ReleasedUsername.objects.filter(
        digest__in=digests_of(username), released_at__gt=Now() - Value(KEPT)
    )
    if other_than is not None:  # an erased account's has no holder, and is nobody's
        given_up = given_up.exclude(holder=other_than)
    return given_up.exists()


def prune_usernames() -> int:
    """Delete those that anybody may take again; answers how many."""
    return ReleasedUsername.objects.filter(released_at__lte=Now() - Value(KEPT)).delete()[0]
