"""What owners are told about their passkeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import events
from accounts.services.email import send_mail
from accounts.services.telling import secure_link
from foundation.events import record

if TYPE_CHECKING:
    from accounts.models import Passkey, User

EVENTS = {
    "passkey-added": events.PASSKEY_ADDED,
    "passkey-removed": events.PASSKEY_REMOVED,
    "passkey-copied": events.PASSKEY_COPIED,
}


@transaction.atomic
def tell_owner(user: User, template: str, passkey: Passkey, *, is_by_owner: bool = True) -> None:
    """Tell the owner of a passkey, by mail too if they have an address. One that is not verified
    may be a stranger's: to that goes nothing that somebody typed, as the passkey's name.
    """
    event = EVENTS[template]
    record(events.of_owner(event, user, is_by_owner=is_by_owner, passkey=passkey.pk))
    if user.email:
        name = passkey.name if user.email_verified_at else ""
        link = secure_link(user) if user.email_verified_at else {}
        send_mail(template=template, recipient=user.email, user=user, passkey_name=name, **link)
