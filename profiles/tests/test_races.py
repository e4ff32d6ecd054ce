"""Changes at the same time, with real threads and connections."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction

from accounts.tests.factories import UserFactory
from foundation.files import private
from profiles.errors import SuggestionDecided
from profiles.models import (
    CurriculumVitae,
    CvSuggestion,
    Experience,
    ProfileSkill,
    SearchEntry,
    Skill,
)
from profiles.search.mirror import differing
from profiles.services import history
from profiles.services.cv import remove_cv, upload_cv
from profiles.services.cv_decisions import accept_suggestion, reject_suggestion
from profiles.services.erasing import erase_profile
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


CV = b"Ada Byron\nSkills\nWelding\nExperience\nWelder, Acme Ltd, 2015 - 2019\n"


@pytest.mark.parametrize("turn", range(3))
def test_a_suggestion_accepted_many_times_at_once_is_added_once(turn):
    make_skill("Welding")
    user = make_freelancer("ada").user
    upload_cv(user=user, content=CV)
    job = CvSuggestion.objects.get(kind="experience")
    fields = {"title": "Welder", "organisation": "Acme Ltd"}
    results = at_once(
        *[lambda: accept_suggestion(user=user, suggestion=job, fields=fields)] * 5,
        lambda: reject_suggestion(user=user, suggestion=job),
    )
    job.refresh_from_db()
    assert Experience.objects.count() == (1 if job.state == "accepted" else 0)
    refused = [one for one in results if isinstance(one, Exception)]
    assert {type(one) for one in refused} == {SuggestionDecided}
    assert differing() == []


def test_uploads_at_once_leave_one_cv_and_one_file():
    user = make_freelancer("ada").user
    results = at_once(*[lambda: upload_cv(user=user, content=CV)] * 4)
    assert not [one for one in results if isinstance(one, Exception)]
    cv = CurriculumVitae.objects.get()
    assert cv.state == "ready"
    files = [one for one in Path(private.storage().path("")).rglob("*") if one.is_file()]
    assert [str(one).endswith(cv.file) for one in files] == [True]


@pytest.mark.parametrize("turn", range(3))
def test_deleting_while_it_is_read_leaves_nothing(turn):
    user = make_freelancer("ada").user
    at_once(
        lambda: upload_cv(user=user, content=CV),
        lambda: [remove_cv(user=user) or time.sleep(0.02) for _ in range(30)],
    )
    remove_cv(user=user)
    assert not CurriculumVitae.objects.exists()
    files = [one for one in Path(private.storage().path("")).rglob("*") if one.is_file()]
    assert files == []


def test_an_account_erased_while_its_cv_is_read_leaves_nothing():
    user = make_freelancer("ada").user

    def erase():
        time.sleep(0.05)
        with transaction.atomic():
            erase_profile(user)

    results = at_once(lambda: upload_cv(user=user, content=CV), erase)
    assert not [one for one in results if isinstance(one, Exception)]
    assert not CurriculumVitae.objects.exists()
    files = [one for one in Path(private.storage().path("")).rglob("*") if one.is_file()]
    assert files == []
