"""What staff see of occupations, and do."""

from __future__ import annotations

import pytest
from django.urls import reverse

from profiles.models import Occupation, SkillStatus
from profiles.tests.factories import make_occupation

pytestmark = pytest.mark.django_db
LIST = "admin:profiles_occupation_changelist"
ADD = "admin:profiles_occupation_add"


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


def act(staff, action: str, *occupations: Occupation, **data: str) -> list[str]:
    chosen = [one.pk for one in occupations]
    form = {"action": action, "_selected_action": chosen, **data}
    answer = staff.post(reverse(LIST), form, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def names_of(occupation: Occupation) -> set[str]:
    return set(occupation.names.values_list("name", flat=True))


def test_an_occupation_is_found_by_any_of_its_names(staff):
    make_occupation("Plumbers", "Klempner")
    make_occupation("Tilers")
    page = staff.get(reverse(LIST), {"q": "klempner"}).content.decode()
    assert "Plumbers" in page
    assert "Tilers" not in page
    assert staff.get(reverse(LIST), {"status__exact": "proposed"}).status_code == 200


def test_an_occupation_is_made_and_changed_with_its_other_names(staff):
    form = {"name": "Plumbers", "slug": "plumbers", "other_names": "Klempner\npipe fitter\n"}
    assert staff.post(reverse(ADD), form).status_code == 302
    occupation = Occupation.objects.get()
    assert names_of(occupation) == {"Plumbers", "Klempner", "pipe fitter"}
    change = reverse("admin:profiles_occupation_change", args=[occupation.pk])
    version = staff.get(change).context["adminform"].form["version"].value()
    changes = {"other_names": "Klempner\nnal mistri", "version": version}
    assert staff.post(change, form | changes).status_code == 302
    assert names_of(occupation) == {"Plumbers", "Klempner", "nal mistri"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "?!"}, "no letter or digit"),
        ({"other_names": "fine\n?!"}, "no letter or digit"),
        ({"other_names": "x" * 151}, "at most 150 characters"),
        ({"name": "Tilers"}, "already exists"),
    ],
)
def test_a_wrong_name_is_told(staff, changes, said):
    make_occupation("Tilers")
    answer = staff.post(reverse(ADD), {"name": "Plumbers", "slug": "plumbers"} | changes)
    assert said in answer.content.decode()
    assert Occupation.objects.count() == 1


def test_a_proposal_is_accepted_or_merged(staff):
    plumbers = make_occupation("Plumbers", "Klempner")
    proposed = make_occupation("Lantern lighters", status="proposed")
    assert act(staff, "accept", proposed) == ["1 done."]
    proposed.refresh_from_db()
    assert proposed.status == SkillStatus.ACCEPTED
    assert act(staff, "merge", proposed, into="no such") == ["Name the occupation to merge into."]
    assert act(staff, "merge", proposed, into="KLEMPNER") == ["1 done."]
    proposed.refresh_from_db()
    assert proposed.merged_into == plumbers
    assert "can only be merged" in act(staff, "merge", plumbers, into="Klempner")[0]


def test_only_staff_come_in(client, freelancer):
    client.force_login(freelancer)
    assert client.get(reverse(LIST)).status_code == 302
