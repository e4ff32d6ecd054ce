"""By which ways somebody can be told of something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import EmailTrouble, Status
from notifications.models import Channel

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.kinds import Kind


def can_be_reached(person: User, kind: Kind, channel: str) -> bool:
    """Whether mails, or text messages, of a kind go to somebody: what others do is told to accounts
    in use alone, what is obligatory also to suspended ones.
    """
    if person.erased_at is not None:
        return False
    if not kind.is_obligatory and person.status != Status.ACTIVE:
        return False
    return _is_mailed(person, kind) if channel == Channel.EMAIL else is_texted(person)


def _is_mailed(person: User, kind: Kind) -> bool:
    """To a verified address; to another one only what has a mail of its own, which says nothing
    there that a person wrote. Nothing to where mails do not arrive, and where one was reported as
    spam only what always comes.
    """
    stops = (EmailTrouble.BOUNCED,) if kind.is_obligatory else EmailTrouble.values
    if person.email_trouble in stops:
        return False
    has_own_mail = kind.own_mail is not None
    return bool(person.email) and (person.email_verified_at is not None or has_own_mail)


def is_texted(person: User) -> bool:
    """Whether somebody has a verified phone, and no verified e-mail address where mails arrive."""
    has_address = bool(person.email) and person.has_working_email
    return bool(person.phone_number and person.phone_verified_at) and not has_address
