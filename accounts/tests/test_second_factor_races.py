"""The second factor with several at once, on threads and connections of their own."""

from __future__ import annotations

import pytest

from accounts.errors import CodeRefused, LogInExpired
from accounts.models import Session
from accounts.services.entry import log_in_by_code
from accounts.services.second_factor.challenges import make_challenge
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.passkeys import creation_options, register
from accounts.tests.second_factor import code_of, enrol, first_step, with_app
from accounts.tests.test_races import at_once
from conftest import Client

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PROOF = {"current_password": PASSWORD}


def test_of_simultaneous_log_ins_with_one_code_one_succeeds():
    user = UserFactory(username="asha")
    code = code_of(with_app(user))
    jobs = [_second_step(user, code) for _ in range(4)]
    answers = at_once(*jobs)
    assert sum(isinstance(one, Session) for one in answers) == 1
    assert sum(isinstance(one, CodeRefused) for one in answers) == 3
    assert Session.objects.count() == 1


def test_of_simultaneous_uses_of_a_recovery_code_one_succeeds():
    user = UserFactory(username="asha")
    with_app(user)
    code = make_recovery_codes(user)[0]
    answers = at_once(*[_second_step(user, code) for _ in range(4)])
    assert sum(isinstance(one, Session) for one in answers) == 1
    assert Session.objects.count() == 1


def test_of_simultaneous_log_ins_with_one_challenge_one_succeeds():
    user = UserFactory(username="asha")
    with_app(user)
    challenge = make_challenge(user, method="password", reactivate=False)
    codes = make_recovery_codes(user)[:4]
    answers = at_once(*[_second_step(user, code, challenge) for code in codes])
    assert sum(isinstance(one, Session) for one in answers) == 1
    assert sum(isinstance(one, LogInExpired) for one in answers) == 3


def test_a_log_in_by_password_alone_does_not_outlive_a_second_factor_that_comes_meanwhile(api):
    user = UserFactory(username="asha")
    client = api.log_in(user)
    keep = client.session.pk
    answers = at_once(lambda: enrol(client, **PROOF), *[lambda: first_step(Client(), user)] * 3)
    assert answers[0].status_code == 201
    live = Session.objects.live().exclude(pk=keep)
    assert not live.exists()


def test_nor_does_it_outlive_a_passkey_that_comes_meanwhile_and_counts(api, settings):
    settings.SECOND_FACTOR_ROLES = ["freelancer"]
    user = UserFactory(username="asha")
    client = api.log_in(user)
    credential = Authenticator().create(creation_options(client))
    jobs = [lambda: first_step(Client(), user)] * 3
    answers = at_once(lambda: register(client, credential), *jobs)
    assert answers[0].status_code == 201
    assert not Session.objects.live().exclude(pk=client.session.pk).exists()


def _second_step(user, code, challenge=None):
    challenge = challenge or make_challenge(user, method="password", reactivate=False)
    return lambda: log_in_by_code(
        challenge=challenge, code=code, address="203.0.113.7", user_agent=""
    )
