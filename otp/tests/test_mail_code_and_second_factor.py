"""A code by mail is one factor: an account that has a second one asks for it too."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Session, User
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.tests.factories import UserFactory
from accounts.tests.second_factor import code_of, second_step, with_app, wrong_code
from otp.tests.test_codes_by_mail import EMAIL, ask, code_in, codes_of, give

pytestmark = pytest.mark.django_db
STEP = "/login/second-factor"


@pytest.fixture
def asha(db) -> User:
    return UserFactory(username="asha", email=EMAIL, email_verified_at=timezone.now())


@pytest.fixture
def app(asha):
    return with_app(asha)


class TestByTheApi:
    @pytest.fixture
    def refused(self, api, app, mailoutbox):
        """The answer to the right code."""
        ask(api)
        return give(api, code_in(mailoutbox[0]))

    def test_the_right_code_alone_opens_nothing(self, api, refused, mailoutbox):
        assert (refused.status_code, codes_of(refused)) == (403, ["second_factor_required"])
        assert "access_token" not in refused.json()
        assert not Session.objects.exists()
        assert codes_of(give(api, code_in(mailoutbox[0]))) == ["otp_invalid"]  # it was used

    def test_a_code_of_the_app_goes_on_from_there(self, api, app, refused):
        answer = second_step(api, refused.json()["challenge"], code_of(app))
        assert answer.status_code == 200
        api.use_token(answer.json()["access_token"])
        assert api.get("me").json()["username"] == "asha"
        assert api.get("me/export").status_code == 200  # the second factor is fresh
        changed = api.patch("me", {"username": "asha-rao"})
        assert changed.status_code == 200  # and so is the code by mail

    def test_a_recovery_code_does_as_well(self, api, asha, refused):
        code = make_recovery_codes(asha)[0]
        assert second_step(api, refused.json()["challenge"], code).status_code == 200

    def test_a_wrong_code_opens_nothing(self, api, app, refused):
        answer = second_step(api, refused.json()["challenge"], wrong_code(app))
        assert codes_of(answer) == ["code_refused"]
        assert not Session.objects.exists()

    def test_a_wrong_code_by_mail_does_not_tell_that_there_is_a_second_factor(self, api, app):
        ask(api)
        assert codes_of(give(api, "000000")) == ["otp_invalid"]

    def test_a_remembered_device_needs_the_code_by_mail_alone(self, api, app, settings, mailoutbox):
        settings.OTP_COOLDOWN *= 0
        ask(api)
        challenge = give(api, code_in(mailoutbox[0])).json()["challenge"]
        answer = second_step(api, challenge, code_of(app), remember_device=True)
        assert ask(api).status_code == 202
        remembered = {"remembered_token": answer.json()["remembered_token"]}
        assert give(api, code_in(mailoutbox[-1]), **remembered).status_code == 200


class TestOnPages:
    @pytest.fixture
    def halfway(self, client, app, mailoutbox, django_capture_on_commit_callbacks):
        """The answer to the right code, in a browser that was going to its address."""
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/login/email?next=/account/address", {"email": EMAIL})
        return client.post("/login/phone/code", {"code": code_in(mailoutbox[0])})

    def test_the_right_code_leads_to_the_second_step(self, client, halfway):
        assert halfway.url == STEP
        assert client.get("/account").status_code == 302
        assert b'name="code"' in client.get(STEP).content

    def test_a_code_of_the_app_leads_on_to_where_one_was_going(self, client, app, halfway):
        answer = client.post(STEP, {"code": code_of(app)})
        assert answer.url == "/account/address"
        assert client.get("/account").status_code == 200

    def test_a_wrong_code_stays_there(self, client, app, halfway):
        answer = client.post(STEP, {"code": wrong_code(app)})
        assert answer.status_code == 422
        assert client.get("/account").status_code == 302

    def test_without_the_code_by_mail_there_is_no_second_step(self, client, app):
        assert client.post(STEP, {"code": code_of(app)}).status_code in (302, 401)
        assert client.get("/account").status_code == 302
