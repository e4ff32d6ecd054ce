"""Staff suspend an account while its owner, or somebody else, is in the middle of something: it
opens nothing, stays suspended, and what was under way holds again afterwards, or is asked for anew.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from accounts import links
from accounts.models import FactorRemoval, RemovalOutcome, Session, Status, User
from accounts.services.second_factor.removal import request_removal
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import PASSWORD
from accounts.tests.passkeys import add_passkey, creation_options, log_in, register, request_options
from accounts.tests.second_factor import challenge_of, code_in, code_of, second_step, with_app
from accounts.tests.test_factor_removal import let_time_pass
from foundation import deadlines
from moderation.models import Action
from moderation.services.deciding import take_back
from moderation.tests.factories import make_decision, make_staff
from otp.tests.factories import CODE, OneTimeCodeFactory
from profiles.services.profile import make_profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Client

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "seven green umbrellas"
PROOF = {"current_password": PASSWORD}
PHONE = "+919820012345"


@pytest.fixture
def asha(freelancer) -> User:
    now = timezone.now()
    freelancer.email_verified_at, freelancer.phone_number = now, PHONE
    freelancer.phone_verified_at = freelancer.phone_used_at = now
    freelancer.save()
    make_profile(freelancer)
    return freelancer


@pytest.fixture
def asking(api_as, asha) -> Client:
    return api_as(asha)


def suspend(user: User) -> Callable[[], None]:
    """Suspend somebody by a decision; answers what restores them."""
    decision = make_decision("profile", user.profile, Action.SUSPEND)
    return lambda: (take_back(decision=decision, moderator=make_staff(), facts="Wrong."), None)[1]


def assert_outside(user: User, answer: Any, *codes: str) -> None:
    """Refused with one of these, and nobody is in."""
    assert code_in(answer) in codes, answer.content
    user.refresh_from_db()
    assert user.status == Status.SUSPENDED
    assert not Session.objects.live().filter(user=user).exists()


def token_in(text: str, path: str) -> str:
    return re.search(rf"{path}\?token=(\S+)", text)[1]


def test_the_code_that_waits(api, asha):
    OneTimeCodeFactory(user=asha, phone_number=PHONE)
    suspend(asha)
    body = {"phone_number": PHONE, "purpose": "login", "code": CODE}
    assert_outside(asha, api.post("auth/verify-otp", body), "account_suspended")


def test_the_second_step(api, asha):
    app = with_app(asha)
    challenge = challenge_of(api, asha)
    suspend(asha)
    assert_outside(asha, second_step(api, challenge, code_of(app)), "account_suspended")


def test_the_passkey_that_is_asked_for(api, asking, asha):
    phone, _passkey = add_passkey(asking)
    options = request_options(api)
    suspend(asha)
    assert_outside(asha, log_in(api, phone.get(options)), "account_suspended")


def test_the_passkey_that_is_made(asking, asha):
    credential = Authenticator().create(creation_options(asking))
    suspend(asha)
    assert_outside(asha, register(asking, credential), "session_ended")
    assert not asha.passkeys.exists()


def test_a_new_address_that_waits_is_verified_when_the_account_is_restored(
    api, asking, asha, mailoutbox
):
    asking.patch("me", {"email": "asha@example.org"} | PROOF)
    (mail,) = [one for one in mailoutbox if one.to == ["asha@example.org"]]
    body = {"token": token_in(mail.body, "verify-email")}
    restore = suspend(asha)
    assert_outside(asha, api.post("auth/verify-email", body), "link_invalid")
    assert asha.email == "asha@example.com"
    restore()
    asking.log_in(User.objects.get(pk=asha.pk))
    assert asking.post("auth/verify-email", body).status_code == 200
    asha.refresh_from_db()
    assert asha.email == "asha@example.org"


def test_the_change_that_is_undone(api, asking, asha, mailoutbox):
    """Its owner may secure the account, and is let in when it is restored."""
    asking.patch("me", {"email": "asha@example.org"} | PROOF)
    (mail,) = [one for one in mailoutbox if one.to == ["asha@example.com"]]
    restore = suspend(asha)
    body = {"token": token_in(mail.body, "undo-change"), "new_password": NEW_PASSWORD}
    assert api.post("auth/undo-change", body).status_code == 204
    given = {"email": "asha@example.com", "password": NEW_PASSWORD}
    assert_outside(asha, api.post("auth/login", given), "account_suspended")
    restore()
    assert api.post("auth/login", given).status_code == 200


def test_the_reset_link(api, asha):
    token = links.make_token(asha, links.Purpose.RESET_PASSWORD)
    suspend(asha)
    body = {"token": token, "new_password": NEW_PASSWORD}
    assert api.post("auth/reset-password", body).status_code == 204
    given = {"email": "asha@example.com", "password": NEW_PASSWORD}
    assert_outside(asha, api.post("auth/login", given), "account_suspended")


def test_a_way_back_waits_for_its_account_to_be_restored(
    api, asha, admin_user, mailoutbox, django_capture_on_commit_callbacks
):
    """It is suspended first, if somebody may be using it who should not."""
    request_removal(user=asha, by=admin_user, reason="x", new_email="asha@example.org")
    restore = suspend(asha)
    let_time_pass()
    with django_capture_on_commit_callbacks(execute=True):
        deadlines.settle_due()
    assert FactorRemoval.objects.get().outcome == RemovalOutcome.DONE
    (mail,) = [one for one in mailoutbox if one.to == ["asha@example.org"]]
    body = {"token": token_in(mail.body, "verify-email"), "new_password": NEW_PASSWORD}
    assert_outside(asha, api.post("auth/verify-email", body), "link_invalid")
    restore()
    assert api.post("auth/verify-email", body).status_code == 200
    given = {"email": "asha@example.org", "password": NEW_PASSWORD}
    assert api.post("auth/login", given).status_code == 200


def test_no_session_from_before_is_live_again(asking, asha):
    suspend(asha)()
    asha.refresh_from_db()
    assert asha.status == Status.ACTIVE
    assert code_in(asking.get("me")) == "session_ended"
