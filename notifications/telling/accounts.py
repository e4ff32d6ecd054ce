"""What owners find on the site of what happened to their account. The mails and text messages about
it are sent by `accounts`, in the transaction of what happened: to the address and number of that
moment, with links by which an owner undoes it, and which stand in no row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.devices import DeviceKind
from accounts.models import Session
from foundation.addresses import wide_network_of
from foundation.moments import moment
from notifications.kinds import Facts, Kind, LookUp, Words, concerned
from notifications.models import Frequency

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from accounts.models import User
    from foundation.events import EventKind
    from notifications.models import Notification

PAGE = "/account/security"
NOT_YOU = _(
    "If it was not you, change your password and log out every device that you do not know."
)
GONE = "gone"
OWNER = "the account's owner"


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of the reader's own account, without a query."""
    return {
        one.pk: Facts(
            names={"left": str(one.body.get("left", ""))},
            path=PAGE,
            variant=str(one.body.get("field", "")),
        )
        for one in notifications
        if one.subject_id == reader.pk
    }


def look_up_asked(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of what staff were asked for, without a query."""
    return {
        one.pk: Facts(names={}, path=PAGE, variant="address" if one.body["is_for_address"] else "")
        for one in notifications
        if one.subject_id == reader.pk
    }


def look_up_devices(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of log-ins to the reader's own account, as long as their sessions are known: one query."""
    wanted = {UUID(one.body["session"]) for one in notifications}
    sessions = Session.objects.filter(user=reader).in_bulk(wanted)
    found = {}
    for one in notifications:
        session = sessions.get(UUID(one.body["session"]))
        if session is None:
            found[one.pk] = Facts(names={}, path=PAGE, variant=GONE)
            continue
        found[one.pk] = Facts(
            names={
                "device": str(DeviceKind.of(session.user_agent).label),
                "network": wide_network_of(session.ip_address) or "-",
                "at": moment(session.created_at),
            },
            path=PAGE,
        )
    return found


def _and_if_not_you(said: StrOrPromise) -> StrOrPromise:
    return format_lazy("{} {}", said, NOT_YOU)


def _security(
    event: EventKind,
    title: StrOrPromise,
    words: Words,
    *,
    variants: Mapping[str, Words] | None = None,
    facts: LookUp = look_up,
) -> Kind:
    """A kind that is named as its event."""
    return Kind(
        name=event.name.partition(".")[2],
        title=title,
        who=OWNER,
        tells={event: concerned},
        words=words,
        variants=variants or {},
        look_up=facts,
        by_sms=Frequency.AT_ONCE,
        tells_actor=True,
        is_obligatory=True,
        is_sent_by_hand=True,
    )


KINDS = (
    _security(
        events.NEW_DEVICE,
        _("Log-ins from new devices and networks"),
        Words(
            _("New log-in to your account"),
            _and_if_not_you(
                _("Somebody logged in to your account: %(device)s, network %(network)s, %(at)s.")
            ),
        ),
        variants={
            GONE: Words(
                _("New log-in to your account"),
                _(
                    "Somebody logged in to your account from a device or network that it had not "
                    "seen."
                ),
            ),
        },
        facts=look_up_devices,
    ),
    _security(
        events.PASSWORD_CHANGED,
        _("Changes of your password"),
        Words(
            _("Your password was changed"),
            _and_if_not_you(_("The password of your account was changed.")),
        ),
    ),
    _security(
        events.IDENTIFIER_CHANGE_ASKED,
        _("New e-mail addresses and phone numbers that wait for their verification"),
        Words(
            _("A new e-mail address for your account"),
            _and_if_not_you(_("A new e-mail address for your account waits for its verification.")),
        ),
        variants={
            "phone_number": Words(
                _("A new phone number for your account"),
                _and_if_not_you(
                    _("A new phone number for your account waits for its verification.")
                ),
            ),
        },
    ),
    _security(
        events.IDENTIFIER_CHANGED,
        _("Changes of your e-mail address or phone number"),
        Words(
            _("The e-mail address of your account was changed"),
            _(
                "The e-mail address of your account was changed or removed. The former one "
                "was sent a link that undoes it."
            ),
        ),
        variants={
            "phone_number": Words(
                _("The phone number of your account was changed"),
                _("The phone number of your account was changed or removed."),
            ),
        },
    ),
    _security(
        events.SECURED,
        _("Your account was secured"),
        Words(
            _("Your account was secured"),
            _(
                "Whatever somebody else can have left in your account was ended by the link that "
                "you were sent."
            ),
        ),
    ),
    _security(
        events.SECOND_FACTOR_ADDED,
        _("A second factor that is added"),
        Words(
            _("A second factor was added"),
            _and_if_not_you(_("An authenticator app is now the second factor of your account.")),
        ),
    ),
    _security(
        events.SECOND_FACTOR_REMOVED,
        _("A second factor that is removed"),
        Words(
            _("Your second factor was removed"),
            _and_if_not_you(_("The second factor of your account was removed.")),
        ),
    ),
    _security(
        events.RECOVERY_CODES_MADE,
        _("New recovery codes"),
        Words(
            _("New recovery codes were made"),
            _and_if_not_you(
                _("New recovery codes of your account were made; the older ones no longer work.")
            ),
        ),
    ),
    _security(
        events.RECOVERY_CODE_USED,
        _("Recovery codes that are used"),
        Words(
            _("A recovery code was used"),
            _and_if_not_you(_("A recovery code of your account was used. Codes left: %(left)s.")),
        ),
    ),
    _security(
        events.PASSKEY_ADDED,
        _("Passkeys that are added"),
        Words(
            _("A passkey was added"),
            _and_if_not_you(_("A passkey was added to your account.")),
        ),
    ),
    _security(
        events.PASSKEY_REMOVED,
        _("Passkeys that are removed"),
        Words(
            _("A passkey was removed"),
            _and_if_not_you(_("A passkey of your account was removed.")),
        ),
    ),
    _security(
        events.PASSKEY_COPIED,
        _("Passkeys that seem to be copied"),
        Words(
            _("A passkey seems to be copied"),
            _(
                "A passkey of your account was used that seems to be a copy. It was refused; "
                "remove it if you do not trust it any more."
            ),
        ),
    ),
    _security(
        events.WAY_BACK_ASKED,
        _("Requests to our staff for a way into your account"),
        Words(
            _("Somebody asked us to remove your second factor"),
            _(
                "Somebody asked our staff to remove the second factor of your account. If it "
                "was not you, refuse it by the link that you were sent."
            ),
        ),
        variants={
            "address": Words(
                _("Somebody asked us for a new way into your account"),
                _(
                    "Somebody asked our staff for a new way into your account. If it was not "
                    "you, refuse it by the link that you were sent."
                ),
            ),
        },
        facts=look_up_asked,
    ),
    _security(
        events.WAY_BACK_GIVEN,
        _("A new way into your account by our staff"),
        Words(
            _("Your account was given a new address"),
            _("Your account was given a new address. All else that opened it ended."),
        ),
    ),
)
