"""The schema says what the API does: what fields refuse, and what every operation may answer."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rest_framework import serializers

from accounts.fields import PhoneNumberField, UsernameField
from config.schema_fields import make_exact
from foundation.characters import WHITE_SPACE, is_control, seen, shows
from foundation.fields import LineField, StringField, TextField
from foundation.schema_rules import amount_without
from profiles.fields import (
    CountryField,
    CurrencyField,
    HttpsField,
    LanguageField,
    PartialDateField,
)

FIELDS = {
    "a line": LineField(),
    "a line that may be empty": LineField(allow_blank=True),
    "a line of three characters": LineField(min_length=3),
    "a text": TextField(),
    "a text of twenty characters": TextField(min_length=20),
    "a string": StringField(),
}
# Beyond the basic plane private use is refused as well, which the patterns leave out.
CHARACTERS = st.characters(exclude_categories=("Co", "Cs"))
TRICKY = st.text(st.sampled_from("a \t\n\r\0\x1b\x7f\u2028\u202e\u2066é"), max_size=25)
# What shows nothing. Beyond the basic plane it is dropped as well, which the patterns leave out.
UNSEEN = st.text(st.sampled_from("a❤ \n\x0b\xad\u200b\u200d\u200e\ufe0f\ufeff\u2800"), max_size=25)


def accepts(field: serializers.Field, value: str) -> bool:
    try:
        field.run_validation(value)
    except (serializers.ValidationError, ValidationError):
        return False
    return True


def is_of_marks_alone(text: str) -> bool:
    """Whether it shows nothing for want of something to stand on. The marks of all scripts would
    fill a page: the patterns leave them out.
    """
    return bool(seen(text).strip(WHITE_SPACE)) and not (shows(text) or any(map(is_control, text)))


@pytest.mark.parametrize("name", FIELDS)
def test_a_pattern_says_what_its_field_refuses(name):
    field, schema = FIELDS[name], {"type": "string"}
    make_exact(field, schema)

    @given(st.text(CHARACTERS, max_size=25) | TRICKY | UNSEEN)
    def holds(value: str) -> None:
        value = unicodedata.normalize("NFC", value)
        assume(not is_of_marks_alone(value))
        assert bool(re.search(schema["pattern"], value)) == accepts(field, value)

    holds()


PATTERNED = {
    "NewProjectRequest.country": (CountryField(allow_blank=True), "IN"),
    "NewProjectRequest.currency": (CurrencyField(allow_blank=True), "INR"),
    "SpokenLanguageRequest.language": (LanguageField(), "hi"),
    "ExperienceRequest.from": (PartialDateField(), "2019-03"),
    "LinkRequest.url": (HttpsField(), "https://example.com"),
    "PortfolioItemRequest.url": (HttpsField(allow_blank=True), "https://example.com"),
    "RegisterRequest.phone_number": (PhoneNumberField(), "+4915112345678"),
    "RegisterRequest.username": (UsernameField(), "asha"),
    "ProposalInputRequest.rate": (serializers.DecimalField(11, 2, allow_null=True), "12.50"),
}


@pytest.mark.parametrize("name", PATTERNED)
def test_white_space_around_a_value_is_nothing_to_the_field_nor_to_its_pattern(schema, name):
    field, value = PATTERNED[name]
    component, _, property_name = name.partition(".")
    described = schema["components"]["schemas"][component]["properties"][property_name]
    forms = described.get("oneOf") or described.get("anyOf") or [described]
    patterns = [one["pattern"] for one in forms if "pattern" in one]
    for text in (value, f" {value}", f"{value}\t", f"\n {value} ", " ", f"x{value} !"):
        fitting = sum(bool(re.search(pattern, text)) for pattern in patterns)
        assert fitting == accepts(field, text)


@pytest.mark.parametrize(
    ("body", "is_refused"),
    [
        ({"rate": 5}, True),
        ({"rate": "5", "currency": ""}, True),
        ({"rate": 5, "currency": " \n"}, True),
        ({"rate": 5, "currency": "EUR"}, False),
        ({"rate": " "}, False),
        ({"rate": None, "currency": ""}, False),
        ({}, False),
    ],
)
def test_an_amount_wants_a_currency_that_is_more_than_white_space(body, is_refused):
    rule = Draft202012Validator(amount_without("currency", "rate"))
    assert rule.is_valid(body) == is_refused


def answers(schema: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    return schema["paths"][f"/api/v1/{path}"][method]["responses"]


def codes(answer: dict[str, Any]) -> set[str]:
    examples = answer["content"]["application/json"]["examples"].values()
    return {error["code"] for example in examples for error in example["value"]["errors"]}


def test_an_address_that_was_never_given_is_missing_and_setting_it_never_is(schema):
    assert "404" in answers(schema, "get", "me/address")
    assert "404" not in answers(schema, "put", "me/address")


@pytest.mark.parametrize("path", ["profiles", "skills", "profiles/{username}"])
def test_where_no_token_is_needed_a_wrong_one_is_refused(schema, path):
    expected = {"token_invalid", "token_expired", "session_ended"}
    assert codes(answers(schema, "get", path)["401"]) == expected


def test_a_cv_comes_back_as_what_it_is(schema):
    assert set(answers(schema, "get", "me/cv/file")["200"]["content"]) == {
        "application/json",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "text/plain; charset=utf-8",
    }


def test_an_empty_date_is_one_of_what_a_date_may_be(schema):
    """`oneOf` with an empty string beside a pattern that allows it would be two of them."""
    date = schema["components"]["schemas"]["Experience"]["properties"]["from"]
    assert "oneOf" not in date
    assert re.search(date["pattern"], "")


def test_staff_have_profiles_as_well(schema):
    role = schema["components"]["schemas"]["OwnProfile"]["properties"]["role"]
    assert "RoleEnum" in str(role)
    assert "SelfServiceRoleEnum" not in str(role)


def test_the_search_for_skills_is_told(schema):
    parameters = schema["paths"]["/api/v1/skills"]["get"]["parameters"]
    assert "search" in {one["name"] for one in parameters}


def test_adding_a_skill_needs_a_body(schema):
    assert schema["paths"]["/api/v1/me/skills"]["post"]["requestBody"]["required"]
