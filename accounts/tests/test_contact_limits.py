"""Changing how one is reached: how often, and what a stranger's mailbox gets of it."""

from __future__ import annotations

from itertools import islice, pairwise, product

import pytest

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.test_races import at_once

pytestmark = pytest.mark.django_db
VICTIM = "victim@example.net"
TAKEN = "ravi@example.com"


def statuses(answers) -> list[int]:
    return [answer.status_code for answer in answers]


def change(client, **changes: object):
    return client.patch("me", changes | {"current_password": PASSWORD})


def test_flipping_the_case_of_a_strangers_address_sends_it_few_mails(
    api_as, freelancer, mailoutbox
):
    client = api_as(freelancer)
    spellings = map("".join, product(*zip("victim", "VICTIM", strict=True)))
    flips = [f"{one}@example.net" for one in islice(spellings, 24)]
    assert statuses(change(client, email=one) for one in flips) == [200] * 5 + [429] * 19
    to_victim = [mail for mail in mailoutbox if mail.to[0].lower() == VICTIM]
    assert len(to_victim) == 5 + 4  # links, and notices of the change away from it


def test_nor_does_changing_the_password_again_and_again(api_as, freelancer, mailoutbox):
    client = api_as(freelancer)
    passwords = [PASSWORD, "seven green umbrellas"] * 10
    for old, new in pairwise(passwords):
        body = {"current_password": old, "new_password": new}
        assert client.post("auth/change-password", body).status_code == 204
    assert len(mailoutbox) == 5


def test_nor_registering_with_it_and_leaving_again(api, mailoutbox):
    for number in range(8):
        body = {"email": VICTIM, "username": f"user-{number}", "role": "client"}
        answer = api.post("auth/register", body | {"password": PASSWORD})
        assert answer.status_code == 201
        api.use_token(answer.json()["access_token"])
        assert api.delete("me", {"current_password": PASSWORD}).status_code == 204
        api.credentials()
    assert len(mailoutbox) == 10  # five links, five farewells


def test_whoever_verified_the_address_gets_every_mail(api_as, freelancer, mailoutbox):
    User.objects.update(email_verified_at="2026-01-01T00:00:00Z")
    client = api_as(freelancer)
    for number in range(8):
        body = {"current_password": PASSWORD, "new_password": PASSWORD}
        assert client.post("auth/change-password", body).status_code == 204, number
    assert len(mailoutbox) == 8


@pytest.mark.parametrize(
    ("field", "value", "passing"),
    [("email", TAKEN, 5), ("phone_number", "+919820012345", 5), ("username", "ravi", 20)],
)
def test_who_has_an_identifier_cannot_be_asked_again_and_again(
    api_as, freelancer, field, value, passing
):
    UserFactory(username="ravi", email=TAKEN, phone_number="+919820012345")
    client = api_as(freelancer)
    answers = [change(client, **{field: value}) for _ in range(passing + 1)]
    assert statuses(answers) == [400] * passing + [429]


def test_several_accounts_at_one_address_ask_no_more_than_one(api_as, settings):
    UserFactory(username="ravi", email=TAKEN)
    clients = [api_as(UserFactory()) for _ in range(5)]
    answers = [change(client, email=TAKEN) for client in clients for _ in range(5)]
    assert statuses(answers) == [400] * 20 + [429] * 5


def test_the_account_page_counts_the_same(client, freelancer):
    UserFactory(username="ravi", email=TAKEN)
    client.post("/login", {"identifier": "asha", "password": PASSWORD})
    form = {"username": "asha", "first_name": "", "last_name": "", "email": TAKEN}
    form["current_password"] = PASSWORD
    answers = [client.post("/account", form) for _ in range(6)]
    assert statuses(answers) == [400] * 5 + [429]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_repeat", range(4))
def test_taking_both_identifiers_away_at_once_leaves_one(api_as, _repeat):
    user = UserFactory(phone_number="+919820012345")
    one, two = api_as(user), api_as(user)
    answers = at_once(
        lambda: change(one, email=None),
        lambda: change(two, phone_number=None),
    )
    # Where one was over before the other had looked, the other's form says it already (422).
    assert sorted(statuses(answers)) in ([200, 409], [200, 422])
    refused = next(answer for answer in answers if answer.status_code != 200)
    [error] = refused.json()["errors"]
    assert (error["code"], error["attr"]) in [("last_identifier", None), ("required", "email")]
    user.refresh_from_db()
    assert (user.email is None) != (user.phone_number is None)
