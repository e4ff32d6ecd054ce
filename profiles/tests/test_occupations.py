"""The vocabulary of occupations: the starter set, importing it, and what staff do to it."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from foundation.skill_keys import skill_key
from profiles.errors import MergeRefused
from profiles.management.commands import import_skills
from profiles.management.commands.import_occupations import STARTER_SET
from profiles.models import Occupation, OccupationName, OccupationSkill, RelatedOccupation
from profiles.search.vocabulary import vocabulary
from profiles.services.occupations import (
    accept_occupation,
    add_occupation_name,
    merge_occupation,
    remove_occupation_name,
)
from profiles.tests.factories import make_occupation, make_skill

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

OURS = """slug,name,code,related,en,de,hi,skills
plumbers,Plumbers,47-2152.00,tilers,Plumber|Pipe Fitter|plumber,Klempner,nal mistri,plumbing|unknown
tilers,Tilers,,plumbers|tilers|nobody,Tile Fitter|?!,Fliesenleger,,
"""
MORE = """slug,name,en
plumbers,,Drain Doctor
nobody,,Nobody
"""


def imported(path: Path, text: str) -> str:
    path.write_text(text)
    out = StringIO()
    call_command("import_occupations", str(path), stdout=out)
    return out.getvalue()


def names_of(slug: str) -> set[str]:
    names = OccupationName.objects.filter(occupation__slug=slug)
    return set(names.values_list("name", flat=True))


def test_the_starter_set_is_clean():
    rows = []
    for path in STARTER_SET:
        with path.open(encoding="utf-8", newline="") as file:
            rows.append(list(csv.DictReader(file)))
    occupations, trades = rows
    slugs = {row["slug"] for row in occupations}
    assert len(slugs) == len(occupations) >= 1_000
    assert len({row["slug"] for row in trades}) == len(trades) >= 150
    assert all(bool(row["name"]) != (row["slug"] in slugs) for row in trades)
    assert all(row["de"] for row in trades)
    assert {slug for row in occupations for slug in row["related"].split("|") if slug} <= slugs
    with import_skills.STARTER_SET.open(encoding="utf-8", newline="") as file:
        skills = {row["slug"] for row in csv.DictReader(file)}
    assert {slug for row in trades for slug in row["skills"].split("|") if slug} <= skills
    for row in (*occupations, *trades):
        assert skill_key(row["name"] or row["slug"])
        assert not any(set("|\n") & set(name) for name in row["en"].split("|"))


def test_occupations_are_imported_with_their_names_skills_and_relations(tmp_path):
    skill = make_skill("Plumbing")
    assert imported(tmp_path / "ours.csv", OURS) == "2 occupations and 8 names added.\n"
    plumbers = Occupation.objects.get(slug="plumbers")
    assert plumbers.code == "47-2152.00"
    assert names_of("plumbers") == {"Plumbers", "Plumber", "Pipe Fitter", "Klempner", "nal mistri"}
    assert list(plumbers.skills.all()) == [skill]
    assert [one.slug for one in plumbers.related.all()] == ["tilers"]
    assert OccupationName.objects.get(key="klempner").language == "de"


def test_a_name_with_another_in_brackets_is_two(tmp_path):
    text = "slug,name,en\nnurses,Nurses,Registered Nurse (RN)|Nurse (of a ward) (retired)\n"
    imported(tmp_path / "two.csv", text)
    assert names_of("nurses") == {
        "Nurses",
        "Registered Nurse",
        "RN",
        "Nurse (of a ward) (retired)",
    }


def test_importing_again_adds_only_what_is_new(tmp_path):
    imported(tmp_path / "ours.csv", OURS)
    assert imported(tmp_path / "ours.csv", OURS) == "0 occupations and 0 names added.\n"
    assert imported(tmp_path / "more.csv", MORE) == "0 occupations and 1 names added.\n"
    assert "Drain Doctor" in names_of("plumbers")
    assert RelatedOccupation.objects.count() == 2


def test_what_staff_named_and_merged_stays_after_importing_again(tmp_path):
    imported(tmp_path / "ours.csv", OURS)
    plumbers, tilers = Occupation.objects.order_by("slug")
    Occupation.objects.filter(pk=plumbers.pk).update(name="Plumbing trade")
    merge_occupation(occupation=tilers, into=plumbers)
    assert imported(tmp_path / "ours.csv", OURS) == "0 occupations and 0 names added.\n"
    assert Occupation.objects.get(slug="plumbers").name == "Plumbing trade"
    assert names_of("tilers") == set()
    assert "Fliesenleger" in names_of("plumbers")


@pytest.mark.parametrize("text", ["name\nPlumbers\n", "", "slug,name\n\xff".encode("latin-1")])
def test_a_file_that_is_none_of_ours_is_refused(tmp_path, text):
    path = tmp_path / "other.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CommandError):
        call_command("import_occupations", str(path))
    with pytest.raises(CommandError):
        call_command("import_occupations", str(tmp_path / "missing.csv"))


def test_several_occupations_may_share_a_name():
    plumbers = make_occupation("Plumbers", "Technician")
    lifts = make_occupation("Lift technicians", "Technician")
    assert set(Occupation.objects.known_as("TECHNICIAN")) == {plumbers, lifts}
    assert Occupation.objects.known_as("lift-technicians").first() == lifts


def test_a_name_is_added_once_and_the_own_name_stays():
    plumbers = make_occupation("Plumbers")
    assert add_occupation_name(occupation=plumbers, name="Klempner", language="de")
    assert add_occupation_name(occupation=plumbers, name="KLEMPNER")
    assert not add_occupation_name(occupation=plumbers, name="?!")
    assert plumbers.names.count() == 2
    own, other = plumbers.names.order_by("-name")
    assert not remove_occupation_name(name=own)
    assert remove_occupation_name(name=other)
    assert names_of("plumbers") == {"Plumbers"}


def test_a_proposal_is_accepted():
    proposed = make_occupation("Lantern lighters", status="proposed")
    assert not Occupation.objects.accepted().exists()
    accept_occupation(occupation=proposed)
    assert Occupation.objects.accepted().get() == proposed


def test_what_is_merged_gives_its_names_and_skills_away():
    skill = make_skill("Plumbing")
    plumbers = make_occupation("Plumbers", "Pipe fitter")
    typo = make_occupation("Plumers", "pipe-fitter", "Drain doctor", status="proposed")
    OccupationSkill.objects.create(occupation=typo, skill=skill)
    RelatedOccupation.objects.create(occupation=plumbers, related=typo)
    assert merge_occupation(occupation=typo, into=plumbers) == plumbers
    assert names_of("plumbers") == {"Plumbers", "Pipe fitter", "Plumers", "Drain doctor"}
    assert list(plumbers.skills.all()) == [skill]
    assert not RelatedOccupation.objects.exists()
    with pytest.raises(MergeRefused):
        accept_occupation(occupation=typo)
    for occupation, into in ((typo, plumbers), (plumbers, typo), (plumbers, plumbers)):
        with pytest.raises(MergeRefused):
            merge_occupation(occupation=occupation, into=into)


@pytest.fixture
def trades() -> None:
    skill = make_skill("Plumbing")
    make_occupation("Plumbers", "Klempner", "Pipe fitter").skills.add(skill)
    make_occupation("Pipelayers", "Pipe fitter helper")
    make_occupation("Piano tuners", "Klavierstimmer")
    make_occupation("Pipe dreamers", status="proposed")


def listed(api, text: str) -> list[str]:
    answer = api.get("occupations", {"search": text})
    assert answer.status_code == 200
    return [one["slug"] for one in answer.json()["results"]]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("PLUMB", ["plumbers"]),
        ("klempner", ["plumbers"]),
        ("pipe fitter", ["plumbers", "pipelayers"]),
        ("pi", ["pipelayers", "piano-tuners", "plumbers"]),
        ("dreamers", []),
        ("?!", []),
        ("nobody", []),
    ],
)
def test_occupations_are_suggested_by_the_beginning_of_any_name(api, trades, text, slugs):
    assert listed(api, text) == slugs


def test_occupations_are_listed_by_name_with_their_skills(api, trades):
    answer = api.get("occupations").json()["results"]
    assert [one["slug"] for one in answer] == ["piano-tuners", "pipelayers", "plumbers"]
    assert answer[2] == {
        "slug": "plumbers",
        "name": "Plumbers",
        "skills": [{"slug": "plumbing", "name": "Plumbing"}],
    }


def test_a_list_of_occupations_takes_as_many_queries_for_many_as_for_few(
    api, django_assert_num_queries
):
    for number in (1, 20):
        make_occupation(f"Trade {number}").skills.add(make_skill(f"Skill {number}"))
        for more in range(number):
            make_occupation(f"Trade {number}-{more}", "Klempner")
        vocabulary.refresh()  # which a process keeps for minutes
        with django_assert_num_queries(2):  # the occupations, and their skills
            api.get("occupations")
        with django_assert_num_queries(1):
            api.get("occupations", {"search": "klempner"})


def test_a_search_for_occupations_that_is_too_long_is_refused(api):
    assert api.get("occupations", {"search": "x" * 81}).status_code == 422
