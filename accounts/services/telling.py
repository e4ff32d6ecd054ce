"""Telling owners what happens to their account: by mail, or else by a text message, and to what is
verified alone. What may not have been they has a link by which they secure it. And telling staff
what they should look at.

Each notice is an event as well, in the same transaction, by which the owner finds it in the
product. The mail does not come of the event: it goes to whom the address or number belonged at that
moment, which may be somebody else when the event is handed out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import text_messages
from accounts.models import Role, Status, User
from accounts.secure_links import not_me
from accounts.services.email import send_mail
from accounts.services.preferences import preferred_by
from foundation import site_links
from foundation.events import record

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from foundation.models import Event


@transaction.atomic
def tell(
    user: User,
    event: Event,
    *,
    template: str,
    text: StrOrPromise,
    since: datetime | None = None,
    has_link: bool = True,
    **context: Any,
) -> None:
    """Send the mail `template`, or the text message where there is no verified e-mail address: with
    a link that ends what was done `since`, or shortly before now.
    """
    record(event)
    if has_link:
        context |= secure_link(user, since=since)
    if user.email and user.has_working_email:
        send_mail(template=template, recipient=user.email, user=user, **context)
    else:
        tell_by_text(user, text, **context)


def secure_link(user: User, *, since: datetime | None = None) -> dict[str, Any]:
    """What templates need for the link by which an owner secures the account. It goes to nothing
    that is itself a change that can still be undone: whoever took the account over gets none.
    """
    if not user.verified_fields:
        return {}
    is_new = user.identifier_changes.effective_lately().filter(field=user.verified_fields[0])
    return {} if is_new.exists() else not_me(user, since=since)


def tell_everywhere(
    user: User, event: Event, *, template: str, text: StrOrPromise, **context: Any
) -> None:
    """Send both: each to where it was verified. In the caller's transaction."""
    record(event)
    if user.email and user.email_verified_at:
        send_mail(template=template, recipient=user.email, user=user, **context)
    tell_by_text(user, text, **context)


def tell_staff(*, template: str, app: str = "accounts", **context: Any) -> None:
    """Mail every administrator who has an address. What is about somebody leads to the admin, and
    says nothing of them by itself.
    """
    staff = User.objects.filter(role=Role.ADMIN, status=Status.ACTIVE, email__isnull=False)
    for administrator in staff:
        send_mail(
            template=template,
            app=app,
            recipient=administrator.email or "",
            user=administrator,
            **context,
        )


def tell_by_text(user: User, text: StrOrPromise, **context: Any) -> None:
    """Send a text message to the verified phone, in its owner's language."""
    if not (user.phone_number and user.phone_verified_at):
        return
    with preferred_by(user).active(otherwise=settings.LANGUAGE_CODE):
        written = str(text) % ({"site": settings.SITE_NAME} | context)
        if token := context.get("secure_token"):
            link = site_links.link("secure_account", token=token)
            written = f"{written} {_('If it was not you:')} {link}"
    text_messages.send(user, user.phone_number, written)
