"""Which user a person means by an e-mail address, a username or a phone number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts import phone_numbers
from accounts.email_addresses import AT, compared
from accounts.errors import IdentifierTaken, LastIdentifier
from accounts.models import VERIFIED_AT, User
from accounts.phone_numbers import is_dialled
from accounts.services.usernames import is_kept

if TYPE_CHECKING:
    from django.db import IntegrityError

    from accounts.models import UserQuerySet

IDENTIFIER_OF_CONSTRAINT = {
    "user_email_unique_ignoring_case": "email",
    "user_username_unique": "username",
    "accounts_user_phone_number_key": "phone_number",
}
LAST_IDENTIFIER = "user_has_email_or_phone_unless_erased"


@dataclass(frozen=True)
class Identifier:
    """What somebody types to say who they are: a field and its value."""

    field: str
    value: str

    def find(self) -> User | None:
        """The user with this identifier."""
        if self.field == "username":
            return User.objects.with_username(self.value).first()
        return User.objects.having(self.field, self.value).first()

    @classmethod
    def parse(cls, text: str, country: str | None = None) -> Identifier:
        """What a page's single log-in field means: an address has an @, and what can be dialled, in
        a `country` or from anywhere, is a phone. No username can.
        """
        text = text.strip()
        if AT & set(text):
            return cls("email", text)
        if is_dialled(text) and (number := phone_numbers.parse(text, country)):
            return cls("phone_number", number)
        return cls("username", text)

    def __str__(self) -> str:
        value = compared(self.value) if self.field == "email" else self.value.lower()
        return f"{self.field}:{value}"


def as_stored(text: str) -> str:
    """A whole phone number or e-mail address in the form in which it is stored; else the text."""
    if is_dialled(text):
        return phone_numbers.parse(text) or text
    return compared(text) if AT & set(text) else text


def refuse_taken(
    *,
    email: str | None = None,
    username: str | None = None,
    phone_number: str | None = None,
    other_than: User | None = None,
    only_verified: bool = False,
) -> None:
    """Raise IdentifierTaken naming each that another account has, or that is kept for one. With
    `only_verified`, e-mail address and phone number are not taken by who merely typed them in.
    """
    candidates = User.objects.exclude(pk=other_than.pk if other_than else None)

    def is_held(field: str, value: str | None) -> bool:
        held = candidates.having(field, value or "")
        if only_verified:
            held = held.exclude(**{VERIFIED_AT[field]: None})
        return bool(value) and held.exists()

    found = {
        "email": is_held("email", email),
        "username": username is not None and _is_username_taken(username, candidates, other_than),
        "phone_number": is_held("phone_number", phone_number),
    }
    if taken := [field for field, is_taken in found.items() if is_taken]:
        raise IdentifierTaken(taken)


def _is_username_taken(username: str, candidates: UserQuerySet, other_than: User | None) -> bool:
    """In this order: one that is given up between the two questions is found by either."""
    is_held = candidates.with_username(username).exists()
    return is_held or is_kept(username, other_than=other_than)


def taken_by(error: IntegrityError) -> IdentifierTaken | LastIdentifier:
    """The domain error for a lost race for an identifier, or of two who each took away what the
    other left; raises any other IntegrityError again.
    """
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if name == LAST_IDENTIFIER:
        return LastIdentifier()
    for constraint, field in IDENTIFIER_OF_CONSTRAINT.items():
        if name.startswith(constraint):
            return IdentifierTaken([field])
    raise error
