"""Browser log-ins, by cookie, are devices like any other.

Each has its row among the user's sessions, named in Django's session. Ending that row, suspending
the user or changing the password logs the browser out with its next request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user, login, logout
from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.db.models.functions import Now
from django.utils.functional import SimpleLazyObject

from accounts.known_devices import token_of
from accounts.models import RevokedReason, Session
from accounts.preferences import Preferred
from accounts.services.second_factor import factors_of, has_second_factor, is_factor_of
from accounts.services.sessions import USE_NOTED_EVERY, end_session, note_use, open_session
from foundation.addresses import client_address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import Passkey, SessionQuerySet, User
    from accounts.services.second_factor.enrolment import Factor

SESSION_KEY = "guildhall_session"
SECOND_FACTOR_KEY = "guildhall_second_factor"
LACKING = "guildhall_lacks_second_factor"
USE_IS_TO_BE_NOTED = ExpressionWrapper(
    Q(last_used_at__lte=Now() - Value(USE_NOTED_EVERY)), output_field=BooleanField()
)
# In Django's session: the password was given to one of Django's own forms, and the code was not.
HALFWAY_KEY = "guildhall_halfway"
DEVICE_COOKIE = "guildhall_remembered"


def browser_session_id(request: HttpRequest) -> UUID | None:
    """The id of the browser's row among the sessions. A request of a program has no session."""
    session = getattr(request, "session", None)
    raw = session.get(SESSION_KEY) if session is not None else None
    return UUID(raw) if raw else None


def browser_user(request: HttpRequest) -> User | AnonymousUser:
    """The user who is logged in with this browser, as long as the session's row is live, which is
    used by it. What they prefer comes with that row, at no further query, as `request.preferred`.

    Who is halfway, having given a password and not yet the second factor, is nobody.
    """
    return AnonymousUser() if HALFWAY_KEY in request.session else password_user(request)


def password_user(request: HttpRequest) -> User | AnonymousUser:
    """The user who has given the password with this browser, even if only that."""
    user = get_user(request)
    if not user.is_authenticated:
        return user
    names = ("user__preference__language", "user__preference__time_zone")
    row = _live_row(request, user).values_list("pk", USE_IS_TO_BE_NOTED, *names).first()
    if row is None:
        return AnonymousUser()
    session_id, is_to_be_noted, language, time_zone = row
    if is_to_be_noted:
        note_use(session_id=session_id)
    request.preferred = Preferred(language or "", time_zone or "")  # type: ignore[attr-defined]
    return user


def known_user_id(request: HttpRequest) -> str | None:
    """The id of whoever the request turned out to come from. Nobody is looked up for it: a
    `request.user` that nothing has asked for yet stays unasked.
    """
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject):
        user = user._wrapped  # type: ignore[attr-defined]  # an empty object until it is asked for
    key = getattr(user, "pk", None)
    return str(key) if key else None


def _live_row(request: HttpRequest, user: User) -> SessionQuerySet:
    """The browser's row, if it is there, live, and this user's."""
    session_id = browser_session_id(request)
    if session_id is None:
        return Session.objects.none()
    return Session.objects.live().filter(pk=session_id, user=user.pk)


def enter(request: HttpRequest, session: Session, *, passkey: Passkey | None = None) -> None:
    """Log the browser in by a session that a service opened, and out of any before it. Nothing of
    the visit before is kept. What was shown as the second factor is the `passkey`, or else the app
    or what a recovery code stood in for.
    """
    logout(request)
    _remember(request, session)
    login(request, session.user)
    if session.second_factor_at:
        shown = str(passkey.pk) if passkey else next(iter(factors_of(session.user)), None)
        request.session[SECOND_FACTOR_KEY] = shown


def _remember(request: HttpRequest, session: Session) -> None:
    """Name the row in Django's session, which lasts as its cookie does: until the row ends at the
    latest. That it ends before, for want of use, the row knows. So no answer has to renew the
    cookie, which of two answers at once would undo what the other one did to it.
    """
    request.session[SESSION_KEY] = str(session.pk)
    request.session.set_expiry(session.created_at + settings.SESSION_LIFETIME)


def open_browser_session(
    sender: object, request: HttpRequest, user: User, **_kwargs: object
) -> None:
    """Receive `user_logged_in`: give the browser its row, unless it was given one (`enter`).
    Django's own receiver is not needed: `last_login` is set here, too. Who comes by a form of
    Django's, as staff do to the admin, is halfway as long as a second factor was not shown.
    """
    if _live_row(request, user).exists():
        return
    session = open_session(
        user=user,
        user_agent=request.headers.get("User-Agent", ""),
        address=client_address(request),
        device_token=token_of(request),
    )
    _remember(request, session)
    if has_second_factor(user):
        request.session[HALFWAY_KEY] = True


def close_browser_session(
    sender: object, request: HttpRequest, user: User | None, **_kwargs: object
) -> None:
    """Receive `user_logged_out`: end the browser's row."""
    if session_id := browser_session_id(request):
        end_session(session_id=session_id, reason=RevokedReason.LOGGED_OUT)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this browser's user has yet to show the second factor: all staff have to when the
    setting says so, and whoever has one. Asked once a request; an app or a passkey that was removed
    is none at once.
    """
    known: bool | None = getattr(request, LACKING, None)
    if known is not None:
        return known
    # Who is not halfway is the request's user, who has been looked up.
    is_halfway = HALFWAY_KEY in request.session
    user = password_user(request) if is_halfway else request.user
    if not user.is_authenticated:  # who is nobody has shown nothing
        return True
    has_to = settings.STAFF_TOTP_REQUIRED or has_second_factor(user)
    lacks_it = has_to and not is_factor_of(user, request.session.get(SECOND_FACTOR_KEY))
    setattr(request, LACKING, lacks_it)
    return lacks_it


def mark_second_factor(request: HttpRequest, factor: Factor) -> None:
    """Remember that this browser's user has shown this second factor. The cookie's value changes,
    so that nobody who knew it before comes along.
    """
    request.session.cycle_key()
    request.session.pop(HALFWAY_KEY, None)
    request.session[SECOND_FACTOR_KEY] = factor
    if session_id := browser_session_id(request):
        Session.objects.filter(pk=session_id).update(second_factor_at=Now())
    setattr(request, LACKING, False)


def remembered_token(request: HttpRequest) -> str | None:
    """What this browser keeps for not being asked for the second factor."""
    return request.COOKIES.get(DEVICE_COOKIE)


def keep_remembered_token(response: HttpResponse, token: str) -> None:
    """Have the browser keep it, out of reach of scripts."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=settings.SECOND_FACTOR_REMEMBERED,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
