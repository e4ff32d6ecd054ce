"""What is left to somebody whose account is suspended: to take their data along, and to have the
account erased (GDPR, articles 15, 17 and 20), by a link to what the account is known by.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.data_links import FIELDS, holder_of, make_data_token, refuse_outdated
from accounts.errors import FreshProofRequired, FreshSecondFactorRequired, LinkInvalid
from accounts.models import Status
from accounts.services import outgoing
from accounts.services.account import erase_locked
from accounts.services.email import send_mail
from accounts.services.export import export
from accounts.services.identity import Identifier
from accounts.services.locking import locked_user
from accounts.services.password import confirm_password
from accounts.services.second_factor import has_second_factor
from accounts.services.second_factor.codes import confirm
from accounts.services.telling import tell_by_text
from accounts.services.unused_accounts import may_have_lost_phone
from foundation import limits, site_links
from foundation.addresses import network_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

PER_NETWORK = limits.Limit("own-data:network", 20, timedelta(minutes=1))
PER_RECIPIENT = limits.Limit("own-data:recipient", 3, timedelta(hours=1))
PER_RECIPIENT_DAY = limits.Limit("own-data:recipient-day", 5, timedelta(days=1))
TEXT = _("Download your data at %(site)s, or erase your account, within an hour: %(link)s")


# From the user to the page with the reasons, on which one appeals; empty without one.
_appeal_pages: list[Callable[[User], str]] = []


def register_appeal_page(link: Callable[[User], str]) -> None:
    """Have whoever holds the link and has to show nothing else led to the reasons."""
    _appeal_pages.append(link)


def ask_for_data_link(*, identifier: Identifier, address: str) -> None:
    """Send the link, if a suspended account has this e-mail address or phone number. The caller is
    not told whether: all that depends on the account happens in the queued task.

    Raises LimitExceeded.
    """
    limits.hit(
        (PER_NETWORK, network_of(address)),
        (PER_RECIPIENT, identifier),
        (PER_RECIPIENT_DAY, identifier),
    )
    send_data_link.enqueue(outgoing.keep(None, field=identifier.field, value=identifier.value))


@task()
def send_data_link(message_id: str) -> None:
    """Send the link to the identifier that is kept, if it is a suspended account's."""
    with outgoing.kept(message_id) as kept:
        if kept is not None:
            _send(Identifier(kept["field"], kept["value"]))


def _send(identifier: Identifier) -> None:
    user = identifier.find()
    field = next((one for one in FIELDS if one == identifier.field), None)
    if user is None or field is None or user.status != Status.SUSPENDED or user.erased_at:
        return
    if user.has_merely_typed_in(field):
        return  # somebody else's, maybe: the account is known by something that was verified
    token = make_data_token(user, field)
    if field == "email":
        send_mail(template="own-data", recipient=user.email or "", user=user, token=token)
    else:
        tell_by_text(user, TEXT, link=site_links.link("own_data", token=token))


def export_by_link(
    *, token: str, address: str, current_password: str | None = None, code: str | None = None
) -> tuple[User, dict[str, Any]]:
    """All that is held about the user whom a link was sent to.

    Raises LimitExceeded, LinkInvalid, FreshProofRequired, WrongPassword, FreshSecondFactorRequired
    and CodeRefused.
    """
    user, _verified = _proved(token, address, current_password, code)
    return user, export(user)


def erase_by_link(
    *, token: str, address: str, current_password: str | None = None, code: str | None = None
) -> None:
    """Erase the account whose owner a link was sent to. Raises what `export_by_link` does."""
    user, verified = _proved(token, address, current_password, code)
    with transaction.atomic():
        locked = locked_user(user, verified=verified)
        refuse_outdated(token, locked)
        erase_locked(locked)


def _proved(
    token: str, address: str, current_password: str | None, code: str | None
) -> tuple[User, str | None]:
    """The user of the link, and the hash of the password if one had to be given. Whoever has a
    second factor shows it.
    """
    limits.hit((PER_NETWORK, network_of(address)))
    user, field = holder_of(token)
    verified = None
    if _asks_for_password(user, field):
        if not current_password:
            raise FreshProofRequired
        verified = confirm_password(user, current_password)
    if has_second_factor(user):
        if not code:
            raise FreshSecondFactorRequired
        confirm(user=user, code=code, address=address)
    return user, verified


def _asks_for_password(user: User, field: str) -> bool:
    """Whether somebody else may read what the link was sent to: what was merely typed in, and a
    number that was not used for long, which may have changed hands.
    """
    return field not in user.verified_fields or (
        field == "phone_number" and may_have_lost_phone(user)
    )


def appeal_page_for(token: str) -> str:
    """Where the user of a link reads why the account is suspended, and appeals; empty if more than
    the link would have to be shown.
    """
    try:
        user, _field = holder_of(token)
    except LinkInvalid:
        return ""
    return "" if asks_for(token) else next(filter(None, (link(user) for link in _appeal_pages)), "")


def asks_for(token: str) -> set[str]:
    """What has to be given besides the link. Nothing, for one that is no good."""
    try:
        user, field = holder_of(token)
    except LinkInvalid:
        return set()
    asked = {"current_password": _asks_for_password(user, field), "code": has_second_factor(user)}
    return {name for name, is_asked in asked.items() if is_asked}
