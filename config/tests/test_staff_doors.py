"""What staff do to accounts in the admin: in a session that ends meanwhile, to each other at once,
to themselves, and with what was never in the form.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connections, transaction
from django.test import Client as Browser
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import links
from accounts.models import (
    FactorRemoval,
    Passkey,
    RemovalOutcome,
    RevokedReason,
    Role,
    Session,
    Status,
    User,
)
from accounts.services.account import erase
from accounts.services.second_factor.removal import request_removal
from accounts.tests.factories import (
    PASSWORD,
    PasskeyFactory,
    SessionFactory,
    UserFactory,
    with_status,
)
from accounts.tests.second_factor import with_app
from accounts.tests.test_ended_sessions import wait_until_it_waits
from accounts.tests.test_factor_removal import ADD, let_time_pass
from foundation import deadlines
from moderation.models import Action, Case
from moderation.roles import StaffRole, set_staff_role
from moderation.services.cases import locked_open_case
from moderation.services.deciding import take_back
from moderation.tests.factories import make_decision, make_ground, make_staff
from profiles.services.profile import make_profile

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
USERS, SESSIONS = "/admin/accounts/user/", "/admin/accounts/session/"
PASSKEYS, APPS = "/admin/accounts/passkey/", "/admin/otp_totp/totpdevice/"
REMOVALS = "/admin/accounts/factorremoval/"
NEW_PASSWORD = "seven green umbrellas"


def browser_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def act(browser: Browser, address: str, action: str, row: Any) -> Any:
    body = {"action": action, "_selected_action": [row.pk], "reason": "Lost."}
    return browser.post(address, body)


def closing(ask: Callable[[], Any]) -> Any:
    """The answer to a request on a connection of its own."""
    try:
        return ask()
    finally:
        connections.close_all()


# --- A session of staff that ends while its request waits -----------------------------------------


def passkey_of(user: User) -> Passkey:
    return PasskeyFactory(user=user)


def app_of_colleague(user: User) -> TOTPDevice:
    User.objects.filter(pk=user.pk).update(role=Role.ADMIN)
    with_app(user)
    return TOTPDevice.objects.get(user=user)


def typed_in(user: User) -> User:
    now = timezone.now()
    User.objects.filter(pk=user.pk).update(phone_number="+919820012345", phone_verified_at=now)
    return user


def way_back(user: User) -> FactorRemoval:
    colleague = UserFactory(username="colleague", role=Role.ADMIN)
    return request_removal(user=user, by=colleague, reason="Lost.", new_email="asha@example.org")


def itself(user: User) -> User:
    return user


def is_staff(user: User) -> bool:
    return User.objects.get(pk=user.pk).is_staff


def has_no_email(user: User) -> bool:
    return User.objects.get(pk=user.pk).email is None


def has_no_session(user: User) -> bool:
    return not Session.objects.live().filter(user=user).exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "action", "make", "is_done"),
    [
        (PASSKEYS, "remove", passkey_of, lambda _user: not Passkey.objects.exists()),
        (APPS, "remove", app_of_colleague, lambda _user: not TOTPDevice.objects.exists()),
        (USERS, "end_sessions", itself, has_no_session),
        (SESSIONS, "end_sessions", lambda user: user.sessions.get(), has_no_session),
        (USERS, "release_address", typed_in, has_no_email),
        (USERS, "make_administrator", itself, is_staff),
        (REMOVALS, "withdraw", way_back, lambda _user: not FactorRemoval.objects.pending()),
    ],
    ids=["passkey", "app", "all sessions", "one session", "address", "role", "way back"],
)
def test_staff_whose_session_ends_meanwhile_change_nobodys_account(
    admin_user, freelancer, address, action, make, is_done
):
    SessionFactory(user=freelancer)
    row, staff = make(freelancer), browser_of(admin_user)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=freelancer.pk)
            asked = pool.submit(closing, partial(act, staff, address, action, row))
            wait_until_it_waits(asked)
            # By somebody who did not wait for the row of staff, as whoever ends one session.
            Session.objects.filter(user=admin_user).revoke(RevokedReason.STAFF)
        assert asked.result(timeout=30).status_code in {302, 401}
    assert not is_done(freelancer)


# --- Two who act on each other at once ------------------------------------------------------------


def suspending(browser: Browser, case: Case) -> Callable[[], Any]:
    body = {"action": Action.SUSPEND, "ground": make_ground().pk, "facts": "A fact.", "days": ""}
    address = f"/admin/moderation/case/{case.pk}/change/"
    return partial(browser.post, address, body | {"decide": 1})


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_suspend_each_other_at_once_one_does():
    """Both have their case and their own session, and want the other one's: not a deadlock, of
    which the second would learn nothing but that it should try again.
    """
    people = [make_staff(StaffRole.ADMINISTRATOR) for _ in range(2)]
    for one in people:
        make_profile(one)
    with transaction.atomic():
        cases = [locked_open_case("profile", one.profile) for one in people]
    calls = [
        suspending(browser_of(one), case) for one, case in zip(people, reversed(cases), strict=True)
    ]
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(Case.objects.select_for_update().order_by("pk"))
            asked = [pool.submit(closing, call) for call in calls]
            for one in asked:
                wait_until_it_waits(one, number=2)
        answers = {one.result(timeout=30).status_code: one.result() for one in asked}
    assert set(answers) == {200, 302}
    assert "This session has ended." in answers[200].content.decode()
    assert User.objects.filter(status=Status.SUSPENDED).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_superusers_who_end_each_others_sessions_at_once_one_does():
    people = [UserFactory(role=Role.ADMIN, is_superuser=True) for _ in range(2)]
    browsers = [browser_of(one) for one in people]
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            list(Session.objects.select_for_update().order_by("pk"))
            asked = [
                pool.submit(closing, partial(act, browser, USERS, "end_sessions", other))
                for browser, other in zip(browsers, reversed(people), strict=True)
            ]
            for one in asked:
                wait_until_it_waits(one, number=2)
        assert {one.result(timeout=30).status_code for one in asked} <= {302, 401}
    assert Session.objects.live().count() == 1


# --- Colleagues, and oneself ----------------------------------------------------------------------


@pytest.fixture
def administrator(db) -> User:
    """Staff who may do everything, and no superuser."""
    return make_staff(StaffRole.ADMINISTRATOR, username="administrator")


def test_an_administrator_removes_no_passkey_of_a_colleague(administrator, admin_user):
    passkey, _other = PasskeyFactory.create_batch(2, user=admin_user)
    act(browser_of(administrator), PASSKEYS, "remove", passkey)
    assert admin_user.passkeys.count() == 2


@pytest.mark.parametrize("kind", ["passkey", "app"])
def test_nobody_removes_their_own_second_factor_as_staff(admin_user, kind):
    """There nobody asks for the password, or for the second factor again."""
    staff = browser_of(admin_user)
    if kind == "passkey":
        PasskeyFactory(user=admin_user)
        act(staff, PASSKEYS, "remove", PasskeyFactory(user=admin_user))
    else:
        with_app(admin_user)
        session = staff.session
        session["guildhall_second_factor"] = TOTPDevice.objects.get().pk
        session.save()
        act(staff, APPS, "remove", TOTPDevice.objects.get())
    assert admin_user.passkeys.count() == (2 if kind == "passkey" else 0)
    assert TOTPDevice.objects.exists() is (kind == "app")


def test_what_staff_do_to_an_account_is_logged(admin_user, freelancer):
    staff = browser_of(admin_user)
    act(staff, SESSIONS, "end_sessions", SessionFactory(user=freelancer))
    act(staff, USERS, "end_sessions", freelancer)
    act(staff, USERS, "make_support", freelancer)
    messages = LogEntry.objects.filter(object_id=str(freelancer.pk)).order_by("pk")
    one, every, role = messages.values_list("change_message", flat=True)
    assert one.startswith("Ended the session Firefox")
    assert (every, role) == ("Ended all sessions.", "Gave the role support.")


# --- The way back by staff ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("asha@b\u00fccher.example", "asha@xn--bcher-kva.example"),
        ("asha@\uff45xample.org", "asha@example.org"),
    ],
)
def test_the_new_address_is_one_however_it_is_spelt(
    api, admin_user, freelancer, typed, stored, mailoutbox, django_capture_on_commit_callbacks
):
    browser_of(admin_user).post(
        ADD, {"user": freelancer.pk, "reason": "A passport.", "new_email": typed}
    )
    let_time_pass()
    with django_capture_on_commit_callbacks(execute=True):
        deadlines.settle_due()
    token = re.search(r"verify-email\?token=(\S+)", mailoutbox[-1].body)[1]
    body = {"token": token, "new_password": NEW_PASSWORD}
    assert api.post("auth/verify-email", body).status_code == 200
    freelancer.refresh_from_db()
    assert freelancer.email == stored


@pytest.mark.parametrize("typed", ["asha@exa\u00admple.org", "\u00e4@example.org", "asha@"])
def test_one_that_mail_cannot_go_to_is_refused(admin_user, freelancer, typed):
    body = {"user": freelancer.pk, "reason": "A passport.", "new_email": typed}
    assert browser_of(admin_user).post(ADD, body).status_code == 200
    assert not FactorRemoval.objects.exists()


def test_nobody_gets_back_into_an_erased_account(admin_user, freelancer):
    """An address would stand in the row that says nothing of anybody, and get a dead link."""
    erase(user=freelancer, session_id=None, current_password=PASSWORD)
    body = {"user": freelancer.pk, "reason": "A passport.", "new_email": "asha@example.org"}
    assert browser_of(admin_user).post(ADD, body).status_code == 409
    assert not FactorRemoval.objects.exists()


def test_a_member_who_becomes_staff_meanwhile_is_not_handed_over(administrator, freelancer):
    """An administrator may ask for it of a member, and of no colleague."""
    request_removal(
        user=freelancer, by=administrator, reason="Lost.", new_email="administrator@example.org"
    )
    set_staff_role(user=freelancer, role=StaffRole.ADMINISTRATOR)
    let_time_pass()
    deadlines.settle_due()
    freelancer.refresh_from_db()
    assert (freelancer.pending_email, freelancer.email) == (None, "asha@example.com")
    assert FactorRemoval.objects.get().outcome == RemovalOutcome.WITHDRAWN


# --- Suspended in the middle of something ---------------------------------------------------------


def test_an_address_that_was_verified_while_suspended_makes_the_account_active(api, freelancer):
    """By a link to reset the password, mailed before. It was pending for ever."""
    make_profile(with_status(freelancer, Status.PENDING))
    token = links.make_token(freelancer, links.Purpose.RESET_PASSWORD)
    decision = make_decision("profile", freelancer.profile, Action.SUSPEND)
    body = {"token": token, "new_password": NEW_PASSWORD}
    assert api.post("auth/reset-password", body).status_code == 204
    freelancer.refresh_from_db()
    assert freelancer.status == Status.SUSPENDED
    take_back(decision=decision, moderator=make_staff(), facts="Wrong.")
    freelancer.refresh_from_db()
    assert (freelancer.status, freelancer.is_verified) == (Status.ACTIVE, True)


def test_one_that_nothing_verified_is_pending_again(freelancer):
    make_profile(with_status(freelancer, Status.PENDING))
    decision = make_decision("profile", freelancer.profile, Action.SUSPEND)
    take_back(decision=decision, moderator=make_staff(), facts="Wrong.")
    freelancer.refresh_from_db()
    assert freelancer.status == Status.PENDING


def test_what_staff_who_were_suspended_since_asked_for_is_not_done(administrator, freelancer):
    request_removal(
        user=freelancer, by=administrator, reason="Lost.", new_email="administrator@example.org"
    )
    make_profile(administrator)
    judge = make_staff(StaffRole.ADMINISTRATOR)
    make_decision("profile", administrator.profile, Action.SUSPEND, moderator=judge)
    let_time_pass()
    deadlines.settle_due()
    assert FactorRemoval.objects.get().outcome == RemovalOutcome.WITHDRAWN
