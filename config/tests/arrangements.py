"""What a call needs to get through: a thing of the caller's in its address, and in its body the
values that no schema can tell (signed tokens, codes, passwords, the ids of other things). For
`config.tests.test_answers` and `benchmarks.fuzz`. The bytes of files are bytes.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone
from PIL import Image

from accounts import busy_networks, links, tokens
from accounts.challenges import Purpose
from accounts.data_links import make_data_token
from accounts.models import IdentifierChange, Session
from accounts.secure_links import make_secure_token
from accounts.services.account import save_address
from accounts.services.entry import Method
from accounts.services.passkey_use import log_in_options, options_for
from accounts.services.passkeys import begin_registration
from accounts.services.second_factor import forget_devices, managing
from accounts.services.second_factor.challenges import Step, make_challenge
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.services.second_factor.removal import make_undo_token, request_removal
from accounts.tests.authenticator import Authenticator, b64
from accounts.tests.factories import PASSWORD, PasskeyFactory, UserFactory, suspended
from accounts.tests.second_factor import code_of_key, with_app
from appointments.models import AppointmentTime
from config.tests.things import own_id, owner_role
from otp.tests.factories import CODE, OneTimeCodeFactory
from profiles.models import CurriculumVitae, CvState
from profiles.services.cv import upload_cv
from profiles.services.profile import make_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from config.tests.callers import Caller

API = "/api/v1/"
_numbers = count()
Fields = dict[str, Any]


def begin_numbering(first: int) -> None:
    """Number what is made from here on, so that the names of two processes never meet."""
    global _numbers
    _numbers = count(first)
    UserFactory.reset_sequence(first)


def unique(name: str) -> str:
    return f"{name}-{next(_numbers)}"


def phone() -> str:
    return f"+9198{next(_numbers):08}"


@cache
def picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (600, 600), "teal").save(written, "PNG")
    return written.getvalue()


def strong_password() -> str:
    return f"violet tram {next(_numbers)} over nine bridges"


def _register(_caller: Caller, body: Fields) -> Fields:
    identity = {"username": unique("new"), "password": strong_password()}
    if body.get("email"):
        identity["email"] = f"{identity['username']}@example.com"
    if body.get("phone_number"):
        identity["phone_number"] = phone()
    return body | identity


def _log_in(caller: Caller, body: Fields) -> Fields:
    known = {"username": caller.user.username, "email": caller.user.email}
    given = next((name for name in known if name in body), "username")
    return {given: known[given], "password": PASSWORD}


def _account(_caller: Caller, body: Fields) -> Fields:
    changed = {
        "username": unique("renamed"),
        "email": f"{unique('moved')}@example.com",
        "phone_number": phone(),
    }
    kept = {name: value for name, value in body.items() if name in changed and value}
    return body | {name: changed[name] for name in kept} | {"current_password": PASSWORD}


def _new_password(_caller: Caller, body: Fields) -> Fields:
    return body | {"current_password": PASSWORD, "new_password": strong_password()}


def _reset_password(caller: Caller, body: Fields) -> Fields:
    token = links.make_token(caller.user, links.Purpose.RESET_PASSWORD)
    return body | {"token": token, "new_password": strong_password()}


def _verify_email(_caller: Caller, body: Fields) -> Fields:
    token = links.make_token(UserFactory(), links.Purpose.VERIFY_EMAIL)
    given = {"new_password": strong_password()} if "new_password" in body else {}
    return body | given | {"token": token, "password": PASSWORD}


def _release_email(_caller: Caller, body: Fields) -> Fields:
    return body | {"token": links.make_token(UserFactory(), links.Purpose.VERIFY_EMAIL)}


def _secure_account(_caller: Caller, body: Fields) -> Fields:
    user = UserFactory(email_verified_at=timezone.now())
    return body | {"token": make_secure_token(user, since=timezone.now())}


def _own_data(_caller: Caller, body: Fields) -> Fields:
    user = suspended(UserFactory(email_verified_at=timezone.now()))
    return body | {"token": make_data_token(user, "email")}


def _undo_change(_caller: Caller, body: Fields) -> Fields:
    user = UserFactory(email_verified_at=timezone.now())
    change = IdentifierChange.objects.create(
        user=user, field="email", old_value=user.email, old_verified_at=user.email_verified_at
    )
    return body | {"token": links.make_undo_token(change), "new_password": strong_password()}


def _refresh(caller: Caller, body: Fields) -> Fields:
    return body | {"refresh_token": tokens.refresh_token(caller.session)}


def _code(caller: Caller, body: Fields) -> Fields:
    """A code that is right, for a phone that its purpose allows."""
    purpose, number = body.get("purpose", "login"), phone()
    if purpose == "login" and body.get("email"):
        return _code_by_mail(body)
    user: User | None = None
    if purpose == "login":
        user = UserFactory(phone_number=number)
    elif purpose == "verification":
        user = caller.user
    OneTimeCodeFactory(phone_number=number, purpose=purpose, user=user)
    given = {"phone_number": number, "code": CODE, "username": unique("coded")}
    given |= {name: strong_password() for name in ("password",) if name in body}
    given |= {"email": f"{unique('coded')}@example.com"} if body.get("email") else {}
    return body | {"role": "client"} | given | {"current_password": PASSWORD}


def _code_by_mail(body: Fields) -> Fields:
    user = UserFactory(email_verified_at=timezone.now())
    OneTimeCodeFactory(phone_number=None, email=user.email, user=user)
    others = {name: value for name, value in body.items() if name != "phone_number"}
    return others | {"email": user.email, "code": CODE, "purpose": "login"}


def _new_passkey(caller: Caller, body: Fields) -> Fields:
    """Made in a session that has shown the second factor, if its owner has one already."""
    Session.objects.filter(pk=caller.session.pk).update(second_factor_at=Now())
    options = begin_registration(
        user=caller.user, session_id=caller.session.pk, current_password=PASSWORD
    )
    return body | {"credential": Authenticator().create(options)}


def _held_passkey(caller: Caller) -> Authenticator:
    """What holds a passkey of the caller's."""
    phone = Authenticator(user_handle=b64(caller.user.pk.bytes))
    key = {"credential_id": phone.credential_id, "public_key": phone.public_key()}
    PasskeyFactory(user=caller.user, **key)
    return phone


def _passkey_log_in(caller: Caller, body: Fields) -> Fields:
    return body | {"credential": _held_passkey(caller).get(log_in_options())}


def _passkey_proof(caller: Caller, body: Fields) -> Fields:
    options = options_for(user=caller.user, purpose=Purpose.PROVE, bound_to=caller.session.pk)
    return body | {"credential": _held_passkey(caller).get(options)}


def _halfway(caller: Caller, body: Fields) -> Fields:
    challenge = make_challenge(caller.user, method=Method.PASSWORD, reactivate=False)
    PasskeyFactory(user=caller.user)
    return body | {"challenge": challenge}


def _passkey_second_step(caller: Caller, body: Fields) -> Fields:
    body = _halfway(caller, body)
    options = options_for(
        user=caller.user, purpose=Purpose.SECOND_FACTOR, bound_to=body["challenge"]
    )
    return body | {"credential": _held_passkey(caller).get(options)}


def _report(_caller: Caller, body: Fields) -> Fields:
    return body | {"kind": "profile", "object": make_profile(UserFactory()).user.username}


def _invite(_caller: Caller, body: Fields) -> Fields:
    return body | {"username": make_profile(UserFactory()).user.username}


def _keep_cv(caller: Caller) -> None:
    make_profile(caller.user)
    cv = upload_cv(user=caller.user, content=b"Plumber, ten years, Pune.", file_name="cv.txt")
    read = {"state": CvState.READY, "text": "Plumber", "read_at": Now()}
    CurriculumVitae.objects.filter(pk=cv.pk).update(**read)


def _preferences(_caller: Caller, body: Fields) -> Fields:
    return body | ({"time_zone": "Asia/Kolkata"} if body.get("time_zone") else {})


def _cv(_caller: Caller, body: Fields) -> Fields:
    """As a file in a form, or as JSON."""
    text = "Plumber, ten years, Pune."
    return {"file": text.encode()} if "file" in body else {"text": text}


def _message(_caller: Caller, body: Fields) -> Fields:
    """With a file, if it is a form that may have some; to whom says the address."""
    if "attachments" in body:
        return {"attachments": b"A plan of the flat."}
    return {"body": body.get("body") or "On Monday."}


def _times(_caller: Caller, body: Fields) -> Fields:
    """Times that are to come; with whom says the address."""
    known = {name: value for name, value in body.items() if name not in ("times", "to", "place")}
    start = timezone.now() + timedelta(days=3)
    times = [{"starts_at": f"{start:%Y-%m-%dT12:%M}", "minutes": 60}]
    return known | {"times": times, "time_zone": "Asia/Kolkata"}


def _one_of_the_times(_caller: Caller, _body: Fields) -> Fields:
    return {"time": str(AppointmentTime.objects.latest("id").pk)}


def _contact(_caller: Caller, body: Fields) -> Fields:
    """Nothing that is still to be verified."""
    return {name: value for name, value in body.items() if name in ("name", "address")}


def _enrolment(caller: Caller, body: Fields) -> Fields:
    """A key of this session, and the first code of the app that holds it."""
    forget_devices(caller.user)
    begun = managing.begin_enrolment(user=caller.user, session_id=caller.session.pk)
    given = {"enrolment": begun.token, "code": code_of_key(begun.key)}
    return body | given | {"current_password": PASSWORD}


def _show_second_factor(caller: Caller) -> None:
    """An app, whose code was shown in this session."""
    forget_devices(caller.user)
    with_app(caller.user)
    Session.objects.filter(pk=caller.session.pk).update(second_factor_at=Now())


def _confirmation(caller: Caller, body: Fields) -> Fields:
    _show_second_factor(caller)
    return body | {"code": make_recovery_codes(caller.user)[0]}


def _second_step(_caller: Caller, body: Fields) -> Fields:
    verified = {"email_verified_at": Now(), "phone_verified_at": Now()}
    user = UserFactory(phone_number=phone(), **verified)
    with_app(user)
    challenge = make_challenge(user, method=Method.PASSWORD, reactivate=False)
    return body | {"challenge": challenge, "code": make_recovery_codes(user)[0]}


def _unused(_caller: Caller, body: Fields) -> Fields:
    long_ago = timezone.now() - 2 * settings.UNUSED_ACCOUNT_AFTER
    user = UserFactory(phone_number=phone(), phone_verified_at=Now(), last_login=long_ago)
    challenge = make_challenge(user, method=Method.CODE, reactivate=False, step=Step.OTHER_PROOF)
    return body | {"challenge": challenge, "code": make_recovery_codes(user)[0]}


def _unused_and_released(caller: Caller, body: Fields) -> Fields:
    return body | {"challenge": _unused(caller, body)["challenge"]}


def _keep(_caller: Caller, body: Fields) -> Fields:
    user = UserFactory()
    with_app(user)
    removal = request_removal(user=user, by=UserFactory(), reason="It is lost.")
    return body | {"token": make_undo_token(removal)}


def _make_busy() -> None:
    for _ in range(settings.BUSY_NETWORK_ACCOUNTS + 1):
        busy_networks.arrive("127.0.0.1")


# What there has to be besides a thing in the address.
PREPARATIONS: dict[tuple[str, str], Callable[[Caller], object]] = {
    ("post", "auth/admission-code"): lambda _caller: _make_busy(),
    ("get", "me/address"): lambda caller: save_address(user=caller.user, city="Pune", country="IN"),
    ("get", "me/cv"): _keep_cv,
    ("get", "me/cv/file"): _keep_cv,
    ("delete", "me/cv"): _keep_cv,
    ("post", "me/second-factor/key"): lambda caller: forget_devices(caller.user),
    ("delete", "me/second-factor"): _show_second_factor,
    ("post", "me/second-factor/recovery-codes"): _show_second_factor,
}
BODIES: dict[tuple[str, str], Callable[[Caller, Fields], Fields]] = {
    ("post", "auth/register"): _register,
    ("post", "auth/login"): _log_in,
    ("post", "auth/refresh-token"): _refresh,
    ("post", "auth/logout"): _refresh,
    ("post", "auth/change-password"): _new_password,
    ("post", "auth/reset-password"): _reset_password,
    ("post", "auth/release-email"): _release_email,
    ("post", "auth/secure-account"): _secure_account,
    ("post", "auth/export-by-link"): _own_data,
    ("post", "auth/erase-by-link"): _own_data,
    ("post", "auth/undo-change"): _undo_change,
    ("post", "auth/verify-email"): _verify_email,
    ("post", "auth/verify-otp"): _code,
    ("post", "auth/second-factor"): _second_step,
    ("post", "auth/keep-second-factor"): _keep,
    ("post", "auth/recovery-code"): _unused,
    ("post", "auth/release-phone"): _unused_and_released,
    ("post", "me/second-factor"): _enrolment,
    ("post", "me/second-factor/confirm"): _confirmation,
    ("post", "me/blocks"): lambda _caller, body: body | {"username": UserFactory().username},
    ("post", "me/passkeys"): _new_passkey,
    ("post", "auth/passkey-login"): _passkey_log_in,
    ("post", "auth/passkey-proof"): _passkey_proof,
    ("post", "auth/passkey-second-factor-options"): _halfway,
    ("post", "auth/passkey-second-factor"): _passkey_second_step,
    ("put", "me"): _account,
    ("patch", "me"): _account,
    ("patch", "me/preferences"): _preferences,
    ("put", "me/cv"): _cv,
    ("put", "me/avatar"): lambda _caller, _body: {"file": picture()},
    ("post", "projects/<uuid:pk>/files"): lambda _caller, _body: {"file": picture()},
    ("post", "projects/<uuid:pk>/extend"): lambda _caller, _body: {},
    ("put", "me/portfolio/<uuid:pk>/image"): lambda _caller, _body: {"file": picture()},
    ("post", "reports"): _report,
    ("post", "projects/<uuid:pk>/invite"): _invite,
    ("post", "projects/<uuid:pk>/offer"): _invite,
    ("post", "projects/<uuid:pk>/messages"): _message,
    ("post", "conversations/<uuid:pk>/messages"): _message,
    ("post", "agreements/<uuid:pk>/messages"): _message,
    ("post", "agreements/<uuid:pk>/appointments"): _times,
    ("put", "agreements/<uuid:pk>/contact"): _contact,
    ("post", "projects/<uuid:pk>/appointments"): _times,
    ("post", "appointments/<uuid:pk>/propose"): _times,
    ("post", "appointments/<uuid:pk>/confirm"): _one_of_the_times,
    ("put", "projects/<uuid:pk>/contact"): _contact,
    ("post", "me/shortlists/<uuid:pk>/entries"): lambda _caller, body: (
        body | {"username": make_profile(UserFactory()).user.username}
    ),
    ("post", "conversations/<uuid:pk>/read"): lambda _caller, _body: {"position": 1},
}


def route_of(path: str) -> str:
    """The address of the schema as the router writes it."""
    route = path.removeprefix(API).replace("{id}", "<uuid:pk>")
    return route.replace("{slug}", "<str:slug>").replace("{username}", "<str:username>")


def thing_of(method: str, route: str, caller: Caller) -> str:
    """The id of a thing that this call may be about: the caller's, if the role may have one."""
    role = owner_role(route, method)
    owner = caller.user
    if role and owner.role != role:
        owner = UserFactory(role=role)
    return own_id(route, method, owner)
