"""The way back by staff for whoever lost the app and the recovery codes: asked for, told, undone,
done after the waiting time.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.errors import (
    LinkInvalid,
    NoSecondFactor,
    RemovalPending,
    SelfRemoval,
    SuperuserRequired,
)
from accounts.models import FactorRemoval, RemovalOutcome, Role, Session, User
from accounts.services.account import erase_accounts_part
from accounts.services.export import export_accounts_part
from accounts.services.second_factor.removal import (
    make_undo_token,
    remove_due,
    request_removal,
    undo,
)
from accounts.services.sessions import open_session
from accounts.tests.factories import UserFactory
from accounts.tests.passkeys import add_passkey, request_options
from accounts.tests.passkeys import log_in as log_in_by_passkey
from accounts.tests.second_factor import code_of, first_step, second_step, with_app
from accounts.tests.test_races import at_once
from foundation import deadlines

pytestmark = pytest.mark.django_db
ADD = "/admin/accounts/factorremoval/add/"
LIST = "/admin/accounts/factorremoval/"


@pytest.fixture
def asha(freelancer):
    """Somebody with two verified addresses and a second factor."""
    now = timezone.now()
    User.objects.filter(pk=freelancer.pk).update(
        email_verified_at=now, phone_number="+919820012345", phone_verified_at=now
    )
    freelancer.refresh_from_db()
    with_app(freelancer)
    return freelancer


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def removal(asha, admin_user):
    return request_removal(user=asha, by=admin_user, reason="Showed a passport.")


def let_time_pass() -> None:
    """The waiting time is over."""
    before = timezone.now() - timedelta(hours=73)
    FactorRemoval.objects.update(requested_at=before, due_at=before + timedelta(hours=72))
    deadlines.forget()


def ask(staff, user, reason="Showed a passport."):
    return staff.post(ADD, {"user": user.pk, "reason": reason}, follow=True)


def test_staff_ask_with_a_reason_and_the_owner_is_told_everywhere(
    staff, asha, mailoutbox, sms_outbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(staff, asha).status_code == 200
    removal = FactorRemoval.objects.get()
    assert (removal.reason, removal.requested_by.username) == ("Showed a passport.", "chief")
    assert removal.due_at - removal.requested_at == timedelta(hours=72)
    assert "/keep-second-factor?token=" in mailoutbox[-1].body
    assert "/keep-second-factor?token=" in sms_outbox[-1][1]
    assert TOTPDevice.objects.filter(user=asha).exists()


def test_without_a_reason_nothing_is_asked_for(staff, asha):
    ask(staff, asha, reason="")
    assert not FactorRemoval.objects.exists()


def test_only_administrators_ask(client, asha):
    client.force_login(UserFactory(role=Role.ADMIN))
    assert client.get(ADD).status_code == 403
    assert ask(client, asha).status_code == 403
    assert not FactorRemoval.objects.exists()


def test_what_cannot_be_asked_for_is_told(staff, asha, admin_user, outsider):
    assert "no second factor" in ask(staff, outsider).content.decode()
    with pytest.raises(NoSecondFactor):
        request_removal(user=outsider, by=admin_user, reason="x")
    ask(staff, asha)
    assert ask(staff, asha).status_code == 409
    with pytest.raises(RemovalPending):
        request_removal(user=asha, by=admin_user, reason="x")
    with_app(admin_user)
    with pytest.raises(SelfRemoval):
        request_removal(user=admin_user, by=admin_user, reason="x")


def test_the_database_refuses_ones_own(asha):
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorRemoval.objects.create(user=asha, requested_by=asha, due_at=timezone.now())


def test_until_it_is_due_the_second_factor_is_asked_for(api, asha, removal):
    deadlines.forget()
    assert first_step(api, asha).status_code == 403


def test_after_the_waiting_time_the_password_opens_the_account_again(
    api, asha, removal, mailoutbox
):
    other = open_session(user=asha, user_agent="", address="203.0.113.1")
    let_time_pass()
    assert first_step(api, asha).status_code == 200  # whoever reads first settles it
    removal.refresh_from_db()
    assert removal.outcome == RemovalOutcome.DONE
    other.refresh_from_db()
    assert other.revoked_at
    assert any("was removed" in mail.subject for mail in mailoutbox)


def test_the_link_keeps_the_second_factor(api, asha, removal):
    token = make_undo_token(removal)
    for _ in range(2):  # a second press is fine
        assert api.post("auth/keep-second-factor", {"token": token}).status_code == 204
    let_time_pass()
    assert first_step(api, asha).status_code == 403
    removal.refresh_from_db()
    assert removal.outcome == RemovalOutcome.UNDONE


def test_opening_the_link_changes_nothing_and_the_button_does(client, removal):
    token = make_undo_token(removal)
    page = client.get(f"/keep-second-factor?token={token}")
    assert page.status_code == 200
    removal.refresh_from_db()
    assert removal.outcome == RemovalOutcome.PENDING
    assert client.post("/keep-second-factor", {"token": token}).status_code == 200
    removal.refresh_from_db()
    assert removal.outcome == RemovalOutcome.UNDONE


@pytest.mark.parametrize("token", ["x", "a:b", "MTIz:abc", "é"])
def test_a_forged_link_keeps_nothing(api, removal, token):
    assert api.post("auth/keep-second-factor", {"token": token}).status_code == 422
    removal.refresh_from_db()
    assert removal.outcome == RemovalOutcome.PENDING


def test_a_link_that_comes_too_late_says_so(api, asha, removal):
    let_time_pass()
    remove_due()
    token = make_undo_token(removal)
    assert api.post("auth/keep-second-factor", {"token": token}).status_code == 422


def test_a_log_in_with_the_second_factor_ends_the_request(api, asha, removal):
    app = TOTPDevice.objects.get()
    challenge = first_step(api, asha).json()["challenge"]
    assert second_step(api, challenge, code_of(app)).status_code == 200
    removal.refresh_from_db()
    assert removal.outcome == RemovalOutcome.USED


def test_staff_withdraw_it(staff, asha, removal):
    body = {"action": "withdraw", "_selected_action": [str(removal.pk)]}
    staff.post(LIST, body, follow=True)
    removal.refresh_from_db()
    assert removal.outcome == RemovalOutcome.WITHDRAWN
    assert removal.history.get().outcome == RemovalOutcome.PENDING


def test_a_members_second_factor_is_not_removed_at_once(staff, asha):
    body = {"action": "remove", "_selected_action": [TOTPDevice.objects.get().pk]}
    page = staff.post("/admin/otp_totp/totpdevice/", body, follow=True)
    assert "Done for 0." in page.content.decode()
    assert TOTPDevice.objects.exists()


def test_the_user_reads_of_it_in_the_export_and_erasure_takes_it(asha, removal):
    assert export_accounts_part(asha)["second_factor"]["removals"][0]["outcome"] == "pending"
    erase_accounts_part(asha)
    assert not FactorRemoval.objects.exists()
    assert not removal.history.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_undone_in_the_moment_when_it_is_due_it_is_one_or_the_other(asha, admin_user):
    removal = request_removal(user=asha, by=admin_user, reason="x")
    let_time_pass()
    deadlines.rest()
    token = make_undo_token(removal)
    answers = at_once(remove_due, lambda: undo(token=token), remove_due)
    removal.refresh_from_db()
    if removal.outcome == RemovalOutcome.DONE:
        assert isinstance(answers[1], LinkInvalid)
        assert not TOTPDevice.objects.exists()
    else:
        assert removal.outcome == RemovalOutcome.UNDONE
        assert TOTPDevice.objects.exists()
    assert not Session.objects.exists()


def test_an_administrator_asks_for_the_removal_of_no_colleagues_second_factor(admin_user):
    administrator, colleague = UserFactory(role=Role.ADMIN), UserFactory(role=Role.ADMIN)
    for staff in (admin_user, colleague):
        with_app(staff)
        with pytest.raises(SuperuserRequired):
            request_removal(user=staff, by=administrator, reason="x")
    assert not FactorRemoval.objects.exists()
    assert request_removal(user=colleague, by=admin_user, reason="x")


def test_a_log_in_by_passkey_ends_the_request(api, api_as, freelancer, admin_user):
    phone, _passkey = add_passkey(api_as(freelancer))
    with_app(freelancer)
    removal = request_removal(user=freelancer, by=admin_user, reason="x")
    assert log_in_by_passkey(api, phone.get(request_options(api))).status_code == 200
    removal.refresh_from_db()
    assert removal.outcome == RemovalOutcome.USED
