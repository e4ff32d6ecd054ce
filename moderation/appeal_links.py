"""The links of statements by mail, by which somebody can appeal who cannot log in: a suspended
user, or a stranger who reported. Good as long as the decision can be appealed against.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing

from accounts.errors import LinkInvalid
from accounts.models import User
from moderation.models import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping

SALT = "moderation: appeal"


def appeal_token(decision: Decision, *, user: User | None = None, email: str = "") -> str:
    """A token by which this user, or whoever reads this address, can appeal."""
    who = {"user": user.pk.hex} if user else {"email": email}
    return signing.dumps([decision.pk.hex, who], salt=SALT)


def read_token(token: str) -> tuple[Decision, User | None, str]:
    """The decision and who may appeal. Raises LinkInvalid for a forged token, or when the person
    erased their account since.
    """
    try:
        decision, who = signing.loads(token, salt=SALT)
        found = Decision.objects.select_related("case", "ground").get(pk=UUID(decision))
        return found, _user(who), who.get("email", "")
    except (signing.BadSignature, Decision.DoesNotExist, User.DoesNotExist) as error:
        raise LinkInvalid from error


def _user(who: Mapping[str, str]) -> User | None:
    return User.objects.get(pk=UUID(who["user"]), erased_at=None) if "user" in who else None
