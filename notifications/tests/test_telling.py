"""Each thing that happens is told to whom it concerns, once, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import F

from accounts.models import Role, Status
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, UserFactory, restriction_on, with_status
from conversations.tests.factories import make_message
from foundation.events import Audience, EventKind, delivery, record
from foundation.events.delivery import deliver
from foundation.models import Event, EventDelivery
from notifications import kinds
from notifications.kinds import Facts, Kind, Words, concerned
from notifications.models import Notification
from notifications.services.telling import handle, register
from notifications.tests.factories import happens, told
from projects.models import Project
from projects.services.changing import accept_change, decline_change, withdraw_change
from projects.services.completion import complete, end_early, lapse_due, reject_delivery
from projects.services.completion import deliver as hand_over
from projects.services.ending import agree_to_ending
from projects.services.posting import cancel_project
from projects.services.proposals import (
    accept_proposal,
    decline_invitation,
    decline_proposal,
    invite,
    submit_proposal,
    withdraw_proposal,
)
from projects.services.reminding import remind_due
from projects.tests.agreed import make_agreed, make_agreement, make_request
from projects.tests.factories import make_invitation, make_project, make_proposal
from reviews.models import ModerationState
from reviews.services.answering import open_correction, reply_to_review
from reviews.services.declining import decline_to_review
from reviews.services.moderation import set_moderation
from reviews.services.revealing import reveal_due
from reviews.services.submitting import edit_review, withdraw_review
from reviews.tests.factories import make_finished, make_party, make_revealed, make_review, pass_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return make_party(Role.CLIENT)


@pytest.fixture
def worker():
    return make_party()


@pytest.fixture
def rival():
    return make_party()


@pytest.fixture
def project(client) -> Project:
    return make_project(client=client)


def everybody() -> dict[str, list[str]]:
    """What was told, by person."""
    found: dict[str, list[str]] = {}
    for one in Notification.objects.order_by("id"):
        found.setdefault(str(one.person_id), []).append(one.kind)
    return found


def only(user, *kinds) -> dict[str, list[str]]:
    return {str(user.pk): list(kinds)}


# --- Proposals and invitations --------------------------------------------------------------------


def test_a_proposal_is_told_to_the_client(project, client, worker):
    happens(lambda: submit_proposal(freelancer=worker, project=project, cover_note="In May."))
    assert everybody() == only(client, "proposal_received")


def test_a_proposal_that_is_taken_back(project, client, worker):
    proposal = make_proposal(project, worker)
    happens(lambda: withdraw_proposal(freelancer=worker, proposal=proposal))
    assert everybody() == only(client, "proposal_withdrawn")


def test_a_proposal_that_is_declined(project, client, worker):
    proposal = make_proposal(project, worker)
    happens(lambda: decline_proposal(client=client, proposal=proposal, reason="Too dear."))
    assert everybody() == only(worker, "proposal_declined")


def test_one_is_accepted_and_the_other_one_hears_of_it_once(project, client, worker, rival):
    proposal = make_proposal(project, worker)
    make_proposal(project, rival)
    happens(lambda: accept_proposal(client=client, proposal=proposal))
    assert everybody() == {
        **only(worker, "proposal_accepted"),
        **only(rival, "project_given_to_another"),
    }


def test_cancelling_is_told_once_to_those_who_proposed_or_have_not_answered(
    project, client, worker, rival
):
    make_proposal(project, worker)
    make_invitation(project, rival)
    answered = make_party()
    decline_invitation(freelancer=answered, invitation=make_invitation(project, answered))
    deliver()
    Notification.objects.all().delete()
    happens(lambda: cancel_project(client=client, project=project))
    assert everybody() == {
        **only(worker, "project_cancelled"),
        **only(rival, "project_cancelled"),
    }


def test_an_invitation(project, client, worker):
    happens(lambda: invite(client=client, project=project, username=worker.username))
    assert everybody() == only(worker, "invitation_received")


def test_an_invitation_that_is_declined(project, client, worker):
    invitation = make_invitation(project, worker)
    happens(lambda: decline_invitation(freelancer=worker, invitation=invitation))
    assert everybody() == only(client, "invitation_declined")


def test_an_invitation_that_is_answered_by_a_proposal_is_one_notification(project, client, worker):
    make_invitation(project, worker)
    happens(lambda: submit_proposal(freelancer=worker, project=project, cover_note="In May."))
    assert everybody() == only(client, "proposal_received")


# --- Work -----------------------------------------------------------------------------------------


def test_a_delivery_its_rejection_and_completion(running, client, worker):
    happens(lambda: hand_over(freelancer=worker, project=running))
    happens(lambda: reject_delivery(client=client, project=running, reason="The ceiling."))
    happens(lambda: complete(client=client, project=running))
    assert everybody() == {
        **only(client, "project_delivered"),
        **only(worker, "delivery_rejected", "project_completed"),
    }


def test_reminders_go_to_the_client_alone(running, client, worker):
    happens(lambda: hand_over(freelancer=worker, project=running))
    for days in (11, 2):
        names = ("started_at", "delivered_at", "completes_at", "reminds_at")
        Project.objects.update(**{name: F(name) - timedelta(days=days) for name in names})
        happens(remind_due)
        happens(remind_due)
    assert everybody() == only(
        client, "project_delivered", "delivery_reminder", "delivery_reminder"
    )


def test_completion_by_time_is_told_to_both(running, client, worker):
    happens(lambda: hand_over(freelancer=worker, project=running))
    names = ("started_at", "delivered_at", "completes_at", "reminds_at")
    Project.objects.update(**{name: F(name) - timedelta(days=14) for name in names})
    happens(lapse_due)
    assert told(client) == ["project_delivered", "project_completed"]
    assert told(worker) == ["project_completed"]


@pytest.mark.parametrize("by_client", [True, False])
def test_an_early_end_is_told_to_the_other_one(running, client, worker, by_client):
    user, other = (client, worker) if by_client else (worker, client)
    happens(lambda: end_early(user=user, project=running, reason="I moved."))
    assert everybody() == only(other, "project_ended_early")


def test_a_change_is_asked_for_and_answered(api_as, client, worker):
    agreement = make_agreed(client, worker)
    asked = happens(lambda: make_request(agreement, worker, "terms", message="Higher ceilings."))
    (seen,) = api_as(client).get("me/notifications").json()["results"]
    assert (seen["kind"], seen["quote"]) == ("change_requested", "Higher ceilings.")
    assert seen["path"] == f"/projects/{agreement.project_id}"
    happens(lambda: decline_change(user=client, request=asked))
    (seen,) = api_as(client).get("me/notifications").json()["results"]
    assert "waits no longer" in seen["text"]
    asked = happens(lambda: make_request(agreement, worker))
    happens(lambda: withdraw_change(user=worker, request=asked))
    asked = happens(lambda: make_request(agreement, worker, "did_not_happen"))
    happens(lambda: accept_change(user=client, request=asked))
    assert everybody() == {
        **only(client, *(["change_requested"] * 2), "change_withdrawn", "change_requested"),
        **only(worker, "change_declined", "change_accepted"),
    }
    texts = [one["text"] for one in api_as(worker).get("me/notifications").json()["results"]]
    assert "did not happen" in texts[0]


def test_who_is_blamed_for_an_end_is_told_so_and_both_how_it_is_settled(
    api_as, running, client, worker
):
    happens(lambda: end_early(user=client, project=running, reason="No.", caused_by="freelancer"))
    (seen,) = api_as(worker).get("me/notifications").json()["results"]
    assert "says that you caused it" in seen["text"]
    happens(lambda: agree_to_ending(user=worker, project=running))
    (seen,) = api_as(client).get("me/notifications").json()["results"]
    assert (seen["kind"], "does not count against you" in seen["text"]) == ("ending_settled", True)
    assert everybody() == {**only(worker, "project_ended_early"), **only(client, "ending_settled")}


def test_an_undone_acceptance_is_told_to_those_whose_proposals_are_live_again(
    project, client, worker, rival
):
    proposal = make_proposal(project, worker)
    make_proposal(project, rival)
    happens(lambda: accept_proposal(client=client, proposal=proposal))
    project.refresh_from_db()
    asked = happens(lambda: make_request(make_agreement(project), client, "undo"))
    happens(lambda: accept_change(user=worker, request=asked))
    assert everybody() == {
        **only(worker, "proposal_accepted", "change_requested", "proposal_restored"),
        **only(rival, "project_given_to_another", "proposal_restored"),
        **only(client, "change_accepted"),
    }


def test_posting_is_told_to_nobody(api_as, client):
    sent = {"title": "Paint the stairwell", "description": "Three floors.", "status": "open"}
    assert api_as(client).post("projects", sent).status_code == 201
    assert everybody() == {}


# --- Reviews --------------------------------------------------------------------------------------


def test_the_first_review_is_told_to_the_other_side_and_the_second_reveals_both(client, worker):
    project = make_finished(client, worker)
    happens(lambda: make_review(project, client))
    assert everybody() == only(worker, "review_awaited")
    happens(lambda: make_review(project, worker))
    assert everybody() == {
        **only(worker, "review_awaited", "review_revealed"),
        **only(client, "review_revealed"),
    }


def test_what_happens_to_a_hidden_review_is_told_to_nobody(client, worker):
    project = make_finished(client, worker)
    review = happens(lambda: make_review(project, client))
    Notification.objects.all().delete()
    happens(lambda: edit_review(review=review, changes={"text": "It was much worse than I said."}))
    happens(lambda: withdraw_review(review=review))
    assert everybody() == {}


def test_that_somebody_will_not_review_is_told_to_the_other_one(api_as, client, worker):
    project = make_finished(client, worker)
    happens(lambda: decline_to_review(project=project, user=client))
    assert everybody() == only(worker, "review_declined")
    (seen,) = api_as(worker).get("me/notifications").json()["results"]
    assert seen["path"] == f"/projects/{project.pk}/review"


def test_the_end_of_a_window_is_told_to_whoever_was_reviewed(client, worker):
    happens(lambda: make_review(make_finished(client, worker), client))
    pass_time()
    happens(reveal_due)
    assert everybody() == only(worker, "review_awaited", "review_revealed")


def test_a_review_that_moderation_hides_is_not_told(client, worker):
    project = make_finished(client, worker)
    review = make_review(project, client)
    decision = restriction_on(review.pk, "content")
    set_moderation(review=review, state=ModerationState.HIDDEN, decision=decision)
    deliver()
    Notification.objects.all().delete()
    happens(lambda: make_review(project, worker))
    assert everybody() == only(client, "review_revealed")


def test_a_reply_a_correction_asked_for_and_one_made(client, worker):
    review = happens(lambda: make_revealed(make_finished(client, worker)))
    Notification.objects.all().delete()
    happens(lambda: reply_to_review(review=review, text="Thanks."))
    happens(lambda: open_correction(review=review))
    happens(lambda: edit_review(review=review, changes={"text": "It was good, all in all."}))
    assert everybody() == {
        **only(client, "review_replied", "correction_asked"),
        **only(worker, "review_corrected"),
    }


# --- Once, and only if it is true -----------------------------------------------------------------


def test_what_is_handled_again_is_told_once(project, client, worker):
    happens(lambda: submit_proposal(freelancer=worker, project=project, cover_note="In May."))
    handle(Event.objects.get(type="proposal.submitted"))
    EventDelivery.objects.update(position=0)
    deliver()
    assert everybody() == only(client, "proposal_received")


def test_what_was_rolled_back_is_told_to_nobody(project, worker):
    proposal = make_proposal(project, worker)

    def fail() -> None:
        with transaction.atomic():
            withdraw_proposal(freelancer=worker, proposal=proposal)
            transaction.set_rollback(True)

    happens(fail)
    assert everybody() == {}


def test_what_comes_later_has_a_later_id_whatever_the_clocks_say(project, client, worker, rival):
    happens(lambda: submit_proposal(freelancer=worker, project=project, cover_note="In May."))
    future = Notification.objects.get()
    Notification.objects.update(id="fffffff0-0000-7000-8000-000000000000")
    happens(lambda: submit_proposal(freelancer=rival, project=project, cover_note="In June."))
    first, second = Notification.objects.order_by("id")
    assert first.event_id == future.event_id
    assert second.id > first.id


# --- Whom nothing is told -------------------------------------------------------------------------


def test_somebody_who_is_suspended_finds_it_afterwards(project, client, worker):
    with_status(client, Status.SUSPENDED)
    proposal = make_proposal(project, worker)
    happens(lambda: withdraw_proposal(freelancer=worker, proposal=proposal))
    assert everybody() == only(client, "proposal_withdrawn")


def test_a_former_member_is_told_nothing_and_what_they_were_told_is_gone(client, worker, running):
    happens(lambda: hand_over(freelancer=worker, project=running))
    assert told(client) == ["project_delivered"]
    happens(lambda: erase(user=client, session_id=None, current_password=PASSWORD))
    assert everybody() == only(worker, "project_completed")


def test_an_outsider_is_told_nothing(outsider, project, worker):
    happens(lambda: submit_proposal(freelancer=worker, project=project, cover_note="In May."))
    assert told(outsider) == []


def test_a_stranger_of_an_unknown_account_breaks_nothing(project, worker):
    happens(lambda: submit_proposal(freelancer=worker, project=project, cover_note="In May."))
    event = Event.objects.get(type="proposal.submitted")
    event.concerns = [UserFactory.build().pk]
    handle(event)
    assert Notification.objects.count() == 1


# --- Messages -------------------------------------------------------------------------------------


def test_messages_are_told_to_the_other_side_until_one_is_looked_at(api_as, project, worker):
    proposal = make_proposal(project, worker)
    happens(lambda: make_message(proposal, text="When can I come?"))
    happens(lambda: make_message(proposal, text="Monday, or Tuesday?"))
    assert everybody() == only(project.client, "message_received")
    caller = api_as(project.client)
    (one,) = caller.get("me/notifications").json()["results"]
    assert "wrote to you about “Paint the stairwell”" in one["text"]
    assert "Monday" not in one["text"]
    assert caller.post(f"me/notifications/{one['id']}/read").status_code == 200
    happens(lambda: make_message(proposal, text="Wednesday?"))
    assert told(project.client) == ["message_received", "message_received"]
    happens(lambda: make_message(proposal, by=project.client, text="Wednesday it is."))
    assert told(worker) == ["message_received"]


# --- Kinds of other apps --------------------------------------------------------------------------


def test_another_app_adds_a_kind(monkeypatch, api_as, client, worker):
    """As `docs/notifications.md` says it."""
    awarded = EventKind("badge.awarded", Audience.PARTIES, "", frozenset({"project"}), 1)
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setitem(kinds._by_event, awarded.name, [])
    monkeypatch.setitem(delivery._handlers, awarded.name, [])
    project = make_project(client=client, freelancer=worker, status="in_progress")

    def look_up(notifications, reader):
        names = {"by": "Asha Rao", "title": project.title}
        return {one.pk: Facts(names, path=f"/projects/{one.project_id}") for one in notifications}

    words = Words("You have a badge", "%(by)s gave you a badge for “%(title)s”.")
    kind = Kind("badge_awarded", "Badges", "", {awarded: concerned}, words, look_up)
    register(kind)
    parties = [client.pk, worker.pk]

    def award() -> None:
        with transaction.atomic():
            record(awarded(uuid4(), actor=worker.pk, concerns=parties, project=project.pk))

    happens(award)
    assert everybody() == only(client, "badge_awarded")
    (one,) = api_as(client).get("me/notifications").json()["results"]
    assert one["text"] == "Asha Rao gave you a badge for “Paint the stairwell”."
    with pytest.raises(ValueError, match="taken"):
        register(kind)
