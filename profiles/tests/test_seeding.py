"""Made-up people: the same for the same state, and like real ones."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from profiles.models import Profile, ProfileSkill, SearchEntry
from profiles.search.mirror import differing
from profiles.seeding.loading import occupations
from profiles.seeding.people import Population

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_set")]


def test_the_same_state_makes_the_same_people():
    def made(state):
        return list(Population(occupations(), state).batch(5, 20))

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_people_are_stored_whole_and_searchable(api):
    call_command("seed", profiles=300, processes=1, verbosity=0)
    assert User.objects.count() == Profile.objects.count() == SearchEntry.objects.count() == 300
    assert differing() == []
    for user in User.objects.order_by("?")[:20]:
        user.full_clean(exclude=["password"])
    assert api.get("profiles", {"country": "IN"}).json()["count"] > 50
    page = api.get(f"profiles/{User.objects.first().username}").json()
    assert page["skills"]


def test_skills_are_distributed_as_in_life():
    call_command("seed", profiles=600, processes=1, verbosity=0)
    holders = {}
    for skill in ProfileSkill.objects.values_list("skill", flat=True):
        holders[skill] = holders.get(skill, 0) + 1
    counts = sorted(holders.values(), reverse=True)
    assert counts[0] > 8 * counts[len(counts) // 2]  # a few are frequent, most are rare


def test_what_cannot_be_seeded():
    for number in (0, 1_000_001):
        with pytest.raises(CommandError):
            call_command("seed", profiles=number, verbosity=0)
    call_command("seed", profiles=3, processes=1, verbosity=0)
    with pytest.raises(CommandError, match="name another"):
        call_command("seed", profiles=3, processes=1, verbosity=0)
    call_command("seed", profiles=3, random_state=2, processes=1, verbosity=0)
    assert User.objects.count() == 6
