"""What owners say in their profile: nothing of it is overlooked, and cards say what pages do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from profiles.models import Profile, SearchCard
from profiles.models.profile import (
    CLIENT_FIELDS,
    DERIVED_FIELDS,
    FREELANCER_FIELDS,
    OWN_FIELDS,
    SERVICE_FIELDS,
    TEXT_FIELDS,
)
from profiles.serializers.profile import PublicProfileSerializer
from profiles.serializers.search import ProfileCardSerializer
from profiles.services.profile import fingerprint, update_profile
from profiles.tests.factories import make_freelancer, make_skill

SHORTENED = {"summary"}  # on cards: the beginning of the bio


def test_what_owners_say_are_all_fields_but_those_that_are_named():
    assert set(OWN_FIELDS) == {
        *("headline", "bio", "city", "country", "languages", "visibility"),
        *CLIENT_FIELDS,
    }
    assert set(TEXT_FIELDS) == {"headline", "bio", "city", "organisation_name"}
    named = {*DERIVED_FIELDS, *SERVICE_FIELDS}
    assert named <= {field.name for field in Profile._meta.concrete_fields}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*OWN_FIELDS, *FREELANCER_FIELDS])
def test_another_tab_notices_whatever_was_changed(name: str) -> None:
    profile = make_freelancer(hourly_rate=1, currency="INR")
    if name == "pause_note":  # which says something of a pause
        update_profile(user=profile.user, changes={"paused_until": _another("paused_until")})
        profile = Profile.objects.get(pk=profile.pk)
    before = fingerprint(profile)
    update_profile(user=profile.user, changes={name: _another(name)})
    assert fingerprint(Profile.objects.get(pk=profile.pk)) != before


def _another(name: str) -> Any:
    others = {
        "country": "IN",
        "currency": "EUR",
        "hourly_rate": 2,
        "interests": ["Solar"],
        "languages": [{"language": "hi", "fluency": ""}],
        "visibility": "members",
        "organisation_kind": "company",
        "availability": "available",
        "experience_level": "senior",
        "education_level": "master",
        "learning_style": "visual",
        "workplace": "remote",
        "travel_radius_km": 20,
        "paused_until": timezone.now().date() + timedelta(days=30),
    }
    return others.get(name, "Another")


@pytest.mark.django_db
def test_a_card_holds_the_fields_that_the_schema_says_and_what_the_page_says() -> None:
    """PostgreSQL makes the card (`profiles.search.mirror.CARD`), a serializer the page."""
    make_skill("Plumbing")
    profile = make_freelancer(
        headline="Plumber",
        bio="b" * 300,
        city="Pune",
        country="IN",
        hourly_rate=450,
        currency="INR",
        availability="available",
        experience_level="senior",
        education_level="diploma",
        skills=("Plumbing",),
        ratings=(5, 4, 4),
    )
    card = SearchCard.objects.get(pk=profile.pk).card
    declared = ProfileCardSerializer().fields
    assert set(card) == set(declared)
    page = PublicProfileSerializer(Profile.objects.with_sections().get(pk=profile.pk)).data
    for name in set(card) - SHORTENED - {"skills", "reputation"}:
        assert card[name] == page[name], name
    assert set(card["skills"][0]) == set(declared["skills"].child.fields)
    assert card["skills"][0].items() <= page["skills"][0].items()
    assert set(card["reputation"]) == set(declared["reputation"].fields)
    assert card["reputation"].items() <= page["reputation"].items()
    assert page["bio"].startswith(card["summary"])
