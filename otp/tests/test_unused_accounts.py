"""A code by SMS to an account that nobody used for long: the number may be somebody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts import known_devices
from accounts.models import IdentifierChange, Session, Status, User
from accounts.services.second_factor import challenges
from accounts.services.second_factor.recovery_codes import make_recovery_codes, recovery_codes_left
from accounts.services.sessions import open_session
from accounts.tests.factories import (
    PASSWORD,
    PasskeyFactory,
    SessionFactory,
    UserFactory,
    suspended,
    with_status,
)
from accounts.tests.second_factor import code_in, code_of, second_step, with_app
from accounts.tests.test_races import at_once, post
from otp.models import OneTimeCode
from otp.tests.factories import CODE, OneTimeCodeFactory

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"
NEW = {"username": "ravi", "role": "freelancer"}
LONG_AGO = timedelta(days=91)


def unused_account() -> User:
    """That of somebody who registered by phone, and was not seen for 91 days."""
    user = UserFactory(
        username="asha",
        email=None,
        phone_number=PHONE,
        phone_verified_at=timezone.now() - LONG_AGO,
        last_login=timezone.now() - LONG_AGO,
    )
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def asha(db) -> User:
    return unused_account()


def give(api, purpose: str = "login", **body: object):
    """The answer to the right code, which comes to the phone."""
    OneTimeCode.objects.all().delete()
    user = User.objects.filter(phone_number=PHONE).first() if purpose == "login" else None
    OneTimeCodeFactory(user=user, purpose=purpose)
    given = {"phone_number": PHONE, "purpose": purpose, "code": CODE}
    return api.post("auth/verify-otp", given | body)


def challenge_of(api, **body: object) -> str:
    answer = give(api, **body)
    assert answer.status_code == 403, answer.content
    assert code_in(answer) == "other_proof_required"
    return str(answer.json()["challenge"])


def recover(api, challenge: str, code: str):
    return api.post("auth/recovery-code", {"challenge": challenge, "code": code})


def release(api, challenge: str):
    return api.post("auth/release-phone", {"challenge": challenge})


class TestTheCodeAlone:
    def test_it_opens_no_session(self, api, asha):
        challenge_of(api)
        assert not Session.objects.exists()

    def test_it_opens_an_account_that_was_used_89_days_ago(self, api, asha):
        User.objects.update(last_login=timezone.now() - timedelta(days=89))
        assert give(api).status_code == 200

    def test_a_session_that_was_used_lately_counts(self, api, asha):
        SessionFactory(user=asha, last_used_at=timezone.now() - timedelta(days=3))
        assert give(api).status_code == 200

    def test_an_account_in_which_nobody_ever_logged_in_is_as_old_as_it_is(self, api, asha):
        User.objects.update(last_login=None)
        assert give(api).status_code == 200
        User.objects.update(last_login=None, created_at=timezone.now() - LONG_AGO)
        Session.objects.all().delete()
        challenge_of(api)

    def test_an_operator_may_ask_for_nothing_more(self, api, asha, settings):
        settings.UNUSED_ACCOUNT_AFTER = timedelta()
        assert give(api).status_code == 200

    def test_the_code_is_used_up(self, api, asha):
        challenge_of(api)
        body = {"phone_number": PHONE, "purpose": "login", "code": CODE}
        assert code_in(api.post("auth/verify-otp", body)) == "otp_invalid"

    def test_before_the_right_code_nobody_learns_of_it(self, api, asha):
        answers = [
            api.post(
                "auth/verify-otp", {"phone_number": phone, "purpose": "login", "code": "1" * 6}
            )
            for phone in (PHONE, "+919820000001")
        ]
        assert answers[0].status_code == answers[1].status_code == 401
        assert answers[0].json()["errors"] == answers[1].json()["errors"]

    def test_after_another_way_in_it_does_again(self, api, asha):
        open_session(user=asha, user_agent="", address="203.0.113.7", method="passkey")
        assert give(api).status_code == 200

    def test_a_password_logs_in_with_the_same_number(self, api, asha):
        asha.set_password(PASSWORD)
        asha.save()
        body = {"phone_number": PHONE, "password": PASSWORD}
        assert api.post("auth/login", body).status_code == 200

    def test_a_second_factor_is_another_proof(self, api, asha):
        app = with_app(asha)
        answer = give(api)
        assert code_in(answer) == "second_factor_required"
        assert second_step(api, answer.json()["challenge"], code_of(app)).status_code == 200

    def test_a_number_that_was_only_typed_in_takes_nothing_over(self, api):
        """Nothing of it was verified: lately, the number's holder would be its owner."""
        old = {"last_login": timezone.now() - LONG_AGO, "status": Status.PENDING}
        UserFactory(username="typed", email="typed@example.com", phone_number=PHONE, **old)
        challenge_of(api)
        assert User.objects.get().email == "typed@example.com"
        assert give(api, current_password=PASSWORD).status_code == 200
        assert User.objects.get().email == "typed@example.com"

    def test_a_suspended_account_is_told_as_always(self, api, asha):
        suspended(asha)
        assert code_in(give(api)) == "account_suspended"


class TestThePhoneAlone:
    """The account is in use, by something else than its phone."""

    @pytest.fixture
    def used(self, asha) -> User:
        asha.set_password(PASSWORD)
        asha.last_login = timezone.now()
        asha.save()
        return asha

    def test_daily_log_ins_by_password_do_not_vouch_for_the_number(self, api, used):
        body = {"phone_number": PHONE, "password": PASSWORD}
        assert api.post("auth/login", body).status_code == 200
        challenge_of(api)

    def test_nor_do_those_by_a_verified_address(self, api, used):
        User.objects.update(email="asha@example.com", email_verified_at=timezone.now())
        used.refresh_from_db()
        used.set_unusable_password()
        used.save()
        challenge_of(api)

    def test_nor_those_by_a_passkey(self, api, used):
        used.set_unusable_password()
        used.save()
        PasskeyFactory(user=used)
        challenge_of(api)

    def test_who_uses_codes_every_few_weeks_sees_nothing_of_it(self, api, used):
        User.objects.update(phone_used_at=timezone.now() - timedelta(days=89))
        assert give(api).status_code == 200
        used.refresh_from_db()
        assert timezone.now() - used.phone_used_at < timedelta(minutes=1)

    def test_the_number_is_new(self, api, used):
        User.objects.update(phone_verified_at=timezone.now() - timedelta(days=1))
        assert give(api).status_code == 200

    def test_what_only_the_phone_opens_is_judged_by_its_use(self, api, used):
        used.set_unusable_password()
        used.save()
        assert give(api).status_code == 200

    def test_verified_again_in_a_session_it_opens_the_account_again(self, api, api_as, used):
        OneTimeCodeFactory(user=used, purpose="verification")
        body = {"phone_number": PHONE, "purpose": "verification", "code": CODE}
        assert api_as(used).post("auth/verify-otp", body).status_code == 200
        assert give(api).status_code == 200

    def test_so_it_does_after_a_recovery_code(self, api, used):
        codes = make_recovery_codes(used)
        assert recover(api, challenge_of(api), codes[0]).status_code == 200
        assert give(api).status_code == 200

    def test_an_operator_may_ask_for_nothing_more(self, api, used, settings):
        settings.UNUSED_ACCOUNT_AFTER = timedelta()
        assert give(api).status_code == 200

    def test_who_has_the_number_now_releases_it(self, api, used):
        assert release(api, challenge_of(api)).status_code in (200, 204)
        used.refresh_from_db()
        assert used.phone_number is None
        assert used.check_password(PASSWORD)


class TestARecoveryCode:
    def test_it_finishes_the_log_in_and_is_good_once(self, api, asha, sms_outbox):
        code = make_recovery_codes(asha)[0]
        answer = recover(api, challenge_of(api), code.upper())
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.json()["user"]["username"] == "asha"
        assert recovery_codes_left(asha) == 9
        assert "recovery code" in sms_outbox[-1][1]
        User.objects.update(last_login=timezone.now() - LONG_AGO)
        Session.objects.all().delete()
        assert code_in(recover(api, challenge_of(api), code)) == "recovery_code_refused"

    def test_it_is_no_second_factor_that_was_shown(self, api, asha):
        recover(api, challenge_of(api), make_recovery_codes(asha)[0])
        assert Session.objects.get().second_factor_at is None

    @pytest.mark.parametrize(("is_known", "mails"), [(True, 0), (False, 1)])
    def test_a_known_device_is_not_told_as_a_new_one(self, api, asha, mailoutbox, is_known, mails):
        code = make_recovery_codes(asha)[0]
        User.objects.update(email="asha@example.com", email_verified_at=timezone.now())
        asha.refresh_from_db()
        challenge = challenge_of(api)
        known = {"device_token": known_devices.make_token(asha)} if is_known else {}
        body = {"challenge": challenge, "code": code}
        assert api.post("auth/recovery-code", body | known).status_code == 200
        told = [mail for mail in mailoutbox if mail.subject.startswith("New log-in")]
        assert len(told) == mails

    @pytest.mark.parametrize("code", ["k3v5qa-n7xwz2", "123456", "é", "  "])
    def test_a_wrong_one_opens_nothing(self, api, asha, code):
        make_recovery_codes(asha)
        assert recover(api, challenge_of(api), code).status_code == 422
        assert not Session.objects.exists()

    def test_five_wrong_ones_wait(self, api, asha):
        code = make_recovery_codes(asha)[0]
        challenge = challenge_of(api)
        statuses = [recover(api, challenge, "wrong").status_code for _ in range(6)]
        assert statuses == [422] * 5 + [429]
        assert recover(api, challenge, code).status_code == 429

    def test_one_of_somebody_elses_opens_nothing(self, api, asha, outsider):
        code = make_recovery_codes(outsider)[0]
        assert recover(api, challenge_of(api), code).status_code == 422
        assert recovery_codes_left(outsider) == 10

    def test_an_account_that_is_switched_off_says_so_and_keeps_its_codes(self, api, asha):
        with_status(asha, Status.INACTIVE)
        code = make_recovery_codes(asha)[0]
        assert code_in(recover(api, challenge_of(api), code)) == "account_inactive"
        assert recovery_codes_left(asha) == 10
        assert recover(api, challenge_of(api, reactivate=True), code).status_code == 200
        asha.refresh_from_db()
        assert asha.status == Status.ACTIVE

    def test_suspended_in_the_meantime_is_suspended(self, api, asha):
        code = make_recovery_codes(asha)[0]
        challenge = challenge_of(api)
        suspended(asha)
        assert code_in(recover(api, challenge, code)) == "account_suspended"
        assert recovery_codes_left(asha) == 10


class TestTheChallenge:
    @pytest.mark.parametrize("use", [lambda api, one: recover(api, one, "x"), release])
    @pytest.mark.parametrize("challenge", ["x", "a:b:c", "é", "x" * 900])
    def test_a_forged_one_is_none(self, api, asha, use, challenge):
        assert use(api, challenge).status_code in {401, 422}

    def test_it_lives_five_minutes(self, api, asha, monkeypatch):
        challenge = challenge_of(api)
        monkeypatch.setattr(challenges, "LIFETIME", timedelta(seconds=-1))
        assert code_in(release(api, challenge)) == "log_in_expired"

    def test_one_of_a_second_factor_releases_nothing(self, api, asha):
        with_app(asha)
        challenge = give(api).json()["challenge"]
        assert code_in(release(api, challenge)) == "log_in_expired"
        assert code_in(recover(api, challenge, make_recovery_codes(asha)[0])) == "log_in_expired"

    def test_it_is_none_for_a_second_factor(self, api, asha):
        challenge = challenge_of(api)
        answer = second_step(api, challenge, code_of(with_app(asha)))
        assert code_in(answer) == "log_in_expired"

    def test_it_dies_with_the_number(self, api, asha):
        challenge = challenge_of(api)
        User.objects.update(phone_number="+919820099999")
        assert code_in(release(api, challenge)) == "log_in_expired"

    def test_it_dies_with_the_account(self, api, asha):
        challenge = challenge_of(api)
        User.objects.update(erased_at=timezone.now())
        assert code_in(release(api, challenge)) == "log_in_expired"


class TestTheNumberIsReleased:
    def test_its_holder_starts_an_account_and_the_old_one_keeps_its_data(self, api, asha):
        assert release(api, challenge_of(api)).status_code == 204
        asha.refresh_from_db()
        assert (asha.phone_number, asha.phone_verified_at, asha.username) == (None, None, "asha")
        answer = give(api, "registration", **NEW)
        assert answer.status_code == 201
        assert answer.json()["user"]["username"] == "ravi"
        assert User.objects.get(phone_number=PHONE).username == "ravi"

    def test_or_verifies_it_for_the_account_that_they_have(self, api, api_as, asha, outsider):
        release(api, challenge_of(api))
        OneTimeCodeFactory(user=outsider, purpose="verification")
        body = {"phone_number": PHONE, "purpose": "verification", "code": CODE}
        body["current_password"] = PASSWORD
        assert api_as(outsider).post("auth/verify-otp", body).json()["phone_number"] == PHONE

    def test_the_history_tells_staff(self, api, asha):
        release(api, challenge_of(api))
        assert [one.phone_number for one in asha.history.all()][-1] == PHONE

    def test_staff_are_mailed_where_to_see_it_and_not_the_number(
        self, api, asha, admin_user, mailoutbox
    ):
        release(api, challenge_of(api))
        (mail,) = mailoutbox
        assert mail.to == [admin_user.email]
        assert f"/admin/accounts/user/{asha.pk}/history/" in mail.body
        assert "9820012345" not in mail.body

    def test_a_verified_address_is_mailed_and_can_undo_it(self, api, asha, mailoutbox, sms_outbox):
        User.objects.update(email="asha@example.com", email_verified_at=timezone.now())
        release(api, challenge_of(api))
        (mail,) = mailoutbox
        assert mail.to == ["asha@example.com"]
        token = re.search(r"undo-change\?token=(\S+)", mail.body)[1]
        assert not [text for _to, text in sms_outbox if "token=" in text]
        body = {"token": token, "new_password": "seven green umbrellas"}
        assert api.post("auth/undo-change", body).status_code == 204
        asha.refresh_from_db()
        assert asha.phone_number == PHONE

    def test_undone_too_late_the_number_is_its_new_holders(self, api, asha, mailoutbox):
        User.objects.update(email="asha@example.com", email_verified_at=timezone.now())
        release(api, challenge_of(api))
        give(api, "registration", **NEW)
        token = re.search(r"undo-change\?token=(\S+)", mailoutbox[0].body)[1]
        body = {"token": token, "new_password": "seven green umbrellas"}
        assert code_in(api.post("auth/undo-change", body)) == "taken"
        assert User.objects.get(phone_number=PHONE).username == "ravi"

    def test_who_has_the_phone_gets_no_link_into_the_old_account(self, api, asha, sms_outbox):
        release(api, challenge_of(api))
        assert not IdentifierChange.objects.exists()
        assert sms_outbox == []

    def test_an_address_that_was_never_verified_is_told_nothing_and_opens_nothing(
        self, api, asha, mailoutbox
    ):
        User.objects.update(email="typed@example.com")
        release(api, challenge_of(api))
        asha.refresh_from_db()
        assert asha.email is None
        api.post("auth/forgot-password", {"email": "typed@example.com"})
        assert mailoutbox == []

    def test_an_account_that_is_switched_off_is_released_too(self, api, asha):
        with_status(asha, Status.INACTIVE)
        assert release(api, challenge_of(api)).status_code == 204

    def test_one_that_is_suspended_meanwhile_keeps_it(self, api, asha):
        challenge = challenge_of(api)
        suspended(asha)
        assert code_in(release(api, challenge)) == "account_suspended"
        asha.refresh_from_db()
        assert asha.phone_number == PHONE

    def test_once_its_owner_has_logged_in_it_is_not_released(self, api, asha):
        challenge = challenge_of(api)
        open_session(user=asha, user_agent="", address="203.0.113.7")
        assert code_in(release(api, challenge)) == "log_in_expired"
        asha.refresh_from_db()
        assert asha.phone_number == PHONE

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_release_it_at_once_one_does(self, api, asha):
        calls = [
            partial(post, "auth/release-phone", {"challenge": challenge_of(api)}) for _ in range(2)
        ]
        assert sorted(answer.status_code for answer in at_once(*calls)) == [204, 401]

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_released_while_its_owner_logs_in_it_is_one_or_the_other(self, api, asha):
        challenge = challenge_of(api)
        released, session = at_once(
            partial(post, "auth/release-phone", {"challenge": challenge}),
            lambda: open_session(user=asha, user_agent="", address="203.0.113.7"),
        )
        assert isinstance(session, Session)  # the owner is let in, whoever came first
        asha.refresh_from_db()
        assert asha.phone_number == (None if released.status_code == 204 else PHONE)


class TestRecoveryCodesAtOnce:
    def test_an_account_that_only_the_phone_opens_gets_them(self, api):
        answer = give(api, "registration", **NEW).json()
        assert len(answer["recovery_codes"]) == 10
        assert answer["user"]["has_only_phone"] is True
        user = User.objects.get()
        assert recovery_codes_left(user) == 10
        User.objects.update(last_login=timezone.now() - LONG_AGO)
        Session.objects.all().delete()
        assert recover(api, challenge_of(api), answer["recovery_codes"][3]).status_code == 200

    def test_one_with_a_password_needs_none(self, api):
        answer = give(api, "registration", **NEW, password=PASSWORD).json()
        assert answer["recovery_codes"] == []
        assert answer["user"]["has_only_phone"] is False

    def test_a_verified_address_ends_the_hint(self, api_as, asha):
        assert api_as(asha).get("me").json()["has_only_phone"] is True
        User.objects.update(email="a@example.com", email_verified_at=timezone.now())
        asha.refresh_from_db()
        assert api_as(asha).get("me").json()["has_only_phone"] is False
