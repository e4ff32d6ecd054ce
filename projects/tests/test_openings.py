"""Projects with several openings: who is chosen, and how many can be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.services.blocks import block_person
from accounts.tests.factories import UserFactory
from foundation import deadlines
from projects.models import (
    Project,
    Transition,
)
from projects.services.proposals import accept_proposal, submit_proposal
from projects.tests.factories import (
    make_file,
    make_invitation,
    make_project,
    make_proposal,
    make_question,
)
from projects.tests.openings import agreement_of, hire

pytestmark = pytest.mark.django_db


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


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
    work = hire_now(posting, freelancer)
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


def test_the_record_says_when_openings_were_taken(freelancer, bela, posting):
    hire(posting, freelancer)
    hire(posting, bela)
    moves = Transition.objects.filter(project=posting).order_by("pk")
    assert [move.action for move in moves] == ["take_opening", "fill"]
