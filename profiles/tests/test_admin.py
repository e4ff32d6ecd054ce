"""What staff see of profiles and skills, and do."""

from __future__ import annotations

import pytest
from django.urls import reverse

from profiles.models import Link, Profile, ProfileSkill, Skill, SkillStatus
from profiles.search.mirror import differing
from profiles.services.history import add_item
from profiles.services.skills import add_skill
from profiles.tests.factories import make_freelancer, make_skill

pytestmark = pytest.mark.django_db
SKILLS = "admin:profiles_skill_changelist"


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


def act(staff, action: str, *skills: Skill, **data: str):
    answer = staff.post(
        reverse(SKILLS),
        {"action": action, "_selected_action": [one.pk for one in skills], **data},
        follow=True,
    )
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def test_the_pages_open_and_show_no_more_than_the_profile(staff, freelancer):
    profile = make_freelancer(user=freelancer, headline="Plumber", skills=("Pipes",))
    add_item(user=freelancer, model=Link, fields={"url": "https://asha.example"})
    pages = [
        reverse("admin:profiles_profile_changelist"),
        reverse("admin:profiles_profile_change", args=[profile.pk]),
        reverse("admin:profiles_link_changelist"),
        reverse(SKILLS),
        reverse(SKILLS) + "?status=proposed",
        reverse("admin:profiles_skill_change", args=[Skill.objects.get().pk]),
        reverse("admin:profiles_skill_add"),
    ]
    for page in pages:
        assert staff.get(page).status_code == 200, page
    assert b"Plumber" in staff.get(pages[1]).content
    assert staff.post(pages[1], {"headline": "Other"}).status_code == 403
    assert Profile.objects.get().headline == "Plumber"


def test_a_proposal_is_accepted(staff, freelancer):
    make_freelancer(user=freelancer, skills=("Lanterns",))
    assert act(staff, "accept", Skill.objects.get()) == ["1 done."]
    assert Skill.objects.get().status == SkillStatus.ACCEPTED


def test_a_proposal_is_merged_into_what_it_means(staff, freelancer):
    plumbing = make_skill("Plumbing", "plumber")
    make_freelancer(user=freelancer, skills=("Plumbingg",))
    typo = Skill.objects.get(status=SkillStatus.PROPOSED)
    assert act(staff, "merge", typo, into="PLUMBER") == ["1 done."]
    assert ProfileSkill.objects.get().skill == plumbing
    assert differing() == []
    assert "can only be merged" in act(staff, "merge", plumbing, into="plumber")[0]
    assert act(staff, "merge", plumbing, into="no such") == ["Name the skill to merge into."]


def test_a_skill_is_made_and_changed_with_its_other_names(staff, freelancer):
    add = reverse("admin:profiles_skill_add")
    form = {
        "name": "Plumbing",
        "slug": "plumbing",
        "kind": "trade",
        "other_names": "plumber\npipes",
    }
    assert staff.post(add, form).status_code == 302
    skill = Skill.objects.known_as("pipes").get()
    assert skill.lineage == [skill.pk]
    add_skill(user=freelancer, name="plumber")
    change = reverse("admin:profiles_skill_change", args=[skill.pk])
    version = staff.get(change).context["adminform"].form["version"].value()
    names = {"name": "Plumbing work", "other_names": "plumber"}
    assert staff.post(change, form | names | {"version": version}).status_code == 302
    assert not Skill.objects.known_as("pipes").exists()
    assert Skill.objects.known_as("plumbing work").exists()
    assert differing() == []
    other = make_skill("Tiling")
    page = staff.post(add, form | {"slug": "new", "name": "TILING", "other_names": "tiling"})
    assert page.status_code == 200
    assert b"is another skill" in page.content
    answer = staff.post(
        reverse("admin:profiles_skill_change", args=[other.pk]),
        {"name": "Tiling", "slug": "tiling", "kind": "trade", "parent": other.pk},
    )
    assert b"its own parent" in answer.content


def test_only_staff_come_in(client, freelancer):
    client.force_login(freelancer)
    assert client.get(reverse(SKILLS)).status_code == 302
