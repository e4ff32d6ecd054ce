"""A new e-mail address or phone number of an account of which something is verified: asked for,
taking effect when it is verified, cancelled. Who held the old one is told each time.

All of these take the user's row as it was locked by the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import links, text_messages
from accounts.events import IDENTIFIER_CHANGE_ASKED, IDENTIFIER_CHANGED, of_owner
from accounts.models import PENDING, VERIFIED_AT, IdentifierChange, User
from accounts.services.email import send_mail, send_verification
from accounts.services.locking import locked_user
from accounts.services.preferences import preferred_by
from foundation import site_links
from foundation.events import record

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID


def ask_for(user: User, field: str, value: str) -> None:
    """Let a new value wait for its verification; it takes the place of one that waited, whose link
    to undo it stays good.
    """
    change = _waiting(user, field) or _record(user, field)
    setattr(user, PENDING[field], value)
    user.save(update_fields=[PENDING[field], "updated_at"])
    record(of_owner(IDENTIFIER_CHANGE_ASKED, user, field=field))
    _tell(user, change, is_waiting=True)
    if field == "email":
        send_verification(user)


def take_effect(user: User, field: str, value: str | None) -> None:
    """Replace a value by one that is verified, or take it away. The old one is told how to undo it
    (`accounts.services.undoing`).
    """
    change = _waiting(user, field) or _record(user, field)
    IdentifierChange.objects.filter(pk=change.pk).update(effective_at=Now())
    record(of_owner(IDENTIFIER_CHANGED, user, field=field))
    _tell(user, change, is_waiting=False)
    setattr(user, field, value)
    setattr(user, VERIFIED_AT[field], Now() if value else None)
    setattr(user, PENDING[field], None)
    user.save(update_fields=[field, VERIFIED_AT[field], PENDING[field], "updated_at"])


def give_up_phone(user: User) -> None:
    """Take a phone number away whose holder says that the account is somebody else's. Only a
    verified e-mail address is told, and gets the link to undo it: who has the phone now is the last
    one to be given a way into the account.
    """
    record(of_owner(IDENTIFIER_CHANGED, user, is_by_owner=False, field="phone_number"))
    if user.email_verified_at:
        change = _waiting(user, "phone_number") or _record(user, "phone_number")
        IdentifierChange.objects.filter(pk=change.pk).update(effective_at=Now())
        _mail(user, change, links.make_undo_token(change), is_waiting=False)
    else:
        # An address that was merely typed in may be a stranger's, and would be the only way in.
        user.email = None
        user.identity_ended_at = Now()
    user.phone_number = user.phone_verified_at = None
    fields = ["email", "phone_number", "phone_verified_at", "identity_ended_at", "updated_at"]
    user.save(update_fields=fields)


def cancel(*, user: User, field: str, session_id: UUID | None = None) -> None:
    """Keep the value that there is. That nothing waits is no error. Raises SessionEnded."""
    with transaction.atomic():
        locked = locked_user(user, session_id=session_id)
        _forget_pending(locked, field)
    user.refresh_from_db()


def cancel_all(user: User) -> None:
    """Let nothing wait any more."""
    for field, pending in PENDING.items():
        if getattr(user, pending) is not None:
            _forget_pending(user, field)


def _forget_pending(user: User, field: str) -> None:
    user.identifier_changes.waiting().filter(field=field).end()
    setattr(user, PENDING[field], None)
    user.save(update_fields=[PENDING[field], "updated_at"])


def _waiting(user: User, field: str) -> IdentifierChange | None:
    return user.identifier_changes.waiting().filter(field=field).first()


def _record(user: User, field: str) -> IdentifierChange:
    """What undoing the change restores: only what is verified is worth it."""
    verified_at = getattr(user, VERIFIED_AT[field])
    return IdentifierChange.objects.create(
        user=user,
        field=field,
        old_value=getattr(user, field) if verified_at else "",
        old_verified_at=verified_at,
    )


def _tell(user: User, change: IdentifierChange, *, is_waiting: bool) -> None:
    """Tell each verified identifier. It gets a link to undo the change unless it is itself a new
    one that can still be undone: whoever took the account over and changes it twice gets none.
    """
    lately = user.identifier_changes.effective_lately().exclude(pk=change.pk)
    new = set(lately.values_list("field", flat=True))
    for field in user.verified_fields:
        token = None if field in new else links.make_undo_token(change)
        if field == "email":
            _mail(user, change, token, is_waiting=is_waiting)
        elif not is_waiting and (field == change.field or not user.has_working_email):
            _text(user, change, token)  # costs money: once, and where no mail would do


def _mail(user: User, change: IdentifierChange, token: str | None, *, is_waiting: bool) -> None:
    send_mail(
        template="contact-changed",
        recipient=user.email or "",
        user=user,
        field=change.field,
        is_waiting=is_waiting,
        undo_token=token,
        hours=undo_hours(settings.IDENTIFIER_UNDO_LIFETIME),
    )


def _text(user: User, change: IdentifierChange, token: str | None) -> None:
    with preferred_by(user).active(otherwise=settings.LANGUAGE_CODE):
        if change.field == "email":
            text = _("The e-mail address of your %(site)s account was changed.")
        else:
            text = _("The phone number of your %(site)s account was changed.")
        text %= {"site": settings.SITE_NAME}
        if token:
            link = site_links.link("undo_change", token=token)
            text = f"{text} {_('If it was not you:')} {link}"
    text_messages.send(user, str(user.phone_number), text)


def prune_changes() -> int:
    """Delete those that can no more be undone, with the old values that they hold; how many."""
    undoable = IdentifierChange.objects.undoable().values("pk")
    return IdentifierChange.objects.exclude(pk__in=undoable).delete()[0]


def undo_hours(lifetime: timedelta) -> int:
    """For how many hours a change can be undone, as people are told."""
    return int(lifetime.total_seconds() // 3600)
