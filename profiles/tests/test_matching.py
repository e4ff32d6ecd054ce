"""Who fits a need, and which skills are recommended, with reasons."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.management import call_command

from profiles.candidates import candidates, candidates_of
from profiles.matching import Need, best_fits
from profiles.models import Evidence, Profile, Skill
from profiles.recommendations import recommended_skills
from profiles.services.profile import update_profile
from profiles.services.standing import raise_evidence
from profiles.tests.factories import make_freelancer, make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills(db):
    return [make_skill(name) for name in ("Common", "Rare", "Other")]


def usernames(fits) -> list[str]:
    names = dict(Profile.objects.values_list("pk", "user__username"))
    return [names[fit.profile_id] for fit in fits]


def test_all_skills_beat_some_and_a_proved_one_beats_a_claimed_one(skills):
    common, rare, _other = skills
    make_freelancer("both", skills=("Common", "Rare"))
    proved = make_freelancer("proved", skills=("Common", "Rare"))
    make_freelancer("one", skills=("Common",))
    make_freelancer("none", skills=("Other",))
    raise_evidence(user=proved.user, skill_ids=[rare.pk], to=Evidence.USED)
    fits = best_fits(Need([common.pk, rare.pk]))
    assert usernames(fits) == ["proved", "both", "one"]
    reason = fits[0].reasons[0]
    assert (reason["held"], reason["proved"], reason["missing"]) == (
        ["Common", "Rare"],
        ["Rare"],
        [],
    )
    assert fits[2].reasons[0]["missing"] == ["Rare"]
    assert all(0 <= fit.score <= 1 for fit in fits)


def test_a_rare_skill_counts_more_than_a_common_one(skills):
    common, rare, _other = skills
    for number in range(30):
        make_freelancer(f"many-{number}", skills=("Common",))
    make_freelancer("special", skills=("Rare",))
    assert usernames(best_fits(Need([common.pk, rare.pk])))[0] == "special"


def test_rates_and_availability_count_and_are_explained(skills):
    common = skills[0]
    rates = {"in-budget": 50, "above": 75, "far-above": 500, "elsewhere": 50}
    for name, rate in rates.items():
        currency = "USD" if name == "elsewhere" else "EUR"
        make_freelancer(name, skills=("Common",), hourly_rate=Decimal(rate), currency=currency)
    busy = make_freelancer("busy", skills=("Common",), hourly_rate=Decimal(50), currency="EUR")
    update_profile(user=busy.user, changes={"availability": "unavailable"})
    fits = best_fits(Need([common.pk], rate_max=Decimal(60), currency="EUR"))
    found = usernames(fits)
    assert found[0] == "in-budget"
    assert found.index("above") < found.index("far-above")
    texts = {
        name: [one["detail"] for one in fit.reasons] for name, fit in zip(found, fits, strict=True)
    }
    assert "The rate is 25 % above the budget." in texts["above"]
    assert "The rate is in another currency." in texts["elsewhere"]
    assert "Is not available at the moment." in texts["busy"]


@pytest.mark.parametrize("has_index", [True, False])
def test_candidates_are_bounded_and_public(
    skills, has_index, django_assert_max_num_queries, indexer_on_disk
):
    hidden = make_freelancer("hidden", skills=("Common", "Rare"))
    shown = make_freelancer("shown", skills=("Common",))
    for number in range(8):
        make_freelancer(f"other-{number}", skills=("Other",))
    if has_index:
        call_command("index_search", rebuild=True)
    update_profile(user=hidden.user, changes={"visibility": "members"})
    with django_assert_max_num_queries(3):
        found = candidates([one.pk for one in skills[:2]])
    assert found == candidates_of([shown.pk])
    assert len(candidates([one.pk for one in skills], most=5)) in (4, 5)
    assert candidates([]) == []


@pytest.mark.parametrize("has_index", [True, False])
def test_candidates_with_all_skills_come_before_better_ones_with_one(
    skills, has_index, indexer_on_disk
):
    common, rare, _other = skills
    for number in range(5):
        make_freelancer(f"good-{number}", skills=("Common",), ratings=(5, 5, 5))
    both = make_freelancer("both", skills=("Common", "Rare"), ratings=(1, 1, 1))
    if has_index:
        call_command("index_search", rebuild=True)
    found = candidates([common.pk, rare.pk], most=3)
    assert found[0].profile_id == both.pk
    assert len(found) == 3


def test_recommended_is_what_peers_have_and_oneself_lacks(api_as, freelancer):
    parent = make_skill("Django")
    make_skill("Wagtail", parent=parent)
    for number in range(8):
        extra = ("Wagtail",) if number < 6 else ("Cobol",)
        peer = make_freelancer(f"peer-{number}", skills=("Django", "Python", *extra))
        update_profile(user=peer.user, changes={"preferred_career_track": "Web"})
    for number in range(20):
        make_freelancer(f"other-{number}", skills=("Welding",))
    Skill.objects.update(status="accepted")
    profile = make_freelancer(user=freelancer, skills=("Django", "Python"))
    update_profile(user=freelancer, changes={"preferred_career_track": "web"})
    found = api_as(freelancer).get("me/recommendations").json()["skills"]
    assert [one["name"] for one in found] == ["Wagtail"]
    reasons = {one["code"]: one for one in found[0]["reasons"]}
    assert reasons["peers"]["share"] == 0.75
    assert "6 of 8" in reasons["peers"]["detail"]
    assert "6 of them" in reasons["career_track"]["detail"]
    assert "Django" in reasons["builds_on"]["detail"]
    assert recommended_skills(profile)[0].score == found[0]["score"]


def test_nobody_is_recommended_anything_out_of_nothing(api_as, freelancer):
    nothing = {"next": None, "previous": None, "skills": [], "projects": []}
    assert api_as(freelancer).get("me/recommendations").json() == nothing
