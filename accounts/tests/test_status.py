"""The account's status: which changes are possible, and what the database itself refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.errors import TransitionRefused
from accounts.models import TRANSITIONS, Address, RevokedReason, Role, Session, Status, User
from accounts.services.status import change_status, grant_administrator, restore
from accounts.tests.factories import SessionFactory, UserFactory, restriction_on, suspended

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("target", Status)
@pytest.mark.parametrize("start", Status)
def test_only_the_tables_transitions_are_possible(start, target):
    user = UserFactory(status=start)
    decision = restriction_on(user.pk) if target == Status.SUSPENDED else None
    if target == start or target in TRANSITIONS[start]:
        assert change_status(user=user, to=target, suspended_by=decision).status == target
        user.refresh_from_db()
        assert user.status == target
        assert user.is_active == (target in {Status.PENDING, Status.ACTIVE})
    else:
        with pytest.raises(TransitionRefused):
            change_status(user=user, to=target, suspended_by=decision)
        user.refresh_from_db()
        assert user.status == start


def test_a_suspension_works_at_once(api_as, freelancer):
    client = api_as(freelancer)
    suspended(freelancer)
    answer = client.get("me")
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["code"] == "session_ended"
    assert Session.objects.get().revoked_reason == RevokedReason.SUSPENDED


def test_a_restored_user_has_to_log_in_again(api_as, freelancer):
    client = api_as(freelancer)
    suspended(freelancer)
    restore(user=freelancer)
    assert client.get("me").status_code == 401
    freelancer.refresh_from_db()
    assert freelancer.status == Status.ACTIVE


def test_only_a_suspension_can_be_lifted(freelancer):
    with pytest.raises(TransitionRefused):
        restore(user=freelancer)


def test_even_a_live_session_row_does_not_serve_a_suspended_user(api_as, freelancer):
    client = api_as(freelancer)
    decision = restriction_on(freelancer.pk)
    User.objects.filter(pk=freelancer.pk).update(status=Status.SUSPENDED, suspended_by=decision)
    assert client.get("me").status_code == 401


def test_an_active_user_becomes_administrator(freelancer):
    assert grant_administrator(user=freelancer).is_staff
    with pytest.raises(TransitionRefused):
        grant_administrator(user=UserFactory(status=Status.SUSPENDED))


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"email": None}, "user_has_email_or_phone_unless_erased"),
        ({"email": "ASHA@EXAMPLE.COM"}, "user_email_unique_ignoring_case"),
        ({"username": "asha"}, "user_username_unique"),
        ({"username": "Asha"}, "user_username_is_well_formed"),
        ({"phone_number": "98200"}, "user_phone_number_is_e164"),
        ({"role": "king"}, "user_role_is_known"),
        ({"status": "asleep"}, "user_status_is_known"),
        ({"is_superuser": True}, "user_superuser_is_admin"),
        ({"phone_verified_at": timezone.now()}, "user_verified_phone_is_there"),
    ],
)
def test_the_database_holds_the_users_invariants(freelancer, changes, constraint):
    other = UserFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        User.objects.filter(pk=other.pk).update(**changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"revoked_at": timezone.now()}, "session_revoked_with_reason"),
        ({"revoked_reason": "ended"}, "session_revoked_with_reason"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "session_expires_after"),
    ],
)
def test_the_database_holds_the_sessions_invariants(changes, constraint):
    session = SessionFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(**changes)


def test_the_database_holds_the_addresss_invariants(freelancer):
    with pytest.raises(IntegrityError, match="address_country"), transaction.atomic():
        Address.objects.create(user=freelancer, city="Pune", country="in")


def test_an_administrator_is_made_by_address_or_phone():
    by_phone = User.objects.create_superuser("a-b", "x", phone_number="+919820012345")
    assert (by_phone.role, by_phone.status) == (Role.ADMIN, Status.ACTIVE)
