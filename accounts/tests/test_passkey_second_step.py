"""A passkey in place of a code, as the second step of a log-in."""

from __future__ import annotations

import json

import pytest

from accounts.errors import LogInExpired
from accounts.models import Passkey, Session
from accounts.services.entry import log_in_by_second_factor
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import suspended
from accounts.tests.passkeys import add_passkey
from accounts.tests.second_factor import challenge_of, code_in, log_in_on_page, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha(freelancer):
    return freelancer


@pytest.fixture
def phone(api_as, asha):
    """What holds a passkey of somebody who has an app, too."""
    authenticator, _passkey = add_passkey(api_as(asha))
    with_app(asha)
    Session.objects.all().delete()
    return authenticator


def options(api, challenge: str):
    return api.post("auth/passkey-second-factor-options", {"challenge": challenge})


def finish(api, challenge: str, credential):
    body = {"challenge": challenge, "credential": credential}
    return api.post("auth/passkey-second-factor", body)


def test_it_finishes_a_log_in_that_asks_for_a_second_factor(api, asha, phone):
    challenge = challenge_of(api, asha)
    given = options(api, challenge).json()
    assert len(given["allowCredentials"]) == 1
    answer = finish(api, challenge, phone.get(given))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["user"]["username"] == "asha"
    assert Session.objects.get().second_factor_at is not None


def test_it_is_good_for_one_log_in(api, asha, phone):
    challenge = challenge_of(api, asha)
    credential = phone.get(options(api, challenge).json())
    assert finish(api, challenge, credential).status_code == 200
    assert code_in(finish(api, challenge, credential)) == "challenge_invalid"
    again = phone.get(options(api, challenge).json())
    assert code_in(finish(api, challenge, again)) == "log_in_expired"


def test_the_answer_for_another_log_in_finishes_none(api, asha, phone):
    first, second = challenge_of(api, asha), challenge_of(api, asha)
    credential = phone.get(options(api, first).json())
    assert code_in(finish(api, second, credential)) == "challenge_invalid"
    assert not Session.objects.exists()


def test_somebody_elses_passkey_finishes_none(api, api_as, asha, phone, outsider):
    stranger, _passkey = add_passkey(api_as(outsider), Authenticator())
    challenge = challenge_of(api, asha)
    credential = stranger.get(options(api, challenge).json())
    assert code_in(finish(api, challenge, credential)) == "credential_refused"


def test_a_passkey_that_was_removed_finishes_none(api, asha, phone):
    challenge = challenge_of(api, asha)
    credential = phone.get(options(api, challenge).json())
    Passkey.objects.all().delete()
    assert code_in(finish(api, challenge, credential)) == "credential_refused"


def test_one_that_is_removed_while_its_answer_is_looked_at_finishes_none(api, asha, phone):
    with pytest.raises(LogInExpired):
        log_in_by_second_factor(
            challenge=challenge_of(api, asha),
            address="203.0.113.7",
            user_agent="",
            show=lambda _user: Passkey.objects.all().delete(),
            is_still_there=lambda user: user.passkeys.exists(),
        )
    assert not Session.objects.exists()


def test_whoever_is_suspended_meanwhile_stays_out(api, asha, phone):
    challenge = challenge_of(api, asha)
    credential = phone.get(options(api, challenge).json())
    suspended(asha)
    assert code_in(finish(api, challenge, credential)) == "account_suspended"


def test_without_the_first_step_there_are_no_options(api):
    assert code_in(options(api, "x")) == "log_in_expired"


def test_the_page_offers_it_to_those_who_have_one(client, asha, phone):
    assert log_in_on_page(client, asha)["Location"] == "/login/second-factor"
    page = client.get("/login/second-factor")
    given = json.loads(page.context["options"])
    assert 'data-passkey="get"' in page.content.decode()
    credential = json.dumps(phone.get(given))
    answer = client.post("/login/second-factor/passkey", {"credential": credential})
    assert answer["Location"] == "/dashboard"
    assert client.get("/dashboard").status_code == 200


def test_and_to_nobody_else(client, asha):
    with_app(asha)
    log_in_on_page(client, asha)
    assert "data-passkey" not in client.get("/login/second-factor").content.decode()


def test_a_refused_one_is_told_on_the_page(client, asha, phone):
    log_in_on_page(client, asha)
    given = json.loads(client.get("/login/second-factor").context["options"])
    credential = json.dumps(phone.get(given, origin="https://evil.example"))
    for sent in (credential, "", "{"):
        answer = client.post("/login/second-factor/passkey", {"credential": sent}, follow=True)
        assert answer.request["PATH_INFO"] == "/login/second-factor"
        assert b"This passkey was not accepted" in answer.content
    assert not Session.objects.exists()
