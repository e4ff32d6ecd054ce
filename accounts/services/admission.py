"""Who may register and, being new here, post: nobody from a range that staff block, everybody from
a quiet network, and whoever shows a code or work from a busy one.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, gettext

from accounts import busy_networks, text_messages
from accounts.admission import HEADER, Act, check, held, new_challenge, new_code
from accounts.email_addresses import compared
from accounts.errors import (
    AdmissionNotRequired,
    AdmissionRefused,
    AdmissionRequired,
    EmailDomainBlocked,
    NetworkBlocked,
    NowhereToSend,
)
from accounts.models import BlockedDomain, BlockedNetwork
from accounts.models.blocked_origin import domains_above
from accounts.services.email import send_mail
from accounts.services.status import require_verified
from foundation import limits
from foundation.addresses import UNKNOWN, client_address, network_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from rest_framework.request import Request

    from accounts.models import User

    HasHistory = Callable[[User], bool]

logger = structlog.get_logger("guildhall.admission")

CODES_PER_RECIPIENT = limits.Limit("admission:recipient", 5, timedelta(hours=1))
CODES_PER_NETWORK = limits.Limit("admission:network", 60, timedelta(hours=1))

_histories: list[HasHistory] = []


def register_history(has_history: HasHistory) -> None:
    """Let an app say who is not new here any more."""
    _histories.append(has_history)


def arrival_of(request: HttpRequest | Request) -> dict[str, str]:
    """Where a request comes from, and what it shows."""
    return {"address": client_address(request), "shown": request.headers.get(HEADER, "")}


@contextmanager
def admitting_registration(*, address: str, shown: str, email: str | None) -> Iterator[None]:
    """Let somebody register, in a block that does it. A code is good for the address that it was
    mailed to. What is shown is given back when the block raises.

    Raises NetworkBlocked, AdmissionRequired and AdmissionRefused.
    """
    refuse_blocked_network(address)
    recipient = compared(email) if email else None
    with _admitting(Act.REGISTER, address, shown, None, recipient):
        yield


@contextmanager
def admitting_post(
    *,
    user: User,
    act: Act,
    address: str,
    shown: str,
    is_first: bool = True,
    is_public: bool = True,
) -> Iterator[None]:
    """Let somebody post, in a block that does it. Whoever has worked here with somebody is not new,
    and nothing is asked of them; nor is anything of those who go on with something (`is_first` is
    off). Whoever has yet to verify the account is told so before they work for it, unless it is for
    themselves (`is_public` is off). What is shown is given back when the block raises.

    Raises NotVerified, NetworkBlocked, AdmissionRequired and AdmissionRefused.
    """
    if is_public:
        require_verified(user)
    if not is_first or any(has_history(user) for has_history in _histories):
        yield
        return
    refuse_blocked_network(address)
    with _admitting(act, address, shown, user, _recipient_of(user)):
        yield


@contextmanager
def _admitting(
    act: Act, address: str, shown: str, user: User | None, recipient: str | None
) -> Iterator[None]:
    account_id = user.pk if user else None
    if shown:
        level = busy_networks.level_of(address)
        try:
            used = check(shown, act=act, account_id=account_id, level=level, recipient=recipient)
        except AdmissionRefused as error:
            raise _asked(AdmissionRefused, act, address, user, recipient) from error
        with held(used):
            busy_networks.arrive(address, account_id)
            yield
        return
    arrival = busy_networks.arrive(address, account_id)
    if arrival.level:
        arrival.take_back()
        logger.info("admission_asked", act=act.value, busy=arrival.level)
        raise _asked(AdmissionRequired, act, address, user, recipient)
    yield


def _asked(
    kind: type[AdmissionRequired], act: Act, address: str, user: User | None, recipient: str | None
) -> AdmissionRequired:
    """The refusal, with new work to do and the other ways that there are."""
    level = busy_networks.level_of(address)
    work = new_challenge(act, user.pk if user else None, level)
    return kind(work=work, by=["work", "code"] if recipient else ["work"])


def challenge_for(act: Act, address: str, user: User | None = None) -> dict[str, object] | None:
    """The work for a page that is shown to somebody from a busy network; None from a quiet one."""
    level = busy_networks.level_of(address)
    return new_challenge(act, user.pk if user else None, level) if level else None


def send_code(*, act: Act, address: str, user: User | None, email: str | None = None) -> str:
    """Send a code for one act: to the address that is to be registered, whoever has an account with
    it, or to the address or phone of an account. Answers the token that goes with it.

    Raises AdmissionNotRequired, NowhereToSend and LimitExceeded.
    """
    recipient = _recipient_of(user) if user else compared(email or "")
    if not recipient:
        raise NowhereToSend
    if not busy_networks.level_of(address):
        raise AdmissionNotRequired
    limits.hit((CODES_PER_RECIPIENT, recipient), (CODES_PER_NETWORK, network_of(address)))
    token, digits = new_code(act, user.pk if user else None, recipient)
    if "@" in recipient:
        send_mail(
            template="admission-code",
            recipient=(user.email if user else email) or "",
            user=user,
            code=digits,
            is_registering=act is Act.REGISTER,
        )
    elif user:
        with translation.override(get_language() or settings.LANGUAGE_CODE):
            text = gettext("%(code)s is your code at %(site)s. It is good for 5 minutes.")
            text %= {"code": digits, "site": settings.SITE_NAME}
        text_messages.send(user, recipient, text)
    return token


def _recipient_of(user: User) -> str | None:
    """Where a code for an account goes: what is verified first, mail before phone."""
    if user.email and (user.email_verified_at or not user.phone_verified_at):
        return compared(user.email)
    return str(user.phone_number) if user.phone_verified_at else None


def refuse_blocked_network(address: str) -> None:
    """Raise NetworkBlocked for an address in a range that staff block."""
    if address == UNKNOWN:
        return
    blocked = BlockedNetwork.objects.in_force().filter(network__has_address=address)
    if blocked.exists():
        logger.info("network_blocked")
        raise NetworkBlocked


def refuse_blocked_domain(email: str | None) -> None:
    """Raise EmailDomainBlocked for an address at, or below, a domain that staff block."""
    if not email:
        return
    if BlockedDomain.objects.in_force().filter(domain__in=domains_above(email)).exists():
        logger.info("email_domain_blocked")
        raise EmailDomainBlocked
