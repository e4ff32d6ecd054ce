"""What tests of the second factor share: an app that shows codes, and the steps of a log-in."""

from __future__ import annotations

from base64 import b32decode
from typing import TYPE_CHECKING, Any

from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.tests.factories import PASSWORD

if TYPE_CHECKING:
    from django.test import Client as Browser

    from accounts.models import User
    from conftest import Client


def with_app(user: User) -> TOTPDevice:
    """The user's authenticator app, set up."""
    return TOTPDevice.objects.create(user=user, name="Authenticator app")


def code_of(device: TOTPDevice, *, steps: int = 0) -> str:
    """What the device's app shows, so many steps from now."""
    return f"{TOTP(device.bin_key, drift=steps).token():06}"


def code_of_key(key: str) -> str:
    """What an app shows that was given this key."""
    return f"{TOTP(b32decode(key)).token():06}"


def wrong_code(device: TOTPDevice) -> str:
    good = {code_of(device, steps=steps) for steps in range(-2, 3)}
    return next(code for number in range(10) if (code := f"{number:06}") not in good)


def first_step(api: Client, user: User, **body: Any) -> Any:
    """The answer to the right password."""
    return api.post("auth/login", {"username": user.username, "password": PASSWORD} | body)


def challenge_of(api: Client, user: User, **body: Any) -> str:
    answer = first_step(api, user, **body)
    assert answer.status_code == 403, answer.content
    return str(answer.json()["challenge"])


def second_step(api: Client, challenge: str, code: str, **body: Any) -> Any:
    return api.post("auth/second-factor", {"challenge": challenge, "code": code} | body)


def enrol(client: Client, **body: Any) -> Any:
    """Set the app up as a front end does; the answer to the first code."""
    begun = client.post("me/second-factor/key").json()
    body = {"enrolment": begun["enrolment"], "code": code_of_key(begun["key"])} | body
    return client.post("me/second-factor", body)


def log_in_on_page(browser: Browser, user: User, **body: Any) -> Any:
    """The answer to the right password on the page."""
    return browser.post("/login", {"identifier": user.username, "password": PASSWORD} | body)


def show(client: Client, app: TOTPDevice) -> None:
    """Show the second factor in the client's session."""
    answer = client.post("me/second-factor/confirm", {"code": code_of(app)})
    assert answer.status_code == 204


def code_in(answer: Any) -> str:
    """The code of an answer's first error."""
    return str(answer.json()["errors"][0]["code"])
