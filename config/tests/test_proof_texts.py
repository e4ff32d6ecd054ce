"""Whoever is asked to show that it is them reads that a passkey does as well."""

from __future__ import annotations

import json

import pytest

from accounts.forms import account as account_forms
from accounts.forms import own_second_factor as second_factor_forms
from accounts.forms import passkeys as passkey_forms
from accounts.tests.second_factor import first_step, with_app

pytestmark = pytest.mark.django_db
ASKING = ("proof_required", "fresh_second_factor_required")
# Without a session there is none in which a passkey was shown.
BY_LINK = {"POST /api/v1/auth/export-by-link", "POST /api/v1/auth/erase-by-link"}
FORMS = (account_forms, second_factor_forms, passkey_forms)


def test_each_route_that_asks_for_a_proof_tells_of_passkeys(schema):
    asking = {
        f"{method.upper()} {path}": operation["description"]
        for path, by_method in schema["paths"].items()
        for method, operation in by_method.items()
        if any(
            f'"{code}"' in json.dumps(operation.get("responses", {}).get("403")) for code in ASKING
        )
    }
    assert {"PATCH /api/v1/me", "GET /api/v1/me/export"} < asking.keys()
    assert {name for name, text in asking.items() if "passkey" not in text} == BY_LINK


def test_each_refusal_of_the_api_tells_of_passkeys(api, api_as, freelancer):
    client = api_as(freelancer)
    answers = [client.post("auth/change-password", {"new_password": "seven green umbrellas"})]
    with_app(freelancer)
    answers.append(client.get("me/export"))
    answers.append(first_step(api, freelancer))
    codes = []
    for answer in answers:
        (error,) = answer.json()["errors"]
        codes.append(error["code"])
        assert "passkey" in error["detail"]
    assert codes == [*ASKING, "second_factor_required"]


def test_each_field_for_the_password_tells_when_it_can_be_left_out():
    """Of the forms of sensitive changes: those that ask for the current password."""
    asking = {
        form.__name__: str(form.base_fields["current_password"].help_text)
        for module in FORMS
        for form in vars(module).values()
        if "current_password" in getattr(form, "base_fields", {})
    }
    assert {"AccountForm", "ChangePasswordForm", "EraseForm", "ProofForm"} <= asking.keys()
    assert [name for name, text in asking.items() if "passkey" not in text] == []


def test_the_page_that_asks_for_the_second_factor_tells_of_passkeys(client, freelancer):
    client.force_login(freelancer)
    with_app(freelancer)
    page = client.get("/account/second-factor/confirm").content.decode()
    assert "Logging in again with a passkey does as well." in page
