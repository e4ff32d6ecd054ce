"""Changes at the same time, with real threads and connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.tests.factories import UserFactory
from profiles.models import Experience, ProfileSkill, SearchEntry, Skill
from profiles.search.mirror import differing
from profiles.services import history
from profiles.services.history import add_item
from profiles.services.profile import make_profile, update_profile
from profiles.services.skills import add_skill
from profiles.services.standing import set_reputation
from profiles.services.vocabulary import merge_skill
from profiles.tests.factories import make_freelancer, make_skill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def at_once(*acts) -> list[object]:
    """Run all in threads that start together; the results, or what they raised."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_changes_of_different_parts_are_all_mirrored():
    make_skill("Welding")
    user = make_freelancer("asha").user
    for _ in range(5):
        results = at_once(
            lambda: update_profile(user=user, changes={"headline": "New"}),
            lambda: add_skill(user=user, name="Welding"),
            lambda: add_item(user=user, model=Experience, fields={"title": "Foreman"}),
            lambda: set_reputation(user=user, histogram=[0, 0, 0, 0, 9]),
            lambda: update_profile(user=user, changes={"bio": "Other"}),
        )
        assert not [one for one in results if isinstance(one, Exception)]
        assert differing() == []
    assert SearchEntry.objects.get().rating > 0


def test_a_profile_is_made_once():
    user = UserFactory()
    results = at_once(*[lambda: make_profile(user).pk] * 8)
    assert set(results) == {user.pk}


def test_the_same_new_skill_by_many_is_one():
    users = [make_freelancer(f"user-{number}").user for number in range(6)]
    results = at_once(
        *(lambda user=user: add_skill(user=user, name="Lantern making") for user in users)
    )
    assert not [one for one in results if isinstance(one, Exception)]
    assert Skill.objects.count() == 1
    assert ProfileSkill.objects.count() == len(users)


def test_nobody_is_left_with_a_skill_that_is_being_merged():
    for turn in range(4):
        old, new = make_skill(f"Old {turn}"), make_skill(f"New {turn}")
        users = [make_freelancer(f"user-{turn}-{number}").user for number in range(5)]
        results = at_once(
            lambda old=old, new=new: merge_skill(skill=old, into=new),
            *(lambda user=user, old=old: add_skill(user=user, name=old.name) for user in users),
        )
        assert not [one for one in results if isinstance(one, Exception)]
        assert not ProfileSkill.objects.filter(skill=old).exists()
        assert ProfileSkill.objects.filter(skill=new).count() == len(users)
        assert differing() == []


def test_a_limit_of_items_holds(monkeypatch):
    monkeypatch.setitem(history.MOST, Experience, 3)
    user = make_freelancer("asha").user
    at_once(*[lambda: add_item(user=user, model=Experience, fields={"title": "Foreman"})] * 10)
    assert Experience.objects.count() == 3
