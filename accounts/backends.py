"""The authentication backend of Django's own log-in forms: pages and admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend

from accounts.errors import AccountInactive, AccountSuspended, InvalidCredentials
from accounts.models import LIVE_STATUSES, User
from accounts.services.entry import refuse_dead_status
from accounts.services.identity import Identifier
from accounts.services.login import verify_credentials
from foundation.addresses import UNKNOWN, client_address

if TYPE_CHECKING:
    from django.http import HttpRequest


class LimitedPasswordBackend(ModelBackend):
    """Django's backend, with the password checked by the service that the API uses.

    So every log-in counts towards the same limits; LimitExceeded passes through to become a 429.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_kwargs: Any,
    ) -> User | None:
        if not username or not password:
            return None
        try:
            user = verify_credentials(
                identifier=Identifier.parse(username),
                password=password,
                address=client_address(request) if request else UNKNOWN,
            )
            refuse_dead_status(user)
        except (InvalidCredentials, AccountInactive, AccountSuspended):
            return None
        return user

    def user_can_authenticate(self, user: User) -> bool:
        return user.status in LIVE_STATUSES
