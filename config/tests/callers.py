"""Who calls: somebody in a role, with a profile and a session that works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts import tokens
from accounts.models import Role, Status
from accounts.services.sessions import open_session
from accounts.tests.factories import UserFactory
from moderation.tests.factories import make_staff
from profiles.services.profile import make_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import Session, User

ANONYMOUS = "anonymous"


def _member(**fields: str) -> Callable[[], User]:
    def make() -> User:
        user = UserFactory(**fields)
        make_profile(user)
        return user

    return make


MAKERS: dict[str, Callable[[], User]] = {
    "freelancer": _member(role=Role.FREELANCER),
    "client": _member(role=Role.CLIENT),
    "pending": _member(role=Role.FREELANCER, status=Status.PENDING),
    "moderator": make_staff,
    "admin": lambda: UserFactory(role=Role.ADMIN, is_superuser=True),
}
ROLES = (ANONYMOUS, *MAKERS)


@dataclass
class Caller:
    """Somebody in a role, and the session that they act in. Strangers have an account, too, so that
    there are things that they could ask for; they just do not say who they are.
    """

    role: str
    user: User
    session: Session
    calls: int = 0

    @property
    def authorization(self) -> str:
        return f"Bearer {tokens.access_token(self.user, self.session)}"


def new_caller(role: str) -> Caller:
    """A caller without a past. The session is as fresh as a one-time code: nothing asks it for a
    password.
    """
    user = MAKERS.get(role, MAKERS["freelancer"])()
    session = open_session(user=user, user_agent="fuzz", address="127.0.0.1", by_code=True)
    return Caller(role, user, session)
