"""Verifying at once with verifying, changing, undoing and erasing: threads and real connections."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import links, tokens
from accounts.models import IdentifierChange, Status, User
from accounts.services.sessions import open_session
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.test_races import at_once
from otp.models import Purpose
from otp.tests.factories import CODE, OneTimeCodeFactory

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PHONE, EMAIL = "+919820012345", "asha@example.com"
NEW_PASSWORD = "seven green umbrellas"
REPEATS = range(4)


@pytest.fixture
def asha(db) -> User:
    """Has typed in both, and verified neither."""
    return UserFactory(username="asha", phone_number=PHONE, status=Status.PENDING)


def as_user(user: User) -> APIClient:
    session = open_session(user=user, user_agent="", address="203.0.113.7")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token(user, session)}")
    return client


def call(client: APIClient, method: str, path: str, body: dict[str, Any]) -> Callable[[], Any]:
    return lambda: getattr(client, method)(f"/api/v1/{path}", body, format="json")


def link_of(user: User, purpose: links.Purpose = links.Purpose.VERIFY_EMAIL) -> str:
    return links.make_token(user, purpose)


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


@pytest.mark.parametrize("_repeat", REPEATS)
def test_of_the_holders_of_address_and_phone_one_gets_the_account(asha, _repeat):
    OneTimeCodeFactory(user=asha)
    reset = {"token": link_of(asha, links.Purpose.RESET_PASSWORD), "new_password": NEW_PASSWORD}
    code = {"phone_number": PHONE, "purpose": "login", "code": CODE}
    by_mail, by_phone = at_once(
        call(APIClient(), "post", "auth/reset-password", reset),
        call(APIClient(), "post", "auth/verify-otp", code),
    )
    asha.refresh_from_db()
    won = (by_mail.status_code == 204, by_phone.status_code == 200)
    assert won in {(True, False), (False, True)}, (by_mail.content, by_phone.content)
    assert asha.verified_fields == (["email"] if won[0] else ["phone_number"])
    assert None in (asha.email, asha.phone_number)


def test_of_two_who_take_an_account_over_by_one_link_one_wins(asha):
    bodies = [
        {"token": link_of(asha), "new_password": one}
        for one in (NEW_PASSWORD, "eight blue umbrellas")
    ]
    answers = at_once(*(call(APIClient(), "post", "auth/verify-email", body) for body in bodies))
    assert statuses(answers) == [200, 422]


@pytest.mark.parametrize("_repeat", REPEATS)
def test_a_link_and_a_new_address_at_once(asha, _repeat):
    """Either the old address was confirmed first and stays, or the new one is there unconfirmed."""
    client = as_user(asha)
    change = {"email": "new@example.com", "current_password": PASSWORD}
    verified, changed = at_once(
        call(client, "post", "auth/verify-email", {"token": link_of(asha)}),
        call(client, "patch", "me", change),
    )
    asha.refresh_from_db()
    assert changed.status_code == 200
    if verified.status_code == 200:
        assert (asha.email, asha.pending_email) == (EMAIL, "new@example.com")
    else:
        assert (asha.email, asha.email_verified_at) == ("new@example.com", None)


@pytest.mark.parametrize("_repeat", REPEATS)
def test_a_link_and_the_end_of_the_account_at_once(asha, _repeat):
    client = as_user(asha)
    at_once(
        call(client, "post", "auth/verify-email", {"token": link_of(asha)}),
        call(client, "delete", "me", {"current_password": PASSWORD}),
    )
    asha.refresh_from_db()
    assert asha.erased_at
    assert (asha.email, asha.email_verified_at, asha.status) == (None, None, Status.INACTIVE)


@pytest.mark.parametrize("_repeat", REPEATS)
def test_two_who_take_from_each_other_do_not_wait_for_each_other(db, _repeat):
    one = UserFactory(email_verified_at=timezone.now(), phone_number=PHONE)
    two = UserFactory(
        email="new@example.com",
        phone_number="+919820099999",
        phone_verified_at=timezone.now(),
    )
    clients = as_user(one), as_user(two)
    change = {"email": "new@example.com", "current_password": PASSWORD}
    assert call(clients[0], "patch", "me", change)().status_code == 200
    one.refresh_from_db()
    OneTimeCodeFactory(user=two, purpose=Purpose.VERIFICATION)
    code = {"phone_number": PHONE, "purpose": "verification", "code": CODE}
    answers = at_once(
        call(clients[0], "post", "auth/verify-email", {"token": link_of(one)}),
        call(clients[1], "post", "auth/verify-otp", code | {"current_password": PASSWORD}),
    )
    assert statuses(answers) == [200, 200]
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.email, one.phone_number) == ("new@example.com", None)
    assert (two.email, two.phone_number) == (None, PHONE)


def test_one_of_two_uses_of_a_link_that_undoes_wins(asha):
    User.objects.update(email_verified_at=timezone.now())
    asha.refresh_from_db()
    change = {"email": "new@example.com", "current_password": PASSWORD}
    assert call(as_user(asha), "patch", "me", change)().status_code == 200
    token = links.make_undo_token(IdentifierChange.objects.get())
    body = {"token": token, "new_password": NEW_PASSWORD}
    answers = at_once(*[call(APIClient(), "post", "auth/undo-change", body)] * 2)
    assert statuses(answers) == [204, 422]


@pytest.mark.parametrize("is_verified", [False, True])
def test_taking_both_identifiers_away_at_once_leaves_one(asha, is_verified):
    if is_verified:
        now = timezone.now()
        User.objects.update(email_verified_at=now, phone_verified_at=now)
        asha.refresh_from_db()
    client = as_user(asha)
    bodies = [{name: None, "current_password": PASSWORD} for name in ("email", "phone_number")]
    answers = at_once(*(call(client, "patch", "me", body) for body in bodies))
    assert Counter(answer.status_code for answer in answers) in (
        Counter({200: 1, 409: 1}),
        Counter({200: 1, 422: 1}),
    )
    asha.refresh_from_db()
    assert asha.email or asha.phone_number
