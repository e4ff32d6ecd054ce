"""Whoever has no page is named to nobody but those who work with them, whatever took it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db.models.functions import Now
from django.test import Client as Browser

from accounts import personal_data
from accounts.models import Block, Role, Status
from accounts.services.blocks import block_person
from accounts.services.status import change_status
from accounts.tests.factories import restriction_on, suspended
from appointments.tests.factories import make_confirmed
from conversations.tests.factories import make_message
from moderation.tests.factories import make_decision
from notifications.tests.factories import happens, verified, written
from profiles.models import Profile, Visibility
from profiles.services.moderation import set_profile_moderation
from profiles.services.profile import make_profile, update_profile
from projects.models import Invitation, ProjectStatus
from projects.services.proposals import decline_proposal, invite
from projects.tests.factories import make_invitation, make_project, make_proposal
from reviews.services.answering import reply_to_review
from reviews.tests.factories import make_finished, make_party, make_revealed

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

pytestmark = pytest.mark.django_db


def hide(user: User) -> None:
    update_profile(user=user, changes={"visibility": Visibility.HIDDEN})


def members_only(user: User) -> None:
    update_profile(user=user, changes={"visibility": Visibility.MEMBERS})


def moderate(user: User) -> None:
    profile = Profile.objects.get(user=user)
    decision = restriction_on(user.pk, "content")
    set_profile_moderation(profile=profile, state="removed", decision=decision)


def switch_off(user: User) -> None:
    change_status(user=user, to=Status.INACTIVE)


def unverify(user: User) -> None:
    type(user).objects.filter(pk=user.pk).update(status=Status.PENDING)


def erase(user: User) -> None:
    personal_data.erase(user)


WAYS: dict[str, Callable[[User], Any]] = {
    "hidden": hide,
    "moderated": moderate,
    "suspended": suspended,
    "inactive": switch_off,
    "pending": unverify,
    "erased": erase,
}
NOBODY = {"username": None, "full_name": "Name not shown", "has_page": False}
NAMES = ("Ida", "Quill", "quillworks", "Quill & Sons")


@pytest.fixture
def hidden() -> User:
    """A client who will have no page."""
    user = make_party(Role.CLIENT, username="quillworks", first_name="Ida", last_name="Quill")
    update_profile(user=user, changes={"organisation_name": "Quill & Sons"})
    return user


@pytest.fixture(params=WAYS)
def way(request) -> str:
    return request.param


def name(way: str) -> str:
    return "Former member" if way == "erased" else "Name not shown"


def test_a_review_does_not_say_whose_it_is(api, api_as, freelancer, outsider, hidden, way):
    make_revealed(make_finished(client=hidden, freelancer=freelancer, names_client=True))
    WAYS[way](hidden)
    for reader in (api, api_as(outsider)):
        review = reader.get("profiles/asha/reviews").json()["results"][0]
        assert review["author"] == NOBODY | {"full_name": name(way)}
        work = reader.get("profiles/asha/projects").json()["results"][0]
        assert work["client"] is None
        assert work["review"]["author"]["username"] is None
    browser = Browser()
    for user in (None, outsider):
        if user:
            browser.force_login(user)
        page = browser.get("/@asha").content.decode()
        assert name(way) in page
        assert not any(one in page for one in NAMES)


def test_what_somebody_takes_along_names_them_neither(api_as, freelancer, hidden, way):
    make_revealed(make_finished(client=hidden, freelancer=freelancer))
    WAYS[way](hidden)
    signed = api_as(freelancer).get("me/reputation").json()["reputation"]
    assert signed["reviews"][0]["author"] == NOBODY | {"full_name": name(way)}


@pytest.mark.parametrize("way", ["hidden", "moderated", "pending"], indirect=True)
def test_a_posted_project_does_not_say_whose_it_is(api_as, outsider, hidden, way):
    project = make_project(client=hidden)
    WAYS[way](hidden)
    reader = api_as(outsider)
    for client in (
        reader.get("projects").json()["results"][0]["client"],
        reader.get("projects", {"q": "stairwell"}).json()["results"][0]["client"],
        reader.get(f"projects/{project.pk}").json()["client"],
    ):
        assert client.items() >= NOBODY.items()
        assert (client["organisation_name"], client["city"], client["avatar"]) == ("", "", None)
    browser = Browser()
    browser.force_login(outsider)
    for address in ("/projects", f"/projects/{project.pk}"):
        page = browser.get(address).content.decode()
        assert "Name not shown" in page
        assert not any(one in page for one in NAMES)


def test_whom_one_may_not_hire_by_is_found_by_no_name(api_as, outsider, hidden):
    make_project(client=hidden)
    hide(hidden)
    reader = api_as(outsider)
    for text in NAMES:
        found = reader.get("projects", {"q": text}).json()["results"]
        assert [one["client"]["username"] for one in found] in ([], [None])


def test_a_page_for_members_names_them_to_members(api, api_as, freelancer, outsider, hidden):
    make_revealed(make_finished(client=hidden, freelancer=freelancer, names_client=True))
    members_only(hidden)
    seen = [
        reader.get("profiles/asha/reviews").json()["results"][0]["author"]["username"]
        for reader in (api, api_as(outsider))
    ]
    assert seen == [None, "quillworks"]
    signed = api_as(freelancer).get("me/reputation").json()["reputation"]
    assert signed["reviews"][0]["author"]["username"] is None


def test_those_who_work_together_know_each_other(api_as, freelancer, hidden, way):
    project = make_project(client=hidden, freelancer=freelancer, status=ProjectStatus.COMPLETED)
    make_revealed(project)
    WAYS[way](hidden)
    own = api_as(freelancer)
    client = own.get(f"projects/{project.pk}").json()["client"]
    review = own.get("me/reviews").json()["results"][0]
    known = way != "erased"
    assert client["username"] == review["author"]["username"] == ("quillworks" if known else None)
    assert client["full_name"] == ("Ida Quill" if known else "Former member")
    assert client["organisation_name"] == ("Quill & Sons" if known else "")
    assert (client["has_page"], review["author"]["has_page"], client["avatar"]) == (
        False,
        False,
        None,
    )
    browser = Browser()
    browser.force_login(freelancer)
    for address in (f"/projects/{project.pk}", "/reviews", f"/projects/{project.pk}/review"):
        assert "/@quillworks" not in browser.get(address).content.decode()


def test_who_proposed_or_was_invited_is_known_to_the_client(api_as, client_user):
    project = make_project(client=client_user)
    users = [make_party(username=one, first_name="Ida") for one in ("proposer", "invitee")]
    make_proposal(project, users[0])
    make_invitation(project, users[1])
    for user in users:
        hide(user)
    client = api_as(client_user)
    proposal = client.get(f"projects/{project.pk}/proposals").json()["results"][0]
    assert proposal["freelancer"]["username"] == "proposer"
    assert proposal["freelancer"]["has_page"] is False
    browser = Browser()
    browser.force_login(client_user)
    assert "/@proposer" not in browser.get(f"/projects/{project.pk}").content.decode()


def test_oneself_is_named_to_oneself(api_as, hidden):
    project = make_project(client=hidden)
    hide(hidden)
    own = api_as(hidden).get(f"projects/{project.pk}").json()["client"]
    assert (own["username"], own["has_page"]) == ("quillworks", True)


def test_a_proposal_tells_whether_its_project_can_be_opened(api_as, client_user, freelancer):
    project = make_project(client=client_user)
    proposal = make_proposal(project, freelancer)
    own = api_as(freelancer)
    assert own.get("me/proposals").json()["results"][0]["project"]["is_visible"] is True
    api_as(client_user).post(f"projects/{project.pk}/cancel", {})
    shown = own.get(f"proposals/{proposal.pk}").json()["project"]
    assert (shown["title"], shown["is_visible"]) == (project.title, False)
    browser = Browser()
    browser.force_login(freelancer)
    page = browser.get("/proposals").content.decode()
    assert project.title in page
    assert f"/projects/{project.pk}" not in page


def shown_of_conversations(reader: Any, user: User) -> tuple[dict[str, Any], str]:
    """Who the other side is in the user's only conversation, and all that says so."""
    browser = Browser()
    browser.force_login(user)
    (listed,) = reader.get("me/conversations").json()["results"]
    one = reader.get(f"conversations/{listed['id']}").json()
    assert one["person"] == listed["person"]
    pages = [browser.get(path) for path in ("/messages", f"/messages/{listed['id']}")]
    texts = [page.content.decode() for page in pages]
    return one["person"], "".join((str(one), *texts))


def shown_of_appointments(reader: Any, user: User) -> str:
    """All that says who the other side is in the user's only appointment."""
    browser = Browser()
    browser.force_login(user)
    (listed,) = reader.get("me/appointments").json()["results"]
    path = f"appointments/{listed['id']}"
    answers = [reader.get(one) for one in (path, f"{path}.ics")]
    pages = [browser.get(one) for one in ("/appointments", f"/{path}", f"/{path}.ics")]
    return "".join(one.content.decode() for one in (*answers, *pages)).replace("\r\n ", "")


def test_who_meets_a_client_does_not_learn_who_it_is(api_as, freelancer, hidden, way):
    make_confirmed(make_proposal(make_project(client=hidden), freelancer))
    WAYS[way](hidden)
    text = shown_of_appointments(api_as(freelancer), freelancer)
    assert name(way) in text
    assert not any(one in text for one in NAMES)


def test_who_writes_about_a_project_does_not_learn_whose_it_is(api_as, freelancer, hidden, way):
    proposal = make_proposal(make_project(client=hidden), freelancer)
    make_message(proposal, text="Is it still free?")
    make_message(proposal, by=hidden, text="It is.")
    WAYS[way](hidden)
    person, text = shown_of_conversations(api_as(freelancer), freelancer)
    assert person.items() >= (NOBODY | {"full_name": name(way)}).items()
    assert (person["organisation_name"], person["city"], person["avatar"]) == ("", "", None)
    assert name(way) in text
    assert not any(one in text for one in NAMES)


def test_those_who_agreed_on_work_are_named_where_they_write(api_as, freelancer, hidden):
    make_message(make_proposal(make_project(client=hidden), freelancer))
    make_project(client=hidden, freelancer=freelancer, status=ProjectStatus.COMPLETED)
    hide(hidden)
    person, text = shown_of_conversations(api_as(freelancer), freelancer)
    assert person["username"] == "quillworks"
    assert "Ida Quill" in text


def test_a_client_knows_who_proposes_and_no_more_when_that_is_over(api_as, client_user):
    user = make_party(username="proposer", first_name="Ida")
    proposal = make_proposal(make_project(client=client_user), user)
    make_message(proposal)
    hide(user)
    assert shown_of_conversations(api_as(client_user), client_user)[0]["username"] == "proposer"
    decline_proposal(client=client_user, proposal=proposal)
    assert shown_of_conversations(api_as(client_user), client_user)[0]["username"] is None


@pytest.mark.parametrize("blocker", ["client", "freelancer"])
def test_nobody_follows_by_a_conversation_whoever_blocked_them(
    api_as, client_user, freelancer, blocker
):
    """Nor does a new name show in it."""
    make_message(make_proposal(make_project(client=client_user), freelancer))
    people = (client_user, freelancer)
    own, other = people if blocker == "client" else people[::-1]
    block_person(user=own, session_id=None, username=other.username)
    type(own).objects.filter(pk=own.pk).update(username="renamed", first_name="Renamed")
    person, text = shown_of_conversations(api_as(other), other)
    assert (person["username"], person["full_name"]) == (None, "Name not shown")
    assert "enamed" not in text


def test_who_invites_and_declines_is_not_named_on_the_site_nor_in_mails(
    api_as, freelancer, hidden, mailoutbox
):
    verified(freelancer)
    hide(hidden)
    proposal = make_proposal(make_project(client=hidden), freelancer)
    happens(lambda: decline_proposal(client=hidden, proposal=proposal))
    project = make_project(client=hidden, title="Gild a sign")
    happens(lambda: invite(client=hidden, project=project, username="asha"))
    reader, browser = api_as(freelancer), Browser()
    browser.force_login(freelancer)
    told = [*written(reader, "proposal_declined"), *written(reader, "invitation_received")]
    assert [one["heading"] for one in told] == [
        "Name not shown declined your proposal",
        "Name not shown invites you to make a proposal",
    ]
    assert len(mailoutbox) == 2
    page = browser.get("/notifications").content.decode()
    mails = [f"{mail.subject} {mail.body} {mail.alternatives}" for mail in mailoutbox]
    assert all("Name not shown" in text for text in (page, *mails))
    assert not any(one in text for one in NAMES for text in (page, *mails, str(told)))


def test_partners_are_named_in_what_they_are_told(api_as, freelancer, hidden):
    make_profile(freelancer)
    make_project(client=hidden, freelancer=freelancer, status=ProjectStatus.COMPLETED)
    project = make_project(client=hidden, title="Gild a sign")
    hide(hidden)
    happens(lambda: invite(client=hidden, project=project, username="asha"))
    (told,) = written(api_as(freelancer), "invitation_received")
    assert told["heading"] == "Ida Quill invites you to make a proposal"


def test_a_report_does_not_say_whose_review_it_is(api_as, freelancer, outsider, hidden, mailoutbox):
    """On the page where one reports, in what one is told of it, in the outcome."""
    verified(outsider)
    review = make_revealed(make_finished(client=hidden, freelancer=freelancer))
    reply_to_review(review=review, text="Thank you for the stairwell.")
    reply = review.reply
    hide(hidden)
    reader, browser = api_as(outsider), Browser()
    browser.force_login(outsider)
    told = []
    for kind in ("review", "reply"):
        told.append(browser.get(f"/report?kind={kind}&object={review.pk}").content.decode())
        sent = {"kind": kind, "object": str(review.pk), "reason": "fraud", "text": "Not so."}
        answer = reader.post("reports", sent)
        assert answer.json()["object"]["title"] == "asha"
    happens(lambda: make_decision("reply", reply, "hide"))
    happens(lambda: make_decision("review", review, "hide"))
    told += [str(reader.get(path).json()) for path in ("me/reports", "me/decisions")]
    told += [str(written(reader, "report_answered"))]
    told += [browser.get(path).content.decode() for path in ("/reports", "/decisions")]
    told += [f"{mail.subject} {mail.body} {mail.alternatives}" for mail in mailoutbox]
    assert len(told) > 8
    assert [text for text in told if any(one in text for one in NAMES)] == []


def test_whoever_it_is_about_is_told_of_which_review(api_as, freelancer, hidden):
    """The two know each other."""
    review = make_revealed(make_finished(client=hidden, freelancer=freelancer))
    make_decision("review", review, "hide")
    (decision,) = api_as(hidden).get("me/decisions").json()["results"]
    assert decision["object"]["title"] == "quillworks → asha"


def test_nobody_is_followed_by_what_one_takes_along(client_user, freelancer):
    """Who wrote, and whom one invited: after a block as of somebody who is not named."""
    project = make_project(client=client_user)
    make_invitation(project, freelancer)
    make_message(make_proposal(project, freelancer))
    held = personal_data.export(client_user)
    assert held["invitations_sent"][0]["freelancer__username"] == "asha"
    assert held["messages_received"][0]["from"] == "asha"
    block_person(user=freelancer, session_id=None, username=client_user.username)
    type(freelancer).objects.filter(pk=freelancer.pk).update(username="renamed")
    held = personal_data.export(client_user)
    assert held["invitations_sent"][0]["freelancer__username"] is None
    assert held["messages_received"][0]["from"] is None
    assert "renamed" not in str(held)


@pytest.mark.parametrize("way", sorted(WAYS), indirect=True)
def test_an_offer_that_is_over_names_nobody_without_a_page(api_as, client_user, freelancer, way):
    project = make_project(client=client_user)
    proposal = make_proposal(project, freelancer)
    make_invitation(make_project(client=client_user), freelancer)
    decline_proposal(client=client_user, proposal=proposal)
    Invitation.objects.update(answered_at=Now())
    WAYS[way](freelancer)
    reader = api_as(client_user)
    shown = reader.get(f"proposals/{proposal.pk}").json()["freelancer"]
    assert shown.items() >= (NOBODY | {"full_name": name(way)}).items()
    moves = reader.get(f"projects/{project.pk}/transitions").json()["results"]
    assert "asha" not in str(moves)
    if way != "erased":  # with whom it goes
        invited = Invitation.objects.get()
        path = f"projects/{invited.project_id}/invitations"
        assert reader.get(path).json()["results"][0]["freelancer"]["username"] is None


def test_nobody_tries_whether_a_name_is_somebodys_new_one(api_as, client_user, freelancer):
    """By writing to it, by the page from which one writes, or by the page of blocks."""
    make_profile(freelancer)
    make_message(make_proposal(make_project(client=client_user), freelancer))
    project = make_project(client=client_user)
    make_message(make_proposal(project, freelancer))
    block_person(user=client_user, session_id=None, username="asha")
    block_person(user=freelancer, session_id=None, username=client_user.username)
    type(freelancer).objects.filter(pk=freelancer.pk).update(username="renamed")
    reader, browser = api_as(client_user), Browser()
    browser.force_login(client_user)
    answers = [
        reader.post(f"projects/{project.pk}/messages", {"body": "You?", "to": name})
        for name in ("renamed", "asha", "nobody-at-all")
    ]
    assert {(one.status_code, one.json()["errors"][0]["code"]) for one in answers} == {
        (422, "not_a_party")
    }
    for name in ("renamed", "nobody-at-all"):
        assert browser.get(f"/projects/{project.pk}/write?to={name}").status_code == 200
        page = browser.get(f"/account/blocks?username={name}").content.decode()
        assert "You have blocked" not in page


def test_whoever_is_not_named_can_be_blocked(api_as, freelancer, outsider, hidden):
    """By what they wrote, or by their project; and nobody learns by it who they are."""
    proposal = make_proposal(make_project(client=hidden), freelancer)
    hide(hidden)
    message = make_message(proposal, by=hidden, text="You will regret this.")
    conversation, project = message.conversation_id, proposal.project_id
    reader, other = api_as(freelancer), api_as(outsider)
    make_profile(outsider)
    assert other.post("me/blocks", {"met_in": str(conversation)}).status_code == 404
    browser = Browser()
    browser.force_login(freelancer)
    for address, met_in in ((f"/messages/{conversation}", conversation), ("/projects", project)):
        path = address if address != "/projects" else f"/projects/{project}"
        link = f"/account/blocks?met_in={met_in}"
        assert link in browser.get(path).content.decode()
        assert browser.get(link).status_code == 200
    answer = browser.post("/account/blocks", {"met_in": conversation}, follow=True)
    shown = answer.content.decode()
    assert "You have blocked them." in shown
    assert "Name not shown" in shown
    assert Block.objects.get().blocked == hidden
    again = reader.post("me/blocks", {"met_in": str(project)})
    assert (again.status_code, again.json()["username"]) == (200, None)
    told = [shown, str(reader.get("me/blocks").json()), str(personal_data.export(freelancer))]
    assert not any(one in text for one in NAMES for text in told)
    answer = other.post("me/blocks", {"met_in": str(project)})
    assert (answer.status_code, answer.json()["username"]) == (201, None)


@pytest.mark.parametrize("body", [{}, {"username": "asha", "met_in": "x"}, {"met_in": "x"}])
def test_a_block_is_of_a_name_or_of_a_thing(api_as, outsider, body):
    assert api_as(outsider).post("me/blocks", body).status_code == 422
