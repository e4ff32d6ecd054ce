"""Projects with several openings: each agreement has work of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, UserFactory
from foundation import deadlines
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import (
    Agreement,
    Invitation,
    Project,
    ProjectStatus,
    Proposal,
    Transition,
)
from projects.services.changing import accept_change
from projects.services.counting import count_due
from projects.services.offers import accept_offer
from projects.services.proposals import accept_proposal, submit_proposal
from projects.tests.agreed import make_request
from projects.tests.factories import (
    make_file,
    make_invitation,
    make_project,
    make_proposal,
    make_question,
)

pytestmark = pytest.mark.django_db
PROOF = {"current_password": PASSWORD}


@pytest.fixture
def posting(client_user):
    return make_project(client=client_user, title="Paint four flats", openings=2)


@pytest.fixture
def bela():
    """A second freelancer."""
    user = UserFactory(username="bela")
    make_profile(user)
    return user


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def hire(posting: Project, freelancer) -> Project:
    """The work of somebody whose proposal is accepted."""
    proposal = make_proposal(posting, freelancer)
    accept_proposal(client=posting.client, proposal=proposal)
    return posting.works.get(freelancer=freelancer)


def agreement_of(work: Project):
    return work.agreements.get()


# --- Being chosen ---------------------------------------------------------------------------------


def test_a_project_says_for_how_many_people_there_is_work(client):
    said = {"title": "Paint four flats", "description": "Two coats each.", "openings": 4}
    made = client.post("projects", said | {"status": "open"}).json()
    assert (made["openings"], made["openings_left"], made["posting"]) == (4, 4, None)
    one = client.post("projects", {"title": "One flat", "description": "Two coats."}).json()
    assert (one["openings"], one["openings_left"]) == (1, 1)


@pytest.mark.parametrize(
    ("openings", "error"),
    [(0, "min_value"), (51, "max_value"), ("2", "invalid"), (1.5, "invalid"), (None, "null")],
)
def test_openings_that_cannot_be_are_refused(client, openings, error):
    said = {"title": "Paint four flats", "description": "Two coats.", "openings": openings}
    assert code(client.post("projects", said)) == (422, error)


def test_who_is_chosen_has_work_of_their_own_and_the_project_stays_open(
    client, worker, freelancer, bela, posting
):
    waiting = make_proposal(posting, bela)
    own = make_proposal(posting, freelancer, rate="300", currency="EUR")
    accepted = client.post(f"proposals/{own.pk}/accept").json()
    assert accepted["status"] == "accepted"
    shown = client.get(f"projects/{posting.pk}").json()
    assert (shown["status"], shown["openings_left"]) == ("open", 1)
    assert waiting.transitions.count() == 0
    work = client.get(f"projects/{accepted['project']['id']}").json()
    assert (work["status"], work["posting"], work["title"]) == (
        *("in_progress", str(posting.pk)),
        "Paint four flats",
    )
    assert work["freelancer"]["username"] == freelancer.username
    (agreement,) = worker.get(f"projects/{posting.pk}/agreements").json()["results"]
    assert (agreement["project"], agreement["posting"]) == (work["id"], str(posting.pk))
    assert (agreement["status"], agreement["current"]["price"]) == ("in_progress", "300.00")


def test_the_last_opening_fills_the_project_and_declines_the_others(
    client, freelancer, bela, posting
):
    other = UserFactory()
    left = make_proposal(posting, other)
    hire(posting, freelancer)
    left.refresh_from_db()
    assert left.status == "submitted"
    hire(posting, bela)
    left.refresh_from_db()
    shown = client.get(f"projects/{posting.pk}").json()
    assert (left.status, shown["status"], shown["openings_left"]) == ("declined", "filled", 0)
    assert shown["closed_at"]
    assert shown["actions"] == []


def test_nobody_who_was_chosen_sees_the_others(api_as, worker, freelancer, bela, posting):
    own, other = hire(posting, freelancer), hire(posting, bela)
    assert worker.get(f"projects/{own.pk}").status_code == 200
    assert worker.get(f"projects/{other.pk}").status_code == 404
    assert worker.get(f"agreements/{agreement_of(other).pk}").status_code == 404
    (seen,) = worker.get(f"projects/{posting.pk}/agreements").json()["results"]
    assert seen["project"] == str(own.pk)
    names = worker.get(f"projects/{posting.pk}").content + worker.get("me/projects").content
    assert b"bela" not in names
    moves = worker.get(f"projects/{own.pk}/transitions").json()["results"]
    assert "bela" not in str(moves)


def test_who_fills_an_opening_cannot_have_a_second_one(client, worker, freelancer, posting):
    hire(posting, freelancer)
    said = {"cover_note": "I would do the other flat, too."}
    assert code(worker.post(f"projects/{posting.pk}/proposals", said)) == (409, "already_proposed")
    invited = client.post(f"projects/{posting.pk}/invite", {"username": freelancer.username})
    assert code(invited) == (409, "already_proposed")


def test_what_the_two_had_to_do_with_each_other_goes_along(client, worker, freelancer, posting):
    make_invitation(posting, freelancer)
    said = {"cover_note": "I would begin on Monday."}
    made = worker.post(f"projects/{posting.pk}/proposals", said).json()
    first = client.post(
        f"projects/{posting.pk}/messages", {"to": freelancer.username, "body": "When?"}
    ).json()
    client.post(f"proposals/{made['id']}/accept")
    work = posting.works.get()
    (invitation,) = worker.get("me/invitations").json()["results"]
    assert (invitation["project"]["id"], invitation["status"]) == (str(work.pk), "proposed")
    answer = worker.post(f"projects/{posting.pk}/messages", {"body": "On Monday."})
    assert answer.json()["conversation"] == first["conversation"]
    moves = client.get(f"projects/{work.pk}/transitions").json()["results"]
    assert [move["action"] for move in moves] == ["submit", "start", "accept"]
    of_posting = client.get(f"projects/{posting.pk}/transitions").json()["results"]
    assert [move["action"] for move in of_posting] == ["take_opening"]


def test_who_works_still_sees_what_was_posted_asked_and_shown(
    client, worker, freelancer, bela, posting
):
    asked = worker.post(f"projects/{posting.pk}/questions", {"text": "Is there a lift?"}).json()
    client.post(f"questions/{asked['id']}/answer", {"text": "Yes, to the fourth floor."})
    work = hire(posting, freelancer)
    hire(posting, bela)
    assert worker.get(f"projects/{posting.pk}").json()["status"] == "filled"
    for pk in (posting.pk, work.pk):
        (seen,) = worker.get(f"projects/{pk}/questions").json()["results"]
        assert seen["answer"]["text"] == "Yes, to the fourth floor."


def test_a_proposal_for_an_earlier_text_is_confirmed_first(client, freelancer, posting):
    proposal = make_proposal(posting, freelancer)
    client.patch(f"projects/{posting.pk}", {"title": "Paint the whole house"})
    assert code(client.post(f"proposals/{proposal.pk}/accept")) == (409, "proposal_outdated")
    assert not posting.works.exists()


def test_each_agreement_is_on_the_text_of_its_moment(client, freelancer, bela, posting):
    first = hire(posting, freelancer)
    client.patch(f"projects/{posting.pk}", {"title": "Paint the cellar"})
    posting.refresh_from_db()
    second = hire_now(posting, bela)
    titles = [agreement_of(work).versions.get().title for work in (first, second)]
    assert titles == ["Paint four flats", "Paint the cellar"]


def hire_now(posting: Project, freelancer) -> Project:
    proposal = submit_proposal(
        freelancer=freelancer, project=posting, cover_note="I read it as it is now."
    )
    accept_proposal(client=posting.client, proposal=proposal)
    return posting.works.get(freelancer=freelancer)


def test_photos_of_the_moment_stay_with_the_work(client, worker, freelancer, posting):
    make_file(posting)
    work = hire(posting, freelancer)
    later = make_file(posting)
    (seen,) = worker.get(f"projects/{work.pk}/files").json()["results"]
    client.delete(f"project-files/{posting.files.first().pk}")
    assert opens(worker, seen["id"])
    client.post(f"agreements/{agreement_of(work).pk}/complete")
    assert opens(worker, seen["id"])
    assert opens(worker, later.pk)  # of the posting, which is open to everybody


def opens(caller, file: object) -> bool:
    answer = caller.get(f"project-files/{file}")
    return answer.status_code == 200 and bool(answer.getvalue())


@pytest.mark.parametrize("how", ["completed", "blocked"])
def test_the_posting_is_no_business_of_who_does_not_work_on_it_any_more(
    client, client_user, worker, freelancer, posting, how
):
    Project.objects.filter(pk=posting.pk).update(is_private=True)
    posting.refresh_from_db()
    work = hire(posting, freelancer)
    asked = make_question(posting, UserFactory(), text="Is there a lift?")
    assert worker.get(f"projects/{posting.pk}").status_code == 200
    assert worker.get(f"questions/{asked.pk}").status_code == 200
    if how == "completed":
        client.post(f"agreements/{agreement_of(work).pk}/complete")
    else:
        block_person(user=client_user, session_id=None, username=freelancer.username)
    assert worker.get(f"projects/{posting.pk}").status_code == 404
    assert worker.get(f"questions/{asked.pk}").status_code == 404
    assert worker.get(f"projects/{work.pk}/questions").json()["results"] == []
    assert worker.get(f"projects/{work.pk}").status_code == 200


# --- How many -------------------------------------------------------------------------------------


def test_openings_are_changed_while_more_are_left_than_taken(client, freelancer, posting):
    hire(posting, freelancer)
    path = f"projects/{posting.pk}"
    assert code(client.patch(path, {"openings": 1})) == (409, "openings_taken")
    assert client.patch(path, {"openings": 3}).json()["openings_left"] == 2
    assert client.patch(path, {"openings": 3}).json()["version"] == 1  # no proposal is outdated


def test_to_stop_looking_leaves_what_was_agreed(client, freelancer, bela, posting):
    work, left = hire(posting, freelancer), make_proposal(posting, bela)
    assert client.post(f"projects/{posting.pk}/cancel").json()["status"] == "cancelled"
    left.refresh_from_db()
    assert left.status == "declined"
    assert client.get(f"projects/{work.pk}").json()["status"] == "in_progress"


def test_what_expires_leaves_what_was_agreed(client, freelancer, posting):
    work = hire(posting, freelancer)
    Project.objects.filter(pk=posting.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    deadlines.forget()
    assert client.get(f"projects/{posting.pk}").json()["status"] == "expired"
    assert client.get(f"projects/{work.pk}").json()["status"] == "in_progress"


@pytest.mark.parametrize(
    "wrong",
    [
        {"openings": 0},
        {"openings_taken": 3},
        {"openings": 1, "openings_taken": 1},
        {"openings_taken": 2},  # and still open
        {"status": "filled", "closed_at": timezone.now()},  # and one is free
    ],
)
def test_the_database_knows_how_many_there_are(posting, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=posting.pk).update(**wrong)


def test_the_database_knows_one_opening_for_each(freelancer, posting):
    work = hire(posting, freelancer)
    work.pk, work.id = None, None
    with pytest.raises(IntegrityError, match="one_opening_for_each"), transaction.atomic():
        make_project(
            client=posting.client, freelancer=freelancer, status="in_progress", posting=posting
        )


# --- The work -------------------------------------------------------------------------------------


def test_agreed_work_goes_its_own_way(client, worker, api_as, freelancer, bela, posting):
    hire(posting, freelancer)
    other = hire(posting, bela)
    (own,) = worker.get(f"projects/{posting.pk}/agreements").json()["results"]
    path = f"agreements/{own['id']}"
    assert own["actions"] == ["deliver", "end_early"]
    delivered = worker.post(f"{path}/deliver").json()
    assert delivered["delivered_at"]
    assert delivered["completes_at"]
    refused = client.post(f"{path}/reject-delivery", {"reason": "The door is bare."}).json()
    assert refused["delivered_at"] is None
    assert client.post(f"{path}/complete").json()["status"] == "completed"
    review = {"rating": 5, "text": "Clean and quick, all of it."}
    assert client.post(f"{path}/reviews", review).status_code == 201
    assert worker.get(f"{path}/reviews").json()["other"]["submitted"]
    other.refresh_from_db()
    assert (other.status, other.delivered_at) == ("in_progress", None)
    theirs = f"agreements/{agreement_of(other).pk}"
    ended = api_as(bela).post(f"{theirs}/end-early", {"reason": "I broke my arm."}).json()
    assert (ended["status"], ended["actions"]) == ("ended_early", [])
    assert client.get(f"{theirs}/ending").json()["charged_to"] == "freelancer"
    history = client.get(f"profiles/{freelancer.username}/projects").json()["results"]
    assert [one["title"] for one in history] == ["Paint four flats"]


def test_the_projects_own_routes_act_on_the_only_agreement(client, worker, freelancer, posting):
    work = hire(posting, freelancer)
    path = f"projects/{posting.pk}"
    assert worker.get(f"{path}/agreement").json()["project"] == str(work.pk)
    assert worker.post(f"{path}/deliver").json()["id"] == str(work.pk)
    assert client.get(f"{path}/contact").status_code == 200
    assert client.post(f"{path}/complete").json()["status"] == "completed"
    assert worker.get(f"{path}/reviews").json()["is_open"]
    assert client.get(path).json()["status"] == "open"


@pytest.mark.parametrize(
    ("method", "route", "body"),
    [
        ("get", "agreement", None),
        ("post", "complete", {}),
        ("post", "reject-delivery", {"reason": "The door is bare."}),
        ("post", "end-early", {"reason": "No money left."}),
        ("get", "contact", None),
        ("get", "ending", None),
        ("post", "ending/agree", {}),
        ("get", "reviews", None),
        ("post", "reviews/decline", {}),
        ("post", "messages", {"body": "Where are you?"}),
    ],
)
def test_with_several_agreements_the_client_is_told_which(
    client, freelancer, bela, posting, method, route, body
):
    works = [hire(posting, freelancer), hire(posting, bela)]
    path = f"projects/{posting.pk}/{route}"
    answer = client.get(path) if method == "get" else client.post(path, body)
    assert code(answer) == (409, "several_agreements")
    for work in works:
        assert str(agreement_of(work).pk) in answer.json()["errors"][0]["detail"]
    assert {work.status for work in posting.works.all()} == {"in_progress"}


def test_a_freelancer_has_one_agreement_at_most_and_means_that(worker, freelancer, bela, posting):
    work = hire(posting, freelancer)
    hire(posting, bela)
    assert worker.post(f"projects/{posting.pk}/deliver").json()["id"] == str(work.pk)


def test_a_client_writes_to_and_meets_whom_they_name(client, freelancer, bela, posting):
    work = hire(posting, freelancer)
    hire(posting, bela)
    said = {"to": freelancer.username, "body": "Where are you?"}
    made = client.post(f"projects/{posting.pk}/messages", said).json()
    (one,) = client.get("me/conversations").json()["results"]
    assert (one["id"], one["project"]["id"]) == (made["conversation"], str(work.pk))
    again = client.post(f"agreements/{agreement_of(work).pk}/messages", {"body": "Hello?"}).json()
    assert again["conversation"] == made["conversation"]
    day = timezone.now() + timedelta(days=3)
    times = [{"starts_at": f"{day:%Y-%m-%dT%H:%M}", "minutes": 60}]
    asked = {"to": freelancer.username, "times": times, "time_zone": "Europe/Berlin"}
    asked["place"] = "Lake Road 12"
    meeting = client.post(f"projects/{posting.pk}/appointments", asked)
    assert meeting.status_code == 201, meeting.content
    assert meeting.json()["project"]["id"] == str(work.pk)
    (listed,) = client.get(f"projects/{posting.pk}/appointments").json()["results"]
    assert listed["id"] == meeting.json()["id"]


def test_strangers_act_on_no_agreement(api_as, outsider, freelancer, posting):
    agreement = agreement_of(hire(posting, freelancer))
    stranger = api_as(outsider)
    said = {"end-early": {"reason": "Enough"}, "reject-delivery": {"reason": "Not yet"}}
    said |= {"deliver": {}, "complete": {}, "messages": {"body": "Hello?"}}
    for route, body in said.items():
        assert stranger.post(f"agreements/{agreement.pk}/{route}", body).status_code == 404
    for route in ("", "/ending", "/contact", "/reviews", "/appointments"):
        assert stranger.get(f"agreements/{agreement.pk}{route}").status_code == 404


def test_each_does_their_own_part(client, worker, freelancer, posting):
    path = f"agreements/{agreement_of(hire(posting, freelancer)).pk}"
    assert code(client.post(f"{path}/deliver")) == (403, "not_your_move")
    assert code(worker.post(f"{path}/complete")) == (403, "not_your_move")
    assert code(client.post(f"{path}/reject-delivery", {"reason": "Bare."})) == (409, "wrong_state")
    assert code(client.post(f"{path}/end-early", {})) == (422, "required")


# --- Undoing --------------------------------------------------------------------------------------


def undo(agreement, kind: str = "undo"):
    request = make_request(agreement, agreement.client, kind)
    accept_change(user=agreement.freelancer, request=request)


def test_an_undone_acceptance_frees_the_opening(client, worker, freelancer, posting):
    work = hire(posting, freelancer)
    agreement = agreement_of(work)
    undo(agreement)
    shown = client.get(f"projects/{posting.pk}").json()
    assert (shown["status"], shown["openings_left"]) == ("open", 2)
    (own,) = worker.get("me/proposals").json()["results"]
    assert (own["status"], own["project"]["id"]) == ("submitted", str(posting.pk))
    assert client.get(f"agreements/{agreement.pk}").json()["status"] == "cancelled"
    assert worker.get(f"projects/{work.pk}").status_code == 404
    assert code(client.post(f"agreements/{agreement.pk}/complete")) == (409, "wrong_state")
    again = client.post(f"proposals/{own['id']}/accept").json()
    assert again["project"]["id"] != str(work.pk)


def test_undoing_the_last_one_opens_the_project_and_its_proposals_again(
    client, freelancer, bela, posting
):
    other = UserFactory()
    left = make_proposal(posting, other)
    hire(posting, freelancer)
    last = hire(posting, bela)
    undo(agreement_of(last))
    left.refresh_from_db()
    shown = client.get(f"projects/{posting.pk}").json()
    assert (left.status, shown["status"], shown["openings_left"]) == ("submitted", "open", 1)
    assert shown["closed_at"] is None
    assert Proposal.objects.get(freelancer=bela).status == "submitted"
    assert posting.works.get(freelancer=freelancer).status == "in_progress"


def test_an_opening_of_a_cancelled_project_is_not_free_again(client, worker, freelancer, posting):
    work = hire(posting, freelancer)
    client.post(f"projects/{posting.pk}/cancel")
    undo(agreement_of(work))
    posting.refresh_from_db()
    assert (posting.status, posting.openings_taken) == ("cancelled", 0)
    (own,) = worker.get("me/proposals").json()["results"]
    assert own["status"] == "declined"


def test_what_did_not_happen_frees_no_opening_and_leaves_no_history(client, freelancer, posting):
    work = hire(posting, freelancer)
    undo(agreement_of(work), "did_not_happen")
    shown = client.get(f"projects/{posting.pk}").json()
    assert (shown["status"], shown["openings_left"]) == ("open", 1)
    work.refresh_from_db()
    assert (work.status, work.freelancer) == ("cancelled", None)


def take_an_offer(posting: Project, freelancer, **fields) -> Project:
    """The work of somebody who accepted an offer just now."""
    Project.objects.filter(pk=posting.pk).update(is_private=True)
    offer = make_invitation(posting, freelancer, is_offer=True, **fields)
    accept_offer(freelancer=freelancer, invitation=offer, project_version=1)
    return posting.works.get(freelancer=freelancer)


@pytest.mark.parametrize("openings", [1, 2])
def test_an_offer_that_waits_again_has_its_time_anew(client, client_user, freelancer, openings):
    """Who answered at once is not charged for an answer that both took back."""
    make_profile(client_user)
    posting = make_project(client=client_user, openings=openings, is_private=True)
    offer = make_invitation(posting, freelancer, is_offer=True)
    Invitation.objects.update(counts_at=timezone.now() + timedelta(minutes=1))
    accept_offer(freelancer=freelancer, invitation=offer, project_version=1)
    Invitation.objects.update(counts_at=timezone.now() - timedelta(hours=10))
    undo(Agreement.objects.get())
    count_due()
    offer.refresh_from_db()
    assert (offer.answered_at, offer.is_counted, offer.project_id) == (None, False, posting.pk)
    assert offer.counts_at > timezone.now() + timedelta(hours=47)
    record = Profile.objects.get(user=freelancer)
    assert (record.invitations_received, record.invitations_answered) == (0, 0)


def test_an_offer_of_a_cancelled_project_stays_answered(client, freelancer, posting):
    work = take_an_offer(posting, freelancer)
    client.post(f"projects/{posting.pk}/cancel")
    undo(agreement_of(work))
    Invitation.objects.update(counts_at=timezone.now() - timedelta(hours=10))
    count_due()
    record = Profile.objects.get(user=freelancer)
    assert (record.invitations_received, record.invitations_answered) == (1, 1)


def test_an_offer_is_not_restored_beside_another_that_waits(freelancer, bela, posting):
    work = take_an_offer(posting, freelancer)
    make_invitation(posting, bela, is_offer=True)
    undo(agreement_of(work))
    (waiting,) = Invitation.objects.waiting()
    assert waiting.freelancer == bela


def test_undoing_is_refused_when_it_is_asked_for_while_the_posting_is_hidden(
    client, freelancer, posting
):
    agreement = agreement_of(hire(posting, freelancer))
    Project.objects.filter(posting=posting).update(posting_moderation="hidden")
    asked = client.post(f"agreements/{agreement.pk}/change-requests", {"kind": "undo"})
    assert code(asked) == (409, "project_removed")


# --- Blocks, erasure --------- -------------------------------------------------------------------


def test_a_block_leaves_agreed_work_alone(client, client_user, freelancer, bela, posting):
    work = hire(posting, freelancer)
    block_person(user=client_user, session_id=None, username=freelancer.username)
    assert client.get(f"projects/{work.pk}").json()["status"] == "in_progress"


def test_a_client_who_leaves_ends_all_work_and_a_freelancer_their_own(
    api_as, client, client_user, worker, freelancer, bela, posting
):
    own, other = hire(posting, freelancer), hire(posting, bela)
    assert worker.delete("me", PROOF).status_code == 204
    states = Project.objects.in_bulk([own.pk, other.pk])
    assert (states[own.pk].status, states[other.pk].status) == ("ended_early", "in_progress")
    assert client.delete("me", PROOF).status_code == 204
    other.refresh_from_db()
    posting.refresh_from_db()
    assert (other.status, other.title) == ("ended_early", "Paint four flats")
    assert posting.title == ""  # each work says it for itself
    assert api_as(bela).delete("me", PROOF).status_code == 204
    assert not Project.objects.exclude(title="").exists()


def test_an_export_says_which_project_had_openings(client, worker, freelancer, posting):
    work = hire(posting, freelancer)
    rows = {row["id"]: row for row in client.get("me/export").json()["projects"]}
    assert rows[str(posting.pk)]["openings"] == 2
    assert rows[str(work.pk)]["posting_id"] == str(posting.pk)


# --- Pages ----------------------------------------------------------------------------------------


def test_the_page_shows_the_client_who_works_and_each_their_own(
    society, asha, freelancer, bela, posting
):
    work, other = hire(posting, freelancer), hire(posting, bela)
    page = society.get(f"/projects/{posting.pk}").content.decode()
    assert f"/projects/{work.pk}" in page
    assert f"/projects/{other.pk}" in page
    assert "0 of 2 openings free" in page
    page = asha.get(f"/projects/{posting.pk}").content.decode()
    assert f"/projects/{work.pk}" in page
    assert f"/projects/{other.pk}" not in page
    assert f"/projects/{posting.pk}/propose" not in page
    assert asha.get(f"/projects/{work.pk}/agreement").status_code == 200
    assert f"/projects/{posting.pk}" in asha.get(f"/projects/{work.pk}").content.decode()


def test_a_client_posts_and_edits_openings_on_pages(society, client_user):
    said = {"title": "Paint four flats", "description": "Two coats.", "openings": "4"}
    society.post("/projects/new", said | {"status": "open"})
    project = Project.objects.get(client=client_user)
    assert (project.openings, project.status) == (4, ProjectStatus.OPEN)
    society.post(f"/projects/{project.pk}/edit", said | {"openings": "2"})
    project.refresh_from_db()
    assert project.openings == 2


# --- What is told ---------------------------------------------------------------------------------


def test_the_record_says_when_openings_were_taken(freelancer, bela, posting):
    hire(posting, freelancer)
    hire(posting, bela)
    moves = Transition.objects.filter(project=posting).order_by("pk")
    assert [move.action for move in moves] == ["take_opening", "fill"]
