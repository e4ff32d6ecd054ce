"""Telling owners what happens to their second factor: by mail, or else by a text message, and to
verified addresses alone.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from accounts import text_messages
from accounts.services.email import send_mail
from accounts.services.preferences import preferred_by

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User


def tell(user: User, *, template: str, text: StrOrPromise, **context: Any) -> None:
    """Send the mail `template`, or the text message where there is no verified e-mail address."""
    if user.email and user.email_verified_at:
        send_mail(template=template, recipient=user.email, user=user, **context)
    else:
        tell_by_text(user, text, **context)


def tell_everywhere(user: User, *, template: str, text: StrOrPromise, **context: Any) -> None:
    """Send both: each to where it was verified."""
    if user.email and user.email_verified_at:
        send_mail(template=template, recipient=user.email, user=user, **context)
    tell_by_text(user, text, **context)


def tell_by_text(user: User, text: StrOrPromise, **context: Any) -> None:
    """Send a text message to the verified phone, in its owner's language."""
    if not (user.phone_number and user.phone_verified_at):
        return
    with preferred_by(user).active(otherwise=settings.LANGUAGE_CODE):
        written = str(text) % ({"site": settings.SITE_NAME, "url": settings.SITE_URL} | context)
    transaction.on_commit(partial(text_messages.send, user.phone_number, written))
