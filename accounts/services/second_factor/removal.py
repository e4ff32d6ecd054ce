"""The way back by staff, for somebody who lost the authenticator app and the recovery codes too.

Staff ask for the removal of the second factor, with a reason. Its owner is told at once at every
verified identifier, and can undo it by a link; a log-in with the second factor ends it as well.
Whom no way in is left (the phone was the only one, and is lost) can be given a new address in the
same way: after the waiting time everything else that opens the account ends, and the address gets
the link by which its holder verifies it and sets a password. Any log-in meanwhile ends the request.

After the waiting time the second factor is removed, all sessions end, and the owner is told again:
the password or a code by SMS then opens the account alone. A removal that was not the owner's wish
is thus undone before it happens; afterwards the owner sets up a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.errors import (
    AccountErased,
    IdentifierTaken,
    LinkInvalid,
    NoSecondFactor,
    RemovalPending,
    SelfRemoval,
    SuperuserRequired,
)
from accounts.events import SECOND_FACTOR_REMOVED, WAY_BACK_ASKED, WAY_BACK_GIVEN, of_owner
from accounts.models import FactorRemoval, RemovalOutcome, RevokedReason, Status, User
from accounts.services.email import send_verification
from accounts.services.identity import refuse_taken
from accounts.services.locking import locked_by_staff
from accounts.services.second_factor.enrolment import forget_devices, has_second_factor
from accounts.services.sessions import end_all_sessions
from accounts.services.telling import tell_everywhere, tell_staff
from accounts.services.verification import end_everything_else
from foundation import site_links

if TYPE_CHECKING:
    from datetime import datetime

logger = structlog.get_logger("guildhall.second_factor")

SALT = "accounts.second_factor.removal"


def request_removal(
    *,
    user: User,
    by: User,
    reason: str,
    new_email: str = "",
    session_id: UUID | None = None,
) -> FactorRemoval:
    """Have a user's second factor removed after the waiting time, or with `new_email` all that
    opens the account, in favour of that address; its owner is told at once.

    Raises AccountErased, NoSecondFactor, RemovalPending, SelfRemoval when it is one's own,
    SuperuserRequired for that of staff, IdentifierTaken for an address that is verified elsewhere,
    and SessionEnded.
    """
    if user == by:
        raise SelfRemoval
    try:
        with transaction.atomic():
            locked = locked_by_staff(user, by=by, session_id=session_id)
            _refuse_request(locked, by, new_email)
            removal = FactorRemoval.objects.create(
                user=user,
                requested_by=by,
                reason=reason,
                new_email=new_email,
                due_at=Now() + settings.SECOND_FACTOR_REMOVAL_WAIT,
            )
            removal.refresh_from_db()
            _tell_of_request(removal)
    except IntegrityError as error:
        raise RemovalPending from error
    logger.warning("second_factor_removal_requested", user=str(user.pk), by=str(by.pk))
    return removal


def _refuse_request(user: User, by: User, new_email: str) -> None:
    if user.erased_at:
        raise AccountErased
    if user.is_staff and not by.is_superuser:
        raise SuperuserRequired
    if new_email:
        refuse_taken(email=new_email, other_than=user, only_verified=True)
    elif not has_second_factor(user):
        raise NoSecondFactor


def _tell_of_request(removal: FactorRemoval) -> None:
    if removal.new_email:
        text = _(
            "Somebody asked us for a new way into your %(site)s account. "
            "Was it not you? Refuse it: %(link)s"
        )
    else:
        text = _(
            "Somebody asked us to remove the second factor of your %(site)s account. "
            "Was it not you? Keep it: %(link)s"
        )
    is_for_address, token = bool(removal.new_email), make_undo_token(removal)
    tell_everywhere(
        removal.user,
        of_owner(WAY_BACK_ASKED, removal.user, is_by_owner=False, is_for_address=is_for_address),
        template="way-back-asked" if is_for_address else "keep-second-factor",
        text=text,
        token=token,
        link=site_links.link("keep_second_factor", token=token),
        due_at=removal.due_at,
    )


def make_undo_token(removal: FactorRemoval) -> str:
    """The token of the link that undoes this removal, short enough for a text message."""
    return signing.Signer(salt=SALT).sign(signing.b64_encode(removal.pk.bytes).decode())


def undo(*, token: str) -> None:
    """Keep the second factor, by the link that its owner was sent. Undone twice is undone.

    Raises LinkInvalid for a token that is forged, and for a removal that has happened.
    """
    try:
        raw = signing.Signer(salt=SALT).unsign(token).encode()
        removal = FactorRemoval.objects.get(pk=UUID(bytes=signing.b64_decode(raw)))
    except (signing.BadSignature, ValueError, FactorRemoval.DoesNotExist) as error:
        raise LinkInvalid from error
    if FactorRemoval.objects.filter(pk=removal.pk).end(RemovalOutcome.UNDONE):
        logger.warning("second_factor_removal_undone", user=str(removal.user_id))
        return
    removal.refresh_from_db()
    if removal.outcome == RemovalOutcome.DONE:
        raise LinkInvalid


def withdraw(*, removal: FactorRemoval, by: User, session_id: UUID | None = None) -> bool:
    """Staff think better of it; whether it was still waiting. Raises SessionEnded."""
    with transaction.atomic():
        locked_by_staff(removal.user, by=by, session_id=session_id)
        ended = FactorRemoval.objects.filter(pk=removal.pk).end(RemovalOutcome.WITHDRAWN)
    if ended:
        logger.info("second_factor_removal_withdrawn", user=str(removal.user_id), by=str(by.pk))
    return bool(ended)


def next_due() -> datetime | None:
    """When the next removal happens."""
    pending = FactorRemoval.objects.pending().order_by("due_at")
    return pending.values_list("due_at", flat=True).first()


def remove_due() -> int:
    """Do the removals whose waiting time is over; answers how many. Each is one transaction, and
    may run at once in many processes.
    """
    return sum(_remove(pk) for pk in FactorRemoval.objects.due().values_list("user_id", flat=True))


def _remove(user_id: UUID) -> int:
    """The user's row is locked first, as everywhere; then the conditional UPDATE decides."""
    due = FactorRemoval.objects.due().filter(user=user_id)
    with transaction.atomic():
        user = _locked_with_address(user_id, due.values_list("new_email", flat=True).first() or "")
        removal = due.first()
        if removal is None:
            return 0
        outcome = _outcome_of(removal, user)
        if not FactorRemoval.objects.filter(pk=removal.pk).end(outcome):
            return 0
        if outcome == RemovalOutcome.DONE:
            if removal.new_email:
                _give_to(user, removal.new_email)
            else:
                _remove_factor(user)
        _tell_staff_of(removal, outcome)
    logger.warning("second_factor_removal_ended", user=str(user_id), outcome=outcome)
    return 1


def _locked_with_address(user_id: UUID, new_email: str) -> User:
    """The user's row, locked together with those that have or await the new address: none of them
    verifies it in this very moment. In the order in which whoever verifies locks them.
    """
    involved = Q(pk=user_id)
    if new_email:
        involved |= Q(pk__in=User.objects.with_email(new_email).values("pk"))
        involved |= Q(pending_email=new_email)
    locked = User.objects.filter(involved).order_by("pk").select_for_update(no_key=True)
    return next(user for user in locked if user.pk == user_id)


def _outcome_of(removal: FactorRemoval, user: User) -> RemovalOutcome:
    """What becomes of a request that is due. An account is not emptied for an address that cannot
    open it, as somebody has verified it for another one: it keeps all it has, and staff see why.
    Nor is anything done at the wish of staff who were suspended since, or who may not ask for it
    any more, as the account has become a colleague's.
    """
    if not _may_still_ask(removal.requested_by, user):
        return RemovalOutcome.WITHDRAWN
    if _has_logged_in_since(removal, user):
        return RemovalOutcome.USED
    if removal.new_email:
        try:
            refuse_taken(email=removal.new_email, other_than=user, only_verified=True)
        except IdentifierTaken:
            return RemovalOutcome.TAKEN
    return RemovalOutcome.DONE


def _tell_staff_of(removal: FactorRemoval, outcome: RemovalOutcome) -> None:
    """Of a request that came to nothing though its owner still waits for a way in."""
    if outcome == RemovalOutcome.TAKEN:
        tell_staff(template="way-back-refused", removal_id=removal.pk)


def _may_still_ask(by: User | None, user: User) -> bool:
    if by is None or by.status == Status.SUSPENDED:
        return False
    return by.is_superuser or not user.is_staff


def _has_logged_in_since(removal: FactorRemoval, user: User) -> bool:
    """Whether somebody who is said to have no way in has found one. Of a lost second factor it says
    nothing: a remembered device logs in without.
    """
    if not removal.new_email:
        return False
    used = user.sessions.filter(last_used_at__gt=removal.requested_at).exists()
    return used or (user.last_login is not None and user.last_login > removal.requested_at)


def end_removals(user: User, *, made_since: datetime | None) -> None:
    """End what waits of a locked user: whoever has just shown that the account is theirs asked
    staff for nothing, or has no need of it any more.
    """
    FactorRemoval.objects.filter(user=user).end(RemovalOutcome.USED)


def end_way_back(user: User) -> None:
    """End a request for a new address: its owner has a way in. A lost second factor stays lost."""
    FactorRemoval.objects.filter(user=user).exclude(new_email="").end(RemovalOutcome.USED)


def _remove_factor(user: User) -> None:
    forget_devices(user)
    end_all_sessions(user=user, reason=RevokedReason.STAFF)
    text = _("The second factor of your %(site)s account was removed.")
    event = of_owner(SECOND_FACTOR_REMOVED, user, is_by_owner=False)
    tell_everywhere(user, event, template="second-factor-removed", text=text)


def _give_to(user: User, email: str) -> None:
    """Leave the account to whoever reads the mail of this address: nothing else opens it, and it is
    verified, with a new password, by the link that it gets.
    """
    text = _("Your %(site)s account was given a new address. Everything else that opened it ended.")
    event = of_owner(WAY_BACK_GIVEN, user, is_by_owner=False)
    tell_everywhere(user, event, template="way-back-given", text=text)
    forget_devices(user)
    end_everything_else(user=user, keep=(), password=make_password(None))
    user.pending_email = email
    user.save(update_fields=["pending_email", "updated_at"])
    user.refresh_from_db()  # the link holds when everything else ended
    send_verification(user)
