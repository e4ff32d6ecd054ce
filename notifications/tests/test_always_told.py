"""What always comes of decisions, to those whom they are about and to the parties."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Role, Status, User
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD
from foundation.events.delivery import deliver as hand_out
from foundation.events.kinds import Audience, declared
from foundation.models import Event
from moderation.models import Action, Report
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.services.deciding import decide, take_back
from moderation.tests.factories import (
    make_case,
    make_decision,
    make_report,
    make_staff,
    ruling,
    suspended,
)
from notifications.models import Delivery, Notification
from notifications.tests.factories import happens, told, verified, written
from projects.tests.factories import make_invitation, make_project, make_proposal
from reviews.services.answering import reply_to_review
from reviews.tests.factories import make_finished, make_party, make_revealed, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return make_party(Role.CLIENT, email="office@greenview.example")


# --- Decisions ------------------------------------------------------------------------------------


def test_a_decision_is_found_on_the_site_and_mailed_with_its_reasons(api_as, mailoutbox, client):
    verified(client)
    project = make_project(client=client, title="Paint it")
    decision = happens(lambda: make_decision("project", project))
    (shown,) = written(api_as(client), "decision_on_you")
    assert "Project “Paint it”): It is hidden." in shown["text"]
    assert shown["path"] == f"/decisions/{decision.pk}/appeal"
    (sent,) = mailoutbox
    assert "It calls a person names." in sent.body
    assert "/appeal?token=" in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in sent.extra_headers


def test_it_is_the_statement_of_now_that_is_mailed(mailoutbox, client):
    """Nothing waits but an id: the address of then is written to."""
    make_decision("project", make_project(client=client))
    User.objects.filter(pk=client.pk).update(email="new@greenview.example")
    happens(lambda: None)
    assert [mail.to for mail in mailoutbox] == [["new@greenview.example"]]


@pytest.mark.parametrize("status", [Status.PENDING, Status.INACTIVE, Status.SUSPENDED])
def test_it_comes_to_accounts_that_are_not_in_use(mailoutbox, client, status):
    if status == Status.SUSPENDED:
        happens(lambda: suspended(client))
        mailoutbox.clear()
    else:
        User.objects.filter(pk=client.pk).update(status=status)
    happens(lambda: make_decision("project", make_project(client=client)))
    assert [mail.to for mail in mailoutbox] == [[client.email]]


def test_to_a_strangers_address_go_so_many_an_hour(mailoutbox, client):
    for _ in range(6):
        happens(lambda: make_decision("project", make_project(client=client)))
    assert len(mailoutbox) == 5
    assert Delivery.objects.filter(dropped_at__isnull=False).count() == 1
    assert told(client) == ["decision_on_you"] * 6


def test_a_decision_that_is_taken_back_is_told(api_as, client):
    decision = make_decision("project", make_project(client=client, title="Paint it"))
    happens(lambda: take_back(decision=decision, moderator=make_staff(), facts="A mistake."))
    assert [one["heading"] for one in written(api_as(client), "decision_on_you")] == [
        "An earlier decision about you was taken back",
        "A decision that concerns you",
    ]


def test_members_who_reported_learn_the_outcome_and_not_whoever_else_did(api_as, client, outsider):
    project = make_project(client=client)
    case = make_case("project", project, reporter=outsider)
    make_report("project", project, reporter=make_party())
    happens(lambda: decide(case=case, moderator=make_staff(), ruling=ruling()))
    (shown,) = written(api_as(outsider), "report_answered")
    assert "did something about it" in shown["text"]
    assert told(client) == ["decision_on_you"]
    for event in Event.objects.filter(type__in=("decision.made", "content.taken_down")):
        reporters = {str(pk) for pk in Report.objects.values_list("reporter", flat=True)}
        assert not reporters & {str(one) for one in (event.actor_id, *event.concerns)}
        assert event.actor_id is None  # nor is it told who decided


def test_an_appeal_is_answered_on_the_site_and_by_mail(api_as, mailoutbox, client):
    decision = make_decision("project", make_project(client=client))
    appeal = lodge_appeal(decision=decision, appellant=client, text="It is true.")
    happens(lambda: None)
    mailoutbox.clear()
    moderator = make_staff()
    happens(
        lambda: decide_appeal(appeal=appeal, moderator=moderator, answer="It is.", instead=None)
    )
    (shown,) = written(api_as(client), "appeal_answered")
    assert "The decision stands" in shown["text"]
    assert ["It is." in mail.body for mail in mailoutbox] == [True]


# --- The parties ----------------------------------------------------------------------------------


def test_the_parties_of_a_project_are_told_that_it_is_removed_and_that_it_is_back(
    api_as, client, worker
):
    project = make_project(client=client, freelancer=worker, status="in_progress", title="Paint it")
    decision = happens(lambda: make_decision("project", project, Action.REMOVE))
    (shown,) = written(api_as(worker), "content_taken_down")
    assert "your project “Paint it”" in shown["text"]
    assert shown["path"] == f"/projects/{project.pk}"
    assert told(client) == ["decision_on_you"]
    happens(lambda: take_back(decision=decision, moderator=make_staff(), facts="A mistake."))
    assert told(worker) == ["content_taken_down", "content_restored"]


def test_who_hoped_for_a_project_is_told_without_its_words(api_as, client, worker):
    project = make_project(client=client, title="Bait")
    make_proposal(project, worker)
    guest, former = make_party(), make_party()
    make_invitation(project, guest)
    make_proposal(project, former, status="declined", decided_at=timezone.now())
    happens(lambda: make_decision("project", project, Action.REMOVE))
    (shown,) = written(api_as(worker), "content_taken_down")
    assert "Bait" not in shown["text"]
    assert shown["path"] == "/proposals"
    assert told(guest) == ["content_taken_down"]
    assert told(former) == []


def test_a_hidden_review_and_reply_are_told_to_the_other_party(worker):
    review = make_revealed()
    reply = reply_to_review(review=review, text="You lie.")
    happens(lambda: None)
    Notification.objects.all().delete()
    happens(lambda: make_decision("review", review))
    assert told(review.subject) == ["content_taken_down"]
    happens(lambda: make_decision("reply", reply))
    assert told(review.author) == ["decision_on_you", "content_taken_down"]


def test_nobody_is_told_of_a_review_that_is_not_revealed(client, worker):
    review = make_review(make_finished(client, worker), client)
    happens(lambda: None)
    Notification.objects.all().delete()
    decision = happens(lambda: make_decision("review", review))
    happens(lambda: take_back(decision=decision, moderator=make_staff(), facts="A mistake."))
    assert told(worker) == []
    assert not Event.objects.filter(type__startswith="content.").exists()
    assert told(client) == ["decision_on_you", "decision_on_you"]


def test_who_works_with_a_suspended_person_is_told(api_as, client, worker):
    make_project(client=client, freelancer=worker, status="in_progress", title="Paint it")
    make_finished(client, make_party())
    happens(lambda: suspended(worker))
    (shown,) = written(api_as(client), "partner_suspended")
    assert "“Paint it” is suspended" in shown["text"]
    decision = worker.decisions.get()
    happens(lambda: take_back(decision=decision, moderator=make_staff(), facts="A mistake."))
    assert told(client)[-1] == "partner_restored"
    assert Notification.objects.filter(kind="partner_suspended").count() == 1


def test_who_works_with_somebody_is_told_that_their_profile_is_hidden(api_as, client, worker):
    make_project(client=client, freelancer=worker, status="in_progress", title="Paint it")
    happens(lambda: make_decision("profile", worker.profile))
    (shown,) = written(api_as(client), "content_taken_down")
    assert "the other party of “Paint it”" in shown["text"]


# --- What is internal -----------------------------------------------------------------------------


def test_reports_cases_and_blocks_are_events_that_are_told_to_nobody(api_as, client, worker):
    make_case("project", make_project(client=client), reporter=worker)
    api = api_as(worker)
    api.post("me/blocks", {"username": client.username})
    (block,) = api.get("me/blocks").json()["results"]
    api.delete(f"me/blocks/{block['id']}")
    happens(lambda: None)
    internal = ["block.made", "block.undone", "case.opened", "report.made"]
    recorded = Event.objects.filter(type__in=internal).values_list("type", flat=True)
    assert sorted(recorded) == internal
    assert all(declared()[name].audience == Audience.INTERNAL for name in internal)
    assert told(client) == told(worker) == []


# --- Races ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_decision_that_is_told_while_its_subject_erases_the_account_leaves_nothing(mailoutbox):
    client, moderator = make_party(Role.CLIENT), make_staff()
    make_decision("project", make_project(client=client), moderator=moderator)
    start = threading.Barrier(2)

    def at_once(act) -> None:
        try:
            start.wait()
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        acts = [
            hand_out,
            lambda: erase(user=client, session_id=None, current_password=PASSWORD),
        ]
        list(pool.map(at_once, acts))
    call_command("settle")
    assert Notification.objects.filter(person=client).count() == 0
    assert Delivery.objects.count() == 0
    User.objects.filter(pk=client.pk, erased_at__lte=timezone.now()).get()
