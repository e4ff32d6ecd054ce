"""Registering and first posts from a busy network: a piece of work or a code, and nobody is locked
out. From a quiet one nothing is asked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from accounts import busy_networks
from accounts.admission import Act, check, new_challenge
from accounts.errors import AdmissionRefused
from accounts.models import User
from accounts.tests.factories import UserFactory
from accounts.tests.test_races import at_once
from foundation.models import LimitCounter

NEW = {
    "email": "asha@example.com",
    "username": "asha",
    "password": "plum velvet tractor 19",
    "first_name": "Asha",
    "last_name": "Rao",
    "role": "freelancer",
}
ADDRESS = "127.0.0.1"

pytestmark = pytest.mark.django_db


def solved(work: dict[str, Any]) -> str:
    """The header of a challenge that is solved, as docs/api.md has it."""
    given = work["parameters"]
    for counter in range(2**32):
        password = bytes.fromhex(given["nonce"]) + counter.to_bytes(4, "big")
        key = hashlib.pbkdf2_hmac("sha256", password, bytes.fromhex(given["salt"]), given["cost"])
        if key.hex().startswith(given["keyPrefix"]):
            solution = {"counter": counter, "derivedKey": key.hex()}
            shown = json.dumps({"challenge": work, "solution": solution})
            return "work " + base64.b64encode(shown.encode()).decode()
    raise AssertionError("there is one")


@pytest.fixture
def busy(settings):
    """One account an hour may come from here, and one has come."""
    settings.BUSY_NETWORK_ACCOUNTS = 1
    busy_networks.arrive(ADDRESS)


def register(api, shown: str = "", **other: Any):
    headers = {"admission": shown} if shown else {}
    return api.post("auth/register", NEW | other, headers=headers)


def codes_in(mailoutbox) -> list[str]:
    return [re.findall(r"^\d{6}$", mail.body, re.M)[0] for mail in mailoutbox]


def test_the_first_ones_of_an_hour_are_asked_for_nothing_and_the_next_one_is(api, settings):
    settings.BUSY_NETWORK_ACCOUNTS = 2
    for number in range(2):
        other = {"email": f"a{number}@example.com", "username": f"asha{number}"}
        assert register(api, **other).status_code == 201
    asked = register(api)
    assert asked.status_code == 428
    assert asked.json()["errors"][0]["code"] == "admission_required"
    assert asked.json()["by"] == ["work", "code"]
    assert not User.objects.filter(username="asha").exists()
    assert register(api, solved(asked.json()["work"])).status_code == 201


def test_an_hour_later_it_is_quiet(api, busy):
    assert register(api).status_code == 428
    LimitCounter.objects.update(expires_at="2026-01-01T00:00Z")
    assert register(api).status_code == 201


def test_another_network_is_asked_for_nothing_until_its_site_is_busy(api, busy, settings):
    def from_(address: str) -> int:
        return busy_networks.arrive(address).level

    settings.BUSY_NETWORK_ACCOUNTS, settings.BUSY_SITE_ACCOUNTS = 1, 2
    assert [from_("2001:db8:1:1::1"), from_("2001:db8:1:2::1"), from_("2001:db8:1:3::1")] == [
        0,
        0,
        1,
    ]
    assert [from_("203.0.113.1"), from_("203.0.113.2"), from_("203.0.113.3")] == [0, 0, 1]
    assert from_("198.51.100.1") == 0


def test_work_is_good_once(api, busy):
    shown = solved(register(api).json()["work"])
    assert register(api, shown).status_code == 201
    again = register(api, shown, email="b@example.com", username="asha2")
    assert again.status_code == 428
    assert again.json()["errors"][0]["code"] == "admission_refused"
    fresh = solved(again.json()["work"])
    assert register(api, fresh, email="b@example.com", username="asha2").status_code == 201


def damaged(work: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return work | {"parameters": work["parameters"] | changes}


def test_what_is_not_what_was_asked_for_is_refused(api, busy):
    work = register(api).json()["work"]
    shown = solved(work)
    payload = json.loads(base64.b64decode(shown[5:]))

    def packed(changed: Any) -> str:
        return "work " + base64.b64encode(json.dumps(changed).encode()).decode()

    wrong = [
        packed(payload | {"solution": payload["solution"] | {"counter": 2**32}}),
        packed(payload | {"challenge": damaged(work, cost=1)}),
        packed(payload | {"challenge": damaged(work, expiresAt=2**40)}),
        packed(payload | {"challenge": work | {"signature": None}}),
        packed({"challenge": work}),
        packed([]),
        "work " + "A" * 5000,
        "work",
        "work é",
        "code 123456 x",
        "nothing",
        shown.replace("work", "code"),
    ]
    assert [register(api, one).json()["errors"][0]["code"] for one in wrong] == [
        "admission_refused"
    ] * len(wrong)
    assert register(api, shown).status_code == 201


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: new_challenge(Act.PROJECT, None, 1), "for another act"),
        (lambda: new_challenge(Act.REGISTER, UserFactory().pk, 1), "for another account"),
    ],
    ids=["for another act", "for another account"],
)
def test_work_for_something_else_is_none(made, why):
    with pytest.raises(AdmissionRefused):
        check(solved(made()), act=Act.REGISTER, account_id=None, level=1, recipient=None)


def test_work_from_a_quiet_network_is_none_on_a_busy_one():
    easy = solved(new_challenge(Act.REGISTER, None, 1))
    with pytest.raises(AdmissionRefused):
        check(easy, act=Act.REGISTER, account_id=None, level=3, recipient=None)
    check(easy, act=Act.REGISTER, account_id=None, level=2, recipient=None)


def test_work_expires(monkeypatch):
    monkeypatch.setattr("accounts.admission.LIFETIME", timedelta(seconds=-1))
    late = solved(new_challenge(Act.REGISTER, None, 1))
    with pytest.raises(AdmissionRefused):
        check(late, act=Act.REGISTER, account_id=None, level=1, recipient=None)


def test_it_is_harder_the_busier_it_is(settings):
    settings.BUSY_NETWORK_ACCOUNTS = 2
    levels = [busy_networks.arrive("203.0.113.9").level for _ in range(16)]
    assert levels == [0, 0, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4]
    costs = [new_challenge(Act.REGISTER, None, level)["parameters"]["cost"] for level in (1, 2, 6)]
    assert costs == [2_000, 4_000, 64_000]


def test_a_secret_key_that_was_replaced_still_signs_what_it_asked(api, busy, settings):
    shown = solved(register(api).json()["work"])
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-of-fifty-random-characters-0123"
    assert register(api, shown).status_code == 201


# --- Codes ------------------------------------------------------------------------------------


def ask_for_code(api, **body: Any):
    return api.post("auth/admission-code", {"act": "register", "email": NEW["email"]} | body)


def test_without_work_a_mailed_code_does(api, busy, mailoutbox):
    answer = ask_for_code(api)
    assert answer.status_code == 201
    [digits] = codes_in(mailoutbox)
    token = answer.json()["token"]
    assert register(api, f"code {digits} {token}").status_code == 201
    again = register(api, f"code {digits} {token}", username="asha2", email="b@example.com")
    assert again.status_code == 428


def test_a_code_is_for_the_address_that_it_was_mailed_to(api, busy, mailoutbox):
    token = ask_for_code(api).json()["token"]
    shown = f"code {codes_in(mailoutbox)[0]} {token}"
    assert register(api, shown, email="b@example.com").status_code == 428
    assert register(api, shown, email="Asha@EXAMPLE.com").status_code == 201


def test_five_wrong_tries_burn_a_code(api, busy, mailoutbox):
    token = ask_for_code(api).json()["token"]
    [digits] = codes_in(mailoutbox)
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    for _ in range(5):
        assert register(api, f"code {wrong} {token}").status_code == 428
    assert register(api, f"code {digits} {token}").status_code == 428


def test_a_code_is_mailed_alike_whoever_has_an_account(api, busy, mailoutbox):
    UserFactory(email="taken@example.com")
    free, taken = ask_for_code(api), ask_for_code(api, email="taken@example.com")
    assert (free.status_code, free.json().keys()) == (taken.status_code, taken.json().keys())
    first, second = mailoutbox
    assert re.sub(r"\d{6}", "", first.body) == re.sub(r"\d{6}", "", second.body)


def test_no_code_is_mailed_where_none_is_asked_for(api, mailoutbox):
    assert ask_for_code(api).json()["errors"][0]["code"] == "admission_not_required"
    assert not mailoutbox


def test_codes_to_one_address_end_in_a_429(api, busy, mailoutbox):
    assert [ask_for_code(api).status_code for _ in range(6)] == [201] * 5 + [429]
    assert len(mailoutbox) == 5


# --- First posts ------------------------------------------------------------------------------


def test_a_member_without_history_is_asked_and_gets_a_code_by_sms(api_as, busy, sms_outbox):
    client = UserFactory(role="client", email=None, phone_number="+4915112345678")
    User.objects.filter(pk=client.pk).update(phone_verified_at="2026-01-01T00:00Z")
    session = api_as(client)
    project = {"title": "A new roof", "description": "Two hundred square metres of tiles."}
    assert session.post("projects", project).status_code == 428
    token = session.post("auth/admission-code", {"act": "project"}).json()["token"]
    digits = re.findall(r"(?<!\d)\d{6}(?!\d)", str(sms_outbox[-1]))[0]
    headers = {"admission": f"code {digits} {token}"}
    assert session.post("projects", project, headers=headers).status_code == 201


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_ten_who_show_the_same_work_at_once_one_registers(settings):
    settings.BUSY_NETWORK_ACCOUNTS = 1
    shown = solved(new_challenge(Act.REGISTER, None, 1))

    def use() -> None:
        check(shown, act=Act.REGISTER, account_id=None, level=1, recipient=None)

    answers = at_once(*[use] * 10)
    assert answers.count(None) == 1
    assert sum(isinstance(one, AdmissionRefused) for one in answers) == 9


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_ten_who_come_at_once_exactly_as_many_are_asked_for_nothing_as_may(settings):
    settings.BUSY_NETWORK_ACCOUNTS = 3
    levels = at_once(*[lambda: busy_networks.arrive("203.0.113.5").level] * 10)
    assert sorted(map(bool, levels)) == [False] * 3 + [True] * 7
