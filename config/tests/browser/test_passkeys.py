"""Passkeys from beginning to end, with the virtual authenticator of Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from accounts.models import Passkey, Role
from accounts.tests.factories import PASSWORD, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

pytestmark = pytest.mark.django_db(transaction=True)
BY_PASSKEY = "Use a passkey"


class Device:
    """A browser with an authenticator, whose owner does what they are asked for, or does not."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self._send("addVirtualAuthenticator", options=options)["authenticatorId"]

    def _send(self, method: str, **parameters: Any) -> Any:
        return self.session.send(f"WebAuthn.{method}", parameters)

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._send("getCredentials", authenticatorId=self.id)[
            "credentials"
        ]
        return found

    def give(self, credential: dict[str, Any]) -> None:
        self._send("addCredential", authenticatorId=self.id, credential=credential)

    def recognises(self, *, owner: bool) -> None:
        self._send("setUserVerified", authenticatorId=self.id, isUserVerified=owner)


@pytest.fixture(autouse=True)
def _on_this_server(settings, live_server):
    settings.PASSKEY_ORIGINS = [live_server.url]


@pytest.fixture
def mira(db):
    return UserFactory(username="mira", first_name="Mira")


def add(page: Page, name: str) -> None:
    page.goto("/account/passkeys")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Create the passkey").click()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").first.click()
    page.wait_for_url("**/")


@pytest.fixture
def with_passkey(open_browser, mira):
    """Mira's browser, in which she has added a passkey."""
    page = open_browser(user=mira)
    device = Device(page)
    add(page, "My laptop")
    expect(page.get_by_text("Your passkey has been added.")).to_be_visible()
    return device


def test_a_passkey_is_added_and_is_a_way_in(with_passkey):
    page = with_passkey.page
    expect(page.get_by_role("heading", name="My laptop")).to_be_visible()
    (credential,) = with_passkey.credentials()
    assert credential["isResidentCredential"]
    assert credential["rpId"] == "localhost"

    log_out(page)
    with_passkey.recognises(owner=False)
    page.goto("/login?next=/account/passkeys")
    page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.get_by_role("alert")).to_have_text(
        "No passkey was used. Try again, or choose another way."
    )
    with_passkey.recognises(owner=True)
    page.get_by_role("button", name=BY_PASSKEY).click()
    page.wait_for_url("**/account/passkeys")
    expect(page.get_by_text("last used")).to_be_visible()


def test_the_log_in_form_suggests_passkeys(open_browser, with_passkey):
    """Without a press of any button: by the field for the username (conditional mediation)."""
    (credential,) = with_passkey.credentials()
    page = open_browser()
    device = Device(page)
    device.give(credential)
    page.goto("/login?next=/account")
    page.wait_for_url("**/account")
    expect(page.get_by_label("Username")).to_have_value("mira")


def test_after_a_wrong_password_the_suggestions_are_new_ones(open_browser, with_passkey):
    """The form was swapped: what waited for it ends, and another request waits for this one."""
    (credential,) = with_passkey.credentials()
    page = open_browser()
    device = Device(page)
    page.goto("/login", wait_until="networkidle")
    device.give(credential)  # the request that waits by now knows nothing of it
    page.get_by_label("E-mail address, username").fill("mira")
    page.get_by_label("Password").fill("not my password")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/dashboard")


def test_a_log_in_page_that_was_swapped_in_offers_it_too(open_browser, db):
    page = open_browser()
    page.goto("/forgot-password")
    page.get_by_label("E-mail address").fill("mira@example.com")
    page.get_by_role("button", name="Send the link").click()
    page.wait_for_url("**/login")
    expect(page.get_by_role("button", name=BY_PASSKEY)).to_be_visible()


def test_a_device_that_has_one_is_told_so(with_passkey):
    page = with_passkey.page
    add(page, "Once more")
    expect(page.get_by_role("alert")).to_have_text(
        "This device has a passkey of your account already."
    )
    assert Passkey.objects.count() == 1


def test_a_passkey_is_renamed_and_removed(with_passkey):
    page = with_passkey.page
    page.get_by_role("link", name="Rename My laptop").click()
    page.get_by_label("Name").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("JavaScript is switched off")).to_be_hidden()  # after a swap, too
    page.get_by_role("link", name="Remove Old laptop").click()
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Your passkey has been removed.")).to_be_visible()

    log_out(page)
    page.goto("/login/passkey")
    page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.get_by_role("alert").first).to_contain_text("This passkey was not accepted.")


def test_at_an_address_that_is_none_of_a_passkey_it_is_said_where_they_work(
    open_browser, mira, settings, live_server
):
    settings.PASSKEY_RP_ID = "guildhall.example"
    settings.PASSKEY_ORIGINS = ["https://guildhall.example"]
    page = open_browser()
    page.goto("/login")
    page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.get_by_role("alert")).to_have_text(
        "Passkeys do not work at this address. Open https://guildhall.example instead."
    )


def test_without_javascript_nothing_is_lost(open_browser, mira):
    page = open_browser(java_script_enabled=False, width=360)
    page.goto("/login")
    expect(page.get_by_role("button", name=BY_PASSKEY)).to_be_hidden()
    page.get_by_label("E-mail address, username").fill("mira")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/dashboard")
    page.goto("/account/passkeys")
    expect(page.get_by_text("JavaScript is switched off")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_of_passkeys_fits(open_browser, mira, width):
    Passkey.objects.create(
        user=mira,
        name="W" * 60,
        credential_id=b"x",
        public_key=b"x",
        aaguid="ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
        is_synced=True,
        is_backed_up=True,
    )
    page = open_browser(user=mira, width=width)
    page.goto("/account/passkeys")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_staff_enter_the_admin_by_password_and_passkey(open_browser, settings):
    settings.STAFF_TOTP_REQUIRED = True
    chief = UserFactory(username="chief", role=Role.ADMIN, is_superuser=True)
    page = open_browser(user=chief)
    device = Device(page)
    add(page, "My key")
    expect(page.get_by_text("Your passkey has been added.")).to_be_visible()
    log_out(page)
    page.goto("/admin/")
    page.get_by_label("Username").fill("chief")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/second-factor/**")
    device.recognises(owner=False)
    page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey was used.")
    device.recognises(owner=True)
    page.get_by_role("button", name=BY_PASSKEY).click()
    page.wait_for_url("**/admin/")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def test_who_needs_a_second_factor_goes_on_with_a_passkey(open_browser, settings, mira):
    page = open_browser(user=mira)
    settings.SECOND_FACTOR_ROLES = ["freelancer"]
    device = Device(page)
    page.goto("/dashboard")
    page.get_by_role("link", name="add a passkey").click()
    add(page, "My laptop")
    expect(page.get_by_text("Your passkey has been added.")).to_be_visible()
    log_out(page)
    device.recognises(owner=False)  # or else the log-in form's suggestions are all it takes
    page.goto("/login?next=/account")
    page.get_by_label("E-mail address, username").fill("mira")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/login/second-factor")
    device.recognises(owner=True)
    page.get_by_role("button", name=BY_PASSKEY).click()
    page.wait_for_url("**/account")
