"""Mail to users."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import transaction
from django_tasks import task

from accounts import links
from accounts.services.mails import Mail, is_permanent, write_mail
from accounts.services.unverified_mail import is_verified, may_go
from foundation.retries import retried

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("guildhall.mail")


@task()
@retried(waits="MAIL_RETRY_WAITS", on=OSError, unless=is_permanent)
def deliver(
    subject: str, text: str, html: str, recipient: str, headers: dict[str, str] | None = None
) -> None:
    """Send one mail. Runs on a task worker.

    When the mail server does not answer, it is tried again after each of `MAIL_RETRY_WAITS`; what
    it refuses for good is not.
    """
    Mail(subject, text, html).send_to(recipient, headers)


def send_mail(
    *,
    template: str,
    recipient: str,
    app: str = "accounts",
    user: User | None = None,
    headers: dict[str, str] | None = None,
    **context: object,
) -> None:
    """Queue the mail `<app>/email/<template>`, in the transaction of what it tells.

    It is in the language and time zone of `user`, who gets it, never in those of whoever caused it.
    The first line of the text template is the subject. What is queued can fail only later: a mail
    server that is down tells a client nothing.

    To an address that nobody verified, nothing goes that a person wrote: anybody can register with
    anybody's. Templates greet `addressee`, which is empty then, and show what people wrote only
    where `is_verified`.
    """
    is_trusted = is_verified(recipient, user)
    context |= {
        "is_verified": is_trusted,
        "addressee": user.get_short_name() if user and is_trusted else "",
    }
    written = write_mail(
        template=template, app=app, user=user, otherwise=settings.LANGUAGE_CODE, **context
    )
    mail = (written.subject, written.text, written.html, recipient, headers)
    if is_trusted:
        deliver.enqueue(*mail)
    else:  # limits are counted outside of transactions
        transaction.on_commit(partial(_queue_unless_too_many, mail, f"{app}/email/{template}"))


def _queue_unless_too_many(mail: tuple[Any, ...], template: str) -> None:
    """Queue a mail to an address that nobody has verified."""
    if may_go(template, mail[3]):
        deliver.enqueue(*mail)


def send_link(user: User, purpose: links.Purpose, *, template: str = "") -> None:
    """Mail the link for this purpose to the address that it is about, which the user has."""
    send_mail(
        template=template or purpose.value,
        recipient=links.address_for(user, purpose) or "",
        user=user,
        token=links.make_token(user, purpose),
        path=purpose.value,
    )


def send_verification(user: User) -> None:
    """Mail the link that verifies the user's new address, or else the one that there is."""
    send_link(user, links.Purpose.VERIFY_EMAIL)
