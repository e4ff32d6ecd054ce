"""The second factor of staff: who enters the admin, by which codes, and how often they may try."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Role, Session
from accounts.services import second_factor
from accounts.services.account import erase_accounts_part
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.test_races import at_once

pytestmark = pytest.mark.django_db
STEP = "/admin/second-factor/"
ENROLMENT = "/admin/second-factor/new/"
LOG_OUT = b'action="/admin/logout/"'


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_TOTP_REQUIRED = True


@pytest.fixture
def browser(client, admin_user):
    """A browser in which the administrator has given the password."""
    give_password(client)
    return client


@pytest.fixture
def device(admin_user):
    return TOTPDevice.objects.create(user=admin_user, name="phone")


def give_password(client: Client, password: str = PASSWORD):
    body = {"username": "chief", "password": password, "next": "/admin/"}
    return client.post("/admin/login/", body)


def code_of(device: TOTPDevice, *, steps: int = 0) -> str:
    """What the device's app shows, so many steps from now."""
    totp = TOTP(device.bin_key, drift=steps)
    return f"{totp.token():06}"


def wrong_code(device: TOTPDevice) -> str:
    good = {code_of(device, steps=steps) for steps in range(-2, 3)}
    return next(code for number in range(10) if (code := f"{number:06}") not in good)


def enrol(client: Client) -> list[str]:
    """Set the app up as a person does; the recovery codes that were shown."""
    page = client.get(ENROLMENT)
    key = page.context["key"].replace(" ", "")
    answer = client.post(ENROLMENT, {"code": f"{TOTP(b32decode(key)).token():06}"})
    assert answer.status_code == 200
    return re.findall(r"<code>([a-z2-7]{6}-[a-z2-7]{6})</code>", answer.content.decode())


def admin_paths() -> list[str]:
    """Each address of the admin, with something in the place of its arguments."""

    def walk(patterns, prefix):
        for pattern in patterns:
            route = f"{prefix}{pattern.pattern}"
            if isinstance(pattern, URLPattern):
                yield route
            else:
                yield from walk(pattern.url_patterns, route)

    routes = walk(get_resolver().url_patterns, "/")
    plain = (re.sub(r"<[^>]+>", "1", route.replace("^", "").rstrip("$")) for route in routes)
    admin = {re.sub(r"\(\?P1[^)]*\)", "accounts", path) for path in plain}
    open_to_half = {"/admin/login/", "/admin/logout/", STEP, f"{STEP}passkey/", ENROLMENT}
    return sorted(path for path in admin if path.startswith("/admin/") and path not in open_to_half)


def test_the_password_alone_opens_no_page_of_the_admin(browser, device):
    paths = admin_paths()
    assert len(paths) > 80
    for path in paths:
        for method in (browser.get, browser.post):
            answer = method(path)
            assert answer.status_code == 302, path
            assert answer.url.startswith("/admin/login/"), path


def test_staff_without_a_device_are_led_to_set_one_up(browser):
    page = browser.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith(ENROLMENT)
    assert "data:image/svg+xml" in page.content.decode()
    assert "<style" not in page.content.decode()
    assert " style=" not in page.content.decode()


def test_the_code_of_the_app_makes_it_the_second_factor(browser, admin_user):
    codes = enrol(browser)
    assert len(set(codes)) == 10
    assert browser.get("/admin/accounts/user/").status_code == 200
    assert TOTPDevice.objects.get().user == admin_user


def test_recovery_codes_are_stored_as_digests_only(browser):
    codes = enrol(browser)
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(stored) == 10
    assert not {code.replace("-", "") for code in codes} & {token.lower() for token in stored}


def test_a_wrong_code_sets_nothing_up(browser):
    browser.get(ENROLMENT)
    answer = browser.post(ENROLMENT, {"code": "12"})
    assert answer.status_code == 422
    assert b"not right" in answer.content
    assert not TOTPDevice.objects.exists()


def test_a_key_that_another_browser_saw_is_never_the_owners(browser, admin_user):
    other = Client()
    give_password(other)
    assert other.get(ENROLMENT).context["key"] != browser.get(ENROLMENT).context["key"]


def test_who_has_a_device_cannot_set_another_up(browser, device):
    assert browser.get(ENROLMENT).url.startswith(STEP)
    assert browser.post(ENROLMENT, {"code": "123456"}).url.startswith(STEP)
    with pytest.raises(second_factor.SecondFactorExists):
        second_factor.enrol(user=device.user, key=second_factor.new_key(), code="123456")


def test_with_a_device_the_log_in_asks_for_password_and_then_code(browser, device):
    step = browser.get("/admin/accounts/user/?q=x", follow=True)
    assert step.redirect_chain[-1][0].startswith(STEP)
    answer = browser.post(STEP, {"code": code_of(device), "next": step.context["next"]})
    assert answer.url == "/admin/accounts/user/?q=x"
    assert browser.get(answer.url).status_code == 200


def test_a_reset_password_does_not_spare_the_code(api, client, admin_user, device, mailoutbox):
    new = "seven green umbrellas"
    api.post("auth/forgot-password", {"email": admin_user.email})
    token = mailoutbox[0].body.split("?token=")[1].split()[0]
    body = {"token": token, "new_password": new}
    assert api.post("auth/reset-password", body).status_code == 204
    assert give_password(client, new).status_code == 302
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(STEP)
    assert client.get("/admin/accounts/user/").status_code == 302


def test_showing_the_code_changes_the_cookie(browser, device):
    before = browser.cookies["sessionid"].value
    browser.post(STEP, {"code": code_of(device)})
    assert browser.cookies["sessionid"].value != before


def test_the_step_leads_to_no_other_site(browser, device):
    answer = browser.post(f"{STEP}?next=https://evil.example/", {"code": code_of(device)})
    assert answer.url == "/admin/"


def test_a_code_is_good_once(browser, device):
    code = code_of(device)
    assert browser.post(STEP, {"code": code}).status_code == 302
    other = Client()
    give_password(other)
    assert other.post(STEP, {"code": code}).status_code == 422
    assert other.get("/admin/").status_code == 302


def test_the_code_that_set_the_app_up_is_used_up(browser):
    key = browser.get(ENROLMENT).context["key"].replace(" ", "")
    code = f"{TOTP(b32decode(key)).token():06}"
    browser.post(ENROLMENT, {"code": code})
    other = Client()
    give_password(other)
    assert other.post(STEP, {"code": code}).status_code == 422


def test_a_recovery_code_is_good_once(browser):
    code = enrol(browser)[3]
    other = Client()
    give_password(other)
    assert other.post(STEP, {"code": f" {code.upper()} "}).status_code == 302
    assert other.get("/admin/").status_code == 200
    third = Client()
    give_password(third)
    assert third.post(STEP, {"code": code}).status_code == 422


def test_recovery_codes_survive_a_new_secret_key(browser, settings):
    code = enrol(browser)[0]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one" * 8
    user = TOTPDevice.objects.get().user
    assert second_factor.confirm(user=user, code=code) == TOTPDevice.objects.get().pk


def test_a_code_of_somebody_else_is_refused(browser, device):
    other = TOTPDevice.objects.create(user=UserFactory(role=Role.ADMIN), name="phone")
    assert browser.post(STEP, {"code": code_of(other)}).status_code == 422


def test_wrong_codes_are_counted_and_the_right_one_waits_then(browser, device):
    for _ in range(5):
        assert browser.post(STEP, {"code": wrong_code(device)}).status_code == 422
    answer = browser.post(STEP, {"code": code_of(device)})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert browser.get("/admin/").status_code == 302


def test_a_right_code_takes_back_its_own_count(browser, device):
    for _ in range(3):
        browser.post(STEP, {"code": wrong_code(device)})
    assert browser.post(STEP, {"code": code_of(device)}).status_code == 302
    other = Client()
    give_password(other)
    for _ in range(2):
        assert other.post(STEP, {"code": wrong_code(device)}).status_code == 422
    assert other.post(STEP, {"code": wrong_code(device)}).status_code == 429


def test_the_admins_log_in_page_counts_wrong_passwords_as_the_api_does(api, client, admin_user):
    for _ in range(3):
        assert give_password(client, "wrong").status_code == 200
    for _ in range(2):
        body = {"username": "chief", "password": "wrong"}
        assert api.post("auth/login", body, REMOTE_ADDR="127.0.0.1").status_code == 401
    answer = give_password(client)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize("path", [STEP, ENROLMENT])
def test_others_than_staff_do_not_see_the_step(client, freelancer, path):
    assert client.get(path).url.startswith("/admin/login/")
    client.force_login(freelancer)
    assert client.get(path).url.startswith("/admin/login/")


def test_every_page_of_the_admin_offers_to_log_out(browser, device):
    assert LOG_OUT in browser.get(STEP).content
    browser.post(STEP, {"code": code_of(device)})
    answers = [browser.get(path) for path in admin_paths() if "/1/" not in path]
    pages = [
        answer
        for answer in answers
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    ]
    assert len(pages) > 20
    assert [page.request["PATH_INFO"] for page in pages if LOG_OUT not in page.content] == []


def test_who_is_halfway_can_log_out(browser, device):
    assert browser.post("/admin/logout/").status_code == 200
    assert browser.get(STEP).url.startswith("/admin/login/")


def test_without_the_setting_only_those_with_a_device_are_asked(client, admin_user, settings):
    settings.STAFF_TOTP_REQUIRED = False
    give_password(client)
    assert client.get("/admin/").status_code == 200
    TOTPDevice.objects.create(user=admin_user, name="phone")
    assert client.get("/admin/").status_code == 302


def test_a_superuser_removes_a_lost_device_which_ends_the_sessions(browser, admin_user):
    enrol(browser)
    colleague = UserFactory(role=Role.ADMIN)
    lost = TOTPDevice.objects.create(user=colleague, name="phone")
    theirs = Client()
    theirs.force_login(colleague)
    body = {"action": "remove", "_selected_action": [lost.pk]}
    answer = browser.post("/admin/otp_totp/totpdevice/", body, follow=True)
    assert b"Done for 1." in answer.content
    assert not TOTPDevice.objects.filter(user=colleague).exists()
    assert not Session.objects.live().filter(user=colleague).exists()
    history = reverse("admin:accounts_user_history", args=[colleague.pk])
    assert "Removed the second factor" in browser.get(history).content.decode()


def test_other_staff_cannot_remove_a_device(client, device, settings):
    settings.STAFF_TOTP_REQUIRED = False
    staff = UserFactory(role=Role.ADMIN)
    client.force_login(staff)
    body = {"action": "remove", "_selected_action": [device.pk]}
    client.post("/admin/otp_totp/totpdevice/", body)
    assert TOTPDevice.objects.filter(pk=device.pk).exists()


def test_no_page_of_the_devices_shows_a_key_or_code(browser, admin_user):
    enrol(browser)
    device = TOTPDevice.objects.get()
    token = StaticToken.objects.first().token
    base = "/admin/otp_totp/totpdevice/"
    for path in (base, f"{base}{device.pk}/change/"):
        content = browser.get(path).content.decode()
        assert "chief" in content
        assert device.key not in content
        assert token not in content
    for path in (f"{base}{device.pk}/config/", f"{base}{device.pk}/qrcode/"):
        assert browser.get(path, follow=True).status_code == 404 or (
            device.key not in browser.get(path, follow=True).content.decode()
        )
    assert browser.get("/admin/otp_static/staticdevice/").status_code == 404


def test_the_command_removes_a_lost_device(browser, admin_user):
    enrol(browser)
    out = StringIO()
    call_command("reset_second_factor", "Chief", stdout=out)
    assert "chief" in out.getvalue()
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert browser.get("/admin/").status_code == 302
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", "chief")
    with pytest.raises(CommandError, match="no user"):
        call_command("reset_second_factor", "nobody")


def test_erasing_an_account_erases_its_devices(browser, admin_user):
    enrol(browser)
    erase_accounts_part(admin_user)
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_of_simultaneous_uses_of_a_code_wins(admin_user):
    device = TOTPDevice.objects.create(user=admin_user, name="phone")
    code = code_of(device)
    answers = at_once(*[lambda: second_factor.confirm(user=admin_user, code=code)] * 4)
    assert answers.count(device.pk) == 1
    assert sum(isinstance(one, second_factor.CodeRefused) for one in answers) == 3


def test_whoever_found_an_open_session_of_staff_sets_nothing_up(browser, admin_user):
    Session.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    key = browser.get(ENROLMENT).context["key"].replace(" ", "")
    body = {"code": f"{TOTP(b32decode(key)).token():06}"}
    answer = browser.post(ENROLMENT, body)
    assert answer.status_code == 422
    assert "current_password" in answer.context["form"].errors
    assert browser.post(ENROLMENT, body | {"current_password": "wrong"}).status_code == 422
    assert not TOTPDevice.objects.exists()
    assert browser.post(ENROLMENT, body | {"current_password": PASSWORD}).status_code == 200
    assert TOTPDevice.objects.get().user == admin_user
