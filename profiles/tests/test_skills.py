"""Skills: by whatever name, proposed, accepted, merged, and found while typing."""

from __future__ import annotations

import pytest

from foundation.skill_keys import skill_key
from profiles.errors import MergeRefused
from profiles.models import Evidence, ProfileSkill, Skill, SkillStatus
from profiles.search.mirror import differing
from profiles.search.vocabulary import vocabulary
from profiles.services.skills import MOST_SKILLS, add_skill
from profiles.services.vocabulary import (
    accept_skill,
    add_alias,
    merge_skill,
    remove_alias,
    save_skill,
)
from profiles.tests.factories import make_freelancer, make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(api_as, freelancer):
    return api_as(freelancer)


@pytest.fixture
def kubernetes(db):
    containers = make_skill("Containers")
    return make_skill("Kubernetes", "k8s", "kube", parent=containers)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("React.js", "react js"),
        (" react  JS ", "react js"),
        ("C++", "c++"),
        ("C#", "c#"),
        ("Full\u2013stack", "full stack"),
        ("\uff30\uff2c\uff23", "plc"),
        ("हिन्दी", "हिन्दी"),
        ("!!!", ""),
    ],
)
def test_names_are_compared_in_one_form(text, key):
    assert skill_key(text) == key


@pytest.mark.parametrize("body", [{"name": "K8S"}, {"slug": "kubernetes"}, {"name": "Kube"}])
def test_a_skill_is_added_by_any_of_its_names(own, kubernetes, body):
    answer = own.post("me/skills", body | {"level": "expert", "years": 4})
    assert answer.status_code == 201
    assert answer.json() == {
        "slug": "kubernetes",
        "name": "Kubernetes",
        "level": "expert",
        "years": 4,
        "evidence": "claimed",
        "status": "accepted",
    }


def test_the_same_skill_by_two_names_is_one(own, kubernetes):
    assert own.post("me/skills", {"name": "k8s", "level": "expert"}).status_code == 201
    again = own.post("me/skills", {"name": "kubernetes", "years": 2})
    assert (again.status_code, again.json()["level"], again.json()["years"]) == (200, "expert", 2)
    assert len(own.get("me/skills").json()["results"]) == 1


def test_an_unknown_name_becomes_a_proposal_that_others_share(own, api_as, outsider, freelancer):
    assert own.post("me/skills", {"name": "Lantern making"}).json()["status"] == "proposed"
    assert api_as(outsider).post("me/skills", {"name": "lantern-making"}).status_code == 201
    skill = Skill.objects.get(slug="lantern-making")
    assert (skill.proposed_by, skill.holders.count()) == (freelancer, 2)


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "name"),
        ({"name": "a", "slug": "a"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "!!!"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": ["a"]}, "name"),
        ({"slug": "no-such"}, "skill"),
        ({"name": "a", "level": "ninja"}, "level"),
        ({"name": "a", "years": -1}, "years"),
        ({"name": "a", "years": 81}, "years"),
        ({"name": "a", "years": "long"}, "years"),
    ],
)
def test_bad_input_is_refused_by_name_and_adds_nothing(own, body, attr):
    answer = own.post("me/skills", body)
    assert answer.status_code == 422
    assert attr in {error["attr"] for error in answer.json()["errors"]}
    assert not ProfileSkill.objects.exists()
    assert not Skill.objects.exists()


def test_the_501st_skill_is_refused(own, freelancer):
    profile = make_freelancer(user=freelancer)
    skills = Skill.objects.bulk_create(
        Skill(name=f"Skill {n}", slug=f"skill-{n}") for n in range(MOST_SKILLS)
    )
    ProfileSkill.objects.bulk_create(ProfileSkill(profile=profile, skill=one) for one in skills)
    answer = own.post("me/skills", {"name": "One more"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too_many")
    assert profile.skills.count() == MOST_SKILLS
    assert not Skill.objects.known_as("One more").exists()


def test_a_day_has_fifty_proposals(own):
    for number in range(50):
        assert own.post("me/skills", {"name": f"Invented {number}"}).status_code == 201
    answer = own.post("me/skills", {"name": "Invented 51"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_skill_is_taken_away_by_any_of_its_names(own, kubernetes):
    own.post("me/skills", {"name": "k8s"})
    assert own.delete("me/skills/kube").status_code == 204
    assert own.delete("me/skills/kubernetes").status_code == 404
    assert own.get("me/skills").json()["results"] == []


def test_merging_moves_everybody_with_the_better_of_each(freelancer, outsider, kubernetes):
    for user in (freelancer, outsider):
        make_freelancer(user=user, skills=("Kubernets",))
    typo = Skill.objects.known_as("kubernets").get()
    add_skill(user=freelancer, name="k8s", level="beginner", years=1)
    ProfileSkill.objects.filter(profile=freelancer.pk, skill=typo).update(
        level="expert", years=7, evidence=Evidence.CONFIRMED
    )
    merge_skill(skill=typo, into=kubernetes)
    kept = ProfileSkill.objects.get(profile=freelancer.pk)
    assert (kept.skill, kept.level, kept.years) == (kubernetes, "expert", 7)
    assert kept.evidence == Evidence.CONFIRMED
    assert ProfileSkill.objects.get(profile=outsider.pk).skill == kubernetes
    typo.refresh_from_db()
    assert (typo.status, typo.merged_into) == (SkillStatus.MERGED, kubernetes)
    assert Skill.objects.known_as("kubernets").get() == kubernetes
    assert differing() == []


def test_what_cannot_be_merged(kubernetes, freelancer):
    make_freelancer(user=freelancer, skills=("Proposed one",))
    proposed = Skill.objects.known_as("Proposed one").get()
    for skill, into in (
        (kubernetes, kubernetes),
        (kubernetes.parent, kubernetes),
        (kubernetes, proposed),
    ):
        with pytest.raises(MergeRefused):
            merge_skill(skill=skill, into=into)
    merge_skill(skill=proposed, into=kubernetes)
    for refused in (
        lambda: merge_skill(skill=proposed, into=kubernetes),
        lambda: accept_skill(skill=proposed),
    ):
        with pytest.raises(MergeRefused):
            refused()


def test_an_accepted_proposal_is_found_by_others(api, freelancer):
    make_freelancer(user=freelancer, skills=("Lantern making",))
    assert api.get("skills", {"search": "lantern"}).json()["results"] == []
    accept_skill(skill=Skill.objects.get())
    assert len(api.get("skills", {"search": "lantern"}).json()["results"]) == 1


def test_a_skill_counts_for_those_above_it_even_when_they_move(api, freelancer, kubernetes):
    make_freelancer(user=freelancer, skills=("k8s",))
    assert len(api.get("profiles", {"skill": "containers"}).json()["results"]) == 1
    kubernetes.parent = make_skill("Clusters")
    save_skill(skill=kubernetes)
    assert api.get("profiles", {"skill": "containers"}).json()["results"] == []
    assert len(api.get("profiles", {"skill": "clusters"}).json()["results"]) == 1
    assert differing() == []


def test_no_skill_is_above_itself(kubernetes):
    parent = kubernetes.parent
    parent.parent = kubernetes
    with pytest.raises(MergeRefused):
        save_skill(skill=parent)


def test_other_names_come_and_go(api, freelancer, kubernetes):
    make_freelancer(user=freelancer, skills=("k8s",))
    assert add_alias(skill=kubernetes, name="Helmsman")
    assert len(api.get("profiles", {"q": "helmsman"}).json()["results"]) == 1
    assert not add_alias(skill=kubernetes.parent, name="helmsman")
    assert remove_alias(alias=kubernetes.aliases.get(key="helmsman"))
    assert not remove_alias(alias=kubernetes.aliases.get(key="kubernetes"))
    vocabulary.forget()  # whose names a process reads anew every five minutes
    assert api.get("profiles", {"q": "helmsman"}).json()["results"] == []


@pytest.mark.parametrize(
    "text", ["kube", "K8S", "kuberntes", "kubernetse", "Kubernetes", "kubernete"]
)
def test_autocomplete_forgives_typos_and_knows_other_names(api, kubernetes, text):
    found = api.get("skills", {"search": text}).json()["results"]
    assert found[0] == {
        "slug": "kubernetes",
        "name": "Kubernetes",
        "kind": "technology",
        "parent": "containers",
        "aliases": ["k8s", "kube"],
    }


def test_what_is_called_so_comes_before_what_begins_so(api):
    for name in ("Javascript testing", "Java", "JavaScript", "Advanced Java"):
        make_skill(name)
    found = [one["name"] for one in api.get("skills", {"search": "java"}).json()["results"]]
    assert found == ["Java", "JavaScript", "Javascript testing", "Advanced Java"]


def test_autocomplete_is_one_query(api, kubernetes, django_assert_num_queries):
    api.get("skills", {"search": "kuberntes"})  # reads the vocabulary
    with django_assert_num_queries(1):  # the skills with their names
        assert api.get("skills", {"search": "kuberntes"}).json()["results"]


@pytest.mark.parametrize("number", [1, 50])
def test_the_vocabulary_is_one_query(api, number, django_assert_num_queries):
    parent = make_skill("Parent") if number > 1 else None
    for place in range(number):
        make_skill(f"Child {place}", f"alias {place}", parent=parent)
    with django_assert_num_queries(1):  # the skills with parents and other names
        found = api.get("skills", {"page_size": 50, "search": ""}).json()["results"]
    assert len(found) == number


@pytest.mark.parametrize("text", ["x" * 81, "a\0b"])
def test_what_cannot_be_searched_for_is_refused(api, text):
    answer = api.get("skills", {"search": text})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, "search")


@pytest.mark.parametrize(
    "text", ["%", "_", "'", "\\", "!!!", "💡", "'; DROP TABLE x; --", "a" * 80]
)
def test_odd_texts_find_nothing(api, kubernetes, text):
    answer = api.get("skills", {"search": text})
    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_the_vocabulary_is_listed_by_name_in_pages(api):
    for name in ("Beta", "alpha", "Gamma"):
        make_skill(name)
    page = api.get("skills", {"page_size": 2}).json()
    rest = api.get(page["next"].removeprefix("http://testserver")).json()
    names = [one["name"] for one in page["results"] + rest["results"]]
    assert sorted(names) == ["Beta", "Gamma", "alpha"]
    assert rest["next"] is None
