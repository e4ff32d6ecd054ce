"""A user's own profile, and what others see of it."""

from __future__ import annotations

import pytest

from accounts.models import Status
from accounts.services.status import restore
from accounts.tests.factories import PASSWORD, UserFactory, suspended
from profiles.models import FreelancerDetails, Profile, SearchEntry
from profiles.tests.factories import make_freelancer, make_skill

pytestmark = pytest.mark.django_db

FULL = {
    "headline": "Plumber and tiler",
    "bio": "Twenty years of bathrooms.\nAsk me anything.",
    "city": "Pune",
    "country": "in",
    "languages": [{"language": "hi", "fluency": "native"}, {"language": "EN"}],
    "visibility": "public",
    "hourly_rate": "450.50",
    "currency": "inr",
    "availability": "available",
    "experience_level": "senior",
    "education_level": "diploma",
    "workplace": "on_site",
    "travel_radius_km": 30,
    "point": {"latitude": 18.52, "longitude": 73.85},
    "preferred_career_track": "Site supervision",
    "learning_style": "hands_on",
    "interests": ["Solar", "Teaching"],
    "career_goals": "A crew of my own.",
}
SHOWN = FULL | {
    "country": "IN",
    "currency": "INR",
    "languages": [
        {"language": "hi", "fluency": "native"},
        {"language": "en", "fluency": ""},
    ],
}


@pytest.fixture
def own(api_as, freelancer):
    return api_as(freelancer)


def codes(answer) -> set[tuple[str, str]]:
    return {(error["attr"], error["code"]) for error in answer.json()["errors"]}


@pytest.mark.parametrize("role", ["freelancer", "client"])
def test_a_profile_is_made_with_its_account(api, role):
    body = {
        "email": "new@example.com",
        "username": "new-one",
        "password": PASSWORD,
        "role": role,
    }
    assert api.post("auth/register", body).status_code == 201
    profile = Profile.objects.get(user__username="new-one")
    assert FreelancerDetails.objects.filter(profile=profile).exists() == (role == "freelancer")


def test_what_is_put_is_what_is_shown(own):
    answer = own.put("me/profile", FULL)
    assert answer.status_code == 200, answer.content
    assert {name: answer.json()[name] for name in SHOWN} == SHOWN
    assert {name: own.get("me/profile").json()[name] for name in SHOWN} == SHOWN


def test_put_empties_what_is_left_out_and_patch_keeps_it(own):
    own.put("me/profile", FULL)
    assert own.patch("me/profile", {"headline": "Tiler"}).json()["bio"] == FULL["bio"]
    emptied = own.put("me/profile", {"headline": "Tiler"}).json()
    assert (emptied["bio"], emptied["hourly_rate"], emptied["languages"]) == ("", None, [])


def test_completeness_says_what_is_missing(own):
    before = own.get("me/profile").json()["completeness"]
    assert {"skills", "headline", "hourly_rate"} <= {one["code"] for one in before["missing"]}
    assert all(one["detail"] for one in before["missing"])
    make_skill("Plumbing")
    own.put("me/profile", FULL)
    own.post("me/skills", {"name": "plumbing"})
    own.post("me/experience", {"title": "Plumber"})
    after = own.get("me/profile").json()["completeness"]
    assert [one["code"] for one in after["missing"]] == ["avatar"]
    assert (before["percent"], after["percent"]) == (10, 90)


def test_a_client_is_asked_for_other_things(api_as, client_user):
    found = api_as(client_user).get("me/profile").json()["completeness"]["missing"]
    assert "organisation" in {one["code"] for one in found}
    assert "skills" not in {one["code"] for one in found}


def test_the_fields_of_the_other_role_are_refused_by_name(own, api_as, client_user):
    answer = api_as(client_user).patch("me/profile", {"hourly_rate": "5", "currency": "INR"})
    assert answer.status_code == 422
    assert codes(answer) == {("hourly_rate", "freelancers_only"), ("currency", "freelancers_only")}
    answer = own.patch("me/profile", {"organisation_name": "Mine"})
    assert codes(answer) == {("organisation_name", "clients_only")}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", "x" * 121),
        ("headline", "two\nlines"),
        ("bio", "x" * 4001),
        ("bio", "a\0b"),
        ("bio", "a\u202eb"),
        ("country", "XX"),
        ("country", "India"),
        ("currency", "ABC"),
        ("currency", "DEM"),
        ("hourly_rate", "-1"),
        ("hourly_rate", "0"),
        ("hourly_rate", "0.001"),
        ("hourly_rate", "1000000000000000"),
        ("hourly_rate", "NaN"),
        ("hourly_rate", "1e400"),
        ("availability", "sometimes"),
        ("experience_level", "guru"),
        ("education_level", 3),
        ("visibility", "secret"),
        ("languages", [{"language": "xx"}]),
        ("languages", [{"language": "en"}, {"language": "EN"}]),
        ("languages", "en"),
        ("interests", ["x"] * 31),
        ("interests", [["x"]]),
    ],
)
def test_bad_values_are_refused_by_name_and_change_nothing(own, field, value):
    own.put("me/profile", FULL)
    answer = own.patch("me/profile", {field: value, "career_goals": "changed"})
    assert answer.status_code == 422, answer.content
    assert field in {error["attr"].split(".")[0] for error in answer.json()["errors"]}
    assert own.get("me/profile").json()["career_goals"] == FULL["career_goals"]


def test_a_rate_needs_its_currency(own):
    answer = own.patch("me/profile", {"hourly_rate": "50"})
    assert (answer.status_code, codes(answer)) == (422, {("currency", "required")})
    assert own.get("me/profile").json()["hourly_rate"] is None


def test_a_public_page_shows_city_and_country_and_nothing_private(api, own, freelancer):
    own.put("me/profile", FULL)
    own.put(
        "me/address", {"city": "Mumbai", "country": "IN", "street": "Hidden Lane", "door_no": "7"}
    )
    freelancer.phone_number = "+919820012345"
    freelancer.save()
    answer = api.get("profiles/ASHA")
    assert answer.status_code == 200
    page = answer.json()
    assert (page["city"], page["country"], page["full_name"]) == ("Pune", "IN", "Asha Rao")
    for secret in ("Hidden Lane", "asha@example.com", "+919820012345", "career_goals", "Mumbai"):
        assert secret not in answer.content.decode()


def test_an_address_names_the_place_of_a_profile_that_says_none(own, api):
    own.put("me/address", {"city": "Mumbai", "country": "IN", "street": "Hidden Lane"})
    page = api.get("profiles/asha").json()
    assert (page["city"], page["country"]) == ("Mumbai", "IN")


@pytest.mark.parametrize(
    ("visibility", "stranger", "member", "owner"),
    [("public", 200, 200, 200), ("members", 404, 200, 200), ("hidden", 404, 404, 200)],
)
def test_visibility(api, api_as, own, outsider, visibility, stranger, member, owner):
    own.patch("me/profile", {"visibility": visibility})
    assert api.get("profiles/asha").status_code == stranger
    assert api_as(outsider).get("profiles/asha").status_code == member
    assert own.get("profiles/asha").status_code == owner
    found = [one["username"] for one in api.get("profiles").json()["results"]]
    assert ("asha" in found) == (visibility == "public")


@pytest.mark.parametrize("status", [Status.PENDING, Status.INACTIVE, Status.SUSPENDED])
def test_only_active_people_have_a_page(api, status):
    make_freelancer("nobody", user=UserFactory(username="nobody", status=status))
    assert api.get("profiles/nobody").status_code == 404
    assert api.get("profiles").json()["results"] == []


def test_suspending_and_restoring_takes_away_and_brings_back(api, freelancer):
    make_freelancer(user=freelancer)
    suspended(freelancer)
    assert api.get("profiles/asha").status_code == 404
    assert api.get("profiles").json()["results"] == []
    restore(user=freelancer)
    assert api.get("profiles/asha").status_code == 200
    assert len(api.get("profiles").json()["results"]) == 1


def test_a_new_name_shows_at_once(api, own):
    own.get("me/profile")
    own.patch("me", {"first_name": "Usha", "username": "usha", "current_password": PASSWORD})
    assert api.get("profiles/asha").status_code == 404
    assert api.get("profiles", {"q": "usha"}).json()["results"][0]["username"] == "usha"


def test_a_page_is_revalidated_by_its_etag(api, own):
    own.put("me/profile", FULL)
    first = api.get("profiles/asha")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = api.get("profiles/asha", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    own.patch("me/profile", {"headline": "Changed"})
    changed = api.get("profiles/asha", HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert own.get("profiles/asha")["Cache-Control"].startswith("private")


def test_unknown_and_odd_names_have_no_page(api):
    for name in ("nobody", "a" * 300, "%00", "..", "é"):
        assert api.get(f"profiles/{name}").status_code == 404


def test_export_and_erasure_cover_the_profile(own, api, freelancer):
    own.put("me/profile", FULL)
    own.post("me/skills", {"name": "Lantern making"})
    own.post("me/links", {"url": "https://asha.example"})
    exported = own.get("me/export").json()
    assert exported["profile"]["headline"] == FULL["headline"]
    assert exported["freelancer_details"]["career_goals"] == FULL["career_goals"]
    assert exported["skills"][0]["skill__name"] == "Lantern making"
    assert exported["links"][0]["url"] == "https://asha.example"
    assert own.delete("me", {"current_password": PASSWORD}).status_code == 204
    assert not Profile.objects.filter(user=freelancer).exists()
    assert not SearchEntry.objects.exists()
    assert api.get("profiles/asha").status_code == 404


def test_administrators_are_not_listed(api, admin_user, api_as):
    assert api_as(admin_user).get("me/profile").status_code == 200
    assert api.get("profiles/chief").status_code == 404


def test_a_changed_profiles_languages_are_named(api_as, freelancer):
    """A PATCH is of the profile; each of its languages is still given whole."""
    answer = api_as(freelancer).patch("me/profile", {"languages": [{"fluency": "native"}]})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"code": "required", "detail": "This field is required.", "attr": "languages.0.language"}
    ]


def test_a_changed_profiles_languages_are_whole(api_as, freelancer):
    answer = api_as(freelancer).patch("me/profile", {"languages": [{"language": "hi"}]})
    assert answer.json()["languages"] == [{"fluency": "", "language": "hi"}]
