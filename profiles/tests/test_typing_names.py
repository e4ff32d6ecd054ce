"""Skills and occupations are suggested and resolved however their names are typed."""

# ruff: noqa: RUF001  # characters that look like others are what this is about

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foundation.skill_keys import skill_readings
from profiles.models import ProfileSkill, Skill, SkillStatus
from profiles.tests.factories import make_freelancer, make_occupation, make_skill

if TYPE_CHECKING:
    from accounts.models import User
    from conftest import ApiAs, Client

pytestmark = pytest.mark.django_db


def suggested(api: Client, vocabulary: str, text: str) -> list[str]:
    answer = api.get(vocabulary, {"search": text})
    assert answer.status_code == 200
    return [one["name"] for one in answer.json()["results"]]


@pytest.mark.parametrize(
    "text",
    [
        *("électricité", "Electricite", "ELECTRICITÉ", "electri", "e\u0301lectri", "électr"),
        *("ｅｌｅｃｔｒｉ", "elec\u200btri", "elec\u00adtri"),
    ],
)
def test_accents_case_width_and_what_cannot_be_seen_do_not_matter(api: Client, text: str) -> None:
    make_skill("Wiring", "électricité")
    make_occupation("Electricians", "électricien")
    assert suggested(api, "skills", text) == ["Wiring"]
    if len(text) < 10:
        assert suggested(api, "occupations", text) == ["Electricians"]


def test_sharp_s_umlauts_and_marks_of_other_scripts_are_read_alike(api: Client) -> None:
    make_skill("Made to measure", "Maßarbeit", "मिस्त्री काम")
    make_occupation("Doorkeepers", "Türsteher", "Straßenwärter")
    for text in ("massarb", "MASSARBEIT", "maßar", "मिस्त्री"):
        assert suggested(api, "skills", text) == ["Made to measure"], text
    for text in ("tursteher", "Türst", "strassenwarter", "Straßen"):
        assert suggested(api, "occupations", text) == ["Doorkeepers"], text


def test_punctuation_alone_suggests_nothing(api: Client) -> None:
    make_skill("Wiring", "électricité")
    make_occupation("Doorkeepers", "Türsteher")
    for text in ("!", "\u200b", "\u0301"):
        assert suggested(api, "skills", text) == []
        assert suggested(api, "occupations", text) == []


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Autodesk AutoCAD", ("autodesk autocad", "autocad", "autocad")),
        ("Adobe Systems Adobe Photoshop", (*("adobe systems adobe photoshop",), "adobe photoshop")),
        ("ESRI ArcGIS software", ("esri arcgis software", "arcgis software", "arcgis")),
        ("The MathWorks, Inc. MATLAB", ("the mathworks inc matlab", "matlab")),
        ("Oracle", ("oracle",)),
        ("Microsoft Corporation", ("microsoft corporation", "corporation")),
        ("Tax software", ("tax software",)),
        ("", ("",)),
    ],
)
def test_a_name_is_read_without_the_company_before_it(text: str, readings: tuple[str, ...]) -> None:
    assert dict.fromkeys(skill_readings(text)) == dict.fromkeys(readings)


def test_a_skill_is_offered_searched_for_and_suggested_with_its_maker(
    api: Client, api_as: ApiAs, freelancer: User
) -> None:
    make_skill("AutoCAD")
    own = api_as(freelancer)
    make_freelancer(user=freelancer)
    assert own.post("me/skills", {"name": "Autodesk AutoCAD"}).json()["name"] == "AutoCAD"
    assert Skill.objects.count() == 1
    found = api.get("profiles", {"skill": "Autodesk AutoCAD"}).json()["results"]
    assert [one["username"] for one in found] == [freelancer.username]
    assert suggested(api, "skills", "autodesk autocad") == ["AutoCAD"]


def test_a_skill_that_is_called_so_itself_comes_first(api: Client, api_as: ApiAs) -> None:
    make_skill("Java")
    make_skill("Oracle Java")
    freelancer = make_freelancer("ada").user
    answer = api_as(freelancer).post("me/skills", {"name": "oracle java"})
    assert answer.json()["name"] == "Oracle Java"
    assert suggested(api, "skills", "Oracle Java")[0] == "Oracle Java"


def test_what_is_only_proposed_is_not_meant_by_its_makers_product(api_as: ApiAs) -> None:
    make_skill("Widget")
    Skill.objects.update(status=SkillStatus.PROPOSED)
    freelancer = make_freelancer("ada").user
    api_as(freelancer).post("me/skills", {"name": "Adobe Widget"})
    assert ProfileSkill.objects.get().skill.name == "Adobe Widget"


def test_a_project_needs_a_skill_with_its_maker(api_as: ApiAs, client_user: User) -> None:
    make_skill("AutoCAD")
    project = {
        "title": "Plans of a hall",
        "description": "As built.",
        "skills": ["Autodesk AutoCAD"],
    }
    answer = api_as(client_user).post("projects", project)
    assert [one["name"] for one in answer.json()["skills"]] == ["AutoCAD"], answer.content
