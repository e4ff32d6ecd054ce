"""The own profile, its picture and its skills, on pages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from accounts.tests.factories import UserFactory, suspended
from profiles.models import Profile, ProfileSkill
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer, make_skill
from profiles.tests.test_images import picture as pixels

pytestmark = pytest.mark.django_db
PAGES = ("/profile", "/profile/picture", "/profile/skills", "/profile/skills/suggest")
SAID = {
    "headline": "Tiles & taps",
    "bio": "Twenty years\nof bathrooms.",
    "city": "Pune",
    "country": "IN",
    "visibility": "public",
    "languages-0-language": "mr",
    "languages-0-fluency": "native",
    "languages-5-language": "en",
    "hourly_rate": "450",
    "currency": "INR",
    "availability": "available",
    "interests": "gardens,  old maps ,",
}


def picture(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("me.png", content or pixels(), "image/png")


@pytest.fixture
def asha(client, freelancer):
    make_freelancer(user=freelancer)
    client.force_login(freelancer)
    return client


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_asked_to_log_in(client, path):
    assert client.get(path)["Location"] == f"/login?next={path}"


@pytest.mark.parametrize("path", PAGES)
def test_a_suspended_person_is_out(asha, freelancer, path):
    suspended(freelancer)
    assert asha.get(path).status_code == 302


def test_a_profile_is_written(asha, freelancer):
    assert asha.post("/profile", SAID).status_code == 302
    profile = Profile.objects.select_related("details").get(user=freelancer)
    assert profile.headline == "Tiles & taps"
    assert profile.bio == "Twenty years\nof bathrooms."
    assert [one["language"] for one in profile.languages] == ["mr", "en"]
    assert profile.details.interests == ["gardens", "old maps"]
    page = asha.get("/profile").content.decode()
    assert "Tiles &amp; taps" in page
    assert "gardens, old maps" in page
    assert '<option value="mr" selected>' in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"headline": "x" * 121}, "headline"),
        ({"headline": "a\u202eb"}, "headline"),
        ({"bio": "a\0b"}, "bio"),
        ({"bio": "x" * 4001}, "bio"),
        ({"country": "XX"}, "country"),
        ({"hourly_rate": "much"}, "hourly_rate"),
        ({"hourly_rate": "-1"}, "hourly_rate"),
        ({"currency": ""}, "currency"),
        ({"visibility": "friends"}, "visibility"),
        ({"languages-1-language": "mr"}, "languages"),
        ({"languages-1-language": "zz"}, "languages"),
        ({"interests": "x" * 61}, "interests"),
        ({"availability": "maybe"}, "availability"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(asha, freelancer, changes, field):
    answer = asha.post("/profile", SAID | changes)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert ("Tiles &amp; taps" in page) is ("headline" not in changes)
    assert not Profile.objects.get(user=freelancer).headline


def test_script_in_every_field_stays_text(asha):
    script = "<script>alert(1)</script>"
    asha.post("/profile", SAID | {"headline": script, "bio": script, "city": script})
    for path in ("/profile", "/@asha", "/search"):
        assert script not in asha.get(path).content.decode()


def test_of_two_tabs_the_second_is_told_and_may_go_on(asha, freelancer):
    seen = asha.get("/profile").context["form"]["seen"].value()
    update_profile(user=freelancer, changes={"headline": "From the other tab"})
    told = asha.post("/profile", SAID | {"seen": seen})
    assert told.status_code == 409
    assert b"changed elsewhere" in told.content
    assert b"Tiles &amp; taps" in told.content
    assert Profile.objects.get(user=freelancer).headline == "From the other tab"
    again = told.context["form"]["seen"].value()
    assert asha.post("/profile", SAID | {"seen": again}).status_code == 302
    assert Profile.objects.get(user=freelancer).headline == "Tiles & taps"


def test_a_skill_added_meanwhile_is_no_conflict(asha):
    seen = asha.get("/profile").context["form"]["seen"].value()
    asha.post("/profile/skills", {"name": "Tiling"})
    assert asha.post("/profile", SAID | {"seen": seen}).status_code == 302


def test_a_client_has_the_fields_of_a_client(client):
    society = UserFactory(role=Role.CLIENT)
    client.force_login(society)
    page = client.get("/profile").content.decode()
    assert 'name="organisation_name"' in page
    assert 'name="hourly_rate"' not in page
    body = {"organisation_name": "Greenview", "visibility": "public", "hourly_rate": "1"}
    assert client.post("/profile", body).status_code == 302
    assert Profile.objects.get(user=society).organisation_name == "Greenview"


def test_a_picture_is_set_and_taken_away(asha, freelancer):
    assert asha.post("/profile/picture", {"file": picture()}).status_code == 302
    assert Profile.objects.get(user=freelancer).avatar
    assert b'<img class="avatar large"' in asha.get("/profile/picture").content
    asha.post("/profile/picture/remove")
    assert not Profile.objects.get(user=freelancer).avatar


def test_what_is_no_picture_is_told(asha):
    nothing = asha.post("/profile/picture", {})
    assert nothing.status_code == 422
    answer = asha.post("/profile/picture", {"file": picture(content=b"GIF89a nonsense")})
    assert answer.status_code == 422
    assert b'id="id_file_error"' in answer.content


def test_an_upload_of_twenty_megabytes_is_refused_before_it_is_read(asha):
    answer = asha.post("/profile/picture", {"file": picture(content=b"x" * 20_000_000)})
    assert answer.status_code == 413
    assert b"<h1>That is too large</h1>" in answer.content


def test_skills_are_added_changed_and_removed(asha, freelancer):
    make_skill("Tiling", "tiles")
    asha.post("/profile/skills", {"name": "tiles", "level": "expert", "years": "7"})
    held = ProfileSkill.objects.get(profile=freelancer.pk)
    assert (held.skill.name, held.level, held.years) == ("Tiling", "expert", 7)
    asha.post("/profile/skills", {"name": "tiling", "level": "beginner"})
    assert b"Beginner" in asha.get("/profile/skills").content
    asha.post("/profile/skills/tiling/remove")
    assert not ProfileSkill.objects.exists()
    assert asha.post("/profile/skills/tiling/remove").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "???"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Tiling", "years": "many"}, "years"),
        ({"name": "Tiling", "level": "wizard"}, "level"),
    ],
)
def test_a_skill_that_is_none_is_told(asha, body, field):
    answer = asha.post("/profile/skills", body)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "found"), [("til", True), ("", False), ("zzz", False), ("x" * 90, False)]
)
def test_skills_are_suggested_while_one_types(asha, typed, found):
    make_skill("Tiling")
    answer = asha.get("/profile/skills/suggest", {"name": typed})
    assert answer.status_code == 200
    assert (b'<option value="Tiling">' in answer.content) is found
