"""Lists, how far they were read, searching, and who reads what."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, UserFactory
from conversations.models import Conversation, Message
from conversations.services.writing import begin, send
from conversations.tests.factories import make_message
from foundation import deadlines
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db


def conversations(api, query=""):
    return api.get(f"me/conversations{query}").json()["results"]


def messages(api, conversation, query=""):
    return api.get(f"conversations/{conversation.pk}/messages{query}").json()["results"]


def say(sender, conversation, *texts):
    return [send(sender=sender, conversation=conversation, text=text) for text in texts]


@pytest.fixture
def conversation(proposal) -> Conversation:
    return make_message(proposal, text="Hello, society.").conversation


# --- The list ---------------------------------------------------------------------------------


def test_the_list_shows_whom_with_about_what_and_the_last_words(
    client, worker, conversation, client_user, freelancer
):
    say(client_user, conversation, "Good\n\nday, " + "x" * 200)
    (theirs,) = conversations(worker)
    assert theirs["person"]["username"] == "housing-society"
    assert theirs["project"]["title"] == "Paint the stairwell"
    assert (theirs["side"], theirs["unread_count"], theirs["last_position"]) == ("freelancer", 1, 2)
    assert theirs["last_message"]["text"].startswith("Good day, xxx")
    assert len(theirs["last_message"]["text"]) == 140
    assert theirs["last_message"]["is_own"] is False
    (own,) = conversations(client)
    assert own["person"]["username"] == "asha"
    assert (own["side"], own["unread_count"]) == ("client", 1)
    assert own["last_message"]["is_own"] is True


def test_nothing_of_an_address_or_a_number_is_in_it(
    worker, client, client_user, freelancer, conversation
):
    for api in (worker, client):
        shown = api.get("me/conversations").content.decode()
        assert client_user.email not in shown
        assert freelancer.email not in shown


def test_the_last_written_comes_first_and_pages_meet_all_once(worker, client_user, freelancer):
    found = []
    for number in range(5):
        project = make_project(client=client_user, title=f"Project {number}")
        found.append(make_message(make_proposal(project, freelancer)).conversation)
    say(client_user, found[1], "You first.")
    expected = [str(found[place].pk) for place in (1, 4, 3, 2, 0)]
    page = worker.get("me/conversations?page_size=2").json()
    listed = [one["id"] for one in page["results"]]
    while page["next"]:
        page = worker.get(page["next"].partition("/api/v1/")[2]).json()
        listed += [one["id"] for one in page["results"]]
    assert listed == expected


def test_unread_ones_alone(client, client_user, freelancer, conversation):
    assert len(conversations(client, "?unread=true")) == 1
    client.post(f"conversations/{conversation.pk}/read", {"position": 1})
    assert conversations(client, "?unread=true") == []
    assert len(conversations(client, "?unread=false")) == 1
    assert len(conversations(client, f"?project={conversation.project_id}")) == 1
    assert conversations(client, f"?project={conversation.pk}") == []


@pytest.mark.parametrize(
    "path",
    [
        *("me/conversations?unred=true", "me/conversations?unread=perhaps", "me/messages?query=x"),
        *("me/messages?q=%00", "me/conversations?project=1", "me/conversations?cursor=x"),
        *("me/messages?q=", "me/conversations?page_size=1000"),
    ],
)
def test_what_the_list_does_not_know_is_refused(client, conversation, path):
    answer = client.get(path)
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["attr"] in {
        *("unred", "unread", "query", "q", "project", "cursor", "page_size")
    }


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=99999999999999999999", "aftr=1"])
def test_a_position_is_a_whole_number(client, conversation, query):
    answer = client.get(f"conversations/{conversation.pk}/messages?{query}")
    assert answer.status_code in {400, 422}


def test_lists_cost_the_same_whatever_their_length(worker, client_user, freelancer):
    def begin_one(number):
        project = make_project(client=client_user, title=f"Project {number}")
        return make_message(make_proposal(project, freelancer)).conversation

    def queries(path):
        deadlines.rest()
        with CaptureQueriesContext(connection) as caught:
            assert worker.get(path).status_code == 200
        return len(caught)

    conversation = begin_one(0)
    paths = ("me/conversations", f"conversations/{conversation.pk}/messages", "me/messages?q=come")
    # Each: the session with its user. Besides: the conversations with people, their last messages,
    # what is unread; the conversation and its messages; the conversations and the messages; and
    # with messages, their files.
    expected = [4, 4, 4]
    assert [queries(path) for path in paths] == expected
    for number in range(1, 6):
        begin_one(number)
        say(client_user, conversation, f"Word {number}")
    assert [queries(path) for path in paths] == expected


# --- Messages ---------------------------------------------------------------------------------


def test_messages_come_the_newest_first_and_after_a_position(worker, client_user, conversation):
    say(client_user, conversation, "Two", "Three")
    assert [one["body"] for one in messages(worker, conversation)] == [
        *("Three", "Two", "Hello, society.")
    ]
    assert [one["position"] for one in messages(worker, conversation, "?after=2")] == [3]
    assert messages(worker, conversation, "?after=3") == []


def test_who_polls_gets_a_304_until_something_changes(worker, client_user, conversation):
    path = f"conversations/{conversation.pk}/messages?after=1"
    answer = worker.get(path)
    assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
    again = worker.get(path, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    say(client_user, conversation, "Two")
    changed = worker.get(path, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != answer["ETag"]


def test_the_two_sides_have_etags_of_their_own(worker, client, conversation):
    path = f"conversations/{conversation.pk}/messages"
    assert client.get(path, HTTP_IF_NONE_MATCH=worker.get(path)["ETag"]).status_code == 200


def test_nobody_else_is_told_that_it_is_there(api, api_as, stranger, admin_user, conversation):
    other_client = api_as(UserFactory(role=Role.CLIENT))
    rival = UserFactory()
    make_proposal(conversation.project, rival)
    for caller in (stranger, other_client, api_as(rival), api_as(admin_user)):
        for path in ("", "/messages"):
            assert caller.get(f"conversations/{conversation.pk}{path}").status_code == 404
        for path, body in (("/messages", {"body": "x"}), ("/read", {"position": 1})):
            assert caller.post(f"conversations/{conversation.pk}{path}", body).status_code == 404
        assert conversations(caller) == []
        assert caller.get("me/messages?q=Hello").json()["results"] == []
    assert api.get("me/conversations").status_code == 401


# --- Read marks -------------------------------------------------------------------------------


def test_what_was_read_stays_read(client, freelancer, conversation):
    say(freelancer, conversation, "Two", "Three")
    path = f"conversations/{conversation.pk}/read"
    assert client.post(path, {"position": 2}).json()["unread_count"] == 1
    back = client.post(path, {"position": 1}).json()
    assert (back["unread_count"], back["read_up_to"]) == (1, 2)
    assert client.post(path, {"position": 3}).json()["unread_count"] == 0


@pytest.mark.parametrize("position", [0, -1, 2, 2**31, "1", 1.5, True, None])
def test_only_what_is_there_can_be_read(client, conversation, position):
    answer = client.post(f"conversations/{conversation.pk}/read", {"position": position})
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["attr"] == "position"


def test_ones_own_messages_are_not_unread_and_read_nothing_of_the_others(
    client, worker, client_user, freelancer, conversation
):
    say(client_user, conversation, "I have not read yours.")
    assert conversations(client)[0]["unread_count"] == 1
    assert conversations(worker)[0]["unread_count"] == 1


def test_counting_what_is_unread_ends_at_a_hundred(client, freelancer, conversation):
    Message.objects.bulk_create(
        Message(conversation=conversation, position=number, side="freelancer", body="x")
        for number in range(2, 151)
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_position=150, freelancer_wrote=150)
    assert conversations(client)[0]["unread_count"] == 100


def test_what_is_not_there_to_read_any_more_is_not_unread(client, freelancer, conversation):
    """The count, the list of unread ones and what is shown say the same."""
    assert len(conversations(client, "?unread=true")) == 1
    erase(user=freelancer, session_id=None, current_password=PASSWORD)
    assert conversations(client, "?unread=true") == []
    assert conversations(client)[0]["unread_count"] == 0


def test_an_unread_message_stays_so_however_much_one_answers(client, client_user, conversation):
    Message.objects.bulk_create(
        Message(conversation=conversation, position=number, side="client", body="x")
        for number in range(2, 151)
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_position=150, client_wrote=150)
    assert conversations(client)[0]["unread_count"] == 1
    assert len(conversations(client, "?unread=true")) == 1


def test_the_database_refuses_marks_beyond_the_end(conversation):
    for change in ({"client_read": 2}, {"last_position": 2}, {"client": conversation.freelancer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Conversation.objects.filter(pk=conversation.pk).update(**change)


# --- Searching --------------------------------------------------------------------------------


def test_words_are_found_in_all_own_conversations_and_no_others(
    worker, stranger, outsider, client_user, freelancer, conversation
):
    say(client_user, conversation, "The key is under the Blumentopf.")
    project = make_project(client=client_user, title="Another")
    begin(
        sender=make_proposal(project, outsider).freelancer, project=project, text="Blumentopf, yes."
    )
    assert [
        one["position"] for one in worker.get("me/messages?q=blumentopf").json()["results"]
    ] == [2]
    assert len(stranger.get("me/messages?q=blumentopf").json()["results"]) == 1
    assert worker.get("me/messages?q=key+topf").json()["results"] == []


@pytest.mark.parametrize(
    "text", ["%27%22", "-", "%22", "a+%26+%7C+!", "%25_", "--- -", "\U0001f6bf"]
)
def test_odd_texts_find_nothing_and_break_nothing(worker, conversation, text):
    assert worker.get(f"me/messages?q={text}").status_code == 200
