"""Verifying an e-mail address by the link that was mailed to it, and releasing one that somebody
else typed in. The page and the API do it by a POST: mail scanners open links.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django_tasks import task

from accounts import links
from accounts.errors import AlreadyVerified, LinkInvalid
from accounts.links import Purpose
from accounts.models import Status, User
from accounts.passwords import check_rules
from accounts.services import outgoing
from accounts.services.email import send_link, send_verification
from accounts.services.identifier_changes import cancel
from accounts.services.identity import Identifier
from accounts.services.locking import is_live, locked_by_staff, locked_user
from accounts.services.password import confirm_password
from accounts.services.verification import Evidence, release, take_from, verify
from foundation import limits
from foundation.errors import LimitExceeded

if TYPE_CHECKING:
    from uuid import UUID

VERIFICATIONS_PER_USER = limits.Limit("verification:user", 5, timedelta(hours=1))
# Of those who are refused because their address is taken, whoever they are.
HINTS_PER_ADDRESS = limits.Limit("verification:hint", 3, timedelta(hours=1))


def resend_verification(*, user: User, session_id: UUID | None) -> None:
    """Mail the link again, while an address waits, is not verified, or mails to it do not arrive.

    Raises LimitExceeded and SessionEnded.
    """
    if user.pending_email or (user.email and (not user.email_verified_at or user.email_trouble)):
        limits.hit((VERIFICATIONS_PER_USER, user.pk))
        with transaction.atomic():
            send_verification(locked_user(user, session_id=session_id))


def verify_email(
    *,
    token: str,
    session_id: UUID | None = None,
    password: str | None = None,
    new_password: str | None = None,
) -> User:
    """Verify an address by the token of its link, by the rule of `accounts.services.verification`.

    `session_id` is that of whoever asks. `password` is the account's; `new_password` makes the
    account theirs alone who open the link, if nothing of it was verified before. Raises
    LimitExceeded, LinkInvalid, AlreadyVerified, PasswordRequired, WrongPassword, PasswordRefused,
    VerifiedOtherwise and IdentifierTaken.
    """
    user = _holder(token)
    identifier = Identifier("email", links.address_of(token, user))
    evidence = Evidence(session_id=session_id)
    if not (user.is_verified or is_live(session_id=session_id, user=user)):
        evidence = _by_password(user, password, new_password)

    def still_fits(locked: User) -> None:
        _refuse_suspended(locked)
        if links.address_of(token, locked) != identifier.value:
            raise LinkInvalid

    return verify(user=user, identifier=identifier, evidence=evidence, only_if=still_fits)


def _by_password(user: User, password: str | None, new_password: str | None) -> Evidence:
    if password:
        return Evidence(password=confirm_password(user, password, attr="password"))
    if new_password:
        chosen = check_rules(new_password, user=user, attr="new_password")
        return Evidence(new_password=make_password(chosen))
    return Evidence()


def _holder(token: str) -> User:
    user = links.holder_of(token, Purpose.VERIFY_EMAIL)
    _refuse_suspended(user)
    return user


def _refuse_suspended(user: User) -> None:
    if user.status == Status.SUSPENDED:
        raise LinkInvalid


@dataclass(frozen=True)
class Standing:
    """What whoever opened a link has to give: nothing in the account's own session, else its
    password or a new one, or a log-in by the identifier that is verified.
    """

    is_own_session: bool
    verified_otherwise: str | None

    @property
    def needs_password(self) -> bool:
        return not (self.is_own_session or self.verified_otherwise)


def standing_of(*, token: str, session_id: UUID | None) -> Standing:
    """What the link's page asks for; nothing is changed. Raises LinkInvalid and AlreadyVerified."""
    user = _holder(token)
    address = links.address_of(token, user)
    is_again = address == user.email and user.email_verified_at is not None
    is_own = is_again or is_live(session_id=session_id, user=user)
    return Standing(is_own, None if is_own else next(iter(user.verified_fields), None))


def release_email(*, token: str) -> None:
    """Take an address from an account that is not its holder's, by the token of the link that was
    mailed to it. Nothing else of the account ends.

    Raises LinkInvalid, and AlreadyVerified for an address that its holder verified.
    """
    user = _holder(token)
    address = links.address_of(token, user)
    if address == user.email and user.email_verified_at:
        raise AlreadyVerified
    if address == user.pending_email:
        cancel(user=user, field="email")
    else:
        release(user=user, field="email", only_if=partial(links.address_of, token))


def release_address(*, user: User, by: User, session_id: UUID | None) -> None:
    """Take an address that was merely typed in from an account of which something else is verified,
    so that its holder can register with it, as a member of staff. Any other address stays. Raises
    SessionEnded.
    """
    with transaction.atomic():
        locked = locked_by_staff(user, by=by, session_id=session_id)
        if locked.has_merely_typed_in("email"):
            take_from([locked], "email")


def help_holder(email: str) -> None:
    """Mail a way out to an address that somebody was refused because an account has it, if nobody
    verified it there. The caller is not told, and waits for nothing that depends on it.
    """
    try:
        limits.hit((HINTS_PER_ADDRESS, email.strip().lower()))
    except LimitExceeded:
        return
    transaction.on_commit(lambda: send_way_out.enqueue(outgoing.keep(None, email=email)))


@task()
def send_way_out(message_id: str) -> None:
    """Mail the link by which the holder of an unverified address verifies or releases it."""
    with outgoing.kept(message_id) as kept:
        if kept is not None:
            _mail_way_out(kept["email"])


def _mail_way_out(email: str) -> None:
    user = User.objects.with_email(email).exclude(status=Status.SUSPENDED).first()
    if user is None or user.email_verified_at:
        return
    if user.has_merely_typed_in("email"):
        send_link(user, Purpose.VERIFY_EMAIL, template="address-in-use")
    else:
        send_verification(user)
