"""Giving a username up: for a while nobody else may take it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Value
from django.db.models.functions import Now

from accounts.models import ReleasedUsername
from accounts.models.released_username import digests_of

if TYPE_CHECKING:
    from accounts.models import User

KEPT = timedelta(days=90)
# Who renames an account again and again would else keep any number of usernames from others.
KEPT_PER_HOLDER = 3


def release(*, user: User, username: str) -> None:
    """Keep the username that `user` gives up from others, and only the latest few of one holder."""
    newest, *older = digests_of(username)
    ReleasedUsername.objects.filter(digest__in=older).delete()
    ReleasedUsername.objects.update_or_create(
        digest=newest, defaults={"holder": user, "released_at": Now()}
    )
    of_holder = ReleasedUsername.objects.filter(holder=user).order_by("-released_at")
    latest = of_holder.values("pk")[:KEPT_PER_HOLDER]
    ReleasedUsername.objects.filter(holder=user).exclude(pk__in=latest).delete()


def release_for_good(*, user: User) -> None:
    """Keep the usernames of an account that is being erased, and not whose they were."""
    release(user=user, username=user.username)
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
