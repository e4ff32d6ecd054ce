"""Mail to users."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django_tasks import task

from accounts import links
from accounts.models import EmailTrouble
from accounts.services import outgoing
from accounts.services.mails import Mail, is_permanent, write_mail
from accounts.services.unverified_mail import is_verified, may_go
from foundation.retries import retried

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("guildhall.mail")

ASKED_FOR = {
    *links.Purpose.values,
    *("address-in-use", "account-erased", "own-data", "admission-code"),
}


@task()
@retried(waits="MAIL_RETRY_WAITS", on=OSError, unless=is_permanent, given_up=outgoing.forget)
def deliver(message_id: str) -> None:
    """Send one mail that was kept. Runs on a task worker.

    When the mail server does not answer, it is tried again after each of `MAIL_RETRY_WAITS`; what
    it refuses for good is not.
    """
    with outgoing.kept(message_id) as kept:
        if kept is not None:
            mail = Mail(kept["subject"], kept["text"], kept["html"])
            mail.send_to(kept["recipient"], kept["headers"])


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

    Where mails are known to bounce, only those go that somebody has just asked for: each of them
    may be the one that arrives, and whether one goes tells nobody of an account.
    """
    if template not in ASKED_FOR and _bounces(recipient, user):
        logger.info("mail_withheld", template=f"{app}/email/{template}")
        return
    written = written_for(recipient, template=template, app=app, user=user, **context)
    queue = partial(queue_mail, written, recipient, user=user, headers=headers)
    if is_verified(recipient, user):
        queue()
    else:  # limits are counted outside of transactions
        path = f"{app}/email/{template}"
        transaction.on_commit(lambda: queue() if may_go(path, recipient) else None)


def written_for(
    recipient: str, *, template: str, app: str, user: User | None, **context: object
) -> Mail:
    """The mail `<app>/email/<template>` for this address of the user's, or of a stranger's: it
    greets by name whoever verified the address.
    """
    is_trusted = is_verified(recipient, user)
    context |= {
        "is_verified": is_trusted,
        "addressee": user.get_short_name() if user and is_trusted else "",
    }
    return write_mail(
        template=template, app=app, user=user, otherwise=settings.LANGUAGE_CODE, **context
    )


def _bounces(recipient: str, user: User | None) -> bool:
    """Whether it is an address of which a mail bounced, and nothing arrived since."""
    if user is None or user.email_trouble != EmailTrouble.BOUNCED:
        return False
    return recipient.lower() == (user.email or "").lower()


def queue_mail(
    mail: Mail, recipient: str, *, user: User | None, headers: dict[str, str] | None = None
) -> None:
    """Queue what is written, for `user` or whoever has the address."""
    deliver.enqueue(
        outgoing.keep(user, recipient=recipient, headers=headers, **dataclasses.asdict(mail))
    )


def send_link(user: User, purpose: links.Purpose, *, template: str = "") -> None:
    """Mail the link for this purpose to the address that it is about, which the user has."""
    send_mail(
        template=template or purpose.value,
        recipient=links.address_for(user, purpose) or "",
        user=user,
        token=links.make_token(user, purpose),
    )


def send_verification(user: User) -> None:
    """Mail the link that verifies the user's new address, or else the one that there is."""
    send_link(user, links.Purpose.VERIFY_EMAIL)
