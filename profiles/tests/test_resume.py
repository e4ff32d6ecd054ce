"""JSON Resume out and in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.models import Education, Experience, Link, PortfolioItem, Profile
from profiles.resume import read_resume
from profiles.serializers.resume import JsonResumeSerializer
from profiles.services.history import add_item
from profiles.services.profile import update_profile
from profiles.services.skills import add_skill
from profiles.tests.factories import make_freelancer

pytestmark = pytest.mark.django_db

ISO_8601 = re.compile(
    r"^([1-2][0-9]{3}-[0-1][0-9]-[0-3][0-9]|[1-2][0-9]{3}-[0-1][0-9]|[1-2][0-9]{3})$"
)
# The sections of JSON Resume 1.0.0 that a profile fills, with the fields that each may have.
SECTIONS = {
    "basics": {"name", "label", "image", "email", "phone", "summary", "location", "profiles"},
    "work": {"name", "position", "startDate", "endDate", "summary"},
    "education": {"institution", "area", "studyType", "startDate", "endDate", "score"},
    "skills": {"name", "level"},
    "languages": {"language", "fluency"},
    "interests": {"name"},
    "projects": {"name", "description", "url", "startDate", "endDate"},
}


def fill(user) -> None:
    """A profile with something in every section."""
    update_profile(
        user=user,
        changes={
            "headline": "Plumber",
            "bio": "Twenty years.\nOf pipes.",
            "city": "Pune",
            "country": "IN",
            "languages": [
                {"language": "hi", "fluency": "native"},
                {"language": "de", "fluency": ""},
            ],
            "interests": ["Solar", "Teaching"],
        },
    )
    add_skill(user=user, name="Pipe fitting", level="expert")
    add_skill(user=user, name="Patience")
    for model, fields in (
        (
            Experience,
            {
                "title": "Foreman",
                "organisation": "G",
                "started_on": "2019-03",
                "ended_on": "2020",
                "description": "Led.",
            },
        ),
        (Experience, {"title": "Apprentice"}),
        (
            Education,
            {
                "institution": "ITI",
                "degree": "Cert",
                "field_of_study": "P",
                "started_on": "2010",
                "grade": "A",
            },
        ),
        (Link, {"url": "https://github.com/asha"}),
        (Link, {"url": "https://asha.example/"}),
        (
            PortfolioItem,
            {"title": "Roof", "url": "https://asha.example/roof", "started_on": "2021"},
        ),
    ):
        add_item(user=user, model=model, fields=fields)


def exported(user) -> dict:
    return JsonResumeSerializer(Profile.objects.with_sections().get(user=user)).data


def take_over(user, resume: dict) -> None:
    """What the next step does with what was read, once its owner agreed."""
    content = read_resume(resume)
    update_profile(user=user, changes=content.profile)
    for skill in content.skills:
        add_skill(user=user, **skill)
    for model, items in (
        (Experience, content.experience),
        (Education, content.education),
        (Link, content.links),
        (PortfolioItem, content.portfolio),
    ):
        for fields in items:
            add_item(user=user, model=model, fields=fields)


def test_export_import_export_is_the_same(freelancer):
    make_freelancer(user=freelancer)
    fill(freelancer)
    first = exported(freelancer)
    Profile.objects.filter(user=freelancer).delete()
    make_freelancer(user=freelancer)
    assert "work" not in exported(freelancer)
    take_over(freelancer, first)
    assert exported(freelancer) == first


def test_every_section_is_of_the_formats_form(api_as, freelancer):
    make_freelancer(user=freelancer)
    fill(freelancer)
    answer = api_as(freelancer).get("me/resume.json")
    assert answer["Content-Disposition"] == 'attachment; filename="asha.resume.json"'
    resume = answer.json()
    assert set(resume) == {*SECTIONS, "$schema", "meta"}
    for section, fields in SECTIONS.items():
        items = [resume[section]] if section == "basics" else resume[section]
        for item in items:
            assert set(item) <= fields
            for name in ("startDate", "endDate"):
                assert name not in item or ISO_8601.match(item[name])
    assert resume["basics"]["location"] == {"city": "Pune", "countryCode": "IN"}
    assert resume["skills"][0] == {"name": "Pipe fitting", "level": "Expert"}
    assert resume["languages"] == [
        {"language": "Hindi", "fluency": "Native"},
        {"language": "German"},
    ]


def test_an_empty_profile_is_a_resume_too(api_as, freelancer):
    resume = api_as(freelancer).get("me/resume.json").json()
    assert resume["basics"]["name"] == "Asha Rao"
    assert resume["meta"] == {"version": "v1.0.0"}


def test_what_other_programs_write_is_understood():
    content = read_resume(
        {
            "basics": {
                "label": "Programmer",
                "url": "https://asha.example",
                "profiles": [{"network": "X", "url": "https://x.com/asha"}, {"url": "http://no"}],
                "location": {"countryCode": "in"},
            },
            "work": [{"name": "G", "position": "Dev", "highlights": ["One", "Two", 3]}],
            "skills": [{"name": "Web", "level": "Master", "keywords": ["HTML", "", 5, "CSS"]}],
            "languages": [
                {"language": "English", "fluency": "Native speaker"},
                {"language": "Klingon"},
            ],
        }
    )
    assert content.profile == {
        "headline": "Programmer",
        "country": "IN",
        "languages": [{"language": "en", "fluency": "native"}],
    }
    assert content.links == [{"url": "https://asha.example"}, {"url": "https://x.com/asha"}]
    assert content.experience[0]["description"] == "- One\n- Two"
    assert [one["name"] for one in content.skills] == ["Web", "HTML", "CSS"]
    assert {one["level"] for one in content.skills} == {"expert"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [*SECTIONS, *(field for fields in SECTIONS.values() for field in fields)]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(json_values)
@settings(max_examples=200, deadline=None)
def test_nothing_that_is_read_is_an_error(value):
    content = read_resume(value)
    assert isinstance(content.profile, dict)
