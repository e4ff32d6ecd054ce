"""One mailbox is one account, however its address is spelt."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from accounts.email_addresses import NoEmailAddress, compared, normalize
from accounts.models import User
from accounts.services.identity import Identifier
from accounts.tests.factories import PASSWORD, UserFactory

REGISTER = {"username": "second", "password": "plum velvet tractor 19", "role": "client"}
# Of two mailboxes, by domain.
SPELLINGS = {
    "asha@example.com": [
        *(
            "ASHA@EXAMPLE.COM",
            "asha@\uff45xample.com",
            "asha\uff20example.com",
            "\uff41\uff53\uff48\uff41@example.com",
        ),
        *(" asha@example.com\n", "asha@example。com"),
    ],
    "asha@xn--bcher-kva.example": [
        *("asha@bücher.example", "asha@bu\u0308cher.example", "Asha@BÜCHER.example"),
        *("asha@XN--BCHER-KVA.example", "asha@xn--bcher-kva.example"),
    ],
    "asha@xn--strae-oqa.example": ["asha@straße.example", "asha@STRAẞE.example"],
}
PAIRS = [(stored, spelt) for stored, others in SPELLINGS.items() for spelt in others]
# What shows nothing, before, within and after.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u202d\u2060\u2066\u3164\ufe0f\ufeff"
)
WITH_INVISIBLE = [
    form.format(one)
    for one in INVISIBLE
    for form in ("{}a@b.example", "a{}@b.example", "a@b{}.example")
]


def codes(answer) -> set[tuple[str, str]]:
    return {(error["attr"], error["code"]) for error in answer.json()["errors"]}


@pytest.mark.django_db
@pytest.mark.parametrize(("stored", "spelt"), PAIRS)
def test_a_mailbox_has_one_account(api, stored, spelt):
    UserFactory(email=stored)
    answer = api.post("auth/register", REGISTER | {"email": spelt})
    assert answer.status_code == 400
    assert codes(answer) == {("email", "taken")}


@pytest.mark.django_db
@pytest.mark.parametrize(("stored", "spelt"), PAIRS)
def test_its_owner_logs_in_and_resets_by_any_spelling(api, mailoutbox, stored, spelt):
    user = UserFactory(username="asha", email=stored)
    assert api.post("auth/login", {"email": spelt, "password": PASSWORD}).status_code == 200
    assert Identifier.parse(spelt).find() == user
    assert api.post("auth/forgot-password", {"email": spelt}).status_code == 202
    assert [mail.to for mail in mailoutbox] == [[stored]]


@pytest.mark.django_db
def test_a_changed_address_is_compared_in_the_same_way(api_as, freelancer):
    UserFactory(email="asha@xn--bcher-kva.example")
    change = {"email": "asha@bücher.example", "current_password": PASSWORD}
    answer = api_as(freelancer).patch("me", change)
    assert codes(answer) == {("email", "taken")}


@pytest.mark.django_db
def test_an_address_is_stored_as_mail_needs_it(api, mailoutbox):
    answer = api.post("auth/register", REGISTER | {"email": "Asha@straße.example"})
    assert answer.status_code == 201
    assert answer.json()["user"]["email"] == "Asha@xn--strae-oqa.example"
    assert mailoutbox[0].to == ["Asha@xn--strae-oqa.example"]
    assert "xn--strae-oqa" in str(mailoutbox[0].message()["To"])


@pytest.mark.django_db
def test_a_page_takes_every_spelling_that_the_api_takes(client):
    form = REGISTER | {
        "email": "asha\uff20bücher.example",
        "first_name": "Asha",
        "last_name": "Rao",
    }
    assert client.post("/register", form).status_code == 302
    assert User.objects.get().email == "asha@xn--bcher-kva.example"


@pytest.mark.django_db
@pytest.mark.parametrize("spelt", WITH_INVISIBLE)
def test_what_is_not_seen_is_in_no_address(api, spelt):
    answer = api.post("auth/register", REGISTER | {"email": spelt})
    assert answer.status_code == 422
    assert codes(answer) == {("email", "invisible_characters")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spelt", "code"),
    [
        ("ünï@example.com", "not_deliverable"),
        ("\u212aelvin@example.com", "not_deliverable"),  # lower() makes it a k
        ("mi\u017fs@example.com", "not_deliverable"),  # upper() makes it an S
        ('"asha"@example.com', "invalid"),
        ("asha@[127.0.0.1]", "invalid"),
        ("asha@bücher.example.", "invalid"),
        ("asha@xn--zz--.com", "invalid"),
        ("asha@a_b.example", "invalid"),
        ("asha@b\u2764cher.example", "invalid"),
        ("a@b@c.example", "invalid"),
    ],
)
def test_what_mail_cannot_be_sent_to_is_refused(api, spelt, code):
    answer = api.post("auth/register", REGISTER | {"email": spelt})
    assert codes(answer) == {("email", code)}


@pytest.mark.django_db
def test_the_database_holds_no_other_spelling():
    with pytest.raises(IntegrityError, match="user_email_is_normalised"):
        UserFactory(email="asha@bücher.example")


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_normal_form_is_its_own(name, domain):
    try:
        stored = normalize(f"{name}@{domain}")
    except NoEmailAddress:
        return
    assert normalize(stored) == stored
    assert stored.isascii()
    assert compared(stored) == compared(f"{name}@{domain}")
