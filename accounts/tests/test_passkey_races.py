"""Passkeys and simultaneous requests: real threads, each with a connection of its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from accounts.errors import LastWayIn, PasskeyGone
from accounts.models import Passkey, RevokedReason, Session, User
from accounts.services.passkey_records import remove_all_passkeys
from accounts.services.passkeys import remove_passkey, rename_passkey
from accounts.services.sessions import end_all_sessions, open_session
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import UserFactory
from accounts.tests.passkeys import add_passkey, creation_options, request_options
from accounts.tests.test_races import at_once

if TYPE_CHECKING:
    from accounts.tests.authenticator import Json

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asha(db) -> User:
    return UserFactory(username="asha")


@pytest.fixture
def at_home(api_as, asha):
    return api_as(asha)


def log_in(credential: Json) -> Any:
    body = {"credential": credential}
    return APIClient().post("/api/v1/auth/passkey-login", body, format="json")


def statuses(answers: list) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_of_twenty_uses_of_one_answer_one_logs_in(api, at_home):
    phone, _passkey = add_passkey(at_home)
    credential = phone.get(request_options(api))
    before = Session.objects.count()
    answers = at_once(*[partial(log_in, credential)] * 20)
    assert statuses(answers) == [200] + [422] * 19
    assert Session.objects.count() == before + 1


@pytest.mark.parametrize("_again", range(5))
def test_of_two_answers_with_the_same_counter_one_logs_in(api, at_home, _again):
    """A copy of the key that is used in the same moment as the key itself."""
    key, _passkey = add_passkey(at_home, Authenticator(counts=True))
    counter = key.sign_count
    credentials = []
    for _ in range(2):
        key.sign_count = counter
        credentials.append(key.get(request_options(api)))
    assert statuses(at_once(*[partial(log_in, one) for one in credentials])) == [200, 401]


def test_a_synchronised_passkey_logs_in_on_two_devices_at_once(api, at_home):
    phone, _passkey = add_passkey(at_home)
    credentials = [phone.get(request_options(api)) for _ in range(2)]
    assert statuses(at_once(*[partial(log_in, one) for one in credentials])) == [200, 200]


@pytest.mark.parametrize("_again", range(5))
def test_of_two_registrations_of_one_passkey_one_is_kept(api_as, at_home, outsider, _again):
    """By two accounts, each with a challenge of its own."""
    stranger = api_as(outsider)
    phone = Authenticator()
    jobs = [
        partial(
            client.post,
            "me/passkeys",
            {"name": "Phone", "credential": phone.create(creation_options(client))},
        )
        for client in (at_home, stranger)
    ]
    assert statuses(at_once(*jobs)) == [201, 422]
    assert Passkey.objects.count() == 1


def test_no_number_of_registrations_at_once_is_one_too_many(at_home, asha, monkeypatch):
    monkeypatch.setattr("accounts.services.passkeys.MAX_PASSKEYS", 3)
    jobs = [
        partial(
            at_home.post,
            "me/passkeys",
            {"name": "Phone", "credential": Authenticator().create(creation_options(at_home))},
        )
        for _ in range(6)
    ]
    assert statuses(at_once(*jobs)) == [201] * 3 + [409] * 3
    assert asha.passkeys.count() == 3


@pytest.mark.parametrize("_again", range(5))
def test_of_the_last_two_passkeys_only_one_goes(at_home, asha, _again):
    add_passkey(at_home)
    add_passkey(at_home, name="Laptop")
    asha.set_unusable_password()
    asha.save()
    session = open_session(
        user=asha, user_agent="", address="unknown", method="passkey", by_code=True
    )
    removal = partial(remove_passkey, user=asha, session_id=session.pk, current_password=None)
    answers = at_once(*(partial(removal, passkey=one) for one in asha.passkeys.all()))
    assert [type(one) for one in answers if one is not None] == [LastWayIn]
    assert asha.passkeys.count() == 1


@pytest.mark.parametrize("_again", range(8))
def test_no_session_outlives_the_end_of_everything(api, at_home, asha, _again):
    """Whoever takes an account over by its first proof shares it with no passkey from before."""
    phone, _passkey = add_passkey(at_home)
    credential = phone.get(request_options(api))

    def end_everything() -> None:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=asha.pk)
            end_all_sessions(user=asha, reason=RevokedReason.PASSWORD_CHANGED)
            remove_all_passkeys(asha)

    answer, _none = at_once(partial(log_in, credential), end_everything)
    assert answer.status_code in {200, 401}
    assert not Session.objects.live().filter(user=asha).exists()


def test_a_passkey_that_was_removed_meanwhile_is_renamed_by_nobody(at_home, asha):
    add_passkey(at_home)
    passkey = asha.passkeys.get()
    asha.passkeys.all().delete()
    with pytest.raises(PasskeyGone):
        rename_passkey(user=asha, session_id=None, passkey=passkey, name="Phone")
    assert not asha.passkeys.exists()
