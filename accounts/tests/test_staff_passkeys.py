"""A passkey as the second factor of staff: in the admin it does in place of an app's code."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Passkey, Role, Session
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.tests.authenticator import PRESENT, Authenticator
from accounts.tests.factories import PASSWORD, PasskeyFactory, UserFactory
from accounts.tests.passkeys import add_passkey, request_options
from accounts.tests.second_factor import code_in, code_of, first_step, with_app
from accounts.tests.test_second_factor import ENROLMENT, STEP, give_password

pytestmark = pytest.mark.django_db
BY_PASSKEY = f"{STEP}passkey/"
LIST = "/admin/accounts/user/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_TOTP_REQUIRED = True


@pytest.fixture
def key(api_as, admin_user):
    """What holds a passkey of the administrator, who has no app."""
    return add_passkey(api_as(admin_user))[0]


@pytest.fixture
def browser(client, key):
    """A browser in which the administrator has given the password."""
    give_password(client)
    return client


def answer_of(browser, key, **changed):
    """What the page's script sends."""
    options = json.loads(browser.get(STEP).context["options"])
    return json.dumps(key.get(options, **changed))


def show(browser, key, **fields):
    return browser.post(BY_PASSKEY, {"credential": answer_of(browser, key)} | fields)


def is_in(browser) -> bool:
    return browser.get(LIST).status_code == 200


class TestTheStep:
    def test_the_password_leads_to_it_and_alone_opens_nothing(self, browser):
        assert not is_in(browser)
        assert browser.get("/dashboard").status_code == 302
        page = browser.get(LIST, follow=True)
        assert page.redirect_chain[-1][0].startswith(STEP)
        content = page.content.decode()
        assert 'data-passkey="get"' in content
        assert f'action="{BY_PASSKEY}"' in content
        assert "Use your passkey" in content

    def test_the_passkey_opens_the_admin_and_leads_on(self, browser, key):
        answer = show(browser, key, next=f"{LIST}?q=x")
        assert answer.url == f"{LIST}?q=x"
        assert browser.get(answer.url).status_code == 200
        assert Session.objects.latest("id").second_factor_at is not None

    def test_it_leads_to_no_other_site(self, browser, key):
        assert show(browser, key, next="https://evil.example/").url == "/admin/"

    def test_showing_it_changes_the_cookie(self, browser, key):
        before = browser.cookies["sessionid"].value
        show(browser, key)
        assert browser.cookies["sessionid"].value != before

    def test_an_answer_is_good_once_and_in_this_browser(self, browser, key):
        credential = answer_of(browser, key)
        other = Client()
        give_password(other)
        other.post(BY_PASSKEY, {"credential": credential})
        assert not is_in(other)
        assert browser.post(BY_PASSKEY, {"credential": credential}).url == "/admin/"
        third = Client()
        give_password(third)
        third.post(BY_PASSKEY, {"credential": credential})
        assert not is_in(third)

    @pytest.mark.parametrize(
        "changed",
        [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"flags": PRESENT}],
        ids=["another page", "another site", "nobody was verified"],
    )
    def test_what_is_wrong_with_one_is_told_on_the_page(self, browser, key, changed):
        credential = answer_of(browser, key, **changed)
        for sent in (credential, "", "{", "[]"):
            answer = browser.post(BY_PASSKEY, {"credential": sent, "next": LIST}, follow=True)
            assert answer.request["PATH_INFO"] == STEP
            assert answer.context["next"] == LIST
            assert "This passkey was not accepted" in answer.content.decode()
        assert not is_in(browser)

    def test_somebody_elses_opens_nothing(self, api_as, browser):
        other, _passkey = add_passkey(api_as(UserFactory(role=Role.ADMIN)))
        show(browser, other)
        assert not is_in(browser)

    def test_opened_as_a_page_it_leads_to_the_step(self, browser):
        assert browser.get(BY_PASSKEY).url.startswith(STEP)

    def test_others_than_staff_get_nothing_there(self, client, freelancer):
        client.force_login(freelancer)
        assert client.post(BY_PASSKEY, {"credential": "{}"}).url.startswith("/admin/login/")

    def test_twenty_tries_wait(self, browser, key):
        bad = [answer_of(browser, key, origin="https://evil.example") for _ in range(20)]
        for credential in bad:
            assert browser.post(BY_PASSKEY, {"credential": credential}).status_code == 302
        assert show(browser, key).status_code == 429


class TestWithoutAnApp:
    def test_the_password_alone_sets_none_up(self, browser):
        assert browser.get(ENROLMENT).url.startswith(STEP)
        assert browser.post(ENROLMENT, {"code": "123456"}).url.startswith(STEP)

    def test_a_recovery_code_stands_in_for_the_passkey(self, browser, admin_user):
        (code, *_codes) = make_recovery_codes(admin_user)
        assert browser.post(STEP, {"code": code}).status_code == 302
        assert is_in(browser)

    def test_six_digits_are_refused(self, browser):
        assert browser.post(STEP, {"code": "123456"}).status_code == 422

    def test_who_lacks_both_is_led_to_the_app_and_told_of_passkeys(self, client, admin_user):
        give_password(client)
        page = client.get("/admin/", follow=True)
        assert page.redirect_chain[-1][0].startswith(ENROLMENT)
        assert 'href="/account/passkeys"' in page.content.decode()
        assert client.get("/account/passkeys").status_code == 200


class TestWithAnApp:
    def test_either_opens_the_admin(self, client, key, admin_user):
        app = with_app(admin_user)
        give_password(client)
        show(client, key)
        assert is_in(client)
        other = Client()
        give_password(other)
        other.post(STEP, {"code": code_of(app)})
        assert is_in(other)

    def test_without_the_setting_a_passkey_spares_who_has_an_app_the_code(
        self, client, key, admin_user, settings
    ):
        settings.STAFF_TOTP_REQUIRED = False
        with_app(admin_user)
        give_password(client)
        assert not is_in(client)
        show(client, key)
        assert is_in(client)

    def test_who_has_no_passkey_is_not_offered_one(self, client, admin_user):
        with_app(admin_user)
        give_password(client)
        assert "data-passkey" not in client.get(STEP).content.decode()


class TestTheLogInOfAllPages:
    def test_a_passkey_there_opens_the_admin_too(self, client, api, key):
        credential = json.dumps(key.get(request_options(api)))
        answer = client.post("/login/passkey", {"credential": credential, "next": LIST})
        assert answer.url == LIST
        assert is_in(client)

    def test_the_password_there_asks_for_it_as_well(self, api, key, admin_user):
        assert code_in(first_step(api, admin_user)) == "second_factor_required"

    def test_and_shown_there_it_opens_the_admin(self, client, key, admin_user):
        client.post("/login", {"identifier": "chief", "password": "not it"})
        client.post("/login", {"identifier": "chief", "password": PASSWORD, "next": LIST})
        given = json.loads(client.get("/login/second-factor").context["options"])
        credential = json.dumps(key.get(given))
        assert client.post("/login/second-factor/passkey", {"credential": credential}).url == LIST
        assert is_in(client)

    def test_a_passkey_that_was_just_added_was_shown(self, client, admin_user):
        give_password(client)
        form = {"name": "Key", "current_password": PASSWORD}
        page = client.post("/account/passkeys", form)
        made = Authenticator().create(json.loads(page.context["options"]))
        sent = {"name": "Key", "credential": json.dumps(made)}
        answer = client.post("/account/passkeys/new", sent)
        assert answer.status_code == 200
        assert is_in(client)


class TestRemoved:
    def test_a_passkey_that_is_gone_opens_nothing_any_more(self, browser, key, api_as, admin_user):
        show(browser, key)
        assert is_in(browser)
        Passkey.objects.all().delete()
        assert not is_in(browser)

    def test_nor_does_another_one_that_comes_in_its_place(self, browser, key, admin_user):
        show(browser, key)
        Passkey.objects.all().delete()
        PasskeyFactory(user=admin_user)
        assert not is_in(browser)

    def test_the_command_takes_a_lost_one_away(self, browser, key, capsys):
        call_command("reset_second_factor", "chief")
        assert not Passkey.objects.exists()
        assert not Session.objects.live().exists()
        give_password(browser)
        assert browser.get("/admin/", follow=True).redirect_chain[-1][0].startswith(ENROLMENT)
