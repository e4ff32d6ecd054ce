"""Passkeys on pages and in the admin. What the script does in between,
`config/tests/browser/test_passkeys.py` tries with a real browser.
"""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import Passkey, Role, Session, Status, User
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import PASSWORD, PasskeyFactory, UserFactory, suspended, with_status
from accounts.tests.passkeys import add_passkey, request_options

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha() -> User:
    return UserFactory(username="asha")


@pytest.fixture
def phone(api_as, asha) -> Authenticator:
    return add_passkey(api_as(asha))[0]


@pytest.fixture
def browser(client, asha):
    client.force_login(asha)
    return client


def options_in(answer) -> dict:
    """The options that the page hands to its script."""
    found = re.search(r'data-passkey-options="([^"]+)"', answer.content.decode())
    return json.loads(unescape(found[1]))


def send_passkey(browser, credential, **fields):
    return browser.post("/login/passkey", {"credential": json.dumps(credential), **fields})


class TestLoggingIn:
    def test_the_log_in_page_offers_it_and_works_without(self, client, asha):
        page = client.get("/login").content.decode()
        assert 'autocomplete="username webauthn"' in page
        assert "passkeys.js" in page
        answer = client.post("/login", {"identifier": "asha", "password": PASSWORD})
        assert answer["Location"] == "/dashboard"

    def test_a_passkey_logs_in_and_leads_on(self, client, api, phone):
        credential = phone.get(request_options(api))
        answer = send_passkey(client, credential, next="/account/passkeys")
        assert answer.status_code == 302
        assert answer["Location"] == "/account/passkeys"
        assert client.get("/account").status_code == 200

    def test_it_leads_nowhere_else(self, client, api, phone):
        credential = phone.get(request_options(api))
        answer = send_passkey(client, credential, next="https://evil.example")
        assert answer["Location"] == "/dashboard"

    def test_a_refused_passkey_is_told_above_the_form(self, client, api, phone):
        answer = send_passkey(client, phone.get(request_options(api), flags=1))
        assert answer.status_code == 422
        assert b"This passkey was not accepted." in answer.content

    def test_an_answer_that_comes_too_late_says_so(self, client, api, phone):
        credential = phone.get(request_options(api))
        send_passkey(client, credential)
        client.logout()
        answer = send_passkey(client, credential)
        assert answer.status_code == 422
        assert b"That took too long, or was sent twice." in answer.content

    @pytest.mark.parametrize("sent", ["", "x", "null", "7", "[]", "{}", "\0", "[" * 90_000])
    def test_what_is_no_credential_is_told(self, client, sent):
        answer = client.post("/login/passkey", {"credential": sent})
        assert answer.status_code == 422
        assert b'role="alert"' in answer.content

    def test_an_account_that_is_switched_off_can_be_switched_on(self, client, api, asha, phone):
        with_status(asha, Status.INACTIVE)
        answer = send_passkey(client, phone.get(request_options(api)))
        assert answer.status_code == 403
        assert b"Tick the box to switch it on again." in answer.content
        answer = send_passkey(client, phone.get(request_options(api)), reactivate="on")
        assert answer.status_code == 302
        asha.refresh_from_db()
        assert asha.status == Status.ACTIVE

    def test_a_suspended_account_stays_outside(self, client, api, asha, phone):
        suspended(asha)
        answer = send_passkey(client, phone.get(request_options(api)))
        assert answer.status_code == 403
        assert not Session.objects.live().filter(user=asha).exists()

    def test_a_planted_form_logs_nobody_in(self, api, phone):
        strict = Client(enforce_csrf_checks=True)
        answer = send_passkey(strict, phone.get(request_options(api)))
        assert answer.status_code == 403


def test_browsers_are_told_on_which_other_domains_passkeys_are_used(client, settings):
    app = "android:apk-key-hash:sNiGjeJY54cGvoRyDhGnNV4S4uSmtlOBnNaHMRTfWWE"
    settings.PASSKEY_ORIGINS = ["https://guildhall.example", "https://front.example", app]
    assert client.get("/.well-known/webauthn").json() == {
        "origins": ["https://guildhall.example", "https://front.example"]
    }


class TestOwnPasskeys:
    def begin(self, browser, **fields):
        given = {"name": "My phone", "current_password": PASSWORD}
        return browser.post("/account/passkeys", given | fields)

    def test_a_passkey_is_added_in_two_steps(self, browser, asha):
        answer = self.begin(browser)
        assert answer.status_code == 200
        credential = Authenticator().create(options_in(answer))
        given = {"name": "My phone", "credential": json.dumps(credential)}
        answer = browser.post("/account/passkeys/new", given, follow=True)
        assert b"Your passkey has been added." in answer.content
        assert b"<h2>My phone</h2>" in answer.content
        assert Passkey.objects.get().user == asha

    @pytest.mark.parametrize(
        ("wrong", "text"),
        [
            ({"current_password": ""}, "Confirm this with your current password"),
            ({"current_password": "wrong"}, "The current password is wrong."),
            ({"name": ""}, "This field is required."),
            ({"name": "a\u202eb"}, "Leave out line breaks"),
            ({"name": "x" * 61}, "60"),
        ],
    )
    def test_the_first_step_says_what_is_wrong(self, browser, wrong, text):
        answer = self.begin(browser, **wrong)
        assert answer.status_code in {403, 422}
        assert text in unescape(answer.content.decode())
        assert "data-passkey-options" not in answer.content.decode()

    def test_the_second_step_says_what_is_wrong_and_leads_back(self, browser):
        credential = Authenticator().create(options_in(self.begin(browser)), flags=1)
        given = {"name": "My phone", "credential": json.dumps(credential)}
        answer = browser.post("/account/passkeys/new", given)
        assert answer.status_code == 422
        assert b"This passkey was not accepted. Try again." in answer.content
        assert b'href="/account/passkeys">Try again' in answer.content
        assert browser.get("/account/passkeys/new")["Location"] == "/account/passkeys"

    def test_the_list_takes_as_many_queries_for_twenty_as_for_one(
        self, browser, asha, django_assert_max_num_queries
    ):
        PasskeyFactory.create_batch(20, user=asha)
        with django_assert_max_num_queries(5):
            page = browser.get("/account/passkeys")
        assert page.content.count(b"<h2>Phone</h2>") == 20

    def test_it_is_renamed(self, browser, asha):
        passkey = PasskeyFactory(user=asha)
        page = browser.get(f"/account/passkeys/{passkey.pk}")
        assert b'value="Phone"' in page.content
        browser.post(f"/account/passkeys/{passkey.pk}", {"name": "Old phone"})
        passkey.refresh_from_db()
        assert passkey.name == "Old phone"

    def test_it_is_removed_with_the_password(self, browser, asha):
        passkey = PasskeyFactory(user=asha)
        path = f"/account/passkeys/{passkey.pk}/remove"
        assert "“Phone”" in browser.get(path).content.decode()
        assert browser.post(path).status_code == 403
        assert browser.post(path, {"current_password": PASSWORD}).status_code == 302
        assert not Passkey.objects.exists()

    def test_the_last_way_in_stays(self, client, api, asha, phone):
        asha.set_unusable_password()
        asha.save()
        send_passkey(client, phone.get(request_options(api)))
        answer = client.post(f"/account/passkeys/{Passkey.objects.get().pk}/remove")
        assert answer.status_code == 409
        assert b"This is your only way to log in." in answer.content

    def test_somebody_elses_is_not_there(self, browser, outsider):
        passkey = PasskeyFactory(user=outsider)
        for path in (f"/account/passkeys/{passkey.pk}", f"/account/passkeys/{passkey.pk}/remove"):
            assert browser.get(path).status_code == 404
            given = {"name": "Mine", "current_password": PASSWORD}
            assert browser.post(path, given).status_code == 404
        passkey.refresh_from_db()
        assert passkey.name == "Phone"

    def test_a_name_is_text_and_not_markup(self, browser, asha):
        PasskeyFactory(user=asha, name="<img src=x>")
        assert b"<img src=x>" not in browser.get("/account/passkeys").content


class TestStaff:
    LIST = "/admin/accounts/passkey/"

    @pytest.fixture
    def staff(self, client, admin_user):
        client.force_login(admin_user)
        return client

    def remove(self, staff, passkey, reason):
        given = {"action": "remove", "_selected_action": [str(passkey.pk)], "reason": reason}
        return staff.post(self.LIST, given, follow=True)

    def test_staff_see_names_and_dates_and_no_key(self, staff, asha):
        passkey = PasskeyFactory(user=asha)
        for path in (self.LIST, f"{self.LIST}{passkey.pk}/change/"):
            page = staff.get(path).content.decode()
            assert "Phone" in page
            assert "asha" in page
            assert "public_key" not in page
            assert "credential_id" not in page

    def test_a_removal_needs_a_reason_which_is_logged(
        self, staff, asha, mailoutbox, django_capture_on_commit_callbacks
    ):
        passkey = PasskeyFactory(user=asha)
        session = Session.objects.create(user=asha, expires_at="2999-01-01T00:00Z")
        assert b"Give a reason" in self.remove(staff, passkey, " ").content
        assert Passkey.objects.exists()
        with django_capture_on_commit_callbacks(execute=True):
            self.remove(staff, passkey, "The phone was stolen.")
        assert not Passkey.objects.exists()
        assert "The phone was stolen." in LogEntry.objects.get(object_id=asha.pk).change_message
        assert mailoutbox[0].to == [asha.email]
        session.refresh_from_db()
        assert session.revoked_reason == "staff"

    def test_nobody_is_locked_out(self, staff, asha):
        asha.set_unusable_password()
        asha.save()
        passkey = PasskeyFactory(user=asha)
        assert b"only way to log in" in self.remove(staff, passkey, "Lost.").content
        assert Passkey.objects.exists()

    def test_who_may_only_look_removes_none(self, client, asha):
        client.force_login(UserFactory(role=Role.ADMIN))
        assert client.get(self.LIST).status_code == 403
        passkey = PasskeyFactory(user=asha)
        assert self.remove(client, passkey, "For fun.").status_code == 403
        assert Passkey.objects.exists()
