"""Openings that are free again, and what blocks and erasures leave of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, UserFactory
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import (
    Agreement,
    Invitation,
    Project,
    Proposal,
)
from projects.services.counting import count_due
from projects.services.offers import accept_offer
from projects.tests.factories import (
    make_invitation,
    make_project,
    make_proposal,
)
from projects.tests.openings import agreement_of, hire, undo

pytestmark = pytest.mark.django_db
PROOF = {"current_password": PASSWORD}


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


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


def test_what_did_not_happen_frees_the_opening_and_leaves_no_history(client, freelancer, posting):
    work = hire(posting, freelancer)
    undo(agreement_of(work), "did_not_happen")
    shown = client.get(f"projects/{posting.pk}").json()
    assert (shown["status"], shown["openings_left"]) == ("open", 2)
    work.refresh_from_db()
    assert (work.status, work.freelancer) == ("cancelled", None)


def test_a_filled_project_looks_for_more_when_one_leaves(
    client, worker, society, freelancer, bela, posting
):
    hire(posting, freelancer)
    hire(posting, bela)
    path = f"projects/{posting.pk}"
    worker.post(f"{path}/end-early", {"reason": "I broke my arm."})
    assert code(client.patch(path, {"openings": 2})) == (409, "openings_taken")
    assert code(client.patch(path, {"openings": 3, "title": "Other"})) == (409, "wrong_state")
    assert code(worker.patch(path, {"openings": 3})) == (404, "not_found")
    shown = client.patch(path, {"openings": 3}).json()
    assert (shown["status"], shown["openings_left"], shown["closed_at"]) == ("open", 1, None)
    society.post(f"/projects/{posting.pk}/one-more")
    assert client.get(path).json()["openings_left"] == 2


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
