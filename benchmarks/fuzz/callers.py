"""Who calls: accounts of each role, with sessions that work and few traces of earlier calls."""

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
# A new account after so many calls: its own limits are never reached, and its lists stay short.
CALLS_PER_ACCOUNT = 20


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


class Callers:
    """The caller of each role for whatever leaves the session as it is."""

    def __init__(self) -> None:
        self._current: dict[str, Caller] = {}

    def get(self, role: str) -> Caller:
        caller = self._current.get(role)
        if caller is None or caller.calls >= CALLS_PER_ACCOUNT:
            caller = self._current[role] = new_caller(role)
        caller.calls += 1
        return caller
