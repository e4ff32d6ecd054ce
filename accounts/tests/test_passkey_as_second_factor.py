"""A passkey where the operator asks a second factor of the role: it counts as one, together with
what makes it one. Every other way in then asks for it.
"""

from __future__ import annotations

import json

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.errors import RemovalWaits, SuperuserRequired
from accounts.models import Passkey, RemovalOutcome, Role, Session, Status, User
from accounts.services.passkeys import remove_passkey_by_staff
from accounts.services.second_factor.enrolment import has_second_factor, has_yet_to_enrol
from accounts.services.second_factor.recovery_codes import (
    make_recovery_codes,
    recovery_codes_left,
    use_recovery_code,
)
from accounts.services.second_factor.removal import remove_due, request_removal
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import PASSWORD, PasskeyFactory, SessionFactory, UserFactory
from accounts.tests.passkeys import add_passkey, creation_options, log_in, register, request_options
from accounts.tests.second_factor import (
    challenge_of,
    code_in,
    code_of,
    enrol,
    first_step,
    log_in_on_page,
    second_step,
    with_app,
)
from accounts.tests.test_factor_removal import let_time_pass
from accounts.tests.test_second_step import PHONE, by_sms

pytestmark = pytest.mark.django_db
PROOF = {"current_password": PASSWORD}
CONFIRM = "/account/second-factor/confirm"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_ROLES = ["freelancer"]


@pytest.fixture
def asha(api, freelancer):
    """A client of a freelancer, of whom a second factor is asked and who has none."""
    return api.log_in(freelancer)


@pytest.fixture
def phone(asha):
    """What holds her passkey."""
    return add_passkey(asha)[0]


def prove(client, authenticator):
    """Show the passkey again in the client's session."""
    options = client.post("auth/passkey-proof-options").json()
    return client.post("auth/passkey-proof", {"credential": authenticator.get(options)})


def second_step_by(api, authenticator, challenge: str):
    given = api.post("auth/passkey-second-factor-options", {"challenge": challenge}).json()
    body = {"challenge": challenge, "credential": authenticator.get(given)}
    return api.post("auth/passkey-second-factor", body)


@pytest.fixture
def browser(client, api, phone):
    """Hers, in which the second factor was shown too long ago."""
    credential = json.dumps(phone.get(request_options(api)))
    assert client.post("/login/passkey", {"credential": credential}).url == "/dashboard"
    Session.objects.update(second_factor_at=None, code_verified_at=None)
    return client


class TestSettingItUp:
    def test_who_adds_a_passkey_may_go_on_without_an_app(self, asha):
        assert code_in(asha.get("me/profile")) == "second_factor_missing"
        add_passkey(asha)
        assert asha.get("me/profile").status_code != 403
        state = asha.get("me/second-factor").json()
        assert [state[name] for name in ("is_enrolled", "is_required", "is_asked")] == [
            False,
            True,
            True,
        ]

    def test_all_other_sessions_end_in_which_it_was_never_shown(self, api_as, asha, freelancer):
        """Whoever knows the password sits in one that could do nothing so far."""
        stranger = api_as(freelancer)
        assert stranger.get("me").status_code == 200
        add_passkey(asha)
        assert stranger.get("me").status_code == 401
        (session,) = Session.objects.live().filter(user=freelancer)
        assert session.second_factor_at is not None

    def test_another_one_ends_nothing(self, api_as, asha, phone, freelancer):
        other = api_as(freelancer)
        add_passkey(asha, name="Laptop")
        assert other.get("me").status_code == 200

    def test_with_the_first_one_come_recovery_codes(self, api, asha, freelancer):
        """The way back for whoever loses it."""
        credential = Authenticator().create(creation_options(asha))
        codes = register(asha, credential).json()["recovery_codes"]
        assert (len(codes), recovery_codes_left(freelancer)) == (10, 10)
        api.credentials()
        challenge = challenge_of(api, freelancer)
        assert second_step(api, challenge, codes[0]).status_code == 200

    def test_none_come_with_another_one(self, asha, phone, freelancer):
        credential = Authenticator().create(creation_options(asha))
        assert register(asha, credential).json()["recovery_codes"] == []
        assert recovery_codes_left(freelancer) == 10

    def test_those_that_were_kept_before_stay_good(self, asha, freelancer):
        code = make_recovery_codes(freelancer)[0]
        credential = Authenticator().create(creation_options(asha))
        assert register(asha, credential).json()["recovery_codes"] == []
        assert use_recovery_code(freelancer, code.replace("-", ""))

    def test_nor_with_one_that_does_not_count(self, asha, freelancer, settings):
        settings.SECOND_FACTOR_ROLES = []
        credential = Authenticator().create(creation_options(asha))
        assert register(asha, credential).json()["recovery_codes"] == []
        assert recovery_codes_left(freelancer) == 0

    def test_on_the_page_they_are_shown_this_once(self, client, freelancer):
        client.post("/login", {"identifier": freelancer.username, "password": PASSWORD})
        begun = {"name": "Phone", "current_password": PASSWORD}
        page = client.post("/account/passkeys", begun)
        credential = Authenticator().create(json.loads(page.context["options"]))
        made = {"name": "Phone", "credential": json.dumps(credential)}
        shown = client.post("/account/passkeys/new", made).content.decode()
        assert shown.count("<li><code>") == 10
        assert client.get("/account/passkeys").content.decode().count("<li><code>") == 0

    def test_it_needs_the_password_as_an_app_does(self, asha):
        assert code_in(asha.post("me/passkeys/options", {})) == "proof_required"

    def test_the_pages_lead_to_either(self, client, freelancer):
        client.force_login(freelancer)
        assert client.get("/dashboard").url == "/account/second-factor"
        page = client.get("/account/second-factor").content.decode()
        assert 'href="/account/passkeys"' in page
        assert 'href="/account/second-factor/new"' in page
        assert client.get("/account/passkeys").status_code == 200


class TestLoggingIn:
    def test_the_passkey_alone_does(self, api, phone, asha):
        api.credentials()
        answer = log_in(api, phone.get(request_options(api)))
        assert answer.status_code == 200

    def test_the_password_asks_for_it(self, api, phone, freelancer):
        assert code_in(first_step(api, freelancer)) == "second_factor_required"
        answer = second_step_by(api, phone, challenge_of(api, freelancer))
        assert answer.status_code == 200
        assert Session.objects.latest("id").second_factor_at is not None

    def test_a_recovery_code_stands_in_for_it_once(self, api, phone, freelancer):
        (code, *_codes) = make_recovery_codes(freelancer)
        assert second_step(api, challenge_of(api, freelancer), code).status_code == 200
        again = second_step(api, challenge_of(api, freelancer), code)
        assert code_in(again) == "code_refused"
        assert recovery_codes_left(freelancer) == 9

    def test_six_digits_are_no_way_in_without_an_app(self, api, phone, freelancer):
        answer = second_step(api, challenge_of(api, freelancer), "123456")
        assert code_in(answer) == "code_refused"

    def test_of_other_roles_it_is_not_asked(self, api, api_as, client_user):
        add_passkey(api_as(client_user))
        assert first_step(api, client_user).status_code == 200

    def test_the_page_asks_for_the_passkey_and_says_so(self, client, phone, freelancer):
        assert log_in_on_page(client, freelancer).url == "/login/second-factor"
        page = client.get("/login/second-factor")
        assert "Use your passkey" in page.content.decode()
        credential = json.dumps(phone.get(json.loads(page.context["options"])))
        answer = client.post("/login/second-factor/passkey", {"credential": credential})
        assert answer.url == "/dashboard"
        assert client.get("/account").status_code == 200

    def test_another_passkey_ends_a_log_in_that_is_halfway(self, api, asha, phone, freelancer):
        challenge = challenge_of(api, freelancer)
        add_passkey(asha, name="Laptop")
        assert code_in(second_step(api, challenge, "x")) == "log_in_expired"

    def test_a_remembered_device_is_asked_again_when_the_passkeys_changed(
        self, api, asha, phone, freelancer
    ):
        (code, *_codes) = make_recovery_codes(freelancer)
        challenge = challenge_of(api, freelancer)
        done = second_step(api, challenge, code, remember_device=True).json()
        token = {"remembered_token": done["remembered_token"]}
        assert first_step(api, freelancer, **token).status_code == 200
        add_passkey(asha, name="Laptop")
        assert first_step(api, freelancer, **token).status_code == 403


class TestSensitiveChanges:
    def test_they_ask_for_the_passkey_again(self, asha, phone):
        Session.objects.update(second_factor_at=None)
        assert code_in(asha.get("me/export")) == "fresh_second_factor_required"
        assert prove(asha, phone).status_code == 204
        assert asha.get("me/export").status_code == 200

    def test_a_recovery_code_does_too(self, asha, phone, freelancer):
        Session.objects.update(second_factor_at=None)
        (code, *_codes) = make_recovery_codes(freelancer)
        assert asha.post("me/second-factor/confirm", {"code": code}).status_code == 204
        assert asha.get("me/export").status_code == 200

    def test_the_password_alone_sets_no_app_up_beside_it(self, asha, phone):
        Session.objects.update(second_factor_at=None)
        assert code_in(enrol(asha, **PROOF)) == "fresh_second_factor_required"
        prove(asha, phone)
        assert enrol(asha, **PROOF).status_code == 201

    def test_nor_another_passkey(self, asha, phone):
        Session.objects.update(second_factor_at=None)
        answer = asha.post("me/passkeys/options", PROOF)
        assert code_in(answer) == "fresh_second_factor_required"

    def test_the_page_that_asks_takes_the_passkey_and_leads_back(self, browser, phone):
        step = browser.get("/account/second-factor/codes")
        assert step.url == f"{CONFIRM}?next=/account/second-factor/codes"
        page = browser.get(step.url)
        credential = phone.get(json.loads(page.context["options"]))
        body = {"credential": json.dumps(credential), "next": page.context["next"]}
        answer = browser.post(f"{CONFIRM}/passkey", body)
        assert answer.url == "/account/second-factor/codes"
        assert browser.get(answer.url).status_code == 200

    def test_and_says_what_is_wrong_with_one(self, browser, phone):
        options = json.loads(browser.get(CONFIRM).context["options"])
        bad = json.dumps(phone.get(options, origin="https://evil.example"))
        for sent in (bad, "", "{"):
            answer = browser.post(f"{CONFIRM}/passkey", {"credential": sent}, follow=True)
            assert answer.request["PATH_INFO"] == CONFIRM
            assert b"This passkey was not accepted" in answer.content
        assert browser.get(f"{CONFIRM}/passkey").url.startswith(CONFIRM)
        assert Session.objects.latest("id").second_factor_at is None

    @pytest.mark.parametrize("path", ["/account/passkeys", "/account/passkeys/{}/remove"])
    def test_the_pages_of_passkeys_lead_to_it(self, browser, path):
        path = path.format(Passkey.objects.get().pk)
        assert browser.post(path, PROOF | {"name": "Laptop"}).url == f"{CONFIRM}?next={path}"


class TestRemovingTheLastOne:
    def remove(self, client, authenticator):
        prove(client, authenticator)
        return client.delete(f"me/passkeys/{Passkey.objects.get().pk}", PROOF)

    def test_it_puts_the_requirement_back(self, asha, phone):
        assert self.remove(asha, phone).status_code == 204
        assert code_in(asha.get("me/profile")) == "second_factor_missing"
        assert enrol(asha, **PROOF).status_code == 201
        assert asha.get("me/profile").status_code != 403

    def test_and_locks_nobody_out(self, api, asha, phone, freelancer):
        self.remove(asha, phone)
        answer = first_step(api, freelancer)
        assert answer.status_code == 200
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access_token']}")
        assert code_in(api.get("me/profile")) == "second_factor_missing"
        add_passkey(api)
        assert api.get("me/profile").status_code != 403

    def test_with_an_app_besides_nothing_is_asked(self, asha, phone, freelancer):
        with_app(freelancer)
        self.remove(asha, phone)
        assert not has_yet_to_enrol(freelancer)

    def test_taking_the_app_away_leaves_the_passkey(self, asha, phone, freelancer):
        with_app(freelancer)
        prove(asha, phone)
        assert asha.delete("me/second-factor", PROOF).status_code == 204
        assert has_second_factor(freelancer)
        assert not TOTPDevice.objects.exists()
        assert code_in(asha.delete("me/second-factor", PROOF)) == "no_second_factor"


class TestTheWayBack:
    """For whoever lost the passkey and has no recovery code."""

    @pytest.fixture
    def owner(self, phone, freelancer):
        User.objects.filter(pk=freelancer.pk).update(email_verified_at=timezone.now())
        freelancer.refresh_from_db()
        return freelancer

    @pytest.mark.parametrize("with_an_app", [False, True])
    def test_staff_have_it_removed_after_the_waiting_time(
        self, api, owner, admin_user, with_an_app
    ):
        if with_an_app:
            with_app(owner)
        removal = request_removal(user=owner, by=admin_user, reason="Showed a passport.")
        assert code_in(first_step(api, owner)) == "second_factor_required"
        let_time_pass()
        remove_due()
        removal.refresh_from_db()
        assert removal.outcome == RemovalOutcome.DONE
        assert not Passkey.objects.exists()
        assert not Session.objects.live().filter(user=owner).exists()
        assert first_step(api, owner).status_code == 200

    def test_a_log_in_by_the_passkey_ends_the_request(self, api, owner, phone, admin_user):
        removal = request_removal(user=owner, by=admin_user, reason="Showed a passport.")
        log_in(api, phone.get(request_options(api)))
        removal.refresh_from_db()
        assert removal.outcome == RemovalOutcome.USED

    def test_there_is_no_shorter_way(self, owner, admin_user):
        with pytest.raises(RemovalWaits):
            remove_passkey_by_staff(passkey=Passkey.objects.get(), by=admin_user, reason="Lost.")
        assert Passkey.objects.exists()

    def test_one_of_several_is_removed_at_once(self, api_as, owner, phone, admin_user):
        client = api_as(owner)
        prove(client, phone)
        add_passkey(client, name="Laptop")
        first = Passkey.objects.order_by("id").first()
        remove_passkey_by_staff(passkey=first, by=admin_user, reason="Copied.")
        assert Passkey.objects.count() == 1

    def test_a_colleagues_only_one_is_removed_by_superusers_alone(
        self, settings, api_as, admin_user
    ):
        settings.SECOND_FACTOR_ROLES = ["admin"]
        colleague = UserFactory(role=Role.ADMIN)
        add_passkey(api_as(colleague))
        passkey = Passkey.objects.get()
        with pytest.raises(SuperuserRequired):
            remove_passkey_by_staff(
                passkey=passkey, by=UserFactory(role=Role.ADMIN), reason="Lost."
            )
        remove_passkey_by_staff(passkey=passkey, by=admin_user, reason="Lost.")
        assert not Passkey.objects.exists()

    def test_the_last_way_in_is_never_removed(self, owner, admin_user):
        """No password, nothing verified: without the passkey nobody would get in any more."""
        removal = request_removal(user=owner, by=admin_user, reason="Showed a passport.")
        with_app(owner)
        owner.set_unusable_password()
        owner.email_verified_at = None
        owner.save()
        let_time_pass()
        remove_due()
        removal.refresh_from_db()
        assert removal.outcome == RemovalOutcome.DONE
        assert Passkey.objects.exists()
        assert not TOTPDevice.objects.exists()


def test_a_squatters_passkey_stops_nobody_who_holds_the_phone(api, sms_outbox):
    """Nothing was verified: whoever registered with somebody's number is out, passkey and all."""
    squatted = UserFactory(phone_number=PHONE, email=None, status=Status.PENDING)
    PasskeyFactory(user=squatted)
    assert code_in(first_step(api, squatted)) == "second_factor_required"
    assert by_sms(api, sms_outbox).status_code == 200
    assert first_step(api, squatted).status_code == 401
    assert not Passkey.objects.exists()


def test_who_has_an_app_and_a_passkey_shows_either(api, asha, phone, freelancer):
    app = with_app(freelancer)
    assert second_step(api, challenge_of(api, freelancer), code_of(app)).status_code == 200
    assert second_step_by(api, phone, challenge_of(api, freelancer)).status_code == 200


def test_a_role_that_is_no_more_asked_logs_in_by_the_password_again(
    api, phone, freelancer, settings
):
    settings.SECOND_FACTOR_ROLES = []
    assert first_step(api, freelancer).status_code == 200


def test_sessions_from_before_the_operator_asked_stay(api, client_user, api_as, settings):
    """As long as they last: the password that opened them was all that was asked for then."""
    add_passkey(api_as(client_user))
    earlier = SessionFactory(user=client_user)
    settings.SECOND_FACTOR_ROLES = ["client"]
    assert Session.objects.live().filter(pk=earlier.pk).exists()
    assert first_step(api, client_user).status_code == 403
