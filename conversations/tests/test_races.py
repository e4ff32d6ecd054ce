"""Writing at the same time, with real threads and connections."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import personal_data
from accounts.models import Role, User
from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, UserFactory
from conversations.errors import PersonAway
from conversations.models import Attachment, Conversation, Message
from conversations.services import reading, writing
from conversations.tests.factories import make_message
from foundation.files import private
from foundation.models import Event, UnwantedFile
from profiles.services.profile import make_profile
from projects.services import proposals
from projects.services.proposals import accept_proposal
from projects.tests.factories import make_project, make_proposal
from projects.tests.test_races import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TURNS = pytest.mark.parametrize("turn", range(3))


@pytest.fixture
def proposal():
    people = UserFactory(role=Role.CLIENT), UserFactory()
    for person in people:
        make_profile(person)
    return make_proposal(make_project(client=people[0]), people[1])


def first(proposal, *, by_client: bool):
    sender = proposal.project.client if by_client else proposal.freelancer
    to = proposal.freelancer.username if by_client else ""
    return writing.begin(sender=sender, project=proposal.project, text="Hello", to=to)


@TURNS
def test_the_first_message_of_both_sides_makes_one_conversation(proposal, turn):
    results = at_once(
        *(lambda side=number % 2 == 0: first(proposal, by_client=side) for number in range(6))
    )
    assert refusals(results) == []
    conversation = Conversation.objects.get()
    positions = Message.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == [1, 2, 3, 4, 5, 6]
    assert conversation.last_position == 6
    assert Event.objects.filter(type="message.sent").count() == 6


@TURNS
def test_a_message_against_a_decline_is_sent_before_it_or_not(proposal, turn):
    conversation = make_message(proposal).conversation
    results = at_once(
        lambda: writing.send(
            sender=proposal.freelancer, conversation=conversation, text="And now?"
        ),
        lambda: proposals.decline_proposal(client=proposal.project.client, proposal=proposal),
    )
    refused = refusals(results)
    assert refused in ([], ["conversation_closed"])
    assert Message.objects.count() == 2 - len(refused)


@TURNS
def test_a_message_against_the_erasure_of_either_leaves_no_words(proposal, turn):
    conversation = make_message(proposal, text="Mine").conversation
    gone = proposal.freelancer
    results = at_once(
        lambda: writing.send(sender=gone, conversation=conversation, text="Mine too"),
        lambda: writing.send(
            sender=proposal.project.client, conversation=conversation, text="Theirs"
        ),
        lambda: erase(user=gone, session_id=None, current_password=PASSWORD),
    )
    assert set(refusals(results)) <= {"conversation_closed", "person_away", "session_ended"}
    assert User.objects.get(pk=gone.pk).erased_at
    own = Message.objects.filter(side="freelancer")
    assert all(one.body == "" and one.erased_at for one in own)


@TURNS
def test_a_message_against_a_block_is_sent_before_it_or_not(proposal, turn):
    client, freelancer = proposal.project.client, proposal.freelancer
    accept_proposal(client=client, proposal=proposal)
    conversation = make_message(proposal).conversation
    results = at_once(
        lambda: writing.send(sender=freelancer, conversation=conversation, text="Again."),
        lambda: block_person(user=client, session_id=None, username=freelancer.username),
    )
    refused = refusals(results)
    assert refused in ([], ["person_away"])
    assert Message.objects.count() == 2 - len(refused)
    for sender in (client, freelancer):
        with pytest.raises(PersonAway):
            writing.send(sender=sender, conversation=conversation, text="After it.")


@TURNS
def test_both_parties_erase_their_accounts_while_one_writes(proposal, turn):
    conversation = make_message(proposal, text="Mine").conversation
    people = proposal.project.client, proposal.freelancer
    results = at_once(
        *(
            lambda person=person: erase(user=person, session_id=None, current_password=PASSWORD)
            for person in people
        ),
        lambda: writing.send(sender=people[0], conversation=conversation, text="Theirs"),
    )
    assert not [one for one in results if isinstance(one, Exception) and not hasattr(one, "code")]
    assert set(Message.objects.values_list("body", flat=True)) == {""}


@TURNS
def test_marks_set_at_once_end_at_the_furthest(proposal, turn):
    conversation = make_message(proposal).conversation
    for number in range(4):
        writing.send(sender=proposal.freelancer, conversation=conversation, text=f"{number}")
    client = proposal.project.client
    at_once(
        *(
            lambda place=place: reading.mark_read(
                reader=client, conversation=conversation, position=place
            )
            for place in (5, 1, 3, 2)
        )
    )
    conversation.refresh_from_db()
    assert conversation.client_read == 5


@TURNS
def test_a_change_against_the_erasure_leaves_no_words_in_the_history(proposal, turn):
    message = make_message(proposal, text="Secret")
    at_once(
        lambda: writing.edit(author=proposal.freelancer, message=message, text="Secret again"),
        lambda: erase(user=proposal.freelancer, session_id=None, current_password=PASSWORD),
    )
    message.refresh_from_db()
    assert message.body == ""
    assert list(message.history.all()) == []


def test_the_export_names_what_was_got_and_holds_what_was_written(proposal):
    message = make_message(proposal, text="Mine")
    writing.edit(author=proposal.freelancer, message=message, text="Mine, better")
    writing.send(
        sender=proposal.project.client, conversation=message.conversation, text="Theirs alone"
    )
    data = personal_data.export(proposal.freelancer)
    assert [one["body"] for one in data["messages_sent"]] == ["Mine, better"]
    assert [one["body"] for one in data["messages_changed"]] == ["Mine"]
    (got,) = data["messages_received"]
    assert (got["from"], got["position"]) == (proposal.project.client.username, 2)
    assert "Theirs alone" not in str(data)


@TURNS
def test_files_against_an_erasure_and_a_block_are_sent_or_gone(proposal, turn):
    client, freelancer = proposal.project.client, proposal.freelancer
    accept_proposal(client=client, proposal=proposal)
    conversation = make_message(proposal).conversation

    def send_file(sender):
        upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 a plan")
        writing.send(sender=sender, conversation=conversation, text="", uploads=[upload])

    results = at_once(
        lambda: send_file(freelancer),
        lambda: send_file(client),
        lambda: block_person(user=client, session_id=None, username=freelancer.username),
        lambda: erase(user=freelancer, session_id=None, current_password=PASSWORD),
    )
    allowed = {"conversation_closed", "person_away", "session_ended", "unknown_person"}
    assert set(refusals(results)) <= allowed
    for one in Attachment.objects.select_related("message"):
        assert one.message.side == "client"
        assert private.storage().exists(one.file)
    assert Message.objects.filter(side="freelancer", attachments_count__gt=0).count() == 0
    assert not UnwantedFile.objects.exists()  # what was not sent, or was erased, is deleted


@TURNS
def test_the_same_key_twice_at_once_sends_a_file_once(proposal, api_as, turn):
    conversation = make_message(proposal).conversation
    worker = api_as(proposal.freelancer)

    def send_file():
        body = {"attachments": [SimpleUploadedFile("plan.pdf", b"%PDF-1.7 a plan")]}
        path = f"conversations/{conversation.pk}/messages"
        key = {"HTTP_IDEMPOTENCY_KEY": "2f1c8d7e-6a54-4f2a-9c0e-5d8f6a1b2c3d"}
        return worker.post(path, body, format="multipart", **key).status_code

    answers = at_once(send_file, send_file)
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert (Attachment.objects.count(), UnwantedFile.objects.count()) == (1, 0)
