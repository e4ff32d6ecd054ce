"""What owners are told about their passkeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.services.email import send_mail
from accounts.services.telling import secure_link

if TYPE_CHECKING:
    from accounts.models import Passkey, User


def tell_owner(user: User, template: str, passkey: Passkey) -> None:
    """Mail the owner of a passkey, if they have an address. An address that is not verified may be
    a stranger's: to that one goes nothing that somebody typed, as the passkey's name.
    """
    if user.email:
        name = passkey.name if user.email_verified_at else ""
        link = secure_link(user) if user.email_verified_at else {}
        send_mail(template=template, recipient=user.email, user=user, passkey_name=name, **link)
