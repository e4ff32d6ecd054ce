"""A number that changed hands, with the clock moved by rows that are dated back: who is who when
the new holder has it, and the former one comes back by whatever else opens the account.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from accounts.models import IdentifierChange, Session, User
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.passkeys import add_passkey, log_in, request_options
from accounts.tests.second_factor import code_in
from otp.models import OneTimeCode
from otp.tests.factories import CODE, OneTimeCodeFactory
from otp.tests.test_unused_accounts import PHONE, challenge_of, give, recover, release

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db
NEW = {"username": "ravi", "role": "freelancer"}
NEW_PASSWORD = "seven green umbrellas"
GIVE_UP = {"phone_number": None, "current_password": PASSWORD}


def days_pass(days: float) -> None:
    """Everything that the server noted is that much older."""
    by = timedelta(days=days)
    moments = ("last_login", "created_at", "phone_used_at", "phone_verified_at")
    moments += ("email_verified_at", "identity_ended_at")
    for user in User.objects.all():
        old = {one: value - by for one in moments if (value := getattr(user, one))}
        User.objects.filter(pk=user.pk).update(**old)
    for session in Session.objects.all():
        old = {"last_used_at": session.last_used_at - by, "created_at": session.created_at - by}
        Session.objects.filter(pk=session.pk).update(
            **old, expires_at=session.expires_at - by, rotated_at=session.rotated_at - by
        )
    for change in IdentifierChange.objects.all():
        moment = change.effective_at and change.effective_at - by
        IdentifierChange.objects.filter(pk=change.pk).update(
            created_at=change.created_at - by, effective_at=moment
        )
    OneTimeCode.objects.all().delete()


@pytest.fixture
def asha(api) -> User:
    """Registered by a code to the phone, with a verified address and a password."""
    assert give(api, "registration", username="asha", role="freelancer").status_code == 201
    asha = User.objects.get(username="asha")
    add_address(asha)
    return asha


def verify_phone(client: Client, user: User, **body: str):
    OneTimeCode.objects.all().delete()
    OneTimeCodeFactory(user=user, purpose="verification")
    given = {"phone_number": PHONE, "purpose": "verification", "code": CODE}
    return client.post("auth/verify-otp", given | body)


def add_address(user: User) -> None:
    """Another way in than the phone, and a password."""
    user.email, user.email_verified_at = f"{user.username}@example.com", timezone.now()
    user.set_password(PASSWORD)
    user.save()


def undo(api, text: str):
    token = re.search(r"undo-change\?token=(\S+)", text)[1]
    return api.post("auth/undo-change", {"token": token, "new_password": NEW_PASSWORD})


def passed_on(api, mailoutbox) -> tuple[User, str]:
    """Ravi has the number by now, and registered with it; and what asha was mailed of it."""
    days_pass(91)
    assert release(api, challenge_of(api)).status_code == 204
    mail = [one for one in mailoutbox if one.to == ["asha@example.com"]][-1]
    assert give(api, "registration", **NEW).status_code == 201
    return User.objects.get(username="ravi"), str(mail.body)


@pytest.mark.parametrize(("days", "status"), [(89, 200), (89.99, 200), (90.01, 403), (91, 403)])
def test_the_ninetieth_day(api, asha, days, status):
    days_pass(days)
    assert give(api).status_code == status


def test_each_log_in_by_code_begins_the_ninety_days_anew(api, asha):
    for _ in range(3):
        days_pass(89)
        assert give(api).status_code == 200
    days_pass(91)
    assert code_in(give(api)) == "other_proof_required"


def test_a_number_of_old_that_comes_back_by_undoing_is_asked_again(api, asha, mailoutbox):
    """It was proved long ago, whatever happened to it since."""
    days_pass(91)
    release(api, challenge_of(api))
    (mail,) = [one for one in mailoutbox if one.to == ["asha@example.com"]]
    assert undo(api, mail.body).status_code == 204
    assert User.objects.get(username="asha").phone_number == PHONE
    assert code_in(give(api)) == "other_proof_required"


class TestTheFormerOwnerComesBack:
    def test_by_mail_the_number_stays_its_holders(self, api, asha, mailoutbox):
        ravi, mailed = passed_on(api, mailoutbox)
        assert code_in(undo(api, mailed)) == "taken"
        body = {"email": "asha@example.com", "password": PASSWORD}
        assert api.post("auth/login", body).json()["user"]["phone_number"] is None
        ravi.refresh_from_db()
        assert ravi.phone_number == PHONE

    def test_by_passkey(self, api, api_as, asha, mailoutbox):
        phone, _passkey = add_passkey(api_as(asha))
        passed_on(api, mailoutbox)
        api.credentials()
        answer = log_in(api, phone.get(request_options(api)))
        assert answer.json()["user"]["username"] == "asha"
        assert answer.json()["user"]["phone_number"] is None

    def test_by_a_recovery_code_of_a_challenge_from_before(self, api, asha, mailoutbox):
        code = make_recovery_codes(asha)[0]
        days_pass(91)
        before = challenge_of(api)
        release(api, challenge_of(api))
        give(api, "registration", **NEW)
        assert code_in(recover(api, before, code)) == "log_in_expired"

    def test_a_recovery_code_does_not_open_the_new_holders_account(self, api, asha, mailoutbox):
        code = make_recovery_codes(asha)[0]
        passed_on(api, mailoutbox)
        days_pass(91)
        assert recover(api, challenge_of(api), code).status_code == 422

    def test_nobody_is_led_from_the_number_to_the_former_account(self, api, asha, mailoutbox):
        passed_on(api, mailoutbox)
        assert give(api).json()["user"]["username"] == "ravi"

    def test_the_number_is_not_verified_for_them_without_a_code_to_it(
        self, api, api_as, asha, mailoutbox
    ):
        passed_on(api, mailoutbox)
        asha.refresh_from_db()
        answer = verify_phone(api_as(asha), asha, current_password=PASSWORD)
        assert (answer.status_code, code_in(answer)) == (400, "taken")


class TestTheNewHolderMovesOn:
    def test_what_they_give_up_the_former_owner_may_bring_back(self, api, api_as, asha, mailoutbox):
        """Nobody has verified it any more; and a code to it alone opens nothing of asha's."""
        ravi, mailed = passed_on(api, mailoutbox)
        add_address(ravi)
        assert api_as(ravi).patch("me", GIVE_UP).status_code == 200
        assert undo(api, mailed).status_code == 204
        assert User.objects.get(username="asha").phone_number == PHONE
        assert code_in(give(api)) == "other_proof_required"

    def test_their_own_link_takes_it_from_nobody(self, api, api_as, asha, mailoutbox):
        ravi, mailed = passed_on(api, mailoutbox)
        add_address(ravi)
        assert api_as(ravi).patch("me", GIVE_UP).status_code == 200
        (own,) = [one for one in mailoutbox if one.to == ["ravi@example.com"]]
        assert undo(api, mailed).status_code == 204
        assert code_in(undo(api, own.body)) == "taken"

    def test_the_link_of_the_former_owner_is_good_for_72_hours(self, api, asha, mailoutbox):
        ravi, mailed = passed_on(api, mailoutbox)
        User.objects.filter(pk=ravi.pk).update(
            phone_number=None, phone_verified_at=None, email="ravi@example.com"
        )
        days_pass(3.01)
        assert code_in(undo(api, mailed)) == "link_invalid"


def test_a_number_that_waits_somewhere_is_released_by_nobody_else(api, api_as, asha):
    """Asked for by an account of which something else is verified, and never proved there."""
    other = UserFactory(username="other", email_verified_at=timezone.now())
    User.objects.filter(pk=other.pk).update(pending_phone_number=PHONE)
    days_pass(91)
    assert release(api, challenge_of(api)).status_code == 204
    other.refresh_from_db()
    assert (other.phone_number, other.pending_phone_number) == (None, PHONE)
    assert verify_phone(api_as(other), other).json()["phone_number"] == PHONE
