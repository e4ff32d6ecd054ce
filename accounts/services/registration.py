"""Registering: a new account, its first session, and the link that proves its address."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts import reactions
from accounts.errors import IdentifierTaken
from accounts.models import Role, Status, User
from accounts.passwords import check_rules
from accounts.services.admission import admitting_registration, refuse_blocked_domain
from accounts.services.email import send_verification
from accounts.services.email_verification import help_holder
from accounts.services.identity import refuse_taken, taken_by
from accounts.services.sessions import open_session
from foundation import limits
from foundation.addresses import network_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import Session

logger = structlog.get_logger("guildhall.registration")

REGISTRATIONS_PER_ADDRESS = limits.Limit("register:address", 20, timedelta(minutes=1))
SELF_SERVICE_ROLES = (Role.FREELANCER, Role.CLIENT)


def register(*, address: str, user_agent: str, shown: str = "", **fields: Any) -> Session:
    """Make an account and open its first session: both, or neither.

    `fields` are those of `new_user`; `shown` is what a busy network has to show
    (`accounts.services.admission`). Raises LimitExceeded, NetworkBlocked, EmailDomainBlocked,
    AdmissionRequired, AdmissionRefused, PasswordRefused and IdentifierTaken.
    """
    count_registration(address)
    refuse_blocked_domain(fields.get("email"))
    with admitting_registration(address=address, shown=shown, email=fields.get("email")):
        user = new_user(**fields)
        with helping_holder(user), transaction.atomic():
            save_account(user)
            return open_session(user=user, user_agent=user_agent, address=address)


@contextmanager
def helping_holder(user: User) -> Iterator[None]:
    """Mail a way out to the address of an account that is refused because another one has it."""
    try:
        yield
    except IdentifierTaken as error:
        if "email" in error.fields:
            help_holder(user.email or "")
        raise


def count_registration(address: str) -> None:
    """Count one more registration from an address, whatever becomes of it. Raises LimitExceeded."""
    limits.hit((REGISTRATIONS_PER_ADDRESS, network_of(address)))


def new_user(
    *,
    username: str,
    role: str,
    email: str | None = None,
    phone_number: str | None = None,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    is_phone_proved: bool = False,
) -> User:
    """An account that is not saved yet, with an e-mail address or a phone number, or both.

    It is active at once if the phone was proved or if the settings ask for no proof, else pending.
    Without a password (the phone was proved by a code) none is set and none works. Hashing one
    takes a quarter of a second: no transaction should wait for it. Raises PasswordRefused.
    """
    if role not in SELF_SERVICE_ROLES:
        raise ValueError(f"{role} is not a role to register with")
    is_active = is_phone_proved or not settings.ACCOUNT_PROOF_REQUIRED
    user = User(
        username=username.lower(),
        role=role,
        email=email or None,
        phone_number=phone_number or None,
        first_name=first_name,
        last_name=last_name,
        phone_verified_at=Now() if is_phone_proved else None,
        status=Status.ACTIVE if is_active else Status.PENDING,
    )
    user.set_password(check_rules(password, user=user, attr="password") if password else None)
    return user


def save_account(user: User) -> None:
    """Save a new account, send its verification link and tell the other apps of it.

    Raises IdentifierTaken.
    """
    refuse_taken(email=user.email, username=user.username, phone_number=user.phone_number)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            if user.email:
                send_verification(user)
            user.refresh_from_db()
            reactions.account_created(user)
    except IntegrityError as error:
        raise taken_by(error) from error
    logger.info("registered", user=str(user.pk), role=user.role)
