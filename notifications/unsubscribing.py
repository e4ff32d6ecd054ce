"""The links that stop mails of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing

from accounts.errors import LinkInvalid
from accounts.models import User
from foundation import site_links
from notifications.kinds import registered
from notifications.models import DIGESTS, Channel, Frequency
from notifications.services.preferences import choose, chosen_by

if TYPE_CHECKING:
    from notifications.kinds import Kind

SALT = "notifications: unsubscribe"
DIGEST = "digest"
"""Stands for all kinds that come once an hour or a day. No kind has this name."""


def token_for(user: User, kind: str) -> str:
    """What the link carries. It is good for ever: old mails have one as well."""
    return signing.Signer(salt=SALT).sign(f"{user.pk.hex}.{kind}")


def link(user: User, kind: str) -> str:
    """The page that stops mails of a kind, also by one POST of a mail program (RFC 8058): so it is
    ours, wherever people are sent otherwise.
    """
    return site_links.own_link("unsubscribe", token=token_for(user, kind))


def read_token(token: str) -> tuple[User, list[Kind]]:
    """Whose mails, and of which kinds. Raises LinkInvalid."""
    try:
        user_id, _dot, name = signing.Signer(salt=SALT).unsign(token).partition(".")
        user = User.objects.get(pk=UUID(user_id), erased_at=None)
    except (signing.BadSignature, ValueError, User.DoesNotExist) as error:
        raise LinkInvalid from error
    if name != DIGEST:
        if name not in registered():
            raise LinkInvalid
        return user, [registered()[name]]
    choices = chosen_by([user.pk])
    collected = [
        kind
        for kind in registered().values()
        if choices.frequency(user, kind, Channel.EMAIL) in DIGESTS
    ]
    return user, collected


def unsubscribe(token: str) -> None:
    """Stop the mails that a link is about. Raises LinkInvalid, and Obligatory for what always
    comes, of which no mail has such a link.
    """
    user, kinds = read_token(token)
    stopped = {(kind.name, str(Channel.EMAIL)): str(Frequency.NEVER) for kind in kinds}
    choose(user=user, wanted=stopped)
