"""Text with nothing to see is none, at whatever door it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django import forms
from django.contrib import admin
from django.db import models
from django.urls import get_resolver
from rest_framework import serializers

from foundation.fields import WrittenField
from foundation.forms.fields import WrittenCharField
from moderation.forms.staff import AppealAnswerForm, OpenCaseForm, RulingForm, TakeBackForm

if TYPE_CHECKING:
    from collections.abc import Iterator

# What programs make or compare, by rules of their own: tokens, codes, keys, addresses, passwords.
OF_MACHINES = {
    *("token", "refresh_token", "device_token", "remembered_token", "challenge", "enrolment"),
    *("code", "id", "transports", "aaguid", "cursor", "object", "email", "phone_number"),
    *("new_email", "username", "identifier", "password", "new_password", "current_password"),
    *("url", "language", "country", "currency", "time_zone", "phone_country"),
    *("clientDataJSON", "attestationObject", "authenticatorData", "signature", "rawId"),
    *("userHandle", "to", "kind"),
    *("starts_at", "ends_at", "paused_until", "due_on", "starts_on", "ends_on"),
}
AS_A_FILE = {"CvDocumentSerializer"}  # read, and refused where nothing is found in it
NOTHING = ("\u200b", "\u00ad\u2060", "\u0301\u0301", "\u2800 \u3164", "\U0001f3fd", "\u200f")


def inputs() -> Iterator[tuple[str, serializers.BaseSerializer[Any]]]:
    """What every route of the API takes, by the name of its serializer."""
    for api in get_resolver().url_patterns:
        for route in getattr(api, "url_patterns", ()) if str(api.pattern) == "api/v1/" else ():
            for asked in getattr(route.callback.cls, "requests", {}).values():
                for kind in asked.values() if isinstance(asked, dict) else [asked]:
                    made = kind if isinstance(kind, serializers.BaseSerializer) else kind()
                    yield type(made).__name__, made


def texts(field: Any, name: str) -> Iterator[tuple[str, serializers.CharField]]:
    """The fields of text in a serializer, with those of its lists and parts."""
    if isinstance(field, serializers.BaseSerializer) and hasattr(field, "fields"):
        for inner_name, inner in field.fields.items():
            yield from texts(inner, inner_name)
    elif hasattr(field, "child"):
        yield from texts(field.child, name)
    elif isinstance(field, serializers.CharField) and not field.read_only:
        yield name, field


WRITTEN = sorted(
    {
        (serializer, name, type(field)): field
        for serializer, made in inputs()
        for name, field in texts(made, "")
        if name not in OF_MACHINES and serializer not in AS_A_FILE
    }.items(),
    key=lambda pair: pair[0][:2],
)


@pytest.mark.parametrize(
    ("serializer", "name", "field"), [(*key[:2], field) for key, field in WRITTEN]
)
def test_every_text_of_the_api_knows_when_it_shows_nothing(serializer, name, field):
    assert isinstance(field, WrittenField), (serializer, name)
    for text in NOTHING:
        if field.allow_blank:
            assert field.run_validation(text) == ""
        else:
            with pytest.raises(serializers.ValidationError) as caught:
                field.run_validation(text)
            assert caught.value.get_codes() == ["blank"]


def test_so_many_of_them_are_looked_at():
    """As many as there are: a new serializer that the walk above misses would lower this."""
    assert len(WRITTEN) >= 40


def staff_texts() -> Iterator[tuple[str, forms.Field]]:
    """Every text that staff write in the admin, but slugs and addresses."""
    for model, one in admin.site._registry.items():
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, (models.CharField, models.TextField))
            is_by_rule = isinstance(field, (models.SlugField, models.EmailField, models.URLField))
            if is_text and not is_by_rule and field.editable and not field.choices:
                made = one.formfield_for_dbfield(field, request=None)
                yield f"{model.__name__}.{field.name}", made
    for kind in (RulingForm, AppealAnswerForm, TakeBackForm):
        for name in {"facts", "answer"} & kind.base_fields.keys():
            yield f"{kind.__name__}.{name}", kind.base_fields[name]


@pytest.mark.parametrize(("name", "field"), sorted(staff_texts(), key=lambda pair: pair[0]))
def test_every_text_of_staff_does(name, field):
    for text in NOTHING:
        if field.required:
            with pytest.raises(forms.ValidationError) as caught:
                field.clean(text)
            assert [one.code for one in caught.value.error_list] == ["required"]
        else:
            assert not field.clean(text)


def test_what_staff_write_is_stored_as_what_people_write():
    assert WrittenCharField().clean(" A\u200bda\u0301 ") == "Adá"
    assert OpenCaseForm.base_fields["name"].clean(" mira ") == "mira"
