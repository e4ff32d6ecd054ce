"""Registering: a new account, its first session, and the link that proves its address."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts import reactions
from accounts.models import Role, Status, User
from accounts.passwords import check_rules
from accounts.services.email import send_verification
from accounts.services.identity import refuse_taken, taken_by
from foundation import limits
from foundation.addresses import network_of

logger = structlog.get_logger("guildhall.registration")

REGISTRATIONS_PER_ADDRESS = limits.Limit("register:address", 20, timedelta(minutes=1))
SELF_SERVICE_ROLES = (Role.FREELANCER, Role.CLIENT)


def register(
    *,
    username: str,
    role: str,
    address: str,
    email: str | None = None,
    phone_number: str | None = None,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    is_phone_proved: bool = False,
) -> User:
    """Make an account with an e-mail address or a phone number, or both.

    It is active at once if the phone was proved or if the settings ask for no proof, else pending.
    Without a password (the phone was proved by a code) none is set and none works.

    Raises LimitExceeded, PasswordRefused and IdentifierTaken.
    """
    limits.hit((REGISTRATIONS_PER_ADDRESS, network_of(address)))
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
    return user
