"""The pages of conversations, without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db.models.functions import Now

from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, restriction_on
from conversations.models import Conversation, Message
from conversations.services.writing import send
from conversations.tests.factories import make_message
from projects.models import Project
from projects.services.proposals import decline_proposal
from projects.tests.conftest import browser_of
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_two_people_write_to_each_other_by_plain_forms(asha, society, proposal):
    project = proposal.project
    assert f"/projects/{project.pk}/write" in text_of(asha, f"/projects/{project.pk}")
    assert "Paint the stairwell" in text_of(asha, f"/projects/{project.pk}/write")
    answer = asha.post(f"/projects/{project.pk}/write", {"body": "When may I look at it?"})
    conversation = Conversation.objects.get()
    assert answer["Location"] == f"/messages/{conversation.pk}#newest"
    assert "1 new" in text_of(society, "/messages")
    shown = text_of(society, f"/messages/{conversation.pk}")
    assert "When may I look at it?" in shown
    assert "1 new" not in text_of(society, "/messages")
    society.post(f"/messages/{conversation.pk}", {"body": "On Monday."})
    assert "On Monday." in text_of(asha, f"/messages/{conversation.pk}")
    written_to = f"/projects/{project.pk}/write?to=asha"
    assert written_to in text_of(society, f"/projects/{project.pk}")
    assert society.get(written_to)["Location"] == f"/messages/{conversation.pk}#newest"


def test_an_invitation_leads_to_a_message(asha, society, invitation):
    assert f"/projects/{invitation.project_id}/write" in text_of(asha, "/dashboard")
    address = f"/projects/{invitation.project_id}/write?to=asha"
    answer = society.post(address, {"body": "Are you free in May?", "to": "asha"})
    assert answer.status_code == 302
    assert Message.objects.get().side == "client"


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(asha, proposal):
    conversation = make_message(proposal).conversation
    address = f"/messages/{conversation.pk}"
    assert asha.post(address, {"body": " "}).status_code == 422
    long = asha.post(address, {"body": "y" * 5001})
    assert long.status_code == 422
    assert "y" * 5001 in long.content.decode()
    Project.objects.filter(pk=conversation.project_id).update(moderation="visible")
    proposal.project.proposals.update(status="declined", decided_at=Now())
    closed = asha.post(address, {"body": "Why?"})
    assert closed.status_code == 409
    assert "<textarea" not in closed.content.decode()
    assert "closed" in closed.content.decode()


def test_markup_and_links_of_a_message_are_text(asha, society, proposal):
    text = "<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1) \"'>"
    conversation = make_message(proposal, text=text).conversation
    for address in ("/messages", f"/messages/{conversation.pk}"):
        shown = text_of(society, address)
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert 'href="javascript' not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_a_message_is_changed_on_its_page(asha, society, proposal):
    message = make_message(proposal, text="Grren?")
    conversation = f"/messages/{message.conversation_id}"
    address = f"/messages/{message.pk}/edit"
    assert address in text_of(asha, conversation)
    assert address not in text_of(society, conversation)
    assert "Grren?" in text_of(asha, address)
    assert asha.post(address, {"body": "Green?"})["Location"] == f"{conversation}#newest"
    assert "changed" in text_of(society, conversation)
    Message.objects.update(created_at=Now() - timedelta(minutes=11), edited_at=None)
    assert address not in text_of(asha, conversation)
    assert asha.post(address, {"body": "Red?"}).status_code == 409
    assert society.get(address).status_code == 403


def test_a_message_of_a_closed_conversation_is_not_offered_to_be_changed(asha, proposal):
    message = make_message(proposal)
    conversation, address = f"/messages/{message.conversation_id}", f"/messages/{message.pk}/edit"
    assert address in text_of(asha, conversation)
    decline_proposal(client=proposal.project.client, proposal=proposal)
    assert address not in text_of(asha, conversation)
    assert asha.post(address, {"body": "Never."}).status_code == 409
    assert Message.objects.get().body == message.body


def test_whoever_blocks_is_told_so_and_the_other_is_not(asha, society, client_user, freelancer):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    society.post(f"/projects/{project.pk}/write", {"body": "When?", "to": "asha"})
    conversation = f"/messages/{Conversation.objects.get().pk}"
    block_person(user=client_user, session_id=None, username="asha")
    for browser, is_told in ((society, True), (asha, False)):
        shown = text_of(browser, conversation)
        assert "but not write in it at the moment" in shown
        assert ("You have blocked this person" in shown) is is_told
        assert ("Unblock" in shown) is is_told


@pytest.mark.parametrize(
    ("state", "text"),
    [("hidden", "Moderation hid this message."), ("removed", "Moderation removed this message.")],
)
def test_what_was_decided_on_a_message_is_said_as_it_is(society, proposal, state, text):
    message = make_message(proposal)
    decision = restriction_on(message.pk, "content")
    Message.objects.filter(pk=message.pk).update(moderation=state, moderated_by=decision)
    for address in ("/messages", f"/messages/{message.conversation_id}"):
        assert text in text_of(society, address)


def test_each_message_of_the_other_side_can_be_reported(asha, society, proposal):
    message = make_message(proposal)
    link = f"/report?kind=message&amp;object={message.pk}"
    assert link in text_of(society, f"/messages/{message.conversation_id}")
    assert link not in text_of(asha, f"/messages/{message.conversation_id}")
    report_proposal = f"/report?kind=proposal&amp;object={proposal.pk}"
    assert report_proposal in text_of(society, f"/projects/{proposal.project_id}")


def test_nobody_else_gets_a_page(proposal, outsider):
    message = make_message(proposal)
    other = browser_of(outsider)
    for address in (f"/messages/{message.conversation_id}", f"/messages/{message.pk}/edit"):
        assert other.get(address).status_code == 404
        assert other.post(address, {"body": "x"}).status_code == 404
    refused = other.post(f"/projects/{proposal.project_id}/write", {"body": "x"})
    assert refused.status_code == 403
    assert Message.objects.count() == 1


def test_older_messages_are_a_page_further(asha, proposal, freelancer):
    conversation = make_message(proposal, text="The very first").conversation
    Message.objects.bulk_create(
        Message(conversation=conversation, position=number, side="client", body=f"Word {number}.")
        for number in range(2, 31)
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_position=30, client_wrote=30)
    first = text_of(asha, f"/messages/{conversation.pk}")
    assert first.index("Word 11.") < first.index("Word 30.")
    assert "The very first" not in first
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "The very first" in text_of(asha, older)


def test_what_asks_again_by_itself_marks_nothing_as_read(society, proposal):
    conversation = make_message(proposal).conversation
    part = society.get(f"/messages/{conversation.pk}", HTTP_HX_REQUEST="true")
    assert b"When can you come?" in part.content
    assert b"<html" not in part.content
    conversation.refresh_from_db()
    assert conversation.client_read == 0


def test_a_person_who_erased_their_account_breaks_no_page(
    society, proposal, freelancer, client_user
):
    conversation = make_message(proposal, text="My secret words").conversation
    send(sender=client_user, conversation=conversation, text="Thank you.")
    erase(user=freelancer, session_id=None, current_password=PASSWORD)
    for address in ("/messages", f"/messages/{conversation.pk}"):
        shown = text_of(society, address)
        assert "Former member" in shown
        assert "My secret words" not in shown
    assert "erased" in text_of(society, f"/messages/{conversation.pk}")
