"""What somebody was told, as a client of the API sees it: the newest first, with what is unread."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client as Browser

from accounts.models import Role, User
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, restriction_on
from notifications.models import Notification
from notifications.tests.factories import happens, make_notification
from projects.models import Project
from projects.services.completion import deliver, end_early, reject_delivery
from projects.services.posting import cancel_project
from projects.services.proposals import (
    accept_proposal,
    decline_proposal,
    invite,
    submit_proposal,
)
from projects.tests.factories import make_project, make_proposal
from reviews.models import ModerationState
from reviews.services.moderation import set_moderation
from reviews.services.submitting import withdraw_review
from reviews.tests.factories import make_finished, make_party, make_review

pytestmark = pytest.mark.django_db
GONE = "This was about something that is no longer available to you."


@pytest.fixture
def client():
    return make_party(Role.CLIENT, first_name="Green", last_name="View")


@pytest.fixture
def proposed(client, worker):
    project = make_project(client=client)
    proposal = happens(
        lambda: submit_proposal(freelancer=worker, project=project, cover_note="In May.")
    )
    Notification.objects.all().delete()
    return proposal


def only(api) -> dict:
    (one,) = api.get("me/notifications").json()["results"]
    return one


# --- What it says ---------------------------------------------------------------------------------


def test_a_rejection_with_its_reason(api_as, running, client, worker):
    deliver(freelancer=worker, project=running)
    happens(lambda: reject_delivery(client=client, project=running, reason="The ceiling."))
    one = only(api_as(worker))
    assert one["text"] == "Green View did not accept the delivery of “Paint the stairwell” yet."
    assert one["quote"] == "The ceiling."
    assert one["path"] == f"/projects/{running.pk}"
    assert one["project_id"] == one["subject_id"] == str(running.pk)


def test_it_is_written_in_the_language_that_its_reader_prefers(api_as, running, client, worker):
    make_review(make_finished(client, worker), client)
    happens(lambda: None)
    api = api_as(worker)
    api.patch("me/preferences", {"language": "de", "time_zone": "Asia/Kolkata"})
    one = only(api)
    assert one["heading"] == "Green View hat Sie bewertet"
    assert "IST." in one["text"]


def test_a_declined_proposal_leads_to_ones_proposals_once_the_project_is_not_open(
    api_as, client, worker, proposed
):
    happens(lambda: decline_proposal(client=client, proposal=proposed, reason="Too dear."))
    one = only(api_as(worker))
    assert (one["path"], one["quote"]) == (f"/projects/{proposed.project_id}", "Too dear.")
    cancel_project(client=client, project=proposed.project)
    assert only(api_as(worker))["path"] == "/proposals"


def test_where_it_leads_can_be_opened(api_as, client, worker, proposed, client_user):
    rival = make_party()
    other = make_proposal(proposed.project, rival)
    happens(lambda: accept_proposal(client=client, proposal=other))
    for user in (worker, rival, client):
        browser = Browser()
        browser.force_login(user)
        for one in api_as(user).get("me/notifications").json()["results"]:
            assert browser.get(one["path"]).status_code == 200


def test_an_invitation_to_what_is_not_open_any_more_leads_nowhere(api_as, client, worker):
    project = make_project(client=client)
    happens(lambda: invite(client=client, project=project, username=worker.username))
    assert only(api_as(worker))["path"] == f"/projects/{project.pk}"
    happens(lambda: cancel_project(client=client, project=project))
    told = api_as(worker).get("me/notifications").json()["results"]
    assert [one["kind"] for one in told] == ["project_cancelled", "invitation_received"]
    assert [one["path"] for one in told] == ["", ""]


def test_what_a_decision_removed_is_not_named_to_whoever_proposed(api_as, client, worker, proposed):
    happens(lambda: decline_proposal(client=client, proposal=proposed, reason="Too dear."))
    decision = restriction_on(proposed.project_id, "content")
    Project.objects.update(moderation=ModerationState.REMOVED, moderated_by=decision)
    one = only(api_as(worker))
    assert (one["text"], one["quote"], one["path"]) == (GONE, "", "")
    assert (one["is_available"], one["subject_id"], one["project_id"]) == (False, None, None)


def test_a_former_member_has_no_name_and_no_reason(api_as, running, client, worker):
    happens(lambda: end_early(user=client, project=running, reason="Ring 12345."))
    assert "Green View" in only(api_as(worker))["text"]
    erase(user=client, session_id=None, current_password=PASSWORD)
    one = only(api_as(worker))
    assert one["text"].startswith("former member ended")
    assert one["quote"] == ""


def test_a_project_that_is_gone(api_as, worker):
    make_notification(worker)
    assert only(api_as(worker))["text"] == GONE


def test_a_kind_that_is_gone(api_as, worker):
    make_notification(worker, kind="of_last_year")
    assert only(api_as(worker))["text"] == GONE


def test_a_hidden_review_that_is_withdrawn_changes_nothing_that_the_other_side_reads(
    api_as, client, worker
):
    review = happens(lambda: make_review(make_finished(client, worker), client))
    before = api_as(worker).get("me/notifications")
    withdraw_review(review=review)
    after = api_as(worker).get("me/notifications")
    assert after.content == before.content
    assert after["ETag"] == before["ETag"]


def test_a_revealed_review_that_is_hidden_later_is_not_named(api_as, client, worker):
    project = make_finished(client, worker)
    review = make_review(project, client)
    happens(lambda: make_review(project, worker))
    assert len(api_as(worker).get("me/notifications").json()["results"]) == 2
    decision = restriction_on(review.pk, "content")
    set_moderation(review=review, state=ModerationState.HIDDEN, decision=decision)
    revealed = api_as(worker).get("me/notifications").json()["results"][0]
    assert (revealed["kind"], revealed["text"]) == ("review_revealed", GONE)


# --- The list -------------------------------------------------------------------------------------


def test_pages_the_newest_first_with_how_many_are_unread(api_as, worker):
    ids = [str(make_notification(worker).pk) for _ in range(5)]
    api = api_as(worker)
    first = api.get("me/notifications", {"page_size": 3}).json()
    assert [one["id"] for one in first["results"]] == ids[:1:-1]
    assert (first["unread_count"], first["has_more_unread"]) == (5, False)
    second = api.get(first["next"].partition("/api/v1/")[2]).json()
    assert [one["id"] for one in second["results"]] == ids[1::-1]


def test_more_than_99_unread_ones_are_not_counted(api_as, worker):
    for _ in range(100):
        make_notification(worker)
    answer = api_as(worker).get("me/notifications").json()
    assert (answer["unread_count"], answer["has_more_unread"]) == (99, True)


def test_unread_ones_alone_and_what_came_after_one(api_as, worker):
    first, second, third = (make_notification(worker) for _ in range(3))
    api = api_as(worker)
    assert api.post(f"me/notifications/{second.pk}/read").json()["unread_count"] == 2

    def ids(**query) -> list[str]:
        return [one["id"] for one in api.get("me/notifications", query).json()["results"]]

    assert ids(unread="true") == [str(third.pk), str(first.pk)]
    assert ids(unread="false") == [str(second.pk)]
    assert ids(after=first.pk) == [str(third.pk), str(second.pk)]
    assert ids(after=third.pk) == []


@pytest.mark.parametrize(
    "query",
    [{"unread": "\0"}, {"unread": "perhaps"}, {"after": "x"}, {"after": "9" * 400}, {"kind": "x"}],
)
def test_nonsense_is_refused_by_name(api_as, worker, query):
    answer = api_as(worker).get("me/notifications", query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == next(iter(query))


def test_whoever_knows_the_state_gets_no_second_copy(api_as, worker):
    one = make_notification(worker)
    api = api_as(worker)
    etag = api.get("me/notifications")["ETag"]
    again = api.get("me/notifications", HTTP_IF_NONE_MATCH=etag)
    assert (again.status_code, again.content) == (304, b"")
    api.post(f"me/notifications/{one.pk}/read")
    assert api.get("me/notifications", HTTP_IF_NONE_MATCH=etag).status_code == 200
    etag = api.get("me/notifications")["ETag"]
    make_notification(worker)
    assert api.get("me/notifications", HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_all_up_to_one_are_read_and_what_came_meanwhile_is_not(api_as, worker):
    _first, second, third = (make_notification(worker) for _ in range(3))
    api = api_as(worker)
    assert api.post("me/notifications/read-all", {"up_to": str(second.pk)}).json() == {
        "unread_count": 1,
        "has_more_unread": False,
    }
    (left,) = Notification.objects.unread()
    assert left == third
    assert api.post("me/notifications/read-all", {}).json()["unread_count"] == 0


def test_reading_again_keeps_the_first_time(api_as, worker):
    one = make_notification(worker)
    api = api_as(worker)
    for _ in range(2):
        assert api.post(f"me/notifications/{one.pk}/read").status_code == 200
        one.refresh_from_db()
    read_at = one.read_at
    api.post("me/notifications/read-all", {})
    one.refresh_from_db()
    assert one.read_at == read_at


def test_somebody_elses_are_not_there(api_as, outsider, worker):
    one = make_notification(worker)
    assert api_as(outsider).get("me/notifications").json()["results"] == []
    assert api_as(outsider).post(f"me/notifications/{one.pk}/read").status_code == 404
    assert api_as(outsider).post(f"me/notifications/{uuid4()}/read").status_code == 404
    body = {"up_to": str(one.pk)}
    assert api_as(outsider).post("me/notifications/read-all", body).status_code == 200
    one.refresh_from_db()
    assert one.read_at is None


def test_what_is_wanted_by_mail_alone_is_not_shown(api_as, worker):
    one = make_notification(worker, is_in_product=False)
    answer = api_as(worker).get("me/notifications").json()
    assert (answer["results"], answer["unread_count"]) == ([], 0)
    assert api_as(worker).post(f"me/notifications/{one.pk}/read").status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_a_longer_list_asks_no_more_queries(
    api_as, client, worker, number, django_assert_num_queries
):
    for _ in range(number):
        project = make_project(client=client, freelancer=worker, status="in_progress")
        deliver(freelancer=worker, project=project)
        reject_delivery(client=client, project=project, reason="The ceiling.")
        finished = make_finished(client, worker)
        make_review(finished, client)
        make_review(finished, worker)
    happens(lambda: None)
    assert Notification.objects.filter(person=worker).count() == 3 * number
    api = api_as(worker)
    # The session, the page, the language, eight of projects, four of awaited reviews, two of
    # reviews, and the count.
    with django_assert_num_queries(18):
        found = api.get("me/notifications", {"page_size": 100}).json()["results"]
    assert all(one["is_available"] for one in found)


def test_the_export_has_what_one_was_told(api_as, worker):
    one = make_notification(worker)
    body = {"preferences": [{"kind": "proposal_accepted", "email": "daily"}]}
    api_as(worker).patch("me/notification-preferences", body)
    export = api_as(worker).get("me/export").json()
    assert [row["id"] for row in export["notifications"]] == [str(one.pk)]
    assert export["notification_preferences"] == [
        {"kind": "proposal_accepted", "channel": "email", "frequency": "daily"}
    ]
    assert User.objects.get(pk=worker.pk).notifications.count() == 1
