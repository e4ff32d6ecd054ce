"""Users, their address and their sessions, with every invariant as a database constraint."""

from __future__ import annotations

from accounts.models.address import Address
from accounts.models.block import Block
from accounts.models.blocked_origin import BlockedDomain, BlockedNetwork
from accounts.models.identifier_change import IdentifierChange, IdentifierField
from accounts.models.mail_report import MailReport, MailTally, ReportKind
from accounts.models.outgoing_message import OutgoingMessage
from accounts.models.passkey import (
    MAX_CREDENTIAL_ID_BYTES,
    MAX_NAME_LENGTH,
    TRANSPORTS,
    Passkey,
    PasskeyQuerySet,
)
from accounts.models.preference import Preference
from accounts.models.released_username import ReleasedUsername
from accounts.models.second_factor import (
    FactorRemoval,
    RememberedDevice,
    RemovalOutcome,
)
from accounts.models.session import RevokedReason, Session, SessionQuerySet
from accounts.models.user import (
    E164_PATTERN,
    LIVE_STATUSES,
    PENDING,
    TRANSITIONS,
    USERNAME_PATTERN,
    VERIFIED_AT,
    EmailTrouble,
    Role,
    Status,
    User,
    UserQuerySet,
)

__all__ = [
    "E164_PATTERN",
    "LIVE_STATUSES",
    "MAX_CREDENTIAL_ID_BYTES",
    "MAX_NAME_LENGTH",
    "PENDING",
    "TRANSITIONS",
    "TRANSPORTS",
    "USERNAME_PATTERN",
    "VERIFIED_AT",
    "Address",
    "Block",
    "BlockedDomain",
    "BlockedNetwork",
    "EmailTrouble",
    "FactorRemoval",
    "IdentifierChange",
    "IdentifierField",
    "MailReport",
    "MailTally",
    "OutgoingMessage",
    "Passkey",
    "PasskeyQuerySet",
    "Preference",
    "ReleasedUsername",
    "RememberedDevice",
    "RemovalOutcome",
    "ReportKind",
    "RevokedReason",
    "Role",
    "Session",
    "SessionQuerySet",
    "Status",
    "User",
    "UserQuerySet",
]
