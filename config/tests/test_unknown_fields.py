"""What writes take in their bodies: no route overlooks a field that it does not know."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from accounts.tests.factories import UserFactory
from config.tests.test_permissions import address_of, routes
from foundation.bodies import MAX_NAMED
from profiles.services.profile import make_profile
from projects.models import ProjectStatus
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db
WRITES = sorted((path, method) for path, method in routes() if method not in {"get", "head"})
# What is in them is named elsewhere: by a standard, or by what they are of.
OPEN = {
    ("me/cv", "put"),
    ("me/cv/suggestions/<uuid:pk>/accept", "post"),
}
UNKNOWN = ("colour", "unknown_parameter")


def errors_of(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.content
    return {(one["attr"], one["code"]) for one in answer.json()["errors"]}


def test_a_field_that_no_route_knows_is_named_by_every_route(api_as, client_user, freelancer):
    """Before anything else is said of the body, and of the thing in the address."""
    for user in (client_user, freelancer):
        make_profile(user)
    callers = [api_as(client_user), api_as(freelancer)]
    silent = []
    for path, method in WRITES:
        is_form = path in {"me/avatar", "me/portfolio/<uuid:pk>/image"}
        address = address_of(path, "01a20089-e1c6-7d7c-8f11-2b0f4d4f7c55")
        format_ = "multipart" if is_form else "json"
        answers = [
            getattr(one, method)(address, {"colour": "red"}, format=format_) for one in callers
        ]
        named = [
            (error["attr"], error["code"])
            for answer in answers
            if answer.status_code == 422
            for error in answer.json()["errors"]
        ]
        if UNKNOWN not in named:
            silent.append((path, method))
    assert set(silent) == OPEN


def test_each_schema_of_a_body_says_so(components):
    known_otherwise = {
        *("CorrectionRequest", "CvDocumentRequest"),
        # What browsers say of a passkey: the standard may get fields that we do not read.
        *("NewCredentialRequest", "UsedCredentialRequest"),
        *("PasskeyAssertionRequest", "PasskeyAttestationRequest"),
    }
    answers = {"ChangeRequest"}  # what is asked for, as it is shown
    requests = {name: one for name, one in components.items() if name.endswith("Request")}
    assert answers <= requests.keys()
    assert {
        name
        for name, one in requests.items()
        if name not in answers
        if one.get("type") == "object" and one.get("additionalProperties") is not False
    } == known_otherwise


def test_what_was_answered_can_be_sent_back(api_as, client_user):
    """What is only read changes nothing."""
    make_profile(client_user)
    own = api_as(client_user)
    account, profile = own.get("me").json(), own.get("me/profile").json()
    account |= {"first_name": "Ida", "id": "x", "role": "admin"}
    answer = own.patch("me", {name: one for name, one in account.items() if one is not None})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["first_name"], answer.json()["role"]) == ("Ida", "client")
    sent = {name: profile[name] for name in ("headline", "completeness", "reputation")}
    assert own.patch("me/profile", sent).status_code == 200
    assert errors_of(own.patch("me/profile", sent | {"colour": "red"})) == {UNKNOWN}


def test_what_is_only_read_is_unknown_to_what_makes_something(api_as, freelancer):
    make_profile(freelancer)
    sent = {"title": "Painter", "from": "2019", "id": "x"}
    answer = api_as(freelancer).post("me/experience", sent)
    assert errors_of(answer) == {("id", "unknown_parameter")}


def test_what_an_answer_holds_otherwise_is_unknown_to_what_replaces_it(api_as, client_user):
    """A part of it would change nothing, where its sender means it."""
    project = make_project(
        client=client_user, freelancer=UserFactory(), status=ProjectStatus.IN_PROGRESS
    )
    address = f"projects/{project.pk}/contact"
    shared = api_as(client_user).get(address).json()
    answer = api_as(client_user).put(address, shared)
    assert errors_of(answer) >= {("own", "unknown_parameter"), ("other", "unknown_parameter")}


def test_a_move_that_takes_nothing_says_so_and_reads_no_other_body(api_as, client_user):
    """Whoever sends a rate believes that it counts."""
    project = make_project(client=client_user, status=ProjectStatus.DRAFT)
    own, address = api_as(client_user), f"projects/{project.pk}/open"
    assert errors_of(own.post(address, {"budget_max": "20.00"})) == {
        ("budget_max", "unknown_parameter")
    }
    answer = own.generic("POST", f"/api/v1/{address}", "{", content_type="application/json")
    assert answer.status_code == 200


def test_unknown_ones_are_named_at_once_and_no_more_than_can_be_read(api):
    many = {f"field{number:03}": 1 for number in range(500)}
    answer = api.post("auth/login", many)
    assert len(errors_of(answer)) == MAX_NAMED


def test_a_file_by_another_name_is_named(api_as, freelancer):
    make_profile(freelancer)
    file = SimpleUploadedFile("cv.txt", b"Painter since 2019.")
    for address in ("me/cv", "me/avatar"):
        file.seek(0)
        answer = api_as(freelancer).put(address, {"document": file}, format="multipart")
        assert errors_of(answer) == {("document", "unknown_parameter")}
    answer = api_as(freelancer).put("me/cv", {"text": "Painter.", "colour": "red"})
    assert errors_of(answer) == {UNKNOWN}


def test_forms_of_the_browsable_api_are_taken(client_user, monkeypatch):
    """They have a token of their own."""
    monkeypatch.setattr(settings, "DEBUG", True)
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(client_user)
    token = "a" * 32
    browser.cookies["csrftoken"] = token
    sent = {"username": "nobody-here", "csrfmiddlewaretoken": token}
    answer = browser.post("/api/v1/me/blocks", sent)
    assert {error["code"] for error in answer.json()["errors"]} == {"unknown_person"}
