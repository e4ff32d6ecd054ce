"""What happens to accounts: the kinds of events. Who owns an account is told of whatever somebody
else can have done to it; what is between two people is internal.

The mails and text messages about an account's security are none of what events make
(docs/notifications.md says why): they are written in the same transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foundation.events import Audience, declare

if TYPE_CHECKING:
    from accounts.models import User
    from foundation.events import EventKind
    from foundation.models import Event

NEW_DEVICE = declare(
    "account.new_device",
    audience=Audience.PARTIES,
    meaning="Somebody logged in from a device or network that the account had not seen.",
    holds=["session"],
)
PASSWORD_CHANGED = declare(
    "account.password_changed",
    audience=Audience.PARTIES,
    meaning="An account has a new password.",
)
IDENTIFIER_CHANGE_ASKED = declare(
    "account.identifier_change_asked",
    audience=Audience.PARTIES,
    meaning="A new e-mail address or phone number waits for its verification.",
    holds=["field"],
)
IDENTIFIER_CHANGED = declare(
    "account.identifier_changed",
    audience=Audience.PARTIES,
    meaning="The e-mail address or phone number was replaced, or taken away.",
    holds=["field"],
)
SECURED = declare(
    "account.secured",
    audience=Audience.PARTIES,
    meaning="An owner ended whatever somebody else can have left in the account.",
)
SECOND_FACTOR_ADDED = declare(
    "account.second_factor_added",
    audience=Audience.PARTIES,
    meaning="An authenticator app was set up.",
)
SECOND_FACTOR_REMOVED = declare(
    "account.second_factor_removed",
    audience=Audience.PARTIES,
    meaning="The second factor was taken away, by its owner or because it was lost.",
)
RECOVERY_CODES_MADE = declare(
    "account.recovery_codes_made",
    audience=Audience.PARTIES,
    meaning="There are new recovery codes, and the older ones are dead.",
)
RECOVERY_CODE_USED = declare(
    "account.recovery_code_used",
    audience=Audience.PARTIES,
    meaning="A recovery code stood in for the second factor.",
    holds=["left"],
)
PASSKEY_ADDED = declare(
    "account.passkey_added",
    audience=Audience.PARTIES,
    meaning="A passkey was registered.",
    holds=["passkey"],
)
PASSKEY_REMOVED = declare(
    "account.passkey_removed",
    audience=Audience.PARTIES,
    meaning="A passkey was removed, by its owner or by staff.",
    holds=["passkey"],
)
PASSKEY_COPIED = declare(
    "account.passkey_copied",
    audience=Audience.PARTIES,
    meaning="A passkey was used that seems to be a copy, and was refused.",
    holds=["passkey"],
)
WAY_BACK_ASKED = declare(
    "account.way_back_asked",
    audience=Audience.PARTIES,
    meaning="Staff were asked to remove the second factor, or for a new way into the account.",
    holds=["is_for_address"],
)
WAY_BACK_GIVEN = declare(
    "account.way_back_given",
    audience=Audience.PARTIES,
    meaning="An account was given a new address, and all else that opened it ended.",
)
SUSPENDED = declare(
    "account.suspended",
    audience=Audience.PARTIES,
    meaning="A decision locked an account out.",
)
RESTORED = declare(
    "account.restored",
    audience=Audience.PARTIES,
    meaning="A suspension ended, by a decision or by time.",
)
SWITCHED_OFF = declare(
    "account.switched_off",
    audience=Audience.INTERNAL,
    meaning="Somebody switched their own account off; logging in switches it on again.",
)
CLOSED = declare(
    "account.closed",
    audience=Audience.INTERNAL,
    meaning="Somebody erased their account.",
)
BLOCK_MADE = declare(
    "block.made",
    audience=Audience.INTERNAL,
    meaning="One person blocked another, who does not learn of it.",
)
BLOCK_UNDONE = declare(
    "block.undone",
    audience=Audience.INTERNAL,
    meaning="One person took the block of another back.",
)


def of_owner(kind: EventKind, user: User, *, is_by_owner: bool = True, **body: Any) -> Event:
    """An event of an account. Nobody is named as who acted where that was not its owner: staff and
    strangers are no matter of the owner's.
    """
    actor = user.pk if is_by_owner else None
    return kind(user.pk, actor=actor, concerns=[user.pk], **body)
