"""The way back by staff for whoever has no way in any more: a new address, after a waiting time."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.errors import IdentifierTaken
from accounts.models import FactorRemoval, RemovalOutcome, Session, User
from accounts.services.export import export_accounts_part
from accounts.services.second_factor.recovery_codes import make_recovery_codes, recovery_codes_left
from accounts.services.second_factor.removal import (
    make_undo_token,
    remove_due,
    request_removal,
)
from accounts.services.sessions import open_session
from accounts.tests.factories import UserFactory
from accounts.tests.test_ended_sessions import wait_until_it_waits
from accounts.tests.test_factor_removal import ADD, let_time_pass
from foundation import deadlines

pytestmark = pytest.mark.django_db
NEW_EMAIL = "asha@example.org"
NEW_PASSWORD = "seven green umbrellas"


@pytest.fixture
def asha(freelancer):
    """Somebody whose phone was the only way in."""
    freelancer.set_unusable_password()
    freelancer.email = None
    freelancer.phone_number = "+919820012345"
    freelancer.phone_verified_at = timezone.now()
    freelancer.save()
    return freelancer


@pytest.fixture
def request_(asha, admin_user):
    return request_removal(user=asha, by=admin_user, reason="A passport.", new_email=NEW_EMAIL)


def outcome() -> str:
    return FactorRemoval.objects.get().outcome


def open_link(api, mailoutbox, **body: str):
    token = re.search(r"verify-email\?token=(\S+)", mailoutbox[-1].body)[1]
    return api.post("auth/verify-email", {"token": token} | body)


def test_staff_ask_with_evidence_and_the_owner_is_told(client, admin_user, asha, sms_outbox):
    client.force_login(admin_user)
    body = {"user": asha.pk, "reason": "A passport.", "new_email": NEW_EMAIL}
    assert client.post(ADD, body, follow=True).status_code == 200
    removal = FactorRemoval.objects.get()
    assert (removal.new_email, removal.outcome) == (NEW_EMAIL, RemovalOutcome.PENDING)


def test_the_phone_gets_the_link_that_refuses_it(
    asha, admin_user, sms_outbox, api, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        request_removal(user=asha, by=admin_user, reason="x", new_email=NEW_EMAIL)
    token = re.search(r"keep-second-factor\?token=(\S+)", sms_outbox[-1][1])[1]
    assert api.post("auth/keep-second-factor", {"token": token}).status_code == 204
    assert outcome() == RemovalOutcome.UNDONE


def test_after_the_waiting_time_the_address_alone_opens_the_account(
    api, asha, request_, mailoutbox, django_capture_on_commit_callbacks
):
    make_recovery_codes(asha)
    let_time_pass()
    with django_capture_on_commit_callbacks(execute=True):
        deadlines.settle_due()
    asha.refresh_from_db()
    assert (asha.phone_number, asha.email, asha.pending_email) == (None, None, NEW_EMAIL)
    assert recovery_codes_left(asha) == 0
    assert mailoutbox[-1].to == [NEW_EMAIL]
    assert open_link(api, mailoutbox).status_code == 403  # a password has to be set
    assert open_link(api, mailoutbox, new_password=NEW_PASSWORD).status_code == 200
    body = {"email": NEW_EMAIL, "password": NEW_PASSWORD}
    answer = api.post("auth/login", body)
    assert answer.json()["user"]["username"] == "asha"
    assert outcome() == RemovalOutcome.DONE


def test_before_it_is_over_nothing_changes(asha, request_):
    deadlines.forget()
    deadlines.settle_due()
    asha.refresh_from_db()
    assert asha.phone_number == "+919820012345"


def test_whoever_logs_in_meanwhile_keeps_the_account(asha, request_):
    let_time_pass()
    open_session(user=asha, user_agent="", address="203.0.113.7")
    deadlines.settle_due()
    asha.refresh_from_db()
    assert asha.phone_number == "+919820012345"
    assert outcome() == RemovalOutcome.USED
    assert Session.objects.get().revoked_at is None


def test_an_address_that_is_verified_elsewhere_is_refused(asha, admin_user):
    UserFactory(email=NEW_EMAIL, email_verified_at=timezone.now())
    with pytest.raises(IdentifierTaken):
        request_removal(user=asha, by=admin_user, reason="x", new_email=NEW_EMAIL)


def test_verified_elsewhere_meanwhile_it_opens_nothing(
    api, asha, request_, mailoutbox, django_capture_on_commit_callbacks
):
    let_time_pass()
    with django_capture_on_commit_callbacks(execute=True):
        deadlines.settle_due()
    UserFactory(username="other", email=NEW_EMAIL, email_verified_at=timezone.now())
    assert open_link(api, mailoutbox, new_password=NEW_PASSWORD).status_code == 400
    assert User.objects.get(email=NEW_EMAIL).username == "other"


def test_verified_elsewhere_before_it_is_due_the_account_keeps_all_it_has(asha, request_):
    UserFactory(username="other", email=NEW_EMAIL, email_verified_at=timezone.now())
    let_time_pass()
    deadlines.settle_due()
    asha.refresh_from_db()
    assert (asha.phone_number, asha.pending_email) == ("+919820012345", None)
    assert asha.phone_verified_at
    assert outcome() == RemovalOutcome.TAKEN


def test_staff_are_mailed_that_it_was_refused_and_nothing_of_whom(
    asha, request_, admin_user, mailoutbox, django_capture_on_commit_callbacks
):
    UserFactory(username="other", email=NEW_EMAIL, email_verified_at=timezone.now())
    let_time_pass()
    with django_capture_on_commit_callbacks(execute=True):
        deadlines.settle_due()
    (mail,) = mailoutbox
    assert mail.to == [admin_user.email]
    assert f"/admin/accounts/factorremoval/{request_.pk}/change/" in mail.body
    assert not [word for word in (NEW_EMAIL, "asha") if word in mail.body]


def test_staff_see_that_it_was_refused_and_can_ask_for_another_address(
    client, asha, request_, admin_user
):
    UserFactory(username="other", email=NEW_EMAIL, email_verified_at=timezone.now())
    let_time_pass()
    deadlines.settle_due()
    client.force_login(admin_user)
    listed = client.get("/admin/accounts/factorremoval/").content.decode()
    assert "another account&#x27;s by now" in listed
    request_removal(user=asha, by=admin_user, reason="x", new_email="asha@example.net")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["email", "pending_email"])
def test_verified_elsewhere_in_the_moment_when_it_is_due(asha, request_, field):
    """Whoever verifies the address is first: the removal waits, and sees it."""
    verified = {"email_verified_at": timezone.now()} if field == "pending_email" else {}
    other = UserFactory(username="other", **({field: NEW_EMAIL} | verified))
    let_time_pass()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            locked = User.objects.select_for_update(no_key=True).get(pk=other.pk)
            due = pool.submit(_settle)
            wait_until_it_waits(due)
            locked.email, locked.pending_email = NEW_EMAIL, None
            locked.email_verified_at = timezone.now()
            locked.save()
        due.result(timeout=30)
    asha.refresh_from_db()
    assert (asha.phone_number, outcome()) == ("+919820012345", RemovalOutcome.TAKEN)


def _settle() -> None:
    try:
        remove_due()
    finally:
        connections.close_all()


def test_the_link_comes_too_late_when_it_has_happened(api, asha, request_):
    let_time_pass()
    deadlines.settle_due()
    token = make_undo_token(request_)
    assert api.post("auth/keep-second-factor", {"token": token}).status_code == 422


def test_a_request_and_its_end_stay_in_the_history(asha, request_):
    let_time_pass()
    deadlines.settle_due()
    assert request_.history.count() >= 1
    assert asha.history.filter(phone_number="+919820012345").exists()
    (told,) = export_accounts_part(asha)["second_factor"]["removals"]
    assert told["new_email"] == NEW_EMAIL
    assert told["ended_at"] - told["requested_at"] > timedelta(hours=72)
