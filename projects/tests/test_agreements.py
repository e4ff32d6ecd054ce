"""What both accepted is frozen in that moment, and is what both see ever after."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.tests.factories import UserFactory
from profiles.models import Evidence, Profile, ProfileSkill
from profiles.services.skills import add_skill
from profiles.tests.factories import make_skill
from projects.models import Agreement, AgreementVersion, Project, as_agreed
from projects.services import completion
from projects.services.accounts import erase_projects
from projects.services.proposals import accept_proposal
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db
TERMS = {"rate": 80, "currency": "EUR", "included": "Material.", "starts_on": date(2026, 5, 4)}


@pytest.fixture
def agreement(client_user, freelancer, client, worker) -> Agreement:
    """On a stairwell that needs painting skills, at 80 euros for the whole."""
    Profile.objects.filter(user=client_user).update(organisation_name="Greenview Society")
    User.objects.filter(pk=freelancer.pk).update(first_name="Asha", last_name="Rao")
    project = make_project(client=client_user, skills=[make_skill("Painting")], country="IN")
    proposal = make_proposal(project, freelancer, **TERMS)
    accept_proposal(client=client_user, proposal=proposal)
    return Agreement.objects.get()


def follow(agreement: Agreement, **changes: object) -> AgreementVersion:
    """What both accepted instead."""
    first = agreement.versions.get()
    said = {
        field.attname: getattr(first, field.attname)
        for field in AgreementVersion._meta.concrete_fields
        if field.name not in ("id", "number", "accepted_at")
    }
    return AgreementVersion.objects.create(**said | {"number": 2} | changes)


def test_both_see_what_they_accepted_whatever_changes_afterwards(
    client, worker, agreement, client_user
):
    Project.objects.update(title="Rebuild the house", description="All of it.")
    User.objects.update(first_name="Another", last_name="Name")
    Profile.objects.update(organisation_name="Another")
    for caller in (client, worker):
        told = caller.get(f"projects/{agreement.project_id}/agreement").json()
        assert told["id"] == str(agreement.pk)
        assert told["current"] | {"accepted_at": None, "description": None} == {
            "number": 1,
            "title": "Paint the stairwell",
            "description": None,
            "skills": [{"slug": "painting", "name": "Painting"}],
            "price": "80.00",
            "price_is_hourly": False,
            "currency": "EUR",
            "included": "Material.",
            "steps": [],
            "starts_on": "2026-05-04",
            "ends_on": None,
            "country": "IN",
            "location": "",
            "client_name": client_user.full_name,
            "client_organisation": "Greenview Society",
            "freelancer_name": "Asha Rao",
            "project_version": 1,
            "accepted_at": None,
            "accepted_by": "client",
        }


def test_the_last_version_holds_and_the_earlier_ones_stay(client, agreement, freelancer):
    follow(agreement, title="Paint two stairwells", accepted_by_id=freelancer.pk)
    told = client.get(f"agreements/{agreement.pk}").json()["current"]
    assert (told["title"], told["accepted_by"]) == ("Paint two stairwells", "freelancer")
    versions = client.get(f"agreements/{agreement.pk}/versions").json()["results"]
    assert [one["number"] for one in versions] == [2, 1]


def test_a_project_without_an_agreement_has_none(client, worker, project):
    assert client.get(f"projects/{project.pk}/agreement").status_code == 404
    assert worker.get(f"projects/{project.pk}/agreements").json()["results"] == []


@pytest.mark.parametrize(
    "change", [{"price": 81}, {"title": "Another"}, {"skills": [{"slug": "x"}]}, {"number": 3}]
)
def test_no_version_is_ever_changed_or_deleted(agreement, change):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        agreement.versions.update(**change)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        agreement.versions.all().delete()


def test_history_and_evidence_are_what_was_agreed(api, client_user, freelancer, agreement):
    skill = make_skill("Tiling")
    add_skill(user=freelancer, name="Tiling")
    add_skill(user=freelancer, name="Painting")
    follow(agreement, title="Tile the stairwell", skills=as_agreed([skill]))
    project = Project.objects.get()
    completion.complete(client=client_user, project=project)
    (work,) = api.get(f"profiles/{freelancer.username}/projects").json()["results"]
    assert (work["title"], work["skills"]) == (
        "Tile the stairwell",
        [{"slug": "tiling", "name": "Tiling"}],
    )
    page = api.get(f"/@{freelancer.username}").content.decode()
    assert "Tile the stairwell" in page
    evidence = dict(ProfileSkill.objects.values_list("skill__name", "evidence"))
    assert evidence == {"Tiling": Evidence.USED, "Painting": Evidence.CLAIMED}


def test_history_does_not_tell_what_a_private_project_was(api, client_user, freelancer, agreement):
    Project.objects.update(is_private=True)
    completion.complete(client=client_user, project=Project.objects.get())
    (work,) = api.get(f"profiles/{freelancer.username}/projects").json()["results"]
    assert work["title"] == "A private project"
    assert "Paint the stairwell" not in api.get(f"/@{freelancer.username}").content.decode()


def test_more_agreements_cost_no_more_queries(client, client_user):
    project = make_project(client=client_user)

    def queries() -> int:
        client.get(f"projects/{project.pk}/agreements")  # tells what happened before
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"projects/{project.pk}/agreements").status_code == 200
        return len(captured)

    def undone() -> None:
        proposal = make_proposal(project, UserFactory())
        accept_proposal(client=client_user, proposal=proposal)
        agreement = Agreement.objects.live().get(project=project)
        Agreement.objects.filter(pk=agreement.pk).update(undone_at=agreement.created_at)
        proposal.transitions.all().delete()
        type(proposal).objects.filter(pk=proposal.pk).update(status="withdrawn")
        again = {"status": "open", "freelancer": None, "started_at": None}
        Project.objects.filter(pk=project.pk).update(**again)

    undone()
    few = queries()
    for _ in range(4):
        undone()
    assert queries() <= few


@pytest.mark.parametrize(("who", "gone"), [("client", "client_"), ("freelancer", "freelancer_")])
def test_the_other_side_keeps_the_terms_without_the_name(
    api_as, agreement, client_user, freelancer, who, gone
):
    leaving, staying = (client_user, freelancer) if who == "client" else (freelancer, client_user)
    with transaction.atomic():
        erase_projects(User.objects.select_for_update().get(pk=leaving.pk))
    told = api_as(staying).get(f"agreements/{agreement.pk}").json()["current"]
    names = {name for name in told if name.startswith(gone)}
    assert {told[name] for name in names} == {""}
    assert (told["title"], told["included"]) == ("Paint the stairwell", "Material.")
    held = api_as(staying).get("me/export").json()["agreements"]
    assert [one["title"] for one in held] == ["Paint the stairwell"]


# --- On pages ---------------------------------------------------------------------------------


def test_the_page_shows_what_holds_and_what_was_before(society, asha, agreement):
    follow(agreement, title="Paint two stairwells", price=160, price_is_hourly=True)
    path = f"/projects/{agreement.project_id}/agreement"
    for browser in (society, asha):
        assert path in browser.get(f"/projects/{agreement.project_id}").content.decode()
        page = browser.get(path).content.decode()
        for text in ("Paint two stairwells", "€160", "an hour", "Version 1", "Greenview Society"):
            assert text in page, text


def test_nobody_else_opens_it(api_as, agreement, outsider, admin_user):
    for stranger in (outsider, admin_user):
        for path in (f"agreements/{agreement.pk}", f"projects/{agreement.project_id}/agreements"):
            assert api_as(stranger).get(path).status_code == 404
