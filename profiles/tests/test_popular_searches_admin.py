"""What staff see of what people look for, and do about it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import UserFactory
from profiles.models import Occupation, PopularSearch, SearchState, Skill, SkillStatus
from profiles.tests.factories import make_occupation, make_skill

pytestmark = pytest.mark.django_db
LIST = "admin:profiles_popularsearch_changelist"
ACTIONS = ("as_occupation", "as_skill", "dismiss", "reopen")


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


def popular(text: str, **fields) -> PopularSearch:
    return PopularSearch.objects.create(**{"text": text, "asked": 9, "askers": 6} | fields)


def act(client, action: str, *searches: PopularSearch) -> list[str]:
    form = {"action": action, "_selected_action": [one.pk for one in searches]}
    # Of every state: an action on what a filter hides does nothing.
    answer = client.post(f"{reverse(LIST)}?state=all", form, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def shown(client, **query: str) -> list[str]:
    answer = client.get(reverse(LIST), query)
    assert answer.status_code == 200
    return [one.text for one in answer.context["cl"].result_list]


def state_of(search: PopularSearch) -> str:
    search.refresh_from_db()
    return search.state


def test_what_finds_nobody_comes_first_then_what_most_ask_for(staff):
    popular("many found", matches=30)
    popular("never asked without filters", matches=None)
    popular("nobody", matches=0)
    popular("nobody, for many", matches=0, asked=50, askers=40)
    popular("done", matches=0, state=SearchState.DISMISSED)
    ordered = ["nobody, for many", "nobody", "many found", "never asked without filters"]
    assert shown(staff) == ordered
    assert shown(staff, found="nobody") == ordered[:2]
    assert shown(staff, found="few") == ordered[:2]
    assert shown(staff, state="dismissed") == ["done"]
    assert len(shown(staff, state="all")) == 5
    assert shown(staff, q="found") == ["many found"]
    assert shown(staff, state="nonsense") == []


def test_the_list_says_what_the_vocabulary_has(staff):
    make_occupation("Lantern lighters", "lantern lighter")
    make_skill("Winding", "clock winding")
    for text in ("lantern lighter", "clock winding", "unknown"):
        popular(text)
    rows = staff.get(reverse(LIST)).context["cl"].result_list
    assert {one.text: one.is_known for one in rows} == {
        "lantern lighter": True,
        "clock winding": True,
        "unknown": False,
    }


def test_a_text_becomes_a_proposed_occupation_that_staff_merge(staff):
    plumbers = make_occupation("Plumbers")
    search = popular("nal mistri", matches=0)
    assert act(staff, "as_occupation", search) == ["Done for 1."]
    assert state_of(search) == SearchState.PROPOSED
    proposed = Occupation.objects.get(name="Nal mistri")
    assert (proposed.slug, proposed.status) == ("nal-mistri", SkillStatus.PROPOSED)
    form = {"action": "merge", "_selected_action": [proposed.pk], "into": "plumbers"}
    staff.post(reverse("admin:profiles_occupation_changelist"), form)
    assert plumbers.names.filter(key="nal mistri").exists()


def test_a_text_becomes_a_proposed_skill(staff, admin_user):
    search = popular("c++ builder")
    assert act(staff, "as_skill", search) == ["Done for 1."]
    skill = Skill.objects.get()
    assert (skill.name, skill.status, skill.proposed_by) == (
        "C++ builder",
        SkillStatus.PROPOSED,
        admin_user,
    )
    assert state_of(search) == SearchState.PROPOSED


@pytest.mark.parametrize("action", ["as_occupation", "as_skill"])
def test_what_the_vocabulary_has_is_not_proposed(staff, action):
    make_occupation("Lantern lighters", "lantern lighter", status=SkillStatus.PROPOSED)
    make_skill("Lighting", "lantern lighter")
    search = popular("lantern lighter")
    told = act(staff, action, search)
    assert told == ["lantern lighter: The vocabulary has this already.", "Done for 0."]
    assert state_of(search) == SearchState.OPEN


def test_two_names_with_one_slug_are_both_proposed(staff):
    act(staff, "as_occupation", popular("c plumber"), popular("c+ plumber"))
    slugs = Occupation.objects.order_by("pk").values_list("slug", flat=True)
    assert sorted(slugs) == ["c-plumber", "c-plumber-2"]


def test_a_text_is_dismissed_and_opened_again(staff):
    search = popular("rude words")
    assert act(staff, "dismiss", search) == ["Done for 1."]
    assert shown(staff) == []
    assert act(staff, "dismiss", search)[0] == "rude words: This was decided already."
    assert act(staff, "reopen", search) == ["Done for 1."]
    assert shown(staff) == ["rude words"]
    assert act(staff, "reopen", search)[0] == "rude words: This was decided already."


def test_what_was_proposed_is_not_proposed_again(staff):
    search = popular("nal mistri", state=SearchState.PROPOSED)
    for action in ("as_occupation", "as_skill", "dismiss", "reopen"):
        assert "decided already" in act(staff, action, search)[0]
    assert not Occupation.objects.exists()
    assert not Skill.objects.exists()


def test_the_history_says_who_decided(staff, admin_user):
    search = popular("nal mistri")
    act(staff, "dismiss", search)
    path = reverse("admin:profiles_popularsearch_history", args=[search.pk])
    page = staff.get(path)
    assert page.status_code == 200
    (change,) = page.context["changes"]
    assert change.by == admin_user
    assert [values for _name, *values in change.fields] == [["Open", "Dismissed"]]


def test_being_asked_for_again_is_no_history():
    search = popular("nal mistri")
    PopularSearch.objects.filter(pk=search.pk).update(asked=99, askers=7, matches=3)
    assert not search.history.exists()


def test_a_text_is_shown_as_text(staff):
    popular("<script>alert(1)</script>")
    assert "<script>alert(1)" not in staff.get(reverse(LIST)).content.decode()


def with_permissions(*names: str):
    user = UserFactory(role=Role.ADMIN)
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return user


@pytest.mark.parametrize(
    ("permissions", "allowed"),
    [
        (["view_popularsearch"], []),
        (["view_popularsearch", "add_occupation", "add_skill"], []),
        (["view_popularsearch", "change_popularsearch"], ["dismiss", "reopen"]),
        (
            ["view_popularsearch", "change_popularsearch", "add_skill"],
            ["as_skill", "dismiss", "reopen"],
        ),
        (
            ["view_popularsearch", "change_popularsearch", "add_occupation"],
            ["as_occupation", "dismiss", "reopen"],
        ),
    ],
)
def test_each_action_asks_for_its_permissions(client, permissions, allowed):
    client.force_login(with_permissions(*permissions))
    search = popular("nal mistri")
    page = client.get(reverse(LIST))
    assert page.status_code == 200
    offered = [name for name in ACTIONS if f'value="{name}"' in page.content.decode()]
    assert offered == allowed
    for action in set(ACTIONS) - set(allowed):
        act(client, action, search)
    assert state_of(search) == SearchState.OPEN
    assert not Occupation.objects.exists()
    assert not Skill.objects.exists()


@pytest.mark.parametrize("permissions", [[], ["view_skill"], ["decide_case"]])
def test_staff_without_the_permission_see_nothing(client, permissions):
    client.force_login(with_permissions(*permissions))
    assert client.get(reverse(LIST)).status_code == 403


@pytest.mark.parametrize("role", [Role.FREELANCER, Role.CLIENT])
def test_only_staff_come_in(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse(LIST)).status_code == 302


def test_nobody_writes_or_deletes_by_hand(staff):
    search = popular("nal mistri")
    assert staff.get(reverse("admin:profiles_popularsearch_add")).status_code == 403
    change = reverse("admin:profiles_popularsearch_change", args=[search.pk])
    assert staff.get(change).status_code == 200
    assert staff.post(change, {"text": "other"}).status_code == 403
    delete = reverse("admin:profiles_popularsearch_delete", args=[search.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    assert PopularSearch.objects.get().text == "nal mistri"


@pytest.mark.parametrize("number", [2, 30])
def test_the_list_asks_as_much_for_many_as_for_few(staff, number, django_assert_num_queries):
    for one in range(number):
        popular(f"text {one}")
    staff.get(reverse(LIST))
    # Session, user, device; how many there are (twice: with the filters, and alone); the rows.
    with django_assert_num_queries(6):
        staff.get(reverse(LIST))
