"""Who can write to whom, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Role, Status, User
from accounts.services.blocks import block_person
from accounts.tests.factories import UserFactory, suspended
from conversations.models import Conversation, Message
from conversations.tests.factories import make_message, make_picture
from foundation.models import Event
from projects.models import Project
from projects.services import completion, posting, proposals
from projects.tests.factories import make_invitation, make_project, make_proposal

pytestmark = pytest.mark.django_db
HELLO = {"body": "When can you come?"}


def first(api, project, **fields):
    return api.post(f"projects/{project.pk}/messages", HELLO | fields)


def more(api, conversation, body="And on Tuesday?"):
    return api.post(f"conversations/{conversation.pk}/messages", {"body": body})


def code(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


# --- Beginning --------------------------------------------------------------------------------


def test_a_freelancer_who_proposed_writes_to_the_client(worker, project, proposal):
    answer = first(worker, project)
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["body"], shown["position"], shown["side"]) == (HELLO["body"], 1, "freelancer")
    assert shown["is_own"] is True
    conversation = Conversation.objects.get()
    assert shown["conversation"] == str(conversation.pk)
    assert (conversation.project, conversation.client) == (project, project.client)


def test_a_freelancer_who_was_invited_writes_to_the_client(worker, project, invitation):
    assert first(worker, project).status_code == 201


def test_a_client_writes_to_whom_they_invited(client, project, invitation):
    assert first(client, project, to="asha").status_code == 201
    assert first(client, project, to="@Asha").json()["position"] == 2


def test_both_sides_write_in_one_conversation(client, worker, project, proposal):
    first(worker, project)
    second = first(client, project, to="asha").json()
    assert (second["position"], second["side"]) == (2, "client")
    assert Conversation.objects.count() == 1


def test_each_freelancer_of_a_project_has_their_own(client, project, proposal, outsider):
    make_proposal(project, outsider)
    first(client, project, to="asha")
    first(client, project, to="outsider")
    assert Conversation.objects.count() == 2


def test_nobody_writes_to_whom_nothing_joins_them(client, stranger, project):
    assert code(first(stranger, project)) == (403, "nothing_between_you")
    assert code(first(client, project, to="outsider")) == (422, "not_a_party")
    assert Conversation.objects.count() == 0


def test_a_client_cannot_write_about_somebody_elses_project(api_as, project, proposal):
    other = api_as(UserFactory(role=Role.CLIENT))
    assert code(first(other, project, to="asha")) == (403, "nothing_between_you")


@pytest.mark.parametrize("to", ["", "nobody", "housing-society", "\u202easha"])
def test_the_client_names_a_freelancer_of_the_project(client, project, proposal, to):
    answer = first(client, project, to=to)
    assert code(answer) == (422, "not_a_party")
    assert answer.json()["errors"][0]["attr"] == "to"


def test_a_freelancer_names_nobody(worker, project, proposal):
    assert code(first(worker, project, to="outsider")) == (422, "not_a_party")


def test_once_somebody_does_it_the_client_need_not_name_them(client, client_user, freelancer):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    assert first(client, project).status_code == 201


def test_a_project_that_is_not_in_sight_is_not_there(stranger, client_user):
    assert first(stranger, make_project(client=client_user, status="draft")).status_code == 404


@pytest.mark.parametrize("body", ["", "  \n ", "\u200b\u200b", "\u2800", "x" * 5001, None, 5, "\0"])
def test_a_message_says_something(worker, project, proposal, body):
    answer = worker.post(f"projects/{project.pk}/messages", {"body": body})
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["attr"] == "body"
    assert Message.objects.count() == 0


def test_a_message_of_5000_characters_is_taken_as_it_is(worker, project, proposal):
    text = ("<b>Hi</b> https://x.example/?a=1&b=2 javascript:alert(1) \U0001f6bf\n" * 100)[:5000]
    shown = worker.post(f"projects/{project.pk}/messages", {"body": text}).json()
    assert shown["body"] == text.strip()


def test_the_database_refuses_a_message_that_says_nothing(proposal):
    message = make_message(proposal)
    for change in ({"body": ""}, {"body": "x" * 5001}, {"position": 0}, {"side": "staff"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**change)


# --- Going on, and its end --------------------------------------------------------------------


def test_it_goes_on_through_the_work_and_a_month_after(client, worker, project, proposal):
    conversation = make_message(proposal).conversation
    proposals.accept_proposal(client=project.client, proposal=proposal)
    assert more(worker, conversation).status_code == 201
    completion.complete(client=project.client, project=project)
    assert more(client, conversation).status_code == 201
    Project.objects.filter(pk=project.pk).update(closed_at=Now() - timedelta(days=29, hours=23))
    assert more(client, conversation).status_code == 201
    Project.objects.filter(pk=project.pk).update(closed_at=Now() - timedelta(days=30))
    for side in (client, worker):
        assert code(more(side, conversation)) == (409, "conversation_closed")
    shown = worker.get(f"conversations/{conversation.pk}").json()
    assert (shown["can_write"], shown["last_position"]) == (False, 4)
    listed = worker.get(f"conversations/{conversation.pk}/messages").json()["results"]
    assert [one["position"] for one in listed] == [4, 3, 2, 1]


def decline(proposal):
    proposals.decline_proposal(client=proposal.project.client, proposal=proposal)


def withdraw(proposal):
    proposals.withdraw_proposal(freelancer=proposal.freelancer, proposal=proposal)


def cancel(proposal):
    posting.cancel_project(client=proposal.project.client, project=proposal.project)


def give_to_another(proposal):
    other = make_proposal(proposal.project, UserFactory())
    proposals.accept_proposal(client=proposal.project.client, proposal=other)


@pytest.mark.parametrize("end", [decline, withdraw, cancel, give_to_another])
def test_with_the_proposal_it_ends_and_stays_readable(client, worker, project, proposal, end):
    conversation = make_message(proposal).conversation
    end(proposal)
    for side in (client, worker):
        assert code(more(side, conversation)) == (409, "conversation_closed")
        assert side.get(f"conversations/{conversation.pk}").json()["can_write"] is False
        found = side.get(f"conversations/{conversation.pk}/messages").json()["results"]
        assert [one["body"] for one in found] == [HELLO["body"]]
    assert code(first(worker, project)) == (409, "conversation_closed")


def test_another_proposal_opens_it_again(worker, project, proposal):
    conversation = make_message(proposal).conversation
    withdraw(proposal)
    make_proposal(project, proposal.freelancer)
    assert more(worker, conversation).status_code == 201


def test_who_declined_the_invitation_has_no_more_messages(client, worker, project, invitation):
    first(client, project, to="asha")
    proposals.decline_invitation(freelancer=invitation.freelancer, invitation=invitation)
    assert code(first(client, project, to="asha")) == (409, "conversation_closed")
    assert code(first(worker, project)) == (409, "conversation_closed")


# --- Accounts ---------------------------------------------------------------------------------


def test_a_pending_account_does_not_write(worker, project, proposal, freelancer, settings):
    conversation = make_message(proposal).conversation
    type(freelancer).objects.filter(pk=freelancer.pk).update(status=Status.PENDING)
    assert code(more(worker, conversation)) == (403, "not_verified")
    assert code(first(worker, project)) == (403, "not_verified")
    settings.ACCOUNT_PROOF_REQUIRED = False
    assert more(worker, conversation).status_code == 201


def test_nobody_writes_to_an_account_that_is_not_in_use(client, project, proposal, freelancer):
    conversation = make_message(proposal).conversation
    suspended(freelancer)
    assert code(more(client, conversation)) == (409, "person_away")
    assert client.get(f"conversations/{conversation.pk}").json()["can_write"] is False


def test_who_was_blocked_is_answered_as_if_nobody_were_there(
    client, worker, client_user, freelancer
):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    first(client, project)
    conversation = Conversation.objects.get()
    block_person(user=client_user, session_id=None, username="asha")
    blocked = more(worker, conversation)
    assert code(blocked) == (409, "person_away")
    assert worker.get(f"conversations/{conversation.pk}").json()["can_write"] is False
    assert code(more(client, conversation)) == (409, "person_away")
    assert len(worker.get(f"conversations/{conversation.pk}/messages").json()["results"]) == 1
    User.objects.filter(pk=client_user.pk).update(status=Status.INACTIVE)
    assert more(worker, conversation).json() == blocked.json()


def test_a_block_ends_a_conversation_as_a_withdrawal_by_hand_does(client, worker, proposal):
    conversation = make_message(proposal).conversation
    block_person(user=proposal.freelancer, session_id=None, username="housing-society")
    assert code(more(client, conversation)) == (409, "conversation_closed")
    assert code(more(worker, conversation)) == (409, "conversation_closed")


def test_what_is_said_of_a_block_is_true_and_names_none(client, worker, client_user, freelancer):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    first(client, project)
    block_person(user=client_user, session_id=None, username="asha")
    for one in (client, worker):
        (error,) = more(one, Conversation.objects.get()).json()["errors"]
        assert error["detail"] == "Nobody can write to this person here at the moment."


def test_a_hidden_freelancer_is_written_to_as_before(client, proposal, freelancer):
    conversation = make_message(proposal).conversation
    type(freelancer.profile).objects.filter(pk=freelancer.pk).update(visibility="hidden")
    assert more(client, conversation).status_code == 201


def test_a_day_has_so_many_messages(worker, proposal, settings):
    settings.MESSAGES_PER_DAY = 2
    conversation = make_message(proposal).conversation
    assert more(worker, conversation).status_code == 201
    answer = more(worker, conversation)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 3600
    assert Message.objects.count() == 2


def test_a_minute_has_twenty(worker, proposal):
    conversation = make_message(proposal).conversation
    answers = [more(worker, conversation).status_code for _number in range(20)]
    assert answers == [201] * 19 + [429]


# --- What is told -----------------------------------------------------------------------------


def test_a_message_is_an_event_without_its_text(worker, project, proposal):
    shown = first(worker, project).json()
    event = Event.objects.get(type="message.sent")
    assert str(event.subject_id) == shown["id"]
    assert event.actor_id == proposal.freelancer_id
    assert set(event.concerns) == {project.client_id, proposal.freelancer_id}
    assert event.body == {"conversation": shown["conversation"], "project": str(project.pk)}


def test_a_message_that_was_refused_is_no_event(worker, project, proposal):
    decline(proposal)
    first(worker, project)
    assert not Event.objects.filter(type="message.sent").exists()


# --- Changing ---------------------------------------------------------------------------------


def test_a_message_is_changed_for_ten_minutes_by_the_clock_of_the_database(worker, proposal):
    message = make_message(proposal)
    answer = worker.patch(f"messages/{message.pk}", {"body": "When could you come?"})
    assert answer.status_code == 200
    assert answer.json()["body"] == "When could you come?"
    assert answer.json()["edited_at"]
    Message.objects.filter(pk=message.pk).update(
        created_at=Now() - timedelta(minutes=9, seconds=50), edited_at=None
    )
    assert worker.patch(f"messages/{message.pk}", {"body": "Now?"}).status_code == 200
    Message.objects.filter(pk=message.pk).update(created_at=Now() - timedelta(minutes=10))
    assert code(worker.patch(f"messages/{message.pk}", {"body": "Hm?"})) == (409, "too_late")
    message.refresh_from_db()
    assert message.body == "Now?"


@pytest.mark.parametrize("end", [decline, withdraw, cancel, give_to_another])
def test_in_a_closed_conversation_nothing_is_changed(worker, proposal, end):
    message = make_message(proposal, text="When?")
    picture = make_picture(message)
    end(proposal)
    path = f"messages/{message.pk}"
    for change in ({"body": "Never."}, {"remove_attachments": [str(picture.pk)]}):
        assert code(worker.patch(path, change)) == (409, "conversation_closed")
    (own,) = worker.get(f"conversations/{message.conversation_id}/messages").json()["results"]
    assert (own["body"], len(own["attachments"]), own["editable_until"]) == ("When?", 1, None)


@pytest.mark.parametrize("blocker", ["client", "freelancer"])
def test_after_a_block_nothing_is_changed(worker, client_user, freelancer, blocker):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    first(worker, project)
    pair = [client_user, freelancer] if blocker == "client" else [freelancer, client_user]
    block_person(user=pair[0], session_id=None, username=pair[1].username)
    message = Message.objects.get()
    answer = worker.patch(f"messages/{message.pk}", {"body": "Never."})
    assert code(answer) == (409, "person_away")


def test_what_it_said_before_is_kept_and_not_shown(worker, client, proposal):
    message = make_message(proposal, text="You idiot.")
    worker.patch(f"messages/{message.pk}", {"body": "Good day."})
    assert [one.body for one in message.history.all()] == ["You idiot."]
    listed = client.get(f"conversations/{message.conversation_id}/messages").content.decode()
    assert "idiot" not in listed
    assert client.get("me/messages?q=idiot").json()["results"] == []


def test_only_its_author_changes_a_message(client, stranger, proposal):
    message = make_message(proposal)
    path = f"messages/{message.pk}"
    assert code(client.patch(path, HELLO)) == (403, "not_your_message")
    assert stranger.patch(path, HELLO).status_code == 404


def test_changing_without_a_change_is_none(worker, proposal):
    message = make_message(proposal, text="Same")
    answer = worker.patch(f"messages/{message.pk}", {"body": "Same"})
    assert answer.json()["edited_at"] is None


def test_the_clock_of_the_answer_says_until_when(worker, client, proposal):
    message = make_message(proposal)
    own = worker.get(f"conversations/{message.conversation_id}/messages").json()["results"][0]
    assert own["editable_until"] > timezone.now().isoformat()
    theirs = client.get(f"conversations/{message.conversation_id}/messages").json()["results"][0]
    assert theirs["editable_until"] is None


def test_an_invitation_of_another_project_opens_nothing(worker, project, client_user, freelancer):
    make_invitation(make_project(client=client_user, title="Another"), freelancer)
    assert code(first(worker, project)) == (403, "nothing_between_you")
