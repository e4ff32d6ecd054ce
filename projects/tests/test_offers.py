"""Private offers and quotes: nobody sees a project that was not meant for them."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.services.blocks import block_person
from accounts.tests.factories import UserFactory
from profiles.models import Profile
from profiles.services.profile import make_profile
from profiles.tests.factories import make_freelancer, make_skill
from projects.models import Agreement, Invitation, Project
from projects.services.proposals import accept_proposal
from projects.tests.conftest import browser_of
from projects.tests.factories import make_invitation, make_project, make_proposal

pytestmark = pytest.mark.django_db
TERMS = {"rate": "80.00", "currency": "EUR", "included": "Material."}
STEPS = [
    {"title": "The old tiles off", "amount": "30.00", "due_on": "2026-05-08"},
    {"title": "The new ones on", "amount": "50.00", "due_on": None},
]


def codes(answer) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


@pytest.fixture
def draft(client_user) -> Project:
    skill = make_skill("Tiling")
    return make_project(client=client_user, status="draft", title="Tile the hall", skills=[skill])


@pytest.fixture
def offer(client, worker, draft, freelancer) -> Invitation:
    body = TERMS | {"username": freelancer.username}
    assert client.post(f"projects/{draft.pk}/offer", body).status_code == 201
    return Invitation.objects.get()


def test_an_offer_is_seen_by_one_person_alone(api_as, worker, offer, draft):
    (got,) = worker.get("me/invitations").json()["results"]
    assert got | TERMS == got
    assert (got["is_offer"], got["status"], got["project"]["is_visible"]) == (True, "waiting", True)
    assert worker.get(f"projects/{draft.pk}").json()["is_private"] is True
    other = make_freelancer(skills=("Tiling",)).user
    for caller in (api_as(other), api_as(UserFactory(role=Role.CLIENT))):
        assert caller.get(f"projects/{draft.pk}").status_code == 404
        body = {"cover_note": "I would do it."}
        assert caller.post(f"projects/{draft.pk}/proposals", body).status_code == 404
    for caller in (worker, api_as(other)):
        assert caller.get("projects").json()["results"] == []
        assert caller.get("projects?q=tile").json()["results"] == []
        assert caller.get("me/recommendations").json()["projects"] == []


def test_the_client_sees_an_offer_wait_for_its_answer(client, society, offer, draft):
    path = f"projects/{draft.pk}/invitations"
    (shown,) = client.get(f"{path}?status=waiting").json()["results"]
    assert shown["status"] == "waiting"
    assert client.get(f"{path}?status=expired").json()["results"] == []
    assert "Waiting" in society.get(f"/{path}").content.decode()


def test_whoever_accepts_it_has_an_agreement_by_the_clients_terms(client, worker, offer, draft):
    answer = worker.post(f"me/invitations/{offer.pk}/accept", {"project_version": 1})
    assert (answer.status_code, answer.json()["status"]) == (200, "accepted")
    told = client.get(f"projects/{draft.pk}/agreement").json()
    assert told["proposal"] is None
    agreed = {"title": "Tile the hall", "price": "80.00", "included": "Material."}
    assert told["current"] | agreed | {"accepted_by": "freelancer"} == told["current"]
    assert client.get(f"projects/{draft.pk}").json()["status"] == "in_progress"


def test_whoever_declines_it_makes_room_for_another(client, worker, offer, draft):
    other = make_freelancer().user
    path = f"projects/{draft.pk}/offer"
    assert codes(client.post(path, {"username": other.username})) == ["already_offered"]
    assert worker.post(f"me/invitations/{offer.pk}/decline").json()["status"] == "declined"
    assert codes(worker.post(f"me/invitations/{offer.pk}/accept", {"project_version": 1})) == [
        "wrong_state"
    ]
    assert client.post(path, {"username": other.username}).status_code == 201


def test_nobody_accepts_what_they_did_not_read(client, worker, offer, draft):
    client.patch(f"projects/{draft.pk}", {"title": "Tile the whole house"})
    path = f"me/invitations/{offer.pk}/accept"
    assert worker.post(path).status_code == 422
    assert codes(worker.post(path, {"project_version": 1})) == ["project_changed"]
    assert worker.post(path, {"project_version": 2}).status_code == 200
    assert codes(worker.post(path, {"project_version": 2})) == ["wrong_state"]


def test_a_plain_invitation_is_no_offer(worker, project, freelancer):
    invitation = make_invitation(project, freelancer)
    answer = worker.post(f"me/invitations/{invitation.pk}/accept", {"project_version": 1})
    assert codes(answer) == ["wrong_state"]


def test_a_block_ends_an_offer(worker, offer, draft, client_user, freelancer):
    block_person(user=client_user, session_id=None, username=freelancer.username)
    answer = worker.post(f"me/invitations/{offer.pk}/accept", {"project_version": 1})
    assert answer.status_code in (404, 409)
    assert worker.get(f"projects/{draft.pk}").status_code == 404
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("status", "code"), [("open", "not_private"), ("in_progress", "wrong_state")]
)
def test_what_cannot_be_offered(client, client_user, freelancer, status, code):
    make_profile(freelancer)
    doing = UserFactory() if status == "in_progress" else None
    project = make_project(client=client_user, status=status, freelancer=doing)
    answer = client.post(f"projects/{project.pk}/offer", {"username": freelancer.username})
    assert codes(answer) == [code]


def test_only_its_client_offers_it(worker, api_as, project, freelancer):
    answer = worker.post(f"projects/{project.pk}/offer", {"username": freelancer.username})
    assert answer.status_code == 403


# --- Quotes ---------------------------------------------------------------------------------------


def test_five_people_are_asked_for_quotes_unseen_by_each_other(client, client_user, api_as):
    body = {"title": "Tile the hall", "description": "All of it.", "is_private": True}
    told = client.post("projects", body | {"status": "open"}).json()
    path = f"projects/{told['id']}"
    people = [make_freelancer().user for _number in range(6)]
    answers = [client.post(f"{path}/invite", {"username": one.username}) for one in people]
    assert [one.status_code for one in answers] == [201] * 5 + [409]
    assert codes(answers[-1]) == ["too_many"]
    for one in people[:2]:
        sent = api_as(one).post(f"{path}/proposals", {"cover_note": "I would do it in May."})
        assert sent.status_code == 201
        assert len(api_as(one).get(f"{path}/proposals").json()["results"]) == 1
        assert api_as(one).get(f"{path}/invitations").status_code == 403
    assert api_as(people[5]).get(path).status_code == 404
    assert len(client.get(f"{path}/proposals").json()["results"]) == 2


def test_whom_it_is_shown_to_is_chosen_before_it_is_open(client, client_user):
    project = make_project(client=client_user, is_private=True)
    path = f"projects/{project.pk}"
    assert codes(client.patch(path, {"is_private": False})) == ["wrong_state"]
    assert client.patch(path, {"is_private": True, "title": "Two halls"}).status_code == 200
    Project.objects.update(status="draft")
    assert client.patch(path, {"is_private": False}).json()["is_private"] is False


# --- Again ----------------------------------------------------------------------------------------


@pytest.fixture
def agreement(client, worker, client_user, freelancer) -> Agreement:
    skill = make_skill("Tiling")
    project = make_project(client=client_user, title="Tile the hall", skills=[skill])
    said = {"rate": 80, "currency": "EUR", "included": "Material.", "steps": STEPS}
    proposal = make_proposal(project, freelancer, **said)
    accept_proposal(client=client_user, proposal=proposal)
    return Agreement.objects.get()


def test_hiring_again_copies_what_was_agreed(client, agreement, freelancer):
    told = client.post(f"agreements/{agreement.pk}/hire-again")
    assert told.status_code == 201
    project, terms = told.json()["project"], told.json()["offer"]
    assert (project["title"], project["status"], project["is_private"]) == (
        "Tile the hall",
        "draft",
        True,
    )
    assert [skill["slug"] for skill in project["skills"]] == ["tiling"]
    assert terms | TERMS | {"username": freelancer.username} == terms
    assert [(one["title"], one["amount"]) for one in terms["steps"]] == [
        ("The old tiles off", "30.00"),
        ("The new ones on", "50.00"),
    ]
    offered = client.post(f"projects/{project['id']}/offer", terms).json()
    assert (offered["is_offer"], len(offered["steps"])) == (True, 2)


def test_the_freelancer_does_not_hire_and_whoever_left_is_not_hired(
    client, worker, agreement, freelancer
):
    path = f"agreements/{agreement.pk}/hire-again"
    assert worker.post(path).status_code == 403
    Profile.objects.filter(user=freelancer).update(visibility="hidden")
    assert codes(client.post(path)) == ["freelancer_away"]
    assert Project.objects.count() == 1


# --- On pages -------------------------------------------------------------------------------------


def test_from_the_agreement_to_the_next_one_on_pages(society, asha, agreement, freelancer):
    leads = society.post(f"/agreements/{agreement.pk}/hire-again")["Location"]
    form = society.get(leads).content.decode()
    agreed = (freelancer.username, "80.00", "Material.", "The old tiles off", "50.00")
    assert all(text in form for text in agreed)
    path = leads.split("?")[0]
    assert society.post(path, TERMS | {"username": freelancer.username}).status_code == 302
    offer = Invitation.objects.get()
    page = f"/projects/{offer.project_id}"
    assert "offers you this project" in asha.get("/invitations").content.decode()
    assert f"/invitations/{offer.pk}/accept" in asha.get(page).content.decode()
    assert browser_of(make_freelancer().user).get(page).status_code == 404
    asha.post(f"/invitations/{offer.pk}/accept", {"project_version": "1"})
    assert "Agreement" in asha.get(f"{page}/agreement").content.decode()
    assert society.get(page).status_code == 200


def test_an_offer_whose_acceptance_both_undo_waits_again(client, worker, offer, draft):
    worker.post(f"me/invitations/{offer.pk}/accept", {"project_version": 1})
    agreement = Agreement.objects.get()
    path = f"agreements/{agreement.pk}/change-requests"
    asked = client.post(path, {"kind": "undo"}).json()
    assert worker.post(f"change-requests/{asked['id']}/accept").status_code == 200
    (got,) = worker.get("me/invitations").json()["results"]
    assert (got["is_offer"], got["status"]) == (True, "waiting")
    again = worker.post(f"me/invitations/{offer.pk}/accept", {"project_version": 1})
    assert (again.status_code, Agreement.objects.live().count()) == (200, 1)
