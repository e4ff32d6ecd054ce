"""Owners are told of a log-in from a device or network that their account has not seen.

What is known: a device that holds the account's token (`accounts.known_devices`), or else a kind of
browser and system, and a network, that earlier sessions had. So nobody hears of each log-in whose
address changes daily, and hardly anybody who deletes their cookies. What somebody disowned makes
nothing known.

The first log-in, which is that of registering, is no news. Only what was verified is told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.devices import DeviceKind
from accounts.events import NEW_DEVICE, of_owner
from accounts.models import RevokedReason, Session
from accounts.services.telling import tell
from foundation import limits
from foundation.addresses import wide_network_of
from foundation.errors import LimitExceeded
from foundation.events import record

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("guildhall.sessions")

# Who programs against the API and keeps no device's token hears of the first ones.
NOTICES_PER_USER = limits.Limit("log-in-notice:user", 3, timedelta(days=1))
# A text message costs money, and whoever has accounts could make us send many.
TEXTS_PER_USER = limits.Limit("log-in-notice:text", 1, timedelta(days=1))
MAX_EARLIER = 500


@task()
def tell_of_log_in(session_id: str) -> None:
    """Tell the owner of the log-in that opened a session, if anything about it is new: in the
    product always, by a text message only where nothing else is verified, and not after a code,
    which was one.
    """
    session = Session.objects.select_related("user").filter(pk=session_id).first()
    if session is None or not is_news(session):
        return
    event = of_owner(NEW_DEVICE, session.user, session=session.pk)
    by_text = not session.user.has_working_email
    is_known_by_code = by_text and session.code_verified_at is not None
    if is_known_by_code or not _may_tell(session.user, by_text=by_text):
        with transaction.atomic():
            record(event)
        return
    kind = DeviceKind.of(session.user_agent)
    tell(
        session.user,
        event,
        template="new-log-in",
        text=_("New log-in to your %(site)s account (%(device)s)."),
        since=session.created_at,
        device=kind.label,
        network=wide_network_of(session.ip_address),
        at=session.created_at,
    )
    logger.info("log_in_told", user=str(session.user_id))


def is_news(session: Session) -> bool:
    """Whether its kind of device or its network is new to the account."""
    earlier = session.user.sessions.filter(created_at__lt=session.created_at)
    earlier = earlier.exclude(revoked_reason=RevokedReason.DISOWNED)
    seen = list(earlier.order_by("-id").values_list("user_agent", "ip_address")[:MAX_EARLIER])
    kinds = {DeviceKind.of(user_agent) for user_agent, _address in seen}
    networks = {wide_network_of(address) for _agent, address in seen}
    is_kind_known = DeviceKind.of(session.user_agent) in kinds
    return not (is_kind_known and wide_network_of(session.ip_address) in networks)


def _may_tell(user: User, *, by_text: bool) -> bool:
    """Count one more notice; whether it may be sent. That one was withheld is logged."""
    wanted = [(NOTICES_PER_USER, user.pk), *([(TEXTS_PER_USER, user.pk)] if by_text else [])]
    try:
        limits.hit(*wanted)
    except LimitExceeded:
        logger.info("log_in_not_told", user=str(user.pk))
        return False
    return True
